"""The report of an unexpected exception: a sentence for the user, and the traceback in a file to send.

Imported only when there is something to report. No token or key ever gets into it.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
import traceback
from collections.abc import Mapping
from pathlib import Path

from nemobuild import __version__
from nemobuild.errors import NemobuildError

ISSUES = "https://github.com/nemobuild/nemobuild/issues"
SECRETS = ("NEMO_TOKEN", "NEMOBUILD_LLM_KEY")
TOKENS = re.compile(r"(nmv_usr_|clm_|[Bb]earer\s+)[\w.~+/=-]+")


class Bug(NemobuildError):
    """Something that nobody expected; carries how to report it."""


def report(error: BaseException, *, verbose: bool, folder: Path = Path(".nemobuild")) -> Bug:
    """The error to show. The details go into a file in `folder`, or into the message if `verbose`."""
    details = details_of(error, os.environ)
    summary = without_tokens(f"{type(error).__name__}: {error}".splitlines()[0], os.environ)
    what = f"this is a bug in nemobuild: {summary}"
    if verbose:
        return Bug(what, hint=f"please report it at {ISSUES} with what follows\n{details}")
    kept = _keep(details, folder)
    if kept is None:
        return Bug(what, hint=f"run it again with --verbose, and report what it says at {ISSUES}")
    return Bug(what, hint=f"the details are in {kept}\nplease report it at {ISSUES} with that file")


def details_of(error: BaseException, environ: Mapping[str, str]) -> str:
    """Versions, command line and traceback, without tokens."""
    head = f"nemobuild {__version__}, Python {platform.python_version()}, {platform.platform()}"
    command = " ".join(["nemobuild", *sys.argv[1:]])
    trace = "".join(traceback.format_exception(error))
    return without_tokens(f"{head}\n{command}\n\n{trace}", environ)


def without_tokens(text: str, environ: Mapping[str, str]) -> str:
    """A text without the secrets of the environment, the longest first, and without what looks like one."""
    secrets = (environ.get(name, "").strip() for name in SECRETS)
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    return TOKENS.sub(r"\1***", text)


def _keep(details: str, folder: Path) -> Path | None:
    """Where the details were written: in `folder` if the project has one, else among the temporary files."""
    for place in (folder if folder.is_dir() else None, None):
        name = ""
        try:
            number, name = tempfile.mkstemp(prefix="nemobuild-bug-", suffix=".txt", dir=place)
            with os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(details)
            return Path(name)
        except OSError:
            if name:
                Path(name).unlink(missing_ok=True)
    return None
