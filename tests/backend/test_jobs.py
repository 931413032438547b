"""Render jobs: their states and forms, cancelling, ids, failures, and what outlives the server."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from nemobuild.backend.settings import Faults
from nemobuild.errors import Interrupted, OutputError


def prepared(start: Any, **options: Any) -> Any:
    caller = start(**options)
    caller.send("title A")
    return caller


class Gate:
    """Holds the render worker until it is opened."""

    def __init__(self) -> None:
        self.arrived, self._go = threading.Event(), threading.Event()

    def hold(self, moment: str) -> None:
        if moment == "rendering":
            self.arrived.set()
            assert self._go.wait(20)

    def open(self) -> None:
        self._go.set()


def test_the_status_under_task_id(start: Any) -> None:
    caller = prepared(start, render_form="task_id")
    caller.start_render()
    status = caller.rendered()
    assert status["taskId"] == "render_1"
    assert "id" not in status
    assert status["output"]["duration"] == 1.0


def test_the_status_in_an_envelope(start: Any) -> None:
    caller = prepared(start, render_form="envelope")
    caller.start_render()
    while (answer := caller.get("/api/render/proxy/lambda/render_1").json())["data"]["status"] != "completed":
        pass
    data = answer["data"]
    assert answer["success"] is True
    assert sorted(data) == ["completedAt", "createdAt", "id", "outputUrl", "progress", "status"]
    assert httpx.get(data["outputUrl"]).content[4:8] == b"ftyp"
    assert data["completedAt"] >= data["createdAt"] > 1_600_000_000_000


def test_a_file_is_named_after_the_film_and_can_be_had_in_ranges(start: Any) -> None:
    caller = start()
    draft = {"t": [{"tt": 7, "sg": [{"d": 1000, "text": "A"}]}], "m": {"title": "Größe 1/2?"}}
    caller.start_render(draft=draft)
    url = caller.rendered()["output"]["url"]
    assert url.endswith("/2%3F.mp4")
    answer = httpx.get(url, headers={"Range": "bytes=4-7"})
    assert (answer.status_code, answer.content) == (206, b"ftyp")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_claim_link_shows_the_last_film_whatever_was_made_after_it(start: Any) -> None:
    def render(timeline: Any, media: Any, output: Any, folder: Path, **_: Any) -> Any:
        path = folder / f"a.{output['format']}"
        path.write_bytes(b"made")
        return SimpleNamespace(path=path, duration_ms=1, bytes=4, width=2, height=2, warnings=())

    caller = prepared(start, render=render)
    ids = {"task_id": caller.task_id, "session_id": caller.session_id}
    claim = caller.data(caller.post("/api/auth/claim-token", ids))["claim_token"]
    shown = []
    for made in ("srt", "jpg", "wav", "mov", "jpg", "srt", "mkv"):
        caller.start_render(f"render_{len(shown)}", output={"format": made})
        assert caller.rendered(f"render_{len(shown)}")["status"] == "completed"
        (path,) = re.findall(
            r'href="([^"]*)"', httpx.get(f"{caller.server.url}/workspace/claim?ct={claim}").text
        )
        shown.append(path.rpartition(".")[2])
    assert shown == ["srt", "jpg", "jpg", "mov", "mov", "mov", "mkv"]


def test_an_id_means_one_render(start: Any) -> None:
    caller = prepared(start)
    assert caller.start_render().status_code == 200
    again = caller.start_render()
    assert again.status_code == 409
    assert again.json() == {
        "code": 409,
        "message": 'the render id "render_1" was used before',
        "hint": "use a fresh id",
    }


def test_renders_can_be_made_to_look_like_duplicates(start: Any) -> None:
    caller = prepared(start, faults=Faults(failing_renders=1))
    assert [caller.start_render(job_id).status_code for job_id in ("a", "b")] == [409, 200]


def test_renders_can_be_made_to_fail(start: Any) -> None:
    caller = prepared(start, faults=Faults(broken_renders=1))
    caller.start_render("a")
    failed = caller.rendered("a")
    assert (failed["status"], failed["error"]) == ("failed", "the render failed on purpose")
    caller.start_render("b")
    assert caller.rendered("b")["status"] == "completed"


@pytest.mark.parametrize(
    ("error", "told", "hint"),
    [
        (OutputError("the film has no picture", hint="add a clip"), "the film has no picture", "add a clip"),
        (OSError(28, "No space left on device"), "no file could be written: No space left on device", "free"),
        (KeyError("secret"), "KeyError, a bug in nemobuild", "report it"),
    ],
)
def test_a_renderers_error_is_told_in_its_words_and_a_bug_without_details(
    error: Exception, told: str, hint: str, start: Any
) -> None:
    def broken(*args: Any, **options: Any) -> Any:
        raise error

    caller = prepared(start, render=broken)
    caller.start_render()
    status = caller.rendered()
    assert status["error"] == told
    assert hint in status["hint"]
    answer = caller.get("/api/render/proxy/render_1/download")
    assert answer.status_code == 404
    assert answer.json() == {
        "code": 404,
        "message": "the render has no file; it is failed",
        "hint": "look at its status",
    }


def test_a_waiting_and_a_working_render_can_be_cancelled(start: Any) -> None:
    gate = Gate()
    caller = prepared(start, faults=Faults(hold=gate.hold))
    caller.start_render("a")
    caller.start_render("b")
    assert gate.arrived.wait(20)
    for job_id, status in (("a", "processing"), ("b", "pending")):
        assert caller.get(f"/api/render/proxy/lambda/{job_id}").json()["status"] == status
        answer = caller.post(f"/api/render/proxy/lambda/{job_id}/cancel").json()
        assert answer == {"success": True, "data": {"id": job_id, "status": "failed"}}
        assert caller.get(f"/api/render/proxy/lambda/{job_id}").json()["error"] == "cancelled"
    caller.start_render("c")
    gate.open()
    assert caller.rendered("c")["status"] == "completed"
    assert caller.post("/api/render/proxy/lambda/c/cancel").json()["data"]["status"] == "completed"
    assert [caller.rendered(job_id)["status"] for job_id in "ab"] == ["failed", "failed"]


def test_a_render_of_somebody_else_is_not_found(start: Any) -> None:
    caller = prepared(start)
    caller.start_render()
    headers = {"X-Client-Id": "6f2e0c1e-8a07-4c2e-9d3b-2f6f1d2f3a4b"}
    token = caller.data(caller.http.post("/api/auth/anonymous-token", headers=headers))
    caller.headers["Authorization"] = f"Bearer {token['token']}"
    for method, path in (
        ("GET", "lambda/render_1"),
        ("POST", "lambda/render_1/cancel"),
        ("GET", "render_1/download"),
    ):
        answer = caller.http.request(method, f"/api/render/proxy/{path}", headers=caller.headers)
        assert answer.status_code == 404
        assert answer.json() == {"code": 404, "message": "there is no such render", "hint": "start one"}
    caller.open()
    caller.send("title B")
    assert caller.start_render().status_code == 200
    assert caller.rendered()["status"] == "completed"


def test_a_render_is_of_the_draft_that_was_sent(start: Any, picture: bytes) -> None:
    """Not of what the session holds meanwhile; assets are known by their URL alone too, whatever the host is called."""
    seen: list[Any] = []

    def watching(timeline: Any, media: Any, output: Any, folder: Path, **options: Callable[..., Any]) -> Any:
        seen.append((timeline, media, output))
        raise OutputError("seen")

    caller = start(render=watching)
    (info,) = caller.data(caller.upload(("a.png", picture)))["files"]
    url = info["cdn_url"].replace("127.0.0.1", "localhost")
    draft = {"t": [{"tt": 0, "sg": [{"d": 500, "source": {"url": url}}]}]}
    caller.send("title later")
    caller.start_render(draft=draft, output={"format": "gif", "fps": 12})
    caller.rendered()
    ((timeline, media, output),) = seen
    assert [s.source.digest for s in timeline.main.segments] == [info["hash"]]
    assert Path(media[info["hash"]].path).read_bytes() == picture
    assert output == {"format": "gif", "fps": 12}
    assert timeline.of_kind("text") == ()


def test_finished_renders_outlive_the_server_and_open_ones_have_failed(start: Any, tmp_path: Path) -> None:
    arrived = threading.Event()

    def until_cancelled(*args: Any, cancelled: Callable[[], bool], **options: Any) -> Any:
        arrived.set()
        while not cancelled():
            pass
        raise Interrupted("stopped")

    caller = prepared(start, data=tmp_path / "one")
    caller.start_render("done")
    content = httpx.get(caller.rendered("done")["output"]["url"]).content
    caller.stop()
    held = prepared(start, data=tmp_path / "one", render=until_cancelled)
    held.start_render("open")
    held.start_render("waiting")
    assert arrived.wait(20)
    held.stop()
    again = start(data=tmp_path / "one")
    assert httpx.get(again.rendered("done")["output"]["url"]).content == content
    assert again.rendered("waiting")["error"] == "the server was stopped"
    assert again.rendered("open")["error"] == "stopped"


KILLED = """
import sys, threading
from pathlib import Path
from nemobuild.backend.serve import Server
from nemobuild.backend.settings import Faults, Settings
def hold(moment):
    print(moment, flush=True)
    threading.Event().wait()
