"""What lowering makes of a timeline: a flat list of layers in whole frames, bottom to top, and of sounds in samples.

Everything is resolved: sizes in px of the output, times in frames and samples, sources by digest. Nothing here knows
tracks, segments or sentences any more, nor how ffmpeg is told.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, is_dataclass, replace
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in px. On a canvas its corner is even, as 4:2:0 chroma has no odd places."""

    x: int = 0
    y: int = 0
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A rectangle in shares (0..1) of a picture."""

    x: float = 0.0
    y: float = 0.0
    width: float = 1.0
    height: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """How a source picture comes into its box: cropped, turned (degrees clockwise), mirrored, then fitted."""

    fit: str = "contain"
    crop: Share | None = None
    rotate: float = 0.0
    flip: str = ""
    background: str = "#000000"

    def share_without_corners(self, width: float, height: float) -> float:
        """The share of both sides of a picture (px) that is left in its middle, of the same shape, when the corners that a
        turn leaves empty are cut off: 1 for quarter turns.

        Turned back, the rest has to lie within the picture: s (w cos a + h sin a) <= w, and s (w sin a + h cos a) <= h.
        """
        if self.rotate % 90 == 0:
            return 1.0
        angle = math.radians(self.rotate)
        cos, sin = abs(math.cos(angle)), abs(math.sin(angle))
        return min(width / (width * cos + height * sin), height / (width * sin + height * cos))


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A camera move over a framed picture, `frames` long from the layer's own start; `offset` of them are over."""

    start: Share
    end: Share
    easing: str
    frames: int
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """Moving pictures of a file. `at` is the source's time (s) that is on screen in the layer's first frame."""

    digest: str
    at: Fraction
    speed: Fraction = Fraction(1)
    reverse: bool = False
    framing: Framing = Framing()
    shown: tuple[int, int] = (0, 0)  # px as a player shows it, before the crop
    matrix: str = ""  # colour matrix to assume where the file states none
    hdr: str = ""  # transfer of a high dynamic range source, empty otherwise
    keys: tuple[Fraction, ...] = ()  # times (s) from which the file can be decoded, where they are known
    last: Fraction = Fraction(0)  # time (s) of the last picture, 0 where it is not known
    move: Move | None = None
    mask: str = ""  # key of a drawn shape that cuts the picture out

    def since(self, at: Fraction) -> Film:
        """The film from another moment on, or its last picture if that is after its end."""
        return replace(self, at=min(at, self.last) if self.last > 0 else at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """A picture drawn beforehand, exactly as large as its box. `key` names the drawing."""

    key: str
    move: Move | None = None
    transparent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """One colour, `#rrggbb`."""

    color: str


Content = Film | Still | Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """How a layer comes or goes within `frames` at its start or end. `kind` is an animation's name of the timeline."""

    kind: str
    frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """How a layer of the main track takes over from the one before it, in its first `frames`."""

    name: str
    frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """How a layer moves from where its box lies, at an even speed: px a frame, begun anew each `wrap_x` and `wrap_y` px (0:
    never); `offset` frames are over when the layer begins."""

    x: float = 0.0
    y: float = 0.0
    wrap_x: int = 0
    wrap_y: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Something seen from frame `start` up to, and without, frame `end`.

    `filters` are applied to its picture in this order; those under `moving` to every frame after a still was repeated.
    `origin` says which segment it comes from, for errors; it is not part of what is seen.
    """

    start: int
    end: int
    content: Content
    box: Box
    main: bool = False
    opacity: float = 1.0
    enter: Entrance | None = None
    leave: Entrance | None = None
    blend: Blend | None = None
    fade_in: int = 0
    fade_out: int = 0
    fade_in_color: str = ""  # `#rrggbb`; empty for the background's
    fade_out_color: str = ""
    filters: tuple[str, ...] = ()
    moving: tuple[str, ...] = ()
    travel: Travel | None = None
    skip: int = 0  # frames of the entrance or leaving that lie before `start`
    length: int = (
        0  # frames from the entrance's beginning to the end of the leaving, 0 if that is not in sight
    )
    origin: str = ""

    @property
    def frames(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """Samples of a sound, from its start, that are heard at `gain` times its amplitude."""

    start: int
    end: int
    gain: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A sound from sample `start` for `samples`, at 48 kHz.

    `key` is an asset's digest or, if it is `made`, the key of a synthesised piece or, as a `stem`, of a mix. `at` and `speed` are as for films.
    `bus`: speech, music or effect. `duck` is an amplitude factor under speech, 1 for none.
    """

    start: int
    samples: int
    key: str
    at: Fraction
    made: bool = False
    stem: bool = False
    speed: Fraction = Fraction(1)
    reverse: bool = False
    loop: bool = False
    pictures: bool = False  # whether the file holds a film as well
    channels: int = 2
    gain: float = 1.0
    fade_in: int = 0
    fade_out: int = 0
    curve: str = "tri"
    levels: tuple[Loudness, ...] = ()
    bus: str = "speech"
    duck: float = 1.0
    filters: tuple[str, ...] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A lowered timeline. `filters` go over the finished picture."""

    width: int
    height: int
    rate: Fraction
    frames: int
    background: str
    layers: tuple[Layer, ...]
    sounds: tuple[Heard, ...] = ()
    filters: tuple[str, ...] = ()
    loudness: float = -14.0
    warnings: tuple[str, ...] = ()
    drawings: Mapping[str, Any] = field(default_factory=dict)  # key of a drawing to its specification


def key_of(value: Any) -> str:
    """sha256 (hex) of a value made of dataclasses, tuples, mappings, numbers and strings."""
    text = json.dumps(plain(value), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any) -> Any:
    """A value as JSON has it; a dataclass carries its name, a fraction becomes text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {"is": type(value).__name__, **{k: plain(v) for k, v in asdict(value).items()}}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, Fraction) else value
