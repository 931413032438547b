"""Events and errors as JSON records, the form of `--json`.

Pure. Every record has a `type`, is one line of ASCII, and is described in `schemas/events.schema.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nemobuild import __version__
from nemobuild.errors import NemobuildError, Problem, Where
from nemobuild.events import ErrorRaised, Event

FORMAT = 1  # raised when a record changes in a way that breaks its readers

Record = Mapping[str, Any]


def version_record() -> dict[str, Any]:
    """The first record of every output: the version of this form, and the program's."""
    return {"type": "version", "format": FORMAT, "nemobuild": __version__}


def event_record(event: Event) -> dict[str, Any]:
    return {
        "type": event.kind,
        **{name: getattr(event, name) for name in event.__dataclass_fields__ if name != "kind"},
    }


def error_event(error: NemobuildError) -> ErrorRaised:
    return ErrorRaised(exit_code=error.exit_code, problems=tuple(map(problem_record, error.problems)))


def problem_record(problem: Problem) -> dict[str, Any]:
    return {"what": problem.what, "hint": problem.hint, "where": where_record(problem.where)}


def where_record(where: Where | None) -> dict[str, Any] | None:
    if where is None:
        return None
    return {
        "file": where.file,
        "line": where.line,
        "column": where.column,
        "length": where.length,
        "source_line": where.source_line,
    }


def problem_of(record: Record) -> Problem:
    """The problem of a record, for presenters that draw it; fields that are missing have their defaults."""
    place = record.get("where")
    known = Where.__dataclass_fields__
    where = Where(**{k: v for k, v in place.items() if k in known}) if isinstance(place, Mapping) else None
    return Problem(what=str(record.get("what", "")), where=where, hint=str(record.get("hint", "")))


def line_of(record: Record) -> str:
    """One line of ASCII without its line break. Half surrogate pairs, which are no text, become U+FFFD."""
    line = json.dumps(record, ensure_ascii=True, default=_plain)
    return json.dumps(_whole(json.loads(line)), ensure_ascii=True) if "\\ud" in line else line


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else str(value)


def _whole(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        case list():
            return [_whole(item) for item in value]
        case dict():
            return {_whole(key): _whole(item) for key, item in value.items()}
        case _:
            return value
