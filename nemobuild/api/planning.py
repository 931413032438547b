"""plan, explain, and plans that are kept in a file. Changes nothing, sends nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nemobuild.api.recipes import environment, load_cells
from nemobuild.engine.desk import Desk
from nemobuild.engine.disk import pretty, read_json, write_atomically
from nemobuild.engine.options import NO_OVERRIDES, Options, Overrides
from nemobuild.engine.stage import Material
from nemobuild.errors import UsageError
from nemobuild.plan.decide import export_wish
from nemobuild.plan.explain import explain_step
from nemobuild.plan.model import Plan, StepPlan
from nemobuild.plan.reasons import Known
from nemobuild.recipe.model import Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """A recipe cell, its assets, and what would be done."""

    recipe: Recipe
    material: Mapping[str, Material]
    plan: Plan


def plan(
    path: Path, *, overrides: Overrides = NO_OVERRIDES, options: Options | None = None
) -> tuple[Plan, ...]:
    """What `run` would do, and why, a plan a matrix cell. Changes nothing, sends nothing."""
    options = options or Options()
    cells, _ = load_cells(path, overrides, options, environment())
    return tuple(p.plan for p in plans_of(Desk.of(path), cells, options))


def plans_of(
    desk: Desk, cells: Sequence[Recipe], options: Options, *, fetch: bool = False
) -> Iterator[Planning]:
    """The plan of each cell, one after the other, by the lock as it is now.

    With `fetch` URLs are fetched that were not yet, so that the plan knows every asset.
    """
    lock = desk.lock()
    for recipe in cells:
        material = desk.material(recipe)
        material = desk.fetched(material) if fetch else material
        yield Planning(
            recipe=recipe, material=material, plan=desk.planned(recipe, material, lock, options)[1]
        )


def save_plan(plans: Sequence[Plan], path: Path) -> None:
    """Keeps plans in a file, for `run --plan`."""
    write_atomically(path, pretty({"nemobuild_plan": 1, "plans": [_kept(p) for p in plans]}))


def _kept(planned: Plan) -> dict[str, Any]:
    """All of a plan that must still hold: what is shown, and what each export asks for."""
    return {**planned.as_record(), "wishes": [export_wish(e.export) for e in planned.exports]}


def agrees(plans: Sequence[Plan], path: Path) -> None:
    """Raises UsageError if a kept plan is not what would be done now."""
    if not path.exists():
        raise UsageError(f'there is no file "{path}"', hint="make one with: nemobuild plan --out FILE")
    kept = read_json(path)
    if not isinstance(kept, dict) or kept.get("nemobuild_plan") != 1:
        raise UsageError(f"{path} is not a kept plan", hint="make one with: nemobuild plan --out FILE")
    if kept.get("plans") != [_kept(p) for p in plans]:
        raise UsageError(
            f"{path} is out of date: the recipe, an asset or what is recorded has changed since",
            hint="look at the new plan: nemobuild plan",
        )


def explain(
    path: Path, step: str, *, overrides: Overrides = NO_OVERRIDES, options: Options | None = None
) -> str:
    """Why a step would or would not run: its ingredients beside those of the last run."""
    records = Desk.of(path).lock()
    texts = []
    for planned in plan(path, overrides=overrides, options=options):
        index, found = step_of(planned, step)
        record = found.record or Known(records.cell_records(planned.cell)).like(index, found.keyed)
        title = f"{planned.cell}\n" if planned.cell else ""
        texts.append(title + explain_step(found.keyed, record, found.action, found.reason, found.before))
    return "\n\n".join(texts)


def step_of(planned: Plan, step: str) -> tuple[int, StepPlan]:
    """A step by its id or number, and its index. Raises UsageError with the steps that there are."""
    for index, found in enumerate(planned.steps):
        if step in (found.keyed.step.id, str(index + 1)):
            return index, found
    listed = ", ".join(s.keyed.step.id for s in planned.steps[:8])
    raise UsageError(f'there is no step "{step}"', hint=f"the steps are: {listed}")
