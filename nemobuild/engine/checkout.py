"""What git knows of the folder that a recipe lies in. Runs git, read-only; knows nothing about templates.

The folder may be somebody else's: nothing of its configuration is let start a program (fsmonitor, signature checks,
pagers), no lock is taken, and git is ended after some seconds.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from nemobuild.recipe.context import Git

_TIMEOUT_S = 10
_GIT = (
    "git",
    "--no-optional-locks",
    "--no-pager",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "log.showSignature=false",
)
_LOCATING = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE")
"""Set inside a git hook, where they would name another checkout than the folder's."""


class _NoAnswer(Exception):
    """Git cannot say; the text is why."""


def git_facts(folder: Path, *, environ: Mapping[str, str] | None = None) -> Git:
    """Tag, commit, branch and date of the checkout at `folder`; empty, and why, where there are none. Never raises."""
    variables = _variables(os.environ if environ is None else environ)
    try:
        commit, date = _ask(folder, variables, "log", "-1", "--format=%H %cs").split(" ")
    except _NoAnswer as why:
        return Git(why=str(why))
    return Git(
        tag=_ask_or_nothing(folder, variables, "describe", "--tags", "--abbrev=0"),
        commit=commit,
        branch=_ask_or_nothing(folder, variables, "symbolic-ref", "--quiet", "--short", "HEAD"),
        date=date,
    )


def _variables(environ: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in environ.items() if name not in _LOCATING}
    return {**kept, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}


def _ask_or_nothing(folder: Path, environ: Mapping[str, str], *arguments: str) -> str:
    try:
        return _ask(folder, environ, *arguments)
    except _NoAnswer:
        return ""


def _ask(folder: Path, environ: Mapping[str, str], *arguments: str) -> str:
    try:
        done = subprocess.run(
            [*_GIT, "-C", str(folder), *arguments],
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
    except FileNotFoundError:
        raise _NoAnswer("git is not installed") from None
    except subprocess.TimeoutExpired:
        raise _NoAnswer(f"git did not answer within {_TIMEOUT_S} s") from None
    except OSError as error:
        raise _NoAnswer(f"git cannot be run: {error.strerror}") from None
    if done.returncode:
        raise _NoAnswer(_why(done.stderr.decode("utf-8", "replace")))
    return done.stdout.decode("utf-8", "replace").strip()


def _why(said: str) -> str:
    """Git's complaint, for a sentence."""
    if "not a git repository" in said:
        return "the recipe lies in no git checkout"
    if "does not have any commits" in said:
        return "the checkout has no commits yet"
    if "dubious ownership" in said:
        return "the checkout belongs to somebody else; see git config safe.directory"
    lines = said.strip().splitlines()
    return f"git says: {lines[0].removeprefix('fatal: ')[:200]}" if lines else "git failed without a word"
