"""Messages of edits that a sentence hardly leads to: what an edit says when it lacks what it needs.

A planner's answer, or a phrase to come, may still lead there.
"""

from __future__ import annotations

import pytest

from nemobuild.backend.interpret.apply.table import EDITS
from nemobuild.backend.interpret.model import AlreadyMet, CannotDo, MustAsk, Op
from nemobuild.backend.interpret.stage import Stage
from nemobuild.backend.interpret.understand import nearest_phrase

TALK, PHOTOS = ("talk", ["use talk.mp4"]), ("photos", ["make a slideshow of the photos"])


@pytest.mark.parametrize(
    ("family", "action", "params", "film", "error", "message"),
    [
        ("trim", "keep", {}, TALK, MustAsk, "Which part should be kept? For example: keep only 0:10 to 0:40."),
        ("aspect", "set", {}, TALK, MustAsk, "Which shape: 16:9, 9:16, 1:1 or 4:5?"),
        ("color", "selective", {}, TALK, MustAsk, "Which colour should stay?"),
        ("highlights", "pick", {"each_ms": 60_000}, TALK, CannotDo, "no clip is longer than 60 s"),
        ("generate", "text", {"text": "…"}, TALK, MustAsk, "What should the film say? There are no words in that text."),
        (
            "generate", "text", {"text": "One two three four. " * 30, "length_ms": 5000}, TALK, CannotDo,
            "that text takes 78 s to read, so it does not fit into 5 s; shorten it, or allow at least 35.1 s",
        ),
        ("reorder", "by", {}, PHOTOS, MustAsk, "In what order: by date, by name, by length, reversed, or shuffled?"),
        ("split", "every", {}, TALK, MustAsk, "How long should the pieces be?"),
        ("split", "into", {}, PHOTOS, MustAsk, "Where should it be split? For example: split at 0:15, or split into 3 parts."),
        ("speed", "set", {}, TALK, MustAsk, "How fast should it play? For example: speed up by 2x, or play it at 50%."),
        ("duration", "set", {}, TALK, MustAsk, "How long should the film be?"),
        ("duration", "set", {"length_ms": 9000, "shared": True}, PHOTOS, AlreadyMet, "pictures are brought to a length in the end"),
        ("title", "add", {"text": "x" * 501}, TALK, CannotDo, "a text on screen has at most 500 characters; this one has 501"),
        ("fade", "words", {}, TALK, CannotDo, "there are no words that could fade"),
        ("fade", "words", {"out": True, "to_ms": 1000}, ("talk", ["use talk.mp4", 'add a title "Hello" at 0:02']), CannotDo, '"Hello" comes in at 0:02, which is later'),
        ("merge", "replace", {"old": 1, "new": "astronaut and chelsea"}, PHOTOS, CannotDo, "it does not say by which one of the files"),
        ("captions", "add", {"transcript": "\n"}, TALK, CannotDo, "there are no words in these captions"),
    ],
)  # fmt: skip
def test_what_an_edit_lacks_is_said(world, family, action, params, film, error, message):
    name, steps = film
    files = (world.talk,) if name == "talk" else world.photos[:-1]
    timeline = world.said(steps, files)
    stage = Stage(media=tuple(files), analysis=world.analysis, request="")
    with pytest.raises(error) as raised:
        EDITS[(family, action)](timeline, Op(family=family, action=action, params=params), stage)
    assert str(raised.value) == message


def test_words_that_fade_in_already_do(world):
    timeline = world.said(["use talk.mp4", 'add a title "Hello"'], [world.talk])
    stage = Stage(media=(world.talk,), analysis=world.analysis, request="")
    with pytest.raises(AlreadyMet) as raised:
        EDITS[("fade", "words")](timeline, Op(family="fade", action="words", params={"in": True}), stage)
    assert str(raised.value) == '"Hello" fades in'


@pytest.mark.parametrize(
    ("said", "nearest"),
    [
        ("crossfade all of the clips", "Add crossfades between the clips"),
        ("replace the second clip with the bunny and the coffee", "replace the second clip with the bunny"),
        ("remove the cat", ""),
        ("remove the blur from 0:10 to 0:20", ""),
        ("play the first 8 seconds of c1", ""),
        ("style it like a wes anderson film", ""),
    ],
)
def test_a_phrase_is_offered_only_where_it_is_near(said: str, nearest: str) -> None:
    assert nearest_phrase(said) == nearest
