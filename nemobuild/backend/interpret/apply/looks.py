"""Edits of how the picture looks and of what lies behind it: grades, adjustments, keys and backgrounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from nemobuild.backend.interpret.model import CannotDo, MustAsk, Op, is_timed
from nemobuild.backend.interpret.naming import named_in, the_asset
from nemobuild.backend.interpret.phrases.row import spelled
from nemobuild.backend.interpret.said import clock, colored, counted, listed
from nemobuild.backend.interpret.stage import Done, Stage, clip_of, is_still
from nemobuild.backend.interpret.stretches import clips_said, meant_clips, meant_stretches
from nemobuild.timeline import edits
from nemobuild.timeline.model import (
    Clip,
    Effect,
    Media,
    Placement,
    Rect,
    Timeline,
)

_OF_SOME = frozenset({"clip", "clips", "except", "others"})


def _with_effect(clip: Clip, effect: Effect) -> Clip:
    """The clip with an effect, in place of an earlier one of that name."""
    return replace(clip, effects=(*(e for e in clip.effects if e.name != effect.name), effect))


def _on_clips(
    timeline: Timeline, op: Op, stage: Stage, change: Callable[[Clip], Clip]
) -> tuple[Timeline, str]:
    """The clips that an op is about, changed, and which they are: what lies over the film is part of the whole, and may be
    what is named."""
    over = _over_meant(timeline, op, stage)
    stretches = meant_stretches(op, timeline)
    over = frozenset(c.id for c in edits.overlays(timeline) if c.id in over and _is_within(c, stretches))
    if over and (named_in(op.text, stage.visible()) or _THE_OVERLAY.search(op.low)):
        return _changed_over(timeline, over, change, stretches), _named_over(timeline, over)
    cut, chosen = meant_clips(timeline, op, stage)
    if not chosen and not over:
        raise CannotDo("the exception leaves no clip, so nothing would change")
    done = edits.change_clips(cut, lambda i, c: change(c) if i in chosen else c)
    done = _changed_over(done, over, change, stretches)
    which = [*([clips_said(cut, chosen)] if chosen else []), *([_named_over(timeline, over)] if over else [])]
    return (timeline if done == cut else done), listed(which)


def _named_over(timeline: Timeline, over: frozenset[str]) -> str:
    names = dict.fromkeys(c.source.name for c in edits.overlays(timeline) if c.id in over)
    return listed(list(names))


def _over_meant(timeline: Timeline, op: Op, stage: Stage) -> frozenset[str]:
    """The ids of the pictures over the film, other than logos, that an op is about."""
    over = [c for c in edits.overlays(timeline) if c.source.digest and c.label != "logo"]
    if _THE_OVERLAY.search(op.low) and (inset := [c.id for c in over if c.label == "overlay"]):
        return frozenset(inset)
    named = {m.digest for m in named_in(op.text, stage.visible())}
    if named:
        on_the_track = named & {c.source.digest for c in edits.clips(timeline)}
        return frozenset() if on_the_track else frozenset(c.id for c in over if c.source.digest in named)
    is_of_some = bool(_OF_SOME & set(op.params))
    return frozenset() if is_of_some else frozenset(c.id for c in over)


def _is_within(clip: Clip, stretches: Sequence[tuple[int, int]]) -> bool:
    return any(clip.start_ms < end and clip.end_ms > start for start, end in stretches)


def _changed_over(
    timeline: Timeline,
    over: frozenset[str],
    change: Callable[[Clip], Clip],
    stretches: Sequence[tuple[int, int]],
) -> Timeline:
    """The pictures over the film changed in stretches, from the last to the first: what is cut off before one keeps its id."""
    for start, end in sorted(stretches, reverse=True):
        timeline = edits.change_over(timeline, over, change, start, end)
    return timeline


_THE_OVERLAY = re.compile(spelled(r"\bthe <inset>\b"))
_LOOKS_SAID = {"bw": "black-and-white"}
_RENDERED = {"moody": "dark", "matte": "muted"}


def set_look(timeline: Timeline, op: Op, stage: Stage) -> Done:
    if "unknown" in op.params:
        raise MustAsk(
            f'There is no look "{op.params["unknown"]}". Which one: cinematic, warm, cool, vintage, black and white, sepia, '
            "noir, moody, dreamy, vivid, matte, high contrast, or teal and orange?"
        )
    if _MATCHES.search(op.low):
        raise CannotDo(
            "the colours of clips cannot be matched to each other; give them one look, or correct the white balance",
            nearest="fix the white balance of the second clip",
        )
    look, done, said = op.params.get("look"), timeline, []
    if look:
        params = {"look": _RENDERED.get(str(look), str(look)), "amount": float(op.params.get("amount", 0.8))}
        done, which = _on_clips(
            done, op, stage, lambda c: _with_effect(c, Effect(name="grade", params=params))
        )
        said.append(f"Gave {which} a {_LOOKS_SAID.get(str(look), str(look).replace('_', ' '))} look")
    is_of_some = bool(_OF_SOME & set(op.params)) or is_timed(op.params)
    for name in ("grain", "vignette"):
        if op.params.get(name):
            effect = Effect(name=name, params={"amount": float(op.params.get("amount", 0.4))})
            if is_of_some:
                done, which = _on_clips(done, op, stage, partial(_with_effect, effect=effect))
                where = f" to {which}"
            else:
                kept = tuple(e for e in done.effects if e.name != name)
                done, where = replace(done, effects=(*kept, effect)), ""
            said.append(f"{'added' if said else 'Added'} {name}{where}")
    if done == timeline:
        raise CannotDo("it has that look already, so nothing would change")
    return Done(timeline=done, said=" and ".join(said))


_MATCHES = re.compile(r"\b(?:match|unify) (?:the |all |my |their )?(?:\w+ )?(?:colou?rs?|looks?|grades?)\b")
_LOOKS = frozenset({"grade", "lut", "grain", "vignette"})


def remove_look(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """The colours as they were recorded: looks, LUTs, grain and vignettes taken away; of grain or a vignette that is named, only that."""
    alone = {name for name in ("vignette", "grain") if name in op.low}
    named = alone if alone and not re.search(r"\b(?:looks?|filters?|grad\w+|colou?rs?)\b", op.low) else _LOOKS

    def plain(clip: Clip) -> Clip:
        return replace(clip, effects=tuple(e for e in clip.effects if e.name not in named))

    done, which = _on_clips(timeline, op, stage, plain)
    if not (_OF_SOME & set(op.params) or is_timed(op.params)):
        done = replace(done, effects=tuple(e for e in done.effects if e.name not in named))
    what = "look" if named == _LOOKS else " and ".join(sorted(named))
    if done == timeline:
        raise CannotDo(f"there is no {what} to take away, so nothing would change")
    return Done(timeline=done, said=f"Took the {what} from {which}")


def adjust(timeline: Timeline, op: Op, stage: Stage) -> Done:
    if "name" not in op.params:
        raise MustAsk("What should change: brightness, contrast, saturation or warmth?")
    name, change = str(op.params["name"]), float(op.params["change"])
    if op.params.get("auto"):
        balanced = Effect(name="white_balance", params={"auto": True})
        done, which = _on_clips(timeline, op, stage, lambda c: _with_effect(c, balanced))
        return Done(timeline=done, said=f"Brought the whites of {which} to neutral")
    if abs(change) > 2 or change == 0:
        raise CannotDo(f"{name.replace('_', ' ')} cannot be changed by {change:+.0%}; by up to 200% it can")
    if name == "hue":
        raise CannotDo(
            "turning the hue is not possible; a look or the white balance is", nearest="make it warmer"
        )
    done, which = _on_clips(
        timeline,
        op,
        stage,
        lambda c: _with_effect(c, _adjusted(c, name, change, anew=bool(op.params.get("absolute")))),
    )
    said = f"Changed the {name.replace('_', ' ')} of {which} by {change:+.0%}"
    if done == timeline:
        raise CannotDo(f"the {name.replace('_', ' ')} is changed so already, so nothing would change")
    return Done(timeline=done, said=said)


MOST_ADJUSTED = 2.0
"""How far a picture may be taken from its own brightness or saturation, in all."""


def _adjusted(clip: Clip, name: str, change: float, *, anew: bool) -> Effect:
    """A change on top of what was changed before (`make it brighter`, said twice), or instead of it."""
    said = next((e.params for e in clip.effects if e.name == name and not anew), {})
    before = {k: float(v) for k, v in said.items() if isinstance(v, int | float)}
    if name in ("brightness", "white_balance"):
        amount = round(before.get("amount", 0.0) + change, 4)
        if abs(amount) > MOST_ADJUSTED:
            raise CannotDo(
                f"{name.replace('_', ' ')} is changed by {amount - change:+.0%} already; up to 200 % it can be"
            )
        return Effect(name=name, params={"amount": amount})
    return Effect(name=name, params={"factor": round(max(0.0, before.get("factor", 1.0) * (1 + change)), 4)})


def filter_picture(timeline: Timeline, op: Op, stage: Stage) -> Done:
    name = str(op.params["effect"])
    effect = Effect(name=name, params={"amount": float(op.params.get("strength", 0.5))})
    done, which = _on_clips(timeline, op, stage, lambda c: _with_effect(c, effect))
    if done == timeline:
        raise CannotDo("the picture is so already, so nothing would change")
    verb = "Sharpened" if name == "sharpen" else "Took the noise out of the picture of"
    return Done(timeline=done, said=f"{verb} {which}")


def set_lut(timeline: Timeline, op: Op, stage: Stage) -> Done:
    tables = [m for m in stage.media if m.name.lower().endswith(".cube")]
    asset = the_asset(op.params, op.text, tables, ".cube file")
    done, which = _on_clips(
        timeline, op, stage, lambda c: _with_effect(c, Effect(name="lut", params={"digest": asset.digest}))
    )
    return Done(timeline=done, said=f"Applied {asset.name} to {which}")


def selective(timeline: Timeline, op: Op, stage: Stage) -> Done:
    color = str(op.params.get("color", ""))
    if not color:
        raise MustAsk("Which colour should stay?")
    effect = Effect(name="selective_color", params={"color": color})
    done, which = _on_clips(timeline, op, stage, lambda c: _with_effect(c, effect))
    return Done(timeline=done, said=f"Kept only {colored(color)} in colour in {which}")


def stabilize(timeline: Timeline, op: Op, stage: Stage) -> Done:
    cut, chosen = meant_clips(timeline, op, stage)
    films = [i for i in chosen if not is_still(edits.clips(cut)[i])]
    if not films:
        raise CannotDo("a picture does not shake; there is no film to steady")
    effect = Effect(name="stabilize", params={"strength": float(op.params.get("strength", 0.6))})
    done = edits.change_clips(cut, lambda i, c: _with_effect(c, effect) if i in films else c)
    if done == cut:
        raise CannotDo("it is steadied already, so nothing would change")
    return Done(timeline=done, said=f"Steadied {clips_said(cut, films)}")


# Backgrounds


KEY_SIMILARITY = 0.18
"""How far from the screen's colour is keyed: as filmed screens vary, and neutral colours and skin stay (`chromakey`)."""


