"""Where a project's things are, and who holds it. Knows no format of what lies there."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nemobuild.engine.disk import write_atomically, writing
from nemobuild.errors import ProjectBusy, UsageError

CACHEDIR_TAG = (
    b"Signature: 8a477f597d28d172789f06886806bc55\n"
    b"# This folder holds what nemobuild remembers. It can be deleted; work is then done again.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The paths of one recipe's project. `root` is the recipe's folder, `home` what git ignores."""

    recipe: Path

    @property
    def root(self) -> Path:
        return self.recipe.parent

    @property
    def home(self) -> Path:
        return self.root / ".nemobuild"

    @property
    def lock(self) -> Path:
        return self.recipe.with_suffix(".lock")

    @property
    def drafts(self) -> Path:
        """The recorded drafts, beside the lock, named by digest."""
        return self.recipe.with_suffix(".lock.d")

    @property
    def cache(self) -> Path:
        return self.home / "cache"

    @property
    def journal(self) -> Path:
        return self.home / f"{self.recipe.stem}.journal"

    def note(self, name: str) -> Path:
        """A small file of this recipe's: session hints, outputs, memo."""
        return self.home / f"{self.recipe.stem}.{name}.json"

    def check_alone(self) -> None:
        """Raises UsageError if there is a recipe beside this one that differs in the extension alone."""
        for suffix in (".yaml", ".yml"):
            other = self.recipe.with_suffix(suffix)
            both = other.name != self.recipe.name and other.exists() and self.recipe.exists()
            if both and not other.samefile(self.recipe):
                raise UsageError(
                    f"{self.recipe.name} and {other.name} would both keep their records in {self.lock.name}",
                    hint="rename one of them",
                )

    def prepare(self) -> None:
        """Makes `.nemobuild` with what keeps it out of git and backups. Raises OutputError if it cannot be written."""
        for name, data in ((".gitignore", b"*\n"), ("CACHEDIR.TAG", CACHEDIR_TAG)):
            if not (self.home / name).exists():
                write_atomically(self.home / name, data)


@contextlib.contextmanager
def held(project: Project) -> Iterator[None]:
    """Holds the project for one run. The file is locked, never unlinked. Raises ProjectBusy with who and since when."""
    import fcntl

    project.prepare()
    path = project.home / "run.lock"
    with writing(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ProjectBusy(
                f"another run holds {project.root.name}: {_holder(descriptor)}",
                hint="wait for it to end, or stop it",
            ) from None
        since = time.strftime("%Y-%m-%d %H:%M:%S")
        with contextlib.suppress(OSError):  # on a full disk it is held all the same: `cache gc` makes room
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "since": since}).encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _holder(descriptor: int) -> str:
    try:
        holder = json.loads(os.pread(descriptor, 4096, 0))
        return f"process {int(holder['pid'])}, since {str(holder['since'])[:19]}"
    except (ValueError, KeyError, TypeError):
        return "a process that did not say which"
