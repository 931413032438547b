"""What a source's header says about its colours, where a graph has to know: matrix, high dynamic range.

Reads headers with PyAV. What cannot be read is left to ffmpeg, whose error names the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from nemobuild.backend.render.scene import Film, Layer, Scene
from nemobuild.timeline.model import Media

_UNSPECIFIED = 2
_HDR = {16: "pq", 18: "hlg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """`matrix` is empty if the file states one; `hdr` is pq or hlg."""

    matrix: str = ""
    hdr: str = ""


def told_colours(scene: Scene, media: Mapping[str, Media]) -> Scene:
    """A scene whose films know what their files leave unsaid."""
    return replace(scene, layers=tuple(_told(layer, media) for layer in scene.layers))


def _told(layer: Layer, media: Mapping[str, Media]) -> Layer:
    if not isinstance(layer.content, Film):
        return layer
    medium = media[layer.content.digest]
    found = colours(medium.path, medium.digest, medium.height)
    return replace(layer, content=replace(layer.content, matrix=found.matrix, hdr=found.hdr))


@lru_cache(maxsize=1024)
def colours(path: str, digest: str, height: int) -> Colours:
    """The colours of a file. An unstated matrix is taken as players do: BT.709 from 720 lines on, else BT.601."""
    guess = "bt709" if height >= 720 else "smpte170m"
    if not path or not Path(path).is_file():
        return Colours(matrix=guess)
    import av

    try:
        with av.open(path) as file:
            context = file.streams.video[0].codec_context
            stated = context.colorspace != _UNSPECIFIED
            return Colours(matrix="" if stated else guess, hdr=_HDR.get(int(context.color_trc), ""))
    except (av.FFmpegError, IndexError, OSError, ValueError):
        return Colours(matrix=guess)