def key_out(timeline: Timeline, op: Op, stage: Stage) -> Done:
    effect = Effect(name="chroma_key", params={"color": op.params["color"], "similarity": KEY_SIMILARITY})
    keyed = named_in(_KEYED.split(op.text)[0], stage.visible())
    if len(keyed) == 1 and (laid := _KEYED.search(op.text)):
        return _laid_keyed(keyed[0], laid["under"], timeline, stage, effect)
    behind = _behind(timeline, stage)
    if behind is not None:
        return _before(behind, timeline, effect)
    used = {c.source.digest for c in edits.clips(timeline)}
    named = [m for m in named_in(op.text, stage.visible()) if m.digest in used]
    if named and _BEHIND.search(op.low):
        raise CannotDo(
            f"{named[0].name} is in the film itself, so it cannot be behind it; take another picture"
        )
    of_a_file = _OF_A_FILE.search(op.text)
    said = replace(op, text=of_a_file[0] if of_a_file else "")  # any other name is of what is to be behind
    done, which = _on_clips(timeline, said, stage, lambda c: _with_effect(c, effect))
    return Done(timeline=done, said=f"Keyed {colored(str(op.params['color']))} out of {which}")


_BEHIND = re.compile(r"\b(?:replac|swap|chang)\w+ [^,;.]*\b(?:with|for|by|to)\b")


