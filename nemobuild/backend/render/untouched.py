"""Pictures that pass through unchanged: when a film can be copied from its sources rather than encoded, and how.

All of a film is copied, or nothing of it: copied and encoded ranges in one track would need two decoder configurations,
which QuickTime and Safari do not play. So every range of the main track has to show a film as it is, nothing may lie
over it, and all sources have to be coded as the output is and in one and the same configuration; each range begins
with a frame that needs none before it and ends where nothing before the end needs what is after it.

Whether a source's data is whole is not known here: what was copied is decoded once afterwards (`check.decodes`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from nemobuild.backend.render.chunks import Placed, window
from nemobuild.backend.render.coded import Coded, coded
from nemobuild.backend.render.compile import Command, key_of_args
from nemobuild.backend.render.encode import suffix_of, time_scale
from nemobuild.backend.render.frames import decimal
from nemobuild.backend.render.output import Output
from nemobuild.backend.render.pictures import source_args
from nemobuild.backend.render.scene import Box, Film, Layer, Scene
from nemobuild.timeline.model import Media

OFF_GRID = Fraction(9, 20)
"""Frames by which a range may lie off its source's grid: less than would show another frame if it were encoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A range of the film: from frame `first` of a source up to, and without, frame `end`."""

    placed: Placed
    digest: str
    origin: str
    source: Coded
    first: int
    end: int


def stretches(scene: Scene, media: Mapping[str, Media], output: Output) -> tuple[Stretch, ...] | str:
    """The ranges of a film that can be copied as a whole, or why it has to be encoded. Looks into the sources if all
    else is right."""
    reason = changed(scene, output) or _turned(scene, media)
    if reason:
        return reason
    found: list[Stretch] = []
    for layer in scene.layers:
        made = _stretch(layer, scene, media)
        if isinstance(made, str):
            return f"{layer.origin}: {made}"
        if made.source.codec != output.codec:
            return f"{layer.origin}: it is coded as {made.source.codec}, not {output.codec}"
        if found and made.source.setup != found[0].source.setup:
            return f"{layer.origin}: it is coded in another way than {found[0].origin}"
        found.append(made)
    return tuple(found)


def changed(scene: Scene, output: Output) -> str:
    """What the film does to a picture, or shows beside it; empty if it shows films as they are, one after the other."""
    if output.lossless or output.format == "gif":
        return "the output has settings of its own"
    if scene.filters:
        return "something is done to the finished picture"
    at = 0
    for layer in scene.layers:
        if not layer.main:
            return f"{layer.origin} lies over the picture"
        if layer.start != at:
            return "the background is seen"
        if not _plain(layer, Box(width=scene.width, height=scene.height)):
            return f"{layer.origin} is not shown as it is"
        at = layer.end
    return "" if at == scene.frames else "the background is seen"


def _plain(layer: Layer, whole: Box) -> bool:
    film = layer.content
    if not isinstance(film, Film) or film.shown != (whole.width, whole.height):
        return False
    framing = film.framing
    turned = framing.crop is not None or framing.rotate or framing.flip
    timed = film.speed != 1 or film.reverse or film.move is not None or film.mask or film.hdr
    mixed = layer.opacity < 1 or layer.enter or layer.leave or layer.blend or layer.fade_in or layer.fade_out
    return layer.box == whole and not (turned or timed or mixed or layer.filters or layer.moving)


def _turned(scene: Scene, media: Mapping[str, Media]) -> str:
    films = {x.content.digest: x for x in scene.layers if isinstance(x.content, Film)}
    turned = [x.origin for digest, x in films.items() if media[digest].rotation]
    return f"{turned[0]} is turned by the player" if turned else ""


def _stretch(layer: Layer, scene: Scene, media: Mapping[str, Media]) -> Stretch | str:
    assert isinstance(layer.content, Film)
    medium = media[layer.content.digest]
    source = coded(medium.path, medium.digest, scene.rate)
    if isinstance(source, str):
        return source
    if (source.width, source.height) != (scene.width, scene.height):
        return "its pixels are not square"
    late = (source.start - layer.content.at) * scene.rate
    first = -round(late)
    end = first + layer.frames
    if abs(late + first) > OFF_GRID:
        return "it begins between two frames of its source"
    if first not in source.starts:
        return f"frame {first} of its source, where it begins, needs frames before it"
    if end not in source.ends:
        return f"frame {end} of its source, where it ends, is needed by frames before it"
    placed = window(scene, layer.start, layer.end)
    return Stretch(
        placed=placed, digest=medium.digest, origin=layer.origin, source=source, first=first, end=end
    )


def command(stretch: Stretch, output: Output, encoder: str) -> Command:
    """The command that copies a range. Packets are chosen by when they are shown, and put on the film's own grid."""
    rate, source = output.rate, stretch.source
    begin, end = (source.start + (Fraction(f) - Fraction(1, 2)) / rate for f in (stretch.first, stretch.end))
    step = int(time_scale(output) / rate)
    seek = ("-ss", decimal(begin)) if stretch.first else ()
    number = f"round(PTS/{step}-{decimal(source.start * rate, 9)})-{stretch.first}"
    times = f"pts=({number})*{step}:dts=(N-{source.delay})*{step}:duration={step}"
    stages = (
        f"noise=drop='lt(pts*tb,{decimal(begin)})+gte(pts*tb,{decimal(end)})'",
        f"setts=time_base=1/{time_scale(output)}:prescale=1:{times}",
        *_tagging(source),
    )
    args = (
        *("-copyts", "-start_at_zero"),
        *source_args(f"assets/{stretch.digest}", *seek),
        *("-map", "0:v:0", "-c", "copy", "-bsf:v", ",".join(stages)),
        *("-frames:v", str(stretch.end - stretch.first)),
        *(("-tag:v", "hvc1") if source.codec == "h265" else ()),
        *("-video_track_timescale", str(time_scale(output))),
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+write_colr"),
    )
    return Command(
        args=args,
        key=key_of_args((*args, suffix_of(output)), encoder),
        suffix=suffix_of(output),
        frames=stretch.end - stretch.first,
        digests=(stretch.digest,),
        origins=(stretch.origin,),
        copied=True,
    )


def _tagging(source: Coded) -> tuple[str, ...]:
    """Colours that a source leaves unsaid are stated as what they were taken for."""
    if source.tagged:
        return ()
    name = {"h264": "h264_metadata", "h265": "hevc_metadata"}[source.codec]
    stated = "video_full_range_flag=0:colour_primaries=1:transfer_characteristics=1:matrix_coefficients=1"
    return (f"{name}={stated}",)
