"""run: brings a recipe's films up to date, and what it said is kept for a run that has nothing to do.

Such a run imports this module and the memo, and nothing of what building needs.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING, Any

from nemobuild.engine import memo
from nemobuild.engine.options import NEVER, NO_OVERRIDES, Options, Overrides
from nemobuild.events import Emit, Event, ExportDone, RunFinished

if TYPE_CHECKING:
    from nemobuild.engine.runner import RunResult


def run(
    path: Path,
    *,
    overrides: Overrides = NO_OVERRIDES,
    options: Options | None = None,
    emit: Emit,
    stop: Flag = NEVER,
) -> tuple[RunResult, ...]:
    """Brings a recipe's films up to date: each matrix cell in turn. Returns () if nothing had to be looked at."""
    options = options or Options()
    path = path.resolve()
    asked = {
        "recipe": str(path),
        "overrides": dict(overrides),
        "backend": options.backend or "",
        "draft": options.draft_quality,
    }
    kept = path.parent / ".nemobuild" / f"{path.stem}.memo.json"
    if not (options.no_cache or options.plan_file) and _told_again(path, kept, asked, emit):
        return ()
    from nemobuild.api.building import Told, build

    return build(path, overrides, options, Told(asked=asked, memo=kept, emit=emit), stop)


def _told_again(path: Path, kept: Path, asked: Mapping[str, Any], emit: Emit) -> bool:
    """Whether the memo says that there is nothing to do; then it has been said."""

    def git() -> Any:
        from nemobuild.engine.checkout import git_facts

        return asdict(git_facts(path.parent))

    said = memo.still_holds(kept, asked, os.environ, git)
    if said is None:
        return False
    try:
        events = [_event(kind, fields) for kind, fields in said]
    except (ValueError, TypeError, KeyError, AttributeError):
        return False  # somebody else's handwriting
    for event in events:
        emit(event)
    return True


def _event(kind: str, fields: Mapping[str, Any]) -> Event:
    values: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in fields.items()}
    return ExportDone(**values) if kind == ExportDone.kind else RunFinished(**values)
