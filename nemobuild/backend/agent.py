"""The agent's step: a message is interpreted, its edit recorded, and what happened is told as events.

Runs in a worker thread and does not depend on the connection that asked for it: a client that goes away loses the words,
never the edit. Knows nothing about HTTP or frames; the interpreter and the analysis are given.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from nemobuild.backend import assets
from nemobuild.backend.events import AgentEvent, Called, Fell, Returned, Said
from nemobuild.backend.sessions import Message, MessageState, Session, Sessions
from nemobuild.backend.settings import Faults
from nemobuild.errors import NemobuildError
from nemobuild.timeline.draft import canonical, decode
from nemobuild.timeline.model import Media, Timeline

if TYPE_CHECKING:
    from nemobuild.backend.interpret.analysis import Analysis
    from nemobuild.backend.interpret.model import Answer

Json = Any
TOOL = "apply_edit"
_log = logging.getLogger("nemobuild.backend")


class Interpret(Protocol):
    """`nemobuild.backend.interpret.interpret`, or a stand-in for it."""

    def __call__(
        self,
        text: str,
        *,
        timeline: Timeline,
        media: Sequence[Media],
        analysis: Analysis,
        history: Sequence[Timeline] = (),
        said: Sequence[str] = (),
    ) -> Answer: ...


def interpret_by_phrases(
    text: str,
    *,
    timeline: Timeline,
    media: Sequence[Media],
    analysis: Analysis,
    history: Sequence[Timeline] = (),
    said: Sequence[str] = (),
) -> Answer:
    """The package's own interpreter, imported when the first message comes."""
    from nemobuild.backend.interpret import interpret
    from nemobuild.backend.plugins import find

    planners = find.found(find.PLANNER)
    planner = planners[0].plan if planners else None
    return interpret(
        text,
        timeline=timeline,
        media=media,
        analysis=analysis,
        history=history,
        said=said,
        planner=planner,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a message came to: its final state, the new draft if it was applied, and the events that tell it."""

    state: MessageState
    draft: dict[str, Json] = field(default_factory=dict)
    events: tuple[AgentEvent, ...] = ()


def outcome(answer: Answer, before: Timeline, call_id: str) -> Outcome:
    """Pure: what follows from the interpreter's answer."""
    call = Called(call_id=call_id, name=TOOL, args={"ops": [op.record() for op in answer.ops]})
    if answer.question:
        return Outcome(state="refused", events=(Said(text=answer.question),))
    if answer.refused:
        refused = [part.record() for part in answer.refused]
        error = "; ".join(part.reason for part in answer.refused)
        response = {"error": error or answer.reply, "refused": refused}
        failed = Returned(call_id=call_id, name=TOOL, response=response)
        return Outcome(state="refused", events=(call, failed, Said(text=answer.reply or error)))
    draft = assets.stored(assets.identified(answer.timeline))
    changed = canonical(draft, {}) != canonical(assets.stored(before), {})
    told: dict[str, Json] = {"status": "success", "changed": changed}
    if answer.recalls:
        told["recalls"] = True
    done = Returned(call_id=call_id, name=TOOL, response=told)
    words = (Said(text=answer.reply),) if answer.reply else ()
    return Outcome(state="applied" if changed else "unchanged", draft=draft, events=(call, done, *words))


def crashed(error: Exception, call_id: str) -> Outcome:
    """An error of ours is told in its words; any other is a bug, which is logged and told without its details."""
    if isinstance(error, NemobuildError):
        words = f"{error.what}. {error.hint}".strip() if error.hint else error.what
        call = Called(call_id=call_id, name=TOOL, args={"ops": []})
        failed = Returned(call_id=call_id, name=TOOL, response={"error": error.what})
        return Outcome(state="refused", events=(call, failed, Said(text=words)))
    _log.error("the interpreter crashed", exc_info=error)
    return Outcome(
        state="failed", events=(Fell(code="INTERNAL", message="the edit failed: a bug in nemobuild"),)
    )


class Agent:
    def __init__(
        self,
        sessions: Sessions,
        faults: Faults,
        interpret: Interpret,
        analysis_of: Callable[[Sequence[Media]], Analysis],
        new_id: Callable[[], str],
    ) -> None:
        self._sessions = sessions
        self._faults = faults
        self._interpret = interpret
        self._analysis_of = analysis_of
        self._new_id = new_id
        self._count = itertools.count(1)
        self._late: dict[str, tuple[int, Message, Outcome]] = {}
        self._lock = threading.Lock()

    def accept(self, session: Session, text: str) -> tuple[int, Message]:
        """Enters a message; its ordinal among the messages of this server object, for faults."""
        message = self._sessions.accept(session, text)
        return next(self._count), message

    def work(self, ordinal: int, message: Message, emit: Callable[[AgentEvent], None]) -> None:
        """Carries a message out. Whatever happens, the message ends in a final state."""
        result = Outcome(state="failed")
        try:
            self._hold("accepted")
            result = self._decide(message)
            self._hold("interpreted")
        except Exception as error:
            result = crashed(error, self._new_id())
        try:
            self._settle(ordinal, message, result)
            self._hold("committed")
        except Exception as error:  # the disk is full, or a test's fault
            result = crashed(error, self._new_id())
            self._sessions.give_up(message)
        for event in self._told(ordinal, result):
            emit(event)

    def look(self, session_id: str) -> None:
        """Somebody looks at a session's state; a late effect comes into being after so many looks."""
        with self._lock:
            if session_id not in self._late:
                return
            looks, message, result = self._late.pop(session_id)
            if looks > 0:
                self._late[session_id] = (looks - 1, message, result)
                return
        self._sessions.finish(message, result.state, result.draft)

    def _decide(self, message: Message) -> Outcome:
        timeline = decode(self._sessions.draft(message.session_id))
        media = [upload.media for upload in self._sessions.uploads(message.session_id)]
        if self._faults.question:
            return Outcome(state="refused", events=(Said(text=self._faults.question),))
        turns = self._sessions.turns(message.session_id)
        answer = self._interpret(
            message.text,
            timeline=timeline,
            media=media,
            analysis=self._analysis_of(media),
            history=[decode(turn.draft) for turn in turns[:-1]],
            said=[turn.said for turn in turns[1:]],
        )
        return outcome(answer, timeline, self._new_id())

    def _settle(self, ordinal: int, message: Message, result: Outcome) -> None:
        faults = self._faults if self._faults.hits(ordinal) else Faults()
        if faults.drop_kills_edit and faults.drop_after_events is not None:
            self._sessions.finish(message, "failed")
        elif faults.late_looks and result.state == "applied":
            with self._lock:
                self._late[message.session_id] = (faults.late_looks, message, result)
        else:
            self._sessions.finish(message, result.state, result.draft)

    def _told(self, ordinal: int, result: Outcome) -> tuple[AgentEvent, ...]:
        if not self._faults.hits(ordinal) or not (self._faults.silent or self._faults.silent_error):
            return result.events
        silent = tuple(event for event in result.events if not isinstance(event, Said))
        end = Fell(code="MODEL_RETURNED_NO_CONTENT", message="the model returned no content")
        return (*silent, end) if self._faults.silent_error else silent

    def _hold(self, moment: str) -> None:
        if self._faults.hold is not None:
            self._faults.hold(moment)
