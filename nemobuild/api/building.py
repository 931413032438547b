"""A run that has something to look at: the plan of each matrix cell, carried out, and a memo for the next run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from threading import Event as Flag
from typing import Any

from nemobuild.api.backends import connection
from nemobuild.api.planning import Planning, agrees, plans_of
from nemobuild.api.recipes import environment, load_cells
from nemobuild.engine import memo
from nemobuild.engine.desk import Desk
from nemobuild.engine.options import Options, Overrides
from nemobuild.engine.project import Project, held
from nemobuild.engine.runner import Runner, RunResult
from nemobuild.errors import OutputError
from nemobuild.events import Emit, Event, ExportDone, Planned, RunFinished, Warned, of_cell
from nemobuild.recipe.model import Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who is told, and what the memo at `memo` is to say again: the ends of exports and runs, as answer to `asked`."""

    asked: Mapping[str, Any]
    memo: Path
    emit: Emit
    ends: list[ExportDone | RunFinished] = field(default_factory=list)

    def tell(self, event: Event) -> None:
        if isinstance(event, (ExportDone, RunFinished)):
            self.ends.append(event)
        self.emit(event)


def build(
    path: Path, overrides: Overrides, options: Options, told: Told, stop: Flag
) -> tuple[RunResult, ...]:
    """Holds the project and carries out the plan of each cell in turn."""
    env, inputs = environment(), memo.Inputs()
    with held(Project(recipe=path)), ExitStack() as backends:
        inputs.read(path)
        cells, git = load_cells(path, overrides, options, env)
        desk = Desk.of(path)
        planned = list(plans_of(desk, cells, options))
        for file, stat in _read_by(desk, planned):
            inputs.read(file, stat)
        if options.plan_file:
            agrees([p.plan for p in planned], options.plan_file)
        results = tuple(_carried_out(desk, one, options, told, stop, backends) for one in planned)
        for changed in inputs.changed():
            what = f"{changed.name} changed while it was built; this is the film from before the change"
            told.emit(Warned(what=what, hint="run again to build the change"))
        if not options.no_store and not inputs.changed():
            for file, stat in (*_read_by(desk, planned), *((made, None) for made in _made(desk, cells))):
                inputs.read(file, stat)  # among them what was fetched meanwhile
            _keep_memo(told, env, git, inputs)
    return results


def _carried_out(
    desk: Desk, planned: Planning, options: Options, told: Told, stop: Flag, backends: ExitStack
) -> RunResult:
    recipe = planned.recipe
    told.tell(Planned(recipe=recipe.name, plan=planned.plan.as_record()))
    return Runner(
        desk=desk,
        recipe=recipe,
        material=planned.material,
        options=options,
        connect=connection(recipe, backends),
        emit=of_cell(told.tell, recipe.cell),
        stop=stop,
        crossed=_crossing(),
    ).run()


def _read_by(desk: Desk, planned: Sequence[Planning]) -> Iterator[tuple[Path, Sequence[int] | None]]:
    """What the plans depend on besides the recipe, with the stat from when it was read, if that was kept."""
    for one in planned:
        yield from ((read, None) for read in one.recipe.reads)
        there = (m for m in one.material.values() if m.asset.path or m.path.exists())
        yield from ((m.path, desk.memo.stat_then(m.path)) for m in there)


def _crossing() -> Callable[[str], None]:
    """A place where tests end the process, right after a journal record is on disk: NEMOBUILD_CRASH_AT=sent:2."""
    kind, _, count = os.environ.get("NEMOBUILD_CRASH_AT", "").partition(":")
    left = int(count or 1)

    def crossed(record: str) -> None:
        nonlocal left
        left -= record == kind
        if kind and left == 0:
            os._exit(137)

    return crossed


def _made(desk: Desk, cells: Sequence[Recipe]) -> list[Path]:
    """What a run leaves."""
    lock = [desk.project.lock] if desk.project.lock.exists() else []
    return [*lock, *(e.path for cell in cells for e in cell.exports)]


def _keep_memo(told: Told, env: memo.Environment, git: Any, inputs: memo.Inputs) -> None:
    """Without it the next run looks for itself: a disk that is full now spoils nothing."""
    said = [[event.kind, asdict(_again(event))] for event in told.ends]
    with suppress(OutputError):
        memo.save(told.memo, told.asked, env, git, inputs.stats, said)


def _again(event: ExportDone | RunFinished) -> ExportDone | RunFinished:
    """An event as a run with nothing to do says it."""
    if isinstance(event, ExportDone):
        return replace(event, cached=True, elapsed_ms=0)
    everything = event.steps_cached + event.steps_sent
    return replace(event, changed=False, steps_sent=0, steps_cached=everything, credits=0, elapsed_ms=0)
