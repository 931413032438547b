"""Carries a plan out, step by step: what is recorded is used, what is not is sent once, verified and recorded."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from threading import Event as Flag

from nemobuild.client.session import Client
from nemobuild.engine import verdicts
from nemobuild.engine.blame import put_there, told
from nemobuild.engine.desk import Desk
from nemobuild.engine.disk import check_room
from nemobuild.engine.exports import Exporter
from nemobuild.engine.journal import Journal, OpenIntent, open_intents
from nemobuild.engine.lockfile import with_cell, write_lock
from nemobuild.engine.options import Options
from nemobuild.engine.sending import EMBEDDED, HOSTED, Clock, Ledger, Sender
from nemobuild.engine.stage import Material, Stage
from nemobuild.errors import Interrupted, NemobuildError
from nemobuild.events import (
    Emit,
    RunFinished,
    StepCached,
    StepErred,
    StepReplied,
    StepSent,
    StepVerified,
    Warned,
)
from nemobuild.plan.decide import cell_name, lookup, wanted_key
from nemobuild.plan.keys import EMPTY_TIMELINE, KeyedStep
from nemobuild.plan.model import Facts, Plan, StepPlan
from nemobuild.plan.records import Lock, StepRecord
from nemobuild.recipe.model import Recipe, Step
from nemobuild.timeline import draft
from nemobuild.timeline.diff import changes
from nemobuild.timeline.model import Timeline
from nemobuild.timeline.summary import summary

Connect = Callable[[], Client]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    changed: bool
    steps_sent: int
    steps_cached: int
    credits: int
    outputs: tuple[str, ...]
    summary: str


class Runner:
    """One recipe cell's run. `connect` gives a client when one is needed, and only then. The project is held.

    The actions in `anew` are sent although they are recorded, and their answers replace the recorded ones.
    """

    def __init__(
        self,
        *,
        desk: Desk,
        recipe: Recipe,
        material: Mapping[str, Material],
        options: Options,
        connect: Connect,
        emit: Emit,
        stop: Flag,
        crossed: Callable[[str], None] | None = None,
        anew: Set[str] = frozenset(),
    ) -> None:
        self._desk, self._recipe, self._material, self._options = desk, recipe, material, options
        self._connect, self._emit, self._stop = connect, emit, stop
        self._journal = Journal(desk.project.journal, crossed)
        self._ledger = Ledger(journal=self._journal, cache=desk.cache, hints=desk.hints)
        self._anew = anew
        self._client: Client | None = None
        self._stage_open: Stage | None = None
        self._records: list[StepRecord] = []
        self._sent: list[StepRecord] = []
        self._replayed: list[StepRecord] = []
        self._lock = Lock()
        self._rendered = False
        self._step_ms = 0
        self._started = time.monotonic()

    @property
    def client(self) -> Client:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def run(self, *, render: bool = True) -> RunResult:
        """Does what the plan says. Whatever ends it, finished steps are on disk."""
        self._lock = self._desk.lock()
        self._reconcile()
        facts, planned = self._planned()
        if not planned.nothing_to_do:
            self._material = self._desk.fetched(self._material)
            facts, planned = self._planned()  # what was fetched may be what is recorded
        self._allowed(planned)
        try:
            self._steps(planned, facts)
        finally:
            self._remember(planned.cell)
        outputs = self._exports() if render else ()
        return self._finished(planned, outputs)

    def _planned(self) -> tuple[Facts, Plan]:
        return self._desk.planned(self._recipe, self._material, self._lock, self._options, self._anew)

    def _reconcile(self) -> None:
        """Finds out about every message of which no end is recorded, before anything else is done."""
        entries, damaged = self._journal.read()
        if damaged:
            self._emit(
                Warned(
                    what=f"damaged journal records were skipped: {damaged}",
                    hint="finished steps are in the lock",
                )
            )
        for left in open_intents(entries):
            step = left.body["record"]["step"]
            found = self._found_out(left, step)
            self._emit(Warned(what=f'an interrupted run left step "{step}" open: it {found}'))

    def _found_out(self, left: OpenIntent, step: str) -> str:
        """What became of a message, in words. One to another backend than this run's stays open: it is not asked here."""
        if self._ledger.finish(left):
            return "was applied"
        backend = left.body.get("backend", self._recipe.backend)
        if backend != self._recipe.backend:
            return f"was sent to {backend} and is still open; a run with that backend finds out"
        charges = backend != "local"
        if charges:
            self._emit(Warned(what=f'looking whether the message of step "{step}" arrived; up to 5 minutes'))
        record = self._sender(charges).reconcile(left, charges=charges)
        return "was applied" if record else "did not arrive"

    def _allowed(self, planned: Plan) -> None:
        """Everything that forbids a plan, before anything is sent."""
        messages = planned.messages
        if messages:
            check_room(self._desk.cache.folder)
        if self._options.locked and (unlocked := verdicts.not_locked(messages)):
            raise unlocked
        if planned.route == "replay":
            self._allowed_to_replay(planned, planned.replays, messages[0])

    def _allowed_to_replay(self, planned: Plan, replays: int, target: StepPlan) -> None:
        if planned.charges and not self._options.allow_replay:
            raise verdicts.paid_again(replays, target.keyed.step)

    def _steps(self, planned: Plan, facts: Facts) -> None:
        before, timeline = EMPTY_TIMELINE, Timeline()
        last = len(planned.steps) - 1
        for index, step in enumerate(planned.steps):
            record = lookup(step.keyed, before, facts)
            if record:
                self._use(planned, index, record)
            else:
                self._check_stop()
                timeline = self._timeline(before)
                record = self._send(planned, index, before, facts)
                self._stop_at(step.keyed.step, verdicts.failed_now(step.keyed.step, record))
                self._expect_no_drift(step.keyed, record)
            needed = step.keyed.step.expect is not None or record in self._sent or index == last
            if needed:
                after = self._timeline(record.after)
                self._stop_at(step.keyed.step, verdicts.not_as_expected(step.keyed.step, after))
                if record in self._sent:
                    self._verified(planned, index, record, timeline, after)
            self._records.append(record)
            before = record.after

    def _use(self, planned: Plan, index: int, record: StepRecord) -> None:
        step = planned.steps[index].keyed.step
        self._stop_at(step, verdicts.failed_before(step, record))
        self._emit(StepCached(step=step.id, index=index + 1, total=len(planned.steps), say=step.say))

    def _send(self, planned: Plan, index: int, before: str, facts: Facts) -> StepRecord:
        keyed, plan_of = planned.steps[index].keyed, planned.steps[index]
        self._within_budget(keyed, facts)
        stage = self._reach(planned, index, before, facts)
        if index and stage.said != keyed.said_before and self.client.capabilities().restore:
            stage.upload(name for s in planned.steps[:index] for name in s.keyed.entering)
            stage.restore(self._records)  # the same timeline, but come to in other words
        stage.upload(keyed.entering)
        reason = plan_of.reason if plan_of.action == "run" else "the step before it gave a new timeline"
        self._emit(
            StepSent(
                step=keyed.step.id,
                index=index + 1,
                total=len(planned.steps),
                say=keyed.step.say,
                reason=reason,
            )
        )
        record = self._post(planned, keyed, before, facts, stage)
        self._sent.append(record)
        return record

    def _post(
        self,
        planned: Plan,
        keyed: KeyedStep,
        before: str,
        facts: Facts,
        stage: Stage,
        *,
        replay: bool = False,
    ) -> StepRecord:
        started = time.monotonic()
        sender = self._sender(planned.charges)
        try:
            record, reply = sender.send(
                stage.opened,
                keyed,
                cell=planned.cell,
                before=before,
                urls=stage.urls,
                credits_reserved=facts.usual_credits,
                replay=replay,
            )
        except NemobuildError as error:
            raise self._failed(keyed.step, error) from error
        told = self.client.failure_in(reply, stage.session_id) if record.failed else None
        if told:  # the account or the session failed, not the step: that is not remembered of the step
            self._desk.cache.forget(record.action)
            raise self._failed(keyed.step, told)
        stage.digest, stage.said = record.after, record.definition
        self._step_ms = round((time.monotonic() - started) * 1000)
        self._desk.costs.add(self._recipe.backend, record.credits, self._step_ms)
        self._emit(StepReplied(step=keyed.step.id, text=reply.text))
        return replace(record, reply=reply.text or record.reply)

    def _within_budget(self, keyed: KeyedStep, facts: Facts) -> None:
        """The next message's usual cost is reserved before it is sent."""
        limits = [n for n in (self._recipe.budget_credits, self._options.max_credits) if n is not None]
        spent = sum(r.credits for r in (*self._records, *self._replayed))
        if reached := verdicts.over_budget(keyed.step, spent, facts.usual_credits, limits):
            raise reached

    def _reach(self, planned: Plan, index: int, before: str, facts: Facts) -> Stage:
        """A session whose timeline has the digest `before`, by the cheapest route."""
        stage = self._stage()
        if stage.session is not None and stage.digest == before:
            return stage
        strict = planned.charges and not self._options.allow_replay
        if stage.session is None and stage.take_up(before, strict=strict):
            return stage
        earlier = planned.steps[:index]
        restores = not index or self.client.capabilities().restore
        if not restores:  # the session that the plan counted on may have vanished
            self._allowed_to_replay(planned, index, planned.steps[index])
        stage.open()
        if not restores:
            self._replay(planned, earlier, stage, facts)
            return stage
        stage.upload(name for s in earlier for name in s.keyed.entering)
        if index:
            stage.restore(self._records)
        return stage

    def _replay(self, planned: Plan, earlier: tuple[StepPlan, ...], stage: Stage, facts: Facts) -> None:
        """Sends recorded steps again, into a new session. A different answer is reported as drift, not taken."""
        for step, recorded in zip(earlier, self._records, strict=True):
            self._check_stop()
            self._within_budget(step.keyed, facts)
            stage.upload(step.keyed.entering)
            again = self._post(planned, step.keyed, recorded.before, facts, stage, replay=True)
            self._replayed.append(again)
            if again.after != recorded.after:
                self._report_drift(step.keyed, recorded, again)

    def _report_drift(self, keyed: KeyedStep, recorded: StepRecord, again: StepRecord) -> None:
        told = changes(self._timeline(recorded.after), self._timeline(again.after))
        self._desk.cache.put_record(recorded)  # the lock wins; what came now waits for `lock accept`
        self._desk.note_drift(again)
        raise self._failed(keyed.step, verdicts.answered_differently(keyed.step, told))

    def _expect_no_drift(self, keyed: KeyedStep, record: StepRecord) -> None:
        """What `--no-cache` did not read is not replaced by something else in silence either."""
        recorded = self._lock.records.get(record.action)
        if recorded and recorded.after != record.after and record.action not in self._anew:
            self._report_drift(keyed, recorded, record)

    def _verified(
        self, planned: Plan, index: int, record: StepRecord, before: Timeline, after: Timeline
    ) -> None:
        self._emit(
            StepVerified(
                step=record.step,
                index=index + 1,
                total=len(planned.steps),
                changes=changes(before, after),
                credits=record.credits,
                elapsed_ms=self._step_ms,
            )
        )

    def _stop_at(self, step: Step, error: NemobuildError | None) -> None:
        if error:
            raise self._failed(step, error)

    def _failed(self, step: Step, error: NemobuildError) -> NemobuildError:
        self._emit(StepErred(step=step.id, reason=error.what, hint=error.hint))
        return error

    def _check_stop(self) -> None:
        if self._stop.is_set():
            raise Interrupted("stopped; finished steps are recorded", hint="run again to go on")

    def _timeline(self, digest: str) -> Timeline:
        return draft.decode(self._desk.cache.draft(digest) or {})

    def _exports(self) -> tuple[str, ...]:
        """Every export made from the last timeline, unless its file is that already."""
        final = self._records[-1].after if self._records else EMPTY_TIMELINE
        exporter = Exporter(
            notes=self._desk.outputs,
            emit=self._emit,
            clock=time.monotonic,
            stop=self._stop,
            traced=self._traced,
        )
        made = []
        for export in self._recipe.exports:
            wanted = wanted_key(self._recipe, export, final)
            if self._desk.outputs.key_of(export.shown, export.path) == wanted:
                exporter.kept(export)
            else:
                self._check_stop()
                stage = self._stage()
                stage.for_rendering(self._recipe, self._records)
                exporter.deliver(self.client, export, stage.session_id, stage.localized(final), wanted)
                self._rendered = True
            made.append(str(export.path))
        return tuple(made)

    def _traced(self, finding: str) -> str:
        done = zip(self._recipe.steps, self._records, strict=True)
        return told(finding, put_there(finding, [(step, self._timeline(r.after)) for step, r in done]))

    def _remember(self, cell: str) -> None:
        """Leaves on disk what the next run needs, also when this one failed."""
        self._desk.memo.save()
        if self._stage_open and self._stage_open.digest:
            self._stage_open.remember()
        if not self._options.no_store and (self._records or self._recipe.steps == ()):
            kept = [r for r in self._records if not r.failed]
            if len(kept) < len(self._recipe.steps):
                kept += self._beyond(cell, kept)
            now = self._desk.lock()  # another branch's records may have come in meanwhile
            write_lock(self._desk.project, with_cell(now, cell, kept), self._desk.cache)
        self._journal.keep_open_only()

    def _beyond(self, cell: str, kept: list[StepRecord]) -> list[StepRecord]:
        """After a failure: the recorded steps after it stay in the lock, since they may come back by action key."""
        actions = {r.action for r in kept}
        return [r for r in self._lock.cell_records(cell)[len(kept) :] if r.action not in actions]

    def _stage(self) -> Stage:
        if self._stage_open is None:
            self._stage_open = Stage(
                client=self.client,
                recipe=self._recipe,
                cell=cell_name(self._recipe),
                cache=self._desk.cache,
                hints=self._desk.hints,
                material=self._material,
                emit=self._emit,
                clock=time.monotonic,
            )
        return self._stage_open

    def _sender(self, charges: bool) -> Sender:
        return Sender(
            client=self.client,
            backend=self._recipe.backend,
            ledger=self._ledger,
            clock=Clock(now=time.monotonic, sleep=time.sleep),
            paces=HOSTED if charges else EMBEDDED,
            emit=self._emit,
        )

    def _finished(self, planned: Plan, outputs: tuple[str, ...]) -> RunResult:
        if self._stage_open and self._stage_open.session:
            self._stage_open.remember()
        final = self._timeline(self._records[-1].after) if self._records else Timeline()
        result = RunResult(
            changed=bool(self._sent) or self._rendered,
            steps_sent=len(self._sent),
            steps_cached=len(planned.steps) - len(self._sent),
            credits=sum(r.credits for r in (*self._sent, *self._replayed)),
            outputs=outputs,
            summary=summary(final),
        )
        self._emit(
            RunFinished(
                recipe=self._recipe.name,
                changed=result.changed,
                steps_sent=result.steps_sent,
                steps_cached=result.steps_cached,
                credits=result.credits,
                outputs=outputs,
                summary=result.summary,
                elapsed_ms=round((time.monotonic() - self._started) * 1000),
            )
        )
        return result


def settle_as_it_is(client: Client, ledger: Ledger, left: OpenIntent) -> StepRecord:
    """Takes a session's state as the result of a message, because the user says that it arrived."""
    clock = Clock(now=time.monotonic, sleep=time.sleep)
    backend = str(left.body.get("backend", ""))
    sender = Sender(client=client, backend=backend, ledger=ledger, clock=clock, paces=HOSTED, emit=_unheard)
    return sender.take_as_it_is(left)


def _unheard(event: object) -> None:
    del event
