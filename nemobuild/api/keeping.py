"""lock, cache, resolve: what is remembered, and what the user decides about it."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path
from threading import Event as Flag
from typing import Literal

from nemobuild.api.backends import client_of, connection
from nemobuild.api.planning import plan, plans_of, step_of
from nemobuild.api.recipes import environment, first_cell, load_cells
from nemobuild.engine.cache import Amount, CacheEntry
from nemobuild.engine.desk import Desk
from nemobuild.engine.journal import Journal, open_intents
from nemobuild.engine.lockfile import merged_lock, read_lock, write_lock
from nemobuild.engine.options import NEVER, NO_OVERRIDES, Options, Overrides
from nemobuild.engine.project import Project, held
from nemobuild.engine.runner import Runner, settle_as_it_is
from nemobuild.engine.sending import Ledger
from nemobuild.errors import UsageError
from nemobuild.events import Emit, of_cell
from nemobuild.plan.records import Lock
from nemobuild.timeline import draft
from nemobuild.timeline.diff import changes


def lock_check(path: Path, *, overrides: Overrides = NO_OVERRIDES) -> tuple[str, ...]:
    """The steps that the lock lacks for `--locked`, with the reason."""
    missing = []
    for planned in plan(path, overrides=overrides):
        missing += [f"{s.keyed.step.id}: {s.reason}" for s in planned.steps if s.action != "cached"]
    return tuple(missing)


def lock_update(
    path: Path,
    step: str | None,
    *,
    overrides: Overrides = NO_OVERRIDES,
    options: Options | None = None,
    emit: Emit,
    stop: Flag = NEVER,
) -> None:
    """Sends what the lock lacks, and `step` in any case, and records the answers. Renders nothing."""
    bring_up(path, step, overrides=overrides, options=options, emit=emit, stop=stop)


def bring_up(
    path: Path,
    step: str | None = None,
    *,
    text: str | None = None,
    overrides: Overrides,
    options: Options | None,
    emit: Emit,
    stop: Flag,
) -> None:
    """What `lock_update` does; `text` stands in for the recipe's."""
    options, path = options or Options(), path.resolve()
    with held(Project(recipe=path)), ExitStack() as backends:
        desk = Desk.of(path)
        cells, _ = load_cells(path, overrides, options, environment(), text)
        for planned in list(plans_of(desk, cells, options, fetch=step is not None)):
            recipe = planned.recipe
            anew = {step_of(planned.plan, step)[1].key} - {""} if step is not None else set()
            runner = Runner(
                desk=desk,
                recipe=recipe,
                material=planned.material,
                options=options,
                connect=connection(recipe, backends),
                emit=of_cell(emit, recipe.cell),
                stop=stop,
                anew=anew,
            )
            runner.run(render=False)


def lock_accept(path: Path) -> tuple[str, ...]:
    """Takes answers that were reported as drift, and both sides of a merge. Sends nothing. The steps taken."""
    project = Project(recipe=path.resolve())
    with held(project):
        desk = Desk.of(path)
        merged = merged_lock(project)
        lock = merged or read_lock(project)
        drifted = desk.drifted()
        for record in drifted.values():
            desk.cache.put_record(record)
        write_lock(project, Lock(records={**lock.records, **drifted}, cells=lock.cells), desk.cache)
        project.note("drift").unlink(missing_ok=True)
    both = ("both sides of the merge",) if merged else ()
    return (*both, *(r.step for r in drifted.values()))


def lock_clean(path: Path, *, overrides: Overrides = NO_OVERRIDES) -> tuple[str, ...]:
    """Takes out the records and cells that the recipe no longer needs. The steps taken out."""
    project = Project(recipe=path.resolve())
    with held(project):
        desk, lock = Desk.of(path), read_lock(project)
        recipes, _ = load_cells(path, overrides, Options(), environment())
        # what is recorded of an asset that is not known must not pass for unneeded
        plans = [p.plan for p in plans_of(desk, recipes, Options(), fetch=True)]
        cells = {p.cell: tuple(s.key for s in p.steps if s.record) for p in plans}
        wanted = {a for actions in cells.values() for a in actions}
        kept = Lock(records={a: r for a, r in lock.records.items() if a in wanted}, cells=cells)
        write_lock(project, kept, desk.cache)
    return tuple(r.step for a, r in lock.records.items() if a not in wanted)


def lock_diff(path: Path) -> tuple[str, ...]:
    """How answers that were reported as drift differ from the recorded ones."""
    desk, found = Desk.of(path), []
    lock = desk.lock()
    for action, record in desk.drifted().items():
        recorded = lock.records.get(action) or desk.cache.record(action)
        old = draft.decode(desk.cache.draft(recorded.after) or {}) if recorded else draft.decode({})
        new = draft.decode(desk.cache.draft(record.after) or {})
        found += [f"{record.step}: {change}" for change in changes(old, new)]
    return tuple(found)


def resolve(
    path: Path, step: str, decision: Literal["applied", "resend"], *, overrides: Overrides = NO_OVERRIDES
) -> None:
    """Decides about a message of which nobody knows whether it arrived (exit 8)."""
    project = Project(recipe=path.resolve())
    with held(project):
        journal = Journal(project.journal)
        left = [i for i in open_intents(journal.read()[0]) if i.body["record"]["step"] == step]
        if not left:
            raise UsageError(
                f'nothing is open about step "{step}"', hint="nemobuild plan says what would run"
            )
        desk = Desk.of(path)
        ledger = Ledger(journal=journal, cache=desk.cache, hints=desk.hints)
        for intent in left:
            if ledger.finish(intent):  # it is known what became of it: there is nothing to decide
                continue
            if decision == "resend":
                journal.append("resolved", intent.intent, {"why": "the user said that it did not arrive"})
                continue
            with client_of(first_cell(path, overrides, intent.body.get("backend"))) as client:
                settle_as_it_is(client, ledger, intent)


def cache_ls(path: Path) -> tuple[CacheEntry, ...]:
    """What is stored, by kind and digest."""
    return tuple(Desk.of(path).cache.entries())


def cache_stats(path: Path) -> Amount:
    """How much is stored."""
    entries = cache_ls(path)
    return Amount(entries=len(entries), bytes=sum(e.bytes for e in entries))


def cache_verify(path: Path) -> tuple[str, ...]:
    """Reads everything that is stored; what is damaged is set aside and named."""
    return Desk.of(path).cache.verify()


def cache_gc(path: Path, *, max_size: int | None = None, max_age_s: int | None = None) -> Amount:
    """Takes out what is old or too much, but nothing that the lock, an open journal or reported drift refers to."""
    desk = Desk.of(path)
    with held(desk.project):
        lock = desk.lock()
        keep = {d for r in lock.records.values() for d in (r.action, r.before, r.after)}
        keep |= {r.after for r in desk.drifted().values()}
        for intent in open_intents(Journal(desk.project.journal).read()[0]):
            keep |= {str(intent.body["seen"]), str(intent.body["record"]["action"])}
            keep |= {str((intent.settled or {}).get("after", ""))}
        return desk.cache.collect(keep, max_size, max_age_s, time.time())
