"""What is wrong, by index, and its translation into Problems with places. Knows a recipe's outline, not its rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nemobuild.errors import Problem
from nemobuild.recipe.nodes import Mapping, Node, Scalar, Sequence, child, text_of
from nemobuild.recipe.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong between two indices of the text. `placed`: the sentence ends in `in step "cut"`."""

    start: int
    end: int
    what: str
    hint: str = ""
    placed: bool = False


def problem_of(finding: Finding, source: Source, root: Node | None) -> Problem:
    where = source.where(finding.start, finding.end)
    suffix = f" in {element_at(root, finding.start)}" if finding.placed else ""
    return Problem(what=finding.what + suffix, where=where, hint=finding.hint)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By position, those without one first; each said once, however many cells have it."""
    unique = {(p.what, p.where and (p.where.line, p.where.column)): p for p in problems}
    return sorted(unique.values(), key=lambda p: (p.where.line, p.where.column) if p.where else (0, 0))


def element_at(root: Node | None, index: int) -> str:
    """The step, asset, export or section that the index lies in, for a sentence."""
    if isinstance(root, Mapping):
        for key, value in root.pairs():
            if value.start <= index < value.end:
                return _element(key.text, value, index)
    return "the recipe"


def _element(section: str, value: Node, index: int) -> str:
    if section == "assets" and isinstance(value, Mapping):
        for key, item in value.pairs():
            if item.start <= index < item.end:
                return f'asset "{key.text}"'
    if section in {"steps", "exports"} and isinstance(value, Sequence):
        for number, item in enumerate(value.items, 1):
            if item.start <= index < item.end:
                return _numbered(section, number, item)
    return f'"{section}"'


def _numbered(section: str, number: int, item: Node) -> str:
    name = text_of(child(item, "id" if section == "steps" else "path"))
    singular = section.removesuffix("s")
    return f'{singular} "{name}"' if name else f"{singular} {number}"


def span_of(node: Node) -> tuple[int, int]:
    """What a caret goes under: a value, or the first key of a mapping, or the first item of a list."""
    match node:
        case Mapping(keys=[first, *_]):
            return first.start, first.end
        case Sequence(items=[first_item, *_]):
            return (
                span_of(first_item)
                if not isinstance(first_item, Scalar)
                else (first_item.start, first_item.end)
            )
    return node.start, node.end
