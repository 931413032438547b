"""Stretches of a chunk in which nothing moves although its source does: a decoder or a graph that stood still.

What stands still is seen by the sizes of the coded pictures, which costs nothing; only then is the source looked at, at two
moments of the stretch. A source that itself stands still, as a recording of a screen does, is shown as it is and not
told of; neither is one that has ended, which is told when the render is planned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from nemobuild.backend.render.chunks import Chunk
from nemobuild.backend.render.frames import decimal
from nemobuild.backend.render.output import even
from nemobuild.backend.render.pictures import framed, source_args
from nemobuild.backend.render.run import Cancelled, FfmpegFailed, examined
from nemobuild.backend.render.scene import Box, Film, Layer

SHORTEST_S = 2
"""Seconds from which on a standing picture is a finding."""

SMALLEST, SHARE = 60, 800
"""A picture that repeats the one before takes at most 60 bytes and one for 800 px: measured with all encoders."""

MOVED = 4.0
"""Mean square difference of luma between two moments of a source, 64 px wide, from which on it moves."""


def standing(sizes: Iterable[tuple[int, int]], pixels: int, shortest: int) -> tuple[int, int] | None:
    """The longest run of frames without news, of `shortest` or more. `sizes` are frames and their bytes."""
    most, best, begin, last = SMALLEST + pixels // SHARE, (0, 0), 0, -1
    for frame, size in sorted(sizes):
        if size > most:
            begin = frame
        last = frame
        if last - begin > best[1] - best[0]:
            best = (begin, last)
    return best if best[1] - best[0] + 1 >= shortest else None


def sizes_of(path: Path, rate: float) -> list[tuple[int, int]]:
    """Numbers of a piece's frames and their bytes."""
    import av

    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        return [
            (round(float(p.pts * p.time_base) * rate), p.size)
            for p in file.demux(stream)
            if p.size and p.pts is not None
        ]


def shown_in(chunk: Chunk, first: int, last: int) -> Layer | None:
    """The film that is seen as it is all through a stretch; None if another is, or much of it is covered or changed."""
    covers = (
        x for x in chunk.layers
        if not x.main and x.start <= last and x.end > first and 2 * x.box.width * x.box.height > chunk.width * chunk.height
    )  # fmt: skip
    if next(covers, None) is not None:
        return None
    return next(
        (
            x
            for x in chunk.layers
            if x.main and x.start <= first and x.end > last and isinstance(x.content, Film) and not x.filters
        ),
        None,
    )


def found_in(path: Path, chunk: Chunk, folder: Path, stop: Cancelled) -> tuple[int, int] | None:
    """The first and last frame of a stretch of a piece that stands still and should not."""
    sizes = sizes_of(path, float(chunk.rate))
    run = standing(sizes, chunk.width * chunk.height, int(SHORTEST_S * chunk.rate))
    layer = shown_in(chunk, *run) if run else None
    if run is None or layer is None or not source_moves(layer, chunk, *run, folder, stop):
        return None
    return run


def source_moves(layer: Layer, chunk: Chunk, first: int, last: int, folder: Path, stop: Cancelled) -> bool:
    """Whether a film's source shows something else at a quarter and at three quarters of a stretch."""
    film = layer.content
    assert isinstance(film, Film)
    frames = [first + (last - first) * part // 4 - layer.start for part in (1, 3)]
    inputs = [
        arg
        for frame in frames
        for arg in source_args(
            f"assets/{film.digest}", "-ss", decimal(film.at + frame / chunk.rate * film.speed)
        )
    ]
    box = Box(width=64, height=even(64 * layer.box.height / layer.box.width))
    framing = film.framing if film.framing.fit == "cover" else replace(film.framing, fit="stretch")
    steps = (*framed(framing, film.shown, box), "format=gray", "trim=end_frame=1", "setpts=0")
    small = ",".join(f for f in steps if f)
    graph = f"[0:v]{small}[a];[1:v]{small}[b];[a][b]psnr,metadata=mode=print:file=-"
    try:
        seen = examined(
            (*inputs, "-filter_complex", graph), folder=folder, what="looking at a source", cancelled=stop
        )
    except FfmpegFailed:
        return False  # what cannot be read is told by whoever renders it
    found = re.search(r"lavfi\.psnr\.mse_avg=([\d.]+)", seen.output)
    return found is not None and float(found[1]) > MOVED
