"""Readers of when: stretches, ends, lengths, clips, order, speed, pauses. Times are ms."""

from __future__ import annotations

import re
from dataclasses import replace

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.clauses import Fragment
from nemobuild.backend.interpret.phrases.row import spelled
from nemobuild.backend.interpret.readers.form import Params, search
from nemobuild.backend.interpret.readers.scope import (
    read_before_part,
    read_during,
    read_part_of_clip,
    read_side,
)


def read_range(f: Fragment) -> Params:
    low = f.low
    two = search(
        rf"(?:from |(?P<between>between ))?(?:the )?(?P<a><time>|{values.BARE})\s*(?:and|{values.UNTIL})\s*(?:the )?(?P<b><time>)",
        low,
    )
    if two and (two["between"] or not re.search(r"\band\b", two[0])):
        a = values.time_ms(two["a"])
        b = values.time_ms(two["b"])
        if a is None:
            a = with_unit_of(two["a"], two["b"])
        return {"from_ms": a, "to_ms": b}
    bare = search(
        r"^(?:please )?(?:trim|cut|keep)\b[^,;.]{0,30}\bfrom (?P<a>\d+) (?:to|until) (?P<b>\d+)$", low
    )
    if bare:
        return {"from_ms": int(bare["a"]) * 1000, "to_ms": int(bare["b"]) * 1000}
    said = search(
        r"\bstarts? (?:at |around )?(?P<a><time>)(?:,? and|,)? (?:it )?(?:ends?|finish(?:es)?|stops?|goes on until|runs (?:until|to)) (?:at |around )?(?P<b><time>)",
        low,
    )
    if said:
        return {"from_ms": values.time_ms(said["a"]), "to_ms": values.time_ms(said["b"])}
    so_that = search(r"\bso (?:that )?it (?P<side>start|begin|end|stop)s at (?P<t><time>)", low)
    begins = so_that or search(
        r"\b(?P<side>start|begin|end|stop)s? (?:the |my |this )?(?:video|film|clip|recording) (?:only )?(?:at|from) (?P<t><time>)",
        low,
    )
    if begins:
        ms = values.time_ms(begins["t"])
        return {"from_ms": ms} if begins["side"] in ("start", "begin") else {"from_ms": 0, "to_ms": ms}
    after = search(
        r"\b(?:from|after|past|since)\b (?:the )?(?P<a><time>)(?: on(?:ward|wards)?| to (?:the )?end|$)|(?P<b><time>)(?:之后|以后|后面)",
        low,
    )
    if after:
        return {"from_ms": values.time_ms(after["a"] or after["b"])}
    before = search(r"\b(?:before|until|up to|till)\b (?:the )?(?P<a><time>)|(?P<b><time>)(?:之前|以前)", low)
    if before:
        return {"to_ms": values.time_ms(before["a"] or before["b"]), "from_ms": 0}
    middle = search(r"\b(?:the )?middle\b(?: (?P<n><len>))?|中间(?P<m><len>)?", low)
    if middle:
        found = values.length_ms(middle["n"] or middle["m"] or "")
        return {"middle": True} | ({"for_ms": found} if found else {})
    return {}


def read_start_stop(f: Fragment) -> Params:
    """`Start at the hymn (0:12), stop after the blessing (0:40)`: the first and the last time that are said."""
    found = [values.time_ms(m[0]) for m in re.finditer(spelled(r"<time>"), f.low)]
    return {"from_ms": found[0], "to_ms": found[-1]} if len(found) > 1 else {}


def read_cut_off(f: Fragment) -> Params:
    """What is left when everything after, or before, a time goes."""
    found = search(r"\b(?P<side>after|past|before|until|up to)\b (?:the )?(?P<t><time>)", f.low)
    if not found:
        return {}
    ms = values.time_ms(found["t"])
    return {"from_ms": 0, "to_ms": ms} if found["side"] in ("after", "past") else {"from_ms": ms}


def with_unit_of(plain: str, other: str) -> int | None:
    """`2` in `from 2 to 6 seconds`."""
    value = values.number(plain)
    unit = re.search(r"[a-z秒分]+\s*$", other)
    return values.length_ms(f"{value:g} {unit[0]}") if value is not None and unit else None


def read_ends(f: Fragment) -> Params:
    low = f.low
    found: Params = {}
    each = search(r"(?P<n><len>) (?:off|from|at|of) (?:both|each|either) (?:the )?(?:ends?|sides?)\b", low)
    if each:
        return dict.fromkeys(("start_ms", "end_ms"), values.length_ms(each["n"]))
    both = search(
        r"\b(?:first|opening) and (?:the )?(?:last|final) (?P<n><len>)|首尾(?:各)?(?P<m><len>)", low
    )
    if both:
        length = values.length_ms(both["n"] or both["m"])
        return {"start_ms": length, "end_ms": length}
    sides = search(
        r"(?P<a><len>)(?: [\w-]+){0,3} (?:at|on|from|off) (?:the )?(?:very )?(?:front|head|start|beginning|take-?off|top)\b[^;]*?(?P<b><len>|<num>)(?: [\w-]+){0,3} (?:at|on|from|off) (?:the )?(?:very )?(?:back|end|tail|landing|finish)\b",
        low,
    )
    if sides:
        first = values.length_ms(sides["a"])
        return {
            "start_ms": first,
            "end_ms": values.length_ms(sides["b"]) or with_unit_of(sides["b"], sides["a"]),
        }
    start = search(
        r"\b(?:first|opening|initial|beginning|starting|leading)\b (?:of )?(?P<a><len>)|(?P<b><len>) (?:worth |of [\w ]{1,24}? )?(?:off|from|at|of)"
        r" (?:of )?<the>(?:start|beginning|front|head)|(?:开头|前面?|片头|首)的?(?P<c><len>)", low
    )  # fmt: skip
    if start:
        found["start_ms"] = values.length_ms(start["a"] or start["b"] or start["c"])
    end = search(
        r"\b(?:last|final|ending|trailing|closing)\b (?:of )?(?P<a><len>)|(?P<b><len>) (?:worth |of [\w ]{1,24}? )?(?:off|from|at|of)"
        r" (?:of )?<the>(?:end|tail|back)|(?:结尾|最后|末尾|后面?)的?(?P<c><len>)", low
    )  # fmt: skip
    if end:
        found["end_ms"] = values.length_ms(end["a"] or end["b"] or end["c"])
    found |= _other_end(low, start, found)
    bare = search(r"\b(?:first|opening) (?P<a>\d+) and (?:the )?(?:last|final) (?P<b><len>)", low)
    if bare:
        found["start_ms"] = with_unit_of(bare["a"], bare["b"])
    if not found and not read_range(f) and (loose := search(r"<len>", low)):
        found["start_ms"] = values.length_ms(loose[0])
    return found


