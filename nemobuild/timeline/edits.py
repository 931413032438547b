"""The primitives of editing: pure functions from a timeline to a changed timeline.

Times are ms. Starts and ends that an edit produces lie on the canvas's frame grid, so that inserting and removing is
always whole frames, and a clip ends exactly where the next begins (or overlaps it by its transition). Whatever lies
above or below the main track is carried along (`carry`). The module knows nothing about sentences, media files or
rendering.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from nemobuild.timeline.carry import Piece as Piece
from nemobuild.timeline.carry import carried
from nemobuild.timeline.model import Clip, Segment, Sound, Text, Timeline, Track, Transition
from nemobuild.timeline.segments import exact_step_ms as exact_step_ms
from nemobuild.timeline.segments import frames, overlap_of, without_overlap
from nemobuild.timeline.segments import heard_between as heard_between
from nemobuild.timeline.segments import is_beside as is_beside
from nemobuild.timeline.segments import is_footage as is_footage
from nemobuild.timeline.segments import levels_of as levels_of
from nemobuild.timeline.segments import on_grid as on_grid
from nemobuild.timeline.segments import part as part
from nemobuild.timeline.segments import sound_part as sound_part
from nemobuild.timeline.segments import text_part as text_part
from nemobuild.timeline.shots import Shot as Shot
from nemobuild.timeline.shots import joins as joins
from nemobuild.timeline.shots import runs as runs
from nemobuild.timeline.shots import shots as shots
from nemobuild.timeline.shots import shots_of as shots_of
from nemobuild.timeline.shots import visible_cuts as visible_cuts

S = TypeVar("S", Clip, Sound, Text)


def clips(timeline: Timeline) -> tuple[Clip, ...]:
    """The clips of the main track."""
    return tuple(s for s in timeline.main.segments if isinstance(s, Clip))


def film_ms(timeline: Timeline) -> int:
    """How long the main track is; how long anything is where there is no main track."""
    return timeline.main.end_ms or timeline.duration_ms


def _next_number(tracks: Iterable[Track]) -> int:
    """A number higher than that of any id."""
    found = (re.fullmatch(r"[a-z]+(\d+)", s.id) for track in tracks for s in track.segments)
    return max((int(match[1]) for match in found if match), default=0) + 1


def numbered(timeline: Timeline, segments: Iterable[S], prefix: str) -> tuple[S, ...]:
    """Segments with fresh ids."""
    first = _next_number(timeline.tracks)
    return tuple(replace(s, id=f"{prefix}{first + i}") for i, s in enumerate(segments))


def laid(segments: Sequence[Clip], fps: float) -> tuple[Clip, ...]:
    """Clips one after the other from 0 on the frame grid, each overlapping the one before by its transition.

    No more than two clips are ever seen at once, so a transition ends where the one before it at the earliest; the
    first clip has none.
    """
    placed: list[Clip] = []
    end = free = 0
    for clip in segments:
        length = max(1, frames(clip.duration_ms, fps))
        wanted = frames(clip.transition.duration_ms, fps) if clip.transition and placed else 0
        overlap = max(0, min(wanted, length, free))
        start = end - overlap
        placed.append(_at_frames(clip, start, start + length, overlap, fps))
        end, free = start + length, length - overlap
    return tuple(placed)


def _at_frames(clip: Clip, start: int, end: int, overlap: int, fps: float) -> Clip:
    start_ms, end_ms = round(start * 1000 / fps), round(end * 1000 / fps)
    transition = None
    if overlap and clip.transition is not None:
        transition = replace(clip.transition, duration_ms=round((start + overlap) * 1000 / fps) - start_ms)
    return replace(clip, start_ms=start_ms, duration_ms=end_ms - start_ms, transition=transition)


def pieces(timeline: Timeline) -> tuple[Piece, ...]:
    """The main track as it is. A transition's overlap counts for the later clip."""
    own = clips(timeline)
    ends = [c.start_ms for c in own[1:]] + [c.end_ms for c in own[-1:]]
    return tuple(Piece(clip=c, from_ms=c.start_ms, to_ms=e) for c, e in zip(own, ends, strict=True))


