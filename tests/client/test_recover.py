"""What looks at the state mean after a drop and after an end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.client.recover import (
    Applied,
    Failed,
    Look,
    LookAgain,
    Pace,
    Settled,
    SettlePace,
    Unsettled,
    after_drop,
    settle,
)


def looks(*seen):
    return [Look(at_s=at, digest=digest, frozen=frozen) for at, digest, frozen in seen]


def unchanged(count):
    return looks(*[(30.0 + 60 * n, "old", None) for n in range(count)])


@pytest.mark.parametrize(
    ("seen", "now_s", "expected"),
    [
        ([], 0.0, LookAgain(after_s=30.0)),
        ([], 12.0, LookAgain(after_s=18.0)),
        ([], 99.0, LookAgain(after_s=0.0)),
        ([], -99.0, LookAgain(after_s=30.0)),
        (unchanged(1), 30.0, LookAgain(after_s=60.0)),
        (unchanged(4), 215.0, LookAgain(after_s=55.0)),
        (unchanged(5), 270.0, Failed(looks=5)),
        (looks((30.0, "new", None)), 30.0, Applied(digest="new")),
        ([*unchanged(4), *looks((270.0, "new", None))], 270.0, Applied(digest="new")),
    ],
)
def test_after_a_drop(seen, now_s, expected):
    """30 s, then every 60 s; changed means applied, five unchanged looks mean failed."""
    assert after_drop("old", seen, broke_at_s=0.0, now_s=now_s) == expected


def test_a_drop_runs_its_course_in_four_and_a_half_minutes():
    now_s, seen = 0.0, []
    while isinstance(step := after_drop("old", seen, broke_at_s=0.0, now_s=now_s), LookAgain):
        now_s += step.after_s
        seen.append(Look(at_s=now_s, digest="old"))
    assert (step, now_s) == (Failed(looks=5), 270.0)


def test_another_pace_for_a_backend_of_ones_own():
    pace = Pace(first_s=0.1, then_s=0.2, looks=2)
    assert after_drop("old", [], broke_at_s=0.0, now_s=0.0, pace=pace) == LookAgain(after_s=0.1)
    assert after_drop("old", unchanged(2), broke_at_s=0.0, now_s=90.0, pace=pace) == Failed(looks=2)


@pytest.mark.parametrize(
    ("seen", "now_s", "expected"),
    [
        ([], 0.0, LookAgain(after_s=0.0)),
        (looks((0.0, "new", 0)), 0.0, LookAgain(after_s=2.0)),
        (looks((0.0, "raw", 0), (2.0, "new", 0)), 2.0, LookAgain(after_s=4.0)),
        (looks((0.0, "raw", 0), (2.0, "new", 0), (6.0, "new", 0)), 6.0, Settled(digest="new", changed=True)),
        (looks((0.0, "old", 0), (2.0, "old", 0)), 2.0, Settled(digest="old", changed=False)),
        (looks((0.0, "new", 40), (2.0, "new", 40)), 2.0, LookAgain(after_s=4.0)),
        (looks((0.0, "new", 40), (2.0, "new", 10)), 2.0, Settled(digest="new", changed=True)),
        (looks((0.0, "new", None), (2.0, "new", None)), 2.0, Settled(digest="new", changed=True)),
        (looks((0.0, "new", 40), (900.0, "new", 40)), 900.0, Unsettled(why="credits are still frozen")),
        (looks((0.0, "a", 0), (900.0, "b", 0)), 900.0, Unsettled(why="the timeline keeps changing")),
    ],
)
def test_settling(seen, now_s, expected):
    """Stable over two looks, and no more credits frozen than the 10 before the message."""
    assert settle("old", seen, frozen_before=10, now_s=now_s) == expected


def test_looks_come_further_apart_and_at_most_every_30_s():
    waits = []
    for count in range(1, 8):
        seen = looks(*[(0.0, str(n), 0) for n in range(count)])
        waits.append(settle("old", seen, frozen_before=0, now_s=0.0).after_s)
    assert waits == [2, 4, 8, 16, 30, 30, 30]


@given(st.lists(st.sampled_from(["old", "new"]), max_size=8), st.floats(-1e6, 1e6))
def test_a_wait_is_never_negative_nor_longer_than_its_pace(digests, now_s):
    seen = [Look(at_s=30.0 + 60 * n, digest=digest) for n, digest in enumerate(digests)]
    for step in (
        after_drop("old", seen, broke_at_s=0.0, now_s=now_s),
        settle("old", seen, frozen_before=0, now_s=now_s, pace=SettlePace(first_s=0.05)),
    ):
        assert not isinstance(step, LookAgain) or 0 <= step.after_s <= 60
