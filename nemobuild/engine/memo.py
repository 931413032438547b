"""The memo of a finished run: what it depended on, by stat. If nothing of that moved, there is nothing to do.

It is why a run with nothing to do reads no recipe and no asset. Only a memo: without it the plan says the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import nemobuild
from nemobuild.engine.disk import read_json, write_atomically
from nemobuild.engine.hints import stat_of

MEMO_VERSION = 1


class Environment(Mapping[str, str]):
    """An environment that remembers which names were asked for."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.seen: dict[str, str | None] = {}

    def __getitem__(self, name: str) -> str:
        self.seen[name] = self._environ.get(name)
        return self._environ[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._environ)

    def __len__(self) -> int:
        return len(self._environ)


class Inputs:
    """The files that a run reads, by their stat *before* they were read: what is changed while it runs is not missed."""

    def __init__(self) -> None:
        self.stats: dict[Path, Sequence[int]] = {}

    def read(self, path: Path, stat: Sequence[int] | None = None) -> None:
        """Notes a file, by the stat that it had when its content was read, or has now."""
        try:
            self.stats.setdefault(path, stat or stat_of(path))
        except OSError:
            return  # reading it will say so

    def changed(self) -> tuple[Path, ...]:
        """Those that are not as they were."""
        return tuple(path for path, stat in self.stats.items() if not _is_as(path, stat))


def _is_as(path: Path, stat: Any) -> bool:
    try:
        return bool(stat_of(path) == stat)
    except OSError:
        return False


def save(
    path: Path,
    asked: Mapping[str, Any],
    env: Environment,
    git: Any,
    stats: Mapping[Path, Sequence[int]],
    said: Any,
) -> None:
    """Keeps what a run that ended well depended on. `said` is what it told, to be told again."""
    memo = {
        "version": [MEMO_VERSION, nemobuild.__version__],
        "asked": asked,
        "env": env.seen,
        "git": git,
        "files": {str(file): list(stat) for file, stat in stats.items()},
        "said": said,
    }
    write_atomically(path, json.dumps(memo, separators=(",", ":")).encode())


def still_holds(
    path: Path, asked: Mapping[str, Any], environ: Mapping[str, str], git: Callable[[], Any]
) -> Any:
    """What the last run said, if all that it depended on is as it was; else None."""
    memo = read_json(path)
    version = [MEMO_VERSION, nemobuild.__version__]
    if not isinstance(memo, dict) or memo.get("version") != version or memo.get("asked") != asked:
        return None
    env, files = memo.get("env"), memo.get("files")
    if not isinstance(env, dict) or not isinstance(files, dict) or not files:
        return None
    if any(environ.get(name) != value for name, value in env.items()):
        return None
    if not all(_is_as(Path(file), stat) for file, stat in files.items()):
        return None
    if memo.get("git") is not None and memo["git"] != git():
        return None
    return memo.get("said")
