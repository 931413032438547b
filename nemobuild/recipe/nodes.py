"""The tree that a YAML text stands for, with the place of every value. Knows nothing about what the values mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

Plain = str | int | float | bool | None

MAX_DEPTH = 40
TOO_DEEP = (f"nested more than {MAX_DEPTH} levels deep", "a recipe needs no more than six")
"""What is wrong with a deeper tree, and the fix."""


@dataclass(slots=True, kw_only=True)
class Scalar:
    """A single value. `text` is what was written, unescaped; `value` what YAML 1.2 takes it to mean.

    `start` and `end` are indices of the source: quotes, block header and anchor included. `style` is one of
    "" (plain), "'", '"', "|" and ">".
    """

    value: Plain
    text: str
    style: str
    start: int
    end: int


@dataclass(slots=True, kw_only=True)
class Sequence:
    items: list[Node]
    start: int
    end: int


@dataclass(slots=True, kw_only=True)
class Mapping:
    """`keys[i]` belongs to `values[i]`, in the order of the text; a duplicate key is in neither."""

    keys: list[Scalar]
    values: list[Node]
    start: int
    end: int
    index: dict[str, int] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        at = self.index.get(key)
        return None if at is None else self.values[at]

    def key(self, key: str) -> Scalar | None:
        at = self.index.get(key)
        return None if at is None else self.keys[at]

    def pairs(self) -> Iterator[tuple[Scalar, Node]]:
        return zip(self.keys, self.values, strict=True)


Node = Scalar | Sequence | Mapping


def text_of(node: Node | None) -> str | None:
    """The text, if the node is text; None for anything else, of which the schema has complained already."""
    return node.value if isinstance(node, Scalar) and isinstance(node.value, str) else None


def pairs_of(node: Node | None) -> Iterator[tuple[Scalar, Node]]:
    """The pairs of a mapping, and none of anything else."""
    return node.pairs() if isinstance(node, Mapping) else iter(())


def items_of(node: Node | None) -> list[Node]:
    """The items of a list, and none of anything else."""
    return node.items if isinstance(node, Sequence) else []


def child(node: Node | None, key: str) -> Node | None:
    return node.get(key) if isinstance(node, Mapping) else None


def plain(node: Node) -> object:
    """The tree as lists, dicts and values, without places."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key.text: plain(value) for key, value in node.pairs()}