def with_main(timeline: Timeline, new: Sequence[Piece]) -> Timeline:
    """The timeline with its main track made of `new`, everything else carried along.

    A piece counts as one clip with the one before only as long as that is the one that it was cut off.
    """
    placed = laid(_counted_anew(new), timeline.canvas.fps)
    main = replace(timeline.main, segments=placed)
    done = carried(timeline, new, placed, main.end_ms)
    others = (t for t in done.tracks if t is not timeline.main and (t.segments or t.extra))
    return replace(done, tracks=_each_its_own_id((main, *others)))


def _counted_anew(new: Sequence[Piece]) -> list[Clip]:
    ends = [None, *(p.to_ms for p in new)]
    return [
        replace(p.clip, goes_on=False) if p.clip.goes_on and (i == 0 or end != p.from_ms) else p.clip
        for i, (p, end) in enumerate(zip(new, ends, strict=False))
    ]


def _each_its_own_id(tracks: Sequence[Track]) -> tuple[Track, ...]:
    """Tracks in which what was cut in two has two ids."""
    main, *others = tracks
    fresh, seen = _next_number(tracks), {s.id for s in main.segments}
    done = [main]
    for track in others:
        kept: list[Segment] = []
        for segment in track.segments:
            if segment.id and segment.id in seen:
                prefix = segment.id.rstrip("0123456789") or "c"
                segment, fresh = replace(segment, id=f"{prefix}{fresh}"), fresh + 1
            seen.add(segment.id)
            kept.append(segment)
        done.append(replace(track, segments=tuple(kept)))
    return tuple(done)


def keep_ranges(
    timeline: Timeline, ranges: Sequence[tuple[int, int]], *, soften_ms: int = 0, as_one: bool = False
) -> Timeline:
    """Only these stretches of the film, in this order. `soften_ms`: an audio fade at each new cut against clicks.

    `as_one`: what is left of a shot still counts as one clip.
    """
    kept: list[Piece] = []
    for a, b in ranges:
        kept += _pieces_between(timeline, on_grid(a, timeline.canvas.fps), on_grid(b, timeline.canvas.fps))
    done = with_main(timeline, _softened(kept, timeline, soften_ms) if soften_ms else kept)
    if not as_one:
        return done
    begins = [shot.start_ms for shot in shots(timeline)]
    of = [bisect_right(begins, p.from_ms or 0) for p in kept]
    return going_on(done, [i for i, (one, next_) in enumerate(pairwise(of), 1) if one == next_])


def going_on(timeline: Timeline, indexes: Collection[int]) -> Timeline:
    """The pieces of the main track with these indices count as one clip with the ones before them."""
    return change_clips(timeline, lambda i, c: replace(c, goes_on=True) if i in indexes else c)


def _pieces_between(timeline: Timeline, a: int, b: int) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces(timeline):
        start, seen_to = max(a, piece.clip.start_ms), min(b, piece.to_ms or 0)
        end = piece.clip.end_ms if seen_to == piece.to_ms and b > seen_to else min(b, piece.clip.end_ms)
        if seen_to > start:
            cut = part(piece.clip, start, end)
            found.append(
                Piece(clip=cut if found else replace(cut, transition=None), from_ms=start, to_ms=seen_to)
            )
    return found


def _softened(kept: Sequence[Piece], timeline: Timeline, soften_ms: int) -> list[Piece]:
    """Pieces with an audio fade at each edge that no clip had; an edge that an effect had cut counts where it is torn."""
    own = clips(timeline)
    still = {a.to_ms for a, b in pairwise(kept) if a.to_ms == b.from_ms}
    torn = {c.start_ms for c in own if c.goes_on} - still
    starts, ends = {(c.id, c.start_ms) for c in own}, {(c.id, c.end_ms) for c in own}

    def soft(clip: Clip) -> Clip:
        begins = (clip.id, clip.start_ms) in starts and clip.start_ms not in torn
        stops = (clip.id, clip.end_ms) in ends and clip.end_ms not in torn
        return replace(
            clip,
            audio_fade_in_ms=clip.audio_fade_in_ms if begins else soften_ms,
            audio_fade_out_ms=clip.audio_fade_out_ms if stops else soften_ms,
        )

    return [replace(p, clip=soft(p.clip)) for p in kept]


