"""Segments of which nothing can be heard are told of, each by its name and place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from nemobuild.backend.render import film as films
from nemobuild.backend.render.output import Output
from nemobuild.backend.render.scene import Heard
from nemobuild.backend.render.silence import spans, unheard
from nemobuild.timeline.model import Canvas, Clip, Media, Source, Timeline, Track

SMALL = Output(width=320, height=180, quality="draft")
Make = Callable[..., Media]


def test_silence_at_the_end_has_no_end_in_the_report() -> None:
    report = "frame:3\nlavfi.silence_start=-0.01\nframe:9\nlavfi.silence_end=2.5\nlavfi.silence_duration=2.5\nlavfi.silence_start=8"
    assert spans(report, 10.0) == ((0.0, 2.5), (8.0, 10.0))
    assert spans("", 10.0) == ()


def heard(start: float, seconds: float, origin: str) -> Heard:
    return Heard(
        start=round(start * 48000), samples=round(seconds * 48000), key="k", at=Fraction(0), origin=origin
    )


@pytest.mark.parametrize(
    ("silent", "lost"),
    [
        (((3.0, 6.0),), ("b",)),
        (((3.1, 5.9),), ("b",)),
        (((3.5, 6.0),), ()),  # something of it is heard
        (((0.0, 2.0),), ()),  # a pause
        (((0.0, 9.0),), ()),  # all of them: that is told of the film
        ((), ()),
    ],
)
def test_a_segment_is_lost_if_it_is_silent_throughout(
    silent: tuple[tuple[float, float], ...], lost: tuple[str, ...]
) -> None:
    sounds = (heard(0, 3, "a"), heard(3, 3, "b"), heard(6, 3, "c"))
    assert unheard(sounds, silent) == lost
    short = (heard(0, 3, "a"), heard(3.2, 0.5, "blip"))
    assert unheard(short, ((3.0, 6.0),)) == ()


@pytest.mark.film
@pytest.mark.parametrize("form", ["mp4", "webm", "mov"])
def test_a_film_with_a_segment_that_is_not_heard_says_which(
    form: str, film: Media, source: Make, tmp_path: Path
) -> None:
    """A tone, a recording whose microphone was off, a tone; and the same again, when the film is there already."""
    hush = source(
        "hushed.mp4", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=30", "-f", "lavfi", "-i", "anullsrc=r=44100",
        "-t", "3", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac",
        kind="video", duration_ms=3000, width=320, height=180, fps=30.0, has_audio=True, channels=2,
    )  # fmt: skip

    def clip(medium: Media, start: int, length: int) -> Clip:
        found = Source(kind=medium.kind, digest=medium.digest, name=medium.name)
        return Clip(start_ms=start, duration_ms=length, source=found)

    clips = (clip(film, 0, 2000), clip(hush, 2000, 3000), clip(film, 5000, 2000))
    line = Timeline(canvas=Canvas(width=320, height=180), tracks=(Track(kind="video", segments=clips),))
    codec = {"webm": "vp9", "mov": "prores"}.get(form, "h264")
    output = replace(SMALL, format=form, codec=codec)
    media = {m.digest: m for m in (film, hush)}
    first = films.render(line, media, output, tmp_path)
    again = films.render(line, media, output, tmp_path)
    assert first.warnings == again.warnings == ("nothing can be heard of hushed.mp4 (2-5 s)",)
    muted = replace(clips[1], volume=0.0)
    meant = replace(line, tracks=(Track(kind="video", segments=(clips[0], muted, clips[2])),))
    assert films.render(meant, media, output, tmp_path).warnings == ()
