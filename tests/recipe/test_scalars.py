"""Unquoted scalars mean what the core schema of YAML 1.2 says, and not what YAML 1.1 said."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.recipe.scalars import resolve


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_nothing(text: str) -> None:
    assert resolve(text) is None


@pytest.mark.parametrize(
    "text",
    ["no", "yes", "on", "off", "y", "N", "16:9", "1:30", "2026-03-04", "2026-03-04T10:00:00Z", "1_000", "0b11", "1.4.0",
     "nUll", "tRue", ".", "-", "+", "0x", "1e", "--1", "<<", "=", "1 2", "０", "٣", "1\n", "0o8", "+.inf2", ".Nan"],
)  # fmt: skip
def test_text_stays_text(text: str) -> None:
    assert resolve(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("-17", -17), ("+5", 5), ("007", 7), ("0o17", 15), ("0xFf", 255), ("1.5", 1.5), ("-.5", -0.5),
     ("1.", 1.0), ("1e3", 1000.0), ("12e-1", 1.2), ("true", True), ("False", False), (".inf", math.inf),
     ("-.INF", -math.inf), ("9" * 19, float("9" * 19)), ("9" * 5000, math.inf)],
)  # fmt: skip
def test_numbers_and_truth(text: str, value: object) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


def test_not_a_number() -> None:
    assert isinstance(found := resolve(".nan"), float)
    assert math.isnan(found)


@given(st.text())
def test_any_text_has_a_meaning(text: str) -> None:
    """Never an exception; and what is no constant and begins like no number is the text itself."""
    found = resolve(text)
    if text and text[0].isalpha() and text.casefold() not in {"true", "false", "null"}:
        assert found == text
