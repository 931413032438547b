"""Readers of text on screen: its words, colours, font, size, animation, captions, cards and chapters."""

from __future__ import annotations

import re

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.clauses import MASK, Fragment
from nemobuild.backend.interpret.phrases.row import spelled
from nemobuild.backend.interpret.readers.form import Params, search
from nemobuild.backend.interpret.readers.timing import read_when

_SAYS = (
    r"(?:\bthat (?:says?|reads?)|\bsaying|\breading|\b(?:text|title|card|it|which|headline|screen|caption|banner|sign|label|line|and|words?|slide|frame) (?:says?|reads?)\b|^(?:says?|reads?)\b|\btitled|\bcalled|\bwith (?:the )?(?:text|words?|title)\b(?: of)?(?! (?:overlays?|effects?|animations?|labels?|boxes|cards?|call-?outs?|banners?|pop-?ups?|on screen|and|or|in|on)\b)"
    r"|\b(?:lower[- ]thirds?|name (?:banner|line|strap|tag|bar|plate))(?: for [^:.]{1,24}| (?:from|at|in) [^:;]{1,4}(?::\d\d)?(?: (?:to|until|-|–) [^:;]{1,4}(?::\d\d)?)?)?:(?!\d)"
    r"|\b(?:last|final|closing|first) [\w.-]+ ?(?:seconds?|secs?|s):(?! (?:the|our|my|an?) )"
    r"|\bcard(?: \([^)]*\)| for [^:.]{1,20}| at the (?:start|end|beginning)(?: for [^:.]{1,20})?)?:|\btext(?: (?:at|from|for|in|on|over|during) [^.;:]{1,24}(?::\d\d[^.;:]{0,12})*)?:(?!\d\d)|\btitle:|\bheadline:|标题[为是:：]|内容[为是:：]|写着?|文字[为是:：])\s*:?\s*(?P<t>[^"
    + MASK
    + r"]+?)"
    r"(?=\s+(?:(?:for|in|at|on|from|during|over|near) (?:the |a )?(?:first|last|top|bottom|start|end|beginning|middle|cent|upper|lower|left|right|whole|entire|opening|\d|three|two|five)|as a\b|in (?:a |an )?(?:white|black|red|green|blue|yellow|orange|purple|pink|gold|bold|thin|big|large|small|elegant|serif|sans|script|handwrit\w+)\b)|\s*$|\s*\(|(?<!\bdr)(?<!\bmr)(?<!\bms)(?<!\bmrs)(?<!\bprof)\.(?=\s|$)|;)"
)


_OF_EACH_FILE = re.compile(
    r"\b(?:the |its |their )?(?P<what>file ?names?|names? of (?:the |each |every )?files?|(?:capture |shooting |recording |photo )?dates?(?= (?:(?:it|they|each|every|the|one) )+(?:(?:photo|picture|image|shot|clip|one)s? )?(?:was|were) (?:taken|shot|made)| taken)"
    r"|taken[- ]dates?)\b(?! order)"
)


def read_text(f: Fragment) -> Params:
    of_file = None if f.quotations else _OF_EACH_FILE.search(f.low)
    if of_file:
        return {"text_of": "date" if "date" in of_file["what"] else "name"}
    if f.quotations:
        return {"text": f.quotations[0].content} if f.quotations[0].content else {}
    found = re.search(_SAYS, f.low)
    if found and found["t"].strip():
        start, end = found.span("t")
        return {"text": f.raw[start:end].strip().strip("'\"").rstrip(",")}
    greeting = re.search(
        r"\b(happy (?:birthday|anniversary|new year|holidays|easter)|merry christmas|congratulations|save the date|thank[- ]you)\b",
        f.low,
    )
    if greeting:
        return {"text": greeting[1].replace("-", " ").title()}
    address = re.search(_ADDRESS, f.raw)
    return {"text": address[0].rstrip(".")} if address else {}


def read_instead(f: Fragment) -> Params:
    """`Replace "Hello" with "Goodbye"`: the words that are there, and those that take their place."""
    if len(f.quotations) != 2:
        return {}
    was, new = f.quotations
    between = f.low[was.span.end - f.span.start : new.span.start - f.span.start].strip()
    if between in ("instead of", "rather than", "and not", "not", ", not"):
        return {"was": new.content, "text": was.content} if was.content else {}
    is_replaced = between in ("with", "to", "by", "for", "into", "->", "→")
    return {"was": was.content, "text": new.content} if is_replaced and new.content else {}


