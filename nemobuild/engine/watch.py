"""Runs again whenever the content of a recipe or an asset changes. Knows no recipe: it is told which files matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import Event as Flag

from nemobuild.engine.disk import sha256_of


def contents(files: Iterable[Path]) -> dict[Path, str]:
    """Each file's digest; "" for one that is not there."""
    found = {}
    for file in files:
        try:
            found[file] = sha256_of(file)
        except OSError:
            found[file] = ""
    return found


def watch(
    files: Callable[[], set[Path]],
    build: Callable[[], None],
    stop: Flag,
    *,
    waits: Callable[[int], None],
) -> None:
    """Builds once, and again after each change of content, until `stop` is set.

    `files` are asked for anew after each build, since a recipe names its assets. Only they are looked at, so what a
    build writes never triggers the next one. `waits` is told, each time, how many files are watched. Contents are compared with those from before the build, so that a change
    during it is not missed.
    """
    while not stop.is_set():
        before = contents(files())
        build()
        watched = files()
        now = contents(watched | set(before))
        if any(now[file] != digest for file, digest in before.items()):
            continue
        waits(len(watched))
        _wait_for_change(watched, now, stop)


def _wait_for_change(watched: set[Path], seen: Mapping[Path, str], stop: Flag) -> None:
    """Returns when a file's content is no longer as it was seen, or `stop` is set."""
    from watchfiles import watch as changes_in

    folders = {f.parent for f in watched if f.parent.is_dir()}
    looks = changes_in(*folders, stop_event=stop, recursive=False, rust_timeout=500, yield_on_timeout=True)
    for number, changed in enumerate(looks):
        touched = {Path(name) for _, name in changed} & watched
        untold = number == 0  # a change may have come before anybody listened
        if (touched or untold) and any(seen[f] != digest for f, digest in contents(watched).items()):
            return
