"""The journal: what was about to be sent, and what became of it, on disk before it happens.

Append-only, a record a line, each with its own checksum and fsync. A torn last line is what a crash leaves and is
dropped; a damaged line elsewhere is said. Knows nothing about backends.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from nemobuild.engine.disk import content, sync_folder, write_atomically, writing

Kind = Literal["intent", "refused", "sent", "settled", "committed", "resolved"]
ENDS = ("refused", "committed", "resolved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A journal record. `intent` names the sending that it is about."""

    kind: str
    intent: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIntent:
    """A message that was about to be sent, of which no end is recorded. `settled` holds its result if there is one."""

    intent: str
    body: Mapping[str, Any]
    sent: bool
    settled: Mapping[str, Any] | None


def open_intents(entries: tuple[Entry, ...]) -> tuple[OpenIntent, ...]:
    """The intents without an end, oldest first."""
    ended = {e.intent for e in entries if e.kind in ENDS}
    sent = {e.intent for e in entries if e.kind == "sent"}
    settled = {e.intent: e.body for e in entries if e.kind == "settled"}
    return tuple(
        OpenIntent(intent=e.intent, body=e.body, sent=e.intent in sent, settled=settled.get(e.intent))
        for e in entries
        if e.kind == "intent" and e.intent not in ended
    )


def parse(data: bytes) -> tuple[tuple[Entry, ...], int]:
    """The records of a journal and how many lines of it are damaged; a torn last line does not count."""
    *lines, tail = data.split(b"\n")
    entries = [_entry(line) for line in lines if line]
    damaged = sum(1 for e in entries if e is None)
    last = _entry(tail) if tail else None
    return tuple(e for e in [*entries, last] if e is not None), damaged


def _entry(line: bytes) -> Entry | None:
    checksum, _, text = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(text):
        return None
    try:
        raw = json.loads(text)
        return Entry(kind=str(raw["kind"]), intent=str(raw["intent"]), body=dict(raw["body"]))
    except (ValueError, KeyError, TypeError):
        return None


def line_of(entry: Entry) -> bytes:
    """A record as it stands in the file, with its line end."""
    value = {"kind": entry.kind, "intent": entry.intent, "body": dict(entry.body)}
    text = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


class Journal:
    """One recipe's journal. `crossed` is called after every record is on disk, for tests that kill the process there."""

    def __init__(self, path: Path, crossed: Callable[[str], None] | None = None) -> None:
        self.path = path
        self._crossed = crossed or _unheard

    def read(self) -> tuple[tuple[Entry, ...], int]:
        """Its records, and how many lines are damaged. Raises OutputError if it may not be read."""
        return parse(content(self.path) or b"")

    def append(self, kind: Kind, intent: str, body: Mapping[str, Any]) -> None:
        """Puts a record on disk. A torn line left by a crash is ended first, so that it costs only itself."""
        with writing(self.path):
            new = not self.path.exists()
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                size = os.fstat(descriptor).st_size
                torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
                data = line_of(Entry(kind=kind, intent=intent, body=body))
                _write_all(descriptor, b"\n" + data if torn else data)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if new:
                sync_folder(self.path.parent)
        self._crossed(kind)

    def keep_open_only(self) -> None:
        """Drops what is finished; done by a run that holds the project, when the lock has what the journal had.

        A journal with damaged lines is kept beside it, as it was.
        """
        data = content(self.path)
        if not data:
            return
        entries, damaged = parse(data)
        if damaged:
            write_atomically(self.path.with_name(f"{self.path.name}.damaged"), data)
        still = {i.intent for i in open_intents(entries)}
        write_atomically(self.path, b"".join(line_of(e) for e in entries if e.intent in still))


def _unheard(kind: str) -> None:
    del kind


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
