"""The cache: drafts and step records by digest, verified on every read. A damaged entry is a miss and is set aside.

Knows nothing of recipes; what must not be collected is told by the caller. Nothing but a digest names a file here: what
is none is not read, and not written either.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nemobuild.engine.disk import content, is_there, write_atomically
from nemobuild.plan.keys import is_key
from nemobuild.plan.records import StepRecord, record_from_json
from nemobuild.timeline import draft


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheEntry:
    """`kind`: draft or step; `digest` names it; `used_s` is when it was last written or read, since the epoch."""

    kind: str
    digest: str
    bytes: int
    used_s: float
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    entries: int
    bytes: int


class Cache:
    """`drafts_beside` is the lock's folder of drafts, read before the cache's own."""

    def __init__(self, folder: Path, drafts_beside: Path | None = None) -> None:
        self.folder = folder
        self.beside = drafts_beside

    def draft(self, digest: str) -> dict[str, Any] | None:
        """A canonical draft by its digest, or None."""
        if not is_key(digest):
            return None
        kept = self._path("draft", digest)
        for path in (self.beside / f"{digest}.json", kept) if self.beside else (kept,):
            data = content(path)
            value = _value(data)
            if isinstance(value, dict) and draft.digest(value) == digest:
                if path == kept:
                    _mark_used(path)
                return value
            if data is not None:
                self._set_aside(path)
        return None

    def has_draft(self, digest: str) -> bool:
        """Whether a draft is there; its content is verified when it is read."""
        if not is_key(digest):
            return False
        beside = self.beside is not None and is_there(self.beside / f"{digest}.json")
        return beside or is_there(self._path("draft", digest))

    def put_draft(self, canonical: dict[str, Any]) -> str:
        digest = draft.digest(canonical)
        path = self._path("draft", digest)
        if _value(content(path)) != canonical:
            write_atomically(path, _json(canonical))
        return digest

    def record(self, action: str) -> StepRecord | None:
        """The record kept under an action key, or None."""
        if not is_key(action):
            return None
        path = self._path("step", action)
        data = content(path)
        if data is None:
            return None
        try:
            value = json.loads(data)
            body = value["record"]
            if value["sha256"] == _checksum(body):
                _mark_used(path)
                return record_from_json(body)
        except (KeyError, TypeError, ValueError, RecursionError):
            pass
        self._set_aside(path)
        return None

    def put_record(self, record: StepRecord) -> None:
        body = record.as_json()
        write_atomically(
            self._path("step", record.action), _json({"sha256": _checksum(body), "record": body})
        )

    def forget(self, action: str) -> None:
        self._path("step", action).unlink(missing_ok=True)

    def entries(self) -> Iterator[CacheEntry]:
        for kind in ("draft", "step"):
            for path in filter(_is_named_by_key, sorted((self.folder / kind).glob("??/*.json"))):
                stat = path.stat()
                yield CacheEntry(
                    kind=kind, digest=path.stem, bytes=stat.st_size, used_s=stat.st_mtime, path=path
                )

    def verify(self) -> tuple[str, ...]:
        """Reads everything; sets aside and names what is damaged."""
        return tuple(e.digest for e in list(self.entries()) if not self._is_whole(e))

    def _is_whole(self, entry: CacheEntry) -> bool:
        if entry.kind == "draft":
            return Cache(self.folder).draft(entry.digest) is not None
        return self.record(entry.digest) is not None

    def collect(self, keep: Set[str], max_size: int | None, max_age_s: int | None, now_s: float) -> Amount:
        """Takes out what is older than `max_age_s`, then the oldest until `max_size` bytes are left; never `keep`."""
        entries = sorted(self.entries(), key=lambda e: e.used_s)
        size, gone = sum(e.bytes for e in entries), []
        for entry in entries:
            too_old = max_age_s is not None and now_s - entry.used_s > max_age_s
            too_much = max_size is not None and size > max_size
            if entry.digest not in keep and (too_old or too_much):
                entry.path.unlink(missing_ok=True)
                size -= entry.bytes
                gone.append(entry)
        return Amount(entries=len(gone), bytes=sum(e.bytes for e in gone))

    def _path(self, kind: str, digest: str) -> Path:
        if not is_key(digest):
            raise ValueError(f"{digest!r} is no sha256")
        return self.folder / kind / digest[:2] / f"{digest}.json"

    def _set_aside(self, path: Path) -> None:
        aside = self.folder / "set-aside"
        try:
            aside.mkdir(parents=True, exist_ok=True)
            path.replace(aside / f"{path.name}.{time.time_ns()}")
        except OSError:
            return  # it stays where it is, and stays a miss


def _is_named_by_key(path: Path) -> bool:
    return is_key(path.stem)


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _checksum(body: Any) -> str:
    return hashlib.sha256(_json(body)).hexdigest()


def _value(data: bytes | None) -> Any:
    """What JSON says; None if it is none."""
    try:
        return None if data is None else json.loads(data)
    except (ValueError, RecursionError):
        return None


def _mark_used(path: Path) -> None:
    """For `collect`. A cache of somebody else's is read all the same."""
    with contextlib.suppress(OSError):
        os.utime(path)
