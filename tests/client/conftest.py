"""A server on a loopback port that answers with the bytes it is told to, and counts what it was asked."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from nemobuild.client.pace import StreamLimits
from nemobuild.client.session import Client
from nemobuild.client.tokens import ClientId, Token

CAPTURES = Path(__file__).parents[1] / "wire" / "captures"
CLIENT_ID = "0b5f2a52-8a8f-4f5e-9d0a-3f0c2d1e4b6a"
TOKEN = "nmv_usr_secretsecret"


@dataclass
class Asked:
    method: str
    path: str
    headers: dict
    body: bytes

    def json(self):
        return json.loads(self.body)


@dataclass
class Answer:
    """Bytes of a body in pieces, sent one by one. Afterwards: close, reset (RST), or hang (until the client leaves)."""

    status: int = 200
    kind: str = "application/json"
    pieces: tuple = ()
    headers: dict = field(default_factory=dict)
    then: str = "close"
    chunked: bool = False
    length: int | None = None
    raw: bytes | None = None


def stream(*pieces, **options):
    return Answer(kind="text/event-stream", pieces=pieces, chunked=True, **options)


def ok(data=None, status=200, **options):
    return Answer(status=status, pieces=(json.dumps({"code": 0, "data": data}).encode(),), **options)


def refused(code, message="", status=200, **options):
    return Answer(status=status, pieces=(json.dumps({"code": code, "message": message}).encode(),), **options)


class LoopbackServer:
    def __init__(self):
        self.answers = defaultdict(list)
        self.asked: list[Asked] = []
        self.hung = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def on(self, path, *answers, method=None):
        """What a path answers, in turn; the last one stays."""
        self.answers[path] = list(answers)

    def count(self, path, method="POST"):
        return sum(asked.path == path and asked.method == method for asked in self.asked)

    def last(self, path):
        return next(asked for asked in reversed(self.asked) if asked.path == path)

    def close(self):
        """Frees the port: closing alone would leave the thread's accept in place."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            thread.start()

    def _serve(self, connection):
        with connection:
            try:
                asked = self._read(connection.makefile("rb"))
                if asked is None:
                    return
                self.asked.append(asked)
                left = self.answers.get(asked.path) or [
                    Answer(status=404, pieces=(b'{"detail":"Not Found"}',))
                ]
                self._write(connection, left.pop(0) if len(left) > 1 else left[0])
            except OSError:
                return

    def _read(self, source):
        line = source.readline().decode()
        if not line:
            return None
        method, path, _ = line.split()
        headers = {}
        while (header := source.readline().decode("latin-1").strip()) != "":
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length", 0))
        body = source.read(length)
        return Asked(method, path, headers, body) if len(body) == length else None

    def _write(self, connection, answer):
        if answer.raw is not None:
            connection.sendall(answer.raw)
        elif answer.status:
            connection.sendall(self._head(answer))
            for piece in answer.pieces:
                connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if answer.chunked else piece)
            if answer.chunked and answer.then == "close":
                connection.sendall(b"0\r\n\r\n")
        if answer.then == "hang":
            self.hung.set()
            connection.recv(1)
        if answer.then == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _head(self, answer):
        headers = {"Content-Type": answer.kind, "Connection": "close", **answer.headers}
        if answer.chunked:
            headers["Transfer-Encoding"] = "chunked"
        else:
            headers["Content-Length"] = (
                sum(map(len, answer.pieces)) if answer.length is None else answer.length
            )
        lines = [
            f"HTTP/1.1 {answer.status} X",
            *(f"{name}: {value}" for name, value in headers.items() if value),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


class Time:
    """A clock that moves when it is looked at or slept on; nothing waits."""

    def __init__(self, step_s=0.0):
        self.now_s = 1_000_000.0
        self.step_s = step_s
        self.slept = []

    def __call__(self):
        self.now_s += self.step_s
        return self.now_s

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now_s += seconds


@pytest.fixture
def server():
    server = LoopbackServer()
    server.on(
        "/api/auth/anonymous-token",
        ok({"token": TOKEN, "user_id": "anon_1", "expires_at": "2099-01-01T00:00:00Z"}),
    )
    yield server
    server.close()


@pytest.fixture
def clock():
    return Time()


@pytest.fixture
def warnings():
    return []


@pytest.fixture
def make_client(server, clock, tmp_path, warnings):
    made = []

    def make(**options):
        defaults = {
            "client_id": ClientId(
                environ={"NEMO_CLIENT_ID": CLIENT_ID}, file=tmp_path / "client_id", warn=warnings.append
            ),
            "limits": StreamLimits(tick_s=0.01),
            "clock": clock,
            "now": clock,
            "sleep": clock.sleep,
            "warn": warnings.append,
        }
        made.append(Client(options.pop("base_url", server.url), **(defaults | options)))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(make_client):
    return make_client()


@pytest.fixture
def own_client(make_client):
    return make_client(own=Token(value="own-token-of-the-user", own=True))


@pytest.fixture
def wire():
    """The ways to write an answer, for tests that cannot import this file."""

    class Wire:
        pass

    wire = Wire()
    wire.Answer, wire.stream, wire.ok, wire.refused = Answer, stream, ok, refused
    wire.Time, wire.TOKEN, wire.CLIENT_ID, wire.CAPTURES = Time, TOKEN, CLIENT_ID, CAPTURES
    return wire
