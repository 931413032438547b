"""What lies above or below the main track goes along when the main track changes. Each kind has its own rule:

- Beds, which are music and what is looped, and pictures reach from where their start is now to where their end is now.
- A voice keeps its length and its pace: it begins where its moment is now, and goes on over what is put in under it. What is
  cut out of the film is cut out of it. No two of a track are heard at once: one that has no room waits for the one before
  it, and begins earlier where it would reach over the film's end. Only what is longer than the film loses its end.
- An effect keeps its length as well, and is heard whole for as long as its beginning is still there.
- Words stay with the pictures that they lie on, as long as those are seen, and never reach over what is put in between: they
  end there, or begin after it, wherever more of them lies. Each word of a caption stays with its moment.
- Moving pictures stay with the pictures of the film that they were seen with.
- What spans the whole film still does, unless it is one of a row: a voice, an effect or a caption.

Times are ms.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from nemobuild.timeline.model import Chapter, Clip, Level, Segment, Sound, Text, Timeline, Track, Word
from nemobuild.timeline.segments import (
    frames,
    is_beside,
    is_footage,
    levels_of,
    on_grid,
    part,
    sound_part,
    without_overlap,
)

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
    spans = _spans(new, placed) if timeline.main.end_ms else _as_it_was(new_end)
    old_end = timeline.main.end_ms or timeline.duration_ms
    begin, until = _time_maps(spans, new_end)
    way = _Way(
        begin=begin, until=until, spans=spans, old_end=old_end, new_end=new_end, fps=timeline.canvas.fps
    )
    tracks = (
        carried for t in timeline.tracks for carried in ((t,) if t is timeline.main else _carry_track(t, way))
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


def _as_it_was(length: int) -> tuple[Span, ...]:
    """The stretch of a film that had no pictures before: everything is where it was."""
    clip = Clip(duration_ms=length)
    return ((0, length, Piece(clip=clip, from_ms=0, to_ms=length), clip),)


def _time_maps(spans: Sequence[Span], new_end: int) -> tuple[TimeMap, TimeMap]:
    """Where a start and where an end of the old film lie in the new one. What is there several times counts where it comes first."""
    edges = sorted({t for a, b, _, _ in spans for t in (a, b)})
    shown: list[Span | None] = [None] * len(edges)  # from this edge to the next
    for span in reversed(spans):
        for i in range(bisect_left(edges, span[0]), bisect_left(edges, span[1])):
            shown[i] = span

    def begin(t: int) -> int:
        i = bisect_right(edges, t) - 1
        if i >= 0 and (span := shown[i]):
            return _moved(t - span[0], span[2], span[3])
        later = [(a, clip.start_ms) for a, _, _, clip in spans if a > t]
        return min(later)[1] if later else new_end

    def until(t: int) -> int:
        i = bisect_left(edges, t) - 1
        if i >= 0 and (span := shown[i]):
            return _moved(t - span[0], span[2], span[3])
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


def _carry_track(track: Track, way: _Way) -> Iterator[Track]:
    """A track where its parts of the film are now; sounds of a length of their own that run into each other take more tracks."""
    moved = sorted((new for s in track.segments for new in _carry(s, way)), key=lambda s: s.start_ms)
    own = [s for s in moved if isinstance(s, Sound) and not is_bed(s)]
    if not own or len(own) < len(moved):
        yield replace(track, segments=without_overlap(moved, way.fps))
        return
    first, *more = _lanes(
        [*_in_turn([s for s in own if s.role == "voice"], way), *(s for s in own if s.role != "voice")]
    )
    yield replace(track, segments=first)
    for lane in more:
        yield replace(track, segments=lane, extra={})


def _carry(s: Segment, way: _Way) -> tuple[Segment, ...]:
    if isinstance(s, Text) and (s.role == "caption" or not _is_whole(s, way)):
        return _carry_text(s, way)
    if isinstance(s, Sound) and not is_bed(s):
        return _carry_sound(s, way)
    if is_beside(s) or (isinstance(s, Clip) and is_footage(s)):
        return _carry_footage(s, way)
    placed = _carry_place(s, way)
    if isinstance(s, Sound) and isinstance(placed, Sound) and s.levels:
        return (replace(placed, levels=_carry_levels(s, placed, way.spans)),)
    return () if placed is None else (placed,)


def is_bed(sound: Sound) -> bool:
    """Whether a sound lies under the film for as long as that is, and has no end of its own to keep."""
    return sound.role == "music" or sound.loop


def _carry_sound(s: Sound, way: _Way) -> tuple[Sound, ...]:
    kept = _kept_under(s, way)
    if s.role != "voice" and kept:
        kept = [(kept[0][0], s.end_ms)]
    heard = (replace(sound_part(s, a, b), start_ms=on_grid(way.begin(a), way.fps)) for a, b in kept)
    return tuple(
        replace(x, duration_ms=on_grid(min(x.end_ms, way.new_end), way.fps) - x.start_ms)
        if x.role != "voice"
        else x
        for x in heard
        if x.start_ms < way.new_end
    )


def _kept_under(s: Segment, way: _Way) -> list[tuple[int, int]]:
    """The stretches of the old film under a segment that are still there; what lies past the old film's end is."""
    kept: list[tuple[int, int]] = []
    for a, b in sorted([*((a, b) for a, b, _, _ in way.spans), (way.old_end, max(way.old_end, s.end_ms))]):
        low, high = max(a, s.start_ms), min(b, s.end_ms)
        if high <= low:
            continue
        if kept and low <= kept[-1][1]:
            kept[-1] = kept[-1][0], max(high, kept[-1][1])
        else:
            kept.append((low, high))
    return kept


