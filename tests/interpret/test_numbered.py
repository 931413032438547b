"""Names of files read as the clips that they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nemobuild.backend.interpret.numbered import Called, clips_called, names_in, with_numbers

CALLED = (Called(pattern="bunny", number=2), Called(pattern="talk|interview", number=1))


def test_a_name_with_its_article_ending_and_kind_becomes_a_number():
    for text, expected in [
        ("rotate bunny 90 degrees", "rotate clip 2 90 degrees"),
        ("remove the Bunny clip", "remove clip 2"),
        ("mute bunny.webm, please", "mute clip 2, please"),
        ("put the interview before bunny", "put clip 1 before clip 2"),
        ('add a title "bunny" over the talk', 'add a title "bunny" over clip 1'),
        ("leave the talk as it is", "leave the talk as it is"),
        ("where I am talking", "where I am talking"),
    ]:
        assert with_numbers(text, CALLED).text == expected


def test_places_lead_back_to_the_names():
    found = with_numbers("put the interview before bunny", CALLED)
    start = found.text.index("clip 2")
    assert found.original(start) == len("put the interview before ")
    assert found.original(len(found.text)) == len("put the interview before bunny")


@given(st.text(max_size=60))
def test_a_text_without_names_stays_as_it_is(text):
    if not names_in(text, CALLED):
        found = with_numbers(text, CALLED)
        assert found.text == text
        assert found.offsets == tuple(range(len(text) + 1))


def test_only_a_file_that_is_shown_by_one_clip_has_a_number(world):
    alone = clips_called(world.said(["use talk.mp4"], [world.talk]), [world.talk])
    assert [(c.pattern, c.number) for c in alone] == [("talk", 1)]
    both = world.said(["combine all the clips"], world.films)
    assert {(c.pattern, c.number) for c in clips_called(both, world.films)} == {("talk", 1), ("bunny", 2)}
    halves = world.said(["combine all the clips", "split at 0:10"], world.films)
    assert [c.pattern for c in clips_called(halves, world.films)] == ["bunny"]
