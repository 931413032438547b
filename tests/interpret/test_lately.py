"""Short sentences that go on with what the step before brought: what becomes of them, two lines a case, and what they leave alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from nemobuild.backend.interpret.again import EXAMPLES as AGAIN
from nemobuild.backend.interpret.again import said_again
from nemobuild.backend.interpret.going_on import EXAMPLES, in_doubt, taken_up
from nemobuild.backend.interpret.lately import Brought, brought
from nemobuild.timeline import edits
from nemobuild.timeline.model import Effect, Timeline

HERE = Path(__file__).parent
OPENINGS: dict[str, tuple[list[str], list[str]]] = {
    "a song": (["use talk.mp4", "add the song"], ["talk", "song"]),
    "calm music": (["use talk.mp4", "add calm music"], ["talk"]),
    "a logo": (["use talk.mp4", "add the logo in the top right corner"], ["talk", "logo"]),
    "a title": (["use talk.mp4", 'add a title "Hello" for 3 seconds'], ["talk"]),
    "two titles": (
        ["use talk.mp4", 'add a title "Hello" for 3 seconds', 'add a title "World" from 5s to 8s'],
        ["talk"],
    ),
    "a name": (
        [
            "use talk.mp4",
            'add a title "Hello" for 3 seconds',
            'add a lower third "Ada" "Engineer" from 5s to 9s',
        ],
        ["talk"],
    ),
    "an intro": (["use talk.mp4", 'add an intro card "Release 2"'], ["talk"]),
    "an inset": (["use talk.mp4", "put the bunny in the top right corner"], ["talk", "bunny"]),
    "a circle": (
        ["use talk.mp4", "put the bunny in the top right corner", "make it a circle"],
        ["talk", "bunny"],
    ),
    "a whoosh": (["use talk.mp4", "add a whoosh at 0:05"], ["talk"]),
    "captions": (["use talk.mp4", "add captions from talk.srt"], ["talk", "srt"]),
    "a crossfade": (["combine the clips", "add a crossfade between the clips"], ["talk", "bunny"]),
    "a look": (["use talk.mp4", "make it black and white"], ["talk"]),
    "quieter music": (["use talk.mp4", "add the song", "make it quieter"], ["talk", "song"]),
    "a brighter film": (["use talk.mp4", "make it brighter"], ["talk"]),
    "more contrast": (["use talk.mp4", "more contrast"], ["talk"]),
    "a louder film": (["use talk.mp4", "make it louder"], ["talk"]),
    "a bigger title": (["use talk.mp4", 'add a title "Hello"', "make it bigger"], ["talk"]),
    "one brighter clip": (["combine the clips", "make the bunny brighter"], ["talk", "bunny"]),
    "a later title": (["use talk.mp4", 'add a title "Hello" from 10s to 13s'], ["talk"]),
    "a later logo": (["use talk.mp4", "add the logo from 0:10 to 0:30", "50% opacity"], ["talk", "logo"]),
    "a later inset": (
        ["use talk.mp4", "put the bunny in the top right corner from 0:05 to 0:25"],
        ["talk", "bunny"],
    ),
    "a whoosh, later": (["use talk.mp4", "add a whoosh at 0:05"], ["talk"]),
    "wipes": (["make a slideshow of the photos", "add wipes between the photos"], ["photos"]),
    "a moved inset": (
        ["use talk.mp4", "put the bunny in the top right corner", "top left"],
        ["talk", "bunny"],
    ),
    "a slower clip": (["combine the clips", "slow down the bunny"], ["talk", "bunny"]),
    "a backward clip": (["combine the clips", "reverse the bunny"], ["talk", "bunny"]),
    "a mirrored clip": (["combine the clips", "mirror the talk"], ["talk", "bunny"]),
    "a zoom": (["make a slideshow of the photos", "zoom in on the first picture"], ["photos"]),
    "a vignette": (["use talk.mp4", "add a vignette"], ["talk"]),
    "two whooshes": (["use talk.mp4", "add a whoosh at 2s and at 4s"], ["talk"]),
    "clips": (["combine the clips"], ["talk", "bunny"]),
    "pictures": (["make a slideshow of the photos"], ["photos"]),
    "one grey clip": (["combine the clips", "make clip 1 black and white"], ["talk", "bunny"]),
    "two grey clips": (
        ["combine the clips", "make clip 1 black and white", "same for the bunny"],
        ["talk", "bunny"],
    ),
    "a cut": (["use talk.mp4", "cut out 0:05 to 0:07"], ["talk"]),
    "a whoosh alone": (["use talk.mp4", "add a whoosh at 0:02"], ["talk"]),
    "a speed": (["use talk.mp4", "speed it up 2x"], ["talk"]),
    "a length": (["use talk.mp4", "trim to 20 seconds"], ["talk"]),
    "a turned clip": (["combine the clips", "rotate clip 1 by 90 degrees"], ["talk", "bunny"]),
    "two yellow wishes": (
        [
            "use talk.mp4",
            'add a title "Hello" for 3 seconds',
            'another one "World" at 0:05',
            "in yellow, at the bottom",
        ],
        ["talk"],
    ),
    "one yellow title": (
        [
            "use talk.mp4",
            'add a title "Hello" for 3 seconds',
            'another one "World" at 0:05',
            "make the first title yellow",
        ],
        ["talk"],
    ),
    "a fade": (["use talk.mp4", "fade out over 2 seconds"], ["talk"]),
    "a muted clip": (["combine the clips", "mute the talk"], ["talk", "bunny"]),
    "a logo, a title": (
        ["use talk.mp4", "add the logo in the top right corner", 'add a title "Hello"'],
        ["talk", "logo"],
    ),
    "a song and a title": (["use talk.mp4", 'add the song and a title "Hi"'], ["talk", "song"]),
    "a title, then a shape": (
        ["use talk.mp4", 'add a title "Hello" for 3 seconds', "make it vertical"],
        ["talk"],
    ),
    "a title undone": (
        ["use talk.mp4", 'add a title "Hello" for 3 seconds', "make it red", "undo that"],
        ["talk"],
    ),
}


def opened(world, opening: str) -> tuple[Timeline, list[Timeline], list]:
    """The film after the steps of an opening, the timelines before it, and its media."""
    steps, names = OPENINGS[opening]
    found = [getattr(world, name) for name in names]
    media = [m for each in found for m in (each if isinstance(each, tuple) else (each,))]
    now, history = Timeline(), []
    for n, step in enumerate(steps):
        answer = world.say(step, now, media, history, steps[:n])
        history.append(now)
        now = answer.timeline
    return now, history, media


def gone_on(world, opening: str, sentence: str):
    now, history, media = opened(world, opening)
    return world.say(sentence, now, media, history, OPENINGS[opening][0])


def cases() -> Sequence[tuple[str, str]]:
    lines = (HERE / "lately.txt").read_text(encoding="utf-8").splitlines()
    return list(zip(lines[::2], lines[1::2], strict=True))


@pytest.mark.parametrize(("sentence", "reply"), cases())
def test_a_short_sentence_goes_on_with_what_came_lately(world, sentence, reply):
    text, _, opening = sentence.partition("  @ ")
    answer = gone_on(world, opening, text)
    assert f"= {answer.reply or answer.question}" == reply


@pytest.mark.parametrize(
    ("opening", "things"),
    [
        ("a song", (Brought("song", "the music"),)),
        ("one brighter clip", (Brought("clip", "clip 2"),)),
        ("two titles", (Brought("text", "the text “World”"),)),
        ("an intro", (Brought("card", "the intro"),)),
        ("a song and a title", (Brought("text", "the title"), Brought("song", "the music"))),
        ("a title, then a shape", ()),
        ("a title undone", ()),
    ],
)
def test_what_the_last_step_brought(world, opening, things):
    now, history, _ = opened(world, opening)
    assert set(brought(history, now)) == set(things)


def test_without_a_step_before_nothing_was_brought():
    assert brought([], Timeline()) == ()
    assert taken_up("make it quieter", ()).text == "make it quieter"


def test_a_length_that_only_a_film_has_is_not_asked_about():
    title = (Brought("text", "the title"),)
    assert in_doubt("make it 5 seconds", title, 42_000)
    assert not in_doubt("make it 30 seconds", title, 120_000)
    assert not in_doubt("make it 5 seconds", (Brought("music", "the music"),), 42_000)
    assert in_doubt("5 seconds", (Brought("effect", "the sound effects"),), 42_000)
    assert in_doubt("5 seconds", (), 42_000)
    assert not in_doubt("20 seconds", (), 42_000)
    assert not in_doubt("5 seconds", (), 0)


def test_a_sentence_that_names_something_is_left_alone():
    title = (Brought("text", "the title"),)
    for text in ("make the music quieter", "remove the logo", "cut 0:05 to 0:10", "make it vertical"):
        assert taken_up(text, title).text == text


def test_a_circle_that_is_moved_stays_one(world):
    (inset,) = edits.overlays(gone_on(world, "a circle", "bottom left").timeline)
    canvas = Timeline().canvas
    rect = inset.placement.rect
    assert abs(rect.width * canvas.width - rect.height * canvas.height) < 1
    assert inset.placement.corner_radius == rect.height / 2


OF_EACH_KIND = {
    "text": "a title", "card": "an intro", "logo": "a logo", "inset": "an inset", "music": "calm music", "song": "a song", "clip": "one brighter clip", "effect": "a whoosh",
    "captions": "captions", "join": "a crossfade", "look": "a look", "film": "a louder film",
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "example"), [(kind, each) for kind, found in EXAMPLES.items() for each in found]
)
def test_what_the_page_says_may_be_said_next_is_done(world, kind, example):
    now, history, media = opened(world, OF_EACH_KIND[kind])
    answer = world.say(example, now, media, history)
    assert answer.timeline != now and not answer.refused, answer.reply


def test_an_effect_of_a_draft_whose_amount_is_no_number_is_no_crash(world):
    now, history, media = opened(world, "a brighter film")
    odd = edits.change_clips(
        now, lambda _, c: replace(c, effects=(Effect(name="brightness", params={"amount": "much"}),))
    )
    assert brought(history, odd)
    assert not world.say("make it brighter", odd, media, history).refused


@pytest.mark.parametrize(
    ("opening", "sentence"),
    [
        ("a later title", "make it 5 seconds"), ("two titles", "make it 5 seconds"), ("an intro", "make it 5 seconds"),
        ("a later logo", "make it 5 seconds"), ("a later inset", "make it 5 seconds"), ("a name", "make it 5 seconds"),
        ("a whoosh", "5 seconds"), ("a look", "only from 0:05 to 0:10"), ("a look", "only until 0:10"),
    ],
)  # fmt: skip
def test_what_a_question_says_to_say_is_done(world, opening, sentence):
    now, history, media = opened(world, opening)
    asked = world.say(sentence, now, media, history).question
    answers = re.findall(r'"([^"]+)"', asked)
    assert answers, asked
    for answer in answers:
        done = world.say(answer, now, media, history)
        assert done.timeline != now and not done.refused and not done.question, answer


def test_a_logo_that_is_given_a_length_stays_where_and_as_it_is(world):
    (before,) = edits.overlays(opened(world, "a later logo")[0])
    (logo,) = edits.overlays(gone_on(world, "a later logo", "5 seconds").timeline)
    assert (logo.start_ms, logo.duration_ms) == (10_000, 5000)
    assert logo.placement == before.placement and logo.placement.opacity == 0.5


@pytest.mark.parametrize(
    ("before", "example"), [(before, each) for before, found in AGAIN.items() for each in found]
)
def test_what_the_page_says_is_different_from_the_step_before_is_done(world, before, example):
    media = (world.talk, world.bunny)
    opening = ["combine the clips", before]
    film, history = Timeline(), []
    for n, step in enumerate(opening):
        history, film = [*history, film], world.say(step, film, media, history, opening[:n]).timeline
    answer = world.say(example, film, media, history, opening)
    assert answer.timeline != film and not answer.refused, answer.reply
    assert answer.recalls


def test_what_leans_on_nothing_says_so(world):
    for text in ('add a title "Hi"', "trim to 20 seconds", "make clip 1 black and white", "cut 0:05 to 0:07"):
        assert not gone_on(world, "clips", text).recalls, text
    for text in ("undo that", "bigger", "same for clip 2", "5 seconds", "only from 0:05 to 0:10"):
        assert gone_on(world, "clips", text).recalls, text


@pytest.mark.parametrize(
    ("before", "text", "meant"),
    [
        (
            "make clip 1 black and white",
            "do the same for clips 2 and 3",
            "make clips 2 and 3 black and white",
        ),
        ("zoom in", "same for clip 2", "zoom in on clip 2"),
        ("add a whoosh", "another one in the first half", "add a whoosh in the first half"),
        ("rotate clip 1 by 90 degrees", "and clip 2 by 180 degrees", ""),
        ("mute the talk and the bunny", "same for clip 3", ""),
        ("add music", "the second clip too", ""),
        ("", "same for clip 2", ""),
        ("mute clip 1", "no, clip 1", ""),
        ("mute clip 1", "mute clip 2 too", ""),
        ('add a title "clip 1" to clip 2', "same for clip 3", 'add a title "clip 1" to clip 3'),
    ],
)
def test_a_sentence_is_said_again_with_something_else_in_it(before, text, meant):
    again = said_again(text, before, ["talk", "bunny"])
    assert (again.text if again else "") == meant
