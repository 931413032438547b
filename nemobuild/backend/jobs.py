"""Render jobs: asked for, rendered one after the other in a worker thread, kept with their result.

A job is pending, processing, completed or failed; a cancelled one has failed with the reason "cancelled". Jobs are rows of
the database, so a status outlives the server; a job whose server was killed has failed. The renderer is given; this module
knows nothing about ffmpeg, HTTP or tokens.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import queue
import secrets
import shutil
import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Protocol

from nemobuild.backend.answers import Rejection
from nemobuild.backend.database import Database, DiskFull
from nemobuild.backend.formats import plain_name
from nemobuild.backend.page import FILMS, STILLS
from nemobuild.backend.sessions import Sessions
from nemobuild.backend.settings import Faults
from nemobuild.errors import BackendError, NemobuildError
from nemobuild.timeline.draft import decode
from nemobuild.timeline.model import Media, Timeline

Json = Any
Status = Literal["pending", "processing", "completed", "failed"]
KEEP_OUTPUTS_S = 7 * 86_400
_log = logging.getLogger("nemobuild.backend")


class Film(Protocol):
    """What a renderer hands back."""

    @property
    def path(self) -> Path: ...
    @property
    def duration_ms(self) -> int: ...
    @property
    def bytes(self) -> int: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def warnings(self) -> tuple[str, ...]: ...


class Render(Protocol):
    """A renderer: the wire's `output` object comes as it was sent; `progress` takes 0..1."""

    def __call__(
        self,
        timeline: Timeline,
        media: Mapping[str, Media],
        output: Mapping[str, Json],
        folder: Path,
        *,
        progress: Callable[[float], None],
        cancelled: Callable[[], bool],
    ) -> Film: ...


