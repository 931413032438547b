"""Durations, ranges and counts; and that the schema, for editors, accepts what the parser does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.recipe.amounts import count, duration_ms, duration_range_ms
from nemobuild.recipe.model import Count
from nemobuild.recipe.schema import load_schema

DURATION = load_schema()["$defs"]["duration"]["pattern"]
RANGE = load_schema()["$defs"]["range"]["pattern"]
COUNT = load_schema()["$defs"]["count"]["anyOf"][1]["pattern"]


@pytest.mark.parametrize(
    ("text", "ms"),
    [("15s", 15000), ("1m30s", 90000), ("500ms", 500), ("1:30", 90000), ("0:05.5", 5500), ("1:00:00", 3600000),
     ("2.5s", 2500), ("1h", 3600000), ("1h2m3s4ms", 3723004), ("2min", 120000), ("0s", 0), (" 3 s ", 3000),
     ("0.1s", 100), ("90m", 5400000)],
)  # fmt: skip
def test_a_duration(text: str, ms: int) -> None:
    assert duration_ms(text) == ms
    assert re.search(DURATION, text)


@pytest.mark.parametrize(
    "text", ["", "15", "s", "-3s", "1s1m", "1s2s", "1:2:3:4", "1:99", "abc", "1e3s", "1 5s", "٣s"]
)
def test_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match=f'^"{re.escape(text)}" is no duration$'):
        duration_ms(text)


def test_a_day_is_the_longest() -> None:
    with pytest.raises(ValueError, match='"25h" is longer than 24 hours'):
        duration_ms("25h")


@pytest.mark.parametrize(
    ("text", "ends"),
    [("15s", (15000, 15000)), ("15s..25s", (15000, 25000)), ("..25s", (None, 25000)), ("15s..", (15000, None)),
     ("20s±0.5s", (19500, 20500)), ("1s±3s", (0, 4000)), ("~20s", (18000, 22000)), ("1:00 .. 1:30", (60000, 90000))],
)  # fmt: skip
def test_a_range(text: str, ends: tuple[int | None, int | None]) -> None:
    assert duration_range_ms(text) == ends
    assert re.search(RANGE, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [("25s..15s", '"25s..15s" ends before it begins'), ("..", '".." is no range'), ("soon", '"soon" is no duration'),
     ("1s...2s", '".2s" is no duration'), ("~", '"" is no duration')],
)  # fmt: skip
def test_no_range(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        duration_range_ms(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2", Count(lo=2, hi=2)), ("= 2", Count(lo=2, hi=2)), (">= 1", Count(lo=1)), (">1", Count(lo=2)),
     ("<= 3", Count(hi=3)), ("< 3", Count(hi=2)), ("1..3", Count(lo=1, hi=3)), ("..3", Count(hi=3)), ("2..", Count(lo=2))],
)  # fmt: skip
def test_a_count(text: str, expected: Count) -> None:
    assert count(text) == expected
    assert re.search(COUNT, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [("many", '"many" is no count'), ("..", '".." is no count'), ("< 0", '"< 0" is never true'),
     ("3..1", '"3..1" ends before it begins'), ("-1", '"-1" is no count')],
)  # fmt: skip
def test_no_count(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        count(text)


def test_a_count_says_what_it_holds() -> None:
    assert [str(Count(lo=1)), str(Count(lo=2, hi=2)), str(Count(hi=3))] == [">= 1", "2", "0..3"]
    assert [Count(lo=1, hi=3).holds(number) for number in (0, 1, 3, 4)] == [False, True, True, False]


@given(st.text(alphabet="0123456789.:±~smhin ", max_size=12))
def test_what_the_parser_takes_the_schema_takes(text: str) -> None:
    """An editor marks nothing that is right. (Some of what is wrong is left to the parser, which says it better.)"""
    for parse, pattern in ((duration_ms, DURATION), (duration_range_ms, RANGE), (count, COUNT)):
        try:
            parse(text)
        except ValueError:
            continue
        assert re.search(pattern, text)
