"""What everything else wraps: check, plan, run, and the verbs that look after what is recorded.

The only place that starts a backend for the engine. Imports are inside the functions, so that a run with nothing to do
pays for none of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING, Any, Literal

from nemobuild.engine.options import Options
from nemobuild.errors import OutputError, UsageError
from nemobuild.events import Emit, Event, ExportDone, Planned, RunFinished, Warned, of_cell

if TYPE_CHECKING:
    from nemobuild.backend.interpret import Understanding
    from nemobuild.client.model import ClaimLink, Credits
    from nemobuild.client.session import Client
    from nemobuild.engine.cache import Amount, CacheEntry
    from nemobuild.engine.desk import Desk
    from nemobuild.engine.memo import Environment, Inputs
    from nemobuild.engine.runner import RunResult
    from nemobuild.engine.stage import Material
    from nemobuild.plan.model import Plan
    from nemobuild.plan.records import StepRecord
    from nemobuild.recipe.model import Recipe
    from nemobuild.timeline.model import Timeline

__all__ = ["Options", "check", "plan", "run", "watch"]

Overrides = Mapping[str, str]
NO_OVERRIDES: Overrides = {}
NEVER = Flag()


# --- recipes ------------------------------------------------------------------------------------------------------


def check(path: Path, *, overrides: Overrides = NO_OVERRIDES) -> tuple[Recipe, ...]:
    """The cells of a recipe. Raises RecipeError with every problem there is."""
    return _load(path, overrides, Options(), _environment())[0]


def _environment() -> Environment:
    from nemobuild.engine.memo import Environment

    return Environment(os.environ)


def _load(
    path: Path, overrides: Overrides, options: Options, env: Environment
) -> tuple[tuple[Recipe, ...], Any]:
    """The recipe's cells as the options want them, and the git facts if a template asked for them."""
    from nemobuild.engine.checkout import git_facts
    from nemobuild.recipe import Context, Git, load

    asked: list[Git] = []

    def git() -> Git:
        asked.append(git_facts(path.parent))
        return asked[0]

    cells = load(path, overrides=overrides, context=Context(environ=env, git=git), backend=options.backend)
    return tuple(_as_asked(cell, options) for cell in cells), asdict(asked[0]) if asked else None


def _as_asked(recipe: Recipe, options: Options) -> Recipe:
    if not options.draft_quality:
        return recipe
    return replace(recipe, exports=tuple(replace(e, quality="draft") for e in recipe.exports))


# --- planning -----------------------------------------------------------------------------------------------------


def plan(
    path: Path, *, overrides: Overrides = NO_OVERRIDES, options: Options | None = None
) -> tuple[Plan, ...]:
    """What `run` would do, and why, a plan a matrix cell. Changes nothing, sends nothing."""
    options = options or Options()
    cells, _ = _load(path, overrides, options, _environment())
    return tuple(planned for _, _, planned in _plans(_desk(path), cells, options))


def _plans(
    desk: Desk, cells: Sequence[Recipe], options: Options
) -> Iterator[tuple[Recipe, dict[str, Material], Plan]]:
    from nemobuild.engine.download import fetch

    lock = desk.lock()
    for recipe in cells:
        material = desk.material(recipe, fetch)
        yield recipe, material, desk.planned(recipe, material, lock, options)[1]


def save_plan(plans: Sequence[Plan], path: Path) -> None:
    """Keeps plans in a file, for `run --plan`."""
    from nemobuild.engine.disk import pretty, write_atomically

    write_atomically(path, pretty({"nemobuild_plan": 1, "plans": [_kept(p) for p in plans]}))


def _kept(planned: Plan) -> dict[str, Any]:
    """All of a plan that must still hold: what is shown, and what each export asks for."""
    from nemobuild.plan.decide import export_wish

    return {**planned.as_record(), "wishes": [export_wish(e.export) for e in planned.exports]}


