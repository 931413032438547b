"""What a source's header says, where a graph has to know: colour matrix, high dynamic range, key frames.

Reads headers with PyAV. What cannot be read is left to ffmpeg, whose error names the file.
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
_HDR = {16: "pq", 18: "hlg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """`matrix` is empty if the file states one; `hdr` is pq or hlg."""

    matrix: str = ""
    hdr: str = ""
    keys: tuple[Fraction, ...] = ()


def told_colours(scene: Scene, media: Mapping[str, Media]) -> Scene:
    """A scene whose films know what their files leave unsaid."""
    return replace(scene, layers=tuple(_told(layer, media) for layer in scene.layers))


def _told(layer: Layer, media: Mapping[str, Media]) -> Layer:
    if not isinstance(layer.content, Film):
        return layer
    medium = media[layer.content.digest]
    found = colours(medium.path, medium.digest, medium.height)
    return replace(layer, content=replace(layer.content, matrix=found.matrix, hdr=found.hdr, keys=found.keys))


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
            return Colours(matrix="" if stated else guess, hdr=hdr, keys=_keys(file.streams.video[0]))
    except (av.FFmpegError, IndexError, OSError, ValueError):
        return Colours(matrix=guess)


def _keys(stream: Any) -> tuple[Fraction, ...]:
    """When key frames are shown, as far as the file's index tells: it counts in decoding time, which runs ahead."""
    entries = [e for e in stream.index_entries if e.is_keyframe][:MOST_KEYS]
    if not entries or stream.time_base is None:
        return ()
    return tuple(Fraction(e.timestamp - entries[0].timestamp) * stream.time_base for e in entries)
