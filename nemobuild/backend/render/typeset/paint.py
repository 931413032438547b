"""A placed block to a picture: shapes, shadow, outline and letters, on nothing.

Letters are drawn several times as large and reduced, so that they sit where they were set and not on whole
pixels. Colours are put on after reducing, so no dark fringe appears. Knows Pillow; nothing about roles or
time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from nemobuild.backend.render.typeset import faces
from nemobuild.backend.render.typeset.block import Block, Glyphs, Shape
from nemobuild.backend.render.typeset.color import INK, WHITE, Rgba, luminance
from nemobuild.backend.render.typeset.scripts import clusters
from nemobuild.backend.render.typeset.shaping import EMOJI_SCALE, NO_LIGATURES, has_raqm, length

# A soft shadow in two parts, in em of the letters: a tight one for the edge and a wide one that darkens
# the ground.
TIGHT = (0.035, 0.025, 0.55)  # sigma, offset downwards, opacity
WIDE = (0.22, 0.05, 0.62)
THIN_STROKE_EM = 0.011  # scripts are too thin for a codec; bold ones are drawn this much fatter


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """What is done to letters: how strong their shadow is (0..1), and the colour and width (em) of an
    outline."""

    shadow: float = 1.0
    outline: Rgba | None = None
    outline_em: float = 0.055
    stroke_em: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A cropped RGBA image and where its top left corner is, in px of the canvas."""

    image: Image.Image
    x: int
    y: int


def paint(block: Block, finish: Finish, *, room: tuple[int, int]) -> Picture | None:
    """The block, which is placed on a canvas of `room` px, as a picture no larger than it must be."""
    if not block.glyphs and not block.shapes:
        return None
    left, top, right, bottom = _extent(block, finish, room)
    if right <= left or bottom <= top:
        return None
    at = block.moved(-left, -top)
    image = Image.new("RGBA", (right - left, bottom - top))
    scale = _scale(min(room))
    _shadow(image, at.glyphs, finish, scale)
    for shape in at.shapes:
        _lay(image, _shape_mask(shape, image.size, scale), shape.color)
    if finish.outline:
        edged = tuple(g for g in at.glyphs if g.edged)
        _lay(image, _mask(edged, image.size, scale, finish.outline_em), finish.outline)
    for color, group in _by_color(at.glyphs):
        _lay(image, _mask(group, image.size, scale, finish.stroke_em), color)
    for glyphs in at.glyphs:
        if glyphs.run.face.emoji:
            _emoji(image, glyphs)
    return _cropped(image, left, top)


def _scale(shorter: int) -> int:
    return 2 if shorter >= 1400 else 3 if shorter >= 700 else 4


def _extent(block: Block, finish: Finish, room: tuple[int, int]) -> tuple[int, int, int, int]:
    boxes = [ink(g) for g in block.glyphs]
    boxes = [
        (a - m, b - m, c + m, d + m)
        for (a, b, c, d), g in zip(boxes, block.glyphs, strict=True)
        for m in [_margin(g, finish)]
    ]
    boxes += [(s.x - 1, s.y - 1, s.x + s.width + 1, s.y + s.height + 1) for s in block.shapes]
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
    return max(0, floor(left)), max(0, floor(top)), min(room[0], ceil(right)), min(room[1], ceil(bottom))


def _margin(glyphs: Glyphs, finish: Finish) -> float:
    shadow = 3 * WIDE[0] + WIDE[1] if finish.shadow else 0.0
    return glyphs.px * max(shadow, finish.outline_em if finish.outline else 0.0) + 2


def ink(glyphs: Glyphs) -> tuple[float, float, float, float]:
    """The box of the painted letters, in px on the canvas."""
    strike = faces.strike(glyphs.run.face)
    px = strike or glyphs.px
    factor = glyphs.px / px * (EMOJI_SCALE if glyphs.run.face.emoji else 1.0)
    font = faces.load(glyphs.run.face, px)
    box = font.getbbox(glyphs.run.text, anchor="ls")
    wider = glyphs.run.tracking * glyphs.px * len(glyphs.run.text)
    return (
        glyphs.x + box[0] * factor + min(0.0, wider),
        glyphs.baseline + box[1] * factor,
        glyphs.x + box[2] * factor + max(0.0, wider),
        glyphs.baseline + box[3] * factor,
    )


def _by_color(glyphs: tuple[Glyphs, ...]) -> Iterable[tuple[Rgba, tuple[Glyphs, ...]]]:
    for color in dict.fromkeys(g.color for g in glyphs):
        yield color, tuple(g for g in glyphs if g.color == color)


def _mask(
    glyphs: tuple[Glyphs, ...], size: tuple[int, int], scale: int, stroke_em: float = 0.0
) -> Image.Image:
    large = Image.new("L", (size[0] * scale, size[1] * scale))
    for g in glyphs:
        if not g.run.face.emoji:
            _write(large, g, scale, stroke_em)
    return large.reduce(scale)


