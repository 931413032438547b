"""Values in words: numbers, lengths and points of time, percent, dB, shapes, colours; in English and Chinese.

Works on text that is in lower case already. Knows nothing about edits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Json = object

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
]
_UNITS += ["seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBER_WORDS: Mapping[str, int] = {
    **{w: i for i, w in enumerate(_UNITS)},
    **{w: 20 + 10 * i for i, w in enumerate(_TENS)},
    **{
        f"{t}{s}{u}": 20 + 10 * i + j
        for i, t in enumerate(_TENS)
        for j, u in enumerate(_UNITS[:10])
        if j
        for s in "- "
    },
}
ORDINALS: Mapping[str, int] = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "last": -1, "final": -1, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "6th": 6, "7th": 7, "8th": 8,
    "opening": 1, "closing": -1, "penultimate": -2, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
    **{f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10 if n // 10 != 1 else 0, 'th')}": n for n in range(4, 100)},
}  # fmt: skip
OTHERS = r"(?:(?:all )?the (?:rest|others)\b(?! of (?:the|my|our|this) (?:film|video|movie|time|recording|talk|footage))|(?:all )?\b(?:the )?(?:other|remaining) (?:two|three|four|five|six|clips|photos|pictures|images|videos|shots|scenes|slides|ones)\b|其他|其余|剩下)"
"""What is left beside the clips or the stretch that another edit is about."""
_HAN = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}

_WORDS = rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS[1:10])}))?|{'|'.join(_UNITS)}"
_HAN_NUMBER = "[零一二两三四五六七八九十百]+"
NUMBER = (
    rf"(?:(?<![a-z0-9_.])[-−+]?\d+(?:,\d{{3}})*(?:\.\d+)?|\b(?:{_WORDS}|a couple(?: of)?)\b|{_HAN_NUMBER})"
)
BARE = rf"(?<!first )(?<!second )(?<!third )(?<!fourth )(?<!last )(?<!that )(?<!this )(?<!other )(?<!next )(?<!clip )(?<!clips )(?<!photo )(?<!picture )(?<!image )(?<!scene )(?<!shot )(?<!slide )(?<!card )(?<!part ){NUMBER}"
"""A number that is not a clip's: `trim clip 2 to 8 seconds` names no stretch."""
_UNIT = (
    r"(?:milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|frames?|毫秒|秒钟|秒|分钟|分|小时|帧)"
    r"(?![a-z])"
)
_LONG_UNIT = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|秒钟|秒|分钟|小时)(?![a-z])"
_DECADE = (
    r"(?<![a-z0-9_.])(?:(?:19|20)\d0|(?<=['’])[2-9]0|(?<=\bthe )[2-9]0(?=s$)|[2-9]0(?=s[ -](?:style|vibes?|look|feel|aesthetic|retro|vhs|synth\w*"
    r"|nostalgi\w*|inspired|sitcom|action|grunge|era|disco|tv|home (?:movie|video))\b))s(?![a-z])"
)
"""`1970s`, `80s style`: a time past, and no length."""
_HALF = r"(?:half an?|a half|(?<!\bto )half|半)"
_COMPACT = r"(?<![\w.:])(?:\d+h\s?)?\d+m(?:in)?\s?\d+s(?:ec)?(?![a-z])"
_LONE_UNIT = r"(?:second|minute|hour)"
_AFTER_END = r"(?:(?<=\bfirst )|(?<=\blast )|(?<=\bfinal )|(?<=\bopening )|(?<=\bmiddle ))"  # the first second: one of them
_ONE_LENGTH = (
    rf"(?:(?!{_DECADE})(?:{NUMBER}|\ban?) (?:minute|hour|second)s? and a half\b|(?!{_DECADE}){NUMBER}(?:[\s-]*(?:more )?|\s*(?:个半?|半)){_UNIT}|\b{_HALF}[\s-]*{_LONG_UNIT}"
    rf"|\ban? {_LONE_UNIT}\b|{_AFTER_END}{_LONE_UNIT}\b(?: and a half\b)?)"
)
_AFTER_HOURS = r"(?:(?<=hour)|(?<=hours)|(?<=hr)|(?<=hrs)|(?<=\dh)|(?<=\d h)|(?<=小时))"
_AFTER_MINUTES = r"(?:(?<=minute)|(?<=minutes)|(?<=min)|(?<=mins)|(?<=\dm)|(?<=\d m)|(?<=分钟)|(?<=分))"
_MORE_MINUTES = rf"(?:{_AFTER_HOURS}\s*(?:,? ?and )?{NUMBER}[\s-]*(?:minutes?|mins?|m|分钟|分)(?![a-z]))"
_MORE_SECONDS = rf"(?:(?:{_AFTER_MINUTES}|{_AFTER_HOURS})\s*(?:,? ?and )?{NUMBER}[\s-]*(?:seconds?|secs?|s|秒钟|秒)(?![a-z]))"
LENGTH = rf"(?:{_COMPACT}|{_ONE_LENGTH}{_MORE_MINUTES}?{_MORE_SECONDS}?)"
"""A length in one unit, or in smaller ones after it: `1 minute 30 seconds`; `3 s and 8 s` are two."""
CODE = r"(?<![\d:.])(?:\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?|\d{1,3}:\d{2}(?:\.\d+)?)(?!\d|:\d|\.\d)"
TIME = rf"(?:{CODE}|(?:the )?(?:minute|second) \d+|{LENGTH}|第?{NUMBER}秒)(?:[\s-]*marks?)?"

