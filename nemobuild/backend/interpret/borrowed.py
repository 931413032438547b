"""Words that belong to another edit of the same clause: the length of a title is not the film's, its place no join.

Knows the rows that a clause matches, and its words.
"""

from __future__ import annotations

import re

from nemobuild.backend.interpret.clauses import Fragment
from nemobuild.backend.interpret.phrases import Phrase
from nemobuild.backend.interpret.readers.scope import read_join
from nemobuild.backend.interpret.readers.words import read_text

_OWN_LENGTH = frozenset(
    {"title", "lower_third", "intro", "outro", "music", "transition", "logo", "overlay", "fade", "captions"}
)
_OWN_LEVEL = frozenset({"music", "sound_effect", "voiceover"})


def without_borrowed(rows: list[Phrase], fragment: Fragment) -> list[Phrase]:
    """What is said with a title or music is the title's or the music's, not the whole film's.

    So is its length or level; and clips that say where a transition goes are not to be joined or moved.
    """
    families = {row.family for row in rows if not row.is_refused}
    if "transition" in families and read_join(fragment) and not _JOINING.match(fragment.low):
        rows = [row for row in rows if row.family not in ("merge", "reorder", "remove_segment")]
    if "title" in families and fragment.quotations:
        rows = [row for row in rows if row.family not in ("merge", "reorder")]
    if ("overlay", "pip") in {(row.family, row.action) for row in rows}:
        rows = [row for row in rows if row.family != "merge"]
    if any(row.family == "voiceover" for row in rows) and not _ON_SCREEN.search(fragment.low):
        rows = [row for row in rows if row.family != "title"]
    if "lower_third" in families and len(fragment.quotations) < 2 and not _ON_SCREEN_TOO.search(fragment.low):
        rows = [row for row in rows if row.family != "title"]
    cards = {
        row.family for row in rows if not row.is_refused and row.action not in ("opening", "closing", "call")
    }
    made_of_words = cards & {"intro", "outro", "generate", "chapters"}
    if made_of_words and not _ON_SCREEN_TOO.search(fragment.low) and not _on_a_card(fragment, families):
        rows = [row for row in rows if row.family != "title"]
    if "script_writing" in {row.family for row in rows}:
        rows = [row for row in rows if row.family not in ("generate", "intro", "outro", "captions")]
    if "chapters" in families:
        rows = [row for row in rows if row.family not in ("intro", "outro") or " card" in fragment.low]
    if any(row.family == "ai_only" for row in rows):
        rows = [row for row in rows if row.is_refused or row.also or row.family in _BESIDE_A_MODEL]
    if "highlights" in families:
        rows = [row for row in rows if row.family != "trim" or row.action not in ("to_length", "keep")]
    if families & _OWN_LENGTH:
        rows = [row for row in rows if row.family != "duration"]
    if any(row.action == "duck" for row in rows):
        rows = [row for row in rows if (row.family, row.action) != ("volume", "set")]
    if families & _OWN_LEVEL:
        rows = [row for row in rows if (row.family, row.action) != ("volume", "set")]
    return rows


_JOINING = re.compile(r"(?:and |then |please )*(?:join|merge|combine|stitch|connect)\b")


def _on_a_card(fragment: Fragment, families: set[str]) -> bool:
    """Whether words are given for an opening or closing card: they are a title."""
    if not families & {"intro", "outro"}:
        return len(fragment.quotations) > 1
    return bool(fragment.quotations or _SAYING.search(fragment.low) or read_text(fragment))


_SAYING = re.compile(
    r"\bcard\b[^:]{0,40}: \w|\b(?:says?|saying|reads?|reading)\b \w|\b(?:with|showing) (?:the|my|our|their) (?:\w+ )?(?:names?|title|words?|text|tagline|slogan|website|address|handle)\b"
)
_ON_SCREEN_TOO = re.compile(
    r"\b(?:titles?|headings?|headline|captions?) (?:over|on|in|for|at|from|during)\b|\btext overlays?\b|\b(?:animated|big|bold|large|on-?screen) text\b|\btext slides?\b|\btext on screen\b|\bheadlines?\b|\blabels\b|\b(?:intro|opening) titles?\b|\btitle (?:card|screen|slide|page)\b|标题"
)
_BESIDE_A_MODEL = frozenset(
    {"aspect", "duration", "export", "music", "captions", "title", "slideshow", "generate", "thumbnail"}
)
_ON_SCREEN = re.compile(
    r"\b(?:titles?|text|captions?|overlays?|headings?|cards?|on[- ]screen|headline)\b|标题|文字"
)