_KEYED = re.compile(
    r"\b(?:put|lay|place|show|set|overlay|superimpose) (?:it|that|him|her|them) (?:over|on top of|in front of|on) (?:the |my )?(?P<under>[\w.-]+)",
    re.IGNORECASE,
)
"""What is keyed is then laid over something: `key out the green of the bunny and put it over the talk`."""
_OF_A_FILE = re.compile(
    r"(?<=green|.blue) (?:(?:screen|background|backdrop|wall) )?(?:of|from|in|on|behind) (?:the |my )?[\w.-]+",
    re.IGNORECASE,
)


def _laid_keyed(media: Media, under: str, timeline: Timeline, stage: Stage, effect: Effect) -> Done:
    """A file keyed and laid over all of the film's picture, which loses the clips that show it."""
    own = edits.pieces(timeline)
    rest = [p for p in own if p.clip.source.digest != media.digest]
    files = [m for m in named_in(under, stage.visible()) if m.kind in ("image", "video")]
    below = {m.digest for m in files}
    if rest and below and not below & {p.clip.source.digest for p in rest}:
        raise CannotDo(f"{under} is not in the film, so that nothing can lie over it")
    if not rest and len(files) != 1:
        raise CannotDo("there is nothing in the film that it could lie over")
    film = edits.with_main(timeline, rest)
    film = film if rest else edits.append(film, [clip_of(files[0], timeline.canvas)])
    every = (s.pieces for s in edits.shots(timeline) if s.pieces[0].source.digest == media.digest)
    shown = next(every, (clip_of(media, timeline.canvas),))
    start = min(p.start_ms for p in edits.clips(film) if not below or p.source.digest in below)
    end = min(edits.film_ms(film), start + shown[-1].end_ms - shown[0].start_ms)
    moved = (replace(c, start_ms=start + c.start_ms - shown[0].start_ms) for c in shown)
    over = [
        replace(
            _with_effect(edits.part(c, c.start_ms, min(c.end_ms, end)), effect), id="", transition=None, goes_on=False,
            volume=0.0, placement=Placement(), label="keyed",
        )
        for c in moved if c.start_ms < end
    ]  # fmt: skip
    return Done(
        timeline=edits.add_all_above(film, over, name="keyed"),
        said=f"Keyed {colored(str(effect.params['color']))} out of {media.name} and laid it over the film from {clock(start)} to {clock(end)}",
    )


