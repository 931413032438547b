"""An HTTP exchange run in a thread, so that the side that waits keeps its clock.

While a tool runs, the backend sends nothing; the waiting side must still be able to say so, to give up, and to be
interrupted. The thread makes one request, once, and puts what comes of it into a queue. It decides nothing.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

QUEUE_LENGTH = 64
JOIN_S = 5.0
NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.ProxyError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Status and headers have come. Header names are lower case."""

    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The body ended as HTTP says that it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The exchange failed. `sent` is False only if it is certain that the request was not sent."""

    why: str
    sent: bool


Item = Head | Chunk | End | Broken


class Pump:
    """One exchange. As a context manager: leaving it closes the connection, which a blocked read notices at once."""

    def __init__(self, http: httpx.Client, request: httpx.Request) -> None:
        self._http = http
        self._request = request
        self._items: queue.Queue[Item] = queue.Queue(QUEUE_LENGTH)
        self._stopped = threading.Event()
        self._stream: Any = None
        self._thread = threading.Thread(target=self._run, name="nemobuild-stream", daemon=True)
        request.extensions = {**request.extensions, "trace": self._trace}

    def __enter__(self) -> Pump:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopped.set()
        if self._thread.is_alive():
            self._hang_up()
        self._thread.join(JOIN_S)

    def next(self, timeout_s: float) -> Item | None:
        """What comes next; None if nothing does within the time."""
        try:
            return self._items.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def _run(self) -> None:
        try:
            response = self._http.send(self._request, stream=True, follow_redirects=False)
            with contextlib.closing(response):
                headers = {name.lower(): value for name, value in response.headers.items()}
                self._put(Head(status=response.status_code, headers=headers))
                for data in response.iter_raw():
                    self._put(Chunk(data=data))
            self._put(End())
        except _Stopped:
            return
        except httpx.HTTPError as problem:
            self._put_last(Broken(why=reason(problem), sent=not isinstance(problem, NEVER_SENT)))
        except Exception as problem:
            # A closed socket surfaces in many ways; the waiting side must hear of an end whatever happened.
            self._put_last(Broken(why=type(problem).__name__, sent=True))

    def _put(self, item: Item) -> None:
        while not self._stopped.is_set():
            with contextlib.suppress(queue.Full):
                self._items.put(item, timeout=0.2)
                return
        raise _Stopped

    def _put_last(self, item: Item) -> None:
        with contextlib.suppress(_Stopped):
            self._put(item)

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._stream = info.get("return_value")

    def _hang_up(self) -> None:
        with contextlib.suppress(Exception):
            connection = self._stream.get_extra_info("socket")
            connection.shutdown(socket.SHUT_RDWR)


class _Stopped(Exception):
    """Nobody waits any more."""


def reason(problem: httpx.HTTPError) -> str:
    """A transport failure in words, without the library's."""
    text = str(problem).lower()
    for sign, words in REASONS.items():
        if sign in text:
            return words
    match problem:
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return "no connection within the time limit"
        case httpx.TimeoutException():
            return "no answer within the time limit"
        case httpx.ProxyError():
            return "the proxy refused the connection"
        case httpx.ConnectError():
            return "no connection"
        case _:
            return "the connection broke"


REASONS = {
    "connection refused": "connection refused",
    "name or service not known": "the host name is not known",
    "nodename nor servname": "the host name is not known",
    "temporary failure in name resolution": "the host name cannot be looked up now",
    "getaddrinfo failed": "the host name is not known",
    "certificate": "the server's certificate is not trusted",
    "network is unreachable": "the network cannot be reached",
    "no route to host": "there is no route to the host",
}
