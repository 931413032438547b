"""What was said before, said once more with something else in it: `same for clip 3`, `another one at 0:10`, `no, 0:10 to 0:12`.

Knows the words of both sentences; neither timelines nor edits. Whether what comes out is an instruction is found out when it
is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.follow_ups import POLITE

Role = Literal["clip", "thing", "range", "moment", "words", "length", "share", "factor"]
"""What a part of a sentence says: of which clip or thing, when, which words, how long, how much."""


@dataclass(frozen=True, slots=True)
class Again:
    """The sentence that is meant; `replaces` is whether it is said instead of the one before, which is undone for it, and
    `narrows` whether it says of less what that one said of more."""

    text: str
    replaces: bool = False
    narrows: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    role: Role
    text: str


_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|next|other)"
_KIND = r"(?:clip|shot|photo|picture|image|video|slide|scene|one)"
_CLIP = (
    rf"(?:the )?{_ORDINAL}(?:,? (?:and )?(?:the )?{_ORDINAL})* {_KIND}s?\b|{_KIND}s? \d+(?:(?:, | and |, and )\d+)*\b|the {_ORDINAL}$"
    rf"|(?:all|every|each|both)(?: of)?(?: the)?(?: other)? (?:{_KIND}s?|them)\b|all the (?:others|rest)\b|{values.OTHERS}"
)
_NOUN = (
    r"(?:titles?|texts?|headings?|headlines?|lower thirds?|name lines?|captions?|subtitles?|end cards?|intro|outro|cards?|logo|watermark"
    r"|picture in picture|music|song|sound effects?|whoosh|voice|transitions?)"
)
_THING = rf"(?:all |both )?(?:the )(?:{_ORDINAL} )?{_NOUN}\b(?: [\"“][^\"”]*[\"”])?"
_TIMES = (
    rf"{values.RANGE}|(?:(?:in|for|during|over) )?the (?:first|last|opening|final) {values.LENGTH}|(?:from |after )?{values.CODE} (?:on|onwards)\b|(?:until|before|after) {values.CODE}"
    r"|(?:in |for |during |over )?the (?:first|second|other|last) half\b"
)
_PATTERNS: tuple[tuple[Role, str], ...] = (
    ("words", r"[\"“][^\"”]*[\"”]"),
    ("range", _TIMES),
    ("moment", rf"(?:at )?{values.CODE}|at (?:the )?(?:{values.LENGTH}|start|beginning|end)\b"),
    ("clip", _CLIP),
    ("thing", _THING),
    ("share", rf"{values.NUMBER} ?(?:%|percent\b)"),
    ("factor", r"\d+(?:\.\d+)? ?x\b|\b(?:half|double|twice|triple)\b"),
    ("length", values.LENGTH),
)
_BESIDE = re.compile(
    r"(?:\s|,|\b(?:and|for|to|with|on|at|in|from|over|during|by|of|saying|that says|reading|called|only|just)\b(?= ))*",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"(?:from|at|between|in|for|during|over|until|before|after) ", re.IGNORECASE)
_IT = re.compile(
    r"\b(?:it|this|that|them|everything|(?:the|my|this) (?:whole )?(?:film|video|movie|footage))\b",
    re.IGNORECASE,
)

_END = r"(?:,? (?:please|too|as well|again|also|now))*[.!]?$"
_DO = r"(?:(?:do|apply|make|use|add|put) )"
_MORE_OF_IT = tuple(
    re.compile(rf"{POLITE}{lead}(?P<with>.+?){_END}", re.IGNORECASE)
    for lead in (
        rf"{_DO}?(?:exactly )?the same(?: thing| effect| edit| look| colou?r| style| font| size)?(?: again)?,? (?=(?:for|to|with|on|at|in|from|over)\b)",
        r"(?:the )?same(?: thing| effect| edit| look| colou?r| style| font| size)?(?: again)?,? (?=(?:for|to|with|on|at|in|from|over)\b)",
        rf"{_DO}(?:it|that|this)(?: again)? (?:for|to|with|on|at|in|from|over|during) (?:too )?",
        r"(?:show|play|repeat) (?:it|that|this)(?: again| once more) (?:for|to|with|on|at|in|from|over|during) ",
        r"repeat (?:it|that|this) (?:for|on|at|in|from|over|during) ",
        rf"(?:{_DO})?another(?: one)?,? (?=(?:for|on|at|in|from|saying|that says|reading)\b|[\"“])",
        r"(?:and )?one more,? (?=(?:for|on|at|in|from|saying|that says|reading)\b|[\"“])",
        r"(?:and )?(?:again|once more|likewise|ditto),? (?=(?:for|on|at|in|from)\b)",
    )
)  # fmt: skip
_TOO = re.compile(
    rf"{POLITE}(?:also |and (?:also )?(?:for |on |at )?)(?P<with>.+?){_END}|{POLITE}(?:(?:for|on) )?(?P<then>.+?),? (?:too|as well){_END}",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"^(?:please |(?:no|nope|wait|sorry|oops|hm+|actually|rather|well),? |i mean(?:t)?,? |make that |but |better |let'?s (?:say|do|make it) ){1,3}(?P<with>.+?)(?:,? (?:instead|please|rather|then))*[.!]?$"
    r"|^(?P<then>.+?),? instead[.!]?$",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"^(?:please |no,? |but |actually,? )*(?:(?:only|just) (?P<with>.+?)|(?P<then>.+?),? only)(?:,? please)?[.!]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Lead:
    """How such a text begins or ends. `adds`: the parts that the sentence before does not have are said at its end."""

    pattern: re.Pattern[str]
    adds: frozenset[Role]
    replaces: bool = False
    narrows: bool = False


_WHEN: frozenset[Role] = frozenset({"range", "moment"})
_LEADS = (
    *(_Lead(pattern, _WHEN | {"clip"}) for pattern in _MORE_OF_IT),
    _Lead(_TOO, _WHEN),
    _Lead(_ONLY, _WHEN | {"clip"}, replaces=True, narrows=True),
    _Lead(_INSTEAD, frozenset(), replaces=True),
)


def said_again(text: str, before: str, names: Iterable[str] = ()) -> Again | None:
    """What is meant by a text that says only what is different from the sentence before it, or None where it is no such text.
    `names`: what the files are called, in lower case."""
    patterns = [*_PATTERNS, *_named(names)]
    for lead in _LEADS:
        if (found := lead.pattern.search(text)) and (parts := _parts(_said(found), patterns)):
            said = _with_parts(before, parts, patterns, adds=lead.adds) if before else ""
            return Again(said, lead.replaces, lead.narrows) if said and said != before else None
    return None


def may_be_said_again(text: str, names: Iterable[str] = ()) -> bool:
    """Whether the text says only what is different from a sentence before it, whatever that was."""
    patterns = [*_PATTERNS, *_named(names)]
    return any((found := lead.pattern.search(text)) and _parts(_said(found), patterns) for lead in _LEADS)


EXAMPLES: dict[str, tuple[str, ...]] = {
    "make clip 1 black and white": (
        "same for the bunny",
        "and clip 2 too",
        "only from 0:05 to 0:10",
        "clip 2 instead",
    ),
    "cut out 0:05 to 0:07": ("also 0:20 to 0:22", "no, 0:10 to 0:12"),
    'add a title "Hello" for 3 seconds': ('another one "World" at 0:10',),
    "add a whoosh at 0:02": ("and at 0:15", "one more at 0:25"),
    "speed it up 2x": ("no, 1.5x",),
    "trim to 20 seconds": ("actually 15 seconds",),
}
"""What may be said after a sentence, for the page "What you can say"; the files are a talk and a bunny."""


def _said(found: re.Match[str]) -> str:
    groups = found.groupdict()
    return groups["with"] or groups.get("then") or ""


def _named(names: Iterable[str]) -> Iterator[tuple[Role, str]]:
    called = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    if called:
        yield "clip", rf"(?:the )?\b(?:{called})\b"


def _parts(text: str, patterns: Sequence[tuple[Role, str]]) -> tuple[_Part, ...]:
    """What a text names, if that is all that it says; otherwise nothing."""
    found: list[_Part] = []
    at = _after_joining_words(text, 0)
    while at < len(text):
        part, at = _part_at(text, at, patterns)
        if part is None or any(part.role == other.role for other in found):
            return ()
        found.append(part)
        at = _after_joining_words(text, at)
    return tuple(found)


def _part_at(text: str, at: int, patterns: Sequence[tuple[Role, str]]) -> tuple[_Part | None, int]:
    for role, pattern in patterns:
        if match := re.compile(pattern, re.IGNORECASE).match(text, at):
            return _Part(role, match[0]), match.end()
    return None, at


def _after_joining_words(text: str, at: int) -> int:
    found = _BESIDE.match(text, at)
    return found.end() if found else at


def _with_parts(
    before: str, parts: Sequence[_Part], patterns: Sequence[tuple[Role, str]], *, adds: frozenset[Role]
) -> str:
    """The sentence with these parts in the place of its own; empty where it has none of the kind, or several. `adds`: those
    that are said at its end where it has none."""
    said = before.rstrip(" .!")
    for part in parts:
        said = _with_part(said, part, patterns, adds=adds)
        if not said:
            return ""
    return said


def _with_part(said: str, part: _Part, patterns: Sequence[tuple[Role, str]], *, adds: frozenset[Role]) -> str:
    there = list(_found(said, patterns))
    own = [(start, end) for start, end, role in there if role == part.role]
    if not own and part.role in _WHEN:
        own = [(start, end) for start, end, role in there if role in _WHEN]
    if own:
        return _replaced(said, own, lambda was: _in_place_of(was, part))
    if part.role == "words" and (named := [(start, end) for start, end, role in there if role == "thing"]):
        return _replaced(said, named, lambda _: f"the text {part.text}")
    if part.role in ("clip", "thing") and (it := _IT.search(said)):
        return said[: it.start()] + part.text + said[it.end() :]
    if part.role not in adds:
        return ""
    if part.role != "clip":
        return f"{said} {_when(part)}"
    for start, end, role in reversed(there):  # a clip is a time too, and takes the place of another
        said = said[:start].rstrip() + said[end:] if role in _WHEN else said
    return f"{said} on {part.text}"


def _replaced(said: str, places: Sequence[tuple[int, int]], anew: Callable[[str], str]) -> str:
    """The sentence with what stands in these places (from, to) said anew; empty where that is not the same in all."""
    if len({said[start:end] for start, end in places}) > 1:
        return ""
    for start, end in reversed(places):
        said = said[:start] + anew(said[start:end]) + said[end:]
    return said


def _in_place_of(own: str, part: _Part) -> str:
    """A part as it stands in the other sentence: with its preposition where that has one."""
    if part.role == "clip" and re.fullmatch(rf"the {_ORDINAL}", part.text, re.IGNORECASE):
        kind = re.search(rf"\b{_KIND}$", own, re.IGNORECASE)
        return f"{part.text} {kind[0] if kind else 'clip'}"
    lead = _PREPOSITION.match(own)
    if part.role not in _WHEN or lead is None or _PREPOSITION.match(part.text):
        return part.text
    return ("at " if part.role == "moment" else lead[0]) + part.text


def _when(part: _Part) -> str:
    """A time as it is said at the end of a sentence."""
    if _PREPOSITION.match(part.text):
        return part.text
    return (
        "at " if part.role == "moment" else "in " if part.text.startswith("the ") else "from "
    ) + part.text


def _found(said: str, patterns: Sequence[tuple[Role, str]]) -> Iterator[tuple[int, int, Role]]:
    """The parts of a sentence, without those inside its quotations."""
    at = 0
    while at < len(said):
        starts_a_word = at == 0 or not said[at - 1].isalnum()
        part, end = _part_at(said, at, patterns) if starts_a_word else (None, at)
        if part is None or end == at:
            at += 1
            continue
        yield at, end, part.role
        at = end
