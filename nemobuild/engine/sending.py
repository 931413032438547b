"""Sends one step's message, at most once, and sees what became of it.

INTENT on disk → one POST → SENT → events → the state until it stands still → SETTLED → COMMITTED. What is left of an
unfinished sending is reconciled at the next start by looking at the state; nothing here ever sends by itself again.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nemobuild.client import recover
from nemobuild.client.model import Credits, Session, State
from nemobuild.client.reply import Progress, Reply, StillWaiting
from nemobuild.client.session import Client
from nemobuild.engine.cache import Cache
from nemobuild.engine.hints import SessionHint, SessionHints, moved
from nemobuild.engine.journal import Journal, OpenIntent
from nemobuild.errors import BackendError, MessageUndecided, NemobuildError, SessionNotFound
from nemobuild.events import Emit, StillWorking
from nemobuild.plan.keys import SAID_BEFORE, Ingredient, KeyedStep, key, normalized
from nemobuild.plan.records import StepRecord, record_from_json
from nemobuild.timeline import draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Paces:
    """How often the state is looked at. An embedded backend answers at once; a hosted one is given time."""

    settle: recover.SettlePace
    drop: recover.Pace


HOSTED = Paces(settle=recover.SettlePace(), drop=recover.Pace())
EMBEDDED = Paces(
    settle=recover.SettlePace(first_s=0.02, factor=2.0, longest_s=2.0, deadline_s=120.0),
    drop=recover.Pace(first_s=0.1, then_s=0.5, looks=5),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Time as the engine sees it: a monotonic clock in seconds, and waiting."""

    now: Callable[[], float]
    sleep: Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Where results are written down: the journal, the cache, and which session they stand in. Sends nothing."""

    journal: Journal
    cache: Cache
    hints: SessionHints

    def settled(self, intent: str, body: Mapping[str, Any], record: StepRecord) -> StepRecord:
        """Records a result that was just seen: SETTLED, and the rest."""
        self.journal.append("settled", intent, record.as_json())
        return self.commit(intent, body, record)

    def commit(self, intent: str, body: Mapping[str, Any], record: StepRecord) -> StepRecord:
        """Leaves the session and the record for the next run, then COMMITTED. A replay replaces no other answer."""
        self.hints.put(str(body["cell"]), str(body.get("backend", "")), _hint_of(body, record))
        known = self.cache.record(record.action) if body.get("replay") else None
        if known is None or known.failed:
            self.cache.put_record(record)
        self.journal.append("committed", intent, {})
        return record

    def finish(self, left: OpenIntent) -> StepRecord | None:
        """Records a result that is known but was not written down to its end; None if none is known."""
        if left.settled is None:
            return None
        return self.commit(left.intent, left.body, record_from_json(left.settled))


def _hint_of(body: Mapping[str, Any], record: StepRecord) -> SessionHint:
    return SessionHint(
        session_id=str(body["session"]),
        task_id=str(body.get("task", "")),
        base_url=str(body["base_url"]),
        digest=record.after,
        uploads={digest: url for url, digest in body["urls"].items()},
        restores=bool(body.get("restores")),
        said=record.definition,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What sending needs. `backend` is the recipe's word for where the messages go."""

    client: Client
    backend: str
    ledger: Ledger
    clock: Clock
    paces: Paces
    emit: Emit

    def send(
        self,
        session: Session,
        keyed: KeyedStep,
        *,
        cell: str,
        before: str,
        urls: Mapping[str, str],
        credits_reserved: int,
        replay: bool = False,
    ) -> tuple[StepRecord, Reply]:
        """Sends a step's message to a session whose timeline, before its assets came in, had the digest `before`."""
        session_id = session.session_id
        seen = self.client.state(session_id).digest(urls)
        credits = self.client.credits()
        intent = uuid.uuid4().hex
        body = {
            "cell": cell,
            "backend": self.backend,
            "session": session_id,
            "task": session.task_id,
            "restores": self.client.capabilities().restore,
            "replay": replay,
            "seen": seen,
            "credits": credits.total,
            "frozen": credits.frozen,
            "reserved": credits_reserved,
            "urls": dict(urls),
            "base_url": self.client.base_url,
            "record": _unfinished(keyed, before).as_json(),
            "said_before": keyed.said_before,
            "leaning": keyed.actions(before)[-1],
        }
        self.ledger.journal.append("intent", intent, body)
        reply = self._post(intent, session_id, keyed)
        if reply.outcome != "completed":
            self._look_after_drop(session_id, seen, urls, keyed.step.id, reply)
        state = self.wait_until_still(session_id, seen, urls, credits)
        said = reply.text or " ".join(reply.tool_errors or reply.errors)
        leans = reply.recalls if reply.outcome == "completed" else _may_lean(body)
        return self.settle(intent, body, state, said, leans=leans), reply

    def _post(self, intent: str, session_id: str, keyed: KeyedStep) -> Reply:
        def heard(progress: Progress) -> None:
            if isinstance(progress, StillWaiting):
                self.emit(StillWorking(step=keyed.step.id, elapsed_ms=progress.elapsed_ms))

        accepted = False

        def taken() -> None:
            nonlocal accepted
            accepted = True
            self.ledger.journal.append("sent", intent, {})

        try:
            return self.client.send(session_id, normalized(keyed.step.say), heard, on_accepted=taken)
        except NemobuildError:
            if not accepted:  # the client's word: such an error means that the message was not accepted
                self.ledger.journal.append("refused", intent, {})
            raise

    def wait_until_still(
        self, session_id: str, seen: str, urls: Mapping[str, str], credits: Credits
    ) -> State:
        """The state once its digest is the same over two looks and frozen credits are back. Raises BackendError."""
        looks: list[recover.Look] = []
        state = State()
        while True:
            state = self.client.state(session_id)
            frozen = self.client.credits().frozen
            looks.append(recover.Look(at_s=self.clock.now(), digest=state.digest(urls), frozen=frozen))
            decision = recover.settle(
                seen, looks, frozen_before=credits.frozen, now_s=self.clock.now(), pace=self.paces.settle
            )
            match decision:
                case recover.Settled():
                    return state
                case recover.Unsettled(why=why):
                    raise BackendError(
                        f"the backend did not finish: {why}", hint="run again later; nothing is sent twice"
                    )
                case recover.LookAgain(after_s=wait):
                    self.clock.sleep(wait)

    def _look_after_drop(
        self, session_id: str, seen: str, urls: Mapping[str, str], step: str, reply: Reply | None
    ) -> None:
        """Returns once the state has changed; raises MessageUndecided if it stays as it was."""
        looks: list[recover.Look] = []
        broke_at = self.clock.now()
        while True:
            decision = recover.after_drop(
                seen, looks, broke_at_s=broke_at, now_s=self.clock.now(), pace=self.paces.drop
            )
            match decision:
                case recover.Applied():
                    return
                case recover.Failed():
                    raise undecided(step, reply.reason if reply else "")
                case recover.LookAgain(after_s=wait):
                    self.clock.sleep(wait)
                    digest = self.client.state(session_id).digest(urls)
                    looks.append(recover.Look(at_s=self.clock.now(), digest=digest))

    def settle(
        self, intent: str, body: Mapping[str, Any], state: State, reply: str, *, leans: bool
    ) -> StepRecord:
        """Records the result: the draft into the cache, SETTLED, session and record for the next run, COMMITTED.

        `leans`: whether the step's words mean something by those before them, so that its result is theirs too.
        """
        canonical = draft.canonical(state.draft, body["urls"])
        after = self.ledger.cache.put_draft(canonical)
        total, then = self.client.credits().total, body["credits"]
        spent = max(0, then - total) if isinstance(total, int) and isinstance(then, int) else 0
        said = fit_to_keep(reply, str(body["session"]))
        failed = "" if after != body["seen"] else said or "nothing changed"
        made_of = _with_said_before(body) if leans else body["record"]
        return self.ledger.settled(intent, body, _completed(made_of, after, spent, said, failed))

    def reconcile(self, left: OpenIntent, *, charges: bool) -> StepRecord | None:
        """Finds out what became of a message of which no end is recorded. None: it did not arrive, or cost nothing.

        Raises MessageUndecided where only the user can tell.
        """
        if known := self.ledger.finish(left):
            return known
        step = str(left.body["record"]["step"])
        if charges and left.body["base_url"] != self.client.base_url:
            raise undecided(step, f"it went to {left.body['base_url']}, not to {self.client.base_url}")
        body = self._as_of_now(left.body)
        session_id, seen, urls = str(body["session"]), str(body["seen"]), body["urls"]
        try:
            if charges:
                self._look_after_drop(session_id, seen, urls, step, None)
            elif self.client.state(session_id).digest(urls) == seen:
                self._resolved(left, "it was not applied, and costs nothing")
                return None
        except SessionNotFound:
            if charges:
                raise undecided(step, "its session is gone") from None
            self._resolved(left, "its session is gone, and it cost nothing")
            return None
        before = Credits(frozen=left.body.get("frozen"))
        state = self.wait_until_still(session_id, seen, urls, before)
        return self.settle(left.intent, body, state, "", leans=_may_lean(body))

    def _resolved(self, left: OpenIntent, why: str) -> None:
        self.ledger.journal.append("resolved", left.intent, {"why": why})

    def _as_of_now(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """An intent with its URLs as the backend calls them now: an embedded one has another port at each start."""
        then, now = str(body["base_url"]), self.client.base_url
        urls = {moved(url, then, now): digest for url, digest in body["urls"].items()}
        return {**body, "base_url": now, "urls": urls}

    def take_as_it_is(self, left: OpenIntent) -> StepRecord:
        """Takes the session's state as the result, because the user says that the message arrived."""
        body = self._as_of_now(left.body)
        state = self.client.state(str(body["session"]))
        return self.settle(left.intent, body, state, "", leans=_may_lean(body))


def fit_to_keep(reply: str, session_id: str) -> str:
    """What the backend said, for a file that is shared: without the session's id and the signatures of URLs."""
    said = reply.replace(session_id, "[the session]") if session_id else reply
    return re.sub(r"(https?://[^\s?#]+)[?#]\S*", r"\1", said)


def undecided(step: str, why: str) -> MessageUndecided:
    """Exit 8, with the two commands that decide."""
    return MessageUndecided(
        f'the message of step "{step}" may or may not have arrived' + (f" ({why})" if why else ""),
        hint=f"look at the session, then: nemobuild resolve {step} --applied, or: nemobuild resolve {step} --resend",
    )


def _may_lean(body: Mapping[str, Any]) -> bool:
    """Whether a step may lean on those before it, where the answer that would have said so was not heard.

    Only a backend that can restore a timeline with its history says so at all; another one's answers count as they are.
    """
    return bool(body.get("restores") and body.get("said_before"))


def _with_said_before(body: Mapping[str, Any]) -> dict[str, Any]:
    """An intent's record as one of a step that leans on those before it: its key holds what was said before."""
    record = dict(body["record"])
    ingredients = {**record["ingredients"], SAID_BEFORE: str(body["said_before"])}
    return {**record, "ingredients": ingredients, "action": str(body["leaning"])}


def _unfinished(keyed: KeyedStep, before: str) -> StepRecord:
    step = keyed.step
    return StepRecord(
        step=step.id,
        action=key(before, keyed.ingredients),
        definition=keyed.definition,
        before=before,
        after="",
        credits=0,
        ingredients=keyed.ingredients,
        template=step.template,
        variables=step.variables,
    )


def _completed(body: Mapping[str, Any], after: str, credits: int, reply: str, failed: str) -> StepRecord:
    ingredients = tuple(Ingredient(name=n, value=v) for n, v in body["ingredients"].items())
    return StepRecord(
        step=body["step"],
        action=body["action"],
        definition=body["definition"],
        before=body["before"],
        after=after,
        credits=credits,
        ingredients=ingredients,
        template=body.get("template", ""),
        variables=body.get("variables", {}),
        reply=reply,
        failed=failed,
    )
