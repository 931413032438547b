"""What can be wrong with a value, one function a keyword of JSON Schema, said in human words.

A check takes a value and a list that it adds its findings to. They know nothing about which fields a recipe has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from nemobuild.recipe.findings import Finding, span_of
from nemobuild.recipe.nearest import did_you_mean, listed
from nemobuild.recipe.nodes import Mapping, Node, Plain, Scalar, Sequence
from nemobuild.recipe.template import is_template

Check = Callable[[Node, list[Finding]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One way that a value may look: tried if it is of one of the types, and best if the required keys are there."""

    types: tuple[str, ...]
    required: tuple[str, ...]
    check: Check


_TYPE_NAMES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}


def every(checks: tuple[Check, ...], node: Node, findings: list[Finding]) -> None:
    """The checks in turn; after a wrong type nothing else is worth saying."""
    before = len(findings)
    for one in checks:
        one(node, findings)
        if len(findings) > before and isinstance(node, Scalar):
            return


def _is_number(node: Node) -> bool:
    return (
        isinstance(node, Scalar) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
    )


def _is_integer(node: Node) -> bool:
    return (
        _is_number(node)
        and isinstance(node, Scalar)
        and (isinstance(node.value, int) or (isinstance(node.value, float) and node.value.is_integer()))
    )


_TYPES: dict[str, Callable[[Node], bool]] = {
    "object": lambda node: isinstance(node, Mapping),
    "array": lambda node: isinstance(node, Sequence),
    "string": lambda node: isinstance(node, Scalar) and isinstance(node.value, str),
    "boolean": lambda node: isinstance(node, Scalar) and isinstance(node.value, bool),
    "integer": _is_integer,
    "number": _is_number,
}


def _is_one_of(types: tuple[str, ...], node: Node) -> bool:
    return any(_TYPES[name](node) for name in types)


def of_type(types: tuple[str, ...], example: str, label: str, node: Node, findings: list[Finding]) -> None:
    if not _is_one_of(types, node):
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
    return next(_TYPE_NAMES[name] for name, is_it in _TYPES.items() if is_it(node))


def _conversion(types: tuple[str, ...], node: Node, quotable: bool) -> str:
    if not isinstance(node, Scalar):
        return ""
    if quotable and not isinstance(node.value, str):
        return f'put it in quotes: "{node.text[:60]}"'
    unquoted = node.style and {"integer", "number"} & set(types) and re.fullmatch(r"[0-9.]+", node.text)
    return f"write it without quotes: {node.text}" if unquoted else ""


def any_of(
    branches: tuple[Branch, ...],
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
    types = tuple(dict.fromkeys(name for branch in branches for name in branch.types))
    more = _needs_more_than_quotes(branches, node)
    findings.append(_wrong_type(types, example, label, node, quotable=not more))


def _failures(branches: tuple[Branch, ...], node: Node) -> list[list[Finding]]:
    """What each branch for this type has against the value; the last is empty if one has nothing."""
    candidates = [branch for branch in branches if _is_one_of(branch.types, node)]
    if isinstance(node, Mapping):
        complete = [branch for branch in candidates if all(name in node.index for name in branch.required)]
        candidates = complete or candidates
    failures: list[list[Finding]] = []
    for branch in candidates:
        failures.append([])
        branch.check(node, failures[-1])
        if not failures[-1]:
            break
    return failures


def _needs_more_than_quotes(branches: tuple[Branch, ...], node: Node) -> bool:
    if not isinstance(node, Scalar):
        return True
    failures = _failures(branches, replace(node, value=node.text))
    return not failures or all(failures)


def _distance(failure: list[Finding]) -> tuple[int, bool]:
    """How far from what the author meant: the branch with the fewest mistakes, best one that can mend them."""
    return len(failure), not failure[0].hint.startswith("did you mean")


def pairs(
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


def required(names: list[str], known: tuple[str, ...], node: Node, findings: list[Finding]) -> None:
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


def names(one: Check, node: Node, findings: list[Finding]) -> None:
    if isinstance(node, Mapping):
        for key in node.keys:
            one(Scalar(value=key.text, text=key.text, style='"', start=key.start, end=key.end), findings)


def items(one: Check, node: Node, findings: list[Finding]) -> None:
    if isinstance(node, Sequence):
        for item in node.items:
            one(item, findings)


def one_of(values: list[Plain], hint: str, label: str, node: Node, findings: list[Finding]) -> None:
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


def matching(pattern: str, message: str, label: str, node: Node, findings: list[Finding]) -> None:
    if isinstance(node, Scalar) and isinstance(node.value, str) and not re.search(pattern, node.value):
        what = f'{label} {message}, not "{node.text[:80]}"'
        findings.append(Finding(start=node.start, end=node.end, what=what))


def minimum(limit: float, label: str, node: Node, findings: list[Finding]) -> None:
    if isinstance(node, Scalar) and isinstance(node.value, int | float) and node.value < limit:
        what = f"{label} must be at least {limit:g}, not {node.text}"
        findings.append(Finding(start=node.start, end=node.end, what=what))


def maximum(limit: float, label: str, node: Node, findings: list[Finding]) -> None:
    if isinstance(node, Scalar) and isinstance(node.value, int | float) and node.value > limit:
        what = f"{label} must be at most {limit:g}, not {node.text[:40]}"
        findings.append(Finding(start=node.start, end=node.end, what=what))


def unique(label: str, node: Node, findings: list[Finding]) -> None:
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


_UNITS = {"Length": "characters", "Items": "items", "Properties": "entries"}


def _size_of(unit: str, node: Node) -> int | None:
    match node:
        case Mapping() if unit == "Properties":
            return len(node.keys)
        case Sequence() if unit == "Items":
            return len(node.items)
        case Scalar(value=str(text)) if unit == "Length":
            return len(text)
    return None


def at_least(unit: str, limit: int, label: str, node: Node, findings: list[Finding]) -> None:
    size = _size_of(unit, node)
    if size is not None and size < limit:
        start, end = span_of(node)
        findings.append(Finding(start=start, end=end, what=f"{label} is empty"))


def at_most(unit: str, limit: int, label: str, node: Node, findings: list[Finding]) -> None:
    size = _size_of(unit, node)
    if size is not None and size > limit:
        start, end = span_of(node)
        what = f"{label} has {size} {_UNITS[unit]}, at most {limit} are allowed"
        findings.append(Finding(start=start, end=end, what=what))
