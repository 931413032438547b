"""Subtitles of a recording that is cut, sped up or put after something else: each line where its words are in the film.

Pure: lines in the recording's time and a timeline in, lines in the film's time out. Times are ms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from nemobuild.backend.interpret.subtitles import Line
from nemobuild.timeline import edits
from nemobuild.timeline.model import Clip, Sound, Timeline, Word

SHORTEST_MS = 300
"""What is left of a line that was cut is not worth showing for less."""
_LANGUAGE = re.compile(r"[._-][a-z]{2}(?:[_-][a-z]{2})?$")
_ROUNDED_MS = 2
_FRAME_MS = 20  # a frame that stands still is a stretch of a little less than a frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From `first_ms` to `last_ms` of a recording, seen or heard from `start_ms` of the film on, `speed` times as fast."""

    start_ms: int
    first_ms: float
    last_ms: float
    speed: float

    @property
    def end_ms(self) -> float:
        return self.start_ms + (self.last_ms - self.first_ms) / self.speed

    def moved(self, ms: float) -> int:
        """Where a moment of the recording is in the film; the nearest one that is, where it was cut away."""
        inside = min(max(ms, self.first_ms), self.last_ms)
        return self.start_ms + round((inside - self.first_ms) / self.speed)


def recording(timeline: Timeline, name: str) -> tuple[tuple[Stretch, ...], ...] | None:
    """Where the recording that a file of subtitles is for is in the film: runs of stretches that follow each other there as
    in the recording. None where it is not known which recording that is.

    It is the one with the file's own name (`talk.en.srt` is for `talk.mp4`), or the only footage of the film if no other
    has it.
    """
    main: list[tuple[Clip | Sound, int]] = [
        (p.clip, p.to_ms or p.clip.end_ms) for p in edits.pieces(timeline) if edits.is_footage(p.clip)
    ]
    voices: list[tuple[Clip | Sound, int]] = [
        (s, s.end_ms) for s in edits.sounds(timeline, "voice") if s.source.digest
    ]
    own = [(s, end) for s, end in main + voices if _stem(s.source.name) in _stems(name)]
    if not own and len({clip.source.digest for clip, _ in main}) == 1:
        own = list(main)
    return tuple(_runs([_stretch(s, end) for s, end in own if not _is_reversed(s)])) if own else None


def in_the_film(lines: Sequence[Line], runs: Sequence[Sequence[Stretch]]) -> tuple[Line, ...]:
    """Lines of a recording where its words are in the film: one that was cut in two ends, or begins, there, one of which
    nothing is left is not among them, and one that is in the film twice is there twice."""
    found = [seen for run in runs for line in lines if (seen := _seen(line, run))]
    return tuple(sorted(found, key=lambda line: line.start_ms))


def _seen(line: Line, run: Sequence[Stretch]) -> Line | None:
    parts = [s for s in run if s.first_ms < line.end_ms and s.last_ms > line.start_ms]
    if not parts:
        return None
    start, end = parts[0].moved(line.start_ms), parts[-1].moved(line.end_ms)
    if end - start < min(SHORTEST_MS, (line.end_ms - line.start_ms) / parts[0].speed - _ROUNDED_MS):
        return None
    return Line(start_ms=start, end_ms=end, text=line.text, words=_words(line, parts, start))


def _words(line: Line, parts: Sequence[Stretch], start: int) -> tuple[Word, ...]:
    """The words of a line, each at its moment; without times where the line lost some of them."""
    if parts[0].first_ms > line.start_ms or parts[-1].last_ms < line.end_ms:
        return ()
    moved: list[Word] = []
    for word in line.words:
        spoken = line.start_ms + word.start_ms
        begin, end = (_moment(parts, ms) for ms in (spoken, spoken + word.duration_ms))
        moved.append(replace(word, start_ms=begin - start, duration_ms=max(0, end - begin)))
    return tuple(moved)


def _moment(parts: Sequence[Stretch], ms: float) -> int:
    part = next((p for p in parts if p.last_ms >= ms), parts[-1])
    return part.moved(ms)


def _runs(stretches: Sequence[Stretch]) -> Iterator[tuple[Stretch, ...]]:
    run: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda s: s.start_ms):
        if run and not _goes_on(run[-1], stretch):
            yield tuple(run)
            run = []
        run.append(stretch)
    if run:
        yield tuple(run)


def _goes_on(before: Stretch, after: Stretch) -> bool:
    """Whether one follows the other in the film at once, and in the recording later: what lies between them was cut out."""
    follows = abs(after.start_ms - before.end_ms) <= _ROUNDED_MS
    return follows and after.first_ms >= before.last_ms - _FRAME_MS


def _stretch(segment: Clip | Sound, end: int) -> Stretch:
    length = (end - segment.start_ms) * segment.speed
    first = float(segment.source_start_ms)
    return Stretch(start_ms=segment.start_ms, first_ms=first, last_ms=first + length, speed=segment.speed)


def _is_reversed(segment: Clip | Sound) -> bool:
    return isinstance(segment, Clip) and segment.reverse


def _stem(name: str) -> str:
    return PurePath(name).stem.casefold()


def _stems(name: str) -> tuple[str, ...]:
    """What a recording may be called whose subtitles have this name."""
    stem = _stem(name)
    return stem, _LANGUAGE.sub("", stem)
