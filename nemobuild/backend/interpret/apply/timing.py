"""Edits of when things play: trims, cuts, pauses, splits, order, loops, speed and length."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from nemobuild.backend.interpret.model import CannotDo, MustAsk, Op
from nemobuild.backend.interpret.stage import (
    Done,
    Stage,
    checked_span,
    chosen_clips,
    clip_at,
    clock,
    counted,
    is_still,
    seconds,
)
from nemobuild.timeline import edits
from nemobuild.timeline.model import Clip, Timeline

CLICK_FADE_MS = 8
SHORTEST_PICTURE_MS = 500
SPEEDS = (0.05, 50.0)
Range = tuple[int, int]


def _length_said(timeline: Timeline) -> str:
    return f"the film is now {seconds(edits.film_ms(timeline))} long"


def _region(op: Op, timeline: Timeline) -> Range:
    """The stretch a trim is about: one clip if a number was said, otherwise the whole film."""
    if isinstance(op.params.get("clip"), int):
        piece = edits.pieces(timeline)[clip_at(timeline, int(op.params["clip"]))]
        return piece.from_ms or 0, piece.to_ms or 0
    return 0, edits.film_ms(timeline)


def trim_ends(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    low, high = _region(op, timeline)
    start, end = int(op.params.get("start_ms", 0)), int(op.params.get("end_ms", 0))
    if not op.params.get("start_ms") and not op.params.get("end_ms"):
        if "start_ms" in op.params or "end_ms" in op.params:
            raise CannotDo("taking 0 s off changes nothing")
        raise MustAsk(
            "How much should be taken off, and at which end? For example: trim the first 5 seconds."
        )
    if start < 0 or end < 0:
        raise CannotDo("a length below zero does not exist")
    if start + end >= high - low:
        raise CannotDo(
            f"taking {seconds(start + end)} off would leave nothing: there are {seconds(high - low)}"
        )
    ranges = [r for r in ((low, low + start), (high - end, high)) if r[1] > r[0]]
    done = edits.cut_to_pieces(timeline, ranges, soften_ms=CLICK_FADE_MS)
    parts = [f"the first {seconds(start)}"] * bool(start) + [f"the last {seconds(end)}"] * bool(end)
    return Done(timeline=done, said=f"Trimmed {' and '.join(parts)}; {_length_said(done)}")


def trim_keep(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    if op.params.get("clip") == "all":
        return _keep_of_each(timeline, op)
    low, high = _region(op, timeline)
    start, end = _kept_range(op, high - low)
    a, b = checked_span(timeline, low + start, low + end)
    if (a, b) == (low, high):
        raise CannotDo("that is the whole film already, so nothing would change")
    ranges = [r for r in ((low, a), (b, high)) if r[1] > r[0]]
    done = edits.cut_to_pieces(timeline, ranges, soften_ms=CLICK_FADE_MS)
    return Done(timeline=done, said=f"Kept {clock(start)} to {clock(end)}; {_length_said(done)}")


def _keep_of_each(timeline: Timeline, op: Op) -> Done:
    kept: list[Range] = []
    for clip in edits.clips(timeline):
        a, b = _kept_range(op, clip.duration_ms)
        kept.append((clip.start_ms + max(0, a), clip.start_ms + min(b, clip.duration_ms)))
    done = edits.keep_ranges(timeline, [r for r in kept if r[1] > r[0]], soften_ms=CLICK_FADE_MS)
    if done == timeline:
        raise CannotDo("no clip is longer than that, so nothing would change")
    return Done(timeline=done, said=f"Kept that part of {counted(len(kept), 'clip')}; {_length_said(done)}")


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
    return set_duration(timeline, op, stage)


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
    return Done(timeline=done, said=f"Trimmed {seconds(gone)} of silence off the ends; {_length_said(done)}")


def remove_range(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    total = edits.film_ms(timeline)
    if op.params.get("middle"):
        length = int(op.params.get("for_ms", total // 3))
        a, b = (total - length) // 2, (total - length) // 2 + length
    else:
        a, b = int(op.params.get("from_ms", 0)), int(op.params.get("to_ms", total))
    a, b = checked_span(timeline, a, b)
    if b - a >= total:
        raise CannotDo("that would remove the whole film")
    done = edits.cut_to_pieces(timeline, [(a, b)], soften_ms=CLICK_FADE_MS)
    return Done(timeline=done, said=f"Cut out {clock(a)} to {clock(b)}; {_length_said(done)}")


def remove_part(timeline: Timeline, op: Op, stage: Stage) -> Done:
    part = op.params.get("part", "")
    own = edits.clips(timeline)
    if part == "middle":
        return remove_range(timeline, replace(op, params={"middle": True}), stage)
    if part in ("intro", "outro"):
        chosen = [i for i, c in enumerate(own) if c.label == part]
        if not chosen:
            raise CannotDo(f"there is no {part} card in the film; say which part, as in: remove 0:00 to 0:05")
    elif isinstance(op.params.get("clip"), int):
        chosen = [clip_at(timeline, int(op.params["clip"]))]
    else:
        chosen = list(chosen_clips(op.params, op.text, timeline, stage))
    if len(chosen) == len(own):
        raise CannotDo("that would remove the whole film")
    pieces = edits.pieces(timeline)
    ranges = [(pieces[i].from_ms or 0, pieces[i].to_ms or 0) for i in chosen]
    done = edits.remove_ranges(timeline, ranges)
    what = f"the {part}" if part else counted(len(chosen), "clip")
    return Done(timeline=done, said=f"Removed {what}; {_length_said(done)}")


# Pauses

QUIET_DB = (-40.0, -35.0, -30.0)
SHORTEST_PAUSE_MS = 600
PADDING_MS = 60  # at least; whole frames that are whole ms make it up to 100 ms more
LEAST_WORTH_CUTTING_MS = 150


def cut_silence(timeline: Timeline, op: Op, stage: Stage) -> Done:
    chosen = set(chosen_clips(op.params, op.text, timeline, stage))
    least = int(op.params.get("min_ms", SHORTEST_PAUSE_MS))
    if least <= 0:
        raise CannotDo("a pause must be longer than 0 s")
    left = op.params.get("leave_ms")
    padding = int(left) // 2 if left is not None else min(PADDING_MS, least // 3)
    level = op.params.get("threshold_db")
    levels = (-abs(float(level)),) if level is not None else QUIET_DB
    for level_db in levels:
        ranges = silent_ranges(timeline, stage, chosen, least, padding, level_db=level_db)
        if ranges:
            break
    total = edits.film_ms(timeline)
    if not ranges:
        raise CannotDo(f"there is no pause of {seconds(least)} or more, so nothing would change")
    if sum(b - a for a, b in ranges) > total - 200:
        raise CannotDo("there is nothing but silence")
    done = edits.cut_to_pieces(timeline, ranges, soften_ms=CLICK_FADE_MS)
    gone = total - edits.film_ms(done)
    return Done(
        timeline=done,
        said=f"Cut {counted(len(ranges), 'pause')}, {seconds(gone)} in all; {_length_said(done)}",
    )


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
    for a, b in stage.analysis.silences(clip.source.digest, threshold_db=level_db, min_ms=least_ms):
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


# Splits and order


def split_every(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    step = int(op.params.get("every_ms", 0))
    total = edits.film_ms(timeline)
    if step <= 0:
        raise MustAsk("How long should the pieces be?")
    if step >= total:
        raise CannotDo(
            f"pieces of {seconds(step)} are no shorter than the film, which is {seconds(total)} long"
        )
    done = edits.split_at(timeline, range(step, total, step))
    return Done(
        timeline=done, said=f"Split into {counted(len(edits.clips(done)), 'piece')} of {seconds(step)}"
    )


def split_times(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    times = [int(t) for t in op.params.get("times_ms", ())]
    total = edits.film_ms(timeline)
    late = [t for t in times if not 0 < t < total]
    if late:
        raise CannotDo(f"{clock(late[0])} does not lie inside the film, which is {seconds(total)} long")
    done = edits.split_at(timeline, times)
    return Done(
        timeline=done,
        said=f"Split at {', '.join(clock(t) for t in times)}; there are now {counted(len(edits.clips(done)), 'clip')}",
    )


def split_parts(timeline: Timeline, op: Op, stage: Stage) -> Done:
    total = edits.film_ms(timeline)
    parts = op.params.get("parts")
    if parts is None:
        times = _scene_cuts(timeline, stage)
        if not times:
            raise MustAsk("Where should it be split? For example: split at 0:15, or split into 3 parts.")
        done = edits.split_at(timeline, times)
        return Done(timeline=done, said=f"Split at {counted(len(times), 'scene change')}")
    if not 2 <= int(parts) <= 200:
        raise CannotDo(f"a film can be split into 2 to 200 parts, not {parts}")
    done = edits.split_at(timeline, [round(total * i / int(parts)) for i in range(1, int(parts))])
    return Done(timeline=done, said=f"Split into {parts} parts of {seconds(total / int(parts))}")


def _scene_cuts(timeline: Timeline, stage: Stage) -> list[int]:
    found: list[int] = []
    for clip in edits.clips(timeline):
        if not is_still(clip):
            times = [
                clip.start_ms + (t - clip.source_start_ms) / clip.speed
                for t in stage.analysis.scenes(clip.source.digest)
            ]
            found += [round(t) for t in times if clip.start_ms + 200 < t < clip.end_ms - 200]
    return found


def reorder_by(timeline: Timeline, op: Op, stage: Stage) -> Done:
    own = edits.clips(timeline)
    if len(own) < 2:
        raise CannotDo("there is only one clip, so there is no order to change")
    by = op.params.get("by", "")
    order = _order(own, str(by), bool(op.params.get("newest_first")), stage)
    if order == list(range(len(own))):
        raise CannotDo(f"the clips are in that order already ({by})")
    return Done(
        timeline=edits.reorder(timeline, order),
        said=f"Put {counted(len(own), 'clip')} in order by {_ORDERS[str(by)]}",
    )


_ORDERS = {
    "reverse": "reversing it",
    "random": "chance",
    "name": "name",
    "length": "length",
    "date": "date",
    "energy": "how lively they are",
}


def _order(own: Sequence[Clip], by: str, newest_first: bool, stage: Stage) -> list[int]:
    indexes = list(range(len(own)))
    if by == "reverse":
        return indexes[::-1]
    if by == "random":
        shuffled = sorted(
            indexes, key=lambda i: hashlib.sha256(f"{i} {own[i].source.name}".encode()).digest()
        )
        return shuffled if shuffled != indexes else indexes[::-1]
    if by == "name":
        return sorted(indexes, key=lambda i: own[i].source.name.lower())
    if by == "length":
        return sorted(indexes, key=lambda i: own[i].duration_ms)
    if by == "energy":
        return sorted(indexes, key=lambda i: _liveliness(own[i], stage))
    if by == "date":
        return _by_date(own, newest_first, stage)
    raise MustAsk("In what order: by date, by name, by length, reversed, or shuffled?")


def _by_date(own: Sequence[Clip], newest_first: bool, stage: Stage) -> list[int]:
    dates = [media.taken_at if (media := stage.by_digest(c.source.digest)) else "" for c in own]
    if not any(dates):
        raise CannotDo(
            "none of the files says when it was taken; they can be ordered by name", nearest="sort by name"
        )
    return sorted(range(len(own)), key=lambda i: dates[i] or "9999", reverse=newest_first)


def _liveliness(clip: Clip, stage: Stage) -> float:
    values = stage.analysis.energy(clip.source.digest, 1000)
    return sum(values) / len(values) if values else 0.0


def reorder_move(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    how, numbers = op.params.get("order", ""), list(op.params.get("clips", ()))
    if not how or not numbers or (how in ("swap", "before", "after") and len(numbers) < 2):
        raise MustAsk("Which clip should go where? For example: move the last clip to the beginning.")
    order = list(range(len(edits.clips(timeline))))
    first = clip_at(timeline, numbers[0])
    if how == "swap":
        second = clip_at(timeline, numbers[1])
        order[first], order[second] = order[second], order[first]
    else:
        order.remove(first)
        at = {"first": 0, "last": len(order)}.get(how)
        if at is None:
            at = order.index(clip_at(timeline, numbers[1])) + (how == "after")
        order.insert(at, first)
    if order == list(range(len(order))):
        raise CannotDo("the clips are in that order already")
    said = (
        f"Swapped clips {first + 1} and {clip_at(timeline, numbers[1]) + 1}"
        if how == "swap"
        else f"Moved clip {first + 1} to place {order.index(first) + 1}"
    )
    return Done(timeline=edits.reorder(timeline, order), said=said)


def loop(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    total = edits.film_ms(timeline)
    if "length_ms" in op.params:
        times = -(-int(op.params["length_ms"]) // total)
    else:
        times = int(op.params.get("times", 2))
    if not 2 <= times <= 100:
        raise CannotDo(f"the film can be played 2 to 100 times over, not {times}")
    own = list(range(len(edits.clips(timeline))))
    if op.params.get("boomerang"):
        done = edits.reorder(timeline, own + own[::-1])
        flipped = set(range(len(own), 2 * len(own)))
        done = edits.change_clips(done, lambda i, c: replace(c, reverse=not c.reverse) if i in flipped else c)
        return Done(timeline=done, said=f"Played forwards and then backwards; {_length_said(done)}")
    done = edits.reorder(timeline, own * times)
    if "length_ms" in op.params:
        done = edits.keep_ranges(done, [(0, int(op.params["length_ms"]))])
    return Done(timeline=done, said=f"Looped {times} times; {_length_said(done)}")


# Speed


def set_speed(timeline: Timeline, op: Op, stage: Stage) -> Done:
    total = edits.film_ms(timeline)
    factor = float(op.params.get("factor", 2.0))
    if "length_ms" in op.params:
        factor = total / max(1, int(op.params["length_ms"]))
    if not SPEEDS[0] <= factor <= SPEEDS[1]:
        raise CannotDo(
            f"a speed of {factor:g} times is not possible; {SPEEDS[0]:g} to {SPEEDS[1]:g} times is"
        )
    if factor == 1:
        raise CannotDo("that is the speed it has, so nothing would change")
    ramp = bool(op.params.get("ramp"))
    if "from_ms" in op.params and "to_ms" in op.params:
        return _speed_between(timeline, op, factor, ramp)
    chosen = set(chosen_clips(op.params, op.text, timeline, stage))
    done = edits.change_clips(timeline, lambda i, c: edits.set_speed(c, factor) if i in chosen else c)
    return Done(timeline=done, said=f"Playing at {factor:g} times the speed; {_length_said(done)}")


RAMP_MS = 500
RAMP_STEPS = 4


def _speed_between(timeline: Timeline, op: Op, factor: float, ramp: bool) -> Done:
    a, b = checked_span(timeline, int(op.params["from_ms"]), int(op.params["to_ms"]))
    zones = _ramped(a, b, factor) if ramp and b - a > 3 * RAMP_MS else [(a, b, factor)]
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
        said=f"{clock(a)} to {clock(b)} plays at {factor:g} times the speed; {_length_said(done)}",
    )


def _ramped(a: int, b: int, factor: float) -> list[tuple[int, int, float]]:
    """The stretch with steps at both ends that lead from normal speed to the factor and back."""
    width = RAMP_MS // RAMP_STEPS
    ways = [factor ** ((i + 1) / (RAMP_STEPS + 1)) for i in range(RAMP_STEPS)]
    up = [(a + i * width, a + (i + 1) * width, s) for i, s in enumerate(ways)]
    down = [(b - (i + 1) * width, b - i * width, s) for i, s in enumerate(ways)]
    return [*up, (a + RAMP_MS, b - RAMP_MS, factor), *reversed(down)]


def reverse(timeline: Timeline, op: Op, stage: Stage) -> Done:
    if "from_ms" in op.params and "to_ms" in op.params:
        a, b = checked_span(timeline, int(op.params["from_ms"]), int(op.params["to_ms"]))
        timeline = edits.split_at(timeline, [a, b])
        chosen = {
            i for i, c in enumerate(edits.clips(timeline)) if c.start_ms >= a - 20 and c.end_ms <= b + 20
        }
    else:
        chosen = set(chosen_clips(op.params, op.text, timeline, stage))
    films = [i for i in chosen if not is_still(edits.clips(timeline)[i])]
    if not films:
        raise CannotDo("a picture looks the same backwards, so nothing would change")
    done = edits.change_clips(timeline, lambda i, c: replace(c, reverse=not c.reverse) if i in films else c)
    if len(films) == len(edits.clips(done)) > 1:
        done = edits.reorder(done, range(len(films) - 1, -1, -1))
    return Done(timeline=done, said=f"{counted(len(films), 'clip')} played backwards")


# Length


def set_duration(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    total = edits.film_ms(timeline)
    wanted = op.params.get("length_ms")
    if wanted is None:
        raise MustAsk("How long should the film be?")
    target = edits.on_grid(int(wanted), timeline.canvas.fps)
    if target <= 0:
        raise CannotDo("a film must be longer than 0 s")
    if op.params.get("most") and total <= target:
        raise CannotDo(f"the film is {seconds(total)} long, which is within {seconds(target)} already")
    if abs(total - target) < 1000 / timeline.canvas.fps:
        raise CannotDo(f"the film is {seconds(total)} long already, so nothing would change")
    done = fitted(timeline, target)
    return Done(
        timeline=done,
        said=f"{'Stretched' if target > total else 'Shortened'} from {seconds(total)}; {_length_said(done)}",
    )


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
    if not any(is_still(c) for c in edits.clips(timeline)):
        way = op.params.get("direction", "shorter")
        raise MustAsk(
            f"How should it become {way}: trim the end, cut the pauses, or play it faster or slower? And how long should it be?"
        )
    share = 1.25 if op.params.get("direction") == "longer" else 0.8
    return set_duration(timeline, replace(op, params={"length_ms": round(total * share / 100) * 100}), stage)
