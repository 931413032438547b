"""Edits that lay pictures over the film: logos, picture in picture, split screens, bars, borders and blurs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from nemobuild.backend.interpret.apply.words import SHIFTS
from nemobuild.backend.interpret.context import is_logo
from nemobuild.backend.interpret.model import AlreadyMet, CannotDo, MustAsk, Op, is_timed
from nemobuild.backend.interpret.naming import as_said, named_in, the_asset
from nemobuild.backend.interpret.phrases.row import spelled
from nemobuild.backend.interpret.places import anchor_of, beside_that
from nemobuild.backend.interpret.said import clock, colored, counted, seconds
from nemobuild.backend.interpret.stage import Done, Stage, clip_of, source_of
from nemobuild.backend.interpret.stretches import meant_stretches, span_anew, span_of, stretch_of
from nemobuild.timeline import edits
from nemobuild.timeline.model import Clip, Effect, Media, Placement, Rect, Segment, Source, Timeline

OVERLAY_MS = 3000

LOGO_SHARE = 0.13
MARGIN = 0.045


def add_logo(timeline: Timeline, op: Op, stage: Stage) -> Done:
    op = _sized(op, timeline)
    logos = [m for m in stage.media if is_logo(m)] or [
        m for m in stage.of_kind("image") if m.name.lower().endswith(".png")
    ]
    logo = the_asset(op.params, op.text, logos, "picture named logo")
    total = edits.film_ms(timeline)
    there = next((c for c in edits.overlays(timeline) if _is_logo(c)), None)
    start, end = _when_the_logo(op, there, timeline) if total else (0, OVERLAY_MS)
    before = there.placement if there else None
    now = anchor_of(before.rect) if before else "top-right"
    anchor = str(op.params.get("anchor", now))
    anchor = beside_that(anchor, now) if anchor == "opposite" else anchor
    share = float(op.params.get("size", before.rect.width if before else LOGO_SHARE))
    opacity = float(op.params.get("opacity", before.opacity if before else 1.0))
    rect = corner_rect(logo.width, logo.height, share, anchor, timeline)
    clip = replace(
        there or Clip(fit="contain", label="logo"),
        id="", start_ms=start, duration_ms=end - start, source=source_of(logo),
        placement=replace(before or Placement(), rect=rect, opacity=opacity),
    )  # fmt: skip
    done = edits.change_segments(timeline, lambda s: None if _is_logo(s) else s)
    spared = bool({"spared_to_ms", "spared_last_ms"} & set(op.params)) and total > 0
    seen = meant_stretches(op, timeline) if spared else ((start, end),)
    for a, b in seen:
        done = edits.add_above(done, replace(clip, start_ms=a, duration_ms=b - a), name="logo")
    start, end = seen[0][0], seen[-1][1]
    spot = anchor.replace("-", " ")
    return Done(timeline=done, said=f"Put {logo.name} in the {spot} from {clock(start)} to {clock(end)}")


def _sized(op: Op, timeline: Timeline) -> Op:
    """The op with a width in px as a share of the canvas."""
    if "size_px" not in op.params:
        return op
    return replace(op, params={**op.params, "size": int(op.params["size_px"]) / timeline.canvas.width})


def _when_the_logo(op: Op, there: Clip | None, timeline: Timeline) -> tuple[int, int]:
    if there is not None and is_timed(op.params):
        return span_anew(op, there, timeline)
    return span_of(op.params, timeline, length_ms=OVERLAY_MS, whole=True)


def corner_rect(width: int, height: int, share: float, anchor: str, timeline: Timeline) -> Rect:
    """A rectangle of a picture's own shape in a corner. `share`: its longer side as a share of the canvas's width."""
    if not 0.01 <= share <= 1:
        raise CannotDo(f"a size of {share:.0%} is not possible; 1% to 100% of the picture's width is")
    canvas = timeline.canvas
    shape = (width / height) if width and height else 1.0
    box_w = share * canvas.width
    box_h = box_w / shape
    limit = max(share * canvas.height * 1.3, share * canvas.width * 0.6)
    if box_h > limit:
        box_w, box_h = limit * shape, limit
    return _in_a_corner(box_w / canvas.width, box_h / canvas.height, anchor, timeline)


def _in_a_corner(width: float, height: float, anchor: str, timeline: Timeline) -> Rect:
    """A rectangle of a size (shares of the canvas) in a corner, at a side or in the middle."""
    width, height = min(1.0, width), min(1.0, height)
    margin = MARGIN * min(timeline.canvas.width, timeline.canvas.height)
    across, down = margin / timeline.canvas.width, margin / timeline.canvas.height
    x = across if "left" in anchor else 1 - across - width if "right" in anchor else (1 - width) / 2
    y = down if "top" in anchor else 1 - down - height if "bottom" in anchor else (1 - height) / 2
    return Rect(
        x=round(max(0.0, x), 4), y=round(max(0.0, y), 4), width=round(width, 4), height=round(height, 4)
    )


def change_logo(timeline: Timeline, op: Op, stage: Stage) -> Done:
    op = _sized(op, timeline)
    if op.params.get("remove"):
        return _logo_removed(timeline, op)
    logo = next((c for c in edits.overlays(timeline) if c.label == "logo"), None)
    if logo is None:
        raise CannotDo("there is no logo in the film")
    media = stage.by_digest(logo.source.digest)
    rect = logo.placement.rect if logo.placement else Rect()
    share = float(op.params.get("size", rect.width)) * (
        float(op.params.get("scale", 1)) if "size" not in op.params else 1
    )
    anchor = beside_that(str(op.params.get("anchor", "")), anchor_of(rect))
    new = corner_rect(media.width if media else 0, media.height if media else 0, share, anchor, timeline)
    before = logo.placement or Placement()
    opacity = float(op.params.get("opacity", before.opacity))
    placed = replace(logo, placement=replace(before, rect=new, opacity=opacity))
    if placed == logo and op.params.get("anchor"):
        raise AlreadyMet(f"the logo is at the {anchor.replace('-', ' ')} already, so nothing would change")
    if placed == logo:
        raise MustAsk("Where should the logo go, how large should it be, or how see-through?")

    def changed(s: Segment) -> Segment:
        return replace(s, placement=placed.placement) if isinstance(s, Clip) and _is_logo(s) else s

    done = edits.change_segments(timeline, changed)
    if anchor != anchor_of(rect):
        return Done(timeline=done, said=f"Moved the logo to the {anchor.replace('-', ' ')}")
    sized = new != rect
    return Done(timeline=done, said="Resized the logo" if sized else f"The logo is {opacity:.0%} opaque")


def _is_logo(segment: Segment) -> bool:
    return isinstance(segment, Clip) and segment.label == "logo"


def _logo_removed(timeline: Timeline, op: Op) -> Done:
    """The logo taken away, or not shown for a time."""
    gone = edits.change_segments(timeline, lambda s: None if _is_logo(s) else s)
    if not is_timed(op.params):
        return Done(timeline=gone, said="Removed the logo")
    start, end = stretch_of(op, timeline)
    done = gone
    for logo in (c for c in edits.overlays(timeline) if c.label == "logo"):
        for a, b in ((logo.start_ms, min(start, logo.end_ms)), (max(end, logo.start_ms), logo.end_ms)):
            if b > a:
                done = edits.add_above(done, replace(logo, id="", start_ms=a, duration_ms=b - a), name="logo")
    if done == timeline:
        raise CannotDo("the logo is not seen then, so nothing would change")
    return Done(timeline=done, said=f"The logo is not shown from {clock(start)} to {clock(end)}")


PIP_SHARE = 0.28


def add_overlay(timeline: Timeline, op: Op, stage: Stage) -> Done:
    op = _sized(op, timeline)
    there = [c.source.name for c in edits.overlays(timeline) if c.label == "overlay"]
    if there and _THE_OVERLAY.search(op.low):
        raise CannotDo(
            f"{there[0]} lies over the film already; it can be moved, resized, faded, given a look, or removed"
        )
    used = {c.source.digest for c in edits.clips(timeline)}
    layer, *under = _OVER.split(op.text, maxsplit=1)
    free = list((named_in(layer, stage.visible()) if under else ()) or named_in(op.text, stage.visible()))
    free = free or [m for m in stage.visible() if m.digest not in used] or list(stage.visible())
    asset = the_asset(op.params, op.text, free, "picture or film to lay over")
    fills = bool(_FULL.search(op.low)) and not {"anchor", "size"} & set(op.params)
    below = [m for m in (named_in(under[0], stage.visible()) if under else ()) if m != asset]
    length = asset.duration_ms or (OVERLAY_MS if fills else OVERLAY_MS * 2)
    whole = asset.kind == "image" and not fills
    start, end, film = _when_laid(op, timeline, asset, below, length, whole=whole)
    anchor = str(op.params.get("anchor", "bottom-right"))
    rect = corner_rect(asset.width, asset.height, float(op.params.get("size", PIP_SHARE)), anchor, timeline)
    radius = 0.015
    if fills:
        rect, radius = Rect(), 0.0
    if re.search(r"\b(?:circle|circular|round(?! (?:corners?|edges?)))\b|圆形", op.low):
        rect, radius = _squared(rect, anchor, timeline), rect.height / 2
    border = ""
    if "effect" in op.params:
        radius, border = _edge(op, radius)
    base = clip_of(asset, timeline.canvas)
    length = min(end - start, base.duration_ms) if asset.kind == "video" else end - start
    clip = replace(
        base, start_ms=start, duration_ms=length, fit="cover", volume=0.0, label="overlay",
        placement=Placement(rect=rect, opacity=float(op.params.get("opacity", 1.0)), corner_radius=radius, border=border),
    )  # fmt: skip
    done = edits.add_above(film, clip, name="overlay")
    where = "whole picture" if fills else f"film in the {anchor.replace('-', ' ')}"
    said = f"Laid {asset.name} over the {where} from {clock(start)} to {clock(start + length)}"
    said += f", {_EDGES[op.params['effect'], bool(border)]}" if "effect" in op.params else ""
    said += "" if film is timeline else "; it is no clip of the film any more"
    return Done(timeline=done, said=said)


def _when_laid(
    op: Op, timeline: Timeline, asset: Media, below: Sequence[Media], length_ms: int, *, whole: bool
) -> tuple[int, int, Timeline]:
    """From when to when (ms) something lies over the film, and the film without it. Times of a clip that it is to lie over
    (`below`) are that clip's own, unless they lie within it in the film."""
    film = _without_clip(timeline, asset.digest)
    shots = [s.pieces for s in edits.shots(film) if below and s.pieces[0].source.digest == below[0].digest]
    if len(below) == len(shots) == 1 and len(edits.shots(film)) > 1:
        first, last = shots[0][0].start_ms, shots[0][-1].end_ms
        if not first <= int(op.params.get("from_ms", -1)) < last:
            part = edits.keep_ranges(film, [(first, last)])
            start, end = span_of(op.params, part, length_ms=length_ms, whole=whole)
            return first + start, first + end, film
    if film is timeline or not {"from_ms", "to_ms"} & set(op.params):
        return *span_of(op.params, film, length_ms=length_ms, whole=whole), film
    start, end = span_of(op.params, timeline, length_ms=length_ms, whole=whole)
    now = edits.same_moment(timeline, film, start)
    if now is None:
        raise CannotDo(
            f"{asset.name} is what is seen at {clock(start)}, so it cannot lie over the film there"
        )
    return now, min(now + end - start, edits.film_ms(film)), film


