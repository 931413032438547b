"""The `steps` of a recipe: instructions, the assets they use, and what is expected of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import get_args

from nemobuild.recipe.amounts import COUNT_FORMS, RANGE_FORMS, count, duration_range_ms
from nemobuild.recipe.model import Count, Expect, Step, TrackName
from nemobuild.recipe.nearest import did_you_mean, listed
from nemobuild.recipe.nodes import Mapping as MappingNode
from nemobuild.recipe.nodes import Node, Scalar, Sequence, child, items_of, text_of
from nemobuild.recipe.reader import Reader
from nemobuild.recipe.routing import misrouted

_ID_WORDS = 6
_ID_LENGTH = 48
_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile(r"\{[{%#]-?|-?[}%#]\}|\b(?:vars|matrix|env|git)\.")


def read_steps(reader: Reader, node: Node | None, assets: Collection[str]) -> tuple[Step, ...]:
    reading = _Reading(reader, assets, _explicit_ids(reader, node))
    steps = (reading.step(item) for item in items_of(node))
    return tuple(step for step in steps if step)


def _explicit_ids(reader: Reader, node: Node | None) -> set[str]:
    """The ids that the author gave; the second of two equal ones is wrong."""
    ids: dict[str, Node] = {}
    for item in items_of(node):
        id_node = child(item, "id")
        name = text_of(id_node)
        if name is None or id_node is None:
            continue
        if name in ids:
            line = reader.source.line_of(ids[name].start)
            reader.wrong(
                id_node, f'two steps have the id "{name}"', f"the other is in line {line}; rename one"
            )
        ids.setdefault(name, id_node)
    return set(ids)


class _Reading:
    def __init__(self, reader: Reader, assets: Collection[str], ids: set[str]) -> None:
        self.reader = reader
        self.assets = assets
        self.ids = ids
        self._numbers: dict[str, int] = {}

    def step(self, item: Node) -> Step | None:
        node = item if isinstance(item, Scalar) else child(item, "say")
        expect = self._expect(child(item, "expect"))
        uses = self._uses(child(item, "uses"))
        expanded = self.reader.expanded(node)
        if expanded is None or not isinstance(node, Scalar):
            return None
        say = expanded.text.strip()
        if not say:
            self.reader.wrong(node, "the step says nothing", "write what is to be done, or remove the step")
            return None
        if said := misrouted(say):
            self.reader.wrong(node, *said)
            return None
        offset = len(expanded.text) - len(expanded.text.lstrip())
        return Step(
            id=text_of(child(item, "id")) or self._free_id(node.text),
            say=say,
            template=node.text.strip(),
            variables=expanded.variables,
            uses=uses,
            expect=expect,
            where=self.reader.where(node),
            origin=self.reader.origin(node, expanded, offset),
        )

    def _free_id(self, template: str) -> str:
        """A slug of the first words, with a number if it is taken: the same for every cell and every version."""
        slug = slug_of(template)
        if slug not in self.ids:
            self.ids.add(slug)
            return slug
        number = self._numbers.get(slug, 2)
        while f"{slug}-{number}" in self.ids:
            number += 1
        self._numbers[slug] = number + 1
        self.ids.add(f"{slug}-{number}")
        return f"{slug}-{number}"

    def _uses(self, node: Node | None) -> tuple[str, ...]:
        items = node.items if isinstance(node, Sequence) else [node] if node is not None else []
        names = ((item, self.reader.text(item)) for item in items)
        return tuple(name for item, name in names if name is not None and self._is_asset(item, name))

    def _is_asset(self, node: Node, name: str) -> bool:
        if name not in self.assets:
            known = f"assets: {listed(self.assets)}" if self.assets else 'the recipe has no "assets:"'
            self.reader.wrong(node, f'there is no asset "{name}"', did_you_mean(name, self.assets, known))
        return name in self.assets

    def _expect(self, node: Node | None) -> Expect | None:
        if not isinstance(node, MappingNode):
            return None
        path = ("steps", "expect", "duration")
        return Expect(
            duration_ms=self.reader.parsed(
                child(node, "duration"), duration_range_ms, *path, forms=RANGE_FORMS
            ),
            tracks=self._tracks(child(node, "tracks")),
            text=self._texts(child(node, "text")),
        )

    def _tracks(self, node: Node | None) -> Mapping[TrackName, Count]:
        tracks: dict[TrackName, Count] = {}
        for name in get_args(TrackName):
            number = child(node, name)
            if (
                isinstance(number, Scalar)
                and isinstance(number.value, int)
                and not isinstance(number.value, bool)
            ):
                tracks[name] = Count(lo=number.value, hi=number.value)
            elif found := self.reader.parsed(
                number, count, "steps", "expect", "tracks", name, forms=COUNT_FORMS
            ):
                tracks[name] = found
        return tracks

    def _texts(self, node: Node | None) -> tuple[str, ...]:
        items = node.items if isinstance(node, Sequence) else [node]
        texts = (self.reader.text(item) for item in items)
        return tuple(text.strip() for text in texts if text is not None)


def slug_of(template: str) -> str:
    """`Add a title "Release {{ version }}"` → add-a-title-release-version."""
    words = _WORD.findall(_MARKS.sub(" ", template).casefold())[:_ID_WORDS]
    return "-".join(words)[:_ID_LENGTH].strip("-") or "step"
