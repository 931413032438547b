"""Edits of how fast and how long: speed, ramps, reverse, and the length of the whole film."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil

from nemobuild.backend.interpret.apply.joins import joined_as
from nemobuild.backend.interpret.model import AlreadyMet, CannotDo, MustAsk, Op, is_timed
from nemobuild.backend.interpret.naming import named_in, the_asset
from nemobuild.backend.interpret.said import begun, clock, counted, length_said, seconds
from nemobuild.backend.interpret.stage import Done, Stage, is_still
from nemobuild.backend.interpret.stretches import (
    chosen_shots,
    clips_said,
    meant_clips,
    moment_in_clip,
    shot_of,
    span_in_clip,
)
from nemobuild.timeline import edits
from nemobuild.timeline.model import Clip, Timeline

SHORTEST_PICTURE_MS = 500
CLICK_FADE_MS = 8
SPEEDS = (0.05, 50.0)
FASTEST_TO_A_LENGTH = 1000.0  # hours become seconds, where that is what is asked for
FITTING = (0.25, 4.0)  # what a clip still bears that is to fit into a length, and no speed is said
_FITS = re.compile(r"\bso it takes just\b")
SILENT_FROM = 50.0  # times the speed: nothing can be made out any more


def set_speed(timeline: Timeline, op: Op, stage: Stage) -> Done:
    total = edits.film_ms(timeline)
    if not {"factor", "length_ms"} & set(op.params):
        raise MustAsk("How fast should it play? For example: speed up by 2x, or play it at 50%.")
    factor = float(op.params.get("factor", 1.0))
    number = op.params.get("clip")
    if "length_ms" in op.params and isinstance(number, int):
        shot, total = shot_of(timeline, number), shot_of(timeline, number).duration_ms
        if _is_still(shot):
            return set_clip_length(timeline, op, stage)
    if "length_ms" in op.params:
        factor = total / max(1, int(op.params["length_ms"]))
    if _FITS.search(op.low) and not FITTING[0] <= factor <= FITTING[1]:
        raise CannotDo(
            f"it would have to play at {factor:.3g} times the speed; say so, or cut it to that length",
            nearest=f"trim the second clip to {seconds(int(op.params['length_ms']))}",
        )
    fastest = FASTEST_TO_A_LENGTH if "length_ms" in op.params else SPEEDS[1]
    if not SPEEDS[0] <= factor <= fastest:
        if factor <= 0:
            raise CannotDo("a film can be slowed down by more than 0% and less than 100%")
        raise CannotDo(f"a speed of {factor:g} times is not possible; {SPEEDS[0]:g} to {fastest:g} times is")
    if factor == 1:
        raise CannotDo("that is the speed it has, so nothing would change")
    ramp = int(op.params.get("ramp_ms", RAMP_MS)) if op.params.get("ramp") else 0
    if ramp and not SHORTEST_RAMP_MS <= ramp <= LONGEST_RAMP_MS:
        raise CannotDo(
            f"a change of speed can take {seconds(SHORTEST_RAMP_MS)} to {seconds(LONGEST_RAMP_MS)}"
        )
    if is_timed(op.params):
        return _speed_between(timeline, op, factor, ramp)
    if (parts := _SOME_PARTS.search(op.low)) and not {"clip", "clips"} & set(op.params):
        raise CannotDo(
            f'finding "{parts[0]}" needs a vision model; say from when to when',
            nearest="speed up 0:10 to 0:20 by 4x",
        )
    timeline, chosen = meant_clips(timeline, op, stage)
    if factor > SILENT_FROM:
        timeline = edits.change_clips(timeline, lambda i, c: replace(c, volume=0.0) if i in chosen else c)
    done = edits.change_clips(timeline, lambda i, c: edits.set_speed(c, factor) if i in chosen else c)
    which = (
        f"Clip {number} plays at" if isinstance(number, int) and "length_ms" in op.params else "Playing at"
    )
    return Done(timeline=done, said=f"{which} {factor:.3g} times the speed; {length_said(done)}")


def ease(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """On its own: which change of speed is meant has to be said."""
    del timeline, op, stage
    raise MustAsk(
        "Which change of speed should be eased? For example: slow 0:10 to 0:14 to 50% with smooth ramps."
    )


_SOME_PARTS = re.compile(
    r"\b(?:the|all|any|my) (?!whole|entire|last|first|second|third|other)(?:[\w-]+ ){1,2}(?:parts|sections|bits|shots|scenes|moments|sequences)\b"
)
MOMENT_MS = 3000
"""How long a stretch is that is named by a single moment."""
RAMP_MS = 500
SHORTEST_RAMP_MS, LONGEST_RAMP_MS = 100, 5000
RAMP_STEPS = 4


def _speed_between(timeline: Timeline, op: Op, factor: float, ramp_ms: int) -> Done:
    length = edits.film_ms(timeline) // 3 if "place" in op.params else MOMENT_MS
    a, b = span_in_clip(op.params, timeline, length_ms=length)
    zones = _ramped(a, b, factor, ramp_ms) if ramp_ms and b - a > 3 * ramp_ms else [(a, b, factor)]
    cut = edits.split_at(timeline, [t for zone in zones for t in zone[:2]])
    speeds = {
        i: speed
        for i, c in enumerate(edits.clips(cut))
        for x, y, speed in zones
        if c.start_ms >= x - 20 and c.end_ms <= y + 20
    }
    done = edits.change_clips(cut, lambda i, c: edits.set_speed(c, speeds[i]) if i in speeds else c)
    return Done(
        timeline=done,
        said=f"{clock(a)} to {clock(b)} plays at {factor:g} times the speed; {length_said(done)}",
    )


def _ramped(a: int, b: int, factor: float, ramp_ms: int) -> list[tuple[int, int, float]]:
    """The stretch with steps at both ends that lead from normal speed to the factor and back."""
    width = ramp_ms // RAMP_STEPS
    ways = [factor ** ((i + 1) / (RAMP_STEPS + 1)) for i in range(RAMP_STEPS)]
    up = [(a + i * width, a + (i + 1) * width, s) for i, s in enumerate(ways)]
    down = [(b - (i + 1) * width, b - i * width, s) for i, s in enumerate(ways)]
    return [*up, (a + RAMP_STEPS * width, b - RAMP_STEPS * width, factor), *reversed(down)]


FREEZE_MS = 2000
LONGEST_FREEZE_MS = 60_000


def freeze(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """One frame stands still for a while, without a sound, and the film goes on after it."""
    del stage
    total, frame = edits.film_ms(timeline), ceil(1000 / timeline.canvas.fps)
    length = int(op.params.get("for_ms", FREEZE_MS))
    if not 0 < length <= LONGEST_FREEZE_MS:
        raise CannotDo("a frame can stand still for up to 60 s")
    at_end = op.params.get("place") == "end" or bool(re.search(r"\b(?:last|final) frame\b|最后一帧", op.low))
    if "to_ms" in op.params:
        raise CannotDo(
            "a frame is one moment, and two are said", nearest="freeze the frame at 0:05 for 2 seconds"
        )
    if at_end and isinstance(op.params.get("clip"), int):
        shot = shot_of(timeline, int(op.params["clip"]))
        at_end, op = False, replace(op, params={**op.params, "from_ms": shot.end_ms - frame})
    at = total if at_end else int(op.params.get("from_ms", -1))
    if at < 0:
        raise MustAsk("Which frame should stand still? For example: freeze the frame at 0:05 for 2 seconds.")
    at = at if at_end else moment_in_clip(op.params, timeline, at)
    at = total if at_end else edits.on_grid(at, timeline.canvas.fps)
    if at >= total and not at_end:
        raise CannotDo(f"{clock(at)} lies past the end: the film is {seconds(total)} long")
    begin = min(at, total - frame)
    clip = edits.clips(timeline)[edits.at_time(timeline, begin)]
    shown = replace(_held(clip, begin, frame, length), transition=None)
    # Slower than a frame in all that time: the same one is seen from first to last.
    still = shown if is_still(clip) else replace(shown, speed=frame / 4 / length, volume=0.0)
    cut = edits.split_at(timeline, [at]) if 0 < at < total else timeline
    index = sum(c.end_ms <= at for c in edits.clips(cut))
    done = edits.insert(cut, [replace(still, goes_on=False)], index)
    begins = {shot.start_ms for shot in edits.shots(timeline)} - {0}
    done = edits.going_on(done, {index + 1} if at in begins else {index, index + 1} - {0})
    for over in edits.overlays(timeline):
        if over.start_ms <= begin < over.end_ms and edits.is_footage(over):
            held = _held(over, begin, frame, length)
            start = edits.clips(done)[index].start_ms
            held = replace(held, start_ms=start, speed=frame / 4 / length, volume=0.0)
            done = edits.add_above(done, replace(held, id=""), name="overlay")
    return Done(
        timeline=done,
        said=f"The frame at {clock(at)} stands still for {seconds(length)}; {length_said(done)}",
    )


def _held(clip: Clip, begin: int, frame: int, length: int) -> Clip:
    """A frame of a clip for longer; at an edge of the clip it fades for as long as the clip does there."""
    held = edits.part(clip, begin, min(begin + frame, clip.end_ms))
    return replace(
        held,
        duration_ms=length,
        fade_in_ms=min(clip.fade_in_ms, length) if held.fade_in_ms else 0,
        fade_out_ms=min(clip.fade_out_ms, length) if held.fade_out_ms else 0,
    )


def reverse(timeline: Timeline, op: Op, stage: Stage) -> Done:
    timeline, chosen = meant_clips(timeline, op, stage)
    films = [i for i in chosen if not is_still(edits.clips(timeline)[i])]
    if not films:
        raise CannotDo("a picture looks the same backwards, so nothing would change")
    said = f"{begun(clips_said(timeline, films))} played backwards"
    return Done(timeline=_the_other_way(timeline, films), said=said)


def _the_other_way(timeline: Timeline, films: Sequence[int]) -> Timeline:
    done = edits.change_clips(timeline, lambda i, c: replace(c, reverse=not c.reverse) if i in films else c)
    for run in edits.runs(timeline, films):
        done = _turned_round(done, run)
    if len(films) == len(edits.clips(done)) > 1:
        done = edits.reorder_shots(done, range(len(edits.shots(done)) - 1, -1, -1))
    return done


def play_plainly(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """Forwards, or at its own speed, whichever is asked for and is not so. A frame that stands still goes on to."""
    timeline, chosen = meant_clips(timeline, op, stage)
    own = edits.clips(timeline)
    back = [i for i in chosen if own[i].reverse and "change of speed" not in op.low]
    if back:
        said = f"{begun(clips_said(timeline, back))} played forwards again"
        return Done(timeline=_the_other_way(timeline, back), said=said)
    fast = [i for i in chosen if own[i].speed != 1 and own[i].speed >= SPEEDS[0]]
    if "backward playing" in op.low:
        raise CannotDo("nothing there is played backwards, so nothing would change")
    if not fast:
        raise CannotDo("it plays at its own speed already, so nothing would change")
    done = edits.change_clips(timeline, lambda i, c: edits.set_speed(c, 1 / c.speed) if i in fast else c)
    said = f"{begun(clips_said(timeline, fast))} at normal speed again"
    return Done(timeline=done, said=f"{said}; {length_said(done)}")


def _turned_round(timeline: Timeline, run: Sequence[int]) -> Timeline:
    """Pieces of one shot in the opposite order, in which they still count as one clip with what is around them."""
    order = list(range(len(edits.clips(timeline))))
    order[run[0] : run[-1] + 1] = reversed(run)
    gone_on = {i for i, c in enumerate(edits.clips(timeline)) if c.goes_on}
    return edits.going_on(edits.reorder(timeline, order), gone_on & set(range(run[0], run[-1] + 2)))


# Length


def set_clip_length(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """A clip, or each of several, at a length: a picture or card is shown so long, of a film its first part is kept."""
    chosen = chosen_shots(op.params, "", timeline, stage)
    if "change_ms" in op.params:
        return _change_clip_lengths(timeline, chosen, int(op.params["change_ms"]))
    own, length = edits.shots(timeline), int(op.params.get("length_ms", 0))
    if not 200 <= length <= 600_000:
        raise CannotDo(f"a clip can last 0.2 s to 10 min, not {seconds(length)}")
    if op.params.get("clip", "all") == "all":
        chosen = (
            tuple(i for i in chosen if own[i].pieces[0].source.digest) or chosen
        )  # cards and countdowns have their own
    short = [i for i in chosen if not _is_still(own[i]) and own[i].duration_ms < length]
    if short and len(short) == len(chosen):
        raise CannotDo(
            f"clip {short[0] + 1} is a film of {seconds(own[short[0]].duration_ms)}; play it slower, or repeat it"
        )
    meant = [i for i in chosen if i not in short]
    apart = (
        edits.change_clips(timeline, lambda _, c: replace(c, transition=None)) if len(meant) > 1 else timeline
    )
    cut = _at_lengths(apart, dict.fromkeys(meant, length))
    done = joined_as(timeline, cut, stage)
    if cut == apart or done == timeline:
        raise AlreadyMet(f"that is {seconds(length)} long already, so nothing would change")
    which = f"Clip {meant[0] + 1} lasts" if len(meant) == 1 else f"{counted(len(meant), 'clip')} last"
    left = f"; {counted(len(short), 'film')} of less stayed" if short else ""
    return Done(timeline=done, said=f"{which} {seconds(length)}{left}; {length_said(done)}")


def _change_clip_lengths(timeline: Timeline, chosen: Sequence[int], by_ms: int) -> Done:
    """Clips so much longer (ms) or shorter: pictures and cards; a film can only lose its end."""
    own = edits.shots(timeline)
    if by_ms > 0 and (films := [i for i in chosen if not _is_still(own[i])]):
        raise CannotDo(f"clip {films[0] + 1} is a film and has no more to show; play it slower, or repeat it")
    if too_short := [i for i in chosen if own[i].duration_ms + by_ms < 200]:
        raise CannotDo(f"clip {too_short[0] + 1} is only {seconds(own[too_short[0]].duration_ms)} long")
    done = _at_lengths(timeline, {i: own[i].duration_ms + by_ms for i in chosen})
    which = f"Clip {chosen[0] + 1} is" if len(chosen) == 1 else f"{counted(len(chosen), 'clip')} are"
    way = "longer" if by_ms > 0 else "shorter"
    return Done(timeline=done, said=f"{which} {seconds(abs(by_ms))} {way}; {length_said(done)}")


def _is_still(shot: edits.Shot) -> bool:
    return all(is_still(c) for c in shot.pieces)


def _at_lengths(timeline: Timeline, lengths: Mapping[int, int]) -> Timeline:
    """Clips (from 0) at lengths (ms): what a film has too much is cut off its end, and a picture is shown so long."""
    own = edits.shots(timeline)
    stills = {n: length for n, length in lengths.items() if _is_still(own[n])}
    ends = [
        (own[n].start_ms + length, own[n].end_ms)
        for n, length in lengths.items()
        if n not in stills and own[n].duration_ms > length
    ]
    cut = edits.cut_to_pieces(timeline, ends, soften_ms=CLICK_FADE_MS) if ends else timeline
    return edits.shots_lasting(cut, stills)


def set_duration(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    total = edits.film_ms(timeline)
    wanted = op.params.get("length_ms")
    if wanted is None:
        raise MustAsk("How long should the film be?")
    target = edits.on_grid(int(wanted), timeline.canvas.fps)
    if target <= 0:
        raise CannotDo("a film must be longer than 0 s")
    if op.params.get("shared") and any(is_still(c) for c in edits.clips(timeline)):
        raise AlreadyMet("pictures are brought to a length in the end")
    if op.params.get("most") and total <= target:
        raise AlreadyMet(f"the film is {seconds(total)} long, which is within {seconds(target)} already")
    if abs(total - target) < 1000 / timeline.canvas.fps:
        raise AlreadyMet(f"the film is {seconds(total)} long already, so nothing would change")
    done = (
        _shared(timeline, target) if op.params.get("shared") and target < total else fitted(timeline, target)
    )
    how = "Stretched" if target > total else "Shortened"
    of_each = " to the middle of each clip" if op.params.get("shared") and target < total else ""
    return Done(timeline=done, said=f"{how} from {seconds(total)}{of_each}; {length_said(done)}")


def set_to_music(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """The film at the length of a song that is heard, or that was uploaded."""
    if (
        named_in(op.text, (m for m in stage.visible() if m.kind != "audio"))
        and len(edits.shots(timeline)) > 1
    ):
        raise CannotDo("the whole film can be as long as a song, a clip of it cannot; say its length")
    heard = [stage.by_digest(s.source.digest) for s in edits.sounds(timeline, "music")]
    songs = tuple(m for m in heard if m) or stage.of_kind("audio")
    song = the_asset({}, op.text, songs, "music file")
    return set_duration(timeline, replace(op, params={"length_ms": song.duration_ms}), stage)


def _shared(timeline: Timeline, target: int) -> Timeline:
    """The film at a length (ms) with every film in it: of each the middle, all by the same share. Pictures alone are fitted."""
    own, pieces = edits.shots(timeline), edits.pieces(timeline)
    if len(own) < 2:
        return fitted(timeline, target)
    fps, total = timeline.canvas.fps, edits.film_ms(timeline)
    ends = [pieces[shot.last].to_ms or 0 for shot in own]
    starts = [0, *ends[:-1]]
    kept = [edits.on_grid((b - a) * target / total, fps) for a, b in zip(starts, ends, strict=True)]
    kept[-1] = max(100, target - sum(kept[:-1]))
    begins = [edits.on_grid(a + (b - a - k) / 2, fps) for a, b, k in zip(starts, ends, kept, strict=True)]
    return edits.keep_ranges(timeline, [(a, a + k) for a, k in zip(begins, kept, strict=True)], soften_ms=8)


def fitted(timeline: Timeline, target: int) -> Timeline:
    """The film at a length: pictures and cards are stretched or shortened alike, films are cut at the end."""
    own = edits.clips(timeline)
    total = edits.film_ms(timeline)
    still = sum(c.duration_ms for c in own if is_still(c))
    room = still + target - total
    count = sum(is_still(c) for c in own)
    if count and room >= count * SHORTEST_PICTURE_MS:
        done = _scaled_stills(timeline, room / still)
        return _exactly(done, target)
    if target > total:
        raise CannotDo(
            f"the film is {seconds(total)} long and cannot be stretched to {seconds(target)}; loop it, or slow it down",
            nearest=f"loop it to {seconds(target)}",
        )
    closing = own[-1].duration_ms if own[-1].label == "outro" else 0
    if closing and target > 2 * closing:  # the end card stays, and the film before it ends earlier
        return edits.cut_to_pieces(timeline, [(target - closing, total - closing)], soften_ms=CLICK_FADE_MS)
    return edits.keep_ranges(timeline, [(0, target)])


def _scaled_stills(timeline: Timeline, rate: float) -> Timeline:
    return edits.change_clips(
        timeline, lambda _, c: replace(c, duration_ms=round(c.duration_ms * rate)) if is_still(c) else c
    )


def _exactly(timeline: Timeline, target: int) -> Timeline:
    """The last picture takes what rounding and shortened transitions left over."""
    for _ in range(3):
        off = target - edits.film_ms(timeline)
        if off:
            timeline = _last_still_longer(timeline, off)
    return timeline


def _last_still_longer(timeline: Timeline, by_ms: int) -> Timeline:
    last = max(i for i, c in enumerate(edits.clips(timeline)) if is_still(c))
    return edits.change_clips(
        timeline, lambda i, c: replace(c, duration_ms=max(100, c.duration_ms + by_ms)) if i == last else c
    )


def shorter(timeline: Timeline, op: Op, stage: Stage) -> Done:
    total = edits.film_ms(timeline)
    if (by := int(op.params.get("by_ms", 0))) > 0:
        target = total + by if op.params.get("direction") == "longer" else total - by
        if target <= 0:
            raise CannotDo(f"the film is {seconds(total)} long and cannot become {seconds(by)} shorter")
        return set_duration(timeline, replace(op, params={"length_ms": target}), stage)
    if not any(is_still(c) for c in edits.clips(timeline)):
        way = op.params.get("direction", "shorter")
        raise MustAsk(
            f"How should it become {way}: trim the end, cut the pauses, or play it faster or slower? And how long should it be?"
        )
    share = 1.25 if op.params.get("direction") == "longer" else 0.8
    return set_duration(timeline, replace(op, params={"length_ms": round(total * share / 100) * 100}), stage)
