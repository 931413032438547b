"""An instruction answered: what it means after those before it, understood, and handed on to be carried out or taken back.

Knows which readings there are and in which order they are tried; not what edits do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.analysis import Analysis
from nemobuild.backend.interpret.apply import making
from nemobuild.backend.interpret.carrying_out import carried_out, refusal
from nemobuild.backend.interpret.context import of_media
from nemobuild.backend.interpret.conversation import Conversation, conversation
from nemobuild.backend.interpret.doubles import without_doubles
from nemobuild.backend.interpret.going_on import in_doubt
from nemobuild.backend.interpret.model import (
    Answer,
    CannotDo,
    Op,
    Refused,
    Span,
    Understanding,
)
from nemobuild.backend.interpret.numbered import clips_called
from nemobuild.backend.interpret.planner import Planner, checked, told
from nemobuild.backend.interpret.readers.making import ALL
from nemobuild.backend.interpret.said import counted, seconds
from nemobuild.backend.interpret.stage import Stage
from nemobuild.backend.interpret.understand import NOT_UNDERSTOOD, understood
from nemobuild.timeline import edits
from nemobuild.timeline.model import Media, Timeline


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
        return refusal(found.ops, found.refused, timeline)
    if any(op.action == "undo" for op in ops):
        return _undone(ops, timeline, history)
    if not ops:
        return refusal(found.ops, tuple(_only_export(op) for op in found.ops), timeline)
    ops = tuple(op for op in ops if not _is_of_the_files(op, text)) or ops
    answer = carried_out(text, found.ops, without_doubles(ops), timeline, stage)
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
        wanted = without_doubles(ops)
        if not wanted:
            return _not_planned(text, "the language model's answer holds no edit", timeline)
        answer = carried_out(text, ops, wanted, timeline, stage)
    except CannotDo as problem:
        return _not_planned(text, problem.reason, timeline)
    except (LookupError, ValueError, TypeError, ArithmeticError):
        return _not_planned(
            text, "the language model's answer has parameters that cannot be carried out", timeline
        )
    return replace(answer, reply=f"{answer.reply} (As the language model took it.)")


def _not_planned(text: str, reason: str, timeline: Timeline) -> Answer:
    whole = Span(start=0, end=len(text))
    return refusal((), (Refused(text=text, span=whole, family="unspecified", reason=reason),), timeline)


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


def _not_named(words: Sequence[str], media: Sequence[Media]) -> tuple[str, ...]:
    """The unread words that are no file's name either: a name is read when an edit is carried out."""
    names = {word for m in media for word in re.split(r"[\W_]+", m.called)}
    return tuple(w for w in words if w.lower() not in names and w.lower().rstrip("s") not in names)


def _with_unread(answer: Answer, words: Sequence[str]) -> Answer:
    if not words or answer.refused or answer.question:
        return answer
    told = ", ".join(f'"{word}"' for word in words[:MOST_TOLD]) + (" …" if len(words) > MOST_TOLD else "")
    return replace(answer, reply=f"{answer.reply} Not taken into account: {told}.")


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
        return refusal(ops, (part,), timeline)
    now = seconds(edits.film_ms(before))
    return Answer(
        ops=ops,
        refused=(),
        question="",
        reply=f"Undid the last {'edit' if count == 1 else counted(count, 'edit')}; the film is {now} long.",
        timeline=before,
    )
