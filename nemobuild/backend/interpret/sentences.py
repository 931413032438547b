"""Where sentences end: a full stop after an abbreviation, an initial, an ordinal or a list's numeral ends none.

Knows the abbreviations of English and German that stand in announcements; knows nothing of what sentences say.
"""

from __future__ import annotations

import re

_NAMED = """
dr mr mrs ms mx prof st ste sr jr rev fr hon gen col capt lt sgt mt ft messrs hr hrn dipl e.g i.e cf
vs v approx ca incl excl viz z.b d.h u.a o.ä bzw ggf inkl zzgl vgl
"""
_WITH_A_NAME = frozenset(_NAMED.split())
"""Abbreviations that something always follows."""
_NUMBERED = """
no nos nr nrn p pp vol vols fig figs ch art sec op par tel jan feb mar apr jun jul aug sep sept oct
nov dec
"""
_WITH_A_NUMBER = frozenset(_NUMBERED.split())
"""Abbreviations before a number, and words of their own before anything else: `No. 5`, but `No. Never.`"""
_BEFORE_A_CAPITAL = frozenset(["etc", "inc", "ltd", "co", "corp", "usw", "ave", "blvd", "rd", "str"])
"""Abbreviations that may end a sentence, and do unless a small letter follows; so do those with stops within: `p.m.`, `U.S.`"""
MONTHS = (
    r"jan(?:uar[iy]?)?|feb(?:ruar[iy]?)?|mar(?:ch|ts?)?|märz|apr(?:il)?|ma[iyj]|jun[ei]?|jul[iy]?|aug(?:ust)?|sept?(?:ember)?"
    r"|o[kc]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?"
)
"""The months in English and German, in lower case."""
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ORDINAL_BEFORE = re.compile(
    r"(?:^|[\s(])(?:am|der|die|das|dem|den|des|vom|zum|zur|beim|im|ab|bis|seit|den)$"
)
_END = re.compile(r"[.!?;]+[”\"’')\]]*(?=\s)|[。！？；]+[”」』]?")


def sentences(text: str) -> list[str]:
    """The sentences of a text without their full stops; other marks are kept."""
    found, start = [], 0
    for end in _END.finditer(text):
        if not end[0].startswith(".") or _ends(text[start : end.start()], text[end.end() :].lstrip()):
            found.append(text[start : end.end()])
            start = end.end()
    return [_without_stop(s) for s in [*found, text[start:]] if re.search(r"\w", s)]


def _ends(before: str, after: str) -> bool:
    """Whether a full stop between a sentence's words so far and what follows ends it."""
    earlier, _, word = before.rpartition(" ")
    word = word.strip("(“\"'„").lower()
    if word.isdigit():
        return not _is_ordinal(earlier.strip().lower(), word, after.lower())
    if word in _WITH_A_NAME or (word in _WITH_A_NUMBER and after[:1].isdigit()):
        return False
    if word in _BEFORE_A_CAPITAL or _is_dotted(word):
        return not after[:1].islower()
    return not _is_initial(earlier, before.rpartition(" ")[2])


def _is_ordinal(earlier: str, digits: str, after: str) -> bool:
    if len(digits) > 2:
        return False
    return not earlier or bool(_ORDINAL_BEFORE.search(earlier) or re.match(rf"(?:{MONTHS})\b", after))


def _is_dotted(word: str) -> bool:
    return bool(re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word))


def _is_initial(earlier: str, word: str) -> bool:
    """Whether a letter stands for a name, as in `J. K. Rowling`."""
    last = earlier.rpartition(" ")[2]
    return len(word) == 1 and word.isupper() and word != "I" and (not last or last[:1].isupper())


def _without_stop(sentence: str) -> str:
    words = sentence.strip().rstrip("。;；").strip()
    last = words.rpartition(" ")[2].rstrip(".").lower()
    is_abbreviation = _is_dotted(last) or last in _BEFORE_A_CAPITAL
    return words if words.endswith("..") or is_abbreviation else words.removesuffix(".")
