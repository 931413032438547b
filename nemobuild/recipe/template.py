"""Expands the templates in a text, and says what came from where.

Templates are Jinja2's, in a sandbox (`expressions`), which is imported only for what is more than a name: `{{ version }}`,
`{{ vars.version }}` and `{{ changelog("CHANGELOG.md", version) }}` are expanded here, because importing Jinja2 takes as
long as a whole run with nothing to do may. A test holds the two to the same results.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nemobuild.recipe.names import Names, Unknown
from nemobuild.recipe.places import Piece

if TYPE_CHECKING:
    from nemobuild.recipe.expressions import Expressions

MAX_TEXT = 100_000
"""Characters that an expanded text may have."""

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_DOTTED = rf"{_NAME}(?:\.{_NAME})?"
_QUOTED = r"""'[^'"\\{}\n]*'|"[^'"\\{}\n]*\""""
_ARGUMENT = rf"{_QUOTED}|{_DOTTED}"
_SIMPLE = (
    rf"(?<!\{{)\{{\{{\s*(?:(?P<name>{_DOTTED})"
    rf"|(?P<call>changelog\(\s*(?P<path>{_ARGUMENT})\s*,\s*(?P<version>{_ARGUMENT})\s*\)))\s*\}}\}}"
)
_CONSTANTS = frozenset(("true", "false", "none", "True", "False", "None"))
_MARKS = ("{{", "{%", "{#")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with the characters `start` to `end` of a template."""

    start: int
    end: int
    what: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanded:
    """A text after expansion. `variables` are the names it used, with values; `pieces` say what came from where."""

    text: str
    variables: Mapping[str, str] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()
    faults: tuple[Fault, ...] = ()


def is_template(text: str) -> bool:
    return "{" in text and any(mark in text for mark in _MARKS)


class Expander:
    """Expands the texts of one cell. Equal templates are expanded once."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._done: dict[str, Expanded] = {}
        self._expressions: Expressions | None = None

    def expand(self, text: str) -> Expanded:
        """The text with its templates expanded. With faults, `text` is the template itself."""
        if not is_template(text):
            return Expanded(text=text)
        if text not in self._done:
            self._done[text] = self._expand(text)
        return self._done[text]

    def _expand(self, text: str) -> Expanded:
        found = _simple(text)
        expanded = self._expand_names(text, found) if found is not None else self._jinja().expand(text)
        if len(expanded.text) > MAX_TEXT and not expanded.faults:
            fault = Fault(
                start=0, end=len(text), what=f"the text is longer than {MAX_TEXT} characters when expanded"
            )
            return Expanded(text=text, faults=(fault,))
        return expanded

    def _jinja(self) -> Expressions:
        if self._expressions is None:
            from nemobuild.recipe.expressions import Expressions  # see the module's docstring

            self._expressions = Expressions(self.names)
        return self._expressions

    def _expand_names(self, text: str, found: list[re.Match[str]]) -> Expanded:
        builder = Builder(text)
        for match in found:
            variables: dict[str, str] = {}
            value = self._evaluate(match, variables)
            if isinstance(value, Fault):
                builder.fault(value)
            else:
                builder.add(match.start(), match.end(), value, variables)
        return builder.finished()

    def _evaluate(self, match: re.Match[str], variables: dict[str, str]) -> str | Fault:
        if match["name"]:
            return self._look_up(match, "name", variables)
        path = self._look_up(match, "path", variables)
        version = self._look_up(match, "version", variables)
        if isinstance(path, Fault) or isinstance(version, Fault):
            return path if isinstance(path, Fault) else version
        try:
            value = str(self.names.changelog(path, version))
        except Unknown as unknown:
            return Fault(
                start=match.start("call"), end=match.end("call"), what=unknown.what, hint=unknown.hint
            )
        variables[call_name(path, version)] = value
        return value

    def _look_up(self, match: re.Match[str], group: str, variables: dict[str, str]) -> str | Fault:
        """The value of a name or of a quoted text. A fault lies under the last part of the name."""
        written, end = match[group], match.end(group)
        if written[0] in "'\"":
            return written[1:-1]
        path = tuple(written.split("."))
        try:
            name, value = self.names.value(path)
        except Unknown as unknown:
            return Fault(start=end - len(path[-1]), end=end, what=unknown.what, hint=unknown.hint)
        variables[name] = value
        return value


class Builder:
    """Puts an expanded text together, left to right, and remembers the pieces."""

    def __init__(self, template: str) -> None:
        self._template = template
        self._parts: list[str] = []
        self._pieces: list[Piece] = []
        self._variables: dict[str, str] = {}
        self._faults: list[Fault] = []
        self._length = 0
        self._read = 0

    def add(self, start: int, end: int, value: str, variables: Mapping[str, str]) -> None:
        """`template[start:end]` gave `value`; what stands before it is taken as it is."""
        self._put(self._template[self._read : start], self._read, start, literal=True)
        self._put(value, start, end, literal=False)
        self._variables |= variables
        self._read = end

    def fault(self, fault: Fault) -> None:
        self._faults.append(fault)

    def finished(self) -> Expanded:
        if self._faults:
            return Expanded(text=self._template, faults=tuple(self._faults))
        self._put(self._template[self._read :], self._read, len(self._template), literal=True)
        return Expanded(text="".join(self._parts), variables=self._variables, pieces=tuple(self._pieces))

    def _put(self, text: str, start: int, end: int, *, literal: bool) -> None:
        if text:
            stop = self._length + len(text)
            piece = Piece(start=self._length, end=stop, source_start=start, source_end=end, literal=literal)
            self._pieces.append(piece)
            self._parts.append(text)
            self._length = stop


def call_name(path: str, version: str) -> str:
    """What a call of `changelog` is called among the variables."""
    return f'changelog("{path}", "{version}")'


def _simple(text: str) -> list[re.Match[str]] | None:
    """The expressions of a text that holds none but names and changelogs; None if it holds anything else."""
    found = list(re.finditer(_SIMPLE, text))
    rest = re.sub(_SIMPLE, "\0", text)
    if any(mark in rest for mark in _MARKS) or any(match["name"] in _CONSTANTS for match in found):
        return None
    return found
