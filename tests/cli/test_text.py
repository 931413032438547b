"""Text for terminals: nothing in it moves the cursor, widths are known, numbers are short."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.cli.present.text import (
    JOINERS,
    bytes_text,
    counted,
    display_width,
    duration_text,
    printable,
    printable_lines,
    shortened,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # half surrogates too


@given(ANY_TEXT)
def test_printable_leaves_nothing_that_acts(text: str) -> None:
    for character in printable(text):
        assert character in JOINERS or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(ANY_TEXT)
def test_printable_is_settled_after_once(text: str) -> None:
    assert printable(printable(text)) == printable(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("汉字 ok", "汉字 ok"),
        ("全角\u3000空格", "全角\u3000空格"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u2028b", "a\\u2028b"),
        ("a\x85b", "a\\x85b"),
        ("\ud83d", "\\ud83d"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("a\nb", "a\\nb"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_lines_keep_their_breaks() -> None:
    assert printable_lines("a\r\nb\rc\td  \n") == ["a", "b", "c   d"]


@given(ANY_TEXT, st.integers(1, 60))
def test_shortened_fits(text: str, width: int) -> None:
    assert display_width(shortened(printable(text), width)) <= max(width, 1)


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("汉字", 4), ("e\u0301", 1), ("", 0), ("ｱ", 1), ("Ａ", 2)]
)
def test_display_width(text: str, width: int) -> None:
    assert display_width(text) == width


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0.0 s"),
        (420, "0.4 s"),
        (12_345, "12.3 s"),
        (59_940, "59.9 s"),
        (59_990, "1:00 min"),
        (65_000, "1:05 min"),
        (3_599_600, "1:00:00 h"),
        (3_723_000, "1:02:03 h"),
    ],
)
def test_durations(ms: int, text: str) -> None:
    assert duration_text(ms) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (812, "812 B"), (4_100_000, "4.1 MB"), (999_600, "1.0 MB"), (3_000_000_000_000, "3.0 TB")],
)
def test_sizes(size: int, text: str) -> None:
    assert bytes_text(size) == text


def test_counts() -> None:
    assert [counted(1, "step"), counted(2, "step"), counted(0, "file"), counted(2, "entry")] == [
        "1 step",
        "2 steps",
        "0 files",
        "2 entries",
    ]
