"""Readers: what each parameter of an op looks like in words. Each takes a fragment and gives what it found.

Times are ms, volumes amplitudes (0.35 is 35 %), sizes shares of the picture. Readers do not know the timeline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.clauses import MASK, Fragment
from nemobuild.backend.interpret.model import Json
from nemobuild.backend.interpret.phrases.row import spelled

Params = dict[str, Json]
Reader = Callable[[Fragment], Params]


def _search(pattern: str, low: str) -> re.Match[str] | None:
    return re.search(spelled(pattern), low)


# When


def _range(f: Fragment) -> Params:
    low = f.low
    two = _search(
        r"(?:from |between )?(?:the )?(?P<a><time>|<num>)\s*(?:to|and|until|till|through|-|–|—|~|至|到)\s*(?:the )?(?P<b><time>)", low
    )
    if two:
        a = values.time_ms(two["a"])
        b = values.time_ms(two["b"])
        if a is None:
            a = _with_unit_of(two["a"], two["b"])
        return {"from_ms": a, "to_ms": b}
    after = _search(r"\b(?:from|after|past|since)\b (?:the )?(?P<a><time>)(?: on(?:ward|wards)?| to (?:the )?end|$)|(?P<b><time>)(?:之后|以后|后面)", low)
    if after:
        return {"from_ms": values.time_ms(after["a"] or after["b"])}
    before = _search(r"\b(?:before|until|up to|till)\b (?:the )?(?P<a><time>)|(?P<b><time>)(?:之前|以前)", low)
    if before:
        return {"to_ms": values.time_ms(before["a"] or before["b"]), "from_ms": 0}
    middle = _search(r"\b(?:the )?middle\b(?: (?P<n><len>))?|中间(?P<m><len>)?", low)
    if middle:
        found = values.length_ms(middle["n"] or middle["m"] or "")
        return {"middle": True} | ({"for_ms": found} if found else {})
    return {}


def _with_unit_of(plain: str, other: str) -> int | None:
    """`2` in `from 2 to 6 seconds`."""
    value = values.number(plain)
    unit = re.search(r"[a-z秒分]+\s*$", other)
    return values.length_ms(f"{value:g} {unit[0]}") if value is not None and unit else None


def _ends(f: Fragment) -> Params:
    low, found = f.low, {}
    both = _search(r"\b(?:first|opening) and (?:the )?(?:last|final) (?P<n><len>)|首尾(?:各)?(?P<m><len>)", low)
    if both:
        length = values.length_ms(both["n"] or both["m"])
        return {"start_ms": length, "end_ms": length}
    start = _search(
        r"\b(?:first|opening|initial|beginning|starting|leading)\b (?:of )?(?P<a><len>)|(?P<b><len>) (?:worth |of \w+ )?(?:off|from|at|of)"
        r" (?:of )?<the>(?:start|beginning|front|head)|(?:开头|前面?|片头|首)的?(?P<c><len>)", low
    )  # fmt: skip
    if start:
        found["start_ms"] = values.length_ms(start["a"] or start["b"] or start["c"])
    end = _search(
        r"\b(?:last|final|ending|trailing|closing)\b (?:of )?(?P<a><len>)|(?P<b><len>) (?:worth |of \w+ )?(?:off|from|at|of)"
        r" (?:of )?<the>(?:end|tail|back)|(?:结尾|最后|末尾|后面?)的?(?P<c><len>)", low
    )  # fmt: skip
    if end:
        found["end_ms"] = values.length_ms(end["a"] or end["b"] or end["c"])
    if not found and (loose := _search(r"<len>", low)):
        found["start_ms"] = values.length_ms(loose[0])
    return found


def _when(f: Fragment) -> Params:
    low = f.low
    first = _search(r"\b(?:first|opening|initial)\b (?P<n><len>)|(?:前|开头)的?(?P<m><len>)", low)
    if first:
        return {"from_ms": 0, "for_ms": values.length_ms(first["n"] or first["m"])}
    last = _search(r"\b(?:last|final|closing)\b (?P<n><len>)|(?:最后|结尾)的?(?P<m><len>)", low)
    if last:
        return {"last_ms": values.length_ms(last["n"] or last["m"])}
    span = _range_only(f)
    if span:
        return span
    return _at(f) | _for(f)


def _at(f: Fragment) -> Params:
    low = f.low
    at = _search(r"\b(?:at|around|from|starting at|begin\w* at|after|on)\b (?:about |the |around )?(?P<a><time>)(?! (?:long|each))|在?第(?P<b><num>)秒|在(?P<c><time>)", low)
    if at:
        ms = values.time_ms(at["a"] or at["c"] or f"{at['b']}秒")
        return {"from_ms": ms} if ms is not None else {}
    if _search(r"\b(?:at|in|from) (?:the )?(?:very )?(?:start|beginning|opening)\b|开头|开始时", low):
        return {"place": "start"}
    if _search(r"\b(?:at|in|until|near) (?:the )?(?:very )?end\b|结尾|最后|末尾", low):
        return {"place": "end"}
    if _search(r"\b(?:throughout|the whole|entire|all the time|during the whole)\b|全程|整个", low):
        return {"place": "all"}
    return {"place": "middle"} if _search(r"\bin the middle of the (?:video|film|clip)\b", low) else {}


def _for(f: Fragment) -> Params:
    low = f.low
    found = _search(r"\b(?:for|lasting|during|stays?(?: on)?(?: screen)?(?: for)?)\b (?:about |the |around )?(?P<n><len>)|(?:持续|显示|停留|时长)(?:为|是|:|：)?\s*(?P<m><len>)", low)
    if not found:
        found = _search(r"(?P<n><len>)[ -](?:long |bold |animated |text )*(?:title|text|card|intro|outro|overlay|lower)(?P<m>zz)?", low)
    return {"for_ms": values.length_ms(found["n"] or found["m"])} if found else {}


def _range_only(f: Fragment) -> Params:
    found = _range(f)
    return found if "from_ms" in found and "to_ms" in found else {}


def _length(f: Fragment) -> Params:
    found = list(re.finditer(spelled(r"<len>"), f.low))
    if not found:
        return {}
    best = _search(r"\b(?:to|be|into|at|exactly|is|of|under|within|为|到|成)\b (?:be |about |under |around |exactly |a |just )*(?P<n><len>)", f.low)
    ms = values.length_ms(best["n"] if best else found[-1][0])
    most = bool(_search(r"\b(?:under|less than|at most|max\w*|no longer than|within|shorter than)\b|以内|不超过", f.low))
    return {"length_ms": ms} | ({"most": True} if most else {})


def _times(f: Fragment) -> Params:
    found = [values.time_ms(m[0]) for m in re.finditer(spelled(r"<time>"), f.low)]
    return {"times_ms": [t for t in found if t is not None]}


def _every(f: Fragment) -> Params:
    found = _search(r"(?:into|every|in|每|按|of) ?(?:<num> )?(?P<n><len>)", f.low) or _search(r"(?P<n><len>)(?!.*<len>)", f.low)
    return {"every_ms": values.length_ms(found["n"])} if found else {}


def _parts(f: Fragment) -> Params:
    if _search(r"\bin half\b|halves|两半", f.low):
        return {"parts": 2}
    found = _search(r"(?P<n><num>) ?(?:\w+ )?(?:parts?|segments?|pieces|clips|sections|videos|chunks|files|段|份|个)", f.low)
    value = values.number(found["n"]) if found else None
    return {"parts": int(value)} if value else {}


# What


def _clip(f: Fragment) -> Params:
    low = f.low
    if _search(r"\b(?:all|every|each) (?:the |of the )?(?:clips?|videos?|photos?|scenes?|segments?)\b|所有|每个|全部", low):
        return {"clip": "all"}
    named = "|".join(values.ORDINALS)
    found = re.search(rf"\b({named}) (?:\w+ )?(?:clip|scene|shot|photo|picture|image|video|segment|card|part|slide)\b(?! and)", low)
    if found:
        return {"clip": values.ORDINALS[found[1]]}
    found = re.search(rf"\b(?:clip|scene|shot|photo|picture|image|video|segment|slide) (?:number |no\.? ?|#)?({values.NUMBER})\b(?! ?(?:%|s\b|sec|min|x))", low)
    if found and (value := values.number(found[1])):
        return {"clip": int(value)}
    found = re.search(rf"第({values.NUMBER})(?:个|段|张)", low)
    if found and (value := values.number(found[1])):
        return {"clip": int(value)}
    return {"clip": -1} if re.search(r"最后一(?:个|段|张)", low) else {}


def _part(f: Fragment) -> Params:
    found = re.search(r"\b(intro|outro|middle)\b", f.low)
    return {"part": found[1]} if found else {}


def _order(f: Fragment) -> Params:
    low = f.low
    if re.search(r"\breverse|倒序", low):
        return {"by": "reverse"}
    if re.search(r"random|shuffl|打乱|随机", low):
        return {"by": "random"}
    if re.search(r"alphabetic|by (?:file)?name|name order|按(?:名|文件名)", low):
        return {"by": "name"}
    if re.search(r"by (?:length|size)|shortest|longest", low):
        return {"by": "length"}
    if re.search(r"chronolog|date|oldest|newest|by (?:time|day)|按(?:时间|日期)", low):
        return {"by": "date", "newest_first": bool(re.search(r"newest", low))}
    return {"by": "energy"} if re.search(r"escalat", low) else {}


def _move(f: Fragment) -> Params:
    low = f.low
    named = "|".join(values.ORDINALS)
    found = [values.ORDINALS[m[1]] for m in re.finditer(rf"\b({named})\b", low)]
    found += [int(values.number(m[1]) or 0) for m in re.finditer(rf"(?:clip|scene|photo|shot|picture)s? ({values.NUMBER})|第({values.NUMBER})(?:个|段|张)", low) if m[1]]
    found += [int(values.number(m[1]) or 0) for m in re.finditer(rf"第({values.NUMBER})(?:个|段|张)", low)]
    if "最后一" in low:
        found.append(-1)
    if re.search(r"\b(?:swap|switch|exchange)\b|交换|调换|对调", low):
        return {"order": "swap", "clips": found[:2]}
    if re.search(r"\b(?:to the (?:very )?(?:start|beginning|front)|start with|open with|begin with|first place)\b|开头|最前", low):
        return {"order": "first", "clips": found[:1]}
    if re.search(r"\b(?:to the (?:very )?end|end with)\b|结尾|最后面|末尾", low):
        return {"order": "last", "clips": found[:1]}
    side = re.search(r"\b(before|after)\b|(前面|后面)", low)
    if side and len(found) > 1:
        return {"order": "before" if side[1] == "before" or side[2] == "前面" else "after", "clips": found[:2]}
    return {}


def _times_over(f: Fragment) -> Params:
    length = _search(r"\b(?:to|for|until|up to)\b (?:it (?:is|lasts) )?(?P<n><len>)", f.low)
    if length:
        return {"length_ms": values.length_ms(length["n"])}
    found = values.factor(f.low) or values.count(f.low, "times?|遍|次")
    found = found or next((values.number(m[1]) for m in re.finditer(rf"({values.NUMBER})\s*(?:次|遍)", f.low)), None)
    params: Params = {"times": found} if found else {}
    return params | ({"boomerang": True} if "boomerang" in f.low else {})


def _speed(f: Fragment) -> Params:
    low = f.low
    slower = bool(re.search(r"slow|减速|慢|升格", low))
    length = _search(r"\b(?:to fit|to|into)\b (?P<n><len>)", low)
    change = _search(r"\b(?P<d>faster|slower|speed up|slow down)\b.*?(?P<n><num>) ?%|\bby (?P<m><num>) ?%", low)
    value = values.factor(low)
    if change and (share := values.number(change["n"] or change["m"])) is not None:
        value = 1 - share / 100 if slower else 1 + share / 100
        return {"factor": value}
    if value is None and (share := values.percent(low)) is not None:
        value = share / 100
    if value is not None:
        ramped = value > 1 and slower and not re.search(r"<num>x", low) and bool(re.search(r"slow(?:ed|er|ing)? .*(?:by|down)", low))
        return {"factor": 1 / value if ramped and value else value}
    if length and not _range_only(f):
        return {"length_ms": values.length_ms(length["n"])}
    if re.search(r"time[- ]?lapse|hyper[- ]?lapse|延时", low):
        return {"factor": 8.0}
    return {"factor": 0.5 if slower else 2.0}


def _ramp(f: Fragment) -> Params:
    return {"ramp": True} if re.search(r"\bramp|smooth|gradual|渐", f.low) else {}


def _order_direction(f: Fragment) -> Params:
    return {"direction": "longer" if re.search(r"longer|too short|长一?点|太短", f.low) else "shorter"}


def _silence(f: Fragment) -> Params:
    low, found = f.low, {}
    over = _search(r"\b(?:over|longer than|above|more than|exceeding|greater than|of at least|at least|>)\s*(?P<n><len>)|超过(?P<m><len>)|(?P<k><len>)以上", low)
    if over:
        found["min_ms"] = values.length_ms(over["n"] or over["m"] or over["k"])
    left = _search(r"\b(?:to|down to|leave|leaving|keep|keeping) (?:only )?(?P<n><len>)", low)
    if left and not (over and left["n"] == over["n"] and left.start() == over.start()):
        found["leave_ms"] = values.length_ms(left["n"])
    level = values.decibel(low)
    return found | ({"threshold_db": level} if level is not None else {})


# Picture


def _zoom(f: Fragment) -> Params:
    low, found = f.low, {}
    found["direction"] = "out" if re.search(r"\b(?:zoom\w*|pull\w*)[ -](?:\w+ )?(?:out|back)|拉远|缩小", low) else "in"
    value = values.factor(low)
    share = values.percent(low)
    if value or (share and share > 100):
        found["factor"] = value or (share or 100.0) / 100
    if re.search(r"\bpan\b|\bdrift\b|平移", low) and not re.search(r"zoom", low):
        found["direction"] = "pan"
    spot = _spot(low)
    found |= {"on": spot} if spot else {}
    pace = re.search(r"\b(slow|slowly|gentle|gently|subtle|soft|fast|quick|缓慢|慢)\b|缓慢", low)
    return found | ({"pace": "fast" if pace and pace[0] in ("fast", "quick") else "slow"} if pace else {})


def _spot(low: str) -> str:
    vertical = re.search(r"\b(top|upper|bottom|lower)\b|(左上|右上|左下|右下)|([上下]方|[顶底]部)", low)
    horizontal = re.search(r"\b(left|right)\b|([左右])", low)
    words = []
    if vertical:
        key = vertical[1] or vertical[2] or vertical[3] or ""
        words.append("top" if key in ("top", "upper") or "上" in key or "顶" in key else "bottom")
    if horizontal:
        key = horizontal[1] or horizontal[2]
        words.append("left" if key in ("left", "左") else "right")
    if words:
        return "-".join(words)
    return "center" if re.search(r"\b(?:cent(?:er|re)|middle)\b|中间|中央|居中", low) else ""


def _position(f: Fragment) -> Params:
    low = re.sub(r"\b(?:right (?:now|away|after|before|at)|left over|lower thirds?|in the middle of)\b", " ", f.low)
    spot = _spot(low)
    corner = "corner" in low and spot in ("left", "right", "top", "bottom")
    if corner:
        spot = {"left": "top-left", "right": "top-right", "top": "top-right", "bottom": "bottom-right"}[spot]
    return {"anchor": spot} if spot else ({"anchor": "top-right"} if "corner" in low else {})


def _size(f: Fragment) -> Params:
    share = values.percent(f.low)
    opaque = re.search(r"opacity|transparen|opaque|透明", f.low)
    if share is not None and not opaque:
        return {"size": share / 100}
    if re.search(r"\b(?:small|tiny|little|smaller)\b|小", f.low):
        return {"size": 0.1}
    return {"size": 0.28} if re.search(r"\b(?:big|large|huge|larger|bigger)\b|大", f.low) else {}


def _opacity(f: Fragment) -> Params:
    found = _search(r"(?P<n><num>) ?% (?:opacity|opaque|transparen\w+)|(?:opacity|transparen\w+|透明度) ?(?:of |at |to |为|:)?(?P<m><num>) ?%?", f.low)
    if found:
        share = (values.number(found["n"] or found["m"]) or 100) / 100
        return {"opacity": 1 - share if "transparen" in f.low and "opacity" not in f.low else share}
    return {"opacity": 0.6} if re.search(r"transparent|see-through|translucent|faint|半透明", f.low) else {}


def _crop(f: Fragment) -> Params:
    found: Params = {"shape": shape} if (shape := _shape(f.low)) else {}
    spot = _spot(re.sub(r"\bspace at the top\b", "", f.low))
    if re.search(r"black bars|letterbox|黑边", f.low):
        return {"bars": True}
    if (share := values.percent(f.low)) is not None:
        return found | {"share": share / 100, "side": spot or "all"}
    if re.search(r"sides|dead space", f.low):
        return found | {"bars": True} if not found else found
    return found | ({"on": spot} if spot else {})


_PLATFORM_SHAPES = (
    (r"tiktok|reels?\b|shorts?\b(?! video)|stor(?:y|ies)\b|snapchat|douyin|igtv|whatsapp status|抖音|快手|视频号|小红书", "9:16"),
    (r"\bvertical\b|\bportrait\b|竖屏|竖版|适合手机", "9:16"),
    (r"\bsquare\b|方形|正方形", "1:1"),
    (r"instagram (?:feed|post)|ig feed", "4:5"),
    (r"\blandscape\b|\bhorizontal\b|\bwidescreen\b|横屏|横版|youtube|linkedin|twitter|facebook", "16:9"),
)  # fmt: skip


def _shape(low: str) -> str:
    """The shape that is asked for: the ratio after `to` if several are named, else by word or platform."""
    target = re.search(rf"\b(?:to|into|as|in)\b (?:a |an )?({values.RATIO})", low)
    if target:
        return values.ratio(target[1])
    after = re.split(r"\b(?:to|into)\b", low)[-1]
    for words in (after, low):
        if shape := values.ratio(words):
            return shape
        for pattern, shape in _PLATFORM_SHAPES:
            if re.search(pattern, words):
                return shape
    return ""


def _aspect(f: Fragment) -> Params:
    found: Params = {"shape": shape} if (shape := _shape(f.low)) else {}
    if re.search(r"\bcrop|\bfill|\breframe|裁|填满", f.low):
        found["fit"] = "cover"
    elif re.search(r"blur|模糊", f.low):
        found["fit"] = "blur"
    elif re.search(r"\b(?:pad|bars?|letterbox|fit|space|without cropping)\b|黑边", f.low):
        found["fit"] = "contain"
    if re.search(r"space at the top|pad.*top", f.low):
        found["space"] = "top"
    return found


def _flip(f: Fragment) -> Params:
    down = re.search(r"\bvertical|upside|top to bottom|垂直|上下", f.low)
    return {"flip": "vertical" if down else "horizontal"}


def _degrees(f: Fragment) -> Params:
    low = f.low
    found = re.search(r"(\d+(?:\.\d+)?)\s*(?:°|degrees?|deg|度)|\b(90|180|270)\b", low)
    counter = bool(re.search(r"counter|anti|left|逆时针", low))
    if found:
        degrees = float(found[1] or found[2])
        corrects = bool(re.search(r"\b(?:is|was|got) rotated\b", low))
        return {"degrees": -degrees if counter != corrects else degrees}
    if re.search(r"upside|颠倒", low):
        return {"degrees": 180.0}
    return {"degrees": -90.0 if counter else 90.0}


def _strength(f: Fragment) -> Params:
    if re.search(r"\b(?:strong|strongly|heavy|aggressive|very|completely)\b|强", f.low):
        return {"strength": 1.0}
    return {"strength": 0.35} if re.search(r"\b(?:light|slightly|gentle|subtle|a little|a bit)\b|轻", f.low) else {}


_TRANSITIONS = (
    (r"cross-?\s?fade|crossdissolve|cross-?\s?dissolve|交叉淡|淡化", "crossfade"), (r"dissolve|叠化|溶解", "dissolve"),
    (r"wipe (?:to the )?right|wiperight", "wipe_right"), (r"wipe up", "wipe_up"), (r"wipe down", "wipe_down"),
    (r"wip|擦除", "wipe_left"), (r"(?:slide|push|swipe) (?:to the )?right", "slide_right"),
    (r"(?:slide|push|swipe) up", "slide_up"), (r"(?:slide|push|swipe) down", "slide_down"),
    (r"slid|push|swipe|whip|滑动|推移", "slide_left"), (r"(?:fade|dip) (?:to|through) white|白场", "fade_white"),
    (r"(?:fade|dip) (?:to|through) black|黑场", "fade_black"), (r"zoom|缩放", "zoom"), (r"circle|iris|圆形", "circle"),
    (r"blur|模糊", "blur"), (r"pixel|glitch", "pixelize"), (r"spin|rotat|旋转", "spin"),
)  # fmt: skip


def _transition(f: Fragment) -> Params:
    name = next((name for pattern, name in _TRANSITIONS if re.search(pattern, f.low)), "crossfade")
    found = _search(r"<len>", f.low)
    length = values.length_ms(found[0]) if found else None
    if length is None and re.search(r"\b(?:slow|long|gentle|soft)\b|缓", f.low):
        length = 1000
    elif length is None and re.search(r"\b(?:fast|quick|short|snappy)\b|快", f.low):
        length = 300
    return {"name": name} | ({"duration_ms": length} if length else {})


def _between(f: Fragment) -> Params:
    named = "|".join(values.ORDINALS)
    found = re.search(rf"\bbetween (?:the )?({named}) and (?:the )?({named})|\bbetween (?:clips? )?(\d+) and (?:clip )?(\d+)\b(?! ?s)", f.low)
    if found:
        pair = [values.ORDINALS[found[1]], values.ORDINALS[found[2]]] if found[1] else [int(found[3]), int(found[4])]
        return {"between": pair}
    return {}


def _fade(f: Fragment) -> Params:
    low = f.low
    into = bool(re.search(r"\bin\b(?! (?:the end|black))|fade-?in|淡入|渐入|渐显|\bup\b|\bfrom (?:black|white)", low))
    out = bool(re.search(r"\bout\b|fade-?out|淡出|渐出|渐隐|\bdown\b|\baway\b|\bto (?:black|white)|\bat the (?:very )?end\b", low))
    if not into and not out:
        into = out = True
    music = bool(re.search(r"\b(?:music|soundtrack|song|track|bgm|it|audio|sound|volume)\b|音乐|声音", low))
    found = _search(r"<len>", low)
    params: Params = {"in": into, "out": out} | ({"what": "sound"} if music else {})
    if re.search(r"\b(?:music|soundtrack|song|bgm)\b|音乐", low):
        params["what"] = "music"
    elif re.search(r"\bit\b", low):
        params["what"] = "it"
    return params | ({"duration_ms": values.length_ms(found[0])} if found and not re.search(r"\b(?:first|last|at) <len>", low) else {})


_LOOKS = (
    (r"black[- ]?(?:and|&)[- ]?white|\bb ?& ?w\b|monochrome|gr[ae]yscale|黑白", "bw"), (r"\bnoir\b", "noir"), (r"sepia", "sepia"),
    (r"vintage|retro|old|1970|70s|80s|90s|8mm|16mm|vhs|复古|怀旧|老", "vintage"), (r"teal", "teal_orange"),
    (r"high[- ]contrast|punchy", "high_contrast"), (r"moody|dark|dramatic", "moody"), (r"dreamy|soft|pastel", "dreamy"),
    (r"warm|golden|暖", "warm"), (r"\bcool|cold|冷", "cool"), (r"vivid|vibran|\bpop\b|colou?rful|鲜艳", "vivid"),
    (r"muted|matte|desaturat", "matte"), (r"cinema|film|movie|电影|胶片", "cinematic"),
)  # fmt: skip


def _look(f: Fragment) -> Params:
    low = f.low
    looks = [look for pattern, look in _LOOKS if re.search(pattern, low)]
    grain = bool(re.search(r"\bgrain|颗粒", low))
    if grain and looks[-1:] == ["cinematic"] and not re.search(r"cinema|movie|电影", low):
        looks = looks[:-1]
    found: Params = {}
    if looks or not (grain or "vignette" in low):
        found["look"] = looks[0] if looks else "cinematic"
    found |= {"grain": True} if grain else {}
    return found | ({"vignette": True} if "vignette" in low else {})


def _amount(f: Fragment) -> Params:
    share = values.percent(f.low)
    if share is not None:
        return {"amount": share / 100}
    return {"amount": 0.5} if re.search(r"\b(?:slight\w*|subtl\w+|a (?:bit|little)|light)\b|轻微|一点", f.low) else {}


_ADJUSTED = (
    (r"bright|exposure|too dark|lighten|lighter|darken|darker|dark|亮|暗|曝光|提亮|shadows", "brightness"),
    (r"contrast|对比", "contrast"), (r"saturat|vibran|vivid|colou?rful|饱和", "saturation"),
    (r"white balance|temperature|白平衡|色温", "white_balance"), (r"\bgamma\b", "brightness"), (r"\bhue\b", "hue"),
)  # fmt: skip


def _adjust(f: Fragment) -> Params:
    low = f.low
    name = next((name for pattern, name in _ADJUSTED if re.search(pattern, low)), "brightness")
    less = bool(re.search(r"\b(?:decreas|reduc|lower|less|darken|darker|desaturat|over-?exposed|too bright|down)|降|减|暗(?!.*提)|低", low))
    if re.search(r"too dark|under-?exposed|太暗", low):
        less = False
    share = values.percent(low)
    step = (share / 100) if share is not None else 0.15 if name == "brightness" else 0.2
    return {"name": name, "change": -step if less else step}


def _color_of(f: Fragment) -> Params:
    found = values.color(f.low)
    return {"color": found} if found else {}


def _key(f: Fragment) -> Params:
    return {"color": "#0000ff" if re.search(r"blue|蓝", f.low) else "#00ff00"}


def _background(f: Fragment) -> Params:
    if re.search(r"blur|模糊|虚化", f.low):
        return {"fill": "blur"}
    if "gradient" in f.low:
        return {"fill": "gradient", "color": values.color(f.low) or ("#1a1d29" if "dark" in f.low else "#5b7fff")}
    found = values.color(f.low)
    return {"fill": "color", "color": found} if found else {"fill": "blur"}


def _region(f: Fragment) -> Params:
    return {"on": spot} if (spot := _spot(f.low)) else {}


# Words


_SAYS = (
    r"(?:\bthat (?:says?|reads?)|\bsaying|\breading|\bsays?|\breads?|\btitled|\bcalled|\bwith (?:the )?(?:text|words?|title)(?: of)?"
    r"|\btext:|\btitle:|\bheadline:|标题[为是:：]|内容[为是:：]|写着?|文字[为是:：])\s*:?\s*(?P<t>[^" + MASK + r"]+?)"
    r"(?=\s+(?:(?:for|in|at|on|from|during|over|near) (?:the |a )?(?:first|last|top|bottom|start|end|beginning|middle|cent|upper|lower|left|right|whole|entire|opening|\d|three|two|five)|as a\b)|\s*$|\s*\(|[.;])"
)


def _text(f: Fragment) -> Params:
    if f.quotations:
        return {"text": f.quotations[0].content} if f.quotations[0].content else {}
    found = re.search(_SAYS, f.low)
    if found and found["t"].strip():
        start, end = found.span("t")
        return {"text": f.raw[start:end].strip().strip("'\"").rstrip(",")}
    greeting = re.search(r"\b(happy (?:birthday|anniversary|new year|holidays|easter)|merry christmas|congratulations|save the date)\b", f.low)
    return {"text": greeting[1].title()} if greeting else {}


def _two_texts(f: Fragment) -> Params:
    if len(f.quotations) > 1:
        return {"text": f.quotations[0].content, "detail": f.quotations[1].content}
    found = _text(f)
    split = re.split(r"\s+[—–|-]\s+|,\s+|\n", str(found.get("text", "")), maxsplit=1)
    if len(split) == 2:
        return {"text": split[0], "detail": split[1]}
    author = re.search(r"\bby ([\w .'-]+)$", f.raw) if found else None
    return found | ({"detail": author[1].strip()} if author else {})


def _color_text(f: Fragment) -> Params:
    low, found = f.low, {}
    fill = re.search(rf"({values.COLOR})\s+(?:\w+ )?(?:text|title|letters|words|font|lettering)|(?:text|title|font|letters) (?:in |is |colou?r )*({values.COLOR})|\bin ({values.COLOR})(?! (?:background|box|plate))", low)
    if fill:
        found["color"] = values.color(fill[1] or fill[2] or fill[3])
    plate = re.search(rf"(?:on|with|over) (?:a |an )?(?:semi-transparent |dark )?({values.COLOR}) (?:semi-transparent )?(?:background|plate|box|banner|bar|pill)", low)
    if plate:
        found["plate"] = values.color(plate[1]) + "cc"
    weight = re.search(r"\b(bold|regular|thin|light)\b(?! (?:music|colou?r))|粗体", low)
    if weight and weight[0] not in ("bold", "粗体"):
        found["weight"] = "regular"
    font = re.search(r"\b(serif|mono(?:space)?|script|handwritten|cursive|elegant|typewriter)\b", low)
    if font:
        found["font"] = {"serif": "serif", "elegant": "serif", "mono": "mono", "monospace": "mono", "typewriter": "mono"}.get(font[1], "script")
    return found | ({"uppercase": True} if re.search(r"\b(?:all caps|upper-?case|capitals)\b", low) else {})


def _size_text(f: Fragment) -> Params:
    if re.search(r"\b(?:big|large|huge|giant|bigger)\b|大字|大号", f.low):
        return {"size": 0.12}
    return {"size": 0.05} if re.search(r"\b(?:small|tiny|smaller|little)\b|小字|小号", f.low) else {}


_ANIMATIONS = (
    (r"typewriter|typing|typed|打字", "type"), (r"word[- ]by[- ]word|逐字", "word-by-word"), (r"\bpop(?:s|ping)?(?:-| )?(?:in|up)?\b|bounce|弹", "pop"),
    (r"slid\w* (?:in )?(?:from the )?(?:bottom|up)|slide-up", "slide-up"), (r"from the left", "slide-right"),
    (r"from the right|slid", "slide-left"), (r"from the top", "slide-down"), (r"\bno animation|static|without animation", "none"), (r"\banimated\b", "slide-up"),
)  # fmt: skip


def _animation(f: Fragment) -> Params:
    name = next((name for pattern, name in _ANIMATIONS if re.search(pattern, f.low)), "")
    return {"enter": name} if name else {}


def _text_change(f: Fragment) -> Params:
    low, found = f.low, {}
    if re.search(r"\b(?:remove|delete|hide|drop|get rid of)\b|去掉|删", low):
        return {"remove": True}
    if re.search(r"\b(?:bigger|larger|enlarge|increase)\b|大一?点|放大|变大", low):
        found["scale"] = 1.25
    elif re.search(r"\b(?:smaller|shrink|reduce)\b|小一?点|缩小|变小", low):
        found["scale"] = 0.8
    shift = re.search(r"\b(down|lower|up|higher|left|right)(?:wards?)?\b|往?([上下左右])(?!方)", low)
    if shift and not re.search(r"\b(?:top|bottom|upper|corner|to the (?:left|right)|lower (?:left|right|third))\b|[左右][上下]角", low):
        word = shift[1] or shift[2]
        found["shift"] = {"lower": "down", "higher": "up", "下": "down", "上": "up", "左": "left", "右": "right"}.get(word, word)
    color = values.color(low)
    return found | ({"color": color} if color else {})


def _caption_style(f: Fragment) -> Params:
    low, found = f.low, {}
    if re.search(r"word[- ]by[- ]word|karaoke|逐字|bursts", low):
        found["style"] = "word-by-word"
    elif re.search(r"\bhighlight", low):
        found["style"] = "highlight"
    elif re.search(r"\bpill\b", low):
        found["style"] = "pill"
    if re.search(r"sidecar|\bas (?:an )?(?:srt|vtt)|separate file|srt file$", low):
        found["where"] = "both" if re.search(r"\bboth\b|burn", low) else "sidecar"
    highlight = re.search(rf"highlight\w*(?: \w+){{0,3}} in ({values.COLOR})|({values.COLOR})(?: \w+)? highlight", low)
    if highlight:
        found["highlight"] = values.color(highlight[1] or highlight[2])
    return found | _color_text(f) | _text_change_size(low)


def _text_change_size(low: str) -> Params:
    if re.search(r"\b(?:bigger|larger|large|big)\b|大", low):
        return {"scale": 1.25}
    return {"scale": 0.8} if re.search(r"\bsmall(?:er)?\b|小", low) else {}


def _captions(f: Fragment) -> Params:
    return {"transcript": f.quotations[0].content} if f.quotations else {}


def _card(f: Fragment) -> Params:
    found = _search(r"<len>", f.low)
    params: Params = {"for_ms": values.length_ms(found[0])} if found and not re.search(r"\b(?:at|last|first) ", f.low[: found.start()][-6:]) else {}
    if re.search(r"\blogo\b|标志", f.low):
        params["logo"] = True
    if re.search(r"call[- ]to[- ]action|\bcta\b|\boverlay\b|\blast <len>|swipe", f.low):
        params["over"] = True
    theme = _theme(f)
    return params | theme


def _theme(f: Fragment) -> Params:
    found = re.search(r"\b(dark|light|minimal|elegant|playful|corporate|bold|neon|pastel|warm|luxury|modern|retro|nature|romantic)\b", f.low)
    return {"theme": found[1]} if found else {}


def _chapters(f: Fragment) -> Params:
    marks = []
    pattern = spelled(r"(?P<t><time>)\s*(?:-|–|:|=|is |for )?\s*(?P<n><q>|[a-z][\w ]*)?")
    for found in re.finditer(pattern, f.low):
        start, end = found.span("n") if found["n"] else (0, 0)
        name = f.raw[start:end].strip(" ,\"'“”") if found["n"] else ""
        marks.append({"at_ms": values.time_ms(found["t"]), "title": name})
    return {"chapters": marks} if marks else {}


def _at_only(f: Fragment) -> Params:
    found = _search(r"<time>", f.low)
    return {"at_ms": values.time_ms(found[0])} if found else {}


def _name(f: Fragment) -> Params:
    found = re.search(r"([\w-]+\.(?:mp3|wav|m4a|aac|srt|vtt|txt|png|jpe?g|webp|gif|mp4|mov|webm|mkv|cube))\b", f.low)
    if found:
        return {"asset": f.raw[found.start(1) : found.end(1)]}
    return {}


# Sound


MOODS = (
    (r"upbeat|energetic|lively|high-energy|driving|hype|party|dance|fast|轻快|欢快|活力|动感|激昂", "upbeat"),
    (r"happy|cheerful|fun|playful|joyful|快乐|开心|愉快|欢乐", "happy"), (r"romantic|love|wedding|tender|浪漫|温柔", "romantic"),
    (r"epic|dramatic|intense|trailer|powerful|heroic|史诗|震撼|大气", "epic"), (r"cinematic|orchestral|film|电影", "cinematic"),
    (r"lo-?fi|chill|laid-back|study|hip-?hop", "lofi"), (r"jazz|jazzy|swing|爵士", "jazz"), (r"electronic|edm|techno|house|synth|电子", "electronic"),
    (r"calm|relax\w*|peaceful|soft|gentle|ambient|quiet|soothing|meditat\w*|subtle|安静|平静|舒缓|轻柔|柔和", "calm"),
    (r"sad|melanchol\w*|emotional|moody|悲伤|伤感|忧", "sad"), (r"corporate|business|professional|inspir\w*|motivat\w*|uplifting|商务|励志", "corporate"),
    (r"dark|suspense\w*|tense|mysterious|scary|horror|悬疑|紧张|恐怖", "dark"), (r"acoustic|folk|guitar|warm|cozy|吉他|温暖|温馨", "warm"),
    (r"rock|摇滚", "rock"), (r"piano|classical|钢琴|古典", "piano"), (r"pop|流行", "pop"),
)  # fmt: skip


def mood_in(low: str) -> str:
    """The mood of music that words name, or empty."""
    return next((mood for pattern, mood in MOODS if re.search(rf"(?:{pattern})", low)), "")


def _music(f: Fragment) -> Params:
    low, found = f.low, {}
    moods = [mood for pattern, mood in MOODS if re.search(pattern, low)]
    if moods:
        found["mood"] = moods[0]
    tempo = re.search(r"(\d{2,3})\s*bpm", low)
    if tempo:
        found["tempo"] = int(tempo[1])
    if re.search(r"\breplace|\bchange the music|\binstead\b|替换|换成", low):
        found["replace"] = True
    return found


def _mood_of(f: Fragment) -> Params:
    low = re.sub(MASK + "+", " ", f.low)
    return {"mood": mood} if (mood := mood_in(low)) else {}


def _volume(f: Fragment) -> Params:
    level = values.decibel(f.low)
    share = values.percent(f.low)
    if level is not None:
        lowered = bool(re.search(r"\b(?:lower|reduc|decreas|quiet|down|drop)|降|减", f.low)) and level > 0
        by = bool(re.search(r"\bby\b|降低|减|提高\d|增", f.low)) or lowered or bool(re.match(r"\+", str(level)))
        return {"change_db": -abs(level) if lowered else level} if by else {"db": level}
    if share is not None:
        if re.search(r"\bby\b", f.low):
            less = bool(re.search(r"lower|reduc|decreas|quiet|down|降|减", f.low))
            return {"times": 1 - share / 100 if less else 1 + share / 100}
        return {"volume": share / 100}
    if re.search(r"\bhalf\b|一半", f.low):
        return {"volume": 0.5}
    return {"times": 2.0} if re.search(r"\b(?:double|twice)\b", f.low) else {}


def _volume_direction(f: Fragment) -> Params:
    if _volume(f):
        return {}
    if re.search(r"\b(?:louder|up|raise|increase|boost|higher)\b|大|提高|调高|增", f.low):
        return {"change_db": 4.0}
    return {"change_db": -6.0} if re.search(r"\b(?:quiet\w*|softer|down|lower|reduce|decrease|low|subtle)\b|小|降|低|轻", f.low) else {}


def _sound_target(f: Fragment) -> Params:
    if re.search(r"\b(?:music|soundtrack|bgm|song|background track)\b|音乐|配乐", f.low):
        return {"what": "music"}
    if re.search(r"\b(?:voice|speech|talk|speaker|narration|original|camera|video|clip)\b|人声|原声", f.low):
        return {"what": "film"}
    return {"what": "effects"} if re.search(r"\beffects?\b|音效", f.low) else {}


def _fade_hint(f: Fragment) -> Params:
    return {"fade_out": True} if re.search(r"\bfad\w+[ -]?(?:it )?out|淡出", f.low) else {}


def _duck(f: Fragment) -> Params:
    return {"duck": True} if re.search(r"\bduck", f.low) else {}


def _loudness(f: Fragment) -> Params:
    found = re.search(r"(-?\d+(?:\.\d+)?)\s*(?:lufs|lkfs)", f.low)
    if found:
        return {"lufs": -abs(float(found[1]))}
    target = next((v for p, v in ((r"podcast|apple", -16.0), (r"broadcast|tv|ebu", -23.0), (r"youtube|spotify|tiktok|instagram", -14.0)) if re.search(p, f.low)), None)
    return {"lufs": target} if target is not None else {}


_EFFECTS = (
    (r"whoosh|swoosh|swish|嗖", "whoosh"), (r"\bpop\b|bubble|啵", "pop"), (r"\bhit\b|bass|boom|impact|thud|drum|撞击|重击", "hit"),
    (r"riser|rise|build-?up|tension", "riser"), (r"click|typing|keyboard|shutter|点击", "click"), (r"ding|bell|chime|notification|叮", "ding"),
)  # fmt: skip


def _effect_name(f: Fragment) -> Params:
    name = next((name for pattern, name in _EFFECTS if re.search(pattern, f.low)), "")
    return {"name": name} if name else {}


def _beat(f: Fragment) -> Params:
    found = re.search(rf"every ({values.NUMBER}|other|second|fourth) beats?", f.low)
    if not found:
        return {}
    number = {"other": 2.0, "second": 2.0, "fourth": 4.0}.get(found[1]) or values.number(found[1])
    return {"every": int(number)} if number else {}


# Making


def _per_picture(f: Fragment) -> Params:
    found = _search(
        r"\b(?:each|every|per|one)\b (?:image|photo|picture|slide|one|pic)?\s?(?:for|shown for|lasting|stays?|on screen for|at|:)? ?(?:about )?(?P<a><len>)"
        r"|(?P<b><len>) (?:each|per (?:image|photo|picture|slide)|a (?:photo|picture|slide))|每(?:张|个)(?:照片|图片)?(?:显示|停留)?(?P<c><len>)", f.low
    )  # fmt: skip
    return {"each_ms": values.length_ms(found["a"] or found["b"] or found["c"])} if found else {}


def _highlights(f: Fragment) -> Params:
    found = values.count(f.low, r"(?:highlights?|moments?|parts?|clips|segments?|scenes|bits|sections?|shots)")
    drop = bool(re.search(r"slow parts|boring", f.low))
    return ({"count": found} if found else {}) | ({"drop_dull": True} if drop else {})


def _length_any(f: Fragment) -> Params:
    found = _search(r"<len>", f.low)
    return {"length_ms": values.length_ms(found[0])} if found else {}


def _source_text(f: Fragment) -> Params:
    """The quotations, one under the other: a topic in quotes stands over what follows it as a heading."""
    texts = [q.content for q in f.quotations if q.content]
    if len(texts) == 2 and "\n" not in texts[0] and len(texts[0]) <= 80:
        return {"text": f"# {texts[0]}\n{listed(texts[1])}"}
    return {"text": listed(max(texts, key=len))} if texts else {}


def listed(text: str) -> str:
    """`one, two, three` in lines of their own with bullets; anything else as it is."""
    parts = re.split(r",\s+|，|、", text)
    is_list = len(parts) >= 3 and "\n" not in text and not re.search(r"[.!?。！？]\s|[:：]", text)
    return "\n".join(f"- {re.sub(r'^and ', '', part)}" for part in parts) if is_list else text


def _layout(f: Fragment) -> Params:
    if re.search(r"top and bottom|vertically|上下|stack", f.low):
        return {"layout": "rows"}
    if re.search(r"grid|2x2|quad|four|collage|拼图|四", f.low):
        return {"layout": "grid"}
    return {"layout": "columns"}


def _overlay_effect(f: Fragment) -> Params:
    table = ((r"rounded|圆角", "rounded"), (r"border|frame|边框", "border"), (r"cursor|spotlight", "spotlight"))
    return {"effect": next((name for pattern, name in table if re.search(pattern, f.low)), "bokeh")}


def _export(f: Fragment) -> Params:
    low, found = f.low, {}
    kind = re.search(r"\b(mp4|mp3|webm|mov|gif|mkv|avi|wav|m4a|srt|vtt)s?\b(?!.*\b(?:to|as|into) (?:an? )?(?:mp4|mp3|webm|mov|gif|wav))", low)
    if kind:
        found["format"] = kind[1]
    size = re.search(r"\b(720p|1080p|1440p|2160p|4k|8k)\b", low)
    if size:
        found["resolution"] = {"4k": "2160p", "8k": "4320p"}.get(size[1], size[1])
    rate = re.search(r"\b(\d{2,3}) ?fps\b", low)
    return found | ({"fps": int(rate[1])} if rate else {})


READERS: Mapping[str, Reader] = {
    "range": _range, "range_only": _range_only, "ends": _ends, "when": _when, "length": _length, "times": _times, "every": _every,
    "parts": _parts, "clip": _clip, "part": _part, "order": _order, "move": _move, "times_over": _times_over, "speed": _speed,
    "ramp": _ramp, "direction": _order_direction, "silence": _silence, "zoom": _zoom, "position": _position, "size": _size,
    "opacity": _opacity, "crop": _crop, "aspect": _aspect, "flip": _flip, "degrees": _degrees, "strength": _strength,
    "transition": _transition, "between": _between, "fade": _fade, "look": _look, "amount": _amount, "adjust": _adjust,
    "color_of": _color_of, "key": _key, "background": _background, "region": _region, "text": _text, "two_texts": _two_texts,
    "color_text": _color_text, "size_text": _size_text, "animation": _animation, "text_change": _text_change,
    "caption_style": _caption_style, "captions": _captions, "card": _card, "theme": _theme, "chapters": _chapters, "at": _at_only,
    "name": _name, "music": _music, "mood_of": _mood_of, "volume": _volume, "volume_direction": _volume_direction,
    "sound_target": _sound_target, "fade_hint": _fade_hint, "duck": _duck, "loudness": _loudness, "effect_name": _effect_name,
    "beat": _beat, "per_picture": _per_picture, "highlights": _highlights, "length_any": _length_any, "source_text": _source_text,
    "layout": _layout, "overlay_effect": _overlay_effect, "export": _export,
}  # fmt: skip
