"""The protocol's table, call by call, against a server on loopback."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest


def test_the_whole_way_from_token_to_film(start: Any, film: bytes, picture: bytes) -> None:
    """Token, session, upload, message, state, credits, render, download."""
    caller = start()
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
    assert result["content"]["parts"][0]["functionResponse"]["response"] == {"status": "success", "changed": True}
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
def test_every_call_but_the_token_request_needs_a_token(method: str, path: str, start: Any) -> None:
    caller = start()
    for headers in ({}, {"Authorization": "Bearer nmv_usr_wrong"}, {"Authorization": "Basic abc"}):
        answer = caller.http.request(method, path, headers=headers)
        assert answer.status_code == 401
        assert answer.json()["code"] == 1001
        assert "nmv_usr_wrong" not in answer.text
