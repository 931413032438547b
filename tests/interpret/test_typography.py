"""How films of cards look: by their mood, always the same for the same text, and never two texts at once."""

import itertools

import pytest

from nemobuild.backend.interpret.apply.typography import INK, MANNERS, manner_of, with_cards
from nemobuild.backend.interpret.readers.sound import MOODS
from nemobuild.backend.interpret.storyboard import shared_out, storyboard
from nemobuild.backend.render.cards import SHAPES, THEMES
from nemobuild.backend.render.lower.transitions import XFADE
from nemobuild.timeline import edits
from nemobuild.timeline.model import Timeline

TEXT = "# Five things\n1. Wake up when the sun does\n2. Walk around the block\n\nIt works. 97% of us slept.\n> Less is more\n\n- a\n- b"


def film(mood, text=TEXT, length=30_000):
    cards = shared_out(storyboard(text, length), length)
    return with_cards(Timeline(), cards, manner_of(mood, ""), length, seed=1)


@pytest.mark.parametrize("mood", sorted(MANNERS))
def test_words_take_turns_and_the_film_is_as_long_as_asked_for(mood):
    made = film(mood)
    texts = edits.texts(made)
    assert abs(edits.film_ms(made) - 30_000) <= 40
    assert all(a.end_ms == b.start_ms for a, b in itertools.pairwise(texts))
    assert made == film(mood)
    assert (edits.clips(made)[-1].fade_out_ms, texts[-1].leave_ms) == (500, 500)


def test_words_stand_as_long_as_they_take_to_read_however_slow_the_transitions():
    cards = storyboard("Three words here. Three words there. Three words more.")
    made = with_cards(Timeline(), cards, manner_of("sad", ""), sum(c.duration_ms for c in cards), seed=1)
    assert all(
        abs(t.duration_ms - c.duration_ms) <= 40 for t, c in zip(edits.texts(made), cards, strict=True)
    )


def test_every_mood_and_theme_is_one_that_is_drawn():
    assert {mood for _, mood in MOODS} <= set(MANNERS)
    assert {m.theme for m in MANNERS.values()} <= set(THEMES) and set(SHAPES) <= set(THEMES)
    assert {name for m in MANNERS.values() for name in m.transitions} <= set(XFADE)


def test_moods_differ_in_type_and_motion_and_a_sad_film_does_not_jump():
    sad, lively, tech = film("sad"), film("energetic"), film("electronic")
    assert {t.enter for t in edits.texts(sad)} == {"fade"}
    assert {c.transition.name for c in edits.clips(sad)[1:]} == {"crossfade"}
    assert {t.enter for t in edits.texts(lively)} > {"pop"}
    assert edits.texts(lively)[0].style.uppercase and not edits.texts(sad)[0].style.uppercase
    assert {t.style.font for t in edits.texts(sad)} == {"serif"}
    assert edits.texts(tech)[0].anchor == "left"


def test_letters_on_a_pale_ground_are_dark():
    assert manner_of("calm", "light").color == INK
    assert (manner_of("", "luxury").theme, manner_of("", "luxury").font) == ("elegant", "serif")


def test_few_words_are_set_larger_than_many():
    sizes = [
        t.style.size
        for t in edits.texts(
            film("corporate", "# A\nShort.\nThis one is a good deal longer than the other one.")
        )
    ]
    assert sizes[1] > sizes[2]


def test_code_is_set_as_code():
    (_, code) = edits.texts(film("corporate", "# A\n```\npip install lumen\n```"))
    assert (code.text, code.style.font, code.enter) == ("pip install lumen", "mono", "type")