def _agrees(plans: Sequence[Plan], path: Path) -> None:
    """Raises UsageError if a kept plan is not what would be done now."""
    from nemobuild.engine.disk import read_json

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
    from nemobuild.engine.desk import Desk
    from nemobuild.plan.explain import explain_step
    from nemobuild.plan.reasons import Known

    records = Desk.of(path.resolve()).lock()
    texts = []
    for planned in plan(path, overrides=overrides, options=options):
        index, found = _step_of(planned, step)
        record = found.record or Known(records.cell_records(planned.cell)).like(index, found.keyed)
        title = f"{planned.cell}\n" if planned.cell else ""
        texts.append(title + explain_step(found.keyed, record, found.action, found.reason, found.before))
    return "\n\n".join(texts)


def _step_of(planned: Plan, step: str) -> tuple[int, Any]:
    for index, found in enumerate(planned.steps):
        if step in (found.keyed.step.id, str(index + 1)):
            return index, found
    listed = ", ".join(s.keyed.step.id for s in planned.steps[:8])
    raise UsageError(f'there is no step "{step}"', hint=f"the steps are: {listed}")


# --- running ------------------------------------------------------------------------------------------------------


def run(
    path: Path,
    *,
    overrides: Overrides = NO_OVERRIDES,
    options: Options | None = None,
    emit: Emit,
    stop: Flag = NEVER,
) -> tuple[RunResult, ...]:
    """Brings a recipe's films up to date: each matrix cell in turn. Returns () if nothing had to be looked at."""
    options = options or Options()
    path = path.resolve()
    asked = {
        "recipe": str(path),
        "overrides": dict(overrides),
        "backend": options.backend or "",
        "draft": options.draft_quality,
    }
    if not (options.no_cache or options.plan_file) and _told_again(path, asked, emit):
        return ()
    return _run(path, overrides, options, asked, emit, stop)


def _told_again(path: Path, asked: Mapping[str, Any], emit: Emit) -> bool:
    """Whether the memo says that there is nothing to do; then it has been said."""
    from nemobuild.engine import memo

    def git() -> Any:
        from nemobuild.engine.checkout import git_facts

        return asdict(git_facts(path.parent))

    said = memo.still_holds(_memo_path(path), asked, os.environ, git)
    if said is None:
        return False
    try:
        events = [_event(kind, fields) for kind, fields in said]
    except (ValueError, TypeError, KeyError, AttributeError):
        return False  # somebody else's handwriting
    for event in events:
        emit(event)
    return True


def _event(kind: str, fields: Mapping[str, Any]) -> Event:
    values: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in fields.items()}
    return ExportDone(**values) if kind == ExportDone.kind else RunFinished(**values)


def _memo_path(path: Path) -> Path:
    return path.parent / ".nemobuild" / f"{path.stem}.memo.json"


def _run(
    path: Path, overrides: Overrides, options: Options, asked: Mapping[str, Any], emit: Emit, stop: Flag
) -> tuple[RunResult, ...]:
    from nemobuild.engine.memo import Inputs
    from nemobuild.engine.project import Project, held
    from nemobuild.engine.runner import Runner

    env, told, inputs = _environment(), [], Inputs()

    def tell(event: Event) -> None:
        if isinstance(event, (ExportDone, RunFinished)):
            told.append(event)
        emit(event)

    with held(Project(recipe=path)), ExitStack() as open_backends:
        inputs.read(path)
        cells, git = _load(path, overrides, options, env)
        desk = _desk(path)
        planned = list(_plans(desk, cells, options))
        for file, stat in _read_by(desk, planned):
            inputs.read(file, stat)
        if options.plan_file:
            _agrees([p for _, _, p in planned], options.plan_file)
        results: list[RunResult] = []
        for recipe, material, shown in planned:
            tell(Planned(recipe=recipe.name, plan=shown.as_record()))
            runner = Runner(
                desk=desk,
                recipe=recipe,
                material=material,
                options=options,
                connect=_connection(recipe, open_backends),
                emit=of_cell(tell, recipe.cell),
                stop=stop,
                crossed=_crossing(),
            )
            results.append(runner.run())
        for changed in inputs.changed():
            what = f"{changed.name} changed while it was built; this is the film from before the change"
            emit(Warned(what=what, hint="run again to build the change"))
        if not options.no_store and not inputs.changed():
            _keep_memo(path, asked, env, git, inputs, _made(desk, cells), told)
    return tuple(results)


