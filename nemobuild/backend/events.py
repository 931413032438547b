"""What the agent tells while it works, and the frames that carry it: ADK's form and the typed one.

An event in ADK's form has exactly the fields that `google.adk.events.Event` writes when it leaves nulls out, so that it
reads and writes back unchanged. Ids and the time come in as arguments. Everything is escaped to ASCII, so no line
separator can stand raw in a frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from nemobuild.backend.answers import ascii_json

Json = Any
Form = Literal["adk", "typed"]
AUTHOR = "nemo_agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """The agent called one of its tools."""

    call_id: str
    name: str
    args: dict[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The tool answered; a tool that failed has `error` in its response."""

    call_id: str
    name: str
    response: dict[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fell:
    """The run ended in an error."""

    code: str
    message: str


AgentEvent = Called | Returned | Said | Fell


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """How one run's events become frames."""

    form: Form
    fragments: bool
    invocation_id: str
    new_id: Callable[[], str]
    clock: Callable[[], float]

    def frames(self, event: AgentEvent) -> Iterator[bytes]:
        """An event's frames, one or (with fragments) several."""
        bodies = self._adk(event) if self.form == "adk" else iter((_typed(event),))
        return map(frame, bodies)

    def heartbeat(self) -> bytes:
        """ADK sends none; wrappers of it send comments."""
        return frame({"type": "heartbeat"}) if self.form == "typed" else b": heartbeat\n\n"

    def _adk(self, event: AgentEvent) -> Iterator[dict[str, Json]]:
        if self.fragments and isinstance(event, Said):
            for fragment in _fragments(event.text):
                yield self._envelope({"content": _content("model", {"text": fragment}), "partial": True})
        yield self._envelope(_body(event))

    def _envelope(self, body: dict[str, Json]) -> dict[str, Json]:
        actions = ("stateDelta", "artifactDelta", "requestedAuthConfigs", "requestedToolConfirmations")
        return {
            **body,
            "invocationId": self.invocation_id,
            "author": AUTHOR,
            "actions": {name: {} for name in actions},
            "nodeInfo": {"path": ""},
            "id": self.new_id(),
            "timestamp": self.clock(),
        }


def frame(body: Json) -> bytes:
    return b"data: " + ascii_json(body) + b"\n\n"


def _body(event: AgentEvent) -> dict[str, Json]:
    match event:
        case Called():
            call = {"id": event.call_id, "args": event.args, "name": event.name}
            return {"content": _content("model", {"functionCall": call})}
        case Returned():
            response = {"id": event.call_id, "name": event.name, "response": event.response}
            return {"content": _content("user", {"functionResponse": response})}
        case Said():
            return {"content": _content("model", {"text": event.text})}
        case Fell():
            return {"errorCode": event.code, "errorMessage": event.message}


def _content(role: str, part: dict[str, Json]) -> dict[str, Json]:
    return {"parts": [part], "role": role}


def _typed(event: AgentEvent) -> dict[str, Json]:
    match event:
        case Called():
            return {"type": "tool_call", "name": event.name, "args": event.args}
        case Returned():
            return {"type": "tool_result", "name": event.name, "result": event.response}
        case Said():
            return {"type": "text", "content": event.text}
        case Fell():
            return {"error": f"{event.code}: {event.message}"}


def _fragments(text: str, length: int = 12) -> Iterator[str]:
    return (text[at : at + length] for at in range(0, len(text), length))
