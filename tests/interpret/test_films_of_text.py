"""Films from a text: which words of a request are the film's, and what is on its cards."""

import pytest

from nemobuild.backend.interpret import NoAnalysis, interpret
from nemobuild.backend.interpret.apply.typography import INK
from nemobuild.timeline import edits
from nemobuild.timeline.model import Timeline

HUNGRY, LESS = ("Stay hungry.", "Steve Jobs"), ("Less is more.", "Mies van der Rohe")


@pytest.fixture(scope="session")
def shown(world):
    """The words and the smaller words of each card."""

    def cards(request):
        answer = world.say(request, Timeline(), [])
        assert not answer.refused, answer.reply
        return [(t.text, t.detail) for t in edits.texts(answer.timeline)]

    return cards


@pytest.mark.parametrize(
    ("request_", "cards"),
    [
        ('Create a video from these quotes: "Stay hungry." — Steve Jobs, "Less is more." — Mies van der Rohe', [HUNGRY, LESS]),
        ('Create a video of these quotes:\n"Stay hungry." — Steve Jobs\n"Less is more." - Mies van der Rohe\nwith calm music', [HUNGRY, LESS]),
        ('Create a video from these quotes:\n- "Stay hungry." — Steve Jobs\n- "Less is more." — Mies van der Rohe', [HUNGRY, LESS]),
        ('Turn these quotes into a video: "Stay hungry." (Steve Jobs) and "Less is more." (Mies van der Rohe)', [HUNGRY, LESS]),
        ('Create a 20 second video titled "Great minds" with these quotes: "Stay hungry." — Steve Jobs and "Less is more." — Mies van der Rohe, with calm music', [("Great minds", ""), HUNGRY, LESS]),
        ('Make a video from the quote "Less is more." by Mies van der Rohe. Make it 9:16.', [LESS]),
        ('Make a video of these reviews:\n"Stay hungry." — Steve Jobs, founder of Apple\n"Less is more." — Mies van der Rohe', [("Stay hungry.", "Steve Jobs, founder of Apple"), LESS]),
        ('Create a video from these quotes: "One is.", "Two are." and "Three were."', [("One is.", ""), ("Two are.", ""), ("Three were.", "")]),
        ('Create a video from this text: "She said: “Go on.” And she went."', [("She said: “Go on.”", ""), ("And she went", "")]),
        ('Make a video from "Fast", "Simple" and "Free"', [("Fast", ""), ("Simple", ""), ("Free", "")]),
    ],
)  # fmt: skip
def test_all_quotations_are_shown_with_who_said_them(shown, request_, cards):
    assert shown(request_) == cards


def test_the_words_of_the_text_do_not_choose_the_music(world):
    answer = world.say('Make a video from "Energetic", "Simple" and "Free"', Timeline(), [])
    assert "corporate music" in answer.reply


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (6, "quick to read: the words take 8 s"),
        (60, "slow: the words take 8 s to read"),
        (10, "10 s long, theme corporate,"),
    ],
)
def test_a_length_that_does_not_fit_the_words_is_said(world, length, said):
    answer = world.say(
        f'Create a {length} second video from this text: "One thing. Two things. Three things. Four things."',
        Timeline(),
        [],
    )
    assert said in answer.reply and edits.film_ms(answer.timeline) == length * 1000


def test_words_of_the_text_are_no_wishes(world):
    answer = world.say(
        'Create a video from this text: "An old silent pond. No music but the frog."', Timeline(), []
    )
    assert edits.sounds(answer.timeline, "music")


def test_an_end_screen_comes_after_the_last_card_and_before_the_fade(world):
    made = world.said(
        [
            'Create a video from this text: "In loving memory of Ann. Teacher."',
            'Add an end screen with the text "Thank you"',
        ],
        [],
    )
    clips = edits.clips(made)
    assert [c.fade_out_ms for c in clips] == [0, 0, 500]
    assert {c.source.params["theme"] for c in clips} == {"dark"}
    assert {t.style.font for t in edits.texts(made)} == {"serif"}


def test_letters_on_a_pale_card_are_dark(world):
    made = world.said(
        [
            'Create a video from this text with a light theme: "One. Two."',
            'Add an end screen with the text "Thank you"',
        ],
        [],
    )
    assert edits.clips(made)[-1].source.params["theme"] == "light"
    assert {t.style.color for t in edits.texts(made)} == {INK}


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("Anna & Tom are getting married. A party for the kids.", "romantic"),
        ("The best bread in town. My kids eat the bread now.", "warm"),
        ("In memory of Ann, who loved a party, fun and kids.", "sad"),
        ("Lunch is served.", "corporate"),
    ],
)
def test_the_mood_is_that_of_what_is_spoken_of_most(world, text, mood):
    assert f"with {mood} music" in world.say(f'Create a video from this text: "{text}"', Timeline(), []).reply


@pytest.mark.parametrize(
    ("ground", "palette", "color"),
    [
        ("on a dark red background", "#5c1715", "#ffffff"),
        ("on navy", "#1a237e", "#ffffff"),
        ("with a pale yellow backdrop", "#fef1b8", INK),
        ("in red letters on a white background", "#ffffff", "#e53935"),
    ],
)
def test_the_ground_is_that_which_is_said_and_chooses_no_music(world, ground, palette, color):
    film = world.say(f'Make a video of this quote {ground}: "Stay hungry."', Timeline(), []).timeline
    card, text = edits.clips(film)[0], edits.texts(film)[0]
    assert (card.source.params["palette"][0], text.style.color) == (palette, color)
    assert [s.source.params["mood"] for s in edits.sounds(film, "music")] == ["corporate"]
    assert film.canvas.background == "#000000"


@pytest.mark.parametrize(
    ("said", "words", "length_ms"),
    [
        (
            'Create a 20 second video with the text "A line", "Another line", "The last"',
            "A line\nAnother line\nThe last",
            20_000,
        ),
        ('Create a video with the title "Hello" for 6 seconds', "Hello", 6_000),
        ('make a video that says "Hello"', "Hello", 0),
    ],
)
def test_where_there_is_no_footage_the_words_of_a_film_are_the_film(said, words, length_ms):
    answer = interpret(said, timeline=Timeline(), media=[], analysis=NoAnalysis())
    made = [op.params["text"] for op in answer.ops if op.family == "generate"]
    assert made == [words] and not answer.refused
    assert not length_ms or edits.film_ms(answer.timeline) == length_ms
