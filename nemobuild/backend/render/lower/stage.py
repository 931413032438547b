"""What every pass is given: the output's canvas, the media, and where drawings and warnings are collected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nemobuild.backend.render.drawn import key_of_drawing
from nemobuild.backend.render.frames import frame_at
from nemobuild.backend.render.output import Output, even
from nemobuild.backend.render.scene import Box
from nemobuild.errors import AssetError
from nemobuild.timeline.model import Canvas, Clip, Media, Rect, Sound, Source, Text


@dataclass(slots=True, kw_only=True)
class Stage:
    """The surroundings of lowering. `drawings` and `warnings` grow while the passes run."""

    output: Output
    canvas: Canvas
    media: Mapping[str, Media]
    frames: int
    drawings: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def frame(self, ms: float) -> int:
        """A time on the output's grid, held inside the film."""
        return min(max(frame_at(ms, self.output.rate), 0), self.frames)

    def length(self, ms: float) -> int:
        return max(frame_at(ms, self.output.rate), 0)

    @property
    def whole(self) -> Box:
        return Box(width=self.output.width, height=self.output.height)

    def box_of(self, rect: Rect) -> Box:
        """A rectangle of the canvas in px: corner and size even, at least 2 px."""
        width, height = even(rect.width * self.output.width), even(rect.height * self.output.height)
        x, y = round(rect.x * self.output.width / 2) * 2, round(rect.y * self.output.height / 2) * 2
        return Box(x=x, y=y, width=width, height=height)

    def draw(self, specification: Any) -> str:
        """Asks for a drawing; the same specification is drawn once."""
        key = key_of_drawing(type(specification).__name__, specification)
        self.drawings[key] = specification
        return key

    def found(self, segment: Clip | Sound) -> Media:
        """The file of a segment, or an AssetError that names the segment and its place."""
        source = segment.source
        medium = self.media.get(source.digest)
        if medium is None:
            raise AssetError(
                f"{origin_of(segment)} needs {shown_name(source)}, which the backend does not have",
                hint="upload the file again and repeat the render",
            )
        return medium


def origin_of(segment: Clip | Sound | Text) -> str:
    """A segment as a person knows it: its name, its source where that is called otherwise, and when it is on."""
    match segment:
        case Text():
            name = f'the text "{segment.text[:40]}"'
        case Clip() | Sound():
            source = shown_name(segment.source)
            name = segment.label or source
            name = name if name in source else f"{name}, {source}"
    return f"{name} ({segment.start_ms / 1000:g}-{segment.end_ms / 1000:g} s)"


def shown_name(source: Source) -> str:
    return source.name or source.generator or source.digest[:12] or "a file"
