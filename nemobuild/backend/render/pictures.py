"""A chunk's layers as a filter graph: sources, framing, blends, what is laid over.

Pure: a chunk in, a graph and the label of its picture out. Files are named relative to the render's folder, by digest,
so that no name or path of a user ever gets into a filter.
"""

from __future__ import annotations

from fractions import Fraction

from nemobuild.backend.render.animate import animated, opacity_filter, placed_at
from nemobuild.backend.render.chunks import Chunk
from nemobuild.backend.render.frames import decimal
from nemobuild.backend.render.graph import Graph
from nemobuild.backend.render.output import even
from nemobuild.backend.render.scene import Box, Film, Framing, Layer, Move, Plain, Share, Still

TICKS = 720_000
"""Ticks of time (1/s) in which source times are counted: a multiple of the usual time bases."""

BIAS = 90
"""Ticks (1/8 ms) that source frames come early, so that a tie between two frames never hangs on a rounding."""

EVEN = frozenset({"fade", "fadeblack", "fadewhite", "dissolve", "pixelize", "hblur"})
"""Blends in which nothing moves: they go at an even pace, all others begin and end gently."""

TAGS = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
TO_709 = "out_color_matrix=bt709:out_range=tv"
FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,ogg,wav,mp3,aac,flac,mpegts,mpeg,flv,asf,gif,png_pipe,jpeg_pipe,"
    "webp_pipe,h264,hevc,caf,aiff,amr,w64"
)
"""Containers that are read: playlists, which can name other files, are not among them."""


def source_args(name: str, *options: str) -> tuple[str, ...]:
    """An input that can be nothing but this file, in a container that holds all of itself."""
    return ("-protocol_whitelist", "file", "-format_whitelist", FORMATS, *options, "-i", name)


def picture(chunk: Chunk, *, smooth: bool = False) -> tuple[Graph, str]:
    """The graph that draws a chunk, and the label of its last picture."""
    build = _Builder(chunk, Graph(), smooth)
    label = build.base()
    for layer in chunk.layers:
        if not build.is_base(layer):
            label = build.laid_over(label, layer)
    last = build.graph.chain(
        (label,), *chunk.filters, "format=yuv420p", TAGS, f"trim=end_frame={chunk.frames}"
    )
    return build.graph, last


