"""Which step put there what a finding is about: pure, from the timelines after each step.

A finding is a sentence of the backend that names a segment as `name (start-end s)`, a moment as `at 4.0 s`, or the sound
as a whole. What it is about is followed back from the last timeline to the first that had it; the step of that one is
to blame. Sounds are compared by what is heard, everything else by what is seen, wherever it lies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from nemobuild.recipe.model import Step
from nemobuild.timeline.model import Clip, Segment, Sound, Timeline

ABOUT_SOUND = ("sound", "heard", "silent")
SOUND_EFFECTS = {"denoise_audio", "eq", "loudness", "compress", "echo", "reverb", "pitch"}
MOMENT = re.compile(r"\bat ([\d.]+) s\b|^([\d.]+)-[\d.]+ s:")


def put_there(finding: str, history: Sequence[tuple[Step, Timeline]]) -> Step | None:
    """The step that a finding goes back to; `history` are all steps in order, with the timelines after them."""
    if not history:
        return None
    final = history[-1][1]
    about_sound = any(word in finding for word in ABOUT_SOUND)
    segment = _named(finding, final) or (None if about_sound else _at(finding, final))
    if segment is None and not about_sound:
        return None
    found: Step | None = None
    for step, timeline in reversed(history):
        if segment is None:
            same = _heard(timeline, "heard" in finding) == _heard(final, "heard" in finding)
        else:
            same = _face(segment, about_sound) in (_face(s, about_sound) for s in _segments(timeline))
        if not same:
            break
        found = step
    return found


def told(finding: str, step: Step | None) -> str:
    """The finding with the step and its place in the recipe."""
    if step is None:
        return finding
    where = step.where
    return f'{finding} (step "{step.id}", {Path(where.file).name}:{where.line})'


def _named(finding: str, timeline: Timeline) -> Segment | None:
    """The segment whose name and place a finding holds; of several the one with the longest name."""
    names = [(_origin(s), s) for s in _segments(timeline)]
    held = [(name, s) for name, s in names if name in finding]
    return max(held, key=lambda pair: len(pair[0]), default=("", None))[1]


def _origin(segment: Segment) -> str:
    place = f"({segment.start_ms / 1000:g}-{segment.end_ms / 1000:g} s)"
    if isinstance(segment, (Clip, Sound)):
        source = segment.source
        name = source.name or source.generator or source.digest[:12]
        return f"{segment.label} {place}" if segment.label in name else f"{segment.label}, {name} {place}"
    return f'the text "{segment.text[:40]}" {place}'


def _at(finding: str, timeline: Timeline) -> Segment | None:
    """The clip of the main track at the moment that a finding names."""
    match = MOMENT.search(finding)
    if match is None:
        return None
    ms = float(match[1] or match[2]) * 1000 + 1
    return next((s for s in timeline.main.segments if s.start_ms <= ms < s.end_ms), None)


def _segments(timeline: Timeline) -> Iterator[Segment]:
    for track in timeline.tracks:
        yield from track.segments


def _face(segment: Segment, about_sound: bool) -> Segment:
    """What is seen or heard of a segment, wherever it lies and whatever it is called."""
    if not isinstance(segment, Clip):
        return replace(segment, id="", label="", start_ms=0)
    if about_sound:
        return Clip(
            duration_ms=segment.duration_ms,
            source=segment.source,
            source_start_ms=segment.source_start_ms,
            speed=segment.speed,
            effects=segment.effects,
            volume=segment.volume,
            audio_fade_in_ms=segment.audio_fade_in_ms,
            audio_fade_out_ms=segment.audio_fade_out_ms,
        )
    effects = tuple(e for e in segment.effects if e.name not in SOUND_EFFECTS)
    seen = replace(segment, id="", label="", start_ms=0, transition=None, effects=effects)
    return replace(seen, volume=1.0, audio_fade_in_ms=0, audio_fade_out_ms=0)


def _heard(timeline: Timeline, volumes_alone: bool) -> tuple[object, ...]:
    """All that is heard and how loud it is to be, or only what is turned up how far."""
    audible = [s for s in _segments(timeline) if isinstance(s, (Clip, Sound))]
    if volumes_alone:
        return tuple((s.source, s.volume) for s in audible)
    return timeline.loudness, *(_face(s, True) for s in audible)
