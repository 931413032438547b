"""The clips that a person counts: what was put in, or was cut on purpose, however many pieces an effect made of it.

A piece that `goes_on` counts as one clip with the piece before it. Times are ms. Knows nothing of what an edit does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nemobuild.timeline.model import Clip, Timeline

SAME_MOMENT_MS = 45  # a frame at 24 a second, and what rounding adds


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """Pieces of the main track, in a row, that count as one clip. `first` is the index of the first of them."""

    first: int
    pieces: tuple[Clip, ...]

    @property
    def last(self) -> int:
        return self.first + len(self.pieces) - 1

    @property
    def indexes(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def start_ms(self) -> int:
        return self.pieces[0].start_ms

    @property
    def end_ms(self) -> int:
        return self.pieces[-1].end_ms

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms


def shots(timeline: Timeline) -> tuple[Shot, ...]:
    """The clips of the main track as they are counted: every piece is in one of them, in order."""
    own = tuple(s for s in timeline.main.segments if isinstance(s, Clip))
    begins = [i for i, c in enumerate(own) if i == 0 or not c.goes_on]
    return tuple(Shot(first=a, pieces=own[a:b]) for a, b in pairwise([*begins, len(own)]))


def shots_of(timeline: Timeline, indexes: Iterable[int]) -> tuple[int, ...]:
    """Which shots, from 0, pieces of the main track with these indices are of."""
    number = {i: n for n, shot in enumerate(shots(timeline)) for i in shot.indexes}
    return tuple(sorted({number[i] for i in indexes}))


def runs(timeline: Timeline, indexes: Collection[int]) -> tuple[Sequence[int], ...]:
    """Indices of pieces as runs of neighbours that are of one shot each."""
    found: list[list[int]] = []
    for shot in shots(timeline):
        run: list[int] = []
        for i in shot.indexes:
            if i not in indexes:
                run = []
                continue
            if not run:
                found.append(run)
            run.append(i)
    return tuple(found)


def joins(timeline: Timeline) -> list[int]:
    """The indices of the pieces with which a shot begins, but for the first."""
    return [shot.first for shot in shots(timeline)[1:]]


def visible_cuts(timeline: Timeline) -> list[int]:
    """The joins, and within the shots the pieces before which something else is seen: a pause was cut out there."""
    own = [c for shot in shots(timeline) for c in shot.pieces]
    jumps = (i for i in range(1, len(own)) if not _continues(own[i - 1], own[i]))
    return sorted({*joins(timeline), *jumps})


def _continues(before: Clip, after: Clip) -> bool:
    """Whether a clip shows what comes after the end of the one before."""
    if before.source != after.source or before.reverse != after.reverse:
        return False
    if before.source.kind == "image" or before.source.generator:
        return before.placement == after.placement
    first, second = (after, before) if before.reverse else (before, after)
    end = first.source_start_ms + first.duration_ms * first.speed
    return abs(end - second.source_start_ms) <= SAME_MOMENT_MS
