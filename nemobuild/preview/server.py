"""Serves the page on a loopback port, in a thread, for as long as watch mode runs.

It answers to loopback names only, so that a web page whose name was made to point here cannot talk to it, and gives
out the files that the recipe's exports were put at, by number: no path comes from a request.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from nemobuild.errors import PortInUse
from nemobuild.events import Event
from nemobuild.preview.page import POLICY, SCRIPT, STYLE, Placed, page
from nemobuild.preview.shown import Output, Shown, after, nothing_yet

HOST = "127.0.0.1"
STOP_S = 2
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

Listener = tuple[asyncio.AbstractEventLoop, asyncio.Queue[Shown | None]]


class Preview:
    """The page's server, as a context manager. Port 0 takes a free one. Raises PortInUse.

    `heard` may be called from any thread.
    """

    def __init__(self, recipe: str, port: int = 0) -> None:
        self._shown = nothing_yet(recipe)
        self._port = port
        self._lock = threading.Lock()
        self._listeners: set[Listener] = set()

    @property
    def knows_steps(self) -> bool:
        return bool(self._shown.steps)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    def heard(self, event: Event) -> None:
        """Takes in what happened; pages that are open are told."""
        with self._lock:
            before, self._shown = self._shown, after(self._shown, event)
            if (before.version, before.building) != (self._shown.version, self._shown.building):
                self._tell(self._shown)

    def __enter__(self) -> Self:
        self._socket = _bound(self._port)
        self._port = self._socket.getsockname()[1]
        self._server = _uvicorn(self._application())
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="nemobuild-preview", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        del kind, error, trace
        self._server.should_exit = True
        with self._lock:
            self._tell(None)
        self._thread.join()
        self._socket.close()

    def _application(self) -> Starlette:
        routes = [
            Route("/", self._page),
            Route("/page.css", _text(STYLE, "text/css")),
            Route("/page.js", _text(SCRIPT, "text/javascript")),
            Route("/events", self._events),
            Route("/files/{number:int}", self._file),
        ]
        hosts = [HOST, "localhost"]
        trusted = Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
        return Starlette(routes=routes, middleware=[trusted])

    def _outputs(self) -> list[Output]:
        return [output for outputs in self._shown.outputs.values() for output in outputs]

    def _page(self, request: Request) -> Response:
        del request
        placed = []
        for number, output in enumerate(self._outputs()):
            try:
                made_ns = Path(output.path).stat().st_mtime_ns
            except OSError:
                continue  # taken away since
            address = f"/files/{number}?made={made_ns}"  # another address once there is another film
            placed.append(Placed(output=output, address=address, made_ns=made_ns))
        return HTMLResponse(page(self._shown, placed), headers=HEADERS)

    def _file(self, request: Request) -> Response:
        number = request.path_params["number"]
        outputs = self._outputs()
        if number >= len(outputs) or not Path(outputs[number].path).is_file():
            return PlainTextResponse("there is no such file", status_code=404, headers=HEADERS)
        return FileResponse(outputs[number].path, headers=HEADERS)

    async def _events(self, request: Request) -> Response:
        del request
        return StreamingResponse(self._stream(), media_type="text/event-stream", headers=HEADERS)

    async def _stream(self) -> AsyncIterator[str]:
        """What is shown now, and each change of it, until the server ends."""
        listener: Listener = (asyncio.get_running_loop(), asyncio.Queue())
        with self._lock:
            self._listeners.add(listener)
            shown: Shown | None = None if self._server.should_exit else self._shown
        try:
            while shown is not None:
                yield f"data: {json.dumps({'version': shown.version, 'building': shown.building})}\n\n"
                shown = await listener[1].get()
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def _tell(self, shown: Shown | None) -> None:
        for loop, queue in self._listeners:
            loop.call_soon_threadsafe(queue.put_nowait, shown)


def _text(text: str, kind: str) -> Response:
    return Response(text, media_type=kind, headers=HEADERS)


def _bound(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        raise PortInUse(
            f"the preview cannot be served on {HOST}:{port}: {os.strerror(error.errno or 0)}",
            hint="take another port with --port, or watch with --no-preview",
        ) from error


def _uvicorn(app: Starlette) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=STOP_S,
        )
    )
