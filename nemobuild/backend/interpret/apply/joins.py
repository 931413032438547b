"""Edits of how clips take over from each other and how the film begins and ends: transitions and fades."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nemobuild.backend.interpret.model import CannotDo, Json, Op
from nemobuild.backend.interpret.naming import named_in
from nemobuild.backend.interpret.said import clock, counted, listed, seconds
from nemobuild.backend.interpret.stage import Done, Stage
from nemobuild.backend.interpret.stretches import (
    checked_span,
    chosen_shots,
    every_join,
    joins_meant,
    number_of,
)
from nemobuild.timeline import edits
from nemobuild.timeline.model import (
    Clip,
    Segment,
    Sound,
    Timeline,
)

TRANSITION_MS = 500
MOST_NAMED = 3  # joins, beyond which they are no longer listed


def set_transition(timeline: Timeline, op: Op, stage: Stage) -> Done:
    every = every_join(op.low, timeline)
    if not every:
        raise CannotDo(
            "there is only one clip, so there is no join for a transition; split it or add another clip first"
        )
    only = joins_meant(op, timeline, stage)
    standing = {i for i, c in enumerate(edits.clips(timeline)) if c.transition}
    if only is None and standing and _INSTEAD.search(op.low):
        only = standing
    there = every if only is None else only
    if op.params.get("varied"):
        return _varied(timeline, op, stage, sorted(there))
    kinds = {c.transition.name for c in edits.clips(timeline) if c.transition}
    name = str(op.params.get("name", kinds.pop() if len(kinds) == 1 else "crossfade"))
    length = int(op.params.get("duration_ms", TRANSITION_MS))
    if length <= 0:
        raise CannotDo("a transition must be longer than 0 s")
    if only == set():
        raise CannotDo("the exception leaves no join, so nothing would change")
    done = edits.set_transitions(timeline, name, length, stage.handles, there)
    if done == timeline:
        which = "every join" if only is None else "that join"
        raise CannotDo(f"{which} has that {_said(name)} already, so nothing would change")
    joins = sum(c.transition is not None and i in there for i, c in enumerate(edits.clips(done)))
    shown = max((c.transition.duration_ms for c in edits.clips(done) if c.transition), default=length)
    return Done(
        timeline=done,
        said=f"Put {counted(joins, _said(name))} of {seconds(shown)} {_where(only, timeline)}; the film is {seconds(edits.film_ms(done))} long",
    )


_INSTEAD = re.compile(r"\b(?:instead|(?:change|replace) the transitions)\b")
_KINDS = (
    "crossfade",
    "slide_left",
    "wipe_left",
    "zoom",
    "circle",
    "blur",
    "fade_black",
    "slide_up",
    "wipe_up",
)
"""What follows one another where each transition is to be another."""


def _varied(timeline: Timeline, op: Op, stage: Stage, there: Sequence[int]) -> Done:
    length, done = int(op.params.get("duration_ms", TRANSITION_MS)), timeline
    names = [_KINDS[n % len(_KINDS)] for n in range(len(there))]
    for i, name in zip(there, names, strict=True):
        done = edits.set_transitions(done, name, length, stage.handles, {i})
    if done == timeline:
        raise CannotDo("the transitions differ already, so nothing would change")
    kinds = list(dict.fromkeys(name.replace("_", " ") for name in names))
    return Done(
        timeline=done,
        said=f"Put {counted(len(there), 'transition')} of {seconds(length)} between the clips: {listed(kinds)}; the film is {seconds(edits.film_ms(done))} long",
    )


def joined_as(before: Timeline, now: Timeline, stage: Stage) -> Timeline:
    """A film of which each clip was shortened, with the transitions that stood between them."""
    own, left = edits.shots(before), edits.shots(now)
    if len(own) != len(left):
        return now
    for old, new in zip(own[1:], left[1:], strict=True):
        stood, stands = old.pieces[0].transition, new.pieces[0].transition
        if stood is not None and stands is None:
            now = edits.set_transitions(now, stood.name, stood.duration_ms, stage.handles, {new.first})
    return now


def remove_transitions(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """Hard cuts again, and the film as it was before: what both sides showed for the blend alone goes with it."""
    only = joins_meant(op, timeline, stage)
    there = [
        i
        for i, c in enumerate(edits.clips(timeline))
        if c.transition is not None and (only is None or i in only)
    ]
    if not there:
        raise CannotDo("there is no transition to remove")
    done = edits.without_transitions(timeline, there)
    length = seconds(edits.film_ms(done))
    return Done(timeline=done, said=f"Removed {counted(len(there), 'transition')}; the film is {length} long")


def _where(only: set[int] | None, timeline: Timeline) -> str:
    if only is None or len(only) > MOST_NAMED:
        return "between the clips"
    numbers = (number_of(timeline, i) for i in sorted(only))
    return " and ".join(f"between clips {n - 1} and {n}" for n in numbers)


def _said(name: str) -> str:
    return name if name == "crossfade" else f"{name.replace('_', ' ')} transition"


FADE_MS = 1000
WHITE = "#ffffff"
MUSIC_FADE_MS = 2000


_PICTURE_ALONE = re.compile(
    r"\b(?:picture|image|video) only\b|\bonly the (?:picture|image|video)\b|\bkeep(?:ing)? (?:the )?(?:sound|audio|voice)(?: going| on)?$"
)


def fade(timeline: Timeline, op: Op, stage: Stage) -> Done:
    if _PICTURE_ALONE.search(op.low):
        raise CannotDo(
            "picture and sound of a film fade together; the sound alone can fade, the picture alone cannot"
        )
    if "in_ms" in op.params:  # the two ways take their time each
        ways = ({"in": True, "out": False}, "in_ms"), ({"in": False, "out": True}, "out_ms")
        said, met = [], None
        for way, name in ways:
            try:
                step = fade(timeline, replace(op, params=_one_way(op, way, name)), stage)
            except CannotDo as problem:
                met = problem
                continue
            timeline = step.timeline
            said.append(step.said)
        if not said and met is not None:
            raise met
        return Done(timeline=timeline, said=". ".join(said))
    length = int(op.params.get("duration_ms", FADE_MS))
    if length <= 0:
        raise CannotDo("a fade must be longer than 0 s")
    into, out = bool(op.params.get("in")), bool(op.params.get("out"))
    what = op.params.get("what", "")
    music = edits.sounds(timeline, "music")
    if what == "music" and not music:
        raise CannotDo("there is no music to fade; add some first", nearest="add upbeat background music")
    if music and (
        what == "music"
        or (what == "it" and "music" in stage.request.lower())
        or (what == "sound" and not edits.clips(timeline))
    ):
        if "to_ms" in op.params:
            return _music_between(timeline, op, into=into)
        return _fade_music(timeline, length if "duration_ms" in op.params else MUSIC_FADE_MS, into, out)
    is_of_clips = "clip" in op.params or _is_of_a_file(timeline, op, stage)
    chosen = chosen_shots(op.params, op.low, timeline, stage) if is_of_clips else None
    longest = _longest_fade(timeline, into, out, chosen)
    color = WHITE if op.params.get("color") == "white" else ""
    done = _fade_film(
        timeline, min(length, longest), into, out, chosen, color=color, sound_only=what == "sound"
    )
    why = ", which is as long as it can be there" if length > longest else ""
    return replace(done, said=done.said + why)


def _longest_fade(timeline: Timeline, into: bool, out: bool, chosen: tuple[int, ...] | None) -> int:
    """How long (ms) a fade may take: half of a clip that is chosen; of the film half, and no more than the clip at its end."""
    own, every = edits.clips(timeline), edits.shots(timeline)
    if chosen:
        meant = [every[n] for n in chosen]
        at_ends = [c for s in meant for c in (*s.pieces[: int(into)], *s.pieces[len(s.pieces) - int(out) :])]
        return min([*(s.duration_ms // 2 for s in meant), *(c.duration_ms for c in at_ends)])
    at_ends = [*own[: int(into)], *own[len(own) - int(out) :]]
    return min([edits.film_ms(timeline) // 2, *(c.duration_ms for c in at_ends)])


def _is_of_a_file(timeline: Timeline, op: Op, stage: Stage) -> bool:
    """Whether one of several files in the film is named."""
    named = {m.digest for m in named_in(op.text, stage.visible())}
    there = {c.source.digest for c in edits.clips(timeline)}
    return bool(named & there) and len(there) > 1


def _one_way(op: Op, way: Mapping[str, Json], name: str) -> dict[str, Json]:
    rest = {k: v for k, v in op.params.items() if k not in ("in_ms", "out_ms")}
    return {**rest, **way, "duration_ms": op.params[name]}


def _fade_music(timeline: Timeline, length: int, into: bool, out: bool) -> Done:
    sounds = edits.sounds(timeline, "music")
    first, last = sounds[0].id, sounds[-1].id

    def change(s: Segment) -> Segment:
        if not isinstance(s, Sound):
            return s
        half = min(length, s.duration_ms // 2)
        return replace(
            s,
            fade_in_ms=half if s.id == first and into else s.fade_in_ms,
            fade_out_ms=half if s.id == last and out else s.fade_out_ms,
            fade_is_said=s.fade_is_said or (s.id == last and out),
        )

    done = edits.change_segments(timeline, change)
    return Done(timeline=done, said=f"The music fades {_ways(into, out)} over {seconds(length)}")


def _music_between(timeline: Timeline, op: Op, *, into: bool) -> Done:
    """Music that comes in, or goes out, from one moment to another, and is silent before or after."""
    start, end = checked_span(timeline, int(op.params["from_ms"]), int(op.params["to_ms"]))

    def change(s: Segment) -> Segment | None:
        if not isinstance(s, Sound) or s.role != "music":
            return s
        if into:
            later = max(s.start_ms, start)
            return (
                replace(edits.heard_between(s, later, s.end_ms), fade_in_ms=end - start)
                if s.end_ms > later
                else None
            )
        if s.start_ms >= end:
            return None
        shorter = edits.heard_between(s, s.start_ms, min(s.end_ms, end))
        return replace(shorter, fade_out_ms=min(end - start, end - s.start_ms))

    done = edits.change_segments(timeline, change)
    way = "in" if into else "out"
    return Done(timeline=done, said=f"The music fades {way} from {clock(start)} to {clock(end)}")


def _ways(into: bool, out: bool) -> str:
    return "in and out" if into and out else "in" if into else "out"


def _fade_film(
    timeline: Timeline,
    length: int,
    into: bool,
    out: bool,
    chosen: tuple[int, ...] | None,
    *,
    color: str,
    sound_only: bool,
) -> Done:
    """The film, or each of the chosen clips (from 0), in from a colour and out to it; from black without one."""
    every = edits.shots(timeline)
    starts = {0} if chosen is None else {every[n].first for n in chosen}
    ends = {len(edits.clips(timeline)) - 1} if chosen is None else {every[n].last for n in chosen}

    def change(i: int, clip: Clip) -> Clip:
        if i in starts and into:
            clip = replace(clip, audio_fade_in_ms=length)
            clip = clip if sound_only else replace(clip, fade_in_ms=length, fade_in_color=color)
        if i in ends and out:
            clip = replace(clip, audio_fade_out_ms=length)
            clip = clip if sound_only else replace(clip, fade_out_ms=length, fade_out_color=color)
        return clip

    done = edits.change_clips(timeline, change)
    if done == timeline:
        raise CannotDo("it fades so already, so nothing would change")
    what = "The sound" if sound_only else "The film" if chosen is None else counted(len(chosen), "clip")
    through = " through white" if color else ""
    verb = "fade" if chosen is not None and len(chosen) > 1 else "fades"
    return Done(timeline=done, said=f"{what} {verb} {_ways(into, out)}{through} over {seconds(length)}")


SOFT_CUT_MS = 60


def smooth_audio(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del op, stage
    cuts = edits.visible_cuts(timeline)
    if not cuts:
        raise CannotDo("there is no cut to smooth: the film has one clip")

    def change(i: int, clip: Clip) -> Clip:
        return replace(
            clip,
            audio_fade_in_ms=max(clip.audio_fade_in_ms, SOFT_CUT_MS if i in cuts else 0),
            audio_fade_out_ms=max(clip.audio_fade_out_ms, SOFT_CUT_MS if i + 1 in cuts else 0),
        )

    return Done(
        timeline=edits.change_clips(timeline, change),
        said=f"Softened the sound at {counted(len(cuts), 'cut')}",
    )
