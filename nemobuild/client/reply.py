"""What the backend said, put together from server-sent events, and the phases that a message goes through.

No I/O and no clock. `Reader` takes events and signals and gives a `Reply`; the phases and what leads from one to the
next are the table `MOVES`, which has a place for what a look at the state decides afterwards (`recover`). An event's
meaning is `frames`'; what is shown of a text is `gui`'s.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Literal

from nemobuild.client import gui
from nemobuild.client.frames import (
    Fragment,
    Frame,
    Heartbeat,
    StateDelta,
    StreamError,
    ToolCall,
    ToolResult,
    Unreadable,
    Whole,
    read,
)
from nemobuild.client.sse import ServerSentEvent
from nemobuild.client.stranger import without

Outcome = Literal["completed", "dropped", "timed_out"]

MAX_TEXT = 1_000_000  # characters of a reply; more is cut, with a warning
MAX_WARNINGS = 20
PROTOCOL_CODES = frozenset({"1001", "1002", "2001", "4001", "4002", "402", "429"})
MAX_TOOL_ERRORS = 10_000


class Phase(Enum):
    """Where a message stands. The first two are under way, the last two decided by the state."""

    SENDING = auto()
    STREAMING = auto()
    REFUSED = auto()
    COMPLETED = auto()
    DROPPED = auto()
    TIMED_OUT = auto()
    APPLIED = auto()
    UNCHANGED = auto()


class Signal(Enum):
    """What happens to a message."""

    REFUSED = auto()  # a definite answer before the stream: nothing was accepted
    ACCEPTED = auto()  # 200: from here on, sending again would be sending twice
    SPOKE = auto()
    ENDED = auto()
    BROKE = auto()
    TIMED_OUT = auto()
    STATE_CHANGED = auto()
    STATE_SAME = auto()


MOVES: Mapping[tuple[Phase, Signal], Phase] = {
    (Phase.SENDING, Signal.REFUSED): Phase.REFUSED,
    (Phase.SENDING, Signal.ACCEPTED): Phase.STREAMING,
    (Phase.SENDING, Signal.BROKE): Phase.DROPPED,  # it may have arrived
    (Phase.SENDING, Signal.TIMED_OUT): Phase.TIMED_OUT,
    (Phase.STREAMING, Signal.SPOKE): Phase.STREAMING,
    (Phase.STREAMING, Signal.ENDED): Phase.COMPLETED,
    (Phase.STREAMING, Signal.BROKE): Phase.DROPPED,
    (Phase.STREAMING, Signal.TIMED_OUT): Phase.TIMED_OUT,
    (Phase.COMPLETED, Signal.STATE_CHANGED): Phase.APPLIED,
    (Phase.COMPLETED, Signal.STATE_SAME): Phase.UNCHANGED,
    (Phase.DROPPED, Signal.STATE_CHANGED): Phase.APPLIED,
    (Phase.DROPPED, Signal.STATE_SAME): Phase.UNCHANGED,
    (Phase.TIMED_OUT, Signal.STATE_CHANGED): Phase.APPLIED,
    (Phase.TIMED_OUT, Signal.STATE_SAME): Phase.UNCHANGED,
}

OUTCOMES: Mapping[Phase, Outcome] = {
    Phase.COMPLETED: "completed",
    Phase.DROPPED: "dropped",
    Phase.TIMED_OUT: "timed_out",
}


def move(phase: Phase, signal: Signal) -> Phase:
    """The next phase. A signal that cannot come in this phase is a bug here, not a fault of the backend."""
    try:
        return MOVES[phase, signal]
    except KeyError:
        raise AssertionError(f"{signal.name} cannot follow {phase.name}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to one message.

    `text` is what a person is shown: cleaned, without thoughts and GUI instructions; empty for a silent edit. `outcome`
    says how the stream ended; after "dropped" and "timed_out" only the state can tell whether the edit was made, and the
    message is not sent again. `accepted` is whether the backend answered 200. `question` is whether the text asks
    something: with an unchanged state, the edit was not made. `errors` are failures of the run, `tool_errors` those of
    a tool in it ("add_title: no such clip"), `codes` the codes of the protocol that the errors name, each with the words
    of the first that did. `reason` says why a stream did not complete. `recalls` is whether a tool said that what it did
    depends on the messages before.
    """

    text: str = ""
    outcome: Outcome = "completed"
    phase: Phase = Phase.COMPLETED
    accepted: bool = True
    question: bool = False
    tool_errors: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    codes: Mapping[int, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    actions: tuple[gui.Action, ...] = ()
    reason: str = ""
    recalls: bool = False

    def settled(self, *, changed: bool) -> Reply:
        """The same reply, once the state has told whether the edit was made."""
        return replace(self, phase=move(self.phase, Signal.STATE_CHANGED if changed else Signal.STATE_SAME))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Progress: a whole text was said; cleaned, and without GUI instructions."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCalled:
    """Progress: the agent called a tool."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFailed:
    """Progress: a tool of the agent failed; the agent may still find another way."""

    name: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StillWaiting:
    """Progress: nothing new for another two minutes. `elapsed_ms` counts from the sending."""

    elapsed_ms: int


Progress = Said | ToolCalled | ToolFailed | StillWaiting

# Said after normal answers, it is noise.
NOISE = re.compile(
    r"(?:\b(?:sorry|apologies|oops|unfortunately)[,:;!.]?\s)?\bI(?:'ve| have)? encountered a temporary issue\b[^\n]*",
    re.IGNORECASE,
)
QUESTION = re.compile(r"[?][\"'”’)\]*_]*(?=\s|$)|？")
NEEDS_SPACE = re.compile(r"[.!?:;]\Z")


class Reader:
    """Puts a reply together. Signals and events go in; `reply()` can be asked at any time after the end.

    `hidden` is taken out of all that was said, also where it came in pieces.
    """

    def __init__(self, hidden: str = "") -> None:
        self.phase = Phase.SENDING
        self._hidden = hidden
        self._reason = ""
        self._accepted = False
        self._texts: list[str] = []
        self._fragments: list[str] = []
        self._size_of_texts = self._size_of_fragments = 0  # characters
        self._answered = False
        self._recalls = False
        self._tool_errors: list[str] = []
        self._errors: list[str] = []
        self._codes: dict[int, str] = {}
        self._warnings: list[str] = []
        self._actions: list[gui.Action] = []

    def signal(self, signal: Signal, reason: str = "") -> tuple[Progress, ...]:
        """Moves on. At an end, fragments that no whole text repeated are taken as said."""
        self.phase = move(self.phase, signal)
        self._accepted = self._accepted or signal is Signal.ACCEPTED
        self._reason = reason or self._reason
        return self._flush() if self.phase in OUTCOMES else ()

    def receive(self, event: ServerSentEvent) -> tuple[bool, tuple[Progress, ...]]:
        """Takes one event: whether it was more than a heartbeat, and what there is to show."""
        self.phase = move(self.phase, Signal.SPOKE)
        frames = read(event.data, self._hidden)
        progress = tuple(shown for frame in frames for shown in self._take(frame))
        return any(not isinstance(frame, Heartbeat) for frame in frames), progress

    def reply(self) -> Reply:
        """The reply, once the phase is one of an end."""
        text = _without_noise(self._texts, keep_if_alone=not self._answered)
        translated = gui.translate(text)
        return Reply(
            text=translated.text,
            outcome=OUTCOMES[self.phase],
            phase=self.phase,
            accepted=self._accepted,
            question=bool(QUESTION.search(translated.text)),
            tool_errors=tuple(self._tool_errors),
            errors=_each_once(self._errors),
            codes=self._codes,
            warnings=tuple(self._warnings),
            actions=translated.actions,
            reason=self._reason,
            recalls=self._recalls,
        )

    def warn(self, what: str) -> None:
        """Notes something that is odd and does not matter for the edit. Each is said once."""
        if what not in self._warnings and len(self._warnings) < MAX_WARNINGS:
            self._warnings.append(what)

    def _take(self, frame: Frame) -> tuple[Progress, ...]:
        match frame:
            case Heartbeat() | StateDelta():
                return ()
            case Fragment(text=text, repeated=repeated):
                return self._fragment(text, repeated)
            case Whole(text=text):
                self._take_fragments()  # which this one repeats
                return self._say(text)
            case ToolCall():
                return self._call(frame)
            case ToolResult():
                return self._result(frame)
            case StreamError(text=text, code=code):
                self._errors.append(text if code in ("", text) else f"{code}: {text}")
                if code in PROTOCOL_CODES:
                    self._codes.setdefault(int(code), "" if text == code else text)
            case Unreadable(why=why):
                self.warn(why)
        return ()

    def _fragment(self, text: str, repeated: bool) -> tuple[Progress, ...]:
        """Pieces of the typed form bring their own spaces, unless each is a sentence of its own."""
        last = self._fragments[-1] if self._fragments else ""
        if not repeated and NEEDS_SPACE.search(last) and text[:1].isupper():
            text = " " + text
        if kept := self._cut(text, beside=self._size_of_fragments):
            self._fragments.append(kept)
            self._size_of_fragments += len(kept)
        return ()

    def _flush(self) -> tuple[Progress, ...]:
        return self._say(self._take_fragments())

    def _take_fragments(self) -> str:
        text = "".join(self._fragments)
        self._fragments.clear()
        self._size_of_fragments = 0
        return text

    def _say(self, text: str) -> tuple[Progress, ...]:
        text = self._cut(without(text.strip(), self._hidden), beside=self._size_of_texts)
        if not text:
            return ()
        self._size_of_texts += len(text)
        normal = NOISE.sub("", text).strip()
        self._answered = self._answered or bool(normal)
        self._texts.append(text)
        shown = gui.translate(normal if self._answered else text).text
        return (Said(text=shown),) if shown else ()

    def _call(self, call: ToolCall) -> tuple[Progress, ...]:
        spoken = self._flush()
        self._answered = True
        return (*spoken, ToolCalled(name=call.name))

    def _result(self, result: ToolResult) -> tuple[Progress, ...]:
        spoken = self._flush()
        self._answered = True
        self._recalls = self._recalls or result.recalls
        if not result.error:
            return spoken
        if len(self._tool_errors) < MAX_TOOL_ERRORS:
            self._tool_errors.append(f"{result.name}: {result.error}")
        return (*spoken, ToolFailed(name=result.name, error=result.error))

    def _cut(self, text: str, *, beside: int) -> str:
        """As much of a text as there is room for beside others; fragments and what was said have room of their own."""
        room = MAX_TEXT - beside
        if len(text) > room:
            self.warn("the reply is too long and was cut")
        return text[:room]


def _without_noise(texts: list[str], *, keep_if_alone: bool) -> str:
    whole = "\n".join(texts)
    return whole if keep_if_alone else NOISE.sub("", whole).strip()


def _each_once(errors: list[str]) -> tuple[str, ...]:
    """One failure may come as an event and as a frame: of two that say the same, the fuller one stays, in its place."""
    kept: list[str] = []
    for error in errors:
        same = next((at for at, other in enumerate(kept) if error in other or other in error), None)
        if same is None:
            kept.append(error)
        else:
            kept[same] = max(kept[same], error, key=len)
    return tuple(kept[:MAX_WARNINGS])
