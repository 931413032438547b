"""The words of a card that are written without quotation marks: `Opening card: Rosa, 1938–2024`, `CTA: last 3 sec — Follow us`.

A brief names a field and sets its words after a colon or a dash, or with a capital letter: `with the text Built in a day`. They are
put into quotation marks before anything is read, so that no later step takes them for an instruction, corrects them or cuts them at
a comma. Knows nothing about edits.
"""

from __future__ import annotations

import re

from nemobuild.backend.interpret import clauses, values
from nemobuild.backend.interpret.clauses import MASK
from nemobuild.backend.interpret.spelling import Spelled

_SECONDS = rf"(?:{values.NUMBER}|half a)(?: ?(?:-|–|to) ?{values.NUMBER})?[ -]?(?:s|secs?|seconds?)\b"
_PLACE = r"(?:opening|closing|ending|final|first|last|intro|outro|end|start|hook|cta|title|text|headline|statement|opener|closer)"
_SHOWN = (
    rf"(?:cards?|frames?|slides?|screens?|overlays?|texts?|titles?|headlines?|hooks?|ctas?|lines?|{_SECONDS})"
)
_BETWEEN = r"[^.;:\n—–(]{0,60}?"
_FIELD = (
    rf"(?:hook|cta|call[- ]to[- ]action|outro|title|headline|text|close|closing|sign[- ]?off|credits)"
    rf"|(?:{_BETWEEN}\b)?{_PLACE}\b(?:{_BETWEEN}(?<![a-z]){_SHOWN})?{_BETWEEN}"
)
_HEAD = re.compile(
    rf"(?:^|(?<=[.;\n!?] )|(?<=\n)|(?<=\) )|(?<=, )|(?<= — )|(?<=\band ))(?P<field>{_FIELD})(?: ?\([^)]*\))?"
    rf"(?P<mark>: (?:{_BETWEEN} ?[—–] )?| [—–] )"
)
_FONTS = r"(?:Arial|Helvetica|Inter|Roboto|Poppins|Montserrat|Anton|Impact|Futura|Georgia|Lato|Oswald|Bebas|Noto|Open Sans|Times|Garamond|Playfair)"
_BEFORE_CAPITALS = re.compile(
    rf"\b(?:texts?|card|words|title|headline|overlay|first frame|label|(?:the|a) (?:tag)?line|that (?:says|reads)|saying|reading),? (?=[A-Z0-9])(?!{_FONTS}\b|I(?:'ll|'ve)? (?!was|am|made|wish|tried|quit)|\d)"
)
"""What stands before words that begin with a capital letter in the middle of a sentence."""
LONGEST_NAME = 46  # letters, with the word before it
_OF_A_PERSON = re.compile(r"\bname:? [^.;]{1,40}$")
"""`Name Dana Whitfield, title CEO`: what follows is said of a person."""
_NAMES_A_FIELD = re.compile(
    rf"\b(?:{_SHOWN}|hook|cta|call[- ]to[- ]action|outro|credits|sign[- ]?off)\b|^(?:close|closing): "
)
_ENDS = re.compile(rf"\s*[(;\n]|[!?](?=\s|$)|{clauses.NO_ABBREVIATION}(?<!\bep)\.(?=\s|$)|$")
_LOOK = (
    r"(?:white|black|bold|thin|light|big|large|small|heavy|huge|tiny|elegant|serif|sans|script|hand-?writ\w+|condensed|italic"
    rf"|{values.COLOR})"
)
_TELLS_HOW = re.compile(
    rf",? (?:for|in|at|on|from|during|over) (?:the )?(?:first|last|whole|top|bottom|upper|lower|left|right|cent\w+|middle|start|end|beginning|{values.CODE})\b"
    rf"|,? (?:for|at|from|during|over) (?:the )?{_SECONDS}"
    rf"|,? in (?:an? )?(?:[\w-]+ )?{_LOOK}\b|,? in (?:an? )?(?:[\w-]+ ){{0,2}}(?:capitals|caps|letters|lettering|font)\b"
    r"|,? with (?:[\w-]+ )?(?:text|letters|lettering|type)\b"
    rf"|,? on (?:an? )?(?:[\w-]+ )?(?:{_LOOK}|background|backdrop|card)\b"
    r"|,? (?:with|over|under|above|below|beside|next to|plus) (?:an?|the|our|my|their|its) "
    r"|,? and (?:an?|the|our|my|their|its) (?:\w+ )?(?:logo|date|music|photo|picture|watermark)\b"
    r"|,? (?:sliding|fading|typing|typed|popping|flying|dropping|appearing)\b"
    rf"|, (?:and )?(?:the |my |our |a )?(?:{_SECONDS}|{_LOOK}\b|held|cent(?:e?red)|animated|(?:upper|lower|top|bottom|left|right)\b|with\b|on\b|then\b|same\b|slow\b|calm\b|soft\b|quiet\b|fast\b|hard\b"
    r"|(?:closing|opening|end|final|last|logo|music(?! by\b)|captions?|subtitles?|burned-in|export|video|photos?|headline) )"
    r"|,\s*$"
)
"""Where the words end and what follows says how or when they are shown."""
_DESCRIBES = re.compile(
    rf"(?:{_SECONDS}|\d+:\d+\b|(?:(?:black|white|blurred|dark|plain|solid|animated|our|my|the|an?|channel|company|brand\w*|agency|team|full|slow|quick|fast|fad\w+) )*(?:logo|background|screen|photo|picture|clip|shot|fade|zoom|cut|music|freeze)\b"
    r"|(?:open|start|begin|show|use|cut|zoom|play|fade|freeze) (?:with|on|at|to|from|the|an?|my|our|in|out)\b(?! free)"
    r"|(?:\w+ )?\d+ (?:to|through) (?:\w+ )?\d+\b)"
)
"""What tells of pictures or gives a length, and is to be read and not to be shown."""
_LISTS = re.compile(r"\b(?:each|every|per)\b|\b(?:texts|overlays|titles|labels|lines|callouts)\W*$")
"""A field with words for each of several clips."""
_AND_SO_ON = re.compile(r"\b(?:etc|and so on|and so forth)\b|…|\.\.\.")


