"""A server on loopback with a stand-in interpreter and renderer, and raw calls to it.

The calls are written against the protocol's table with plain httpx: nothing of the project's own client is used, so that a
wrong belief shared by both would show.
"""

from __future__ import annotations

import json
import subprocess
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import imageio_ffmpeg
import pytest
from PIL import Image

from nemobuild.backend.interpret.analysis import Analysis, NoAnalysis
from nemobuild.backend.interpret.model import Answer, Op, Refused, Span
from nemobuild.backend.serve import Server
from nemobuild.backend.settings import Faults, Settings
from nemobuild.errors import StepFailed
from nemobuild.timeline.model import Clip, Media, Source, Text, Timeline, Track

ATTRIBUTION = {
    "X-Skill-Source": "ai-video-editor-link",
    "X-Skill-Version": "1.0.0",
    "X-Skill-Platform": "unknown",
}


def interpret(
    text: str,
    *,
    timeline: Timeline,
    media: Sequence[Media],
    analysis: Analysis,
    history: Sequence[Timeline] = (),
    said: Sequence[str] = (),
) -> Answer:
    """Understands `title WORDS`, `show FILE`, `undo`, `same`; refuses, asks or breaks at those words."""
    word, _, rest = text.partition(" ")
    op = Op(
        family=word or "none",
        action=word,
        params={"text": rest},
        text=text,
        span=Span(start=0, end=len(text)),
    )
    answer = Answer(ops=(op,), refused=(), question="", reply=f"Done: {text}.", timeline=timeline)
    match word:
        case "title":
            segment = Text(start_ms=timeline.duration_ms, duration_ms=1000, text=rest)
            return replace(answer, timeline=_appended(timeline, "text", segment))
        case "show":
            asset = next(each for each in media if each.name == rest)
            source = Source(kind=asset.kind, digest=asset.digest, name=asset.name)
            clip = Clip(start_ms=timeline.main.end_ms, duration_ms=1000, source=source)
            return replace(answer, timeline=_appended(timeline, "video", clip))
        case "undo":
            return replace(answer, timeline=history[-1] if history else Timeline())
        case "same":
            return answer
        case "ask":
            return replace(answer, ops=(), question="Which clip do you mean?")
        case "break":
            raise RuntimeError("a bug with a secret in it")
        case "fail":
            raise StepFailed("the talk has no sound", hint="use another film")
        case _:
            part = Refused(
                text=text, span=Span(start=0, end=len(text)), family="ai_only", reason="not understood"
            )
            return replace(answer, ops=(), refused=(part,), reply='Not done: not understood. Say "title …".')


def _appended(timeline: Timeline, kind: str, segment: Any) -> Timeline:
    tracks = [t for t in timeline.tracks if t.kind == kind] or [Track(kind=kind)]
    track = replace(tracks[0], segments=(*tracks[0].segments, segment))
    return replace(timeline, tracks=(*(t for t in timeline.tracks if t.kind != kind), track))


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    path: Path
    duration_ms: int
    bytes: int
    width: int = 64
    height: int = 36
    warnings: tuple[str, ...] = ()


def render(
    timeline: Timeline,
    media: Mapping[str, Media],
    output: Mapping[str, Any],
    folder: Path,
    *,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> Film:
    """A real MP4 of one second, whatever the timeline says."""
    progress(0.5)
    if cancelled():
        raise RuntimeError("cancelled")
    path = folder / f"{uuid.uuid4().hex}.mp4"
    _made(path, "color=c=red:s=64x36:r=10:d=1")
    return Film(path=path, duration_ms=1000, bytes=path.stat().st_size)


def _made(path: Path, *sources: str, arguments: Sequence[str] = ()) -> Path:
    """A small film or sound out of ffmpeg's own generators."""
    inputs = [word for source in sources for word in ("-f", "lavfi", "-i", source)]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *inputs, *arguments, str(path)]
    subprocess.run(command, check=True, timeout=60, stdin=subprocess.DEVNULL)
    return path