class _Builder:
    """Holds the chunk and the graph while the one becomes the other."""

    def __init__(self, chunk: Chunk, graph: Graph, smooth: bool) -> None:
        self.chunk, self.graph, self.smooth = chunk, graph, smooth
        self.whole = Box(width=chunk.width, height=chunk.height)
        self.rate = f"{chunk.rate.numerator}/{chunk.rate.denominator}"

    def is_base(self, layer: Layer) -> bool:
        """Whether a layer fills the canvas and nothing can show through it."""
        if not layer.main or layer.box != self.whole or layer.opacity < 1:
            return False
        if any(f.startswith("chromakey") for f in layer.filters):
            return False
        match layer.content:
            case Still(transparent=transparent):
                return not transparent
            case Film(mask=mask):
                return not mask
            case Plain():
                return True

    def base(self) -> str:
        """The bottom picture: spans of main layers and of background, one after the other."""
        spans = [x for x in self.chunk.layers if self.is_base(x)]
        parts: list[str] = []
        at, tail = 0, ""
        for number, layer in enumerate(spans):
            after = spans[number + 1] if number + 1 < len(spans) else None
            if layer.start > at:
                parts.append(self.background(layer.start - at))
            out = after.blend.frames if after and after.blend and after.start < layer.end else 0
            body, tail = self.span(layer, tail, out)
            parts.extend(body)
            at = layer.end
        if at < self.chunk.frames:
            parts.append(self.background(self.chunk.frames - at))
        if len(parts) == 1:
            return parts[0]
        # The frames are counted anew: concat gives what follows a part of one frame the time of that frame.
        joined = f"concat=n={len(parts)}:v=1:a=0"
        return self.graph.chain(tuple(parts), joined, f"settb=1/({self.rate})", "setpts=N")

    def span(self, layer: Layer, tail: str, out: int) -> tuple[list[str], str]:
        """What a layer adds to the base: its blend from the tail of the one before, itself; and its own tail.

        Only the frames of the blend go through it: `xfade` works at full chroma, and there and back costs time.
        """
        into = layer.blend.frames if tail and layer.blend is not None else 0
        keep = max(layer.frames - out, into)
        edges = sorted({0, into, keep, layer.frames})
        parts = self.parted(self.stream(layer), edges)
        named = dict(zip(edges, parts, strict=False))
        shown = [named[e] for e in edges[:-1] if into <= e < keep]
        if into:
            shown.insert(0, self.blended(tail, named[0], layer))
        return shown, named[keep] if out else ""

    def parted(self, stream: str, edges: list[int]) -> list[str]:
        """A stream cut at frames, each part in its own time."""
        if len(edges) == 2:
            return [stream]
        copies = self.graph.split(stream, len(edges) - 1)
        pairs = zip(copies, edges, edges[1:], strict=False)
        return [
            self.graph.chain((c,), f"trim=start_frame={a}:end_frame={b}", "setpts=PTS-STARTPTS")
            for c, a, b in pairs
        ]

    def blended(self, tail: str, own: str, layer: Layer) -> str:
        assert layer.blend is not None
        name, frames = layer.blend.name, layer.blend.frames
        if name == "zoom":
            name = "fade"
            tail = self.graph.chain((tail,), self.moved(_zoom(Share(), CLOSE, "ease-in", frames)))
            own = self.graph.chain((own,), self.moved(_zoom(CLOSE, Share(), "ease-out", frames)))
        elif name not in EVEN:
            tail, own = (self.graph.chain((s,), *self.eased(frames)) for s in (tail, own))
        seconds = decimal(Fraction(frames) / self.chunk.rate, 9)
        return self.graph.chain(
            (tail, own),
            f"xfade=transition={name}:duration={seconds}:offset=0",
            f"scale={TO_709}",
            "format=yuv420p",
            f"settb=1/({self.rate})",
            "setpts=N",
        )

    def eased(self, frames: int) -> tuple[str, ...]:
        """The same frames at other times: `xfade` reads from the time how far it is (smoothstep, 3u² - 2u³)."""
        gone = f"(N/{frames})"
        way = f"{gone}*{gone}*(3-2*{gone})"
        return "settb=1/1000000", f"setpts='{way}*{frames}*1000000/({self.rate})'"

    def background(self, frames: int) -> str:
        return self.graph.chain(
            (), *self.plain_filters(self.chunk.background, self.whole), f"trim=end_frame={frames}"
        )

    def plain_filters(self, color: str, box: Box) -> tuple[str, ...]:
        name = "0x" + color.lstrip("#")[:6]
        return (
            f"color=c={name}:s={box.width}x{box.height}:r={self.rate}:d=1",
            "format=rgb24",
            "trim=end_frame=1",
            f"scale={TO_709}",
            "format=yuv420p",
            *self.repeated(),
        )

    def repeated(self) -> tuple[str, ...]:
        return (
            "loop=loop=-1:size=1",
            f"settb=1/({self.rate})",
            "setpts=N",
            "setparams=range=tv:colorspace=bt709",
        )

    def stream(self, layer: Layer) -> str:
        """A layer's picture on the whole canvas or in its box, opaque, exactly as long as the layer."""
        length = f"trim=end_frame={layer.frames}"
        fades = self.fades(layer)
        match layer.content:
            case Plain(color=color):
                filters = (*self.plain_filters(color, layer.box), *layer.filters, *layer.moving)
                return self.graph.chain((), *filters, length, *fades)
            case Still() as still:
                source = self.drawing(still.key)
                filters = (f"scale={TO_709}", "format=yuv420p", "setsar=1", *layer.filters, *self.repeated())
                return self.graph.chain(
                    (source,), *filters, self.moved(still.move), *layer.moving, length, *fades
                )
            case Film() as film:
                return self.film(film, layer, fades)

    def drawing(self, key: str) -> str:
        rate = f"{self.chunk.rate.numerator}/{self.chunk.rate.denominator}"
        return self.graph.input("-framerate", rate, "-i", f"drawn/{key}.png")

    def film(self, film: Film, layer: Layer, fades: tuple[str, ...]) -> str:
        options = ("-threads", "1", "-noaccurate_seek")
        seek = ("-ss", decimal(film.at, 6)) if film.at > 0 else ()
        source = self.graph.input(*source_args(f"assets/{film.digest}", *options, *seek))
        at = decimal(film.at * TICKS, 3)
        speed = "" if film.speed == 1 else f"/{decimal(film.speed, 9)}"
        timing = (
            f"settb=1/{TICKS}",
            f"setpts=(PTS-{at}){speed}-{BIAS}",
            f"fps={self.rate}:start_time=0:round=near",
            "tpad=stop=-1:stop_mode=clone",
            f"trim=end_frame={layer.frames}",
        )
        matrix = f"setparams=colorspace={film.matrix}" if film.matrix else ""
        tone = _TONE if film.hdr else ""
        filters = framed(film.framing, film.shown, layer.box)
        return self.graph.chain(
            (source,),
            *timing,
            matrix,
            tone,
            *filters,
            *layer.filters,
            "reverse" if film.reverse else "",
            self.moved(film.move),
            *layer.moving,
            *fades,
        )

    def moved(self, move: Move | None) -> str:
        return "" if move is None else perspective(move, self.smooth)

    def fades(self, layer: Layer) -> tuple[str, ...]:
        """Fades from and to the layer's own colour or the background's, in the layer's own time."""
        if not layer.fade_in and not layer.fade_out:
            return ()
        rate = self.chunk.rate
        shift = f"setpts=PTS+{layer.skip}" if layer.skip else ""
        done = [shift]
        if layer.fade_in:
            color = self.fade_color(layer.fade_in_color)
            done.append(f"fade=t=in:st=0:d={decimal(layer.fade_in / rate, 9)}:color={color}")
        if layer.fade_out:
            begin, color = (layer.length - layer.fade_out) / rate, self.fade_color(layer.fade_out_color)
            done.append(
                f"fade=t=out:st={decimal(begin, 9)}:d={decimal(layer.fade_out / rate, 9)}:color={color}"
            )
        return (*done, f"setpts=PTS-{layer.skip}" if layer.skip else "")

    def fade_color(self, color: str) -> str:
        return "0x" + (color or self.chunk.background).lstrip("#")[:6]

    def laid_over(self, under: str, layer: Layer) -> str:
        """A layer on top of what is there."""
        over = self.over_stream(layer)
        x, y = placed_at(layer, self.chunk)
        enable = self.enabled(layer)
        return self.graph.chain((under, over), f"overlay=x={x}:y={y}:eof_action=repeat{enable}")

    def enabled(self, layer: Layer) -> str:
        if layer.start <= 0 and layer.end >= self.chunk.frames:
            return ""
        first = (layer.start - Fraction(1, 2)) / self.chunk.rate
        last = (layer.end - Fraction(1, 2)) / self.chunk.rate
        return f":enable='between(t,{decimal(first)},{decimal(last)})'"

    def over_stream(self, layer: Layer) -> str:
        """A layer's picture in its box with what shows through, in the chunk's time."""
        begin = f"setpts=PTS+{layer.start}" if layer.start > 0 else ""
        match layer.content:
            case Still(move=None) as still if not (layer.enter or layer.leave or layer.moving):
                source = self.drawing(still.key)
                tail = (opacity_filter(layer),)
                return self.graph.chain(
                    (source,), f"scale={TO_709}", "format=yuva420p", *layer.filters, *tail
                )
            case Still() as still:
                source = self.drawing(still.key)
                filters = (f"scale={TO_709}", "format=yuva420p", *layer.filters, *self.repeated())
                moves = (self.moved(still.move), *layer.moving, *animated(layer, self.chunk))
                cut = f"trim=start_frame={layer.skip}:end_frame={layer.skip + layer.frames}"
                return self.graph.chain(
                    (source,), *filters, *moves, opacity_filter(layer), cut, "setpts=PTS-STARTPTS", begin
                )
            case _:
                return self.moving_over(layer, begin)

    def moving_over(self, layer: Layer, begin: str) -> str:
        inner = self.stream(layer)
        shift = f"setpts=PTS+{layer.skip}" if layer.skip else ""
        back = f"setpts=PTS-{layer.skip}" if layer.skip else ""
        alpha = "" if not needs_alpha(layer) else "format=yuva420p"
        if isinstance(layer.content, Film) and layer.content.mask:
            mask = self.graph.chain((self.drawing(layer.content.mask),), "format=gray", *self.repeated()[:3])
            inner = self.graph.chain((inner, mask), "alphamerge", f"trim=end_frame={layer.frames}")
        return self.graph.chain(
            (inner,), alpha, shift, *animated(layer, self.chunk), back, opacity_filter(layer), begin
        )


