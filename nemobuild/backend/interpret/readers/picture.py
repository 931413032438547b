"""Readers of what happens to the picture: moves, places, sizes (shares), shapes, joins, fades, looks, colours."""

from __future__ import annotations

import re
from dataclasses import replace

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.clauses import Fragment
from nemobuild.backend.interpret.readers.form import Params, search


def read_zoom(f: Fragment) -> Params:
    low = f.low
    found: Params = {}
    found["direction"] = (
        "out" if re.search(r"\b(?:zoom\w*|pull\w*)[ -](?:\w+ )?(?:out|back)|拉远|缩小", low) else "in"
    )
    value = values.factor(low)
    share = _nearest_share(low)
    every = search(r"\b(?:every|each) (?P<n><len>)", low)
    if every:
        found["every_ms"] = values.length_ms(every["n"])
    over = search(r"\bover (?:the )?(?P<n><len>)|(?P<m><len>)[ -](?:slow |long )?(?:push|zoom|pull|pan)", low)
    if over:
        found["for_ms"] = values.length_ms(over["n"] or over["m"])
    if share and share > 100:
        found["factor"] = share / 100
    elif share and 0 < share <= 50:
        found["factor"] = 1 + share / 100
    elif value:
        found["factor"] = value
    elif re.search(r"\b(?:slightly|a (?:little|bit|touch)|subtl[ey]\w*)\b", low):
        found["factor"] = 1.12
    across = re.search(r"\b(left|right)(?:[- ]to[- ]| to (?:the )?)(right|left)\b", low)
    if (re.search(r"\bpan(?:s|ning)?\b|\bdrift\w*\b|平移", low) and not re.search(r"zoom", low)) or across:
        found["direction"] = "pan"
    if across:
        found["toward"] = across[2]
    spot = "" if across else spot_in(low)
    found |= {"on": spot} if spot else {}
    pace = re.search(r"\b(slow|slowly|gentle|gently|subtle|soft|fast|quick|缓慢|慢)\b|缓慢", low)
    return found | ({"pace": "fast" if pace and pace[0] in ("fast", "quick") else "slow"} if pace else {})


def _nearest_share(low: str) -> float | None:
    """How near a zoom goes, in percent: the larger of `100%/115%`."""
    shares = [values.percent(m[0]) or 0 for m in re.finditer(values.PERCENT, low)]
    return max(shares, default=None)


def spot_in(low: str) -> str:
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


_ACROSS = re.compile(
    r"\b(?:move|put|place|shift|bring|set) (?:the |my )?(?:logo|watermark|title|text|heading|lower third|picture in picture|inset|webcam)\b[^;.]*\b(?:other|opposite) (?:side|corner)\b"
)
"""Where something that is there is moved: across from where it is."""


def read_position(f: Fragment) -> Params:
    low = re.sub(
        r"\bnot (?:at|in|on) (?:the )?(?:top|bottom|left|right|middle|cent(?:er|re)|corner)\b|\b(?:right (?:now|away|after|before|at(?! \d))|left over|lower thirds?|in the middle of|(?:in )?from (?:the )?(?:left|right|top|bottom|side)|(?:a (?:bit|little)|slightly|much|somewhat) (?:lower|higher|upper))\b",
        " ",
        f.low,
    )
    if _ACROSS.search(low):
        return {"anchor": "opposite"}
    spot = spot_in(low)
    corner = "corner" in low and spot in ("left", "right", "top", "bottom")
    if corner:
        spot = {"left": "top-left", "right": "top-right", "top": "top-right", "bottom": "bottom-right"}[spot]
    return {"anchor": spot} if spot else ({"anchor": "top-right"} if "corner" in low else {})


def read_size(f: Fragment) -> Params:
    share = (
        values.percent(f.low) if not re.search(r"(?:%|percent) (?:smaller|bigger|larger)", f.low) else None
    )
    opaque = re.search(r"opacity|transparen|opaque|透明", f.low)
    if share is not None and not opaque:
        return {"size": share / 100}
    if px := re.search(
        r"\b(\d{2,4}) ?(?:px|pixels?) (?:wide|in width|across)\b|\bwidth (?:of )?(\d{2,4}) ?(?:px|pixels?)\b",
        f.low,
    ):
        return {"size_px": int(px[1] or px[2])}
    if re.search(r"\b(?:small|tiny|little)\b|小(?!一?点)", f.low):
        return {"size": 0.1}
    return {"size": 0.28} if re.search(r"\b(?:big|large|huge)\b|大(?!一?点)", f.low) else {}


