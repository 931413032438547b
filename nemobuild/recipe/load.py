"""From a recipe file to its values, one Recipe a matrix cell, or to everything that is wrong with it.

    bytes → text → tree → shape → cells → names → fields → Recipe

Each stage goes as far as it can, so that all problems are said at once. The module knows the order of the stages and
which of them need the disk; what they check is theirs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from nemobuild.errors import Problem, RecipeError, Where
from nemobuild.recipe.assets import read_assets
from nemobuild.recipe.cells import Cell, names_of, read_matrix, wrong_names, wrong_overrides
from nemobuild.recipe.context import Context, Git, unreadable
from nemobuild.recipe.disk import Found, Project, read_recipe
from nemobuild.recipe.exports import read_exports
from nemobuild.recipe.findings import Finding, in_order, problem_of
from nemobuild.recipe.model import Export, Recipe
from nemobuild.recipe.names import Unknown
from nemobuild.recipe.nearest import did_you_mean, listed
from nemobuild.recipe.nodes import Node, Scalar, child, pairs_of
from nemobuild.recipe.reader import Reader
from nemobuild.recipe.skill import read_skill
from nemobuild.recipe.source import Source, decode
from nemobuild.recipe.steps import read_steps
from nemobuild.recipe.structure import check
from nemobuild.recipe.syntax import parse
from nemobuild.recipe.template import Expander

if TYPE_CHECKING:
    from nemobuild.recipe.changelog import Section

_NOTHING: Mapping[str, str] = MappingProxyType({})


def load(
    path: Path,
    *,
    overrides: Mapping[str, str] = _NOTHING,
    context: Context | None = None,
    backend: str | None = None,
    text: str | None = None,
) -> tuple[Recipe, ...]:
    """The recipes in a file: one for each cell of its matrix, in order; one if it has none.

    `overrides` are variables from the command line, `backend` one that replaces the recipe's, and `text` stands in for
    the file's. RecipeError carries every problem, in the order of the file.
    """
    raw, problems = read_recipe(path) if text is None else (text.encode(), [])
    source, more = decode(raw, str(path)) if not problems else (Source("", str(path)), [])
    _raise([*problems, *more])
    root, syntax = parse(source)
    if root is None or (isinstance(root, Scalar) and root.value is None):
        raise RecipeError(in_order(syntax) or [_empty(path)])
    return _Loading(path, source, root, overrides, context or Context(), backend).recipes(syntax)


def _empty(path: Path) -> Problem:
    hint = 'begin it with "nemobuild: 1", or make one: nemobuild init'
    return Problem(what="the recipe is empty", where=Where(file=str(path), line=1, column=1), hint=hint)


def _raise(problems: Iterable[Problem]) -> None:
    if every := in_order(problems):
        raise RecipeError(every)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A cell's recipe, and the nodes that say where its exports go."""

    recipe: Recipe
    exports: tuple[tuple[Node, Export], ...]