CLOSE = Share(x=0.25, y=0.25, width=0.5, height=0.5)
"""How close a zoom between two pictures goes: ffmpeg's own goes to a single pixel, and shows nothing but its colour."""


def _zoom(start: Share, end: Share, easing: str, frames: int) -> Move:
    return Move(start=start, end=end, easing=easing, frames=frames)


def needs_alpha(layer: Layer) -> bool:
    return bool(layer.enter or layer.leave or layer.opacity < 1)


_TONE = (
    "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,tonemap=mobius:param=0.5:peak=4.926:desat=0,"
    "zscale=t=bt709:m=bt709:r=tv,format=yuv420p"
)
"""High dynamic range to BT.709: up to half of reference white (203 cd/m2, ITU-R BT.2408) light stays what it is, above that
it is bent so that 1000 cd/m2 are white. A file's own peak is not asked: one that states none would come out dark."""


def framed(framing: Framing, shown: tuple[int, int], box: Box) -> tuple[str, ...]:
    """Filters that bring a film's picture into its box, as `Framing` says. Sizes are worked out here, not by ffmpeg."""
    turned, (width, height) = _turned(framing, shown)
    filters = (*turned, f"scale=flags=bicubic+accurate_rnd:{TO_709}", "format=yuv420p")
    match framing.fit:
        case "stretch":
            return (*filters, *_scaled(box.width, box.height))
        case "cover":
            scale = max(Fraction(box.width, 1) / width, Fraction(box.height, 1) / height)
            w, h = max(even(width * scale), box.width), max(even(height * scale), box.height)
            crop = "" if (w, h) == (box.width, box.height) else f"crop={box.width}:{box.height}"
            return (*filters, *_scaled(w, h), crop)
        case fit:
            scale = min(Fraction(box.width, 1) / width, Fraction(box.height, 1) / height)
            w, h = min(even(width * scale), box.width), min(even(height * scale), box.height)
            if (w, h) == (box.width, box.height):
                return (*filters, *_scaled(w, h))
            x, y = (box.width - w) // 4 * 2, (box.height - h) // 4 * 2
            if fit == "blur":
                return (*filters, _over_own_blur(box, (width, height), (w, h), (x, y)))
            color = "0x" + framing.background.lstrip("#")[:6]
            return (*filters, *_scaled(w, h), f"pad={box.width}:{box.height}:{x}:{y}:color={color}")


