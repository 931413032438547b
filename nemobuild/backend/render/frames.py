"""The frame grid: between milliseconds, whole frames and samples, in exact arithmetic.

Knows nothing about timelines. Frame *n* of a film is on screen from n/rate to (n+1)/rate seconds.
"""

from __future__ import annotations

from fractions import Fraction

SAMPLE_RATE = 48_000
"""Samples per second of everything that is heard."""

_NTSC = (24, 30, 48, 60, 120)


def rate_of(fps: float) -> Fraction:
    """The exact frame rate meant by a rounded one: 29.97 is 30000/1001. Anything below 1 or above 240 is held there."""
    for whole in _NTSC:
        exact = Fraction(whole * 1000, 1001)
        if abs(fps - exact) < 0.006:
            return exact
    return Fraction(min(max(fps, 1.0), 240.0)).limit_denominator(1000)


def frame_at(ms: float, rate: Fraction) -> int:
    """The boundary between frames nearest to a time; halves go up."""
    return int((Fraction(ms) * rate / 1000 + Fraction(1, 2)) // 1)


def ms_of(frame: int, rate: Fraction) -> int:
    """When a frame comes on screen, in whole ms."""
    return round(Fraction(frame * 1000) / rate)


def sample_at(frame: int, rate: Fraction) -> int:
    """The sample that sounds when a frame comes on screen."""
    return int((Fraction(frame) * SAMPLE_RATE / rate + Fraction(1, 2)) // 1)


def decimal(value: Fraction | float, digits: int = 6) -> str:
    """A number as ffmpeg reads it: no exponent, no trailing noughts."""
    text = f"{float(value):.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text
