"""Looks into a finished file and compares it with what was planned: it plays, and has the kind, duration and size it should.

Decodes the first and the last moments, which is where a broken file shows. Knows no backend.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nemobuild.errors import OutputError
from nemobuild.recipe.exports import SOUNDS, STILLS, TEXTS
from nemobuild.recipe.model import Export
from nemobuild.timeline.model import Timeline
from nemobuild.timeline.summary import seconds

KINDS = {
    **dict.fromkeys(("mp4", "mov", "m4a"), "mov"),
    **dict.fromkeys(("webm", "mkv"), "matroska"),
    **dict.fromkeys(("jpg", "jpeg"), "mjpeg"),
    **{form: form for form in ("gif", "png", "webp", "mp3", "wav")},
}
"""What PyAV calls a file of each format; MP4, QuickTime and M4A are one to it, as are WebM and Matroska."""
MOST_READ = 1_000_000
"""How many bytes of captions are looked at: the first of them come sooner."""
TOLERANCE_MS = 100  # two frames at 24 fps, and an AAC frame at each end


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a file holds: its kind as in `KINDS`, duration in ms, size in px (0 without a picture)."""

    kind: str = ""
    duration_ms: int = 0
    width: int = 0
    height: int = 0
    has_audio: bool = False

    def as_record(self, path: Path) -> dict[str, Any]:
        record = {n: getattr(self, n) for n in ("duration_ms", "width", "height")}
        return {**record, "bytes": path.stat().st_size}


def look(path: Path, export: Export) -> Found:
    """What is in the file that was rendered for an export. Raises OutputError if it is missing, empty or does not play
    (captions: if it holds none)."""
    if not path.exists() or path.stat().st_size == 0:
        raise _useless(export, "the render made no file, or an empty one")
    if export.format in TEXTS:
        if not _has_captions(path, export.format):
            raise _useless(export, "the rendered file holds no captions")
        return Found()
    import av

    try:
        with av.open(str(path)) as container:
            return _streams(container, still=export.format in STILLS)
    except (av.FFmpegError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _useless(export, f"the rendered file does not play: {reason}") from error


def _has_captions(path: Path, form: str) -> bool:
    with path.open("rb") as file:
        text = file.read(MOST_READ).decode("utf-8-sig", "replace")
    return "-->" in text and (form != "vtt" or text.startswith("WEBVTT"))


def _useless(export: Export, what: str) -> OutputError:
    hint = "run again; if it stays so, report it"
    return OutputError(f"{export.shown}: {what}", where=export.where, hint=hint)


def _streams(container: Any, *, still: bool) -> Found:
    video = container.streams.video[0] if container.streams.video else None
    audio = container.streams.audio[0] if container.streams.audio else None
    if video is None and audio is None:
        raise ValueError("it has neither picture nor sound")
    first = next(container.decode(video or audio), None)
    if first is None:
        raise ValueError("nothing in it can be decoded")
    duration = 0 if still or container.duration is None else round(container.duration / 1000)
    if duration > 1000:
        container.seek(max(0, container.duration - 500_000))
        if not deque(container.decode(video or audio), maxlen=1):
            raise ValueError("its end cannot be decoded")
    width, height = (first.width, first.height) if video else (0, 0)
    return Found(
        kind=_kind(container),
        duration_ms=duration,
        width=width,
        height=height,
        has_audio=audio is not None,
    )


def _kind(container: Any) -> str:
    """The first of a container's names; of a single picture, which has none, its codec's."""
    name: str = container.format.name.partition(",")[0]
    is_single = name == "image2" or name.endswith("_pipe")
    return container.streams.video[0].codec_context.name if is_single and container.streams.video else name


def check_output(export: Export, timeline: Timeline, found: Found, size: int) -> None:
    """Raises OutputError if a file is not what the plan said. `size` in bytes."""
    problem = _problem(export, timeline, found)
    if problem:
        raise OutputError(
            f"{export.shown}: {problem}",
            where=export.where,
            hint=f"the file ({size} bytes) was not put in place; the last good one is untouched",
        )


def _problem(export: Export, timeline: Timeline, found: Found) -> str:
    if export.format in TEXTS:
        return ""
    if found.kind != KINDS[export.format]:
        return f"the file is {found.kind}, not {export.format}"
    moving = export.format not in STILLS
    wanted = timeline.duration_ms
    tolerance = max(TOLERANCE_MS, round(2000 / (export.fps or timeline.canvas.fps or 30)))
    if moving and abs(found.duration_ms - wanted) > tolerance:
        return f"the file is {seconds(found.duration_ms)} long, the timeline {seconds(wanted)}"
    if export.format in SOUNDS:
        return "" if found.has_audio else "the file has no sound"
    if not found.width:
        return "the file has no picture"
    return "" if export.sheet else _size_problem(export, found)


def _size_problem(export: Export, found: Found) -> str:
    if export.aspect:
        across, _, down = export.aspect.partition(":")
        wanted = float(across) / float(down)
        if abs(found.width / found.height - wanted) > 0.02 * wanted:
            return f"the picture is {found.width}x{found.height}, not {export.aspect}"
    digits = export.resolution.removesuffix("p")
    if digits.isdecimal() and min(found.width, found.height) != int(digits):
        return f"the picture is {found.width}x{found.height}, not {export.resolution}"
    return ""
