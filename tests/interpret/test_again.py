"""What is said a second time changes nothing, and says so."""

import pytest

TALK, PHOTOS = ["use talk.mp4"], ["make a slideshow of the photos"]
SCORED = [*TALK, "add calm music"]
AGAIN = [  # the film, what is said twice, and why the second time is refused
    (TALK, "use the frame at 0:05 as the cover", "the cover is the frame at 0:05 already"),
    (TALK, "make it cinematic", "it has that look already, so nothing would change"),
    (TALK, "set the contrast to 120%", "the contrast is changed so already, so nothing would change"),
    (TALK, "sharpen it", "the picture is so already, so nothing would change"),
    (TALK, "stabilize the shaky footage", "it is steadied already, so nothing would change"),
    (PHOTOS, "blur the background fill", "the surround is blurred already, so nothing would change"),
    (TALK, "add a progress bar", "there is a progress bar already, so nothing would change"),
    (TALK, "fade in over 1 second", "it fades so already, so nothing would change"),
    (PHOTOS, "sort the clips by name", "the clips are in that order already (name)"),
    (SCORED, "no ducking", "the music does not step back under speech, so nothing would change"),
    (SCORED, "set the music volume to 20%", "the music is at 20% already, so nothing would change"),
    (SCORED, "mute the music from 0:05 to 0:10", "the music is not heard from 0:05 to 0:10, or so already"),
    (TALK, "normalize the audio to -14 LUFS", "the film is brought to -14 LUFS already, so nothing would change"),
    (TALK, "remove the background noise", "the noise is taken out already, so nothing would change"),
    ([*TALK, "add the logo"], "remove the logo from 0:05 to 0:10", "the logo is not seen then, so nothing would change"),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "said", "reason"), AGAIN, ids=[row[1] for row in AGAIN])
def test_what_is_said_again_changes_nothing_and_says_so(world, steps, said, reason):
    media = list(world.photos[:-1] if steps == PHOTOS else (*world.films, world.song))
    once = world.said([*steps, said], media)
    again = world.say(said, once, media)
    assert [part.reason for part in again.refused] == [reason] and again.timeline == once