_FULL = re.compile(
    r"\bb-?roll\b|\bcut(?:ting)?[- ]?aways?\b|\bfull[- ]?screen\b|\b(?:over|across|fill\w*|cover\w*) the (?:whole|entire|full) (?:screen|picture|frame)\b|\bas an insert\b|全屏"
)
"""Words for a picture that takes the film's place for a while; its sound goes on."""


def change_overlay(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """The picture in picture that is named, or the only one, elsewhere, larger or smaller, or gone."""
    op = _sized(op, timeline)
    there = {
        c.source.digest: c
        for c in edits.overlays(timeline)
        if c.label == "overlay" and c.source.digest and c.placement
    }
    media = tuple(m for m in stage.media if m.digest in there)
    if not _AN_OVERLAY.search(op.low) and not named_in(op.text, media):
        shown = ", ".join(m.name for m in media)
        raise CannotDo(f"that does not lie over the film; {shown} does")
    asset = the_asset({}, op.text, media, "picture in picture")
    over = there[asset.digest]
    if op.params.get("remove"):
        done = edits.change_segments(timeline, lambda s: None if _shows(s, asset.digest) else s)
        return Done(timeline=done, said=f"Removed {asset.name} from over the film")
    before = over.placement or Placement()
    now = _placed_anew(before, op, timeline)
    when = span_anew(op, over, timeline) if is_timed(op.params) else None
    if now == before and when in (None, (over.start_ms, over.end_ms)):
        raise MustAsk("Where should it go, how large should it be, how see-through, or when?")
    longest = asset.duration_ms if asset.kind == "video" else edits.film_ms(timeline)

    def changed(segment: Segment) -> Segment:
        if not _shows(segment, asset.digest) or not isinstance(segment, Clip) or not segment.placement:
            return segment
        placed = replace(segment, placement=now)
        if when is None:
            return placed
        return replace(placed, start_ms=when[0], duration_ms=min(when[1] - when[0], longest))

    ways = [*_ways(before, now), *([f"seen from {clock(when[0])} to {clock(when[1])}"] if when else [])]
    return Done(
        timeline=edits.change_segments(timeline, changed),
        said=f"{asset.name} is now {', '.join(ways)}",
    )


def _placed_anew(before: Placement, op: Op, timeline: Timeline) -> Placement:
    """Where a picture in picture lies and how it looks from now on. It keeps its shape, and a circle stays one."""
    params, rect = op.params, before.rect
    is_of_corners = "effect" in params and not re.search(r"\b(?:top|bottom|upper|lower|left|right)\b", op.low)
    anchor = "" if is_of_corners else str(params.get("anchor", ""))
    anchor = beside_that(anchor, anchor_of(rect))
    times = float(params.get("scale", float(params.get("size", rect.width)) / rect.width))
    new = rect
    if way := SHIFTS.get(str(params.get("shift", ""))):
        new = _shifted(rect, *way)
    elif times != 1 or anchor != anchor_of(rect):
        times = min(times, 1 / rect.width, 1 / rect.height)
        new = _in_a_corner(rect.width * times, rect.height * times, anchor, timeline)
    radius = before.corner_radius
    if radius >= rect.height / 2:
        radius = new.height / 2
    border = before.border
    if "effect" in params:
        radius, edge = _edge(op, radius)
        border = edge or border
    if params.get("circle"):
        new, radius = _squared(new, anchor, timeline), new.height / 2
    opacity = float(params.get("opacity", before.opacity))
    return replace(before, rect=new, opacity=opacity, corner_radius=radius, border=border)


def _ways(before: Placement, now: Placement) -> Iterator[str]:
    """What has changed of a placement, in words."""
    if anchor_of(now.rect) != anchor_of(before.rect):
        yield f"in the {anchor_of(now.rect).replace('-', ' ')}"
    elif (now.rect.x, now.rect.y) != (before.rect.x, before.rect.y) and now.rect.width == before.rect.width:
        yield "a little elsewhere"
    if now.rect.height != before.rect.height:
        yield f"{now.rect.height / before.rect.height:.0%} as large"
    if now.corner_radius != before.corner_radius and now.rect.height == before.rect.height:
        yield "a circle" if now.corner_radius >= now.rect.height / 2 else "rounded at the corners"
    if now.border != before.border:
        yield f"framed in {colored(now.border)}"
    if now.opacity != before.opacity:
        yield f"{now.opacity:.0%} opaque"


_THE_OVERLAY = re.compile(spelled(r"\bthe <inset>\b(?! of (?:the|my)\b)"))
_AN_OVERLAY = re.compile(spelled(r"\b<inset>\b"))


def _shifted(rect: Rect, dx: float, dy: float) -> Rect:
    """A rectangle moved by shares of the canvas, but not off it."""
    x, y = min(max(rect.x + dx, 0), 1 - rect.width), min(max(rect.y + dy, 0), 1 - rect.height)
    return replace(rect, x=round(x, 4), y=round(y, 4))


def _shows(segment: Segment, digest: str) -> bool:
    return isinstance(segment, Clip) and segment.label == "overlay" and segment.source.digest == digest


_OVER = re.compile(
    r"\b(?:over|on top of|onto|(?:in|into|at) (?:the|a) (?:[\w-]+ )*(?:corner|side|part) of|on (?!top\b|the (?:top|left|right|bottom)\b))\b",
    re.IGNORECASE,
)
"""What stands between a film that is laid over and the one it is laid over."""


def _squared(rect: Rect, anchor: str, timeline: Timeline) -> Rect:
    """A rectangle of the same height that is square on the canvas, at the same side."""
    width = round(rect.height * timeline.canvas.height / timeline.canvas.width, 4)
    free = rect.width - width
    x = rect.x if "left" in anchor else rect.x + free if "right" in anchor else rect.x + free / 2
    return replace(rect, x=round(x, 4), width=width)


def _without_clip(timeline: Timeline, digest: str) -> Timeline:
    """The main track without what is to lie over it, unless that is all there is."""
    pieces = [p for p in edits.pieces(timeline) if p.clip.source.digest != digest]
    return (
        edits.with_main(timeline, pieces) if pieces and len(pieces) < len(edits.clips(timeline)) else timeline
    )


def blend(timeline: Timeline, op: Op, stage: Stage) -> Done:
    used = [c.source.digest for c in edits.clips(timeline)]
    candidates = [m for m in stage.visible() if m.digest != (used[0] if used else "")]
    asset = the_asset(op.params, op.text, candidates[:1], "second film for the double exposure")
    done = _without_clip(timeline, asset.digest)
    base = clip_of(asset, timeline.canvas, picture_ms=edits.film_ms(done))
    clip = replace(
        base, start_ms=0, duration_ms=min(base.duration_ms, edits.film_ms(done)), fit="cover", volume=0.0,
        placement=Placement(opacity=0.5), label="overlay",
    )  # fmt: skip
    return Done(
        timeline=edits.add_above(done, clip, name="overlay"),
        said=f"Laid {asset.name} half see-through over the film",
    )


def progress_bar(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    params = {
        "color": op.params.get("color", "#ff3b30"),
        "position": "top" if "top" in str(op.params.get("anchor", "")) else "bottom",
    }
    kept = tuple(e for e in timeline.effects if e.name != "progress_bar")
    done = replace(timeline, effects=(*kept, Effect(name="progress_bar", params=params)))
    if done == timeline:
        raise CannotDo("there is a progress bar already, so nothing would change")
    return Done(timeline=done, said=f"Added a progress bar at the {params['position']}")


_EDGES = {
    ("rounded", False): "with rounded corners",
    ("rounded", True): "with rounded corners and a border",
    ("border", True): "with a border",
}
ROUNDED = 0.03  # the radius of a corner, as a share of the canvas height


def _edge(op: Op, radius: float) -> tuple[float, str]:
    """The corner radius and the border's colour that an op gives a picture whose corners have a radius."""
    if op.params["effect"] == "border":
        return radius, str(op.params.get("color", "#ffffff"))
    return max(radius, ROUNDED), str(op.params.get("border", ""))


def overlay_effect(timeline: Timeline, op: Op, stage: Stage) -> Done:
    inset = Placement(rect=Rect(x=0.04, y=0.04, width=0.92, height=0.92))

    def change(_: int, clip: Clip) -> Clip:
        kept = clip.placement or inset
        radius, border = _edge(op, kept.corner_radius)
        return replace(clip, placement=replace(kept, corner_radius=radius, border=border or kept.border))

    said = "Rounded the corners" if op.params["effect"] == "rounded" else "Added a border"
    said += " and added a border" if "border" in op.params else ""
    over = {c.source.digest for c in edits.overlays(timeline) if c.label == "overlay"}
    named = over & {m.digest for m in named_in(op.text, stage.media)}
    meant = named or (over if _AN_OVERLAY.search(op.low) or op.params.get("inset") else set())
    if meant:
        ids = {c.id for c in edits.overlays(timeline) if c.source.digest in meant}
        done = edits.change_over(timeline, ids, lambda c: change(0, c), 0, edits.film_ms(timeline))
        return Done(timeline=done, said=f"{said} of what lies over the film")
    return Done(timeline=edits.change_clips(timeline, change), said=said)


def particles(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """Something in the air, over the whole film or for a time."""
    del stage
    kind = str(op.params["kind"])
    start, end = span_of(op.params, timeline, length_ms=edits.film_ms(timeline), whole=True)
    color = {"color": op.params["color"]} if "color" in op.params else {}
    air = Clip(
        start_ms=start, duration_ms=end - start, label=kind, volume=0.0,
        source=Source(kind="video", generator="particles", params={"kind": kind, **color}),
    )  # fmt: skip
    done = edits.add_above(timeline, air, name="overlay")
    return Done(timeline=done, said=f"Added {kind.replace('_', ' ')} from {clock(start)} to {clock(end)}")


def blur_region(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    spot = str(op.params["on"])
    start, end = span_of(op.params, timeline, length_ms=edits.film_ms(timeline), whole=True)
    rect = _region(spot) if "box_px" not in op.params else _box(op.params["box_px"], timeline)
    effect = Effect(name="blur_region", params={"rect": rect})
    cut = edits.split_at(timeline, [start, end])
    inside = edits.within(cut, start, end)
    done = edits.change_clips(
        cut, lambda i, c: replace(c, effects=(*c.effects, effect)) if i in inside else c
    )
    return Done(
        timeline=done,
        said=f"Blurred the {'picture' if spot == 'whole' else spot.replace('-', ' ')} from {clock(start)} to {clock(end)}",
    )


def _region(spot: str) -> dict[str, float]:
    if spot == "whole":
        return {"x": 0.0, "y": 0.0, "width": 1.0, "height": 1.0}
    if spot.endswith("-half"):
        width, height = (0.5, 1.0) if spot.startswith(("left", "right")) else (1.0, 0.5)
        x, y = 0.5 * spot.startswith("right"), 0.5 * spot.startswith("bottom")
        return {"x": x, "y": y, "width": width, "height": height}
    x = 0.0 if "left" in spot else 0.6 if "right" in spot else 0.3
    y = 0.0 if "top" in spot else 0.7 if "bottom" in spot else 0.35
    return {"x": x, "y": y, "width": 0.4, "height": 0.3}


def _box(box_px: Sequence[int], timeline: Timeline) -> dict[str, float]:
    """A box in px of the film as shares of it."""
    canvas = timeline.canvas
    x, y, width, height = box_px
    if not width or not height or x + width > canvas.width or y + height > canvas.height:
        raise CannotDo(f"that box does not lie inside the film, which is {canvas.width} x {canvas.height} px")
    shares = (x / canvas.width, y / canvas.height, width / canvas.width, height / canvas.height)
    return dict(zip(("x", "y", "width", "height"), (round(s, 4) for s in shares), strict=True))


# Split screen


_ITS_SIDE = re.compile(r"\b(?:the )?([\w.-]+) (?:is |goes |being )?(?:on|to|at) the (left|right)\b")


Pieces = tuple[Clip, ...]


def _as_the_sides_say(sources: Sequence[Pieces], stage: Stage) -> list[Pieces]:
    """`Side by side, the talk on the right`: of two, the one that is named is where it is said to be."""
    sides = _ITS_SIDE.findall(stage.request.lower())
    if len(sources) != 2 or len(sides) != 1:
        return list(sources)
    named = {m.digest for m in named_in(sides[0][0], stage.visible())}
    at = next((i for i, s in enumerate(sources) if s[0].source.digest in named), None)
    wanted = 0 if sides[0][1] == "left" else 1
    return list(sources) if at in (None, wanted) else list(reversed(sources))


def split_screen(timeline: Timeline, op: Op, stage: Stage) -> Done:
    now = _THEN.split(stage.request, maxsplit=1)[0]
    named = as_said(now, named_in(now, stage.visible()))
    if not named and any(edits.is_beside(c) for c in edits.overlays(timeline)):
        raise AlreadyMet("the screen is split already, so nothing would change")
    every = [s.pieces for s in edits.shots(timeline)]
    sources = [s for i, s in enumerate(every) if s[0].source not in [t[0].source for t in every[:i]]]
    numbers = list(op.params.get("clips", ()))
    if any(not 0 < abs(int(n)) <= len(every) for n in numbers):
        raise CannotDo(f"the film has {counted(len(every), 'clip')}, so these are not all there")
    if numbers:
        sources = [every[int(n) - 1 if int(n) > 0 else int(n)] for n in numbers]
    elif len(named) > 1:
        there = {s[0].source.digest: s for s in reversed(sources)}
        sources = [there.get(m.digest) or (clip_of(m, timeline.canvas),) for m in named]
    elif len(sources) < 2:
        sources = [(clip_of(m, timeline.canvas),) for m in stage.visible()]
    elif named and len(sources) > 2:
        raise MustAsk(
            "Which clips should be beside each other? For example: show clips 2 and 3 side by side."
        )
    told = numbers or named
    sources = _as_the_sides_say(sources, stage)
    if len(sources) < 2:
        raise CannotDo("a split screen needs two films or pictures, and there is only one")
    layout = str(op.params.get("layout", "columns"))
    layout = "grid" if len(sources) > 3 and len(named) > 3 else layout
    shown = sources[: 4 if layout == "grid" else 3]
    natural = max((_lasts(s) for s in shown if s[0].source.kind != "image"), default=_lasts(shown[0]))
    length = int(op.params.get("for_ms", natural))
    if length <= 0:
        raise CannotDo("a split screen must be longer than 0 s")
    cells = _cells(layout, len(shown))
    placed = [_in_cell(s, rect, length) for s, rect in zip(shown, cells, strict=True)]
    longest = max(placed, key=_lasts)
    others = [s for s in every if all(s is not t for t in sources)]
    if told and others and len(others) < len(every):
        done = _beside_in_place(timeline, placed, longest, [s for s in every if s not in others])
        what = " and ".join(PurePath(s[0].source.name).stem or s[0].label for s in shown)
        return Done(
            timeline=done,
            said=f"Put {what} beside each other for {seconds(_lasts(longest))}; the film is now {seconds(edits.film_ms(done))} long",
        )
    done = edits.with_main(timeline, _over_all(longest, edits.film_ms(timeline)))
    for pieces in placed:
        if pieces is not longest:
            beside = [replace(c, id="", label="split", goes_on=False) for c in pieces]
            done = edits.add_all_above(done, beside)
    total = edits.film_ms(done)
    short = [s for s in placed if _lasts(s) < total - SHORTER_MS]
    ends = "".join(
        f"; {s[0].source.name} ends after {seconds(_lasts(s))}, and its part is empty then" for s in short
    )
    left = len(every) - len(shown)
    ends += f"; {counted(left, 'other clip')} left the film" if left > 0 else ""
    return Done(
        timeline=done,
        said=f"Put {counted(len(shown), 'clip')} on screen at once, {seconds(total)} long{ends}",
    )


_THEN = re.compile(r"\b(?:then|followed by|afterwards|after that)\b", re.IGNORECASE)
"""What is said after it is not beside the others, but comes after them."""


def _beside_in_place(
    timeline: Timeline, placed: Sequence[Pieces], longest: Pieces, shots: Sequence[Pieces]
) -> Timeline:
    """Clips beside each other where the first of them (`shots`) was; the rest of the film stays."""
    ids = [[c.id for c in s] for s in shots]
    gone = {i for i, c in enumerate(edits.clips(timeline)) if any(c.id in s for s in ids[1:])}
    film = edits.without_clips(timeline, gone)
    own = edits.pieces(film)
    at = [i for i, p in enumerate(own) if p.clip.id in ids[0]]
    first, last = own[at[0]], own[at[-1]]
    begin = first.from_ms or 0
    stand = _over_all(longest, (last.to_ms or begin) - begin)
    moved = [replace(p, from_ms=begin + (p.from_ms or 0), to_ms=begin + (p.to_ms or 0)) for p in stand]
    moved[0] = replace(moved[0], clip=replace(moved[0].clip, transition=first.clip.transition))
    fresh = edits.numbered(film, [p.clip for p in moved], "c")
    moved = [replace(p, clip=c) for p, c in zip(moved, fresh, strict=True)]
    done = edits.with_main(film, [*own[: at[0]], *moved, *own[at[-1] + 1 :]])
    start = edits.clips(done)[at[0]].start_ms
    for pieces in placed:
        if pieces is not longest:
            beside = [
                replace(c, id="", label="split", goes_on=False, start_ms=start + c.start_ms) for c in pieces
            ]
            done = edits.add_all_above(done, beside)
    return done


def _lasts(pieces: Pieces) -> int:
    return pieces[-1].end_ms - pieces[0].start_ms


def _in_cell(pieces: Pieces, rect: Rect, length: int) -> Pieces:
    """Pieces from 0 on for at most so long (ms), in a part of the screen; a picture is shown for all of that."""
    begin = pieces[0].start_ms
    shown = []
    for clip in pieces:
        at = clip.start_ms - begin
        stands = clip.source.kind == "image" and clip is pieces[-1]
        lasts = length - at if stands else min(length - at, clip.duration_ms)
        if lasts > 0:
            placed = replace(clip, start_ms=at, duration_ms=lasts, fit="cover", transition=None)
            shown.append(replace(placed, placement=Placement(rect=rect)))
    return tuple(shown)


def _over_all(pieces: Pieces, film_ms: int) -> list[edits.Piece]:
    """Pieces in the place of a whole film (ms): what lies above the film stays where it is."""
    ends = [min(c.start_ms, film_ms) for c in pieces[1:]] + [film_ms]
    begins = [0, *ends[:-1]]
    return [edits.Piece(clip=c, from_ms=a, to_ms=b) for c, a, b in zip(pieces, begins, ends, strict=True)]


SHORTER_MS = 100  # by which a part of a split screen may end before the others without a word


def _cells(layout: str, count: int) -> list[Rect]:
    if layout == "rows":
        return [Rect(y=round(i / count, 4), height=round(1 / count, 4)) for i in range(count)]
    if layout == "grid" and count > 2:
        return [Rect(x=0.5 * (i % 2), y=0.5 * (i // 2), width=0.5, height=0.5) for i in range(count)]
    return [Rect(x=round(i / count, 4), width=round(1 / count, 4)) for i in range(count)]
