"""What kind of character is it: ideograph, emoji, right-to-left, punctuation that may not stand alone.

Pure tables and functions over code points, enough for setting short texts; a full Unicode database is not
needed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

# Kinsoku: what may not begin a line, and what may not end one (JIS X 4051, GB/T 15834, W3C jlreq and clreq).
NOT_FIRST = frozenset(
    "、。，．,.!?:;！？：；)]}）］｝〕〉》」』】〙〗〟’”»›‐゠–〜～・‥…ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％%℃°"
)
NOT_LAST = frozenset("([{（［｛〔〈《「『【〘〖〝‘“«‹＄￥$¥€£#")
IDEOGRAPHS = (
    (0x2E80, 0x303F),
    (0x3040, 0x30FF),
    (0x3100, 0x312F),
    (0x31A0, 0x31FF),
    (0x3200, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
    (0x20000, 0x3FFFF),
)
KANA = ((0x3040, 0x30FF), (0x31F0, 0x31FF))
HANGUL = ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7AF))
EMOJI = ((0x1F000, 0x1FAFF), (0xE0020, 0xE007F))
# Symbols of the older blocks that Unicode gives a colour by default (emoji-data.txt, Emoji_Presentation).
EMOJI_ALONE = frozenset(
    [
        8986,
        8987,
        *range(9193, 9197),
        9200,
        9203,
        9725,
        9726,
        9748,
        9749,
        *range(9800, 9812),
        9855,
        9875,
        9889,
        9898,
        9899,
        9917,
        9918,
        9924,
        9925,
        9934,
        9940,
        9962,
        9970,
        9971,
        9973,
        9978,
        9981,
        9989,
        9994,
        9995,
        10024,
        10060,
        10062,
        *range(10067, 10070),
        10071,
        *range(10133, 10136),
        10160,
        10175,
        11035,
        11036,
        11088,
        11093,
    ]
)
WORD_MARK = "\u200b"  # zero width space: words end here, and nothing is seen
JOINER, AS_EMOJI, AS_TEXT, KEYCAP = 0x200D, 0xFE0F, 0xFE0E, 0x20E3
CONTROLS = ("Cc", "Cs", "Co", "Cn")
BIDI_CONTROLS = frozenset([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])


def _in(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(a <= code <= b for a, b in ranges)


def is_ideograph(char: str) -> bool:
    """Whether lines may be broken around it (Chinese and Japanese; Korean is broken at spaces)."""
    return _in(ord(char), IDEOGRAPHS)


def is_right_to_left(char: str) -> bool:
    return unicodedata.bidirectional(char) in ("R", "AL")


def is_invisible(char: str) -> bool:
    """Joiners, selectors and marks: they need no glyph of their own to be drawn."""
    code = ord(char)
    return (
        code in (JOINER, AS_EMOJI, AS_TEXT, 0x200B, 0x200C, 0x2060, 0xFEFF, 0xAD)
        or 0xE0020 <= code <= 0xE007F
    )


def language(text: str) -> str:
    """ja, ko or zh: whose form a shared ideograph takes. Kana and hangul are the signs."""
    if any(_in(ord(c), KANA) for c in text):
        return "ja"
    return "ko" if any(_in(ord(c), HANGUL) for c in text) else "zh"


def clean(text: str, longest: int = 4000) -> str:
    """NFC, without control characters and direction overrides, with plain newlines; at most `longest`
    characters."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    kept = "".join(c for c in lines if c == "\n" or _printable(c))
    return kept if len(kept) <= longest else kept[: longest - 1] + "…"


def _printable(char: str) -> bool:
    return ord(char) not in BIDI_CONTROLS and unicodedata.category(char) not in CONTROLS


def clusters(text: str) -> Iterator[str]:
    """The text in pieces that a reader takes for one sign: a letter with its marks, an emoji with its
    parts."""
    piece, flags = "", 0
    for char in text:
        code = ord(char)
        flag = 0x1F1E6 <= code <= 0x1F1FF
        joins = (
            is_invisible(char)
            or unicodedata.category(char) in ("Mn", "Mc", "Me")
            or 0x1F3FB <= code <= 0x1F3FF
            or piece.endswith(chr(JOINER))
            or (flag and flags % 2 == 1)
        )
        flags = flags + 1 if flag else 0
        if piece and not joins:
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def is_emoji(cluster: str) -> bool:
    """Whether a sign wants to be drawn in colour."""
    codes = [ord(c) for c in cluster]
    if AS_TEXT in codes:
        return False
    return AS_EMOJI in codes or KEYCAP in codes or codes[0] in EMOJI_ALONE or _in(codes[0], EMOJI)


def is_beyond_drawing(missing: str, text: str) -> bool:
    """Whether so many of a text's characters are in no font that a film with it is none that anybody wants."""
    return len(missing) > MOST_MISSING * len({c for c in text if not c.isspace()})


MOST_MISSING = 0.5  # of the different characters of a text
