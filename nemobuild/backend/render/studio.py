"""The render's folder: where assets are linked in and drawings made, under names that depend on content alone.

    assets/<digest>       links to the files of the media
    drawn/<key>.png .wav  what was drawn or synthesised, each by specification
    type/<key>.json       where the pieces of a text lie

Everything is written whole under its final name, so a folder may be shared and a render stopped at any moment.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from nemobuild.backend.render import cards, music, particles, stills
from nemobuild.backend.render.drawn import key_of_drawing
from nemobuild.backend.render.lower import Typed
from nemobuild.backend.render.lower.words import Piece
from nemobuild.backend.render.scene import Box, key_of, plain
from nemobuild.errors import AssetError
from nemobuild.timeline.model import Canvas, Media, Text


class Studio:
    """Makes what the graphs refer to, each thing once."""

    def __init__(self, folder: Path, media: Mapping[str, Media]) -> None:
        self.folder, self.media = folder, media
        for name in ("assets", "drawn", "type"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def link(self, digests: Iterable[str]) -> None:
        """Makes assets reachable under their digests; an AssetError for one that has gone."""
        for digest in digests:
            medium = self.media.get(digest)
            if medium is None or not Path(medium.path).is_file():
                name = medium.name if medium else digest[:12]
                raise AssetError(f"{name} has gone from the backend", hint="upload it again")
            self._link(self.folder / "assets" / digest, Path(medium.path).absolute())

    def link_lookup_tables(self) -> None:
        """Colour tables are recognised by their extension alone."""
        for medium in self.media.values():
            if medium.name.lower().endswith(".cube") and Path(medium.path).is_file():
                self._link(self.folder / "assets" / f"{medium.digest}.cube", Path(medium.path).absolute())

    def _link(self, link: Path, target: Path) -> None:
        with contextlib.suppress(OSError):
            if link.readlink() == target and touched(link):
                return
        part = link.with_name(f".{link.name}.{os.getpid()}.{threading.get_ident()}")
        part.unlink(missing_ok=True)
        part.symlink_to(target)
        part.replace(link)

    def draw(self, keys: Iterable[str], drawings: Mapping[str, Any]) -> None:
        """Makes the drawings and sounds of these keys that are not there yet."""
        for key in keys:
            specification = drawings.get(key)
            if specification is None:
                continue  # words are drawn when they are set
            match specification:
                case music.MusicSpec() | music.SoundEffectSpec() | music.VoiceSpec():
                    self._once(f"{key}.wav", partial(music.write, specification))
                case _:
                    self._once(f"{key}.png", partial(self._paint, specification))

    def _paint(self, specification: Any, path: Path) -> None:
        match specification:
            case stills.PhotoSpec():
                medium = self.media[specification.digest]
                picture = stills.draw_photo(specification, Path(medium.path), medium.name)
            case stills.MaskSpec():
                picture = stills.draw_mask(specification)
            case stills.RingSpec():
                picture = stills.draw_ring(specification)
            case cards.CardSpec():
                picture = cards.draw_card(specification)
            case particles.ParticlesSpec():
                picture = particles.draw_particles(specification)
            case other:
                raise TypeError(other)
        picture.save(path, format="PNG", compress_level=1)

    def _once(self, name: str, make: Callable[[Path], object]) -> Path:
        path = self.folder / "drawn" / name
        if not touched(path):
            part = path.with_name(f".{path.stem}.{os.getpid()}.{threading.get_ident()}{path.suffix}")
            make(part)
            part.replace(path)
        return path

    def typeset(self, text: Text, canvas: Canvas) -> Typed:
        """Sets and draws a text, or finds where its pieces lie from the last time."""
        facts = {
            name: value for name, value in plain(text).items() if name not in ("id", "start_ms", "label")
        }
        key = key_of_drawing("Text", {"text": facts, "canvas": [canvas.width, canvas.height]})
        record = self.folder / "type" / f"{key}.json"
        known = _read(record) if touched(record) else None
        if known is not None and all(touched(self.folder / "drawn" / f"{p.key}.png") for p in known.pieces):
            return known
        typed = self._set(text, canvas)
        part = record.with_name(f".{record.name}.{os.getpid()}.{threading.get_ident()}")
        part.write_text(json.dumps(plain(typed)))
        part.replace(record)
        return typed

    def _set(self, text: Text, canvas: Canvas) -> Typed:
        from nemobuild.backend.render.type import draw

        drawing = draw(text, canvas)
        pieces = tuple(self._piece(x.image, x.x, x.y, x.start_ms, x.end_ms) for x in drawing.layers)
        return Typed(pieces=pieces, missing=drawing.missing)

    def _piece(self, image: Any, x: int, y: int, start_ms: int, end_ms: int) -> Piece:
        image, x, y = evened(image, x, y)
        key = key_of([image.size, _digest(image.tobytes())])
        self._once(f"{key}.png", lambda path: image.save(path, format="PNG", compress_level=1))
        box = Box(x=x, y=y, width=image.width, height=image.height)
        return Piece(key=key, box=box, start_ms=start_ms, end_ms=end_ms)


def touched(path: Path) -> bool:
    """Whether a file or link is there. It is used, so it is noted as new: the oldest go first when room is made."""
    try:
        os.utime(path, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def evened(image: Any, x: int, y: int) -> tuple[Any, int, int]:
    """A picture with transparent px added so that its corner and size are even, as 4:2:0 chroma wants it."""
    left, top = x % 2, y % 2
    width, height = image.width + left, image.height + top
    size = (width + width % 2, height + height % 2)
    if size == image.size:
        return image, x, y
    from PIL import Image

    grown = Image.new("RGBA", size, (0, 0, 0, 0))
    grown.paste(image, (left, top))
    return grown, x - left, y - top


def _digest(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def _read(record: Path) -> Typed | None:
    try:
        raw = json.loads(record.read_text())
        pieces = tuple(
            Piece(
                key=p["key"],
                box=Box(**{n: p["box"][n] for n in ("x", "y", "width", "height")}),
                start_ms=p["start_ms"],
                end_ms=p["end_ms"],
            )
            for p in raw["pieces"]
        )
        return Typed(pieces=pieces, missing=raw["missing"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
