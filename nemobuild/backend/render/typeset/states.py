"""What a text looks like over time: which words have appeared, and which one is spoken.

Pure values; a state is a stretch of time with a look. Times are ms from the start of the segment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from nemobuild.backend.render.typeset.block import Block, Glyphs, Shape, signs
from nemobuild.backend.render.typeset.color import Rgba, readable_on
from nemobuild.backend.render.typeset.paint import ink
from nemobuild.backend.render.typeset.scripts import WORD_MARK, clusters, is_ideograph
from nemobuild.backend.render.typeset.shaping import Run
from nemobuild.timeline.model import Text, Word

MOST_TYPED_STATES = 40
SIGN_MS, WORD_MS = 45, 220


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A stretch of time; `signs` and `words` say how many are seen (-1 for all), `active` which word is
    spoken."""

    start_ms: int
    end_ms: int
    signs: int = -1
    words: int = -1
    active: int = -1


def spoken(text: Text) -> Text:
    """The text whose words, cut at spaces, are those of `words`; its own where their numbers agree
    already."""
    if not text.words or len(text.text.split()) == len(text.words):
        return text
    return replace(text, text=_sentence([w.text.strip() or "…" for w in text.words]))


def _sentence(words: Sequence[str]) -> str:
    """Words side by side: with spaces, or between ideographs with a mark that is not seen."""
    sentence = ""
    for word in ("".join(w.split()) for w in words):
        tight = sentence and is_ideograph(sentence[-1]) and is_ideograph(word[0])
        sentence += (WORD_MARK if tight else " " if sentence else "") + word
    return sentence


def has_pill(text: Text) -> bool:
    """Whether the spoken word stands on a plate of its own, rather than in another colour."""
    return bool(text.style.extra.get("pill"))


def states(text: Text, block: Block) -> tuple[State, ...]:
    """The looks of a text, without gaps from the first one to the end of the segment."""
    number = max((g.word for g in block.glyphs), default=-1) + 1
    if text.enter == "type":
        return _typed(text, sum(1 for g in block.glyphs for _ in clusters(g.run.text)))
    if text.enter == "word-by-word":
        return _one_by_one(text, number)
    return _followed(text) if text.words else (State(start_ms=0, end_ms=text.duration_ms),)


def _typed(text: Text, total: int) -> tuple[State, ...]:
    lasts = min(max(text.enter_ms, total * SIGN_MS), round(text.duration_ms * 0.6))
    steps = max(1, min(total, MOST_TYPED_STATES))
    times = [round(lasts * n / steps) for n in range(steps)] + [text.duration_ms]
    shown = [round(total * (n + 1) / steps) for n in range(steps)]
    return _without_empty(
        State(start_ms=a, end_ms=b, signs=s) for a, b, s in zip(times[:-1], times[1:], shown, strict=True)
    )


def _one_by_one(text: Text, number: int) -> tuple[State, ...]:
    starts = [w.start_ms for w in text.words] or _even(text, number)
    starts = [min(max(0, s), text.duration_ms) for s in starts]
    starts += [starts[-1] if starts else 0] * (number - len(starts))
    ends = [*starts[1:number], text.duration_ms]
    lit = bool(text.words and text.style.highlight)
    return _without_empty(
        State(start_ms=a, end_ms=b, words=n + 1, active=n if lit else -1)
        for n, (a, b) in enumerate(zip(starts[:number], ends, strict=True))
    )


def _even(text: Text, number: int) -> list[int]:
    lasts = min(max(text.enter_ms, number * WORD_MS), round(text.duration_ms * 0.6))
    return [round(lasts * n / max(1, number)) for n in range(number)]


def _followed(text: Text) -> tuple[State, ...]:
    """All words are seen; the spoken one is lit until the next begins."""
    found: list[State] = []
    at = 0
    for n, word in enumerate(text.words):
        start = min(max(word.start_ms, at), text.duration_ms)
        found.append(State(start_ms=at, end_ms=start, active=n - 1))
        at = start
    last = min(max(at, _end(text.words[-1])), text.duration_ms)
    found.append(State(start_ms=at, end_ms=last, active=len(text.words) - 1))
    found.append(State(start_ms=last, end_ms=text.duration_ms))
    return _without_empty(found)


def _end(word: Word) -> int:
    return word.start_ms + word.duration_ms


def _without_empty(found: Iterable[State]) -> tuple[State, ...]:
    return tuple(s for s in found if s.end_ms > s.start_ms)


def apply(block: Block, state: State, *, highlight: Rgba, pill: bool) -> Block:
    """The block as it looks in a state; everything stays where it is."""
    seen = [g for g in (_seen(g, state) for g in block.glyphs) if g]
    if state.active < 0:
        return replace(block, glyphs=tuple(seen))
    lit = [g for g in seen if g.word == state.active]
    tone = readable_on(highlight, lit[0].color) if pill and lit else highlight
    glyphs = tuple(replace(g, color=tone, edged=not pill) if g.word == state.active else g for g in seen)
    return replace(block, glyphs=glyphs, shapes=(*block.shapes, *(_pills(lit, highlight) if pill else ())))


def _seen(glyphs: Glyphs, state: State) -> Glyphs | None:
    if 0 <= state.words <= glyphs.word:
        return None
    if state.signs < 0 or glyphs.word < 0:
        return glyphs
    left = state.signs - glyphs.first
    if left >= signs(glyphs.run.text):
        return glyphs
    shown = "".join(list(clusters(glyphs.run.text))[: max(0, left)])
    return replace(glyphs, run=Run(shown, glyphs.run.face, glyphs.run.tracking)) if shown else None


def _pills(lit: Sequence[Glyphs], tone: Rgba) -> list[Shape]:
    """A plate behind each line's part of the word."""
    found = []
    for baseline in dict.fromkeys(g.baseline for g in lit):
        row = [g for g in lit if g.baseline == baseline]
        px = row[0].px
        left, right = min(ink(g)[0] for g in row), max(ink(g)[2] for g in row)
        found.append(
            Shape(
                x=left - px * 0.12,
                y=baseline - px * 0.92,
                width=right - left + px * 0.24,
                height=px * 1.16,
                radius=px * 0.18,
                color=tone,
            )
        )
    return found
