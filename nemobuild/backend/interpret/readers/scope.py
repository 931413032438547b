"""Readers of where in the film an edit applies: between two clips, after the intro, during the second clip.

A place is a clip's number from 1 (from the end if negative), `intro`, `outro`, or a word of a file's name.
"""

from __future__ import annotations

import re
from dataclasses import replace

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.clauses import Fragment
from nemobuild.backend.interpret.model import Json
from nemobuild.backend.interpret.readers.form import Params

_ORDINAL = "|".join(values.ORDINALS)
_CLIP = r"(?:clip|scene|shot|photo|picture|image|video|segment|part|slide)"
_INTRO = r"(?:intro|opening|title card|title screen|opening card)"
_OUTRO = r"(?:outro|ending|end card|end screen|closing card|credits)"
_PLACE = (
    rf"(?:(?:the |my )?(?:(?:{_ORDINAL})(?: (?:{_CLIP}|one))?(?! ?{values.NUMBER})"
    rf"|{_CLIP} (?:number |no\.? ?|#)?\d+"
    rf"|(?:{_INTRO}|{_OUTRO})(?: (?:card|screen|title|slide|sequence|clip))?)\b(?! (?:<len>|{values.NUMBER} ?s)))"
)
_NAMED = r"(?:the|my) (?!clips|photos|pictures|images|videos|scenes|shots|cuts?|beats?|end|start|beginning|other|rest|same|next|music|speech|film|video)[a-z][\w-]*"
_HAN_PLACE = rf"(?:第{values.NUMBER}(?:个|段|张)(?:片段|视频|照片|图片)?|最后一(?:个|段|张)|片头|片尾)"
_BETWEEN = re.compile(
    rf"\b(?:between|from) ({_PLACE}|{_NAMED}) (?:and|to|into) (?:then )?({_PLACE}|{_NAMED})"
    rf"|({_HAN_PLACE})[和与到]({_HAN_PLACE})(?:之间|中间)?"
)
_AFTER = re.compile(
    rf"\b(?:after|following|(?:at|from) the end of|(?<!zoom )(?<!zooms )(?<!zooming )out of) ({_PLACE}|{_NAMED})|({_HAN_PLACE})(?:之后|以后|后面|后)"
)
_BEFORE = re.compile(
    rf"\b(?:before|(?:at|from) the (?:start|beginning) of|(?<!zoom )(?<!zooms )(?<!zooming )(?<!slowly )(?<!push )(?<!in )into|leading (?:in)?to) ({_PLACE}|{_NAMED})"
    rf"|({_HAN_PLACE})(?:之前|以前|前面|前)"
)
_DURING = re.compile(
    rf"\b(?:during|over|under|beneath|behind|on|(?<!picture )in|for|throughout|within|through|to|of) (?:the (?:whole|entire|full) (?:of )?)?({_PLACE})|({_HAN_PLACE})(?:上|里|中|期间|的时候)"
)


def place_in(words: str) -> Json:
    """The place that words name; a name without its article where it is none of the film's parts."""
    if re.search(rf"\b{_INTRO}\b|片头", words):
        return "intro"
    if re.search(rf"\b{_OUTRO}\b|片尾", words):
        return "outro"
    if found := re.search(rf"\b({_ORDINAL})\b", words):
        return values.ORDINALS[found[1]]
    if "最后一" in words:
        return -1
    if (found := re.search(rf"第?({values.NUMBER})", words)) and (value := values.number(found[1])):
        return int(value)
    return re.sub(r"^(?:the|my) ", "", words)


_NO_JOIN = re.compile(
    r"\b(?:(?:but|and|with),? (?:not|none|no (?:\w+ )?(?:transition|cross-?fade|fade|dissolve|blend|wipe)s?|(?:an? )?(?:hard|straight|plain|clean|simple|normal) cuts?)|except(?: for)?|apart from)"
    r"(?= (?:the (?:join|cut|one) )?(?:before|after|between|into|out of|following)\b)"
)


def read_join(f: Fragment) -> Params:
    """The join between clips that is meant: `between`, `after` or `before`; nothing for every join. With `not_` before its name
    one that is left out: `crossfades between the clips, but none before the last`."""
    kept = _NO_JOIN.search(f.low)
    if kept is None:
        return _join(f)
    spared = _join(replace(f, low=f.low[kept.end() :]))
    return _join(replace(f, low=f.low[: kept.start()])) | {f"not_{name}": spared[name] for name in spared}


_PAIRS = re.compile(
    rf"\bbetween (?:{_CLIP}s? )?(\d+) (?:and|&) (?:{_CLIP} )?(\d+)\b(?! ?(?:s|sec|min))(?:,? (?:and|plus) (?:also )?(?:between )?(?:{_CLIP}s? )?(\d+) (?:and|&) (?:{_CLIP} )?(\d+)\b(?! ?(?:s|sec|min)))"
)


_BARE_PAIR = re.compile(r"\bbetween (\d{1,2}) (?:and|&) (\d{1,2})\b(?![:.]\d| ?(?:s|ms|sec|min))")
"""Numbers of neighbours without a word for what they number: `a wipe between 1 and 2`."""


_BETWEEN_TWO = re.compile(rf"\bbetween the (first|last) two(?: {_CLIP}s)?\b")


