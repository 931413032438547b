"""Edits that take something out: trims, ranges, parts and pauses."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from nemobuild.backend.interpret.apply import pace
from nemobuild.backend.interpret.apply.joins import joined_as
from nemobuild.backend.interpret.model import CannotDo, MustAsk, Op
from nemobuild.backend.interpret.naming import named_in
from nemobuild.backend.interpret.said import clock, counted, length_said, seconds
from nemobuild.backend.interpret.stage import Done, Stage, is_still
from nemobuild.backend.interpret.stretches import checked_span, chosen_clips, clips_said, one_run, shot_of
from nemobuild.timeline import edits
from nemobuild.timeline.model import Clip, Timeline

CLICK_FADE_MS = 8
Range = tuple[int, int]


def region(op: Op, timeline: Timeline, stage: Stage) -> Range:
    """The stretch a cut is about: one clip if its number or its file was said, otherwise the whole film."""
    pieces = edits.pieces(timeline)
    if {"others", "every", "except"} & set(op.params):
        raise CannotDo(
            "several clips are not cut alike in one go; give them a length, or say it of each",
            nearest="make all clips except the first 3 seconds long",
        )
    if isinstance(op.params.get("clip"), int):
        return _seen(shot_of(timeline, int(op.params["clip"])), pieces)
    named = {m.digest for m in named_in(op.text, stage.visible())}
    own = [i for i, p in enumerate(pieces) if p.clip.source.digest in named]
    if own and len(own) < len(pieces) and "clip" not in op.params:
        first, last = one_run(own, timeline, pieces[own[0]].clip.source.name)
        return pieces[first].from_ms or 0, pieces[last].to_ms or 0
    return 0, edits.film_ms(timeline)


def _seen(shot: edits.Shot, pieces: Sequence[edits.Piece]) -> Range:
    """From where to where a clip is seen, up to the transition that follows it."""
    return pieces[shot.first].from_ms or 0, pieces[shot.last].to_ms or 0


def _within(region: Range, start: int, end: int, timeline: Timeline) -> Range:
    """A stretch that is said of a region, in film time; it has to lie within."""
    low, high = region
    if end > high - low + 1000 / timeline.canvas.fps or start < 0:
        raise CannotDo(
            f"{clock(start)} to {clock(end)} does not lie within it: it is {seconds(high - low)} long"
        )
    return checked_span(timeline, low + start, min(high, low + end))


def trim_ends(timeline: Timeline, op: Op, stage: Stage) -> Done:
    low, high = region(op, timeline, stage)
    start, end = int(op.params.get("start_ms", 0)), int(op.params.get("end_ms", 0))
    if not op.params.get("start_ms") and not op.params.get("end_ms"):
        if "start_ms" in op.params or "end_ms" in op.params:
            raise CannotDo("taking 0 s off changes nothing")
        raise MustAsk(
            "How much should be taken off, and at which end? For example: trim the first 5 seconds."
        )
    if start < 0 or end < 0:
        raise CannotDo("a length below zero does not exist")
    if op.params.get("clip") == "all":
        return _ends_off_each(timeline, start, end, stage)
    if start + end >= high - low:
        raise CannotDo(
            f"taking {seconds(start + end)} off would leave nothing: there are {seconds(high - low)}"
        )
    ranges = [r for r in ((low, low + start), (high - end, high)) if r[1] > r[0]]
    done = edits.cut_to_pieces(timeline, ranges, soften_ms=CLICK_FADE_MS)
    parts = [f"the first {seconds(start)}"] * bool(start) + [f"the last {seconds(end)}"] * bool(end)
    return Done(timeline=done, said=f"Trimmed {' and '.join(parts)}; {length_said(done)}")


def _ends_off_each(timeline: Timeline, start: int, end: int, stage: Stage) -> Done:
    pieces = edits.pieces(timeline)
    own = [_seen(shot, pieces) for shot in edits.shots(timeline)]
    short = min(b - a for a, b in own)
    if start + end >= short:
        raise CannotDo(
            f"taking {seconds(start + end)} off each would leave nothing of a clip of {seconds(short)}"
        )
    ranges = [r for a, b in own for r in ((a, a + start), (b - end, b))]
    done = edits.cut_to_pieces(timeline, [r for r in ranges if r[1] > r[0]], soften_ms=CLICK_FADE_MS)
    done = joined_as(timeline, done, stage)
    parts = [f"the first {seconds(start)}"] * bool(start) + [f"the last {seconds(end)}"] * bool(end)
    return Done(
        timeline=done,
        said=f"Trimmed {' and '.join(parts)} of each of {counted(len(own), 'clip')}; {length_said(done)}",
    )


def trim_keep(timeline: Timeline, op: Op, stage: Stage) -> Done:
    if op.params.get("clip") == "all":
        return _keep_of_each(timeline, op, stage)
    low, high = region(op, timeline, stage)
    if "ranges" in op.params:
        return _several_kept(timeline, op, (low, high))
    if op.params.get("start_ms") and op.params.get("end_ms"):
        return _both_ends_kept(timeline, op, low, high)
    start, end = _kept_range(op, high - low)
    whole = (low, high) == (0, edits.film_ms(timeline))
    a, b = checked_span(timeline, start, end) if whole else _within((low, high), start, end, timeline)
    if (a, b) == (low, high):
        raise CannotDo("that is the whole film already, so nothing would change")
    ranges = [r for r in ((low, a), (b, high)) if r[1] > r[0]]
    done = edits.cut_to_pieces(timeline, ranges, soften_ms=CLICK_FADE_MS)
    return Done(timeline=done, said=f"Kept {clock(start)} to {clock(end)}; {length_said(done)}")


def _several_kept(timeline: Timeline, op: Op, region: Range) -> Done:
    """`Keep 0:05 to 0:10 and 0:20 to 0:25`: of the region only these stretches stay, in the order they are said."""
    low, high = region
    ranges = [_within(region, a, b, timeline) for a, b in op.params["ranges"]]
    around = [r for r in ((0, low), (high, edits.film_ms(timeline))) if r[1] > r[0]]
    kept = [r for r in around if r[1] <= low] + ranges + [r for r in around if r[0] >= high]
    done = edits.keep_as_pieces(timeline, kept, soften_ms=CLICK_FADE_MS)
    named = " and ".join(f"{clock(a)} to {clock(b)}" for a, b in op.params["ranges"])
    return Done(timeline=done, said=f"Kept {named}; {length_said(done)}")


def _both_ends_kept(timeline: Timeline, op: Op, low: int, high: int) -> Done:
    """`Keep the first 10 seconds and the last 5`: what lies between goes."""
    a, b = low + int(op.params["start_ms"]), high - int(op.params["end_ms"])
    if a >= b:
        raise CannotDo(f"there is nothing between them: there are {seconds(high - low)}")
    done = edits.cut_to_pieces(timeline, [(a, b)], soften_ms=CLICK_FADE_MS)
    said = f"Kept the first {seconds(a - low)} and the last {seconds(high - b)}; {length_said(done)}"
    return Done(timeline=done, said=said)


def _keep_of_each(timeline: Timeline, op: Op, stage: Stage) -> Done:
    kept: list[Range] = []
    for clip in edits.shots(timeline):
        a, b = _kept_range(op, clip.duration_ms)
        kept.append((clip.start_ms + max(0, a), clip.start_ms + min(b, clip.duration_ms)))
    done = edits.keep_ranges(timeline, [r for r in kept if r[1] > r[0]], soften_ms=CLICK_FADE_MS)
    if done == timeline:
        raise CannotDo("no clip is longer than that, so nothing would change")
    done = joined_as(timeline, done, stage)
    return Done(timeline=done, said=f"Kept that part of {counted(len(kept), 'clip')}; {length_said(done)}")


def _kept_range(op: Op, total: int) -> Range:
    params = op.params
    if params.get("middle"):
        length = int(params.get("for_ms", total // 3))
        return (total - length) // 2, (total - length) // 2 + length
    if params.get("start_ms"):
        return 0, int(params["start_ms"])
    if params.get("end_ms"):
        return total - int(params["end_ms"]), total
    if "from_ms" not in params and "to_ms" not in params:
        raise MustAsk("Which part should be kept? For example: keep only 0:10 to 0:40.")
    return int(params.get("from_ms", 0)), int(params.get("to_ms", total))


def trim_to_length(timeline: Timeline, op: Op, stage: Stage) -> Done:
    low, high = region(op, timeline, stage)
    if "less" in op.params:
        if not 0 < float(op.params["less"]) < 1:
            raise CannotDo("a film can be made shorter by more than 0% and less than 100%")
        op = replace(op, params={"length_ms": round((high - low) * (1 - float(op.params["less"])))})
    is_of_each = re.search(r"\b(?:both|each|every)\b", op.low) and len(edits.shots(timeline)) > 1
    if is_of_each and "length_ms" in op.params:
        return _keep_of_each(timeline, replace(op, params={"start_ms": op.params["length_ms"]}), stage)
    if (low, high) != (0, edits.film_ms(timeline)) and "length_ms" in op.params:
        return trim_keep(
            timeline, replace(op, params={**op.params, "start_ms": op.params["length_ms"]}), stage
        )
    return pace.set_duration(timeline, op, stage)


def trim_dead_ends(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """With no length said, the silence at both ends is what goes."""
    del op
    total = edits.film_ms(timeline)
    quiet = list(silent_ranges(timeline, stage, set(range(len(edits.clips(timeline)))), 400, 150))
    ends = [(a, b) for a, b in quiet if a <= 40 or b >= total - 40]
    ends = [(a, b) for a, b in ends if b - a < total]
    if not ends:
        raise MustAsk(
            "How much should be trimmed, and where? There is no silence at either end. For example: trim the first 5 seconds."
        )
    done = edits.cut_to_pieces(timeline, ends, soften_ms=CLICK_FADE_MS)
    gone = sum(b - a for a, b in ends)
    return Done(timeline=done, said=f"Trimmed {seconds(gone)} of silence off the ends; {length_said(done)}")


def remove_range(timeline: Timeline, op: Op, stage: Stage) -> Done:
    low, high = region(op, timeline, stage)
    total, whole = high - low, edits.film_ms(timeline)
    if op.params.get("middle"):
        length = int(op.params.get("for_ms", total // 3))
        a, b = (total - length) // 2, (total - length) // 2 + length
    elif "share" in op.params:
        first, last = op.params["share"]
        a, b = round(total * first), round(total * last)
    else:
        a, b = int(op.params.get("from_ms", 0)), int(op.params.get("to_ms", total))
    a, b = _within((low, high), a, b, timeline) if (low, high) != (0, whole) else checked_span(timeline, a, b)
    if b - a >= whole:
        raise CannotDo("that would remove the whole film")
    done = edits.cut_to_pieces(timeline, [(a, b)], soften_ms=CLICK_FADE_MS)
    return Done(timeline=done, said=f"Cut out {clock(a)} to {clock(b)}; {length_said(done)}")


def remove_part(timeline: Timeline, op: Op, stage: Stage) -> Done:
    part = op.params.get("part", "")
    own = edits.clips(timeline)
    if part == "middle":
        return remove_range(timeline, replace(op, params={"middle": True}), stage)
    if part in ("intro", "outro"):
        chosen = [i for i, c in enumerate(own) if c.label == part]
        if not chosen:
            raise CannotDo(f"there is no {part} card in the film; say which part, as in: remove 0:00 to 0:05")
    else:
        chosen = list(chosen_clips(op.params, op.low, timeline, stage))
    if len(chosen) == len(own):
        raise CannotDo("that would remove the whole film")
    done = edits.without_clips(timeline, chosen)
    what = f"the {part}" if part else clips_said(timeline, chosen)
    return Done(timeline=done, said=f"Removed {what}; {length_said(done)}")


# Pauses

QUIET_DB = (-40.0, -35.0, -30.0)
SHORTEST_PAUSE_MS = 600
PADDING_MS = 60  # at least; whole frames that are whole ms make it up to 100 ms more
LEAST_WORTH_CUTTING_MS = 150


def cut_silence(timeline: Timeline, op: Op, stage: Stage) -> Done:
    total, ranges = edits.film_ms(timeline), _pauses(timeline, op, stage)
    done = edits.cut_to_pieces(timeline, ranges, soften_ms=CLICK_FADE_MS, as_one=True)
    gone = total - edits.film_ms(done)
    return Done(
        timeline=done,
        said=f"Cut {counted(len(ranges), 'pause')}, {seconds(gone)} in all; {length_said(done)}",
    )


def speed_up_silence(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """The pauses stay and are played faster, the speech at its own pace."""
    factor = float(op.params.get("factor", SILENCE_SPEED))
    if not 1 < factor <= pace.SPEEDS[1]:
        raise CannotDo(f"pauses can be played 1 to {pace.SPEEDS[1]:g} times as fast, not {factor:g} times")
    ranges = _pauses(timeline, op, stage)
    cut = edits.split_at(timeline, [t for r in ranges for t in r])
    silent = {i for a, b in ranges for i in edits.within(cut, a, b)}
    done = edits.change_clips(cut, lambda i, c: edits.set_speed(c, factor) if i in silent else c)
    said = f"Played {counted(len(ranges), 'pause')} at {factor:g} times the speed; {length_said(done)}"
    return Done(timeline=done, said=said)


SILENCE_SPEED = 4.0


def _pauses(timeline: Timeline, op: Op, stage: Stage) -> list[Range]:
    """The pauses that are meant, at the lowest level at which there are any; `near_ms`: the one that is there."""
    chosen = set(chosen_clips(op.params, op.low, timeline, stage))
    least = int(op.params.get("min_ms", SHORTEST_PAUSE_MS))
    if least <= 0:
        raise CannotDo("a pause must be longer than 0 s")
    left = op.params.get("leave_ms")
    padding = int(left) // 2 if left is not None else min(PADDING_MS, least // 3)
    level = op.params.get("threshold_db")
    levels = (-abs(float(level)),) if level is not None else QUIET_DB
    found = (silent_ranges(timeline, stage, chosen, least, padding, level_db=x) for x in levels)
    if "near_ms" in op.params:
        found = (_nearest(r, int(op.params["near_ms"])) for r in found)
    ranges = next((r for r in found if r), [])
    if not ranges and "near_ms" in op.params:
        raise CannotDo(
            f"there is no pause of {seconds(least)} or more around {clock(int(op.params['near_ms']))}"
        )
    if not ranges:
        raise CannotDo(f"there is no pause of {seconds(least)} or more, so nothing would change")
    if sum(b - a for a, b in ranges) > edits.film_ms(timeline) - 200:
        raise CannotDo("there is nothing but silence")
    return ranges


def _nearest(ranges: list[Range], at_ms: int) -> list[Range]:
    """The range that lies at a moment, or within `NEAR_MS` of it."""
    near = [(max(a - at_ms, at_ms - b, 0), (a, b)) for a, b in ranges]
    return [r for distance, r in sorted(near)[:1] if distance <= NEAR_MS]


NEAR_MS = 3000


def split_at_pauses(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """Cuts in the middle of each pause; nothing goes."""
    middles = [(a + b) // 2 for a, b in _pauses(timeline, op, stage)]
    total = edits.film_ms(timeline)
    done = edits.cut_apart(timeline, [t for t in middles if NEAREST_CUT_MS < t < total - NEAREST_CUT_MS])
    if done == timeline:
        raise CannotDo("the only pauses are at its ends, so nothing would change")
    there = counted(len(edits.shots(done)), "clip")
    return Done(timeline=done, said=f"Split at the pauses; there are now {there}")


NEAREST_CUT_MS = 200


def silent_ranges(
    timeline: Timeline,
    stage: Stage,
    chosen: set[int],
    least_ms: int,
    padding_ms: int,
    *,
    level_db: float = QUIET_DB[0],
) -> list[Range]:
    """The silence of the chosen clips in film time, without a padding on the side where somebody speaks."""
    found: list[Range] = []
    step = edits.exact_step_ms(timeline.canvas.fps)
    for i, piece in enumerate(edits.pieces(timeline)):
        if i in chosen and not is_still(piece.clip) and not piece.clip.reverse:
            end = piece.to_ms or piece.clip.end_ms
            found += _silent_in(piece.clip, end, stage, least_ms, padding_ms, level_db, step)
    return found


def _silent_in(
    clip: Clip, end: int, stage: Stage, least_ms: int, padding_ms: int, level_db: float, step: int
) -> list[Range]:
    ranges: list[Range] = []
    silences = stage.analysis.silences(clip.source.digest, threshold_db=level_db, min_ms=least_ms)
    source_end = clip.source_start_ms + clip.duration_ms * clip.speed
    first_of = bisect_right(silences, clip.source_start_ms, key=lambda r: r[1])
    for a, b in silences[first_of : bisect_left(silences, source_end, key=lambda r: r[0])]:
        start = clip.start_ms + (a - clip.source_start_ms) / clip.speed
        stop = clip.start_ms + (b - clip.source_start_ms) / clip.speed
        start = clip.start_ms if start <= clip.start_ms + 1 else start + padding_ms
        stop = end if stop >= end - 40 else stop - padding_ms
        first, last = _inward(max(start, clip.start_ms), min(stop, end), step, clip.start_ms, end)
        if last - first >= LEAST_WORTH_CUTTING_MS:
            ranges.append((first, last))
    return ranges


def _inward(start: float, end: float, step: int, low: int, high: int) -> Range:
    """A stretch made smaller to steps of whole frames, so that what is cut out is whole ms and whole frames."""
    if not step:
        return round(start), round(end)
    first = low if start <= low else -int(-start // step) * step
    last = high if end >= high else int(end // step) * step
    return int(first), int(last)
