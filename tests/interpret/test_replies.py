"""Sentences and what becomes of them, in the words of the reply: two lines a case in `replies.txt`.

    reverse the last 5 seconds  @ talk
    = 1 clip played backwards.

After `@` stands the film: `talk` (42 s), `photos` (five, 4 s each) or `films` (two). Most of these once did something else, and said
nothing of it.
"""

from pathlib import Path

import pytest

from nemobuild.timeline.model import Timeline

LINES = (Path(__file__).parent / "replies.txt").read_text(encoding="utf-8").splitlines()
CASES = [line for line in LINES if line and not line.startswith("#")]


@pytest.mark.parametrize(("sentence", "reply"), list(zip(CASES[::2], CASES[1::2], strict=True)))
def test_a_sentence_is_carried_out_or_refused(world, sentence, reply):
    text, _, film = sentence.partition("  @ ")
    first, media = {
        "talk": ("use talk.mp4", [world.talk]),
        "photos": ("make a slideshow of the photos", world.photos[:-1]),
        "films": ("combine all the clips", world.films),
    }[film]
    timeline = world.said([first], media) if film else Timeline()
    answer = world.say(text, timeline, media)
    assert f"= {answer.reply or answer.question}" == reply
