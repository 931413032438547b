"""Stills of moments that a single frame does not know all of: the middle of a blend, a keyed picture."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nemobuild.backend.render.film import render
from nemobuild.backend.render.output import Output
from nemobuild.timeline.model import Canvas, Clip, Effect, Media, Source, Timeline, Track, Transition

CANVAS = Canvas(width=320, height=180, background="#0000ff")


def still(clips: tuple[Clip, ...], media: tuple[Media, ...], at_ms: int, folder: Path) -> np.ndarray:
    line = Timeline(canvas=CANVAS, tracks=(Track(kind="video", segments=clips),))
    output = Output(width=320, height=180, format="png", at_ms=at_ms)
    done = render(line, {m.digest: m for m in media}, output, folder)
    return np.asarray(Image.open(done.path).convert("RGB")).astype(int)


@pytest.mark.film
def test_a_still_inside_a_wipe_shows_both_sides(tmp_path):
    red, green = (
        Source(kind="video", generator="color", params={"color": c}) for c in ("#ff0000", "#00ff00")
    )
    clips = (
        Clip(duration_ms=2000, source=red, label="a"),
        Clip(start_ms=1000, duration_ms=2000, source=green, transition=Transition(name="wipe_left", duration_ms=1000)),
    )  # fmt: skip
    picture = still(clips, (), 1500, tmp_path)
    assert picture[90, 20, 0] > 200 > 80 > picture[90, 20, 1]
    assert picture[90, 300, 1] > 200 > 80 > picture[90, 300, 0]


@pytest.mark.film
def test_the_key_colour_of_a_picture_lets_the_background_through(tmp_path):
    path = tmp_path / "green.png"
    screen = Image.new("RGB", (320, 180), "#00ff00")
    screen.paste((255, 255, 255), (100, 50, 220, 130))
    screen.save(path)
    picture = Media(digest="e" * 64, name="green.png", kind="image", width=320, height=180, path=str(path))
    key = Effect(name="chroma_key", params={"color": "#00ff00", "similarity": 0.18})
    clip = Clip(
        duration_ms=2000,
        source=Source(kind="image", digest=picture.digest, name="green.png"),
        fit="cover",
        effects=(key,),
    )
    seen = still((clip,), (picture,), 1000, tmp_path)
    assert seen[10, 10, 2] > 200 and seen[10, 10, 1] < 80
    assert seen[90, 160].min() > 200
