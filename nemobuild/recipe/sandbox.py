"""Templates that are more than a name, by Jinja2 in a sandbox that holds against hostile recipes.

A template may use expressions, `if`, `for` and `set`, a list of filters, `changelog()` and `range()`. Everything that can
make a short text grow or run for ever (macros, recursion, method calls, repetition, doubling, nested lists) is either not
there or paid for out of a budget, which is counted and not timed, so that a template that works once works always.
The one file that knows Jinja2; its exceptions end here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import Template, TemplateAssertionError, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2 import meta as jinja_meta
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import StrictUndefined, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from nemobuild.recipe.changelog import Section
from nemobuild.recipe.names import GROUPS, Names, Unknown
from nemobuild.recipe.nearest import did_you_mean
from nemobuild.recipe.template import MAX_TEXT, Builder, Expanded, Fault, call_name

BUDGET = 3_000_000
"""What one template may spend: a unit a character handled, a hundred each turn of a loop."""
MAX_RANGE = 1000
_MAX_BITS = 256

_FILTERS = (
    *(
        "abs",
        "capitalize",
        "count",
        "d",
        "default",
        "first",
        "float",
        "int",
        "join",
        "last",
        "length",
        "list",
        "lower",
    ),
    *(
        "max",
        "min",
        "replace",
        "reverse",
        "sort",
        "sum",
        "title",
        "trim",
        "truncate",
        "unique",
        "upper",
        "wordcount",
    ),
)
_FORBIDDEN = (
    *(
        nodes.Macro,
        nodes.CallBlock,
        nodes.Include,
        nodes.Import,
        nodes.FromImport,
        nodes.Extends,
        nodes.Block,
    ),
    *(
        nodes.AssignBlock,
        nodes.FilterBlock,
        nodes.Dict,
        nodes.Slice,
        nodes.NSRef,
        nodes.ScopedEvalContextModifier,
    ),
)
_OPENERS = {"variable_begin", "block_begin", "comment_begin"}
_Token = tuple[int, str, str]
"""Index in the template, type, and the text as it stands there."""


class _Exhausted(Exception):
    """The budget of a template is spent."""


class _Group:
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


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox: an allow-list of everything, and a budget."""

    intercepted_binops = frozenset(("*", "**", "+", "%", "//", "/", "-"))

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, keep_trailing_newline=True, finalize=self._finalize)
        self.filters = {name: self._paid(FILTERS[name]) for name in _FILTERS}
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
            raise _Exhausted

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
        if not isinstance(obj, _Group):
            return super().getattr(obj, attribute)
        try:
            return obj.member(attribute)
        except Unknown as unknown:
            if unknown.certain:
                raise
            return _Missing(unknown)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, _Group) and isinstance(argument, str):
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
            case _Group():
                raise SecurityError(f'"{value.name}" is a group of names')
            case _:
                raise SecurityError("this is no text")
        self.spend(len(text) + 1)
        return text


class _Missing(StrictUndefined):
    """A name whose value this machine does not have: a default mends it."""

    __slots__ = ("unknown",)

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(hint=unknown.what)
        self.unknown = unknown


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
    if isinstance(value, _Group) or callable(value):
        raise SecurityError("this is no text that a filter could change")
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _check_filter(name: str, values: tuple[Any, ...], keywords: Mapping[str, Any]) -> None:
    if name == "do_replace" and len(values) > 2:
        text, old, new = (str(value) for value in values[:3])
        if (text.count(old) + 1) * len(new) > MAX_TEXT:
            raise _Exhausted
    if name == "do_join":
        if "attribute" in keywords or len(values) > 2:
            raise SecurityError("join takes a separator only")
        items = list(values[0]) if values and not isinstance(values[0], Undefined) else []
        if len(items) * len(str(values[1] if len(values) > 1 else keywords.get("d", ""))) > MAX_TEXT:
            raise _Exhausted


