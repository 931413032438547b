"""The lock file on disk: read, written, and put together from two branches. Its values are `plan.records`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace

from nemobuild.engine.cache import Cache
from nemobuild.engine.disk import pretty, write_atomically
from nemobuild.engine.project import Project
from nemobuild.plan.keys import is_key
from nemobuild.plan.records import (
    RESTORE_HINT,
    Lock,
    LockUnreadable,
    StepRecord,
    lock_from_json,
    lock_to_json,
)

CONFLICT = re.compile(
    r"^<{7}[^\n]*\n(.*?)(?:^\|{7}[^\n]*\n.*?)?^={7}\n(.*?)^>{7}[^\n]*(?:\n|\Z)", re.MULTILINE | re.DOTALL
)  # between |||||||  and ======= stands what both came from, with merge.conflictStyle diff3


def read_lock(project: Project) -> Lock:
    """The project's lock; an empty one if there is none. Raises LockUnreadable."""
    text = _text_of(project)
    if text is None:
        return Lock()
    if CONFLICT.search(text):
        raise LockUnreadable(
            f"{project.lock.name} has conflict markers from a merge",
            hint="`nemobuild lock accept` keeps the recorded steps of both sides; nothing is sent",
        )
    return _parse(text, project.lock.name)


def _text_of(project: Project) -> str | None:
    """What stands in the lock file; None if there is none. Raises LockUnreadable."""
    try:
        return project.lock.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise LockUnreadable(f"{project.lock.name} cannot be read: {error}", hint=RESTORE_HINT) from error


def _parse(text: str, name: str) -> Lock:
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LockUnreadable(f"{name} is not JSON: {error}", hint=RESTORE_HINT) from error
    return lock_from_json(raw, name)


def merged_lock(project: Project) -> Lock | None:
    """Both sides of a lock with conflict markers, put together; None if it has none. The records are united.

    Raises LockUnreadable.
    """
    text = _text_of(project) or ""
    if not CONFLICT.search(text):
        return None
    ours, theirs = (_parse(CONFLICT.sub(side, text), project.lock.name) for side in (_first, _second))
    return Lock(records={**theirs.records, **ours.records}, cells={**theirs.cells, **ours.cells})


def _first(match: re.Match[str]) -> str:
    return match[1]


def _second(match: re.Match[str]) -> str:
    return match[2]


def with_cell(lock: Lock, cell: str, records: Iterable[StepRecord]) -> Lock:
    """The lock with a cell's steps as they are now; records that no cell refers to any more are left out."""
    listed = tuple(records)
    cells = {**lock.cells, cell: tuple(r.action for r in listed)}
    united = {**lock.records, **{r.action: r for r in listed}}
    wanted = {action for actions in cells.values() for action in actions}
    return replace(lock, cells=cells, records={a: r for a, r in united.items() if a in wanted})


def _keep_leaving(project: Project, lock: Lock, cache: Cache) -> None:
    """Records that are about to leave the lock may have been made elsewhere: only the lock has them."""
    try:
        old = read_lock(project)
    except LockUnreadable:
        return  # what stands there now is being put together, or cannot be read anyway
    for action, record in old.records.items():
        if action not in lock.records and cache.record(action) is None:
            cache.put_record(record)


def write_lock(project: Project, lock: Lock, cache: Cache) -> None:
    """Writes the lock and the drafts that it names; what it no longer names goes into the cache, in case it comes back."""
    _keep_leaving(project, lock, cache)
    digests = {d for r in lock.records.values() for d in (r.before, r.after)}
    for digest in sorted(digests):
        path = project.drafts / f"{digest}.json"
        if not path.exists() and (canonical := cache.draft(digest)) is not None:
            write_atomically(path, pretty(canonical))
    data = pretty(lock_to_json(lock))
    if not project.lock.exists() or project.lock.read_bytes() != data:
        write_atomically(project.lock, data)
    for path in project.drafts.glob("*.json"):
        if path.stem not in digests and is_key(path.stem):
            cache_copy = cache.draft(path.stem)
            if cache_copy is not None:
                cache.put_draft(cache_copy)
            path.unlink(missing_ok=True)
