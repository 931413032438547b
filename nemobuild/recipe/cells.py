"""The cells of a matrix, and the names that the templates of each can use."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from nemobuild.errors import Problem
from nemobuild.recipe.context import Context, Git
from nemobuild.recipe.findings import Finding
from nemobuild.recipe.names import RESERVED, Names
from nemobuild.recipe.nearest import did_you_mean, listed
from nemobuild.recipe.nodes import Node, Scalar, child, items_of, pairs_of, text_of
from nemobuild.recipe.reader import Reader
from nemobuild.recipe.source import Source
from nemobuild.recipe.template import Expander, is_template

if TYPE_CHECKING:
    from nemobuild.recipe.changelog import Section

MAX_CELLS = 256
_CONFIDENTIAL = (
    r"(?i)(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|APIKEY|CREDENTIAL|(?<![^_])(?:PASS|PAT|KEY|AUTH|DSN))"
    r"S?\d*(?![^_])"
)
"""A word between underscores: the long ones may be glued to what is before them (PGPASSWORD), the short ones are words alone."""

Cell = Mapping[str, str]


def read_matrix(root: Node) -> tuple[list[Cell], list[Finding]]:
    """The cells in order, the last name varying fastest; one empty cell if there is no matrix."""
    findings: list[Finding] = []
    dimensions = []
    for key, values in pairs_of(child(root, "matrix")):
        texts = _values(values, findings)
        dimensions.append([(key.text, text) for text in texts])
    number = math.prod(len(dimension) for dimension in dimensions)
    if number > MAX_CELLS:
        matrix = child(root, "matrix")
        what = f"the matrix has {number} cells, at most {MAX_CELLS} are allowed"
        return [], [
            *findings,
            Finding(start=matrix.start if matrix else 0, end=matrix.end if matrix else 1, what=what),
        ]
    return [dict(cell) for cell in itertools.product(*dimensions)], findings


def _values(node: Node, findings: list[Finding]) -> list[str]:
    """The values of a dimension as written, each once."""
    texts: list[str] = []
    for item in items_of(node):
        if not isinstance(item, Scalar) or item.value is None:
            continue
        if is_template(item.text):
            what = "a matrix value cannot hold a template"
            findings.append(Finding(start=item.start, end=item.end, what=what, hint="write the value itself"))
        elif item.text in texts:
            what = f'"{item.text}" stands in the dimension twice'
            findings.append(Finding(start=item.start, end=item.end, what=what, hint="remove one of them"))
        else:
            texts.append(item.text)
    return texts


def wrong_names(root: Node) -> list[Finding]:
    """Variables whose name means something else already, and environment variables that are secrets."""
    findings = []
    for key, _ in pairs_of(child(root, "vars")):
        if key.text in RESERVED:
            what = f'a variable cannot be called "{key.text}"'
            hint = f'in a template "{key.text}" means something else'
            findings.append(Finding(start=key.start, end=key.end, what=what, hint=hint))
    for item in items_of(child(root, "env")):
        if isinstance(item, Scalar) and re.search(_CONFIDENTIAL, item.text):
            what = f"{item.text} looks like a secret, which cannot be used in a recipe"
            hint = "what a template uses ends up in messages and records"
            findings.append(Finding(start=item.start, end=item.end, what=what, hint=hint))
    return findings


def wrong_overrides(root: Node, overrides: Mapping[str, str]) -> list[Problem]:
    """Variables that the command line sets and the recipe does not have."""
    known = [key.text for key, _ in pairs_of(child(root, "vars"))]
    there_are = f"the recipe has {listed(known)}" if known else 'the recipe has no "vars:"'
    return [
        Problem(what=f'the recipe has no variable "{name}"', hint=did_you_mean(name, known, there_are))
        for name in overrides
        if name not in known
    ]


def names_of(
    root: Node,
    source: Source,
    cell: Cell,
    overrides: Mapping[str, str],
    context: Context,
    git: Callable[[], Git],
    changelog: Callable[[str, str], Section],
    asked: dict[str, str],
) -> tuple[Names, list[Finding]]:
    """The names of a cell. Variables are expanded in their order, each with the ones above it."""
    pairs = [(key.text, value) for key, value in pairs_of(child(root, "vars"))]
    listed_env = tuple(name for item in items_of(child(root, "env")) if (name := text_of(item)))
    values: dict[str, str] = {}
    findings: list[Finding] = []

    def names(later: frozenset[str]) -> Names:
        return Names(
            vars=dict(values) if later else values,
            matrix=cell,
            listed_env=listed_env,
            environ=context.environ,
            git=git,
            changelog=changelog,
            later=later,
            asked=asked,
        )

    for at, (name, node) in enumerate(pairs):
        if not isinstance(node, Scalar) or name in overrides or not is_template(node.text):
            values[name] = overrides.get(name, node.text if isinstance(node, Scalar) else "")
            continue
        reader = Reader(source, Expander(names(frozenset(later for later, _ in pairs[at:]))))
        values[name] = reader.text(node) or ""
        findings += reader.findings
    return names(frozenset()), findings
