"""Clips on video tracks become layers: the main track at the bottom with its transitions, the others over it.

Knows framing and placement; speed, motion and effects are in files of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import isfinite, log

from nemobuild.backend.render.cards import CardSpec, card_move
from nemobuild.backend.render.lower.effects import filters_of, hex_color
from nemobuild.backend.render.lower.motion import move_of
from nemobuild.backend.render.lower.particles import is_particles, particle_layers
from nemobuild.backend.render.lower.speed import source_time, speed_of
from nemobuild.backend.render.lower.stage import Stage, origin_of
from nemobuild.backend.render.lower.transitions import blend_of, joined
from nemobuild.backend.render.output import even
from nemobuild.backend.render.scene import (
    Blend,
    Box,
    Content,
    Entrance,
    Film,
    Framing,
    Layer,
    Plain,
    Share,
    Still,
)
from nemobuild.backend.render.stills import MaskSpec, PhotoSpec, RingSpec
from nemobuild.timeline.model import Clip, Media, Rect, Timeline, Track

NEAR_SHAPE = 0.32
"""The logarithm of how far a picture's shape is from the canvas's at most where it is cropped without being asked."""


def picture_layers(timeline: Timeline, stage: Stage) -> tuple[Layer, ...]:
    """All layers of the video tracks, bottom to top."""
    tracks = timeline.of_kind("video")
    layers: list[Layer] = []
    for number, track in enumerate(tracks):
        made = tuple(_track_layers(track, stage, main=number == 0))
        pictures = tuple(layer for layer, _ in made)
        layers.extend(joined(pictures) if number == 0 else pictures)
        layers.extend(border for _, border in made if border)
    return tuple(layers)


def _track_layers(track: Track, stage: Stage, *, main: bool) -> Iterator[tuple[Layer, Layer | None]]:
    """The layers of a track, each with the border that lies over it."""
    before: Clip | None = None
    for clip in track.segments:
        if not isinstance(clip, Clip):
            continue
        if is_particles(clip):
            yield from ((layer, None) for layer in particle_layers(clip, stage))
            continue
        layer = _layer(clip, stage, main=main)
        if layer is not None:
            seen = _taking_over(layer, clip, before, stage)
            yield seen, _border_of(seen, clip, stage)
            before = clip


def _border_of(layer: Layer, clip: Clip, stage: Stage) -> Layer | None:
    """The border of what moves; a still picture is drawn with its own."""
    placed = clip.placement
    if placed is None or not placed.border or clip.source.kind == "image":
        return None
    box = layer.box
    ring = RingSpec(
        width=box.width, height=box.height, radius=_px(placed.corner_radius, stage), color=placed.border
    )
    content = Still(key=stage.draw(ring), transparent=True)
    return replace(layer, content=content, main=False, blend=None, filters=(), moving=())


def _taking_over(layer: Layer, clip: Clip, before: Clip | None, stage: Stage) -> Layer:
    blend = blend_of(clip, before, stage)
    if blend is None or blend.frames < 1:
        return layer
    if layer.main and before is not None and stage.frame(before.end_ms) > layer.start:
        return replace(layer, blend=Blend(name=blend.name, frames=min(blend.frames, layer.frames)))
    if layer.main:
        return replace(layer, fade_in=max(layer.fade_in, blend.frames))
    return replace(layer, enter=Entrance(kind="fade", frames=blend.frames))


def _layer(clip: Clip, stage: Stage, *, main: bool) -> Layer | None:
    start, end = stage.frame(clip.start_ms), stage.frame(clip.end_ms)
    if end <= start:
        return None
    box, content = _content(clip, stage, start, main=main)
    still, moving = filters_of(clip.effects, stage, box)
    fades = (stage.length(clip.fade_in_ms), stage.length(clip.fade_out_ms))
    full = main and clip.placement is None
    return Layer(
        start=start,
        end=end,
        content=content,
        box=box,
        main=main,
        opacity=1.0 if clip.placement is None or isinstance(content, Still) else clip.placement.opacity,
        fade_in=min(fades[0], end - start) if full else 0,
        fade_out=min(fades[1], end - start) if full else 0,
        fade_in_color=hex_color(clip.fade_in_color),
        fade_out_color=hex_color(clip.fade_out_color),
        enter=None if full or not fades[0] else Entrance(kind="fade", frames=fades[0]),
        leave=None if full or not fades[1] else Entrance(kind="fade", frames=fades[1]),
        filters=still,
        moving=moving,
        origin=origin_of(clip),
    )


def _content(clip: Clip, stage: Stage, start: int, *, main: bool) -> tuple[Box, Content]:
    rect = clip.placement.rect if clip.placement else Rect()
    box = stage.box_of(rect)
    generator = clip.source.generator
    if generator:
        return box, _generated(clip, stage, box)
    medium = stage.found(clip)
    framing = _framing(clip, medium, stage)
    if framing.fit == "contain" and not (main and clip.placement is None):
        box, framing = _fitted(box, medium, framing), replace(framing, fit="stretch")
    if medium.kind == "image":
        return box, _photo(clip, medium, framing, stage, box)
    return box, _film(clip, medium, framing, stage, box, start)


def _generated(clip: Clip, stage: Stage, box: Box) -> Content:
    params = clip.source.params
    match clip.source.generator:
        case "color":
            return Plain(color=str(params.get("color") or stage.canvas.background))
        case "card":
            palette = params.get("palette")
            spec = CardSpec(
                theme=str(params.get("theme", "")),
                palette=tuple(str(c) for c in palette) if isinstance(palette, (list, tuple)) else (),
                motion=str(params.get("motion", "")),
                seed=params["seed"] if isinstance(params.get("seed"), int) else 0,
                width=box.width,
                height=box.height,
            )
            move = move_of(clip, stage) or card_move(spec, stage.length(clip.duration_ms))
            return Still(key=stage.draw(spec), move=move)
        case other:
            stage.warnings.append(
                f'the generator "{other}" is unknown here; a plain background stands in for it'
            )
            return Plain(color=stage.canvas.background)


def _framing(clip: Clip, medium: Media, stage: Stage) -> Framing:
    fit = clip.fit if clip.fit in ("contain", "cover", "blur", "stretch") else "contain"
    crop = None
    if clip.crop is not None:
        crop = Share(x=clip.crop.x, y=clip.crop.y, width=clip.crop.width, height=clip.crop.height)
    turn = clip.rotate % 360 if isfinite(clip.rotate) else 0.0
    framing = Framing(fit=fit, crop=crop, rotate=turn, flip=clip.flip, background=stage.canvas.background)
    return replace(framing, fit=_refitted(framing, medium, stage)) if _takes_it_all(clip) else framing


def _takes_it_all(clip: Clip) -> bool:
    """Whether a clip has the whole canvas for itself."""
    rect = clip.placement.rect if clip.placement else Rect()
    return rect.width >= 1 and rect.height >= 1


def _refitted(framing: Framing, medium: Media, stage: Stage) -> str:
    """How a picture that has the canvas for itself is fitted into an output of another shape.

    As the output asks. If it leaves that open, a picture of about the canvas's shape, of which hardly anything was cropped,
    lies before its own blurred copy; what somebody had cropped or put between bars stays so.
    """
    match stage.output.reframe:
        case "":
            return framing.fit
        case "auto":
            canvas = stage.canvas.width / max(stage.canvas.height, 1)
            filled = abs(log(shape_after(medium, framing) / canvas)) <= NEAR_SHAPE
            return "blur" if filled else framing.fit
        case asked:
            return asked


def shape_after(medium: Media, framing: Framing) -> Fraction:
    """Width to height of a source's picture after its crop and turn."""
    width, height = Fraction(max(medium.width, 1)), Fraction(max(medium.height, 1))
    if framing.crop is not None:
        width *= Fraction(max(framing.crop.width, 0.001)).limit_denominator(10_000)
        height *= Fraction(max(framing.crop.height, 0.001)).limit_denominator(10_000)
    return height / width if framing.rotate in (90, 270) else width / height


