"""Chunks or one pass: what is learnt from earlier runs, and what is decided by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from nemobuild.backend.render import costs, plan
from nemobuild.backend.render import film as films
from nemobuild.backend.render.costs import Costs, Record, Run, learnt, one_pass_is_better
from nemobuild.backend.render.output import Output
from nemobuild.timeline.model import Canvas, Clip, Media, Source, Timeline, Track

FULL_HD = 1920 * 1080
KIND = "software h264 standard"
SMALL = Output(width=320, height=180, quality="draft")


def chunk(frames: int, seconds: float, *, pixels: int = FULL_HD, inputs: int = 0, coding: str = KIND) -> Run:
    return Run(coding=coding, pixels=pixels, frames=frames, seconds=seconds, inputs=inputs)


def test_starting_and_going_on_are_told_apart() -> None:
    """Chunks of 0.2 s and 0.01 s a frame, one of them disturbed."""
    runs = [chunk(n, 0.2 + 0.01 * n) for n in (20, 30, 40, 150, 160, 180)] + [chunk(170, 9.0)]
    found = learnt(Record(runs=tuple(runs)), KIND, FULL_HD)
    assert found.start == pytest.approx(0.2, abs=0.05)
    assert found.frame == pytest.approx(0.01, rel=0.1)
    assert found.whole == pytest.approx(found.frame * costs.WHOLE)
    assert found.runs == 7


def test_frames_count_by_their_size_and_other_codings_not_at_all() -> None:
    runs = (chunk(20, 0.4), chunk(200, 2.2), chunk(200, 99.0, coding="software h265 high"))
    small = learnt(Record(runs=runs), KIND, FULL_HD // 4)
    assert small.frame == pytest.approx(0.0025)
    assert small.start == pytest.approx(0.2)
    assert small.runs == 2


def test_one_pass_is_learnt_from_where_it_was_taken() -> None:
    runs = (chunk(20, 0.4), chunk(200, 2.2), chunk(1000, 13.0, inputs=5))
    assert learnt(Record(runs=runs), KIND, FULL_HD).whole == pytest.approx(0.012)


def test_without_a_record_there_is_a_measured_default() -> None:
    found = learnt(Record(), KIND, FULL_HD)
    assert found == Costs(start=costs.START_S, frame=costs.FRAME_S, whole=costs.FRAME_S * costs.WHOLE)


def test_chunks_of_one_length_do_not_tell_starting_from_going_on() -> None:
    """The default start is taken from what they took; and what took less than that still takes some time."""
    same = learnt(Record(runs=(chunk(100, 2.0), chunk(110, 2.2))), KIND, FULL_HD)
    assert (same.start, same.frame) == (costs.START_S, pytest.approx((2.1 - costs.START_S) / 105))
    quick = learnt(Record(runs=(chunk(100, 0.01), chunk(110, 0.01))), KIND, FULL_HD)
    assert quick.frame > 0


PLAIN = Costs(start=0.1, frame=0.001, whole=0.0011, runs=9)
LONG = [150] * 600


@pytest.mark.parametrize(
    ("frames", "pixels", "inputs", "present", "edited", "better", "why"),
    [
        (LONG, 640 * 360, 3, False, False, True, "150.0 s in 600 chunks, 99.3 s in one pass, by 9 earlier runs"),
        (LONG, 640 * 360, 3, True, False, False, "some of its chunks are there already"),
        (LONG, 640 * 360, 3, False, True, False, "an earlier version of it was rendered before"),
        (LONG, FULL_HD, 11, False, False, False, "one pass would hold 11 sources in memory"),
        (LONG, 160 * 90, 33, False, False, False, "one pass would hold 33 sources in memory"),
        (LONG, 160 * 90, 32, False, False, True, "150.0 s in 600 chunks, 102.2 s in one pass, by 9 earlier runs"),
        ([90000], 640 * 360, 3, False, False, False, "it is short"),
        ([150] * 10, 640 * 360, 1, False, False, False, "2.5 s in 10 chunks, 1.8 s in one pass, by 9 earlier runs"),
        ([6000] * 20, 640 * 360, 1, False, False, False, "122.0 s in 20 chunks, 132.1 s in one pass, by 9 earlier runs"),
    ],
)  # fmt: skip
def test_one_pass_is_taken_where_it_is_worth_it(
    frames: list[int], pixels: int, inputs: int, present: bool, edited: bool, better: bool, why: str
) -> None:
    found = one_pass_is_better(PLAIN, frames, pixels, inputs, present=present, edited=edited)
    assert found == (better, why)


def test_a_record_comes_back_and_keeps_to_its_size(tmp_path: Path) -> None:
    path = tmp_path / "costs.json"
    record = Record().with_runs(chunk(n + 1, 0.5) for n in range(costs.MOST_RUNS + 5))
    record = record.with_passed(f"{n:016x}" for n in range(costs.MOST_PASSED + 5))
    costs.write(path, record)
    again = costs.read(path)
    assert again == record
    assert (len(again.runs), len(again.passed)) == (costs.MOST_RUNS, costs.MOST_PASSED)


def test_an_earlier_version_is_known_by_any_of_its_chunks() -> None:
    record = Record().with_passed(["a" * 64, "b" * 64])
    assert record.knows(["c" * 64, "b" * 64])
    assert not record.knows(["c" * 64])


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", '{"runs": 3, "passed": []}', '{"runs": [["x", 1]], "passed": []}',
        '{"runs": [["x", 1, 0, 1, 0]], "passed": []}', '{"runs": [["x", 1, 1, "nan", 0]], "passed": []}',
        '{"runs": [["x", 1, 1, -1, 0]], "passed": []}', '{"runs": []}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_broken_record_is_as_good_as_none(text: str, tmp_path: Path) -> None:
    path = tmp_path / "costs.json"
    assert costs.read(path) == Record()
    path.write_text(text)
    assert costs.read(path) == Record()


def cuts(film: Media, *, last: int = 0) -> Timeline:
    found = Source(kind=film.kind, digest=film.digest, name=film.name)
    clips = [
        Clip(start_ms=i * 1000, duration_ms=1000, source=found, source_start_ms=i * 500, fade_out_ms=200)
        for i in range(4)
    ]
    clips[-1] = replace(clips[-1], fade_in_ms=last)
    return Timeline(
        canvas=Canvas(width=320, height=180), tracks=(Track(kind="video", segments=tuple(clips)),)
    )


def slow_chunks(coding: str) -> Record:
    """A second for each frame of a chunk, a hundredth in one pass."""
    small = 320 * 180
    runs = [chunk(n, float(n), pixels=small, coding=coding) for n in (30, 300)]
    return Record(runs=(*runs, chunk(300, 3.0, pixels=small, inputs=1, coding=coding)))


@pytest.mark.film
def test_a_film_is_made_in_one_pass_where_that_was_quicker_and_then_in_chunks(
    film: Media, tmp_path: Path
) -> None:
    """A machine on which chunks are slow: the first version in one pass, which is there the second time,
    a changed version in chunks, and the next change renders one of them."""
    costs.write(tmp_path / "costs.json", slow_chunks("software h264 draft"))
    media = {film.digest: film}
    first = films.render(cuts(film), media, SMALL, tmp_path)
    assert (first.way, first.chunks, first.reused) == ("one pass", 1, 0)
    assert first.why.endswith(" s in one pass, by 3 earlier runs")
    again = films.render(cuts(film), media, SMALL, tmp_path)
    assert (again.way, again.reused, again.path) == ("one pass", 1, first.path)
    assert again.why == "it was made so before"
    changed = films.render(cuts(film, last=300), media, SMALL, tmp_path)
    assert (changed.way, changed.chunks, changed.reused) == ("chunks", 4, 0)
    assert changed.why.endswith("; an earlier version of it was rendered before")
    later = films.render(cuts(film, last=400), media, SMALL, tmp_path)
    assert (later.way, later.chunks, later.reused) == ("chunks", 4, 3)
    runs = costs.read(tmp_path / "costs.json").runs
    assert [r.inputs for r in runs[3:]] == [4, 0, 0, 0, 0, 0]


@pytest.mark.film
def test_both_ways_show_the_same_and_a_broken_record_hinders_nothing(
    film: Media, tmp_path: Path, checksums: Callable[[Path], list[str]]
) -> None:
    lossless, media = replace(SMALL, lossless=True), {film.digest: film}
    (tmp_path / "costs.json").write_text("{broken")
    cut = films.render(cuts(film), media, lossless, tmp_path)
    costs.write(tmp_path / "costs.json", slow_chunks("software h264 lossless"))
    for piece in (tmp_path / "pieces").glob("*.mp4"):
        piece.unlink()
    whole = films.render(cuts(film), media, lossless, tmp_path)
    assert (cut.way, whole.way) == ("chunks", "one pass")
    assert checksums(cut.path) == checksums(whole.path)


def test_the_plan_says_which_way_and_why(film: Media) -> None:
    made = plan.plan_render(cuts(film), {film.digest: film}, SMALL)
    assert (made.json()["way"], made.json()["why"]) == ("chunks", "film.mp4 (0-1 s) is not shown as it is")