def _read_by(
    desk: Desk, planned: Sequence[tuple[Recipe, Mapping[str, Material], Plan]]
) -> Iterator[tuple[Path, Sequence[int] | None]]:
    """What the plans depend on besides the recipe, with the stat from when it was read, if that was kept."""
    for recipe, material, _ in planned:
        yield from ((read, None) for read in recipe.reads)
        yield from ((m.path, desk.memo.stat_then(m.path)) for m in material.values())


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


def _desk(path: Path) -> Desk:
    from nemobuild.engine.desk import Desk

    return Desk.of(path.resolve())


def _made(desk: Desk, cells: Sequence[Recipe]) -> list[Path]:
    """What a run leaves."""
    lock = [desk.project.lock] if desk.project.lock.exists() else []
    return [*lock, *(e.path for cell in cells for e in cell.exports)]


def _keep_memo(
    path: Path,
    asked: Mapping[str, Any],
    env: Environment,
    git: Any,
    inputs: Inputs,
    made: Sequence[Path],
    told: Sequence[Event],
) -> None:
    """Without it the next run looks for itself: a disk that is full now spoils nothing."""
    from nemobuild.engine import memo

    for file in made:
        inputs.read(file)
    said = [
        [event.kind, asdict(_again(event))] for event in told if isinstance(event, (ExportDone, RunFinished))
    ]
    with suppress(OutputError):
        memo.save(_memo_path(path), asked, env, git, inputs.stats, said)


def _again(event: ExportDone | RunFinished) -> ExportDone | RunFinished:
    """An event as a run with nothing to do says it."""
    if isinstance(event, ExportDone):
        return replace(event, cached=True, elapsed_ms=0)
    everything = event.steps_cached + event.steps_sent
    return replace(event, changed=False, steps_sent=0, steps_cached=everything, credits=0, elapsed_ms=0)


def watch(
    path: Path,
    *,
    overrides: Overrides = NO_OVERRIDES,
    options: Options | None = None,
    emit: Emit,
    stop: Flag,
) -> None:
    """Runs, and runs again after each change of content of the recipe or an asset. A broken recipe is said and waited on."""
    from nemobuild.engine.watch import watch as keep_watching
    from nemobuild.errors import Interrupted, NemobuildError
    from nemobuild.events import ErrorRaised

    known = {path.resolve()}

    def files() -> set[Path]:
        try:
            cells = check(path, overrides=overrides)
        except NemobuildError:
            return known
        known.update(a.path for cell in cells for a in cell.assets if a.path)
        known.update(read for cell in cells for read in cell.reads)
        return known

    def build() -> None:
        try:
            run(path, overrides=overrides, options=options, emit=emit, stop=stop)
        except Interrupted:
            stop.set()
        except NemobuildError as error:
            problems = tuple(asdict(p) for p in error.problems)
            emit(ErrorRaised(exit_code=error.exit_code, problems=problems))

    keep_watching(files, build, stop)


# --- backends -----------------------------------------------------------------------------------------------------


def _connection(recipe: Recipe, stack: ExitStack) -> Callable[[], Client]:
    """Gives a client when one is needed, and starts the embedded backend for it if that is the recipe's."""

    def connect() -> Client:
        return stack.enter_context(_client(recipe))

    return connect


@contextmanager
def _client(recipe: Recipe) -> Iterator[Client]:
    from nemobuild.client.attribution import Attribution
    from nemobuild.client.connect import connect

    attribution = Attribution(skill=recipe.skill.name, version=recipe.skill.version)
    if recipe.backend == "local":
        from nemobuild.backend.serve import DEFAULT_DATA, DEFAULT_PORT, Server

        with Server(recipe.root / DEFAULT_DATA) as server:
            environ = {
                "NEMO_API_URL": server.url,
                "NEMO_TOKEN": server.issue_token(),
                "NEMO_WEB_URL": f"http://127.0.0.1:{DEFAULT_PORT}",  # this server's port ends with the run
            }
            with connect(environ=environ, attribution=attribution, keep_token=False) as client:
                yield client
        return
    base_url = "" if recipe.backend == "nemo" else recipe.backend
    with connect(base_url, attribution=attribution) as client:
        yield client


def _first_cell(path: Path, overrides: Overrides, backend: str | None) -> Recipe:
    return _load(path, overrides, Options(backend=backend), _environment())[0][0]