def read_opacity(f: Fragment) -> Params:
    found = search(
        r"(?P<n><num>) ?% (?:opacity|opaque|transparen\w+)|(?:opacity|transparen\w+|透明度) ?(?:of |at |to |为|:)?(?P<m><num>) ?%?",
        f.low,
    )
    if found:
        share = (values.number(found["n"] or found["m"]) or 100) / 100
        return {"opacity": 1 - share if "transparen" in f.low and "opacity" not in f.low else share}
    if re.search(r"\bhalf[- ](?:transparent|see-through|opaque)|\bhalf (?:the )?opacity", f.low):
        return {"opacity": 0.5}
    return {"opacity": 0.6} if re.search(r"transparent|see-through|translucent|faint|半透明", f.low) else {}


def read_crop(f: Fragment) -> Params:
    found: Params = {"shape": shape} if (shape := shape_in(f.low)) else {}
    spot = spot_in(re.sub(r"\bspace at the top\b", "", f.low))
    if re.search(r"black bars|\b(?:the|any|those|these) bars\b|letterbox|黑边", f.low):
        return {"bars": True}
    px = re.search(r"\b(\d{1,4}) ?(?:px|pixels?)\b", f.low)
    if px:
        return {"px": int(px[1]), "side": spot or "all"}
    if (share := values.percent(f.low)) is not None:
        return found | {"share": share / 100, "side": spot or "all"}
    half = re.search(r"\bto (?:just |only )?the (left|right|top|bottom|upper|lower) half\b", f.low)
    if half:
        kept = {"upper": "top", "lower": "bottom"}.get(half[1], half[1])
        return {
            "share": 0.5,
            "side": {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}[kept],
        }
    if re.search(r"sides|dead space", f.low):
        return found if found else found | {"bars": True}
    return found | ({"on": spot} if spot else {})


_PLATFORM_SHAPES = (
    (r"tiktok|reels?\b|shorts?\b(?! video)|stor(?:y|ies)\b|snapchat|douyin|igtv|whatsapp status|抖音|快手|视频号|小红书", "9:16"),
    (r"\bvertical\b|\bportrait\b|竖屏|竖版|适合手机", "9:16"),
    (r"\bsquare\b|方形|正方形", "1:1"),
    (r"instagram (?:feed|post)|ig feed", "4:5"),
    (r"\blandscape\b|\bhorizontal\b|\bwidescreen\b|横屏|横版|youtube|linkedin|twitter|facebook|vimeo|\bfor x\b|whatsapp", "16:9"),
    (r"instagram|pinterest", "4:5"),
)  # fmt: skip


def shape_in(low: str) -> str:
    """The shape that is asked for: the ratio after `to` if several are named, else by word or platform."""
    size = re.search(r"\b(\d{3,4}) ?[x×] ?(\d{3,4})\b", low)
    if size and (shape := _shape_of(int(size[1]), int(size[2]))):
        return shape
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


def _shape_of(width: int, height: int) -> str:
    """The ratio that a size in px has, or empty if it is none of those that are known."""
    for shape in values.RATIOS:
        across, down = map(float, shape.split(":"))
        if height and abs(width / height / (across / down) - 1) < 0.005:
            return shape
    return ""


_SCOPE = ("2.39:1", "2.35:1", "1.85:1", "21:9")  # shapes of the cinema: films are cropped to them


def read_aspect(f: Fragment) -> Params:
    found: Params = {"shape": shape} if (shape := shape_in(f.low)) else {}
    if re.search(r"\bletter-?box", f.low) and not found:
        found["shape"] = (
            "2.39:1"  # what a letterbox means when no shape is said: the widescreen of the cinema
        )
    whole = re.search(
        r"\b(?:instead of|without|not|no|rather than|don't|never) (?:being )?crop\w*|不裁", f.low
    )
    if whole:
        found["fit"] = "blur" if re.search(r"blur|模糊", f.low) else "contain"
    elif re.search(r"\bcrop|\bfill|\breframe|裁|填满", f.low) or found.get("shape") in _SCOPE:
        found["fit"] = "cover"
    elif re.search(r"blur|模糊", f.low):
        found["fit"] = "blur"
    elif re.search(r"\b(?:pad|bars?|letterbox|fit|space|without cropping)\b|黑边", f.low):
        found["fit"] = "contain"
    if re.search(r"space at the top|pad.*top", f.low):
        found["space"] = "top"
    if side := re.search(
        r"\bkeep(?:ing)? (?:the |its )?(left|right|top|bottom)(?:[- ]hand)?(?: side| part| half| edge)?\b(?! (?:corner|bar|third))",
        f.low,
    ):
        found |= {"on": side[1], "fit": "cover"}
    return found


