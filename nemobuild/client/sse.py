"""Bytes to server-sent events, by the WHATWG rules (HTML standard, 9.2.6 "Interpreting an event stream").

No I/O: `Decoder.feed` takes the bytes as they came, cut anywhere, and gives the events that they complete. It knows
nothing about HTTP or JSON. Only CR, LF and CRLF end a line; U+2028, U+2029 and U+0085 are text, so nothing here splits
decoded text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

BOM = b"\xef\xbb\xbf"
LINE_END = re.compile(rb"\r\n|\r|\n")
MAX_LINE_BYTES = 16 * 1024 * 1024
MAX_EVENT_BYTES = 32 * 1024 * 1024


class TooLarge(Exception):
    """A line or an event is larger than the decoder accepts. The decoder takes nothing more afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSentEvent:
    """One event. `id` is the last id that the stream has stated so far; `event` is "message" unless it says otherwise."""

    data: str
    event: str = "message"
    id: str = ""


class Decoder:
    """Holds what is not yet a whole event.

    Nothing reconnects here, so `retry` counts for nothing: a client that does so by itself posts its message again.
    """

    def __init__(
        self, *, max_line_bytes: int = MAX_LINE_BYTES, max_event_bytes: int = MAX_EVENT_BYTES
    ) -> None:
        self._max_line = max_line_bytes
        self._max_event = max_event_bytes
        self._head: bytes | None = b""  # the first bytes, until it is known whether they are a BOM
        self._line: list[bytes] = []
        self._line_bytes = 0
        self._after_cr = False
        self._data: list[str] = []
        self._data_bytes = 0
        self._event = ""
        self._id = ""
        self._failed = ""

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """The events that `chunk` completes. Raises TooLarge past a limit, and from then on."""
        if self._failed:
            raise TooLarge(self._failed)
        lines = self._lines(self._without_bom(chunk))
        return [event for line in lines if (event := self._take(line)) is not None]

    @property
    def pending(self) -> bool:
        """Whether the stream stands inside an event: ending here, it was cut off. By the rules that event is dropped."""
        return bool(self._line_bytes or self._data or self._head)

    def _without_bom(self, chunk: bytes) -> bytes:
        """The chunk without the one BOM that may begin the stream; empty as long as that is not decided."""
        if self._head is None:
            return chunk
        head = self._head + chunk
        if len(head) < len(BOM) and BOM.startswith(head):
            self._head = head
            return b""
        self._head = None
        return head.removeprefix(BOM)

    def _lines(self, chunk: bytes) -> Iterator[bytes]:
        """Whole lines. A CR ends its line at once, without waiting for the LF that may follow in the next chunk."""
        if not chunk:
            return
        if self._after_cr:
            chunk = chunk.removeprefix(b"\n")
        self._after_cr = chunk.endswith(b"\r")
        *ended, rest = LINE_END.split(chunk)
        for piece in ended:
            self._keep(piece)
            line, self._line, self._line_bytes = b"".join(self._line), [], 0
            yield line
        self._keep(rest)

    def _keep(self, piece: bytes) -> None:
        self._line_bytes += len(piece)
        self._check(self._line_bytes, self._max_line, "line")
        if piece:
            self._line.append(piece)

    def _check(self, size: int, limit: int, noun: str) -> None:
        if size > limit:
            self._failed = f"a {noun} of the event stream is larger than {limit} bytes"
            self._line, self._line_bytes, self._data = [], 0, []
            raise TooLarge(self._failed)

    def _take(self, line: bytes) -> ServerSentEvent | None:
        if not line:
            return self._dispatch()
        if not line.startswith(b":"):
            name, _, value = line.decode("utf-8", "replace").partition(":")
            if (field := self.FIELDS.get(name)) is not None:
                field(self, value.removeprefix(" "))
        return None

    def _dispatch(self) -> ServerSentEvent | None:
        """An event without a data line is none; its name is forgotten all the same."""
        data, event = self._data, self._event
        self._data, self._data_bytes, self._event = [], 0, ""
        return ServerSentEvent(data="\n".join(data), event=event or "message", id=self._id) if data else None

    def _on_data(self, value: str) -> None:
        self._data_bytes += len(value) + 1
        self._check(self._data_bytes, self._max_event, "message")
        self._data.append(value)

    def _on_event(self, value: str) -> None:
        self._event = value

    def _on_id(self, value: str) -> None:
        if "\0" not in value:
            self._id = value

    FIELDS: ClassVar[Mapping[str, Callable[[Decoder, str], None]]] = {
        "data": _on_data,
        "event": _on_event,
        "id": _on_id,
    }
