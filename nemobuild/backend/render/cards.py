"""Moving card backgrounds: drawn once as a still, which the graph then moves. See `draw_card` for how."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nemobuild.backend.render.scene import Move, Share

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

Palette = tuple[str, ...]

THEMES: Mapping[str, Palette] = {
    "": ("#14213d", "#1f4068", "#e43f5a"),
    "dark": ("#0b0d12", "#1b2333", "#3d5a80"),
    "light": ("#f4f1ea", "#dfe7ee", "#a8c5da"),
    "warm": ("#3b1020", "#b23a48", "#fcb97d"),
    "cool": ("#06283d", "#1363df", "#47b5ff"),
    "nature": ("#10281c", "#2d6a4f", "#95d5b2"),
    "ocean": ("#03254c", "#1167b1", "#2a9df4"),
    "sunset": ("#2d1e2f", "#f15946", "#f9c22e"),
    "romantic": ("#3a1c32", "#b56576", "#eaac8b"),
    "elegant": ("#15120f", "#3a3128", "#c9a66b"),
    "energetic": ("#240046", "#c9184a", "#ff9e00"),
    "playful": ("#3a0ca3", "#f72585", "#4cc9f0"),
    "corporate": ("#0f1c2e", "#1f3b57", "#4d8fb8"),
    "tech": ("#05070f", "#10264d", "#00c2c7"),
    "minimal": ("#e9ecef", "#dee2e6", "#ced4da"),
}
MOTIONS = ("drift", "push", "pull", "pan", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSpec:
    """A card's background: a theme by name or a palette of `#rrggbb`, how it moves, and a seed for its shapes."""

    theme: str
    palette: Palette
    motion: str
    seed: int
    width: int
    height: int


def card_move(spec: CardSpec, frames: int) -> Move | None:
    """How the graph moves a card: slowly, and never out of the picture."""
    wide, near = Share(), Share(x=0.06, y=0.06, width=0.88, height=0.88)
    left, right = Share(x=0, y=0.06, width=0.88, height=0.88), Share(x=0.12, y=0.04, width=0.88, height=0.88)
    pairs = {"push": (wide, near), "pull": (near, wide), "pan": (left, right), "drift": (left, right)}
    motion = spec.motion if spec.motion in MOTIONS else "drift"
    if motion == "none" or frames < 2:
        return None
    start, end = pairs[motion]
    if motion == "drift" and spec.seed % 2:
        start, end = end, start
    return Move(start=start, end=end, easing="linear", frames=frames)


def palette_of(spec: CardSpec) -> Palette:
    """At least three colours: the background's two ends and an accent."""
    stated = tuple(c for c in spec.palette if _is_color(c))
    base = THEMES.get(spec.theme, THEMES[""])
    return stated if len(stated) >= 3 else (*stated, *base[len(stated) :])


def draw_card(spec: CardSpec) -> Image.Image:
    """A gradient with soft blobs and thin shapes over it, dithered so that it does not band in 8 bits."""
    import numpy as np
    from PIL import Image

    random = np.random.default_rng(spec.seed & 0xFFFFFFFF)
    colors = [_linear(c) for c in palette_of(spec)]
    picture = _gradient(spec.width, spec.height, colors[0], colors[1], random)
    for number in range(4):
        picture = _blob(picture, colors[(number % (len(colors) - 1)) + 1], random)
    picture = SHAPES.get(spec.theme, _rings)(picture, colors[-1], random)
    coded = np.where(picture <= 0, 0, np.clip(picture, 0, 1)) ** (1 / 2.2) * 255
    noise = random.random(coded.shape[:2], dtype=np.float32) - random.random(
        coded.shape[:2], dtype=np.float32
    )
    return Image.fromarray(np.clip(coded + noise[..., None] * 0.9 + 0.5, 0, 255).astype(np.uint8), "RGB")


def _is_color(text: str) -> bool:
    return len(text) == 7 and text[0] == "#" and all(c in "0123456789abcdefABCDEF" for c in text[1:])


def _linear(color: str) -> tuple[float, float, float]:
    """Light of a `#rrggbb`: gradients are mixed in light, so that their middle is not muddy."""
    red, green, blue = ((int(color[i : i + 2], 16) / 255) ** 2.2 for i in (1, 3, 5))
    return red, green, blue