def credits(path: Path, *, backend: str | None = None) -> Credits:
    """The account's balance at the recipe's backend."""
    with _client(_first_cell(path, NO_OVERRIDES, backend)) as client:
        return client.credits()


def status(path: Path, *, backend: str | None = None) -> dict[str, Any]:
    """What the project's session holds, and what is recorded, without asking the backend."""
    from nemobuild.timeline.summary import summary

    recipe = _first_cell(path, NO_OVERRIDES, backend)
    desk = _desk(path)
    from nemobuild.plan.decide import cell_name

    hint = desk.hints.get(cell_name(recipe), recipe.backend)
    records = desk.lock().cell_records(cell_name(recipe))
    recorded = desk.cache.draft(records[-1].after) if records else None
    from nemobuild.timeline import draft

    return {
        "recipe": recipe.name,
        "backend": recipe.backend,
        "session": hint.session_id if hint else "",
        "recorded_steps": len(records),
        "steps": len(recipe.steps),
        "timeline": summary(draft.decode(recorded or {})),
        "exports": [e.shown for e in recipe.exports],
    }


def share(path: Path, *, overrides: Overrides = NO_OVERRIDES, options: Options | None = None) -> ClaimLink:
    """A link that opens the live session in a browser. Raises UsageError if there is no session.

    That of the embedded backend leads to a page of it, which has to be served.
    """
    from nemobuild.client.model import Session
    from nemobuild.plan.decide import cell_name

    recipe = _first_cell(path, overrides, options.backend if options else None)
    hint = _desk(path).hints.get(cell_name(recipe), recipe.backend)
    if hint is None:
        raise UsageError("there is no session to share yet", hint="nemobuild run makes one")
    with _client(recipe) as client:
        link = client.claim(Session(session_id=hint.session_id, task_id=hint.task_id))
    return replace(link, serve=_serving(recipe)) if recipe.backend == "local" else link


def _serving(recipe: Recipe) -> str:
    """The command that serves a project's embedded backend where its links lead."""
    import shlex

    from nemobuild.backend.serve import DEFAULT_DATA

    data = os.path.relpath(recipe.root / DEFAULT_DATA)
    return "nemobuild serve" + ("" if data == str(DEFAULT_DATA) else f" --data {shlex.quote(data)}")


def export(
    path: Path,
    target: Path,
    output: Mapping[str, Any],
    *,
    overrides: Overrides = NO_OVERRIDES,
    options: Options | None = None,
    emit: Emit,
    stop: Flag = NEVER,
) -> None:
    """Renders the recorded edit to `target`. Raises LockOutOfDate if a message would have to be sent first."""
    from nemobuild.engine.project import Project, held
    from nemobuild.engine.runner import Runner
    from nemobuild.errors import Where
    from nemobuild.recipe.amounts import duration_ms
    from nemobuild.recipe.model import Export

    path = path.resolve()
    wish = {k: v for k, v in output.items() if k != "at"}
    if "at" in output:
        try:
            wish["at_ms"] = duration_ms(str(output["at"]))
        except ValueError as error:
            raise UsageError(f"--at: {error}", hint="write for example 1s or 1m30s") from error
    wanted = Export(
        path=target.absolute(),
        shown=str(target),
        format=target.suffix.lower().lstrip("."),
        where=Where(file=str(target)),
        **wish,
    )
    options = replace(options or Options(), locked=True)
    with held(Project(recipe=path)), ExitStack() as backends:
        cells, _ = _load(path, overrides, options, _environment())
        if len(cells) > 1:
            raise UsageError(
                "this recipe has a matrix, and an export is of one cell", hint="list the export in the recipe"
            )
        desk = _desk(path)
        recipe, material, _ = next(_plans(desk, cells, options))
        if target.resolve() in {path, *(a.path for a in recipe.assets)}:
            raise UsageError(f"{target} is what the film is made from", hint="export to another file")
        alone = replace(recipe, exports=(wanted,))
        Runner(
            desk=desk,
            recipe=alone,
            material=material,
            options=options,
            connect=_connection(alone, backends),
            emit=emit,
            stop=stop,
        ).run()


# --- looking at what is recorded ----------------------------------------------------------------------------------


