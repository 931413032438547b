"""init, schema, completion: verbs that make files for a project. They need no recipe and no backend."""

from __future__ import annotations

from pathlib import Path

import click

from nemobuild.cli.options import DEFAULT_RECIPE, shown
from nemobuild.cli.present.presenter import Presenter
from nemobuild.errors import Problem, UsageError

TEMPLATES = {
    "text-to-video": "a film from a text alone (the default)",
    "product-promo": "five photos, a logo, words and music",
    "screen-recording": "a recording without its pauses",
    "wedding-invitation": "a portrait invitation from photos and a clip",
    "release-video": "a version and its changelog",
}
PACKAGE = Path(__file__).parent.parent
SCHEMAS = ("recipe", "events")


class Occupied(UsageError):
    """Files that `init` would overwrite, one problem each."""

    def __init__(self, taken: list[Path]) -> None:
        super().__init__(f"{taken[0]} is there already")
        self._taken = taken

    @property
    def problems(self) -> tuple[Problem, ...]:
        *others, last = (f"{path} is there already, and init overwrites nothing" for path in self._taken)
        hint = "move it away, or name another folder: nemobuild init FOLDER"
        return (*(Problem(what=what) for what in others), Problem(what=last, hint=hint))


@click.command(
    "init", epilog="Templates: " + "; ".join(f"{n}: {text}" for n, text in TEMPLATES.items()) + "."
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--template", type=click.Choice(list(TEMPLATES)), default="text-to-video", show_default=True)
@shown
def init_command(show: Presenter, folder: Path, template: str) -> None:
    """Write a recipe, and media to try it with, into FOLDER."""
    source = PACKAGE / "templates" / template
    files = files_of(source)
    taken = [folder / name for name in files if (folder / name).exists()]
    if taken:
        raise Occupied(taken)
    for name in files:
        _copy(source / name, folder / name)
        shown_name = str(folder / name)
        show.data({"type": "file", "path": shown_name}, shown_name.__str__)
    place = "" if folder == Path() else f" {folder / DEFAULT_RECIPE}"
    show.say(f"next: nemobuild run{place}")


def files_of(folder: Path) -> list[Path]:
    """The files below a folder, relative to it, in a stable order."""
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def _copy(source: Path, target: Path) -> None:
    """Writes a file that must not exist yet, also if it came to be a moment ago."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(source.read_bytes())
    except FileExistsError as error:
        raise Occupied([target]) from error
    except OSError as error:
        raise UsageError(
            f"{target} cannot be written: {error.strerror}", hint="name another folder"
        ) from error


@click.command("schema")
@click.argument("name", type=click.Choice(SCHEMAS), default="recipe")
def schema_command(name: str) -> None:
    """Print the JSON schema of recipes, or of the records of --json."""
    from nemobuild.recipe.schema import schema_path

    click.echo(schema_path(name).read_text(encoding="utf-8"), nl=False)


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """Print the completion script of a shell.

    \b
    bash:  eval "$(nemobuild completion bash)"
    zsh:   eval "$(nemobuild completion zsh)"
    fish:  nemobuild completion fish | source
    """
    from click.shell_completion import get_completion_class

    maker = get_completion_class(shell)
    assert maker is not None
    root = context.find_root()
    click.echo(maker(root.command, {}, "nemobuild", "_NEMOBUILD_COMPLETE").source())
