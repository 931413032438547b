"""Edits of the picture: motion, framing, joins, fades, looks and what lies behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nemobuild.backend.interpret.model import CannotDo, MustAsk, Op
from nemobuild.backend.interpret.stage import (
    Done,
    Stage,
    chosen_clips,
    clip_of,
    clock,
    counted,
    fit_for,
    is_still,
    joins_meant,
    seconds,
    span_of,
    the_asset,
)
from nemobuild.timeline import edits
from nemobuild.timeline.model import (
    Canvas,
    Clip,
    Effect,
    Media,
    Motion,
    Placement,
    Rect,
    Segment,
    Sound,
    Timeline,
)

SHAPES = {
    "16:9": (1920, 1080), "9:16": (1080, 1920), "1:1": (1080, 1080), "4:5": (1080, 1350), "5:4": (1350, 1080),
    "4:3": (1440, 1080), "3:4": (1080, 1440), "3:2": (1620, 1080), "2:3": (1080, 1620), "21:9": (2520, 1080),
    "2.39:1": (1920, 804), "2.35:1": (1920, 818), "1.85:1": (1998, 1080), "18:9": (2160, 1080),
}  # fmt: skip
KEN_BURNS = 1.18
ZOOM = 1.4
ZOOM_MS = 3000


def _zoomed(factor: float, spot: str) -> Rect:
    """The part of a picture that fills the frame when zoomed by a factor on a spot."""
    share = 1 / factor
    free = 1 - share
    x = 0.0 if "left" in spot else free if "right" in spot else free / 2
    y = 0.0 if "top" in spot else free if "bottom" in spot else free / 2
    return Rect(x=round(x, 4), y=round(y, 4), width=round(share, 4), height=round(share, 4))


_MOVES: tuple[tuple[str, str], ...] = (
    ("", "center"),
    ("center", ""),
    ("left", "right"),
    ("", "top-right"),
    ("bottom-left", ""),
    ("right", "left"),
)


def _moved(index: int, factor: float, direction: str) -> Motion:
    """A camera move: each picture another one, so that a row of them does not look alike."""
    full = Rect()
    moves = _MOVES
    if direction == "pan":
        moves = (("left", "right"), ("right", "left"))
    elif direction == "out":
        moves = (("center", ""), ("top-right", ""), ("bottom-left", ""))
    start, end = moves[index % len(moves)]
    return Motion(
        start=_zoomed(factor, start) if start else full,
        end=_zoomed(factor, end) if end else full,
        easing="ease-in-out",
    )  # fmt: skip


def ken_burns(timeline: Timeline, op: Op, stage: Stage) -> Done:
    if "from_ms" in op.params and "to_ms" in op.params:
        return zoom(timeline, op, stage)
    chosen = chosen_clips(op.params, op.text, timeline, stage)
    own = edits.clips(timeline)
    still = [i for i in chosen if own[i].source.kind == "image"]
    chosen = tuple(still) or chosen
    factor = float(op.params.get("factor", 1.35 if op.params.get("pace") == "fast" else KEN_BURNS))
    place = {i: n for n, i in enumerate(chosen)}
    direction = str(op.params.get("direction", "in")) if len(chosen) == 1 or "on" in op.params else ""
    direction = "pan" if op.params.get("direction") == "pan" else direction

    def change(i: int, clip: Clip) -> Clip:
        if i not in place:
            return clip
        motion = _moved(place[i], factor, direction)
        return replace(clip, motion=motion, fit="cover" if clip.fit == "contain" else clip.fit)

    done = edits.change_clips(timeline, change)
    return Done(timeline=done, said=f"Added a slow camera move to {counted(len(chosen), 'clip')}")


def zoom(timeline: Timeline, op: Op, stage: Stage) -> Done:
    pictures = sum(c.source.kind == "image" for c in edits.clips(timeline))
    if pictures > 1 and not {"factor", "on", "clip", "from_ms", "last_ms", "place"} & set(op.params):
        return ken_burns(timeline, op, stage)
    factor = float(op.params.get("factor", KEN_BURNS if op.params.get("pace") == "slow" else ZOOM))
    if not 1 < factor <= 10:
        raise CannotDo(f"a zoom of {factor:g} times is not possible; more than 1 and up to 10 times is")
    spot = str(op.params.get("on", "center"))
    timed = {"from_ms", "for_ms", "last_ms", "place"} & set(op.params)
    if timed:
        start, end = span_of(op.params, timeline, length_ms=ZOOM_MS)
        timeline = edits.split_at(timeline, [start, end])
        own = edits.clips(timeline)
        chosen = tuple(i for i, c in enumerate(own) if c.start_ms >= start - 20 and c.end_ms <= end + 20)
        said = f"Zoomed {factor:g} times on the {spot} from {clock(start)} to {clock(end)}"
    else:
        chosen = chosen_clips(op.params, op.text, timeline, stage)
        said = f"Added a zoom of {factor:g} times to {counted(len(chosen), 'clip')}"
    near, full = _zoomed(factor, spot), Rect()
    out = op.params.get("direction") == "out"
    motion = Motion(start=near if out else full, end=full if out else near, easing="ease-in-out")
    done = edits.change_clips(timeline, lambda i, c: replace(c, motion=motion) if i in chosen else c)
    return Done(timeline=done, said=said)


# Framing


def _canvas_for(shape: str, canvas: Canvas) -> Canvas:
    width, height = SHAPES[shape]
    return replace(canvas, width=width, height=height)


def set_aspect(timeline: Timeline, op: Op, stage: Stage) -> Done:
    shape = str(op.params.get("shape", ""))
    if shape not in SHAPES:
        raise MustAsk("Which shape: 16:9, 9:16, 1:1 or 4:5?")
    return reshaped(timeline, shape, str(op.params.get("fit", "")), stage)


def reshaped(timeline: Timeline, shape: str, fit: str, stage: Stage) -> Done:
    canvas = _canvas_for(shape, timeline.canvas)
    same = (canvas.width, canvas.height) == (timeline.canvas.width, timeline.canvas.height)
    if same and not fit:
        raise CannotDo(f"the film is {shape} already, so nothing would change")
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
            raise CannotDo("the picture fills the frame already, so nothing would change")
        done_timeline = edits.change_clips(timeline, lambda _, c: replace(c, fit="cover"))
        return Done(timeline=done_timeline, said=f"Cropped {counted(len(chosen), 'clip')} to fill the frame")
    if "share" in params:
        rect = _without_edge(float(params["share"]), str(params.get("side", "all")))
        done_timeline = edits.change_clips(timeline, lambda _, c: replace(c, crop=rect))
        return Done(
            timeline=done_timeline,
            said=f"Cropped {float(params['share']):.0%} off {_SIDES.get(str(params.get('side')), 'each side')}",
        )
    raise MustAsk(
        "Crop to which shape, or how much off which side? For example: crop to 9:16, or crop 10% off the top."
    )


_SIDES = {"top": "the top", "bottom": "the bottom", "left": "the left", "right": "the right"}


def _without_edge(share: float, side: str) -> Rect:
    if not 0 < share < 0.9:
        raise CannotDo(f"{share:.0%} cannot be cropped off; more than 0 % and less than 90 % can")
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
    degrees = float(op.params.get("degrees", 90.0))
    if degrees % 360 == 0:
        raise CannotDo(f"a turn of {degrees:g} degrees changes nothing")
    chosen = chosen_clips(op.params, op.text, timeline, stage)

    def change(i: int, clip: Clip) -> Clip:
        if i not in chosen:
            return clip
        turned = (clip.rotate + degrees) % 360
        media = stage.by_digest(clip.source.digest)
        if media and media.width:
            size = (media.height, media.width) if turned % 180 == 90 else (media.width, media.height)
            return replace(clip, rotate=turned, fit=fit_for(*size, timeline.canvas))
        return replace(clip, rotate=turned)

    way = "clockwise" if degrees > 0 else "counterclockwise"
    return Done(
        timeline=edits.change_clips(timeline, change),
        said=f"Turned {counted(len(chosen), 'clip')} by {abs(degrees):g} degrees {way}",
    )


def flip(timeline: Timeline, op: Op, stage: Stage) -> Done:
    way = str(op.params.get("flip", "horizontal"))
    chosen = chosen_clips(op.params, op.text, timeline, stage)
    done = edits.change_clips(timeline, lambda i, c: _flipped(c, way) if i in chosen else c)
    return Done(timeline=done, said=f"Mirrored {counted(len(chosen), 'clip')} {way}ly")


def _flipped(clip: Clip, way: str) -> Clip:
    if clip.flip == way:
        return replace(clip, flip="")
    if clip.flip:  # both at once are half a turn
        return replace(clip, flip="", rotate=(clip.rotate + 180) % 360)
    return replace(clip, flip=way)


# Joins and fades

TRANSITION_MS = 500


def set_transition(timeline: Timeline, op: Op, stage: Stage) -> Done:
    own = edits.clips(timeline)
    if len(own) < 2:
        raise CannotDo(
            "there is only one clip, so there is no join for a transition; split it or add another clip first"
        )
    only = joins_meant(op.params, timeline, stage)
    name = str(op.params.get("name", "crossfade"))
    length = int(op.params.get("duration_ms", TRANSITION_MS))
    if length <= 0:
        raise CannotDo("a transition must be longer than 0 s")
    done = edits.set_transitions(timeline, name, length, stage.handles, only)
    if done == timeline:
        which = "every join" if only is None else "that join"
        raise CannotDo(f"{which} has that {_said(name)} already, so nothing would change")
    joins = sum(
        c.transition is not None and (only is None or i in only) for i, c in enumerate(edits.clips(done))
    )
    shown = max((c.transition.duration_ms for c in edits.clips(done) if c.transition), default=length)
    return Done(
        timeline=done,
        said=f"Put {counted(joins, _said(name))} of {seconds(shown)} {_where(only)}; the film is {seconds(edits.film_ms(done))} long",
    )


def _where(only: set[int] | None) -> str:
    return (
        "between the clips"
        if only is None
        else " and ".join(f"between clips {i} and {i + 1}" for i in sorted(only))
    )


def _said(name: str) -> str:
    return name if name == "crossfade" else f"{name.replace('_', ' ')} transition"


FADE_MS = 1000
MUSIC_FADE_MS = 2000


def fade(timeline: Timeline, op: Op, stage: Stage) -> Done:
    length = int(op.params.get("duration_ms", FADE_MS))
    if length <= 0:
        raise CannotDo("a fade must be longer than 0 s")
    into, out = bool(op.params.get("in")), bool(op.params.get("out"))
    what = op.params.get("what", "")
    music = edits.sounds(timeline, "music")
    if what == "music" and not music:
        raise CannotDo("there is no music to fade; add some first", nearest="add upbeat background music")
    if music and (
        what == "music"
        or (what == "it" and "music" in stage.request.lower())
        or (what == "sound" and not edits.clips(timeline))
    ):
        return _fade_music(timeline, length if "duration_ms" in op.params else MUSIC_FADE_MS, into, out)
    chosen = chosen_clips(op.params, op.text, timeline, stage) if "clip" in op.params else None
    shortest = min(
        (c.duration_ms for i, c in enumerate(edits.clips(timeline)) if not chosen or i in chosen), default=0
    )
    longest = (shortest if chosen else edits.film_ms(timeline)) // 2
    return _fade_film(timeline, min(length, longest), into, out, chosen, sound_only=what == "sound")


def _fade_music(timeline: Timeline, length: int, into: bool, out: bool) -> Done:
    sounds = edits.sounds(timeline, "music")
    first, last = sounds[0].id, sounds[-1].id

    def change(s: Segment) -> Segment:
        if not isinstance(s, Sound):
            return s
        half = min(length, s.duration_ms // 2)
        return replace(
            s,
            fade_in_ms=half if s.id == first and into else s.fade_in_ms,
            fade_out_ms=half if s.id == last and out else s.fade_out_ms,
        )

    done = edits.change_segments(timeline, change)
    return Done(timeline=done, said=f"The music fades {_ways(into, out)} over {seconds(length)}")


def _ways(into: bool, out: bool) -> str:
    return "in and out" if into and out else "in" if into else "out"


def _fade_film(
    timeline: Timeline,
    length: int,
    into: bool,
    out: bool,
    chosen: tuple[int, ...] | None,
    *,
    sound_only: bool,
) -> Done:
    """The film, or each of the chosen clips, in from black and out to it."""
    starts = {0} if chosen is None else set(chosen)
    ends = {len(edits.clips(timeline)) - 1} if chosen is None else set(chosen)

    def change(i: int, clip: Clip) -> Clip:
        if i in starts and into:
            clip = replace(
                clip, audio_fade_in_ms=length, fade_in_ms=clip.fade_in_ms if sound_only else length
            )
        if i in ends and out:
            clip = replace(
                clip, audio_fade_out_ms=length, fade_out_ms=clip.fade_out_ms if sound_only else length
            )
        return clip

    done = edits.change_clips(timeline, change)
    if done == timeline:
        raise CannotDo("it fades so already, so nothing would change")
    return Done(
        timeline=done,
        said=f"{'The sound' if sound_only else 'The film' if chosen is None else counted(len(chosen), 'clip')} fades {_ways(into, out)} over {seconds(length)}",
    )


SOFT_CUT_MS = 60


def smooth_audio(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del op, stage
    own = edits.clips(timeline)
    last = len(own) - 1
    if last < 1:
        raise CannotDo("there is no cut to smooth: the film has one clip")

    def change(i: int, clip: Clip) -> Clip:
        return replace(
            clip,
            audio_fade_in_ms=max(clip.audio_fade_in_ms, SOFT_CUT_MS if i else 0),
            audio_fade_out_ms=max(clip.audio_fade_out_ms, SOFT_CUT_MS if i < last else 0),
        )

    return Done(
        timeline=edits.change_clips(timeline, change), said=f"Softened the sound at {counted(last, 'cut')}"
    )


# Looks


def _with_effect(clip: Clip, effect: Effect) -> Clip:
    """The clip with an effect, in place of an earlier one of that name."""
    return replace(clip, effects=(*(e for e in clip.effects if e.name != effect.name), effect))


def _on_clips(
    timeline: Timeline, op: Op, stage: Stage, change: Callable[[Clip], Clip]
) -> tuple[Timeline, int]:
    chosen = chosen_clips(op.params, op.text, timeline, stage)
    done = edits.change_clips(timeline, lambda i, c: change(c) if i in chosen else c)
    return done, len(chosen)


_RENDERED = {"moody": "dark", "matte": "muted"}


def set_look(timeline: Timeline, op: Op, stage: Stage) -> Done:
    look, done, said = op.params.get("look"), timeline, []
    if look:
        params = {"look": _RENDERED.get(str(look), str(look)), "amount": float(op.params.get("amount", 0.8))}
        done, count = _on_clips(
            done, op, stage, lambda c: _with_effect(c, Effect(name="grade", params=params))
        )
        said.append(f"Gave {counted(count, 'clip')} a {str(look).replace('_', ' ')} look")
    for name in ("grain", "vignette"):
        if op.params.get(name):
            kept = tuple(e for e in done.effects if e.name != name)
            done = replace(
                done,
                effects=(*kept, Effect(name=name, params={"amount": float(op.params.get("amount", 0.4))})),
            )
            said.append(f"added {name}" if said else f"Added {name}")
    if done == timeline:
        raise CannotDo("it has that look already, so nothing would change")
    return Done(timeline=done, said=" and ".join(said))


def adjust(timeline: Timeline, op: Op, stage: Stage) -> Done:
    name, change = str(op.params["name"]), float(op.params["change"])
    if abs(change) > 2 or change == 0:
        raise CannotDo(f"{name.replace('_', ' ')} cannot be changed by {change:+.0%}; by up to 200 % it can")
    if name == "hue":
        raise CannotDo(
            "turning the hue is not possible; a look or the white balance is", nearest="make it warmer"
        )
    params = (
        {"amount": change} if name in ("brightness", "white_balance") else {"factor": max(0.0, 1 + change)}
    )
    done, count = _on_clips(timeline, op, stage, lambda c: _with_effect(c, Effect(name=name, params=params)))
    said = f"Changed the {name.replace('_', ' ')} of {counted(count, 'clip')} by {change:+.0%}"
    if done == timeline:
        raise CannotDo(f"the {name.replace('_', ' ')} is changed so already, so nothing would change")
    return Done(timeline=done, said=said)


def set_lut(timeline: Timeline, op: Op, stage: Stage) -> Done:
    tables = [m for m in stage.media if m.name.lower().endswith(".cube")]
    asset = the_asset(op.params, op.text, tables, ".cube file")
    done, count = _on_clips(
        timeline, op, stage, lambda c: _with_effect(c, Effect(name="lut", params={"digest": asset.digest}))
    )
    return Done(timeline=done, said=f"Applied {asset.name} to {counted(count, 'clip')}")


def selective(timeline: Timeline, op: Op, stage: Stage) -> Done:
    color = str(op.params.get("color", ""))
    if not color:
        raise MustAsk("Which colour should stay?")
    effect = Effect(name="selective_color", params={"color": color})
    done, count = _on_clips(timeline, op, stage, lambda c: _with_effect(c, effect))
    return Done(timeline=done, said=f"Kept only {color} in colour in {counted(count, 'clip')}")


def stabilize(timeline: Timeline, op: Op, stage: Stage) -> Done:
    own = edits.clips(timeline)
    films = [i for i in chosen_clips(op.params, op.text, timeline, stage) if not is_still(own[i])]
    if not films:
        raise CannotDo("a picture does not shake; there is no film to steady")
    effect = Effect(name="stabilize", params={"strength": float(op.params.get("strength", 0.6))})
    done = edits.change_clips(timeline, lambda i, c: _with_effect(c, effect) if i in films else c)
    if done == timeline:
        raise CannotDo("it is steadied already, so nothing would change")
    return Done(timeline=done, said=f"Steadied {counted(len(films), 'clip')}")


# Backgrounds


def key_out(timeline: Timeline, op: Op, stage: Stage) -> Done:
    effect = Effect(name="chroma_key", params={"color": op.params["color"], "similarity": 0.18})
    behind = _behind(timeline, stage)
    if behind is not None:
        return _before(behind, timeline, effect)
    done, count = _on_clips(timeline, op, stage, lambda c: _with_effect(c, effect))
    return Done(timeline=done, said=f"Keyed {op.params['color']} out of {counted(count, 'clip')}")


def _behind(timeline: Timeline, stage: Stage) -> Media | None:
    used = {c.source.digest for c in edits.clips(timeline)}
    return next((m for m in stage.behind() if m.digest not in used), None)


def _before(behind: Media, timeline: Timeline, effect: Effect) -> Done:
    """The film keyed and laid over another picture, which is as long as the film."""
    own, total = edits.clips(timeline), edits.film_ms(timeline)
    back = clip_of(behind, timeline.canvas, picture_ms=total)
    if back.duration_ms < total:
        raise CannotDo(f"{behind.name} is shorter than the film before it; loop it or take a picture")
    main = edits.Piece(clip=replace(back, duration_ms=total, volume=0.0, id="c1"))
    done = edits.with_main(timeline, [main])
    for clip in own:
        over = replace(_with_effect(clip, effect), id="", transition=None, label="keyed")
        over = over if over.placement else replace(over, placement=Placement())
        done = edits.add_above(done, over, name="keyed")
    return Done(
        timeline=done,
        said=f"Keyed {effect.params['color']} out and put {behind.name} behind {counted(len(own), 'clip')}",
    )


INSET = 0.07


def fill_background(timeline: Timeline, op: Op, stage: Stage) -> Done:
    kind = op.params.get("fill", "blur")
    if kind == "blur":
        done = edits.change_clips(timeline, lambda _, c: c if c.source.generator else replace(c, fit="blur"))
        if done == timeline:
            raise CannotDo("the surround is blurred already, so nothing would change")
        return Done(timeline=done, said="Filled the surround with the picture's own blur")
    color = str(op.params.get("color", "#101318"))
    canvas = replace(timeline.canvas, background=color)
    if kind == "gradient":
        inset = Placement(
            rect=Rect(x=INSET, y=INSET, width=1 - 2 * INSET, height=1 - 2 * INSET), corner_radius=0.02
        )
        done = edits.change_clips(
            replace(timeline, canvas=canvas),
            lambda _, c: c if c.source.generator else replace(c, placement=inset),
        )
        return Done(timeline=done, said=f"Set the picture on a {color} background")
    done = edits.change_clips(
        replace(timeline, canvas=canvas), lambda _, c: replace(c, fit="contain") if c.fit == "blur" else c
    )
    del stage
    return Done(timeline=done, said=f"Made the background {color}")