def _other_end(low: str, start: re.Match[str] | None, found: Params) -> Params:
    """`The first 10 seconds and the last 5`: the second length has the unit of the first."""
    other = search(
        r"\b(?:last|final) (?P<n><num>)(?! ?(?:clips?|photos?|pictures?|scenes?|shots?|%|<len>))(?=$|[,.;]| of\b| and\b)",
        low,
    )
    if start is None or "end_ms" in found or other is None:
        return {}
    said = start["a"] or start["b"] or ""
    return {"end_ms": with_unit_of(other["n"], said)} if said else {}


def read_when(f: Fragment) -> Params:
    low = f.low
    if of_a_clip := read_part_of_clip(f):
        return of_a_clip
    if lasts := search(
        r"\b(?:titles?|texts?|words|logo|it|that|caption|card|them) (?:should )?lasts? (?:for )?(?P<n><len>)",
        low,
    ):
        return {"for_ms": values.length_ms(lasts["n"])}
    later = search(
        r"\bafter (?:the )?(?:first|opening|initial) (?P<n><len>)|(?P<m><len>) (?:after|into|past) the (?:very )?(?:start|beginning)\b(?! of)|(?P<k><len>) in(?=$|[,.;])",
        low,
    )
    if later:
        begins = next(filter(None, later.groups()))
        rest = replace(f, low=low[: later.start()] + " " + low[later.end() :])
        return read_for(rest) | {"from_ms": values.length_ms(begins)}
    if re.search(r"\b(?:in|for|during|over) (?:the )?", low) and (share := _share_of(low)):
        return {"share": share}
    first = search(r"\b(?:first|opening|initial)\b (?P<n><len>)|(?:前|开头)的?(?P<m><len>)", low)
    if first:
        of_a_clip = read_during(f) if re.search(r"\b(?:its|their) (?:first|opening)\b", low) else {}
        return (of_a_clip or {"from_ms": 0}) | {"for_ms": values.length_ms(first["n"] or first["m"])}
    last = search(
        r"\b(?:last|final|closing)\b (?P<n><len>)|(?P<k><len>) before (?:the )?(?:very )?end\b|(?:最后|结尾)的?(?P<m><len>)",
        low,
    )
    if last:
        return {"last_ms": values.length_ms(last["n"] or last["k"] or last["m"])}
    span = read_range_only(f)
    if span:
        return span
    return (read_during(f) or read_at(f)) | read_for(f)


def read_at(f: Fragment) -> Params:
    low = f.low
    at = search(
        r"\b(?:at|around|from|starting at|begin\w* at|after|on)\b (?:about |the |around )?(?P<a><time>)(?! (?:long|each))|在?第(?P<b><num>)秒|在(?P<c><time>)",
        low,
    )
    if at:
        ms = values.time_ms(at["a"] or at["c"] or f"{at['b']}秒")
        to_the_end = re.match(
            r"\s*(?:right )?(?:(?:to|until|till) (?:the )?(?:very )?end\b|(?:and )?on(?:wards?)?(?=$|[,.;]))",
            low[at.end() :],
        )
        return ({"from_ms": ms} | ({"place": "rest"} if to_the_end else {})) if ms is not None else {}
    if search(
        r"\b(?:at|in|from) (?:the )?(?:very )?(?:start|beginning|opening)\b(?! of (?:each|every|all))|开头|开始时",
        low,
    ):
        return {"place": "start"}
    if search(r"\b(?:until|till) (?:the )?(?:very )?end\b(?! of (?:each|every|clip|the \w+ clip))", low):
        return {"place": "rest"}
    if search(
        r"\b(?:at|in|until|near) (?:the )?(?:very )?end\b|\b(?:when|as) (?:it|the (?:video|film|clip)) ends\b|结尾|最后|末尾",
        low,
    ):
        return {"place": "end"}
    if search(
        r"\b(?:throughout|the whole|entire|all the (?:time|way(?: through)?)|all along|from (?:start|beginning) to (?:end|finish)|during the whole)\b|全程|整个",
        low,
    ):
        return {"place": "all"}
    is_halfway = search(r"\bin the middle of the (?:video|film|clip)\b|\bhalf-?way\b", low)
    return {"place": "middle"} if is_halfway else {}