class Sandbox:
    """Expands templates of one cell with Jinja2."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._environment = _Environment()
        self._compiled: dict[str, Template] = {}

    def expand(self, text: str) -> Expanded:
        """As `Expander.expand`. Expressions stand alone where they can, so that each fault has its own place."""
        try:
            tokens = _tokens(self._environment, text)
            faults = self._undefined(text, tokens)
        except (TemplateError, RecursionError) as error:
            return Expanded(text=text, faults=(_syntax_fault(text, error),))
        if faults:
            return Expanded(text=text, faults=tuple(faults))
        builder = Builder(text)
        for start, end in _parts(text, tokens):
            self._add(builder, text, start, end)
        return builder.finished()

    def _add(self, builder: Builder, text: str, start: int, end: int) -> None:
        used: dict[str, str] = {}
        try:
            value = self._render(text[start:end], used)
        except Exception as error:  # whatever an expression can raise is a fault of that expression
            what, hint = _explain(error)
            builder.fault(Fault(start=start, end=end, what=what, hint=hint))
        else:
            builder.add(start, end, value, used)

    def _render(self, template: str, used: dict[str, str]) -> str:
        if template not in self._compiled:
            self._compiled[template] = self._environment.from_string(template)
        changelog = self._changelog(used)
        environment = self._environment
        environment.left = BUDGET
        environment.callables = (*environment.callables[:4], changelog)
        groups = {name: _Group(name, self._names, used) for name in GROUPS}
        for name in (
            jinja_meta.find_undeclared_variables(environment.parse(template)) & self._names.vars.keys()
        ):
            used[f"vars.{name}"] = self._names.vars[name]
        values = {**self._names.vars, **groups, "changelog": changelog, "range": environment.short_range}
        return self._compiled[template].render(values)

    def _changelog(self, used: dict[str, str]) -> Callable[[str, str], Section]:
        def changelog(path: str, version: str) -> Section:
            section = self._names.changelog(str(path), str(version))
            used[call_name(path, version)] = str(section)
            return section

        return changelog

    def _undefined(self, text: str, tokens: list[_Token]) -> list[Fault]:
        """Names that cannot have a value, wherever they stand, in branches not taken too."""
        undeclared = jinja_meta.find_undeclared_variables(self._environment.parse(text))
        undefined = undeclared - self._names.vars.keys() - {*GROUPS, "changelog", "range"}
        faults = []
        words = [token for token in tokens if token[1] != "whitespace"]
        for at, (start, kind, word) in enumerate(words):
            if kind != "name" or not _stands_alone(words, at):
                continue
            if word in undefined:
                faults.append(_fault(start, word, self._names.unknown(word)))
            elif word in GROUPS and word in undeclared and (member := _member(words, at)):
                try:
                    self._names.expect_member(word, member[1])
                except Unknown as unknown:
                    faults.append(_fault(member[0], member[1], unknown))
        return faults


def _fault(start: int, word: str, unknown: Unknown) -> Fault:
    return Fault(start=start, end=start + len(word), what=unknown.what, hint=unknown.hint)


def _stands_alone(words: list[_Token], at: int) -> bool:
    """The name is a variable: no attribute, filter, test or keyword of a call."""
    before = words[at - 1][2] if at else ""
    after = words[at + 1][2] if at + 1 < len(words) else ""
    return before not in {".", "|", "is"} and not (after == "=" and before in {",", "("})


def _member(words: list[_Token], at: int) -> tuple[int, str] | None:
    following = words[at + 1 : at + 3]
    if len(following) == 2 and following[0][2] == "." and following[1][1] == "name":
        return following[1][0], following[1][2]
    return None


def _tokens(environment: _Environment, text: str) -> list[_Token]:
    """Jinja's tokens with the index that each begins at; stripped white space is skipped."""
    tokens, at = [], 0
    for _, kind, word in environment.lex(text):
        found = text.find(word, at)
        if found >= 0:
            tokens.append((found, kind, word))
            at = found + len(word)
    return tokens


def _parts(text: str, tokens: list[_Token]) -> list[tuple[int, int]]:
    """The ranges to expand one by one: each expression, or the whole where statements tie them together."""
    kinds = {kind for _, kind, _ in tokens}
    strips = any(kind in _OPENERS and word.endswith(("-", "+")) for _, kind, word in tokens)
    strips = strips or any(kind.endswith("_end") and word[0] in "-+" for _, kind, word in tokens)
    if strips or kinds & {"block_begin", "raw_begin", "comment_begin"}:
        return [(0, len(text))]
    starts = [start for start, kind, _ in tokens if kind == "variable_begin"]
    ends = [start + len(word) for start, kind, word in tokens if kind == "variable_end"]
    return list(zip(starts, ends, strict=True))


def _syntax_fault(text: str, error: TemplateError | RecursionError) -> Fault:
    """Under the expressions of the line that Jinja names."""
    what, hint = _explain(error)
    line = error.lineno if isinstance(error, TemplateSyntaxError) else 1
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    start = starts[min(line, len(starts)) - 1]
    end = (text.find("\n", start) + 1 or len(text) + 1) - 1
    marks = list(re.finditer(r"\{[{%#]", text[start:end]))
    if marks:
        last = marks[-1] if "end of template" in str(error) else marks[0]
        start += last.start()
        close = text.find("}}" if last[0] == "{{" else "%}", start)
        end = close + 2 if 0 <= close < end else end
    return Fault(start=start, end=max(end, start + 1), what=what, hint=hint)


def _explain(error: Exception) -> tuple[str, str]:
    """What went wrong, and how to fix it."""
    match error:
        case Unknown():
            return error.what, error.hint
        case _Exhausted() | RecursionError() | MemoryError():
            return "the template does too much", "make it smaller: texts of a few lines are what it is for"
        case TemplateAssertionError() if "No filter named" in str(error):
            return _unknown_filter(str(error))
        case TemplateAssertionError():
            return _first_line(error), ""
        case TemplateSyntaxError() if "end of template" in str(error):
            return "the template is never closed", 'close it with "}}" or "%}", and an if or for with its end'
        case TemplateSyntaxError():
            return f"the template is broken: {_first_line(error)}", ""
        case SecurityError() if "safely callable" in str(error):
            return "a template can call changelog() and range() only", "use a filter: {{ name | upper }}"
        case SecurityError() | UndefinedError():
            return _first_line(error), ""
        case TypeError() if "str" in str(error):
            return (
                f"the template cannot be expanded: {_first_line(error)}",
                "variables are text: write name | int",
            )
    return f"the template cannot be expanded: {_first_line(error)}", ""


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__).rstrip(".")[:200]


def _unknown_filter(said: str) -> tuple[str, str]:
    found = re.search(r"'([^']*)'", said)
    name = found[1] if found else ""
    return f'there is no filter "{name}"', did_you_mean(name, _FILTERS, f"there are: {', '.join(_FILTERS)}")
