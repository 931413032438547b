"""Words that must not be heard: the film is silent for as long as the beep sounds."""

import pytest

from nemobuild.timeline import edits


@pytest.mark.parametrize(
    "step",
    [
        "bleep from 0:02 to 0:04",
        "mute 0:02 to 0:04 and put a beep there",
        "replace the sound from 0:02 to 0:04 with a beep",
    ],
)
def test_what_is_bleeped_is_not_heard(world, step):
    film = world.said(["use talk.mp4", step], [world.talk])
    silent = [(c.start_ms, c.end_ms) for c in edits.clips(film) if not c.volume]
    (beep,) = edits.sounds(film, "effect")
    assert silent == [(2000, 4000)] == [(beep.start_ms, beep.end_ms)]
    assert beep.source.params["duration_ms"] == 2000


def test_music_goes_on_under_a_beep(world):
    film = world.said(["use talk.mp4", "add calm music", "bleep 0:02 to 0:04"], [world.talk])
    assert not edits.sounds(film, "music")[0].levels
