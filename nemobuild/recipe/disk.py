"""What the loader looks at on the disk: the recipe's bytes, and whether the files it names are there.

The only file here that does. It reads, stats and lists; it writes nothing and opens no asset.
"""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nemobuild.errors import Problem, Where
from nemobuild.recipe.nearest import did_you_mean, nearest

MAX_RECIPE = 16 * 1024 * 1024
_MAX_LISTED = 5000


def read_recipe(path: Path) -> tuple[bytes, list[Problem]]:
    """The bytes of a recipe file, or why there are none."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return b"", [_unread(path, "is a folder", _recipe_inside(path))]
        if not stat.S_ISREG(mode):
            return b"", [_unread(path, "is no regular file")]
        with path.open("rb") as file:
            raw = file.read(MAX_RECIPE + 1)
    except (OSError, ValueError) as error:
        return b"", [_unreadable(path, error)]
    if len(raw) > MAX_RECIPE:
        limit = f"is larger than {MAX_RECIPE // 1024 // 1024} MB"
        return b"", [_unread(path, limit, "is this the recipe, or a video?")]
    return raw, []


def _unread(path: Path, what: str, hint: str = "") -> Problem:
    return Problem(what=f"the recipe {what}", where=Where(file=str(path)), hint=hint)


def _unreadable(path: Path, error: OSError | ValueError) -> Problem:
    if isinstance(error, FileNotFoundError):
        siblings = list_files(path.parent)
        recipes = [name for name in siblings if name.endswith((".yaml", ".yml"))]
        return _unread(path, "does not exist", did_you_mean(path.name, recipes, "make one: nemobuild init"))
    if isinstance(error, PermissionError):
        return _unread(path, "cannot be read: permission denied", "check who may read it: ls -l")
    return _unread(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")


def _recipe_inside(folder: Path) -> str:
    inside = nearest("nemobuild.yaml", list_files(folder))
    return f"name the file in it: {folder / inside}" if inside else "name a recipe file"


def list_files(folder: Path) -> list[str]:
    """The names in a folder, sorted; none if it cannot be listed."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry, _ in zip(entries, range(_MAX_LISTED), strict=False))
    except (OSError, ValueError):
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A path as the disk has it. `status` is None if nothing is there, and `trouble` why, if for another reason."""

    path: Path
    status: os.stat_result | None
    trouble: str = ""

    @property
    def is_file(self) -> bool:
        return self.status is not None and stat.S_ISREG(self.status.st_mode)

    @property
    def is_folder(self) -> bool:
        return self.status is not None and stat.S_ISDIR(self.status.st_mode)


class Project:
    """The recipe's folder. Links are followed, so that what lies outside is known to lie outside."""

    def __init__(self, recipe: Path) -> None:
        self.recipe = recipe
        self._folders: dict[str, str] = {}
        self._found: dict[str, Found] = {}

    @cached_property
    def root(self) -> Path:
        return Path(os.path.realpath(self.recipe.parent))

    def find(self, shown: str) -> Found:
        """The file that a path, relative to the recipe, leads to. Asks the disk once for each."""
        if shown not in self._found:
            self._found[shown] = self._find(shown)
        return self._found[shown]

    def _find(self, shown: str) -> Found:
        path = self.root / shown
        try:
            path, status = self._followed(path)
        except FileNotFoundError:
            return Found(path=Path(os.path.realpath(path)), status=None)
        except (OSError, ValueError) as error:
            return Found(path=self.root, status=None, trouble=_trouble(error))
        if stat.S_ISREG(status.st_mode) and not os.access(path, os.R_OK):
            return Found(path=path, status=None, trouble="permission denied")
        return Found(path=path, status=status)

    def _followed(self, path: Path) -> tuple[Path, os.stat_result]:
        """As realpath, with the folder's answer remembered: a thousand assets lie in few folders."""
        head, name = str(path.parent), path.name
        if head not in self._folders:
            self._folders[head] = os.path.realpath(head)
        path = Path(os.path.realpath(path)) if name in {"", ".."} else Path(self._folders[head], name)
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            path = Path(os.path.realpath(path))
            status = path.lstat()
        return path, status

    def is_outside(self, path: Path) -> bool:
        return not str(path).startswith(str(self.root).rstrip(os.sep) + os.sep)


def extension_of(name: str) -> str:
    """What follows the last dot of a file's name, lower case."""
    stem, dot, extension = name.rpartition("/")[2].rpartition(".")
    return extension.lower() if dot and stem else ""


def _trouble(error: OSError | ValueError) -> str:
    if isinstance(error, ValueError):
        return "it holds a NUL character"
    return {errno.ENAMETOOLONG: "the name is too long"}.get(
        error.errno or 0, error.strerror or str(error)
    ).lower()
