"""What kind of file is asked for: from the wire's `output` object and a timeline to exact sizes and rates.

Pure. Knows formats, codecs and qualities by name; knows nothing about layers or about how ffmpeg is told.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from nemobuild.backend.render.frames import rate_of
from nemobuild.errors import BackendError
from nemobuild.timeline.model import Timeline

FILMS = ("mp4", "mov", "webm", "mkv", "gif")
SOUNDS = ("mp3", "wav", "m4a", "aac", "flac", "ogg", "opus")
STILLS = ("jpg", "jpeg", "png", "webp")
WORDS = ("srt", "vtt")
FORMATS = (*FILMS, *SOUNDS, *STILLS, *WORDS)
QUALITIES = ("draft", "standard", "high")
CODECS = ("h264", "h265", "av1", "vp9", "prores")
REFRAMES = ("blur", "cover", "contain")
HARDWARE = ("", "nvenc", "vaapi", "qsv", "videotoolbox")

SMALLEST_PX, LARGEST_PX = 16, 8192
"""How short and long the sides of a picture may be."""

_DEFAULT_CODEC = {"mp4": "h264", "mov": "prores", "webm": "vp9", "mkv": "h264", "gif": "gif"}
_ALLOWED_CODECS = {
    "mp4": ("h264", "h265", "av1"),
    "mov": ("prores", "h264", "h265"),
    "webm": ("vp9", "av1"),
    "mkv": ("h264", "h265", "av1", "vp9"),
    "gif": ("gif",),
}
_SHORT_SIDES = {"360p": 360, "480p": 480, "540p": 540, "720p": 720, "1080p": 1080, "1440p": 1440, "2k": 1440}
_SHORT_SIDES |= {"2160p": 2160, "4k": 2160}


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file to make. Sizes in px and even; `at_ms` is the moment of a still, -1 for the timeline's own choice.

    `reframe` says how pictures that had the timeline's canvas for themselves are fitted into this one when its aspect
    differs: blur, cover or contain; auto where that is left open, and empty for the same aspect.
    `sheet` asks for a contact sheet instead of a single still.
    """

    format: str = "mp4"
    width: int = 1920
    height: int = 1080
    rate: Fraction = Fraction(30)
    quality: str = "standard"
    codec: str = "h264"
    hardware: str = ""
    at_ms: int = -1
    reframe: str = ""
    sheet: bool = False
    lossless: bool = False

    @property
    def is_cover(self) -> bool:
        """Whether it is the film's cover picture: a still, of no moment that was asked for."""
        return self.kind == "still" and not self.sheet and self.at_ms < 0

    @property
    def kind(self) -> str:
        """film, sound, still or words."""
        if self.format in FILMS:
            return "film"
        if self.format in SOUNDS:
            return "sound"
        return "still" if self.format in STILLS else "words"


def output_of(wire: Mapping[str, Any], timeline: Timeline) -> Output:
    """The output that a render request asks for. A wrong name or number is a BackendError that lists what there is."""
    asked = {k: v for k, v in wire.items() if v not in (None, "")}
    form = _one_of("format", asked.get("format", "mp4"), FORMATS)
    canvas = timeline.canvas
    width, height = _size(asked, canvas.width, canvas.height, form)
    return Output(
        format="jpg" if form == "jpeg" else form,
        width=width,
        height=height,
        rate=_rate(asked, canvas.fps, form),
        quality=_one_of("quality", asked.get("quality", "standard"), QUALITIES),
        codec=_codec(asked, form),
        hardware=_one_of("hardware", asked.get("hardware", ""), HARDWARE),
        at_ms=_moment(asked.get("at_ms")),
        reframe=_reframe(asked, canvas.width / max(canvas.height, 1), width / height),
        sheet=bool(asked.get("sheet", False)),
    )


