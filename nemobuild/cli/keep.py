"""lock, cache, resolve: what is remembered, and what the user decides about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import click

from nemobuild.cli.options import (
    build_options,
    found,
    options_of,
    parse_age,
    parse_size,
    recipe_argument,
    shown,
    variables,
)
from nemobuild.cli.present.presenter import Presenter
from nemobuild.cli.present.text import bytes_text, counted, printable, printable_lines
from nemobuild.cli.stop import listening
from nemobuild.errors import LockOutOfDate, OutputError, UsageError

Overrides = Mapping[str, str]


@click.group("lock")
def lock_command() -> None:
    """Look after the lock file, which holds the recorded timeline of each step."""


@lock_command.command("check")
@recipe_argument
@variables
@shown
def lock_check_command(show: Presenter, recipe: Path, overrides: Overrides) -> None:
    """Say whether the lock file has all that --locked needs; exit code 4 if not."""
    from nemobuild import api

    missing = api.lock_check(found(recipe), overrides=overrides)
    show.data(
        {"type": "lock.check", "missing": list(missing)}, lambda: _listed(missing, "the lock is up to date")
    )
    if missing:
        raise LockOutOfDate(
            "the lock file is out of date", hint="bring it up to date with: nemobuild lock update"
        )


@lock_command.command("update")
@click.argument("step", required=False)
@recipe_argument
@variables
@build_options
@shown
def lock_update_command(
    show: Presenter, step: str | None, recipe: Path, overrides: Overrides, **build: Any
) -> None:
    """Send STEP again (without: what the lock lacks) and record the answer. Renders nothing."""
    from nemobuild import api

    with listening(show.say) as stop:
        options = options_of(build)
        api.lock_update(found(recipe), step, overrides=overrides, options=options, emit=show.emit, stop=stop)


@lock_command.command("accept")
@recipe_argument
@shown
def lock_accept_command(show: Presenter, recipe: Path) -> None:
    """Take the later, different answers that were reported as drift."""
    from nemobuild import api

    accepted = api.lock_accept(found(recipe))
    show.data(
        {"type": "lock.accept", "steps": list(accepted)}, lambda: _listed(accepted, "there is no drift")
    )


@lock_command.command("clean")
@recipe_argument
@variables
@shown
def lock_clean_command(show: Presenter, recipe: Path, overrides: Overrides) -> None:
    """Take out what the recipe no longer needs."""
    from nemobuild import api

    removed = api.lock_clean(found(recipe), overrides=overrides)
    show.data(
        {"type": "lock.clean", "removed": list(removed)}, lambda: _listed(removed, "nothing to take out")
    )


@lock_command.command("diff")
@recipe_argument
@shown
def lock_diff_command(show: Presenter, recipe: Path) -> None:
    """Show how later answers differ from the recorded ones."""
    from nemobuild import api

    changes = api.lock_diff(found(recipe))
    show.data({"type": "lock.diff", "changes": list(changes)}, lambda: _listed(changes, "no difference"))


def _listed(items: Sequence[str], otherwise: str) -> str:
    return "\n".join(line for item in items for line in printable_lines(item)) or otherwise


@click.group("cache")
def cache_command() -> None:
    """Look after the store of results in .nemobuild."""


@cache_command.command("ls")
@recipe_argument
@shown
def cache_ls_command(show: Presenter, recipe: Path) -> None:
    """List what is stored."""
    from nemobuild import api

    for entry in api.cache_ls(recipe):
        text = f"{entry.digest[:16]}  {bytes_text(entry.bytes):>8}  {printable(entry.kind)}"
        record = {"type": "cache.entry", "digest": entry.digest, "bytes": entry.bytes, "kind": entry.kind}
        show.data(record, text.__str__)


@cache_command.command("stats")
@recipe_argument
@shown
def cache_stats_command(show: Presenter, recipe: Path) -> None:
    """Show how much is stored."""
    from nemobuild import api

    stats = api.cache_stats(recipe)
    record = {"type": "cache.stats", "entries": stats.entries, "bytes": stats.bytes}
    show.data(record, lambda: f"{counted(stats.entries, 'entry')}, {bytes_text(stats.bytes)}")


@cache_command.command("verify")
@recipe_argument
@shown
def cache_verify_command(show: Presenter, recipe: Path) -> None:
    """Read everything that is stored; what is damaged is set aside, and made again when it is needed."""
    from nemobuild import api

    damaged = api.cache_verify(recipe)
    show.data(
        {"type": "cache.verify", "damaged": list(damaged)},
        lambda: _listed(damaged, "all is as it was stored"),
    )
    if damaged:
        raise OutputError(
            f"{counted(len(damaged), 'entry')} damaged and set aside", hint="nemobuild run makes them again"
        )


@cache_command.command("gc")
@recipe_argument
@click.option(
    "--max-size", callback=lambda _c, _p, v: parse_size(v), metavar="SIZE", help="Keep at most this much."
)
@click.option("--max-age", callback=lambda _c, _p, v: parse_age(v), metavar="AGE", help="Keep nothing older.")
@shown
def cache_gc_command(show: Presenter, recipe: Path, max_size: int | None, max_age: int | None) -> None:
    """Take out what is old or too much, but nothing that the lock or a running build needs."""
    from nemobuild import api

    freed = api.cache_gc(recipe, max_size=max_size, max_age_s=max_age)
    record = {"type": "cache.gc", "entries": freed.entries, "bytes": freed.bytes}
    show.data(record, lambda: f"{counted(freed.entries, 'entry')} taken out, {bytes_text(freed.bytes)}")


@click.command("resolve")
@click.argument("step")
@recipe_argument
@variables
@click.option(
    "--applied", "decision", flag_value="applied", help="The message arrived; take the session as it is."
)
@click.option(
    "--resend", "decision", flag_value="resend", help="It did not arrive; the next run sends it again."
)
@shown
def resolve_command(
    show: Presenter,
    step: str,
    recipe: Path,
    overrides: Overrides,
    decision: Literal["applied", "resend"] | None,
) -> None:
    """Decide about STEP, of which nobody knows whether its message arrived (exit code 8)."""
    if decision is None:
        raise UsageError("say what happened", hint=f"nemobuild resolve {step} --applied, or --resend")
    from nemobuild import api

    api.resolve(found(recipe), step, decision, overrides=overrides)
    show.say(f"{printable(step)}: {decision}; go on with: nemobuild run")
