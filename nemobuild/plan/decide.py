"""Recipe + lock + facts to a plan. The decisions of the product, as functions of values, linear in the steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nemobuild.plan import reasons
from nemobuild.plan.keys import EMPTY_TIMELINE, KeyedStep, backend_identity, export_key, key, keyed_steps
from nemobuild.plan.model import SENDS, ExportPlan, Facts, Plan, Route, StepPlan
from nemobuild.plan.records import StepRecord
from nemobuild.plan.verify import failures
from nemobuild.recipe.model import Export, Recipe


def cell_name(recipe: Recipe) -> str:
    """A recipe cell's name in the lock: `lang=de`; empty without a matrix."""
    return ",".join(f"{k}={v}" for k, v in sorted(recipe.cell.items()))


def plan(recipe: Recipe, facts: Facts) -> Plan:
    """What has to be done so that every export shows what the recipe says."""
    cell = cell_name(recipe)
    known = reasons.Known(facts.lock.cell_records(cell))
    steps = tuple(_steps(keyed_steps(recipe, facts.digests), facts, known))
    exports = tuple(plan_export(recipe, e, steps, facts.outputs) for e in recipe.exports)
    route, replays = choose_route(steps, facts)
    sent = sum(1 for s in steps if s.action in SENDS) + replays
    return Plan(
        recipe=recipe,
        cell=cell,
        steps=steps,
        exports=exports,
        route=route,
        replays=replays,
        estimated_credits=sent * facts.usual_credits,
        estimated_ms=sent * facts.usual_ms,
        charges=facts.charges,
        outside=facts.outside,
    )


def lookup(keyed: KeyedStep, before: str, facts: Facts) -> StepRecord | None:
    """The recorded result of a step on the timeline `before` (a digest); the lock wins over the cache.

    A failure is remembered where trying again would cost something.
    """
    actions = keyed.actions(before)
    locked = (facts.lock.records[a] for a in actions if a in facts.lock.records)
    record = next(locked, None) or next(filter(None, map(facts.remembered, actions)), None)
    return None if record and record.failed and not facts.charges else record


def _steps(chain: tuple[KeyedStep, ...], facts: Facts, known: reasons.Known) -> Iterator[StepPlan]:
    before, failed = EMPTY_TIMELINE, ""
    for index, keyed in enumerate(chain):
        if failed:
            yield StepPlan(keyed=keyed, action="unreached", reason=f'the run stops at step "{failed}"')
            continue
        is_known = bool(before) and not keyed.unknown
        record = lookup(keyed, before, facts) if is_known else None
        if record and (reason := _failure(keyed, record, facts)):
            failed = keyed.step.id
            yield StepPlan(
                keyed=keyed, action="failed", reason=reason, record=record, before=before, key=record.action
            )
            continue
        if record:
            yield StepPlan(
                keyed=keyed,
                action="cached",
                reason="recorded",
                record=record,
                before=before,
                key=record.action,
            )
            before = record.after
            continue
        reason = reasons.for_step(index, keyed, known, certain=bool(before))
        action = key(before, keyed.ingredients) if is_known else ""
        yield StepPlan(
            keyed=keyed, action="run" if action else "maybe", reason=reason, before=before, key=action
        )
        before = ""


def _failure(keyed: KeyedStep, record: StepRecord, facts: Facts) -> str:
    """Why a recorded step stops the run: it did nothing when it was sent, or is not as is expected of it now."""
    if record.failed:
        return reasons.for_failure(keyed.step.id, record.failed)
    timeline = facts.timeline(record.after) if keyed.step.expect else None
    return "; ".join(failures(keyed.step.expect, timeline)) if timeline else ""


def choose_route(steps: tuple[StepPlan, ...], facts: Facts) -> tuple[Route, int]:
    """The cheapest way to the first step that has to run, and how many recorded steps it sends again."""
    index = next((i for i, s in enumerate(steps) if s.action in SENDS), None)
    if index is None:
        return "none", 0
    if facts.live and facts.live.digest == steps[index].before and _holds_all(steps[:index], facts):
        return "continue", 0
    if index == 0:
        return "new", 0
    return ("restore", 0) if facts.restores else ("replay", index)


def _holds_all(steps: tuple[StepPlan, ...], facts: Facts) -> bool:
    wanted = {facts.digests[name] for s in steps for name in s.keyed.entering}
    return facts.live is not None and wanted <= facts.live.holds


def export_wish(export: Export) -> dict[str, Any]:
    """What an export asks of the renderer, as the protocol's `output` object. A path is not part of it."""
    wish = {
        "format": export.format,
        "aspect": export.aspect,
        "resolution": export.resolution,
        "fps": export.fps,
        "quality": export.quality,
        "codec": export.codec,
        "hardware": export.hardware,
        "reframe": export.reframe,
        "sheet": export.sheet or None,
        "at_ms": export.at_ms,
    }
    return {name: value for name, value in wish.items() if value not in (None, "")}


def plan_export(
    recipe: Recipe, export: Export, steps: tuple[StepPlan, ...], outputs: Mapping[str, str]
) -> ExportPlan:
    """Whether an export's file is what the recipe's last timeline says."""
    if failed := next((s for s in steps if s.action == "failed"), None):
        reason = f'the run stops at step "{failed.keyed.step.id}"'
        return ExportPlan(export=export, action="unreached", reason=reason)
    if any(s.action in SENDS for s in steps):
        certain = any(s.action == "run" for s in steps)
        return ExportPlan(
            export=export, action="maybe", reason="depends on the steps" if certain else "unknown"
        )
    final = steps[-1].record.after if steps and steps[-1].record else EMPTY_TIMELINE
    wanted = wanted_key(recipe, export, final)
    made = outputs.get(export.shown)
    if made == wanted:
        return ExportPlan(export=export, action="cached", reason="up to date", key=wanted)
    return ExportPlan(export=export, action="run", reason=reasons.for_export(made), key=wanted)


def wanted_key(recipe: Recipe, export: Export, final: str) -> str:
    """The key of an export's file for the timeline with the digest `final`."""
    return export_key(final, export_wish(export), backend_identity(recipe.backend, recipe.language))
