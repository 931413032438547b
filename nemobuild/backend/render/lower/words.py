"""Text segments become layers: one for each drawn piece, with its entrance and its leaving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from nemobuild.backend.render.lower.stage import Stage, origin_of
from nemobuild.backend.render.scene import Box, Entrance, Layer, Still
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
    layers: list[Layer] = []
    for track in timeline.of_kind("text"):
        for text in track.segments:
            if isinstance(text, Text) and is_seen(text, burned=burned, cover=stage.output.is_cover):
                layers.extend(_layers(text, canvas, stage, typeset))
    return tuple(layers)


def is_seen(text: Text, *, burned: bool, cover: bool) -> bool:
    return {"caption": burned, "cover": cover}.get(text.role, True)


def _layers(
    text: Text, canvas: Canvas, stage: Stage, typeset: Callable[[Text, Canvas], Typed]
) -> Iterator[Layer]:
    if not (text.text.strip() or text.detail.strip() or text.words):
        return
    typed = typeset(text, canvas)
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
