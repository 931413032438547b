"""Other ways of saying the same, put into the words that the table knows; positions in the original are kept.

Knows English and numbers, neither edits nor media. Text in quotes is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from nemobuild.backend.interpret.spelling import QUOTED, Spelled

_Rewriting = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

_UNITS = r"(?:seconds?|secs?|minutes?|mins?|s)"
_UP_TO = re.compile(
    rf"\b(?P<a>\d+(?:\.\d+)?)(?P<unit> ?{_UNITS})(?P<to> (?:to|until|till|through) )(?P<b>\d+(?:\.\d+)?)"
    rf"(?![\w%:.×-]|[.,]\d| ?(?:{_UNITS}|x|px|%|fps|db|percent|degrees?|hours?|frames?|times|ms|words|clips?|parts?|pieces)\b)",
    re.IGNORECASE,
)
_OF_A_THING = re.compile(
    r"\bsilence (?=(?:the|my|his|her|their|that|this|those|all|every) (?!pauses?\b|gaps?\b|silen|parts?\b|dead\b))",
    re.IGNORECASE,
)
_RATHER = re.compile(
    r"\b(?P<at>(?:at|from) \d{1,2}:\d\d(?::\d\d)?) (?:instead of|rather than|and not|,? not)(?: at| from)? \d{1,2}:\d\d(?::\d\d)?\b",
    re.IGNORECASE,
)
_PITCH = re.compile(
    r",? (?:but|and|while|without) (?:please )?(?:keep(?:ing)?|leav(?:e|ing)|preserv(?:e|ing)|maintain(?:ing)?|chang(?:e|ing)|affect(?:ing)?) (?:the |my |our |their |his |her )?(?:(?:audio|voice|sound)(?:'s)? )?(?:pitch|voices?|speech)"
    r"(?: of (?:the )?(?:voices?|speech|audio|speakers?))?(?: sounding| at)?(?: (?:a |an |the )?(?:normal|natural|same|unchanged|as (?:it )?is|original|intact|correct)(?: pitch)?)?(?=$|[,.;!]| and\b)",
    re.IGNORECASE,
)
"""Speech keeps its pitch at any speed, so this needs no edit."""


def _with_both_units(found: re.Match[str]) -> str:
    """`From 20 seconds to 50`; `from 60 seconds to 30` makes something shorter and is no stretch."""
    is_stretch = float(found["b"]) > float(found["a"])
    return found[0] + found["unit"] if is_stretch else found[0]


_AT_A_SPEED = re.compile(r"\b(?:speed|fast|slow|twice|half)|\d ?x\b", re.IGNORECASE)
_NATURAL = re.compile(r"pitch|normal|natural|same|unchanged|original|intact|correct", re.IGNORECASE)


def _without_what_speech_keeps(found: re.Match[str]) -> str:
    is_of_speed = _AT_A_SPEED.search(found.string[: found.start()]) and _NATURAL.search(found[0])
    return "" if is_of_speed else found[0]


_REWRITINGS: tuple[_Rewriting, ...] = (
    (_UP_TO, _with_both_units),
    (_OF_A_THING, lambda _: "mute "),
    (_RATHER, lambda found: found["at"]),
    (_PITCH, _without_what_speech_keeps),
)
_QUOTE = re.compile(QUOTED)


def plain(text: str) -> Spelled:
    """The text in plain words, with where each of its characters stood."""
    pieces: list[str] = []
    offsets: list[int] = []
    at = 0
    for start, end, words in _changes(text):
        pieces += [text[at:start], words]
        offsets += [*range(at, start), *(min(start + i, end - 1) for i in range(len(words)))]
        at = end
    pieces.append(text[at:])
    offsets += range(at, len(text) + 1)
    return Spelled(text="".join(pieces), offsets=tuple(offsets))


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    """The stretches that are said in other words, in order and without overlaps."""
    quoted = [m.span() for m in _QUOTE.finditer(text)]
    found = sorted(
        (m.start(), m.end(), rewrite(m)) for pattern, rewrite in _REWRITINGS for m in pattern.finditer(text)
    )
    at = 0
    for start, end, words in found:
        is_quoted = any(a < end and start < b for a, b in quoted)
        if start >= at and not is_quoted and words != text[start:end]:
            yield start, end, words
            at = end
