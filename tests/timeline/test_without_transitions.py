"""Transitions that come and go leave the film as it was."""

import pytest

from nemobuild.timeline import edits
from nemobuild.timeline.model import Clip, Source, Text, Timeline, Track


def film(*lengths: int) -> Timeline:
    clips, at = [], 0
    for i, length in enumerate(lengths):
        source = Source(digest=str(i), name=f"{i}.mp4")
        clips.append(Clip(id=f"c{i}", start_ms=at, duration_ms=length, source_start_ms=2000, source=source))
        at += length
    words = Text(id="t", start_ms=0, duration_ms=lengths[0], text="Card")
    return Timeline(
        tracks=(
            Track(kind="video", name="main", segments=tuple(clips)),
            Track(kind="text", name="text", segments=(words,)),
        )
    )


def plain(timeline: Timeline) -> list[tuple[int, int, int]]:
    return [(c.start_ms, c.end_ms, c.source_start_ms) for c in edits.clips(timeline)]


@pytest.mark.parametrize("handles", [(5000, 5000), (0, 0)])
def test_the_film_is_as_it_was(handles):
    before = film(2000, 4000, 3000)
    crossed = edits.set_transitions(before, "crossfade", 1000, lambda _: handles)
    longer = edits.set_transitions(crossed, "wipe_left", 1400, lambda _: handles)
    for there in (crossed, longer):
        gone = edits.without_transitions(there, {1, 2})
        assert plain(gone) == plain(before)
        assert next(t for t in gone.of_kind("text")).segments[0].end_ms <= 2000


def test_of_one_join_only_what_was_shown_for_it_goes():
    before = film(2000, 4000, 3000)
    crossed = edits.set_transitions(before, "crossfade", 1000, lambda _: (5000, 5000))
    gone = edits.without_transitions(crossed, {1})
    assert edits.film_ms(gone) == 9000
    assert [c.transition is None for c in edits.clips(gone)] == [True, True, False]
