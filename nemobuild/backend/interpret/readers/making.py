"""Readers for making a film: time a picture, highlights, the text of a film, layouts, export wishes."""

from __future__ import annotations

import re
from dataclasses import replace

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.clauses import Fragment
from nemobuild.backend.interpret.model import Json
from nemobuild.backend.interpret.phrases.row import spelled
from nemobuild.backend.interpret.readers.form import Params, search
from nemobuild.backend.interpret.readers.timing import read_clip


def read_per_picture(f: Fragment) -> Params:
    found = search(
        r"\b(?:each|every|per|one)\b (?:image|photo|picture|slide|one|pic|clip|video|shot)?\s?(?:for|to|(?:is )?shown for|lasts?(?: for)?|lasting|stays?(?: for)?|takes|gets|runs(?: for)?|on screen for|at|:)? ?(?:about )?(?P<a><len>)"
        r"|(?P<b><len>) (?:each|apiece|per (?:image|photo|picture|slide|clip|item|one)|an? (?:photo|picture|image|slide|clip))|每(?:张|个|段)(?:照片|图片|视频|片段)?(?:显示|停留)?(?P<c><len>)", f.low
    )  # fmt: skip
    if not found:
        return {}
    length = {"each_ms": values.length_ms(found["a"] or found["b"] or found["c"])}
    only_stills = re.search(r"\b(?:image|photo|picture|slide|pic)\b|张", found[0])
    return length | ({"each_is": "pictures"} if only_stills else {})


ALL = -1
"""Every edit there is."""


def read_undone(f: Fragment) -> Params:
    """How many edits are taken back."""
    found = re.search(
        rf"({values.NUMBER}) (?:changes|edits|steps|things|times)\b|\blast ({values.NUMBER})$", f.low
    )
    if not found and re.search(r"\b(?:everything|all)\b", f.low):
        return {"count": ALL}
    return {"count": int(values.number(found[1] or found[2]) or 1)} if found else {}


def read_highlights(f: Fragment) -> Params:
    drop = bool(re.search(r"slow parts|boring", f.low))
    each = search(r"\b(?:best|liveliest|strongest) (?P<n><len>) (?:of|from) (?:each|every)\b", f.low)
    found = None if each else _counted_moments(f.low)
    params: Params = {"each_ms": values.length_ms(each["n"])} if each else {}
    return params | ({"count": found} if found else {}) | ({"drop_dull": True} if drop else {})


_MOMENTS = (
    r"(?:highlights?|moments?|parts?|clips|segments?|scenes|bits|sections?|shots|answers|quotes|lines|kills|goals|plays|teasers|shorts|snippets"
    r"|reels|tiktoks|soundbites|trailers|tips|jokes|reactions|tricks|statements|sentences|points|photos|pictures)"
)
_OF_MATERIAL = re.compile(
    r"\b(?:of|from|in|these|those|all|shot|have|filmed|recorded|got|my|our|combine|join|merge|using|use|take) (?:(?:these|those|my|our|the|all) )*$"
)


def _counted_moments(low: str) -> int | None:
    """How many moments are asked for, not how many clips there are: `the 5 best of these six clips` are five."""
    superlative = r"(?:best|top|\w+est|most \w+)"
    for found in re.finditer(
        rf"({values.NUMBER})\s+(?!(?:seconds?|secs?|s|minutes?|mins?|hours?)\b)((?:[\w'-]+[\s-]+){{0,3}}?){_MOMENTS}\b|{superlative} ({values.NUMBER})\b(?![ -]?(?:seconds?|secs?|s|minutes?|mins?|hours?)\b)",
        low,
    ):
        is_picked = bool(found[3]) or bool(re.search(superlative, found[2] or ""))
        if not is_picked and _OF_MATERIAL.search(low[: found.start()]):
            continue
        value = values.number(found[3] or found[1])
        if value:
            return int(value)
    return None


_OF_THE_MATERIAL = (
    r"\b(?:this|my|our|the|that|from an?|of an?)\b (?:<len>)[ -](?:long )?(?:\w+ )?(?:<film>)(?! of)"
)


def read_length_any(f: Fragment) -> Params:
    """The length that the result should have, not the one that the material is said to have."""
    low = re.sub(spelled(_OF_THE_MATERIAL), " ", f.low)
    count = read_highlights(f).get("count")
    each = search(
        r"(?P<n><len>) (?:each|apiece)\b|\beach (?:one )?(?:in)?to an? (?P<m><len>)|\b<num> (?P<k><len>)[ -](?:\w+ )?(?:clips|shorts|reels|teasers|snippets|videos|tiktoks)\b",
        low,
    )
    if read_highlights(f).get("each_ms"):
        return {}
    if each:
        length = values.length_ms(each["n"] or each["m"] or each["k"]) or 0
        return {"length_ms": length * count} if count else {}
    wanted = search(
        r"\b(?:to|into|in|under|within|about|of) (?:an? |the |about |under |around |exactly )*(?P<n><len>)",
        low,
    )
    found = search(r"<len>", low)
    best = wanted["n"] if wanted else found[0] if found else ""
    return {"length_ms": values.length_ms(best)} if best else {}


def read_source_text(f: Fragment) -> Params:
    """The quotations, one under the other: a topic in quotes stands over what follows it as a heading."""
    texts = [q.content for q in f.quotations if q.content]
    if len(texts) == 2 and "\n" not in texts[0] and len(texts[0]) <= 80:
        return {"text": f"# {texts[0]}\n{listed(texts[1])}"}
    return {"text": listed(max(texts, key=len))} if texts else {}