_ADDRESS = (
    r"(?<![\w@/.-])(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|app|ai|co|de|fr|uk|eu|shop|example|info|tv|me)(?:/[\w/-]*)?\b"
    r"|(?<![\w.])@[A-Za-z_][\w.]{2,}|(?<!\w)#[A-Za-z_]{3,}\w*|(?<![\w:.])\+?\d[\d ()-]{6,}\d(?![\d:])"
)
"""What stands for itself on screen without quotation marks: a web address, a handle, a hashtag, a telephone number."""


def read_two_texts(f: Fragment) -> Params:
    if len(f.quotations) > 1:
        return {"text": f.quotations[0].content, "detail": f.quotations[1].content}
    found = read_text(f)
    if beside := _unquoted_role(f):
        return found | {"detail": beside}
    split = re.split(r"\s+[—–|-]\s+|,\s+(?=[^a-z])|\n", str(found.get("text", "")), maxsplit=1)
    if len(split) == 2:
        return {"text": split[0], "detail": split[1]}
    author = re.search(r"\bby ([\w .'-]+)$", f.raw) if found else None
    return found | ({"detail": author[1].strip()} if author else {})


def _unquoted_role(f: Fragment) -> str:
    """`"Ada", Engineer, at 0:05`: what stands beside a single quotation with a capital letter."""
    found = re.search(
        rf"{MASK}\s*[,(–—-]\s*(?P<d>[\w][\w .&/'-]{{1,40}}?)(?=\s*(?:[,.;)]|$)|\s+(?:at|from|for|in|on|until|during)\b)",
        f.low,
    )
    said = f.raw[found.start("d") : found.end("d")] if found else ""
    return said if said[:1].isupper() else ""


SOFT_PLATE = "#00000073"  # what text that must be readable over any picture stands on


def read_color_text(f: Fragment) -> Params:
    low = f.low
    found: Params = {}
    fill = re.search(
        rf"({values.COLOR})\s+(?:\w+ )?(?:text|title|letters|words|font|lettering|captions?|subtitles?)|(?:text|title|font|letters) (?:in |is |colou?r )*({values.COLOR})|\bin (?:(?:big|large|small|bold|bright|light|dark|heavy|thin|thick) )*({values.COLOR})(?! (?:background|box|plate|card))|^(?:and |,? ?make (?:it|them) )({values.COLOR})\b|\b(?:big|large|small|bold|bright) (?:and )?({values.COLOR})\b(?! (?:background|bg|box|plate|card))|\b({values.COLOR}) on (?:an? )?(?:dark |light )?(?:{values.COLOR})\b",
        low,
    )
    if fill:
        found["color"] = values.color(next(group for group in fill.groups() if group))
    plate = re.search(
        rf"(?:in|on|with|over) (?:a |an )?(?:semi-transparent |dark )?({values.COLOR}) (?:semi-transparent )?(?:background|plate|box|banner|bar|pill)",
        low,
    )
    if plate:
        found["plate"] = values.color(plate[1]) + "cc"
    elif re.search(
        r"\b(?:readable|legible|easy to read|easier to read|high[- ]contrast (?:text|title))\b|看得清|易读",
        low,
    ):
        found["plate"] = SOFT_PLATE
    weight = re.search(r"\b(bold|regular|thin|light)\b(?! (?:music|colou?r))|粗体", low)
    if weight and weight[0] not in ("bold", "粗体"):
        found["weight"] = "regular"
    font = next((name for pattern, name in _FONTS if re.search(pattern, low)), "")
    if font:
        found["font"] = font
    if alike := re.search(r"\bin the (same|earliest) style\b", low):
        found["alike"] = alike[1]
    return found | ({"uppercase": True} if re.search(r"\b(?:all caps|upper-?case|capitals)\b", low) else {})


