"""interpret: what the embedded backend takes a sentence to mean, without doing it; and what it will refuse, before it is
asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from nemobuild.backend.interpret import Understanding, answer_lines, understand
from nemobuild.backend.interpret.ahead import refused_ahead
from nemobuild.backend.plugins import find
from nemobuild.errors import Problem
from nemobuild.recipe.model import Recipe


def interpret(text: str) -> Understanding:
    """What the embedded backend takes a sentence to mean."""
    return understand(text)


def interpret_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Requests, a JSON object a line, each answered with one."""
    return answer_lines(lines)


def refused(recipe: Recipe) -> tuple[Problem, ...]:
    """The parts of a recipe's steps that the embedded backend will refuse whatever the film is like, each with its place.

    None for another backend, and none where a language model is asked what the table of phrases does not know.
    """
    if recipe.backend != "local" or find.found(find.PLANNER):
        return ()
    abilities = find.abilities()
    names = [asset.file_name for asset in recipe.assets]
    return tuple(
        Problem(
            what=f'step "{step.id}": "{part.text}" will be refused: {part.reason}',
            where=step.locate(part.span.start, part.span.end),
            hint=f"nearest: {part.nearest}" if part.nearest else "say it differently",
        )
        for step in recipe.steps
        for part in refused_ahead(step.say, names, abilities)
    )
