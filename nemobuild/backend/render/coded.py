"""How a source's picture is coded, packet by packet: whether a stretch of it can be copied, and from where to where.

Reads with PyAV and decodes nothing. Knows H.264 and H.265 in MP4, MOV and Matroska, whose decoder configuration stands
apart from the pictures; everything else "cannot be copied", with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

ON_GRID = Fraction(1, 10)
"""Frames by which a time stamp may stray from the grid: Matroska rounds to whole ms."""

_STATED = {1, 2}
"""BT.709, or not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A film's picture of `frames` frames at a steady rate.

    `setup` is the decoder's configuration. `start` (s) is when its first frame is shown. A copy may begin with a frame
    of `starts` and end before one of `ends`. Packets are stored up to `delay` frames before they are shown.
    """

    codec: str
    setup: bytes
    width: int
    height: int
    start: Fraction
    frames: int
    delay: int
    starts: frozenset[int]
    ends: frozenset[int]
    tagged: bool  # whether all colours are stated


@lru_cache(maxsize=64)
def coded(path: str, _digest: str, rate: Fraction) -> Coded | str:
    """How the picture of a file is coded, if it runs at `rate`; else why it cannot be copied."""
    import av

    try:
        with av.open(path, options={"protocol_whitelist": "file"}) as file:
            stream = file.streams.video[0]
            reason = _unfit(stream)
            if reason:
                return reason
            begin = Fraction(file.start_time or 0, 1_000_000)
            return _walked(file.demux(stream), stream, begin, rate)
    except (av.FFmpegError, IndexError, OSError, ValueError) as error:
        return f"it cannot be read ({type(error).__name__})"


def _unfit(stream: Any) -> str:
    """Why a stream cannot be copied, as far as its header tells."""
    context = stream.codec_context
    setup = context.extradata or b""
    colours = (context.color_primaries, context.color_trc, context.colorspace)
    aspect = stream.sample_aspect_ratio or context.sample_aspect_ratio or 1
    if context.name not in _KINDS or setup[:1] != b"\x01":
        return f"it is coded as {context.name}"
    if context.pix_fmt != "yuv420p" or int(context.color_range) > 1:
        return f"its pictures are {context.pix_fmt}"
    if any(int(c) not in _STATED for c in colours) or (int(context.colorspace) != 1 and context.height < 720):
        return "its colours are not BT.709"
    if aspect != 1:
        return "its pixels are not square"
    if context.field_order not in _PROGRESSIVE:
        return "it is interlaced"
    return ""


_PROGRESSIVE = (0, 1)
_KINDS = {"h264": "h264", "hevc": "h265"}


@dataclass(slots=True)
class _Walk:
    """Frames seen so far: `count` of them, none later than `last`."""

    count: int = 0
    last: int = -1
    delay: int = 0
    open: set[int] = field(default_factory=set)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def take(self, frame: int, *, fresh: bool) -> bool:
        """Takes the next packet, of this frame; whether there can be such a frame. `fresh`: it needs none before it."""
        if frame < self.count - len(self.open) or frame in self.open:
            return False
        if not self.open and fresh and frame == self.count:
            self.starts.append(frame)
        self.open.add(frame)
        self.delay = max(self.delay, self.count - frame)
        self.count, self.last = self.count + 1, max(self.last, frame)
        if self.last == self.count - 1:
            self.open.clear()
            self.ends.append(self.count)
        return True


def _walked(packets: Iterator[Any], stream: Any, begin: Fraction, rate: Fraction) -> Coded | str:
    context, setup = stream.codec_context, bytes(stream.codec_context.extradata)
    walk, first = _Walk(), Fraction(0)
    for packet in packets:
        if not packet.size:
            continue
        if packet.pts is None or packet.is_discard or packet.is_corrupt:
            return "its index or its data is damaged, or parts of it are hidden"
        at = packet.pts * packet.time_base
        first = at if walk.count == 0 else first
        place = (at - first) * rate
        frame = round(place)
        if abs(place - frame) > ON_GRID:
            return f"it does not run at {float(rate):g} fps"
        fresh = packet.is_keyframe and _starts_anew(bytes(packet), context.name, setup)
        if not walk.take(frame, fresh=fresh):
            return f"it does not run at {float(rate):g} fps"
    if walk.open or not walk.count:
        return f"it does not run at {float(rate):g} fps"
    colours = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
    return Coded(
        codec=_KINDS[context.name],
        setup=setup,
        width=context.width,
        height=context.height,
        start=first - begin,
        frames=walk.count,
        delay=walk.delay,
        starts=frozenset(walk.starts),
        ends=frozenset(walk.ends),
        tagged=all(int(c) == 1 for c in colours),
    )


def _starts_anew(packet: bytes, codec: str, setup: bytes) -> bool:
    """Whether a key frame forgets all that was before it (IDR) and is decoded with the stated configuration alone."""
    picture = False
    for unit in _units(packet, setup, codec):
        kind = unit[0] & 0x1F if codec == "h264" else unit[0] >> 1 & 0x3F
        settings = kind in (7, 8) if codec == "h264" else kind in (32, 33, 34)
        if settings and unit not in setup:
            return False
        picture = picture or (kind == 5 if codec == "h264" else kind in (19, 20))
    return picture


def _units(packet: bytes, setup: bytes, codec: str) -> Iterator[bytes]:
    """The NAL units of a packet (ISO/IEC 14496-15: each after its length, whose size the configuration states)."""
    size = (setup[4 if codec == "h264" else 21] & 3) + 1
    at = 0
    while at + size < len(packet):
        length = int.from_bytes(packet[at : at + size], "big")
        yield packet[at + size : at + size + max(length, 1)]
        at += size + length
