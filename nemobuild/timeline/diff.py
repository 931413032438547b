"""How two timelines differ, in sentences for people. Pure; compares what is seen and heard, not ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from difflib import SequenceMatcher

from nemobuild.timeline.model import Segment, Text, Timeline, Track
from nemobuild.timeline.summary import clean, heading, label, seconds

FIELD_WORDS = {
    "source_start_ms": "starts elsewhere in its source",
    "enter_ms": "enters differently",
    "leave_ms": "leaves differently",
}

LONGEST_VALUE = 100
"""How many characters are shown of a field's old and new words."""


def changes(before: Timeline, after: Timeline, most: int = 8) -> tuple[str, ...]:
    """What changed, most telling first; at most `most` sentences, then how many more. Empty if nothing did."""
    found = list(_changes(before, after))
    if len(found) <= most:
        return tuple(found)
    left = len(found) - most
    return (*found[:most], f"and {left} more change{'s' if left != 1 else ''}")


def _changes(before: Timeline, after: Timeline) -> Iterator[str]:
    if before.duration_ms != after.duration_ms:
        yield f"duration {seconds(before.duration_ms)} → {seconds(after.duration_ms)}"
    old, new = before.canvas, after.canvas
    if (old.width, old.height) != (new.width, new.height):
        yield f"picture {old.width}x{old.height} → {new.width}x{new.height}"
    if old.fps != new.fps:
        yield f"{old.fps:g} → {new.fps:g} fps"
    yield from _track_changes(before.tracks, after.tracks)
    for name, words in (("chapters", "chapters"), ("effects", "effects on the whole film"), ("loudness", "loudness"),
                        ("poster_ms", "cover picture"), ("subtitles", "subtitles"), ("title", "film title")):  # fmt: skip
        if getattr(before, name) != getattr(after, name):
            yield f"{words} changed"
    if (old.background, before.meta, _rest(before)) != (new.background, after.meta, _rest(after)):
        yield "other settings changed"


def _rest(timeline: Timeline) -> dict[str, object]:
    """What came with a draft and is not known here, but for its length, which is told already."""
    return {key: value for key, value in timeline.extra.items() if key != "d"}


def _track_changes(before: tuple[Track, ...], after: tuple[Track, ...]) -> Iterator[str]:
    old, new = _by_heading(before), _by_heading(after)
    for name in {**old, **new}:
        if name not in old:
            yield f"added {name}: {_few(new[name].segments)}"
        elif name not in new:
            yield f"removed {name}"
        else:
            yield from _segment_changes(name, old[name], new[name])


def _by_heading(tracks: tuple[Track, ...]) -> dict[str, Track]:
    named: dict[str, Track] = {}
    for track in tracks:
        name, count = heading(track), 2
        while name in named:
            name, count = f"{heading(track)} {count}", count + 1
        named[name] = track
    return named


def _few(segments: tuple[Segment, ...]) -> str:
    shown = ", ".join(label(s) for s in segments[:3])
    return shown + (f" and {len(segments) - 3} more" if len(segments) > 3 else "")


def _segment_changes(name: str, before: Track, after: Track) -> Iterator[str]:
    old, new = [label(s) for s in before.segments], [label(s) for s in after.segments]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag in ("delete", "replace"):
            yield f"{name}: removed {_few(before.segments[i1:i2])}"
        if tag in ("insert", "replace"):
            yield f"{name}: added {_few(after.segments[j1:j2])}"
        if tag == "equal":
            pairs = zip(before.segments[i1:i2], after.segments[j1:j2], strict=True)
            yield from (f"{name}: {label(b)} {words}" for b, a in pairs for words in _field_changes(b, a))


def _field_changes(before: Segment, after: Segment) -> Iterator[str]:
    """What changed in one segment, but for its id, its place and what it is counted with, which follow from what comes before it."""
    if type(before) is not type(after):
        return
    if replace(before, id="", start_ms=0) == replace(after, id="", start_ms=0):
        if isinstance(before, Text) and before.start_ms != after.start_ms:
            yield f"moved from {seconds(before.start_ms)} to {seconds(after.start_ms)}"
        return
    for field in fields(before):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new and field.name not in ("id", "start_ms", "goes_on"):
            yield _field_words(field.name, old, new)


def _field_words(name: str, old: object, new: object) -> str:
    if name in FIELD_WORDS:
        return FIELD_WORDS[name]
    if name.endswith("_ms") and isinstance(old, int) and isinstance(new, int):
        return f"{name.removesuffix('_ms').replace('_', ' ')} {seconds(old)} → {seconds(new)}"
    if name == "volume" and isinstance(old, (int, float)) and isinstance(new, (int, float)):
        return f"volume {old * 100:.0f}% → {new * 100:.0f}%"
    if (
        isinstance(old, (int, float, str))
        and isinstance(new, (int, float, str))
        and not isinstance(old, bool)
    ):
        was, now = (clean(f"{value or 'none'}", LONGEST_VALUE) for value in (old, new))
        if was != now:
            return f"{name} {was} → {now}"
    return f"{name.replace('_', ' ')} changed"
