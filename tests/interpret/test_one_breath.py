"""What is said in one breath with an edit belongs to it: the edge of a picture that is laid over, a key, each join's transition."""

import pytest

from nemobuild.timeline import edits


def shown(world, *lines):
    return world.said(["combine the clips", *lines], [world.talk, world.bunny])


@pytest.mark.parametrize(
    ("line", "radius", "border"),
    [
        ("put the bunny in the top right corner with rounded corners over the talk", 0.03, ""),
        ("put the bunny in the top right corner with rounded corners", 0.03, ""),
        ("put the bunny over the talk with a white border", 0.015, "#ffffff"),
        ("put the bunny in the corner at 30% size with rounded corners and a red border", 0.03, "#e53935"),
        ("show the bunny as picture in picture with rounded corners", 0.03, ""),
        ("put the bunny in the top right corner", 0.015, ""),
    ],
)
def test_the_edge_is_that_of_what_is_laid_over_the_film(world, line, radius, border):
    film = shown(world, line)
    (over,) = edits.overlays(film)
    assert (over.placement.corner_radius, over.placement.border) == (radius, border)
    assert [c.placement for c in edits.clips(film)] == [None]


def test_an_edge_that_is_said_on_its_own_is_that_of_the_film(world):
    both = edits.clips(shown(world, "rounded corners and a white border"))
    assert [(c.placement.corner_radius, c.placement.border) for c in both] == [(0.03, "#ffffff")] * 2
    film = shown(world, "show the bunny as picture in picture. Rounded corners on the whole film")
    assert [c.placement.corner_radius for c in edits.clips(film)] == [0.03]


KEYED = [
    "key out the green of the bunny and put it over the talk",
    "remove the green background of the bunny and put it over the talk",
]


@pytest.mark.parametrize("line", KEYED)
@pytest.mark.parametrize("steps", [[], ["combine the clips"], ["use talk.mp4"], ["use bunny.webm"]])
def test_what_is_keyed_is_laid_over_the_rest(world, line, steps):
    film = world.said([*steps, line], [world.talk, world.bunny])
    (over,) = edits.overlays(film)
    assert [c.source.name for c in edits.clips(film)] == ["talk.mp4"]
    assert over.source.name == "bunny.webm" and [e.name for e in over.effects] == ["chroma_key"]
    assert not any(c.effects for c in edits.clips(film))


def test_what_is_keyed_needs_something_to_lie_over(world):
    film = world.said(["use bunny.webm"], [world.bunny])
    (refused,) = world.say(KEYED[0], film, [world.bunny]).refused
    assert refused.reason == "there is nothing in the film that it could lie over"


@pytest.mark.parametrize(
    "line",
    [
        "key out the green of the bunny",
        "key out the green in the bunny",
        "remove the green background of the second clip",
    ],
)
def test_the_green_of_one_clip_is_keyed(world, line):
    assert [len(c.effects) for c in edits.clips(shown(world, line))] == [0, 1]


@pytest.mark.parametrize(
    "line",
    [
        "a wipe between 1 and 2, a crossfade between 2 and 3 and a slide between 3 and 4",
        "put a wipe between clips 1 and 2, a crossfade between 2 and 3 and a slide between 3 and 4",
    ],
)
def test_each_join_has_the_transition_that_is_said_of_it(world, line):
    film = world.said(["make a slideshow of the photos", line], world.photos)
    names = [c.transition.name if c.transition else "" for c in edits.clips(film)]
    assert names == ["", "wipe_left", "crossfade", "slide_left", ""]
