"""Every call of the protocol over a real socket: what is asked, what comes of it, and what is tried again."""

import json
from itertools import pairwise

import httpx
import pytest

from nemobuild.client.attribution import Attribution
from nemobuild.client.model import Capabilities, Session
from nemobuild.client.tokens import TokenStore
from nemobuild.errors import AccountError, BackendError, Interrupted, SessionNotFound

SESSION = "5529798706024415232"
STATE = f"/api/state/nemo_agent/me/{SESSION}/latest"
CREDITS = "/api/credits/balance/simple"
RENDER = "/api/render/proxy/lambda"
TOKENS = "/api/auth/anonymous-token"
DRAFT = {"t": [{"tt": 0, "sg": [{"d": 1000}]}]}


def test_every_request_carries_token_and_attribution(server, make_client, wire):
    server.on(CREDITS, wire.ok({"available": 60, "frozen": 40, "total": 100}))
    client = make_client(
        attribution=Attribution(skill="wedding-invitation-video", version="1.9.0", platform="cursor")
    )
    assert client.credits().frozen == 40
    token_request, asked = server.asked
    for request in (token_request, asked):
        assert request.headers["x-skill-source"] == "wedding-invitation-video"
        assert request.headers["x-skill-version"] == "1.9.0"
        assert request.headers["x-skill-platform"] == "cursor"
        assert request.headers["accept-encoding"] == "identity"
    assert token_request.headers["x-client-id"] == wire.CLIENT_ID
    assert (token_request.body, "authorization" in token_request.headers) == (b"", False)
    assert asked.headers["authorization"] == f"Bearer {wire.TOKEN}"
    assert not any(wire.TOKEN in request.path for request in server.asked)


def test_a_session_and_its_share_link(server, make_client, wire):
    server.on("/api/tasks/me/with-session/nemo_agent",
              wire.ok({"task_id": "task_1", "session_id": SESSION, "user_id": "anon_1"}))  # fmt: skip
    server.on("/api/auth/claim-token", wire.ok({"claim_token": "clm_1", "expires_in": 604800}))
    client = make_client(web_url="https://web.example/")
    session = client.open_session("film", "de")
    assert session == Session(task_id="task_1", session_id=SESSION, user_id="anon_1")
    assert session.anonymous
    assert client.claim(session).url == "https://web.example/workspace/claim?ct=clm_1"
    assert server.asked[1].json() == {"task_name": "film", "language": "de"}
    assert server.asked[2].json() == {"task_id": "task_1", "session_id": SESSION}
    client.open_session()
    assert server.asked[3].json() == {"task_name": "project"}


def test_the_state(server, client, wire):
    server.on(STATE, wire.ok({"session_id": SESSION, "task_name": "film", "state": {"draft": DRAFT}}))
    state = client.state(SESSION)
    assert (state.draft, state.task_name) == (DRAFT, "film")
    assert state.digest({}) == client.state(SESSION).digest({})
    gone = wire.Answer(status=404, pieces=(b'{"detail":"Session not found"}',))
    for answer in (gone, wire.refused(404, "Session not found", status=404), wire.refused(404)):
        server.on(STATE, answer)
        with pytest.raises(SessionNotFound):
            client.state(SESSION)


def test_an_id_cannot_leave_its_place_in_the_path(server, client, wire):
    with pytest.raises(BackendError, match=r"'\.\.' is no id") as raised:
        client.state("..")
    assert raised.value.hint == "take the id that the backend gave"
    with pytest.raises(SessionNotFound):
        client.state("../../x?y#z")
    assert server.asked[-1].path == "/api/state/nemo_agent/me/..%2F..%2Fx%3Fy%23z/latest"


def test_capabilities_are_asked_once_and_a_backend_that_does_not_know_them_is_hosted(
    server, make_client, wire
):
    client = make_client()
    assert client.capabilities() == client.capabilities() == Capabilities()
    assert server.count("/api/capabilities", "GET") == 1
    for answer in (wire.Answer(kind="text/html", pieces=(b"<html>app",)), wire.Answer(status=403), wire.ok()):
        server.on("/api/capabilities", answer)
        assert make_client().capabilities() == Capabilities()
    server.on("/api/capabilities", wire.ok({"backend": "nemobuild", "restore": True, "charges": False}))
    assert make_client().capabilities() == Capabilities(backend="nemobuild", restore=True, charges=False)
    server.on("/api/capabilities", wire.Answer(status=500))
    with pytest.raises(BackendError, match=r"the backend failed at its capabilities \(500\)"):
        make_client().capabilities()


