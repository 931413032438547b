"""A chunk becomes the argument list that makes it. Pure: the hash of the list is the chunk's key.

Files are named relative to the render's folder and by content, so equal keys mean equal arguments and equal pictures.
What does not belong to the picture (threads, progress, the target's name) is added when the list is run. Encoders choose
slightly otherwise with another number of threads, so lossy pieces made at other times differ in their bytes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from nemobuild.backend.render.chunks import Chunk
from nemobuild.backend.render.encode import suffix_of, time_scale, video_args
from nemobuild.backend.render.hardware import device_args, upload_filters
from nemobuild.backend.render.output import Output
from nemobuild.backend.render.pictures import picture
from nemobuild.backend.render.scene import Film, Layer, Still


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Arguments for ffmpeg without the program's and the target's name; `key` names the result, `frames` its length.

    `drawn` are the drawings and `digests` the assets that it reads; `origins` the segments it shows, for errors.
    """

    args: tuple[str, ...]
    key: str
    suffix: str
    frames: int
    drawn: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    parts: tuple[Command, ...] = ()  # what has to be made before, as `pieces/<key><suffix>`
    copied: bool = False  # whether it copies pictures as they are coded


def compile_chunk(chunk: Chunk, output: Output, encoder: str) -> Command:
    """The command that encodes a chunk. `encoder` is the identity of the ffmpeg build; a different one, a different key."""
    graph, label = picture(chunk, smooth=output.quality == "high")
    upload = upload_filters(output.hardware)
    label = graph.chain((label,), *upload) if upload else label
    rate = f"{chunk.rate.numerator}/{chunk.rate.denominator}"
    args = (
        *device_args(output.hardware),
        *("-copyts", "-start_at_zero"),
        *graph.input_args(),
        *("-filter_complex", graph.text(), "-map", f"[{label}]", "-an", "-sn", "-dn"),
        *("-frames:v", str(chunk.frames), "-r", rate),
        *video_args(output),
        *("-video_track_timescale", str(time_scale(output))),
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+write_colr"),
    )
    return _command(args, chunk.layers, suffix_of(output), chunk.frames, encoder)


def compile_still(chunk: Chunk, output: Output, encoder: str, frame: int = 0) -> Command:
    """The command that writes a frame of a chunk as a picture."""
    graph, label = picture(chunk, smooth=True)
    pixels = {"png": "rgb24", "webp": "bgra"}.get(output.format, "yuvj420p")
    to_full = "scale=in_color_matrix=bt709:in_range=tv"
    if output.format == "jpg":
        to_full += ":out_color_matrix=bt601:out_range=pc"
    cut = (f"trim=start_frame={frame}",) if frame else ()
    last = graph.chain((label,), *cut, to_full, f"format={pixels}")
    codec = {"webp": ("-c:v", "libwebp", "-quality", "90"), "png": ("-c:v", "png")}.get(
        output.format, ("-c:v", "mjpeg", "-q:v", "2", "-color_range", "pc")
    )
    args = (
        *("-copyts", "-start_at_zero"),
        *graph.input_args(),
        *("-filter_complex", graph.text(), "-map", f"[{last}]", "-frames:v", "1", "-update", "1"),
        *codec,
        *("-map_metadata", "-1", "-fflags", "+bitexact"),
    )
    return _command(args, chunk.layers, f".{output.format}", 1, encoder)


def key_of_args(args: tuple[str, ...], encoder: str) -> str:
    """sha256 (hex) of arguments and the identity of the encoder's build."""
    return hashlib.sha256(json.dumps([encoder, *args]).encode()).hexdigest()


def _command(
    args: tuple[str, ...], layers: tuple[Layer, ...], suffix: str, frames: int, encoder: str
) -> Command:
    drawn: list[str] = []
    digests: list[str] = []
    for layer in layers:
        match layer.content:
            case Still(key=key):
                drawn.append(key)
            case Film(digest=digest, mask=mask):
                digests.append(digest)
                drawn.extend([mask] if mask else [])
            case _:
                pass
    return Command(
        args=args,
        key=key_of_args((*args, suffix), encoder),
        suffix=suffix,
        frames=frames,
        drawn=tuple(dict.fromkeys(drawn)),
        digests=tuple(dict.fromkeys(digests)),
        origins=tuple(dict.fromkeys(x.origin for x in layers if x.origin)),
    )