def outlined(request: str) -> str:
    """The text of a film whose parts are named: `Structure: Problem (late, lost) → Solution (one place)`; or empty."""
    found = re.search(r"\bStructure:\s*(.+?→.+?)(?:\.\s|\.?$)", request, re.IGNORECASE | re.DOTALL)
    parts = re.split(r"\s*→\s*", found[1]) if found else []
    lines = []
    for part in parts:
        name, _, points = part.strip().rstrip(")").partition(" (")
        heading = [] if name.lower() in ("cta", "call to action") else [f"# {name}"]
        lines += [*heading, *(f"- {point}" for point in re.split(r",\s+", points) if point)]
    return "\n".join(lines)


def listed(text: str) -> str:
    """`one, two, three` or `one; two; three` in lines of their own with bullets; anything else as it is."""
    parts = re.split(r";\s+" if text.count("; ") > 1 else r",\s+|，|、", text)
    is_list = len(parts) >= 3 and "\n" not in text and not re.search(r"[.!?。！？]\s|[:：]\s", text)
    return "\n".join(f"- {re.sub(r'^and ', '', part)}" for part in parts) if is_list else text


def read_layout(f: Fragment) -> Params:
    if re.search(
        r"top and bottom|\bon (?:the )?top\b.*\b(?:below|bottom|under\w*)\b|vertically|上下|stack|top half|bottom half|above the other|on top of the other|\bone above",
        f.low,
    ):
        return {"layout": "rows"}
    if re.search(r"grid|2x2|quad|four|collage|拼图|四", f.low):
        return {"layout": "grid"}
    return {"layout": "columns"}


def read_circle(f: Fragment) -> Params:
    """Whether a picture that lies over the film is to be a circle."""
    is_round = re.search(r"\b(?:circle|circular|round)\b(?! corners)|圆形", f.low)
    return {"circle": True} if is_round else {}


_THEN = re.compile(r"\b(?:then|followed by|afterwards|after that)\b")
_NUMBERED = re.compile(
    rf"\b(?:clips?|pictures?|photos?|videos?|images?|shots?) (\d+)\b|(?:,|&|\band|\bwith|\bnext to) (?:number )?(\d+)\b(?! ?(?:s|secs?|seconds?|%|x)\b)|\b({'|'.join(values.ORDINALS)})\b(?! (?:two|three|four|\d+|half|seconds?)\b)"
)


def read_beside(f: Fragment) -> Params:
    """The numbers of the clips that are to be seen beside each other, if these are said: `pictures 2 and 3`."""
    low = _THEN.split(f.low, maxsplit=1)[0]
    said = _NUMBERED.findall(low)
    own: list[Json] = [values.ORDINALS[nth] if nth else int(one or two) for one, two, nth in said]
    together = read_clip(replace(f, low=low)).get("clips")
    return {"clips": own} if len(own) > 1 else {"clips": together} if together else {}


_ROUNDED = re.compile(r"\bround(?:ed)? (?:frame )?(?:corners?|edges?)\b|圆角")
_BORDER = re.compile(
    rf"(?:\b(?:with|and|plus|add|give [\w -]+?)|,) (?:an? )?(?:(?:thin|thick|small|simple|soft) )*(?P<color>{values.COLOR})? ?(?:(?:thin|thick) )?(?:border|frame|outline)s?\b|边框"
)


def read_edge(f: Fragment) -> Params:
    """What is said of the edge of a picture that lies over the film: rounded corners, a border, or both."""
    border = _BORDER.search(f.low)
    color = values.color(border["color"]) if border and border["color"] else ""
    rounded = bool(_ROUNDED.search(f.low))
    found: Params = {"effect": "rounded" if rounded else "border"} if rounded or border else {}
    return (
        found
        | ({"border": color or values.COLORS["white"]} if border and rounded else {})
        | ({"color": color} if color else {})
    )


def read_overlay_effect(f: Fragment) -> Params:
    return {"effect": "border"} | read_edge(f)


_PARTICLES = (
    (r"snow|雪", "snow"), (r"confetti|彩带", "confetti"), (r"\brain", "rain"), (r"light leak|flare", "light_leak"),
    (r"glitter|sparkl|gold|金粉|闪粉|星光", "sparkles"), (r"dust|particle|粒子", "dust"),
)  # fmt: skip


def read_particles(f: Fragment) -> Params:
    return {"kind": next((kind for pattern, kind in _PARTICLES if re.search(pattern, f.low)), "bokeh")}


def read_export(f: Fragment) -> Params:
    low = f.low
    found: Params = {}
    kind = re.search(
        r"\b(mp4|mp3|webm|mov|gif|mkv|avi|wav|m4a|srt|vtt)s?\b(?!.*\b(?:to|as|into) (?:an? )?(?:mp4|mp3|webm|mov|gif|wav))",
        low,
    )
    if kind:
        found["format"] = kind[1]
    size = re.search(r"\b(720p|1080p|1440p|2160p|4k|8k)\b", low)
    if size:
        found["resolution"] = {"4k": "2160p", "8k": "4320p"}.get(size[1], size[1])
    rate = re.search(r"\b(\d{2,3}) ?fps\b", low)
    return found | ({"fps": int(rate[1])} if rate else {})
