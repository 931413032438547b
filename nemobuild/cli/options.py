"""Options that several verbs share, and the values they are read into.

A verb decorated with `shown` gets its presenter as first argument, and its errors as words and exit codes.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from nemobuild.cli.outcome import exit_code_of
from nemobuild.cli.present.presenter import Presenter
from nemobuild.cli.present.streams import Look, Stream
from nemobuild.errors import UsageError

if TYPE_CHECKING:
    from nemobuild import api

DEFAULT_RECIPE = Path("nemobuild.yaml")

F = TypeVar("F", bound=Callable[..., Any])


def shown(verb: Callable[..., int | None]) -> Callable[..., None]:
    """Adds --json, --quiet and --verbose, and hands the presenter that they choose to the verb."""

    @click.option("--json", "as_json", is_flag=True, help="JSON lines on standard output, for programs.")
    @click.option("-q", "--quiet", is_flag=True, help="Only warnings, errors and data.")
    @click.option("-v", "--verbose", is_flag=True, help="Reasons, changes and, after a bug, its traceback.")
    @click.pass_context
    @wraps(verb)
    def run(
        context: click.Context, /, *, as_json: bool, quiet: bool, verbose: bool, **arguments: Any
    ) -> None:
        show = presenter(as_json=as_json, quiet=quiet, verbose=verbose)
        try:
            code = exit_code_of(lambda: verb(show, **arguments), show.failed, verbose=verbose)
        finally:
            show.close()
        context.exit(code)

    return run


def presenter(*, as_json: bool, quiet: bool, verbose: bool) -> Presenter:
    """The presenter for this process's streams and environment."""
    look = look_of(os.environ, quiet=quiet, verbose=verbose, err=_is_terminal(sys.stderr))
    out, err = Stream(sys.stdout), Stream(sys.stderr)
    if as_json:
        from nemobuild.cli.present.jsonlines import JsonLines

        return JsonLines(out=out, err=err, look=look)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        from nemobuild.cli.present.github import GitHub

        return GitHub(out=out, err=err, look=look, locate=in_repository)
    from nemobuild.cli.present.human import Human

    return Human(out=out, err=err, look=look, columns=columns)


def look_of(environ: Mapping[str, str], *, quiet: bool, verbose: bool, err: bool) -> Look:
    """What to show. `err` is whether messages go to a terminal. See no-color.org."""
    colours = not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    return Look(
        quiet=quiet,
        verbose=verbose,
        colour=err and colours,
        interactive=err and environ.get("TERM") != "dumb",
    )


def in_repository(path: str) -> str:
    """A shown path, relative to the repository that a GitHub workflow runs in."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    return os.path.relpath(path, workspace) if workspace else path


def _is_terminal(stream: Any) -> bool:
    return stream is not None and bool(stream.isatty())


def columns() -> int:
    """The width of the terminal, 100 where there is none."""
    import shutil

    return shutil.get_terminal_size((100, 24)).columns


def recipe_argument(verb: F) -> F:
    """RECIPE, by default nemobuild.yaml of this folder; a folder means the one in it."""
    return click.argument("recipe", required=False, type=click.Path(path_type=Path), callback=_recipe)(verb)


def _recipe(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path:
    del context, parameter
    if value is None:
        return DEFAULT_RECIPE
    return value / DEFAULT_RECIPE if value.is_dir() else value


def found(recipe: Path) -> Path:
    """The recipe's path; UsageError with the way on if it is the default one and there is none."""
    if recipe.name == DEFAULT_RECIPE.name and not recipe.exists():
        place = "this folder" if recipe.parent == Path() else str(recipe.parent)
        raise UsageError(
            f"there is no {DEFAULT_RECIPE} in {place}", hint="name a recipe, or make one with: nemobuild init"
        )
    return recipe


def variables(verb: F) -> F:
    """--var NAME=VALUE, as often as wanted."""
    return click.option(
        "--var",
        "overrides",
        multiple=True,
        metavar="NAME=VALUE",
        callback=lambda _context, _parameter, values: parse_variables(values),
        help="Set a variable of the recipe. May be repeated.",
    )(verb)


def parse_variables(values: tuple[str, ...]) -> dict[str, str]:
    """Names and values; the last of two equal names wins."""
    parsed: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not name.strip():
            raise click.BadParameter(f'"{value}" is not NAME=VALUE')
        parsed[name.strip()] = text
    return parsed


def backend_option(verb: F) -> F:
    return click.option(
        "--backend", metavar="NAME|URL", help="local, nemo, or a URL; in place of the recipe's own."
    )(verb)


DRAFTS = "drafts: at most 480p, and put where the films go; a run without --draft makes the films"


def build_options(verb: F) -> F:
    """The options of verbs that plan or run; `options_of` makes `api.Options` of them."""
    for option in reversed(BUILD_OPTIONS):
        verb = option(verb)
    return verb


replay_option = click.option(
    "--allow-replay", is_flag=True, help="Let a backend that charges do recorded steps again."
)
credits_option = click.option(
    "--max-credits", type=click.IntRange(min=0), metavar="N", help="Spend at most N credits."
)

BUILD_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    backend_option,
    click.option("--locked", is_flag=True, help="Stop if a message would have to be sent."),
    click.option("--no-cache", is_flag=True, help="Use no recorded results."),
    click.option("--no-store", is_flag=True, help="Record no results."),
    replay_option,
    credits_option,
    click.option(
        "--draft",
        "draft_quality",
        is_flag=True,
        help="Render small and fast, in the place of the films, for a look.",
    ),
)


SIZE_UNITS = {"": 1, "b": 1, "k": 10**3, "kb": 10**3, "m": 10**6, "mb": 10**6, "g": 10**9, "gb": 10**9}
AGE_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def parse_size(text: str | None) -> int | None:
    """Bytes of `500MB`, `2 GB`, `800k` or a plain number; powers of 1000."""
    return _quantity(text, SIZE_UNITS, "size; write for example 500MB or 2GB")


def parse_age(text: str | None) -> int | None:
    """Seconds of `90s`, `30m`, `12h`, `7d` or `2w`."""
    return _quantity(text, AGE_UNITS, "age; write for example 12h or 7d")


def _quantity(text: str | None, units: Mapping[str, int], wanted: str) -> int | None:
    if text is None:
        return None
    number, unit = _amount(text)
    factor = units.get(unit.lower())
    if number is None or factor is None or math.isinf(number * factor):
        raise click.BadParameter(f'"{text}" is no {wanted}')
    return round(number * factor)


def _amount(text: str) -> tuple[float | None, str]:
    """The number at the start of a text, and its unit."""
    digits = text.strip().rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ")
    unit = text.strip()[len(digits) :].strip()
    whole, _dot, part = digits.partition(".")
    plain = whole.isascii() and whole.isdigit() and (not part or (part.isascii() and part.isdigit()))
    return (float(digits) if plain else None), unit


def options_of(build: Mapping[str, Any], **more: Any) -> api.Options:
    """What `build_options` collected, as the API takes it."""
    from nemobuild import api

    return api.Options(**build, **more)
