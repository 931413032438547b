"""Joins what was made: chunks by stream copy, with the sound, the title and the chapters, into one file."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

from nemobuild.backend.render.compile import key_of_args
from nemobuild.backend.render.frames import decimal
from nemobuild.backend.render.plan import RenderPlan
from nemobuild.backend.render.run import Cancelled, run
from nemobuild.backend.render.store import Piece

PALETTE = (
    "[0:v]split[a][b];[a]palettegen=stats_mode=diff:max_colors=256[p];"
    "[b][p]paletteuse=dither=bayer:bayer_scale=4:diff_mode=rectangle[v]"
)


def key_of_film(plan: RenderPlan, heard: Piece | None) -> str:
    """The same pieces, title and chapters are the same film."""
    made = [c.key for c in plan.commands]
    told = [plan.title, *(f"{start} {title}" for start, title in plan.chapters)]
    return key_of_args((*made, heard.path.name if heard else "", plan.output.format, *told), plan.encoder)


def key_of_picture(plan: RenderPlan) -> str:
    """The same pieces joined are the same picture, whatever is heard with it."""
    return key_of_args((*(c.key for c in plan.commands), plan.output.format), plan.encoder)


def film(
    plan: RenderPlan,
    pictures: tuple[Piece, ...] | Piece,
    heard: Piece | None,
    target: Path,
    folder: Path,
    stop: Cancelled,
) -> None:
    """Joins a film into `target`: its chunks, or the picture of an earlier film that was made of the same ones."""
    lists = target.with_name(f".{target.stem}.{os.getpid()}.{threading.get_ident()}")
    concat, chapters = lists.with_suffix(".ffconcat"), lists.with_suffix(".ffmeta")
    try:
        joined = ("-f", "concat", "-safe", "0", *_opened(concat.relative_to(folder), plan))
        if isinstance(pictures, Piece):
            joined = _opened(pictures.path, plan)
        else:
            concat.write_text("\n".join(_concat(plan, pictures, concat.parent)))
        chapters.write_text("\n".join(_metadata(plan)), "utf-8")
        run(
            _args(plan, joined, chapters, heard),
            target,
            folder=folder,
            what="joining the film",
            cancelled=stop,
        )
    finally:
        concat.unlink(missing_ok=True)
        chapters.unlink(missing_ok=True)


def sound_alone(plan: RenderPlan, piece: Piece, folder: Path) -> Path:
    """Sound alone needs no joining: the piece itself, under its own name."""
    form = plan.output.format
    target = _films(folder) / f"{piece.path.stem[:32]}.{form}"
    if piece.path.suffix == target.suffix:
        part = target.with_name(f".{target.name}.{os.getpid()}")
        shutil.copyfile(piece.path, part)
        part.replace(target)
    else:
        run(("-i", str(piece.path), "-c", "copy"), target, folder=folder, what="writing the sound")
    return target


def _films(folder: Path) -> Path:
    films = folder / "films"
    films.mkdir(exist_ok=True)
    return films


def _args(plan: RenderPlan, joined: tuple[str, ...], chapters: Path, heard: Piece | None) -> tuple[str, ...]:
    if not _copied(plan):
        return (*joined, "-filter_complex", PALETTE, "-map", "[v]", "-loop", "0", "-fps_mode", "passthrough")
    sounds = _opened(heard.path, plan) if heard else ()
    number = "2" if heard else "1"
    maps = ("-map", "0:v", *(("-map", "1:a") if heard else ()))
    title = ("-metadata", f"title={plan.title}") if plan.title else ()
    return (
        *joined,
        *sounds,
        *("-f", "ffmetadata", "-i", str(chapters), *maps, "-c", "copy"),
        *("-map_metadata", number, "-map_chapters", number),
        *title,
        *_container(plan),
    )


def _opened(path: Path, plan: RenderPlan) -> tuple[str, ...]:
    return (*(("-codec_whitelist", "none") if _copied(plan) else ()), "-i", str(path))


def _copied(plan: RenderPlan) -> bool:
    """Whether nothing is decoded. That is said to ffmpeg, which decodes the first picture of every file otherwise."""
    return plan.output.format != "gif"


def _container(plan: RenderPlan) -> tuple[str, ...]:
    if plan.output.format not in ("mp4", "mov"):
        return ()
    tag = ("-tag:v", "hvc1") if plan.output.codec == "h265" else ()
    return (*tag, "-movflags", "+faststart+write_colr", "-video_track_timescale", str(_scale(plan)))


def _scale(plan: RenderPlan) -> int:
    from nemobuild.backend.render.encode import time_scale

    return time_scale(plan.output)


def _concat(plan: RenderPlan, chunks: tuple[Piece, ...], folder: Path) -> Iterator[str]:
    """A list that lies in `folder` and names files from there, so that it holds nothing of what a user calls a folder.

    Durations are stated, so that no chunk's own idea of its length moves the next one.
    """
    yield "ffconcat version 1.0"
    for placed, piece in zip(plan.chunks, chunks, strict=True):
        yield f"file {os.path.relpath(piece.path, folder)}"
        if _copied(plan):
            yield "option codec_whitelist none"
        yield f"duration {decimal(placed.chunk.frames / plan.scene.rate, 9)}"


def _metadata(plan: RenderPlan) -> Iterator[str]:
    yield ";FFMETADATA1"
    if plan.title:
        yield f"title={_escaped(plan.title)}"
    starts = sorted(c for c in plan.chapters if 0 <= c[0] < plan.duration_ms)
    ends = [*(start for start, _ in starts[1:]), plan.duration_ms][: len(starts)]
    for (start, title), end in zip(starts, ends, strict=True):
        yield from ("[CHAPTER]", "TIMEBASE=1/1000", f"START={start}", f"END={max(end, start + 1)}")
        yield f"title={_escaped(title)}"


def _escaped(text: str) -> str:
    clean = " ".join(text.split())
    return "".join("\\" + c if c in "=;#\\\n" else c for c in clean)
