"""An instruction carried out: understood, the timeline filled if it is empty, each edit applied, and what was done said.

All or nothing: with anything refused or asked, the timeline that comes back is the one that was given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from nemobuild.backend.interpret import clauses, values
from nemobuild.backend.interpret.analysis import Analysis
from nemobuild.backend.interpret.apply import making
from nemobuild.backend.interpret.apply.table import EDITS, in_turns, needs_film
from nemobuild.backend.interpret.apply.words import short
from nemobuild.backend.interpret.context import of_media
from nemobuild.backend.interpret.conversation import Conversation, conversation
from nemobuild.backend.interpret.going_on import in_doubt
from nemobuild.backend.interpret.model import (
    PLACES,
    AlreadyMet,
    Answer,
    CannotDo,
    Json,
    MustAsk,
    Op,
    Refused,
    Span,
    Understanding,
    is_timed,
)
from nemobuild.backend.interpret.moments import check_end, check_moment, check_once, check_part
from nemobuild.backend.interpret.naming import check_files, named_in
from nemobuild.backend.interpret.numbered import clips_called
from nemobuild.backend.interpret.planner import Planner, checked, told
from nemobuild.backend.interpret.readers.making import ALL
from nemobuild.backend.interpret.said import clock, counted, seconds
from nemobuild.backend.interpret.settle import HANGING
from nemobuild.backend.interpret.stage import Stage
from nemobuild.backend.interpret.understand import NOT_UNDERSTOOD, understood
from nemobuild.backend.render.typeset.scripts import is_beyond_drawing
from nemobuild.timeline import edits
from nemobuild.timeline.ends import with_ends_of
from nemobuild.timeline.model import Media, Sound, Timeline


def interpret(
    text: str,
    *,
    timeline: Timeline,
    media: Sequence[Media],
    analysis: Analysis,
    history: Sequence[Timeline] = (),
    said: Sequence[str] = (),
    planner: Planner | None = None,
) -> Answer:
    """Carry an instruction out on a timeline. `history`: the timelines before this one, the latest last; `said`: the words
    that brought each of these but the first, and at last this one.
    `planner` is asked what an instruction means of which the table understands nothing, or not all.

    Pure but for what `analysis` reads. Bad input raises nothing: it is refused with the words at fault, or asked back.
    """
    stage = Stage(media=tuple(media), analysis=analysis, request=text)
    talk = conversation(timeline, history, said, media)
    again = _said_again(text, talk, stage)
    answer = again if again and _is_done(again) else _answered(text, talk, stage, planner)
    answer = again if again and not _is_done(answer) else answer
    return replace(answer, recalls=talk.leant_on_by(text) or any(op.action == "undo" for op in answer.ops))


def _said_again(text: str, talk: Conversation, stage: Stage) -> Answer | None:
    """The last instruction carried out with what the text says in it: once more, or in the place of that one."""
    again = talk.again(text)
    if again is None:
        return None
    *history, timeline = talk.timelines
    base = history[-1] if again.replaces and history else timeline
    alone = Conversation(timelines=(base,), names=talk.names)
    answer = _answered(again.text, alone, replace(stage, request=again.text), None)
    whole = Span(start=0, end=len(text))
    return replace(
        answer,
        ops=tuple(replace(op, span=whole, text=text) for op in answer.ops),
        refused=tuple(replace(part, span=whole, text=text) for part in answer.refused),
        reply=f"Instead of the last edit: {answer.reply}"
        if again.replaces and _is_done(answer)
        else answer.reply,
        timeline=answer.timeline if _is_done(answer) else timeline,
    )


def _is_done(answer: Answer) -> bool:
    return not answer.refused and not answer.question


def _answered(text: str, talk: Conversation, stage: Stage, planner: Planner | None) -> Answer:
    """An instruction as it is said, or as said of what earlier ones brought."""
    *history, timeline = talk.timelines
    media = stage.media
    called = clips_called(_to_be(timeline, stage), media)
    context = of_media(media, timeline, text, stage.analysis.abilities())
    if doubt := in_doubt(text, talk.latest, edits.film_ms(timeline)):
        return Answer(ops=(), refused=(), question=doubt, reply="", timeline=timeline)
    found = understood(text, context, called, talk.latest)
    if found.refused:
        readings = (understood(text, context, called, things) for things in talk.earlier() if things)
        found = next((reading for reading in readings if not reading.refused), found)
    if planner is not None and _is_beyond_the_table(found):
        return _planned(text, timeline, media, stage.analysis, planner)
    ops = tuple(op for op in found.ops if op.family != "export")
    if found.refused:
        return _refusal(found.ops, found.refused, timeline)
    if any(op.action == "undo" for op in ops):
        return _undone(ops, timeline, history)
    if not ops:
        return _refusal(found.ops, tuple(_only_export(op) for op in found.ops), timeline)
    ops = tuple(op for op in ops if not _is_of_the_files(op, text)) or ops
    answer = _carried_out(text, found.ops, _without_doubles(ops), timeline, stage)
    return _with_unread(answer, _not_named(found.unread, media))


def _to_be(timeline: Timeline, stage: Stage) -> Timeline:
    """The film that an instruction is about: what an empty timeline is going to be filled with."""
    if edits.clips(timeline):
        return timeline
    return making.filled(timeline, making.to_fill_with(stage))


def _is_beyond_the_table(found: Understanding) -> bool:
    """Whether words are refused only because the table has no phrase for them."""
    return bool(found.refused) and all(
        part.family == "unspecified" and part.reason == NOT_UNDERSTOOD for part in found.refused
    )


def _planned(
    text: str, timeline: Timeline, media: Sequence[Media], analysis: Analysis, planner: Planner
) -> Answer:
    """The instruction as the planner takes it. Its ops are checked, and what they cannot do is refused like any other."""
    stage = Stage(media=tuple(media), analysis=analysis, request=text)
    try:
        ops = checked(planner(text, told()), text)
        wanted = _without_doubles(ops)
        if not wanted:
            return _not_planned(text, "the language model's answer holds no edit", timeline)
        answer = _carried_out(text, ops, wanted, timeline, stage)
    except CannotDo as problem:
        return _not_planned(text, problem.reason, timeline)
    except (LookupError, ValueError, TypeError, ArithmeticError):
        return _not_planned(
            text, "the language model's answer has parameters that cannot be carried out", timeline
        )
    return replace(answer, reply=f"{answer.reply} (As the language model took it.)")


def _not_planned(text: str, reason: str, timeline: Timeline) -> Answer:
    whole = Span(start=0, end=len(text))
    return _refusal((), (Refused(text=text, span=whole, family="unspecified", reason=reason),), timeline)


_EXPORTED = re.compile(
    r"\s*(?:and |also |then )*(?:export|output|deliver|render|save|versions)\b", re.IGNORECASE
)


def _is_of_the_files(op: Op, text: str) -> bool:
    """Whether a shape is one of several that the files are to have, as in `Export 16:9 and 9:16`: the film keeps its own."""
    if op.family != "aspect":
        return False
    begin = max((m.end() for m in re.finditer(r"[.!?]\s|[。！？\n]", text[: op.span.start])), default=0)
    sentence = re.split(r"[.!?](?:\s|$)|[。！？\n]", text[begin:], maxsplit=1)[0]
    shapes = {re.sub(r"\s", "", m[0]) for m in re.finditer(values.RATIO, sentence.lower())}
    return bool(_EXPORTED.match(sentence)) and len(shapes) > 1


MOST_TOLD = 6
LAID_OVER = frozenset({"pip", "blend"})


def _not_named(words: Sequence[str], media: Sequence[Media]) -> tuple[str, ...]:
    """The unread words that are no file's name either: a name is read when an edit is carried out."""
    names = {word for m in media for word in re.split(r"[\W_]+", m.called)}
    return tuple(w for w in words if w.lower() not in names and w.lower().rstrip("s") not in names)


