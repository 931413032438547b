"""Every error the product can raise, with its exit code.

Each error carries *what* went wrong, *where* (a file position, with its source line) and a *hint* that says how to fix
it. This module knows nothing about recipes, HTTP or ffmpeg: foreign exceptions are turned into these at the edge that
called the library.

    NemobuildError                 1   (a bug when raised bare)
    ├── UsageError                 2   the command line was wrong
    ├── RecipeError                3   one or more problems in a recipe; carries them all
    ├── AssetError                 3   an asset is missing, empty, broken, too large or of an unsupported type
    ├── LockOutOfDate              4   `--locked`, and something would have to be sent
    ├── WouldRun                   5   `plan --exit-code`, and something would run
    ├── StepFailed                 6   a step did not do what was asked
    │   ├── StepRefused                the backend said that it cannot or will not do it, or asked back
    │   ├── StepChangedNothing         the timeline after the step equals the one before
    │   └── ExpectationFailed          the timeline is not as `expect` says
    ├── BudgetReached              7   credits or budget are used up; can be resumed
    ├── MessageUndecided           8   a message may or may not have arrived; the user decides
    ├── AccountError               9   token rejected (1001) or export blocked by the plan (402)
    ├── BackendError              10   network, protocol or server failure
    │   ├── SessionNotFound            1002: the session is gone
    │   └── PortInUse                  the address to serve on is taken
    ├── OutputError               11   an output is missing or not what was planned
    ├── ProjectBusy               12   another run holds the project
    ├── SessionDrifted            13   the session changed behind our back
    └── Interrupted              130   stopped by the user (143 by a signal); the journal is intact
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place in a text file. Lines and columns count from 1; `length` is in characters of `source_line`."""

    file: str
    line: int = 0
    column: int = 0
    length: int = 1
    source_line: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing an author wrote wrong: where, what, and how to fix it."""

    what: str
    where: Where | None = None
    hint: str = ""


class NemobuildError(Exception):
    """The root of the tree. `what` is a sentence without a full stop; `hint` says how to fix it."""

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: Where | None = None, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is shown to the user, one entry an error."""
        return (Problem(what=self.what, where=self.where, hint=self.hint),)


class UsageError(NemobuildError):
    exit_code = 2


class RecipeError(NemobuildError):
    """All problems of a recipe at once, in the order of their positions."""

    exit_code = 3

    def __init__(self, problems: Iterable[Problem]) -> None:
        self._problems = tuple(problems)
        first = self._problems[0]
        super().__init__(first.what, where=first.where, hint=first.hint)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems


class AssetError(NemobuildError):
    exit_code = 3


class LockOutOfDate(NemobuildError):
    exit_code = 4


class WouldRun(NemobuildError):
    exit_code = 5


class StepFailed(NemobuildError):
    exit_code = 6


class StepRefused(StepFailed):
    pass


class StepChangedNothing(StepFailed):
    pass


class ExpectationFailed(StepFailed):
    pass


class BudgetReached(NemobuildError):
    exit_code = 7


class MessageUndecided(NemobuildError):
    exit_code = 8


class AccountError(NemobuildError):
    exit_code = 9


class BackendError(NemobuildError):
    exit_code = 10


class SessionNotFound(BackendError):
    pass


class PortInUse(BackendError):
    pass


class OutputError(NemobuildError):
    exit_code = 11


class ProjectBusy(NemobuildError):
    exit_code = 12


class SessionDrifted(NemobuildError):
    exit_code = 13


class Interrupted(NemobuildError):
    exit_code = 130