def _scaled(width: int, height: int) -> tuple[str, ...]:
    """A picture at a size in px. zimg's Lanczos takes less than half of what swscale's bicubic does, and is nearer to one
    in floating point, most of all in colour, which swscale moves by a part of a pixel. It would change the format, too."""
    return f"zscale={width}:{height}:filter=lanczos", "format=yuv420p", "setsar=1"


def _turned(framing: Framing, shown: tuple[int, int]) -> tuple[tuple[str, ...], tuple[Fraction, Fraction]]:
    """Filters for crop, turn and flip, and the picture's size as shown after them."""
    width, height = Fraction(max(shown[0], 1)), Fraction(max(shown[1], 1))
    filters: list[str] = []
    if framing.crop is not None:
        c = framing.crop
        w, h = max(c.width, 0.001), max(c.height, 0.001)
        sides = f"w='max(2,iw*{decimal(w)})':h='max(2,ih*{decimal(h)})'"
        filters.append(f"crop={sides}:x=iw*{decimal(c.x)}:y=ih*{decimal(c.y)}")
        width, height = width * Fraction(w), height * Fraction(h)
    match framing.rotate:
        case 90:
            filters.append("transpose=clock")
        case 270:
            filters.append("transpose=cclock")
        case 180:
            filters.append("hflip,vflip")
        case angle if angle:
            filters.append(f"rotate={decimal(angle * 3.14159265358979 / 180)}:fillcolor=black")
            share = Fraction(framing.share_without_corners(float(width), float(height)))
            filters.append(f"crop=w='max(2,iw*{decimal(share)})':h='max(2,ih*{decimal(share)})'")
            width, height = width * share, height * share
        case _:
            pass
    if framing.rotate in (90, 270):
        width, height = height, width
    flip = {"horizontal": "hflip", "vertical": "vflip"}.get(framing.flip, "")
    return (*filters, flip) if flip else tuple(filters), (width, height)


