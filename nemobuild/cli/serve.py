"""serve, doctor: the embedded backend for others, and whether this machine can build."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from nemobuild.cli.options import shown
from nemobuild.cli.present.presenter import Presenter
from nemobuild.cli.stop import Terminated, listening

UNFIT = 10  # the embedded backend cannot work here

MARKS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


@click.command("doctor")
@shown
def doctor_command(show: Presenter) -> int:
    """Check this machine: ffmpeg, fonts, disk, permissions, token. Nothing is sent anywhere."""
    from nemobuild.cli.doctor import examine, this_machine

    states = []
    for finding in examine(this_machine()):
        fix = f"\n       {finding.fix}" if finding.fix else ""
        text = f"{MARKS[finding.state]} {finding.name}: {finding.what}{fix}"
        show.data({"type": "doctor.check", **asdict(finding)}, text.__str__)
        states.append(finding.state)
    return UNFIT if "fail" in states else 0


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 for any.")
@click.option(
    "--credits", type=click.IntRange(min=0), metavar="N", help="Credits of an account; else no end."
)
@click.option(
    "--edit-cost", type=click.IntRange(min=0), default=1, show_default=True, help="Credits a message."
)
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of sessions and files."
)
@click.option(
    "--private-urls",
    is_flag=True,
    help="Fetch uploads by URL from private networks and this machine as well.",
)
@shown
def serve_command(
    show: Presenter,
    host: str,
    port: int,
    credits: int | None,
    edit_cost: int,
    data: Path | None,
    private_urls: bool,
) -> None:
    """Serve the embedded backend to anyone who can reach it, until Ctrl-C. Prints its URL."""
    from nemobuild.backend.serve import DEFAULT_DATA, Server
    from nemobuild.backend.settings import Settings

    folder = data or DEFAULT_DATA
    settings = Settings(credits=credits, edit_cost=edit_cost, private_urls=private_urls)
    with (
        listening(show.say, patient=False),
        _ended_by_interrupt(),
        Server(folder, host=host, port=port, settings=settings) as server,
    ):
        url = str(server.url)
        show.data({"type": "serve", "url": url}, url.__str__)
        if host not in ("127.0.0.1", "localhost", "::1"):
            show.say("anyone who can reach this address can use it; there are no accounts to speak of")
        while True:
            time.sleep(3600)


@contextmanager
def _ended_by_interrupt() -> Iterator[None]:
    """Ctrl-C is how a server is meant to end, so it is no error; SIGTERM passes on as what it is."""
    try:
        yield
    except Terminated:
        raise
    except KeyboardInterrupt:
        return