UNTIL = r"(?:to|until|till|through|-|–|—|~|至|(?:剪辑|剪切|裁剪|截取|剪|截|裁)?到)"
RANGE = rf"(?:from |between )?(?:the )?(?:{TIME}|{BARE})\s*(?:and|{UNTIL})\s*(?:the )?{TIME}"
RANGES = rf"(?:{RANGE})(?: ?\([^)]*\))?(?:(?:,|;|,? and|,? plus| &| \+)(?: (?:then|also|again|the (?:part|bit|one)))* ?(?:{RANGE})(?: ?\([^)]*\))?)+"
"""Two stretches or more."""

_UNIT_MS = (
    (("ms", "msec", "milli", "毫"), 1.0), (("h", "小时"), 3_600_000.0), (("m", "分"), 60_000.0),
    (("frame", "帧"), 0.0), (("s", "秒"), 1000.0),
)  # fmt: skip
FRAME_MS = 1000 / 30


def number(text: str) -> float | None:
    """The value of a number in digits or words; None if it is none."""
    text = text.strip().replace("−", "-").replace(",", "")
    if text in NUMBER_WORDS:
        return float(NUMBER_WORDS[text])
    if text.startswith("a couple"):
        return 2.0
    if re.fullmatch(_HAN_NUMBER, text):
        return float(_han_number(text))
    try:
        return float(text)
    except ValueError:
        return None


def _han_number(text: str) -> int:
    """`三十五` is 35, and digits in a row are read as such: `二零` is 20."""
    total, digit = 0, 0
    for char in text:
        if char == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif char == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = digit * 10 + _HAN[char]
    return total + digit


def length_ms(text: str) -> int | None:
    """A length like `1 minute 30 seconds`, `2.5s`, `half a second`, `三秒` in ms; None if it is none."""
    if compact := re.search(_COMPACT, text):
        numbers = [int(n) for n in re.findall(r"\d+", compact[0])]
        return 1000 * sum(n * int(60**i) for i, n in enumerate(reversed(numbers)))
    if re.fullmatch(rf"{_LONE_UNIT}(?: and a half)?", text.strip()):
        return round(_one_length(text))
    parts = list(re.finditer(_ONE_LENGTH, text))
    if not parts:
        return None
    return round(sum(_one_length(p[0]) for p in parts))


