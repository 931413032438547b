"""diff, timeline, interpret, status, credits: verbs that look and change nothing."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from nemobuild.cli.options import backend_option, columns, found, recipe_argument, shown, variables
from nemobuild.cli.present.jsonlines import JsonLines
from nemobuild.cli.present.presenter import Presenter
from nemobuild.cli.present.records import line_of
from nemobuild.cli.present.streams import Stream
from nemobuild.cli.present.text import printable, printable_lines
from nemobuild.errors import UsageError

Overrides = Mapping[str, str]


@click.command("timeline")
@recipe_argument
@variables
@click.option("--step", metavar="ID", help="As it was after this step; without, after the last.")
@click.option(
    "--svg", "svg_file", type=click.Path(path_type=Path, dir_okay=False), help="Write a picture of it."
)
@shown
def timeline_command(
    show: Presenter, recipe: Path, overrides: Overrides, step: str | None, svg_file: Path | None
) -> None:
    """Show the recorded timeline: a summary and a chart, or an SVG. Nothing is sent."""
    from nemobuild import api
    from nemobuild.timeline.draft import stamped
    from nemobuild.timeline.summary import summary, svg, text_chart

    timeline = api.timeline(found(recipe), overrides=overrides, step=step)
    if svg_file is not None:
        _write(svg_file, svg(timeline))
        show.data({"type": "file", "path": str(svg_file)}, str(svg_file).__str__)
        return
    record = {"type": "timeline", "summary": summary(timeline), "draft": stamped(timeline)}
    show.data(record, lambda: f"{summary(timeline)}\n\n{text_chart(timeline, chart_width(columns()))}")


def chart_width(columns: int) -> int:
    """Columns of the chart's bars, beside their names."""
    return min(max(columns - 14, 20), 100)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", hint="name another file") from error


@click.command("diff")
@recipe_argument
@variables
@click.option("--from", "before", metavar="ID", help="The step to compare from; without, the one before.")
@click.option("--to", "after", metavar="ID", help="The step to compare with; without, the last.")
@shown
def diff_command(
    show: Presenter, recipe: Path, overrides: Overrides, before: str | None, after: str | None
) -> None:
    """Show how the recorded timeline differs between two steps."""
    from nemobuild import api

    changes = api.diff(found(recipe), overrides=overrides, before=before, after=after)
    show.data({"type": "diff", "changes": list(changes)}, lambda: _listed(changes))


def _listed(changes: tuple[str, ...]) -> str:
    return "\n".join(line for change in changes for line in printable_lines(change)) or "no difference"


@click.command("interpret")
@click.argument("text")
@shown
def interpret_command(show: Presenter, text: str) -> None:
    """Show what the embedded backend takes TEXT to mean, without doing it. TEXT - reads standard input.

    With --json, standard input holds a request a line, {"id", "text", "input"}, and each is answered with a
    line, in order and without a version before them.
    """
    from nemobuild import api
    from nemobuild.cli import interpretation

    if text != "-":
        meaning = api.interpret(text)
        show.data(interpretation.record(meaning), lambda: interpretation.text(meaning))
    elif isinstance(show, JsonLines):
        for answer in api.interpret_lines(sys.stdin):
            Stream(sys.stdout).line(line_of(answer))
    else:
        meaning = api.interpret(sys.stdin.read())
        show.data(interpretation.record(meaning), lambda: interpretation.text(meaning))


@click.command("status")
@recipe_argument
@backend_option
@shown
def status_command(show: Presenter, recipe: Path, backend: str | None) -> None:
    """Show what the project's session holds, and what is recorded."""
    from nemobuild import api

    status = api.status(found(recipe), backend=backend)
    show.data({"type": "status", **status}, lambda: status_text(status))


def status_text(status: Mapping[str, object]) -> str:
    """A line for each thing that is known, under its name."""
    lines = []
    for name, value in status.items():
        words = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
        if words:
            lines.append(f"{name.replace('_', ' ') + ':':<16}{printable(words)}")
    return "\n".join(lines)


@click.command("credits")
@recipe_argument
@backend_option
@shown
def credits_command(show: Presenter, recipe: Path, backend: str | None) -> None:
    """Show the account's credits: available, frozen for work in progress, in all."""
    from nemobuild import api

    balance = api.credits(found(recipe), backend=backend)
    numbers = {"available": balance.available, "frozen": balance.frozen, "total": balance.total}
    show.data({"type": "credits", **numbers}, lambda: credits_text(numbers))


def credits_text(numbers: Mapping[str, int | None]) -> str:
    """The numbers that the backend says; one that does not count says none."""
    said = [f"{number} {name}" for name, number in numbers.items() if number is not None]
    return ", ".join(said) or "no limit"