def _recorded(path: Path, overrides: Overrides) -> tuple[Desk, tuple[StepRecord, ...]]:
    from nemobuild.plan.decide import cell_name

    desk = _desk(path)
    recipe = _first_cell(path, overrides, None)
    records = desk.lock().cell_records(cell_name(recipe))
    if not records:
        raise UsageError("nothing is recorded yet", hint="nemobuild run records a timeline for each step")
    return desk, records


def _after(desk: Desk, records: Sequence[StepRecord], step: str | None) -> tuple[int, Timeline]:
    from nemobuild.timeline import draft

    names = [r.step for r in records]
    if step is not None and step not in names and not (step.isdigit() and 1 <= int(step) <= len(names)):
        raise UsageError(f'no step "{step}" is recorded', hint=f"recorded are: {', '.join(names[:8])}")
    index = len(names) - 1 if step is None else names.index(step) if step in names else int(step) - 1
    return index, draft.decode(desk.cache.draft(records[index].after) or {})


def timeline(path: Path, *, overrides: Overrides = NO_OVERRIDES, step: str | None = None) -> Timeline:
    """The recorded timeline after a step, or the last one."""
    desk, records = _recorded(path, overrides)
    return _after(desk, records, step)[1]


def diff(
    path: Path, *, overrides: Overrides = NO_OVERRIDES, before: str | None = None, after: str | None = None
) -> tuple[str, ...]:
    """How the recorded timeline differs between two steps; without names, what the last step did."""
    from nemobuild.timeline import draft
    from nemobuild.timeline.diff import changes

    desk, records = _recorded(path, overrides)
    index, new = _after(desk, records, after)
    if before is not None:
        old = _after(desk, records, before)[1]
    else:
        old = draft.decode(desk.cache.draft(records[index].before) or {})
    return changes(old, new)


def interpret(text: str) -> Understanding:
    """What the embedded backend takes a sentence to mean."""
    from nemobuild.backend.interpret import understand

    return understand(text)


def interpret_lines(lines: Any) -> Iterator[dict[str, Any]]:
    """Requests, a JSON object a line, each answered with one."""
    from nemobuild.backend.interpret import answer_lines

    return answer_lines(lines)


# --- lock, journal, cache -----------------------------------------------------------------------------------------


def lock_check(path: Path, *, overrides: Overrides = NO_OVERRIDES) -> tuple[str, ...]:
    """The steps that the lock lacks for `--locked`, with the reason."""
    missing = []
    for planned in plan(path, overrides=overrides):
        missing += [f"{s.keyed.step.id}: {s.reason}" for s in planned.messages]
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
    from nemobuild.engine.project import Project, held
    from nemobuild.engine.runner import Runner

    options, path = options or Options(), path.resolve()
    with held(Project(recipe=path)), ExitStack() as backends:
        desk = _desk(path)
        cells, _ = _load(path, overrides, options, _environment())
        plans = list(_plans(desk, cells, options))
        for recipe, material, planned in plans:
            anew = {_step_of(planned, step)[1].key} - {""} if step is not None else set()
            runner = Runner(
                desk=desk,
                recipe=recipe,
                material=material,
                options=options,
                connect=_connection(recipe, backends),
                emit=of_cell(emit, recipe.cell),
                stop=stop,
                anew=anew,
            )
            runner.run(render=False)


def lock_accept(path: Path, *, overrides: Overrides = NO_OVERRIDES) -> tuple[str, ...]:
    """Takes answers that were reported as drift, and both sides of a merge. Sends nothing. The steps taken."""
    from nemobuild.engine.lockfile import merged_lock, read_lock, write_lock
    from nemobuild.engine.project import Project, held
    from nemobuild.plan.records import Lock, record_from_json

    del overrides
    project = Project(recipe=path.resolve())
    with held(project):
        desk = _desk(path)
        merged = merged_lock(project)
        lock = merged or read_lock(project)
        drifted = {a: record_from_json(r) for a, r in desk.drifted_json().items()}
        for record in drifted.values():
            desk.cache.put_record(record)
        write_lock(project, Lock(records={**lock.records, **drifted}, cells=lock.cells), desk.cache)
        project.note("drift").unlink(missing_ok=True)
    both = ("both sides of the merge",) if merged else ()
    return (*both, *(r.step for r in drifted.values()))


