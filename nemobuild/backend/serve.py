"""Starting and stopping the server: for a build in a thread on a loopback port, for `nemobuild serve` until it is stopped.

The socket is bound before anything else, so a port in use is known at once, and a client may connect as soon as `url` is
known. Knows nothing about the protocol.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from nemobuild.backend.accounts import Accounts
from nemobuild.backend.agent import Agent, Interpret, interpret_by_phrases
from nemobuild.backend.database import Database
from nemobuild.backend.files import Files
from nemobuild.backend.jobs import Jobs, Render, render_with_ffmpeg
from nemobuild.backend.sessions import Message, Sessions, Turn
from nemobuild.backend.settings import Settings
from nemobuild.errors import PortInUse, UsageError
from nemobuild.timeline.model import Media

if TYPE_CHECKING:
    import uvicorn

    from nemobuild.backend.interpret.analysis import Analysis

DEFAULT_DATA = Path(".nemobuild/backend")
DEFAULT_PORT = 8765
START_S, STOP_S = 10.0, 2
_log = logging.getLogger("nemobuild.backend")
_log.propagate = False


class Server:
    """A running server, as a context manager.

    `data` is the folder of its files. Port 0 takes a free one. `settings` says the rest; `credits` and `edit_cost` are
    short for its fields. `interpret`, `render`, `analysis_of`, `probe` and `clock` (s since 1970) stand in for the
    package's own, for tests. Raises PortInUse, or BackendError for a folder that cannot be used.
    """

    def __init__(
        self,
        data: Path = DEFAULT_DATA,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        credits: int | None = None,
        edit_cost: int = 1,
        settings: Settings | None = None,
        interpret: Interpret = interpret_by_phrases,
        render: Render = render_with_ffmpeg,
        analysis_of: Callable[[Sequence[Media]], Analysis] | None = None,
        probe: Callable[[Path, str, str], Media] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._data = data.absolute()
        self._host = host
        self._port = port
        self._settings = settings or Settings(credits=credits, edit_cost=edit_cost)
        self._interpret = interpret
        self._render = render
        self._analysis_of = analysis_of or self._measured
        self._probe = probe or _probe
        self._clock = clock
        self._closed = False

    @property
    def url(self) -> str:
        """The base URL, without a slash at its end."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    def issue_token(self) -> str:
        """A token for the owner of this process: always the same user, and no limit of one a week."""
        return self._accounts.local().token

    def messages(self) -> tuple[Message, ...]:
        """Every message that this data folder's sessions ever accepted, in order, with what became of it."""
        return self._sessions.messages()

    def turns(self, session_id: str) -> list[Turn]:
        """What a session's drafts were, from the first to the present one, and the messages that brought them."""
        return self._sessions.turns(session_id)

    def start(self) -> None:
        self._socket = _bound(self._host, self._port)
        try:
            self._port = self._socket.getsockname()[1]
            self._open_parts()
            self._server = self._uvicorn()
        except BaseException:
            self._socket.close()
            raise

    def run(self) -> None:
        """Serves in this thread until `stop`."""
        self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        self._server.should_exit = True

    def close(self) -> None:
        """Ends the work in hand: messages are finished, renders fail. Once is enough; twice does no harm."""
        if self._closed:
            return
        self._closed = True
        self._socket.close()
        self._workers.shutdown(wait=True)
        self._jobs.close()
        self._database.close()
        _log.removeHandler(self._journal)
        self._journal.close()

    def __enter__(self) -> Self:
        self.start()
        self._thread = threading.Thread(target=self.run, name="nemobuild-backend", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        del kind, error, trace
        self.stop()
        self._thread.join()
        self.close()

    def _open_parts(self) -> None:
        settings = self._settings
        self._database = Database(self._data)
        self._journal = _crash_log(self._data / "errors.log")
        self._accounts = Accounts(self._database, settings, self._clock)
        self._sessions = Sessions(self._database, settings, self._data / "media", self._clock)
        self._files = Files(self._data / "media", self._probe)
        self._jobs = Jobs(
            self._database, self._sessions, self._data, settings.faults, self._render, self._clock
        )
        self._workers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="nemobuild-agent")
        self._agent = Agent(
            self._sessions,
            settings.faults,
            self._interpret,
            self._analysis_of,
            lambda: f"call-{uuid.uuid4()}",
        )

    def _uvicorn(self) -> uvicorn.Server:
        import uvicorn

        from nemobuild.backend.app import Backend, application
        from nemobuild.backend.edge import Edge

        backend = Backend(
            settings=self._settings,
            accounts=self._accounts,
            sessions=self._sessions,
            files=self._files,
            jobs=self._jobs,
            agent=self._agent,
            workers=self._workers,
        )
        edge = Edge(
            application(backend),
            loopback_only=_is_loopback(self._host),
            instead=self._settings.faults.instead,
        )
        return uvicorn.Server(
            uvicorn.Config(
                edge,
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

    def _measured(self, media: Sequence[Media]) -> Analysis:
        from nemobuild.backend.analyse import MediaAnalysis

        return MediaAnalysis(media, self._data / "analysis")


def _bound(host: str, port: int) -> socket.socket:
    """A listening socket; PortInUse if somebody else has the port."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=128)
        # asyncio switches Nagle's algorithm off only where it can see that a socket is TCP; without this every answer on
        # a kept connection waits 40 ms for the client's acknowledgement.
        return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=listening.detach())
    except OSError as error:
        if isinstance(error, socket.gaierror) or port == 0:
            raise UsageError(
                f"cannot serve on {host}: {_why(error)}", hint="use an address of this machine"
            ) from error
        hint = "stop what holds it, or take another port with --port (0 picks a free one)"
        raise PortInUse(f"cannot serve on {host}:{port}: {_why(error)}", hint=hint) from error


def _why(error: OSError) -> str:
    """The system's words alone; Python's own repeat the address in another notation."""
    if error.errno is None or isinstance(error, socket.gaierror):
        return str(error.strerror or error)
    return os.strerror(error.errno)


class _CrashLog(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """A log that cannot be written, on a full disk for example, is no reason to print traces at the user."""
        del record


def _crash_log(path: Path) -> logging.Handler:
    """Where the traces of crashes go: they hold no values, so no tokens; nothing of them is sent to a client."""
    handler = _CrashLog(path, maxBytes=1_000_000, backupCount=1, delay=True, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    _log.addHandler(handler)
    return handler


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _probe(path: Path, name: str, digest: str) -> Media:
    from nemobuild.backend.media import probe

    return probe(path, name, digest)