def read_flip(f: Fragment) -> Params:
    down = re.search(r"\bvertical|upside|top to bottom|垂直|上下", f.low)
    return {"flip": "vertical" if down else "horizontal"}


def read_degrees(f: Fragment) -> Params:
    low = f.low
    found = re.search(r"(\d+(?:\.\d+)?)\s*(?:°|degrees?|deg|度)|\b(90|180|270)\b", low)
    counter = bool(re.search(r"counter|anti|left|逆时针", low))
    if found:
        degrees = float(found[1] or found[2])
        corrects = bool(re.search(r"\b(?:is|was|got) rotated\b", low))
        return {"degrees": -degrees if counter != corrects else degrees}
    if re.search(r"upside|right (?:way|side) (?:up|round)|颠倒", low):
        return {"degrees": 180.0}
    if re.search(r"\bstraighten\b|\bcrooked\b|\btilted\b|\blevel\b", low):
        return {}  # how far is not said
    return {"degrees": -90.0 if counter else 90.0}


def read_strength(f: Fragment) -> Params:
    if re.search(r"\b(?:strong|strongly|heavy|aggressive|very|completely)\b|强", f.low):
        return {"strength": 1.0}
    return (
        {"strength": 0.35}
        if re.search(r"\b(?:light|slightly|gentle|subtle|a little|a bit)\b|轻", f.low)
        else {}
    )


_TRANSITIONS = (
    (r"cross-?\s?fade|crossdissolve|cross-?\s?dissolve|交叉淡|淡化", "crossfade"), (r"\bpixel[- ]dissolve", "dissolve"), (r"dissolve|叠化|溶解", "crossfade"),
    (r"left[- ]to[- ]right|wipe (?:to the )?right|wiperight", "wipe_right"), (r"right[- ]to[- ]left", "wipe_left"), (r"wipe up", "wipe_up"), (r"wipe down", "wipe_down"),
    (r"wip|擦除", "wipe_left"), (r"(?:slide|push|swipe) (?:to the )?right", "slide_right"),
    (r"(?:slide|push|swipe) up", "slide_up"), (r"(?:slide|push|swipe) down", "slide_down"),
    (r"slid|push|swipe|whip|滑动|推移", "slide_left"), (r"(?:fade|dip) (?:to|through) white|\bwhite flash|\bflash(?:es)? (?:of|to) white|\bflash-white|白场", "fade_white"),
    (r"(?:fade|dip) (?:to|through) black|\bblack flash|黑场", "fade_black"), (r"zoom|缩放", "zoom"), (r"circle|iris|圆形", "circle"),
    (r"blur|模糊", "blur"), (r"pixel|glitch", "pixelize"), (r"spin|rotat|旋转", "spin"),
)  # fmt: skip


LONGEST_TRANSITION_MS = 10_000
_VARIED = re.compile(
    r"\b(?:different|random|varied|various|varying|alternating|mixed|diverse)\b[^;.]*\btransitions?\b|\bmix (?:up )?the transitions\b|\b(?:vary|alternate|shuffle) the transitions\b"
)
"""Of which no two that follow one another are to be alike."""


def read_transition(f: Fragment) -> Params:
    name = next((name for pattern, name in _TRANSITIONS if re.search(pattern, f.low)), "")
    if not name and re.search(
        r"\b(?:transitions|the transition)\b[^;.]* (?:longer|shorter|slower|faster|quicker|<len>|\d)", f.low
    ):
        kept: Params = {}  # of whichever kind they are
    elif not name and _VARIED.search(f.low):
        kept = {"varied": True}
    else:
        kept = {"name": name or "crossfade"}
    found = search(r"<len>", f.low)
    length = values.length_ms(found[0]) if found else None
    if length is not None and length > LONGEST_TRANSITION_MS:
        length = None  # the length of the film, said in the same breath
    if length is None and re.search(r"\b(?:slow|slower|long|longer|gentle|soft)\b|缓", f.low):
        length = 1000
    elif length is None and re.search(r"\b(?:fast|faster|quick|quicker|short|shorter|snappy)\b|快", f.low):
        length = 300
    return kept | ({"duration_ms": length} if length is not None else {})


