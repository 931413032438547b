"""Runs again whenever the content of a recipe or an asset changes. Knows no recipe: it is told which files matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


def watch(files: Callable[[], set[Path]], build: Callable[[], None], stop: Flag) -> None:
    """Builds once, and again after each change of content, until `stop` is set.

    `files` are asked for anew after each build, since a recipe names its assets. Only they are looked at, so what a
    build writes never triggers the next one. Contents are compared with those from before the build, so that a change
    during it is not missed.
    """
    from watchfiles import watch as changes_in

    while not stop.is_set():
        seen = contents(files())
        build()
        watched = files()
        if contents(watched | set(seen)) != seen | {
            f: d for f, d in contents(watched).items() if f not in seen
        }:
            continue
        folders = {f.parent for f in watched if f.parent.is_dir()}
        for changed in changes_in(
            *folders, stop_event=stop, recursive=False, rust_timeout=500, yield_on_timeout=True
        ):
            touched = {Path(name) for _, name in changed} & watched
            if touched and contents(watched) != {
                **contents(watched),
                **{f: seen.get(f, "") for f in watched},
            }:
                break
