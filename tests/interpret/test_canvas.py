"""The frame rate of a film follows its material: no frame of a film of one rate is shown longer than another."""

import pytest

from nemobuild.backend.interpret.apply.making import filled
from nemobuild.timeline.model import Canvas, Media, Timeline


def film(fps, name="a.mp4", **more):
    return Media(
        digest=name, name=name, kind="video", duration_ms=4000, width=1920, height=1080, fps=fps, **more
    )


@pytest.mark.parametrize(
    ("fps", "rate"),
    [
        (24, 24), (23.976, 23.976), (25, 25), (29.97, 29.97), (30, 30), (48, 24), (50, 25), (59.94, 29.97), (60, 30), (120, 30),
        (15, 30), (29.83, 30), (0, 30),
    ],
)  # fmt: skip
def test_a_film_of_one_rate_has_it_or_a_whole_part_of_it(fps, rate):
    assert filled(Timeline(), [film(fps), film(fps, "b.mp4")]).canvas.fps == rate


def test_films_of_several_rates_have_the_usual_one():
    assert filled(Timeline(), [film(24), film(25, "b.mp4")]).canvas.fps == Canvas().fps


def test_photos_and_sounds_have_no_say():
    photo = Media(digest="p", name="p.jpg", kind="image", width=800, height=600)
    assert filled(Timeline(), [photo, film(25)]).canvas.fps == 25
    assert filled(Timeline(), [photo]).canvas.fps == Canvas().fps


def test_what_comes_in_later_changes_nothing():
    timeline = filled(Timeline(), [film(25)])
    assert filled(timeline, [film(24, "b.mp4")]).canvas.fps == 25


def test_a_stretch_of_a_film_has_its_rate_too(world):
    bunny = film(24, "bunny.webm")
    answer = world.say("use bunny from 0:01 to 0:03", Timeline(), [bunny])
    assert answer.timeline.canvas.fps == 24
