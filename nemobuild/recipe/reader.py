"""Reads the fields of one cell: expands their templates, and collects what is wrong with them at its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from nemobuild.errors import Problem, Where
from nemobuild.recipe.findings import Finding, span_of
from nemobuild.recipe.nodes import Node, Scalar
from nemobuild.recipe.places import Origin, index_in_source, whole
from nemobuild.recipe.scalars import resolve
from nemobuild.recipe.source import Source
from nemobuild.recipe.structure import field_check
from nemobuild.recipe.template import Expanded, Expander, is_template

T = TypeVar("T")


class Reader:
    """A None from any method means that what is wrong has been said, here or by the schema."""

    def __init__(self, source: Source, expander: Expander) -> None:
        self.source = source
        self.expander = expander
        self.findings: list[Finding] = []
        self.elsewhere: list[Problem] = []
        """Problems in other files than the recipe."""

    def expanded(self, node: Node | None) -> Expanded | None:
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            return None
        expanded = self.expander.expand(node.value)
        for fault in expanded.faults:
            start = index_in_source(self.source, node, fault.start)
            end = index_in_source(self.source, node, fault.end - 1) + 1
            self.findings.append(Finding(start=start, end=end, what=fault.what, hint=fault.hint))
        return None if expanded.faults else expanded

    def text(self, node: Node | None) -> str | None:
        expanded = self.expanded(node)
        return expanded.text if expanded else None

    def field(self, node: Node | None, *path: str) -> str | None:
        """The text of a field. What a template gave is held against the schema as if it had been written."""
        text = self.text(node)
        if text is None or not isinstance(node, Scalar) or not is_template(node.text):
            return text
        text = text.strip()
        before = len(self.findings)
        value = resolve(text) if path[-1] == "fps" else text
        field_check(*path)(
            Scalar(value=value, text=text, style=node.style, start=node.start, end=node.end), self.findings
        )
        return text if len(self.findings) == before else None

    def parsed(self, node: Node | None, parse: Callable[[str], T], *path: str, forms: str = "") -> T | None:
        """The field read by `parse`, whose ValueError is a sentence; `forms` says how it may be written."""
        text = self.field(node, *path)
        if text is None or node is None:
            return None
        try:
            return parse(text)
        except ValueError as error:
            self.wrong(node, str(error), forms)
            return None

    def wrong(self, node: Node, what: str, hint: str = "") -> None:
        start, end = span_of(node)
        self.findings.append(Finding(start=start, end=end, what=what, hint=hint))

    def where(self, node: Node) -> Where:
        return whole(self.source, node) if isinstance(node, Scalar) else self.source.where(*span_of(node))

    def origin(self, node: Scalar, expanded: Expanded, offset: int = 0) -> Origin:
        return Origin(source=self.source, node=node, pieces=expanded.pieces, offset=offset)
