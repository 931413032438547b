"""A plan, and what one step is made of, in words."""

from __future__ import annotations

from collections.abc import Iterator

from nemobuild.plan.keys import KeyedStep, explain_difference
from nemobuild.plan.model import SENDS, Plan
from nemobuild.plan.records import StepRecord
from nemobuild.timeline.summary import clean, seconds

MARKS = {"cached": "cached", "run": "RUN", "maybe": "MAYBE", "failed": "FAILED", "unreached": "-"}
ROUTES = {
    "none": "nothing is sent",
    "continue": "goes on in the session of the last run",
    "restore": "restores the recorded timeline before the first step that runs",
    "new": "starts in a new session",
    "replay": "sends {n} recorded steps again, in a new session",
}


def render_text(plan: Plan) -> str:
    """What would run and why, a line a step, as `nemobuild plan` prints it."""
    return "\n".join(_lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    yield plan.recipe.name + (f" ({plan.cell})" if plan.cell else "")
    for number, step in enumerate(plan.steps, 1):
        yield f"  {number:>2}. {MARKS[step.action]:<6}  {clean(step.keyed.step.say, 64)}"
        if step.action != "cached":
            yield f"              {step.reason}"
    for export in plan.exports:
        action = "RENDER" if export.action in SENDS else MARKS[export.action]
        yield f"      {action:<6}  {export.export.shown}" + (
            "" if export.action == "cached" else f" ({export.reason})"
        )
    yield from (f"  outside the project: {path}" for path in plan.outside)
    yield _closing(plan)


def _closing(plan: Plan) -> str:
    if plan.nothing_to_do:
        return "Everything is up to date."
    if plan.failed:
        return f'The run stops at step "{plan.failed.keyed.step.id}", which failed; nothing is sent.'
    messages = len(plan.messages) + plan.replays
    parts = [f"{messages} message{'s' if messages != 1 else ''}" if messages else "no messages"]
    if plan.estimated_credits:
        parts.append(f"about {plan.estimated_credits} credits")
    if plan.estimated_ms:
        parts.append(f"about {seconds(plan.estimated_ms)}")
    return f"{', '.join(parts)}; {ROUTES[plan.route].format(n=plan.replays)}."


def explain_step(
    keyed: KeyedStep, record: StepRecord | None, action: str, reason: str, before: str = ""
) -> str:
    """A step's ingredients beside those of its last run, one a line, and the verdict.

    `before` is the digest of the timeline that it starts from; empty if only running tells.
    """
    lines = [f'step "{keyed.step.id}": {MARKS[action]} ({reason})']
    old = {i.name: i.value for i in record.ingredients} if record else {}
    changed = {
        name for name, _, _ in explain_difference(record.ingredients if record else (), keyed.ingredients)
    }
    for ingredient in keyed.ingredients:
        if ingredient.name not in changed:
            lines.append(f"  = {ingredient.name}: {_short(ingredient.value)}")
        elif ingredient.name in old:
            lines.append(
                f"  ~ {ingredient.name}: {_short(old[ingredient.name])} → {_short(ingredient.value)}"
            )
        else:
            lines.append(f"  + {ingredient.name}: {_short(ingredient.value)}")
    gone = [n for n in old if n not in {i.name for i in keyed.ingredients}]
    lines.extend(f"  - {name}: {_short(old[name])}" for name in gone)
    lines.append(_timeline_before(before, record))
    return "\n".join(lines)


def _timeline_before(before: str, record: StepRecord | None) -> str:
    now = before[:12] or "known once the steps before it have run"
    if record is None:
        return f"  + timeline before: {now}"
    if before == record.before:
        return f"  = timeline before: {now}"
    return f"  ~ timeline before: {record.before[:12]} → {now}"


def _short(value: str) -> str:
    is_digest = len(value) == 64 and all(c in "0123456789abcdef" for c in value)
    return value[:12] if is_digest else f'"{clean(value, 70)}"'
