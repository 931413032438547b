"""A message is posted once, whatever goes wrong. A real socket on the other side; nothing sleeps."""

import json
import threading

import pytest

from nemobuild.client.pace import StreamLimits
from nemobuild.client.reply import Said, StillWaiting, ToolCalled, ToolFailed
from nemobuild.errors import AccountError, BackendError, BudgetReached, SessionNotFound, StepRefused
from nemobuild.recipe.routing import misrouted

SESSION = "5529798706024415232"
HELLO = b'data: {"author":"a","content":{"parts":[{"text":"Trimmed."}],"role":"model"}}\n\n'
BEAT = b": ping\n\n"


@pytest.fixture
def say(server, make_client):
    """Sends one message to a server that answers as told."""

    def say(*answers, **options):
        server.on("/run_sse", *answers)
        accepted, progress = [], []
        client = make_client(**options)
        reply = client.send(
            SESSION, "trim it", progress.append, on_accepted=lambda: accepted.append(len(progress))
        )
        return reply, accepted, progress

    return say


def test_a_whole_stream_is_a_completed_reply(server, say, wire):
    reply, accepted, progress = say(wire.stream(HELLO))
    assert (reply.outcome, reply.text, reply.accepted) == ("completed", "Trimmed.", True)
    assert accepted == [0], "told once, and before anything of the answer"
    assert progress == [Said(text="Trimmed.")]
    asked = server.last("/run_sse")
    assert asked.json() == {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": SESSION,
        "new_message": {"parts": [{"text": "trim it"}]},
    }
    assert asked.headers["accept"] == "text/event-stream"
    assert asked.headers["authorization"] == f"Bearer {wire.TOKEN}"
    assert asked.headers["x-skill-source"] == "ai-video-editor-link"
    assert server.count("/run_sse") == 1


@pytest.mark.parametrize(
    "name",
    sorted(p.stem for p in __import__("pathlib").Path(__file__).parents[1].glob("wire/captures/*.body")),
)
def test_a_capture_over_a_socket_in_small_chunks(server, say, wire, name):
    body = (wire.CAPTURES / f"{name}.body").read_bytes()
    pieces = [body[i : i + 97] for i in range(0, len(body), 97)]
    chunked, _, _ = say(wire.stream(*pieces))
    whole, _, _ = say(wire.Answer(kind="text/event-stream; charset=utf-8", pieces=(body,)))
    assert chunked == whole
    assert chunked.outcome == "completed"


def test_a_body_of_0_bytes_is_a_run_without_words(server, say, wire):
    for answer in (wire.stream(), wire.Answer(kind="text/event-stream"), wire.Answer(kind="")):
        reply, accepted, _ = say(answer)
        assert (reply.outcome, reply.text, reply.errors, accepted) == ("completed", "", (), [0])


ACCEPTED_FAULTS = {
    "reset after the headers": lambda w: w.stream(then="reset"),
    "reset after an event": lambda w: w.stream(HELLO, then="reset"),
    "closed inside a chunked body": lambda w: w.Answer(
        raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\nff\r\n"
        + HELLO
    ),
    "closed short of its length": lambda w: w.Answer(kind="text/event-stream", pieces=(HELLO,), length=9999),
    "closed inside an event": lambda w: w.stream(HELLO[:-2]),
    "a broken chunk": lambda w: w.Answer(
        raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\nzz\r\n\r\n"
    ),
}
UNKNOWN_FAULTS = {
    "reset before an answer": lambda w: w.Answer(status=0, then="reset"),
    "closed before an answer": lambda w: w.Answer(status=0),
    "closed inside the headers": lambda w: w.Answer(raw=b"HTTP/1.1 200 OK\r\nContent-"),
    "not HTTP": lambda w: w.Answer(raw=b"SSH-2.0-OpenSSH_9.6\r\n"),
    "a gateway's 502": lambda w: w.Answer(
        status=502, kind="text/html", pieces=(b"<html><title>502 Bad Gateway</title>",)
    ),
    "a gateway's 504": lambda w: w.Answer(status=504),
    "a 500": lambda w: w.Answer(status=500, kind="text/plain", pieces=(b"Internal Server Error",)),
    "a 503 with JSON": lambda w: w.refused(503, "busy", status=503),
    "a 408": lambda w: w.Answer(status=408),
    "a 303": lambda w: w.Answer(status=303, headers={"Location": "/elsewhere"}),
    "a page instead of a stream": lambda w: w.Answer(
        kind="text/html", pieces=(b"<html><title>Welcome to the Wi-Fi",)
    ),
    "JSON instead of a stream": lambda w: w.ok({}),
    "an empty answer": lambda w: w.Answer(status=202, pieces=(b"{}",)),
    "an envelope with 500": lambda w: w.refused(500, "internal"),
}


