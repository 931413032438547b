"""Jinja2 in a sandbox that holds against hostile recipes.

A template may use expressions, `if`, `for` and `set`, a list of filters, `changelog()` and `range()`. Everything that can
make a short text grow or run for ever (macros, recursion, method calls, repetition, doubling, nested lists) is either not
there or paid for out of a budget, which is counted and not timed, so that a template that works once works always.
Knows nothing about where a template stands; `expressions` uses it, and maps what is raised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import TemplateAssertionError, nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import StrictUndefined, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from nemobuild.recipe.changelog import Section
from nemobuild.recipe.names import Names, Unknown
from nemobuild.recipe.nearest import did_you_mean
from nemobuild.recipe.template import MAX_TEXT

BUDGET = 3_000_000
"""What one template may spend: a unit a character handled, a hundred each turn of a loop."""
MAX_RANGE = 1000
_MAX_BITS = 256

_FILTER_WORDS = (
    "abs capitalize count d default first float int join last length list lower max min replace reverse sort sum title"
    " trim truncate unique upper wordcount"
)
ALLOWED_FILTERS = tuple(_FILTER_WORDS.split())
_SECTION_FIELDS = ("version", "date", "bullets", "groups", "text")
_FORBIDDEN = (
    *(nodes.Macro, nodes.CallBlock, nodes.Include, nodes.Import, nodes.FromImport),
    *(nodes.Extends, nodes.Block, nodes.AssignBlock, nodes.FilterBlock),
    *(nodes.Dict, nodes.Slice, nodes.NSRef, nodes.ScopedEvalContextModifier),
)


class Exhausted(Exception):
    """The budget of a template is spent."""


class Group:
    """`vars`, `matrix`, `env` or `git`, as a template sees it. Remembers what was looked up in it."""

    def __init__(self, name: str, names: Names, used: dict[str, str]) -> None:
        self.name = name
        self._names = names
        self._used = used

    def member(self, name: str) -> str:
        value = self._names.member(self.name, name)
        self._used[f"{self.name}.{name}"] = value
        return value


class _Limiter(NodeTransformer):
    """Refuses what is not allowed in a template, and makes loops, lists and joined texts pay."""

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:
        if isinstance(node, _FORBIDDEN):
            name = re.sub(r"(?<!^)([A-Z])", r" \1", type(node).__name__).lower()
            raise TemplateAssertionError(f"a template cannot use {_ARTICLES.get(name, name)}", node.lineno)
        super().generic_visit(node, *args, **kwargs)
        return node

    def visit_For(self, node: nodes.For) -> nodes.Node:
        if node.recursive:
            raise TemplateAssertionError("a template cannot use recursive loops", node.lineno)
        self.generic_visit(node)
        node.body.insert(0, nodes.ExprStmt(_call("tick", []), lineno=node.lineno))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        return _call("joined", node.nodes)

    def visit_List(self, node: nodes.List) -> nodes.Node:
        self.generic_visit(node)
        return _call("flat_list", node.items)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:
        self.generic_visit(node)
        return node if node.ctx == "store" else _call("flat_list", node.items)


_ARTICLES = {
    "macro": "macros",
    "call block": "macros",
    "dict": "mappings",
    "slice": "slices; write | truncate or | first",
    "assign block": "block assignments; write {% set x = … %}",
    "filter block": "filter blocks",
    "block": "blocks",
}


def _call(method: str, arguments: list[nodes.Expr]) -> nodes.Call:
    return nodes.Call(nodes.EnvironmentAttribute(method), arguments, [], None, None)


class Environment(ImmutableSandboxedEnvironment):
    """The sandbox: an allow-list of everything, and a budget."""

    intercepted_binops = frozenset(("*", "**", "+", "%", "//", "/", "-"))

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, keep_trailing_newline=True, finalize=self._finalize)
        self.filters = {name: self._paid(FILTERS[name]) for name in ALLOWED_FILTERS}
        self.globals = {}
        self.left = BUDGET
        self.callables: tuple[Callable[..., Any], ...] = (
            self.tick,
            self.joined,
            self.flat_list,
            self.short_range,
        )

    def spend(self, amount: int) -> None:
        self.left -= amount
        if self.left < 0:
            raise Exhausted

    def tick(self) -> None:
        self.spend(100)

    def joined(self, *parts: Any) -> str:
        return "".join(self._text(part) for part in parts)

    def flat_list(self, *items: Any) -> list[Any]:
        if any(not isinstance(item, str | int | float | Undefined | None) for item in items):
            raise SecurityError("a list in a template can hold texts and numbers only")
        self.spend(len(items))
        return list(items)

    def short_range(self, *bounds: int) -> range:
        numbers = range(*bounds)
        if len(numbers) > MAX_RANGE:
            raise SecurityError(f"range() goes to {MAX_RANGE} at most")
        return numbers

    def is_safe_callable(self, obj: Any) -> bool:
        return obj in self.callables

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Section) and attribute not in _SECTION_FIELDS:
            hint = did_you_mean(attribute, _SECTION_FIELDS, f"it has {', '.join(_SECTION_FIELDS)}")
            raise Unknown(f'a changelog has no "{attribute}"', hint)
        if not isinstance(obj, Group):
            return super().getattr(obj, attribute)
        try:
            return obj.member(attribute)
        except Unknown as unknown:
            if unknown.certain:
                raise
            return Missing(unknown)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Group) and isinstance(argument, str):
            return self.getattr(obj, argument)
        return super().getitem(obj, argument)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        _check_operation(operator, left, right)
        result = super().call_binop(context, operator, left, right)
        self.spend(len(result) if isinstance(result, str | list) else 1)
        return result

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        _Limiter().visit(template)
        template.set_environment(self)
        return template

    def _paid(self, one: Callable[..., Any]) -> Callable[..., Any]:
        """The filter, paying for what goes in and what comes out; what it might grow to is checked before."""
        from functools import wraps

        takes_environment = getattr(one, "jinja_pass_arg", None) is not None

        @wraps(one)
        def paid(*arguments: Any, **keywords: Any) -> Any:
            first = 1 if takes_environment else 0
            values = tuple(_filterable(value) for value in arguments[first:])
            self.spend(1 + sum(len(value) for value in values if isinstance(value, str | list | range)))
            _check_filter(one.__name__, values, keywords)
            result = one(*arguments[:first], *values, **keywords)
            result = list(result) if isinstance(result, Iterator) else result
            self.spend(len(result) if isinstance(result, str | list) else 1)
            return result

        return paid

    def _finalize(self, value: Any) -> Any:
        return value if isinstance(value, Undefined) else self._text(value)

    def _text(self, value: Any) -> str:
        """What a value looks like in a text."""
        match value:
            case bool():
                text = "true" if value else "false"
            case str() | int() | float() | Section():
                text = str(value)
            case Undefined():
                text = str(value)  # raises what is to be said of it
            case None:
                raise SecurityError("this has no value")
            case list() | range() | tuple():
                raise SecurityError('a list cannot stand in a text; write | join(", ")')
            case Group():
                raise SecurityError(f'"{value.name}" is a group of names')
            case _:
                raise SecurityError("this is no text")
        self.spend(len(text) + 1)
        return text


class Missing(StrictUndefined):
    """A name whose value this machine does not have: a default mends it. Raised with its hint in a second line."""

    __slots__ = ()

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(hint=f"{unknown.what}\n{unknown.hint}")


def _check_operation(operator: str, left: Any, right: Any) -> None:
    """Nothing may grow by more than its operands, but by multiplying small numbers."""
    if operator == "%" and isinstance(left, str):
        raise SecurityError("a template cannot use % formatting; write a ~ b")
    if operator == "*" and not (_is_number(left) and _is_number(right)):
        raise SecurityError("a template cannot repeat text or lists")
    if operator in {"*", "**"} and isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length() * right if operator == "**" else left.bit_length() + right.bit_length()
        if bits > _MAX_BITS:
            raise SecurityError("a number becomes too large")


def _filterable(value: Any) -> Any:
    """What a filter may see: data, and a changelog as its text."""
    if isinstance(value, Section):
        return str(value)
    if isinstance(value, Group) or (callable(value) and not isinstance(value, Undefined)):
        raise SecurityError("this is no text that a filter could change")
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _check_filter(name: str, values: tuple[Any, ...], keywords: Mapping[str, Any]) -> None:
    if name == "do_replace" and len(values) > 2:
        text, old, new = (str(value) for value in values[:3])
        if (text.count(old) + 1) * len(new) > MAX_TEXT:
            raise Exhausted
    if name == "do_join":
        if "attribute" in keywords or len(values) > 2:
            raise SecurityError("join takes a separator only")
        items = list(values[0]) if values and not isinstance(values[0], Undefined) else []
        if len(items) * len(str(values[1] if len(values) > 1 else keywords.get("d", ""))) > MAX_TEXT:
            raise Exhausted
