"""Listening to the answer of one message: from the pump's items to a reply, or to the refusal that came instead.

It waits and watches the clock, and never sends. What is definite ends here as a `Refusal`; whatever leaves open whether
the message was received is a reply with the outcome "dropped" or "timed_out", for the state to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol

from nemobuild.client import wire
from nemobuild.client.codes import Refusal
from nemobuild.client.pace import StreamLimits, Watch
from nemobuild.client.pump import Broken, Chunk, End, Head, Item
from nemobuild.client.reply import Progress, Reader, Reply, Signal, StillWaiting
from nemobuild.client.sse import Decoder, ServerSentEvent, TooLarge
from nemobuild.client.stranger import without
from nemobuild.errors import BackendError

MAX_ERROR_BYTES = 1024 * 1024
MAX_STREAM_BYTES = 256 * 1024 * 1024
NOT_A_STREAM = ("application/json", "text/html", "application/xhtml+xml", "application/problem+json")


class NotSent(Exception):
    """There was no connection: the message did not leave this machine."""


class Source(Protocol):
    """What is listened to; a `Pump`."""

    def next(self, timeout_s: float) -> Item | None: ...


class Listener:
    """One message's answer.

    `on_accepted` is called once, right after status 200 came and before anything else; `hidden` is taken out of all that
    the backend says (the token, should it be repeated).
    """

    def __init__(
        self,
        source: Source,
        *,
        limits: StreamLimits,
        clock: Callable[[], float],
        now_s: float,
        hidden: str,
        on_accepted: Callable[[], None],
        on_progress: Callable[[Progress], None],
    ) -> None:
        self._source = source
        self._limits = limits
        self._clock = clock
        self._now_s = now_s
        self._hidden = hidden
        self._on_accepted = on_accepted
        self._on_progress = on_progress
        self._watch = Watch(limits, clock())
        self._reader = Reader(hidden)
        self._decoder = Decoder()
        self._deaf = False
        self._bytes = 0

    def listen(self) -> Reply | Refusal:
        """Everything up to the end of the answer. Raises NotSent."""
        match self._next():
            case Head() as head if 200 <= head.status < 300 and not _is_document(head):
                return self._hear(head)
            case Head() as head:
                return self._read_answer(head)
            case Broken(why=why, sent=False):
                raise NotSent(why)
            case other:
                return self._end(other)

    def _hear(self, head: Head) -> Reply:
        self._reader.signal(Signal.ACCEPTED)
        self._on_accepted()
        if head.headers.get("content-encoding", "identity").lower() != "identity":
            self._stop_hearing("the event stream came compressed, which was not asked for")
        for item in self._items():
            if not isinstance(item, Chunk):
                return self._end(item)
            self._take(item.data)
        raise AssertionError("a stream has an end")

    def _take(self, data: bytes) -> None:
        self._watch.heard(self._clock(), content=False)
        if self._deaf:
            return
        self._bytes += len(data)
        try:
            for event in self._decoder.feed(data):
                self._take_event(event)
        except TooLarge as problem:
            self._stop_hearing(str(problem))
        if self._bytes > MAX_STREAM_BYTES:
            self._stop_hearing("the event stream is too long")

    def _take_event(self, event: ServerSentEvent) -> None:
        event = replace(event, data=without(event.data, self._hidden))
        content, progress = self._reader.receive(event)
        if content:
            self._watch.heard(self._clock(), content=True)
        for shown in progress:
            self._on_progress(shown)

    def _stop_hearing(self, why: str) -> None:
        """From here on the stream is only waited for: hanging up would end the edit on the server."""
        self._deaf = True
        self._reader.warn(f"{why}; the rest of the reply is not shown")

    def _read_answer(self, head: Head) -> Reply | Refusal:
        """An answer that is no stream: a refusal if it is a definite one."""
        answer = wire.Answer(status=head.status, headers=head.headers, body=self._body(), hidden=self._hidden)
        try:
            found = wire.payload(answer, now_s=self._now_s)
        except BackendError as problem:
            return self._undecided(problem.what)
        if isinstance(found, Refusal) and found.definite:
            self._reader.signal(Signal.REFUSED)
            return found
        said = found.message if isinstance(found, Refusal) else "it did not answer with an event stream"
        return self._undecided(f"the backend answered {head.status}" + (f": {said}" if said else ""))

    def _body(self) -> bytes:
        body = b""
        for item in self._items():
            if not isinstance(item, Chunk) or len(body) > MAX_ERROR_BYTES:
                break
            body += item.data
        shown: bytes = without(body, self._hidden)
        return shown

    def _undecided(self, why: str) -> Reply:
        return self._end(Broken(why=why, sent=True))

    def _end(self, item: Item | str) -> Reply:
        """The reply, by how the stream ended; a string is a limit's words."""
        match item:
            case End() if self._decoder.pending and not self._deaf:
                progress = self._reader.signal(Signal.BROKE, "the stream was cut off inside an event")
            case End():
                progress = self._reader.signal(Signal.ENDED)
            case Broken(why=why):
                progress = self._reader.signal(Signal.BROKE, why)
            case str() as why:
                progress = self._reader.signal(Signal.TIMED_OUT, why)
            case _:
                progress = self._reader.signal(Signal.BROKE, "the answer is not HTTP")
        for shown in progress:
            self._on_progress(shown)
        return self._reader.reply()

    def _items(self) -> Iterator[Item | str]:
        while True:
            item = self._next()
            yield item
            if not isinstance(item, Chunk):
                return

    def _next(self) -> Item | str:
        """The next item, or the words of the limit that was passed while waiting for it."""
        while True:
            item = self._source.next(self._limits.tick_s)
            now_s = self._clock()
            if trip := self._watch.tripped(now_s):
                if isinstance(item, (End, Broken)):
                    return item
                return self._watch.why(trip)
            if (elapsed_ms := self._watch.notice_ms(now_s)) is not None:
                self._on_progress(StillWaiting(elapsed_ms=elapsed_ms))
            if item is not None:
                return item


def _is_document(head: Head) -> bool:
    """Whether the content type says that this is no stream. A missing one says nothing."""
    return head.headers.get("content-type", "").split(";")[0].strip().lower() in NOT_A_STREAM
