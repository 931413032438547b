"""validate, plan, run, explain: from a recipe to its films."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nemobuild.cli.options import (
    DRAFTS,
    backend_option,
    build_options,
    found,
    options_of,
    recipe_argument,
    shown,
    variables,
)
from nemobuild.cli.present.presenter import Presenter
from nemobuild.cli.stop import listening
from nemobuild.errors import Problem, RecipeError, StepFailed, WouldRun
from nemobuild.events import Planned, Warned

if TYPE_CHECKING:
    from nemobuild.plan.model import Plan
    from nemobuild.recipe.model import Recipe

Overrides = Mapping[str, str]


@click.command("validate")
@recipe_argument
@variables
@shown
def validate_command(show: Presenter, recipe: Path, overrides: Overrides) -> None:
    """Say everything that is wrong with a recipe, at once."""
    from nemobuild import api

    cells = api.check(found(recipe), overrides=overrides)
    if problems := [problem for cell in cells for problem in api.refused(cell)]:
        raise RecipeError(dict.fromkeys(problems))
    for cell in cells:
        record, text = recipe_record(cell), recipe_text(cell)
        show.data(record, text.__str__)


def recipe_record(recipe: Recipe) -> dict[str, Any]:
    return {
        "type": "recipe",
        "name": recipe.name,
        "path": str(recipe.path),
        "cell": dict(recipe.cell),
        "backend": recipe.backend,
        "assets": [{"name": asset.name, "shown": asset.shown or asset.url} for asset in recipe.assets],
        "steps": [{"id": step.id, "say": step.say} for step in recipe.steps],
        "exports": [export.shown for export in recipe.exports],
    }


def recipe_text(recipe: Recipe) -> str:
    from nemobuild.cli.present.text import counted, printable

    counts = [(recipe.assets, "asset"), (recipe.steps, "step"), (recipe.exports, "export")]
    listed = ", ".join(counted(len(items), noun) for items, noun in counts)
    cell = "".join(f" {name}={value}" for name, value in recipe.cell.items())
    return printable(f"{recipe.name}{cell}: no problems ({listed})")


@click.command("plan")
@recipe_argument
@variables
@build_options
@click.option("--exit-code", is_flag=True, help="Exit with 5 if anything would run, with 6 if a step failed.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Keep the plan for run --plan.")
@shown
def plan_command(
    show: Presenter, recipe: Path, overrides: Overrides, exit_code: bool, out: Path | None, **build: Any
) -> int:
    """Show what a run would do, and why. Changes nothing."""
    from nemobuild import api
    from nemobuild.cli.present.records import event_record
    from nemobuild.plan.explain import render_text

    plans = api.plan(found(recipe), overrides=overrides, options=options_of(build))
    for plan in plans:
        record = event_record(Planned(recipe=plan.recipe.name, plan=plan.as_record()))
        show.data(record, partial(render_text, plan))
        for problem in _foreseen(plan):
            show.emit(Warned(what=problem.what, hint=problem.hint))
    if out is not None:
        api.save_plan(plans, out)
        show.say(f"kept; carry it out with: nemobuild run --plan {out}")
    return plan_code(plans) if exit_code else 0


FORESEEN_STEPS = 20
"""How many of the steps that a run would send a plan looks at: it takes a moment for each, and a run stops at the first."""


def _foreseen(plan: Plan) -> Iterable[Problem]:
    """What a run would send in vain."""
    from nemobuild import api

    steps = {step.keyed.step.id for step in plan.messages[:FORESEEN_STEPS]}
    return dict.fromkeys(api.refused(plan.recipe, steps)) if steps else ()


def plan_code(plans: Sequence[Plan]) -> int:
    """What `--exit-code` says of plans: nothing to do, something would run, or a run would stop at a step that failed."""
    if any(plan.failed for plan in plans):
        return StepFailed.exit_code
    return 0 if all(plan.nothing_to_do for plan in plans) else WouldRun.exit_code


@click.command("run")
@recipe_argument
@variables
@build_options
@click.option(
    "--plan", "plan_file", type=click.Path(path_type=Path, dir_okay=False), help="Do what a kept plan says."
)
@shown
def run_command(
    show: Presenter, recipe: Path, overrides: Overrides, plan_file: Path | None, **build: Any
) -> None:
    """Bring a recipe's films up to date. Prints their paths."""
    path = found(recipe)
    from nemobuild import api

    with listening(show.say) as stop:
        options = options_of(build, plan_file=plan_file)
        if options.draft_quality:
            show.say(DRAFTS)
        api.run(path, overrides=overrides, options=options, emit=show.emit, stop=stop)


@click.command("explain")
@click.argument("step")
@recipe_argument
@variables
@backend_option
@shown
def explain_command(
    show: Presenter, step: str, recipe: Path, overrides: Overrides, backend: str | None
) -> None:
    """Say why STEP would run or would not: what it depends on, compared with the last run."""
    from nemobuild import api

    text = api.explain(found(recipe), step, overrides=overrides, options=api.Options(backend=backend))
    show.data({"type": "explanation", "step": step, "text": text}, text.__str__)
