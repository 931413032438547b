"""watch: runs after each change, and the page that shows what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nemobuild.cli.options import DRAFTS, build_options, found, options_of, recipe_argument, shown, variables
from nemobuild.cli.present.presenter import Presenter
from nemobuild.cli.stop import listening
from nemobuild.errors import NemobuildError
from nemobuild.events import Emit, Event, Planned, PreviewServed, WatchBegan

if TYPE_CHECKING:
    from nemobuild import api

Overrides = Mapping[str, str]


@click.command("watch")
@recipe_argument
@variables
@build_options
@click.option(
    "--preview/--no-preview", default=True, help="Serve a page that shows the newest film (default)."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="The page's port; without, a free one."
)
@shown
def watch_command(
    show: Presenter, recipe: Path, overrides: Overrides, preview: bool, port: int, **build: Any
) -> None:
    """Run, and run again whenever the recipe or an asset changes, until Ctrl-C.

    A page on this machine, whose address is printed, shows the newest film and the steps, and reloads by itself.
    """
    path, options = found(recipe), options_of(build)
    from nemobuild import api

    with ExitStack() as stack:
        stop = stack.enter_context(listening(show.say))
        if options.draft_quality:
            show.say(DRAFTS)
        hear = stack.enter_context(_previewed(show, path, overrides, options, port)) if preview else show.emit

        def emit(event: Event) -> None:
            stop.idle = isinstance(event, WatchBegan)
            hear(event)

        api.watch(path, overrides=overrides, options=options, emit=emit, stop=stop)


@contextmanager
def _previewed(
    show: Presenter, path: Path, overrides: Overrides, options: api.Options, port: int
) -> Iterator[Emit]:
    """Gives an emit that tells the presenter and a page that is served meanwhile."""
    from nemobuild.preview.server import Preview

    with Preview(path.stem, port) as page:
        show.emit(PreviewServed(url=page.url))

        def emit(event: Event) -> None:
            if isinstance(event, WatchBegan) and not page.knows_steps:
                for planned in _planned(path, overrides, options):
                    page.heard(planned)
            page.heard(event)
            show.emit(event)  # last: who reads that it waits may look at the page

        yield emit


def _planned(path: Path, overrides: Overrides, options: api.Options) -> list[Planned]:
    """The plan, for a page that has heard of no step: a run with nothing to do names none. Empty if there is none."""
    from nemobuild import api

    try:
        plans = api.plan(path, overrides=overrides, options=options)
    except NemobuildError:
        return []  # the run said why
    return [Planned(recipe=plan.recipe.name, plan=plan.as_record()) for plan in plans]
