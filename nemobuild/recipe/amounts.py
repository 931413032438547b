"""Durations, their ranges, and counts: the small languages inside a recipe's texts. Pure functions of a string.

15s   1m30s   500ms   1:30   1h   2.5s          a duration
15s..25s   ..25s   15s..   20s±0.5s   ~20s      a range of durations
1   ">= 1"   1..3                               a count
"""

from __future__ import annotations

import re
from functools import lru_cache

from nemobuild.recipe.model import Count

APPROXIMATELY = 0.1
"""How far `~20s` reaches, as a share of the duration."""
LONGEST_MS = 24 * 60 * 60 * 1000

_UNIT_MS = {"h": 3_600_000, "m": 60_000, "min": 60_000, "s": 1000, "ms": 1}
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,6})?"
_PART = re.compile(rf"\s*({_NUMBER})\s*(ms|min|h|m|s)(?![a-z])")
_CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-5]?[0-9](?:\.[0-9]{1,6})?)\Z")
_COUNT = re.compile(r"(>=|<=|>|<|==?)?\s*([0-9]{1,6})\Z")
_COUNTS = re.compile(r"([0-9]{1,6})?\s*\.\.\s*([0-9]{1,6})?\Z")

DURATION_FORMS = "write 15s, 1m30s, 500ms or 1:30"
RANGE_FORMS = "write 15s, 15s..25s, ..25s, 15s.., 20s±0.5s or ~20s"
COUNT_FORMS = 'write 1, 1..3 or ">= 1"'


def duration_ms(text: str) -> int:
    """A duration in whole ms, 0 to 24 h. ValueError, with a sentence, for what is none."""
    ms = _clock(text.strip())
    if ms is None:
        ms = _units(text.strip())
    if ms is None:
        raise ValueError(f'"{text}" is no duration')
    if ms > LONGEST_MS:
        raise ValueError(f'"{text}" is longer than 24 hours')
    return round(ms)


def _clock(text: str) -> float | None:
    match = _CLOCK.match(text)
    if not match:
        return None
    hours, minutes, seconds = match.groups()
    return int(hours or 0) * 3_600_000 + int(minutes) * 60_000 + float(seconds) * 1000


def _units(text: str) -> float | None:
    """Parts of falling units: 1m30s. Each unit once."""
    total, at, smallest = 0.0, 0, 1 << 30
    while at < len(text):
        match = _PART.match(text, at)
        if not match:
            return None
        number, unit = match[1], _UNIT_MS[match[2]]
        if unit >= smallest:
            return None
        total, at, smallest = total + float(number) * unit, match.end(), unit
    return total if text else None


@lru_cache(maxsize=256)
def duration_range_ms(text: str) -> tuple[int | None, int | None]:
    """The ends of a range of durations in ms, None where it is open. A single duration is a range of itself."""
    text = text.strip()
    if ".." in text:
        first, last = (part.strip() for part in text.split("..", 1))
        lo = duration_ms(first) if first else None
        hi = duration_ms(last) if last else None
        return _ordered(text, lo, hi)
    if "±" in text:
        middle, spread = (duration_ms(part) for part in text.split("±", 1))
        return max(0, middle - spread), middle + spread
    if text.startswith("~"):
        middle = duration_ms(text[1:])
        spread = round(middle * APPROXIMATELY)
        return middle - spread, middle + spread
    exactly = duration_ms(text)
    return exactly, exactly


def _ordered(text: str, lo: int | None, hi: int | None) -> tuple[int | None, int | None]:
    if lo is None and hi is None:
        raise ValueError(f'"{text}" is no range')
    if lo is not None and hi is not None and lo > hi:
        raise ValueError(f'"{text}" ends before it begins')
    return lo, hi


def count(text: str) -> Count:
    """How many: `2`, `>= 1`, `< 3`, `1..3`, `1..`. ValueError, with a sentence, for what is none."""
    if match := _COUNT.match(text.strip()):
        return _compared(match[1] or "=", int(match[2]), text)
    match = _COUNTS.match(text.strip())
    if not match or (match[1] is None and match[2] is None):
        raise ValueError(f'"{text}" is no count')
    lo, hi = int(match[1] or 0), int(match[2]) if match[2] else None
    if hi is not None and lo > hi:
        raise ValueError(f'"{text}" ends before it begins')
    return Count(lo=lo, hi=hi)


def _compared(comparison: str, number: int, text: str) -> Count:
    match comparison:
        case ">=":
            return Count(lo=number)
        case ">":
            return Count(lo=number + 1)
        case "<=":
            return Count(hi=number)
        case "<" if number == 0:
            raise ValueError(f'"{text}" is never true')
        case "<":
            return Count(hi=number - 1)
        case _:
            return Count(lo=number, hi=number)
