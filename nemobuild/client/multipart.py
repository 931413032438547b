"""Files as a multipart body, in constant memory, hashed as they are sent.

The bytes that are sent are the bytes that were hashed: a file whose bytes turn out to be others ends the body before
its closing line, so that the backend never has a whole upload of it. RFC 7578; names are escaped as browsers do.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from nemobuild.client.model import UploadFile
from nemobuild.errors import AssetError

CHUNK_BYTES = 256 * 1024
FIELD = "files"


def ignore(_: int) -> None:
    """For a caller who does not want to be told."""


class Body:
    """A body that can be gone through once for each sending. `length` is its size in bytes, known beforehand.

    `sent` is told how many bytes of the files have gone out so far.
    """

    def __init__(self, files: Sequence[UploadFile], *, sent: Callable[[int], None] = ignore) -> None:
        self._files = tuple(files)
        self._sent = sent
        self._boundary = f"nemobuild-{secrets.token_hex(16)}"
        self._end = f"--{self._boundary}--\r\n".encode()
        heads = sum(len(self._head(file)) + 2 for file in files)
        self.length = heads + sum(file.bytes for file in files) + len(self._end)
        self.content_type = f"multipart/form-data; boundary={self._boundary}"

    def __iter__(self) -> Iterator[bytes]:
        total = 0
        for file in self._files:
            yield self._head(file)
            for chunk in read_checked(file):
                yield chunk
                total += len(chunk)
                self._sent(total)
            yield b"\r\n"
        yield self._end

    def _head(self, file: UploadFile) -> bytes:
        disposition = f'form-data; name="{FIELD}"; filename="{escaped(file.name)}"'
        return (
            f"--{self._boundary}\r\nContent-Disposition: {disposition}\r\n"
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode("utf-8", "replace")


def escaped(name: str) -> str:
    """A file's name as it may stand in a header (HTML standard, "multipart/form-data encoding algorithm")."""
    kept = name.replace("\0", "").replace("\\", "_").replace("/", "_")
    return kept.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def read_checked(file: UploadFile) -> Iterator[bytes]:
    """A file's bytes, `file.bytes` of them. Raises AssetError at the end if they are not those that were hashed."""
    seen = hashlib.sha256()
    left = file.bytes
    with _opened(file) as source:
        while left and (chunk := _read(source, min(left, CHUNK_BYTES), file)):
            left -= len(chunk)
            seen.update(chunk)
            if not left and (seen.hexdigest() != file.sha256 or _read(source, 1, file)):
                raise _changed(file)
            yield chunk
    if left:
        raise _changed(file)


def _opened(file: UploadFile) -> BinaryIO:
    try:
        handle = os.open(file.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        return os.fdopen(handle, "rb")
    except OSError as problem:
        raise AssetError(
            f'"{file.name}" cannot be read: {problem.strerror or "no access"}', hint=f"check {file.path}"
        ) from None


def _read(source: BinaryIO, count: int, file: UploadFile) -> bytes:
    try:
        return source.read(count)
    except OSError as problem:
        raise AssetError(
            f'"{file.name}" cannot be read: {problem.strerror or "read error"}', hint=f"check {file.path}"
        ) from None


def _changed(file: UploadFile) -> AssetError:
    return AssetError(
        f'"{file.name}" changed while it was uploaded', hint="run again once whatever writes it has finished"
    )