class _Loading:
    """The stages after the text is a tree."""

    def __init__(
        self,
        path: Path,
        source: Source,
        root: Node,
        overrides: Mapping[str, str],
        context: Context,
        backend: str | None,
    ) -> None:
        self.path = path
        self.source = source
        self.root = root
        self.overrides = overrides
        self.context = context
        self.backend = backend
        self.project = Project(path)
        self.git: Callable[[], Git] = cache(context.git)
        self.changelogs = _Changelogs(self.project, context)
        self.findings: list[Finding] = []
        self.problems: list[Problem] = []

    def recipes(self, syntax: list[Problem]) -> tuple[Recipe, ...]:
        shape = check(self.root)
        cells, wrong = read_matrix(self.root)
        self.findings += [*wrong, *wrong_names(self.root)]
        self.problems += [*syntax, *wrong_overrides(self.root, self.overrides)]
        read = [self._read(cell) for cell in cells]
        self._refuse_collisions(read)
        said = {finding.start for finding in shape}
        every = [*shape, *(finding for finding in self.findings if finding.start not in said)]
        _raise([*self.problems, *(problem_of(finding, self.source, self.root) for finding in every)])
        return tuple(one.recipe for one in read)

    def _read(self, cell: Cell) -> _Read:
        asked: dict[str, str] = {}
        names, wrong = names_of(
            self.root,
            self.source,
            cell,
            self.overrides,
            self.context,
            self.git,
            self.changelogs.section,
            asked,
        )
        reader = Reader(self.source, Expander(names))
        read = self._fields(reader, cell, asked)
        self.findings += [*wrong, *reader.findings]
        self.problems += reader.elsewhere
        return read

    def _fields(self, reader: Reader, cell: Cell, asked: dict[str, str]) -> _Read:
        field = self._field
        skill = read_skill(reader, field("skill"), self.project, self.context)
        backend = self.backend or reader.field(field("backend"), "backend") or "local"
        assets = read_assets(reader, field("assets"), self.project, backend, skill.name)
        exports = read_exports(reader, field("exports"), self.project, assets)
        recipe = Recipe(
            path=self.path,
            root=self.project.root,
            name=reader.text(field("name")) or self._default_name(),
            cell=dict(cell),
            backend=backend,
            skill=skill,
            language=reader.field(field("language"), "language") or "en",
            budget_credits=_credits(child(field("budget"), "max_credits")),
            assets=assets,
            steps=read_steps(reader, field("steps"), self._asset_names()),
            exports=tuple(export for _, export in exports),
            reads=(*self.changelogs.paths(), *self._skill_file(reader)),
            asked=asked,
        )
        return _Read(recipe=recipe, exports=exports)

    def _field(self, name: str) -> Node | None:
        return child(self.root, name)

    def _asset_names(self) -> dict[str, None]:
        """All that are written, so that a step is not blamed for a file that is missing."""
        return {key.text: None for key, _ in pairs_of(self._field("assets"))}

    def _default_name(self) -> str:
        return self.project.root.name if self.path.stem == "nemobuild" else self.path.stem

    def _skill_file(self, reader: Reader) -> list[Path]:
        node = self._field("skill")
        text = reader.text(node) if isinstance(node, Scalar) else None
        return [self.project.find(text).path] if text and text.lower().endswith(".md") else []

    def _refuse_collisions(self, read: list[_Read]) -> None:
        """Cells that write to one file would undo each other's work."""
        first: dict[Path, Cell] = {}
        for one in read:
            for node, export in one.exports:
                other = first.setdefault(export.path, one.recipe.cell)
                if other is not one.recipe.cell:
                    self.findings.append(_collision(node, export, one.recipe.cell, other))


def _collision(node: Node, export: Export, cell: Cell, other: Cell) -> Finding:
    names = [name for name in cell if cell[name] != other[name]]
    missing = "-".join(
        f"{{{{ matrix.{name} }}}}" for name in names if f"matrix.{name}" not in export.where.source_line
    )
    cells = " and ".join(", ".join(f"{name} {one[name]}" for name in names) for one in (other, cell))
    what = f'the cells {cells} both export to "{export.shown}"'
    return Finding(
        start=node.start, end=node.end, what=what, hint=f"put {missing or 'the value'} into the path"
    )


def _credits(node: Node | None) -> int | None:
    value = node.value if isinstance(node, Scalar) else None
    return int(value) if isinstance(value, int | float) and math.isfinite(value) else None


class _Changelogs:
    """The changelogs that templates asked for, each read once."""

    def __init__(self, project: Project, context: Context) -> None:
        self._project = project
        self._context = context
        self._texts: dict[Path, str] = {}

    def section(self, shown: str, version: str) -> Section:
        """What the changelog `shown` says of a version. Unknown, with the versions that are there, if it says nothing."""
        from nemobuild.recipe.changelog import headings, section, versions  # few recipes have one

        text = self._text(shown)
        found = section(text, version)
        if found is None:
            known = versions(text)
            others = f"; its headings are {listed(headings(text))}" if headings(text) else ""
            has = f"it has {listed(known)}" if known else f'a version begins with "## [1.0.0]"{others}'
            raise Unknown(f'"{shown}" has no version "{version}"', did_you_mean(version, known, has))
        return found

    def paths(self) -> tuple[Path, ...]:
        return tuple(self._texts)

    def _text(self, shown: str) -> str:
        found = self._project.find(shown)
        if found.path not in self._texts:
            self._texts[found.path] = self._read(shown, found)
        return self._texts[found.path]

    def _read(self, shown: str, found: Found) -> str:
        if found.trouble:
            raise Unknown(f'"{shown}" cannot be read: {found.trouble}', "check the path and who may read it")
        if found.status is None:
            raise Unknown(f'there is no file "{shown}"', "paths are relative to the recipe's folder")
        if not found.is_file:
            raise Unknown(f'"{shown}" cannot be read: it is no regular file', "name a file")
        try:
            return self._context.read_text(found.path)
        except (OSError, UnicodeDecodeError) as error:
            raise Unknown(*unreadable(shown, error)) from None
