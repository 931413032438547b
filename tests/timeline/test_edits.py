"""Edits keep segments in order, without overlap but for transitions, on the frame grid, and carry along what lies above."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemobuild.timeline import edits
from nemobuild.timeline.ends import with_ends_of
from nemobuild.timeline.model import (
    Canvas,
    Chapter,
    Clip,
    Motion,
    Placement,
    Rect,
    Sound,
    Source,
    Text,
    Timeline,
    Track,
)

RATES = st.sampled_from([24, 25, 29.97, 30, 50, 60])


def film(lengths, fps=30.0):
    own = [Clip(source=Source(digest=f"d{i}", name=f"{i}.mp4"), duration_ms=n) for i, n in enumerate(lengths)]
    empty = Timeline(canvas=Canvas(fps=fps), tracks=(Track(kind="video", name="main"),))
    return edits.append(empty, own)


def titled(timeline, start, length, text="hello"):
    return edits.add_above(timeline, Text(start_ms=start, duration_ms=length, text=text))


def is_sound(timeline):
    fps = timeline.canvas.fps
    for track in timeline.tracks:
        for segment in track.segments:
            assert segment.duration_ms > 0
            assert segment.start_ms == edits.on_grid(segment.start_ms, fps)
            assert segment.end_ms == edits.on_grid(segment.end_ms, fps)
        for before, after in zip(track.segments, track.segments[1:], strict=False):
            overlap = after.transition.duration_ms if isinstance(after, Clip) and after.transition else 0
            if track is timeline.main:
                assert before.end_ms - after.start_ms == overlap
            else:
                assert before.end_ms - after.start_ms <= overlap
    return True


@st.composite
def films(draw):
    made = film(draw(st.lists(st.integers(300, 9000), min_size=1, max_size=5)), draw(RATES))
    total = edits.film_ms(made)
    for i in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, max(0, total - 200)))
        length = draw(st.integers(100, max(100, total - start)))
        made = titled(made, start, min(length, total - start), f"t{i}") if total - start >= 100 else made
    made = edits.add_above(made, Sound(start_ms=0, duration_ms=total))
    if draw(st.booleans()):
        made = edits.set_transitions(made, "crossfade", draw(st.integers(100, 2000)), lambda _: (0, 0))
    return made


times = st.integers(0, 30_000)
operations = st.one_of(
    st.tuples(st.just("remove"), st.lists(st.tuples(times, times), min_size=1, max_size=3)),
    st.tuples(st.just("split"), st.lists(times, max_size=3)),
    st.tuples(st.just("speed"), st.sampled_from([0.25, 0.5, 1.7, 4.0])),
    st.tuples(st.just("insert"), st.tuples(st.integers(0, 5), st.integers(200, 5000))),
    st.tuples(st.just("order"), st.randoms(use_true_random=False)),
    st.tuples(st.just("transition"), st.integers(100, 3000)),
    st.tuples(st.just("without"), st.sets(st.integers(0, 5), max_size=3)),
    st.tuples(st.just("in_place"), st.tuples(st.integers(0, 5), st.integers(200, 5000))),
)


def changed(timeline, operation):
    kind, value = operation
    total = edits.film_ms(timeline)
    if kind == "remove":
        ranges = [(a, b) for a, b in value if a < b]
        left = edits.complement(ranges, total)
        return edits.cut_to_pieces(timeline, ranges) if any(b - a > 200 for a, b in left) else timeline
    if kind == "split":
        return edits.split_at(timeline, value)
    if kind == "speed":
        return edits.change_clips(timeline, lambda _, c: edits.set_speed(c, value))
    if kind == "insert":
        index = min(value[0], len(edits.clips(timeline)))
        return edits.insert(timeline, [Clip(duration_ms=value[1])], index)
    if kind == "order":
        order = list(range(len(edits.clips(timeline))))
        value.shuffle(order)
        return edits.reorder(timeline, order)
    if kind == "without":
        count = len(edits.clips(timeline))
        gone = {i for i in value if i < count}
        return edits.without_clips(timeline, gone) if len(gone) < count else timeline
    if kind == "in_place":
        index = min(value[0], len(edits.clips(timeline)) - 1)
        new = Clip(duration_ms=edits.on_grid(value[1], timeline.canvas.fps))
        return edits.put_in_place(timeline, new, index, index)
    return edits.set_transitions(timeline, "wipe_left", value, lambda _: (5000, 5000))


@settings(max_examples=150)
@given(films(), st.lists(operations, max_size=5))
def test_any_edits_leave_a_sound_timeline(timeline, steps):
    assert is_sound(timeline)
    for step in steps:
        timeline = changed(timeline, step)
        assert is_sound(timeline)
        (music,) = edits.sounds(timeline)
        assert (music.start_ms, music.end_ms) == (0, edits.film_ms(timeline))
    ids = [s.id for t in timeline.tracks for s in t.segments]
    assert len(ids) == len(set(ids))


@given(films(), st.lists(times, max_size=4))
def test_a_split_changes_nothing_that_is_seen(timeline, cuts):
    cut = edits.split_at(timeline, cuts)
    assert edits.film_ms(cut) == edits.film_ms(timeline)
    assert [replace(t, id="") for t in edits.texts(cut)] == [replace(t, id="") for t in edits.texts(timeline)]


FADES = ("fade_in_ms", "fade_out_ms", "audio_fade_in_ms", "audio_fade_out_ms")


def faded(length, *fades):
    """A film of one clip whose picture and sound fade in and out."""
    return edits.change_clips(film([length]), lambda _, c: replace(c, **dict(zip(FADES, fades, strict=True))))


def levels_at(timeline, ms):
    """How much of the picture and of the sound there is at a time."""
    (clip,) = (c for c in edits.clips(timeline) if c.start_ms <= ms < c.end_ms)
    since, left = ms - clip.start_ms, clip.end_ms - ms
    return tuple(
        round(min(1, since / into if into else 1, left / out if out else 1), 6)
        for into, out in (
            (clip.fade_in_ms, clip.fade_out_ms),
            (clip.audio_fade_in_ms, clip.audio_fade_out_ms),
        )
    )


lengths_of_fades = st.tuples(*(st.integers(0, 2500) for _ in FADES))


@given(lengths_of_fades, st.lists(st.integers(2500, 7500), max_size=4))
def test_nothing_is_seen_or_heard_of_a_split_between_the_fades(fades, cuts):
    before = faded(10_000, *fades)
    after = edits.split_at(before, cuts)
    assert all(levels_at(before, ms) == levels_at(after, ms) for ms in range(0, 10_000, 50))


@given(lengths_of_fades, st.lists(times, max_size=4))
def test_no_split_puts_a_fade_at_an_inner_edge(fades, cuts):
    own = edits.clips(edits.split_at(faded(10_000, *fades), cuts))
    assert all((c.fade_in_ms, c.audio_fade_in_ms) == (0, 0) for c in own[1:])
    assert all((c.fade_out_ms, c.audio_fade_out_ms) == (0, 0) for c in own[:-1])
    first, last = own[0], own[-1]
    assert (first.fade_in_ms, first.audio_fade_in_ms) == tuple(
        min(n, first.duration_ms) for n in (fades[0], fades[2])
    )
    assert (last.fade_out_ms, last.audio_fade_out_ms) == tuple(
        min(n, last.duration_ms) for n in (fades[1], fades[3])
    )


def test_a_fade_that_is_cut_is_over_at_the_cut():
    (first, last) = edits.clips(edits.split_at(faded(6000, 4000, 4000, 4000, 4000), [2500]))
    assert [getattr(first, name) for name in FADES] == [2500, 0, 2500, 0]
    assert [getattr(last, name) for name in FADES] == [0, 3500, 0, 3500]


def test_a_cut_where_an_effect_had_cut_gets_its_fade_against_clicks():
    whole = edits.split_at(faded(9000, 0, 0, 500, 500), [3000, 6000])
    seamless = edits.clips(edits.keep_ranges(whole, [(1000, 9000)], soften_ms=8))
    assert [(c.audio_fade_in_ms, c.audio_fade_out_ms) for c in seamless] == [(8, 0), (0, 0), (0, 500)]
    cut = edits.clips(edits.cut_to_pieces(whole, [(3000, 6000)], soften_ms=8))
    assert [(c.audio_fade_in_ms, c.audio_fade_out_ms) for c in cut] == [(500, 8), (8, 500)]


def test_a_piece_that_leaves_the_start_of_the_film_leaves_its_cut_fade_there():
    before = faded(9000, 4000, 0, 4000, 0)
    after = edits.reorder(edits.split_at(before, [2000]), [1, 0])
    first, last = edits.clips(with_ends_of(before, after))
    assert [getattr(first, name) for name in FADES] == [4000, 0, 4000, 0]
    assert [getattr(last, name) for name in FADES] == [0, 0, 0, 0]


@given(st.lists(st.integers(500, 5000), min_size=1, max_size=4), st.integers(0, 3), st.integers(100, 4000))
def test_inserting_and_taking_out_again_is_the_identity(lengths, index, length):
    before = titled(film(lengths), 100, 300)
    at = min(index, len(lengths))
    inserted = edits.insert(before, [Clip(duration_ms=length)], at)
    new = edits.clips(inserted)[at]
    after = edits.cut_to_pieces(inserted, [(new.start_ms, new.end_ms)])
    assert [(c.source, c.start_ms, c.duration_ms) for c in edits.clips(after)] == [
        (c.source, c.start_ms, c.duration_ms) for c in edits.clips(before)
    ]
    assert [(t.start_ms, t.end_ms) for t in edits.texts(after)] == [
        (t.start_ms, t.end_ms) for t in edits.texts(before)
    ]


def moving(lengths):
    """A film whose clips all zoom in."""
    zoom = Motion(end=Rect(width=0.5, height=0.5))
    return edits.change_clips(film(lengths), lambda _, c: replace(c, motion=zoom))


def test_a_clip_that_is_cut_goes_on_with_its_move():
    cut = edits.split_at(edits.split_at(moving([3000]), [1000]), [2000])
    assert [(c.motion.offset_ms, c.motion.whole_ms) for c in edits.clips(cut)] == [
        (0, 3000),
        (1000, 3000),
        (2000, 3000),
    ]


def test_a_piece_at_another_speed_shows_the_same_part_of_its_move():
    cut = edits.split_at(moving([4000]), [1000])
    fast = edits.change_clips(cut, lambda i, c: edits.set_speed(c, 2.0) if i else c)
    assert [(c.duration_ms, c.motion.offset_ms, c.motion.whole_ms) for c in edits.clips(fast)] == [
        (1000, 0, 4000),
        (1500, 500, 2000),
    ]


def test_what_lies_above_moves_with_the_film_below_it():
    """before: |0    2|3    5|, a title at 3..5, removed 1..2; after: the title at 2..4."""
    after = edits.cut_to_pieces(titled(film([3000, 3000]), 3000, 2000), [(1000, 2000)])
    assert [(t.start_ms, t.end_ms) for t in edits.texts(after)] == [(2000, 4000)]


def test_what_lies_on_the_removed_part_alone_is_removed_with_it():
    after = edits.cut_to_pieces(titled(film([3000, 3000]), 1100, 500), [(1000, 2000)])
    assert edits.texts(after) == ()


def test_a_title_goes_with_its_clip_when_clips_change_places():
    after = edits.reorder(titled(film([2000, 3000]), 2500, 1000), [1, 0])
    assert [(t.start_ms, t.end_ms) for t in edits.texts(after)] == [(500, 1500)]
    assert [c.source.digest for c in edits.clips(after)] == ["d1", "d0"]


def test_the_source_moves_on_with_a_cut_and_with_speed():
    fast = edits.change_clips(film([4000]), lambda _, c: edits.set_speed(c, 2.0))
    assert [(c.duration_ms, c.speed) for c in edits.clips(fast)] == [(2000, 2.0)]
    after = edits.cut_to_pieces(fast, [(500, 1000)], soften_ms=8)
    assert [(c.source_start_ms, c.duration_ms) for c in edits.clips(after)] == [(0, 500), (2000, 1000)]
    assert [(c.audio_fade_in_ms, c.audio_fade_out_ms) for c in edits.clips(after)] == [(0, 8), (8, 0)]


def test_a_transition_takes_from_unused_material_or_else_overlaps():
    kept = edits.set_transitions(film([3000, 3000]), "crossfade", 500, lambda _: (1000, 1000))
    assert edits.film_ms(kept) == 6000
    shortened = edits.set_transitions(film([3000, 3000]), "crossfade", 500, lambda _: (0, 0))
    assert edits.film_ms(shortened) == 5500


def crossfaded(lengths):
    return edits.set_transitions(film(lengths), "crossfade", 500, lambda _: (0, 0))


def transitions(timeline):
    return [(c.source.name, c.transition and c.transition.duration_ms) for c in edits.clips(timeline)]


def test_a_clip_taken_out_between_two_crossfades_leaves_one():
    before = crossfaded([3000, 4000, 3000])
    after = edits.without_clips(before, {1})
    assert transitions(after) == [("0.mp4", None), ("2.mp4", 500)]
    assert (edits.film_ms(before), edits.film_ms(after)) == (9000, 5500)


def test_the_first_clip_dissolves_from_nothing_and_the_last_one_into_nothing():
    before = crossfaded([3000, 4000, 3000])
    assert transitions(edits.without_clips(before, {0})) == [("1.mp4", None), ("2.mp4", 500)]
    assert transitions(edits.without_clips(before, {2})) == [("0.mp4", None), ("1.mp4", 500)]
    assert edits.film_ms(edits.without_clips(before, {2})) == 6000


def test_a_clip_in_the_place_of_another_comes_in_as_it_did_and_keeps_the_words_above():
    before = titled(crossfaded([3000, 4000, 3000]), 3000, 1000)
    after = edits.put_in_place(before, Clip(source=Source(name="new.mp4"), duration_ms=4000), 1, 1)
    assert transitions(after) == [("0.mp4", None), ("new.mp4", 500), ("2.mp4", 500)]
    assert [(t.start_ms, t.end_ms) for t in edits.texts(after)] == [(3000, 4000)]


def test_a_transition_takes_at_most_half_of_the_shorter_clip():
    (_, second) = edits.clips(edits.set_transitions(film([3000, 600]), "crossfade", 2000, lambda _: (0, 0)))
    assert second.transition.duration_ms == 300


def test_chapters_and_cover_move_along():
    made = replace(film([3000, 3000]), chapters=(Chapter(start_ms=3000, title="two"),), poster_ms=4000)
    after = edits.cut_to_pieces(made, [(0, 1000)])
    assert (after.chapters[0].start_ms, after.poster_ms) == (2000, 3000)


def test_the_step_of_whole_frames_and_whole_ms():
    assert [edits.exact_step_ms(fps) for fps in (24, 25, 30, 50, 60, 29.97)] == [125, 40, 100, 20, 50, 0]


def test_texts_at_one_time_lie_on_two_tracks():
    made = titled(titled(film([5000]), 0, 3000), 1000, 3000)
    assert len(made.of_kind("text")) == 2


@settings(max_examples=200, deadline=None)
@given(films(), st.lists(st.tuples(times, times), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_levels_of_a_sound_stay_in_order_and_within_it(timeline, ranges, random):
    total = edits.film_ms(timeline)
    levels = edits.levels_of(((min(a, b), max(a, b), 0.5) for a, b in ranges), total)
    loud = edits.change_segments(timeline, lambda s: replace(s, levels=levels) if isinstance(s, Sound) else s)
    order = list(range(len(edits.clips(loud))))
    random.shuffle(order)
    for changed in (
        edits.cut_to_pieces(loud, [(total // 3, total // 2)]),
        edits.reorder(loud, [*order, *order]),
    ):
        for sound in edits.sounds(changed):
            ends = [(x.start_ms, x.end_ms) for x in sound.levels]
            assert all(0 <= a < b <= sound.duration_ms for a, b in ends)
            assert all(before[1] <= after[0] for before, after in pairwise(ends))


def filmed_twice(length, fps=30.0):
    """A screen, and in its corner the camera that ran with it."""
    screen = film([length], fps)
    corner = Placement(rect=Rect(x=0.7, y=0.7, width=0.25, height=0.25))
    camera = Clip(
        source=Source(kind="video", digest="camera"), duration_ms=edits.film_ms(screen), placement=corner
    )
    return edits.add_above(screen, camera, name="overlay")


def source_time(clip, at_ms):
    return clip.source_start_ms + (at_ms - clip.start_ms) * clip.speed


of_the_screen_itself = operations.filter(lambda step: step[0] not in ("transition", "in_place"))


@settings(max_examples=150)
@given(st.integers(2000, 20_000), RATES, st.lists(of_the_screen_itself, max_size=5))
def test_a_camera_over_the_screen_stays_with_it(length, fps, steps):
    timeline = filmed_twice(length, fps)
    for step in steps:
        timeline = changed(timeline, step)
    for clip in edits.clips(timeline):
        at = (clip.start_ms + clip.end_ms) / 2
        over = [c for c in edits.overlays(timeline) if c.start_ms <= at < c.end_ms]
        if not clip.source.digest:
            assert not over
        elif clip.duration_ms > 4000 / fps:
            (camera,) = over
            assert camera.speed == pytest.approx(clip.speed)
            frame_ms = 1000 / fps * clip.speed
            assert abs(source_time(camera, at) - source_time(clip, at)) <= 1.5 * len(steps) * frame_ms + 2
    ids = [s.id for t in timeline.tracks for s in t.segments]
    assert len(ids) == len(set(ids))


def test_what_is_cut_out_of_the_screen_is_cut_out_of_the_camera():
    after = edits.cut_to_pieces(filmed_twice(10_000), [(2000, 5000)])
    cameras = [(c.start_ms, c.end_ms, c.source_start_ms) for c in edits.overlays(after)]
    assert cameras == [(0, 2000, 0), (2000, 7000, 5000)]


def test_a_camera_goes_on_where_the_screen_is_only_split():
    cut = edits.split_at(filmed_twice(10_000), [2000, 5000])
    assert [(c.start_ms, c.end_ms) for c in edits.overlays(cut)] == [(0, 10_000)]
    fast = edits.change_clips(cut, lambda i, c: edits.set_speed(c, 2.0) if i == 1 else c)
    assert [(c.start_ms, c.end_ms, c.speed) for c in edits.overlays(fast)] == [
        (0, 2000, 1),
        (2000, 3500, 2),
        (3500, 8500, 1),
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(100, 3000)), max_size=8), RATES)
def test_many_segments_are_laid_as_one_after_the_other_is(stretches, fps):
    texts = [Text(start_ms=a, duration_ms=n, text=f"{a}") for a, n in stretches]
    together = edits.add_all_above(film([5000], fps), texts, name="captions", avoid=("x",))
    apart = film([5000], fps)
    for text in texts:
        apart = edits.add_above(apart, text, name="captions", avoid=("x",))
    assert together == apart and is_sound(together)
    ids = [s.id for t in together.tracks for s in t.segments]
    assert len(ids) == len(set(ids))


def test_a_thousand_captions_look_at_few_others():
    looked = []

    class Seen(Text):
        @property
        def end_ms(self):
            looked.append(1)
            return self.start_ms + self.duration_ms

    edits._KINDS[Seen] = edits._KINDS[Text]
    try:
        edits.add_all_above(film([5000]), [Seen(start_ms=n * 1000, duration_ms=900) for n in range(1000)])
    finally:
        del edits._KINDS[Seen]
    assert len(looked) < 5000