def read_fade(f: Fragment) -> Params:
    low = f.low
    into = bool(
        re.search(
            r"\bin\b(?! (?:the end|black|white))(?<!end softly in)|fade-?in|淡入|渐入|渐显|\bup\b|\bfrom (?:black|white)",
            low,
        )
    )
    out = bool(
        re.search(
            r"\bout\b|fade-?out|淡出|渐出|渐隐|\bdown\b|\baway\b|\b(?:to|in(?:to)?) (?:black|white)|\bat the (?:very )?end\b",
            low,
        )
    )
    if not into and not out:
        into = out = True
    music = bool(re.search(r"\b(?:music|soundtrack|song|track|bgm|it|audio|sound|volume)\b|音乐|声音", low))
    found = search(r"<len>", low)
    params: Params = {"in": into, "out": out} | ({"what": "sound"} if music else {})
    if re.search(r"\b(?:music|soundtrack|song|bgm|tune|melody|mp3|track)\b|音乐", low):
        params["what"] = "music"
    elif re.search(r"\bit\b", low):
        params["what"] = "it"
    if re.search(r"\b(?:to|from|in(?:to)?|through) white\b", low):
        params["color"] = "white"
    span = search(r"\b(?:between|from) (?P<a><time>) (?:and|to) (?P<b><time>)", low)
    if span and (a := values.time_ms(span["a"])) is not None and (b := values.time_ms(span["b"])) and b > a:
        return params | {"from_ms": a, "to_ms": b, "duration_ms": b - a}
    two = search(r"\bin (?:over|for|in) (?P<a><len>)[^;.]*\bout (?:over|for|in) (?P<b><len>)", low)
    if two:
        return params | {"in_ms": values.length_ms(two["a"]), "out_ms": values.length_ms(two["b"])}
    own = search(
        r"\bin (?P<a><len>) (?:at|from) (?:the )?(?:start|beginning)[^;.]*\bout (?P<b><len>)(?: (?:at|towards?) (?:the )?end)?",
        low,
    )
    if own:
        return params | {"in_ms": values.length_ms(own["a"]), "out_ms": values.length_ms(own["b"])}
    return params | ({"duration_ms": values.length_ms(found[0])} if found else {})


def read_fade_of_words(f: Fragment) -> Params:
    """Which words or logo fade, in or out, and over how long."""
    fade = read_fade(replace(f, low=re.sub(r"\b(?:it|audio|sound)\b", " ", f.low)))
    found: Params = {way: True for way in ("in", "out") if fade.get(way)}
    if "duration_ms" in fade:
        found |= {f"{way}_ms": fade["duration_ms"] for way in tuple(found)}
    return found | ({"what": "logo"} if re.search(r"logo|watermark", f.low) else {})


_LOOKS = (
    (r"black[- ]?(?:and|&)[- ]?white|\bb ?& ?w\b|monochrome|gr[ae]yscale|黑白", "bw"), (r"\bnoir\b(?! (?:series|films?|movies?|novels?|thrillers?|classics?|story|stories))", "noir"), (r"sepia", "sepia"),
    (r"vintage|retro|polaroid|faded|washed[- ]out|\bold|1970|70s|80s|90s|8mm|16mm|vhs|camcorder|复古|怀旧|老", "vintage"), (r"teal", "teal_orange"),
    (r"high[- ]contrast|punchy", "high_contrast"), (r"moody|dark|dramatic", "moody"), (r"dreamy|\bsoft\b(?! (?:vignette|film|grain|light|glow|fade|shadow))|pastel", "dreamy"),
    (r"warm|golden|summer|sunny|sunset|autumn|earthy|暖", "warm"), (r"\bcool(?:er|ing)?\b(?! (?:visual |new |nice )?(?:effects?|stuff|things|transitions?|animations?|video|intro))|cold\w*|ic(?:y|ier)|chill(?:y|ier)|冷", "cool"), (r"vivid|vibran|\b(?:punch|pump|amp|crank) up\b|\bpop\b|colou?rful|鲜艳", "vivid"),
    (r"muted|matte|desaturat", "matte"), (r"cinema|film|movie|电影|胶片", "cinematic"),
)  # fmt: skip