def without_clips(timeline: Timeline, gone: Collection[int]) -> Timeline:
    """The film without these clips of its main track (indices from 0).

    Where transitions led both into and out of what goes, the one out of it stays, now from the clip before: a film whose
    clips all dissolve has no hard cut for a clip that was taken out.
    """
    kept: list[Piece] = []
    left_out: Piece | None = None  # the first of the clips that went since the last one kept
    for i, piece in enumerate(pieces(timeline)):
        if i in gone:
            left_out = left_out or piece
            continue
        if left_out and not (kept and left_out.clip.transition and piece.clip.transition):
            kept[-1:] = [_without_its_tail(p) for p in kept[-1:]]
            piece = replace(piece, clip=replace(piece.clip, transition=None))
        left_out = None
        kept.append(piece)
    if left_out:
        kept[-1:] = [_without_its_tail(p) for p in kept[-1:]]
    return with_main(timeline, kept)


def put_in_place(timeline: Timeline, new: Clip, first: int, last: int) -> Timeline:
    """A clip instead of those from index `first` to `last`: it comes in as they did, and what lay above them lies above it."""
    every = pieces(timeline)
    (clip,) = numbered(timeline, [replace(new, transition=every[first].clip.transition)], "c")
    piece = Piece(clip=clip, from_ms=every[first].from_ms, to_ms=every[last].to_ms)
    after = [
        replace(p, clip=replace(p.clip, transition=None))
        if i == 0 and overlap_of(p.clip) * 2 > clip.duration_ms
        else p
        for i, p in enumerate(every[last + 1 :])
    ]
    return with_main(timeline, [*every[:first], piece, *after])


def _without_its_tail(piece: Piece) -> Piece:
    """A clip that ends where the next one began to dissolve in."""
    clip = piece.clip
    return replace(piece, clip=part(clip, clip.start_ms, piece.to_ms or clip.end_ms))


def complement(ranges: Iterable[tuple[int, int]], end: int) -> tuple[tuple[int, int], ...]:
    """What is left of 0..end without the ranges."""
    left: list[tuple[int, int]] = []
    at = 0
    for a, b in sorted(ranges):
        if a > at:
            left.append((at, min(a, end)))
        at = max(at, b)
    if at < end:
        left.append((at, end))
    return tuple((a, b) for a, b in left if b > a)


def insert(timeline: Timeline, new: Sequence[Clip], at_index: int) -> Timeline:
    """New clips on the main track before the clip with this index (its length to append)."""
    own = list(pieces(timeline))
    if at_index == 0 and own and own[0].clip.transition:
        own[0] = replace(own[0], clip=replace(own[0].clip, transition=None))
    added = [Piece(clip=c) for c in numbered(timeline, new, "c")]
    return with_main(timeline, [*own[:at_index], *added, *own[at_index:]])


def append(timeline: Timeline, new: Sequence[Clip]) -> Timeline:
    return insert(timeline, new, len(clips(timeline)))


def within(timeline: Timeline, start: float, end: float) -> tuple[int, ...]:
    """The main clips that lie in a stretch (ms), to a frame: after `split_at` its ends, all that is seen in it."""
    near = 1000 / timeline.canvas.fps
    own = enumerate(clips(timeline))
    return tuple(i for i, c in own if c.start_ms >= start - near and c.end_ms <= end + near)


