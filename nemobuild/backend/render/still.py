"""Still pictures of a film: one moment, or a contact sheet."""

from __future__ import annotations

from pathlib import Path

from nemobuild.backend.render.compile import Command, key_of_args
from nemobuild.backend.render.output import Output
from nemobuild.backend.render.run import Cancelled, run
from nemobuild.backend.render.store import Piece, Store

COLUMNS = 4
SHEET_WIDTH = 480
"""Px of one picture on a contact sheet."""


def make(commands: tuple[Command, ...], output: Output, store: Store, folder: Path, stop: Cancelled) -> Path:
    """The picture's file."""
    pieces = [store.get(c.key, c.suffix) or _made(c, store, folder, stop) for c in commands]
    if len(pieces) == 1:
        return pieces[0].path
    key = key_of_args(tuple(c.key for c in commands), "sheet")
    target = store.path(key, f".{output.format}")
    _sheet([p.path for p in pieces], target)
    return target


def _made(command: Command, store: Store, folder: Path, stop: Cancelled) -> Piece:
    what = f"drawing a picture of {', '.join(command.origins[:3]) or 'the background'}"

    def draw(path: Path) -> None:
        run(command.args, path, folder=folder, what=what, threads=2, cancelled=stop)

    return store.put(command.key, command.suffix, draw)


def _sheet(paths: list[Path], target: Path) -> None:
    from PIL import Image

    pictures = [Image.open(path).convert("RGB") for path in paths]
    height = max(round(pictures[0].height * SHEET_WIDTH / pictures[0].width), 1)
    rows = -(-len(pictures) // COLUMNS)
    gap = SHEET_WIDTH // 60
    size = (COLUMNS * (SHEET_WIDTH + gap) + gap, rows * (height + gap) + gap)
    sheet = Image.new("RGB", size, "#181818")
    for number, picture in enumerate(pictures):
        x, y = number % COLUMNS * (SHEET_WIDTH + gap) + gap, number // COLUMNS * (height + gap) + gap
        sheet.paste(picture.resize((SHEET_WIDTH, height), Image.Resampling.LANCZOS), (x, y))
    part = target.with_name(f".part-{target.name}")
    sheet.save(part)
    part.replace(target)
