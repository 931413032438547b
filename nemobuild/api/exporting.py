"""export: the recorded edit in another form."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Event as Flag
from typing import Any, cast

from nemobuild.api.backends import connection
from nemobuild.api.planning import plans_of
from nemobuild.api.recipes import environment, load_cells
from nemobuild.engine.desk import Desk
from nemobuild.engine.options import NEVER, NO_OVERRIDES, Options, Overrides
from nemobuild.engine.project import Project, held
from nemobuild.engine.runner import Runner
from nemobuild.errors import UsageError, Where
from nemobuild.events import Emit
from nemobuild.recipe.amounts import duration_ms
from nemobuild.recipe.exports import for_platform
from nemobuild.recipe.model import Export


def export(
    path: Path,
    target: Path,
    output: Mapping[str, Any],
    *,
    overrides: Overrides = NO_OVERRIDES,
    options: Options | None = None,
    emit: Emit,
    stop: Flag = NEVER,
) -> None:
    """Renders the recorded edit to `target`. Raises LockOutOfDate if a message would have to be sent first."""
    path = path.resolve()
    wish = {k: v for k, v in for_platform(output).items() if k != "at"}
    if wish.get("resolution") == "4k":
        wish["resolution"] = "2160p"
    if "at" in output:
        try:
            wish["at_ms"] = duration_ms(str(output["at"]))
        except ValueError as error:
            raise UsageError(f"--at: {error}", hint="write for example 1s or 1m30s") from error
    wanted = Export(
        path=target.absolute(),
        shown=str(target),
        format=target.suffix.lower().lstrip("."),
        where=Where(file=str(target)),
        **cast(dict[str, Any], wish),
    )
    options = replace(options or Options(), locked=True)
    with held(Project(recipe=path)), ExitStack() as backends:
        cells, _ = load_cells(path, overrides, options, environment())
        if len(cells) > 1:
            raise UsageError(
                "this recipe has a matrix, and an export is of one cell", hint="list the export in the recipe"
            )
        desk = Desk.of(path)
        planned = next(plans_of(desk, cells, options))
        recipe = planned.recipe
        if target.resolve() in {path, *(a.path for a in recipe.assets)}:
            raise UsageError(f"{target} is what the film is made from", hint="export to another file")
        alone = replace(recipe, exports=(wanted,))
        Runner(
            desk=desk,
            recipe=alone,
            material=planned.material,
            options=options,
            connect=connection(alone, backends),
            emit=emit,
            stop=stop,
        ).run()