def _with_unread(answer: Answer, words: Sequence[str]) -> Answer:
    if not words or answer.refused or answer.question:
        return answer
    told = ", ".join(f'"{word}"' for word in words[:MOST_TOLD]) + (" …" if len(words) > MOST_TOLD else "")
    return replace(answer, reply=f"{answer.reply} Not taken into account: {told}.")


_FOOTAGE = re.compile(r"\b(?:pictures?|photos?|images?)\b|张")


def _counting_footage(op: Op, timeline: Timeline) -> Op:
    """`The first picture` is the first that comes from a file: cards, countdowns and intros are not counted with pictures."""
    own = edits.shots(timeline)
    files = [n for n, s in enumerate(own, 1) if s.pieces[0].source.digest]
    if len(files) == len(own) or not files or not _FOOTAGE.search(op.low):
        return op

    def counted_anew(number: Json) -> Json:
        if isinstance(number, list):
            return [counted_anew(n) for n in number]
        if not isinstance(number, int) or isinstance(number, bool) or not 0 < abs(number) <= len(files):
            return number
        return files[number - 1 if number > 0 else number]

    anew = {k: counted_anew(v) for k, v in op.params.items() if k in PLACES}
    return replace(op, params={**op.params, **anew})


def _where_it_is_now(op: Op, base: Timeline, now: Timeline) -> Op:
    """The op with the numbers that clips of `base` have by now: `put the coffee first and drop the bunny` names both in the film
    as it was."""
    own = edits.shots(base)
    there = {c.id: n for n, s in enumerate(edits.shots(now), 1) for c in s.pieces}
    if base is now or "now" in op.params:
        return op

    def anew(number: Json) -> Json:
        if isinstance(number, list):
            return [anew(n) for n in number]
        is_a_clip = isinstance(number, int) and not isinstance(number, bool) and 0 < abs(number) <= len(own)
        if not is_a_clip:
            return number
        pieces = own[number - 1 if number > 0 else number].pieces
        return next((there[c.id] for c in pieces if c.id in there), number)

    return replace(op, params={**op.params, **{k: anew(v) for k, v in op.params.items() if k in PLACES}})