@pytest.mark.parametrize("fault", ACCEPTED_FAULTS)
def test_a_stream_that_breaks_is_dropped_and_nothing_is_posted_again(server, say, wire, fault):
    reply, accepted, _ = say(ACCEPTED_FAULTS[fault](wire), wire.stream(HELLO))
    assert (reply.outcome, reply.accepted, accepted) == ("dropped", True, [0])
    inside = "the stream was cut off inside an event"
    assert reply.reason == (inside if fault == "closed inside an event" else "the connection broke")
    assert server.count("/run_sse") == 1


def test_a_stream_cut_anywhere_is_dropped_and_posted_once(server, say, wire):
    """A cut every 61 bytes of a recorded stream, inside events and between them."""
    body = (wire.CAPTURES / "llm-tool.s1.body").read_bytes()
    cuts = range(0, len(body) + 1, 61)
    for cut in cuts:
        reply, accepted, _ = say(wire.stream(body[:cut], then="reset") if cut else wire.stream(then="reset"))
        assert (reply.outcome, accepted) == ("dropped", [0])
    assert server.count("/run_sse") == len(cuts)


@pytest.mark.parametrize("fault", UNKNOWN_FAULTS)
def test_an_answer_that_leaves_it_open_is_dropped_and_nothing_is_posted_again(server, say, wire, fault):
    reply, accepted, _ = say(UNKNOWN_FAULTS[fault](wire), wire.stream(HELLO))
    assert (reply.outcome, reply.accepted, accepted) == ("dropped", False, [])
    assert reply.reason
    assert server.count("/run_sse") == 1


def test_an_answer_that_is_no_stream_is_told(say, wire):
    reply, _, _ = say(UNKNOWN_FAULTS["JSON instead of a stream"](wire))
    assert reply.reason == "the backend answered 200: it did not answer with an event stream"


def test_the_words_of_a_gateway_are_told(say, wire):
    assert (
        say(UNKNOWN_FAULTS["a gateway's 502"](wire))[0].reason == "the backend answered 502: 502 Bad Gateway"
    )