@dataclass
class Caller:
    """A person with an HTTP client: token, one session, and the calls of the table."""

    server: Server
    http: httpx.Client
    session_id: str = ""
    task_id: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def stop(self) -> None:
        """Stops the server, as the end of its `with` does."""
        self.server.__exit__(None, None, None)

    def post(self, path: str, body: Any = None, **options: Any) -> httpx.Response:
        return self.http.post(path, json=body, headers=self.headers, **options)

    def get(self, path: str) -> httpx.Response:
        return self.http.get(path, headers=self.headers)

    def data(self, answer: httpx.Response) -> Any:
        body = answer.json()
        assert answer.status_code == 200, body
        assert body["code"] == 0, body
        return body["data"]

    def open(self) -> None:
        found = self.data(self.post("/api/tasks/me/with-session/nemo_agent", {"task_name": "project"}))
        self.session_id, self.task_id = found["session_id"], found["task_id"]

    def upload(self, *files: tuple[str, bytes]) -> httpx.Response:
        parts = [("files", (name, content)) for name, content in files]
        return self.http.post(
            f"/api/upload-video/nemo_agent/me/{self.session_id}", files=parts, headers=self.headers
        )

    def message(self, text: str) -> dict[str, Any]:
        return {
            "app_name": "nemo_agent",
            "user_id": "me",
            "session_id": self.session_id,
            "new_message": {"parts": [{"text": text}]},
        }

    def send(self, text: str) -> list[dict[str, Any]]:
        """The events of a message, one a frame."""
        answer = self.post("/run_sse", self.message(text))
        assert answer.status_code == 200, answer.text
        return events_in(answer.content)

    def state(self) -> dict[str, Any]:
        return dict(self.data(self.get(f"/api/state/nemo_agent/me/{self.session_id}/latest"))["state"])

    def draft(self) -> dict[str, Any]:
        return dict(self.state()["draft"])

    def credits(self) -> dict[str, int]:
        return dict(self.data(self.get("/api/credits/balance/simple")))

    def start_render(self, job_id: str = "render_1", **fields: Any) -> httpx.Response:
        body = {"id": job_id, "sessionId": self.session_id, "output": {"format": "mp4", "quality": "high"}}
        return self.post("/api/render/proxy/lambda", {**body, "draft": self.draft(), **fields})

    def rendered(self, job_id: str = "render_1") -> dict[str, Any]:
        """A render's status once it has ended."""
        while True:
            status = self.get(f"/api/render/proxy/lambda/{job_id}").json()
            if status["status"] in ("completed", "failed"):
                return dict(status)


def events_in(body: bytes) -> list[dict[str, Any]]:
    """Every frame is exactly one line of data and an empty one; comments are passed over."""
    frames = [frame for frame in body.split(b"\n\n") if frame and not frame.startswith(b":")]
    assert all(frame.startswith(b"data: ") and b"\n" not in frame for frame in frames)
    return [json.loads(frame.removeprefix(b"data: ")) for frame in frames]


Start = Callable[..., Caller]


@pytest.fixture
def make_film() -> Callable[..., Path]:
    """Makes a small film or sound at a path out of ffmpeg's own generators."""
    return _made


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a server on a data folder of this test and opens a session on it; keyword arguments are settings."""
    with ExitStack() as stack:

        def started(*, faults: Faults | None = None, data: Path | None = None, **options: Any) -> Caller:
            parts = {
                name: options.pop(name)
                for name in ("interpret", "render", "clock", "host")
                if name in options
            }
            settings = Settings(faults=faults or Faults(), **options)
            parts = {"interpret": interpret, "render": render, **parts}
            server = Server(
                data or tmp_path / "data", settings=settings, analysis_of=lambda media: NoAnalysis(), **parts
            )
            stack.enter_context(server)
            return signed_in(server, stack)

        yield started


def signed_in(server: Server, stack: ExitStack) -> Caller:
    http = stack.enter_context(httpx.Client(base_url=server.url, timeout=30))
    caller = Caller(server=server, http=http)
    caller.headers = {"Authorization": f"Bearer {server.issue_token()}", **ATTRIBUTION}
    caller.open()
    return caller


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server with default settings, for tests that do not look at what others leave on it."""
    folder = tmp_path_factory.mktemp("shared")
    with Server(folder, interpret=interpret, render=render, analysis_of=lambda media: NoAnalysis()) as server:
        yield server


@pytest.fixture
def caller(shared_server: Server) -> Iterator[Caller]:
    """A person with a new session on the shared server."""
    with ExitStack() as stack:
        yield signed_in(shared_server, stack)


@pytest.fixture
def picture() -> bytes:
    """A small PNG."""
    import io

    buffer = io.BytesIO()
    Image.new("RGB", (40, 20), "#336699").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def film(tmp_path: Path) -> bytes:
    """A film of one second with sound, 64x36 px at 10 fps."""
    path = _made(
        tmp_path / "film.mp4", "testsrc=s=64x36:r=10:d=1", "sine=d=1", arguments=("-pix_fmt", "yuv420p")
    )
    return path.read_bytes()
