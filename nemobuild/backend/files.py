"""Uploaded files on disk: each kept once, under the hash of its content.

A file is written to a temporary name while it arrives, hashed on the way, flushed to the disk and renamed; a reader never
sees half of one. The module does not know who owns a file.
"""

from __future__ import annotations

import errno
import hashlib
import os
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO

from nemobuild.backend.answers import Rejection
from nemobuild.backend.formats import plain_name
from nemobuild.backend.media import MediaRejected, format_of
from nemobuild.timeline.model import Media

Probe = Callable[[Path, str, str], Media]


class Incoming:
    """A file that is arriving. `write` may raise MediaRejected (4002) or OSError; then `drop` it."""

    def __init__(self, folder: Path, name: str, limit: int) -> None:
        self.name = plain_name(name)
        self.path = folder / f"incoming-{uuid.uuid4().hex}"
        self.size = 0
        self._limit = limit
        self._hash = hashlib.sha256()
        self._file: IO[bytes] = self.path.open("xb")

    def write(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > self._limit:
            raise too_large(self.name, self._limit)
        self._hash.update(data)
        self._file.write(data)

    def finish(self) -> str:
        """Flushes it to the disk; its sha256."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._hash.hexdigest()

    def drop(self) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)


class Files:
    """The folder of media files."""

    def __init__(self, folder: Path, probe: Probe) -> None:
        self._folder = folder
        self._probe = probe
        folder.mkdir(parents=True, exist_ok=True)

    def receive(self, name: str, limit: int) -> Incoming:
        return Incoming(self._folder, name, limit)

    def keep(self, incoming: Incoming) -> Media:
        """Looks at a file that has arrived and puts it in its place. Raises MediaRejected, and keeps nothing then."""
        try:
            digest = incoming.finish()
            media = self._probe(incoming.path, incoming.name, digest)
            place = self._folder / f"{digest}.{format_of(incoming.path, incoming.name).extension}"
            incoming.path.replace(place)
            return replace(media, path=str(place))
        finally:
            incoming.drop()


def too_large(name: str, limit: int) -> MediaRejected:
    size = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit} bytes"
    return MediaRejected(f'"{name}" is larger than {size}', code=4002, hint="compress or trim it")


def rejected(error: Exception) -> Rejection:
    """What a client is told about a file that could not be taken; a full disk is the server's fault."""
    if isinstance(error, MediaRejected):
        return Rejection(error.code, error.what, hint=error.hint)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Rejection(507, "the server's disk is full", hint="free some space, then upload again")
    reason = error.strerror if isinstance(error, OSError) else type(error).__name__
    return Rejection(500, f"the server cannot keep the file: {reason}", hint="check its data folder")
