"""A clip of particles becomes a layer for each of its planes, each a tile that travels at a speed of its own."""

from __future__ import annotations

from collections.abc import Iterator

from nemobuild.backend.render.lower.stage import Stage, origin_of
from nemobuild.backend.render.particles import KINDS, ParticlesSpec, tile_size
from nemobuild.backend.render.scene import Box, Layer, Still, Travel
from nemobuild.timeline.model import Clip


def is_particles(clip: Clip) -> bool:
    return clip.source.generator == "particles"


def particle_layers(clip: Clip, stage: Stage) -> Iterator[Layer]:
    """The planes of a clip, the farthest first; none for a kind that is unknown, which is told."""
    kind = str(clip.source.params.get("kind", "bokeh"))
    start, end = stage.frame(clip.start_ms), stage.frame(clip.end_ms)
    if kind not in KINDS:
        stage.warnings.append(f'the particles "{kind}" are unknown here and were left out')
        return
    if end <= start:
        return
    color = str(clip.source.params.get("color", ""))
    for number, depth in enumerate(KINDS[kind].depths):
        spec = ParticlesSpec(
            kind=kind, depth=number, width=stage.output.width, height=stage.output.height,
            color=color if len(color) == 7 and color[0] == "#" else "",
        )  # fmt: skip
        width, height = tile_size(spec)
        px = [share * stage.output.height / float(stage.output.rate) for share in depth.way]
        yield Layer(
            start=start,
            end=end,
            content=Still(key=stage.draw(spec), transparent=True),
            box=Box(
                x=stage.output.width - width if px[0] > 0 else 0,
                y=stage.output.height - height if px[1] > 0 else 0,
                width=width,
                height=height,
            ),
            travel=Travel(x=px[0], y=px[1], wrap_x=stage.output.width, wrap_y=stage.output.height),
            opacity=clip.placement.opacity if clip.placement else 1.0,
            origin=origin_of(clip),
        )
