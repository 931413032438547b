"""Other ways of saying the same, in the words of the table, with where each letter stood."""

import pytest

from nemobuild.backend.interpret.wording import plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("keep from 20 seconds to 50", "keep from 20 seconds to 50 seconds"),
        ("cut it from 60 seconds to 30", "cut it from 60 seconds to 30"),
        ("from 2 seconds to 5 minutes", "from 2 seconds to 5 minutes"),
        ("silence the dog", "mute the dog"),
        ("silence the pauses", "silence the pauses"),
        ('a title "silence the dog"', 'a title "silence the dog"'),
        ("add the title at 0:12 instead of 0:00", "add the title at 0:12"),
        ("twice as fast but keep the voices normal", "twice as fast"),
        ("mute it but keep the voices", "mute it but keep the voices"),
    ],
)
def test_another_way_of_saying_it(text, words):
    assert plain(text).text == words


def test_every_letter_has_a_place_in_the_original():
    text = "Silence the dog from 5 seconds to 8, twice as fast but keep the pitch normal"
    found = plain(text)
    places = [found.original(i) for i in range(len(found.text) + 1)]
    assert places == sorted(places)
    assert places[0] == 0
    assert places[-1] == len(text)