def lock_clean(path: Path, *, overrides: Overrides = NO_OVERRIDES) -> tuple[str, ...]:
    """Takes out the records and cells that the recipe no longer needs. The steps taken out."""
    from nemobuild.engine.lockfile import read_lock, write_lock
    from nemobuild.engine.project import Project, held
    from nemobuild.plan.records import Lock

    project = Project(recipe=path.resolve())
    with held(project):
        lock, plans = read_lock(project), plan(path, overrides=overrides)
        cells = {p.cell: tuple(s.key for s in p.steps if s.record) for p in plans}
        wanted = {a for actions in cells.values() for a in actions}
        kept = Lock(records={a: r for a, r in lock.records.items() if a in wanted}, cells=cells)
        write_lock(project, kept, _desk(path).cache)
    return tuple(r.step for a, r in lock.records.items() if a not in wanted)


def lock_diff(path: Path, *, overrides: Overrides = NO_OVERRIDES) -> tuple[str, ...]:
    """How answers that were reported as drift differ from the recorded ones."""
    from nemobuild.plan.records import record_from_json
    from nemobuild.timeline import draft
    from nemobuild.timeline.diff import changes

    del overrides
    desk, found = _desk(path), []
    lock = desk.lock()
    for action, raw in desk.drifted_json().items():
        record = record_from_json(raw)
        recorded = lock.records.get(action) or desk.cache.record(action)
        old = draft.decode(desk.cache.draft(recorded.after) or {}) if recorded else draft.decode({})
        new = draft.decode(desk.cache.draft(record.after) or {})
        found += [f"{record.step}: {change}" for change in changes(old, new)]
    return tuple(found)


def resolve(
    path: Path, step: str, decision: Literal["applied", "resend"], *, overrides: Overrides = NO_OVERRIDES
) -> None:
    """Decides about a message of which nobody knows whether it arrived (exit 8)."""
    from nemobuild.engine.journal import Journal, open_intents
    from nemobuild.engine.project import Project, held
    from nemobuild.engine.runner import settle_as_it_is
    from nemobuild.engine.sending import Ledger

    project = Project(recipe=path.resolve())
    with held(project):
        journal = Journal(project.journal)
        left = [i for i in open_intents(journal.read()[0]) if i.body["record"]["step"] == step]
        if not left:
            raise UsageError(
                f'nothing is open about step "{step}"', hint="nemobuild plan says what would run"
            )
        desk = _desk(path)
        ledger = Ledger(journal=journal, cache=desk.cache, hints=desk.hints)
        for intent in left:
            if ledger.finish(intent):  # it is known what became of it: there is nothing to decide
                continue
            if decision == "resend":
                journal.append("resolved", intent.intent, {"why": "the user said that it did not arrive"})
                continue
            with _client(_first_cell(path, overrides, intent.body.get("backend"))) as client:
                settle_as_it_is(client, ledger, intent)


def cache_ls(path: Path) -> tuple[CacheEntry, ...]:
    """What is stored, by kind and digest."""
    return tuple(_desk(path).cache.entries())


def cache_stats(path: Path) -> Amount:
    from nemobuild.engine.cache import Amount

    entries = cache_ls(path)
    return Amount(entries=len(entries), bytes=sum(e.bytes for e in entries))


def cache_verify(path: Path) -> tuple[str, ...]:
    """Reads everything that is stored; what is damaged is set aside and named."""
    return _desk(path).cache.verify()


def cache_gc(path: Path, *, max_size: int | None = None, max_age_s: int | None = None) -> Amount:
    """Takes out what is old or too much, but nothing that the lock, an open journal or reported drift refers to."""
    import time

    from nemobuild.engine.journal import Journal, open_intents
    from nemobuild.engine.project import held

    desk = _desk(path)
    with held(desk.project):
        lock = desk.lock()
        keep = {d for r in lock.records.values() for d in (r.action, r.before, r.after)}
        keep |= {str(raw.get("after")) for raw in desk.drifted_json().values()}
        for intent in open_intents(Journal(desk.project.journal).read()[0]):
            keep |= {str(intent.body["seen"]), str(intent.body["record"]["action"])}
            keep |= {str((intent.settled or {}).get("after", ""))}
        return desk.cache.collect(keep, max_size, max_age_s, time.time())
