"""Small things worth remembering that can be lost without harm: asset digests, live sessions, outputs, usual costs.

What is not as it was written is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nemobuild.engine.disk import pretty, read_json, sha256_of, write_atomically
from nemobuild.errors import AssetError

if TYPE_CHECKING:
    from nemobuild.plan.model import LiveSession
    from nemobuild.recipe.model import Asset

COSTS_KEPT = 50


def stat_of(path: Path) -> list[int]:
    """What stands for a file's content between runs: size, mtime (ns), inode. OSError if there is none."""
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ino]


class AssetMemo:
    """Digests of files, known again by their stat. Only a memo: deleting it costs reading the files once more."""

    def __init__(self, path: Path) -> None:
        self._path = path
        known = read_json(path)
        self._known: dict[str, Any] = known if isinstance(known, dict) else {}
        self._changed = False

    def digest(self, path: Path) -> str:
        """sha256 (hex) of the file. OSError if it cannot be read."""
        stat, known = stat_of(path), self._known.get(str(path))
        if isinstance(known, list) and len(known) == 4 and known[:3] == stat and isinstance(known[3], str):
            return known[3]
        digest = sha256_of(path)
        self._known[str(path)] = [*stat, digest]
        self._changed = True
        return digest

    def stat_then(self, path: Path) -> list[int] | None:
        """The stat that a file had before its digest was taken; None if it was not."""
        known = self._known.get(str(path))
        return known[:3] if isinstance(known, list) else None

    def save(self) -> None:
        if self._changed:
            write_atomically(self._path, pretty(self._known))
            self._changed = False


def asset_digest(asset: Asset, memo: AssetMemo, fetched: Path) -> str:
    """The digest of an asset's bytes; `fetched` is where the content of a URL lies. Raises AssetError."""
    path = asset.path or fetched
    try:
        return memo.digest(path)
    except OSError as error:
        raise AssetError(
            f'asset "{asset.name}": {asset.shown or asset.url} cannot be read: {error.strerror}',
            where=asset.where,
            hint="give yourself permission to read it, or correct the path",
        ) from error


def moved(url: str, then: str, now: str) -> str:
    """A URL of a server whose base URL was `then` and is `now`; one of another server stays as it is."""
    return now + url.removeprefix(then) if url.startswith(f"{then}/") else url


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHint:
    """A session as the last run left it. `uploads`: asset digest to URL without query, on `base_url`.

    `restores` is whether its backend said that it can restore a timeline. `names`: asset digest to the names under which
    it was sent; steps find files by their names. `said`: the definition key of the last step that was sent to it.
    """

    session_id: str
    task_id: str
    base_url: str
    digest: str
    uploads: Mapping[str, str]
    restores: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    said: str = ""

    @classmethod
    def from_json(cls, raw: Any) -> SessionHint | None:
        """A hint read back; None for what is none."""
        from nemobuild.plan.records import is_text_map

        if not isinstance(raw, dict) or not isinstance(raw.get("restores", False), bool):
            return None
        texts = (raw.get(n, "") for n in ("session_id", "task_id", "base_url", "digest", "said"))
        maps = (raw.get(n, {}) for n in ("uploads", "names"))
        if not (all(isinstance(t, str) for t in texts) and all(map(is_text_map, maps))):
            return None
        try:
            return cls(**raw)
        except TypeError:  # a field is missing, or there is one more
            return None

    def is_of(self, names: Mapping[str, str]) -> bool:
        """Whether no asset (digest to name) is called otherwise by now than when it was sent."""
        return all(self.names.get(digest, name) == name for digest, name in names.items())

    def live(self) -> LiveSession:
        from nemobuild.plan.model import LiveSession

        return LiveSession(session_id=self.session_id, digest=self.digest, holds=frozenset(self.uploads))

    def moved_to(self, base_url: str) -> SessionHint:
        """The same session of a server that now listens elsewhere: an embedded one gets another port each time."""
        uploads = {d: moved(u, self.base_url, base_url) for d, u in self.uploads.items()}
        return replace(self, base_url=base_url, uploads=uploads)


class SessionHints:
    """The live session of each recipe cell and backend."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, cell: str, backend: str) -> SessionHint | None:
        return SessionHint.from_json(self._all().get(f"{backend} {cell}"))

    def put(self, cell: str, backend: str, hint: SessionHint | None) -> None:
        hints, before = self._all(), self.get(cell, backend)
        hints.pop(f"{backend} {cell}", None)
        if hint and before and before.session_id == hint.session_id:
            hint = replace(hint, names={**before.names, **hint.names})
        if hint:
            hints[f"{backend} {cell}"] = {n: getattr(hint, n) for n in SessionHint.__slots__}
        write_atomically(self._path, pretty(hints))

    def _all(self) -> dict[str, Any]:
        hints = read_json(self._path)
        return hints if isinstance(hints, dict) else {}


class OutputNotes:
    """Which key each output file was made with, and its stat then."""

    def __init__(self, path: Path) -> None:
        self._path = path
        notes = read_json(path)
        self._notes: dict[str, Any] = notes if isinstance(notes, dict) else {}

    def key_of(self, shown: str, path: Path) -> str | None:
        """The key the file was made with; "" if it is missing or was changed since; None if it was never made."""
        note = self._notes.get(shown)
        if not isinstance(note, dict):
            return None
        stat = note.get("stat")
        try:
            same = isinstance(stat, list) and stat_of(path)[:2] == stat[:2]
        except OSError:
            return ""
        return str(note.get("key", "")) if same else ""

    def facts_of(self, shown: str) -> Mapping[str, int]:
        """What was found when the file was checked: bytes, duration_ms, width, height."""
        note = self._notes.get(shown)
        found = note.get("found") if isinstance(note, dict) else None
        return {n: v for n, v in found.items() if type(v) is int} if isinstance(found, dict) else {}

    def put(self, shown: str, path: Path, key: str, found: Mapping[str, Any]) -> None:
        self._notes[shown] = {"key": key, "stat": stat_of(path), "found": dict(found)}
        write_atomically(self._path, pretty(self._notes))


class CostNotes:
    """What messages to a backend have cost in this project: credits and ms, the latest ones."""

    def __init__(self, path: Path) -> None:
        self._path = path
        notes = read_json(path)
        self._notes = {n: _costs(rows) for n, rows in notes.items()} if isinstance(notes, dict) else {}

    def usual(self, backend: str, default: tuple[int, int]) -> tuple[int, int]:
        """The median credits and ms of a message."""
        from statistics import median

        seen = self._notes.get(backend) or [list(default)]
        return round(median(c for c, _ in seen)), round(median(ms for _, ms in seen))

    def add(self, backend: str, credits: int, elapsed_ms: int) -> None:
        seen = [*self._notes.get(backend, []), [credits, elapsed_ms]]
        self._notes[backend] = seen[-COSTS_KEPT:]
        write_atomically(self._path, pretty(self._notes))


def _costs(rows: Any) -> list[list[int]]:
    """The pairs of whole numbers among what is noted."""
    found = rows if isinstance(rows, list) else []
    return [r for r in found if isinstance(r, list) and len(r) == 2 and all(type(n) is int for n in r)]