def _over_own_blur(
    box: Box, size: tuple[Fraction, Fraction], fitted: tuple[int, int], at: tuple[int, int]
) -> str:
    """The picture over a blurred copy that fills the box; the blur is done on a small copy, as nobody can tell."""
    w, h = even(box.width / 8), even(box.height / 8)
    scale = max(w / size[0], h / size[1])
    big = max(even(size[0] * scale), w), max(even(size[1] * scale), h)
    return (
        f"split[SAMEa][SAMEb];[SAMEa]scale={big[0]}:{big[1]}:flags=bilinear,setsar=1,"
        f"crop={w}:{h},gblur=sigma={decimal(Fraction(h, 20), 2)},eq=brightness=-0.08,"
        f"scale={box.width}:{box.height}:flags=bilinear[SAMEc];"
        f"[SAMEb]{','.join(_scaled(*fitted))}[SAMEd];"
        f"[SAMEc][SAMEd]overlay={at[0]}:{at[1]}"
    )


def perspective(move: Move, smooth: bool) -> str:
    """A camera move at sub-pixel precision: `perspective` samples at 1/256 px, where `zoompan` jumps by whole ones."""
    p = eased(f"clip((in-1+{move.offset})/{max(move.frames - 1, 1)},0,1)", move.easing)
    x = f"({decimal(move.start.x)}+{decimal(move.end.x - move.start.x)}*{p})"
    y = f"({decimal(move.start.y)}+{decimal(move.end.y - move.start.y)}*{p})"
    w = f"({decimal(move.start.width)}+{decimal(move.end.width - move.start.width)}*{p})"
    h = f"({decimal(move.start.height)}+{decimal(move.end.height - move.start.height)}*{p})"
    left, top, right, bottom = f"W*{x}", f"H*{y}", f"W*({x}+{w})", f"H*({y}+{h})"
    corners = (left, top), (right, top), (left, bottom), (right, bottom)
    places = ":".join(f"x{i}='{cx}':y{i}='{cy}'" for i, (cx, cy) in enumerate(corners))
    return f"perspective={places}:eval=frame:interpolation={'cubic' if smooth else 'linear'}"


def eased(p: str, easing: str) -> str:
    """An expression of progress 0..1 with an easing over it."""
    match easing:
        case "ease-in":
            return f"pow({p},2)"
        case "ease-out":
            return f"(1-pow(1-{p},2))"
        case "ease" | "ease-in-out" | "smooth":
            return f"(pow({p},2)*(3-2*{p}))"
        case _:
            return p
