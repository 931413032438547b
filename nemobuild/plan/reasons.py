"""Why a step or an export has to run, in words that a person understands. Reads the ingredients that the hash reads."""

from __future__ import annotations

from collections.abc import Sequence

from nemobuild.plan.keys import (
    ENTERED_BEFORE,
    NOT_FETCHED,
    SAID_BEFORE,
    SAY,
    KeyedStep,
    explain_difference,
    said_in,
)
from nemobuild.plan.records import StepRecord
from nemobuild.timeline.summary import clean


class Known:
    """The last run's records of a cell, to compare with: by step id, else by their place."""

    def __init__(self, records: Sequence[StepRecord]) -> None:
        self.in_order = tuple(records)
        self.by_id = {record.step: record for record in records}
        self.says = {said_in(record.ingredients) for record in records}

    def like(self, index: int, keyed: KeyedStep) -> StepRecord | None:
        """The record that a step is most likely a new version of."""
        if keyed.step.id in self.by_id:
            return self.by_id[keyed.step.id]
        return self.in_order[index] if index < len(self.in_order) else None


def for_step(index: int, keyed: KeyedStep, known: Known, *, certain: bool) -> str:
    """`certain` is false if the step would come back as soon as the timeline before it turns out to be the same."""
    if keyed.unknown:
        return "; ".join(f"asset {name} is not fetched yet" for name in keyed.unknown)
    if not known.in_order:
        return "never run"
    record = known.like(index, keyed)
    differing = [d for d in _differing(record, keyed) if d[2] != NOT_FETCHED]  # then the step before says so
    if record is None or (record.step != keyed.step.id and _is_new(keyed, known)):
        return "new step" if index >= len(known.in_order) or _is_new(keyed, known) else "moved"
    if differing:
        return "; ".join(_phrase(*d, keyed=keyed, record=record) for d in differing)
    return "the steps before it changed" if certain else "depends on the result of the step before it"


def _differing(record: StepRecord | None, keyed: KeyedStep) -> tuple[tuple[str, str, str], ...]:
    """The ingredients that differ. What was said before counts where the recorded step leant on it."""
    if record is None:
        return ()
    leant = any(i.name == SAID_BEFORE for i in record.ingredients)
    return explain_difference(record.ingredients, keyed.with_said_before if leant else keyed.ingredients)


def _is_new(keyed: KeyedStep, known: Known) -> bool:
    return said_in(keyed.ingredients) not in known.says


def _phrase(name: str, old: str, new: str, *, keyed: KeyedStep, record: StepRecord) -> str:
    if name == SAY:
        because = _changed_variables(keyed, record)
        return f'say changed: "{clean(old, 60)}" → "{clean(new, 60)}"' + (f" ({because})" if because else "")
    if name == "backend":
        return f"backend changed: {old} → {new}"
    if name == SAID_BEFORE:
        return "it goes on with what was said before, and that changed"
    if name == ENTERED_BEFORE:
        return "an asset that entered before it changed" if old else "assets that entered before it count now"
    if not old:
        return f"{name} enters here now"
    if not new:
        return f"{name} no longer enters here"
    return f"{name} has new content"


def _changed_variables(keyed: KeyedStep, record: StepRecord) -> str:
    if keyed.step.template != record.template:
        return ""
    now = keyed.step.variables
    return ", ".join(name for name in now if record.variables.get(name) != now[name])


def for_failure(step: str, said: str) -> str:
    """`said` is why the step failed when it was sent."""
    return f"{clean(said, 200)}; say it differently, or send it again: nemobuild lock update {step}"


def for_export(made_with: str | None) -> str:
    if made_with is None:
        return "never made"
    return "the file is missing or was changed" if not made_with else "the timeline or the export changed"
