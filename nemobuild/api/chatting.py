"""A recipe written by talking: what is said is done as one more step, and written into the recipe once it is recorded."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from threading import Event as Flag

from nemobuild.api.keeping import bring_up
from nemobuild.engine.disk import write_atomically
from nemobuild.engine.options import NEVER, NO_OVERRIDES, Options, Overrides
from nemobuild.errors import RecipeError, UsageError
from nemobuild.events import Emit
from nemobuild.recipe.append import with_step
from nemobuild.recipe.disk import read_recipe
from nemobuild.recipe.source import decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A recipe's text before and after a step was written into it."""

    before: str
    after: str


def say(
    path: Path,
    said: str,
    *,
    overrides: Overrides = NO_OVERRIDES,
    options: Options | None = None,
    emit: Emit,
    stop: Flag = NEVER,
) -> Written:
    """Does `said` as one more step after those of the recipe, and writes it there. Renders nothing.

    Whatever keeps the step from being done is raised, and nothing is written.
    """
    try:
        said.encode()
    except UnicodeEncodeError as error:
        raise UsageError("what was said is not UTF-8", hint="say it in UTF-8") from error
    before = _text(path)
    after = with_step(before, " ".join(said.split()), str(path))
    bring_up(path, text=after, overrides=overrides, options=options, emit=emit, stop=stop)
    _write(path, before, after)
    return Written(before=before, after=after)


def take_back(
    path: Path,
    written: Written,
    *,
    overrides: Overrides = NO_OVERRIDES,
    options: Options | None = None,
    emit: Emit,
    stop: Flag = NEVER,
) -> None:
    """Takes the step out again. Its result stays in the cache. Raises UsageError if the recipe is another by now."""
    _write(path, written.after, written.before)
    bring_up(path, overrides=overrides, options=options, emit=emit, stop=stop)


def _text(path: Path) -> str:
    raw, problems = read_recipe(path)
    if problems := problems or decode(raw, str(path))[1]:
        raise RecipeError(problems)
    return raw.decode()


def _write(path: Path, known: str, text: str) -> None:
    """Writes a recipe, with the rights that it had. Raises UsageError unless its text is still `known`."""
    if _text(path) != known:
        raise UsageError(
            f"{path} was changed meanwhile, and stays as it is", hint="look at it, and say it again"
        )
    target = path.resolve()
    write_atomically(target, text.encode(), stat.S_IMODE(target.stat().st_mode))
