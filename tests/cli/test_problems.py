"""Problems as text: the designed form, and carets that stand under the right letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.cli.present.problems import WIDTH, excerpt, render
from nemobuild.cli.present.text import ansi, display_width, printable
from nemobuild.errors import Problem, Where


def place(source: str, column: int, length: int = 1, line: int = 7) -> Where:
    return Where(file="recipe.yaml", line=line, column=column, length=length, source_line=source)


def test_the_designed_form() -> None:
    """Where, what, the line with its caret, the fix."""
    problem = Problem(
        what='unknown key "expct" in step "cut"',
        where=place("    expct: {duration: 3s}", 5, 5),
        hint='did you mean "expect"?',
    )
    assert render([problem]) == (
        'recipe.yaml:7:5: unknown key "expct" in step "cut"\n'
        "  7 │     expct: {duration: 3s}\n"
        "    │     ^^^^^\n"
        '  did you mean "expect"?'
    )


def test_without_a_place() -> None:
    problem = Problem(what="port 8765 is in use", hint="give another with --port")
    assert render([problem]) == "error: port 8765 is in use\n  give another with --port"


def test_a_whole_file() -> None:
    assert render([Problem(what="is empty", where=Where(file="a.yaml"))]) == "a.yaml: is empty"


def test_ten_are_shown_and_the_rest_counted() -> None:
    lines = render([Problem(what=f"problem {n}") for n in range(14)]).split("\n")
    assert len(lines) == 11
    assert lines[-1] == "… and 4 more"


def test_ten_are_not_counted() -> None:
    assert "more" not in render([Problem(what="x")] * 10)


@pytest.mark.parametrize(
    ("source", "column", "length", "expected"),
    [
        ("\tsay: x", 2, 3, ["  7 │     say: x", "    │     ^^^"]),
        ("a\tb", 3, 1, ["  7 │ a   b", "    │     ^"]),
        ("say: 剪掉停顿 xy", 11, 2, ["  7 │ say: 剪掉停顿 xy", "    │               ^^"]),
        ("say: 剪掉停顿", 6, 2, ["  7 │ say: 剪掉停顿", "    │      ^^^^"]),
        ("e\u0301 x", 4, 1, ["  7 │ e\u0301 x", "    │   ^"]),
        ("a\x1b[2Jb", 6, 1, ["  7 │ a\\x1b[2Jb", "    │         ^"]),
        ("short", 9, 1, ["  7 │ short", "    │      ^"]),
    ],
)
def test_carets_by_display_width(source: str, column: int, length: int, expected: list[str]) -> None:
    assert excerpt(place(source, column, length)) == expected


def test_a_long_line_is_cut_around_its_caret() -> None:
    source = "x" * 300 + "HERE" + "y" * 300
    line, caret = excerpt(place(source, 301, 4))
    at = caret.index("^")
    assert line[at : at + 4] == "HERE"
    assert caret.count("^") == 4
    assert line.startswith("  7 │ …")
    assert line.endswith("…")
    assert display_width(line) <= WIDTH + 6


def test_control_characters_of_messages_are_spelt_out() -> None:
    text = render([Problem(what="say \x1b]0;owned\x07", hint="a\u202eb")])
    assert text == "error: say \\x1b]0;owned\\x07\n  a\\u202eb"


def test_colours_change_nothing_but_codes() -> None:
    problem = Problem(what="w", where=place("  abc", 3, 3), hint="h")
    painted = render([problem], paint=ansi)
    assert "\x1b[31m^^^\x1b[0m" in painted
    import re

    assert re.sub(r"\x1b\[\d+m", "", painted) == render([problem])


@given(st.text(max_size=150), st.integers(1, 200), st.integers(1, 50))
def test_whatever_the_line_holds(source: str, column: int, length: int) -> None:
    """Every line of the output is printable, and there is a caret."""
    text = render([Problem(what="w", where=place(source, column, length))])
    assert all(printable(line) == line for line in text.split("\n"))
    assert "^" in text or not source.strip()
