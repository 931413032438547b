"""The edits of an instruction carried out one after the other on a timeline, and what was done said.

All or nothing: with anything refused or asked, the timeline that comes back is the one that was given. Knows ops; not the words
that they were read from, but for the files and times that these name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nemobuild.backend.interpret.apply import making
from nemobuild.backend.interpret.apply.table import EDITS, in_turns, needs_film
from nemobuild.backend.interpret.apply.words import short
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
)
from nemobuild.backend.interpret.moments import check_end, check_moment, check_once, check_part
from nemobuild.backend.interpret.naming import check_files, named_in
from nemobuild.backend.interpret.said import begun, clock, seconds
from nemobuild.backend.interpret.settle import HANGING
from nemobuild.backend.interpret.stage import Stage
from nemobuild.backend.render.typeset.scripts import is_beyond_drawing
from nemobuild.timeline import edits
from nemobuild.timeline.ends import with_ends_of
from nemobuild.timeline.model import Sound, Timeline

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


@dataclass(slots=True, kw_only=True)
class _Work:
    """What was done so far: the film by now, and what is said of it. `uncut`: the film before the cuts of this turn, which times
    of the footage mean; `base`: the one that the numbers of a turn's clips were read off."""

    ops: Sequence[Op]
    stage: Stage
    done: Timeline
    said: list[str] = field(default_factory=list)
    uncut: Timeline | None = None
    base: Timeline | None = None

    def begin_turn(self) -> None:
        self.uncut = self.base = None

    def carry_out(self, op: Op) -> None:
        """One edit on the film as it is by now. Raises CannotDo, MustAsk or OverflowError, and then nothing was done."""
        self._fill_for(op)
        if op.family in _OF_THE_FOOTAGE and self.uncut is not None:
            op = _moved(op, self.uncut, self.done)
        self._check(op)
        if self.base is None or not edits.clips(self.base):
            self.base = self.done
        op = _where_it_is_now(_counting_footage(op, self.base), self.base, self.done)
        try:
            step = EDITS[op.family, op.action](self.done, op, self.stage)
        except AlreadyMet as met:
            self._is_so_already(op, met)
            return
        if op.family in _CUTS and self.uncut is None and edits.clips(self.done):
            self.uncut = self.done
        film = step.timeline if op.family == "fade" else with_ends_of(self.done, step.timeline)
        self.done = _within_the_film(film)
        self.said.append(step.said)

    def _fill_for(self, op: Op) -> None:
        has_material = bool(self.stage.visible())
        if not edits.clips(self.done) and needs_film(op, has_material=has_material):
            self.done, words = _filled(self.done, self.stage, op)
            self.said.append(words)

    def _check(self, op: Op) -> None:
        check_files(op.text, self.stage.media)
        check_moment(op)
        check_once(op)
        check_end(op)
        check_part(op, self.done, self.stage.media)

    def _is_so_already(self, op: Op, met: AlreadyMet) -> None:
        """A wish that is met is an error alone, and is told beside others, but for what need not be put there."""
        if len(self.ops) == 1:
            raise met
        is_shared = op.family == "duration" and any(o.params.get("shared") for o in self.ops)
        if op.family not in ("slideshow", "merge") and not is_shared:
            self.said.append(begun(met.reason).removesuffix(", so nothing would change"))


def carried_out(
    text: str, named: tuple[Op, ...], ops: Sequence[Op], timeline: Timeline, stage: Stage
) -> Answer:
    """`named`: all ops that the text names; `ops`: those of them that are carried out, in turns."""
    work = _Work(ops=ops, stage=stage, done=timeline)
    at = ops[0]
    try:
        for turn in in_turns(ops, text, is_empty=not edits.clips(timeline)):
            work.begin_turn()
            for at in turn:
                work.carry_out(at)
    except OverflowError:
        return refusal(named, (_refused(at, "a number in this is too large"),), timeline)
    except CannotDo as problem:
        return refusal(named, (_refused(at, problem.reason, problem.nearest),), timeline)
    except MustAsk as problem:
        question = problem.question
        return Answer(ops=named, refused=(), question=question, reply=question, timeline=timeline)
    if work.done == timeline:
        whole = replace(ops[0], text=text, span=Span(start=0, end=len(text)))
        reason = "nothing would change: the film is like that already"
        return refusal(named, (_refused(whole, reason),), timeline)
    undrawn = _undrawn(timeline, work.done, stage)
    if beyond := next((u for u in undrawn if u.is_beyond), None):
        return refusal(named, (_refused(at, beyond.reason),), timeline)
    said = [*work.said, *(u.told for u in undrawn), *_of_the_exports(named, ops)]
    return Answer(ops=named, refused=(), question="", reply=". ".join(said) + ".", timeline=work.done)


def _refused(op: Op, reason: str, nearest: str = "") -> Refused:
    return Refused(text=op.text, span=op.span, family=op.family, reason=reason, nearest=nearest)


def _of_the_exports(named: Sequence[Op], ops: Sequence[Op]) -> list[str]:
    """What is said of files, which a recipe's exports make."""
    said = [_other_shapes(op) for op in ops if op.params.get("also")]
    if any(op.family == "export" for op in named):
        said.append("What files are made is said under exports: in the recipe")
    return said


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


LAID_OVER = frozenset({"pip", "blend"})
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


def refusal(ops: tuple[Op, ...], refused: tuple[Refused, ...], timeline: Timeline) -> Answer:
    """An answer in which parts are refused, so that nothing is done."""
    lines = [_told(part) for part in refused if part.reason != HANGING]
    reply = " ".join(lines) + " Nothing was changed."
    return Answer(ops=ops, refused=refused, question="", reply=reply, timeline=timeline)


def _told(part: Refused) -> str:
    words = " ".join(part.text.split())
    words = words if len(words) <= 100 else words[:97] + "…"
    nearest = f' Nearest: "{part.nearest}".' if part.nearest else ""
    return f'Refused "{words}": {part.reason}.{nearest}' if words else f"Refused: {part.reason}.{nearest}"