def split_at(timeline: Timeline, times: Iterable[int]) -> Timeline:
    """A cut at each time that lies inside the film and in no transition; nothing is seen or heard of it.

    What was one clip still counts as one: it is cut for an effect (`cut_apart` makes clips of it).
    """
    cuts = sorted({on_grid(t, timeline.canvas.fps) for t in times})
    new: list[Piece] = []
    for piece in pieces(timeline):
        inside = [t for t in cuts if piece.clip.start_ms + overlap_of(piece.clip) < t < (piece.to_ms or 0)]
        edges = [piece.clip.start_ms, *inside, piece.clip.end_ms]
        for i, (a, b) in enumerate(pairwise(edges)):
            cut = part(piece.clip, a, b)
            cut = replace(cut, goes_on=True) if i else cut
            seen_to = b if i < len(inside) else piece.to_ms
            new.append(Piece(clip=cut, from_ms=a, to_ms=seen_to))
    return with_main(timeline, _renumbered(timeline, new))


def cut_apart(timeline: Timeline, times: Iterable[int]) -> Timeline:
    """`split_at` where another clip is to begin at each of the times."""
    begins = {on_grid(t, timeline.canvas.fps) for t in times}
    done = split_at(timeline, begins)
    return change_clips(done, lambda _, c: replace(c, goes_on=False) if c.start_ms in begins else c)


def _renumbered(timeline: Timeline, new: Sequence[Piece]) -> list[Piece]:
    """A fresh id for each piece whose id is taken already by a piece before."""
    seen: set[str] = set()
    fresh = _next_number(timeline.tracks)
    renamed: list[Piece] = []
    for piece in new:
        clip = piece.clip
        if clip.id in seen:
            clip, fresh = replace(clip, id=f"c{fresh}"), fresh + 1
        seen.add(clip.id)
        renamed.append(replace(piece, clip=clip))
    return renamed


def cut_to_pieces(
    timeline: Timeline, ranges: Sequence[tuple[int, int]], *, soften_ms: int = 0, as_one: bool = False
) -> Timeline:
    """The film without these stretches, each piece with an id of its own; what comes after moves up and carries what lies above."""
    return keep_as_pieces(timeline, complement(ranges, film_ms(timeline)), soften_ms=soften_ms, as_one=as_one)


def keep_as_pieces(
    timeline: Timeline, ranges: Sequence[tuple[int, int]], *, soften_ms: int = 0, as_one: bool = False
) -> Timeline:
    """`keep_ranges` with an id of its own for each piece."""
    done = keep_ranges(timeline, ranges, soften_ms=soften_ms, as_one=as_one)
    return with_main(done, _renumbered(done, pieces(done)))


def reorder(timeline: Timeline, order: Sequence[int]) -> Timeline:
    """The main clips in another order; what lies above a clip goes with it. An index may come more than once.

    The first clip has nothing to come from: the clip that was first takes its transition.
    """
    own = pieces(timeline)
    new = [own[i] for i in order]
    if new:
        spare = new[0].clip.transition
        new[0] = replace(new[0], clip=replace(new[0].clip, transition=None))
        at = order.index(0) if 0 in order else 0
        if spare and at and spare.duration_ms < min(p.clip.duration_ms for p in new[at - 1 : at + 1]):
            new[at] = replace(new[at], clip=replace(new[at].clip, transition=spare))
    return with_main(timeline, _renumbered(timeline, new))


def reorder_shots(timeline: Timeline, order: Sequence[int]) -> Timeline:
    """The shots in another order, each with all of its pieces. A number (from 0) may come more than once."""
    every = shots(timeline)
    return reorder(timeline, [i for n in order for i in every[n].indexes])


