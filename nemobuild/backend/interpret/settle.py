"""What stands in the end of all that was named: what was meant once stands once, and what hangs on something refused
goes with it. Knows families and words, not the timeline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from nemobuild.backend.interpret.clauses import Instruction
from nemobuild.backend.interpret.context import MANY, Context
from nemobuild.backend.interpret.model import Op, Refused, Span, Understanding
from nemobuild.backend.interpret.refer import referred

EXAMPLE = "trim the first 5 seconds"
ASKS_NOTHING = "it does not say what to do"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """What stands while an instruction is settled. `weak`: ops said in passing."""

    ops: list[Op]
    weak: list[Op]
    refused: list[Refused]
    instruction: Instruction
    context: Context

    @property
    def named(self) -> set[str]:
        """The families that are refused."""
        return {r.family for r in self.refused}

    @property
    def makes_a_film(self) -> bool:
        return any(op.family == "generate" for op in self.ops) and "script_writing" not in self.named

    @property
    def has_no_film(self) -> bool:
        """Whether there is nothing to edit but words."""
        return self.context.has("text-only") and not self.context.nothing


def settled(
    ops: list[Op], weak: list[Op], refused: list[Refused], instruction: Instruction, context: Context
) -> Understanding:
    """What stands in the end: a refused main request takes what hangs on it along, and what was meant once stands once."""
    standing = _Standing(ops=ops, weak=weak, refused=refused, instruction=instruction, context=context)
    for settle in _PASSES:
        standing = settle(standing)
    ordered = sorted(standing.ops, key=lambda op: op.span.start)
    return Understanding(ops=tuple(_merged(ordered)), refused=tuple(_once(standing.refused)))


def _with_what_is_said_in_passing(s: _Standing) -> _Standing:
    if s.named & {"ai_only", "generate"}:
        return s
    return replace(s, ops=s.ops + [op for op in s.weak if all(op.family != other.family for other in s.ops)])


_A_PLAN = re.compile(r"\b(?:plan|storyboard|outline|shot list|running order|breakdown)\b")


def _without_what_is_asked(s: _Standing) -> _Standing:
    """What stands in a question, or in the wish for a plan, is no edit."""
    asked = [
        r
        for r in s.refused
        if r.family in ("question", "info")
        or (r.family == "script_writing" and _A_PLAN.search(r.text.lower()))
    ]
    return replace(s, ops=[op for op in s.ops if not _in_sentence_of(op, asked, s.instruction)])


_A_THUMBNAIL = re.compile(
    r"^(?:\W*(?:please|can you|help me|i need|i want)\W+)*(?:design|create|make|generate|build) (?:an? |me |\d )*(?:\w+ )?thumbnails?\b"
)


def _of_a_picture_alone(s: _Standing) -> _Standing:
    """A request that begins with a thumbnail is about a picture to its end."""
    if not _A_THUMBNAIL.search(s.instruction.low):
        return s
    kept = [op for op in s.ops if op.family in ("thumbnail", "title", "logo", "export")]
    lost = [op for op in s.ops if op.family in _NOT_OF_A_COVER]
    return replace(s, ops=kept, refused=[*s.refused, *map(_not_of_a_cover, lost)])


_NOT_OF_A_COVER = frozenset({"color", "background", "overlay", "zoom", "crop", "rotate"})


def _not_of_a_cover(op: Op) -> Refused:
    reason = "a cover picture is a frame of the film with words and a logo over it; it has no look of its own"
    return Refused(text=op.text, span=op.span, family=op.family, reason=reason)


_PICKED = re.compile(r"\b(?:best|pick|choose|select|strongest|favou?rite|top|only)\b")


def _nothing_to_pick_from(s: _Standing) -> _Standing:
    """A recap of pictures is a slideshow, and one of a text is told: only films have moments, unless some are to be picked."""
    c = s.context
    if c.films or c.known or not (c.photos or s.has_no_film):
        return s
    low = s.instruction.low

    def is_none(op: Op) -> bool:
        is_main = not re.search(r"[.!?]\s", low[: op.span.start])
        return op.family == "highlights" and is_main and not (c.photos and _PICKED.search(op.text.lower()))

    return replace(s, ops=[op for op in s.ops if not is_none(op)])


def _picked_from_all(s: _Standing) -> _Standing:
    """What is picked has the length that is asked for; nothing is cut beforehand."""
    if all(op.family != "highlights" for op in s.ops):
        return s
    return replace(s, ops=[op for op in s.ops if (op.family, op.action) != ("trim", "to_length")])


def _not_joined_to_nothing(s: _Standing) -> _Standing:
    """One film with music or a voice has nothing to be joined to."""
    adds_sound = _ADDS_SOUND & {op.family for op in s.ops}
    if s.context.films != 1 or s.context.photos or not adds_sound:
        return s
    return replace(s, ops=[op for op in s.ops if op.family != "merge"])


def _on_a_ground_of_its_own(s: _Standing) -> _Standing:
    """`A video from this quote on a dark red background`: the ground is that of the cards, and none around the film."""
    if not any(op.family == "generate" and op.params.get("palette") for op in s.ops):
        return s
    return replace(s, ops=[op for op in s.ops if (op.family, op.action) != ("background", "fill")])


def _without_what_hangs_on_a_film(s: _Standing) -> _Standing:
    """Where the film itself cannot be made, or its text has to be written first, nothing can be done to it."""
    if not s.has_no_film or s.makes_a_film:
        return s
    if not s.named & {"generate", "script_writing"}:
        return replace(s, ops=[op for op in s.ops if op.family not in ("color", "merge")])
    kept = [op for op in s.ops if op.family in ("export", "thumbnail")]
    hanging = [_hanging(op) for op in s.ops if op not in kept and op.family != "duration"]
    return replace(s, ops=kept, refused=[*s.refused, *hanging])


_A_FILM_OF_WORDS = re.compile(
    r"^(?:\W*(?:please|can you|could you)\W+)*(?:create|make|build|produce|generate|render|prepare|i (?:need|want)|give me)\b[^.;:]*\b(?:video|film|clip|animation|short|reel)\b"
    r"[^.;:]*\b(?:with|says?|saying|reads?|reading|showing|of) "
)


def _told_by_its_words(s: _Standing) -> _Standing:
    """A film that is asked for with words in quotes is made of these where there is nothing to lay them over."""
    texts = [op for op in s.ops if (op.family, op.action) == ("title", "add") and op.params.get("text")]
    is_bare = s.context.known and s.context.has("text-only")
    if not (is_bare and texts and _A_FILM_OF_WORDS.search(s.instruction.low)) or s.refused or s.makes_a_film:
        return s
    said = [str(op.params[name]) for op in texts for name in ("text", "detail") if op.params.get(name)]
    times = [op.params["for_ms"] for op in texts if "for_ms" in op.params]
    params = {"text": "\n".join(said), **({"length_ms": sum(times)} if times else {})}
    film = replace(texts[0], family="generate", action="text", params=params)
    return replace(
        s, ops=[film if op is texts[0] else op for op in s.ops if op is texts[0] or op not in texts]
    )


def _with_a_wish_at_all(s: _Standing) -> _Standing:
    """A heading that asks for nothing stops nothing; a request that asks for nothing at all is told so."""
    if any(op.family != "unspecified" for op in s.ops):
        return replace(
            s, refused=[r for r in s.refused if (r.family, r.reason) != ("unspecified", ASKS_NOTHING)]
        )
    if s.ops or s.refused:
        return s
    raw = s.instruction.raw
    whole = Span(start=0, end=len(raw))
    vague = Refused(text=raw, span=whole, family="unspecified", reason=ASKS_NOTHING)
    return replace(s, refused=[vague])


_SHOWN = frozenset(
    {"generate", "intro", "outro", "title", "lower_third", "captions", "logo", "thumbnail", "voiceover", "chapters", "split", "slideshow", "merge"}
)  # fmt: skip
NOTHING_TO_SHOW = "there is nothing to make it of: no pictures, no film, and no text in quotes; pictures of that kind need a generative video model"


def _with_something_to_show(s: _Standing) -> _Standing:
    """A film of which no material is described: what is said about it hangs on pictures that only a model can make."""
    c = s.context
    if c.known or not s.has_no_film:
        return s
    ops = [op for op in s.ops if op.family != "slideshow"]
    if s.refused or not s.ops or {op.family for op in ops} & _SHOWN:
        return replace(s, ops=ops if ops or s.refused else s.ops)
    raw = s.instruction.raw
    none = Refused(
        text=raw,
        span=Span(start=0, end=len(raw)),
        family="generate",
        reason=NOTHING_TO_SHOW,
        nearest='create a 30-second video from this text: "…"',
    )
    return replace(s, ops=[], refused=[none])


_SUGGEST = re.compile(r"\b(?:suggest\w*|storyboard|plan|recommend\w*)\b")
_PICTURES_IN = Op(family="slideshow", action="make")


_OF_PICTURES = re.compile(
    r"\bslide ?shows?\b|^(?:and |then |also )*(?:add|append|include|insert|use|show|turn|make|combine) (?:in )?(?:(?:the|my|all|these|other|remaining|rest of the|of) )*(?:\w+ )?(?:photos|pictures|images|pics)\b|幻灯|相册|照片|图片"
)


def _no_slideshow_in_a_film(s: _Standing) -> _Standing:
    """Where there is a film already, only words of pictures or of a slideshow make one: `make the second clip colder` does not."""
    if not (s.context.known and "film" in s.context.holds):
        return s
    lengths = {op.span for op in s.ops if op.action == "of_clip"}  # of the clips that are there

    of_some = {op.span for op in s.ops if op.action == "of_clip" and {"clips", "change_ms"} & set(op.params)}

    def is_said(op: Op) -> bool:
        if op.span in of_some:
            return False
        of_pictures = re.search(r"\b(?:photo|picture|image|slide)", op.text.lower())
        return bool(
            _OF_PICTURES.search(op.text.lower()) or (op.params and (of_pictures or op.span not in lengths))
        )

    kept = [op for op in s.ops if op.family != "slideshow" or is_said(op)]
    return replace(s, ops=kept)


def _of_one_picture(s: _Standing) -> _Standing:
    """A camera move over a single picture makes no row of pictures."""
    c = s.context
    if c.known or c.films or c.photos != 1 or all(op.family != "zoom" for op in s.ops):
        return s
    return replace(s, ops=[op for op in s.ops if op.family != "slideshow"])


def _of_pictures_one_after_the_other(s: _Standing) -> _Standing:
    """Several pictures that are only described and no film: whatever is done to them, they are shown one after another."""
    c = s.context
    if c.known or c.films or c.photos < MANY or s.named & {"ai_only", "question", "slideshow"}:
        return s
    is_planned = any(_SUGGEST.search(r.text.lower()) for r in s.refused)
    if not is_planned and (not s.ops or "info" in s.named):
        return s
    kept = [op for op in s.ops if op.family != "merge"]
    if {op.family for op in kept} & {"slideshow", "split_screen", "generate"}:
        return replace(s, ops=kept)
    parts: list[Op | Refused] = [*s.ops, *s.refused]
    first = min(parts, key=lambda part: part.span.start)
    return replace(s, ops=[replace(_PICTURES_IN, text=first.text, span=first.span), *kept])


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


def _without_what_hangs_on_a_model(s: _Standing) -> _Standing:
    """Where the request begins with what needs a model, what only says more about that goes with it.

    `Transcribe it with the speaker names in capitals` asks for no name lines; `Transcribe it and add music` asks for music.
    """
    first = min(s.refused, key=lambda r: r.span.start, default=None)
    if (
        first is None
        or first.family not in _BY_A_MODEL
        or any(op.span.start < first.span.start for op in s.ops)
    ):
        return s

    def hangs(op: Op) -> bool:
        low = op.text.lower()
        tells_how = first.family != "voiceover" and _TELLS_HOW.match(low)
        if op.family in _SAYS_MORE and (tells_how or _TELLS_MORE.match(low)):
            return True
        return first.family == "captions" and bool(_STYLE_LINE.match(_sentence_of(op, s.instruction)))

    hanging = [op for op in s.ops if hangs(op)]
    kept = [op for op in s.ops if op not in hanging]
    return replace(s, ops=kept, refused=[*s.refused, *map(_hanging, hanging)])


_SAYS_MORE = frozenset(
    {"title", "lower_third", "logo", "music", "zoom", "intro", "outro", "overlay", "sound_effect"}
)

_OF_CAPTIONS = re.compile(r"\b(?:text|font|letters|lettering|words)\b")
_OF_A_FILE = re.compile(r"\b(?:output|export\w*|deliver\w*|mp4s?|files?|safe (?:zone|area))\b")
"""Where only captions are asked for, the shape of the file to be made is that of the film that they are for."""
_OF_ITS_OWN = re.compile(
    r"\b(?:titles?|headlines?|headings?|overlays?|call-?outs?|cards?|labels?|quotes?|taglines?|names?)\b"
)


def _with_words_of_their_own(s: _Standing) -> _Standing:
    """How the text of captions looks is no title; the words that a typographic film or a card shows are a title too."""
    families = {op.family for op in s.ops} | s.named
    has_captions = "captions" in families

    def is_of_captions(op: Op) -> bool:
        low = op.text.lower()
        no_words = op.family == "title" and not op.params.get("text")
        return no_words and has_captions and bool(_OF_CAPTIONS.search(low)) and not _OF_ITS_OWN.search(low)

    def is_laid_by_a_voice(op: Op) -> bool:
        is_it = op.family == "overlay" and re.search(r"\b(?:it|them)\b", op.text.lower())
        return bool(is_it) and "voiceover" in s.named

    def is_unwritten(op: Op) -> bool:
        no_words = op.family == "title" and not op.params.get("text")
        is_written_too = "script_writing" in s.named and re.match(r"and (?:an? |the |some )", op.text.lower())
        return no_words and ("generate" in s.named or bool(is_written_too))

    kept = [op for op in s.ops if not (is_of_captions(op) or is_laid_by_a_voice(op) or is_unwritten(op))]
    if has_captions and families <= _ABOUT_CAPTIONS:
        kept = [op for op in kept if op.family != "aspect" or not _OF_A_FILE.search(op.text.lower())]
    shown = [op for op in kept if op.family in _SHOWS_WORDS and op.params.get("text")]
    if shown and not any(op.family == "title" for op in kept):
        words = {"text": shown[0].params["text"]} if shown[0].family == "generate" else shown[0].params
        kept.append(replace(shown[0], family="title", action="add", params=words))
    return replace(s, ops=kept)


_SHOWS_WORDS = frozenset({"generate", "intro", "outro"})


_ABOUT_CAPTIONS = frozenset({"captions", "translate_captions", "unspecified", "aspect", "export", "duration"})
HANGING = "this hangs on what cannot be done"


def _hanging(op: Op) -> Refused:
    return Refused(text=op.text, span=op.span, family=op.family, reason=HANGING)


_COMPLAINT = re.compile(
    r"\btoo (?:quiet|loud|low|soft|dark|bright|dull)\b|\bdrown|\bupside[- ]down\b|太(?:暗|亮|小|大|轻|响)"
)


def _without_reasons(s: _Standing) -> _Standing:
    """`It is too dark, make it 20% brighter` is one edit, and a zoom ends by itself: `then zoom back out` is none."""

    ops = s.ops

    def is_said_again(i: int, op: Op) -> bool:
        same = [o for o in ops[i + 1 :] if (o.family, o.action) == (op.family, op.action)]
        return bool(_COMPLAINT.search(op.text.lower())) and any(
            o.params.get("name") == op.params.get("name") for o in same
        )

    def ends_a_zoom(i: int, op: Op) -> bool:
        is_back = op.family == "zoom" and re.search(r"\bback(?: out)?\b|\bout again\b", op.text.lower())
        return (
            bool(is_back)
            and "to_ms" not in op.params
            and any(o.family == "zoom" and "from_ms" in o.params for o in ops[:i])
        )

    has_length = any(
        op.family in ("trim", "highlights", "duration") and "length_ms" in op.params for op in ops
    )
    of_stills = any(op.family == "slideshow" for op in ops)

    def is_implied(op: Op) -> bool:
        is_vague = (op.family, op.action) == ("duration", "shorter") and has_length
        return is_vague or (
            of_stills and op.family == "speed" and bool(re.search(r"lapse|延时", op.text.lower()))
        )

    kept = [
        op
        for i, op in enumerate(ops)
        if not is_said_again(i, op) and not ends_a_zoom(i, op) and not is_implied(op)
    ]
    return replace(s, ops=kept)


_SAYS_HOW = re.compile(
    r"^(?:and |, ?)*(?:with|having|its)\b|^and (?:an? )?(?:\w+ )?(?:border|frame|outline)\b"
)


def _with_its_own_edge(s: _Standing) -> _Standing:
    """`Put the bunny in the corner with rounded corners`: the corners of what is laid over the film, said in one breath with it."""
    kept: list[Op] = []
    for op in sorted(s.ops, key=lambda op: op.span.start):
        laid = next((i for i in reversed(range(len(kept))) if kept[i].action == "pip"), None)
        if laid is not None and (op.family, op.action) == ("overlay", "effect"):
            between = s.instruction.low[kept[laid].span.start : op.span.start]
            if _SAYS_HOW.match(op.text.lower()) and not re.search(r"[.!?;]\s|[。！？；\n]", between):
                kept[laid] = replace(kept[laid], params={**op.params, **kept[laid].params})
                continue
        kept.append(op)
    return replace(s, ops=kept)


def _in_sentence_of(op: Op, refused: Iterable[Refused], instruction: Instruction) -> bool:
    for r in refused:
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


_OF_ONE_CLIP = frozenset({"of_clip", "insert", "replace"})
"""Edits that a request may hold several of, unlike others of their families."""


def _is_one_wish(before: Op, op: Op) -> bool:
    if before.family != op.family or {before.action, op.action} & _OF_ONE_CLIP:
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


def _off_the_start(s: _Standing) -> _Standing:
    """What is taken out from 0:00 on is taken off the start."""

    def plain(op: Op) -> Op:
        is_head = (op.family, op.action) == ("remove_segment", "range") and op.params.get("from_ms") == 0
        if not is_head or not op.params.get("to_ms") or set(op.params) - {"from_ms", "to_ms"}:
            return op
        return replace(op, family="trim", action="ends", params={"start_ms": op.params["to_ms"]})

    return replace(s, ops=[plain(op) for op in s.ops])


_PASSES: tuple[Callable[[_Standing], _Standing], ...] = (
    _with_what_is_said_in_passing,
    _off_the_start,
    _without_what_is_asked,
    _of_a_picture_alone,
    _nothing_to_pick_from,
    _picked_from_all,
    _not_joined_to_nothing,
    _on_a_ground_of_its_own,
    _with_something_to_show,
    _no_slideshow_in_a_film,
    _of_one_picture,
    _of_pictures_one_after_the_other,
    _without_what_hangs_on_a_model,
    _without_what_hangs_on_a_film,
    _without_reasons,
    _with_its_own_edge,
    _with_words_of_their_own,
    lambda s: replace(s, ops=referred(s.ops, s.instruction.low)),
    _with_a_wish_at_all,
    _told_by_its_words,
)
