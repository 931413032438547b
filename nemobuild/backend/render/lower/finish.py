"""Effects of the whole film: what is laid over everything, and what the finished picture goes through."""

from __future__ import annotations

from dataclasses import replace

from nemobuild.backend.render.lower.effects import filters_of
from nemobuild.backend.render.lower.stage import Stage
from nemobuild.backend.render.output import even
from nemobuild.backend.render.scene import Box, Entrance, Layer, Plain, Travel
from nemobuild.timeline.model import Timeline


def finishing(timeline: Timeline, stage: Stage) -> tuple[tuple[Layer, ...], tuple[str, ...]]:
    """Layers over all others, and filters for the finished picture."""
    bars = tuple(e for e in timeline.effects if e.name == "progress_bar")
    rest = tuple(e for e in timeline.effects if e.name != "progress_bar")
    still, moving = filters_of(rest, stage, stage.whole)
    color = str(bars[0].params.get("color") or "#ff3b30") if bars else ""
    position = str(bars[0].params.get("position") or "bottom") if bars else ""
    return (_bar(color, position, stage),) if bars else (), (*still, *moving)


def fading_with_the_film(layers: tuple[Layer, ...], frames: int) -> tuple[Layer, ...]:
    """What lies over the film from its beginning, or to its end at `frames`, comes and goes with the picture below: a logo that
    stays where all else turns black is a mistake to anyone who sees it."""
    base = [x for x in layers if x.main]
    comes = max(base[0].fade_in, _faded(base[0].enter)) if base and base[0].start == 0 else 0
    goes = max(base[-1].fade_out, _faded(base[-1].leave)) if base and base[-1].end == frames else 0

    def fading(layer: Layer) -> Layer:
        if layer.main:
            return layer
        enter, leave = layer.enter, layer.leave
        if layer.start == 0:
            enter = _at_least(comes, enter, layer)
        if layer.end == frames:
            leave = _at_least(goes, leave, layer)
        return replace(layer, enter=enter, leave=leave)

    return tuple(map(fading, layers)) if comes or goes else layers


def _faded(way: Entrance | None) -> int:
    """The frames of a fade; none for any other way to come or go."""
    return way.frames if way is not None and way.kind == "fade" else 0


def _at_least(wanted: int, own: Entrance | None, layer: Layer) -> Entrance | None:
    """A fade of as many frames as are wanted, where a layer has none that is as long, and no movement of its own."""
    if not wanted or (own is not None and (own.kind != "fade" or own.frames >= wanted)):
        return own
    return Entrance(kind="fade", frames=min(wanted, layer.frames))


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