def render_with_ffmpeg(
    timeline: Timeline,
    media: Mapping[str, Media],
    output: Mapping[str, Json],
    folder: Path,
    *,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> Film:
    """The package's own renderer, imported when the first job runs."""
    from nemobuild.backend.render.film import render
    from nemobuild.backend.render.output import output_of

    asked = output_of(output, timeline)
    return render(timeline, media, asked, folder, progress=progress, cancelled=cancelled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A render as it stands. `progress` in 0..100; `result` describes the file once completed,
    and holds a `hint` once failed; times in s since 1970.
    """

    id: str
    session_id: str
    user_id: str
    status: Status
    progress: float
    error: str
    secret: str
    result: Mapping[str, Json]
    created: float
    completed: float


class Jobs:
    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        folder: Path,
        faults: Faults,
        render: Render,
        clock: Callable[[], float],
    ) -> None:
        self._database = database
        self._sessions = sessions
        self._outputs = folder / "outputs"
        self._work = folder / "render"
        self._faults = faults
        self._render = render
        self._clock = clock
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._cancelled: set[str] = set()
        self._closing = False
        self._unwritten: dict[str, DiskFull] = {}  # how jobs ended that could not be written down
        self._told: dict[str, int] = {}  # the percent last written of the job in work
        self._refusals = faults.failing_renders
        self._breaks = faults.broken_renders
        self._thread: threading.Thread | None = None
        self._fail_orphans()

    def create(
        self, user_id: str, session_id: str, job_id: str, draft: Json, output: Mapping[str, Json]
    ) -> Job:
        """Enters a job; 409 if its user used the id before, so that it always means one render."""
        if self._refusals > 0:
            self._refusals -= 1
            raise _duplicate(job_id)
        row = (
            job_id,
            session_id,
            user_id,
            json.dumps({"draft": draft, "output": output}),
            "pending",
            5.0,
            "",
        )
        rest = (secrets.token_urlsafe(18), "{}", self._database.owner, self._clock(), 0.0)
        try:
            with self._database.transaction() as db:
                db.execute("insert into renders values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row + rest)
        except sqlite3.IntegrityError:
            raise _duplicate(job_id) from None
        self._start()
        self._queue.put(rest[0])
        return self.get(user_id, job_id)

    def get(self, user_id: str, job_id: str) -> Job:
        job = _found(
            self._database.row("select * from renders where id = ? and user_id = ?", job_id, user_id)
        )
        lost = self._unwritten.get(job.secret)
        return replace(job, status="failed", error=lost.what, result={"hint": lost.hint}) if lost else job

    def by_secret(self, secret: str) -> Job:
        return _found(self._database.row("select * from renders where secret = ?", secret))

    def cancel(self, user_id: str, job_id: str) -> Job:
        """Ends a job that has not ended; one that has stays as it is."""
        job = self.get(user_id, job_id)
        self._cancelled.add(job.secret)
        with self._database.transaction() as db:
            query = "update renders set status = 'failed', error = 'cancelled', completed = ? where secret = ? and completed = 0"
            db.execute(query, (self._clock(), job.secret))
        return self.get(user_id, job_id)

    def film_of(self, session_id: str) -> Job | None:
        """The job with the last film of a session that is still kept, else its last still, else its last file."""
        query = "select * from renders where session_id = ? and status = 'completed' order by completed desc"
        kept = [job for row in self._database.rows(query, session_id) if self.file_of(job := _job(row))]
        wanted = (
            job for kind in (FILMS, STILLS, "") for job in kept if str(job.result["name"]).endswith(kind)
        )
        return next(wanted, None)

    def file_of(self, job: Job) -> Path | None:
        """The finished file; None if there is none (any more)."""
        if job.status != "completed":
            return None
        path = self._outputs / job.secret / str(job.result["name"])
        return path if path.is_file() else None

    def close(self) -> None:
        """Ends the job in work and forgets the waiting ones; both have failed."""
        self._closing = True
        self._queue.put(None)
        if self._thread is not None:
            self._thread.join()
        with contextlib.suppress(DiskFull), self._database.transaction() as db:  # the next server finds them
            self._fail(db, self._database.owner)

    # --- the worker -----------------------------------------------------------------------------------------------

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="nemobuild-render", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while (secret := self._queue.get()) is not None and not self._closing:
            row = self._database.row("select * from renders where secret = ?", secret)
            if row is not None and row["completed"] == 0:
                self._carry_out(_job(row), json.loads(row["request"]))

    def _carry_out(self, job: Job, request: Mapping[str, Json]) -> None:
        try:
            self._update(job, status="processing")
            if self._faults.hold is not None:
                self._faults.hold("rendering")
            result = self._rendered(job, request)
        except Exception as error:  # whatever a renderer raises ends one job, not the worker
            what, hint = _reason(error)
            told = json.dumps({"hint": hint})
            self._end(job, status="failed", error=what, result=told)
            return
        self._end(job, status="completed", progress=100, result=json.dumps(result))

    def _end(self, job: Job, **fields: str | float) -> None:
        """Writes how a job ended. Where that cannot be written it has failed, and is remembered here for who asks."""
        try:
            self._update(job, **fields, completed=self._clock())
        except DiskFull as error:
            self._unwritten[job.secret] = error

    def _rendered(self, job: Job, request: Mapping[str, Json]) -> dict[str, Json]:
        if self._breaks > 0:
            self._breaks -= 1
            raise BackendError("the render failed on purpose")
        timeline = decode(request["draft"])
        media = {u.media.digest: u.media for u in self._sessions.uploads(job.session_id)}
        self._work.mkdir(parents=True, exist_ok=True)
        film = self._render(
            timeline,
            media,
            request["output"],
            self._work,
            progress=lambda share: self._report(job, share),
            cancelled=lambda: self._closing or job.secret in self._cancelled,
        )
        name = plain_name(f"{timeline.title or 'video'}{film.path.suffix}")
        _put(film.path, self._outputs / job.secret / name)
        return {
            "name": name,
            "duration_ms": film.duration_ms,
            "bytes": film.bytes,
            "width": film.width,
            "height": film.height,
            "warnings": list(film.warnings),
        }

    def _report(self, job: Job, share: float) -> None:
        """Written by the whole percent: a renderer tells far more often than anybody looks."""
        percent = round(5 + 94 * min(1.0, max(0.0, share)))
        if percent != self._told.get(job.secret):
            self._told = {job.secret: percent}
            with contextlib.suppress(DiskFull):
                self._update(job, progress=percent)

    def _update(self, job: Job, **fields: str | float) -> None:
        """Writes what became of a job, unless it has ended meanwhile. Fields that are not given stay."""
        query = """update renders set status = coalesce(?, status), progress = coalesce(?, progress),
            error = coalesce(?, error), result = coalesce(?, result), completed = coalesce(?, completed)
            where secret = ? and completed = 0"""
        values = [fields.get(name) for name in ("status", "progress", "error", "result", "completed")]
        with self._database.transaction() as db:
            db.execute(query, (*values, job.secret))

    def _fail_orphans(self) -> None:
        with self._database.transaction() as db:
            for owner in self._database.dead_owners:
                self._fail(db, owner)
        query = "select secret from renders where completed between 1 and ?"
        for row in self._database.rows(query, self._clock() - KEEP_OUTPUTS_S):
            shutil.rmtree(self._outputs / row["secret"], ignore_errors=True)

    def _fail(self, db: sqlite3.Connection, owner: str) -> None:
        query = (
            "update renders set status = 'failed', error = ?, completed = ? where completed = 0 and owner = ?"
        )
        db.execute(query, ("the server was stopped", self._clock(), owner))


def _found(row: sqlite3.Row | None) -> Job:
    if row is None:
        raise Rejection(404, "there is no such render", hint="start one")
    return _job(row)


def _job(row: sqlite3.Row) -> Job:
    fields = {name: row[name] for name in Job.__slots__}
    return Job(**{**fields, "result": json.loads(row["result"])})


def _duplicate(job_id: str) -> Rejection:
    return Rejection(409, f'the render id "{job_id}" was used before', hint="use a fresh id")


def _reason(error: Exception) -> tuple[str, str]:
    """What is told of a failure, and its hint: our errors in their words, others by their kind alone."""
    if isinstance(error, NemobuildError):
        return error.what, error.hint
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"no file could be written: {error.strerror}", "free some space and run again"
    _log.error("a render crashed", exc_info=error)
    return f"{type(error).__name__}, a bug in nemobuild", "please report it, with errors.log of the backend"


def _put(path: Path, place: Path) -> None:
    """The renderer may keep its file for the next time, so it is linked, or copied where that cannot be."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, place)
    except OSError:
        shutil.copyfile(path, place)
