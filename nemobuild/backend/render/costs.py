"""What a render takes on this machine, learnt from what renders took, and whether chunks or one pass is quicker.

Times are seconds of the whole machine: those of a process, divided by how many ran at once. The decisions are functions
of values; the record of past runs is a small file in the render's folder, and one that cannot be read is as good as none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from nemobuild.backend.render.store import write_whole

MOST_RUNS = 240
MOST_PASSED = 400
"""Chunks of films made in one pass that are remembered."""

START_S = 0.13
FRAME_S = 0.0117
"""Without a record: seconds of two cores for opening a source in a new process, and for a frame of 2 megapixels; measured
with x264 veryfast on chunks of 1 and of 4 s."""

WHOLE = 1.15
"""How much longer a frame takes in one pass, where none was measured: one encoder feeds two cores less well than two."""

SPREAD = 2.0
"""How much longer the longer half of the runs has to be, so that they tell starting from going on."""

WORTH, WORTH_S = 1.05, 2.0
"""How much quicker, as a ratio and in s, one pass has to be to be worth that a later change renders all of it again."""

MOST_BYTES = 500_000_000
"""Memory that one pass may take."""

MOST_SOURCES = 32
"""Sources that one pass may open: each takes 2.3 MB however small its picture is (183 MB were measured with 60 at
160x90), and memory is not to grow with the length of a film."""

HELD_FRAMES, ENCODER_FRAMES = 16, 80
"""Frames in memory for each source and for the encoder: with 11 and 24 sources of 1080p, 830 and 910 MB were measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one process took: `seconds` of the machine for `frames` of `pixels` each.

    `inputs` is 0 for a chunk, and the number of sources for a film made in one pass.
    """

    coding: str
    pixels: int
    frames: int
    seconds: float
    inputs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Seconds of the machine: to start a chunk, for a frame in one, and for a frame in one pass."""

    start: float
    frame: float
    whole: float
    runs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is remembered of earlier renders: their runs, and the chunks for which one pass stood in (their keys)."""

    runs: tuple[Run, ...] = ()
    passed: tuple[str, ...] = ()

    def with_runs(self, runs: Iterable[Run]) -> Record:
        return Record(runs=(*self.runs, *runs)[-MOST_RUNS:], passed=self.passed)

    def with_passed(self, keys: Iterable[str]) -> Record:
        kept = dict.fromkeys((*self.passed, *(_short(k) for k in keys)))
        return Record(runs=self.runs, passed=tuple(kept)[-MOST_PASSED:])

    def knows(self, keys: Iterable[str]) -> bool:
        """Whether one pass stood in for any of these chunks before."""
        return not {_short(k) for k in keys}.isdisjoint(self.passed)


def learnt(record: Record, coding: str, pixels: int) -> Costs:
    """What a chunk of this coding and size takes, by the runs of that coding; their frames count by their pixels."""
    runs = [r for r in record.runs if r.coding == coding]
    chunks = [(r.frames * r.pixels / pixels, r.seconds) for r in runs if not r.inputs]
    start, frame = _fitted(chunks, pixels)
    wholes = [
        max(r.seconds - r.inputs * start, 0.0) * pixels / (r.frames * r.pixels) for r in runs if r.inputs
    ]
    return Costs(start=start, frame=frame, whole=median(wholes) if wholes else frame * WHOLE, runs=len(runs))


def _fitted(points: Sequence[tuple[float, float]], pixels: int) -> tuple[float, float]:
    """Start and slope of a line through (frames, seconds): through the medians of the shorter and the longer half."""
    frame = FRAME_S * pixels / (1920 * 1080)
    ordered = sorted(points)
    short, long = ordered[: len(ordered) // 2], ordered[len(ordered) // 2 :]
    if not short:
        return START_S, frame
    (f1, s1), (f2, s2) = (_middle(half) for half in (short, long))
    if f2 < f1 * SPREAD or s2 <= s1:
        return START_S, max(median(s for _, s in ordered) - START_S, frame / 10) / median(
            f for f, _ in ordered
        )
    slope = (s2 - s1) / (f2 - f1)
    return max(s1 - slope * f1, 0.0), slope


def _middle(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return median(f for f, _ in points), median(s for _, s in points)


def one_pass_is_better(
    costs: Costs, frames: Sequence[int], pixels: int, inputs: int, *, present: bool, edited: bool
) -> tuple[bool, str]:
    """Whether a film in chunks of these lengths is quicker made as a whole, and why or why not.

    `inputs` are the sources that one pass would open, `present` whether any chunk is there already, `edited` whether
    this film was rendered before in one pass: who changes it again is better off with chunks.
    """
    chunked = len(frames) * costs.start + sum(frames) * costs.frame
    whole = inputs * costs.start + sum(frames) * costs.whole
    held = (inputs * HELD_FRAMES + ENCODER_FRAMES) * pixels * 3 // 2
    if len(frames) < 2:
        return False, "it is short"
    if present:
        return False, "some of its chunks are there already"
    if edited:
        return False, "an earlier version of it was rendered before"
    if held > MOST_BYTES or inputs > MOST_SOURCES:
        return False, f"one pass would hold {inputs} sources in memory"
    told = f"{chunked:.1f} s in {len(frames)} chunks, {whole:.1f} s in one pass, by {costs.runs} earlier runs"
    return chunked > max(whole * WORTH, whole + WORTH_S), told


def read(path: Path) -> Record:
    """The record; an empty one if there is none that can be read."""
    try:
        raw = json.loads(path.read_text("utf-8"))
        runs = tuple(_run(entry) for entry in raw["runs"])
        passed = tuple(str(key) for key in raw["passed"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Record()
    return Record(runs=runs[-MOST_RUNS:], passed=passed[-MOST_PASSED:])


def write(path: Path, record: Record) -> None:
    runs = [[r.coding, r.pixels, r.frames, round(r.seconds, 4), r.inputs] for r in record.runs]
    write_whole(path, json.dumps({"runs": runs, "passed": record.passed}))


def _run(entry: Sequence[object]) -> Run:
    coding, *numbers = entry
    pixels, frames, seconds, inputs = (float(str(n)) for n in numbers)
    if not all(0 < n < 1e9 for n in (pixels, frames, seconds, inputs + 1)):
        raise ValueError(entry)
    return Run(
        coding=str(coding), pixels=int(pixels), frames=int(frames), seconds=seconds, inputs=int(inputs)
    )


def _short(key: str) -> str:
    return key[:16]
