"""Things in the air: bokeh, dust, snow, rain, confetti, light leaks. Drawn once as a tile that repeats without a seam.

A tile holds its pattern twice along the way it travels, so that it can be moved by any part of that length and still
covers the frame. Knows nothing of time; `lower.particles` says how fast each tile goes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """One plane of particles: how many there are on a picture, their radius as shares of its shorter side (smallest and
    largest), how opaque they are (0..1), and how far they go as shares of the picture's height a second (x, y; one of
    them is 0)."""

    count: int
    radius: tuple[float, float]
    opacity: float
    way: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a kind of particle looks like: its shape, its colours (`#rrggbb`), its planes from the farthest to the nearest."""

    shape: str
    colors: tuple[str, ...]
    depths: tuple[Depth, ...]


KINDS: Mapping[str, Kind] = {
    "bokeh": Kind(
        shape="disc", colors=("#ffe9c4", "#ffd28a", "#fff6e6", "#ffc46b"),
        depths=(
            Depth(count=16, radius=(0.03, 0.07), opacity=0.16, way=(0.0, -0.02)),
            Depth(count=7, radius=(0.08, 0.15), opacity=0.12, way=(0.03, 0.0)),
        ),
    ),
    "dust": Kind(
        shape="dot", colors=("#fff3dc", "#ffffff"),
        depths=(
            Depth(count=70, radius=(0.0015, 0.003), opacity=0.5, way=(0.0, -0.015)),
            Depth(count=24, radius=(0.003, 0.007), opacity=0.35, way=(0.025, 0.0)),
        ),
    ),
    "sparkles": Kind(
        shape="dot", colors=("#ffd76a", "#fff2c2", "#ffe9a0"),
        depths=(
            Depth(count=60, radius=(0.002, 0.004), opacity=0.8, way=(0.0, 0.04)),
            Depth(count=24, radius=(0.004, 0.009), opacity=0.6, way=(0.0, 0.07)),
        ),
    ),
    "snow": Kind(
        shape="dot", colors=("#ffffff",),
        depths=(
            Depth(count=90, radius=(0.002, 0.004), opacity=0.6, way=(0.0, 0.10)),
            Depth(count=45, radius=(0.004, 0.007), opacity=0.7, way=(0.0, 0.17)),
            Depth(count=16, radius=(0.008, 0.013), opacity=0.6, way=(0.0, 0.28)),
        ),
    ),
    "rain": Kind(
        shape="streak", colors=("#dfe8f2",),
        depths=(
            Depth(count=90, radius=(0.02, 0.035), opacity=0.25, way=(0.0, 1.5)),
            Depth(count=40, radius=(0.04, 0.06), opacity=0.3, way=(0.0, 2.4)),
        ),
    ),
    "confetti": Kind(
        shape="paper", colors=("#ff4d6d", "#ffd166", "#06d6a0", "#118ab2", "#f78c6b", "#c77dff"),
        depths=(
            Depth(count=55, radius=(0.010, 0.014), opacity=0.95, way=(0.0, 0.18)),
            Depth(count=32, radius=(0.015, 0.023), opacity=1.0, way=(0.0, 0.28)),
        ),
    ),
    "light_leak": Kind(
        shape="glow", colors=("#ff7a3c", "#ffb35c", "#ff4f6a"),
        depths=(Depth(count=3, radius=(0.35, 0.6), opacity=0.42, way=(0.09, 0.0)),),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticlesSpec:
    """One plane of a kind for a picture of `width` by `height` px; `color` (`#rrggbb`) in place of the kind's own."""

    kind: str
    depth: int
    width: int
    height: int
    color: str = ""


def tile_size(spec: ParticlesSpec) -> tuple[int, int]:
    """How large the drawing is, in px: twice the picture along the way it goes."""
    x, y = KINDS[spec.kind].depths[spec.depth].way
    return spec.width * (2 if x else 1), spec.height * (2 if y else 1)


def draw_particles(spec: ParticlesSpec) -> Image.Image:
    """The tile, with alpha. The same specification gives the same bytes."""
    import numpy as np
    from PIL import Image

    kind = KINDS[spec.kind]
    depth = kind.depths[spec.depth]
    random = np.random.default_rng([spec.depth, *spec.kind.encode()])
    short = min(spec.width, spec.height)
    picture = np.zeros((spec.height, spec.width, 4), np.float32)
    colors = [_light(spec.color)] if spec.color else [_light(c) for c in kind.colors]
    for number in range(depth.count):
        radius = max(random.uniform(*depth.radius) * short, 1.0)
        at = random.uniform(0, spec.width), random.uniform(0, spec.height)
        sprite = SHAPES[kind.shape](radius, random) * np.float32(depth.opacity * random.uniform(0.6, 1.0))
        _lay(picture, sprite, at, colors[number % len(colors)], depth.way)
    shares = np.maximum(picture[..., 3:], 1e-6)
    coded = np.concatenate([picture[..., :3] / shares, picture[..., 3:]], axis=2)
    x, y = depth.way
    tile = np.tile(coded, (2 if y else 1, 2 if x else 1, 1))
    return Image.fromarray((np.clip(tile, 0, 1) * 255 + 0.5).astype(np.uint8), "RGBA")


def _light(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _lay(
    picture: Any,
    sprite: Any,
    at: tuple[float, float],
    color: tuple[float, float, float],
    way: tuple[float, float],
) -> None:
    """A sprite over what is there, its middle at a place in px; what sticks out on the way it goes comes in on the other
    side."""
    height, width = picture.shape[:2]
    for dx in (-width, 0, width) if way[0] else (0,):
        for dy in (-height, 0, height) if way[1] else (0,):
            left = int(at[0]) + dx - sprite.shape[1] // 2
            top = int(at[1]) + dy - sprite.shape[0] // 2
            _blit(picture, sprite, left, top, color)


def _blit(picture: Any, sprite: Any, left: int, top: int, color: tuple[float, float, float]) -> None:
    import numpy as np

    height, width = picture.shape[:2]
    right, bottom = min(left + sprite.shape[1], width), min(top + sprite.shape[0], height)
    if right <= max(left, 0) or bottom <= max(top, 0):
        return
    seen = sprite[max(-top, 0) : bottom - top, max(-left, 0) : right - left, None]
    under = picture[max(top, 0) : bottom, max(left, 0) : right]
    under[:] = seen * np.asarray([*color, 1.0], np.float32) + under * (1 - seen)


def _grid(radius: float) -> tuple[Any, Any]:
    """Positions about the middle in units of the radius, one px more than it on each side."""
    import numpy as np

    reach = math.ceil(radius) + 1
    steps = np.arange(-reach, reach + 1, dtype=np.float32) / np.float32(radius)
    return steps[None, :], steps[:, None]


def _disc(radius: float, _random: np.random.Generator) -> Any:
    """A light out of focus: even, a little brighter at its rim, with an edge of some px."""
    import numpy as np

    x, y = _grid(radius)
    distance = np.sqrt(x * x + y * y)
    edge = np.clip((1 - distance) * radius / max(radius * 0.06, 1.5), 0, 1)
    return edge * (0.7 + 0.3 * distance**4)


def _dot(radius: float, _random: np.random.Generator) -> Any:
    import numpy as np

    x, y = _grid(radius * 2)
    return np.exp(-4 * (x * x + y * y))


def _glow(radius: float, _random: np.random.Generator) -> Any:
    import numpy as np

    x, y = _grid(radius * 1.5)
    return np.clip(np.exp(-5 * (x * x + y * y)) - 0.0067, 0, 1)


def _streak(radius: float, _random: np.random.Generator) -> Any:
    import numpy as np

    length, width = max(int(radius * 2), 4), max(int(radius * 0.05), 1) + 2
    along = np.sin(np.linspace(0, math.pi, length, dtype=np.float32))[:, None]
    across = np.hanning(width + 2).astype(np.float32)[None, 1:-1]
    return along * across


def _paper(radius: float, random: np.random.Generator) -> Any:
    """A piece of paper seen from a chance angle."""
    import numpy as np

    x, y = _grid(radius * 1.5)
    x, y = x * 1.5, y * 1.5
    angle, tilt = random.uniform(0, math.pi), random.uniform(0.35, 1.0)
    u, v = x * math.cos(angle) + y * math.sin(angle), (y * math.cos(angle) - x * math.sin(angle)) / tilt
    inside = np.minimum(0.9 - np.abs(u), 0.55 - np.abs(v)) * radius
    return np.clip(inside, 0, 1)


SHAPES: Mapping[str, Callable[[float, np.random.Generator], Any]] = {
    "disc": _disc,
    "dot": _dot,
    "glow": _glow,
    "streak": _streak,
    "paper": _paper,
}