def shots_lasting(timeline: Timeline, lengths: Mapping[int, int]) -> Timeline:
    """Shots (from 0) of other lengths (ms): the pieces of a picture or card are all shown for longer or less, of a film as
    much goes at its end."""
    own = pieces(timeline)
    new: list[Piece] = []
    for n, shot in enumerate(shots(timeline)):
        length = lengths.get(n, shot.duration_ms)
        is_film = any(is_footage(c) for c in shot.pieces)
        for i in shot.indexes:
            piece, at = own[i], own[i].clip.start_ms - shot.start_ms
            if is_film:
                shown = min(piece.clip.duration_ms, length - at)
                clip = replace(piece.clip, duration_ms=shown)
            else:
                rate = length / shot.duration_ms
                shown = round((at + piece.clip.duration_ms) * rate) - round(at * rate)
                clip = _with_its_move(piece.clip, replace(piece.clip, duration_ms=shown))
            if shown > 0:
                new.append(replace(piece, clip=clip, was_ms=piece.clip.duration_ms))
    return with_main(timeline, new)


def change_clips(timeline: Timeline, change: Callable[[int, Clip], Clip]) -> Timeline:
    """Each main clip changed; lengths may change, and what lies above is carried along, as is the clip's own move."""
    own = pieces(timeline)
    changed = [_with_its_move(p.clip, change(i, p.clip)) for i, p in enumerate(own)]
    return with_main(
        timeline,
        [
            replace(
                p, clip=c, was_ms=p.clip.duration_ms, faster=c.speed / p.clip.speed if p.clip.speed else 1.0
            )
            for p, c in zip(own, changed, strict=True)
        ],
    )


def _with_its_move(before: Clip, clip: Clip) -> Clip:
    """A clip of another length: the part of a move that it shows stays the same part."""
    motion = clip.motion
    if motion is None or motion is not before.motion or not motion.whole_ms:
        return clip
    ratio = clip.duration_ms / before.duration_ms
    scaled = replace(
        motion, offset_ms=round(motion.offset_ms * ratio), whole_ms=round(motion.whole_ms * ratio)
    )
    return replace(clip, motion=scaled)


def set_speed(clip: Clip, factor: float) -> Clip:
    """The same material `factor` times as fast as now."""
    return replace(clip, speed=clip.speed * factor, duration_ms=max(1, round(clip.duration_ms / factor)))


def set_transitions(
    timeline: Timeline,
    name: str,
    duration_ms: int,
    handles: Callable[[Clip], tuple[int, int]],
    only: set[int] | None = None,
) -> Timeline:
    """A transition at each join (or before the clips in `only`).

    `handles` says how many ms of unused material lie before and after a clip. Where there is some, both sides reach
    into it by half of the transition, so that nothing is lost and the film keeps its length. A transition takes at most
    half of the shorter of its two clips.
    """
    step = on_grid(duration_ms, timeline.canvas.fps)
    half = on_grid(step / 2, timeline.canvas.fps)
    new = list(pieces(timeline))
    for i in range(1, len(new)):
        if only is not None and i not in only:
            continue
        was = new[i].clip.transition
        tail, head = (was.tail_ms, was.head_ms) if was else (0, 0)
        if was is None:
            before, after = handles(new[i - 1].clip)[1], handles(new[i].clip)[0]
            if before >= half and after >= step - half:
                tail, head = half, step - half
                new[i - 1] = replace(new[i - 1], clip=_reach(new[i - 1].clip, 0, half))
                new[i] = replace(new[i], clip=_reach(new[i].clip, step - half, 0), into_ms=step - half)
        most = min(new[i - 1].clip.duration_ms, new[i].clip.duration_ms) // 2
        transition = Transition(name=name, duration_ms=min(step, most), tail_ms=tail, head_ms=head)
        new[i] = replace(new[i], clip=replace(new[i].clip, transition=transition))
    return with_main(timeline, new)


def without_transitions(timeline: Timeline, indexes: Collection[int]) -> Timeline:
    """Hard cuts before the pieces of the main track with these indices: what was shown for their transitions alone is not seen any
    more, as far as it is still there."""
    new = list(pieces(timeline))
    for i in sorted(indexes):
        before, piece = new[i - 1], new[i]
        if (went := piece.clip.transition) is None:
            continue
        tail = went.tail_ms if went.tail_ms < before.clip.duration_ms else 0
        head = went.head_ms if went.head_ms < piece.clip.duration_ms else 0
        shorter = _reach(replace(piece.clip, transition=None), -head, 0)
        cut = (piece.from_ms or 0) + head
        if tail or head:
            new[i - 1] = replace(before, clip=_reach(before.clip, 0, -tail), to_ms=cut)
            piece = replace(piece, from_ms=cut)
        new[i] = replace(piece, clip=shorter)
    done = with_main(timeline, new)
    return _ending_with_their_clips(timeline, done, indexes)


