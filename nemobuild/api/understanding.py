"""interpret: what the embedded backend takes a sentence to mean, without doing it; and what it will refuse, before it is
asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from nemobuild.backend.interpret import Understanding, answer_lines, understand
from nemobuild.backend.interpret.ahead import refused_ahead
from nemobuild.backend.media import MediaRejected, format_of
from nemobuild.backend.plugins import find
from nemobuild.errors import Problem
from nemobuild.recipe.model import Recipe


def interpret(text: str) -> Understanding:
    """What the embedded backend takes a sentence to mean."""
    return understand(text)


def interpret_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Requests, a JSON object a line, each answered with one."""
    return answer_lines(lines)


def refused(recipe: Recipe, steps: Collection[str] | None = None) -> tuple[Problem, ...]:
    """What the embedded backend will refuse whatever the film is like, each with its place: files that are not what their
    names say, and parts of steps. `steps`: the ids of those that are looked at; without, all are.

    None for another backend; of the steps none where a language model is asked what the table of phrases does not know.
    """
    if recipe.backend != "local":
        return ()
    files = tuple(_refused_files(recipe))
    return files if find.found(find.PLANNER) else files + _refused_steps(recipe, steps)


def _refused_files(recipe: Recipe) -> Iterator[Problem]:
    """Read no further than their first bytes: what only decoding tells, a run says."""
    for asset in recipe.assets:
        if asset.path is None:
            continue
        try:
            format_of(asset.path, asset.file_name)
        except MediaRejected as problem:
            yield Problem(what=f"{asset.name}: {problem.what}", where=asset.where, hint=problem.hint)
        except OSError:
            continue  # a run says what is wrong with the file


def _refused_steps(recipe: Recipe, steps: Collection[str] | None) -> tuple[Problem, ...]:
    abilities = find.abilities()
    names = [asset.file_name for asset in recipe.assets]
    return tuple(
        Problem(
            what=f'step "{step.id}": "{part.text}" will be refused: {part.reason}',
            where=step.locate(part.span.start, part.span.end),
            hint=f"nearest: {part.nearest}" if part.nearest else "say it differently",
        )
        for index, step in enumerate(recipe.steps)
        if steps is None or step.id in steps
        for part in refused_ahead(step.say, names, abilities, goes_on=index > 0)
    )