def _carried_out(
    text: str, named: tuple[Op, ...], ops: Sequence[Op], timeline: Timeline, stage: Stage
) -> Answer:
    said: list[str] = []
    done = timeline
    at = ops[0]
    uncut: Timeline | None = None
    base: Timeline | None = None  # the film that the numbers of a turn's clips were read off
    turns = in_turns(ops, text, is_empty=not edits.clips(timeline))
    try:
        for op, begins in ((op, op is turn[0]) for turn in turns for op in turn):
            at = op
            uncut = None if begins else uncut
            if not edits.clips(done) and needs_film(op, has_material=bool(stage.visible())):
                done, words = _filled(done, stage, op)
                said.append(words)
            if op.family in _OF_THE_FOOTAGE and uncut is not None:
                op = _moved(op, uncut, done)
            check_files(op.text, stage.media)
            check_moment(op)
            check_once(op)
            check_end(op)
            check_part(op, done, stage.media)
            base = done if begins or base is None or not edits.clips(base) else base
            op = _where_it_is_now(_counting_footage(op, base), base, done)
            try:
                step = EDITS[op.family, op.action](done, op, stage)
            except AlreadyMet as met:
                if len(ops) == 1:
                    raise
                is_told = op.family not in ("slideshow", "merge")  # what is there need not be put there
                if is_told and not (op.family == "duration" and any(o.params.get("shared") for o in ops)):
                    said.append(
                        met.reason[0].upper() + met.reason[1:].removesuffix(", so nothing would change")
                    )
                continue
            if op.family in _CUTS and uncut is None and edits.clips(done):
                uncut = done
            done = step.timeline if op.family == "fade" else with_ends_of(done, step.timeline)
            done = _within_the_film(done)
            said.append(step.said)
    except OverflowError:
        part = Refused(text=at.text, span=at.span, family=at.family, reason="a number in this is too large")
        return _refusal(named, (part,), timeline)
    except CannotDo as problem:
        part = Refused(
            text=at.text, span=at.span, family=at.family, reason=problem.reason, nearest=problem.nearest
        )
        return _refusal(named, (part,), timeline)
    except MustAsk as problem:
        return Answer(
            ops=named, refused=(), question=problem.question, reply=problem.question, timeline=timeline
        )
    if done == timeline:
        whole = Span(start=0, end=len(text))
        part = Refused(
            text=text,
            span=whole,
            family=ops[0].family,
            reason="nothing would change: the film is like that already",
        )
        return _refusal(named, (part,), timeline)
    undrawn = _undrawn(timeline, done, stage)
    if beyond := next((u for u in undrawn if u.is_beyond), None):
        part = Refused(text=at.text, span=at.span, family=at.family, reason=beyond.reason)
        return _refusal(named, (part,), timeline)
    said += [u.told for u in undrawn]
    said += [_other_shapes(op) for op in ops if op.params.get("also")]
    if any(op.family == "export" for op in named):
        said.append("What files are made is said under exports: in the recipe")
    return Answer(ops=named, refused=(), question="", reply=". ".join(said) + ".", timeline=done)


