"""Posting one message, and hearing its answer. The only place in the product that sends to `/run_sse`.

A message goes out on a connection of its own: one that was used before may be closed by the other side just as the
message is sent, and then nobody knows whether it arrived. There is no read time-out, since a server that sends nothing
while a tool runs ends the edit when it is hung up on; the listener's watch takes its place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import httpx

from nemobuild.client.codes import Refusal
from nemobuild.client.exchange import CONNECT_S, WRITE_S, Exchange, encoded, hidden
from nemobuild.client.listen import Listener, NotSent
from nemobuild.client.pace import StreamLimits
from nemobuild.client.pump import Pump
from nemobuild.client.reply import Progress, Reply
from nemobuild.client.tokens import Token

PATH = "/run_sse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is said to a session, and who is told of the answer: `on_accepted` once, at status 200."""

    session_id: str
    text: str
    on_accepted: Callable[[], None]
    on_progress: Callable[[Progress], None]

    def body(self) -> bytes:
        return encoded(
            {
                "app_name": "nemo_agent",
                "user_id": "me",
                "session_id": self.session_id,
                "new_message": {"parts": [{"text": self.text}]},
            }
        )


def post(
    exchange: Exchange, http: httpx.Client, message: Message, token: Token, limits: StreamLimits
) -> Reply | Refusal:
    """Posts a message once. A refusal is definite; an error that is raised means that nothing was sent."""
    request = http.build_request(
        "POST",
        exchange.base_url + PATH,
        headers=exchange.headers(token) | {"Accept": "text/event-stream", "Content-Type": "application/json"},
        content=message.body(),
        timeout=httpx.Timeout(CONNECT_S, read=None, write=WRITE_S, pool=CONNECT_S),
    )
    with Pump(http, request) as pump:
        listener = Listener(
            pump,
            limits=limits,
            clock=exchange.clock,
            now_s=exchange.now(),
            hidden=hidden(token),
            on_accepted=message.on_accepted,
            on_progress=message.on_progress,
        )
        try:
            return listener.listen()
        except NotSent as problem:
            raise exchange.unreachable(str(problem)) from None
