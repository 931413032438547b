"""The way to a recipe's backend, and what only it can say: the balance, a link. The one place that starts one."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from nemobuild.api.recipes import first_cell
from nemobuild.client.attribution import Attribution
from nemobuild.client.connect import connect
from nemobuild.client.model import ClaimLink, Credits, Session
from nemobuild.client.session import Client
from nemobuild.engine.desk import Desk
from nemobuild.engine.options import NO_OVERRIDES, Options, Overrides
from nemobuild.errors import UsageError
from nemobuild.plan.decide import cell_name
from nemobuild.recipe.model import Recipe


def connection(recipe: Recipe, stack: ExitStack) -> Callable[[], Client]:
    """Gives a client when one is needed, and starts the embedded backend for it if that is the recipe's."""

    def connect() -> Client:
        return stack.enter_context(client_of(recipe))

    return connect


@contextmanager
def client_of(recipe: Recipe) -> Iterator[Client]:
    """A client of the recipe's backend; the embedded one runs for as long as it is open."""
    attribution = Attribution(skill=recipe.skill.name, version=recipe.skill.version)
    if recipe.backend == "local":
        from nemobuild.backend.serve import DEFAULT_DATA, DEFAULT_PORT, Server

        with Server(recipe.root / DEFAULT_DATA) as server:
            environ = {
                "NEMO_API_URL": server.url,
                "NEMO_TOKEN": server.issue_token(),
                "NEMO_WEB_URL": f"http://127.0.0.1:{DEFAULT_PORT}",  # this server's port ends with the run
            }
            with connect(environ=environ, attribution=attribution, keep_token=False) as client:
                yield client
        return
    base_url = "" if recipe.backend == "nemo" else recipe.backend
    with connect(base_url, attribution=attribution) as client:
        yield client


def credits(path: Path, *, backend: str | None = None) -> Credits:
    """The account's balance at the recipe's backend."""
    with client_of(first_cell(path, NO_OVERRIDES, backend)) as client:
        return client.credits()


def share(path: Path, *, overrides: Overrides = NO_OVERRIDES, options: Options | None = None) -> ClaimLink:
    """A link that opens the live session in a browser. Raises UsageError if there is no session.

    That of the embedded backend leads to a page of it, which has to be served.
    """
    recipe = first_cell(path, overrides, options.backend if options else None)
    hint = Desk.of(path).hints.get(cell_name(recipe), recipe.backend)
    if hint is None:
        raise UsageError("there is no session to share yet", hint="nemobuild run makes one")
    with client_of(recipe) as client:
        link = client.claim(Session(session_id=hint.session_id, task_id=hint.task_id))
    return replace(link, serve=_serving(recipe)) if recipe.backend == "local" else link


def _serving(recipe: Recipe) -> str:
    """The command that serves a project's embedded backend where its links lead."""
    from nemobuild.backend.serve import DEFAULT_DATA

    data = os.path.relpath(recipe.root / DEFAULT_DATA)
    return "nemobuild serve" + ("" if data == str(DEFAULT_DATA) else f" --data {shlex.quote(data)}")