_LESS_GRAIN = r"\b(?:reduc\w+|remov\w+|clean\w*|fix|less|without|no|tame|suppress)\b[^,;.]{0,24}\bgrain"


_NAMED_LOOK = re.compile(
    r"\b(?!(?:the|an?|this|that|my|our|nice|good|better|great|cool|new|different|other|same|film|movie|colou?r|professional|polished|consistent|clean|natural|modern|beautiful|some|any|visual|special|overall|final|whole|general|right|certain|more|simple|subtle|basic|light|slight|strong|soft|fresh|your|its|and|or|with|of|for|to)\b)"
    r"([a-z][a-z'-]{3,})[- ](?:look|style|filter|aesthetic|vibe|grade)\b(?! (?:to|as|like|of) )"
)
"""A look by a name that is none of those that there are."""


def read_look(f: Fragment) -> Params:
    low = f.low
    looks = [look for pattern, look in _LOOKS if re.search(pattern, low)]
    grain = bool(re.search(r"\bgrain|颗粒", low)) and not re.search(_LESS_GRAIN, low)
    if grain and looks[-1:] == ["cinematic"] and not re.search(r"cinema|movie|电影", low):
        looks = looks[:-1]
    found: Params = {}
    if not looks and not grain and "vignette" not in low and (named := _NAMED_LOOK.search(low)):
        found["unknown"] = named[1]
    elif looks or not (grain or "vignette" in low):
        found["look"] = looks[0] if looks else "cinematic"
    found |= {"grain": True} if grain else {}
    return found | ({"vignette": True} if "vignette" in low else {})


def read_amount(f: Fragment) -> Params:
    share = values.percent(f.low)
    if share is not None:
        return {"amount": share / 100}
    return (
        {"amount": 0.5}
        if re.search(r"\b(?:slight\w*|subtl\w+|a (?:bit|little)|light)\b|轻微|一点", f.low)
        else {}
    )


_ADJUSTED = (
    (r"\b(?:boost|richer|stronger|deeper|punchier|brighten|bring out|pop)\b[^,;.]*\b(?:colou?rs?|blues?|greens?|reds?|yellows?)\b", "saturation"),
    (r"bright|exposure|too dark|lighten|lighter|darken|darker|dark|亮|暗|曝光|提亮|shadows", "brightness"),
    (r"contrast|对比", "contrast"), (r"saturat|vibran|vivid|colou?rful|饱和", "saturation"),
    (r"white balance|temperature|白平衡|色温", "white_balance"), (r"\bgamma\b", "brightness"), (r"\bhue\b", "hue"),
)  # fmt: skip


_OF_LIGHT = re.compile(r"\b(?:bright|dark|light|dim|expos|gamma|lift|black|white|low[- ]key|pop)|亮|暗|曝光")


_BY_HOW_MUCH = re.compile(
    r"\b(?:by|more|less|boost\w*|increas\w+|rais\w+|lower\w*|reduc\w+|decreas\w+|add|up|down|brighter|darker|brighten|darken|lighten\w*)\b|[+-]\d"
)
"""Words beside a share that make it a change: `saturation 80%` is a level."""


def _how_much(low: str) -> float:
    """How many times as much as usual is meant."""
    if re.search(r"\b(?:a (?:bit|little|touch|tad|hair)|slightly|somewhat|subtly|gently)\b|一点|稍", low):
        return 0.5
    return (
        2.0 if re.search(r"\b(?:much|a lot|way|far|strongly|very|significantly|drastically)\b", low) else 1.0
    )


