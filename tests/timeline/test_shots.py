"""Which clips a person counts, whatever edits make of the pieces that they are in."""

from hypothesis import given
from hypothesis import strategies as st

from nemobuild.timeline import edits
from nemobuild.timeline.draft import decode, encode
from nemobuild.timeline.model import Canvas, Clip, Source, Timeline, Track


def film(lengths, fps=30.0):
    own = [Clip(source=Source(digest=f"d{i}"), duration_ms=n) for i, n in enumerate(lengths)]
    empty = Timeline(canvas=Canvas(fps=fps), tracks=(Track(kind="video", name="main"),))
    return edits.append(empty, own)


def counts(timeline):
    """How many pieces each shot has."""
    return [len(shot.pieces) for shot in edits.shots(timeline)]


def digests(timeline):
    return [shot.pieces[0].source.digest for shot in edits.shots(timeline)]


FILMS = st.lists(st.integers(500, 8000), min_size=1, max_size=5).map(film)
TIMES = st.lists(st.integers(0, 40_000), max_size=8)


@given(FILMS, TIMES)
def test_a_cut_for_an_effect_makes_no_shot_and_one_on_purpose_does(timeline, times):
    cut = edits.split_at(timeline, times)
    assert digests(cut) == digests(timeline) and sum(counts(cut)) == len(edits.clips(cut))
    assert all(s.start_ms == t.start_ms for s, t in zip(edits.shots(cut), edits.shots(timeline), strict=True))
    apart = edits.cut_apart(cut, times)
    assert len(edits.shots(apart)) == len(edits.clips(apart)) == len(edits.clips(cut))


@given(FILMS, TIMES, st.randoms(use_true_random=False))
def test_shots_in_another_order_keep_their_pieces(timeline, times, chance):
    cut = edits.split_at(timeline, times)
    order = list(range(len(edits.shots(cut))))
    chance.shuffle(order)
    moved = edits.reorder_shots(cut, order)
    assert digests(moved) == [digests(cut)[n] for n in order]
    assert counts(moved) == [counts(cut)[n] for n in order]
    assert edits.reorder_shots(moved, [order.index(n) for n in range(len(order))]) == cut


@given(FILMS, TIMES)
def test_the_marks_travel(timeline, times):
    cut = edits.split_at(timeline, times)
    assert edits.shots(decode(encode(cut))) == edits.shots(cut)


def test_a_piece_is_no_part_of_a_shot_whose_end_it_is_not_any_more():
    cut = edits.split_at(film([6000, 3000]), [2000, 4000])
    assert counts(cut) == [3, 1]
    assert counts(edits.cut_to_pieces(cut, [(1000, 3000)])) == [1, 2, 1]
    assert counts(edits.cut_to_pieces(cut, [(2000, 4000)])) == [1, 1, 1]
    assert counts(edits.cut_to_pieces(cut, [(0, 3000)])) == [2, 1]
    assert counts(edits.reorder(cut, [1, 2, 3, 0])) == [2, 1, 1]
    assert counts(edits.insert(cut, [Clip(duration_ms=500)], 1)) == [1, 1, 2, 1]
    assert counts(edits.without_clips(cut, [0])) == [2, 1]


def test_what_is_left_of_a_shot_can_still_count_as_one():
    cut = edits.cut_to_pieces(film([6000, 3000]), [(1000, 2000), (5500, 6500)], as_one=True)
    assert counts(cut) == [2, 1] and edits.visible_cuts(cut) == [1, 2] and edits.joins(cut) == [2]
    again = edits.cut_to_pieces(cut, [(0, 500)])
    assert counts(again) == [2, 1]


def test_runs_are_neighbours_of_one_shot():
    cut = edits.split_at(film([6000, 3000]), [2000, 4000, 7000])
    assert edits.runs(cut, [0, 1, 3, 4]) == ([0, 1], [3, 4])
    assert edits.runs(cut, [0, 2, 3]) == ([0], [2], [3])
    assert edits.shots_of(cut, [2, 3]) == (0, 1)


def test_a_shot_gets_another_length_at_its_end():
    films = edits.split_at(film([6000, 3000]), [2000, 4000])
    assert [c.duration_ms for c in edits.clips(edits.shots_lasting(films, {0: 3000}))] == [2000, 1000, 3000]
    picture = Clip(source=Source(kind="image", digest="p"), duration_ms=4000)
    cut = edits.split_at(edits.append(film([]), [picture]), [1000])
    assert [c.duration_ms for c in edits.clips(edits.shots_lasting(cut, {0: 8000}))] == [2000, 6000]