# An explicit kind of letters comes before a manner: an elegant script is a script.
_FONTS = (
    (
        r"\b(?:script(?! (?:for|about|to|into))|hand-?writ\w+|cursive|calligraph\w+|brush(?:ed)? (?:font|letter\w*|text|script))\b|手写|书法|花体",
        "script",
    ),
    (r"\bmono(?:space[d]?)?\b|\btypewriter (?:font|text|letters)|\bcode font|等宽", "mono"),
    (r"\bsans(?:[- ]serif)?\b|黑体|无衬线", "sans"),
    (r"\bserif\b|宋体|衬线", "serif"),
    (r"\belegant\b|\bclassic (?:font|type|letters)|优雅", "serif"),
)


def read_gone(f: Fragment) -> Params:
    """Whether what a clause is about is to go."""
    return {"remove": True} if re.search(r"\b(?:remove|delete|hide|take away)\b|去掉|删", f.low) else {}


def read_font(f: Fragment) -> Params:
    """The kind and the weight of letters, without their colour."""
    return {k: v for k, v in read_color_text(f).items() if k in ("font", "weight", "uppercase")}


def read_detail(f: Fragment) -> Params:
    """A smaller line below a text that is there."""
    if not f.quotations:
        return {}
    is_told = len(f.quotations) > 1 and search(r"<q> under the text <q>", f.low)
    which = {"was": f.quotations[1].content} if is_told else {}
    return {"detail": f.quotations[0].content} | which


def read_size_text(f: Fragment) -> Params:
    if re.search(r"\b(?:big|large|huge|giant|bigger)\b|大字|大号", f.low):
        return {"size": 0.12}
    return {"size": 0.05} if re.search(r"\b(?:small|tiny|smaller|little)\b|小字|小号", f.low) else {}


_ANIMATIONS = (
    (r"typewriter|typing|typed|打字", "type"), (r"word[- ]by[- ]word|逐字", "word-by-word"), (r"\bpop(?:s|ping)?(?:-| )?(?:in|up)?\b|bounce|弹", "pop"),
    (r"slid\w* (?:in )?(?:from the )?(?:bottom|up)|slide-up", "slide-up"), (r"from the left", "slide-right"),
    (r"from the right|slid", "slide-left"), (r"from the top", "slide-down"), (r"\b(?:titles?|texts?|words|heading|it) fades?\b", "fade"), (r"\bno animation|static|without animation", "none"), (r"\banimated\b", "slide-up"),
)  # fmt: skip


def read_animation(f: Fragment) -> Params:
    name = next((name for pattern, name in _ANIMATIONS if re.search(pattern, f.low)), "")
    return {"enter": name} if name else {}


_OF_OTHER_PARTS = re.compile(
    rf"\b(?:on|over|with|in|an?) (?:an? )?(?:[\w-]+ )?(?:{values.COLOR}) (?:background|plate|box|banner|bar|pill|ground|outline)\b|\bon (?:an? )?(?:{values.COLOR})\b|\boutlined? in (?:{values.COLOR})"
)
"""Colours that are not those of the letters."""


A_WHILE_MS = 2000
"""How much longer a text stands of which nothing more is said."""


