"""Whether a timeline is as a step's `expect` says. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from nemobuild.recipe.model import Expect
from nemobuild.timeline.model import Text, Timeline
from nemobuild.timeline.summary import clean, seconds


def failures(expect: Expect | None, timeline: Timeline) -> tuple[str, ...]:
    """Every way in which the timeline is not as expected, as sentences; empty if it is."""
    return tuple(_failures(expect, timeline)) if expect else ()


def _failures(expect: Expect, timeline: Timeline) -> Iterator[str]:
    if expect.duration_ms is not None:
        low, high = expect.duration_ms
        actual = timeline.duration_ms
        if (low is not None and actual < low) or (high is not None and actual > high):
            yield f"duration is {seconds(actual)}, expected {_between(low, high)}"
    for kind, count in expect.tracks.items():
        actual = sum(1 for t in timeline.tracks if t.kind == kind and t.segments)
        if not count.holds(actual):
            yield f"{actual} {kind} track{'s' if actual != 1 else ''}, expected {count}"
    words = [f"{s.text}\n{s.detail}" for t in timeline.tracks for s in t.segments if isinstance(s, Text)]
    for wanted in expect.text:
        if not any(wanted in text for text in words):
            seen = ", ".join(f'"{clean(text)}"' for text in words[:4]) or "no text at all"
            yield f'no text "{clean(wanted)}", the timeline has {seen}'


def _between(low: int | None, high: int | None) -> str:
    if low is None:
        return f"at most {seconds(high or 0)}"
    if high is None:
        return f"at least {seconds(low)}"
    return f"{seconds(low)} to {seconds(high)}" if low != high else seconds(low)
