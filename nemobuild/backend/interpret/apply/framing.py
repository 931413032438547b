"""Edits of what the frame shows: shapes, crops, turns."""

from __future__ import annotations

from dataclasses import replace

from nemobuild.backend.interpret.model import AlreadyMet, CannotDo, MustAsk, Op
from nemobuild.backend.interpret.said import begun, counted
from nemobuild.backend.interpret.stage import Done, Stage, fit_for
from nemobuild.backend.interpret.stretches import clips_said, meant_clips
from nemobuild.timeline import edits
from nemobuild.timeline.model import (
    Canvas,
    Clip,
    Rect,
    Timeline,
)

SHAPES = {
    "16:9": (1920, 1080), "9:16": (1080, 1920), "1:1": (1080, 1080), "4:5": (1080, 1350), "5:4": (1350, 1080),
    "4:3": (1440, 1080), "3:4": (1080, 1440), "3:2": (1620, 1080), "2:3": (1080, 1620), "21:9": (2520, 1080),
    "2.39:1": (1920, 804), "2.35:1": (1920, 818), "1.85:1": (1998, 1080), "18:9": (2160, 1080),
}  # fmt: skip


def _canvas_for(shape: str, canvas: Canvas) -> Canvas:
    width, height = SHAPES[shape]
    return replace(canvas, width=width, height=height)


def set_aspect(timeline: Timeline, op: Op, stage: Stage) -> Done:
    shape = str(op.params.get("shape", ""))
    if shape not in SHAPES:
        raise MustAsk("Which shape: 16:9, 9:16, 1:1 or 4:5?")
    if "on" in op.params:
        return crop(timeline, op, stage)
    return reshaped(timeline, shape, str(op.params.get("fit", "")), stage)


def reshaped(timeline: Timeline, shape: str, fit: str, stage: Stage) -> Done:
    canvas = _canvas_for(shape, timeline.canvas)
    same = (canvas.width, canvas.height) == (timeline.canvas.width, timeline.canvas.height)
    if same and not fit:
        raise AlreadyMet(f"the film is {shape} already, so nothing would change")
    done = replace(timeline, canvas=canvas)
    done = edits.change_clips(done, lambda _, c: replace(c, fit=_fit_of(c, fit, canvas, stage)))
    done = edits.change_segments(
        done, lambda s: _kept_in_shape(s, timeline.canvas, canvas) if isinstance(s, Clip) else s
    )
    words = {"cover": ", cropped to fill", "blur": ", with a blurred surround", "contain": ", with bars"}.get(
        fit, ""
    )
    return Done(timeline=done, said=f"Made it {shape}, {canvas.width} x {canvas.height}{words}")


def _fit_of(clip: Clip, fit: str, canvas: Canvas, stage: Stage) -> str:
    if clip.source.generator or clip.placement:
        return clip.fit
    media = stage.by_digest(clip.source.digest)
    return fit or (fit_for(media.width, media.height, canvas) if media else clip.fit)


def _kept_in_shape(clip: Clip, before: Canvas, after: Canvas) -> Clip:
    """An overlay keeps its proportions and its corner when the canvas changes its shape."""
    if clip.placement is None or clip.placement.rect.width >= 0.95:
        return clip
    rect = clip.placement.rect
    shorter = min(after.width, after.height) / min(before.width, before.height)
    width = rect.width * before.width * shorter / after.width
    height = rect.height * before.height * shorter / after.height
    shrink = min(1.0, 0.9 / max(width, height))
    width, height = width * shrink, height * shrink
    x = _same_side(rect.x, rect.width, width)
    y = _same_side(rect.y, rect.height, height)
    placed = replace(rect, x=x, y=y, width=round(width, 4), height=round(height, 4))
    return replace(clip, placement=replace(clip.placement, rect=placed))


def _same_side(at: float, length: float, new: float) -> float:
    free = 1 - length
    return round((at / free if free > 0.001 else 0.5) * (1 - new), 4)


def crop(timeline: Timeline, op: Op, stage: Stage) -> Done:
    params = op.params
    if "shape" in params:
        done = reshaped(timeline, str(params["shape"]), "cover", stage)
        spot = str(params.get("on", ""))
        return replace(done, timeline=_held_to(done.timeline, spot, stage)) if spot else done
    if params.get("bars"):
        chosen = [c for c in edits.clips(timeline) if c.fit != "cover"]
        if not chosen:
            raise AlreadyMet("the picture fills the frame already, so nothing would change")
        done_timeline = edits.change_clips(timeline, lambda _, c: replace(c, fit="cover"))
        return Done(timeline=done_timeline, said=f"Cropped {counted(len(chosen), 'clip')} to fill the frame")
    if "px" in params:
        return _cropped_by_px(timeline, int(params["px"]), str(params["side"]), stage)
    if "share" in params:
        rect = _without_edge(float(params["share"]), str(params.get("side", "all")))
        done_timeline = edits.change_clips(timeline, lambda _, c: replace(c, crop=_within_both(c.crop, rect)))
        return Done(
            timeline=done_timeline,
            said=f"Cropped {float(params['share']):.0%} off {_SIDES.get(str(params.get('side')), 'each side')}",
        )
    raise MustAsk(
        "Crop to which shape, or how much off which side? For example: crop to 9:16, or crop 10% off the top."
    )