REFUSALS = [
    (lambda w: w.refused(1002, "no such session"), SessionNotFound, "session 5529798706024415232 does not exist"),
    (lambda w: w.Answer(status=404, pieces=(b'{"detail":"Session not found"}',)), SessionNotFound, "(1002)"),
    (lambda w: w.refused(2001), BudgetReached, "the account is out of credits (2001)"),
    (lambda w: w.refused(402, "upgrade", status=402), AccountError, "the account's plan does not allow the message (402)"),
    (
        lambda w: w.Answer(status=422, pieces=(json.dumps({"detail": [{"loc": ["body", "x"], "msg": "missing"}]}).encode(),)),
        BackendError,
        "could not read the request for the message (422): body.x: missing",
    ),
    (lambda w: w.Answer(status=400, pieces=(b'{"detail":"bad"}',)), BackendError, "(400): bad"),
    (
        lambda w: w.Answer(status=403, kind="text/plain", pieces=(b"Forbidden: origin not allowed",)),
        BackendError,
        "the backend forbids the message (403): Forbidden: origin not allowed",
    ),
    (
        lambda w: w.Answer(status=307, headers={"Location": "https://evil.example/run_sse?x=1"}),
        BackendError,
        "redirects the message to https://evil.example (307)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "error", "words"), REFUSALS)
def test_a_definite_refusal_is_an_error_and_posted_once(server, say, wire, answer, error, words):
    with pytest.raises(error) as raised:
        say(answer(wire), wire.stream(HELLO))
    assert words in raised.value.what
    assert raised.value.hint
    assert server.count("/run_sse") == 1


def test_no_connection_means_not_sent(make_client, server):
    """Nothing left this machine, so it is an error and not a dropped reply."""
    client = make_client()
    server.on("/run_sse")
    token = client._exchange.keeper.current()
    assert token.user_id == "anon_1"
    server.close()
    with pytest.raises(BackendError, match="cannot be reached: connection refused"):
        client.send(SESSION, "trim it")
    assert server.count("/run_sse") == 0


def test_an_expired_anonymous_token_is_replaced_once_and_the_refused_message_repeated(server, say, wire):
    fresh = wire.ok({"token": "nmv_usr_the_second_token", "user_id": "anon_1"})
    server.on("/api/auth/anonymous-token", wire.ok({"token": wire.TOKEN}), fresh)
    reply, accepted, _ = say(wire.refused(1001, "expired", status=401), wire.stream(HELLO))
    assert (reply.text, accepted) == ("Trimmed.", [0])
    assert server.count("/run_sse") == 2
    assert server.last("/run_sse").headers["authorization"] == "Bearer nmv_usr_the_second_token"


def test_a_token_that_stays_rejected_is_an_error(server, say, wire):
    with pytest.raises(AccountError, match="rejected a fresh anonymous token"):
        say(wire.refused(1001))
    assert server.count("/run_sse") == 2
    assert server.count("/api/auth/anonymous-token") == 2


def test_a_token_of_the_users_own_is_not_replaced(server, own_client, wire):
    server.on("/run_sse", wire.refused(1001, "bad own-token-of-the-user", status=401))
    with pytest.raises(AccountError) as raised:
        own_client.send(SESSION, "trim it")
    assert raised.value.what == "the backend rejected the token in NEMO_TOKEN: expired or invalid (1001)"
    assert "own-token" not in str(raised.value) + raised.value.hint
    assert server.count("/run_sse") == 1
    assert server.count("/api/auth/anonymous-token") == 0


def test_a_rate_limit_is_waited_for_once(server, say, wire, clock):
    reply, _, _ = say(wire.Answer(status=429, headers={"Retry-After": "7"}), wire.stream(HELLO))
    assert (reply.text, clock.slept) == ("Trimmed.", [7.0])
    clock.slept.clear()
    with pytest.raises(BackendError, match="limits how often the message may be asked for"):
        say(wire.refused(429))
    assert clock.slept == [30.0]
    assert server.count("/run_sse") == 4


def test_a_limit_of_an_hour_is_told_and_not_waited(say, wire, clock):
    with pytest.raises(BackendError) as raised:
        say(wire.Answer(status=429, headers={"Retry-After": "3600"}))
    assert raised.value.hint == "try again in 60 minutes"
    assert clock.slept == []


def hanging(*pieces, **options):
    return lambda wire: wire.stream(*pieces, then="hang", **options)


@pytest.mark.parametrize(
    ("answer", "accepted", "why"),
    [
        (hanging(HELLO), True, "nothing came for 5.5 minutes"),
        (lambda w: w.Answer(status=0, then="hang"), False, "nothing came for 5.5 minutes"),
    ],
)
def test_a_stream_that_hangs_is_timed_out_by_the_clock(server, say, wire, answer, accepted, why):
    """The clock jumps 50 s each time it is looked at; the connection is closed by us."""
    reply, _, progress = say(answer(wire), clock=wire.Time(step_s=50))
    assert (reply.outcome, reply.accepted, reply.reason) == ("timed_out", accepted, why)
    assert any(isinstance(shown, StillWaiting) for shown in progress)
    assert server.hung.wait(10)
    assert server.count("/run_sse") == 1


def test_nothing_but_heartbeats_is_a_time_out(server, say, wire):
    """Each beat resets the idle limit, and none the limit for heartbeats."""
    beats = [BEAT, b"data: \n\n", b'data: {"type":"heartbeat"}\n\n'] * 20
    reply, _, _ = say(
        wire.stream(*beats, then="hang"), clock=wire.Time(step_s=20), limits=StreamLimits(tick_s=5)
    )
    assert (reply.outcome, reply.reason) == ("timed_out", "nothing but heartbeats came for 10 minutes")


def test_a_stream_without_end_is_timed_out_as_a_whole(say, wire):
    reply, _, _ = say(
        wire.stream(*[HELLO] * 60, then="hang"), clock=wire.Time(step_s=10), limits=StreamLimits(tick_s=5)
    )
    assert (reply.outcome, reply.reason) == ("timed_out", "it did not end within 15 minutes")


def test_no_thread_is_left_behind(say, wire):
    say(wire.stream(HELLO, then="hang"), clock=wire.Time(step_s=50))
    assert not [thread for thread in threading.enumerate() if thread.name == "nemobuild-stream"]


def test_a_huge_event_is_skipped_and_the_stream_heard_to_its_end(say, wire, monkeypatch):
    """Hanging up would end the edit on the server."""
    from nemobuild.client import listen
    from nemobuild.client.sse import Decoder

    monkeypatch.setattr(listen, "Decoder", lambda: Decoder(max_line_bytes=1000))
    reply, _, _ = say(wire.stream(HELLO, *[b"x" * 500] * 5, HELLO))
    assert (reply.outcome, reply.text) == ("completed", "Trimmed.")
    assert "larger than 1000 bytes" in reply.warnings[0]


def test_a_compressed_stream_is_only_waited_for(say, wire):
    reply, accepted, _ = say(wire.stream(b"\x1f\x8b\x08", headers={"Content-Encoding": "gzip"}))
    assert (reply.outcome, accepted) == ("completed", [0])
    assert reply.warnings[0] == (
        "the event stream came compressed, which was not asked for; the rest of the reply is not shown"
    )


def test_a_token_that_the_backend_repeats_is_not_shown(say, wire):
    data = json.dumps({"author": "a", "content": {"parts": [{"text": f"your token is {wire.TOKEN}"}]}})
    assert say(wire.stream(f"data: {data}\n\n".encode()))[0].text == "your token is [token]"


def escaped(data, secret):
    """An event in which a secret is written with an escape, as JSON may be."""
    return f"data: {json.dumps(data).replace(secret, f'{BACKSLASH}u{ord(secret[0]):04x}{secret[1:]}')}\n\n".encode()


BACKSLASH = "\\"


def test_a_token_in_pieces_or_with_an_escape_is_not_shown_either(say, wire):
    def typed(text):
        return {"type": "text", "content": text}

    first, second = f"it is {wire.TOKEN[:9]}", wire.TOKEN[9:]
    pieces = [f"data: {json.dumps(typed(text))}\n\n".encode() for text in (first, second)]
    reply, _, progress = say(wire.stream(*pieces))
    assert (reply.text, progress) == ("it is [token]", [Said(text="it is [token]")])
    reply, _, progress = say(
        wire.stream(
            escaped({"type": "error", "error": f"bad {wire.TOKEN}", "code": wire.TOKEN}, wire.TOKEN),
            escaped({"type": "tool_call", "name": wire.TOKEN}, wire.TOKEN),
            escaped(
                {"type": "tool_result", "name": "t", "result": {"error": f"no {wire.TOKEN}"}}, wire.TOKEN
            ),
            escaped({"type": wire.TOKEN}, wire.TOKEN),
        )
    )
    assert wire.TOKEN not in f"{reply} {progress}"
    assert reply.errors == ("[token]: bad [token]",)
    assert progress == [ToolCalled(name="[token]"), ToolFailed(name="t", error="no [token]")]
    assert reply.warnings == ('an event of type "[token]" is not known',)


def test_a_token_in_a_refusal_before_the_stream_is_not_shown(client, server, wire):
    body = json.dumps({"code": 7777, "message": wire.TOKEN}).replace("nmv", BACKSLASH + "u006emv").encode()
    server.on("/run_sse", wire.Answer(status=400, pieces=(body,)))
    with pytest.raises(BackendError, match=r"refused the message \(7777\): \[token\]"):
        client.send(SESSION, "trim it")


def test_a_code_in_the_stream_can_be_made_an_error(client, server, wire):
    server.on("/run_sse", wire.stream(b'data: {"error":{"message":"empty","code":2001}}\n\n'))
    reply = client.send(SESSION, "generate a clip")
    error = client.failure_in(reply, SESSION)
    assert isinstance(error, BudgetReached)
    assert error.what == "the account is out of credits (2001): empty"
    assert error.hint == "register to go on where you are: https://nemovideo.com/register?bind=anon_1"


def test_the_words_of_a_code_are_the_backends_also_where_the_connection_broke(client, server, wire):
    data = b'data: {"author":"a","errorCode":"2001","errorMessage":"need 40 credits, have 3"}\n\n'
    server.on("/run_sse", wire.stream(data, then="reset"))
    reply = client.send(SESSION, "generate a clip")
    assert reply.outcome == "dropped"
    error = client.failure_in(reply, SESSION)
    assert error.what == "the account is out of credits (2001): need 40 credits, have 3"


@pytest.mark.parametrize(
    "text", ["export", "Export it as mp4.", "导出视频", "give me the clip", "save it", "my balance"]
)
def test_what_a_recipe_may_not_say_is_never_sent_as_a_message(client, server, text):
    with pytest.raises(StepRefused) as raised:
        client.send(SESSION, text)
    assert (raised.value.what, raised.value.hint) == misrouted(text)
    assert server.asked == []


@pytest.mark.parametrize(
    "text", ["export in 4k and add music", "give me the film with subtitles", "trim it, then export"]
)
def test_what_a_recipe_may_say_is_sent(client, server, wire, text):
    server.on("/run_sse", wire.stream(HELLO))
    assert client.send(SESSION, text).text == "Trimmed."


def test_a_lone_surrogate_in_a_message_is_sent_as_the_replacement_character(client, server, wire):
    server.on("/run_sse", wire.stream())
    client.send(SESSION, "title \ud800 😀")
    assert server.last("/run_sse").json()["new_message"]["parts"][0]["text"] == "title \ufffd 😀"


def test_two_messages_to_one_session_take_turns(server, client, wire):
    """The second is posted only after the first has ended."""
    server.on("/run_sse", wire.stream(HELLO))
    inside, order = threading.Event(), []

    def second():
        inside.wait(10)
        client.send(SESSION, "two", on_accepted=lambda: order.append("two"))

    thread = threading.Thread(target=second)
    thread.start()

    def on_progress(_):
        inside.set()
        order.append("one")

    client.send(SESSION, "one", on_progress)
    thread.join(10)
    assert order == ["one", "two"]
