"""Camera moves for a time: where the camera is at each moment, and that it never jumps where no cut hides it."""

import pytest

from nemobuild.timeline import edits
from nemobuild.timeline.model import Rect

FULL = Rect()


def ways(film):
    """The pieces with a move: their start and end in ms, and how much of the width the camera sees then."""
    return [
        (c.start_ms, c.end_ms, round(c.motion.start.width, 2), round(c.motion.end.width, 2))
        for c in edits.clips(film)
        if c.motion
    ]


def both(world, *lines):
    return world.said(["combine the clips", *lines], [world.talk, world.bunny])


@pytest.mark.parametrize(
    ("line", "moves"),
    [
        ("zoom in from 2s to 5s", [(2000, 3000, 1, 0.71), (3000, 4267, 0.71, 0.71), (4267, 5000, 0.71, 1)]),
        ("zoom in for the last 3 seconds", [(69_000, 70_000, 1, 0.71), (70_000, 72_000, 0.71, 0.71)]),
        ("slowly zoom in from 2s to 6s", [(2000, 5200, 1, 0.85), (5200, 6000, 0.85, 1)]),
        ("zoom out for the first 3 seconds", [(0, 3000, 0.71, 1)]),
        ("zoom out from 2s to 5s", [(2000, 3000, 1, 0.71), (3000, 5000, 0.71, 1)]),
        ("zoom in on the second clip from 2s to 4s", [(44_000, 44_667, 1, 0.71), (44_667, 45_500, 0.71, 0.71), (45_500, 46_000, 0.71, 1)]),
        ("pan across from 2s to 5s", [(2000, 3000, 1, 0.85), (3000, 4267, 0.85, 0.85), (4267, 5000, 0.85, 1)]),
    ],
)  # fmt: skip
def test_a_zoom_for_a_time_comes_near_and_goes_back(world, line, moves):
    assert ways(both(world, line)) == moves


@pytest.mark.parametrize(
    "lines",
    [
        ("zoom in from 2s to 4s and zoom out from 6s to 8s",),
        ("zoom in from 2s to 4s", "zoom out from 6s to 8s"),
    ],
)
def test_a_zoom_that_is_ended_later_stays_near_until_then(world, lines):
    film = both(world, *lines)
    near = [w for w in ways(film) if w[2:] == (0.71, 0.71)]
    assert ways(film)[0] == (2000, 2667, 1, 0.71) and ways(film)[-1] == (6000, 8000, 0.71, 1)
    assert near[0][0] == 2667 and near[-1][1] == 6000 and len(near) == len(ways(film)) - 2


@pytest.mark.parametrize(
    "line",
    [
        "zoom in from 2s to 5s",
        "zoom out from 2s to 5s",
        "pan across from 2s to 5s",
        "slowly zoom in from 2s to 6s",
        "zoom in from 2s to 4s and zoom out from 6s to 8s",
        "zoom in 2x on the top left from 40s to 46s",
        "zoom in at 5s",
        "zoom in on the second clip for 2 seconds",
    ],
)
def test_the_camera_does_not_jump_within_a_clip(world, line):
    for shot in edits.shots(both(world, line)):
        at = None
        for piece in shot.pieces:
            motion = piece.motion
            is_continued = bool(motion and motion.offset_ms)
            begins, ends = (motion.start, motion.end) if motion else (FULL, FULL)
            assert at is None or is_continued or begins == at, line
            at = ends


def test_a_zoom_over_a_cut_is_one_move(world):
    film = both(world, "zoom in from 40s to 46s")
    held = [c.motion for c in edits.clips(film) if c.motion and c.motion.start == c.motion.end]
    assert [(m.offset_ms, m.whole_ms) for m in held] == [(0, 4000), (800, 4000)]
