"""watch: a run after each change."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from threading import Event as Flag

from nemobuild.api.recipes import check
from nemobuild.api.running import run
from nemobuild.engine.options import NO_OVERRIDES, Options, Overrides
from nemobuild.engine.watch import watch as keep_watching
from nemobuild.errors import Interrupted, NemobuildError
from nemobuild.events import Emit, ErrorRaised, WatchBegan


def watch(
    path: Path,
    *,
    overrides: Overrides = NO_OVERRIDES,
    options: Options | None = None,
    emit: Emit,
    stop: Flag,
) -> None:
    """Runs, and runs again after each change of content of the recipe or an asset. A broken recipe is said and waited on."""
    known = {path.resolve()}

    def files() -> set[Path]:
        try:
            cells = check(path, overrides=overrides)
        except NemobuildError:
            return known
        known.update(a.path for cell in cells for a in cell.assets if a.path)
        known.update(read for cell in cells for read in cell.reads)
        return known

    def build() -> None:
        try:
            run(path, overrides=overrides, options=options, emit=emit, stop=stop)
        except Interrupted:
            stop.set()
        except NemobuildError as error:
            problems = tuple(asdict(p) for p in error.problems)
            emit(ErrorRaised(exit_code=error.exit_code, problems=problems))

    keep_watching(files, build, stop, waits=lambda count: emit(WatchBegan(files=count)))
