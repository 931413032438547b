"""Chunks: ranges in whole frames that tile a scene, each with what is seen in it, in its own time.

A chunk knows nothing of where in the film it lies, nor of anything that happens outside it: what looks the same is the
same value, so an insertion early on leaves all later chunks as they were.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil

from nemobuild.backend.render.scene import Content, Film, Layer, Scene, Still, key_of

LONGEST_S = 6
"""Seconds after which a chunk is divided: long enough that starting an encoder does not tell, short enough that a
change of a title renders little."""

SHORTEST_S = 1
"""Seconds below which a chunk is not made for the sake of something laid over the picture."""


GROUP = 4
"""How many short segments are in a chunk, on average."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """`frames` frames of a scene; `layers` count from the chunk's own first frame."""

    width: int
    height: int
    rate: Fraction
    background: str
    frames: int
    layers: tuple[Layer, ...]
    filters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A chunk and the frame of the film where it begins."""

    start: int
    chunk: Chunk

    @property
    def end(self) -> int:
        return self.start + self.chunk.frames


def cut(scene: Scene) -> tuple[Placed, ...]:
    """A scene in chunks, in order. They tile it without gap or overlap."""
    edges = boundaries(scene)
    return tuple(window(scene, start, end) for start, end in pairwise(edges))


def whole(scene: Scene) -> tuple[Placed, ...]:
    """A scene as a single chunk, for rendering in one pass."""
    return (window(scene, 0, scene.frames),)


def boundaries(scene: Scene) -> tuple[int, ...]:
    """Where chunks begin and end, from 0 to the number of frames.

    Where a segment of the main track is alone on screen or stops is always one: after its blend, as the segment before
    it would have to be decoded from its last key frame on for the blend alone. Between those, where something laid over
    begins or ends, if that leaves no piece shorter than `SHORTEST_S`. What is still longer than `LONGEST_S` is divided.
    All but the first are put at key frames of the film that is shown where one is near, since what lies before one need
    not be decoded for what lies after it. All of it looks at nothing but what lies between two segments' beginnings.
    """
    blends = tuple((x.start, _alone(x)) for x in scene.layers if x.blend)
    mains = [x for x in scene.layers if x.main]
    shortest, longest = int(SHORTEST_S * scene.rate), int(LONGEST_S * scene.rate)
    begun = {_alone(x) for x in mains}
    hard = {0, scene.frames, *_starts(mains, shortest), *(x.end for x in mains if x.end not in begun)}
    edges = sorted(e for e in hard if _free(e, blends) and 0 <= e <= scene.frames)
    over = [x for x in scene.layers if not x.main]
    done = [0]
    for start, end in pairwise(edges):
        keys = _keys(scene, start, end)
        soft = {_before(x.start, keys, longest // 3) for x in over} | {
            _after(x.end, keys, longest // 3) for x in over
        }
        apart = _apart(sorted(e for e in soft if _free(e, blends)), start, end, shortest)
        for left, right in pairwise([start, *apart, end]):
            inner = _divided(left, right, [k for k in keys if left < k < right], longest)
            done.extend(e for e in inner if _free(e, blends))
            done.append(right)
    return tuple(done)


def _starts(mains: list[Layer], shortest: int) -> list[int]:
    """Where main layers are alone, but for most of those within a run of short ones, as jump cuts make it.

    Which of these stay is drawn by lot, from what the layer shows: after an edit somewhere in the run, the lots of the
    others are the same, and so are the chunks from the next that stays on.
    """
    kept = [_alone(x) for x in mains[:1]]
    for before, layer in pairwise(mains):
        short = before.frames < shortest and layer.frames < shortest and before.end >= layer.start
        if not short or _lot(layer.content) == 0:
            kept.append(_alone(layer))
    return kept


def _alone(layer: Layer) -> int:
    """The frame from which a layer is seen without the one that it takes over from."""
    return layer.start + (layer.blend.frames if layer.blend else 0)


def _lot(content: Content) -> int:
    shown = replace(content, keys=()) if isinstance(content, Film) else content
    return int(key_of(shown)[:8], 16) % GROUP


def _free(edge: int, blends: tuple[tuple[int, int], ...]) -> bool:
    return not any(start < edge < end for start, end in blends)


def _apart(edges: list[int], start: int, end: int, shortest: int) -> list[int]:
    """Those edges that leave no piece shorter than `shortest`."""
    kept = [start]
    for edge in edges:
        if kept[-1] + shortest <= edge <= end - shortest:
            kept.append(edge)
    return kept[1:]


def _divided(start: int, end: int, keys: list[int], longest: int) -> list[int]:
    """Edges inside a stretch, so that no piece is much longer than `longest`."""
    parts = -(-(end - start) // longest)
    if parts < 2:
        return []
    even = [start + (end - start) * i // parts for i in range(1, parts)]
    return sorted({_near(edge, keys, longest // 3) for edge in even})


def _near(edge: int, keys: list[int], most: int) -> int:
    """The key frame closest to an edge, or the edge itself if there is none within `most` frames."""
    return min((k for k in keys if abs(k - edge) <= most), key=lambda k: abs(k - edge), default=edge)


def _before(edge: int, keys: list[int], most: int) -> int:
    """The last key frame up to an edge, or the edge itself if there is none within `most` frames."""
    return max((k for k in keys if edge - most <= k <= edge), default=edge)


def _after(edge: int, keys: list[int], most: int) -> int:
    """The first key frame from an edge on, or the edge itself if there is none within `most` frames."""
    return min((k for k in keys if edge <= k <= edge + most), default=edge)


def _keys(scene: Scene, start: int, end: int) -> list[int]:
    """Frames strictly inside a stretch at which the main film's key frames are first on screen."""
    found: list[int] = []
    for layer in scene.layers:
        film = layer.content
        if (
            layer.main
            and isinstance(film, Film)
            and not film.reverse
            and layer.start < end
            and layer.end > start
        ):
            frames = (layer.start + ceil((key - film.at) / film.speed * scene.rate) for key in film.keys)
            found.extend(f for f in frames if start < f < end)
    return found