server = Server(Path(sys.argv[1]), settings=Settings(credits=3, faults=Faults(hold=hold)))
server.start()
print(server.url, server.issue_token(), flush=True)
server.run()
"""


def test_work_of_a_killed_server_has_failed_and_its_credits_are_back(start: Any, tmp_path: Path) -> None:
    """kill -9 while a message and a render are in work; the next server on the folder finds both as failed."""
    data = tmp_path / "one"
    command = [sys.executable, "-c", KILLED, str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url, token = process.stdout.readline().split()
        caller = start(data=data, credits=3)
        session = caller.session_id
        caller.http = httpx.Client(base_url=url)
        caller.headers["Authorization"] = f"Bearer {token}"
        caller.start_render("open", draft={"t": [{"tt": 7, "sg": [{"d": 9, "text": "A"}]}]})
        with caller.http.stream("POST", "/run_sse", json=caller.message("x"), headers=caller.headers):
            assert {process.stdout.readline().strip() for _ in range(2)} == {"accepted", "rendering"}
            assert caller.credits() == {"available": 2, "frozen": 1, "total": 3}
            meanwhile = start(data=data, credits=3)
            assert [m.state for m in meanwhile.server.messages()] == ["working"]
            process.send_signal(signal.SIGKILL)
            process.wait()
    caller.http.close()
    again = start(data=data, credits=3)
    again.session_id = session
    assert [m.state for m in again.server.messages()] == ["failed"]
    assert again.rendered("open")["error"] == "the server was stopped"
    assert again.credits() == {"available": 3, "frozen": 0, "total": 3}
    assert again.draft()["t"] == []


def test_a_render_whose_end_cannot_be_written_down_has_failed(start: Any) -> None:
    """Who waits for it is told, instead of waiting for a job that nobody works on."""

    def fills_the_disk(*args: Any, **options: Any) -> Any:
        database = caller.server._database
        database.rows(f"pragma max_page_count = {database.row('pragma page_count')[0]}")
        raise OutputError("the film has no picture" + "!" * 60_000, hint="add a clip")

    caller = prepared(start, render=fills_the_disk)
    caller.start_render()
    status = caller.rendered()
    assert status["status"] == "failed"
    assert status["error"].startswith("the backend's disk cannot be written: ")
    assert status["hint"] == "free some space and run again; finished steps are kept"
