"""Values in words, in English and Chinese."""

import pytest

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.said import clock


@pytest.mark.parametrize(
    ("words", "ms"),
    [
        ("5 seconds", 5000), ("2.5s", 2500), ("1 minute 30 seconds", 90_000), ("1m30s", 90_000), ("half a second", 500),
        ("thirty seconds", 30_000), ("a minute", 60_000), ("0.3s", 300), ("-3 s", -3000), ("2 minutes", 120_000),
        ("三秒", 3000), ("十五秒", 15_000), ("1分30秒", 90_000), ("两分半钟", 120_000), ("400 ms", 400), ("5-minute", 300_000),
        ("soon", None),
    ],
)  # fmt: skip
def test_a_length(words, ms):
    assert values.length_ms(words) == ms


@pytest.mark.parametrize(
    ("words", "ms"),
    [
        ("1:15", 75_000),
        ("00:01:15", 75_000),
        ("0:12.5", 12_500),
        ("12 seconds", 12_000),
        ("minute 5", 300_000),
        ("第3秒", 3000),
    ],
)
def test_a_point_of_time(words, ms):
    assert values.time_ms(words) == ms


def test_shapes_are_no_times_of_day():
    assert values.ratio("crop to 9:16") == "9:16"
    assert values.ratio("at 4:45") == ""
    assert values.ratio("2.39:1 please") == "2.39:1"


def test_levels_and_factors():
    assert values.percent("at 35%") == 35
    assert values.percent("百分之三十五") == 35
    assert values.decibel("music at -18db") == -18
    assert values.factor("speed up by 2x") == 2
    assert values.factor("half speed") == 0.5
    assert values.factor("1.5倍速") == 1.5
    assert values.factor("very fast") is None


def test_a_colour_code_wins_over_a_name():
    assert values.color("blue (#1877f2)") == "#1877f2"
    assert values.color("bright red text") == "#e53935"
    assert values.color("#0af") == "#00aaff"
    assert values.color("plain") == ""


def test_numbers_in_words():
    assert values.number("twenty-five") == 25
    assert values.number("二十五") == 25
    assert values.number("1,000") == 1000
    assert values.number("many") is None


def test_han_digits_in_a_row_are_read_as_such():
    assert [values.number(said) for said in ("二零", "一二", "三十五", "一百二十")] == [
        20.0,
        12.0,
        35.0,
        120.0,
    ]


def test_a_moment_just_before_a_minute_is_said_as_the_minute():
    assert [clock(ms) for ms in (59_960, 59_940, 119_970, 12_000, 75_500)] == [
        "1:00",
        "0:59.9",
        "2:00",
        "0:12",
        "1:15.5",
    ]
