"""One edit where the same words named two: a title card is a card, a logo at the end is on the end card.

Knows families and words; neither timelines nor how edits are carried out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from nemobuild.backend.interpret import clauses
from nemobuild.backend.interpret.model import Json, Op, is_timed

_BESIDE_THE_WORDS = re.compile(
    r"\blogo\b[^,;.]*\b(?:above|below|under|over|beneath|on|next to) (?:it|that|them|the (?:text|words))\b"
)


_WITH_THE_LOGO = re.compile(r"(?:and |also |, )*(?:with|plus|including|showing|featuring|containing)\b")


def _with_logo_cards(ops: list[Op]) -> list[Op]:
    """A card that is given no words, in a sentence that names the logo, shows the logo; and one that is said to come `with the
    logo in the middle`, where that is."""
    for card, logo in pairwise(op for op in ops if op.family != "title"):
        is_card = card.family in ("intro", "outro") and card.action == "card"
        if is_card and logo.family == "logo" and _WITH_THE_LOGO.match(logo.low) and not is_timed(logo.params):
            place = {f"logo_{k}": v for k, v in logo.params.items() if k in ("anchor", "size")}
            return _put_on(card, logo, ops, place)
    named = next((op for op in ops if op.family == "logo" and "anchor" not in op.params), None)
    beside = named is not None and bool(_BESIDE_THE_WORDS.search(named.text.lower()))
    cards = (op for op in ops if op.family in ("intro", "outro") and (beside or not op.params.get("text")))
    bare = next(cards, None)
    if named is None or bare is None:
        return ops
    return _put_on(bare, named, ops, {})


def _put_on(card: Op, logo: Op, ops: list[Op], place: dict[str, Json]) -> list[Op]:
    """The logo on a card, with the words that are said with it."""
    words = next((q.content for q in clauses.read(logo.text).quotations if q.content), "")
    text = {"text": words} if words else {}
    look: dict[str, Json] = (
        {"alike": "same"} if re.search(r"\b(?:same (?:style|look)|like the)\b", logo.low) else {}
    )
    shown = replace(card, params={**card.params, "logo": True, **place, **text, **look})
    return [shown if op is card else op for op in ops if op is not logo]


def _without_what_the_text_says(ops: tuple[Op, ...]) -> tuple[Op, ...]:
    """Titles and calls to action without words of their own stand in the text that the film is made of."""
    if not any(op.family == "generate" and op.params.get("text") for op in ops):
        return ops
    kept = (
        op
        for op in ops
        if op.family not in ("title", "outro") or op.params.get("text") or op.params.get("logo")
    )
    return tuple(kept)


def _without_places(ops: tuple[Op, ...]) -> tuple[Op, ...]:
    """Words over the start or the end are a title, a logo or a call to action: once, if the same words named that too."""
    ops = tuple(op for op in ops if not _is_called_too(op, ops))
    places = ("opening", "closing")
    laid = {(op.span.start, op.span.end) for op in ops if op.family in _LAID and op.action not in places}
    return tuple(op for op in ops if op.action not in places or (op.span.start, op.span.end) not in laid)


def _is_called_too(op: Op, ops: tuple[Op, ...]) -> bool:
    """Whether the same words name a call to action over the end, so that no card is meant; or a card, and no call."""
    twin = {"card": "call", "call": "card"}.get(op.action)
    beside = [o for o in ops if o.family == op.family == "outro" and o.action == twin and o.span == op.span]
    return bool(beside) and (op.action == "call") == bool(_ON_A_CARD.search(op.low))


_ON_A_CARD = re.compile(r"\b(?:card|slide|screen|slate)s?\b")
_LAID = frozenset({"title", "logo", "intro", "outro", "lower_third"})


def without_doubles(ops: tuple[Op, ...]) -> tuple[Op, ...]:
    """One edit where the same words named two families: a title card is a card, a logo at the end is on the end card."""
    ops = _without_places(ops)
    ops = _without_what_the_text_says(ops)
    cards = [op for op in ops if op.family in ("intro", "outro", "generate")]
    spans = {(op.span.start, op.span.end) for op in cards}
    kept = [
        op for op in ops if op.family not in ("title", "logo") or (op.span.start, op.span.end) not in spans
    ]
    kept = _with_logo_cards(kept)
    has_to_length = any(op.family == "trim" and op.action == "to_length" for op in kept)
    takes_length = {"highlights", "generate"} & {op.family for op in kept}
    length = next(
        (op.params["length_ms"] for op in kept if op.family == "duration" and "length_ms" in op.params), None
    )
    has_music = any(op.family == "music" and op.action == "add" for op in kept)
    ducks = any(op.action == "duck" for op in kept)
    crops = any(op.family == "crop" and "shape" in op.params for op in kept)
    reshapes = any(op.family == "aspect" for op in kept)
    blurs = any(op.family == "background" and op.params.get("fill") == "blur" for op in kept)
    fills = any(op.family == "crop" and op.params.get("bars") for op in kept)
    joins = any(op.family == "merge" for op in kept)
    final: list[Op] = []
    for op in kept:
        if op.family == "duration" and (has_to_length or takes_length):
            continue
        each = any("each_ms" in o.params and o.span == op.span for o in kept)
        of_all = op.params.get("clip", "all") == "all" and not {"clips", "except", "change_ms"} & set(
            op.params
        )
        if op.action == "of_clip" and each and of_all:
            continue  # said of each picture of a slideshow
        if (op.family, op.action) == ("fade", "both") and any(o.family == "transition" for o in kept):
            continue  # fades between pictures are transitions
        if op.family == "duration" and joins:
            final.append(replace(op, params={**op.params, "shared": True}))
        if op.action == "duck" and has_music:
            continue
        if op.family == "music" and ducks:
            op = replace(op, params={**op.params, "duck": True})
        if op.family == "crop" and op.params.get("bars") and reshapes:
            continue
        if op.family == "aspect" and fills:
            op = replace(op, params={**op.params, "fit": "cover"})
        if (op.family == "aspect" and crops) or (
            op.family == "background" and blurs and reshapes and not crops
        ):
            continue
        if op.family == "aspect" and blurs:
            op = replace(op, params={**op.params, "fit": "blur"})
        if op.family in takes_length and length is not None and "length_ms" not in op.params:
            op = replace(op, params={**op.params, "length_ms": length})
        final.append(op)
    return tuple(final)