def read_for(f: Fragment) -> Params:
    low = f.low
    found = search(
        r"\b(?:for|lasting|during|stays?(?: on)?(?: screen)?(?: for)?)\b (?:about |the |around )?(?P<n><len>)|(?:持续|显示|停留|时长)(?:为|是|:|：)?\s*(?P<m><len>)",
        low,
    )
    of_words = search(
        r"(?P<n><len>)[ -](?:long |bold |animated |text )*(?:title|text|card|intro|outro|overlay|lower)", low
    )
    if found:
        return {"for_ms": values.length_ms(found["n"] or found["m"])}
    return {"for_ms": values.length_ms(of_words["n"])} if of_words else {}


def read_range_only(f: Fragment) -> Params:
    exception = re.search(EXCEPTION, f.low)
    if re.search(rf"{values.CODE}, ?{values.CODE}(?:,? and |, ?){values.CODE}", f.low):
        return {}  # a list of moments
    found = read_range(f)
    if exception and exception.start() > 0:
        found = read_range(replace(f, low=f.low[: exception.start()]))
    return found if "from_ms" in found and "to_ms" in found else {}


def read_ranges(f: Fragment) -> Params:
    """All the stretches that are said, each `[from, to]` in ms."""
    spans = [read_range(replace(f, low=m[0])) for m in re.finditer(values.RANGE, f.low)]
    return {"ranges": [[span["from_ms"], span["to_ms"]] for span in spans if "to_ms" in span]}


def read_length_from(f: Fragment) -> Params:
    """`A 15-second clip starting at 3:22`: from a moment on, for a length."""
    begin = search(r"\b(?:start(?:ing|s)?|begin(?:ning|s)?)(?: at| from)? (?:the )?(?P<t><time>)", f.low)
    length = search(r"(?P<n><len>)", f.low[: begin.start()]) if begin else None
    if begin is None or length is None:
        return {}
    start, ms = values.time_ms(begin["t"]), values.length_ms(length["n"])
    return {} if start is None or ms is None else {"from_ms": start, "to_ms": start + ms}


_OF_SOURCE = re.compile(
    spelled(
        r"\b(?:from|out of) (?:(?:an?|the|my|our|this|one|single|raw|long|full|uncut|unedited) )*<len>(?=[ -][a-z])"
    )
)


def _without_source_length(low: str) -> str:
    """`A 50-second Reel from a raw 6-minute tutorial`: the length of what is there is not the one that is wanted."""
    lengths = re.findall(spelled(r"<len>"), low)
    return _OF_SOURCE.sub(lambda m: " " * len(m[0]), low) if len(lengths) > 1 else low


def read_length(f: Fragment) -> Params:
    code = search(
        r"\b(?:to|be|exactly|of|under|within)\b (?:be |about |under |around |exactly |just )*(?P<n>"
        + values.CODE
        + ")",
        f.low,
    )
    if code:
        return {"length_ms": values.time_ms(code["n"])}
    low = _without_source_length(f.low)
    found = list(re.finditer(spelled(r"<len>"), low))
    countdown = re.search(r"\bcount(?:ing)?[- ]?downs? from (\d+)\b", f.low)
    if countdown:
        return {"length_ms": int(countdown[1]) * 1000}
    if not found:
        return {}
    best = search(
        r"\b(?:to|be|into|at|exactly|is|of|under|within)\b (?:be |about |under |around |exactly |a |just )*(?P<n><len>)"
        r"|(?:为|到|至|成|制作|生成|做)(?:一个|一段|一条|一部)?(?P<m><len>)",
        low,
    )
    ms = values.length_ms((best["n"] or best["m"]) if best else found[-1][0])
    most = bool(
        search(
            r"\b(?:under|below|less than|at most|max\w*|no longer than|within|shorter than)\b|以内|不超过",
            f.low,
        )
    )
    return {"length_ms": ms} | ({"most": True} if most else {})


def read_countdown(f: Fragment) -> Params:
    """How long a countdown runs: the length beside the word, or from which number."""
    beside = search(
        r"(?P<n><len>)[ -](?:long )?count|\bcount\w*[ -]?down (?:of|for) (?P<m><len>)|\bcount\w*(?:[ -]down)? from (?P<k><len>)",
        f.low,
    )
    if beside:
        return {"length_ms": values.length_ms(beside["n"] or beside["m"] or beside["k"])}
    bare = re.search(r"\bcount\w*[ -]?downs? from (\d+)\b", f.low)
    return {"length_ms": int(bare[1]) * 1000} if bare else {}


def read_less(f: Fragment) -> Params:
    """By which share a film is made shorter."""
    share = values.percent(f.low)
    return {"less": share / 100} if share is not None else {}


def read_times(f: Fragment) -> Params:
    """Points of time; where some are written as codes (`22:15`), the rest are lengths of something else."""
    pattern = values.CODE if re.search(values.CODE, f.low) else spelled(r"<time>")
    times: list[int | None] = []
    for match in re.finditer(pattern, f.low):
        shared = search(r"(?P<n>(?:<num>(?:,? and |, ))+)$", f.low[: match.start()])
        times += [with_unit_of(n, match[0]) for n in re.findall(values.NUMBER, shared["n"])] if shared else []
        times.append(values.time_ms(match[0]))
    return {"times_ms": [t for t in times if t is not None]}


def read_moments(f: Fragment) -> Params:
    """Several points of time, written as codes: `at 0:05, 0:18 and 0:31`."""
    if listed := re.search(r"\bat (\d+(?:, ?\d+)*,? and \d+) ?(?:s|secs?|seconds)\b", f.low):
        return {"times_ms": [1000 * int(n) for n in re.findall(r"\d+", listed[1])]}
    in_words = search(r"\bat <time>(?:,? and (?:at )?|, ?(?:at )?)<time>", f.low) and not re.search(
        values.CODE, f.low
    )
    found = [values.time_ms(m[0]) for m in re.finditer(spelled("<time>") if in_words else values.CODE, f.low)]
    is_list = len(found) > 2 or search(r"\bat <time> and (?:at )?<time>", f.low)
    return {"times_ms": [t for t in found if t is not None]} if len(found) > 1 and is_list else {}


