"""Several wishes in one clause, of which the later ones leave out what the first one says: `the first clip to 70%, the second to 50%`.

Knows the words, not the edits: whether each of the wishes is one is found out when they are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.clauses import Fragment

_Rule = Callable[[str], tuple[str, ...]]
"""From a clause to the wishes that it holds, all in lower case; none where the rule is not about it."""


def wishes(fragment: Fragment) -> tuple[Fragment, ...]:
    """`Set the first clip to 70% volume and the second to 120%` is two wishes of one verb; any other clause is one.

    What a later one leaves out is said by the first: the verb, the unit of a number, and of what it is the level.
    """
    if fragment.quotations:
        return (fragment,)
    low = fragment.low
    if fragment.verb == "make" and _BEGINS_WITH_A_CLIP.match(low):
        low = f"make {low.removeprefix('and ')}"
    found = next((said for rule in _RULES if (said := rule(low))), ())
    return tuple(replace(fragment, low=wish) for wish in found) or (fragment,)


_NAMED_CLIP = r"(?:clip|photo|picture|shot) \d+"
_KIND = r"(?:clip|photo|picture|image|video|shot|slide|scene|one)"
_ORDINAL = "|".join(values.ORDINALS)
_NTH = rf"(?:{_ORDINAL}) {_KIND}"
_NTH_CLIP = rf"(?:the )?(?:{_NTH}|(?:{_ORDINAL})(?! {_KIND}\b)(?! ?(?:{values.NUMBER}|half|third|quarter|few|couple)\b)|{_NAMED_CLIP})"
_OF_EACH = r"(?:mak|set|turn|trim|cut|shorten|keep|show|hold|speed|slow|play|rotat|flip|scal|zoom|rais|lower|boost|reduc|brighten|darken|tint|giv|leav|repeat|loop)(?:e|ing)?"
_FIRST_WORDS = r"(?:(?:and|then|please) )*"
_SO = r"(?:[^;.]|(?<=\d)\.(?=\d))+?"

_BEGINS_WITH_A_CLIP = re.compile(rf"(?:and )?{_NTH_CLIP}")
_NEXT = rf"(?:the )?(?:{_NTH}|(?:{_ORDINAL})(?! {_KIND}\b)(?! (?:half|third|quarter|few|couple)\b)|{_NAMED_CLIP})|{values.OTHERS}"
_BESIDE = rf"(?:,? and|,? but|,) (?:of )?(?={_NEXT})"
_ROW = re.compile(
    rf"(?P<verb>{_FIRST_WORDS}(?:{_OF_EACH} (?:up |down )?)?(?:the (?:volume|level|speed|brightness|sound|audio) of )?)(?P<one>{_NTH_CLIP})"
    rf"(?P<so>(?:'s)? {_SO})(?P<more>(?:{_BESIDE}(?:{_NEXT})(?:'s)? (?:[^,;.]|(?<=\d)\.(?=\d))+?)+)"
)
_THE_NEXT = re.compile(rf"(?P<other>{_NEXT})(?P<then>(?:'s)?(?: up| down)?(?P<by> (?:to|at|by|for))? .+)")
_SHOULD = re.compile(r" (?:should|must|needs? to|has to|is to)(?: be)?\b")


def _in_a_row(low: str) -> tuple[str, ...]:
    """`The first clip to 5 seconds, the second to 3 and the others to 8`."""
    said = _ROW.fullmatch(low)
    if said is None:
        return ()
    should = _SHOULD.match(said["so"])
    verb, one, so = said["verb"], said["one"], said["so"]
    more = [_THE_NEXT.fullmatch(part) for part in re.split(_BESIDE, said["more"]) if part]
    parts = [part for part in more if part is not None]
    is_named = bool(re.search(rf"{_KIND}$|\d$", one))
    has_verb = bool(verb.strip()) or is_named or bool(should) or all(part["by"] for part in parts)
    if not has_verb or len(parts) < len(more):
        return ()
    if not is_named and any(_is_followed_by_number(part) for part in parts):
        return ()  # `the first 5 seconds ... the second 3`: no clips, perhaps
    return (verb + _clip(one) + so, *(verb + _completed(part, so, should) for part in parts))


def _is_followed_by_number(part: re.Match[str]) -> bool:
    """Whether a number follows that may be a length: `the second 3 seconds` is no clip, `the second clip 3 seconds` is one."""
    is_clip = re.search(rf"{_KIND}$|\d$", part["other"]) or re.match(values.OTHERS, part["other"])
    return not is_clip and bool(re.match(rf" ?{values.NUMBER}", part["then"]))


def _completed(part: re.Match[str], so: str, should: re.Match[str] | None) -> str:
    """A later wish without its verb, and with what the first one says of both."""
    then = _with_unit(part["then"], so)
    then = should[0] + then if should and not _SHOULD.match(then) else then
    then += " long" if so.endswith(" long") and re.search(rf"{values.LENGTH}$", then) else ""
    possessive = "'s volume" if so.startswith("'s volume") and "volume" not in then else ""
    of_what = " volume" if "volume" in so and not possessive and "volume" not in then else ""
    return _clip(part["other"]) + possessive + then.removeprefix("'s") + of_what


def _clip(words: str) -> str:
    """`The second` with what it is the second of."""
    is_whole = re.search(rf"\d|[a-z]+ {_KIND}$", words) or re.match(values.OTHERS, words)
    return words if is_whole else f"{words} clip"


def _with_unit(words: str, before: str) -> str:
    """A bare number at the end with the unit of the length that stands before it."""
    unit = re.search(rf"{values.NUMBER}\s?(seconds?|secs?|s|minutes?|mins?|ms|x|%)(?![a-z])", before)
    is_bare = re.search(rf"(?:^| ){values.NUMBER}$", words)
    return f"{words} {unit[1]}" if unit and is_bare else words


_EACH_BUT = re.compile(
    rf"(?P<each>.*(?:\beach\b|\bevery\b).*?),? (?:but|except(?: for)?) (?:for )?(?P<one>{_NTH_CLIP}),?"
    rf"(?: (?:which|that|should|must|is|gets?|stays?|lasts?|runs?|shown|for|to|at))+ (?P<length>{values.LENGTH}|{values.NUMBER})(?: long)?"
)


def _each_but_one(low: str) -> tuple[str, ...]:
    """`5 seconds each, except the last, which gets 8`."""
    said = _EACH_BUT.fullmatch(low)
    if said is None:
        return ()
    one, length = _clip(said["one"]), _with_unit(said["length"], said["each"])
    each = re.search(values.LENGTH, said["each"])
    of_films = each and not re.search(r"photo|picture|image|slide", said["each"])
    first = f"make all clips except {one} {each[0]} long" if each and of_films else said["each"]
    return first, f"make {one} {length} long"


_ENDS_OF_EACH = re.compile(
    rf"(?P<verb>{_FIRST_WORDS}[a-z]+ (?:only |just )?)(?P<end>(?:the )?(?:first|last) {values.LENGTH}) of (?P<one>{_NTH_CLIP}|(?:each|every)(?: (?:clip|video|one|of them))?),? and "
    rf"(?P<then>(?:the )?(?:first|last) (?:{values.LENGTH}|{values.NUMBER})) of (?P<other>{_NTH_CLIP})"
)


def _ends_of_two(low: str) -> tuple[str, ...]:
    """`Keep the first 5 seconds of the first clip and the last 3 of the second`."""
    ends = _ENDS_OF_EACH.fullmatch(low)
    if ends is None:
        return ()
    last = _with_unit(ends["then"], ends["end"])
    return (
        f"{ends['verb']}{ends['end']} of {ends['one']}",
        f"{ends['verb']}{last} of {_clip(ends['other'])}",
    )


_SEVERAL_STRETCHES = re.compile(
    rf"(?P<head>{_FIRST_WORDS}(?:black[- ]and[- ]whit|sepia|slow motion|mute|silence|cut|remov|delet|drop|take|blur|brighten|darken|slow|speed|play|mak|turn|desaturat|revers)(?:e|es)?\b[^;.]*?)(?P<ranges>{values.RANGES})(?P<tail>[^;.]*)"
)


def _in_several_stretches(low: str) -> tuple[str, ...]:
    """`Mute 0:05 to 0:08 and 0:12 to 0:15`."""
    many = _SEVERAL_STRETCHES.fullmatch(low)
    if many is None or re.search(r"\b(?:only|just|but|except)\b", low):
        return ()
    stretches = [m[0] for m in re.finditer(values.RANGE, many["ranges"])]
    if re.search(r"\b(?:cut|remov|delet|drop|tak)", many["head"]):
        stretches.reverse()  # what goes later moves nothing that goes earlier
    return tuple(f"{many['head']}{stretch}{many['tail']}" for stretch in stretches)


_TWO_LOOKS = re.compile(
    rf"(?P<verb>{_FIRST_WORDS}(?:apply|give|add) )(?P<what>an? [\w ]{{1,20}}?) to (?P<one>{_NTH_CLIP}),? and (?P<then>an? [\w ]{{1,20}}?) to (?P<other>{_NTH_CLIP})"
)


def _two_looks(low: str) -> tuple[str, ...]:
    """`Apply a warm look to the first clip and a cold one to the second`."""
    looks = _TWO_LOOKS.fullmatch(low)
    if looks is None:
        return ()
    noun = looks["what"].rsplit(" ", 1)[-1]
    then = re.sub(r"\bone$", noun, looks["then"])
    return (
        f"{looks['verb']}{looks['what']} to {looks['one']}",
        f"{looks['verb']}{then} to {_clip(looks['other'])}",
    )


_STRETCH = rf"the (?:first|last|opening|final) {values.LENGTH}|the (?:first|second|other) half"
_MORE = rf"{_STRETCH}|the (?:first|last|opening|final) {values.NUMBER}(?! ?(?:s|secs?|seconds?|mins?|minutes?|hours?|frames?|ms)\b)|the rest"
_TWO_STRETCHES = re.compile(
    rf"(?P<verb>{_FIRST_WORDS}{_OF_EACH} )(?P<one>{_STRETCH})(?P<so> [^;.]+?)(?:,? and|,) (?P<other>{_MORE})(?P<then> [^,;.]+)"
)


def _two_stretches(low: str) -> tuple[str, ...]:
    """`Make the first 5 seconds warm and the last 3 cold`."""
    spans = _TWO_STRETCHES.fullmatch(low)
    if spans is None:
        return ()
    other = _with_unit(spans["other"], spans["one"])
    return spans["verb"] + spans["one"] + spans["so"], spans["verb"] + other + spans["then"]


_SIDE = (
    rf"(?:{values.PERCENT}|\d+ ?(?:px|pixels)) (?:off|from|of) (?:the )?(?:top|bottom|left|right)(?: side)?"
)
_TWO_SIDES = re.compile(
    rf"(?P<verb>{_FIRST_WORDS}(?:crop|cut|trim|shave|take) )(?P<one>{_SIDE})(?:,? and|,) (?P<other>{_SIDE})"
)


def _off_two_sides(low: str) -> tuple[str, ...]:
    """`Crop 10% off the top and 5% off the left`."""
    sides = _TWO_SIDES.fullmatch(low)
    return tuple(sides["verb"] + sides[name] for name in ("one", "other")) if sides else ()


_WAYS = r"(?:in|out|left|right|up|down)"
_TWO_MOVES = re.compile(
    rf"(?P<verb>(?:(?:and|then|please|slowly|slow) )*(?:zoom|pan|tilt|push|drift|slide)(?:ing)? )(?P<way>{_WAYS} (?:on|in|over|across) {_NTH_CLIP})(?:,? and|,) "
    rf"(?P<then>{_WAYS} (?:on|in|over|across) )(?P<other>{_NTH_CLIP}|{values.OTHERS})"
)


def _two_moves(low: str) -> tuple[str, ...]:
    """`Zoom in on the first photo and out on the second`."""
    moves = _TWO_MOVES.fullmatch(low)
    if moves is None:
        return ()
    return moves["verb"] + moves["way"], moves["verb"] + moves["then"] + _clip(moves["other"])


_RULES: tuple[_Rule, ...] = (
    _ends_of_two,
    _in_several_stretches,
    _two_looks,
    _two_stretches,
    _off_two_sides,
    _two_moves,
    _each_but_one,
    _in_a_row,
)
