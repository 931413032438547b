"""Requests a line in, answers a line out: what `interpret --json -` speaks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Any

from nemobuild.backend.interpret.understand import understand


def answer_lines(stream: Iterable[str]) -> Iterator[dict[str, Any]]:
    """For each line `{"id", "text", "input"}` an answer `{"id", "ops", "refused"}`, in order.

    A line that is no such object, or that no line could be answered to, is answered with `error` instead; empty lines are
    passed over.
    """
    for line in stream:
        if not line.strip():
            continue
        try:
            request = json.loads(line, parse_float=_finite, parse_constant=_finite)
        except (ValueError, RecursionError):
            request = None
        if not isinstance(request, Mapping) or not isinstance(request.get("text"), str):
            yield {
                "id": None,
                "error": 'not a JSON object with a string under "text"',
                "ops": [],
                "refused": [],
            }
            continue
        yield _answered_in_any_case(request)


def _finite(number: str) -> float:
    """A number that JSON can say again, as `1e999` and `NaN` are not."""
    if not isfinite(float(number)):
        raise ValueError(number)
    return float(number)


def _answered_in_any_case(request: Mapping[str, Any]) -> dict[str, Any]:
    """A bug in one line takes no answer from the others."""
    try:
        return answered(request)
    except Exception as error:
        told = f"a bug in nemobuild: {type(error).__name__}"
        return {"id": request.get("id"), "error": told, "ops": [], "refused": []}


def answered(request: Mapping[str, Any]) -> dict[str, Any]:
    described = request.get("input")
    found = understand(request["text"], described if isinstance(described, str) else "")
    return {
        "id": request.get("id"),
        "ops": [op.record() for op in found.ops],
        "refused": [part.record() for part in found.refused],
    } | ({"unread": list(found.unread)} if found.unread else {})
