"""What an instruction is taken to mean: ops, what was refused, and the answer. Values only.

Spans count characters of the instruction as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nemobuild.timeline.model import Timeline

Json = Any

FAMILIES = (
    "trim", "remove_segment", "split", "merge", "reorder", "loop", "cut_silence", "duration",
    "speed", "zoom", "crop", "aspect", "rotate", "stabilize",
    "transition", "fade", "color", "background",
    "title", "lower_third", "captions", "translate_captions", "logo", "overlay", "split_screen", "intro", "outro",
    "chapters", "thumbnail",
    "music", "sound_effect", "voiceover", "volume", "denoise_audio", "beat_sync",
    "slideshow", "generate", "script_writing", "highlights",
    "export", "info", "question", "unspecified", "record", "ai_only",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    start: int
    end: int

    def __contains__(self, at: int) -> bool:
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Op:
    """One edit. `action` is the family's particular edit; `missing` names parameters that must be asked for. `text` is what the
    person wrote, `words` the same as it was read: without slips, and in the words of the table.

    With the parameter `now` its numbers are those of the film as the edits before it have left it, and not as the request found it.
    """

    family: str
    action: str
    params: Mapping[str, Json] = field(default_factory=dict)
    text: str = ""
    span: Span = Span(start=0, end=0)
    missing: tuple[str, ...] = ()
    words: str = ""

    @property
    def low(self) -> str:
        """The words as they were read, in lower case: what an edit looks at for what its parameters do not hold."""
        return (self.words or self.text).lower()

    def record(self) -> dict[str, Json]:
        """The op as `interpret --json` prints it."""
        found: dict[str, Json] = {"family": self.family, "action": self.action, "params": dict(self.params)}
        found |= {"text": self.text, "span": [self.span.start, self.span.end]}
        return found | ({"missing": list(self.missing)} if self.missing else {})


PLACES = frozenset(
    {"clip", "clips", "old", "except", "others", "during", "since", "after", "before", "between", "joins", "not_after", "not_before", "not_between"}
)  # fmt: skip
"""Parameters that hold numbers of clips."""
_WHEN = frozenset(
    {"from_ms", "to_ms", "for_ms", "last_ms", "times_ms", "place", "share", "during", "ending_ms", "since", "after", "before", "between", "joins"}
)  # fmt: skip


def times_of(params: Mapping[str, Json]) -> dict[str, Json]:
    """The parameters that say when."""
    return {name: value for name, value in params.items() if name in _WHEN}


def is_timed(params: Mapping[str, Json]) -> bool:
    """Whether an edit is said to hold for a time of its own: a stretch, a moment, a part of the film, a join."""
    return bool(times_of(params))


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A part of an instruction that is not done: its words, why, and the nearest phrase that would be understood."""

    text: str
    span: Span
    family: str
    reason: str
    nearest: str = ""
    is_lost: bool = False  # a value beside an edit, which does not take it up

    def record(self) -> dict[str, Json]:
        found: dict[str, Json] = {"text": self.text, "span": [self.span.start, self.span.end]}
        found |= {"family": self.family, "reason": self.reason}
        return found | ({"nearest": self.nearest} if self.nearest else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """`unread`: words of edits that are understood which nothing takes into account."""

    ops: tuple[Op, ...] = ()
    refused: tuple[Refused, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of an instruction. With anything refused or asked, `timeline` is the one that was given.

    `recalls`: whether it may mean something else after other instructions.
    """

    ops: tuple[Op, ...]
    refused: tuple[Refused, ...]
    question: str
    reply: str
    timeline: Timeline
    recalls: bool = False


class CannotDo(Exception):
    """Raised by an edit that cannot be carried out on this timeline. `nearest` is a phrase that would work."""

    def __init__(self, reason: str, *, nearest: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.nearest = nearest


class AlreadyMet(CannotDo):
    """Raised by an edit that asks for what is so already: an error alone, and fine beside other edits."""


class MustAsk(Exception):
    """Raised by an edit that could mean several things, or lacks something only the person knows."""

    def __init__(self, question: str) -> None:
        super().__init__(question)
        self.question = question
