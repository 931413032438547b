"""chat: a recipe written by talking. Each line that is said is a step, and what was done stands in the recipe."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nemobuild.cli.options import (
    backend_option,
    credits_option,
    found,
    options_of,
    recipe_argument,
    replay_option,
    shown,
    variables,
)
from nemobuild.cli.present.presenter import Presenter
from nemobuild.cli.present.text import printable
from nemobuild.cli.stop import Stop, listening
from nemobuild.errors import Interrupted, NemobuildError, StepFailed, UsageError
from nemobuild.events import Event, RunFinished, StepCached, StepErred

if TYPE_CHECKING:
    from nemobuild import api
    from nemobuild.api.chatting import Written

Overrides = Mapping[str, str]

HELP = "say what is to be done; undo takes the last step back, quit ends; nemobuild run makes the film"
_COMMANDS = {
    **dict.fromkeys(("/quit", "quit", "exit", "bye", "q"), "/quit"),
    **dict.fromkeys(("/undo", "undo"), "/undo"),
    **dict.fromkeys(("help", "?"), "/help"),
}
"""What is no edit when it is all of a line."""


@click.command("chat")
@recipe_argument
@variables
@backend_option
@replay_option
@credits_option
@shown
def chat_command(show: Presenter, recipe: Path, overrides: Overrides, **build: Any) -> int:
    """Write a recipe by talking: each line is done as a further step, and then stands in the recipe.

    What is refused is not written. "undo" takes the last step back, "quit" ends. Without a terminal the lines come from
    standard input, and the exit code is that of the first line that failed.
    """
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    chat = Chat(show, found(recipe), overrides, options_of(build))
    chat.begin()
    for line in _asked() if interactive else _read():
        if not chat.take(line.strip()):
            break
    return 0 if interactive else chat.exit_code


def _asked() -> Iterator[str]:
    """What is typed, until Ctrl-D or Ctrl-C at the prompt."""
    import contextlib
    import importlib

    with contextlib.suppress(ImportError):
        # Once it is imported, input() lets lines be edited and called back.
        importlib.import_module("readline")
    while True:
        try:
            yield input("> ")
        except (EOFError, KeyboardInterrupt):
            return


def _read() -> Iterator[str]:
    try:
        yield from sys.stdin
    except UnicodeDecodeError as error:
        raise UsageError("standard input is not UTF-8", hint="save what is said as UTF-8") from error


class Chat:
    """What was written in this conversation, the last one last. `exit_code` is that of the first failure."""

    def __init__(self, show: Presenter, recipe: Path, overrides: Overrides, options: api.Options) -> None:
        self._show, self._recipe, self._overrides, self._options = show, recipe, overrides, options
        self._written: list[Written] = []
        self._turns = 0
        self._earlier: frozenset[str] = (
            frozenset()
        )  # the ids of the recipe's steps, without the one being said
        self._in_the_way = ""  # the earlier step that the last line failed at
        self.exit_code = 0

    def begin(self) -> None:
        """Says what there is. Raises RecipeError for a recipe that is broken."""
        from nemobuild import api
        from nemobuild.timeline.summary import summary

        api.check(self._recipe, overrides=self._overrides)
        try:
            self._show.say(summary(api.timeline(self._recipe, overrides=self._overrides)))
        except UsageError:
            self._show.say(
                "nothing is recorded yet; the first thing said has the steps before it done as well"
            )
        self._show.say(HELP)

    def take(self, line: str) -> bool:
        """Does what a line says; False if it was the last."""
        command = _COMMANDS.get(line.lower().rstrip(".!"), line)
        if command == "/quit":
            return False
        if command == "/undo":
            self._try(self._undo)
        elif command.startswith("/"):
            self._show.say(HELP)
        elif line:
            self._try(lambda stop: self._say(line, stop))
        return True

    def _hear(self, event: Event) -> None:
        """Passes on what is new: steps that are recorded were listed at the first line, and a failure is shown as the error
        that it raises."""
        if isinstance(event, StepErred):
            self._in_the_way = event.step if event.step in self._earlier else ""
        elif not (isinstance(event, StepCached) and self._turns > 1):
            self._show.emit(event)
        if isinstance(event, RunFinished) and not event.changed:
            self._show.say(event.summary)  # what was said before, or taken back, is done without a message

    def _say(self, line: str, stop: Stop) -> None:
        from nemobuild import api

        cells = api.check(self._recipe, overrides=self._overrides)
        self._earlier = frozenset(step.id for cell in cells for step in cell.steps)
        done = api.say(
            self._recipe,
            line,
            overrides=self._overrides,
            options=self._options,
            emit=self._hear,
            stop=stop,
        )
        self._written.append(done)

    def _undo(self, stop: Stop) -> None:
        from nemobuild import api

        if not self._written:
            raise UsageError(
                "nothing was written here that could be taken back",
                hint="steps from before are yours to edit",
            )
        api.take_back(
            self._recipe,
            self._written.pop(),
            overrides=self._overrides,
            options=self._options,
            emit=self._hear,
            stop=stop,
        )

    def _try(self, work: Callable[[Stop], None]) -> None:
        """Shows what goes wrong and goes on; only being interrupted ends the conversation."""
        before, self._in_the_way = self._in_the_way, ""
        self._turns += 1
        try:
            with listening(self._show.say) as stop:
                work(stop)
        except Interrupted:
            raise
        except NemobuildError as error:
            self.exit_code = self.exit_code or error.exit_code
            self._failed(error, before)

    def _failed(self, error: NemobuildError, before: str) -> None:
        """Says why a line was not done. `before`: the earlier step that the line before this one failed at."""
        recipe, step = printable(str(self._recipe)), printable(self._in_the_way)
        if not step:
            self._show.failed(_of_what_was_said(error))
            self._show.say(f"{recipe} stays as it is")
        elif self._in_the_way == before:
            still = f'not done: step "{step}" of {recipe} still fails'
            self._show.failed(StepFailed(still, hint=_mend(error)))
        else:
            self._show.failed(error)
            self._show.say(f'nothing that is said can be done after step "{step}" fails; {_mend(error)}')


def _of_what_was_said(error: NemobuildError) -> NemobuildError:
    """The error of the step that was said without its place and name: it stands in no file."""
    if not isinstance(error, StepFailed):
        return error
    what = re.sub(r'^step "[^"]*":? ', "", error.what)
    return type(error)(what, hint=error.hint)


def _mend(error: NemobuildError) -> str:
    line = f"line {error.where.line}" if error.where and error.where.line else "it"
    return f"change {line} of the recipe or take it out; the conversation can stay open meanwhile"
