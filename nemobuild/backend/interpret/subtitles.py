"""Subtitles as text: SRT, WebVTT, and lines that begin with a time; or plain words, spread over a length.

Pure text in, lines out. Times are ms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nemobuild.backend.render.typeset.breaking import break_lines, joined, tokens
from nemobuild.backend.render.typeset.scripts import is_ideograph
from nemobuild.timeline.model import Word

WORDS_A_SECOND = 2.7
LONGEST_LINE = 64  # columns
SHORTEST_LINE = 15  # columns; spoken in about a second, the least time that a subtitle is shown for
LONGEST_ON_SCREEN_MS = 6000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`words`: where it is known when each is spoken, in ms from the start of the line."""

    start_ms: int
    end_ms: int
    text: str
    words: tuple[Word, ...] = ()


_STAMP = r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_ARROW = re.compile(rf"{_STAMP}\s*-->\s*{_STAMP}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*|\n+")
_TAGS = re.compile(r"<[^>]*>|\{\\[^}]*\}")


def read(text: str) -> tuple[Line, ...]:
    """The lines of SRT, WebVTT, or `0:05 words` text, in order; empty if there are no times in it."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "-->" in text:
        blocks = re.split(r"\n\s*\n", text)
        found = [line for block in blocks if (line := _block(block)) is not None]
        return tuple(sorted(found, key=lambda line: line.start_ms))
    return _stamped(text)


def _block(block: str) -> Line | None:
    lines = block.strip().split("\n")
    for i, line in enumerate(lines):
        match = _ARROW.search(line)
        if match:
            words = _TAGS.sub("", "\n".join(lines[i + 1 :])).strip()
            start, end = _ms(match.groups()[:4]), _ms(match.groups()[4:])
            return Line(start_ms=start, end_ms=end, text=words) if words and end > start else None
    return None


def _ms(groups: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, fraction = groups
    milliseconds = int((fraction or "0").ljust(3, "0"))
    return ((int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)) * 1000 + milliseconds


_MARK = re.compile(rf"(?:^|(?<=[\n,;]))[^\w\n]{{0,3}}{_STAMP}(?:\s*[-–—]\s*{_STAMP})?[^\w\n]{{0,3}}")


def _stamped(text: str) -> tuple[Line, ...]:
    """`0:05 words`, or `0:05-0:09 words` with an end of its own, a line each or one after a comma."""
    marks = list(_MARK.finditer(text))
    found: list[Line] = []
    for i, match in enumerate(marks):
        stop = marks[i + 1].start() if i + 1 < len(marks) else len(text)
        words = text[match.end() : stop].strip(" \t\n,;-\"“”'")
        start = _ms(match.groups()[:4])
        later = _ms(marks[i + 1].groups()[:4]) if i + 1 < len(marks) else None
        reading = start + max(1500, round(len(words.split()) / WORDS_A_SECOND * 1000))
        own = _ms(match.groups()[4:]) if match[6] else None
        end = own if own is not None else min(reading, later) if later is not None else reading
        if words and end > start:
            found.append(Line(start_ms=start, end_ms=end, text=words))
    return tuple(found)


def spread(text: str, total_ms: int) -> tuple[Line, ...]:
    """Plain words in readable lines, each for its share of a length."""
    lines = cut(text)
    letters = sum(len(line) for line in lines)
    found: list[Line] = []
    at = 0.0
    for line in lines:
        length = total_ms * len(line) / letters
        end = min(at + length, at + LONGEST_ON_SCREEN_MS)
        found.append(Line(start_ms=round(at), end_ms=round(end), text=line))
        at += length
    return tuple(line for line in found if line.end_ms > line.start_ms)


def cut(text: str, longest: int = LONGEST_LINE) -> list[str]:
    """Plain words in pieces of at most `longest` columns (an ideograph takes two), of lengths as even as can be.

    A piece ends where a sentence does, unless the sentence is too short to be read by itself, and where a paragraph does.
    """
    return [line for paragraph in re.split(r"\n\s*\n", text) for line in _pieces(paragraph, longest)]


def _pieces(paragraph: str, longest: int) -> list[str]:
    sentences = [s.strip() for s in _SENTENCE_END.split(paragraph) if s.strip()]
    return [
        joined(line)
        for passage in _with_short_ones_joined(sentences)
        for line in break_lines(tokens(passage), columns, longest)
    ]


def no_longer_than(lines: Sequence[Line], longest: int) -> tuple[Line, ...]:
    """Lines of subtitles of which none has more than `longest` columns: a longer one becomes several, one after the other, each
    for its share of the time."""
    found: list[Line] = []
    for line in lines:
        if columns(line.text) <= longest:
            found.append(line)
            continue
        parts = cut(" ".join(line.text.split()), longest)
        letters = sum(columns(part) for part in parts)
        at = float(line.start_ms)
        for part in parts:
            end = at + (line.end_ms - line.start_ms) * columns(part) / letters
            found.append(Line(start_ms=round(at), end_ms=round(end), text=part))
            at = end
    return tuple(found)


def columns(text: str) -> float:
    """How wide a text is, in columns: an ideograph takes two."""
    return float(sum(2 if is_ideograph(char) else 1 for char in text))


def _with_short_ones_joined(sentences: list[str]) -> list[str]:
    """`Hello.` goes with the sentence that follows, or at the end with the one before."""
    found: list[str] = []
    for sentence in sentences:
        if found and columns(found[-1]) < SHORTEST_LINE:
            found[-1] = f"{found[-1]} {sentence}"
        else:
            found.append(sentence)
    if len(found) > 1 and columns(found[-1]) < SHORTEST_LINE:
        last = found.pop()
        found[-1] = f"{found[-1]} {last}"
    return found


def words_of(line: Line) -> tuple[Word, ...]:
    """A line's words with their times: as heard, else each for its share of the line by its length."""
    if line.words:
        return line.words
    words = line.text.split()
    letters = sum(len(w) + 1 for w in words)
    found: list[Word] = []
    at = 0.0
    for word in words:
        length = (line.end_ms - line.start_ms) * (len(word) + 1) / letters
        found.append(Word(text=word, start_ms=round(at), duration_ms=max(1, round(at + length) - round(at))))
        at += length
    return tuple(found)
