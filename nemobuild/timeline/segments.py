"""Single segments: the frame grid that they lie on, their parts, and what one of them is.

Times are ms. Knows nothing of the film that a segment lies in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeGuard

from nemobuild.timeline.model import Clip, Level, Motion, Segment, Sound, Text, Word

LONGEST_EXACT_STEP_MS = 150


def frames(ms: float, fps: float) -> int:
    """The number of the frame nearest to a time."""
    return round(ms * fps / 1000)


def on_grid(ms: float, fps: float) -> int:
    """The time of the frame nearest to a time."""
    return round(frames(ms, fps) * 1000 / fps)


def exact_step_ms(fps: float) -> int:
    """The shortest run of whole frames that is whole ms too (100 ms at 30 fps); 0 if it would be too coarse."""
    for count in range(1, 31):
        ms = count * 1000 / fps
        if abs(ms - round(ms)) < 1e-9 and ms <= LONGEST_EXACT_STEP_MS:
            return round(ms)
    return 0


def is_beside(segment: Segment) -> TypeGuard[Clip]:
    """Whether a segment is a part of a split screen: it belongs to the clips beside it, and to no card before or after."""
    return isinstance(segment, Clip) and segment.label == "split"


def is_footage(clip: Clip) -> bool:
    """Whether a clip shows a file's moving pictures."""
    return clip.source.kind == "video" and not clip.source.generator


def levels_of(stretches: Iterable[tuple[int, int, float]], length: int) -> tuple[Level, ...]:
    """Levels from starts, ends (ms) and gains: within `length`, in order, each cut where the one before ends."""
    found: list[Level] = []
    for start, end, gain in sorted(stretches):
        start, end = max(0, start, found[-1].end_ms if found else 0), min(end, length)
        if end <= start:
            continue
        if found and found[-1].end_ms == start and found[-1].gain == gain:
            found[-1] = replace(found[-1], duration_ms=end - found[-1].start_ms)
        else:
            found.append(Level(start_ms=start, duration_ms=end - start, gain=gain))
    return tuple(found)


def heard_between(sound: Sound, start: int, end: int) -> Sound:
    """A sound that begins and ends at other times of the film (ms); its levels stay where they are heard."""
    moved = (
        (x.start_ms + sound.start_ms - start, x.end_ms + sound.start_ms - start, x.gain) for x in sound.levels
    )
    return replace(sound, start_ms=start, duration_ms=end - start, levels=levels_of(moved, end - start))


def sound_part(sound: Sound, from_ms: int, to_ms: int) -> Sound:
    """The stretch of a sound between two film times inside it, with the source moved on to match."""
    head = from_ms - sound.start_ms
    return replace(
        heard_between(sound, from_ms, to_ms),
        source_start_ms=sound.source_start_ms + round(head * sound.speed),
        fade_in_ms=sound.fade_in_ms if head == 0 else 0,
        fade_out_ms=sound.fade_out_ms if to_ms >= sound.end_ms else 0,
    )


def text_part(text: Text, from_ms: int, to_ms: int) -> Text:
    """The stretch of a text between two film times inside it; its words are spoken within that."""

    def within(t: int) -> int:
        return min(max(from_ms, text.start_ms + t), to_ms) - from_ms

    def moved(word: Word) -> Word:
        start, end = within(word.start_ms), within(word.start_ms + word.duration_ms)
        return replace(word, start_ms=start, duration_ms=end - start)

    words = tuple(moved(w) for w in text.words)
    return replace(text, start_ms=from_ms, duration_ms=to_ms - from_ms, words=words)


def without_overlap(segments: Iterable[Segment], fps: float) -> tuple[Segment, ...]:
    """Segments in order, each cut where the next begins; a clip may overlap the one before by its transition."""
    kept: list[Segment] = []
    for segment in segments:
        while kept and kept[-1].end_ms > segment.start_ms + overlap_of(segment):
            last = kept.pop()
            left = segment.start_ms + overlap_of(segment) - last.start_ms
            if frames(left, fps) > 0:
                kept.append(_ending(last, last.start_ms + left))
                break
        kept.append(segment)
    return tuple(kept)


def _ending(segment: Segment, at: int) -> Segment:
    if isinstance(segment, Text):
        return text_part(segment, segment.start_ms, at)
    return replace(segment, duration_ms=at - segment.start_ms)


def overlap_of(segment: Segment) -> int:
    return segment.transition.duration_ms if isinstance(segment, Clip) and segment.transition else 0


def part(clip: Clip, from_ms: int, to_ms: int) -> Clip:
    """The stretch of a clip between two film times inside it, with the source moved on to match.

    Fades of picture and sound stay at the edges that they were at. One that is cut is over at the cut: it takes all of its
    piece, and what was seen of it beyond is whole. So it is quicker, but nothing jumps.
    """
    head, length = from_ms - clip.start_ms, to_ms - from_ms
    into = clip.duration_ms - head - length if clip.reverse else head
    is_first, is_last = head == 0, head + length == clip.duration_ms
    if is_first and is_last:
        return clip
    return replace(
        clip,
        start_ms=from_ms,
        duration_ms=length,
        source_start_ms=clip.source_start_ms + round(into * clip.speed),
        transition=clip.transition if is_first else None,
        fade_in_ms=min(clip.fade_in_ms, length) if is_first else 0,
        fade_out_ms=min(clip.fade_out_ms, length) if is_last else 0,
        audio_fade_in_ms=min(clip.audio_fade_in_ms, length) if is_first else 0,
        audio_fade_out_ms=min(clip.audio_fade_out_ms, length) if is_last else 0,
        motion=_motion_from(clip, head),
    )


def _motion_from(clip: Clip, head: int) -> Motion | None:
    """The move of a piece that begins `head` ms into a clip: where the clip's own was."""
    if clip.motion is None:
        return None
    whole = clip.motion.whole_ms or clip.duration_ms
    return replace(clip.motion, offset_ms=clip.motion.offset_ms + head, whole_ms=whole)