def read_text_change(f: Fragment) -> Params:
    low = f.low
    found: Params = {}
    if re.search(r"\b(?:remove|delete|hide|drop|get rid of)\b|去掉|删", low):
        return {"remove": True}
    change = search(r"\bfor (?P<n><len>)(?P<way> longer| shorter)?\b", low)
    if change and (change["way"] or " more " in change["n"]):
        by_ms = values.length_ms(change["n"]) or 0
        found["longer_ms"] = -by_ms if change["way"] == " shorter" else by_ms
    elif way := re.search(
        r"\b(?:titles?|texts?|words|heading|line|third|callout|quote) (?:a (?:bit|little) )?(longer|shorter)$",
        low,
    ):
        found["longer_ms"] = A_WHILE_MS if way[1] == "longer" else -A_WHILE_MS // 2
    if share := search(r"(?P<n><num>) ?(?:%|percent) (?P<way>smaller|bigger|larger)", low):
        by = (values.number(share["n"]) or 0) / 100
        found["scale"] = 1 - by if share["way"] == "smaller" else 1 + by
    elif re.search(r"\b(?:bigger|larger|enlarge|increase)\b|大一?点|放大|变大", low):
        found["scale"] = 1.25
    elif re.search(r"\b(?:twice|double|2x) (?:as |the )?(?:big|large|size)\b|\btwice its size\b", low):
        found["scale"] = 2.0
    elif re.search(r"\bhalf (?:as (?:big|large)|(?:the|its) (?:current )?size)\b", low):
        found["scale"] = 0.5
    elif re.search(r"\b(?:smaller|shrink|reduce)\b|小一?点|缩小|变小", low):
        found["scale"] = 0.8
    shift = re.search(
        r"(?<!from the )(?<!in from )\b(down|lower|up|higher|left|right)(?:wards?)?\b|往?([上下左右])(?!方)",
        low,
    )
    if shift and not re.search(
        r"\b(?:top|bottom|upper|corner|to the (?:left|right)|lower (?:left|right|third))\b|[左右][上下]角",
        low,
    ):
        word = shift[1] or shift[2]
        found["shift"] = {
            "lower": "down",
            "higher": "up",
            "下": "down",
            "上": "up",
            "左": "left",
            "右": "right",
        }.get(word, word)
    color = values.color(_OF_OTHER_PARTS.sub(" ", low))
    moved = search(
        r"\b(?:move|shift|delay|bring)\b[^;.]*\bto (?P<t><time>)(?! (?:seconds )?(?:later|earlier))", low
    )
    if moved:
        found["from_ms"] = values.time_ms(moved["t"])
    later = search(
        r"\b(?:by )?(?P<n><len>) (?P<way>later|earlier|sooner)\b|\bdelay\w*\b[^;.]*\bby (?P<m><len>)", low
    )
    if later and (ms := values.length_ms(later["n"] or later["m"])) is not None:
        found["shift_ms"] = -ms if later["way"] in ("earlier", "sooner") else ms
    return found | ({"color": color} if color else {})


_GROUND = (
    rf"\b(?:on|over|with|in|an?) (?:an? )?(?P<shade>dark |light |bright |solid |semi-?transparent |see-through )*(?P<color>{values.COLOR})? ?(?:background|plate|box|banner|bar|pill|ground)\b"
    rf"|(?:{values.COLOR}) (?:text |letters |words )?on (?:an? )?(?P<other>{values.COLOR})\b"
)
_WITHOUT = r"\b(?:without|no|remove|drop|lose)(?: an?| the| its| any)?"
DARK_PLATE = "#000000b3"


def read_text_style(f: Fragment) -> Params:
    """How words that are there are to look: `weight`, `uppercase`, `outline` (a colour, or empty for none), `ground` (the
    colour behind them, or empty for none; `palette` of a card in it), and their own colour where both are said."""
    low = f.low
    found: Params = {}
    if re.search(r"\bbold(?:er)?\b", low):
        found["weight"] = "regular" if re.search(rf"{_WITHOUT} bold\b|\bnot (?:so )?bold\b", low) else "bold"
    if re.search(r"\b(?:all )?caps\b|\bcapitals?\b|\b(?:upper|lower)-?case\b", low):
        found["uppercase"] = not re.search(
            r"\blower-?case\b|\b(?:no|not|without)\b[^,;.]*\b(?:caps|capitals)\b", low
        )
    if re.search(r"\boutlined?\b", low):
        own = re.search(rf"({values.COLOR}) outlined?\b|\boutlined? in ({values.COLOR})", low)
        gone = re.search(rf"{_WITHOUT} outline", low)
        found["outline"] = "" if gone else (values.color(own[1] or own[2]) if own else "#000000")
    elif re.search(r"\bshadow\b", low):
        found["outline"] = ""  # what has no outline has a shadow
    if ground := re.search(_GROUND, low):
        said = ground["color"] or ground["other"]
        found["ground"] = values.color(said) if said else DARK_PLATE
        found |= {"color": values.color(low[: ground.start("other")])} if ground["other"] else {}
    if re.search(rf"{_WITHOUT} (?:background|plate|box|banner|bar|pill)\b", low):
        found["ground"] = ""
    behind = str(found.get("ground", ""))
    return found | ({"palette": _grounds(behind[:7], "")} if behind else {})