def _behind(timeline: Timeline, stage: Stage) -> Media | None:
    used = {c.source.digest for c in edits.clips(timeline)}
    return next((m for m in stage.behind() if m.digest not in used), None)


def _before(behind: Media, timeline: Timeline, effect: Effect) -> Done:
    """The film keyed and laid over another picture, which is as long as the film."""
    own, total = edits.clips(timeline), edits.film_ms(timeline)
    back = clip_of(behind, timeline.canvas, picture_ms=total)
    if back.duration_ms < total:
        raise CannotDo(f"{behind.name} is shorter than the film before it; loop it or take a picture")
    whole = replace(back, duration_ms=total, volume=0.0, id="c1")
    main = edits.Piece(clip=whole, from_ms=0, to_ms=total)
    done = edits.with_main(timeline, [main])
    for clip in own:
        over = replace(_with_effect(clip, effect), id="", transition=None, label="keyed")
        over = over if over.placement else replace(over, placement=Placement())
        done = edits.add_above(done, over, name="keyed")
    return Done(
        timeline=done,
        said=f"Keyed {colored(str(effect.params['color']))} out and put {behind.name} behind {counted(len(edits.shots(timeline)), 'clip')}",
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
        return Done(timeline=done, said=f"Set the picture on a {colored(color)} background")
    done = edits.change_clips(
        replace(timeline, canvas=canvas), lambda _, c: replace(c, fit="contain") if c.fit == "blur" else c
    )
    del stage
    return Done(timeline=done, said=f"Made the background {colored(color)}")
