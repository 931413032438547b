"""Lines for a GitHub workflow's log: what `human` says in groups, and annotations on the recipe's lines.

Words from recipes and servers cannot issue workflow commands: in a command they are escaped, and in a plain
line nothing of theirs stands where the runner looks for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

from nemobuild.cli.present.human import Human
from nemobuild.cli.present.problems import excerpt
from nemobuild.cli.present.streams import Look, Stream
from nemobuild.cli.present.text import printable_lines
from nemobuild.errors import NemobuildError, Problem
from nemobuild.events import ErrorRaised, Event, Planned, RunFinished, Warned

Locate = Callable[[str], str]


class GitHub:
    """Implements `presenter.Presenter`. `locate` turns a shown path into one relative to the repository."""

    def __init__(self, *, out: Stream, err: Stream, look: Look, locate: Locate = lambda path: path) -> None:
        self._err, self._locate = err, locate
        self._human = Human(out=_Guarded(out), err=_Guarded(err), look=look)
        self._open = False

    def emit(self, event: Event) -> None:
        match event:
            case Planned():
                self._end_group()
                self._open = True
                self._err.line(command("group", {}, f"nemobuild: {event.recipe}"))
            case Warned():
                self._err.line(command("warning", {"title": "nemobuild"}, _joined(event.what, event.hint)))
            case ErrorRaised():
                from nemobuild.cli.present.records import problem_of

                self._end_group()
                self._annotate(tuple(map(problem_of, event.problems)))
            case RunFinished():
                self._human.emit(event)
                self._end_group()
            case _:
                self._human.emit(event)

    def data(self, record: Mapping[str, Any], text: Callable[[], str]) -> None:
        self._human.data(record, text)

    def say(self, text: str) -> None:
        self._human.say(text)

    def failed(self, error: NemobuildError) -> None:
        self._human.close()
        self._end_group()
        self._annotate(error.problems)

    def close(self) -> None:
        self._human.close()
        self._end_group()

    def _annotate(self, problems: tuple[Problem, ...]) -> None:
        for problem in problems:
            self._err.line(annotation(problem, locate=self._locate))

    def _end_group(self) -> None:
        if self._open:
            self._err.line(command("endgroup", {}, ""))
            self._open = False


class _Guarded(Stream):
    """A stream whose plain lines the runner never takes for commands."""

    def __init__(self, stream: Stream) -> None:
        super().__init__(stream.file)

    def write(self, text: str) -> None:
        super().write("\n".join(map(harmless, text.split("\n"))))


def harmless(line: str) -> str:
    """A line in which the runner finds no command: neither `::` at its start nor the older `##[` anywhere."""
    line = line.replace("##[", "## [")
    return line.replace("::", ": :", 1) if line.lstrip().startswith("::") else line


def annotation(problem: Problem, *, locate: Locate = lambda path: path) -> str:
    """An `::error` command at the problem's place, with the excerpt and the hint in its message."""
    where = problem.where
    message = _joined(problem.what, problem.hint)
    if where is None:
        return command("error", {"title": "nemobuild"}, message)
    place: dict[str, str | int] = {"file": PurePath(locate(where.file)).as_posix()}
    if where.line:
        place |= {"line": where.line, "col": where.column, "endColumn": where.column + max(where.length, 1)}
        lines = [problem.what, *(excerpt(where) if where.source_line.strip() else []), problem.hint]
        message = "\n".join(filter(None, lines))
    return command("error", place | {"title": "nemobuild"}, message)


def command(name: str, properties: Mapping[str, str | int], message: str) -> str:
    """A workflow command; see "Workflow commands for GitHub Actions" for the escapes."""
    listed = ",".join(f"{key}={escape_property(str(value))}" for key, value in properties.items())
    return f"::{name}{' ' + listed if listed else ''}::{escape_data(_clean(message))}"


def escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


def _joined(what: str, hint: str) -> str:
    return f"{what}\n{hint}" if hint else what


def _clean(message: str) -> str:
    return "\n".join(printable_lines(message))
