"""Templates that are more than a name: expands them with Jinja2, and maps what it raises to faults with places.

Expressions that stand alone are expanded one by one, so that each mistake has its own place and all are said at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from jinja2 import Template, TemplateAssertionError, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2 import meta as jinja_meta
from jinja2.exceptions import SecurityError

from nemobuild.recipe.changelog import Section
from nemobuild.recipe.names import GROUPS, Names, Unknown
from nemobuild.recipe.nearest import did_you_mean
from nemobuild.recipe.sandbox import ALLOWED_FILTERS, BUDGET, Environment, Exhausted, Group
from nemobuild.recipe.template import Builder, Expanded, Fault, call_name

_OPENERS = {"variable_begin", "block_begin", "comment_begin"}
_Token = tuple[int, str, str]
"""Index in the template, type, and the text as it stands there."""


class Expressions:
    """Expands templates of one cell with Jinja2."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._environment = Environment()
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
        groups = {name: Group(name, self._names, used) for name in GROUPS}
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


def _tokens(environment: Environment, text: str) -> list[_Token]:
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
        last = _culprit(marks, str(error))
        start += last.start()
        close = text.find("}}" if last[0] == "{{" else "%}", start)
        end = close + 2 if 0 <= close < end else end
    return Fault(start=start, end=max(end, start + 1), what=what, hint=hint)


def _culprit(marks: list[re.Match[str]], said: str) -> re.Match[str]:
    """The opening that a complaint is about: the last one, or the last statement, if something is not closed."""
    if "looking for the following tags" in said:
        return next((mark for mark in reversed(marks) if mark[0] == "{%"), marks[-1])
    return marks[-1] if "end of template" in said else marks[0]


def _explain(error: Exception) -> tuple[str, str]:
    """What went wrong, and how to fix it."""
    match error:
        case Unknown():
            return error.what, error.hint
        case Exhausted() | RecursionError() | MemoryError():
            return "the template does too much", "make it smaller: texts of a few lines are what it is for"
        case TemplateAssertionError() if "No filter named" in str(error):
            return _unknown_filter(str(error))
        case TemplateAssertionError():
            return _first_line(error), ""
        case TemplateSyntaxError() if "end of template" in str(error) or "unexpected '}'" in str(error):
            return "the template is not closed", 'close it with "}}" or "%}", and an if or for with its end'
        case TemplateSyntaxError():
            return f"the template is broken: {_first_line(error)}", ""
        case SecurityError() if "safely callable" in str(error):
            return "a template can call changelog() and range() only", "use a filter: {{ name | upper }}"
        case UndefinedError():
            what, _, hint = str(error).partition("\n")  # the hint is a Missing's
            return what, hint
        case SecurityError():
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
    return f'there is no filter "{name}"', did_you_mean(
        name, ALLOWED_FILTERS, f"there are: {', '.join(ALLOWED_FILTERS)}"
    )
