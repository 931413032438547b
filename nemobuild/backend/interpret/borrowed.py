"""Words that belong to another edit of the same clause: the length of a title is not the film's, its place no join.

Knows the rows that a clause matches, and its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from nemobuild.backend.interpret.clauses import Fragment
from nemobuild.backend.interpret.phrases import Phrase
from nemobuild.backend.interpret.readers.scope import read_join
from nemobuild.backend.interpret.readers.words import read_text

_OWN_LENGTH = frozenset(
    {"title", "lower_third", "intro", "outro", "music", "transition", "logo", "overlay", "fade", "captions"}
)
_OWN_LEVEL = frozenset({"music", "sound_effect", "voiceover"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """The rows that are left of those that a clause matches; the families of them all that are done; and its words."""

    rows: list[Phrase]
    families: frozenset[str]
    fragment: Fragment

    @property
    def named(self) -> set[str]:
        return {row.family for row in self.rows}

    def has(self, pattern: re.Pattern[str]) -> bool:
        return bool(pattern.search(self.fragment.low))


When = Callable[[_Said], bool]
Drops = Callable[[Phrase], bool]


def _of(*families: str) -> Drops:
    return lambda row: row.family in families


def _the(family: str, *actions: str) -> Drops:
    return lambda row: row.family == family and row.action in actions


def without_borrowed(rows: list[Phrase], fragment: Fragment) -> list[Phrase]:
    """What is said with a title or music is the title's or the music's, not the whole film's.

    So is its length or level; and clips that say where a transition goes are not to be joined or moved.
    """
    families = frozenset(row.family for row in rows if not row.is_refused)
    for when, drops in _RULES:
        if when(_Said(rows=rows, families=families, fragment=fragment)):
            rows = [row for row in rows if not drops(row)]
    return rows


_JOINING = re.compile(r"(?:and |then |please )*(?:join|merge|combine|stitch|connect)\b")


def _on_a_card(fragment: Fragment, families: frozenset[str]) -> bool:
    """Whether words are given for an opening or closing card: they are a title."""
    if not families & {"intro", "outro"}:
        return len(fragment.quotations) > 1
    return bool(fragment.quotations or _SAYING.search(fragment.low) or read_text(fragment))


_SAYING = re.compile(
    r"\bcard\b[^:]{0,40}: \w|\b(?:says?|saying|reads?|reading)\b \w|\b(?:with|showing) (?:the|my|our|their) (?:\w+ )?(?:names?|title|words?|text|tagline|slogan|website|address|handle)\b"
)
_ON_SCREEN_TOO = re.compile(
    r"\b(?:titles?|headings?|headline|captions?) (?:over|on|in|for|at|from|during)\b|\btext overlays?\b|\b(?:animated|big|bold|large|on-?screen) text\b|\btext slides?\b|\btext on screen\b|\bheadlines?\b|\b(?:news|bulletin)\b|\blabels\b|\b(?:intro|opening) titles?\b|\btitle (?:card|screen|slide|page)\b|标题"
)
_BESIDE_A_MODEL = frozenset(
    {"aspect", "duration", "export", "music", "captions", "title", "slideshow", "generate", "thumbnail"}
)
_ON_SCREEN = re.compile(
    r"\b(?:titles?|text|captions?|overlays?|headings?|cards?|on[- ]screen|headline)\b|标题|文字"
)


def _inserts(said: _Said) -> bool:
    """Whether a file is put into the film, which words may be on."""
    return any(map(_the("merge", "insert"), said.rows))


def _is_joined_by(said: _Said) -> bool:
    return (
        "transition" in said.families
        and bool(read_join(said.fragment))
        and not _JOINING.match(said.fragment.low)
    )


def _is_one_name(said: _Said) -> bool:
    return (
        "lower_third" in said.families and len(said.fragment.quotations) < 2 and not said.has(_ON_SCREEN_TOO)
    )


def _is_made_of_words(said: _Said) -> bool:
    """Whether the words of a clause are those of a card, a text film or chapters."""
    made = {
        row.family
        for row in said.rows
        if not row.is_refused and row.action not in ("opening", "closing", "call")
    } & {"intro", "outro", "generate", "chapters"}
    return bool(made) and not said.has(_ON_SCREEN_TOO) and not _on_a_card(said.fragment, said.families)


def _stands_without_a_model(row: Phrase) -> bool:
    return row.is_refused or row.also or row.family in _BESIDE_A_MODEL


_RULES: tuple[tuple[When, Drops], ...] = (
    (_is_joined_by, _of("merge", "reorder", "remove_segment")),
    (lambda said: any(map(_the("fade", "words"), said.rows)), _of("logo", "title", "lower_third")),
    (_inserts, lambda row: row.action != "insert" and row.family != "title"),
    (
        lambda said: any(map(_the("merge", "replace"), said.rows)),
        lambda row: (row.family, row.action) != ("merge", "replace"),
    ),
    (
        lambda said: "title" in said.families and bool(said.fragment.quotations) and not _inserts(said),
        _of("merge", "reorder"),
    ),
    (lambda said: any(map(_the("overlay", "pip"), said.rows)), _of("merge")),
    (lambda said: "voiceover" in said.named and not said.has(_ON_SCREEN), _of("title")),
    (_is_one_name, _of("title")),
    (_is_made_of_words, _of("title")),
    (lambda said: "script_writing" in said.named, _of("generate", "intro", "outro", "captions")),
    (lambda said: "chapters" in said.families and " card" not in said.fragment.low, _of("intro", "outro")),
    (lambda said: "ai_only" in said.named, lambda row: not _stands_without_a_model(row)),
    (lambda said: "highlights" in said.families, _the("trim", "to_length", "keep")),
    (lambda said: bool(said.families & _OWN_LENGTH), _of("duration")),
    (lambda said: any(row.action == "duck" for row in said.rows), _the("volume", "set")),
    (lambda said: bool(said.families & _OWN_LEVEL), _the("volume", "set")),
)
"""When a clause says what, and which of its rows are then none: each rule sees what those before it have left."""