def shape_of(aspect: str) -> Fraction:
    """Width to height of "16:9"; a BackendError for what is not two positive numbers."""
    left, _, right = str(aspect).partition(":")
    try:
        shape = Fraction(left) / Fraction(right)
    except (ValueError, ZeroDivisionError):
        shape = Fraction(0)
    if not Fraction(1, 10) <= shape <= 10:
        raise BackendError(
            f'"{aspect}" is not an aspect ratio', hint='write it as width:height, such as "16:9" or "9:16"'
        )
    return shape


def even(value: float | Fraction) -> int:
    """The nearest even number of px, at least 2: 4:2:0 pictures have no odd sides."""
    return max(2, round(value / 2) * 2)


def _size(asked: Mapping[str, Any], width: int, height: int, form: str) -> tuple[int, int]:
    """Px of both sides: as they are asked for, or by a shape and the length of the shorter side."""
    sides = asked.get("width"), asked.get("height")
    if sides == (None, None):
        shape = shape_of(asked["aspect"]) if asked.get("aspect") else Fraction(max(width, 1), max(height, 1))
        short = _short_side(asked.get("resolution"), min(width, height))
        if form == "gif" and not asked.get("resolution"):
            short = min(short, 360)
        sides = (even(short * shape), short) if shape >= 1 else (short, even(short / shape))
    return even(_side(sides[0])), even(_side(sides[1]))


def _side(px: Any) -> int:
    if not isinstance(px, int) or isinstance(px, bool) or not SMALLEST_PX <= px <= LARGEST_PX:
        shown = "nothing" if px is None else f'"{px}"'
        raise BackendError(
            f"{shown} is not the side of a picture",
            hint=f"width and height are whole numbers of px from {SMALLEST_PX} to {LARGEST_PX}",
        )
    return px


def _short_side(resolution: Any, default: int) -> int:
    if not resolution:
        return max(default, SMALLEST_PX)
    text = str(resolution).lower()
    if text in _SHORT_SIDES:
        return _SHORT_SIDES[text]
    sides = re.fullmatch(r"(\d{1,9})(?:p|x(\d{1,9}))?", text)
    if sides is None:
        raise BackendError(
            f'"{resolution}" is not a resolution', hint=f"use one of {', '.join(_SHORT_SIDES)}"
        )
    return min(_side(int(side)) for side in sides.groups() if side)


def _rate(asked: Mapping[str, Any], canvas_fps: float, form: str) -> Fraction:
    fps = asked.get("fps")
    if fps is None:
        return min(rate_of(canvas_fps), Fraction(15)) if form == "gif" else rate_of(canvas_fps)
    if not isinstance(fps, (int, float)) or isinstance(fps, bool) or not 1 <= fps <= 120:
        raise BackendError(
            f'"{fps}" is not a frame rate', hint="use a number of frames per second from 1 to 120"
        )
    return rate_of(float(fps))


def _codec(asked: Mapping[str, Any], form: str) -> str:
    default = _DEFAULT_CODEC.get(form, "h264")
    codec = str(asked.get("codec", default)).lower().replace("hevc", "h265").replace("h.", "h")
    return _one_of(f"codec for {form}", codec, _ALLOWED_CODECS.get(form, (codec,)))


def _moment(at_ms: Any) -> int:
    if isinstance(at_ms, bool) or not isinstance(at_ms, (int, float)) or not 0 <= at_ms < math.inf:
        return -1
    return int(at_ms)


def _reframe(asked: Mapping[str, Any], canvas_shape: float, shape: float) -> str:
    if abs(canvas_shape / shape - 1) < 0.01:
        return ""
    return _one_of("reframe", asked["reframe"], REFRAMES) if "reframe" in asked else "auto"


def _one_of(what: str, value: Any, allowed: tuple[str, ...]) -> str:
    text = str(value).lower().lstrip(".") if what == "format" else str(value).lower()
    if text not in allowed:
        names = ", ".join(name for name in allowed if name)
        raise BackendError(f'unknown {what} "{value}"', hint=f"use one of {names}")
    return text