def read_adjust(f: Fragment) -> Params:
    low = f.low
    if re.search(
        r"\b(?:fix|correct|auto|neutral\w*|balance|set) (?:the )?white balance\b|\bcolou?r cast\b|\bwhites? (?:back )?to neutral\b",
        low,
    ):
        return {"name": "white_balance", "auto": True, "change": 0.0}
    tinted = re.search(
        r"\b(yellow(?:ish)?|orange|too warm|blu(?:e|ish)|too (?:cool|cold))\b(?:[- ]\w+)? ?(?:lighting|light|tint|cast|haze|tone)?",
        low,
    )
    if tinted and re.search(r"\b(?:correct|fix|remove|reduce|less|too|looks?|neutrali[sz]e|came out)\b", low):
        return {"name": "white_balance", "change": 0.3 if "blu" in tinted[1] or "co" in tinted[1] else -0.3}
    name, at = next(
        ((name, m.start()) for pattern, name in _ADJUSTED if (m := re.search(pattern, low))),
        ("brightness" if _OF_LIGHT.search(low) else "", len(low)),
    )
    if not name:
        return {}
    begin = max(low.rfind(" and ", 0, at), low.rfind(",", 0, at), 0)
    low = (
        low[begin:]
        if re.search(r"\b(?:add|boost|increase|raise|lower|reduce|more|less)\b", low[begin:at])
        else low
    )
    less = bool(
        re.search(
            r"\b(?:decreas|reduc|lower|less|darken|darker|desaturat|over-?exposed|too bright|down|muted)|降|减|暗(?!.*提)|低",
            low,
        )
    )
    if re.search(r"too dark|under-?exposed|太暗", low):
        less = False
    if (less or " to " in low) and re.search(
        r"\b(?:to|at) (?:zero|nothing)\b|\b(?:completely|fully|entirely|totally)\b", low
    ):
        return {"name": name, "change": -1.0, "absolute": True}
    bare = search(r"\bby (?P<n><num>)(?![\d.,]| ?(?:%|percent|s\b|sec))", low)
    share = values.number(bare["n"]) if bare else values.percent(low)
    to = search(r"\b(?:to|at) (?P<n><num>) ?(?:%|percent)", low)
    if not to and not _BY_HOW_MUCH.search(low):
        to = search(r"\b(?:brightness|contrast|saturation|exposure|gamma):? (?P<n><num>) ?(?:%|percent)", low)
    if to and (level := values.number(to["n"])) is not None:
        return {"name": name, "change": round(level / 100 - 1, 4), "absolute": True}
    usual = 0.15 if name == "brightness" else 0.2
    step = (share / 100) if share is not None else round(usual * _how_much(low), 4)
    return {"name": name, "change": -step if less else step}


def read_color_of(f: Fragment) -> Params:
    found = values.color(f.low)
    return {"color": found} if found else {}


"""The colours in which screens to be keyed are sold. Pure green and blue are farther from those that are filmed."""


def read_key(f: Fragment) -> Params:
    return {"color": values.SCREEN_BLUE if re.search(r"blue|蓝", f.low) else values.SCREEN_GREEN}


def read_background(f: Fragment) -> Params:
    if re.search(r"blur|模糊|虚化", f.low):
        return {"fill": "blur"}
    if "gradient" in f.low:
        return {
            "fill": "gradient",
            "color": values.color(f.low) or ("#1a1d29" if "dark" in f.low else "#5b7fff"),
        }
    named = values.color(f.low)
    plain = re.search(r"\b(dark|light) (?:\w+ )?background\b", f.low)
    shade = {"dark": "#101318", "light": "#f2f2f2"}.get(plain[1], "") if plain else ""
    found = named or shade
    return {"fill": "color", "color": found} if found else {"fill": "blur"}


def read_region(f: Fragment) -> Params:
    """A place in words, or a box in px of the film: `x=400 y=120 w=600 h=200`, `at 400,120 with size 600x200`."""
    box = re.search(
        r"\bx ?[=:]? ?(\d+),? y ?[=:]? ?(\d+),? w(?:idth)? ?[=:]? ?(\d+),? h(?:eight)? ?[=:]? ?(\d+)", f.low
    ) or re.search(
        r"\bat (?:coordinates? |position )?\(?(\d+), ?(\d+)\)?,? (?:with |of |and )?(?:an? )?size (?:of )?(\d+) ?[x×] ?(\d+)",
        f.low,
    )
    if box:
        return {"on": "box", "box_px": [int(n) for n in box.groups()]}
    if half := re.search(r"\b(left|right|top|bottom|upper|lower) half\b", f.low):
        return {"on": f"{ {'upper': 'top', 'lower': 'bottom'}.get(half[1], half[1]) }-half"}
    return {"on": spot} if (spot := spot_in(f.low)) else {}
