"""What a source says, where a graph has to know: colour matrix, high dynamic range, key frames, its last picture.

Reads headers and the last packets with PyAV. What cannot be read is left to ffmpeg, whose error names the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from nemobuild.backend.render.scene import Film, Layer, Scene
from nemobuild.timeline.model import Media

_UNSPECIFIED = 2
MOST_KEYS = 10_000
HELD_S = Fraction(1, 5)
"""Seconds for which a last picture may be held without a word."""

_HDR = {16: "pq", 18: "hlg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """`matrix` is empty if the file states one; `hdr` is pq or hlg. `last` (s) is when the last picture is shown, 0 if
    that is not known."""

    matrix: str = ""
    hdr: str = ""
    keys: tuple[Fraction, ...] = ()
    last: Fraction = Fraction(0)


def told_colours(scene: Scene, media: Mapping[str, Media]) -> Scene:
    """A scene whose films know what their files leave unsaid, and the warnings that come of it."""
    layers = tuple(_told(layer, media) for layer in scene.layers)
    held = (_held(layer, media, scene.rate) for layer in layers)
    return replace(scene, layers=layers, warnings=(*scene.warnings, *(w for w in held if w)))


def _told(layer: Layer, media: Mapping[str, Media]) -> Layer:
    if not isinstance(layer.content, Film):
        return layer
    medium = media[layer.content.digest]
    found = colours(medium.path, medium.digest, medium.height)
    film = replace(layer.content, matrix=found.matrix, hdr=found.hdr, keys=found.keys, last=found.last)
    return replace(layer, content=film.since(film.at))


def _held(layer: Layer, media: Mapping[str, Media], rate: Fraction) -> str:
    """That a film's picture ends before its layer does, although its sound goes on; nothing if it is told already."""
    film = layer.content
    if not isinstance(film, Film) or not film.last:
        return ""
    medium = media[film.digest]
    end = film.at + layer.frames * film.speed / rate
    missing = end - film.last - 1 / rate
    if missing <= HELD_S or end > Fraction(medium.duration_ms, 1000) + HELD_S:
        return ""
    return f"the picture of {medium.name} ends {float(missing):.1f} s before {layer.origin} does; the last one is held"


@lru_cache(maxsize=1024)
def colours(path: str, _digest: str, height: int) -> Colours:
    """The colours of a file. An unstated matrix is taken as players do: BT.709 from 720 lines on, else BT.601."""
    guess = "bt709" if height >= 720 else "smpte170m"
    if not path or not Path(path).is_file():
        return Colours(matrix=guess)
    import av

    try:
        with av.open(path) as file:
            context = file.streams.video[0].codec_context
            stated = context.colorspace != _UNSPECIFIED
            hdr = _HDR.get(int(context.color_trc), "")
            keys = _keys(file.streams.video[0])
            return Colours(matrix="" if stated else guess, hdr=hdr, keys=keys, last=_last(file))
    except (av.FFmpegError, IndexError, OSError, ValueError):
        return Colours(matrix=guess)


def _last(file: Any) -> Fraction:
    """When the last picture is shown, by the packets after the last key frame; 0 if they do not tell."""
    import av

    stream, begin = file.streams.video[0], Fraction(file.start_time or 0, 1_000_000)
    if file.duration is None or not stream.time_base:
        return Fraction(0)
    try:
        file.seek(int((begin + Fraction(file.duration, 1_000_000)) / stream.time_base), stream=stream)
        packets = [p for p in file.demux(stream) if p.size and not p.is_discard]
    except av.FFmpegError:
        return Fraction(0)
    shown = [p.dts if p.pts is None else p.pts for p in packets if p.pts is not None or p.dts is not None]
    return max(shown) * stream.time_base - begin if shown else Fraction(0)


def _keys(stream: Any) -> tuple[Fraction, ...]:
    """When key frames are shown, as far as the file's index tells: it counts in decoding time, which runs ahead."""
    entries = [e for e in stream.index_entries if e.is_keyframe][:MOST_KEYS]
    if not entries or stream.time_base is None:
        return ()
    return tuple(Fraction(e.timestamp - entries[0].timestamp) * stream.time_base for e in entries)
