"""Does the tree have the shape that the schema asks for? Every deviation, with its place and in human words.

An interpreter of the part of JSON Schema 2020-12 that `recipe.schema.json` uses: it is compiled into closures once, so
that a valid recipe costs little and the jsonschema package, 50 ms to import, is not needed; a test holds the two to the
same verdicts. A keyword that is not known here is refused, never ignored. `patternErrorMessage` is the editors' keyword.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from nemobuild.recipe import checks
from nemobuild.recipe.checks import Branch, Check
from nemobuild.recipe.findings import Finding
from nemobuild.recipe.nodes import Node
from nemobuild.recipe.schema import load_schema

Schema = dict[str, Any]

_NO_CHECKS = "$schema $id $defs title description examples default patternErrorMessage x-hint"
_ANNOTATIONS = frozenset(_NO_CHECKS.split())
_TEMPLATE = {"$ref": "#/$defs/template"}


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
        every = [made for keyword in schema if (made := self._keyword(keyword, schema, label))]
        return every[0] if len(every) == 1 else partial(checks.every, tuple(every))

    def _keyword(self, keyword: str, schema: Schema, label: str) -> Check | None:
        value = schema[keyword]
        match keyword:
            case "type":
                return partial(checks.of_type, _types(schema), _example(schema), label)
            case "$ref":
                return self._ref(value.removeprefix("#/$defs/"), label)
            case "anyOf":
                return self._any(value, _example(schema), label)
            case "properties":
                return self._properties(schema, label)
            case "propertyNames":
                return partial(checks.names, self.compile(value, "a name"))
            case "items":
                return partial(checks.items, self.compile(value, f"an item of {label}"))
            case "required":
                return partial(checks.required, value, tuple(schema.get("properties", ())))
            case "const" | "enum":
                return partial(
                    checks.one_of, value if keyword == "enum" else [value], schema.get("x-hint", ""), label
                )
            case "pattern":
                return partial(
                    checks.matching, value, schema.get("patternErrorMessage", f"must match {value}"), label
                )
            case "minimum":
                return partial(checks.minimum, value, label)
            case "maximum":
                return partial(checks.maximum, value, label)
            case "uniqueItems":
                return partial(checks.unique, label)
            case "minLength" | "minItems" | "minProperties":
                return partial(checks.at_least, keyword[3:], value, label)
            case "maxLength" | "maxItems" | "maxProperties":
                return partial(checks.at_most, keyword[3:], value, label)
            case "additionalProperties" | "patternProperties":
                return None if "properties" in schema else self._properties(schema, label)
        if keyword in _ANNOTATIONS:
            return None
        raise ValueError(f"the schema keyword {keyword} is not among those that are read here")

    def _properties(self, schema: Schema, label: str) -> Check:
        known = {name: self.compile(sub, f'"{name}"') for name, sub in schema.get("properties", {}).items()}
        patterns = tuple(schema.get("patternProperties", ()))
        rest = schema.get("additionalProperties", True)
        other = self.compile(rest, f"an entry of {label}") if isinstance(rest, dict) else None
        if rest is True:
            raise ValueError("additionalProperties: true would let unknown keys through")
        return partial(checks.pairs, known, patterns, other)

    def _ref(self, name: str, label: str) -> Check:
        if (name, label) not in self._compiled:
            self._compiled[name, label] = self.compile(self._defs[name], label)
        return self._compiled[name, label]

    def _any(self, schemas: list[Schema], example: str, label: str) -> Check:
        templated = schemas[-1] == _TEMPLATE
        branches = tuple(self._branch(schema, label) for schema in (schemas[:-1] if templated else schemas))
        return partial(checks.any_of, branches, templated, example, label)

    def _branch(self, schema: Schema, label: str) -> Branch:
        required = tuple(schema.get("required", ()))
        return Branch(types=self._branch_types(schema), required=required, check=self.compile(schema, label))

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
    if "x-hint" in schema:
        return str(schema["x-hint"])
    scalars = [example for example in schema.get("examples", ()) if isinstance(example, str | int | float)]
    return f"for example: {scalars[0]}" if scalars else ""