def read_caption_style(f: Fragment) -> Params:
    low = f.low
    found: Params = {}
    if re.search(r"word[- ]by[- ]word|karaoke|逐字|bursts", low):
        found["style"] = "word-by-word"
    elif re.search(r"\bhighlight", low):
        found["style"] = "highlight"
    elif re.search(
        r"\bpill\b|\b(?:in|on|with|over) (?:an? )?(?:[\w-]+ ){0,3}(?:box|plate|bar|backing|background)\b", low
    ):
        found["style"] = "pill"
    if re.search(
        r"sidecar|\bas (?:an )?(?:srt|vtt)|separate file|srt file$|\bsoft (?:track|subs|subtitles?)\b|\bconvert\b",
        low,
    ):
        burned = re.search(r"\bburn\w*|\bhard-?cod\w*", low)
        found["where"] = "burned" if burned and "both" not in low else "both" if burned else "sidecar"
    shift = search(r"(?:by )?(?P<n><len>) (?P<way>later|earlier|forward|back(?:ward)?)", low) or search(
        r"\b(?P<way>delay|shift)\b.*?(?P<n><len>)", low
    )
    if shift and (ms := values.length_ms(shift["n"])):
        found["shift_ms"] = -ms if shift["way"] in ("earlier", "back", "backward") else ms
    highlight = re.search(
        rf"highlight\w*(?: \w+){{0,3}} in ({values.COLOR})|({values.COLOR})(?: \w+)? highlight", low
    )
    if highlight:
        found["highlight"] = values.color(highlight[1] or highlight[2])
    of_the_ground = rf"(?:(?:{values.COLOR})|\b(?:dark|light|black|solid|semi-?transparent|translucent))(?:[ -]\w+)? (?:box|plate|background|backing|bar|pill|outline)\b"
    color = values.color(re.sub(of_the_ground, " ", low))
    plain = {"color": color} if color and not highlight else {}
    return plain | found | read_color_text(f) | scale_in(low)


def scale_in(low: str) -> Params:
    if re.search(r"\b(?:bigger|larger|large|big)\b|大", low):
        return {"scale": 1.25}
    return {"scale": 0.8} if re.search(r"\bsmall(?:er)?\b|小", low) else {}


def read_captions(f: Fragment) -> Params:
    """The words to be shown, in quotation marks, and when; `[door slams]` is how a sound is to be written, not a
    transcript."""
    given = [
        q
        for i, q in enumerate(f.quotations)
        if f.raw[q.span.start - f.span.start] != "[" and not (i and re.search(r"\.\w{2,4}$", q.content))
    ]
    return {"transcript": "\n\n".join(q.content for q in given)} | read_when(f) if given else {}


def read_card(f: Fragment) -> Params:
    found = search(r"<len>", f.low)
    params: Params = (
        {"for_ms": values.length_ms(found[0])}
        if found and not re.search(r"\b(?:at|last|first) ", f.low[: found.start()][-6:])
        else {}
    )
    if re.search(r"\blogo\b|标志", f.low):
        params["logo"] = True
    if re.search(r"call[- ]to[- ]action|\bcta\b|\boverlay\b|\blast <len>|swipe", f.low):
        params["over"] = True
    if len(f.quotations) > 1:
        params["text"] = "\n".join(q.content for q in f.quotations[:2])
    ground = re.search(values.GROUND, f.low)
    own = re.search(
        rf"\b(?:(dark|deep|light|pale) )?({values.COLOR}) (?:\w+ ){{0,2}}?(?:card|slide|screen)\b|\b(?:card|slide|screen)\b(?:(?!\b(?:text|letters|words|font|lettering)\b)[^,;.])*\bin (?:(dark|deep|light|pale) )?({values.COLOR})(?! (?:text|letters|words|font|lettering))",
        f.low,
    )
    if own and not ground:
        params["palette"] = _grounds(values.color(own[2] or own[4]), own[1] or own[3] or "")
    if ground:
        params["palette"] = _said_ground(ground)
    return params | read_theme(f)


def _said_ground(ground: re.Match[str]) -> list[str]:
    color, shade = ground["color"] or ground["behind"], ground["shade"] or ground["deep"]
    return _grounds(values.color(color), shade or "")


