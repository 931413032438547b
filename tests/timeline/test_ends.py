"""The fades at a film's ends stay there, whatever stands at the ends."""

from dataclasses import replace

from nemobuild.timeline import edits
from nemobuild.timeline.ends import with_ends_of
from nemobuild.timeline.model import Canvas, Clip, Source, Timeline, Track


def film(*clips):
    empty = Timeline(canvas=Canvas(fps=30), tracks=(Track(kind="video", name="main"),))
    return edits.append(empty, [replace(c, source=Source(digest="d", name="d.mp4")) for c in clips])


FADED = film(
    Clip(duration_ms=4000, fade_in_ms=1000, audio_fade_in_ms=1000),
    Clip(duration_ms=6000, fade_out_ms=2000, fade_out_color="#ffffff", audio_fade_out_ms=2000),
)


def ends(timeline):
    return [
        (c.fade_in_ms, c.fade_out_ms, c.audio_fade_in_ms, c.audio_fade_out_ms) for c in edits.clips(timeline)
    ]


def test_a_film_that_loses_its_end_fades_out_there():
    shorter = edits.keep_ranges(FADED, [(0, 7000)], soften_ms=8)
    assert ends(with_ends_of(FADED, shorter)) == [(1000, 0, 1000, 0), (0, 2000, 0, 2000)]
    assert edits.clips(with_ends_of(FADED, shorter))[-1].fade_out_color == "#ffffff"


def test_a_film_that_loses_its_start_fades_in_there():
    later = edits.keep_ranges(FADED, [(2000, 10_000)], soften_ms=8)
    assert ends(with_ends_of(FADED, later))[0] == (1000, 0, 1000, 0)


def test_a_clip_that_came_after_the_end_has_the_fade():
    longer = edits.append(FADED, [Clip(duration_ms=3000, source=Source(digest="e"))])
    assert ends(with_ends_of(FADED, longer)) == [(1000, 0, 1000, 0), (0, 0, 0, 0), (0, 2000, 0, 2000)]


def test_clips_that_changed_places_do_not_take_the_fades_with_them():
    swapped = edits.reorder(FADED, [1, 0])
    assert ends(with_ends_of(FADED, swapped)) == [(1000, 0, 1000, 0), (0, 2000, 0, 2000)]


def test_a_fade_is_no_longer_than_the_clip_that_has_it():
    short = edits.append(FADED, [Clip(duration_ms=1500, source=Source(digest="e"))])
    assert ends(with_ends_of(FADED, short))[-1] == (0, 1500, 0, 1500)


def test_a_fade_that_was_taken_away_stays_away():
    without = edits.change_clips(FADED, lambda _, c: replace(c, fade_out_ms=0, audio_fade_out_ms=0))
    assert with_ends_of(FADED, without) == without


def test_a_fade_against_clicks_is_the_cuts_own():
    cut = edits.change_clips(FADED, lambda _, c: replace(c, fade_out_ms=0, audio_fade_out_ms=8))
    shorter = edits.keep_ranges(cut, [(0, 7000)])
    assert with_ends_of(cut, shorter) == shorter


def test_nothing_has_no_ends():
    assert with_ends_of(Timeline(), FADED) == FADED
    assert with_ends_of(FADED, Timeline()) == Timeline()
