"""Edits of what comes when: splits, order and loops."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import replace

from nemobuild.backend.interpret.model import AlreadyMet, CannotDo, MustAsk, Op
from nemobuild.backend.interpret.naming import as_said, named_in, the_asset
from nemobuild.backend.interpret.said import clock, counted, length_said, seconds
from nemobuild.backend.interpret.stage import Done, Stage, is_still
from nemobuild.backend.interpret.stretches import checked_span, moment_in_clip, shot_at, shot_of
from nemobuild.timeline import edits
from nemobuild.timeline.model import Clip, Timeline

MOST_PARTS = 200


def split_every(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    step = int(op.params.get("every_ms", 0))
    total = edits.film_ms(timeline)
    if step <= 0:
        raise MustAsk("How long should the pieces be?")
    if total / step > MOST_PARTS:
        raise CannotDo(f"a film can be split into 2 to {MOST_PARTS} parts, not {math.ceil(total / step)}")
    if step >= total:
        raise CannotDo(
            f"pieces of {seconds(step)} are no shorter than the film, which is {seconds(total)} long"
        )
    done = edits.cut_apart(timeline, range(step, total, step))
    return Done(
        timeline=done, said=f"Split into {counted(len(edits.shots(done)), 'piece')} of {seconds(step)}"
    )


def split_times(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    times = [moment_in_clip(op.params, timeline, int(t)) for t in op.params.get("times_ms", ())]
    total = edits.film_ms(timeline)
    late = [t for t in times if not 0 < t < total]
    if late:
        raise CannotDo(f"{clock(late[0])} does not lie inside the film, which is {seconds(total)} long")
    done = edits.cut_apart(timeline, times)
    return Done(
        timeline=done,
        said=f"Split at {', '.join(clock(t) for t in times)}; there are now {counted(len(edits.shots(done)), 'clip')}",
    )


def split_parts(timeline: Timeline, op: Op, stage: Stage) -> Done:
    parts = op.params.get("parts")
    if parts is None:
        times = _scene_cuts(timeline, stage)
        if not times:
            raise MustAsk("Where should it be split? For example: split at 0:15, or split into 3 parts.")
        done = edits.cut_apart(timeline, times)
        return Done(timeline=done, said=f"Split at {counted(len(times), 'scene change')}")
    if not 2 <= int(parts) <= MOST_PARTS:
        raise CannotDo(f"a film can be split into 2 to {MOST_PARTS} parts, not {parts}")
    wholes = _divided(timeline, op)
    done = edits.cut_apart(
        timeline, [a + round((b - a) * i / int(parts)) for a, b in wholes for i in range(1, int(parts))]
    )
    (first, last), *others = wholes
    each = f"each of {counted(len(wholes), 'clip')} " if others else ""
    length = "" if others else f" of {seconds((last - first) / int(parts))}"
    return Done(timeline=done, said=f"Split {each}into {parts} parts{length}")


def _divided(timeline: Timeline, op: Op) -> list[tuple[int, int]]:
    """From where to where (ms) what is divided lies: the clip that is named, each clip, or the film."""
    number = op.params.get("clip")
    if number == "all":
        return [(s.start_ms, s.end_ms) for s in edits.shots(timeline)]
    if isinstance(number, int):
        clip = shot_of(timeline, number)
        return [(clip.start_ms, clip.end_ms)]
    return [(0, edits.film_ms(timeline))]


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
    own = edits.shots(timeline)
    if len(own) < 2:
        raise CannotDo("there is only one clip, so there is no order to change")
    if re.search(r"\bbut (?:keep|leave)\b", stage.request.lower()):
        raise CannotDo(
            "an order with an exception is not understood; put them in order, and then move the one"
        )
    by = op.params.get("by", "")
    numbers = [shot_at(timeline, int(n)) for n in op.params.get("numbers", ())]
    if len(set(numbers)) != len(numbers):
        raise CannotDo("a clip stands twice in that order")
    order = _order(own, str(by), bool(op.params.get("newest_first")), stage)
    if by == "list":
        order = [*numbers, *(i for i in range(len(own)) if i not in numbers)]
    if order == list(range(len(own))):
        raise AlreadyMet(f"the clips are in that order already ({by})")
    return Done(
        timeline=edits.reorder_shots(timeline, order),
        said=f"Put {counted(len(own), 'clip')} in {_ORDERS[str(by)]}",
    )


_ORDERS = {
    "reverse": "reverse order",
    "random": "order by chance",
    "name": "order by name",
    "length": "order by length",
    "date": "order by date",
    "energy": "order by how lively they are",
    "list": "order by their numbers",
}


def _order(own: Sequence[edits.Shot], by: str, newest_first: bool, stage: Stage) -> list[int]:
    indexes = list(range(len(own)))
    if by == "reverse":
        return indexes[::-1]
    if by == "random":
        shuffled = sorted(indexes, key=lambda i: hashlib.sha256(f"{i} {_name(own[i])}".encode()).digest())
        return shuffled if shuffled != indexes else indexes[::-1]
    if by == "list":
        return indexes
    if by == "name":
        return sorted(indexes, key=lambda i: _natural(_name(own[i])))
    if by == "length":
        return sorted(indexes, key=lambda i: own[i].duration_ms)
    if by == "energy":
        return sorted(indexes, key=lambda i: _liveliness(own[i].pieces[0], stage))
    if by == "date":
        return _by_date(own, newest_first, stage)
    raise MustAsk("In what order: by date, by name, by length, reversed, or shuffled?")


def _name(shot: edits.Shot) -> str:
    return shot.pieces[0].source.name


def _by_date(own: Sequence[edits.Shot], newest_first: bool, stage: Stage) -> list[int]:
    dates = [media.taken_at if (media := stage.by_digest(s.pieces[0].source.digest)) else "" for s in own]
    named = [_date_in(_name(s)) for s in own]
    dates = dates if any(dates) else named if all(named) else []
    if not any(dates):
        raise CannotDo(
            "none of the files says when it was taken; they can be ordered by name", nearest="sort by name"
        )
    return sorted(range(len(own)), key=lambda i: dates[i] or "9999", reverse=newest_first)


def _natural(name: str) -> list[tuple[int, int, str]]:
    """A name as people sort it: clip2 comes before clip10."""
    parts = re.split(r"(\d+)", name.lower())
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts]


def _date_in(name: str) -> str:
    """A date or a year that a file's name has, as `2024-05-01` or `1974`; empty if it has none."""
    found = re.search(
        r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?([0-2]\d|3[01])(?!\d)|(?<!\d)((?:18|19|20)\d\d)(?!\d)",
        name,
    )
    return "" if not found else found[4] or f"{found[1]}-{found[2]}-{found[3]}"


