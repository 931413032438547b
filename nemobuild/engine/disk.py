"""Files that are whole or not there: temp, fsync, rename. The errors of a disk as errors of ours."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nemobuild.errors import NemobuildError, OutputError

HINTS = {
    errno.ENOSPC: "free some space and run again; finished steps are kept",
    errno.EDQUOT: "free some of your quota and run again; finished steps are kept",
    errno.EACCES: "give yourself write permission there, or run as the folder's owner",
    errno.EPERM: "give yourself write permission there, or run as the folder's owner",
    errno.EROFS: "the file system is read-only; run from a copy of the project",
    **dict.fromkeys(
        (errno.ENOTDIR, errno.EEXIST, errno.EISDIR), "something else is in its place; move that away"
    ),
}
READ_HINTS = {
    errno.EACCES: "give yourself permission to read it, or run as its owner",
    errno.EPERM: "give yourself permission to read it, or run as its owner",
    errno.EIO: "the disk is failing; make a copy of the project",
}
ROOM_BYTES = 1 << 16  # more than a journal record and a usual draft


def disk_error(error: OSError, path: Path) -> NemobuildError:
    """A failed write as an error of ours, with what to do about it."""
    return OutputError(f"{path} cannot be written: {error.strerror}", hint=HINTS.get(error.errno or 0, ""))


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns an OSError of a write to `path` into OutputError."""
    try:
        yield
    except OSError as error:
        raise disk_error(error, path) from error


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turns an OSError of a read of `path` into OutputError: what may not be read is not the same as nothing there."""
    try:
        yield
    except OSError as error:
        hint = READ_HINTS.get(error.errno or 0, HINTS.get(error.errno or 0, ""))
        raise OutputError(f"{path} cannot be read: {error.strerror}", hint=hint) from error


def content(path: Path) -> bytes | None:
    """A file's bytes; None if there is none. Raises OutputError if it may not be read."""
    with reading(path):
        try:
            return path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None


def is_there(path: Path) -> bool:
    """Whether there is a file. Raises OutputError where that may not be known."""
    with reading(path):
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True


def check_room(folder: Path) -> None:
    """Raises OutputError unless a little can be written in a folder, so that it is known before a message is sent."""
    import tempfile

    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(ROOM_BYTES))
            file.flush()


def write_atomically(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Puts `data` at `path`, whole or not at all, and on disk before it returns. Raises OutputError."""
    import tempfile

    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(mode)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes a rename durable. Where folders cannot be opened (Windows) the file system does it by itself."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def pretty(value: Any) -> bytes:
    """JSON for git: sorted, indented, one item a line."""
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def read_json(path: Path) -> Any:
    """A file's JSON; None if there is no such file, or it holds none: for files that can be made anew."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def sha256_of(path: Path) -> str:
    """sha256 (hex) of a file's bytes, in constant memory."""
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
