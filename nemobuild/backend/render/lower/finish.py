"""Effects of the whole film: what is laid over everything, and what the finished picture goes through."""

from __future__ import annotations

from nemobuild.backend.render.lower.effects import filters_of
from nemobuild.backend.render.lower.stage import Stage
from nemobuild.backend.render.output import even
from nemobuild.backend.render.scene import Box, Layer, Plain, Travel
from nemobuild.timeline.model import Timeline


def finishing(timeline: Timeline, stage: Stage) -> tuple[tuple[Layer, ...], tuple[str, ...]]:
    """Layers over all others, and filters for the finished picture."""
    bars = tuple(e for e in timeline.effects if e.name == "progress_bar")
    rest = tuple(e for e in timeline.effects if e.name != "progress_bar")
    still, moving = filters_of(rest, stage, stage.whole)
    color = str(bars[0].params.get("color") or "#ff3b30") if bars else ""
    position = str(bars[0].params.get("position") or "bottom") if bars else ""
    return (_bar(color, position, stage),) if bars else (), (*still, *moving)


def _bar(color: str, position: str, stage: Stage) -> Layer:
    height = even(stage.output.height * 0.008 + 2)
    y = 0 if position == "top" else stage.output.height - height
    return Layer(
        start=0,
        end=stage.frames,
        content=Plain(color=color),
        box=Box(x=-stage.output.width, y=y, width=stage.output.width, height=height),
        travel=Travel(x=stage.output.width / stage.frames, offset=1),
        origin="the progress bar",
    )
