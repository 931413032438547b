"""What `action.yml` runs: a build in a GitHub workflow, from the environment to the step's outputs.

`python -m nemobuild.cli.action`. Reads INPUT_RECIPE, INPUT_VARS (a NAME=VALUE a line), INPUT_BACKEND and
NEMO_TOKEN; writes `videos` (a path a line) and `changed` to the file that GITHUB_OUTPUT names. Nothing is
uploaded from here.
"""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nemobuild.cli.options import DEFAULT_RECIPE, found, in_repository, look_of
from nemobuild.cli.outcome import exit_code_of
from nemobuild.cli.present.github import GitHub, escape_data
from nemobuild.cli.present.streams import Stream
from nemobuild.cli.stop import Stop, listening
from nemobuild.errors import UsageError
from nemobuild.events import Emit, Event, RunFinished


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the workflow asked for."""

    recipe: Path = DEFAULT_RECIPE
    overrides: Mapping[str, str] = field(default_factory=dict)
    backend: str | None = None


@dataclass(slots=True)
class Outcome:
    """What came of it, gathered from the events."""

    videos: list[str] = field(default_factory=list)
    changed: bool = False

    def gather(self, event: Event) -> None:
        if isinstance(event, RunFinished):
            self.videos += event.outputs
            self.changed = self.changed or event.changed


Build = Callable[[Request, Emit, Stop], Any]


def request_of(environ: Mapping[str, str]) -> Request:
    """The inputs; a UsageError names the line that is not NAME=VALUE."""
    overrides: dict[str, str] = {}
    for number, line in enumerate(environ.get("INPUT_VARS", "").splitlines(), start=1):
        name, equals, value = line.partition("=")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not equals or not name.strip():
            what = f'line {number} of vars, "{line.strip()}", is not NAME=VALUE'
            raise UsageError(what, hint="vars: version=1.4.0")
        overrides[name.strip()] = value.strip()
    recipe = Path(environ.get("INPUT_RECIPE", "").strip() or DEFAULT_RECIPE)
    recipe = recipe / DEFAULT_RECIPE if recipe.is_dir() else recipe
    backend = environ.get("INPUT_BACKEND", "").strip() or None
    return Request(recipe=recipe, overrides=overrides, backend=backend)


def mask_commands(token: str) -> list[str]:
    """Commands that keep a token out of the log; one a line, since masks match within lines."""
    return [f"::add-mask::{escape_data(line.strip())}" for line in token.splitlines() if line.strip()]


def output_text(name: str, value: str, delimiter: str) -> str:
    """An entry of the GITHUB_OUTPUT file. The delimiter must not be guessable or occur in the value."""
    if delimiter in value or delimiter in name:
        raise ValueError("the delimiter occurs in the value")
    return f"{name}<<{delimiter}\n{value}\n{delimiter}\n"


def write_outputs(path: Path, outcome: Outcome) -> None:
    values = {"videos": "\n".join(outcome.videos), "changed": "true" if outcome.changed else "false"}
    with path.open("a", encoding="utf-8") as file:
        for name, value in values.items():
            file.write(output_text(name, value, f"nemobuild-{uuid.uuid4()}"))


def run(environ: MutableMapping[str, str], build: Build, *, out: Stream, err: Stream) -> int:
    """The whole action; returns its exit code. Outputs are written also when it fails, as far as it came."""
    token = environ.get("NEMO_TOKEN", "")
    for command in mask_commands(token):
        out.line(command)
    if not token.strip():
        environ.pop("NEMO_TOKEN", None)  # an input left empty is no token
    look = look_of(environ, quiet=False, verbose=environ.get("RUNNER_DEBUG") == "1", err=False)
    show = GitHub(out=out, err=err, look=look, locate=in_repository)
    outcome = Outcome()

    def emit(event: Event) -> None:
        outcome.gather(event)
        show.emit(event)

    def work() -> None:
        request = request_of(environ)
        found(request.recipe)
        with listening(show.say) as stop:
            build(request, emit, stop)

    try:
        return exit_code_of(work, show.failed, verbose=look.verbose)
    finally:
        show.close()
        if environ.get("GITHUB_OUTPUT"):
            write_outputs(Path(environ["GITHUB_OUTPUT"]), outcome)


def build_with_api(request: Request, emit: Emit, stop: Stop) -> None:
    from nemobuild import api

    options = api.Options(backend=request.backend)
    api.run(request.recipe, overrides=request.overrides, options=options, emit=emit, stop=stop)


if __name__ == "__main__":
    sys.exit(run(os.environ, build_with_api, out=Stream(sys.stdout), err=Stream(sys.stderr)))
