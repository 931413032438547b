"""Answers to values: lenient in form, strict in type and size."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.client import wire
from nemobuild.client.codes import Refusal
from nemobuild.client.model import Capabilities, ClaimLink, Credits, RenderStatus, Session, Uploaded
from nemobuild.client.wire import Answer, payload
from nemobuild.errors import BackendError, NemobuildError


def answer(body, status=200, **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status=status, headers=headers, body=raw)


def refusal_of(found):
    return (found.code, found.status, found.message)


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        ({"code": 1001, "message": "expired"}, 200, (1001, 200, "expired")),
        ({"code": "2001", "msg": "no"}, 200, (2001, 200, "no")),
        ({"success": False, "error": "boom"}, 200, (200, 200, "boom")),
        ({"success": False, "code": 409, "error": {"message": "duplicate id"}}, 200, (409, 200, "duplicate id")),
        ({"code": 0}, 402, (402, 402, "")),
        ({}, 401, (1001, 401, "")),
        ({"detail": "Session not found"}, 404, (1002, 404, "Session not found")),
        ({}, 413, (4002, 413, "")),
        ({"code": 401, "message": "expired"}, 401, (1001, 401, "expired")),
        ({"code": 404, "message": "Session not found"}, 404, (1002, 404, "Session not found")),
        ({"code": 404, "message": "Session not found"}, 200, (1002, 200, "Session not found")),
        ({"code": "410"}, 410, (1002, 410, "")),
        ({"code": 413}, 413, (4002, 413, "")),
        ({"code": 4001}, 413, (4001, 413, "")),
        ({}, 415, (4001, 415, "")),
        ({"detail": [{"loc": ["body", "new_message", 0], "msg": "Field required"}, "x"]}, 422,
         (422, 422, "body.new_message.0: Field required; x")),
        (b"Forbidden: origin not allowed", 403, (403, 403, "Forbidden: origin not allowed")),
        (b"<!doctype html><html><head><title>502 Bad\nGateway</title></head><body>x</body>", 502,
         (502, 502, "502 Bad Gateway")),
        (b"<html><body><h1>Oops</h1><script>alert(1)</script><p>later</p>", 500, (500, 500, "Oops later")),
        (b"", 503, (503, 503, "")),
        (b"[1]", 400, (400, 400, "[1]")),
        ({"message": "a\x1b[31mred\u202eb" + "x" * 999}, 400, (400, 400, "aredb" + "x" * 294 + "…")),
    ],
)  # fmt: skip
def test_a_refusal_is_read(body, status, expected):
    assert refusal_of(payload(answer(body, status), now_s=0)) == expected


def test_retry_after_and_the_host_of_a_redirect_are_read():
    assert payload(answer({}, 429, **{"retry-after": "12"}), now_s=0).retry_after_s == 12.0
    assert payload(answer({"code": 429}, 200), now_s=0).retry_after_s == 30.0
    assert (
        payload(answer({}, 302, location="https://u:p@x.example/a?token=1"), now_s=0).location
        == "https://x.example"
    )
    assert payload(answer({}, 302, location="/login"), now_s=0).location == ""


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html><title>Welcome</title>", "the backend's answer is not JSON: text/html, Welcome"),
        (b"", "the backend's answer is not JSON: text/html, empty"),
        (b"[]", "the backend's answer is not JSON: text/html, []"),
        (b'{"a":NaN}', 'the backend\'s answer is not JSON: text/html, {"a":NaN}'),
        (b'{"a":1e999}', 'the backend\'s answer is not JSON: text/html, {"a":1e999}'),
        (b'{"a":-1' + b"0" * 400 + b"}", 'the backend\'s answer is not JSON: text/html, {"a":-10'),
        (b'{"a":' * 500 + b"1" + b"}" * 500, "the backend's answer is not JSON"),
    ],
)
def test_what_is_no_json_object_is_an_error(body, words):
    with pytest.raises(BackendError) as raised:
        payload(answer(body, **{"content-type": "text/html"}), now_s=0)
    assert words in raised.value.what


def test_a_session_a_claim_link_and_credits():
    data = {"task_id": "task_1", "session_id": 5529798706024415232, "user_id": "anon_1", "more": 1}
    assert wire.read_session({"data": data}) == Session(
        session_id="5529798706024415232", task_id="task_1", user_id="anon_1"
    )
    link = wire.read_claim({"data": {"claim_token": "clm_a&b=#", "expires_in": 604800}}, "https://web")
    assert link == ClaimLink(url="https://web/workspace/claim?ct=clm_a%26b%3D%23")
    assert "clm_" not in repr(link)
    assert wire.read_credits({"data": {"available": 60, "frozen": "40", "total": 100.9}}) == Credits(
        available=60, frozen=40, total=100
    )
    assert wire.read_credits({"data": {"available": None}}) == Credits()
    no_limit = {"available": 10**9, "frozen": 0, "total": 10**9, "unlimited": True}
    assert wire.read_credits({"data": no_limit}) == Credits()


def test_uploads_in_their_order():
    files = [
        {"filename": "a.mp4", "file_type": "video", "cdn_url": "https://c/a?sig=1", "duration": 30.5, "width": 1920,
         "height": 1080, "fps": 29.97, "hash": "h"},
        {"filename": "b.png", "cdn_url": "http://c/b", "duration": None, "width": "12"},
    ]  # fmt: skip
    first, second = wire.read_uploads({"data": {"files": files}}, ["aa", "bb"])
    assert first == Uploaded(
        name="a.mp4", url="https://c/a?sig=1", kind="video", sha256="aa", duration_ms=30500, width=1920, height=1080,
        fps=29.97,
    )  # fmt: skip
    assert (second.sha256, second.duration_ms, second.width, second.fps) == ("bb", None, 12, None)


def test_a_state_without_a_draft_is_an_empty_one():
    for draft in ({}, {"draft": None}, {"draft": {}}):
        assert wire.read_state({"data": {"state": draft}}).draft == {}
    state = wire.read_state({"data": {"session_id": "s", "state": {"draft": {"t": []}, "video_infos": [1]}}})
    assert (state.draft, state.raw["video_infos"]) == ({"t": []}, [1])


COMPLETED = RenderStatus(
    id="render_1",
    status="completed",
    progress=100.0,
    url="https://c/f.mp4",
    duration_ms=30500,
    bytes=15728640,
)
OUTPUT = {"url": "https://c/f.mp4", "duration": 30.5, "size": 15728640}


@pytest.mark.parametrize(
    "body",
    [
        {"id": "render_1", "status": "completed", "progress": 100, "output": OUTPUT},
        {"taskId": "render_1", "status": "completed", "progress": "100", "output": OUTPUT},
        {
            "success": True,
            "data": {"id": "render_1", "status": "COMPLETED", "progress": 100, "output": OUTPUT},
        },
    ],
)
def test_a_render_in_each_form(body):
    assert wire.read_render(body, "render_1") == COMPLETED


def test_a_render_with_its_output_url_beside_and_one_that_failed():
    body = {
        "success": True,
        "data": {"id": "r", "status": "completed", "progress": 100, "outputUrl": "https://c/f"},
    }
    assert wire.read_render(body, "r").url == "https://c/f"
    failed = wire.read_render({"status": "failed", "error": {"message": "no frames"}, "progress": 999}, "r")
    assert (failed.id, failed.status, failed.error, failed.progress) == ("r", "failed", "no frames", 100.0)
    assert wire.read_render({"status": "warming up", "progress": None, "id": "../x"}, "r") == RenderStatus(
        id="r", status="processing"
    )


def test_what_a_backend_found_in_a_film_is_read_and_anything_else_there_is_not():
    told = ["black at 1.0 s: talk.mp4", "", 7, "black at 1.0 s: talk.mp4", "x" * 900]
    body = {"id": "r", "status": "completed", "output": {"url": "https://c/f", "warnings": told}}
    assert wire.read_render(body, "r").warnings == ("black at 1.0 s: talk.mp4", "x" * 500)
    assert wire.read_render({**body, "output": {"warnings": "no list"}}, "r").warnings == ()


def test_capabilities_default_to_the_hosted_backend():
    assert wire.read_capabilities(
        {"data": {"backend": "nemobuild", "restore": True, "charges": False}}
    ) == Capabilities(backend="nemobuild", restore=True, charges=False)
    for body in ({}, {"data": []}, {"data": {"restore": True}}):
        assert wire.read_capabilities(body) == Capabilities()
    assert wire.read_capabilities({"data": {"backend": "x", "restore": "yes", "charges": 0}}) == Capabilities(
        backend="x"
    )


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (lambda: wire.read_session({}), "the backend's answer to a new session has no data"),
        (lambda: wire.read_session({"data": {"session_id": "../x"}}), "the backend's answer has no usable session_id"),
        (lambda: wire.read_session({"data": {"session_id": True}}), "the backend's answer has no usable session_id"),
        (lambda: wire.read_session({"data": {"session_id": "s", "task_id": ["t"]}}), "has no usable task_id"),
        (lambda: wire.read_claim({"data": {}}, ""), "has no claim_token"),
        (lambda: wire.read_uploads({"data": {"files": {}}}, []), "lists no files"),
        (lambda: wire.read_uploads({"data": {"files": []}}, ["a"]), "the backend kept 0 of 1 uploaded files"),
        (lambda: wire.read_uploads({"data": {"files": [{"cdn_url": "file:///etc/passwd"}]}}, ["a"]), "without cdn_url"),
        (lambda: wire.read_state({"data": {"state": None}}), "the backend's answer to the state has no state"),
        (lambda: wire.read_state({"data": {"state": {"draft": [1]}}}), "the draft in the session's state is not an object"),
        (lambda: wire.read_credits({"data": {"available": "many"}}), 'has no number as "available"'),
        (lambda: wire.read_render({"progress": 1}, "r"), "the backend's answer to the render has no status"),
        (lambda: wire.read_token({"data": {"token": 5}}), "the backend's answer to the token request has no token"),
    ],
)  # fmt: skip
def test_a_missing_or_wrong_field_is_named(read, words):
    with pytest.raises(BackendError) as raised:
        read()
    assert words in raised.value.what


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["code", "data", "success", "error", "detail", "message", "session_id", "state", "draft", "files",
                         "cdn_url", "status", "output", "url", "id", "progress", "token", "available", "claim_token",
                         "size", "duration", "expires_at", "loc", "msg", "backend"]),
        inner, max_size=6,
    ),
    max_leaves=20,
)  # fmt: skip


@given(json_values, st.sampled_from([200, 302, 400, 404, 422, 429, 500]))
def test_no_answer_makes_anything_but_our_errors(value, status):
    readers = [
        wire.read_session, wire.read_state, wire.read_credits, wire.read_token, wire.read_capabilities,
        lambda body: wire.read_claim(body, "w"), lambda body: wire.read_uploads(body, ["d"]),
        lambda body: wire.read_render(body, "r"), lambda body: wire.read_render_id(body, "r"),
    ]  # fmt: skip
    try:
        found = payload(answer(value, status, location="http://[", **{"retry-after": "x"}), now_s=0)
    except NemobuildError:
        return
    if isinstance(found, Refusal):
        found.message.encode()
        return
    for read in readers:
        try:
            read(found)
        except NemobuildError as problem:
            problem.what.encode()