def _liveliness(clip: Clip, stage: Stage) -> float:
    values = stage.analysis.energy(clip.source.digest, 1000)
    return sum(values) / len(values) if values else 0.0


def reorder_move(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    how, numbers = op.params.get("order", ""), list(op.params.get("clips", ()))
    if not how or not numbers or (how in ("swap", "before", "after") and len(numbers) < 2):
        raise MustAsk("Which clip should go where? For example: move the last clip to the beginning.")
    order = list(range(len(edits.shots(timeline))))
    first = shot_at(timeline, numbers[0])
    if how == "swap":
        second = shot_at(timeline, numbers[1])
        order[first], order[second] = order[second], order[first]
    elif how in ("before", "after") and shot_at(timeline, numbers[1]) == first:
        raise CannotDo("a clip cannot stand before or after itself")
    else:
        order.remove(first)
        at = {"first": 0, "last": len(order)}.get(how)
        if at is None:
            at = order.index(shot_at(timeline, numbers[1])) + (how == "after")
        order.insert(at, first)
    if order == list(range(len(order))):
        raise AlreadyMet("the clips are in that order already")
    said = (
        f"Swapped clips {first + 1} and {shot_at(timeline, numbers[1]) + 1}"
        if how == "swap"
        else f"Moved clip {first + 1} to place {order.index(first) + 1}"
    )
    return Done(timeline=edits.reorder_shots(timeline, order), said=said)


def reorder_named(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """`Put talk first`: the clips of a file before or after all others."""
    named = {m.digest for m in named_in(op.text, stage.visible())}
    own = edits.shots(timeline)
    chosen = [n for n, s in enumerate(own) if s.pieces[0].source.digest in named]
    if not chosen:
        raise CannotDo(
            "no clip of that name is in the film; its parts can be named by number, as in: the second clip"
        )
    rest = [i for i in range(len(own)) if i not in chosen]
    if " then " in op.low:
        said = [m.digest for m in as_said(op.text, named_in(op.text, stage.visible()))]
        chosen = sorted(chosen, key=lambda i: said.index(own[i].pieces[0].source.digest))
    last = bool(re.search(r"\b(?:last|end)\b", op.low))
    order = [*rest, *chosen] if last else [*chosen, *rest]
    if order == list(range(len(own))):
        raise AlreadyMet("the clips are in that order already")
    name = _name(own[chosen[0]])
    return Done(
        timeline=edits.reorder_shots(timeline, order), said=f"Put {name} {'last' if last else 'first'}"
    )


def _repeated(timeline: Timeline, op: Op, times: int) -> Done:
    """A stretch played several times over, where it is."""
    total = edits.film_ms(timeline)
    last = op.params.get("last_ms")
    if last and int(last) > total:
        raise CannotDo(f"the film is {seconds(total)} long, and has no last {seconds(int(last))}")
    from_ms = total - int(last) if last else int(op.params.get("from_ms", 0))
    start, end = checked_span(timeline, from_ms, int(op.params.get("to_ms", total)))
    done = edits.split_at(timeline, (start, end))
    own = edits.clips(done)
    inside = [i for i, c in enumerate(own) if start <= c.start_ms < end]
    order = [*range(inside[-1] + 1), *(inside * (times - 1)), *range(inside[-1] + 1, len(own))]
    (of, *others) = edits.shots_of(done, inside)
    is_part_of_one = not others and len(edits.shots(done)[of].pieces) > len(inside)
    done = edits.reorder(done, order)
    if is_part_of_one:
        done = edits.going_on(done, range(inside[0] + 1, inside[0] + len(inside) * times))
    return Done(
        timeline=done, said=f"Played {clock(start)} to {clock(end)} {times} times; {length_said(done)}"
    )


_AS_LONG_AS_MUSIC = re.compile(
    r"\b(?:match|fit|length of|as long as|until)\b[^,;.]*\b(?:music|song|track|audio)\b"
)


def _as_long_as_the_music(op: Op, stage: Stage) -> Op:
    """A film that is repeated for as long as a song takes."""
    if "length_ms" in op.params or not _AS_LONG_AS_MUSIC.search(op.low):
        return op
    song = the_asset(op.params, op.text, stage.of_kind("audio"), "music file")
    return replace(op, params={**op.params, "length_ms": song.duration_ms})


def loop(timeline: Timeline, op: Op, stage: Stage) -> Done:
    op = _as_long_as_the_music(op, stage)
    total = edits.film_ms(timeline)
    if "length_ms" in op.params:
        times = -(-int(op.params["length_ms"]) // total)
    else:
        times = int(op.params.get("times", 2))
    if not 2 <= times <= 100:
        raise CannotDo(f"the film can be played 2 to 100 times over, not {times}")
    if isinstance(op.params.get("clip"), int) and re.search(r"\bat the (?:very )?end\b", op.low):
        again = shot_of(timeline, int(op.params["clip"]))
        done = edits.append(timeline, [replace(c, id="", transition=None) for c in again.pieces])
        return Done(
            timeline=done, said=f"Put clip {int(op.params['clip'])} at the end once more; {length_said(done)}"
        )
    if isinstance(op.params.get("clip"), int):
        if "length_ms" in op.params or re.search(r"\buntil\b", op.low):
            raise CannotDo(
                "a clip is repeated a number of times; say how often", nearest="play the second clip 3 times"
            )
        clip = shot_of(timeline, int(op.params["clip"]))
        op = replace(op, params={**op.params, "from_ms": clip.start_ms, "to_ms": clip.end_ms})
    if {"to_ms", "last_ms"} & set(op.params):
        return _repeated(timeline, op, times)
    own = list(range(len(edits.clips(timeline))))
    if op.params.get("boomerang"):
        done = edits.reorder(timeline, own + own[::-1])
        flipped = set(range(len(own), 2 * len(own)))
        done = edits.change_clips(done, lambda i, c: replace(c, reverse=not c.reverse) if i in flipped else c)
        backwards = (2 * len(own) - i for i, c in enumerate(edits.clips(timeline)) if c.goes_on)
        done = edits.going_on(done, set(backwards))
        return Done(timeline=done, said=f"Played forwards and then backwards; {length_said(done)}")
    done = edits.reorder(timeline, own * times)
    if "length_ms" in op.params:
        done = edits.keep_ranges(done, [(0, int(op.params["length_ms"]))])
    return Done(timeline=done, said=f"Looped {times} times; {length_said(done)}")
