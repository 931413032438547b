"""The outermost layer: who may ask at all, and where crashes are written down.

A server on a loopback address answers only to a loopback name in the Host header, so that a web page whose name was made
to point here cannot talk to it. Faults of tests that answer in place of the application sit here too.
"""

from __future__ import annotations

import logging

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from nemobuild.backend.answers import Rejection, refusal
from nemobuild.backend.settings import Instead

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
_log = logging.getLogger("nemobuild.backend")


class Edge:
    def __init__(self, app: ASGIApp, *, loopback_only: bool, instead: tuple[Instead, ...] = ()) -> None:
        self._app = app
        self._loopback_only = loopback_only
        self._instead = instead
        self._answered = [0] * len(instead)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        refused = self._refused(scope)
        if refused is None:
            await self._guarded(scope, receive, send)
        else:
            await refusal(refused)(scope, receive, send)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except ClientDisconnect:
            return
        except Exception as error:  # it has been answered; what is left is to say so where it can be read
            _log.error("a request crashed", exc_info=error)

    def _refused(self, scope: Scope) -> Rejection | None:
        if self._loopback_only and not is_loopback_name(Headers(scope=scope).get("host", "")):
            return Rejection(
                403, "this server answers to loopback names only", hint="ask for http://127.0.0.1:<port>"
            )
        for index, fault in enumerate(self._instead):
            if self._answered[index] < fault.times and scope["path"].startswith(fault.path):
                self._answered[index] += 1
                return Rejection(fault.code, "a fault made for a test")
        return None


def is_loopback_name(host: str) -> bool:
    """Whether a Host header names this machine: `127.0.0.1`, `localhost` or `[::1]`, with or without a port."""
    name, colon, port = host.rpartition(":")
    if not colon or (host.endswith("]")):
        name, port = host, ""
    return name.lower() in LOOPBACK_NAMES and (port == "" or port.isdigit())
