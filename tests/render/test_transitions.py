"""Transitions as they are seen."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from nemobuild.backend.render import film as films
from nemobuild.backend.render.output import Output
from nemobuild.timeline.model import Canvas, Clip, Media, Source, Timeline, Track, Transition

Make = Callable[..., Media]


@pytest.mark.film
def test_a_zoom_goes_from_picture_to_picture_and_never_through_one_colour(
    film: Media, photo: Media, tmp_path: Path
) -> None:
    """It begins with the picture before, ends with the one after, and every frame in between shows something."""

    def clip(medium: Media, start: int, **facts: object) -> Clip:
        found = Source(kind=medium.kind, digest=medium.digest, name=medium.name)
        return Clip(start_ms=start, duration_ms=1500, source=found, fit="cover", **facts)

    clips = (clip(photo, 0), clip(film, 1000, transition=Transition(name="zoom", duration_ms=500)))
    line = Timeline(canvas=Canvas(width=320, height=180), tracks=(Track(kind="video", segments=clips),))
    output = Output(width=320, height=180, lossless=True)
    done = films.render(line, {m.digest: m for m in (film, photo)}, output, tmp_path)
    with av.open(str(done.path)) as file:
        seen = [f.to_ndarray(format="gray").astype(float) for f in file.decode(video=0)]
    blend = seen[30:45]
    assert min(picture.std() for picture in blend) > 15
    assert np.abs(blend[0] - seen[29]).mean() < 4
    moved = [np.abs(b - a).mean() for a, b in pairwise(seen[29:46])]
    assert max(moved) < 40
    assert np.abs(blend[-1] - seen[45]).mean() < 12


@pytest.mark.film
@pytest.mark.parametrize("name", ["slide_left", "wipe_left", "cover_left", "push_right"])
def test_what_moves_begins_and_ends_gently(name: str, source: Make, tmp_path: Path) -> None:
    """A dark picture moves out for a bright one: little a frame at the ends, most in the middle, no frame twice."""
    dark, bright = (
        source(
            f"{tone}.png",
            *("-f", "lavfi", "-i", f"color={tone}:s=320x180", "-frames:v", "1"),
            kind="image",
            width=320,
            height=180,
        )
        for tone in ("black", "white")
    )

    def clip(medium: Media, start: int, **facts: object) -> Clip:
        found = Source(kind=medium.kind, digest=medium.digest, name=medium.name)
        return Clip(start_ms=start, duration_ms=1500, source=found, fit="cover", **facts)

    clips = (clip(dark, 0), clip(bright, 500, transition=Transition(name=name, duration_ms=1000)))
    line = Timeline(canvas=Canvas(width=320, height=180), tracks=(Track(kind="video", segments=clips),))
    done = films.render(
        line, {m.digest: m for m in (dark, bright)}, Output(width=320, height=180, lossless=True), tmp_path
    )
    with av.open(str(done.path)) as file:
        shares = [f.to_ndarray(format="gray").mean() / 255 for f in file.decode(video=0)][15:46]
    steps = [b - a for a, b in pairwise(shares)]
    assert shares[0] < 0.01
    assert min(steps) > 0
    assert max(steps[:3] + steps[-3:]) < 0.025
    assert max(steps) == pytest.approx(1.5 / 30, abs=0.01)
