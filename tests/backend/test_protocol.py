"""The protocol's table, call by call, against a server on loopback."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest


def test_the_whole_way_from_token_to_film(caller: Any, film: bytes, picture: bytes) -> None:
    """Token, session, upload, message, state, credits, render, download."""
    token = caller.http.post("/api/auth/anonymous-token", headers={"X-Client-Id": str(uuid.uuid4())})
    found = caller.data(token)
    assert found["token"].startswith("nmv_usr_")
    assert found["user_id"].startswith("anon_")
    assert found["expires_at"].endswith("Z")
    caller.headers["Authorization"] = f"Bearer {found['token']}"
    caller.open()
    assert caller.session_id.isdigit()
    assert len(caller.session_id) == 19
    assert caller.task_id.startswith("task_")

    uploaded = caller.data(caller.upload(("a.mp4", film), ("b.png", picture)))
    assert uploaded["session_state_applied"] is True
    a, b = uploaded["files"]
    assert (a["filename"], a["file_type"], a["duration"], a["fps"]) == ("a.mp4", "video", 1.0, 10.0)
    assert (a["width"], a["height"]) == (64, 36)
    assert (b["filename"], b["file_type"], b["width"], b["height"]) == ("b.png", "image", 40, 20)
    assert httpx.get(a["cdn_url"]).content == film

    call, result, text = caller.send("show a.mp4")
    assert call["content"]["parts"][0]["functionCall"]["name"] == "apply_edit"
    assert result["content"]["parts"][0]["functionResponse"]["response"] == {
        "status": "success",
        "changed": True,
    }
    assert text["content"]["parts"] == [{"text": "Done: show a.mp4."}]

    state = caller.state()
    assert state["draft"]["d"] == 1000
    assert state["draft"]["t"][0]["tt"] == 0
    segment = state["draft"]["t"][0]["sg"][0]
    assert segment["source"] == {"digest": a["hash"], "name": "a.mp4", "url": a["cdn_url"]}
    assert segment["id"].startswith("seg_")
    assert state["video_infos"] == uploaded["files"]
    assert state["canvas_config"] == {"width": 1920, "height": 1080, "fps": 30}

    balance = caller.credits()
    assert balance["total"] == balance["available"] + balance["frozen"]

    started = caller.start_render().json()
    assert started == {"success": True, "data": {"id": "render_1", "status": "pending", "progress": 5}}
    status = caller.rendered()
    assert (status["id"], status["status"], status["progress"]) == ("render_1", "completed", 100)
    content = httpx.get(status["output"]["url"]).content
    assert content[4:8] == b"ftyp"
    assert len(content) == status["output"]["size"]
    assert caller.get("/api/render/proxy/render_1/download").content == content


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/tasks/me/with-session/nemo_agent"),
        ("POST", "/api/auth/claim-token"),
        ("POST", "/run_sse"),
        ("POST", "/api/upload-video/nemo_agent/me/1"),
        ("GET", "/api/state/nemo_agent/me/1/latest"),
        ("POST", "/api/state/nemo_agent/me/1/restore"),
        ("GET", "/api/credits/balance/simple"),
        ("GET", "/api/capabilities"),
        ("POST", "/api/render/proxy/lambda"),
        ("GET", "/api/render/proxy/lambda/1"),
        ("POST", "/api/render/proxy/lambda/1/cancel"),
        ("GET", "/api/render/proxy/1/download"),
    ],
)
def test_every_call_but_the_token_request_needs_a_token(method: str, path: str, caller: Any) -> None:
    for headers in ({}, {"Authorization": "Bearer nmv_usr_wrong"}, {"Authorization": "Basic abc"}):
        answer = caller.http.request(method, path, headers=headers)
        assert answer.status_code == 401
        assert answer.json()["code"] == 1001
        if "nmv" not in str(headers):
            assert refused(answer)[2:] == ("a bearer token is missing", "send Authorization: Bearer <token>")
        assert "nmv_usr_wrong" not in answer.text


def refused(answer: httpx.Response) -> tuple[int, int, str, str]:
    body = answer.json()
    return answer.status_code, body["code"], body["message"], body.get("hint", "")


def test_a_client_gets_one_token_a_week(start: Any) -> None:
    """The second request is refused with 429; after seven days the client gets one again, for the same user."""
    now = [1_000_000.0]
    caller = start(clock=lambda: now[0])
    headers = {"X-Client-Id": str(uuid.uuid4())}
    first = caller.data(caller.http.post("/api/auth/anonymous-token", headers=headers))
    again = caller.http.post("/api/auth/anonymous-token", headers=headers)
    message = "this client already has its token of the week"
    assert refused(again) == (429, 429, message, "use the token that was given before")
    assert first["token"] not in again.text
    now[0] += 7 * 86_400 + 1
    second = caller.data(caller.http.post("/api/auth/anonymous-token", headers=headers))
    assert second["user_id"] == first["user_id"]
    assert second["token"] != first["token"]
    caller.headers["Authorization"] = f"Bearer {first['token']}"
    assert refused(caller.get("/api/capabilities"))[:3] == (401, 1001, "the token is expired or invalid")


def test_an_address_gets_only_so_many_tokens(start: Any) -> None:
    caller = start(tokens_per_address=1)
    for code in (200, 429):
        answer = caller.http.post("/api/auth/anonymous-token", headers={"X-Client-Id": str(uuid.uuid4())})
        assert answer.status_code == code
    assert refused(answer)[2] == "too many anonymous tokens for this address"


@pytest.mark.parametrize(
    ("headers", "message"),
    [({}, "the header X-Client-Id is missing"), ({"X-Client-Id": "me"}, "X-Client-Id is not a UUID")],
)
def test_a_token_needs_a_client_id(headers: dict[str, str], message: str, caller: Any) -> None:
    answer = caller.http.post("/api/auth/anonymous-token", headers=headers)
    assert refused(answer) == (400, 400, message, "send a UUID, the same one each time")


def test_tokens_are_not_stored_as_they_are(start: Any, tmp_path: Any) -> None:
    caller = start()
    token = caller.headers["Authorization"].removeprefix("Bearer ")
    caller.send("break")
    stored = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert token.encode() not in stored
    assert b"RuntimeError" in stored


def test_a_session_of_somebody_else_is_not_found(caller: Any) -> None:
    token = caller.data(
        caller.http.post("/api/auth/anonymous-token", headers={"X-Client-Id": str(uuid.uuid4())})
    )
    caller.headers["Authorization"] = f"Bearer {token['token']}"
    expected = (404, 1002, "session not found", "open a new one")
    assert refused(caller.get(f"/api/state/nemo_agent/me/{caller.session_id}/latest")) == expected
    assert refused(caller.post("/run_sse", caller.message("title A"))) == expected
    assert refused(caller.upload(("a.png", b"x"))) == expected


def test_claim_token_shows_the_project_and_nothing_else(start: Any) -> None:
    caller = start()
    caller.send('title <b>"Hi"')
    ids = {"task_id": caller.task_id, "session_id": caller.session_id}
    claim = caller.data(caller.post("/api/auth/claim-token", ids))
    assert claim["claim_token"].startswith("clm_")
    assert claim["expires_in"] == 604800
    page = httpx.get(f"{caller.server.url}/workspace/claim?ct={claim['claim_token']}")
    assert page.status_code == 200
    assert "&lt;b&gt;" in page.text
    assert "<b>" not in page.text
    caller.headers["Authorization"] = f"Bearer {claim['claim_token']}"
    assert caller.get("/api/capabilities").status_code == 401
    wrong = httpx.get(f"{caller.server.url}/workspace/claim?ct=clm_no")
    assert refused(wrong) == (404, 404, "this link is not valid (any more)", "share the project again")


def test_claim_token_needs_the_task_of_the_session(caller: Any) -> None:
    answer = caller.post("/api/auth/claim-token", {"task_id": "task_x", "session_id": caller.session_id})
    assert refused(answer)[:3] == (422, 422, "task_id: it is not the task of this session")


def test_capabilities_say_that_drafts_can_be_restored(caller: Any) -> None:
    assert caller.data(caller.get("/api/capabilities")) == {
        "backend": "nemobuild",
        "restore": True,
        "charges": False,
    }


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{", "body: is not JSON"),
        ("\xff", "body: is not JSON"),
        ("[]", "body: is not a JSON object"),
        ('{"app_name": NaN}', "body: is not JSON"),
        ('{"app_name": 1e999}', "body: is not JSON"),
        ('{"app_name": 1' + "0" * 400 + "}", "body: is not JSON"),
        ("[" * 100_000, "body: is not JSON"),
        ("{}", "app_name: a text is needed"),
        ('{"app_name": "nemo_agent", "user_id": "me"}', "session_id: a text is needed"),
        (
            '{"app_name": "nemo_agent", "user_id": "me", "session_id": "1", "new_message": {"parts": []}}',
            "new_message.parts: a list with at least one part is needed",
        ),
        (
            '{"app_name": "nemo_agent", "user_id": "me", "session_id": "1", "new_message": {"parts": [{"a": 1}]}}',
            "new_message.parts: every part has to be a text",
        ),
    ],
)
def test_a_malformed_message_is_422_with_a_list_of_details(body: str, message: str, caller: Any) -> None:
    headers = {**caller.headers, "Content-Type": "application/json"}
    answer = caller.http.post("/run_sse", content=body.encode("latin-1"), headers=headers)
    assert refused(answer)[:3] == (422, 422, message)
    assert isinstance(answer.json()["detail"], list)


def test_a_body_has_a_limit(caller: Any) -> None:
    answer = caller.post("/run_sse", caller.message("x" * 1_000_001))
    assert refused(answer) == (413, 413, "the body is larger than 1 MB", "send less at once")


def test_an_unknown_path_and_a_wrong_method_get_an_envelope(caller: Any) -> None:
    assert refused(caller.get("/api/nothing")) == (404, 404, "not found", "")
    assert refused(caller.get("/run_sse")) == (405, 405, "method not allowed", "")


def test_lone_surrogates_do_not_get_in(caller: Any) -> None:
    headers = {**caller.headers, "Content-Type": "application/json"}
    body = '{"task_name": "a\\ud800b", "language": "en"}'
    found = caller.http.post("/api/tasks/me/with-session/nemo_agent", content=body, headers=headers)
    caller.session_id = caller.data(found)["session_id"]
    latest = caller.data(caller.get(f"/api/state/nemo_agent/me/{caller.session_id}/latest"))
    assert latest["task_name"] == "a?b"


def test_a_new_session_has_an_empty_draft(caller: Any) -> None:
    assert caller.draft() == {"d": 0, "m": {"width": 1920, "height": 1080, "fps": 30}, "t": []}


@pytest.mark.parametrize("missing", ["X-Skill-Source", "X-Skill-Version", "X-Skill-Platform"])
def test_an_export_without_attribution_is_402(missing: str, caller: Any) -> None:
    del caller.headers[missing]
    answer = caller.start_render()
    assert refused(answer) == (402, 402, f"attribution headers are missing: {missing}", "send all three")


@pytest.mark.parametrize(
    ("fields", "code", "message"),
    [
        ({"draft": {"t": [{"tt": 0, "sg": []}]}}, 400, "the draft holds nothing to render"),
        ({"draft": 3}, 422, "draft: an object is needed"),
        ({"sessionId": 3}, 422, "sessionId: a text of at most 1000 characters is needed"),
        ({"id": "../x"}, 422, "id: an id is needed: letters, digits and _.:- only, at most 100"),
        ({"output": "mp4"}, 422, "output: an object is needed"),
        (
            {"draft": {"t": [{"tt": 0, "sg": [{"d": 9, "source": {"digest": "ab", "name": "x.mp4"}}]}]}},
            400,
            'the draft uses "x.mp4", which this session does not hold',
        ),
        (
            {"draft": {"t": [{"tt": 0, "sg": [{"d": 9, "source": {"url": "file:///etc/passwd"}}]}]}},
            400,
            'the draft uses "file:///etc/passwd", which this session does not hold',
        ),
    ],
)
def test_a_render_request_that_cannot_be_rendered(
    fields: dict[str, Any], code: int, message: str, caller: Any
) -> None:
    caller.send("title A")
    told = refused(caller.start_render(**fields))
    assert told[1:3] == (code, message)
    hints = {"holds nothing": "edit first; a track needs a segment", "does not hold": "upload it first"}
    assert told[3] == next((hint for sign, hint in hints.items() if sign in message), told[3])


def test_a_crash_is_told_without_its_details(start: Any, tmp_path: Any, monkeypatch: Any) -> None:
    def fall(*_args: object) -> None:
        raise KeyError("secret")

    caller = start()
    monkeypatch.setattr("nemobuild.backend.sessions.Sessions.get", fall)
    told = refused(caller.get(f"/api/state/nemo_agent/me/{caller.session_id}/latest"))
    assert told == (500, 500, "the server failed: a bug in nemobuild", "errors.log says more")
    caller.stop()
    assert "KeyError: 'secret'" in (tmp_path / "data" / "errors.log").read_text()


def test_faults_answer_in_place_of_the_application(start: Any) -> None:
    from nemobuild.backend.settings import Faults, Instead

    caller = start(faults=Faults(instead=(Instead(path="/run_sse", code=429, times=2),)))
    answers = [caller.post("/run_sse", caller.message("title A")) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].json()["message"] == "a fault made for a test"
    assert len(caller.server.messages()) == 1


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "", "localhost:x"])
def test_a_loopback_server_answers_to_loopback_names_only(host: str, caller: Any) -> None:
    answer = caller.http.get("/api/capabilities", headers={**caller.headers, "Host": host})
    if host:
        message = "this server answers to loopback names only"
        assert refused(answer) == (403, 403, message, "ask for http://127.0.0.1:<port>")
    assert answer.status_code in (400, 403)
    assert (
        caller.http.get("/api/capabilities", headers={**caller.headers, "Host": "localhost"}).status_code
        == 200
    )


def test_a_claim_link_shows_the_film_that_was_rendered(start: Any) -> None:
    caller = start()
    caller.send('title "Hi"')
    ids = {"task_id": caller.task_id, "session_id": caller.session_id}
    link = f"{caller.server.url}/workspace/claim?ct="
    link += caller.data(caller.post("/api/auth/claim-token", ids))["claim_token"]
    assert "No film has been rendered" in httpx.get(link).text
    caller.start_render()
    url = caller.rendered()["output"]["url"]
    shown = httpx.get(link)
    assert url.removeprefix(caller.server.url) in shown.text
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert caller.headers["Authorization"].removeprefix("Bearer ") not in shown.text


def test_an_account_without_a_limit_says_so(start: Any) -> None:
    assert start().data(start().get("/api/credits/balance/simple"))["unlimited"] is True
    limited = start(credits=3)
    assert "unlimited" not in limited.data(limited.get("/api/credits/balance/simple"))