def read_spot(f: Fragment) -> Params:
    """Where a clip is to be put: at the start, the end, or at a time."""
    if at := search(r"\bat (?:about )?(?P<t><time>)", f.low):
        return {"at_ms": values.time_ms(at["t"])}
    if re.search(
        r"\b(?:first|start|beginning|front|begin|open|prepend)\b(?! (?:clip|one|photo|picture|video|shot|scene))",
        f.low,
    ):
        return {"spot": "start"}
    return {"spot": "end"}


def read_card_at(f: Fragment) -> Params:
    """When a card is put into the film, and not how long it is there."""
    at = search(r"\bat (?:about )?(?P<t><time>)", f.low)
    return {"at_ms": values.time_ms(at["t"])} if at else {}


_INSTEAD = re.compile(
    r"\b(?P<new>[\w.-]+)(?: (?:clip|video|film|photo|picture|image))? (?:instead of|in (?:the )?place of|rather than|for) (?P<old>.+)$"
)
_REPLACED = re.compile(r"\b(?:replace|exchange|swap) (?P<old>.+?) (?:with|by|for|against) (?P<new>.+)$")


def read_replaced(f: Fragment) -> Params:
    """Which clip gives its place (a number, or a word of its file's name), and the words that name the file that takes it."""
    found = _REPLACED.search(f.low) or _INSTEAD.search(f.low)
    if not found:
        return {}
    number = _numbered(found["old"]).get("clip")
    old = (
        number
        if isinstance(number, int)
        else re.sub(r"\b(?:the|my|our|clip|video|film|photo|picture|image)\b ?", "", found["old"]).strip()
    )
    return {"old": old, "new": found["new"]}


def read_length_change(f: Fragment) -> Params:
    """A length, or by how much one changes: `2 seconds longer`, `for 2 more seconds`."""
    change = search(
        r"(?P<n><len>|an? second|half a second) (?P<way>longer|shorter|more)\b|\bfor (?:another )?(?P<m><num>) more seconds?",
        f.low,
    )
    if change is None:
        return read_length(f)
    length = values.length_ms(change["n"] or f"{change['m']} seconds") or 0
    return {"change_ms": -length if change["way"] == "shorter" else length}


def read_every(f: Fragment) -> Params:
    found = search(r"(?:into|every|in|每|按|of) ?(?:<num> )?(?P<n><len>)", f.low) or search(
        r"(?P<n><len>)(?!.*<len>)", f.low
    )
    return {"every_ms": values.length_ms(found["n"])} if found else {}


def read_parts(f: Fragment) -> Params:
    if search(r"\bin half\b|halves|两半", f.low):
        return {"parts": 2}
    found = search(
        r"(?P<n><num>) ?(?:\w+ )?(?:parts?|segments?|pieces|clips|sections|videos|chunks|files|段|份|个)",
        f.low,
    )
    value = values.number(found["n"]) if found else None
    return {"parts": int(value)} if value else {}


# What


_ORDINAL = "|".join(values.ORDINALS)


def read_clip(f: Fragment) -> Params:
    """Which clip: its number (from the end if negative), `all`, all but one or some (`except`), or what other edits leave
    (`others`)."""
    kept = re.search(EXCEPTION, f.low)
    if kept:
        rest = f.low[kept.end() :]
        bare = re.fullmatch(rf"(?: for)? (?:the )?({_ORDINAL})(?: one)?", rest)
        several = re.match(
            rf"(?: for)? ((?:(?:,? and|,)? ?(?:the )?(?:{_ORDINAL})\b){{2,}})(?! (?:{values.NUMBER}|half))",
            rest,
        )
        if several:
            return {"except": [values.ORDINALS[n] for n in re.findall(_ORDINAL, several[1])]}
        numbered = {"clip": values.ORDINALS[bare[1]]} if bare else _numbered(rest)
        clip = numbered.get("clips", numbered.get("clip"))
        return {"except": clip} if clip else {}
    if nth := re.search(rf"\bevery (other|second|third|fourth) {_CLIP_WORD}\b", f.low):
        return {"every": 2 if nth[1] == "other" else values.ORDINALS[nth[1]]}
    if half := re.search(rf"\b(odd|even)(?:[- ]numbered)? {_CLIP_WORD}s?\b", f.low):
        return {"every": 2} | ({"odd": True} if half[1] == "odd" else {})
    if _BESIDE_A_PART.search(f.low):
        return {}
    numbered = _numbered(f.low)
    return numbered or ({"others": True} if re.search(values.OTHERS, f.low) else {})


EXCEPTION = r"\bexcept: (?=(?:normal|regular|original|real)\b)|\bbut (?:keep|leave) [^,.;]*\b(?:normal|original|regular|untouched|unchanged|alone|as (?:(?:it|they) )?(?:is|are|was|were))\b|(?<=\ball )but\b(?! not)|\ball (?:the |of the )?(?:clips|photos|pictures|videos|scenes|slides) but\b(?! not)|(?<=thing )but\b|\b(?:but|and),? (?:none|nothing|no (?:\w+ )?(?:transition|cross-?fade|dissolve|wipe)s?)(?= (?:before|after|between|at|on|in|into|during|over)\b)|\bbut,? (?:an? )?(?:hard|straight|plain|clean) cuts?(?= (?:before|after|between|at|on|in|into|during|over)\b)|\b(?:but not|except(?: for)?|apart from|other than|excluding)\b(?!:)|除了"


