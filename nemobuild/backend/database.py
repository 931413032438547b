"""The SQLite file: its schema, its one connection, and who of several servers is still alive.

A folder may be served by several processes at once (a build, and a verb that looks). Work in progress carries the name
of its server; each server holds a lock on a file of that name, so that the next one to start can tell work that still
goes on from work whose server was killed. The module knows nothing about what the tables mean.
"""

from __future__ import annotations

import fcntl
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from nemobuild.errors import BackendError

SCHEMA_VERSION = 2
SCHEMA = """
create table tokens(hash text primary key, user_id text not null, expires real not null);
create table clients(client_id text primary key, user_id text not null, issued real not null, address text not null);
create table sessions(id text primary key, task_id text not null, user_id text not null, task_name text not null,
    language text not null, created real not null);
create table claims(hash text primary key, session_id text not null, expires real not null);
create table uploads(number integer primary key, session_id text not null, digest text not null, name text not null,
    secret text not null unique, media text not null, unique(session_id, digest, name));
create table drafts(session_id text not null, number integer not null, draft text not null,
    said text not null default '', primary key(session_id, number));
create table messages(number integer primary key autoincrement, session_id text not null, user_id text not null,
    text text not null, state text not null, cost integer not null, owner text not null, at real not null);
create index message_of_session on messages(session_id, state);
create index message_of_user on messages(user_id, state);
create table renders(id text not null, session_id text not null, user_id text not null, request text not null,
    status text not null, progress real not null, error text not null, secret text not null unique, result text not null,
    owner text not null, created real not null, completed real not null,
    primary key(user_id, id));
"""
STEPS_UP = {1: "alter table drafts add column said text not null default ''"}
"""From each older form of the file to the next."""


class DiskFull(BackendError):
    """A transaction did not fit on the disk; nothing of it was done."""


@contextmanager
def _full_disk_told() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise
        hint = "free some space and run again; finished steps are kept"
        raise DiskFull(f"the backend's disk cannot be written: {error}", hint=hint) from error


class Database:
    """One connection, shared by threads and guarded by a lock. Use it through `transaction` and `rows`."""

    def __init__(self, folder: Path) -> None:
        self._lock = threading.RLock()
        self.owner = uuid.uuid4().hex
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _ignored_by_git(folder)
            self._living = _hold_owner(folder, self.owner)
            self._connection = _connected(folder / "backend.sqlite")
            self.dead_owners = self._bury(folder)
        except (OSError, sqlite3.Error) as error:
            raise BackendError(
                f"the backend's data folder {folder} cannot be used: {error}",
                hint="name another with --data, or make it writable",
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything inside happens or nothing does; one writer at a time, over all processes."""
        with self._lock, _full_disk_told():
            self._connection.execute("begin immediate")
            try:
                yield self._connection
                self._connection.execute("commit")
            except BaseException:
                if self._connection.in_transaction:  # SQLite may have rolled back by itself
                    self._connection.execute("rollback")
                raise

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def row(self, query: str, *values: Any) -> sqlite3.Row | None:
        found = self.rows(query, *values)
        return found[0] if found else None

    def close(self) -> None:
        with self._lock:
            self._connection.close()
        Path(self._living.name).unlink(missing_ok=True)
        self._living.close()

    def _bury(self, folder: Path) -> tuple[str, ...]:
        """The owners of unfinished work that no process stands behind any more."""
        query = "select owner from messages where state = 'working' union select owner from renders where completed = 0"
        return tuple(row["owner"] for row in self.rows(query) if not _is_alive(folder, row["owner"]))


def _connected(path: Path) -> sqlite3.Connection:
    path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("pragma journal_mode = wal")
    connection.execute(
        "pragma synchronous = normal"
    )  # survives kill -9; a power cut may lose the last commits
    connection.execute("begin immediate")
    version = connection.execute("pragma user_version").fetchone()[0]
    if version < SCHEMA_VERSION:
        steps = (STEPS_UP[v] for v in range(version, SCHEMA_VERSION)) if version else SCHEMA.split(";\n")
        for statement in steps:
            connection.execute(statement)
        connection.execute(f"pragma user_version = {SCHEMA_VERSION}")
    connection.execute("commit")
    if version > SCHEMA_VERSION:
        raise sqlite3.DatabaseError(f"it was written by a newer nemobuild (form {version})")
    return connection


def _ignored_by_git(folder: Path) -> None:
    """The folder holds media and sessions of whoever uses it: nothing to commit, wherever it lies."""
    note = folder / ".gitignore"
    if not note.exists():
        note.write_text("*\n", encoding="utf-8")


def _hold_owner(folder: Path, owner: str) -> IO[bytes]:
    (folder / "servers").mkdir(exist_ok=True)
    file = (folder / "servers" / owner).open("wb")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def _is_alive(folder: Path, owner: str) -> bool:
    path = folder / "servers" / owner
    try:
        with path.open("rb+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
            return False
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
