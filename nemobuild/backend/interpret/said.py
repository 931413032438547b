"""How lengths, moments and numbers of things are said in a reply."""

from __future__ import annotations

from collections.abc import Sequence

from nemobuild.backend.interpret.values import COLORS, SCREEN_BLUE, SCREEN_GREEN
from nemobuild.timeline import edits
from nemobuild.timeline.model import Timeline


def seconds(ms: float) -> str:
    """A length as it is said: `3 s`, `23.4 s`, `2 min 5 s`."""
    if ms >= 120_000:
        minutes, rest = divmod(round(ms / 1000), 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{round(ms / 1000, 1):g} s"


def clock(ms: float) -> str:
    """A point of time as it is said: `0:12`, `1:15.5`."""
    tenths = round(abs(ms) / 100)
    minutes, rest = divmod(tenths, 600)
    return f"{'-' if ms < 0 else ''}{minutes}:{rest // 10:02d}" + (f".{rest % 10}" if rest % 10 else "")


def length_said(timeline: Timeline) -> str:
    return f"the film is now {seconds(edits.film_ms(timeline))} long"


def listed(words: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def begun(words: str) -> str:
    """Words as they stand at the start of a sentence."""
    return words[:1].upper() + words[1:]


_NAMES = {code: name for name, code in reversed([*COLORS.items()]) if name.isascii()} | {
    SCREEN_GREEN: "green",
    SCREEN_BLUE: "blue",
}


def colored(code: str) -> str:
    """A colour by its name, where it has one; otherwise its code."""
    return _NAMES.get(code.lower(), code)


def counted(number: int, noun: str) -> str:
    """`1 clip`, `3 clips`."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {noun if number == 1 else plural}"