_BESIDE_A_PART = re.compile(
    r"\b(?:everything|all|anything|what|whatever|the (?:film|video|part|rest))(?: that)?(?: comes| is| follows)? (?:after|before|following|behind) (?:the )?(?!first \d|last \d)(?:clip|[a-z]+)"
)
"""What lies on one side of a part of the film, and is not that part."""


def read_spared(f: Fragment) -> Params:
    """The stretch that an edit of all the rest leaves alone."""
    found = re.search(EXCEPTION, f.low)
    if not found:
        return {}
    said = replace(f, low=f.low[found.start() :])
    kept = read_range_only(said)
    if kept:
        return {"spared_from_ms": kept["from_ms"], "spared_to_ms": kept["to_ms"]}
    end = search(r"\b(?P<side>first|opening|last|final|closing) (?P<n><len>)", said.low)
    if end is None or len(re.findall(r"\b(?:first|opening|last|final|closing)\b", said.low)) > 1:
        return {}
    length = values.length_ms(end["n"])
    is_first = end["side"] in ("first", "opening")
    return {"spared_from_ms": 0, "spared_to_ms": length} if is_first else {"spared_last_ms": length}


_CLIP_LIST = re.compile(
    rf"\b(?:clips|scenes|shots|photos|pictures|images|videos|segments|slides) ({values.NUMBER}(?:(?:,| and|, and| &) {values.NUMBER})+)\b"
)


_CLIP_RUN = re.compile(
    rf"\b(?:clips|scenes|shots|photos|pictures|images|videos|slides) ({values.NUMBER}) ?(?:to|-|–|through) ?({values.NUMBER})\b(?! ?(?:s|sec|seconds|min))"
)
MOST_IN_A_RUN = 200


_CLIP_WORD = r"(?:clip|scene|shot|photo|picture|image|video|segment|card|part|slide|one)"


_SOME_CLIPS = re.compile(
    rf"\b(first|last) ({values.NUMBER}) (?:\w+ )?(?:clips|scenes|shots|photos|pictures|images|videos|slides)\b"
)


def _numbered(low: str) -> Params:
    if (some := _SOME_CLIPS.search(low)) and (count := int(values.number(some[2]) or 0)) > 1:
        return {"clips": [*range(1, count + 1)] if some[1] == "first" else [*range(-count, 0)]}
    if run := _CLIP_RUN.search(low):
        first, last = (int(values.number(run[n]) or 0) for n in (1, 2))
        return {"clips": [*range(first, last + 1)]} if 0 < first < last <= first + MOST_IN_A_RUN else {}
    several = _CLIP_LIST.search(low)
    if several:
        return {"clips": [int(values.number(n) or 0) for n in re.findall(values.NUMBER, several[1])]}
    if search(
        r"\b(?:all|every|each) (?:the |of the )?(?:clips?|videos?|photos?|scenes?|segments?)\b|\bof (?:each|both)(?: of them)?$|\bboth (?:of the )?(?:clips|videos|films)\b|所有|每个|全部",
        low,
    ):
        return {"clip": "all"}
    named = "|".join(values.ORDINALS)
    both = re.search(
        rf"\b((?:{named})(?: {_CLIP_WORD})?(?:(?:, (?:and )?(?:then )?| and (?:then |also )?| & )(?:the )?(?:{named}))+) {_CLIP_WORD}s?\b"
        rf"|(第{values.NUMBER}[个段张]?(?:(?:和|、|，|与)第{values.NUMBER})+[个段张])",
        low,
    )
    if both and both[1]:
        return {"clips": [values.ORDINALS[n] for n in re.findall(rf"\b({named})\b", both[1])]}
    if both:
        return {"clips": [int(values.number(n) or 0) for n in re.findall(rf"第({values.NUMBER})", both[2])]}
    found = re.search(
        rf"(?<!\d-)(?<!\d )\b({named}) (?:\w+ )?(?:clip|scene|shot|photo|picture|image|video|segment|card|part|slide|one)\b(?! and)"
        rf"|\b(?:on|in|of|to|for|mirror|flip|mute|rotate|reverse|blur|remove|delete|drop|discard) the ({named})(?: one)?$"
        rf"|^(?:and |then |but |, )*the ({named})(?: one)? (?:a (?:bit|little) |much |slightly |up |down )?(?:to|at|by|black and white|sepia|muted|silent|(?!other|either|after|under|over|never|whether)[a-z]{{3,}}er)\b"
        rf"|\b(?:one|clip|video|photo|picture) (?:that|which) (?:is now |now |then )?(?:comes|is|plays|stands|goes|runs) (?:now )?({named})\b(?! (?:to|in)\b)",
        low,
    )
    if found:
        return {"clip": values.ORDINALS[next(group for group in found.groups() if group)]}
    found = re.search(
        rf"\b(?:clip|scene|shot|photo|picture|image|video|segment|slide) (?:number |no\.? ?|#)?({values.NUMBER})\b(?! ?(?:%|s\b|sec|min|x\b|×|times|degrees?\b|deg\b|°|d[bB]\b|fps|px|pixels?|percent|ms\b|hours?|frames?|more|:|\.\d|p\b|k\b))",
        low,
    )
    if found and (value := values.number(found[1])):
        return {"clip": int(value)}
    found = re.search(rf"第({values.NUMBER})(?:个|段|张)", low)
    if found and (value := values.number(found[1])):
        return {"clip": int(value)}
    if re.search(r"最后一(?:个|段|张)", low):
        return {"clip": -1}
    card = re.search(
        r"(?:\b(?:in|on|of|to|over|during|for|only) |^(?:\w+ ){1,2}(?:in |out )?)the (intro|outro)\b(?! music)",
        low,
    )
    return {"clip": card[1]} if card else {}


