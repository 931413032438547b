"""Colours as written (`#rgb`, `#rrggbb`, `#rrggbbaa`, CSS names) and which of them can be told apart."""

from __future__ import annotations

from PIL import ImageColor

from nemobuild.errors import OutputError

Rgba = tuple[int, int, int, int]
WHITE: Rgba = (255, 255, 255, 255)
INK: Rgba = (13, 15, 20, 255)
LEAST_CONTRAST = 3.0
"""What large letters need to be read (WCAG 2.2)."""


def parse(color: str) -> Rgba:
    """The colour as four bytes. Raises OutputError for what is none."""
    try:
        parts = ImageColor.getrgb(color.strip())
    except (ValueError, AttributeError):
        raise OutputError(
            f'"{color}" is not a color',
            hint="write #rrggbb, #rrggbbaa for a translucent one, or a name such as white",
        ) from None
    return (parts[0], parts[1], parts[2], parts[3] if len(parts) > 3 else 255)


def luminance(color: Rgba) -> float:
    """Relative luminance, 0..1 (WCAG 2.2)."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in color[:3])
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: Rgba, b: Rgba) -> float:
    """Contrast ratio, 1..21 (WCAG 2.2)."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def readable_on(ground: Rgba, wanted: Rgba) -> Rgba:
    """The wanted colour if it can be read on the ground, otherwise near black or white, whichever can."""
    if ground[3] < 128 or contrast(ground, wanted) >= LEAST_CONTRAST:
        return wanted
    return max((INK, WHITE), key=lambda c: contrast(ground, c))


def faded(color: Rgba, share: float) -> Rgba:
    """The colour with its opacity multiplied."""
    return (*color[:3], round(color[3] * share))
