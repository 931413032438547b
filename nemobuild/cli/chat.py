"""chat: a recipe written by talking. Each line that is said is a step, and what was done stands in the recipe."""

from __future__ import annotations

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
from nemobuild.errors import Interrupted, NemobuildError, UsageError

if TYPE_CHECKING:
    from nemobuild import api
    from nemobuild.api.chatting import Written

Overrides = Mapping[str, str]

HELP = "say what is to be done; /undo takes the last step back, /quit ends; nemobuild run makes the film"


@click.command("chat")
@recipe_argument
@variables
@backend_option
@replay_option
@credits_option
@shown
def chat_command(show: Presenter, recipe: Path, overrides: Overrides, **build: Any) -> int:
    """Write a recipe by talking: each line is done as a further step, and then stands in the recipe.

    What is refused is not written. /undo takes the last step back, /quit ends. Without a terminal the lines come from
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
        if line == "/quit":
            return False
        if line == "/undo":
            self._try(self._undo)
        elif line.startswith("/"):
            self._show.say(HELP)
        elif line:
            self._try(lambda stop: self._say(line, stop))
        return True

    def _say(self, line: str, stop: Stop) -> None:
        from nemobuild import api

        done = api.say(
            self._recipe,
            line,
            overrides=self._overrides,
            options=self._options,
            emit=self._show.emit,
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
            emit=self._show.emit,
            stop=stop,
        )

    def _try(self, work: Callable[[Stop], None]) -> None:
        """Shows what goes wrong and goes on; only being interrupted ends the conversation."""
        try:
            with listening(self._show.say) as stop:
                work(stop)
        except Interrupted:
            raise
        except NemobuildError as error:
            self._show.failed(error)
            self._show.say(f"{printable(str(self._recipe))} stays as it is")
            self.exit_code = self.exit_code or error.exit_code
