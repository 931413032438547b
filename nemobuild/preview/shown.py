"""What the page shows, as a value, and how each event changes it. Pure: knows neither files nor HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from nemobuild.events import (
    ErrorRaised,
    Event,
    ExportDone,
    Planned,
    RunFinished,
    StepCached,
    StepErred,
    StepSent,
    StepVerified,
    Warned,
    WatchBegan,
)

State = Literal["not run", "recorded", "running", "ran", "failed"]
Cell = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepShown:
    """`detail` is what changed, or why it failed."""

    step: str
    say: str
    state: State = "not run"
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file that a run has put in place. Times in ms, sizes in px; 0 if it has none."""

    shown: str
    path: str
    duration_ms: int = 0
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error or warning: its place (`film.yaml:7:5`), what, the source line, the way on; each may be empty but what."""

    what: str
    where: str = ""
    line: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`version` grows with each build that ends. Without a matrix there is one cell, and it has no names."""

    recipe: str
    version: int = 0
    building: bool = False
    steps: Mapping[Cell, tuple[StepShown, ...]]
    outputs: Mapping[Cell, tuple[Output, ...]]
    problems: tuple[Problem, ...] = ()


def nothing_yet(recipe: str) -> Shown:
    return Shown(recipe=recipe, steps={}, outputs={})


def after(shown: Shown, event: Event) -> Shown:
    """What is shown once an event has been heard."""
    match event:
        case WatchBegan():
            return replace(shown, building=False, version=shown.version + 1)
        case Planned():
            return _planned(_begun(shown), event)
        case StepCached(step=step):
            return _step(shown, event.cell, step, "recorded")
        case StepSent(step=step):
            return _step(shown, event.cell, step, "running")
        case StepVerified(step=step, changes=changes):
            return _step(shown, event.cell, step, "ran", "; ".join(changes))
        case StepErred(step=step, reason=reason):
            return _step(shown, event.cell, step, "failed", reason)
        case ExportDone():
            return _exported(_begun(shown), event)
        case RunFinished():
            return _finished(_begun(shown), event)
        case ErrorRaised(problems=problems):
            begun = _begun(shown)
            return replace(begun, problems=(*begun.problems, *map(_problem, problems)))
        case Warned(what=what, hint=hint):
            begun = _begun(shown)
            return replace(begun, problems=(*begun.problems, Problem(what=what, hint=hint)))
        case _:
            return shown


def _begun(shown: Shown) -> Shown:
    """The first thing that is heard of a build takes away the problems of the one before."""
    return shown if shown.building else replace(shown, building=True, problems=())


def _planned(shown: Shown, event: Planned) -> Shown:
    cell: Cell = tuple(dict(event.plan.get("cell", {})).items())
    listed = event.plan.get("steps", ())
    return replace(shown, recipe=event.recipe, steps={**shown.steps, cell: tuple(map(_planned_step, listed))})


def _planned_step(record: Mapping[str, Any]) -> StepShown:
    states: dict[str, State] = {"cached": "recorded", "failed": "failed"}
    state = states.get(record["action"], "not run")
    detail = record["reason"] if state == "failed" else ""
    return StepShown(step=record["step"], say=record["say"], state=state, detail=detail)


def _step(shown: Shown, cell: Mapping[str, str], step: str, state: State, detail: str = "") -> Shown:
    key = tuple(cell.items())
    steps = tuple(
        replace(s, state=state, detail=detail) if s.step == step else s for s in shown.steps.get(key, ())
    )
    return replace(shown, steps={**shown.steps, key: steps})


def _exported(shown: Shown, event: ExportDone) -> Shown:
    cell = tuple(event.cell.items())
    others = tuple(o for o in shown.outputs.get(cell, ()) if o.path != event.path)
    made = Output(
        shown=event.export,
        path=event.path,
        duration_ms=event.duration_ms,
        width=event.width,
        height=event.height,
    )
    return replace(shown, outputs={**shown.outputs, cell: (*others, made)})


def _finished(shown: Shown, event: RunFinished) -> Shown:
    """A run that failed leaves what was shown before; one that ended well says which files there are."""
    cell = tuple(event.cell.items())
    kept = tuple(o for o in shown.outputs.get(cell, ()) if o.path in event.outputs)
    return replace(shown, outputs={**shown.outputs, cell: kept})


def _problem(record: Mapping[str, Any]) -> Problem:
    where = record.get("where") or {}
    place = where.get("file", "")
    if where.get("line"):
        place += f":{where['line']}:{where['column']}"
    return Problem(
        what=str(record.get("what", "")),
        where=place,
        line=str(where.get("source_line", "")),
        hint=str(record.get("hint", "")),
    )