def _within_both(one: Rect | None, other: Rect) -> Rect:
    """What two crops leave of a picture; the other where they leave nothing."""
    if one is None:
        return other
    x, y = max(one.x, other.x), max(one.y, other.y)
    right = min(one.x + one.width, other.x + other.width)
    bottom = min(one.y + one.height, other.y + other.height)
    if right <= x or bottom <= y:
        return other
    return Rect(x=round(x, 4), y=round(y, 4), width=round(right - x, 4), height=round(bottom - y, 4))


def _cropped_by_px(timeline: Timeline, px: int, side: str, stage: Stage) -> Done:
    """Pixels of each source off one side, or off all."""

    def change(_: int, clip: Clip) -> Clip:
        media = stage.by_digest(clip.source.digest)
        for one in _SIDES if side == "all" else (side,):
            length = (media.width if one in ("left", "right") else media.height) if media else 0
            if length:
                clip = replace(clip, crop=_within_both(clip.crop, _without_edge(px / length, one)))
        return clip

    done = edits.change_clips(timeline, change)
    if done == timeline:
        raise CannotDo("there is no picture to crop")
    return Done(timeline=done, said=f"Cropped {px} px off {_SIDES.get(side, 'each side')}")


_SIDES = {"top": "the top", "bottom": "the bottom", "left": "the left", "right": "the right"}


def _without_edge(share: float, side: str) -> Rect:
    if not 0 < share < 0.9:
        raise CannotDo(f"{share:.0%} cannot be cropped off; more than 0% and less than 90% can")
    if side in ("left", "right"):
        return Rect(x=share if side == "left" else 0.0, width=1 - share)
    if side in ("top", "bottom"):
        return Rect(y=share if side == "top" else 0.0, height=1 - share)
    inner = min(share, 0.45)
    return Rect(x=inner, y=inner, width=1 - 2 * inner, height=1 - 2 * inner)


def _held_to(timeline: Timeline, spot: str, stage: Stage) -> Timeline:
    """Cropped to the canvas's shape at a side instead of in the middle."""
    shape = timeline.canvas.width / timeline.canvas.height

    def change(_: int, clip: Clip) -> Clip:
        media = stage.by_digest(clip.source.digest)
        if media is None or not media.width or not media.height:
            return clip
        own = media.width / media.height
        width, height = min(1.0, shape / own), min(1.0, own / shape)
        x = 0.0 if "left" in spot else 1 - width if "right" in spot else (1 - width) / 2
        y = 0.0 if "top" in spot else 1 - height if "bottom" in spot else (1 - height) / 2
        return replace(
            clip, crop=Rect(x=round(x, 4), y=round(y, 4), width=round(width, 4), height=round(height, 4))
        )

    return edits.change_clips(timeline, change)


def rotate(timeline: Timeline, op: Op, stage: Stage) -> Done:
    if "degrees" not in op.params:
        raise MustAsk("By how many degrees, and which way? For example: rotate it 2 degrees clockwise.")
    degrees = float(op.params["degrees"])
    if degrees % 360 == 0:
        raise CannotDo(f"a turn of {degrees:g} degrees changes nothing")
    cut, chosen = meant_clips(timeline, op, stage)

    def change(i: int, clip: Clip) -> Clip:
        if i not in chosen:
            return clip
        return _turned_to(clip, (clip.rotate + degrees) % 360, timeline, stage)

    way = "clockwise" if degrees > 0 else "counterclockwise"
    return Done(
        timeline=edits.change_clips(cut, change),
        said=f"Turned {clips_said(cut, chosen)} by {abs(degrees):g} degrees {way}",
    )


def _turned_to(clip: Clip, turned: float, timeline: Timeline, stage: Stage) -> Clip:
    media = stage.by_digest(clip.source.digest)
    if media and media.width:
        size = (media.height, media.width) if turned % 180 == 90 else (media.width, media.height)
        return replace(clip, rotate=turned, fit=fit_for(*size, timeline.canvas))
    return replace(clip, rotate=turned)


def turn_back(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """Clips as they were recorded, where they were turned or mirrored."""
    timeline, chosen = meant_clips(timeline, op, stage)
    own = edits.clips(timeline)
    if "mirroring" in op.low:
        meant = [i for i in chosen if own[i].flip]
        done = edits.change_clips(timeline, lambda i, c: replace(c, flip="") if i in meant else c)
    else:
        meant = [i for i in chosen if own[i].rotate]
        done = edits.change_clips(
            timeline, lambda i, c: _turned_to(c, 0, timeline, stage) if i in meant else c
        )
    how = "mirrored" if "mirroring" in op.low else "turned"
    if not meant:
        raise CannotDo(f"nothing there is {how}, so nothing would change")
    verb = "is" if len(edits.shots_of(timeline, meant)) == 1 else "are"
    return Done(timeline=done, said=f"{begun(clips_said(timeline, meant))} {verb} not {how} any more")


def flip(timeline: Timeline, op: Op, stage: Stage) -> Done:
    way = str(op.params.get("flip", "horizontal"))
    cut, chosen = meant_clips(timeline, op, stage)
    done = edits.change_clips(cut, lambda i, c: _flipped(c, way) if i in chosen else c)
    return Done(timeline=done, said=f"Mirrored {clips_said(cut, chosen)} {way}ly")


def _flipped(clip: Clip, way: str) -> Clip:
    if clip.flip == way:
        return replace(clip, flip="")
    if clip.flip:  # both at once are half a turn
        return replace(clip, flip="", rotate=(clip.rotate + 180) % 360)
    return replace(clip, flip=way)
