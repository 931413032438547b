"""What the step before brought: read off the timelines before and after it.

Knows timelines and what the table calls their parts; neither sentences nor edits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from nemobuild.timeline.model import Clip, Segment, Sound, Text, Timeline
from nemobuild.timeline.shots import shots

Kind = Literal[
    "text", "card", "logo", "inset", "music", "song", "effect", "captions", "join", "clip", "look", "film"
]


@dataclass(frozen=True, slots=True)
class Brought:
    """What a step added or changed, and what the table calls it; where it has more of something now, how more and less of that
    are asked for."""

    kind: Kind
    noun: str
    more: str = ""
    less: str = ""


_LABELS: dict[str, tuple[Kind, str]] = {
    "logo": ("logo", "the logo"),
    "overlay": ("inset", "the picture in picture"),
    "intro": ("card", "the intro"),
    "outro": ("card", "the outro"),
}
_ROLES: dict[str, tuple[Kind, str]] = {
    "music": ("music", "the music"),
    "effect": ("effect", "the sound effects"),
}


def brought(history: Sequence[Timeline], now: Timeline) -> tuple[Brought, ...]:
    """What the last step added, or else changed, or else moved; nothing where it took something away, changed the cut
    or undid what was done."""
    if not history or now in history:
        return ()
    before = {s.id: s for track in history[-1].tracks for s in track.segments}
    here = [s for track in now.tracks for s in track.segments]
    if set(before) - {s.id for s in here}:
        return ()
    new = [s for s in here if s.id not in before]
    if new:
        return _things([_called(s, None, now) for s in new])
    changed = [s for s in here if _as_seen(s) != _as_seen(before[s.id])] or [
        s for s in here if s != before[s.id]
    ]
    found = [_called(s, before[s.id], now) for s in changed]
    if not any(b is not None and b.kind == "join" for b in found) and (one := _one_clip(changed, now)):
        return (Brought("clip", one),)
    return () if None in found or _is_of_some_clips(found, now) else _things(found)


def _one_clip(changed: Sequence[Segment], now: Timeline) -> str:
    """`clip 2`, where the pieces that changed are those of one clip among several, and no transition was; otherwise empty."""
    ids = {s.id for s in changed}
    own = shots(now)
    hit = [n for n, shot in enumerate(own, 1) if any(p.id in ids for p in shot.pieces)]
    pieces = {p.id for shot in own for p in shot.pieces}
    return f"clip {hit[0]}" if len(hit) == 1 and len(own) > 1 and ids <= pieces else ""


def _is_of_some_clips(found: Sequence[Brought | None], now: Timeline) -> bool:
    """Whether only some of the clips became louder or brighter: more of that would be more for all."""
    of_clips = [b for b in found if b is not None and b.kind in ("film", "look") and b.more]
    return 0 < len(of_clips) < len(now.main.segments)


def _things(found: Sequence[Brought | None]) -> tuple[Brought, ...]:
    """Each thing once; a card is said and not its words."""
    things = tuple(dict.fromkeys(b for b in found if b is not None))
    cards = {b.noun for b in things if b.kind == "card"}
    return tuple(b for b in things if b.kind == "card" or b.noun not in cards)


def _as_seen(segment: Segment) -> Segment:
    """A segment without where it lies, which an edit before it may have moved."""
    if isinstance(segment, Clip):
        segment = replace(segment, source_start_ms=0, audio_fade_in_ms=0, audio_fade_out_ms=0)
    return replace(segment, start_ms=0, duration_ms=0)


def _called(segment: Segment, before: Segment | None, now: Timeline) -> Brought | None:
    way = _way(before, segment) if before else None
    if isinstance(segment, Sound):
        kind, noun = _ROLES.get(segment.role, ("film", ""))
        kind = "song" if kind == "music" and segment.source.digest else kind
        return _with_way(Brought(kind, noun), way) if noun else None
    if isinstance(segment, Text):
        return _with_way(_text(segment, now), way)
    if segment.label in _LABELS:
        return _with_way(Brought(*_LABELS[segment.label]), way)
    if not isinstance(before, Clip):
        return None
    if segment.transition != before.transition:
        return Brought("join", "the transitions")
    if (segment.motion, segment.effects) != (before.motion, before.effects):
        return _with_way(Brought("look", "it"), way)
    return _with_way(Brought("film", "it"), way) if way else None


def _with_way(thing: Brought, way: tuple[str, str] | None) -> Brought:
    if way is None:
        return thing
    return replace(thing, more=f"make {thing.noun} {way[0]}", less=f"make {thing.noun} a bit {way[1]}")


_WAYS = {
    "brightness": ("brighter", "darker"),
    "contrast": ("more contrasty", "less contrasty"),
    "saturation": ("more saturated", "less saturated"),
}


def _way(before: Segment, now: Segment) -> tuple[str, str] | None:
    """What a segment has become, and the opposite: louder, larger, brighter; None where it is none of these, or several."""
    found = [_apart(old, new, ways) for old, new, ways in _measures(before, now) if old != new]
    return found[0] if len(found) == 1 else None


def _apart(old: float, new: float, ways: tuple[str, str]) -> tuple[str, str]:
    return ways if new > old else (ways[1], ways[0])


def _measures(before: Segment, now: Segment) -> Iterator[tuple[float, float, tuple[str, str]]]:
    if isinstance(before, Text) and isinstance(now, Text):
        yield before.style.size, now.style.size, ("bigger", "smaller")
    elif isinstance(before, Sound) and isinstance(now, Sound):
        yield before.volume, now.volume, ("louder", "quieter")
    elif isinstance(before, Clip) and isinstance(now, Clip):
        yield before.volume, now.volume, ("louder", "quieter")
        yield before.speed, now.speed, ("faster", "slower")
        if before.placement and now.placement:
            yield before.placement.rect.width, now.placement.rect.width, ("bigger", "smaller")
        for name, ways in _WAYS.items():
            yield _amount(before, name), _amount(now, name), ways


def _amount(clip: Clip, name: str) -> float:
    """How far an effect that can be more and less takes the picture from its own."""
    params = next((e.params for e in clip.effects if e.name == name), {})
    amount, factor = params.get("amount"), params.get("factor")
    if isinstance(amount, int | float):
        return float(amount)
    return float(factor) - 1 if isinstance(factor, int | float) else 0.0


def _text(text: Text, now: Timeline) -> Brought:
    if text.role == "caption":
        return Brought("captions", "the captions")
    if text.role == "card" and text.label in ("intro", "outro"):
        return Brought("card", f"the {text.label}")
    if text.role == "lower_third":
        return Brought("text", "the lower third")
    others = [
        s
        for track in now.of_kind("text")
        for s in track.segments
        if isinstance(s, Text) and s.role != "caption"
    ]
    quotable = len(others) > 1 and not re.search(r"[\"“”\n]", text.text)
    return Brought("text", f"the text “{text.text}”" if quotable else "the title")