def read_part(f: Fragment) -> Params:
    found = re.search(r"\b(intro|outro|middle)\b", f.low)
    return {"part": found[1]} if found else {}


def read_order(f: Fragment) -> Params:
    low = f.low
    if re.search(r"\breverse|倒序", low):
        return {"by": "reverse"}
    if re.search(r"random|shuffl|打乱|随机", low):
        return {"by": "random"}
    listed = re.search(
        rf"(?:order|files?)(?: is| of)?:? ?({values.NUMBER}(?:, ?{values.NUMBER}){{1,}}(?:,? and {values.NUMBER})?)\b",
        low,
    )
    if listed:
        return {
            "by": "list",
            "numbers": [int(values.number(n) or 0) for n in re.findall(values.NUMBER, listed[1])],
        }
    if re.search(
        r"alphabetic|by (?:the )?(?:file ?)?names?|(?:name|filename) order|as numbered|(?:in|by|from) (?:the )?file ?names?|按(?:名|文件名)",
        low,
    ):
        return {"by": "name"}
    if re.search(r"by (?:length|size)|shortest|longest", low):
        return {"by": "length"}
    if re.search(
        r"chronolog|date|oldest|newest|by (?:time|day|year)|\btc order|time ?code|(?:they were|i|we) (?:taken|shot|took|filmed|recorded|made)|按(?:时间|日期)",
        low,
    ):
        return {
            "by": "date",
            "newest_first": bool(
                re.search(r"newest(?: \w+)? first|newest to|latest first|from (?:the )?newest", low)
            ),
        }
    return {"by": "energy"} if re.search(r"escalat|mild to|build(?:ing)? up|calm to", low) else {}


_TWO_CLIPS = re.compile(
    rf"\b(?:clips|scenes|shots|photos|pictures|images|videos|slides) ({values.NUMBER}) (?:and|&|with) ({values.NUMBER})\b"
)


def read_move(f: Fragment) -> Params:
    low = f.low
    named = "|".join(values.ORDINALS)
    found = [values.ORDINALS[m[1]] for m in re.finditer(rf"\b({named})\b", low)]
    found += [
        int(values.number(m[1]) or 0)
        for m in re.finditer(
            rf"(?:clip|scene|photo|shot|picture)s? ({values.NUMBER})|第({values.NUMBER})(?:个|段|张)", low
        )
        if m[1]
    ]
    found += [int(values.number(m[1]) or 0) for m in re.finditer(rf"第({values.NUMBER})(?:个|段|张)", low)]
    if pair := _TWO_CLIPS.search(low):
        found = [int(values.number(pair[1]) or 0), int(values.number(pair[2]) or 0)]
    if "最后一" in low:
        found.append(-1)
    if re.search(r"\b(?:swap|switch|exchange)\b|交换|调换|对调", low):
        both = re.search(
            r"\b(?:the|both|these) (?:two )?(?:clips|videos|films|pictures|photos|parts)\b|\bthe two\b", low
        )
        return {"order": "swap", "clips": [1, 2] if both and not found else found[:2]}
    if re.search(
        r"\b(?:(?:to|at) the (?:very )?(?:start|beginning|front)|start with|open with|begin with|first place)\b|\b(?:picture|photo|clip|scene|shot|video|one|comes?|goes?|be|plays?) first$|开头|最前",
        low,
    ):
        return {"order": "first", "clips": found[:1]}
    if re.search(
        r"\b(?:(?:to|at) the (?:very )?end|end with)\b|\b(?:picture|photo|clip|scene|shot|video|one|comes?|goes?|be|plays?) last$|结尾|最后面|末尾",
        low,
    ):
        return {"order": "last", "clips": found[:1]}
    side = re.search(r"\b(before|after)\b|(前面|后面)", low)
    if side and len(found) > 1:
        return {
            "order": "before" if side[1] == "before" or side[2] == "前面" else "after",
            "clips": found[:2],
        }
    return {}


def read_times_over(f: Fragment) -> Params:
    length = search(r"\b(?:to|for|until|up to)\b (?:it(?: is|'s| lasts) )?(?P<n><len>)", f.low)
    if length and not read_range_only(f):
        return {"length_ms": values.length_ms(length["n"])}
    again = re.search(r"\ba second time\b|\b(?:once )?again\b|\breplay\w*\b", f.low)
    if again:
        last = search(r"\blast (?P<n><len>)", f.low)
        often = search(r"\b(?P<n><num>) times\b(?! (?:the speed|as|slower|faster))", f.low)
        times: Params = {"times": float(values.number(often["n"]) or 2) if often else 2.0}
        if isinstance(clip := _numbered(f.low).get("clip"), int) and not last and not read_range_only(f):
            return times | {"clip": clip}
        return times | ({"last_ms": values.length_ms(last["n"])} if last else read_range_only(f))
    found = (0 if "speed" in f.low else values.factor(f.low)) or values.count(f.low, "times?|遍|次")
    found = found or next(
        (values.number(m[1]) for m in re.finditer(rf"({values.NUMBER})\s*(?:次|遍)", f.low)), None
    )
    params: Params = ({"times": found} if found else {}) | read_range_only(f)
    if isinstance(clip := _numbered(f.low).get("clip"), int):
        params["clip"] = clip
    return params | ({"boomerang": True} if "boomerang" in f.low else {})


