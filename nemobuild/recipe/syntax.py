"""From YAML text to a tree with places, and to every problem of syntax.

Built on the parser's events, so that nothing is constructed, nothing recurses and an alias costs nothing. What YAML can
do and a recipe has no use for (tags, several documents, keys that are no text) is a problem. A merge key `<<` is a key
like any other, as YAML 1.2 has it. Knows nothing about the recipe's fields.
"""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from nemobuild.errors import Problem
from nemobuild.recipe.findings import Finding, problem_of
from nemobuild.recipe.nodes import MAX_DEPTH, TOO_DEEP, Mapping, Node, Scalar, Sequence
from nemobuild.recipe.scalars import resolve
from nemobuild.recipe.source import Source

MAX_ALIASED = 50_000
"""How many values all aliases together may stand for."""

_QUOTE_TEMPLATE = 'put a value that begins with "{{" in quotes'


def parse(source: Source) -> tuple[Node | None, list[Problem]]:
    """The tree, None for an empty text; and what is wrong. With problems the tree is what could be understood."""
    composer = _Composer(source)
    loader = yaml.CLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    try:
        for event in yaml.parse(source.text, Loader=loader):
            composer.take(event)
    except yaml.YAMLError as error:
        from nemobuild.recipe.mistakes import problems_of  # most recipes are YAML

        fatal = problems_of(error, source)
        lines = {problem.where.line for problem in fatal if problem.where}
        before = [p for p in composer.problems() if p.where and p.where.line not in lines]
        return None, [*before, *fatal]
    except _Stop:
        return None, composer.problems()
    return composer.root, composer.problems()


class _Stop(Exception):
    """The problem just noted makes it useless to read on."""


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet. `size` counts the values in it, those behind aliases included."""

    node: Sequence | Mapping
    anchor: str | None
    key: Node | None = None
    size: int = 1


class _Composer:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.root: Node | None = None
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._aliased = 0

    def problems(self) -> list[Problem]:
        return [problem_of(finding, self.source, self.root) for finding in self.findings]

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._start(event, Mapping(keys=[], values=[], start=_start(event), end=0))
        elif isinstance(event, yaml.SequenceStartEvent):
            self._start(event, Sequence(items=[], start=_start(event), end=0))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self._stop(
                event, "a second document", 'remove the line "---" and what follows: one recipe a file'
            )

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if event.tag is not None:
            self._tag(event, event.tag)
        style = event.style or ""
        text = event.value
        value = text if style else resolve(text)
        node = Scalar(value=value, text=text, style=style, start=_start(event), end=_end(event))
        if event.anchor:
            self._anchors[event.anchor] = (node, 1)
        self._put(node, 1)

    def _start(self, event: yaml.CollectionStartEvent, node: Sequence | Mapping) -> None:
        if event.tag is not None:
            self._tag(event, event.tag)
        if len(self._open) >= MAX_DEPTH:
            self._stop(event, *TOO_DEEP)
        self._open.append(_Open(node, event.anchor))

    def _end(self, event: yaml.Event) -> None:
        closed = self._open.pop()
        closed.node.end = max(_start(event), closed.node.start + 1)
        if closed.anchor:
            self._anchors[closed.anchor] = (closed.node, closed.size)
        self._put(closed.node, closed.size)

    def _alias(self, event: yaml.AliasEvent) -> None:
        name = event.anchor or ""
        if any(frame.anchor == name for frame in self._open):
            self._stop(event, f'the alias "*{name}" stands inside what it stands for', "write the value out")
        if name not in self._anchors:
            self._stop(event, f'nothing is named "&{name}"', 'put text that begins with "*" in quotes')
        node, size = self._anchors[name]
        self._aliased += size
        if self._aliased > MAX_ALIASED:
            self._stop(event, f"aliases stand for more than {MAX_ALIASED} values", "write fewer aliases")
        self._put(node, size)

    def _put(self, node: Node, size: int) -> None:
        if not self._open:
            self.root = node
            return
        frame = self._open[-1]
        frame.size += size
        if isinstance(frame.node, Sequence):
            frame.node.items.append(node)
        elif frame.key is None:
            frame.key = node
        else:
            self._pair(frame.node, frame.key, node)
            frame.key = None

    def _pair(self, mapping: Mapping, key: Node, value: Node) -> None:
        if not isinstance(key, Scalar):
            templated = self.source.text.startswith("{", key.start)
            hint = _QUOTE_TEMPLATE if templated else "write plain text before the colon"
            self._problem(key.start, key.end, "a key must be text", hint)
        elif key.text in mapping.index:
            first = self.source.line_of(mapping.keys[mapping.index[key.text]].start)
            what, hint = f'duplicate key "{key.text}"', f"it stands in line {first} already"
            self._problem(key.start, key.end, what, hint, placed=True)
        else:
            mapping.index[key.text] = len(mapping.keys)
            mapping.keys.append(key)
            mapping.values.append(value)

    def _tag(self, event: yaml.Event, tag: str) -> None:
        hint = 'put text that begins with "!" in quotes'
        written = self.source.text[_start(event) : _end(event)].split(maxsplit=1)
        shown = next((part for part in written if part.startswith("!")), tag)
        start = _start(event)
        self._problem(start, start + len(shown), f'the tag "{shown}" means nothing here', hint)

    def _stop(self, event: yaml.Event, what: str, hint: str) -> None:
        self._problem(_start(event), _end(event), what, hint)
        raise _Stop

    def _problem(self, start: int, end: int, what: str, hint: str, *, placed: bool = False) -> None:
        self.findings.append(Finding(start=start, end=end, what=what, hint=hint, placed=placed))


def _start(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _end(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark else 0
