"""A finding in a film goes back to the step that put there what it is about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nemobuild.engine.blame import put_there, told
from nemobuild.errors import Where
from nemobuild.recipe.model import Step
from nemobuild.timeline.model import Clip, Effect, Segment, Sound, Source, Text, Timeline, Track

DAY = Clip(id="1", duration_ms=3000, source=Source(name="day.mp4", digest="d"), label="day")
NIGHT = Clip(id="2", start_ms=3000, duration_ms=2000, source=Source(name="night.mp4", digest="n"))
SONG = Sound(id="3", duration_ms=5000, source=Source(name="song.wav", digest="s"))


def film(*clips: Segment, more: tuple[Track, ...] = (), **facts: float) -> Timeline:
    return Timeline(tracks=(Track(kind="video", segments=clips), *more), **facts)


def steps(*timelines: Timeline) -> list[tuple[Step, Timeline]]:
    return [
        (
            Step(id=f"s{n}", say="", template="", where=Where(file="/home/me/recipe.yaml", line=6 + n)),
            timeline,
        )
        for n, timeline in enumerate(timelines, 1)
    ]


MUSIC = (Track(kind="audio", segments=(SONG,)),)
TITLE = (Track(kind="text", segments=(Text(duration_ms=1000, text="Hello (0-1 s)"),)),)
QUIET = (replace(DAY, volume=0.0001), NIGHT)
BLACK = "the picture is black at 3.0 s: night.mp4 (3-5 s)"


@pytest.mark.parametrize(
    ("finding", "history", "step"),
    [
        (BLACK, [film(DAY), film(DAY, NIGHT), film(DAY, NIGHT, more=MUSIC)], "s2"),
        # A mute, another loudness and an insertion before it do not make the picture black.
        (BLACK, [film(NIGHT), film(DAY, replace(NIGHT, volume=0)), film(DAY, replace(NIGHT, volume=0), loudness=-20)], "s1"),
        (BLACK, [film(DAY, NIGHT), film(DAY, replace(NIGHT, effects=(Effect(name="loudness"),)))], "s1"),
        # What shows another part of it, or differently, does.
        (BLACK, [film(DAY, NIGHT), film(DAY, replace(NIGHT, source_start_ms=9000))], "s2"),
        (BLACK, [film(DAY, NIGHT), film(DAY, replace(NIGHT, effects=(Effect(name="grade"),)))], "s2"),
        # It was there, was taken out, and came back.
        (BLACK, [film(DAY, NIGHT), film(DAY), film(DAY, NIGHT)], "s3"),
        ("the picture is black at 1.0 s", [film(replace(DAY, speed=2)), film(DAY, NIGHT)], "s2"),
        ("1.0-3.0 s: day (0-3 s): the source is damaged here", [film(DAY), film(DAY, NIGHT)], "s1"),
        ("nothing can be heard of day (0-3 s)", [film(DAY, NIGHT), film(*QUIET), film(*QUIET, more=MUSIC)], "s2"),
        ("the film has sound, but nothing can be heard in it", [film(DAY, NIGHT), film(*QUIET), film(*QUIET, loudness=-16)], "s2"),
        ("the sound is at -20.0 LUFS, not -16", [film(DAY, NIGHT), film(*QUIET), film(*QUIET, loudness=-16)], "s3"),
        ('the text "Hello (0-1 s)" (0-1 s) has characters', [film(DAY), film(DAY, more=TITLE)], "s2"),
    ],
)  # fmt: skip
def test_the_step_is_the_first_that_had_it(finding: str, history: list[Timeline], step: str) -> None:
    found = put_there(finding, steps(*history))
    assert found is not None
    assert found.id == step


@pytest.mark.parametrize("finding", ["a font is missing", "the picture is black at 99.0 s", ""])
def test_what_is_about_no_segment_goes_back_to_no_step(finding: str) -> None:
    assert put_there(finding, steps(film(DAY))) is None
    assert put_there(BLACK, []) is None


def test_the_step_is_told_with_its_place() -> None:
    step = put_there(BLACK, steps(film(DAY), film(DAY, NIGHT)))
    assert told(BLACK, step) == f'{BLACK} (step "s2", recipe.yaml:8)'
    assert told("a font is missing", None) == "a font is missing"
