"""The client: talks to any backend, hosted or embedded, over HTTP and server-sent events.

    stranger  what a stranger wrote, made safe                         pure
    model     what a backend answers, as values                        pure
    sse       bytes to server-sent events                              pure
    frames    an event's data to what it says, in either form          pure
    reply     what was said, put together, and the phases of a message pure
    gui       instructions about a GUI, translated and stripped        pure
    recover   what looks at the state mean after a message             pure
    codes     refusals to errors of ours, and what is tried again      pure
    wire      answers to values                                        pure
    pace      how long to wait, and when waiting ends                  pure
    tokens, attribution, connect, multipart, pump, exchange, message, listen, download, session  have effects

It imports errors, events, timeline and the recipe's routing, and never a backend. `nemobuild.client.session.Client` is the
front door; nothing is imported here, so that the pure parts can be had without an HTTP library.
"""
