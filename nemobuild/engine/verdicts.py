"""Why a run may not go on: each reason as an error, or None where there is none. Decided by values, sends nothing."""

from __future__ import annotations

from collections.abc import Sequence

from nemobuild.errors import (
    BudgetReached,
    ExpectationFailed,
    LockOutOfDate,
    NemobuildError,
    SessionDrifted,
    StepChangedNothing,
    StepRefused,
    UsageError,
)
from nemobuild.plan.model import StepPlan
from nemobuild.plan.records import StepRecord
from nemobuild.plan.verify import failures
from nemobuild.recipe.model import Step
from nemobuild.timeline.model import Timeline


def not_locked(messages: Sequence[StepPlan]) -> LockOutOfDate | None:
    """For a run that may send nothing."""
    if not messages:
        return None
    listed = ", ".join(f'"{s.keyed.step.id}" ({s.reason})' for s in messages[:5])
    return LockOutOfDate(
        f"the lock does not have step {listed}", hint="run without --locked, and commit the lock"
    )


def paid_again(replays: int, target: Step) -> UsageError:
    """The cheapest way to a step sends recorded ones again, and nobody has allowed that."""
    return UsageError(
        f"{replays} recorded step{'s' if replays != 1 else ''} would have to be sent and paid again"
        f' to get to step "{target.id}"',
        hint="if that is worth it: nemobuild run --allow-replay",
    )


def over_budget(step: Step, spent: int, reserved: int, limits: Sequence[int]) -> BudgetReached | None:
    """`reserved` is what the next message usually costs, in credits like the others."""
    if not limits or spent + reserved <= min(limits):
        return None
    return BudgetReached(
        f'step "{step.id}" would need about {reserved} credits; {spent} of {min(limits)} are spent',
        where=step.where,
        hint="raise the budget and run again; the steps before it are kept",
    )


def failed_before(step: Step, record: StepRecord) -> StepChangedNothing | None:
    """What is recorded of a step is that it did nothing; sending it again would cost something."""
    if not record.failed:
        return None
    return StepChangedNothing(
        f'step "{step.id}" changed nothing when it was sent: {record.failed}',
        where=step.where,
        hint=f"say it differently, or send it again: nemobuild lock update {step.id}",
    )


def failed_now(step: Step, record: StepRecord) -> NemobuildError | None:
    """What was just sent changed nothing; what the backend said of it is why."""
    if not record.failed:
        return None
    said = record.reply or record.failed
    if said == "nothing changed":
        return StepChangedNothing(
            f'step "{step.id}" changed nothing', where=step.where, hint="say what should be different"
        )
    return StepRefused(f'step "{step.id}": {said}', where=step.where, hint="say it differently")


def not_as_expected(step: Step, timeline: Timeline) -> ExpectationFailed | None:
    found = failures(step.expect, timeline)
    if not found:
        return None
    return ExpectationFailed(
        f'step "{step.id}" is not as expected: {"; ".join(found)}',
        where=step.where,
        hint="change the step or its `expect`; checking again sends nothing",
    )


def answered_differently(step: Step, changes: Sequence[str]) -> SessionDrifted:
    """`changes` from the recorded timeline to the one that came."""
    return SessionDrifted(
        f'step "{step.id}" was answered differently than recorded: {"; ".join(changes) or "another timeline"}',
        where=step.where,
        hint="see `nemobuild lock diff`; to take the new answer: nemobuild lock accept",
    )
