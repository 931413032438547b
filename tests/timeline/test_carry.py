"""What lies above and below the main track goes along with it, each kind by its own rule."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemobuild.timeline import edits
from nemobuild.timeline.model import Canvas, Clip, Level, Sound, Source, Text, Timeline, Track, Word

RATES = st.sampled_from([24, 25, 29.97, 30, 50, 60])


def film(*lengths, fps=30.0):
    own = [Clip(source=Source(digest=f"d{i}"), duration_ms=n) for i, n in enumerate(lengths)]
    return edits.append(Timeline(canvas=Canvas(fps=fps), tracks=(Track(kind="video", name="main"),)), own)


def voice(start, length, **more):
    source = Source(kind="audio", digest="voice")
    return Sound(start_ms=start, duration_ms=length, role="voice", source=source, **more)


def effect(start, length):
    return Sound(start_ms=start, duration_ms=length, role="effect")


def caption(start, length, *words):
    said = tuple(Word(text="word", start_ms=a, duration_ms=b - a) for a, b in words)
    return Text(start_ms=start, duration_ms=length, role="caption", text="word " * len(words), words=said)


def with_all(timeline, *segments):
    for segment in segments:
        timeline = edits.add_above(timeline, segment)
    return timeline


def sped(timeline, factor):
    return edits.change_clips(timeline, lambda _, c: edits.set_speed(c, factor))


def heard(timeline):
    return sorted((s.start_ms, s.end_ms, s.source_start_ms) for s in edits.sounds(timeline))


def shown(timeline):
    return [(t.start_ms, t.end_ms) for t in edits.texts(timeline)]


def spoken(timeline):
    return [(w.start_ms, w.start_ms + w.duration_ms) for t in edits.texts(timeline) for w in t.words]


def test_a_voice_over_a_faster_film_is_heard_in_full():
    assert heard(sped(with_all(film(40_000), voice(5000, 10_000)), 2)) == [(2500, 12_500, 0)]


def test_a_voice_begins_earlier_where_it_would_reach_over_the_end():
    assert heard(sped(with_all(film(24_000), voice(10_000, 10_000)), 2)) == [(2000, 12_000, 0)]


def test_a_voice_that_is_longer_than_the_film_ends_with_it():
    assert heard(sped(with_all(film(20_000), voice(5000, 10_000)), 4)) == [(0, 5000, 0)]


def test_of_two_voices_the_second_waits_for_the_first():
    before = with_all(film(40_000), voice(0, 8000), voice(10_000, 6000))
    assert heard(sped(before, 2)) == [(0, 8000, 0), (8000, 14_000, 0)]


def test_a_voice_loses_what_is_cut_out_of_the_film():
    before = with_all(film(42_000), voice(5000, 10_000, fade_in_ms=100, fade_out_ms=200))
    assert heard(edits.cut_to_pieces(before, [(0, 8000)])) == [(0, 7000, 3000)]
    after = edits.cut_to_pieces(before, [(8000, 12_000)])
    assert heard(after) == [(5000, 8000, 0), (8000, 11_000, 7000)]
    assert [(s.fade_in_ms, s.fade_out_ms) for s in edits.sounds(after)] == [(100, 0), (0, 200)]
    assert len({s.id for s in edits.sounds(after)}) == 2


def test_a_voice_that_plays_fast_moves_on_in_its_source_as_fast():
    before = with_all(film(42_000), voice(5000, 10_000, speed=1.5, source_start_ms=400))
    assert heard(edits.cut_to_pieces(before, [(0, 7000)])) == [(0, 8000, 3400)]


def test_a_voice_goes_on_over_what_is_put_in():
    before = edits.split_at(with_all(film(42_000), voice(5000, 10_000)), [10_000])
    assert heard(edits.insert(before, [Clip(duration_ms=30_000)], 1)) == [(5000, 15_000, 0)]
    assert heard(edits.insert(before, [Clip(duration_ms=3000)], 0)) == [(8000, 18_000, 0)]


def test_a_voice_over_the_whole_film_does_not_grow_with_it():
    before = with_all(film(10_000), voice(0, 10_000))
    assert heard(edits.insert(before, [Clip(duration_ms=3000)], 0)) == [(3000, 13_000, 0)]
    assert heard(edits.append(before, [Clip(duration_ms=3000)])) == [(0, 10_000, 0)]


def test_the_levels_of_a_voice_stay_where_they_are_in_it():
    before = with_all(
        film(42_000), voice(5000, 10_000, levels=(Level(start_ms=6000, duration_ms=2000, gain=0.5),))
    )
    _, rest = edits.sounds(edits.cut_to_pieces(before, [(8000, 12_000)]))
    assert [(x.start_ms, x.duration_ms) for x in rest.levels] == [(0, 1000)]


def test_a_voice_without_any_film_stays_where_it_is():
    before = with_all(film(), voice(1000, 4000), caption(1000, 2000))
    after = edits.append(before, [Clip(duration_ms=9000)])
    assert (heard(after), shown(after)) == ([(1000, 5000, 0)], [(1000, 3000)])


def test_effects_of_a_faster_film_are_heard_in_full_side_by_side():
    before = with_all(film(20_000), effect(2000, 900), effect(3000, 900))
    after = sped(before, 2)
    assert heard(after) == [(1000, 1900, 0), (1500, 2400, 0)]
    assert len(after.of_kind("audio")) == 2


def test_an_effect_is_heard_whole_or_from_where_the_film_goes_on():
    before = with_all(film(20_000), effect(4800, 900))
    assert heard(edits.cut_to_pieces(before, [(5000, 8000)])) == [(4800, 5700, 0)]
    assert heard(edits.cut_to_pieces(before, [(3000, 5000)])) == [(3000, 3700, 200)]
    assert heard(edits.cut_to_pieces(before, [(3000, 6000)])) == []


def test_words_end_at_what_is_put_in_or_begin_after_it():
    for start, seen in ((4000, (4000, 5000)), (4200, (35_000, 36_200))):
        before = edits.split_at(with_all(film(20_000), caption(start, 2000)), [5000])
        assert shown(edits.insert(before, [Clip(duration_ms=30_000)], 1)) == [seen]


def test_a_caption_over_the_whole_film_does_not_grow_with_it():
    assert shown(edits.append(with_all(film(4000), caption(0, 4000)), [Clip(duration_ms=3000)])) == [
        (0, 4000)
    ]


def test_a_text_over_the_whole_film_still_is():
    before = with_all(film(4000), Text(start_ms=0, duration_ms=4000, text="draft"))
    assert shown(edits.append(before, [Clip(duration_ms=3000)])) == [(0, 7000)]


def test_the_words_of_a_caption_are_as_fast_as_the_film():
    after = sped(with_all(film(20_000), caption(4000, 2000, (0, 1000), (1000, 1900))), 2)
    assert (shown(after), spoken(after)) == ([(2000, 3000)], [(0, 500), (500, 950)])


def test_the_words_of_a_caption_are_cut_with_the_film():
    before = with_all(film(20_000), caption(4000, 3000, (0, 900), (1000, 1900), (2000, 3000)))
    after = edits.cut_to_pieces(before, [(5000, 6000)])
    assert (shown(after), spoken(after)) == ([(4000, 6000)], [(0, 900), (1000, 1000), (1000, 2000)])


def test_the_words_of_a_caption_end_where_it_ends():
    before = with_all(film(20_000), caption(4000, 2000, (0, 900), (1500, 2000)))
    after = edits.insert(edits.split_at(before, [5200]), [Clip(duration_ms=3000)], 1)
    assert (shown(after), spoken(after)) == ([(4000, 5200)], [(0, 900), (1200, 1200)])


def test_the_words_of_a_caption_that_the_next_one_cuts_end_with_it():
    before = with_all(film(4000, 4000), caption(3000, 1000, (0, 1000)), caption(4000, 1000, (0, 1000)))
    after = edits.set_transitions(before, "crossfade", 500, lambda _: (0, 0))
    assert (shown(after), spoken(after)) == ([(3000, 3500), (3500, 4500)], [(0, 500), (0, 1000)])


@st.composite
def narrated(draw):
    made = film(*draw(st.lists(st.integers(1000, 9000), min_size=1, max_size=4)), fps=draw(RATES))
    total = edits.film_ms(made)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, total - 900))
        length = draw(st.integers(300, total - start))
        on_screen = length - math.ceil(2000 / made.canvas.fps)  # the caption's ends move to the frame grid
        words = draw(st.lists(st.integers(0, on_screen), min_size=2, max_size=5).map(sorted))
        made = edits.add_above(made, voice(start, length, speed=draw(st.sampled_from([1.0, 1.5]))))
        made = edits.add_above(made, effect(start, min(length, 900)))
        made = edits.add_above(made, caption(start, length, *pairwise(words)))
    return made


times = st.integers(0, 30_000)
changes = st.one_of(
    st.tuples(st.just("cut"), st.lists(st.tuples(times, times), min_size=1, max_size=3)),
    st.tuples(st.just("speed"), st.tuples(st.integers(0, 3), st.sampled_from([0.5, 1.7, 4.0]))),
    st.tuples(st.just("insert"), st.tuples(times, st.integers(200, 5000))),
    st.tuples(st.just("order"), st.permutations(range(4))),
    st.tuples(st.just("transition"), st.integers(100, 1500)),
)


def changed(timeline, change):
    kind, value = change
    count = len(edits.clips(timeline))
    if kind == "cut":
        ranges = [(a, b) for a, b in value if a < b]
        left = edits.complement(ranges, edits.film_ms(timeline))
        return edits.cut_to_pieces(timeline, ranges) if any(b - a > 200 for a, b in left) else timeline
    if kind == "speed":
        return edits.change_clips(
            timeline, lambda i, c: edits.set_speed(c, value[1]) if i == value[0] % count else c
        )
    if kind == "insert":
        cut = edits.split_at(timeline, [value[0]])
        return edits.insert(cut, [Clip(duration_ms=value[1])], min(1, len(edits.clips(cut))))
    if kind == "order":
        return edits.reorder(timeline, [i for i in value if i < count])
    return edits.set_transitions(timeline, "crossfade", value, lambda _: (0, 0))


@settings(max_examples=200, deadline=None)
@given(narrated(), st.lists(changes, max_size=5))
def test_nothing_outlasts_its_source_its_text_or_the_film(timeline, steps):
    frame = 1000 / timeline.canvas.fps
    length = max(s.duration_ms * s.speed for s in edits.sounds(timeline, "voice"))
    for step in steps:
        timeline = changed(timeline, step)
        assert timeline.duration_ms == edits.film_ms(timeline)
        for sound in edits.sounds(timeline):
            assert sound.duration_ms > 0 and sound.source_start_ms >= 0
            if sound.role == "voice":
                assert sound.source_start_ms + sound.duration_ms * sound.speed <= length + 2 + 2 * frame
        for text in edits.texts(timeline):
            assert all(0 <= w.start_ms <= text.duration_ms for w in text.words)
            assert all(w.start_ms + w.duration_ms <= text.duration_ms for w in text.words)
            assert all(w.duration_ms >= 0 for w in text.words)
            assert all(a.start_ms <= b.start_ms for a, b in pairwise(text.words))
        for track in timeline.of_kind("audio"):
            assert all(a.end_ms <= b.start_ms for a, b in pairwise(track.segments))


@settings(max_examples=100, deadline=None)
@given(narrated(), times, st.integers(200, 5000))
def test_words_never_last_longer_for_what_is_put_in(timeline, at, length):
    cut = edits.split_at(timeline, [at])
    before = {t.id: t.duration_ms for t in edits.texts(cut)}
    after = edits.insert(cut, [Clip(duration_ms=length)], min(1, len(edits.clips(cut))))
    assert {t.id for t in edits.texts(after)} == set(before)
    assert all(before[t.id] / 2 - 40 <= t.duration_ms <= before[t.id] + 1 for t in edits.texts(after))
    assert [s.duration_ms for s in edits.sounds(after)] == pytest.approx(
        [s.duration_ms for s in edits.sounds(cut)], abs=1
    )


@settings(max_examples=100, deadline=None)
@given(narrated(), st.lists(times, max_size=4))
def test_a_cut_that_takes_nothing_changes_no_sound(timeline, cuts):
    before, after = (edits.sounds(t) for t in (timeline, edits.split_at(timeline, cuts)))
    assert sorted(map(repr, before)) == sorted(map(repr, after))


@given(st.lists(times, max_size=4))
def test_a_cut_that_takes_nothing_changes_no_fade_of_footage(cuts):
    fades = dict.fromkeys(("fade_in_ms", "fade_out_ms", "audio_fade_in_ms", "audio_fade_out_ms"), 4000)
    source = Source(kind="video", digest="above")
    before = with_all(film(20_000), Clip(start_ms=2000, duration_ms=9000, source=source, **fades))
    assert edits.overlays(edits.split_at(before, cuts)) == edits.overlays(before)


@settings(max_examples=100, deadline=None)
@given(st.integers(4000, 20_000), RATES, st.lists(st.tuples(times, times), min_size=1, max_size=4))
def test_a_voice_of_the_whole_film_is_cut_as_its_pictures_are(length, fps, ranges):
    before = film(length, fps=fps)
    before = with_all(before, voice(0, edits.film_ms(before)))
    gone = [(a, b) for a, b in ranges if a < b]
    if not any(b - a > 200 for a, b in edits.complement(gone, edits.film_ms(before))):
        return
    after = edits.cut_to_pieces(before, gone)
    for clip in edits.clips(after):
        at = (clip.start_ms + clip.end_ms) / 2
        (over,) = [s for s in edits.sounds(after) if s.start_ms <= at < s.end_ms]
        assert abs(over.source_start_ms - over.start_ms - clip.source_start_ms + clip.start_ms) <= 2


def test_music_is_as_long_as_the_film():
    before = with_all(film(20_000), Sound(duration_ms=20_000), replace(effect(0, 20_000), loop=True))
    assert heard(sped(before, 2)) == [(0, 10_000, 0), (0, 10_000, 0)]
