"""Captions as a file of their own: SubRip and WebVTT."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nemobuild.backend.render.output import Output
from nemobuild.backend.render.scene import key_of
from nemobuild.errors import BackendError
from nemobuild.timeline.model import Text, Timeline


def words_file(timeline: Timeline, output: Output, folder: Path) -> Path:
    """The captions of a timeline as a file; a BackendError if it has none."""
    text = captions(timeline, output.format)
    if not text:
        raise BackendError("this timeline has no captions to write", hint="add captions in a step first")
    films = folder / "films"
    films.mkdir(parents=True, exist_ok=True)
    target = films / f"{key_of(text)[:32]}.{output.format}"
    part = target.with_name(f".part-{target.name}")
    part.write_text(text, "utf-8")
    part.replace(target)
    return target


def captions(timeline: Timeline, form: str) -> str:
    """Captions as `srt` or `vtt`; if there are none marked as such, all texts of the film. Empty if there is no text."""
    texts = [
        s
        for t in timeline.of_kind("text")
        for s in t.segments
        if isinstance(s, Text) and s.text.strip() and s.role not in ("cover", "timer", "countdown")
    ]
    chosen = [t for t in texts if t.role == "caption"] or texts
    lines = list(_cues(sorted(chosen, key=lambda t: (t.start_ms, t.end_ms)), form))
    return "\n".join(["WEBVTT", "", *lines] if form == "vtt" and lines else lines)


def _cues(texts: list[Text], form: str) -> Iterator[str]:
    mark = "." if form == "vtt" else ","
    for number, text in enumerate(texts, 1):
        words = [line.strip() for line in text.text.splitlines() if line.strip()]
        if form == "vtt":
            words = [w.replace("&", "&amp;").replace("<", "&lt;").replace("-->", "--&gt;") for w in words]
        else:
            words = [w.replace("-->", "->") for w in words]
        yield from (str(number), f"{_clock(text.start_ms, mark)} --> {_clock(text.end_ms, mark)}", *words, "")


def _clock(ms: int, mark: str) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{rest:03}"
