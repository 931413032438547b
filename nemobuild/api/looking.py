"""status, timeline, diff: what is recorded. Asks no backend, changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nemobuild.api.recipes import first_cell
from nemobuild.engine.desk import Desk
from nemobuild.engine.options import NO_OVERRIDES, Overrides
from nemobuild.errors import UsageError
from nemobuild.plan.decide import cell_name
from nemobuild.plan.records import StepRecord
from nemobuild.timeline import draft
from nemobuild.timeline.diff import changes
from nemobuild.timeline.model import Timeline
from nemobuild.timeline.summary import summary


def status(path: Path, *, backend: str | None = None) -> dict[str, Any]:
    """What the project's session holds, and what is recorded, without asking the backend."""
    recipe = first_cell(path, NO_OVERRIDES, backend)
    desk = Desk.of(path)
    hint = desk.hints.get(cell_name(recipe), recipe.backend)
    records = desk.lock().cell_records(cell_name(recipe))
    recorded = desk.cache.draft(records[-1].after) if records else None
    return {
        "recipe": recipe.name,
        "backend": recipe.backend,
        "session": hint.session_id if hint else "",
        "recorded_steps": len(records),
        "steps": len(recipe.steps),
        "timeline": summary(draft.decode(recorded or {})),
        "exports": [e.shown for e in recipe.exports],
    }


def recorded(path: Path, overrides: Overrides) -> tuple[Desk, tuple[StepRecord, ...]]:
    """The records of the first cell, in order. Raises UsageError if there are none."""
    desk = Desk.of(path)
    recipe = first_cell(path, overrides, None)
    records = desk.lock().cell_records(cell_name(recipe))
    if not records:
        raise UsageError("nothing is recorded yet", hint="nemobuild run records a timeline for each step")
    return desk, records


def _after(desk: Desk, records: Sequence[StepRecord], step: str | None) -> tuple[int, Timeline]:
    names = [r.step for r in records]
    places = {str(index + 1): index for index in range(len(names))} | {n: i for i, n in enumerate(names)}
    if step is not None and step not in places:
        raise UsageError(f'no step "{step}" is recorded', hint=f"recorded are: {', '.join(names[:8])}")
    index = len(names) - 1 if step is None else places[step]
    return index, draft.decode(desk.cache.draft(records[index].after) or {})


def timeline(path: Path, *, overrides: Overrides = NO_OVERRIDES, step: str | None = None) -> Timeline:
    """The recorded timeline after a step, or the last one."""
    desk, records = recorded(path, overrides)
    return _after(desk, records, step)[1]


def diff(
    path: Path, *, overrides: Overrides = NO_OVERRIDES, before: str | None = None, after: str | None = None
) -> tuple[str, ...]:
    """How the recorded timeline differs between two steps; without names, what the last step did."""
    desk, records = recorded(path, overrides)
    index, new = _after(desk, records, after)
    if before is not None:
        old = _after(desk, records, before)[1]
    else:
        old = draft.decode(desk.cache.draft(records[index].before) or {})
    return changes(old, new)
