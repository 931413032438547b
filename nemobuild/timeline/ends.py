"""The fades at a film's two ends: they are the film's, whichever clip stands there after an edit.

Knows clips; not which edits there are.
"""

from __future__ import annotations

from dataclasses import replace

from nemobuild.timeline.edits import change_clips, clips
from nemobuild.timeline.model import Clip, Timeline

SHORTEST_FADE_MS = 100
"""A shorter fade of a clip's sound is one against clicks at a cut, and belongs to that cut."""


def with_ends_of(before: Timeline, after: Timeline) -> Timeline:
    """A film after an edit, with the fades of the film before at its first and last clip where the edit put others there.

    A clip that stood at an end and no longer does loses that fade.
    """
    was, now = clips(before), clips(after)
    if not was or not now:
        return after
    changed: dict[int, Clip] = {}
    if _is_another(was[0], now[0]):
        changed |= {i: _without_fade_in(c, was[0]) for i, c in enumerate(now) if c.id == was[0].id}
        changed[0] = _with_fade_in(changed.get(0, now[0]), was[0])
    if _is_another(was[-1], now[-1]):
        last = len(now) - 1
        kept = ((i, changed.get(i, c)) for i, c in enumerate(now) if c.id == was[-1].id)
        changed |= {i: _without_fade_out(c, was[-1]) for i, c in kept}
        changed[last] = _with_fade_out(changed.get(last, now[-1]), was[-1])
    return change_clips(after, lambda i, c: changed.get(i, c)) if changed else after


def _is_another(was: Clip, now: Clip) -> bool:
    """Whether an end shows something else than before, or less of it."""
    return (was.id, was.source_start_ms, was.duration_ms) != (now.id, now.source_start_ms, now.duration_ms)


def _with_fade_in(clip: Clip, was: Clip) -> Clip:
    room = clip.duration_ms - clip.fade_out_ms
    if was.fade_in_ms and not clip.fade_in_ms:
        clip = replace(clip, fade_in_ms=min(was.fade_in_ms, room), fade_in_color=was.fade_in_color)
    if was.audio_fade_in_ms >= SHORTEST_FADE_MS > clip.audio_fade_in_ms:
        clip = replace(clip, audio_fade_in_ms=min(was.audio_fade_in_ms, room))
    return clip


def _with_fade_out(clip: Clip, was: Clip) -> Clip:
    room = clip.duration_ms - clip.fade_in_ms
    if was.fade_out_ms and not clip.fade_out_ms:
        clip = replace(clip, fade_out_ms=min(was.fade_out_ms, room), fade_out_color=was.fade_out_color)
    if was.audio_fade_out_ms >= SHORTEST_FADE_MS > clip.audio_fade_out_ms:
        clip = replace(clip, audio_fade_out_ms=min(was.audio_fade_out_ms, room))
    return clip


def _without_fade_in(clip: Clip, was: Clip) -> Clip:
    clip = replace(clip, fade_in_ms=0) if _is_its(clip.fade_in_ms, was.fade_in_ms, clip) else clip
    own = was.audio_fade_in_ms >= SHORTEST_FADE_MS and _is_its(
        clip.audio_fade_in_ms, was.audio_fade_in_ms, clip
    )
    return replace(clip, audio_fade_in_ms=0) if own else clip


def _without_fade_out(clip: Clip, was: Clip) -> Clip:
    clip = replace(clip, fade_out_ms=0) if _is_its(clip.fade_out_ms, was.fade_out_ms, clip) else clip
    own = was.audio_fade_out_ms >= SHORTEST_FADE_MS and _is_its(
        clip.audio_fade_out_ms, was.audio_fade_out_ms, clip
    )
    return replace(clip, audio_fade_out_ms=0) if own else clip


def _is_its(fade_ms: int, was_ms: int, clip: Clip) -> bool:
    """Whether a fade is the one that the clip had, which takes all of a clip that became shorter."""
    return fade_ms == min(was_ms, clip.duration_ms)