def _ending_with_their_clips(before: Timeline, now: Timeline, indexes: Collection[int]) -> Timeline:
    """Words that ended with a clip whose end lay under the next one end with it still, where that end is seen now."""
    own, left = clips(before), clips(now)
    ends = {own[i - 1].end_ms: left[i - 1].end_ms for i in indexes}
    begins = {own[i - 1].end_ms: own[i].start_ms for i in indexes}
    was = {s.id: s for t in before.of_kind("text") for s in t.segments}

    def change(s: Segment) -> Segment:
        old = was.get(s.id)
        if old is None or old.end_ms not in ends or old.start_ms >= begins[old.end_ms]:
            return s
        return replace(s, duration_ms=ends[old.end_ms] - s.start_ms)

    return change_segments(now, change)


def _reach(clip: Clip, before_ms: int, after_ms: int) -> Clip:
    """A clip that shows more of its source at either end. A picture has no time of its own to move back in."""
    still = clip.source.kind == "image" or bool(clip.source.generator)
    start = clip.source_start_ms if still else clip.source_start_ms - round(before_ms * clip.speed)
    return replace(clip, source_start_ms=max(0, start), duration_ms=clip.duration_ms + before_ms + after_ms)


def add_above(timeline: Timeline, segment: Segment, *, name: str = "", avoid: Sequence[str] = ()) -> Timeline:
    """A segment on the first track of its kind (not the main one, nor one named in `avoid`) that has room for it.

    Otherwise on a new track.
    """
    return add_all_above(timeline, (segment,), name=name, avoid=avoid)


_KINDS = {Clip: ("video", "o"), Sound: ("audio", "s"), Text: ("text", "t")}
"""The kind of track that a segment lies on, and how its id begins."""


def add_all_above(
    timeline: Timeline, segments: Sequence[Segment], *, name: str = "", avoid: Sequence[str] = ()
) -> Timeline:
    """Segments as `add_above` adds them, one after the other."""
    tracks = list(timeline.tracks)
    if any(isinstance(s, Clip) for s in segments) and not timeline.of_kind("video"):
        tracks.insert(0, Track(kind="video", name="main"))
    main = next((t for t in tracks if t.kind == "video"), None)
    lanes = [sorted(t.segments, key=_start_of) for t in tracks]
    fresh = _next_number((*tracks, Track(segments=tuple(segments))))
    for i, segment in enumerate(segments):
        kind, prefix = _KINDS[type(segment)]
        new = _on_grid(segment, timeline.canvas.fps, segment.id or f"{prefix}{fresh + i}")
        lane = next(
            (
                lane
                for t, lane in zip(tracks, lanes, strict=True)
                if t.kind == kind
                and t is not main
                and t.name not in avoid
                and (not name or t.name == name)
                and _has_room(lane, new)
            ),
            None,
        )
        if lane is None:
            tracks.append(Track(kind=kind, name=name or kind))
            lanes.append([new])
        else:
            insort(lane, new, key=_start_of)
    laid = (
        t if len(lane) == len(t.segments) else replace(t, segments=tuple(lane))
        for t, lane in zip(tracks, lanes, strict=True)
    )
    return replace(timeline, tracks=tuple(laid))


def _start_of(segment: Segment) -> int:
    return segment.start_ms


def _on_grid(segment: Segment, fps: float, name: str) -> Segment:
    start, end = on_grid(segment.start_ms, fps), on_grid(segment.end_ms, fps)
    return replace(segment, id=name, start_ms=start, duration_ms=end - start)