def _join(f: Fragment) -> Params:
    if two := _BETWEEN_TWO.search(f.low):
        return {"between": [1, 2] if two[1] == "first" else [-2, -1]}
    if two := _PAIRS.search(f.low):
        first, second = (int(two[1]), int(two[2])), (int(two[3]), int(two[4]))
        return {"joins": [list(first), list(second)]}
    if found := _BETWEEN.search(f.low):
        return {"between": [place_in(found[1] or found[3]), place_in(found[2] or found[4])]}
    if pair := re.search(rf"\bbetween {_CLIP}s? (\d+) (?:and|&) (?:{_CLIP} )?(\d+)\b(?! ?s)", f.low):
        return {"between": [int(pair[1]), int(pair[2])]}
    if (bare := _BARE_PAIR.search(f.low)) and abs(int(bare[1]) - int(bare[2])) == 1:
        return {"between": [int(bare[1]), int(bare[2])]}
    return read_side(f)


def read_side(f: Fragment) -> Params:
    for name, pattern in (("after", _AFTER), ("before", _BEFORE)):
        if found := pattern.search(f.low):
            return {name: place_in(found[1] or found[2])}
    return {}


_SINCE = re.compile(
    rf"\b(?:start(?:s|ing)?|begin(?:s|ning)?|com(?:es|ing)? in|set(?:s|ting)? in|kick(?:s|ing)? in)\b[^,;.]{{0,24}}? (?:at|with|on|from|when) (?:the (?:start|beginning) of )?({_PLACE})"
    rf"|\b(?:from|since) (?:the (?:start|beginning) of )?({_PLACE})(?= (?:on\b|onwards?|to the end|until the end)|$|[,.;])"
    rf"|\bfrom ({_PLACE}) on"
)


_AS_IT_BEGINS = re.compile(
    rf"\b(?:when|as soon as|once|as) ({_PLACE}) (?:begins|starts|comes(?: in| on| up)?|appears|is shown)\b"
)
_PART_OF_A_CLIP = re.compile(rf"\b(first|opening|last|final|closing) ({values.LENGTH}) (?:of|in) ({_PLACE})")
_AT_ITS_END = re.compile(rf"\bat the (?:very )?end of ({_PLACE})(?: for ({values.LENGTH}))?")
_INTO = re.compile(
    rf"({values.LENGTH}) (?:into|after the (?:start|beginning) of) ({_PLACE})|({values.LENGTH}) after ({_PLACE}) (?:begins|starts|comes(?: in| on| up)?|appears)\b"
)
_WHILE = re.compile(
    rf"\bwhile ({_PLACE}) (?:plays?|is playing|runs?|lasts?|goes|is (?:on(?: screen)?|shown|seen|visible|up|there))\b"
)


_AS_IT_ENDS = re.compile(
    rf"\b(?:when|as soon as|once|after) ({_PLACE}) (?:ends|stops|is over|has ended|finishes|is finished|is done)\b"
)


def read_since(f: Fragment) -> Params:
    """The part of the film from whose start, or end, on something is there."""
    if ends := _AS_IT_ENDS.search(f.low):
        return {"after": place_in(ends[1])}
    found = _AS_IT_BEGINS.search(f.low) or _SINCE.search(f.low)
    return {"since": place_in(next(filter(None, found.groups())))} if found else {}


def read_before_part(f: Fragment) -> Params:
    """From the start of a part on: `stop the music before the end card`."""
    found = re.search(rf"\b(?:before|at the start of|when) ({_PLACE})(?: (?:starts|begins|comes))?", f.low)
    return {"since": place_in(found[1])} if found else {}


AT_A_START_MS = 4000
"""How long something is seen that is said to be at the start of a clip."""


def read_frame_of(f: Fragment) -> Params:
    """The frame of a clip that is meant: `3 seconds into the talk`, `the first frame of the bunny`."""
    if into := _INTO.search(f.low):
        return {"since": place_in(into[2] or into[4]), "offset_ms": values.length_ms(into[1] or into[3])}
    first = re.search(rf"\b(?:first|opening) frame (?:of|from) ({_PLACE})", f.low)
    return {"since": place_in(first[1])} if first else {}


def read_first_frame(f: Fragment) -> Params:
    """`The first frame`, of the film and of no part of it."""
    is_said = re.search(r"\b(?:first|opening) frame\b(?! (?:of|from|in) )|第一帧", f.low)
    return {"from_ms": 0} if is_said else {}


def read_part_of_clip(f: Fragment) -> Params:
    """`The last 5 seconds of the second clip`: a stretch at one end of a part of the film."""
    if part := _PART_OF_A_CLIP.search(f.low):
        name = "for_ms" if part[1] in ("first", "opening") else "ending_ms"
        return {"during": place_in(part[3]), name: values.length_ms(part[2])}
    if ends := _AT_ITS_END.search(f.low):
        return {"during": place_in(ends[1]), "ending_ms": values.length_ms(ends[2] or "") or AT_A_START_MS}
    return {}


def read_during(f: Fragment) -> Params:
    """A part of the film: from its start to its end, or from its end on."""
    if into := _INTO.search(f.low):
        offset = values.length_ms(into[1] or into[3])
        return {"since": place_in(into[2] or into[4]), "offset_ms": offset}
    at_its_start = re.search(rf"\b(?:at|from|in) the (?:start|beginning) of ({_PLACE})", f.low)
    if at_its_start:
        return {"during": place_in(at_its_start[1]), "for_ms": AT_A_START_MS}
    side = {k: v for k, v in read_side(f).items() if v in ("intro", "outro") or isinstance(v, int)}
    if side:
        return side
    if since := _AS_IT_BEGINS.search(f.low):
        return {"since": place_in(since[1])}
    if during := _WHILE.search(f.low):
        return {"during": place_in(during[1])}
    found = _DURING.search(f.low)
    return {"during": place_in(found[1] or found[2])} if found else {}
