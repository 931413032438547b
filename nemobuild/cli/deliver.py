"""share, export: the finished edit, to someone else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from nemobuild.cli.options import backend_option, found, recipe_argument, shown, variables
from nemobuild.cli.present.presenter import Presenter
from nemobuild.cli.stop import listening
from nemobuild.errors import LockOutOfDate, UsageError

Overrides = Mapping[str, str]


@click.command("share")
@recipe_argument
@variables
@backend_option
@shown
def share_command(show: Presenter, recipe: Path, overrides: Overrides, backend: str | None) -> None:
    """Print a link that opens the project in a browser. It opens this project and nothing else.

    With the embedded backend it opens on this machine, while "nemobuild serve" runs.
    """
    from nemobuild import api

    link = api.share(found(recipe), overrides=overrides, options=api.Options(backend=backend))
    show.data({"type": "share", "url": link.url, "serve": link.serve}, link.url.__str__)
    if link.serve:
        show.say(f"it opens on this machine while this runs: {link.serve}")


@click.command("export")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@recipe_argument
@variables
@backend_option
@click.option("--aspect", metavar="W:H", help="For example 9:16.")
@click.option("--platform", metavar="NAME", help="Shape and size for youtube, shorts, tiktok, reels, x, …")
@click.option("--resolution", metavar="HEIGHTp", help="For example 1080p.")
@click.option(
    "--reframe", type=click.Choice(["blur", "cover", "contain"]), help="How another shape is filled."
)
@click.option("--fps", type=click.FloatRange(1, 120), help="Frames a second.")
@click.option("--quality", type=click.Choice(["draft", "standard", "high"]), help="How much care is taken.")
@click.option(
    "--codec", type=click.Choice(["h264", "h265", "av1", "vp9", "prores"]), help="The picture's coding."
)
@click.option(
    "--hardware", type=click.Choice(["nvenc", "vaapi", "qsv", "videotoolbox"]), help="An encoder in hardware."
)
@click.option("--at", metavar="TIME", help="The moment of a still, for example 1s.")
@click.option("--sheet", is_flag=True, help="A contact sheet instead of one still.")
@shown
def export_command(
    show: Presenter,
    target: Path,
    recipe: Path,
    overrides: Overrides,
    backend: str | None,
    **wanted: Any,
) -> None:
    """Render the recorded edit to TARGET, once more or in another form. No message is sent.

    The kind of file follows TARGET's extension: mp4, webm, mov, gif, mp3, wav, m4a, jpg, png, srt, …
    """
    from nemobuild import api
    from nemobuild.recipe.exports import why_not_export

    output = {name: value for name, value in wanted.items() if value}
    if trouble := why_not_export(target.name, output):
        raise UsageError(trouble[0], hint=trouble[1])
    path, options = found(recipe), api.Options(backend=backend)
    with listening(show.say) as stop:
        try:
            api.export(path, target, output, overrides=overrides, options=options, emit=show.emit, stop=stop)
        except LockOutOfDate as error:
            what = f"the edit as it is now is not recorded: {error.what}"
            raise LockOutOfDate(what, hint="an export sends no message; first: nemobuild run") from error