def _has_room(lane: Sequence[Segment], new: Segment) -> bool:
    """Whether a segment overlaps none of those of a track, which are in order and do not overlap."""
    at = bisect_left(lane, new.end_ms, key=_start_of)
    return at == 0 or lane[at - 1].end_ms <= new.start_ms


def change_segments(timeline: Timeline, change: Callable[[Segment], Segment | None]) -> Timeline:
    """Every segment off the main track changed, or left out where `change` gives None; empty tracks go."""
    tracks: list[Track] = []
    for track in timeline.tracks:
        if track is timeline.main:
            tracks.append(track)
            continue
        changed = [new for s in track.segments if (new := change(s)) is not None]
        if changed or track.extra:
            ordered = sorted(changed, key=lambda s: s.start_ms)
            tracks.append(replace(track, segments=without_overlap(ordered, timeline.canvas.fps)))
    return replace(timeline, tracks=tuple(tracks))


def change_over(
    timeline: Timeline, ids: Collection[str], change: Callable[[Clip], Clip], from_ms: int, to_ms: int
) -> Timeline:
    """The clips off the main track with these ids changed between two times of the film, and cut there."""
    fps = timeline.canvas.fps
    edges = on_grid(from_ms, fps), on_grid(to_ms, fps)

    def parts(s: Segment) -> tuple[Segment, ...]:
        if not isinstance(s, Clip) or s.id not in ids:
            return (s,)
        at = sorted({s.start_ms, s.end_ms, *(t for t in edges if s.start_ms < t < s.end_ms)})
        cut = (part(s, a, b) for a, b in pairwise(at))
        return tuple(change(c) if edges[0] <= c.start_ms and c.end_ms <= edges[1] else c for c in cut)

    tracks = (
        t if t is timeline.main else replace(t, segments=tuple(new for s in t.segments for new in parts(s)))
        for t in timeline.tracks
    )
    return replace(timeline, tracks=_each_its_own_id(tuple(tracks)))


def texts(timeline: Timeline) -> tuple[Text, ...]:
    """All texts in the order of their start."""
    found = [s for t in timeline.of_kind("text") for s in t.segments if isinstance(s, Text)]
    return tuple(sorted(found, key=lambda s: s.start_ms))


def sounds(timeline: Timeline, role: str = "") -> tuple[Sound, ...]:
    """All sounds on audio tracks, or those of a role."""
    found = [s for t in timeline.of_kind("audio") for s in t.segments if isinstance(s, Sound)]
    return tuple(s for s in found if not role or s.role == role)


def overlays(timeline: Timeline) -> tuple[Clip, ...]:
    """The clips on video tracks above the main one."""
    tracks = [t for t in timeline.of_kind("video") if t is not timeline.main]
    return tuple(s for t in tracks for s in t.segments if isinstance(s, Clip))


def same_moment(before: Timeline, after: Timeline, ms: int) -> int | None:
    """Where what is seen at a time (ms) of one film is seen in another that was made of it by cuts and changes of speed; None
    where it is not seen any more. Pictures and cards, which look the same throughout, are found by the time within them."""
    own = clips(before)
    clip = next(
        (c for c in own if c.start_ms <= ms < c.end_ms), own[-1] if own and ms == film_ms(before) else None
    )
    if clip is None:
        return None
    shown = clip.source_start_ms + (ms - clip.start_ms) * clip.speed
    for other in clips(after):
        within = other.source_start_ms, other.source_start_ms + other.duration_ms * other.speed
        if other.source == clip.source and within[0] - 1 <= shown <= within[1] + 1 and not other.reverse:
            return other.start_ms + max(0, round((shown - other.source_start_ms) / other.speed))
    return None


def at_time(timeline: Timeline, ms: int) -> int:
    """The index of the main clip that is seen at a time; the last one past the end."""
    own = pieces(timeline)
    return next((i for i, p in enumerate(own) if ms < (p.to_ms or 0)), len(own) - 1)
