"""Pictures drawn beforehand with Pillow: photographs framed and scaled, masks. Each by specification, exactly once.

Knows nothing about time. A drawing's key, which `drawn` makes, is of its specification and of this file's code; sources are
known by digest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nemobuild.backend.render.scene import Framing
from nemobuild.errors import AssetError

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoSpec:
    """A photograph in a box of px. An opaque one fills its box; another shows what lies behind it."""

    digest: str
    framing: Framing
    width: int
    height: int
    opacity: float = 1.0
    radius: int = 0
    border: str = ""
    opaque: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskSpec:
    """A rounded rectangle, white on black."""

    width: int
    height: int
    radius: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RingSpec:
    """A border along the edge of a rounded rectangle, see-through within. Sizes in px, the colour `#rrggbb`."""

    width: int
    height: int
    radius: int
    color: str


def draw_photo(spec: PhotoSpec, path: Path, name: str) -> Image.Image:
    """A photograph as the specification says; an AssetError for a file that no picture can be read from."""
    from PIL import Image

    picture = _turned(_opened(path, name), spec.framing)
    canvas = Image.new(
        "RGBA", (spec.width, spec.height), spec.framing.background if spec.opaque else (0, 0, 0, 0)
    )
    for layer, x, y in _laid(picture, spec):
        canvas.alpha_composite(layer, (x, y))
    if spec.opaque:
        return canvas.convert("RGB")
    return _shaped(canvas, spec)


def draw_mask(spec: MaskSpec) -> Image.Image:
    """Drawn four times as large and scaled down, for a smooth edge."""
    from PIL import Image, ImageDraw

    large = Image.new("L", (spec.width * 4, spec.height * 4), 0)
    box = (0, 0, spec.width * 4 - 1, spec.height * 4 - 1)
    ImageDraw.Draw(large).rounded_rectangle(box, spec.radius * 4, fill=255)
    return large.resize((spec.width, spec.height), Image.Resampling.BOX)


def draw_ring(spec: RingSpec) -> Image.Image:
    """Drawn four times as large and scaled down, for a smooth edge."""
    from PIL import Image, ImageDraw

    large = Image.new("RGBA", (spec.width * 4, spec.height * 4), f"{spec.color[:7]}00")
    box, width = (0, 0, spec.width * 4 - 1, spec.height * 4 - 1), _border_px(spec.height) * 4
    ImageDraw.Draw(large).rounded_rectangle(box, spec.radius * 4, outline=spec.color[:9], width=width)
    return large.resize((spec.width, spec.height), Image.Resampling.BOX)


def _border_px(height: int) -> int:
    return max(height // 90, 2)


def _opened(path: Path, name: str) -> Image.Image:
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as file:
            file.draft("RGB", (8192, 8192))
            picture = ImageOps.exif_transpose(file) or file
            return _in_srgb(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, EOFError) as error:
        raise AssetError(f"{name} is not a picture that can be read", hint=_short(error)) from error


def _in_srgb(picture: Image.Image) -> Image.Image:
    """A picture with a colour profile of its own, as phones write it, in the colours that films have."""
    import io

    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA"):
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return (
            ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode=picture.mode
            )
            or picture
        )
    except (ImageCms.PyCMSError, OSError):
        return picture


def _short(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:200].replace("'", "").split("/")[-1]


def _turned(picture: Image.Image, framing: Framing) -> Image.Image:
    from PIL import Image, ImageOps

    if framing.crop is not None:
        width, height, crop = picture.width, picture.height, framing.crop
        right, bottom = (crop.x + crop.width) * width, (crop.y + crop.height) * height
        picture = picture.crop(
            (
                round(crop.x * width),
                round(crop.y * height),
                max(round(right), round(crop.x * width) + 1),
                max(round(bottom), round(crop.y * height) + 1),
            )
        )
    if framing.rotate:
        turned = picture.rotate(-framing.rotate, Image.Resampling.BICUBIC, expand=framing.rotate % 90 == 0)
        share = framing.share_without_corners(*picture.size)
        picture = turned if share == 1 else _middle(turned, share)
    if framing.flip == "horizontal":
        picture = ImageOps.mirror(picture)
    return ImageOps.flip(picture) if framing.flip == "vertical" else picture


def _middle(picture: Image.Image, share: float) -> Image.Image:
    """The middle of a picture, with a share of both sides."""
    width, height = max(1, int(picture.width * share)), max(1, int(picture.height * share))
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    return picture.crop((left, top, left + width, top + height))


def _laid(picture: Image.Image, spec: PhotoSpec) -> list[tuple[Image.Image, int, int]]:
    """The picture's copies, bottom to top, with their places."""
    from PIL import ImageEnhance, ImageFilter

    box = (spec.width, spec.height)
    match spec.framing.fit:
        case "stretch":
            return [(_resized(picture, *box), 0, 0)]
        case "cover":
            return [(_covering(picture, *box), 0, 0)]
        case "blur":
            small = _covering(picture, max(spec.width // 8, 1), max(spec.height // 8, 1))
            soft = small.filter(ImageFilter.GaussianBlur(max(spec.height / 8 / 20, 1)))
            back = ImageEnhance.Brightness(_resized(soft, *box)).enhance(0.7)
            return [(back, 0, 0), *_contained(picture, *box)]
        case _:
            return _contained(picture, *box)


def _contained(picture: Image.Image, width: int, height: int) -> list[tuple[Image.Image, int, int]]:
    scale = min(width / picture.width, height / picture.height)
    size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
    return [(_resized(picture, *size), (width - size[0]) // 2, (height - size[1]) // 2)]


def _covering(picture: Image.Image, width: int, height: int) -> Image.Image:
    scale = max(width / picture.width, height / picture.height)
    cut = (min(width / scale, picture.width), min(height / scale, picture.height))  # against rounding
    left, top = (picture.width - cut[0]) / 2, (picture.height - cut[1]) / 2
    return _resized(picture, width, height, (left, top, left + cut[0], top + cut[1]))


def _resized(
    picture: Image.Image, width: int, height: int, box: tuple[float, float, float, float] | None = None
) -> Image.Image:
    from PIL import Image

    return picture.resize((width, height), Image.Resampling.LANCZOS, box=box)


def _shaped(picture: Image.Image, spec: PhotoSpec) -> Image.Image:
    """Rounded corners, a border, opacity."""
    from PIL import Image, ImageChops, ImageDraw

    alpha = picture.getchannel("A")
    if spec.border:
        ring = Image.new("RGBA", picture.size, (0, 0, 0, 0))
        width = _border_px(spec.height)
        box = (0, 0, spec.width - 1, spec.height - 1)
        ImageDraw.Draw(ring).rounded_rectangle(box, spec.radius, outline=spec.border[:9], width=width)
        picture = Image.alpha_composite(picture, ring)
        alpha = picture.getchannel("A")
    if spec.radius:
        mask = draw_mask(MaskSpec(width=spec.width, height=spec.height, radius=spec.radius))
        alpha = ImageChops.multiply(alpha, mask)
    if spec.opacity < 1:
        alpha = alpha.point(_dimmed(spec.opacity))
    picture.putalpha(alpha)
    return picture


def _dimmed(opacity: float) -> Callable[[int], float]:
    return lambda value: value * max(opacity, 0.0)