def read_speed(f: Fragment) -> Params:
    low = f.low
    slower = bool(re.search(r"slow|减速|慢|升格", low)) and not re.search(_FASTER, low)
    length = search(
        r"\b(?:to fit|to|into|of|to last|lasts|takes?|fits? (?:in|into)|down to|so (?:that )?it(?:'s| is| lasts| becomes| takes))(?:\b|(?<=s)) (?:only |just |an? )?(?P<n><len>)"
        r"|(?P<m><len>)(?: long)? by (?:speeding|playing|slowing)",
        low,
    )
    by = _change_of_speed(low)
    if by is not None:
        return {"factor": 1 - by if slower else 1 + by}
    share_of = re.search(rf"(?:\b(?:to|at|in) |\b(?:slower|faster), )({values.NUMBER}) ?(?:%|percent)", low)
    value = (values.number(share_of[1]) or 0) / 100 if share_of else values.factor(low)
    if value is None and (times_said := _BY_TIMES.search(low)):
        value = float(times_said[1])
    if value is None and (share := values.percent(low)) is not None:
        value = share / 100
    if value is not None:
        return {"factor": 1 / value if slower and value > 1 else value}
    if length and not read_range_only(f):
        return {"length_ms": values.length_ms(length["n"] or length["m"])}
    if re.search(r"time[- ]?lapse|hyper[- ]?lapse|延时", low):
        in_all = search(r"(?:lapse|延时)[^.;]*?(?P<n><len>)", low)
        return {"length_ms": values.length_ms(in_all["n"])} if in_all else {"factor": 8.0}
    if not slower and not re.search(_FASTER, low):
        return {}
    times = next((t for pattern, t in _HOW_MUCH if re.search(pattern, low)), 2.0)
    return {"factor": round(1 / times, 3) if slower else times}


_BY_TIMES = re.compile(
    r"\bby (\d+(?:\.\d+)?)(?![\d.]| ?(?:%|percent|s\b|secs?\b|seconds?|min|x\b|×|times|fps|frames))"
)
"""`Speed it up by 1.5`: so many times as fast."""
_A_LITTLE = r"(?:just )?(?:a (?:bit|little|touch|tad|hair)|slightly|somewhat|marginally)"
_A_LOT = r"(?:much|a lot|way|far|considerably|significantly)"
_QUICKER = r"(?:faster|slower|quicker)"
_UP_OR_DOWN = r"(?:speed|slow)(?:ed|ing)?(?: (?:up|down))?(?: (?:it|this|that|them|everything|(?:the |my )?[\w-]+(?: \d+)?))?(?: (?:up|down))?"
_HOW_MUCH = (
    (rf"\b{_A_LITTLE} {_QUICKER}\b|\b{_UP_OR_DOWN} {_A_LITTLE}\b|一点|稍微|略微", 1.25),
    (rf"\b{_A_LOT} {_QUICKER}\b|\b{_UP_OR_DOWN} {_A_LOT}\b|很多|得多|非常", 3.0),
)
"""How much faster or slower a word says, as a factor. No word says twice."""
_PERCENT_OF = r"(?P<n><num>) ?(?:%|percent|per cent)"
_FRACTION = r"(?P<f>(?:an? )?(?:half|third|quarter|fifth|tenth)|two thirds|three quarters)"
_FRACTIONS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10, "two thirds": 2 / 3, "three quarters": 3 / 4}  # fmt: skip
_CHANGES = (
    rf"\bby (?:about |around |roughly )?(?:{_PERCENT_OF})",
    rf"{_PERCENT_OF} (?:faster|slower|quicker)",
    rf"\b(?:faster|slower|speed up|slow down)\b(?!, )(?! (?:to|at)\b)[^,;.]*?(?<!to )(?<!at ){_PERCENT_OF}",
)


def _change_of_speed(low: str) -> float | None:
    """By which share something is to be faster or slower: 0.2 for `20 percent faster`, 1/4 for `slow it down by a quarter`."""
    for pattern in _CHANGES:
        found = search(pattern, low)
        share = values.number(found["n"]) if found else None
        if share is not None:
            return share / 100
    part = search(
        rf"\bby (?:about |around )?{_FRACTION}\b|{_FRACTION.replace('<f>', '<g>')} (?:faster|slower)\b(?! than)",
        low,
    )
    if not part:
        return None
    return _FRACTIONS[re.sub(r"^an? ", "", part["f"] or part["g"])]


_FASTER = r"\bfast|\bspe?ed(?:ing|s)?[- ]?(?:\w+ ){0,4}up|\bsped|\baccelerat|\bquick|\bspeed(?:ing)? through|\bramp|加速|快|升速|倍速"


def read_stretch(f: Fragment) -> Params:
    """The stretch of the film that something is done to, or about which moment, or the middle."""
    if span := read_span(f):
        return span
    if search(r"\b(?:the )?middle (?:part|section|bit|of)\b", f.low):
        return {"place": "middle"}
    code = re.search(rf"\b(?:at|around) ({values.CODE})", f.low)
    return {"from_ms": values.time_ms(code[1])} if code else {}


_SHARES = {"half": 2, "third": 3, "quarter": 4}
_NTH = {"first": 0, "opening": 0, "second": 1, "middle": 1, "third": 2, "fourth": 3, "other": 1}


def _share_of(low: str) -> list[float] | None:
    """`the second half`, `the last third`: which share of the film, from 0 to 1."""
    found = re.search(
        r"\b(first|opening|second|middle|third|fourth|other|last|final|closing) (half|third|quarter)\b", low
    )
    if not found:
        return None
    parts = _SHARES[found[2]]
    number = _NTH.get(found[1], parts - 1)
    return [number / parts, (number + 1) / parts] if number < parts else None