def quoted(text: str) -> Spelled:
    """The text with the words of its fields in quotation marks, and where each character stood."""
    pieces, offsets, at = "", [], 0
    for start, end in _words(text):
        pieces += f"{text[at:start]}“{text[start:end]}”"
        offsets += [*range(at, start), start, *range(start, end), max(start, end - 1)]
        at = end
    return Spelled(text=pieces + text[at:], offsets=(*offsets, *range(at, len(text) + 1)))


def _words(text: str) -> list[tuple[int, int]]:
    """From where to where the words of fields stand, in order."""
    low = clauses.read(text).low
    found: list[tuple[int, int]] = []
    for start, is_list in _starts(text, low):
        if found and start < found[-1][1]:
            continue
        end = _end(low, start)
        if _is_shown(text, low, start, end):
            found += _parts(low, start, end, is_list=is_list)
    return found


def _starts(text: str, low: str) -> list[tuple[int, bool]]:
    """Where the words of a field may begin, in order, and whether they may be several."""
    fields = [h for h in _matches(_HEAD, low) if _is_field(text, h)]
    found = [(_start(text, low, head), bool(_LISTS.search(head["field"]))) for head in fields]
    for before in _BEFORE_CAPITALS.finditer(text):
        of_a_person = _OF_A_PERSON.search(low, max(0, before.start() - LONGEST_NAME), before.start())
        if MASK not in low[before.start() : before.end()] and not of_a_person:
            found.append((before.end(), before[0].startswith("texts")))
    return sorted(found)


def _matches(pattern: re.Pattern[str], low: str) -> list[re.Match[str]]:
    """The matches of a pattern, also those that begin within one before."""
    found: list[re.Match[str]] = []
    while match := pattern.search(low, found[-1].start() + 1 if found else 0):
        found.append(match)
    return found


def _start(text: str, low: str, head: re.Match[str]) -> int:
    """Where the words begin: after the dash in `Hook: text on the first frame — Stop`, after the colon in `Card: Ada — 1815`."""
    after_colon = head.start("mark") + len(": ")
    has_colon = text[head.start("mark")] == ":"
    is_text = _begins_a_title(text, after_colon) and not _DESCRIBES.match(low, after_colon)
    return after_colon if has_colon and is_text else head.end()


def _is_field(text: str, head: re.Match[str]) -> bool:
    """Whether a field is named, and no name ends in the mark: `the series title Rooted: Week 3` is all words."""
    named = text[head.start("field") : head.end("field")].split()
    is_name = len(named) > 1 and named[-1].istitle()
    return MASK not in head[0] and not is_name and bool(_NAMES_A_FIELD.search(head[0]))


def _end(low: str, start: int) -> int:
    found = _ENDS.search(low, start)
    end = found.start() if found else len(low)
    if found and found[0] in ("!", "?"):
        end += 1
    how = _TELLS_HOW.search(low, start + 1, end)
    return how.start() if how else end


def _is_shown(text: str, low: str, start: int, end: int) -> bool:
    """Whether words are to be shown: they begin as a title does, and tell of no picture."""
    is_whole = MASK not in low[start:end] and not _AND_SO_ON.search(low, start, end)
    return _begins_a_title(text, start) and is_whole and not _DESCRIBES.match(low, start)


def _begins_a_title(text: str, at: int) -> bool:
    first = text[at : at + 1]
    return first.isupper() or first.isdigit() or (bool(first) and first in "@#$€£+")


def _parts(low: str, start: int, end: int, *, is_list: bool) -> list[tuple[int, int]]:
    """The words of a field that is set once, or those of one for each clip: `Kitchen, Bedroom` or `First / Second`."""
    rule = r"\s+/\s+|,\s+" if is_list else r"\s+/\s+"
    parts, at = [], start
    for mark in [*re.finditer(rule, low[start:end]), None]:
        stop = start + mark.start() if mark else end
        parts.append((at, stop))
        at = start + mark.end() if mark else end
    return [(a, b) for a, b in parts if b > a]
