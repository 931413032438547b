"""From a character of expanded text back to the character of the file it came from.

A value differs from what is written by quotes, escapes, indentation, folded lines and expanded templates. White space
may be off by some columns where lines were folded; every other character is found exactly. Nothing is computed before
somebody asks.
"""

from __future__ import annotations

from dataclasses import dataclass

from nemobuild.errors import Where
from nemobuild.recipe.nodes import Scalar
from nemobuild.recipe.source import Source

_LINE_ENDS = ("\n", "\r")
_SPACE_ESCAPES = " \ttnrNLP_"
_ESCAPE_LENGTHS = {"x": 4, "u": 6, "U": 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """`text[start:end]` of an expanded text came from `value[source_start:source_end]` of the scalar.

    `literal`: character by character; otherwise it is what a template expression gave.
    """

    start: int
    end: int
    source_start: int
    source_end: int
    literal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an expanded text came from. Without pieces it is the scalar's own text, from `offset` on."""

    source: Source
    node: Scalar
    pieces: tuple[Piece, ...] = ()
    offset: int = 0

    def where(self, start: int, end: int) -> Where:
        """The place of the characters `start` to `end` of the expanded text."""
        first = self._value_index(start + self.offset, is_end=False)
        last = self._value_index(max(start, end - 1) + self.offset, is_end=True)
        return part(self.source, self.node, first, last)

    def _value_index(self, index: int, *, is_end: bool) -> int:
        if not self.pieces:
            return index + is_end
        piece = next((piece for piece in self.pieces if piece.start <= index < piece.end), self.pieces[-1])
        if piece.literal:
            return min(piece.source_start + index - piece.start + is_end, piece.source_end)
        return piece.source_end if is_end else piece.source_start


def whole(source: Source, node: Scalar) -> Where:
    """The place of a scalar's content, without its quotes or block mark."""
    start, end = _content(source, node)
    return source.where(start, end)


def part(source: Source, node: Scalar, start: int, end: int) -> Where:
    """The place of the characters `start` to `end` of a scalar's text."""
    first = index_in_source(source, node, start)
    last = index_in_source(source, node, max(start, end - 1)) + 1
    return source.where(first, last)


def index_in_source(source: Source, node: Scalar, index: int) -> int:
    """Where in the file the character `index` of a scalar's text is written.

    The text and what is written are walked side by side: they differ in escapes and in white space alone.
    """
    raw = source.text
    at, end = _content(source, node)
    for character in node.text[:index]:
        at = _aligned(raw, at, end, character, node.style)
        at = min(end, at + _width(raw, at, node.style)) if at < end else at
    following = node.text[index : index + 1]
    return min(_aligned(raw, at, end, following, node.style), max(end - 1, node.start)) if following else at


def _aligned(raw: str, at: int, end: int, character: str, style: str) -> int:
    """The first place from `at` on where `character` can be what is written."""
    while at < end and (raw[at] != character or _is_escape(raw, at, style)):
        if not _is_escape(raw, at, style):
            if not raw[at].isspace():
                return at
            at += 1
        elif raw[at + 1 : at + 2] in _LINE_ENDS:
            at = _after_space(raw, at + 1, end)
        elif raw[at + 1] in _SPACE_ESCAPES and not character.isspace():
            at += 2
        else:
            return at
    return at


def _after_space(raw: str, at: int, end: int) -> int:
    while at < end and raw[at].isspace():
        at += 1
    return at


def _is_escape(raw: str, at: int, style: str) -> bool:
    return style == '"' and raw[at] == "\\"


def _width(raw: str, at: int, style: str) -> int:
    """How many characters of the file stand for the one character of the text that begins here."""
    if _is_escape(raw, at, style):
        return _ESCAPE_LENGTHS.get(raw[at + 1], 2)
    return 2 if style == "'" and raw.startswith("''", at) else 1


def _content(source: Source, node: Scalar) -> tuple[int, int]:
    start, end = node.start, node.end
    if source.text.startswith("&", start):
        while start < end and not source.text[start].isspace():
            start += 1
        start = _after_space(source.text, start, end)
    if node.style in {"'", '"'}:
        return start + 1, max(end - 1, start + 1)
    if node.style in {"|", ">"}:
        return _block_content(source.text, start, end)
    return start, end


def _block_content(raw: str, start: int, end: int) -> tuple[int, int]:
    first = _after_space(raw, raw.find("\n", start, end) + 1 or end, end)
    return (first, end) if first < end else (start, end)
