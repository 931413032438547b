"""A problem as text: where, what, the line with its caret, how to fix it.

Pure. The caret stands under the right letters whatever the line holds: tabs, wide letters, combining marks,
control characters that had to be spelt out, or more than fits on a line.
"""

from __future__ import annotations

from collections.abc import Sequence

from nemobuild.cli.present.text import (
    ELLIPSIS,
    Paint,
    display_width,
    plain,
    printable,
    printable_character,
    printable_lines,
)
from nemobuild.errors import Problem, Where

SHOWN = 10
TAB = 4
WIDTH = 100  # columns of a source line that are shown
LEAD = 30  # of them before the caret, when a line has to be cut


def render(problems: Sequence[Problem], *, paint: Paint = plain) -> str:
    """At most ten problems, then how many more there are. Ends without a line break."""
    shown = [render_problem(problem, paint=paint) for problem in problems[:SHOWN]]
    if len(problems) > SHOWN:
        shown.append(f"{ELLIPSIS} and {len(problems) - SHOWN} more")
    return "\n".join(shown)


def render_problem(problem: Problem, *, paint: Paint = plain) -> str:
    place = printable(str(problem.where)) if problem.where else "error"
    first, *rest = printable_lines(problem.what)
    lines = [f"{paint('bold', place + ':')} {paint('red', first)}", *(f"  {line}" for line in rest)]
    if problem.where and problem.where.line and problem.where.source_line.strip():
        lines += excerpt(problem.where, paint=paint)
    if problem.hint:
        lines += [f"  {paint('cyan', line)}" for line in printable_lines(problem.hint)]
    return "\n".join(lines)


def excerpt(where: Where, *, paint: Paint = plain) -> list[str]:
    """The source line with its number, and below it the caret."""
    number = str(where.line)
    cells, at, length = _window(_cells(where.source_line), max(where.column - 1, 0), max(where.length, 1))
    indent = display_width("".join(cells[:at]))
    marked = max(display_width("".join(cells[at : at + length])), 1)
    source = "".join(cells).rstrip()
    bar = paint("dim", "│")
    return [
        f"  {paint('dim', number)} {bar} {source}",
        f"  {' ' * len(number)} {bar} {' ' * indent}{paint('red', '^' * marked)}",
    ]


def _cells(source_line: str) -> list[str]:
    """What is shown for each character of a line, so that columns of the source can be counted in it."""
    cells: list[str] = []
    column = 0
    for character in source_line.rstrip("\r\n"):
        shown = " " * (TAB - column % TAB) if character == "\t" else printable_character(character)
        column += display_width(shown)
        cells.append(shown)
    return cells


def _window(cells: list[str], at: int, length: int) -> tuple[list[str], int, int]:
    """The part of a long line around its caret, with ellipses where it was cut."""
    if display_width("".join(cells)) <= WIDTH:
        return cells, at, length
    start = max(0, min(at - LEAD, len(cells)))
    start = 0 if start <= 1 else start
    end, taken = start, 0
    while end < len(cells) and taken + display_width(cells[end]) <= WIDTH - 2:
        taken += display_width(cells[end])
        end += 1
    head = [ELLIPSIS] if start else []
    tail = [ELLIPSIS] if end < len(cells) else []
    return [*head, *cells[start:end], *tail], at - start + len(head), min(length, end - at)