def _one_length(text: str) -> float:
    half = re.fullmatch(r"(.*?) and a half", text.strip())
    if half:
        whole = re.sub(r"^an? ", "1 ", half[1])
        return _one_length(whole) + _one_length(f"1 {whole.rsplit(' ', 1)[-1]}") / 2
    unit_match = re.search(rf"{_UNIT}\s*$", text)
    unit = unit_match[0].strip() if unit_match else text.rsplit(" ", 1)[-1]
    scale = next(ms for names, ms in _UNIT_MS if unit.startswith(names)) or FRAME_MS
    head = text[: unit_match.start()] if unit_match else text
    found = re.search(NUMBER, head)
    value = number(found[0]) if found else (0.5 if re.search(_HALF, head) else 1.0)
    return ((value or 0.0) + (0.5 if found and "半" in head else 0.0)) * scale


def time_ms(text: str) -> int | None:
    """A point of time, `1:15`, `00:01:15.5`, `12 seconds`, `minute 5`, in ms."""
    code = re.search(CODE, text)
    if code:
        return _code_ms(code[0])
    named = re.search(r"(?<!\d )(?<![\d-])\b(minute|second) (\d+)\b(?! ?s)", text)
    if named:
        return int(named[2]) * (60_000 if named[1] == "minute" else 1000)
    return length_ms(text)


def _code_ms(code: str) -> int:
    total = 0.0
    for field in code.replace(",", ".").split(":"):
        total = total * 60 + float(field)
    return round(total * 1000)


RATIOS = (
    "9:16",
    "16:9",
    "1:1",
    "4:5",
    "5:4",
    "4:3",
    "3:4",
    "2:3",
    "3:2",
    "21:9",
    "2.39:1",
    "2.35:1",
    "1.85:1",
    "18:9",
)
RATIO = r"(?<![\d:.])(?<!clip )(?<!clip number )(?:9|16|1|4|5|3|2|21|18|2\.39|2\.35|1\.85)\s?(?::|x|by|/|比|：)\s?(?:16|9|1|5|4|3|2)(?![\d:.]|\d)"


def ratio(text: str) -> str:
    """A picture's shape as `W:H`, or empty."""
    for found in re.finditer(RATIO, text):
        shape = re.sub(r"\s?(:|x|by|/|比|：)\s?", ":", found[0])
        if shape in RATIOS:
            return shape
    return ""


COLORS: Mapping[str, str] = {
    "white": "#ffffff", "black": "#000000", "red": "#e53935", "green": "#43a047", "blue": "#1e88e5", "yellow": "#fdd835",
    "orange": "#fb8c00", "purple": "#8e24aa", "pink": "#ec407a", "cyan": "#00bcd4", "teal": "#00897b", "gold": "#ffd700",
    "golden": "#ffd700", "silver": "#c0c0c0", "gray": "#808080", "grey": "#808080", "brown": "#795548", "navy": "#1a237e",
    "cream": "#fff8f0", "coral": "#ff6b6b", "beige": "#f5f0e1", "amber": "#ffbf00", "lime": "#a3ff12", "mint": "#98e2c6", "lavender": "#b39ddb", "burgundy": "#5a0f1c", "magenta": "#d81b60", "turquoise": "#1de9b6",
    "白": "#ffffff", "黑": "#000000", "红": "#e53935", "绿": "#43a047", "蓝": "#1e88e5", "黄": "#fdd835",
    "橙": "#fb8c00", "紫": "#8e24aa", "粉": "#ec407a", "金": "#ffd700", "灰": "#808080",
}  # fmt: skip
SCREEN_GREEN, SCREEN_BLUE = "#00b140", "#0047bb"
"""The colours that are keyed where only `green screen` or `blue screen` is said."""
COLOR = rf"#[0-9a-f]{{6}}\b|#[0-9a-f]{{3}}\b|\b(?:{'|'.join(n for n in COLORS if ord(n[0]) < 128)})\b|[白黑红绿蓝黄橙紫粉金灰]色"


