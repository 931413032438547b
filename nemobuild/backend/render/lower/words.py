"""Text segments become layers: one for each drawn piece, with its entrance and its leaving."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from nemobuild.backend.render.lower.stage import Stage, origin_of
from nemobuild.backend.render.scene import Box, Entrance, Layer, Still
from nemobuild.backend.render.typeset.scripts import is_beyond_drawing
from nemobuild.errors import OutputError
from nemobuild.timeline.model import Canvas, Text, Timeline

STILL = ("", "none", "cut", "type", "word-by-word")
"""Animations that are no motion of the whole: none, or drawn within the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A drawn picture of words: the key of its drawing, where it lies, and when (ms within its segment)."""

    key: str
    box: Box
    start_ms: int
    end_ms: int


class Typed(Protocol):
    @property
    def pieces(self) -> tuple[Piece, ...]: ...
    @property
    def missing(self) -> str: ...


def word_layers(
    timeline: Timeline, stage: Stage, typeset: Callable[[Text, Canvas], Typed], *, burned: bool
) -> tuple[Layer, ...]:
    """The layers of all text tracks. Captions are left out unless they are `burned` into the picture, and the words of
    the cover unless it is that picture."""
    canvas = Canvas(width=stage.output.width, height=stage.output.height, fps=float(stage.output.rate))
    shown = [
        (text.role, [*_layers(text, canvas, stage, typeset)])
        for track in timeline.of_kind("text")
        for text in track.segments
        if isinstance(text, Text) and is_seen(text, burned=burned, cover=stage.output.is_cover)
    ]
    return tuple(layer for layers in _apart(shown, canvas) for layer in layers)


GAP = 0.022  # between two texts, as a share of the shorter side
SPAN = 128  # frames of a stretch within which texts are compared
SOFT = 0.06  # how much of a text's height above and below is but its shadow


def _apart(shown: list[tuple[str, list[Layer]]], canvas: Canvas) -> list[list[Layer]]:
    """No text on another one: of two that meet, a caption gives way, or else the one that begins later; by as much as it takes,
    upwards if it lies in the lower half, else downwards, and where there is no room, to the other side."""

    def rank(n: int) -> tuple[bool, int, int]:
        role, layers = shown[n]
        return role == "caption", min((layer.start for layer in layers), default=0), n

    placed: defaultdict[int, list[Layer]] = defaultdict(list)
    moved: dict[int, list[Layer]] = {}
    for n in sorted(range(len(shown)), key=rank):
        near = [o for span in _spans(shown[n][1]) for o in placed[span]]
        moved[n] = _clear_of(shown[n][1], near, canvas)
        for layer in moved[n]:
            for span in _spans([layer]):
                placed[span].append(layer)
    return [moved[n] for n in range(len(shown))]


def _spans(layers: list[Layer]) -> set[int]:
    """The stretches of `SPAN` frames in which layers are on screen, by number: what meets is in one of them."""
    return {span for x in layers for span in range(x.start // SPAN, (x.end - 1) // SPAN + 1)}


def _clear_of(layers: list[Layer], others: list[Layer], canvas: Canvas) -> list[Layer]:
    gap = 2 * round(GAP * min(canvas.width, canvas.height) / 2)
    met = [o for o in others if any(_meet(layer, o) for layer in layers)]
    if not met or not layers:
        return layers
    top = min(layer.box.y for layer in layers)
    bottom = max(layer.box.y + layer.box.height for layer in layers)
    up = min(o.box.y for o in met) - gap - bottom
    down = max(o.box.y + o.box.height for o in met) + gap - top
    fits = [dy for dy in (up, down) if top + dy >= gap and bottom + dy <= canvas.height - gap]
    upwards_first = top + bottom >= canvas.height
    ways = sorted(fits, key=lambda dy: (dy > 0) == upwards_first)
    if not ways:
        return layers
    dy = 2 * round(ways[0] / 2)
    return [replace(layer, box=replace(layer.box, y=layer.box.y + dy)) for layer in layers]


def _meet(one: Layer, other: Layer) -> bool:
    a, b = one.box, other.box
    at_once = one.start < other.end and other.start < one.end
    across = a.x < b.x + b.width and b.x < a.x + a.width
    shared = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    return at_once and across and shared > SOFT * (a.height + b.height)


def is_seen(text: Text, *, burned: bool, cover: bool) -> bool:
    return {"caption": burned, "cover": cover}.get(text.role, True)


def _layers(
    text: Text, canvas: Canvas, stage: Stage, typeset: Callable[[Text, Canvas], Typed]
) -> Iterator[Layer]:
    if not (text.text.strip() or text.detail.strip() or text.words):
        return
    typed = typeset(text, canvas)
    if is_beyond_drawing(typed.missing, text.text + text.detail):
        raise OutputError(
            f"no font here has the letters of {origin_of(text)}",
            hint="install one that has (for Chinese on Debian: fonts-noto-cjk), or name its folder in NEMOBUILD_FONTS",
        )
    if typed.missing:
        stage.warnings.append(f'no font here has "{typed.missing}" of {origin_of(text)}')
    first, last = stage.frame(text.start_ms), stage.frame(text.end_ms)
    for piece in typed.pieces:
        start = stage.frame(text.start_ms + piece.start_ms)
        end = min(stage.frame(text.start_ms + piece.end_ms), last)
        if end <= start:
            continue
        opens, closes = start == first, end == last
        yield Layer(
            start=start,
            end=end,
            content=Still(key=piece.key, transparent=True),
            box=piece.box,
            enter=_entrance(text.enter, text.enter_ms, end - start, stage) if opens else None,
            leave=_entrance(text.leave, text.leave_ms, end - start, stage) if closes else None,
            origin=origin_of(text),
        )


def _entrance(kind: str, ms: int, frames: int, stage: Stage) -> Entrance | None:
    """At most half of what is on screen, so that every text stands still for a while."""
    length = min(stage.length(ms), frames // 2)
    return None if kind in STILL or length < 1 else Entrance(kind=kind, frames=length)
