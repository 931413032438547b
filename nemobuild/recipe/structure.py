"""Does the tree have the shape that the schema asks for? Every deviation, with its place and in human words.

An interpreter of the part of JSON Schema 2020-12 that `recipe.schema.json` uses: it is compiled into closures once, so
that a valid recipe costs little and the jsonschema package, 50 ms to import, is not needed; a test holds the two to the
same verdicts. A keyword that is not known here is refused, never ignored. `patternErrorMessage` is the editors' keyword.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache, partial
from typing import Any

from nemobuild.recipe.findings import Finding, span_of
from nemobuild.recipe.nearest import did_you_mean, listed
from nemobuild.recipe.nodes import Mapping, Node, Plain, Scalar, Sequence
from nemobuild.recipe.schema import load_schema
from nemobuild.recipe.template import is_template

Check = Callable[[Node, list[Finding]], None]
Schema = dict[str, Any]

_ANNOTATIONS = frozenset(
    (
        "$schema",
        "$id",
        "$defs",
        "title",
        "description",
        "examples",
        "default",
        "patternErrorMessage",
        "x-hint",
    )
)
_TEMPLATE = {"$ref": "#/$defs/template"}
_TYPE_NAMES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}


def check(root: Node) -> list[Finding]:
    """What is wrong with the shape of a recipe."""
    findings: list[Finding] = []
    _recipe_check()(root, findings)
    return findings


@cache
def _recipe_check() -> Check:
    return compile_schema(load_schema())


@cache
def field_check(*path: str) -> Check:
    """The check of one field, for a value that a template gave: `field_check("exports", "quality")`."""
    root = load_schema()
    schemas = [root]
    for name in path:
        schemas = [found for schema in schemas for found in _fields(root, schema, name)]
    return _Compiler(root).compile(schemas[0], f'"{path[-1]}"')


def _fields(root: Schema, schema: Schema, name: str) -> list[Schema]:
    """The field `name` wherever it stands in a schema, its branches, its items and what it refers to."""
    if name in schema.get("properties", {}):
        return [schema["properties"][name]]
    inner = [*schema.get("anyOf", ()), schema.get("items"), schema.get("additionalProperties")]
    inner += [root["$defs"][schema["$ref"].removeprefix("#/$defs/")]] if "$ref" in schema else []
    return [found for part in inner if isinstance(part, dict) for found in _fields(root, part, name)]


def compile_schema(schema: Schema) -> Check:
    return _Compiler(schema).compile(schema, "the recipe")


class _Compiler:
    """Turns a schema into a check. A label is what the value is called in a sentence: `"fps"`."""

    def __init__(self, root: Schema) -> None:
        self._defs: dict[str, Schema] = root.get("$defs", {})
        self._compiled: dict[tuple[str, str], Check] = {}

    def compile(self, schema: Schema, label: str) -> Check:
        checks = [made for keyword in schema if (made := self._keyword(keyword, schema, label))]
        return checks[0] if len(checks) == 1 else partial(_all, tuple(checks))

    def _keyword(self, keyword: str, schema: Schema, label: str) -> Check | None:
        value = schema[keyword]
        match keyword:
            case "type":
                return partial(_type, _types(schema), _example(schema), label)
            case "$ref":
                return self._ref(value.removeprefix("#/$defs/"), label)
            case "anyOf":
                return self._any(value, _example(schema), label)
            case "properties":
                return self._properties(schema, label)
            case "propertyNames":
                return partial(_names, self.compile(value, "a name"))
            case "items":
                return partial(_items, self.compile(value, f"an item of {label}"))
            case "required":
                return partial(_required, value, tuple(schema.get("properties", ())))
            case "const" | "enum":
                return partial(
                    _enum, value if keyword == "enum" else [value], schema.get("x-hint", ""), label
                )
            case "pattern":
                return partial(
                    _pattern, value, schema.get("patternErrorMessage", f"must match {value}"), label
                )
            case "minimum" | "maximum" | "uniqueItems":
                return partial(_LIMITS[keyword], value, label)
            case "minLength" | "minItems" | "minProperties" | "maxLength" | "maxItems" | "maxProperties":
                return partial(_SIZES[keyword[:3]], keyword[3:], value, label)
            case "additionalProperties" | "patternProperties":
                return None if "properties" in schema else self._properties(schema, label)
        if keyword in _ANNOTATIONS:
            return None
        raise NotImplementedError(f"the schema keyword {keyword}")

    def _properties(self, schema: Schema, label: str) -> Check:
        known = {name: self.compile(sub, f'"{name}"') for name, sub in schema.get("properties", {}).items()}
        patterns = tuple(schema.get("patternProperties", ()))
        rest = schema.get("additionalProperties", True)
        other = self.compile(rest, f"an entry of {label}") if isinstance(rest, dict) else None
        if rest is True:
            raise NotImplementedError("additionalProperties: true")
        return partial(_pairs, known, patterns, other)

    def _ref(self, name: str, label: str) -> Check:
        if (name, label) not in self._compiled:
            self._compiled[name, label] = self.compile(self._defs[name], label)
        return self._compiled[name, label]

    def _any(self, schemas: list[Schema], example: str, label: str) -> Check:
        templated = schemas[-1] == _TEMPLATE
        branches = tuple(
            (self._branch_types(schema), self.compile(schema, label))
            for schema in (schemas[:-1] if templated else schemas)
        )
        return partial(_any, branches, templated, example, label)

    def _branch_types(self, schema: Schema) -> tuple[str, ...]:
        if "$ref" in schema:
            return self._branch_types(self._defs[schema["$ref"].removeprefix("#/$defs/")])
        if "anyOf" in schema:
            return tuple(name for branch in schema["anyOf"] for name in self._branch_types(branch))
        return _types(schema)


def _types(schema: Schema) -> tuple[str, ...]:
    value = schema["type"]
    return (value,) if isinstance(value, str) else tuple(value)


def _example(schema: Schema) -> str:
    scalars = [example for example in schema.get("examples", ()) if isinstance(example, str | int | float)]
    return f"for example: {scalars[0]}" if scalars else ""


def _all(checks: tuple[Check, ...], node: Node, findings: list[Finding]) -> None:
    """The checks in turn; after a wrong type nothing else is worth saying."""
    before = len(findings)
    for one in checks:
        one(node, findings)
        if len(findings) > before and isinstance(node, Scalar):
            return


def is_type(node: Node, name: str) -> bool:
    match name:
        case "string":
            return isinstance(node, Scalar) and isinstance(node.value, str)
        case "object":
            return isinstance(node, Mapping)
        case "array":
            return isinstance(node, Sequence)
        case "boolean":
            return isinstance(node, Scalar) and isinstance(node.value, bool)
        case "integer":
            return isinstance(node, Scalar) and _is_integer(node.value)
        case _:
            return isinstance(node, Scalar) and _is_number(node.value)


def _is_number(value: Plain) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: Plain) -> bool:
    return _is_number(value) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))


def _type(types: tuple[str, ...], example: str, label: str, node: Node, findings: list[Finding]) -> None:
    if not any(is_type(node, name) for name in types):
        findings.append(_wrong_type(types, example, label, node, quotable="string" in types))


def _wrong_type(types: tuple[str, ...], example: str, label: str, node: Node, *, quotable: bool) -> Finding:
    start, end = span_of(node)
    names = list(dict.fromkeys(_TYPE_NAMES[name] for name in types))
    wanted = " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    if isinstance(node, Scalar) and node.value is None:
        return Finding(start=start, end=end, what=f"{label} is empty", hint=example or f"write {wanted}")
    what = f"{label} must be {wanted}, not {_kind(node)}"
    return Finding(start=start, end=end, what=what, hint=_conversion(types, node, quotable) or example)


def _kind(node: Node) -> str:
    order = ("object", "array", "string", "boolean", "integer", "number")
    return next(_TYPE_NAMES[name] for name in order if is_type(node, name))


def _conversion(types: tuple[str, ...], node: Node, quotable: bool) -> str:
    if not isinstance(node, Scalar):
        return ""
    if quotable and not isinstance(node.value, str):
        return f'put it in quotes: "{node.text[:60]}"'
    unquoted = node.style and {"integer", "number"} & set(types) and re.fullmatch(r"[0-9.]+", node.text)
    return f"write it without quotes: {node.text}" if unquoted else ""


def _any(
    branches: tuple[tuple[tuple[str, ...], Check], ...],
    templated: bool,
    example: str,
    label: str,
    node: Node,
    findings: list[Finding],
) -> None:
    if templated and isinstance(node, Scalar) and node.value == node.text and is_template(node.text):
        return  # checked once it is expanded
    failures = _failures(branches, node)
    if failures:
        if all(failures):
            likely = min(failures, key=_distance)
            findings.extend(likely)
        return
    types = tuple(dict.fromkeys(name for names, _ in branches for name in names))
    more = _needs_more_than_quotes(branches, node)
    findings.append(_wrong_type(types, example, label, node, quotable=not more))


def _failures(branches: tuple[tuple[tuple[str, ...], Check], ...], node: Node) -> list[list[Finding]]:
    """What each branch for this type has against the value; the last is empty if one has nothing."""
    failures: list[list[Finding]] = []
    for types, one in branches:
        if any(is_type(node, name) for name in types):
            failures.append([])
            one(node, failures[-1])
            if not failures[-1]:
                break
    return failures


def _needs_more_than_quotes(branches: tuple[tuple[tuple[str, ...], Check], ...], node: Node) -> bool:
    if not isinstance(node, Scalar):
        return True
    failures = _failures(branches, replace(node, value=node.text))
    return not failures or all(failures)


def _distance(failure: list[Finding]) -> tuple[int, bool]:
    """How far from what the author meant: the branch with the fewest mistakes, best one that can mend them."""
    return len(failure), not failure[0].hint.startswith("did you mean")


def _pairs(
    known: dict[str, Check],
    patterns: tuple[str, ...],
    other: Check | None,
    node: Node,
    findings: list[Finding],
) -> None:
    if not isinstance(node, Mapping):
        return
    for key, value in zip(node.keys, node.values, strict=True):
        one = known.get(key.text)
        if one:
            one(value, findings)
        elif any(re.search(pattern, key.text) for pattern in patterns):
            continue
        elif other:
            other(value, findings)
        else:
            findings.append(_unknown(key, known))


def _unknown(key: Scalar, known: Iterable[str]) -> Finding:
    hint = did_you_mean(key.text, known, f"known here: {listed(known)}")
    if " " in key.text.strip():
        hint = 'text that contains ": " must be in quotes, the whole of it'
    what = f'unknown key "{key.text[:80]}"'
    return Finding(start=key.start, end=key.end, what=what, hint=hint, placed=True)


def _required(names: list[str], known: tuple[str, ...], node: Node, findings: list[Finding]) -> None:
    if not isinstance(node, Mapping):
        return
    for name in names:
        if name not in node.index and not _is_misspelt(name, node, known):
            start, end = span_of(node)
            findings.append(
                Finding(
                    start=start, end=end, what=f'missing key "{name}"', hint=_ADD.get(name, ""), placed=True
                )
            )


_ADD = {
    "nemobuild": 'begin the file with "nemobuild: 1"',
    "steps": 'add "steps:" and under it lines such as "  - trim the pauses"',
}


def _is_misspelt(name: str, node: Mapping, known: tuple[str, ...]) -> bool:
    """Some unknown key is said to be meant for it already, or is a text that lacks its quotes."""
    unknown = [key.text for key in node.keys if key.text not in known]
    return any(" " in word or did_you_mean(word, known) == f'did you mean "{name}"?' for word in unknown)


def _names(one: Check, node: Node, findings: list[Finding]) -> None:
    if isinstance(node, Mapping):
        for key in node.keys:
            one(Scalar(value=key.text, text=key.text, style='"', start=key.start, end=key.end), findings)


def _items(one: Check, node: Node, findings: list[Finding]) -> None:
    if isinstance(node, Sequence):
        for item in node.items:
            one(item, findings)


def _enum(values: list[Plain], hint: str, label: str, node: Node, findings: list[Finding]) -> None:
    if not isinstance(node, Scalar) or any(_same(node.value, value) for value in values):
        return
    names = [str(value) for value in values]
    wanted = f"one of {', '.join(names)}" if len(names) > 1 else names[0]
    what = f'{label} must be {wanted}, not "{node.text[:80]}"'
    findings.append(
        Finding(start=node.start, end=node.end, what=what, hint=hint or did_you_mean(node.text, names))
    )


def _same(first: Plain, second: Plain) -> bool:
    """JSON's equality: 1 is 1.0, but true is not 1."""
    return first == second and isinstance(first, bool) == isinstance(second, bool)