def test_a_draft_is_restored_where_the_backend_can(server, make_client, wire):
    path = f"/api/state/nemo_agent/me/{SESSION}/restore"
    server.on("/api/capabilities", wire.ok({"backend": "nemobuild", "restore": True}))
    server.on(path, wire.ok())
    make_client().restore(SESSION, DRAFT, history=[{}], said=["use a", "use b"])
    assert server.last(path).json() == {"draft": DRAFT, "history": [{}], "said": ["use a", "use b"]}
    server.on("/api/capabilities", wire.Answer(status=404))
    with pytest.raises(BackendError, match="this backend cannot restore a timeline") as raised:
        make_client().restore(SESSION, DRAFT)
    assert raised.value.hint == "replay the steps in a new session"
    assert server.count(path) == 1


def test_an_expired_token_is_replaced_and_the_call_repeated(server, client, wire):
    server.on(TOKENS, wire.ok({"token": wire.TOKEN}), wire.ok({"token": "nmv_usr_the_second"}))
    server.on(CREDITS, wire.refused(1001, "expired"), wire.ok({"available": 1}))
    assert client.credits().available == 1
    assert server.last(CREDITS).headers["authorization"] == "Bearer nmv_usr_the_second"
    assert {asked.headers["x-client-id"] for asked in server.asked if asked.path == TOKENS} == {
        wire.CLIENT_ID
    }


def test_a_wait_for_the_limit_of_calls_is_said(server, client, wire, clock, warnings):
    server.on(
        CREDITS,
        wire.refused(429, "slow down", status=429, headers={"Retry-After": "7"}),
        wire.ok({"available": 1}),
    )
    assert client.credits().available == 1
    assert [warned.what for warned in warnings] == ["the backend limits the rate of calls; waiting 7 s"]


def test_an_answer_without_end_is_given_up(server, make_client, wire):
    server.on(CREDITS, wire.Answer(pieces=(b" " * 10,), then="hang", length=99))
    client = make_client(clock=wire.Time(step_s=100_000))
    with pytest.raises(BackendError, match="cannot be reached: its answer does not end"):
        client.credits()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpx.ConnectError("[Errno 111] Connection refused"), "connection refused"),
        (httpx.ConnectError("[Errno -2] Name or service not known"), "the host name is not known"),
        (httpx.ConnectError("[Errno 8] nodename nor servname provided"), "the host name is not known"),
        (httpx.ConnectError("[Errno 11001] getaddrinfo failed"), "the host name is not known"),
        (httpx.ConnectError("[Errno -3] Temporary failure in name resolution"), "the host name cannot be looked up now"),
        (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]"), "the server's certificate is not trusted"),
        (httpx.ConnectError("[Errno 101] Network is unreachable"), "the network cannot be reached"),
        (httpx.ConnectError("[Errno 113] No route to host"), "there is no route to the host"),
        (httpx.ConnectError("?"), "no connection"),
        (httpx.ConnectTimeout("?"), "no connection within the time limit"),
        (httpx.ReadTimeout("?"), "no answer within the time limit"),
        (httpx.ProxyError("407"), "the proxy refused the connection"),
        (httpx.ReadError("?"), "the connection broke"),
    ],
)  # fmt: skip
def test_why_a_backend_cannot_be_reached_is_said_in_plain_words(client, monkeypatch, error, words):
    def fail(*_args, **_more):
        raise error

    monkeypatch.setattr("httpx.Client.stream", fail)
    with pytest.raises(BackendError) as raised:
        client.credits()
    assert raised.value.what == f"the backend at {client.base_url} cannot be reached: {words}"
    assert raised.value.hint == "check the address and the network"


def test_a_token_is_kept_between_runs(server, make_client, wire, tmp_path):
    server.on(CREDITS, wire.ok({"available": 1}))
    for _ in range(2):
        make_client(store=TokenStore(tmp_path / "state")).credits()
    assert server.count(TOKENS) == 1


def test_a_refused_token_request_says_why_and_waits_for_nothing(server, client, wire, clock):
    server.on(TOKENS, wire.refused(429, "one per week", status=429))
    with pytest.raises(AccountError) as raised:
        client.credits()
    assert raised.value.what == "the backend gives no further anonymous token (429): one per week"
    assert (server.count(TOKENS), clock.slept) == (1, [])


def test_a_client_id_that_is_not_taken_is_replaced_once(server, client, wire):
    server.on(TOKENS, wire.refused(400, "X-Client-Id required", status=400))
    with pytest.raises(AccountError, match="did not accept the client id"):
        client.credits()
    assert server.count(TOKENS) == 2