def _in_turn(voices: Sequence[Sound], way: _Way) -> Iterator[Sound]:
    """Voices one after the other on the frame grid: later than wanted if another one is still heard, earlier if the film ends."""
    lengths = [frames(v.duration_ms, way.fps) for v in voices]
    wanted: list[int] = []
    free, end = 0, frames(way.new_end, way.fps)
    for voice, length in zip(voices, lengths, strict=True):
        wanted.append(max(free, frames(voice.start_ms, way.fps)))
        free = wanted[-1] + length
    limit = end
    for i in reversed(range(len(voices))):
        wanted[i] = limit = min(wanted[i], limit - lengths[i])
    free = 0
    for voice, start, length in zip(voices, wanted, lengths, strict=True):
        first, last = max(free, start), min(max(free, start) + length, end)
        if last > first:
            a, b = (round(n * 1000 / way.fps) for n in (first, last))
            yield replace(sound_part(voice, voice.start_ms, voice.start_ms + b - a), start_ms=a)
        free = max(free, last)


def _lanes(sounds: Iterable[Sound]) -> list[tuple[Sound, ...]]:
    """Sounds on as few tracks as hold them without one that is cut by the next."""
    lanes: list[list[Sound]] = []
    for sound in sorted(sounds, key=lambda s: s.start_ms):
        lane = next((x for x in lanes if x[-1].end_ms <= sound.start_ms), None)
        if lane is None:
            lanes.append([sound])
        else:
            lane.append(sound)
    return [tuple(lane) for lane in lanes]


def _carry_text(s: Text, way: _Way) -> tuple[Text, ...]:
    runs = _runs_under(s, way)
    if not runs:
        return ()
    first, last = max(runs, key=lambda run: run[1] - run[0])
    start, end = on_grid(first, way.fps), on_grid(min(last, way.new_end), way.fps)
    if end <= start:
        return ()
    words = _carry_words(s, start, end, way)
    return (replace(s, start_ms=start, duration_ms=end - start, words=words),)


def _runs_under(s: Segment, way: _Way) -> list[tuple[int, int]]:
    """Where the pictures under a segment are now; those that still follow each other, with nothing new between, are one run."""
    runs: list[tuple[int, int]] = []
    before: Span | None = None
    for span in way.spans:
        a, b, piece, clip = span
        low, high = max(a, s.start_ms), min(b, s.end_ms)
        if high <= low:
            continue
        start, end = (_moved(t - a, piece, clip) for t in (low, high))
        if before and a >= before[1] and before[3].start_ms <= clip.start_ms <= before[3].end_ms:
            runs[-1] = runs[-1][0], end
        else:
            runs.append((start, end))
        before = span
    return runs


def _carry_words(s: Text, start: int, end: int, way: _Way) -> tuple[Word, ...]:
    """The words of a text that is now seen from `start` to `end`: each at its moment, within the text, in their order."""
    moved: list[Word] = []
    begun = start
    for word in s.words:
        spoken = s.start_ms + word.start_ms
        begun = min(max(begun, way.begin(spoken)), end)
        done = min(max(begun, way.until(spoken + word.duration_ms)), end)
        moved.append(replace(word, start_ms=begun - start, duration_ms=done - begun))
    return tuple(moved)


def _carry_footage(s: Clip, way: _Way) -> tuple[Clip, ...]:
    """Moving pictures over or beside the film stay with the pictures of it that they were seen with: what is cut out of the
    film is cut out of them, and what plays faster takes them along, as a camera beside a screen recording has to."""
    found: list[Clip] = []
    begun = 0  # where the newest of these began in the old film
    for a, b, piece, clip in way.spans:
        low, high = max(a, s.start_ms), min(b, s.end_ms)
        if high <= low:
            continue
        start, end = (on_grid(_moved(t - a, piece, clip), way.fps) for t in (low, high))
        cut = part(s, low, high)
        cut = replace(cut, start_ms=start, duration_ms=end - start, speed=cut.speed * piece.faster)
        if found and _is_seamless(found[-1], cut):
            first = found.pop()
            cut = replace(part(s, begun, high), start_ms=first.start_ms, speed=first.speed)
            found.append(replace(cut, duration_ms=end - first.start_ms))
        elif end > start:
            found.append(cut)
            begun = low
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
    if _is_whole(s, way):
        return replace(s, start_ms=0, duration_ms=way.new_end) if way.new_end > 0 else None
    start = way.begin(s.start_ms)
    is_within = s.end_ms <= way.old_end + frame
    end = way.until(min(s.end_ms, way.old_end)) if is_within else start + s.duration_ms
    if end <= start:  # the clips it reached over changed places, or are gone
        end = start + s.duration_ms if _is_kept(s, way) else start
    start, end = on_grid(start, way.fps), on_grid(min(end, way.new_end), way.fps)
    return replace(s, start_ms=start, duration_ms=end - start) if end > start else None


def _is_whole(s: Segment, way: _Way) -> bool:
    """Whether a segment spanned the whole film, to half a frame."""
    return s.start_ms == 0 and s.end_ms >= way.old_end - 500 / way.fps


def _is_kept(s: Segment, way: _Way) -> bool:
    """Whether some of the old film under a segment is still there."""
    return way.begin(s.start_ms) != way.begin(s.end_ms) or way.until(s.start_ms) != way.until(s.end_ms)


def _carry_chapters(chapters: Sequence[Chapter], begin: TimeMap, end: int) -> tuple[Chapter, ...]:
    moved = [replace(c, start_ms=begin(c.start_ms)) for c in chapters]
    return tuple(sorted((c for c in moved if c.start_ms < end), key=lambda c: c.start_ms))