def _grid(width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
    """Positions in units of the shorter side, from the middle."""
    import numpy as np

    short = min(width, height)
    xs = (np.arange(width, dtype=np.float32) - width / 2) / short
    ys = (np.arange(height, dtype=np.float32) - height / 2) / short
    return xs[None, :], ys[:, None]


def _gradient(
    width: int, height: int, first: tuple[float, ...], second: tuple[float, ...], random: np.random.Generator
) -> np.ndarray:
    import numpy as np

    angle = random.uniform(0.15, 0.35) * math.pi
    xs, ys = _grid(width, height)
    along = xs * math.cos(angle) + ys * math.sin(angle)
    share = (along - along.min()) / max(float(along.max() - along.min()), 1e-6)
    share = (share * share * (3 - 2 * share))[..., None]
    mixed = np.asarray(first, np.float32) * (1 - share) + np.asarray(second, np.float32) * share
    return np.asarray(mixed)


def _blob(picture: np.ndarray, color: tuple[float, ...], random: np.random.Generator) -> np.ndarray:
    import numpy as np

    height, width = picture.shape[:2]
    xs, ys = _grid(width, height)
    x = random.uniform(-0.5, 0.5) * width / min(width, height)
    y = random.uniform(-0.5, 0.5) * height / min(width, height)
    radius = random.uniform(0.25, 0.55)
    share = np.exp(-((xs - x) ** 2 + (ys - y) ** 2) / radius**2).astype(np.float32)[..., None]
    share *= np.float32(random.uniform(0.12, 0.34))
    return np.asarray(picture * (1 - share) + np.asarray(color, np.float32) * share)


Shapes = Callable[["np.ndarray", tuple[float, ...], "np.random.Generator"], "np.ndarray"]


def _over(picture: np.ndarray, color: tuple[float, ...], share: np.ndarray) -> np.ndarray:
    """A colour over the picture, at each place by a share of 0..1."""
    import numpy as np

    return np.asarray(picture * (1 - share[..., None]) + np.asarray(color, np.float32) * share[..., None])


def _line(distance_px: np.ndarray, strength: float) -> np.ndarray:
    """The share of a thin line, by the distance to it."""
    import numpy as np

    return np.asarray(np.clip(1.5 - np.abs(distance_px) / 1.2, 0, 1) * np.float32(strength))


def _nothing(picture: np.ndarray, _color: tuple[float, ...], _random: np.random.Generator) -> np.ndarray:
    return picture


def _rings(picture: np.ndarray, color: tuple[float, ...], random: np.random.Generator) -> np.ndarray:
    """A few thin rings, half out of the picture, so that there is something to see moving."""
    import numpy as np

    height, width = picture.shape[:2]
    xs, ys = _grid(width, height)
    for _ in range(3):
        x = random.choice((-0.5, 0.5)) * width / min(width, height) * random.uniform(0.6, 1.1)
        y = random.uniform(-0.6, 0.6) * height / min(width, height)
        radius = random.uniform(0.2, 0.6)
        distance = np.sqrt((xs - x) ** 2 + (ys - y) ** 2) - radius
        picture = _over(picture, color, _line(distance * min(width, height), 0.35))
    return picture


def _mesh(picture: np.ndarray, color: tuple[float, ...], random: np.random.Generator) -> np.ndarray:
    """Squared paper, fading out to one side."""
    import numpy as np

    height, width = picture.shape[:2]
    xs, ys = _grid(width, height)
    step, shift = 0.125, random.uniform(0, 0.125)
    across, down = ((axis + shift + step / 2) % step - step / 2 for axis in (xs, ys))
    short = min(width, height)
    lines = np.maximum(_line(across * short, 0.12), _line(down * short, 0.12))
    side = np.clip(0.5 + random.choice((-1, 1)) * xs * short / width, 0, 1) ** 1.5
    return _over(picture, color, (lines * side).astype(np.float32))


def _bands(picture: np.ndarray, color: tuple[float, ...], random: np.random.Generator) -> np.ndarray:
    """Broad slanted bands at the edges, soft enough for letters over them."""
    import numpy as np

    height, width = picture.shape[:2]
    xs, ys = _grid(width, height)
    along = xs + ys * random.choice((-0.6, 0.6))
    reach = 0.5 * width / min(width, height)
    for side in (-1, 1):
        middle, half = side * reach * random.uniform(0.75, 1.1), random.uniform(0.04, 0.12)
        inside = np.clip((half - np.abs(along - middle)) * min(width, height) / 1.5, 0, 1)
        picture = _over(picture, color, (inside * random.uniform(0.14, 0.3)).astype(np.float32))
    return picture


def _discs(picture: np.ndarray, color: tuple[float, ...], random: np.random.Generator) -> np.ndarray:
    """Discs of several sizes away from the middle, where the words are."""
    import numpy as np

    height, width = picture.shape[:2]
    xs, ys = _grid(width, height)
    short = min(width, height)
    for _ in range(9):
        angle, far = random.uniform(0, 2 * math.pi), random.uniform(0.75, 1.15)
        x, y = 0.5 * far * width / short * math.cos(angle), 0.5 * far * height / short * math.sin(angle)
        radius = random.uniform(0.02, 0.11)
        inside = np.clip((radius - np.sqrt((xs - x) ** 2 + (ys - y) ** 2)) * short / 1.5, 0, 1)
        picture = _over(picture, color, (inside * random.uniform(0.12, 0.4)).astype(np.float32))
    return picture


def _waves(picture: np.ndarray, color: tuple[float, ...], random: np.random.Generator) -> np.ndarray:
    """A few long thin waves at the foot."""
    import numpy as np

    height, width = picture.shape[:2]
    xs, ys = _grid(width, height)
    short = min(width, height)
    start, length = random.uniform(0, 2 * math.pi), random.uniform(2.2, 3.4)
    for number in range(4):
        crest = (0.26 + 0.06 * number) * height / short + 0.05 * np.sin(xs * length + start + 0.5 * number)
        picture = _over(picture, color, _line((ys - crest) * short, 0.3))
    return picture


def _sun(picture: np.ndarray, color: tuple[float, ...], random: np.random.Generator) -> np.ndarray:
    """One large disc, half out of the picture."""
    import numpy as np

    height, width = picture.shape[:2]
    xs, ys = _grid(width, height)
    short = min(width, height)
    x = random.choice((-0.5, 0.5)) * width / short * random.uniform(0.8, 1.0)
    y, radius = random.uniform(0.1, 0.5) * height / short, random.uniform(0.3, 0.5)
    inside = np.clip((radius - np.sqrt((xs - x) ** 2 + (ys - y) ** 2)) * short / 1.5, 0, 1)
    return _over(picture, color, (inside * 0.3).astype(np.float32))


SHAPES: Mapping[str, Shapes] = {
    "dark": _nothing, "minimal": _nothing, "elegant": _nothing, "romantic": _discs, "playful": _discs,
    "tech": _mesh, "corporate": _rings, "energetic": _bands, "ocean": _waves, "cool": _waves, "sunset": _sun, "warm": _sun,
}  # fmt: skip
"""What is drawn over the ground of a theme; rings over any other."""
