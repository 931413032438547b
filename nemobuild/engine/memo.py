"""The memo of a finished run: what it depended on, by stat. If nothing of that moved, there is nothing to do.

It is why a run with nothing to do reads no recipe and no asset. Only a memo: without it the plan says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from nemobuild.engine.disk import pretty, read_json, write_atomically
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


def save(
    path: Path, asked: Mapping[str, Any], env: Environment, git: Any, files: Iterable[Path], said: Any
) -> None:
    """Keeps what a run that ended well depended on. `said` is what it told, to be told again."""
    stats = {str(file): stat_of(file) for file in files}
    memo = {
        "version": MEMO_VERSION,
        "asked": asked,
        "env": env.seen,
        "git": git,
        "files": stats,
        "said": said,
    }
    write_atomically(path, pretty(memo))


def still_holds(
    path: Path, asked: Mapping[str, Any], environ: Mapping[str, str], git: Callable[[], Any]
) -> Any:
    """What the last run said, if all that it depended on is as it was; else None."""
    memo = read_json(path)
    if not isinstance(memo, dict) or memo.get("version") != MEMO_VERSION or memo.get("asked") != asked:
        return None
    env, files = memo.get("env", {}), memo.get("files", {})
    if any(environ.get(name) != value for name, value in env.items()):
        return None
    try:
        if any(stat_of(Path(file)) != stat for file, stat in files.items()):
            return None
    except OSError:
        return None
    if memo.get("git") is not None and memo["git"] != git():
        return None
    return memo.get("said")
