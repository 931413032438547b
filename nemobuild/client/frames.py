"""An event's data to what it says: one frame at a time, in the ADK form or the typed form.

The forms are tried in the order of the protocol ("The event stream", last row but one). Nothing raises: what cannot be
read becomes an `Unreadable`. Frames know nothing of each other; `reply` puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from nemobuild.client.stranger import Json, NotJson, clean, clean_json, excerpt, parse, without


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """A sign of life without content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A piece of a text. `repeated` if the whole follows in an event of its own (ADK), so that this one is provisional."""

    text: str
    repeated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A whole text. It takes the place of the fragments before it."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """The agent called a tool of its own. Progress at most; never forwarded."""

    name: str
    id: str = ""
    args: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResult:
    """A tool answered. `error` is what it says went wrong, empty if it worked; `recalls` is whether what it did depends on
    the messages before."""

    name: str
    id: str = ""
    error: str = ""
    recalls: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StateDelta:
    values: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamError:
    """The run failed: an error frame, or an event with `errorCode`."""

    text: str
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An event that is neither form."""

    why: str


Frame = Heartbeat | Fragment | Whole | ToolCall | ToolResult | StateDelta | StreamError | Unreadable

# A silent edit may end in this; it is committed all the same.
SILENT_CODES = frozenset({"MODEL_RETURNED_NO_CONTENT"})
# Up to ADK 1.22 the frame is put together without escaping, so it may end at a raw line break or hold raw quotes.
MAX_OLD_FRAME = 4000  # characters that are looked at; the pattern is not meant for more
OLD_ERROR_FRAME = re.compile(r'\{\s*"error"\s*:\s*"?(?P<text>.*?)"?\s*\}?\s*', re.DOTALL)


def read(data: str, hidden: str = "") -> tuple[Frame, ...]:
    """What one event says, in order, without `hidden`, however that is written in there. Never raises."""
    if data.strip() in ("", "[DONE]"):
        return (Heartbeat(),)
    try:
        value = without(parse(data), hidden)
    except NotJson as problem:
        return (_not_json(data, str(problem)),)
    if not isinstance(value, dict):
        return (Unreadable(why="an event is not a JSON object"),)
    reader = next(reader for is_form, reader in FORMS if is_form(value))
    return tuple(reader(value))


def _not_json(data: str, why: str) -> Frame:
    if match := OLD_ERROR_FRAME.fullmatch(data.strip()[:MAX_OLD_FRAME]):
        return StreamError(text=excerpt(match["text"]) or "no reason given")
    return Unreadable(why=f"an event cannot be read: {why}")


def _is_typed(value: Mapping[str, Json]) -> bool:
    return isinstance(value.get("type"), str) and "author" not in value


def _is_error(value: Mapping[str, Json]) -> bool:
    return "error" in value and "author" not in value and "content" not in value


def _read_typed(value: Mapping[str, Json]) -> Iterator[Frame]:
    match value["type"]:
        case "text" if isinstance(value.get("content"), str):
            yield Fragment(text=clean(value["content"]), repeated=False)
        case "tool_call":
            yield _call(value)
        case "tool_result":
            yield _result(value, value.get("result"))
        case "error":
            yield StreamError(text=_error_text(value), code=_error_code(value))
        case "heartbeat":
            yield Heartbeat()
        case other:
            yield Unreadable(why=f'an event of type "{excerpt(other, 40)}" is not known')


def _read_error(value: Mapping[str, Json]) -> Iterator[Frame]:
    yield StreamError(text=_error_text(value), code=_error_code(value))


def _read_adk(value: Mapping[str, Json]) -> Iterator[Frame]:
    """Calls, results and state in fragments count for nothing: they come again in the aggregate."""
    fragment = value.get("partial") is True
    content = _object(value, "content")
    parts = [part for part in _list(content, "parts") if isinstance(part, dict)]
    if content.get("role") != "user" and (text := "".join(_texts(parts))):
        yield Fragment(text=text, repeated=True) if fragment else Whole(text=text)
    if not fragment:
        yield from _read_tools(parts)
        if delta := _object(_object(value, "actions"), "stateDelta", "state_delta"):
            yield StateDelta(values=clean_json(delta))
    if (code := _string(value, "errorCode", "error_code")) and code not in SILENT_CODES:
        yield StreamError(code=code, text=_string(value, "errorMessage", "error_message") or code)


def _read_tools(parts: list[dict[str, Json]]) -> Iterator[Frame]:
    for part in parts:
        if call := _object(part, "functionCall", "function_call"):
            yield _call(call)
        if answer := _object(part, "functionResponse", "function_response"):
            yield _result(answer, answer.get("response"))


FORMS: tuple[
    tuple[Callable[[Mapping[str, Json]], bool], Callable[[Mapping[str, Json]], Iterator[Frame]]], ...
] = (
    (_is_typed, _read_typed),
    (_is_error, _read_error),
    (lambda _: True, _read_adk),
)


def _texts(parts: list[dict[str, Json]]) -> Iterator[str]:
    """The texts that are an answer: a thought is none."""
    for part in parts:
        if isinstance(part.get("text"), str) and part.get("thought") is not True:
            yield clean(part["text"])


def _call(value: Mapping[str, Json]) -> ToolCall:
    args = clean_json(_object(value, "args"))
    return ToolCall(name=_string(value, "name") or "a tool", id=_string(value, "id"), args=args)


def _result(value: Mapping[str, Json], response: Json) -> ToolResult:
    told = response if isinstance(response, dict) else {}
    error = told.get("error")
    return ToolResult(
        name=_string(value, "name") or "a tool",
        id=_string(value, "id"),
        error=excerpt(_plain(error), 2000) if error else "",
        recalls=told.get("recalls") is True,
    )


def _error_text(value: Mapping[str, Json]) -> str:
    found = next((value[key] for key in ("error", "message", "content") if value.get(key)), "")
    return excerpt(_plain(found)) or "no reason given"


def _error_code(value: Mapping[str, Json]) -> str:
    found = value.get("code", _object(value, "error").get("code", ""))
    return excerpt(str(found), 40) if isinstance(found, (str, int)) else ""


def _plain(error: Json) -> str:
    """The words of an error that is a string, an object with a message, or anything else."""
    if isinstance(error, str):
        return error
    if isinstance(error, dict):
        return _string(error, "message", "msg", "detail") or "no reason given"
    return "no reason given"


def _object(value: Mapping[str, Json], *names: str) -> dict[str, Json]:
    found = next((value[name] for name in names if name in value), None)
    return found if isinstance(found, dict) else {}


def _list(value: Mapping[str, Json], name: str) -> list[Json]:
    found = value.get(name)
    return found if isinstance(found, list) else []


def _string(value: Mapping[str, Json], *names: str) -> str:
    found = next((value[name] for name in names if name in value), None)
    return excerpt(found, 500) if isinstance(found, str) else ""
