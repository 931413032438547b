"""The cells of a recipe, as what was asked for wants them."""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from nemobuild.engine.checkout import git_facts
from nemobuild.engine.memo import Environment
from nemobuild.engine.options import NO_OVERRIDES, Options, Overrides
from nemobuild.recipe import Context, Git, load
from nemobuild.recipe.exports import FILMS
from nemobuild.recipe.model import Export, Recipe


def check(path: Path, *, overrides: Overrides = NO_OVERRIDES) -> tuple[Recipe, ...]:
    """The cells of a recipe. Raises RecipeError with every problem there is."""
    return load_cells(path, overrides, Options(), environment())[0]


def first_cell(path: Path, overrides: Overrides = NO_OVERRIDES, backend: str | None = None) -> Recipe:
    return load_cells(path, overrides, Options(backend=backend), environment())[0][0]


def environment() -> Environment:
    return Environment(os.environ)


def load_cells(
    path: Path, overrides: Overrides, options: Options, env: Environment, text: str | None = None
) -> tuple[tuple[Recipe, ...], Any]:
    """The recipe's cells as the options want them, and the git facts if a template asked for them.

    `text` stands in for that of the file.
    """
    asked: list[Git] = []

    def git() -> Git:
        asked.append(git_facts(path.parent))
        return asked[0]

    context = Context(environ=env, git=git)
    cells = load(path, overrides=overrides, context=context, backend=options.backend, text=text)
    return tuple(_as_asked(cell, options) for cell in cells), asdict(asked[0]) if asked else None


def _as_asked(recipe: Recipe, options: Options) -> Recipe:
    if not options.draft_quality:
        return recipe
    return replace(recipe, exports=tuple(map(_quick, recipe.exports)))


DRAFT_LINES = 480
"""Pixels of the shorter side of a film that is only to be looked at."""


def _quick(export: Export) -> Export:
    """An export as `--draft` makes it: small if it is a film, and with little care."""
    if export.format not in FILMS:
        return replace(export, quality="draft")
    lines = min(int(export.resolution.removesuffix("p") or DRAFT_LINES), DRAFT_LINES)
    return replace(export, quality="draft", resolution=f"{lines}p")
