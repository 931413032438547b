"""Edits of where the camera looks: slow moves over pictures, zooms, pans and punch-ins."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from nemobuild.backend.interpret.model import CannotDo, Op, is_timed
from nemobuild.backend.interpret.said import clock, seconds
from nemobuild.backend.interpret.stage import Done, Stage
from nemobuild.backend.interpret.stretches import chosen_clips, clips_said, meant_clips, span_in_clip, span_of
from nemobuild.timeline import edits
from nemobuild.timeline.model import Clip, Motion, Rect, Timeline

KEN_BURNS = 1.18
ZOOM = 1.4
ZOOM_MS = 3000
PUNCH = 1.15
SHORTEST_PUNCH_MS = 200


def _zoomed(factor: float, spot: str) -> Rect:
    """The part of a picture that fills the frame when zoomed by a factor on a spot."""
    share = 1 / factor
    free = 1 - share
    x = 0.0 if "left" in spot else free if "right" in spot else free / 2
    y = 0.0 if "top" in spot else free if "bottom" in spot else free / 2
    return Rect(x=round(x, 4), y=round(y, 4), width=round(share, 4), height=round(share, 4))


_MOVES: tuple[tuple[str, str], ...] = (
    ("", "center"),
    ("center", ""),
    ("left", "right"),
    ("", "top-right"),
    ("bottom-left", ""),
    ("right", "left"),
)


def _moved(index: int, factor: float, direction: str) -> Motion:
    """A camera move: each picture another one, so that a row of them does not look alike."""
    full = Rect()
    moves = _MOVES
    if direction == "pan":
        moves = (("left", "right"), ("right", "left"))
    elif direction == "out":
        moves = (("center", ""), ("top-right", ""), ("bottom-left", ""))
    start, end = moves[index % len(moves)]
    return Motion(
        start=_zoomed(factor, start) if start else full,
        end=_zoomed(factor, end) if end else full,
        easing="ease-in-out",
    )  # fmt: skip


def ken_burns(timeline: Timeline, op: Op, stage: Stage) -> Done:
    if _is_between_moments(op):
        return zoom(timeline, op, stage)
    chosen = chosen_clips(op.params, op.low, timeline, stage)
    own = edits.clips(timeline)
    still = [i for i in chosen if own[i].source.kind == "image"]
    chosen = tuple(still) or chosen
    factor = float(op.params.get("factor", 1.35 if op.params.get("pace") == "fast" else KEN_BURNS))
    runs = edits.runs(timeline, chosen)
    direction = str(op.params.get("direction", "in")) if len(runs) == 1 or "on" in op.params else ""
    direction = "pan" if op.params.get("direction") == "pan" else direction
    first = 1 if op.params.get("toward") == "left" else 0
    step = 2 if "toward" in op.params else 1
    motions = {
        i: motion
        for n, run in enumerate(runs)
        for i, motion in _over(own, run, _moved(first + step * n, factor, direction)).items()
    }

    def change(i: int, clip: Clip) -> Clip:
        if i not in motions:
            return clip
        return replace(clip, motion=motions[i], fit="cover" if clip.fit == "contain" else clip.fit)

    done = edits.change_clips(timeline, change)
    return Done(timeline=done, said=f"Added a slow camera move to {clips_said(timeline, chosen)}")


def _over(own: Sequence[Clip], run: Sequence[int], motion: Motion) -> dict[int, Motion]:
    """One move over pieces that follow one another, for each of them the part that it shows."""
    start, end = own[run[0]].start_ms, own[run[-1]].end_ms
    if len(run) == 1:
        return {run[0]: motion}
    return {i: replace(motion, offset_ms=own[i].start_ms - start, whole_ms=end - start) for i in run}


def _is_between_moments(op: Op) -> bool:
    return {"from_ms", "to_ms"} <= set(op.params)


def zoom(timeline: Timeline, op: Op, stage: Stage) -> Done:
    timed = is_timed(op.params)
    pans = op.params.get("direction") == "pan"
    if pans and not _is_between_moments(op):
        return ken_burns(timeline, op, stage)
    pictures = sum(c.source.kind == "image" for c in edits.clips(timeline))
    if pictures > 1 and not timed and not {"factor", "on", "clip", "every_ms"} & set(op.params):
        return ken_burns(timeline, op, stage)
    slow = op.params.get("pace") == "slow"
    usual = PUNCH if "every_ms" in op.params else KEN_BURNS if slow or pans else ZOOM
    factor = float(op.params.get("factor", usual))
    if not 1 < factor <= 10:
        raise CannotDo(f"a zoom of {factor:g} times is not possible; more than 1 and up to 10 times is")
    spot = str(op.params.get("on", "center"))
    if "every_ms" in op.params:
        return _punched(timeline, op, factor, spot)
    ways = _ways(op, factor, spot)
    if timed:
        start, end = span_in_clip(op.params, timeline, length_ms=ZOOM_MS)
        what = "Panned" if pans else f"Zoomed {factor:g} times on the {spot}"
        said = f"{what} from {clock(start)} to {clock(end)}"
        done = _moved_between(timeline, (start, end), ways, slow=slow)
        return Done(timeline=done, said=said)
    chosen = chosen_clips(op.params, op.low, timeline, stage)
    said = f"Added a zoom of {factor:g} times to {clips_said(timeline, chosen)}"
    return Done(timeline=_moved_over(timeline, chosen, ways), said=said)


def _ways(op: Op, factor: float, spot: str) -> tuple[Rect, Rect]:
    """What a camera move shows at its start and at its end, if it is all that is seen of a clip."""
    near = _zoomed(factor, spot)
    if op.params.get("direction") == "pan":
        left, right = _zoomed(factor, "left"), _zoomed(factor, "right")
        return (right, left) if op.params.get("toward") == "left" else (left, right)
    return (near, Rect()) if op.params.get("direction") == "out" else (Rect(), near)


def _moved_over(timeline: Timeline, chosen: Collection[int], ways: tuple[Rect, Rect]) -> Timeline:
    """Each of the clips that these pieces are of with a move over all that is chosen of it."""
    own = edits.clips(timeline)
    motion = Motion(start=ways[0], end=ways[1], easing="ease-in-out")
    motions = {i: m for run in edits.runs(timeline, chosen) for i, m in _over(own, run, motion).items()}
    return edits.change_clips(timeline, _with_motions(motions))


IN_MS, BACK_MS = 1200, 800
"""How long the camera takes to come near, and to go back, at most; a third and a quarter of the stretch where it is short."""


def _phases(
    stretch: tuple[int, int], ways: tuple[Rect, Rect], *, opens: bool, closes: bool, slow: bool
) -> list[tuple[int, int, Rect, Rect]]:
    """The moves of a camera that shows all before a stretch (ms) and after it, each with its start and end: the way there, the
    move itself, and the way back.

    Where a cut `opens` or `closes` the stretch it hides that the camera was elsewhere. A zoom in comes near, and stays there for
    the rest of the stretch; a slow one takes all the time to come near.
    """
    (start, end), (first, second), full = stretch, ways, Rect()
    quick, back = min(IN_MS, (end - start) // 3), min(BACK_MS, (end - start) // 4)
    there = start + (0 if opens and first != full else quick)
    leaves = end - (0 if closes or second == full else back)
    there = leaves if slow and first == full else there
    seen_first = second if first == full else first
    phases = [
        (start, there, full, seen_first),
        (there, leaves, seen_first, second),
        (leaves, end, second, full),
    ]
    return [phase for phase in phases if phase[0] < phase[1]]


def _moved_between(
    timeline: Timeline, stretch: tuple[int, int], ways: tuple[Rect, Rect], *, slow: bool
) -> Timeline:
    """The film with a camera move for a stretch (ms), over whatever clips are seen in it."""
    near_ms = 1000 / timeline.canvas.fps
    start, end = stretch
    every = edits.shots(timeline)
    opens = any(abs(s.start_ms - start) < near_ms for s in every)
    closes = any(abs(s.end_ms - end) < near_ms for s in every)
    if opens and closes:
        return _moved_over(timeline, edits.within(timeline, start, end), ways)
    held = None if opens or ways[1] != Rect() else _held_until(timeline, start)
    if held is not None:
        timeline, ways, opens = *held, True
    for a, b, one, other in _phases(stretch, ways, opens=opens, closes=closes, slow=slow):
        timeline = edits.split_at(timeline, [a, b])
        easing = "linear" if one == other else "ease-in-out"
        motions = _over(
            edits.clips(timeline),
            edits.within(timeline, a, b),
            Motion(start=one, end=other, easing=easing),
        )
        timeline = edits.change_clips(timeline, _with_motions(motions))
    return timeline


def _with_motions(motions: Mapping[int, Motion]) -> Callable[[int, Clip], Clip]:
    return lambda i, c: replace(c, motion=motions.get(i, c.motion))


def _held_until(timeline: Timeline, start: int) -> tuple[Timeline, tuple[Rect, Rect]] | None:
    """The film in which a zoom in that went back before a time (ms) in the same clip stays near until then, and the way out
    from there; None where there is no such zoom."""
    cut = edits.split_at(timeline, [start])
    own = edits.clips(cut)
    shot = next((s for s in edits.shots(cut) if s.start_ms < start < s.end_ms), None)
    before = [i for i in shot.indexes if own[i].end_ms <= start] if shot else []
    last = next((i for i in reversed(before) if own[i].motion), None)
    motion = own[last].motion if last is not None else None
    if last is None or motion is None or motion.end != Rect() or motion.start == Rect():
        return None
    hold = Motion(start=motion.start, end=motion.start)
    held = dict.fromkeys((i for i in before if i >= last), hold)
    return edits.change_clips(cut, _with_motions(held)), (motion.start, Rect())


def _punched(timeline: Timeline, op: Op, factor: float, spot: str) -> Done:
    """Every other stretch of a length held nearer: what keeps a talk lively that was filmed in one shot."""
    every = int(op.params["every_ms"])
    if every < SHORTEST_PUNCH_MS:
        raise CannotDo(f"a zoom every {every} ms cannot be followed; at least {SHORTEST_PUNCH_MS} ms can")
    start, end = span_of(op.params, timeline, length_ms=edits.film_ms(timeline))
    timeline = edits.split_at(timeline, [*range(start, end, every), end])
    inside = edits.within(timeline, start, end)
    own = edits.clips(timeline)
    held = {i for i in inside if ((own[i].start_ms + own[i].end_ms) // 2 - start) // every % 2}
    if not held:
        raise CannotDo(f"the film has no {seconds(every)} after the first, so nothing would change")
    near = _zoomed(factor, spot)
    motion = Motion(start=near, end=near)
    done = edits.change_clips(timeline, lambda i, c: replace(c, motion=motion) if i in held else c)
    when = "" if end - start == edits.film_ms(timeline) else f" from {clock(start)} to {clock(end)}"
    return Done(
        timeline=done, said=f"Zoomed {factor:g} times on the {spot} in every other {seconds(every)}{when}"
    )


def stand_still(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """No camera move any more, on clips where there is one."""
    timeline, chosen = meant_clips(timeline, op, stage)
    moved = [i for i in chosen if edits.clips(timeline)[i].motion is not None]
    if not moved:
        raise CannotDo("there is no zoom or camera move there, so nothing would change")
    done = edits.change_clips(timeline, lambda i, c: replace(c, motion=None) if i in moved else c)
    return Done(timeline=done, said=f"The camera stands still on {clips_said(timeline, moved)}")
