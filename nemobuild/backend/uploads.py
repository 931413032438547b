"""Taking files in: a multipart body is parsed as it streams in, each part straight to the disk.

Nothing is held in memory but the chunk in hand. Parts of other names than `files` are read past.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from nemobuild.backend.answers import Rejection, malformed
from nemobuild.backend.files import Files, Incoming, rejected
from nemobuild.backend.media import MediaRejected
from nemobuild.timeline.model import Media

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FIELD = b"files"
MAX_HEADER_BYTES = 8_192


class Receiver:
    """The parser's callbacks: opens a file at each part named `files`, writes to it, closes it."""

    def __init__(self, files: Files, limit: int, max_files: int) -> None:
        self.arrived: list[Incoming] = []
        self.complete = False
        self._files = files
        self._limit = limit
        self._max_files = max_files
        self._name, self._value = bytearray(), bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._open: Incoming | None = None

    def on_part_begin(self) -> None:
        self._headers = {}

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        self._headers[bytes(self._name).lower()] = bytes(self._value)
        self._name.clear()
        self._value.clear()

    def on_headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if options.get(b"name") != FIELD or b"filename" not in options:
            return
        if len(self.arrived) >= self._max_files:
            raise Rejection(
                413, f"more than {self._max_files} files in one upload", hint="send them in several"
            )
        self._open = self._files.receive(options[b"filename"].decode("utf-8", "replace"), self._limit)
        self.arrived.append(self._open)

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._open is not None:
            self._open.write(data[start:end])

    def on_part_end(self) -> None:
        self._open = None

    def on_end(self) -> None:
        self.complete = True


async def received(request: Request, files: Files, limit: int, max_files: int) -> list[Media]:
    """The files of a multipart request, kept. If one of them cannot be used, none is."""
    _, options = parse_options_header(request.headers.get("Content-Type", ""))
    if b"boundary" not in options:
        raise malformed("files", "a multipart body with a boundary is needed")
    receiver = Receiver(files, limit, max_files)
    try:
        await _parse(request, receiver, options[b"boundary"])
        if not receiver.complete:
            raise malformed("files", "the multipart body ends too early")
        if not receiver.arrived:
            raise malformed("files", "no file was sent; the field is called files")
        return [await run_in_threadpool(files.keep, incoming) for incoming in receiver.arrived]
    except FormParserError:
        raise malformed("files", "the multipart body is broken") from None
    except (MediaRejected, OSError) as error:
        raise rejected(error) from error
    finally:
        for incoming in receiver.arrived:
            incoming.drop()


async def _read_past(stream: AsyncIterator[bytes], limit: int = 1_000_000_000) -> None:
    """Reads what is left of a body, so that a client that is still sending gets to read the answer."""
    async for chunk in stream:
        limit -= len(chunk)
        if limit < 0:
            return


async def _parse(request: Request, receiver: Receiver, boundary: bytes) -> None:
    callbacks: MultipartCallbacks = {
        "on_part_begin": receiver.on_part_begin,
        "on_part_data": receiver.on_part_data,
        "on_part_end": receiver.on_part_end,
        "on_header_field": receiver.on_header_field,
        "on_header_value": receiver.on_header_value,
        "on_header_end": receiver.on_header_end,
        "on_headers_finished": receiver.on_headers_finished,
        "on_end": receiver.on_end,
    }
    parser = MultipartParser(boundary, callbacks, max_header_size=MAX_HEADER_BYTES)
    stream = request.stream()
    try:
        async for chunk in stream:
            if chunk:
                await run_in_threadpool(parser.write, chunk)
        parser.finalize()
    except (MediaRejected, OSError):
        await _read_past(stream)
        raise
