"""A recipe's text and the places in it. Knows characters, lines and columns; nothing about YAML.

Lines end as editors count them: at LF, CR LF or CR. Columns count characters, so that a Chinese character is one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from nemobuild.errors import Problem, Where

_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n|\n|\r")


class Source:
    """Text with the name it is shown under. `where` turns an index into a place."""

    def __init__(self, text: str, shown: str) -> None:
        self.text = text
        self.shown = shown

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def line_of(self, index: int) -> int:
        """The line, from 1, that the character at `index` is on."""
        return bisect_right(self._starts, index)

    def line(self, number: int) -> str:
        """The text of a line without its end."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def where(self, start: int, end: int | None = None) -> Where:
        """The place from `start` to `end`, cut off where its line ends; at least one character long."""
        number = self.line_of(start)
        line = self.line(number)
        column = start - self._starts[number - 1]
        length = max(1, min(end or start + 1, self._starts[number - 1] + len(line)) - start)
        return Where(file=self.shown, line=number, column=column + 1, length=length, source_line=line)


def decode(raw: bytes, shown: str) -> tuple[Source, list[Problem]]:
    """The text of a file that must be UTF-8 (a byte order mark is dropped), and what is wrong with it."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        problem = Problem(what="the file is UTF-16", where=Where(file=shown), hint="save it as UTF-8")
        return Source("", shown), [problem]
    try:
        source = Source(raw.decode("utf-8").removeprefix("\ufeff"), shown)
    except UnicodeDecodeError as error:
        return _not_utf8(raw, error.start, shown)
    return source, _invisible(source)


def _not_utf8(raw: bytes, at: int, shown: str) -> tuple[Source, list[Problem]]:
    source = Source(raw.decode("utf-8", "replace"), shown)
    index = len(raw[:at].decode("utf-8"))
    what = f"byte 0x{raw[at]:02X} is not UTF-8"
    return source, [Problem(what=what, where=source.where(index), hint="save the file as UTF-8")]


def _invisible(source: Source) -> list[Problem]:
    return [
        Problem(
            what=f"invisible character U+{ord(match[0]):04X}",
            where=source.where(match.start()),
            hint="remove it" if ord(match[0]) > 31 else "remove it; is this a text file?",
        )
        for match in _INVISIBLE.finditer(source.text)
    ]
