"""What stands in the end of all that was named: what was meant once stands once, and what hangs on something refused
goes with it. Knows families and words, not the timeline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.clauses import Instruction
from nemobuild.backend.interpret.context import Context
from nemobuild.backend.interpret.model import Op, Refused, Span, Understanding

EXAMPLE = "trim the first 5 seconds"


def settled(
    ops: list[Op], weak: list[Op], refused: list[Refused], instruction: Instruction, context: Context
) -> Understanding:
    """What stands in the end: a refused main request takes what hangs on it along, and an undo stands alone."""
    named = {r.family for r in refused}
    if "ai_only" not in named and "generate" not in named:
        ops = ops + [op for op in weak if all(op.family != other.family for other in ops)]
    if named & {"question", "info"}:
        ops = [op for op in ops if not _in_sentence_of(op, refused, instruction)]
    if re.search(
        r"^(?:\W*(?:please|can you|help me|i need|i want)\W+)*(?:design|create|make|generate|build) (?:an? |me |\d )*(?:\w+ )?thumbnails?\b",
        instruction.low,
    ):
        ops = [
            op for op in ops if op.family in ("thumbnail", "title", "logo", "export")
        ]  # all of it is about a picture
    if any(
        op.family == "highlights" for op in ops
    ):  # what is picked has the length; nothing is cut beforehand
        ops = [op for op in ops if (op.family, op.action) != ("trim", "to_length")]
    if context.films == 1 and not context.photos:  # one film has nothing to be joined to
        ops = [op for op in ops if op.family != "merge" or not _ADDS_SOUND & {o.family for o in ops}]
    ops, refused = _without_what_hangs_on_a_model(ops, refused, instruction)
    before = ops
    hangs_on_film = context.has("text-only") and not context.nothing
    makes_one = any(op.family == "generate" for op in ops) and "script_writing" not in named
    if hangs_on_film and not makes_one:
        ops = [op for op in ops if op.family not in ("color", "merge")]
    if hangs_on_film and named & {"generate", "script_writing"} and not makes_one:
        ops = [op for op in ops if op.family in ("export", "thumbnail")]
        hanging = (op for op in before if op not in ops and op.family != "duration")
        refused = [*refused, *map(_hanging, hanging)]
    ops = _without_reasons(ops)
    ops = _with_words_of_their_own(ops, refused)
    ops = _beside_what_they_point_at(ops)
    ops = _with_what_it_is(ops)
    ops = _without_lesser_looks(ops)
    ops = _ramped(ops)
    ops = _in_brand_colors(ops, instruction)
    if any(op.family != "unspecified" for op in ops):
        refused = [
            r for r in refused if not (r.family == "unspecified" and r.reason == "it does not say what to do")
        ]
    if not ops and not refused:
        whole = Span(start=0, end=len(instruction.raw))
        refused = [
            Refused(
                text=instruction.raw,
                span=whole,
                family="unspecified",
                reason="it does not say what to do",
                nearest=EXAMPLE,
            )
        ]
    return Understanding(
        ops=tuple(_merged(sorted(ops, key=lambda op: op.span.start))), refused=tuple(_once(refused))
    )


_ADDS_SOUND = frozenset({"music", "voiceover"})
_BY_A_MODEL = frozenset({"captions", "translate_captions", "voiceover", "ai_only"})
_TELLS_MORE = re.compile(
    r"^(?:and |then |also |, )*(?:keep\w*|leav\w+|includ\w+|label\w*|mark\w*|list\w*|nam(?:e|ing)|so|as|like|match\w*|emphasi[sz]\w*|highlight\w*)\b"
)
_TELLS_HOW = re.compile(r"^(?:with|in|using|showing)\b")


_STYLE_LINE = re.compile(
    r"\s*(?:style|position|placement|font|colou?rs?|animation|size|look)\s*:", re.IGNORECASE
)


def _sentence_of(op: Op, instruction: Instruction) -> str:
    """The sentence that an op stands in, from its beginning to the op."""
    before = instruction.low[: op.span.start]
    start = max((m.end() for m in re.finditer(r"[.!?]\s|[。！？\n]", before)), default=0)
    return instruction.low[start:]


def _without_what_hangs_on_a_model(
    ops: list[Op], refused: list[Refused], instruction: Instruction
) -> tuple[list[Op], list[Refused]]:
    """Where the request begins with what needs a model, what only says more about that goes with it.

    `Transcribe it with the speaker names in capitals` asks for no name lines; `Transcribe it and add music` asks for music.
    """
    first = min(refused, key=lambda r: r.span.start, default=None)
    if (
        first is None
        or first.family not in _BY_A_MODEL
        or any(op.span.start < first.span.start for op in ops)
    ):
        return ops, refused

    def hangs(op: Op) -> bool:
        low = op.text.lower()
        tells_how = first.family != "voiceover" and _TELLS_HOW.match(low)
        if op.family in _SAYS_MORE and (tells_how or _TELLS_MORE.match(low)):
            return True
        return first.family == "captions" and bool(_STYLE_LINE.match(_sentence_of(op, instruction)))

    return [op for op in ops if not hangs(op)], [*refused, *(_hanging(op) for op in ops if hangs(op))]


_SAYS_MORE = frozenset(
    {"title", "lower_third", "logo", "music", "zoom", "intro", "outro", "overlay", "sound_effect"}
)

_OF_CAPTIONS = re.compile(r"\b(?:text|font|letters|lettering|words)\b")
_OF_A_FILE = re.compile(r"\b(?:output|export\w*|deliver\w*|mp4s?|files?|safe (?:zone|area))\b")
"""Where only captions are asked for, the shape of the file to be made is that of the film that they are for."""
_OF_ITS_OWN = re.compile(
    r"\b(?:titles?|headlines?|headings?|overlays?|call-?outs?|cards?|labels?|quotes?|taglines?|names?)\b"
)


def _with_words_of_their_own(ops: list[Op], refused: Sequence[Refused]) -> list[Op]:
    """How the text of captions looks is no title; the words that a typographic film is made of are titles too."""
    named = [*(op.family for op in ops), *(r.family for r in refused)]
    has_captions = "captions" in named

    def is_of_captions(op: Op) -> bool:
        low = op.text.lower()
        no_words = op.family == "title" and not op.params.get("text")
        return no_words and has_captions and bool(_OF_CAPTIONS.search(low)) and not _OF_ITS_OWN.search(low)

    def is_laid_by_a_voice(op: Op) -> bool:
        is_it = op.family == "overlay" and re.search(r"\b(?:it|them)\b", op.text.lower())
        return bool(is_it) and any(r.family == "voiceover" for r in refused)

    def is_of_no_film(op: Op) -> bool:
        no_words = op.family == "title" and not op.params.get("text")
        written = no_words and re.match(r"and (?:an? |the |some )", op.text.lower())
        return no_words and any(
            r.family == "generate" or (written and r.family == "script_writing") for r in refused
        )

    kept = [op for op in ops if not (is_of_captions(op) or is_laid_by_a_voice(op) or is_of_no_film(op))]
    if has_captions and set(named) <= {
        "captions",
        "translate_captions",
        "unspecified",
        "aspect",
        "export",
        "duration",
    }:
        kept = [op for op in kept if op.family != "aspect" or not _OF_A_FILE.search(op.text.lower())]
    told = [op for op in kept if op.family == "generate" and op.params.get("text")]
    if told and not any(op.family == "title" for op in kept):
        words = {"text": told[0].params["text"]}
        kept.append(Op(family="title", action="add", params=words, text=told[0].text, span=told[0].span))
    return kept


_POINTING = re.compile(r"\b(?:call-?outs?|labels?|annotations?|tooltips?|pop-?ups?)\b")


def _beside_what_they_point_at(ops: list[Op]) -> list[Op]:
    """`Zoom in at 0:12, and a callout saying "Click"`: the callout is there when the zoom is."""

    def timed(i: int, op: Op) -> Op:
        is_timed = {"from_ms", "last_ms", "place", "during", "after", "before"} & set(op.params)
        if op.family != "title" or is_timed or not _POINTING.search(op.text.lower()):
            return op
        at = next((o.params["from_ms"] for o in reversed(ops[:i]) if "from_ms" in o.params), None)
        return op if at is None else replace(op, params={**op.params, "from_ms": at})

    return [timed(i, op) for i, op in enumerate(ops)]


_IT = re.compile(r"\b(?:it|them|that|there|the same)\b")


def _with_what_it_is(ops: list[Op]) -> list[Op]:
    """`Add a song and fade it in` fades the song; `play 2:10 to 5:45 at 8x and mute it` mutes that stretch, and a beep `there`
    is heard there; `replace the audio with this song and loop it` loops the song, which music does by itself."""
    done: list[Op] = []
    for i, op in enumerate(ops):
        before = [o for o in ops[:i] if o.span.start <= op.span.start]
        last = before[-1] if before else None
        says_it = bool(_IT.search(op.text.lower()))
        after_music = any(o.family == "music" and o.action == "add" for o in before[-2:])
        if (
            op.family == "fade"
            and op.action == "fade"
            and says_it
            and after_music
            and "clip" not in op.params
        ):
            op = replace(op, params={**op.params, "what": "music"})
        if op.family == "loop" and says_it and after_music:
            op = replace(op, action="music", params={})
        if last and op.family == "fade" and last.family in _COMES_IN and _OF_THAT.match(op.text.lower()):
            op = replace(op, action="words", params={})
        span = {k: last.params[k] for k in ("from_ms", "to_ms") if k in last.params} if last else {}
        is_untimed = not {
            "from_ms",
            "to_ms",
            "last_ms",
            "place",
            "during",
            "clip",
            "times_ms",
            "after",
            "before",
            "between",
        } & set(op.params)
        if (
            says_it
            and is_untimed
            and span
            and (op.family, op.action) == ("volume", "mute")
            and len(span) == 2
        ):
            op = replace(op, params={**op.params, **span})
        if (
            is_untimed
            and "from_ms" in span
            and op.family == "sound_effect"
            and not _AT_EACH.search(op.text.lower())
        ):
            op = replace(op, params={**op.params, "from_ms": span["from_ms"]})
        done.append(op)
    return done


_COMES_IN = frozenset({"title", "lower_third", "logo"})
_OF_THAT = re.compile(r"(?:and )?with (?:an? )?(?:slow |soft |gentle |quick |nice )*fade")
_AT_EACH = re.compile(r"\b(?:each|every|all|between|cuts?|transitions?|ramps?|entry|entries)\b")


def _without_lesser_looks(ops: list[Op]) -> list[Op]:
    """A film has one look: `teal and orange, like a movie` is teal and orange."""
    looks = [
        op
        for op in ops
        if (op.family, op.action) == ("color", "look") and not {"clip", "clips"} & set(op.params)
    ]
    named = [op for op in looks if op.params.get("look") not in (None, "cinematic")]
    if not named:
        return ops
    return [
        _without_look(op) if op in looks and op.params.get("look") == "cinematic" else op
        for op in ops
        if not (
            op in looks
            and op.params.get("look") == "cinematic"
            and not {"grain", "vignette"} & set(op.params)
        )
    ]


def _without_look(op: Op) -> Op:
    return replace(op, params={k: v for k, v in op.params.items() if k != "look"})


def _ramped(ops: list[Op]) -> list[Op]:
    """`Ease into every change over 0.4 seconds` is how the changes of speed beside it begin and end."""
    changes = [op for op in ops if (op.family, op.action) == ("speed", "set")]
    if not changes or all(op.action != "ease" for op in ops):
        return ops
    ramped = [replace(op, params={**op.params, "ramp": True}) if op in changes else op for op in ops]
    return [op for op in ramped if op.action != "ease"]


_BRAND = re.compile(r"\b(?:brand )?(?:colou?rs|palette)\b[^.;]*")


def _in_brand_colors(ops: list[Op], instruction: Instruction) -> list[Op]:
    """`Brand colors: orange (#ff6b35) and cream (#fff8f0)` are the ground and the shapes of the cards."""
    said = _BRAND.search(instruction.low)
    palette = values.palette(said[0]) if said else []
    if not palette:
        return ops
    cards = ("intro", "outro")
    return [
        replace(op, params={"palette": palette, **op.params})
        if op.family in cards and op.action == "card"
        else op
        for op in ops
    ]


HANGING = "this hangs on what cannot be done"


def _hanging(op: Op) -> Refused:
    return Refused(text=op.text, span=op.span, family=op.family, reason=HANGING)


_COMPLAINT = re.compile(
    r"\btoo (?:quiet|loud|low|soft|dark|bright|dull)\b|\bdrown|\bupside[- ]down\b|太(?:暗|亮|小|大|轻|响)"
)


def _without_reasons(ops: list[Op]) -> list[Op]:
    """`It is too dark, make it 20% brighter` is one edit, and a zoom ends by itself: `then zoom back out` is none."""

    def is_said_again(i: int, op: Op) -> bool:
        same = [o for o in ops[i + 1 :] if (o.family, o.action) == (op.family, op.action)]
        return bool(_COMPLAINT.search(op.text.lower())) and any(
            o.params.get("name") == op.params.get("name") for o in same
        )

    def ends_a_zoom(i: int, op: Op) -> bool:
        is_back = op.family == "zoom" and re.search(r"\bback(?: out)?\b", op.text.lower())
        return bool(is_back) and any(o.family == "zoom" and "from_ms" in o.params for o in ops[:i])

    has_length = any(
        op.family in ("trim", "highlights", "duration") and "length_ms" in op.params for op in ops
    )
    of_stills = any(op.family == "slideshow" for op in ops)

    def is_implied(op: Op) -> bool:
        is_vague = (op.family, op.action) == ("duration", "shorter") and has_length
        return is_vague or (
            of_stills and op.family == "speed" and bool(re.search(r"lapse|延时", op.text.lower()))
        )

    return [
        op
        for i, op in enumerate(ops)
        if not is_said_again(i, op) and not ends_a_zoom(i, op) and not is_implied(op)
    ]


def _in_sentence_of(op: Op, refused: Iterable[Refused], instruction: Instruction) -> bool:
    asked = [r for r in refused if r.family in ("question", "info")]
    for r in asked:
        between = instruction.low[min(r.span.start, op.span.start) : max(r.span.start, op.span.start)]
        if not re.search(r"[.!?。！？]\s|[.!?。！？]$", between):
            return op.family not in ("export",)
    return False


def _once(refused: Sequence[Refused]) -> list[Refused]:
    seen: set[tuple[str, str]] = set()
    kept = []
    for r in sorted(refused, key=lambda r: r.span.start):
        if (r.family, r.text) not in seen:
            kept.append(r)
        seen.add((r.family, r.text))
    return kept


def _is_one_wish(before: Op, op: Op) -> bool:
    if before.family != op.family:
        return False
    if (op.family, op.action) in (("rotate", "turn"), ("voiceover", "asset")):
        return before.action == op.action and not (set(before.params) & set(op.params) & {"degrees", "asset"})
    if op.family == "lower_third":
        return not op.params.get("text") and not before.params.get("text")
    if op.family == "zoom":
        is_partial = {"from_ms", "to_ms", "clip", "on"} & {*before.params, *op.params}
        return not is_partial and _goes_on(before, op)
    return op.family in _ONCE


def _goes_on(before: Op, op: Op) -> bool:
    """Whether two camera moves go the same way, so that the second only says more about the first."""
    way, other = (str(o.params.get("direction", "in")) for o in (before, op))
    return way == other


_ONCE = frozenset(
    {
        "merge",
        "slideshow",
        "split_screen",
        "generate",
        "beat_sync",
        "highlights",
        "duration",
        "aspect",
        "stabilize",
        "export",
    }
)


def _with_another_shape(before: Op, op: Op) -> Op:
    """A film has the first shape that is asked for; others are further films."""
    if "shape" not in before.params:
        return replace(before, params={**before.params, **op.params})
    return replace(
        before, params={**before.params, "also": [*before.params.get("also", []), op.params["shape"]]}
    )


def _merged(ops: Sequence[Op]) -> list[Op]:
    """Ops about the whole film stand once: what is said later fills in or overrides. So do wishes said twice."""
    kept: list[Op] = []
    for op in ops:
        if any(o.family == op.family and o.action == op.action and o.params == op.params for o in kept):
            continue
        same = next((i for i, o in enumerate(kept) if _is_one_wish(o, op)), None)
        if same is None:
            kept.append(op)
        elif op.family == "aspect" and op.params.get("shape") not in (None, kept[same].params.get("shape")):
            kept[same] = _with_another_shape(kept[same], op)
        else:
            before = kept[same]
            missing = tuple(m for m in before.missing if not op.params.get(m))
            kept[same] = replace(before, params={**before.params, **op.params}, missing=missing)
    return kept
