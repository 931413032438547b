"""How words and overlays come and go: filters and expressions in a layer's own frames.

A layer's own frame 0 is where its entrance begins (or where it is first seen, if that has passed).
"""

from __future__ import annotations

from fractions import Fraction

from nemobuild.backend.render.chunks import Chunk
from nemobuild.backend.render.frames import decimal
from nemobuild.backend.render.scene import Entrance, Layer, Travel

SLIDE = 0.12
"""How far something slides, as a share of the canvas's shorter side."""


def animated(layer: Layer, chunk: Chunk) -> tuple[str, ...]:
    """Filters for a layer's picture with alpha, in its own frames."""
    return (*_entering(layer.enter, chunk.rate), *_fading(layer, chunk.rate))


def _entering(enter: Entrance | None, rate: Fraction) -> tuple[str, ...]:
    if enter is None:
        return ()
    during = f"enable='lt(t,{decimal((enter.frames - Fraction(1, 2)) / rate)})'"
    match enter.kind:
        case "pop":
            return (_grown(f"(0.6+0.4*(1-pow(1-min((in-1)/{enter.frames},1),3)))", during),)
        case "zoom":
            return (_grown(f"(0.85+0.15*(1-pow(1-min((in-1)/{enter.frames},1),3)))", during),)
        case "wipe":
            shown = f"lt(X,W*(1-pow(1-(N+1)/{enter.frames},3)))"
            return (f"geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='alpha(X,Y)*{shown}':{during}",)
        case _:
            return ()


def _grown(size: str, during: str) -> str:
    """A picture at a share of its size, about its middle; outside it is the transparent edge."""
    low, high = f"(0.5-0.5/{size})", f"(0.5+0.5/{size})"
    corners = (low, low), (high, low), (low, high), (high, high)
    places = ":".join(f"x{i}='W*{x}':y{i}='H*{y}'" for i, (x, y) in enumerate(corners))
    return f"perspective={places}:eval=frame:interpolation=linear:{during}"


def _fading(layer: Layer, rate: Fraction) -> tuple[str, ...]:
    """All but a wipe fade while they come; all fade while they go."""
    done: list[str] = []
    if layer.enter is not None and layer.enter.kind != "wipe":
        done.append(f"fade=t=in:st=0:d={decimal(layer.enter.frames / rate, 9)}:alpha=1")
    if layer.leave is not None:
        begin = (layer.length - layer.leave.frames) / rate
        done.append(f"fade=t=out:st={decimal(begin, 9)}:d={decimal(layer.leave.frames / rate, 9)}:alpha=1")
    return tuple(done)


def opacity_filter(layer: Layer) -> str:
    return f"colorchannelmixer=aa={decimal(layer.opacity, 3)}" if layer.opacity < 1 else ""


def placed_at(layer: Layer, chunk: Chunk) -> tuple[str, str]:
    """Where a layer lies, as expressions of the chunk's time if it slides."""
    if layer.travel is not None:
        return _travelled(layer, layer.travel, chunk)
    x, y = str(layer.box.x), str(layer.box.y)
    way = round(SLIDE * min(chunk.width, chunk.height))
    dx, dy = _offsets(layer, chunk, way)
    return (f"'{x}{dx}'" if dx else x), (f"'{y}{dy}'" if dy else y)


def _travelled(layer: Layer, travel: Travel, chunk: Chunk) -> tuple[str, str]:
    frame = f"(t*{_rate(chunk)}+{travel.offset - layer.start})"

    def place(begin: int, px: float, wrap: int) -> str:
        if not px:
            return str(begin)
        gone = f"{decimal(abs(px), 9)}*{frame}"
        return f"'{begin}{'+' if px > 0 else '-'}{f'mod({gone},{wrap})' if wrap else gone}'"

    return place(layer.box.x, travel.x, travel.wrap_x), place(layer.box.y, travel.y, travel.wrap_y)


def _rate(chunk: Chunk) -> str:
    return decimal(chunk.rate, 9)


def _offsets(layer: Layer, chunk: Chunk, way: int) -> tuple[str, str]:
    own = f"(t*{_rate(chunk)}+{layer.skip - layer.start})"
    dx = dy = ""
    if layer.enter is not None:
        away = f"pow(1-clip({own}/{layer.enter.frames},0,1),3)"
        dx, dy = _direction(layer.enter.kind, away, way)
    if layer.leave is not None:
        begin = layer.length - layer.leave.frames
        away = f"pow(clip(({own}-{begin})/{layer.leave.frames},0,1),3)"
        more_x, more_y = _direction(_opposite(layer.leave.kind), away, way)
        dx, dy = dx + more_x, dy + more_y
    return dx, dy


def _direction(kind: str, away: str, way: int) -> tuple[str, str]:
    """Terms to add to x and y: sliding up comes from below."""
    match kind:
        case "slide-up":
            return "", f"+{way}*{away}"
        case "slide-down":
            return "", f"-{way}*{away}"
        case "slide-left":
            return f"+{way}*{away}", ""
        case "slide-right":
            return f"-{way}*{away}", ""
        case _:
            return "", ""


def _opposite(kind: str) -> str:
    """What leaves upwards moves up, where what enters upwards comes from below."""
    pairs = {"slide-up": "slide-down", "slide-left": "slide-right"}
    return {**pairs, **{b: a for a, b in pairs.items()}}.get(kind, kind)
