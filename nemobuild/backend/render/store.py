"""Finished pieces by key: chunks, mixes, encoded sounds, films. Written whole, checked on every read.

Beside each piece lies a small record with its size, checksum and what is known about it. A piece that is not as its
record says is a miss, and is set aside.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A finished file and its facts."""

    path: Path
    bytes: int
    facts: Mapping[str, Any] = field(default_factory=dict)


class Store:
    """Pieces in one folder. Several threads and processes may use it at once: writers replace whole files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._checked: dict[str, tuple[int, int]] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, key: str, suffix: str) -> Path:
        return self.folder / f"{key}{suffix}"

    def get(self, key: str, suffix: str) -> Piece | None:
        """A piece that is as it was written, or None."""
        path, record = self.path(key, suffix), self._record(key)
        try:
            stated = json.loads(record.read_text())
            size, checksum, facts = stated["bytes"], stated["sha256"], stated["facts"]
            if path.stat().st_size != size or checksum_of(path) != checksum or stated.get("key") != key:
                raise ValueError(key)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            self._set_aside(path, record)
            return None
        os.utime(path)
        return Piece(path=path, bytes=size, facts=facts)

    def put(self, key: str, suffix: str, make: Callable[[Path], Mapping[str, Any] | None]) -> Piece:
        """Has a piece made under its final name (`make` writes it whole) and records it."""
        path = self.path(key, suffix)
        facts = dict(make(path) or {})
        size = path.stat().st_size
        record = {"key": key, "bytes": size, "sha256": checksum_of(path), "facts": facts}
        write_whole(self._record(key), json.dumps(record, sort_keys=True))
        return Piece(path=path, bytes=size, facts=facts)

    def _record(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _set_aside(self, path: Path, record: Path) -> None:
        aside = self.folder / "damaged"
        for file in (path, record):
            with contextlib.suppress(OSError):
                aside.mkdir(exist_ok=True)
                file.replace(aside / file.name)


def checksum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, text: str) -> None:
    """A small file that is at its place whole, or as it was before. It is not forced to the disk: see `run.run`."""
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    with part.open("w") as file:
        file.write(text)
    part.replace(path)
