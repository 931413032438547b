"""Countdowns become what they are made of: a plain background and a number a second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nemobuild.timeline.model import Clip, Source, Text, TextStyle, Timeline, Track


def without_countdowns(timeline: Timeline) -> Timeline:
    """The same film without the generator `countdown`. Numbers run down to 1 over the clip's length."""
    found = [c for t in timeline.of_kind("video") for c in t.segments if _is_countdown(c)]
    if not found:
        return timeline
    tracks = tuple(_plain(track) for track in timeline.tracks)
    numbers = tuple(text for clip in found if isinstance(clip, Clip) for text in _numbers(clip))
    return replace(timeline, tracks=(*tracks, Track(kind="text", name="countdown", segments=numbers)))


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