def _pattern(pattern: str, message: str, label: str, node: Node, findings: list[Finding]) -> None:
    if isinstance(node, Scalar) and isinstance(node.value, str) and not re.search(pattern, node.value):
        what = f'{label} {message}, not "{node.text[:80]}"'
        findings.append(Finding(start=node.start, end=node.end, what=what))


def _minimum(limit: float, label: str, node: Node, findings: list[Finding]) -> None:
    if isinstance(node, Scalar) and isinstance(node.value, int | float) and node.value < limit:
        what = f"{label} must be at least {limit:g}, not {node.text}"
        findings.append(Finding(start=node.start, end=node.end, what=what))


def _maximum(limit: float, label: str, node: Node, findings: list[Finding]) -> None:
    if isinstance(node, Scalar) and isinstance(node.value, int | float) and node.value > limit:
        what = f"{label} must be at most {limit:g}, not {node.text[:40]}"
        findings.append(Finding(start=node.start, end=node.end, what=what))


def _unique(_: bool, label: str, node: Node, findings: list[Finding]) -> None:
    if not isinstance(node, Sequence):
        return
    seen: set[tuple[bool, Plain]] = set()
    for item in node.items:
        if isinstance(item, Scalar):
            value = (isinstance(item.value, bool), item.value)
            if value in seen:
                what = f'"{item.text[:80]}" stands in {label} twice'
                findings.append(Finding(start=item.start, end=item.end, what=what, hint="remove one of them"))
            seen.add(value)


_LIMITS = {"minimum": _minimum, "maximum": _maximum, "uniqueItems": _unique}
_UNITS = {"Length": "characters", "Items": "items", "Properties": "entries"}


def _size(unit: str, node: Node) -> int | None:
    match node:
        case Mapping() if unit == "Properties":
            return len(node.keys)
        case Sequence() if unit == "Items":
            return len(node.items)
        case Scalar(value=str(text)) if unit == "Length":
            return len(text)
    return None


def _at_least(unit: str, limit: int, label: str, node: Node, findings: list[Finding]) -> None:
    size = _size(unit, node)
    if size is not None and size < limit:
        start, end = span_of(node)
        findings.append(Finding(start=start, end=end, what=f"{label} is empty"))


def _at_most(unit: str, limit: int, label: str, node: Node, findings: list[Finding]) -> None:
    size = _size(unit, node)
    if size is not None and size > limit:
        start, end = span_of(node)
        what = f"{label} has {size} {_UNITS[unit]}, at most {limit} are allowed"
        findings.append(Finding(start=start, end=end, what=what))


_SIZES = {"min": _at_least, "max": _at_most}
