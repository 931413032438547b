"""Text as a terminal may have it: no control characters, known widths, short numbers.

Pure. Knows nothing about events, colours or streams. Whatever came from a recipe, a file or a server passes
`printable` on its way to a terminal, so that no reply or file name can move the cursor, set a title or hide
words.
"""

from __future__ import annotations

from collections.abc import Callable

ELLIPSIS = "…"
JOINERS = "\u200c\u200d"  # zero width, but words and emoji are spelt with them
HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp"}

Paint = Callable[[str, str], str]
"""Colours a text: (style, text) to text. Styles: bold, dim, red, green, yellow, cyan."""

CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def plain(style: str, text: str) -> str:
    """A paint without colours."""
    del style
    return text


def ansi(style: str, text: str) -> str:
    """A paint with the terminal's own colours."""
    return f"\x1b[{CODES[style]}m{text}\x1b[0m"


def printable(text: str) -> str:
    """The text in one line; what is not for the eye is spelt out (`\\x1b`, `\\u202e`)."""
    if text.isprintable():
        return text
    return "".join(map(printable_character, text))


def one_line(text: str, width: int = 100) -> str:
    """The text with its line breaks as spaces, `printable`, cut to `width` columns."""
    return shortened(printable(" ".join(text.split())), width)


def printable_lines(text: str) -> list[str]:
    """The lines of a text that may hold line breaks, each `printable`, tabs as spaces."""
    broken = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").expandtabs(4)
    return [printable(line).rstrip() for line in broken.split("\n")]


def printable_character(character: str) -> str:
    if character.isprintable() or character in JOINERS:
        return character
    from unicodedata import category

    if category(character) not in HIDDEN_CATEGORIES:
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def display_width(text: str) -> int:
    """Columns that a printable text takes; wide letters take two, combining marks none (UAX #11)."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


def _character_width(character: str) -> int:
    from unicodedata import category, east_asian_width

    if category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(character) in {"W", "F"} else 1


def shortened(text: str, width: int) -> str:
    """The text, cut with an ellipsis if it takes more than `width` columns."""
    if display_width(text) <= width:
        return text
    taken = 0
    for index, character in enumerate(text):
        taken += display_width(character)
        if taken > width - 1:
            return text[:index].rstrip() + ELLIPSIS
    return text


def duration_text(ms: int) -> str:
    """A span of time for people: `0.4 s`, `12.3 s`, `1:05 min`, `1:02:03 h`."""
    if ms < 60_000:
        return f"{ms / 1000:.1f} s" if ms < 59_950 else "1:00 min"
    seconds = round(ms / 1000)
    minutes, hours = seconds // 60, seconds // 3600
    if hours:
        return f"{hours}:{minutes % 60:02}:{seconds % 60:02} h"
    return f"{minutes}:{seconds % 60:02} min"


def bytes_text(size: int) -> str:
    """A size for people, in powers of 1000: `812 B`, `4.1 MB`."""
    amount = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 999.5:
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def counted(number: int, noun: str) -> str:
    """`1 step`, `3 steps`, `2 copies`."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("y") else f"{number} {noun}s"