def read_span(f: Fragment) -> Params:
    """The stretch that an edit of the whole film is limited to: from-to, the first or last of it, a half, from or up to a
    moment; not what an exception spares."""
    spared = re.search(EXCEPTION, f.low)
    f = replace(f, low=f.low[: spared.start()]) if spared else f
    if of_a_clip := read_part_of_clip(f):
        return of_a_clip
    if span := read_range_only(f):
        return span
    low = f.low
    if (beside := _BESIDE_A_PART.search(low)) and (side := read_side(replace(f, low=low[beside.start() :]))):
        return side
    onward = search(
        r"\bafter (?:the )?(?:first|opening|initial) (?P<n><len>)|\b(?:from|after|past|starting at|beginning at|since) (?:the )?(?P<t><time>)"
        r"(?: on(?:ward|wards)?\b| and on\b| (?:un)?til the end| to (?:the )?end\b|(?=$|[,.;]| (?:to (?:double|half|twice|<num>)|by|at|in (?:black|slow|sepia)|black and white|as)\b))|(?P<m><time>)(?:之后|以后)",
        low,
    )
    if onward:
        begin = {"from_ms": values.time_ms(onward["n"] or onward["t"] or onward["m"])}
        return begin | (read_for(f) or {"place": "rest"})
    if at := search(r"\bat (?:about |around )?(?P<t><time>),? for (?:about )?(?P<n><len>)", low):
        return {"from_ms": values.time_ms(at["t"]), "for_ms": values.length_ms(at["n"])}
    first = search(r"\b(?:first|opening|initial)\b (?P<n><len>)|(?:前|开头)的?(?P<m><len>)", low)
    if first:
        return {"from_ms": 0, "for_ms": values.length_ms(first["n"] or first["m"])}
    last = search(r"\b(?:last|final|closing)\b (?P<n><len>)|(?:最后|结尾)的?(?P<m><len>)", low)
    if last:
        return {"last_ms": values.length_ms(last["n"] or last["m"])}
    if share := _share_of(low):
        return {"share": share}
    until = search(r"\b(?:until|up to|till) (?:the )?(?P<t><time>)|(?P<m><time>)(?:之前|以前)", low)
    return {"from_ms": 0, "to_ms": values.time_ms(until["t"] or until["m"])} if until else {}


def read_stop_at(f: Fragment) -> Params:
    """From when on something is to be gone: `stop the music at 0:12`."""
    at = search(r"\bat (?P<t><time>)", f.low)
    if begins := read_before_part(f):
        return begins
    return read_span(f) or ({"from_ms": values.time_ms(at["t"]), "place": "rest"} if at else {})


def read_of_each(f: Fragment) -> Params:
    """Whether something is meant for each clip by itself."""
    of_each = search(
        r"\b(?:of|from|on|off) (?:every|each) (?:clip|video|file|one|take|shot|recording)\b|^(?:for )?(?:every|each) (?:clip|video|file)\b|\bof (?:all|each of) (?:the |my |these )?(?:clips|videos|files)\b|\b(?:of|from|on|off) (?:both|all)(?: of)?(?: the| my)? (?:clips|videos|films|files)\b|\b(?:of|off|from) (?:each|both)(?: of them)?$",
        f.low,
    )
    return {"clip": "all"} if of_each else {}


def read_ramp(f: Fragment) -> Params:
    """Whether a change of speed begins and ends softly, and for how long."""
    over = search(
        r"\b(?:ramp\w*|eas(?:e|ing)|smooth\w*)\b[^;.]*?\b(?:over|of|for) (?:about )?(?P<n><len>)|(?P<m><len>)[ -](?:ramp|eas)",
        f.low,
    )
    length = {"ramp_ms": values.length_ms(over["n"] or over["m"])} if over else {}
    return {"ramp": True} | length if re.search(r"\bramp|\beas(?:e|ing)\b|smooth|gradual|渐", f.low) else {}


def read_direction(f: Fragment) -> Params:
    is_longer = re.search(r"longer|lengthen|stretch|too short|长一?点|太短", f.low)
    return {"direction": "longer" if is_longer else "shorter"}


def read_by(f: Fragment) -> Params:
    """By which length a film gets shorter or longer."""
    found = search(r"<len>", f.low)
    return {"by_ms": values.length_ms(found[0])} if found else {}


def read_silence(f: Fragment) -> Params:
    low = f.low
    found: Params = {}
    over = search(
        r"\b(?:over|longer than|above|more than|exceeding|greater than|of at least|at least|>)\s*(?P<n><len>)|超过(?P<m><len>)|(?P<k><len>)以上",
        low,
    )
    if over:
        found["min_ms"] = values.length_ms(over["n"] or over["m"] or over["k"])
    spared = search(
        r"\b(?:keep(?:ing)?|leav(?:e|ing)|spar(?:e|ing)|but not|except(?: for)?)\b[^,;.]*?\b(?:shorter than|under|below|less than|up to|briefer than) (?:an? )?(?P<n><len>|second)",
        low,
    )
    if spared:
        found["min_ms"] = values.length_ms(spared["n"]) or 1000
    bare = re.search(r"\b(?:down )?to (\d+(?:\.\d+)?)$", low)
    if bare and over:
        found["leave_ms"] = with_unit_of(bare[1], over["n"] or over["m"] or over["k"])
    left = search(r"\b(?:to|down to|leave|leaving|keep|keeping) (?:only )?(?P<n><len>)", low)
    if left and not (over and left["n"] == over["n"] and left.start() == over.start()):
        found["leave_ms"] = values.length_ms(left["n"])
    place = search(r"\b(?:at|around|near|by) (?:about )?(?P<n><time>)", low)
    if place:
        found["near_ms"] = values.time_ms(place["n"])
    level = values.decibel(low)
    return found | ({"threshold_db": level} if level is not None else {})