def window(scene: Scene, start: int, end: int) -> Placed:
    """What is seen of a scene from frame `start` up to, and without, `end`."""
    seen = tuple(clipped(x, start, end, scene.rate) for x in scene.layers if x.start < end and x.end > start)
    chunk = Chunk(
        width=scene.width,
        height=scene.height,
        rate=scene.rate,
        background=scene.background,
        frames=end - start,
        layers=seen,
        filters=scene.filters,
    )
    return Placed(start=start, chunk=chunk)


def clipped(layer: Layer, start: int, end: int, rate: Fraction) -> Layer:
    """A layer as seen through a window, in the window's time, without anything that happens outside it."""
    first, last = max(layer.start, start) - layer.start, min(layer.end, end) - layer.start
    opens = max(layer.enter.frames if layer.enter else 0, layer.fade_in)
    closes = max(layer.leave.frames if layer.leave else 0, layer.fade_out)
    opening, closing = first < opens, last > layer.frames - closes
    origin = 0 if opening else min(first, layer.frames - closes) if closing else first
    return replace(
        layer,
        start=layer.start + first - start,
        end=layer.start + last - start,
        content=_advanced(layer.content, first, last, layer.frames, rate),
        blend=layer.blend if layer.blend and first == 0 else None,
        enter=layer.enter if opening else None,
        leave=layer.leave if closing else None,
        fade_in=layer.fade_in if opening else 0,
        fade_out=layer.fade_out if closing else 0,
        skip=first - origin,
        length=layer.frames - origin if closing else 0,
        travel=replace(layer.travel, offset=layer.travel.offset + first) if layer.travel else None,
    )


def _advanced(content: Content, first: int, last: int, frames: int, rate: Fraction) -> Content:
    if isinstance(content, (Film, Still)) and content.move is not None:
        content = replace(content, move=replace(content.move, offset=content.move.offset + first))
    if isinstance(content, Film):
        passed = frames - last if content.reverse else first
        return content.since(content.at + passed * content.speed / rate)
    return content
