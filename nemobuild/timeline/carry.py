"""What lies above or below the main track goes along when the main track changes.

What starts in a clip moves with that clip, what spans the whole film still does. Times are ms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nemobuild.timeline.model import Chapter, Clip, Level, Segment, Sound, Timeline
from nemobuild.timeline.segments import is_beside, is_footage, levels_of, on_grid, part, without_overlap

TimeMap = Callable[[int], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A clip of the new main track and the stretch of the old film that it shows (`None` for new material).

    `into_ms`: how far into the new clip that stretch begins. `was_ms`: the clip's length before, if it now takes longer
    or shorter for the same material; `faster`: how many times as fast it plays as before.
    """

    clip: Clip
    from_ms: int | None = None
    to_ms: int | None = None
    into_ms: int = 0
    was_ms: int = 0
    faster: float = 1.0


Span = tuple[int, int, Piece, Clip]


def carried(timeline: Timeline, new: Sequence[Piece], placed: Sequence[Clip], new_end: int) -> Timeline:
    """The timeline with all but its main track where the main track's pieces took it: `placed` are the clips that `new` became."""
    spans = _spans(new, placed)
    old_end = timeline.main.end_ms or timeline.duration_ms
    begin, until = _time_maps(spans, new_end)
    way = _Way(
        begin=begin, until=until, spans=spans, old_end=old_end, new_end=new_end, fps=timeline.canvas.fps
    )
    tracks = (
        t if t is timeline.main else replace(t, segments=_carry_all(t.segments, way)) for t in timeline.tracks
    )
    return replace(
        timeline,
        tracks=tuple(tracks),
        chapters=_carry_chapters(timeline.chapters, begin, new_end),
        poster_ms=timeline.poster_ms if timeline.poster_ms < 0 else min(begin(timeline.poster_ms), new_end),
    )


def _spans(new: Sequence[Piece], placed: Sequence[Clip]) -> tuple[Span, ...]:
    """The stretches of the old film (ms) that are in the new one, each with its piece and the clip that it became."""
    return tuple(
        (p.from_ms, p.to_ms, p, clip)
        for p, clip in zip(new, placed, strict=True)
        if p.from_ms is not None and p.to_ms is not None and p.to_ms > p.from_ms
    )


def _time_maps(spans: Sequence[Span], new_end: int) -> tuple[TimeMap, TimeMap]:
    """Where a start and where an end of the old film lie in the new one."""

    def begin(t: int) -> int:
        for a, b, piece, clip in spans:
            if a <= t < b:
                return _moved(t - a, piece, clip)
        later = [(a, clip.start_ms) for a, _, _, clip in spans if a > t]
        return min(later)[1] if later else new_end

    def until(t: int) -> int:
        for a, b, piece, clip in spans:
            if a < t <= b:
                return _moved(t - a, piece, clip)
        earlier = [(b, clip.end_ms) for _, b, _, clip in spans if b <= t]
        return max(earlier)[1] if earlier else 0

    return begin, until


def _moved(offset: int, piece: Piece, clip: Clip) -> int:
    rate = clip.duration_ms / piece.was_ms if piece.was_ms else 1.0
    return clip.start_ms + min(piece.into_ms + round(offset * rate), clip.duration_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """Where the old film (ms) went: its starts, its ends, its stretches; how long it was and is, and its frames a second."""

    begin: TimeMap
    until: TimeMap
    spans: Sequence[Span]
    old_end: int
    new_end: int
    fps: float


def _carry_all(segments: Sequence[Segment], way: _Way) -> tuple[Segment, ...]:
    moved = (s for segment in segments for s in _carry(segment, way))
    return without_overlap(sorted(moved, key=lambda s: s.start_ms), way.fps)


def _carry(s: Segment, way: _Way) -> tuple[Segment, ...]:
    if is_beside(s) or (isinstance(s, Clip) and is_footage(s)):
        return _carry_footage(s, way)
    placed = _carry_place(s, way)
    if isinstance(s, Sound) and isinstance(placed, Sound) and s.levels:
        return (replace(placed, levels=_carry_levels(s, placed, way.spans)),)
    return () if placed is None else (placed,)


def _carry_footage(s: Clip, way: _Way) -> tuple[Clip, ...]:
    """Moving pictures over or beside the film stay with the pictures of it that they were seen with: what is cut out of the
    film is cut out of them, and what plays faster takes them along, as a camera beside a screen recording has to."""
    found: list[Clip] = []
    for a, b, piece, clip in way.spans:
        low, high = max(a, s.start_ms), min(b, s.end_ms)
        if high <= low:
            continue
        start, end = (on_grid(_moved(t - a, piece, clip), way.fps) for t in (low, high))
        cut = part(s, low, high)
        cut = replace(cut, start_ms=start, duration_ms=end - start, speed=cut.speed * piece.faster)
        if found and _is_seamless(found[-1], cut):
            found[-1] = replace(
                found[-1], duration_ms=cut.end_ms - found[-1].start_ms, fade_out_ms=cut.fade_out_ms
            )
        elif end > start:
            found.append(cut)
    return tuple(found)


def _is_seamless(before: Clip, after: Clip) -> bool:
    """Whether a clip follows the one before it as if the two had never been cut."""
    if before.end_ms != after.start_ms or before.speed != after.speed or before.reverse:
        return False
    gap = after.source_start_ms - before.source_start_ms - before.duration_ms * before.speed
    return abs(gap) <= ROUNDED_MS


ROUNDED_MS = 2
"""How far two times may lie apart that were rounded on their way and are one."""


def _carry_levels(before: Sound, after: Sound, spans: Sequence[Span]) -> tuple[Level, ...]:
    """The louder and quieter stretches of a sound where their parts of the film are now."""
    kept: list[tuple[int, int, float]] = []
    for level in before.levels:
        first, last = before.start_ms + level.start_ms, before.start_ms + level.end_ms
        for a, b, piece, clip in spans:
            if a < last and b > first:
                start, end = _moved(max(first, a) - a, piece, clip), _moved(min(last, b) - a, piece, clip)
                kept.append((start - after.start_ms, end - after.start_ms, level.gain))
    return levels_of(kept, after.duration_ms)


def _carry_place(s: Segment, way: _Way) -> Segment | None:
    frame = 1000 / way.fps
    if s.start_ms == 0 and s.end_ms >= way.old_end - frame / 2:
        return replace(s, start_ms=0, duration_ms=way.new_end) if way.new_end > 0 else None
    start = way.begin(s.start_ms)
    is_within = s.end_ms <= way.old_end + frame
    end = way.until(min(s.end_ms, way.old_end)) if is_within else start + s.duration_ms
    if end <= start:  # the clips it reached over changed places, or are gone
        end = start + s.duration_ms if _is_kept(s, way) else start
    start, end = on_grid(start, way.fps), on_grid(min(end, way.new_end), way.fps)
    return replace(s, start_ms=start, duration_ms=end - start) if end > start else None


def _is_kept(s: Segment, way: _Way) -> bool:
    """Whether some of the old film under a segment is still there."""
    return way.begin(s.start_ms) != way.begin(s.end_ms) or way.until(s.start_ms) != way.until(s.end_ms)


def _carry_chapters(chapters: Sequence[Chapter], begin: TimeMap, end: int) -> tuple[Chapter, ...]:
    moved = [replace(c, start_ms=begin(c.start_ms)) for c in chapters]
    return tuple(sorted((c for c in moved if c.start_ms < end), key=lambda c: c.start_ms))
