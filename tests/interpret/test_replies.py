"""Sentences and what becomes of them, in the words of the reply: two lines a case in `replies.txt`.

    reverse the last 5 seconds  @ talk
    = 1 clip played backwards.

After `@` stands the film, see `FILMS`. Most of these once did something else, and said nothing of it; the others are there for
their messages.
"""

from pathlib import Path

import pytest

LINES = (Path(__file__).parent / "replies.txt").read_text(encoding="utf-8").splitlines()
FILMS = {  # the steps that make it, and its files by their names in `world`
    "nothing yet": ([], ["films"]),
    "no slideshow yet": ([], ["photos"]),
    "talk": (["use talk.mp4"], ["talk"]),
    "photos": (["make a slideshow of the photos"], ["photos"]),
    "films": (["combine all the clips"], ["films"]),
    "titled": (["use talk.mp4", 'add a title "Hello" for the first 3 seconds'], ["talk"]),
    "captioned": (["use talk.mp4", "add captions from talk.srt"], ["talk", "srt"]),
    "branded": (
        ["use talk.mp4", 'add a title "Hello" for the first 3 seconds', "add the logo"],
        ["films"],
    ),
    "scored": (["use talk.mp4", "add calm music"], ["talk"]),
    "carded": (["make a slideshow of the photos", 'add an intro card "Hello" for 2 seconds'], ["photos"]),
    "pip": (["use talk.mp4", "put the bunny picture in picture in the bottom right"], ["films"]),
    "split": (["show the talk and the bunny side by side"], ["films"]),
    "scored films": (["combine all the clips", "add calm music"], ["films"]),
    "closed": (["use talk.mp4", 'add an outro card "Thanks"'], ["talk"]),
    "one of two": (["use talk.mp4"], ["films"]),
    "one and pictures": (["use talk.mp4"], ["talk", "photos"]),
    "crossfaded": (["combine all the clips", "add crossfades"], ["films"]),
    "scored photos": (["make a slideshow of the photos", "add calm music"], ["photos"]),
    "both cards": (
        ["use talk.mp4", 'add an intro card "Hello" for 2 seconds', 'add an outro card "Thanks"'],
        ["talk"],
    ),
    "talk and picture": (["use talk.mp4 and chelsea"], ["films", "photos"]),
    "three clips": (
        [
            "use talk from 0:01 to 0:12, then bunny from 0:05 to 0:15",
            "add the coffee at the end for 4 seconds",
        ],
        ["films", "photos"],
    ),
    "named": (
        [
            "use talk.mp4",
            'add a title "Big" for the first 3 seconds',
            'add a lower third "Mia Brown" "Baker" from 4s to 8s',
        ],
        ["talk"],
    ),
}
CASES = [line for line in LINES if line and not line.startswith("#")]


def files(world, name):
    found = getattr(world, name)
    if name == "photos":
        return found[:-1]  # the last one is a logo
    return found if isinstance(found, tuple) else (found,)


@pytest.mark.parametrize(("sentence", "reply"), list(zip(CASES[::2], CASES[1::2], strict=True)))
def test_a_sentence_is_carried_out_or_refused(world, sentence, reply):
    text, _, film = sentence.partition("  @ ")
    steps, names = FILMS[film]
    media = [file for name in names for file in files(world, name)]
    timeline = world.said(steps, media)
    answer = world.say(text, timeline, media)
    assert f"= {answer.reply or answer.question}" == reply