def _write(large: Image.Image, glyphs: Glyphs, scale: int, stroke_em: float) -> None:
    px = glyphs.px * scale
    y = round(glyphs.baseline * scale)
    for text, x in _pieces(glyphs, px):
        stamp, left, top = _stamp(text, glyphs.run.face, px, stroke_em * px, bool(glyphs.run.tracking))
        large.paste(255, (round(glyphs.x * scale + x) + left, y + top), stamp)


@lru_cache(maxsize=512)
def _stamp(
    text: str, face: faces.Face, px: float, stroke: float, apart: bool
) -> tuple[Image.Image, int, int]:
    """Letters as a mask, and where it lies from their start on the line. Captions draw the same ones many times."""
    font = faces.load(face, px)
    features = NO_LIGATURES if apart and has_raqm() else None
    left, top, right, bottom = font.getbbox(text, anchor="ls", stroke_width=stroke, features=features)
    left, top = floor(left) - 1, floor(top) - 1
    mask = Image.new("L", (max(1, ceil(right) - left + 1), max(1, ceil(bottom) - top + 1)))
    pen = ImageDraw.Draw(mask)
    pen.text((-left, -top), text, fill=255, font=font, anchor="ls", stroke_width=stroke, features=features)
    return mask, left, top


def _pieces(glyphs: Glyphs, px: float) -> Iterable[tuple[str, float]]:
    """The run whole, or sign by sign where it is spaced, kerning kept."""
    run = glyphs.run
    if not run.tracking:
        yield run.text, 0.0
        return
    font = faces.load(run.face, px)
    done = ""
    for n, sign in enumerate(clusters(run.text)):
        own = length(font, sign, run.tracking)
        yield sign, length(font, done + sign, run.tracking) - own + n * run.tracking * px
        done += sign


def _shape_mask(shape: Shape, size: tuple[int, int], scale: int) -> Image.Image:
    large = Image.new("L", (size[0] * scale, size[1] * scale))
    box = (shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
    left, top, right, bottom = (round(v * scale) for v in box)
    if right > left and bottom > top:
        ImageDraw.Draw(large).rounded_rectangle(
            (left, top, right - 1, bottom - 1), round(shape.radius * scale), fill=255
        )
    return large.reduce(scale)


def _shadow(image: Image.Image, glyphs: tuple[Glyphs, ...], finish: Finish, scale: int) -> None:
    if not finish.shadow or not glyphs:
        return
    tone = INK if luminance(max(glyphs, key=lambda g: g.px).color) > 0.25 else WHITE
    for px in sorted(
        {g.px for g in glyphs}, reverse=True
    ):  # a small line has a small shadow, which its margin holds
        _shadow_of([g for g in glyphs if g.px == px], px, tone, image, finish, scale)


def _shadow_of(
    glyphs: Sequence[Glyphs], px: float, tone: Rgba, image: Image.Image, finish: Finish, scale: int
) -> None:
    mask = _mask(tuple(glyphs), image.size, scale, finish.stroke_em)
    for sigma, drop, opacity in (WIDE, TIGHT):
        soft = ImageChops.offset(mask, 0, round(drop * px)).filter(ImageFilter.GaussianBlur(sigma * px))
        gain = 1.9 if sigma == WIDE[0] else 1.2
        _lay(
            image,
            soft.point([min(255, round(v * gain)) for v in range(256)]),
            (*tone[:3], round(255 * opacity * finish.shadow)),
        )


def _lay(image: Image.Image, mask: Image.Image, color: Rgba) -> None:
    """Puts a colour on through a mask."""
    layer = Image.new("RGBA", image.size, color[:3])
    layer.putalpha(mask if color[3] == 255 else mask.point([round(v * color[3] / 255) for v in range(256)]))
    image.alpha_composite(layer)


def _emoji(image: Image.Image, glyphs: Glyphs) -> None:
    px = faces.strike(glyphs.run.face) or round(glyphs.px)
    font = faces.load(glyphs.run.face, px)
    box = font.getbbox(glyphs.run.text, anchor="ls")
    width, height = ceil(box[2] - min(0, box[0])) + 2, ceil(box[3] - box[1]) + 2
    native = Image.new("RGBA", (width, height))
    ImageDraw.Draw(native).text(
        (-min(0, box[0]), -box[1]), glyphs.run.text, font=font, anchor="ls", embedded_color=True
    )
    factor = glyphs.px / px * EMOJI_SCALE
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    small = native.convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA")
    x, y = round(glyphs.x + min(0, box[0]) * factor), round(glyphs.baseline + box[1] * factor)
    image.alpha_composite(small, (max(0, x), max(0, y)))


def _cropped(image: Image.Image, x: int, y: int) -> Picture | None:
    alpha = image.getchannel("A").point([0 if v < 2 else v for v in range(256)])
    image.putalpha(alpha)
    box = alpha.getbbox()
    return Picture(image.crop(box), x + box[0], y + box[1]) if box else None
