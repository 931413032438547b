"""Countdowns and timers become what they are made of: a plain background, and a number a second."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from nemobuild.timeline.model import Clip, Source, Text, TextStyle, Timeline, Track


def without_countdowns(timeline: Timeline, *, cover: bool = False) -> Timeline:
    """The same film without the generator `countdown`, whose numbers run down to 1 over the clip's length, and without
    texts of the roles `timer` and `countdown`, which run up or down from the time that they say: a `cover` shows none."""
    timeline = replace(timeline, tracks=tuple(_with_seconds(track, cover=cover) for track in timeline.tracks))
    found = [c for t in timeline.of_kind("video") for c in t.segments if _is_countdown(c)]
    if not found:
        return timeline
    tracks = tuple(_plain(track) for track in timeline.tracks)
    numbers = tuple(text for clip in found if isinstance(clip, Clip) for text in _numbers(clip))
    return replace(timeline, tracks=(*tracks, Track(kind="text", name="countdown", segments=numbers)))


RUNNING = {"timer": 1, "countdown": -1}
LONGEST_RUN_S = 3600


def _with_seconds(track: Track, *, cover: bool) -> Track:
    if not any(isinstance(s, Text) and s.role in RUNNING for s in track.segments):
        return track
    if cover:
        still = (s for s in track.segments if not (isinstance(s, Text) and s.role in RUNNING))
        return replace(track, segments=tuple(still))
    shown = (t for s in track.segments for t in (_seconds(s) if isinstance(s, Text) else (s,)))
    return replace(track, segments=tuple(shown))


def _seconds(text: Text) -> Iterator[Text]:
    """A running time as a text for each of its seconds; another text as it is."""
    if text.role not in RUNNING:
        yield text
        return
    first = _whole_seconds(text.text)
    for second in range(min(LONGEST_RUN_S, -(-text.duration_ms // 1000))):
        start, value = text.start_ms + 1000 * second, first + RUNNING[text.role] * second
        yield replace(
            text,
            start_ms=start,
            duration_ms=min(1000, text.end_ms - start),
            text=clock_of(max(0, value)),
            role="callout",
            enter="none",
            leave="none",
        )


def _whole_seconds(clock: str) -> int:
    """The seconds of `1:05` or `1:02:03`; 0 for what is no such time."""
    if not re.fullmatch(r"\d{1,5}(?::\d{1,2}){0,2}", clock, re.ASCII):
        return 0
    return sum(int(field) * 60**i for i, field in enumerate(reversed(clock.split(":"))))


def clock_of(seconds: int) -> str:
    """`0:07`, `1:02:03`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _is_countdown(segment: object) -> bool:
    return isinstance(segment, Clip) and segment.source.generator == "countdown"


def _plain(track: Track) -> Track:
    if track.kind != "video":
        return track
    return replace(track, segments=tuple(_on_plain(s) if isinstance(s, Clip) else s for s in track.segments))


def _on_plain(clip: Clip) -> Clip:
    if not _is_countdown(clip):
        return clip
    color = str(clip.source.params.get("color") or "#101014")
    return replace(clip, source=Source(kind="video", generator="color", params={"color": color}))


def _numbers(clip: Clip) -> Iterator[Text]:
    """The numbers share the clip's length evenly."""
    stated = clip.source.params.get("from", clip.source.params.get("start"))
    count = stated if type(stated) is int and 0 < stated <= 60 else max(1, min(60, clip.duration_ms // 1000))
    edges = [clip.start_ms + clip.duration_ms * i // count for i in range(count + 1)]
    for number, start, end in zip(range(count, 0, -1), edges, edges[1:], strict=False):
        yield Text(
            start_ms=start,
            duration_ms=end - start,
            text=str(number),
            role="title",
            style=TextStyle(size=0.35),
            enter="pop",
            enter_ms=200,
            leave="fade",
            leave_ms=150,
        )
