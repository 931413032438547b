"""A timeline becomes a scene: the passes, in order, each in a file of its own.

Pure but for `typeset`, which is handed in: it draws words, and tells how large they came out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nemobuild.backend.render.frames import frame_at
from nemobuild.backend.render.lower.countdown import without_countdowns
from nemobuild.backend.render.lower.finish import fading_with_the_film, finishing
from nemobuild.backend.render.lower.pictures import picture_layers
from nemobuild.backend.render.lower.sounds import loudness_of, sounds
from nemobuild.backend.render.lower.stage import Stage
from nemobuild.backend.render.lower.words import Piece, word_layers
from nemobuild.backend.render.output import Output
from nemobuild.backend.render.scene import Scene
from nemobuild.errors import BackendError
from nemobuild.timeline.model import Canvas, Media, Text, Timeline

Typeset = Callable[[Text, Canvas], "Typed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """Words as drawn: their pieces, and the characters that no font had."""

    pieces: tuple[Piece, ...]
    missing: str = ""


def lower(timeline: Timeline, media: Mapping[str, Media], output: Output, typeset: Typeset) -> Scene:
    """The scene of a timeline on an output's canvas. An empty timeline is a BackendError, a missing file an AssetError."""
    frames = frame_at(timeline.duration_ms, output.rate)
    if frames < 1:
        raise BackendError("the timeline is empty", hint="add something to see or hear before rendering")
    timeline = without_countdowns(timeline, cover=output.is_cover)
    stage = Stage(output=output, canvas=timeline.canvas, media=media, frames=frames)
    pictures = picture_layers(timeline, stage)
    burned = timeline.subtitles != "sidecar"
    words = word_layers(timeline, stage, lambda text, canvas: typeset(text, canvas), burned=burned)
    over, filters = finishing(timeline, stage)
    heard = sounds(timeline, stage)
    return Scene(
        width=output.width,
        height=output.height,
        rate=output.rate,
        frames=frames,
        background=timeline.canvas.background or "#000000",
        layers=fading_with_the_film((*pictures, *words, *over), frames),
        sounds=heard,
        filters=filters,
        loudness=loudness_of(timeline, heard),
        warnings=tuple(dict.fromkeys(stage.warnings)),
        drawings=dict(stage.drawings),
    )