def _fitted(box: Box, medium: Media, framing: Framing) -> Box:
    """The largest box of the picture's own shape inside a box, in its middle."""
    shape = shape_after(medium, framing)
    width, height = box.width, even(box.width / shape)
    if height > box.height:
        width, height = even(box.height * shape), box.height
    x, y = box.x + (box.width - width) // 4 * 2, box.y + (box.height - height) // 4 * 2
    return Box(x=x, y=y, width=width, height=height)


def _photo(clip: Clip, medium: Media, framing: Framing, stage: Stage, box: Box) -> Still:
    placed = clip.placement
    spec = PhotoSpec(
        digest=medium.digest,
        framing=framing,
        width=box.width,
        height=box.height,
        opacity=placed.opacity if placed else 1.0,
        radius=_px(placed.corner_radius if placed else 0, stage),
        border=placed.border if placed else "",
        opaque=placed is None and framing.fit != "stretch",
    )
    return Still(key=stage.draw(spec), move=move_of(clip, stage), transparent=not spec.opaque)


def _film(clip: Clip, medium: Media, framing: Framing, stage: Stage, box: Box, start: int) -> Film:
    mask = ""
    if clip.placement is not None and clip.placement.corner_radius > 0:
        radius = _px(clip.placement.corner_radius, stage)
        mask = stage.draw(MaskSpec(width=box.width, height=box.height, radius=radius))
    _say_if_short(clip, medium, stage)
    return Film(
        digest=medium.digest,
        at=source_time(clip, medium, stage.output.rate, start),
        speed=speed_of(clip),
        reverse=clip.reverse,
        framing=framing,
        shown=(medium.width, medium.height),
        move=move_of(clip, stage),
        mask=mask,
    )


def _say_if_short(clip: Clip, medium: Media, stage: Stage) -> None:
    missing = clip.source_start_ms + clip.duration_ms * clip.speed - medium.duration_ms
    if medium.duration_ms and missing > 100:
        what = f"{medium.name} ends {missing / 1000:.1f} s before {origin_of(clip)} does"
        stage.warnings.append(f"{what}; its last picture is held")


def _px(share: float, stage: Stage) -> int:
    return round(max(share, 0.0) * stage.output.height)
