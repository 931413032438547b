"""The command `nemobuild`: which verbs there are, and where each is defined.

A verb's module is imported when the verb is used, so that a run with nothing to do loads little but click.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from nemobuild import __version__
from nemobuild.cli.options import presenter
from nemobuild.cli.outcome import exit_code_of
from nemobuild.errors import NemobuildError, UsageError

VERBS = {
    "init": "scaffold",
    "validate": "build",
    "plan": "build",
    "run": "build",
    "watch": "watch",
    "explain": "build",
    "chat": "chat",
    "diff": "inspect",
    "timeline": "inspect",
    "interpret": "inspect",
    "status": "inspect",
    "credits": "inspect",
    "share": "deliver",
    "export": "deliver",
    "lock": "keep",
    "cache": "keep",
    "resolve": "keep",
    "serve": "serve",
    "doctor": "serve",
    "schema": "scaffold",
    "completion": "scaffold",
}
"""Verb to the module of this package that defines it, in the order in which a film is made."""


class Verbs(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in VERBS:
            return None
        module = import_module(f"nemobuild.cli.{VERBS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            raise click.UsageError(f'there is no verb "{args[0]}"{_nearest(args[0])}', ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Verbs,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="nemobuild", message="%(prog)s %(version)s")
@click.pass_context
def nemobuild(context: click.Context) -> None:
    """Build films from a recipe: assets, and edit steps in plain words.

    Nothing that is unchanged is done again. Start with "nemobuild init", then "nemobuild run".
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code; see `nemobuild.errors` for what they mean."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(given)
    except click.ClickException as error:
        wrong = usage_error(error)
    _say(wrong, given)
    return wrong.exit_code


def _run(arguments: list[str]) -> int:
    """The code of the verb; errors outside of any verb (a module that fails to load) are bugs like others."""

    def work() -> int:
        code = nemobuild.main(args=arguments, prog_name="nemobuild", standalone_mode=False)
        return code if isinstance(code, int) else 0

    verbose = "--verbose" in arguments or "-v" in arguments
    return exit_code_of(work, lambda error: _say(error, arguments), verbose=verbose)


def _say(error: NemobuildError, arguments: Sequence[str]) -> None:
    """Shows an error that struck before a verb had its presenter."""
    presenter(as_json="--json" in arguments, quiet=False, verbose=False).failed(error)


def usage_error(error: click.ClickException) -> UsageError:
    """Click's error in our form: what, and the usage line as the way on."""
    message = error.format_message().rstrip(".")
    what = message[:1].lower() + message[1:]
    context = getattr(error, "ctx", None)
    if context is None:
        return UsageError(what, hint="see: nemobuild --help")
    return UsageError(what, hint=f"{context.get_usage()}\nsee: {context.command_path} --help")


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, VERBS, n=1)
    return f'; did you mean "{near[0]}"?' if near else ""
