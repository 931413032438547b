"""Which moment of a source a layer begins with, and how fast it goes on from there."""

from __future__ import annotations

from fractions import Fraction

from nemobuild.backend.render.frames import ms_of
from nemobuild.timeline.model import Clip, Media, Sound

LAST = Fraction(1, 5)
"""Seconds before a source's end from which its last picture can surely be had."""

SLOWEST, FASTEST = Fraction(1, 100), Fraction(100)


def speed_of(segment: Clip | Sound) -> Fraction:
    """A segment's speed, held between 0.01 and 100."""
    return min(max(Fraction(segment.speed).limit_denominator(10_000), SLOWEST), FASTEST)


def source_time(clip: Clip, medium: Media, rate: Fraction, start: int) -> Fraction:
    """The source's time (s) in the first frame of a clip, on the source's own frame grid where it has one.

    Without the grid, a cut half a frame off would make a steady source stumble: every second frame would round up, the
    others down. The picture moves against its sound by at most half a source frame. A clip that plays backwards names
    the moment where its stretch of source begins, as one that plays forwards does.
    """
    late = Fraction(ms_of(start, rate) - clip.start_ms, 1000) * speed_of(clip)
    exact = max(
        Fraction(clip.source_start_ms, 1000) + (late if abs(late) > Fraction(1, rate) else 0), Fraction(0)
    )
    if medium.duration_ms:
        exact = min(exact, max(Fraction(medium.duration_ms, 1000) - LAST, Fraction(0)))
    if medium.fps < 5:
        return exact
    grid = Fraction(medium.fps).limit_denominator(1001)
    return Fraction(round(exact * grid)) / grid