_SHADE = r"(?:dark|deep|light|pale)"
GROUND = (
    rf"\b(?:on|over|with|against|in front of) (?:an? )?(?:(?P<shade>{_SHADE}) )?(?P<color>{COLOR})(?! (?:text|letters|words|font|type))"
    rf"|\b(?:(?P<deep>{_SHADE}) )?(?P<behind>{COLOR}) (?:bg|background|backdrop)\b"
)
"""The ground that words stand on, in colour: `on dark red`, `light green background`."""
_ANY_GROUND = re.compile(
    rf"{GROUND}|\b(?:{_SHADE} )?(?:[\w-]+ )?(?:bg|background|backdrop|ground)s?\b(?! (?:music|song|track))"
)


def without_ground(low: str) -> str:
    """Words without what they say of the ground: `on a dark red background` names no mood."""
    return _ANY_GROUND.sub(" ", low)


def is_pale(code: str) -> bool:
    """Whether dark letters read better than white ones on a colour, `#rrggbb`."""
    red, green, blue = (int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue > 0.6


def color(text: str) -> str:
    """The first colour named, as `#rrggbb`; a code in parentheses after a name wins. Empty if there is none."""
    found = re.findall(COLOR, text)
    codes = [c for c in found if c.startswith("#")]
    if codes:
        code = codes[0]
        return code if len(code) == 7 else "#" + "".join(2 * c for c in code[1:])
    return COLORS[found[0].rstrip("色")] if found else ""


def palette(text: str) -> list[str]:
    """The colours of a list, `warm orange (#FF6B35) and cream`, as `#rrggbb`: a code in parentheses stands for the name before it."""
    found: list[str] = []
    for match in re.finditer(COLOR, text):
        shade = color(match[0])
        is_code = match[0].startswith("#") and text[: match.start()].rstrip().endswith("(")
        if is_code and found and re.search(r"[a-z]+ ?\($", text[: match.start()]):
            before = re.search(rf"({COLOR})[^#,]{{0,12}}\($", text[: match.start()])
            if before:
                found.pop()
        found.append(shade)
    return found


PERCENT = rf"({NUMBER})\s*(?:%%?|percent\b|per cent\b)|百分之({_HAN_NUMBER}|\d+)"
DECIBEL = r"([-−+]?\s?\d+(?:\.\d+)?)\s*(?:dbfs|db|decibels?|分贝)"


def percent(text: str) -> float | None:
    """A percentage as it stands (35 for 35 %)."""
    found = re.search(PERCENT, text)
    return number(found[1] or found[2]) if found else None


def decibel(text: str) -> float | None:
    found = re.search(DECIBEL, text)
    return float(found[1].replace("−", "-").replace(" ", "")) if found else None


FACTOR = rf"({NUMBER})\s*(?:x|×|times|倍速?)(?![a-z])|\b(?:by|to|at) ({NUMBER})\s*(?:x|×)|(?<![a-z])x\s?(\d+(?:\.\d+)?)"


def factor(text: str) -> float | None:
    """A factor like `2x`, `0.5×`, `three times`, `twice`, `half speed`, `两倍`."""
    found = re.search(FACTOR, text)
    if found:
        return number(next(g for g in found.groups() if g))
    if re.search(r"\b(?:twice|double|doubled)\b", text):
        return 2.0
    if re.search(r"\bquarter (?:of the )?(?:normal )?speed", text):
        return 0.25
    if re.search(
        r"\bhalf (?:the |of the |its )?(?:normal |original )?speed|\bby half\b|\bhalf as (?:fast|quick)|\bto half\b(?! (?:an? )?(?:second|minute|hour|the (?:width|height|screen|size)))|半速",
        text,
    ):
        return 0.5
    fold = re.search(r"\b(two|three|four|five|six|ten)-?fold\b", text)
    if fold:
        return number(fold[1])
    return 3.0 if re.search(r"\b(?:triple|tripled|thrice)\b", text) else None


def count(text: str, noun: str) -> int | None:
    """The number before a noun (a pattern): `5 most impactful moments` with noun `moments?` is 5."""
    found = re.search(rf"({NUMBER})\s+(?:\w+[\s-]+){{0,3}}?(?:{noun})", text)
    value = number(found[1]) if found else None
    return int(value) if value is not None else None