def test_a_get_is_tried_again_after_what_may_pass(server, client, wire, clock):
    server.on(
        CREDITS, wire.Answer(status=0, then="reset"), wire.Answer(status=503), wire.ok({"available": 1})
    )
    assert client.credits().available == 1
    assert clock.slept == [1.0, 2.0]


def test_a_get_is_not_tried_for_ever(server, client, wire, clock):
    server.on(CREDITS, wire.Answer(status=0))
    with pytest.raises(BackendError, match="cannot be reached: the connection broke"):
        client.credits()
    assert (server.count(CREDITS, "GET"), clock.slept) == (4, [1.0, 2.0, 4.0])


def test_a_post_that_may_have_arrived_is_not_repeated(server, client, wire):
    server.on("/api/tasks/me/with-session/nemo_agent", wire.Answer(status=0))
    with pytest.raises(BackendError, match="the connection broke"):
        client.open_session()
    assert server.count("/api/tasks/me/with-session/nemo_agent") == 1


def test_no_server_at_all(server, client, clock):
    server.close()
    with pytest.raises(BackendError) as raised:
        client.credits()
    assert raised.value.what == f"the backend at {server.url} cannot be reached: connection refused"
    assert raised.value.exit_code == 10


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda w: w.Answer(kind="text/html", pieces=(b"<html><title>Sign in</title>",)), "is not JSON: text/html, Sign in"),
        (lambda w: w.Answer(), "is not JSON: application/json, empty"),
        (lambda w: w.Answer(pieces=(b'{"code":0',)), "is not JSON"),
        (lambda w: w.Answer(pieces=(b"\x1f\x8b",), headers={"Content-Encoding": "gzip"}), "is compressed"),
        (lambda w: w.Answer(status=301, headers={"Location": "https://evil.example/x"}), "redirects the credits to https://evil"),
        (lambda w: w.Answer(pieces=(b'{"code":0,"data":{}}',), length=9999), "the connection broke"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_an_error(server, client, wire, answer, words):
    server.on(CREDITS, answer(wire))
    with pytest.raises(BackendError) as raised:
        client.credits()
    assert words in raised.value.what


def test_an_answer_without_end_is_cut_off(server, client, wire, monkeypatch):
    from nemobuild.client import wire as limits

    monkeypatch.setattr(limits, "MAX_ANSWER_BYTES", 1000)
    server.on(CREDITS, wire.Answer(pieces=(b" " * 600,) * 10))
    with pytest.raises(BackendError, match="larger than 1000 bytes"):
        client.credits()


def test_a_redirect_takes_no_token_anywhere(server, client, wire):
    server.on(CREDITS, wire.Answer(status=307, headers={"Location": "/stolen"}))
    with pytest.raises(BackendError):
        client.credits()
    assert server.count("/stolen", "GET") == 0


def test_a_token_in_the_backends_words_is_not_shown(server, client, wire):
    server.on(CREDITS, wire.refused(7777, f"token {wire.TOKEN} is odd"))
    with pytest.raises(BackendError) as raised:
        client.credits()
    assert raised.value.what == "the backend refused the credits (7777): token [token] is odd"
    escaped = json.dumps({"code": 7777, "message": f"token {wire.TOKEN} is odd"}).replace("nmv", r"\u006emv")
    server.on(CREDITS, wire.Answer(pieces=(escaped.encode(),)))
    with pytest.raises(BackendError) as raised:
        client.credits()
    assert raised.value.what == "the backend refused the credits (7777): token [token] is odd"


def test_a_render_is_started_with_an_id_that_was_recorded_before(server, client, wire):
    ids = []

    def on_id(render_id):
        assert server.count(RENDER) == 0
        ids.append(render_id)

    server.on(RENDER, wire.Answer(pieces=(b'{"success":true,"data":{"status":"pending","progress":5}}',)))
    started = client.start_render(SESSION, DRAFT, {"format": "mp4", "quality": "high"}, on_id=on_id)
    assert ids == [started]
    assert server.last(RENDER).json() == {
        "id": started, "sessionId": SESSION, "draft": DRAFT, "output": {"format": "mp4", "quality": "high"},
    }  # fmt: skip
    assert started.startswith("render_")
    assert started.removeprefix("render_").isdigit()


@pytest.mark.parametrize(
    "taken", [{"success": False, "error": "duplicate render id"}, {"code": 409, "message": "x"}]
)
def test_an_id_that_is_taken_is_replaced_once(server, client, wire, taken):
    ids = []
    taken = wire.Answer(pieces=(json.dumps(taken).encode(),))
    server.on(RENDER, taken, wire.Answer(pieces=(b'{"success":true,"data":{"status":"pending"}}',)))
    assert client.start_render(SESSION, DRAFT, {}, on_id=ids.append) == ids[1]
    assert len(set(ids)) == 2
    server.on(RENDER, taken)
    with pytest.raises(BackendError, match="the backend refused the export"):
        client.start_render(SESSION, DRAFT, {})


def render_answer(wire, render_id, status, **fields):
    return wire.Answer(pieces=(json.dumps({"id": render_id, "status": status, **fields}).encode(),))


@pytest.fixture
def rendering(server, wire):
    """A server that gives the n-th render the n-th list of statuses."""

    def rendering(*lives):
        server.on(RENDER, *(render_answer(wire, f"r{n}", "pending") for n in range(len(lives))))
        for n, life in enumerate(lives):
            server.on(f"{RENDER}/r{n}", *(render_answer(wire, f"r{n}", *status) for status in life))

    return rendering


def test_a_render_is_polled_until_it_is_completed(client, rendering, clock):
    rendering([["pending"], ["processing"], ["completed"]])
    seen = []
    done = client.render(SESSION, DRAFT, {}, on_status=lambda status: seen.append(status.status))
    assert (done.id, seen) == ("r0", ["pending", "processing", "completed"])
    assert clock.slept == [0.1, 0.1]


def test_a_render_that_failed_is_started_once_more(client, rendering, server, wire):
    rendering([["failed"]], [["completed"]])
    assert client.render(SESSION, DRAFT, {}).id == "r1"
    rendering([["failed"]], [["failed"]])
    server.on(f"{RENDER}/r0", render_answer(wire, "r0", "failed", error="completed"))
    with pytest.raises(BackendError, match="the render failed: no reason given"):
        client.render(SESSION, DRAFT, {})
    assert server.count(RENDER) == 4


@pytest.mark.parametrize(
    "status", [["cancelled"], ["Canceled"], ["failed", "cancelled"]], ids=lambda status: "-".join(status)
)
def test_a_render_that_somebody_cancelled_is_not_started_again(client, server, wire, status):
    """The embedded backend says of such a one that it failed, and why."""
    server.on(RENDER, render_answer(wire, "r0", "pending"))
    word, *error = status
    server.on(f"{RENDER}/r0", render_answer(wire, "r0", word, **({"error": error[0]} if error else {})))
    with pytest.raises(BackendError, match="the render was cancelled") as raised:
        client.render(SESSION, DRAFT, {})
    assert raised.value.hint == "run again to render it; finished steps are kept"
    assert server.count(RENDER) == 1


def test_a_render_without_end_is_given_up_after_an_hour(client, rendering, clock):
    rendering([["processing"]])
    looks = []
    with pytest.raises(BackendError, match="render r0 is not finished after an hour") as raised:
        client.wait_for_render("r0", on_status=lambda _: looks.append(clock.now_s))
    assert raised.value.hint == "run again to ask once more"
    assert max(later - sooner for sooner, later in pairwise(looks)) == pytest.approx(30.0)


def test_who_waits_for_a_render_can_be_stopped_at_any_moment(client, rendering, clock):
    rendering([["processing"]])
    with pytest.raises(Interrupted, match="stopped while a film was rendered"):
        client.wait_for_render("r0", stopped=lambda: clock.now_s > 1_000_100)
    assert clock.now_s < 1_000_101
    assert max(clock.slept) == 0.5


def test_a_render_is_cancelled(server, client, wire):
    for answer in (wire.Answer(), wire.ok(), wire.Answer(status=204, kind="")):
        server.on(f"{RENDER}/r0/cancel", answer)
        client.cancel_render("r0")
    server.on(f"{RENDER}/r0/cancel", wire.Answer(status=409, pieces=(b'{"error":"already completed"}',)))
    with pytest.raises(BackendError, match="already completed"):
        client.cancel_render("r0")


def test_a_link_of_an_embedded_backend_leads_to_its_own_page(server, make_client, wire):
    server.on("/api/auth/claim-token", wire.ok({"claim_token": "clm_1", "expires_in": 604800}))
    server.on("/api/capabilities", wire.ok({"backend": "nemobuild", "restore": True}))
    session = Session(task_id="task_1", session_id=SESSION, user_id="anon_1")
    client = make_client(web_url="")
    assert client.claim(session).url == f"{client.base_url}/workspace/claim?ct=clm_1"