def read_ground(f: Fragment) -> Params:
    """The ground of a film of cards, `on a dark red background`, and the colour of its letters."""
    ground = re.search(
        rf"(?:{values.GROUND})(?= ?(?:background|backdrop|ground|bg|with|for|and|$|[,.:;{MASK}]))", f.low
    )
    if ground is None:
        return {}
    letters = re.search(
        rf"({values.COLOR}) (?:\w+ ){{0,2}}?(?:text|type|letters|lettering|words|font)\b|\bin ({values.COLOR}) on\b|({values.COLOR}) on (?:an? )?$",
        f.low.replace(ground[0], "on " if ground["color"] else " "),
    )
    color = values.color(letters[0]) if letters else ""
    color_said, shade = ground["color"] or ground["behind"], ground["shade"] or ground["deep"]
    name = f"{shade or ''} {color_said}".strip()
    return {"palette": _said_ground(ground), "ground": name} | ({"color": color} if color else {})


def _grounds(color: str, shade: str) -> list[str]:
    """A card's colours from one (`#rrggbb`), darker or paler where that is said: the ground, what moves on it, and its lines."""
    ratio, toward = {"dark": (0.4, 0), "deep": (0.55, 0), "light": (0.5, 255), "pale": (0.35, 255)}.get(
        shade, (1.0, 0)
    )
    parts = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    ground = [round(toward + (part - toward) * ratio) for part in parts]
    tones = ([round(part + (128 - part) * share) for part in ground] for share in (0, 0.25, 0.5))
    return ["#{:02x}{:02x}{:02x}".format(*tone) for tone in tones]


def read_theme(f: Fragment) -> Params:
    found = re.search(
        r"\b(dark|light|minimal|elegant|playful|corporate|bold|neon|pastel|warm|luxury|modern|retro|nature|romantic)\b",
        f.low,
    )
    is_of_a_ground = found and re.match(rf" {values.COLOR}", f.low[found.end() :])  # `on dark red`
    return {"theme": found[1]} if found and not is_of_a_ground else {}


def read_chapters(f: Fragment) -> Params:
    if every := search(r"\b(?:every|each) (?P<n><len>)", f.low):
        return {"every_ms": values.length_ms(every["n"])}
    marks: list[dict[str, object]] = []
    before = re.search(
        rf"\bchapters?(?:[^:]{{0,20}}:| ?[-–—]| called| named) *(?=[a-z][\w &'/+-]* {values.CODE})", f.low
    )
    if before:
        for found in re.finditer(
            rf"([a-z][\w &'/+-]*?)(?:,| -)? (?:at )?({values.CODE})", f.low[before.end() :]
        ):
            start = before.end() + found.start(1)
            name = re.sub(r"^and ", "", f.raw[start : start + len(found[1])].strip(" ,"))
            marks.append({"at_ms": values.time_ms(found[2]), "title": name})
        return {"chapters": marks}
    named_first = list(re.finditer(spelled(r"(?P<n><q>),? (?:at |from |\()?(?P<t><time>)"), f.low))
    if len(named_first) > 1 and len(named_first) == len(f.quotations):
        titles = (q.content for q in f.quotations)
        return {
            "chapters": [
                {"at_ms": values.time_ms(m["t"]), "title": t}
                for m, t in zip(named_first, titles, strict=True)
            ]
        }
    pattern = spelled(
        r"(?P<t><time>)\s*(?:-|–|:|=|is |for )?\s*(?P<n><q>|[a-z](?:(?! and (?:at )?\d)[\w &'/+-])*)?"
    )
    for found in re.finditer(pattern, f.low):
        start, end = found.span("n") if found["n"] else (0, 0)
        name = f.raw[start:end].strip(" ,\"'“”") if found["n"] else ""
        marks.append({"at_ms": values.time_ms(found["t"]), "title": name})
    return {"chapters": marks} if marks else {}


def read_moment(f: Fragment) -> Params:
    found = search(r"<time>", f.low)
    return {"at_ms": values.time_ms(found[0])} if found else {}


def read_words_file(f: Fragment) -> Params:
    """A file of subtitles or text that is named."""
    found = re.search(r"([\w-]+\.(?:srt|vtt|txt|ass|md))\b", f.low)
    return {"asset": f.raw[found.start(1) : found.end(1)]} if found else {}


def read_name(f: Fragment) -> Params:
    found = re.search(
        r"([\w-]+\.(?:mp3|wav|m4a|aac|srt|vtt|txt|png|jpe?g|webp|gif|mp4|mov|webm|mkv|cube))\b", f.low
    )
    if found:
        return {"asset": f.raw[found.start(1) : found.end(1)]}
    return {}
