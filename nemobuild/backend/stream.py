"""The event stream of one message: frames as the worker tells events, heartbeats while it is silent.

The response is an ASGI response of its own, so that a test's fault can cut the connection without an end. Whether
somebody is still listening makes no difference to the work.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from nemobuild.backend.events import AgentEvent, Framing
from nemobuild.backend.settings import Faults

HEADERS = {"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store"}


class Mailbox:
    """Events from the worker's thread to the stream's loop; None is the end."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queue: asyncio.Queue[AgentEvent | None] = asyncio.Queue()

    def put(self, event: AgentEvent | None) -> None:
        """From any thread. A loop that has closed meanwhile has no listener left."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._queue.put_nowait, event)

    async def take(self, seconds: float) -> AgentEvent | None:
        """The next event; TimeoutError if there is none within that time."""
        return await asyncio.wait_for(self._queue.get(), seconds)


async def frames(
    mailbox: Mailbox, framing: Framing, heartbeat_s: float, faults: Faults
) -> AsyncIterator[bytes]:
    for _ in range(faults.heartbeats):
        yield framing.heartbeat()
    while True:
        try:
            event = await mailbox.take(heartbeat_s)
        except TimeoutError:
            yield framing.heartbeat()
            continue
        if event is None:
            return
        for frame in framing.frames(event):
            yield frame


class EventStream(Response):
    """Sends each frame as a chunk of its own; after `cut_after` events the connection is broken off."""

    def __init__(self, frames: AsyncIterator[bytes], cut_after: int | None) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._frames = frames
        self._cut_after = cut_after

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        sent = 0
        if self._cut_after == 0:
            return
        async for frame in self._frames:
            await send({"type": "http.response.body", "body": frame, "more_body": True})
            sent += frame.startswith(b"data:")
            if self._cut_after is not None and sent >= self._cut_after:
                return
        await send({"type": "http.response.body", "body": b"", "more_body": False})