def _within_the_film(timeline: Timeline) -> Timeline:
    """What is laid over a film ends with it: after that, there would be but black."""
    end = edits.film_ms(timeline)
    late = [s for t in timeline.tracks for s in t.segments if s.end_ms > end]
    if not edits.clips(timeline) or not late:
        return timeline
    if any(s.start_ms >= end and not isinstance(s, Sound) for s in late):
        raise CannotDo(f"the film ends at {clock(end)}, before that would be seen")
    return edits.change_segments(
        timeline, lambda s: replace(s, duration_ms=end - s.start_ms) if s.start_ms < end < s.end_ms else s
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Undrawn:
    """Characters of a new text that no font here has."""

    text: str
    missing: str

    @property
    def is_beyond(self) -> bool:
        return is_beyond_drawing(self.missing, self.text)

    @property
    def reason(self) -> str:
        return f'no font here has "{short(self.missing)}" of "{short(self.text)}"; install one that has (for Chinese, Japanese and Korean on Debian: fonts-noto-cjk, for emoji: fonts-noto-color-emoji), or name its folder in NEMOBUILD_FONTS'

    @property
    def told(self) -> str:
        return f'No font here has "{short(self.missing)}", so "{short(self.text)}" is drawn without'


def _undrawn(before: Timeline, now: Timeline, stage: Stage) -> list[_Undrawn]:
    """What cannot be drawn of the texts that are new; captions in a file beside the film are not drawn at all."""
    old = {(t.text, t.detail) for t in edits.texts(before)}
    drawn = [t for t in edits.texts(now) if t.role != "caption" or now.subtitles != "sidecar"]
    new = dict.fromkeys(f"{t.text} {t.detail}".strip() for t in drawn if (t.text, t.detail) not in old)
    found = ((text, stage.analysis.undrawn(text)) for text in new)
    return [_Undrawn(text=text, missing=missing) for text, missing in found if missing]


_CUTS = frozenset({"trim", "remove_segment", "cut_silence", "speed"})
_OF_THE_FOOTAGE = frozenset({"speed", "zoom", "volume", "overlay"})
"""Families whose times are read off the footage: in one instruction with cuts, they mean the film before these."""


_MOMENTS = ("from_ms", "to_ms", "spared_from_ms", "spared_to_ms")


def _moved(op: Op, before: Timeline, after: Timeline) -> Op:
    """The op with its times where their pictures are now; as it is where those were cut out."""
    if "share" in op.params:  # a half of the film that was
        total = edits.film_ms(before)
        first, last = (round(total * share) for share in op.params["share"])
        rest = {k: v for k, v in op.params.items() if k != "share"}
        op = replace(op, params={**rest, "from_ms": first, "to_ms": last})
    moved = {k: edits.same_moment(before, after, int(op.params[k])) for k in _MOMENTS if k in op.params}
    if not moved or any(at is None for at in moved.values()):
        return op
    return replace(op, params={**op.params, **moved})


def _other_shapes(op: Op) -> str:
    shapes = " and ".join(str(shape) for shape in op.params["also"])
    return f'A film has one shape; for {shapes} add an export, as in {{path: other.mp4, aspect: "{op.params["also"][0]}"}}'


def _filled(timeline: Timeline, stage: Stage, op: Op) -> tuple[Timeline, str]:
    media = making.to_fill_with(stage)
    if op.action in LAID_OVER:  # what is to lie over the film is not the film
        over = named_in(op.text, stage.visible())
        media = tuple(m for m in stage.visible() if m not in over) or media
    if op.family == "split_screen" and len(beside := named_in(stage.request, stage.visible())) > 1:
        media = tuple(beside)
    if op.action == "key":
        before = tuple(m for m in stage.visible() if m not in stage.behind())
        media = tuple(m for m in before if m.kind == "video") or before or media
    if not media:
        raise CannotDo(
            "there is no picture or film to edit yet; upload one, or make a film from a text in quotes",
            nearest='create a 10-second video from this text: "…"',
        )
    done = making.filled(timeline, media)
    left = [m.name for m in stage.visible() if m not in media and not making.is_bumper(m)]
    without = f", without {_listed(left)}" if left and op.action not in (*LAID_OVER, "key") else ""
    length = seconds(edits.film_ms(done))
    return done, f"Put {making.described(media)} on the timeline, {length} in all{without}"


def _listed(names: Sequence[str]) -> str:
    shown = " and ".join(names[:MOST_LISTED])
    return f"{shown} and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else shown


MOST_LISTED = 3


def _refusal(ops: tuple[Op, ...], refused: tuple[Refused, ...], timeline: Timeline) -> Answer:
    lines = [_told(part) for part in refused if part.reason != HANGING]
    reply = " ".join(lines) + " Nothing was changed."
    return Answer(ops=ops, refused=refused, question="", reply=reply, timeline=timeline)


def _told(part: Refused) -> str:
    words = " ".join(part.text.split())
    words = words if len(words) <= 100 else words[:97] + "…"
    nearest = f' Nearest: "{part.nearest}".' if part.nearest else ""
    return f'Refused "{words}": {part.reason}.{nearest}' if words else f"Refused: {part.reason}.{nearest}"


def _only_export(op: Op) -> Refused:
    return Refused(
        text=op.text, span=op.span, family="export", reason="files are made by the recipe's exports, not by a step",
        nearest="exports: [film.mp4]",
    )  # fmt: skip


def _undone(ops: tuple[Op, ...], timeline: Timeline, history: Sequence[Timeline]) -> Answer:
    undo = next(op for op in ops if op.action == "undo")
    earlier = [past for past, after in pairwise([*history, timeline]) if past != after]
    count = int(undo.params.get("count", 1))
    count = len(earlier) if count == ALL else count
    before = earlier[-count] if 0 < count <= len(earlier) else None
    if len(ops) > 1:
        question = "Should the last edit be undone first, and then the rest be done? Send them as two steps."
        return Answer(ops=ops, refused=(), question=question, reply=question, timeline=timeline)
    if before is None:
        part = Refused(
            text=undo.text,
            span=undo.span,
            family="unspecified",
            reason=f"no more than {counted(len(earlier), 'edit')} can be undone"
            if earlier
            else "there is no edit to undo",
        )
        return _refusal(ops, (part,), timeline)
    now = seconds(edits.film_ms(before))
    return Answer(
        ops=ops,
        refused=(),
        question="",
        reply=f"Undid the last {'edit' if count == 1 else counted(count, 'edit')}; the film is {now} long.",
        timeline=before,
    )


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


def _without_doubles(ops: tuple[Op, ...]) -> tuple[Op, ...]:
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
