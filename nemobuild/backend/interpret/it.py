"""What `it`, `them`, `that clip` and `the other one` are: the edit before says so, and the edit after takes it up.

Knows families and words, not the timeline.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nemobuild.backend.interpret import clauses, values
from nemobuild.backend.interpret.model import Json, Op, is_timed, times_of

COMES_IN = frozenset({"title", "lower_third", "logo"})
OF_A_CLIP = frozenset(
    {"volume", "color", "rotate", "speed", "zoom", "stabilize", "denoise_audio", "crop", "fade"}
)
_IT = re.compile(r"\b(?:it|them|that|there|the same)\b")
_OF_ONE = ("clip", "clips", "except", "others")


def with_what_it_is(ops: list[Op]) -> list[Op]:
    """`Add a song and fade it in` fades the song; `play 2:10 to 5:45 at 8x and mute it` mutes that stretch, and a beep `there`
    is heard there; `speed up the talk and mute that clip` mutes the talk."""
    done: list[Op] = []
    ops = _without_what_is_so(ops)
    laid = {o.span.start for o in ops if o.family in COMES_IN}
    for op in sorted(ops, key=lambda o: (o.span.start, o.family == "fade" and o.span.start in laid)):
        before = [o for o in done if o.span.start <= op.span.start]
        if before:
            for rule in _RULES:
                op = rule(op, before)
        done.append(op)
    return done


def _says_it(op: Op) -> bool:
    return bool(_IT.search(op.text.lower()))


_GOES_WITH_IT = re.compile(
    r"(?:and )?(?:that |which )?fad(?:ing|es)\b(?!.*\b(?:picture|film|video|clip|black|white|everything)\b)"
)
_UNDER_THAT = re.compile(
    r"\b(?:under|over|during|for|in|with) (?:that|this|the same) (?:clip|one|part|scene|shot)\b|\breplace it\b"
)


def _of_music(op: Op, before: Sequence[Op]) -> Op:
    low, last = op.text.lower(), before[-1]
    added = any(o.family == "music" and o.action == "add" for o in before[-2:])
    fades = (op.family, op.action) == ("fade", "fade") and (_says_it(op) or _GOES_WITH_IT.match(low))
    if added and fades and "clip" not in op.params:
        return replace(op, params={**op.params, "what": "music"})
    if added and op.family == "loop" and _says_it(op):
        return replace(op, action="music", params={})
    goes_on = (last.family, last.params.get("what")) == ("fade", "music") and op.family == "fade"
    if goes_on and "what" not in op.params and not _OF_THE_FILM.search(low):
        return replace(op, params={**op.params, "what": "music"})
    of_music = last.family == "music" or last.params.get("what") == "music"
    is_level = op.family == "volume" and op.action in ("mute", "set", "level")
    if of_music and is_level and _says_it(op) and "what" not in op.params:
        return replace(op, params={**op.params, "what": "music"})
    clip = last.params.get("clip")
    if isinstance(clip, int) and (op.family, op.action) == ("music", "add") and _UNDER_THAT.search(low):
        return replace(op, params={**op.params, "during": clip})
    return op


_BOTH_AT = re.compile(r"(?:and |, )*(?:both|each|all|them)\b")
_AT_EACH = re.compile(r"\b(?:each|every|all|between|cuts?|transitions?|ramps?|entry|entries)\b")


def _of_effects(op: Op, before: Sequence[Op]) -> Op:
    last = before[-1]
    if (op.family, op.action) == ("volume", "set") and last.family == "sound_effect":
        both = _BOTH_AT.match(op.text.lower())
        return replace(op, params={**op.params, "what": "effects"}) if both else op
    is_untimed = not is_timed(op.params) and "clip" not in op.params
    at = last.params.get("from_ms")
    if op.family == "sound_effect" and is_untimed and at is not None and not _AT_EACH.search(op.text.lower()):
        is_silence = (last.family, last.action) == ("volume", "mute")  # a beep there is as long as that
        stretch = {k: last.params[k] for k in ("to_ms", "for_ms") if is_silence and k in last.params}
        return replace(op, params={**op.params, "from_ms": at, **stretch})
    return op


_SOFT = r"(?:(?:slow|soft|gentle|quick|nice|\S+[- ]seconds?)[ -])*"
_OF_THAT = re.compile(
    rf"(?:and |that |which |then |should |to |have |let |make |(?:it|them|that|this) )*(?:with (?:an? )?{_SOFT}fade"
    r"|(?:with (?:an? )?)?fad(?:es|ing)[ -](?:in|out|away)\b|fade (?:it|them|that) (?:in|out|away)\b|(?<=(?:it|em|at) )fade)"
)
_AND_FADES = re.compile(r"(?:and |then |, )*fades? (?:it )?(?:in|out|away)\b")
_THAT_FADES = re.compile(
    rf"\b(?:(?:that|which|it|should|to|logo|titles?|text|words|name line) fades?|fading|with (?:an? )?{_SOFT}fade)\b"
)
_OF_THE_FILM = re.compile(
    r"\b(?:picture|film|movie|video|music|song|track|sound|audio|clips?|everything|footage|black|white)\b"
)
_FADE_FOR = (
    re.compile(
        rf"\b(in|out|away)\b (?:and (out) )?(?:(?:slowly|softly|gently) )?(?:over|for|in) ({values.LENGTH})"
    ),
    re.compile(
        rf"(?:(?<=a )|(?<=with ))(?=(?:{values.LENGTH})[ -]fade[ -](in|out)\b(?: and (out))?)({values.LENGTH})"
    ),
)
_GONE = re.compile(rf"\b(?:out|away) (?:after (?P<after>{values.LENGTH})|at (?P<at>{values.TIME}))")


def _of_words(op: Op, before: Sequence[Op]) -> Op:
    """`A title that fades in over 2 seconds`: the words fade, and not the film."""
    last, low = before[-1], re.sub(clauses.QUOTE, " ", op.text.lower())
    is_more = (last.family, last.action) == ("fade", "words")
    if op.family != "fade" or not (is_more or last.family in COMES_IN):
        return op
    together = op.span.start == last.span.start
    said = _THAT_FADES.search(low) if together else _OF_THAT.match(low) or (is_more and _AND_FADES.match(low))
    part = low[said.start() :] if said else ""
    if not said or _OF_THE_FILM.search(part):
        return op
    return replace(op, action="words", params=_which_fade(last) | _how_words_fade(part))


def _which_fade(laid: Op) -> dict[str, Json]:
    """The words or the logo of the edit before, which other words may follow; what fades already is the same."""
    if laid.family == "fade":
        return {name: laid.params[name] for name in ("was", "what") if name in laid.params}
    return {"what": "logo"} if laid.family == "logo" else {"was": laid.params.get("text", "")}


def _how_words_fade(low: str) -> dict[str, Json]:
    """The ways in which words fade, over how many ms, and when they are gone: the last two where they are said."""
    ways = [way for way, said in (("in", r"\bin\b"), ("out", r"\b(?:out|away)\b")) if re.search(said, low)]
    lengths: dict[str, Json] = {}
    for found in (m for pattern in _FADE_FOR for m in pattern.finditer(low)):
        *fades, length = found.groups()
        lengths |= {"in_ms" if way == "in" else "out_ms": values.length_ms(length) for way in fades if way}
    how: dict[str, Json] = {**dict.fromkeys(ways or ("in", "out"), True), **lengths}
    if gone := _GONE.search(low):
        how |= (
            {"for_ms": values.length_ms(gone["after"])}
            if gone["after"]
            else {"to_ms": values.time_ms(gone["at"])}
        )
    return how


_OTHER = re.compile(r"\bthe other (?:one|clip|film|video|picture|photo)\b")


def _of_the_clip(op: Op, before: Sequence[Op]) -> Op:
    """The clip of the edit before, or all but that one; what was moved is first or last by then."""
    last = before[-1]
    clip = last.params.get("clip")
    if (last.family, last.action) == ("reorder", "move"):
        clip = {"first": 1, "last": -1}.get(str(last.params.get("order")))
    taken = {*_OF_ONE, "what"} & {k for k, v in op.params.items() if v != "film"}
    if not isinstance(clip, int) or op.family not in OF_A_CLIP or taken:
        return op
    if _OTHER.search(op.text.lower()):
        return replace(op, params={**op.params, "except": clip})
    return replace(op, params={**op.params, "clip": clip}) if _says_it(op) else op


def _of_the_others(op: Op, before: Sequence[Op]) -> Op:
    """`Make the first clip black and white and the rest warm`, `slow down the first 5 seconds and speed up the rest`: what the
    edits before are not about."""
    if op.params.get("others") is not True:
        return op
    rest = {k: v for k, v in op.params.items() if k != "others"}
    if before[-1].family in _TAKES_AWAY:
        return replace(op, params=rest)  # all that is left
    places: list[Json] = []
    for o in before:
        own = o.params.get("clips") or [n for n in (o.params.get("clip"),) if isinstance(n, int)]
        places += own or ([] if is_timed(o.params) else [o.text])
    if any(isinstance(place, int) for place in places) or not is_timed(before[-1].params):
        return replace(op, params={**rest, "others": places})
    return replace(op, params=rest | _beside_the_stretch(before[-1].params)) if len(before) == 1 else op


_TAKES_AWAY = frozenset({"trim", "remove_segment", "cut_silence"})


def _beside_the_stretch(params: Mapping[str, Json]) -> dict[str, Json]:
    """That an edit spares a stretch which another is about."""
    if "last_ms" in params:
        return {"spared_last_ms": params["last_ms"]}
    start = int(params.get("from_ms", 0))
    end = params.get("to_ms", start + int(params["for_ms"]) if "for_ms" in params else None)
    return {"spared_from_ms": start, "spared_to_ms": end} if end is not None else {"others": True}


_BESIDE_IT = re.compile(r"\b(after|before) (?:it|that|that one)\b")


def _of_the_join(op: Op, before: Sequence[Op]) -> Op:
    """`A wipe before the second picture and a crossfade after it`."""
    said = _BESIDE_IT.search(op.text.lower())
    last = before[-1].params
    clip = next((last[k] for k in ("before", "after") if isinstance(last.get(k), int)), None)
    are_joins = before[-1].family == op.family == "transition"
    if said is None or clip is None or not are_joins or {"before", "after", "between"} & set(op.params):
        return op
    return replace(op, params={**op.params, said[1]: clip})


def _of_the_stretch(op: Op, before: Sequence[Op]) -> Op:
    last = before[-1]
    when = times_of(last.params)
    is_free = not is_timed(op.params) and not {*_OF_ONE, "what"} & set(op.params)
    is_picture = op.family in ("volume", "color") and op.action in ("mute", "look", "adjust", "set")
    both_said = last.family in OF_A_CLIP and bool(when)
    length = when.get("for_ms")
    if op.family == "loop" and is_free and both_said and _says_it(op) and when.get("from_ms") == 0 and length:
        return replace(op, params={**op.params, "from_ms": 0, "to_ms": length})
    is_meant = _says_it(op) or (
        _STRETCH_FIRST.match(last.text.lower()) and op.text.lower().startswith("and ")
    )
    return (
        replace(op, params={**op.params, **when}) if is_free and is_picture and both_said and is_meant else op
    )


_STRETCH_FIRST = re.compile(
    r"(?:please )?(?:between|from|during|in the (?:first|last)|for the (?:first|last)) "
)
"""`Between 0:05 and 0:08 play it in slow motion and mute the sound`: a time that stands first holds for all of the sentence."""


_SILENT = re.compile(
    r"(?:and |but |, )*(?:it(?:'s| is) )?(?:muted|silent|without (?:its |the |any )?(?:own )?(?:sound|audio)|no (?:sound|audio)|with (?:the |its )?(?:sound|audio) off)"
)


def _without_what_is_so(ops: list[Op]) -> list[Op]:
    """`Picture in picture: the meadow, muted`: what lies over a film is silent, and the film is not meant."""
    return [
        op
        for op, last in zip(ops, [None, *ops], strict=False)
        if not (
            last is not None
            and (last.family, last.action) == ("overlay", "pip")
            and (op.family, op.action) == ("volume", "mute")
            and _SILENT.fullmatch(op.text.lower().strip(" ."))
        )
    ]


_ON_IT = re.compile(r"\bon (?:it|that|the (?:picture|photo|clip|image))\b")


def _of_what_was_put(op: Op, before: Sequence[Op]) -> Op:
    """`Put the coffee at the end with "Cheers" on it`, `insert the bunny first and mute it`: the clip that has been put there."""
    last = before[-1]
    put = last.family == "merge" and last.action in ("insert", "replace")
    place = _place_of_inserted(last.params) if put else None
    if place is None or is_timed(op.params):
        return op
    if op.family in COMES_IN and _ON_IT.search(op.text.lower()):
        return replace(op, params={**op.params, "during": place, "now": True})
    if op.family in OF_A_CLIP and _says_it(op) and not {*_OF_ONE} & set(op.params):
        kept = {k: v for k, v in op.params.items() if k != "what" or v != "it"}
        return replace(op, params={**kept, "clip": place, "now": True})
    return op


def _place_of_inserted(params: Mapping[str, Json]) -> int | None:
    """The number that an inserted clip has by then; None where only the timeline tells."""
    if "between" in params or "at_ms" in params:
        return None
    if "old" in params:
        return int(params["old"]) if isinstance(params["old"], int) else None
    if "after" in params or "before" in params:
        beside = params.get("after", params.get("before"))
        return beside + ("after" in params) if isinstance(beside, int) and beside > 0 else None
    return 1 if params.get("spot") == "start" else -1


def _of_the_same_text(op: Op, before: Sequence[Op]) -> Op:
    """`Make the title red and move it to the top`: the text of the edit before."""
    are_changes = all((o.family, o.action) == ("title", "change") for o in (before[-1], op))
    if not are_changes or not _says_it(op) or {"was", "like"} & set(op.params):
        return op
    told = {k: before[-1].params[k] for k in ("was", "like") if k in before[-1].params}
    return replace(op, params={**op.params, **(told or {"like": before[-1].text})})


_ITS_EDGE = re.compile(
    r"\b(?:film|video|movie|everything|frame around|(?:whole|entire|main|each|every|all) \w+|clips|photos|pictures)\b"
)


def _of_the_inset(op: Op, before: Sequence[Op]) -> Op:
    """`Picture in picture: the meadow, rounded corners with a white border`: the corners of what lies over the film."""
    is_laid = (before[-1].family, before[-1].action) == ("overlay", "pip")
    is_edge = (op.family, op.action) == ("overlay", "effect") and not _ITS_EDGE.search(op.text.lower())
    return replace(op, params={**op.params, "inset": True}) if is_laid and is_edge else op


_RULES = (
    _of_the_inset,
    _of_the_same_text,
    _of_what_was_put,
    _of_music,
    _of_effects,
    _of_words,
    _of_the_clip,
    _of_the_others,
    _of_the_join,
    _of_the_stretch,
)
