"""The effects that understanding a recipe needs, as values and callables that the caller brings.

Nothing here touches the machine: `nemobuild.engine.checkout` asks git, a test brings constants.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO, TextIOWrapper
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """What a checkout knows of itself; empty where it knows nothing, and then `why` says why.

    `tag` is the nearest tag, `commit` the full hash, `date` the commit's (YYYY-MM-DD), `branch` empty when detached.
    """

    tag: str = ""
    commit: str = ""
    branch: str = ""
    date: str = ""
    why: str = ""


def no_git() -> Git:
    return Git(why="no checkout was looked at")


MAX_TEXT = 1_000_000
"""How many bytes a text may have that a recipe takes words from."""


def read_utf8(path: Path) -> str:
    """The text of a file of at most `MAX_TEXT` bytes. OSError, EFBIG for a larger one, or UnicodeDecodeError."""
    with path.open("rb") as file:
        raw = file.read(MAX_TEXT + 1)
    if len(raw) > MAX_TEXT:
        raise OSError(errno.EFBIG, "File too large", str(path))
    return TextIOWrapper(BytesIO(raw), encoding="utf-8-sig").read()


def unreadable(shown: str, error: OSError | UnicodeDecodeError) -> tuple[str, str]:
    """What is said of a text that `read_utf8` cannot give, and how to fix it."""
    if isinstance(error, UnicodeDecodeError):
        return f'"{shown}" cannot be read: it is not UTF-8', "save the file as UTF-8"
    if error.errno == errno.EFBIG:
        return (
            f'"{shown}" cannot be read: it is larger than {MAX_TEXT // 1_000_000} MB',
            "keep there what is needed of it, and the rest in another file",
        )
    return (
        f'"{shown}" cannot be read: {(error.strerror or "no access").lower()}',
        "check who may read it: ls -l",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """`git` is called at most once, and only if a template says `git`; `read_text` for a changelog or a SKILL.md."""

    environ: Mapping[str, str] = field(default_factory=dict)
    git: Callable[[], Git] = no_git
    read_text: Callable[[Path], str] = read_utf8
