"""What is remembered of a finished step, and the lock: such records with the order of each recipe cell's steps.

Values and their JSON form; where they are kept is the engine's business. No session ids, tokens, URLs or times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nemobuild.errors import NemobuildError
from nemobuild.plan.keys import Ingredient, is_key

LOCK_VERSION = 1
KEYS = ("action", "after", "before", "definition")
"""The fields of a record that are keys or digests. Files are named by them, and a lock file may be a stranger's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """One finished step: under `action`, the timeline `before` became `after`. `failed` says why it may not be used."""

    step: str
    action: str
    definition: str
    before: str
    after: str
    credits: int
    ingredients: tuple[Ingredient, ...]
    template: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    reply: str = ""
    failed: str = ""

    def as_json(self) -> dict[str, Any]:
        record: dict[str, Any] = {
            "step": self.step,
            "action": self.action,
            "definition": self.definition,
            "before": self.before,
            "after": self.after,
            "credits": self.credits,
            "ingredients": {i.name: i.value for i in self.ingredients},
            "template": self.template,
            "variables": dict(self.variables),
            "reply": self.reply,
            "failed": self.failed,
        }
        return {k: v for k, v in record.items() if v not in ("", {}) or k in ("before", "after")}


def record_from_json(raw: Any) -> StepRecord:
    """A record read back; ValueError if it is not one."""
    if not isinstance(raw, Mapping):
        raise ValueError("a record is not an object")
    texts = {
        n: raw.get(n, "")
        for n in ("step", "action", "definition", "before", "after", "template", "reply", "failed")
    }
    ingredients, variables = raw.get("ingredients", {}), raw.get("variables", {})
    credits = raw.get("credits", 0)
    if not all(isinstance(v, str) for v in texts.values()) or type(credits) is not int:
        raise ValueError("a record's field has the wrong type")
    if not (is_text_map(ingredients) and is_text_map(variables)) or not (texts["action"] and texts["after"]):
        raise ValueError("a record is incomplete")
    if wrong := next((n for n in KEYS if texts[n] and not is_key(texts[n])), None):
        raise ValueError(f"a record's {wrong} is no sha256")
    listed = tuple(Ingredient(name=n, value=v) for n, v in ingredients.items())
    return StepRecord(credits=credits, ingredients=listed, variables=dict(variables), **texts)


def is_text_map(value: Any) -> bool:
    """Whether a JSON value is an object of texts."""
    return isinstance(value, Mapping) and all(
        isinstance(k, str) and isinstance(v, str) for k, v in value.items()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Records by action key, and for each recipe cell its steps' action keys in order."""

    records: Mapping[str, StepRecord] = field(default_factory=dict)
    cells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def cell_records(self, cell: str) -> tuple[StepRecord, ...]:
        """The records of a cell's last good run, in order."""
        return tuple(self.records[a] for a in self.cells.get(cell, ()) if a in self.records)


def lock_to_json(lock: Lock) -> dict[str, Any]:
    """The lock's JSON value. Sorted keys are the writer's business."""
    return {
        "nemobuild_lock": LOCK_VERSION,
        "cells": {cell: list(actions) for cell, actions in lock.cells.items()},
        "records": {action: record.as_json() for action, record in lock.records.items()},
    }


def lock_from_json(raw: Any, file: str) -> Lock:
    """A lock from its JSON value. Raises LockUnreadable with what is wrong."""
    if not isinstance(raw, Mapping) or "nemobuild_lock" not in raw:
        raise LockUnreadable(f"{file} is not a nemobuild lock file", hint=RESTORE_HINT)
    version = raw["nemobuild_lock"]
    if version != LOCK_VERSION:
        raise LockUnreadable(
            f"{file} has lock version {version!r}; this nemobuild reads version {LOCK_VERSION}",
            hint="install the version of nemobuild that wrote it, or a newer one",
        )
    try:
        records = records_from_json(_objects_of(raw, "records"))
        cells = {c: _actions_of(listed) for c, listed in _objects_of(raw, "cells").items()}
    except ValueError as error:
        raise LockUnreadable(f"{file} is damaged: {error}", hint=RESTORE_HINT) from error
    return Lock(records=records, cells=cells)


def _objects_of(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    if not isinstance(raw.get(name), Mapping):
        raise ValueError(f"it has no {name}")
    return dict(raw[name])


def records_from_json(raw: Mapping[str, Any]) -> dict[str, StepRecord]:
    """Records by action key; ValueError if one of them is none, or is another action's."""
    records = {action: record_from_json(record) for action, record in raw.items()}
    if any(record.action != action for action, record in records.items()):
        raise ValueError("a record stands under another key than its own")
    return records


def _actions_of(listed: Any) -> tuple[str, ...]:
    if not isinstance(listed, list):
        raise ValueError("its cells are no lists")
    return tuple(map(str, listed))


RESTORE_HINT = "restore it from version control, or delete it to record every step anew"


class LockUnreadable(NemobuildError):
    """The lock file cannot be used: newer, damaged or with conflict markers."""

    exit_code = 3
