"""What an instruction means after those before it: said of what they brought, or said once more with something else in it.

Knows what was said and the timelines that came of it; carries nothing out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nemobuild.backend.interpret.again import Again, may_be_said_again, said_again
from nemobuild.backend.interpret.going_on import goes_on, may_go_on
from nemobuild.backend.interpret.lately import Brought, Kind, brought
from nemobuild.timeline.model import Media, Timeline
from nemobuild.timeline.shots import shots

MOST_REMEMBERED = 5
"""Steps that a sentence is looked up in: `same for clip 3`, after `same for clip 2`; `bottom left`, two steps after the logo."""
_SHORTEST_NAME = 3
_HAVE_A_PLACE: frozenset[Kind] = frozenset({"look", "film", "clip"})
"""What an edit does to the picture or its sound may be for a time, or for one clip; of a cut, `only 0:05 to 0:10` is another."""
_THE_OTHER = re.compile(r"\bthe other (?:one|clip|video|photo|picture|film)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The timelines from the first to the present one, and the words that brought each but the first."""

    timelines: tuple[Timeline, ...]
    said: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()

    @property
    def latest(self) -> tuple[Brought, ...]:
        """What the last step brought."""
        return self._brought(len(self.timelines) - 1)

    def earlier(self) -> Iterable[tuple[Brought, ...]]:
        """What the steps before the last one brought, the later first."""
        last = len(self.timelines) - 2
        return (self._brought(n) for n in range(last, max(0, last - MOST_REMEMBERED), -1))

    def again(self, text: str) -> Again | None:
        """The last instruction said once more with what this text says in it; None where it is a sentence of its own."""
        if not self.said or goes_on(text, self.latest):
            return None
        again = said_again(self._with_the_other(text), self._meant_last(), self.names)
        is_narrow = again is not None and again.narrows
        return None if is_narrow and not any(b.kind in _HAVE_A_PLACE for b in self.latest) else again

    def leant_on_by(self, text: str) -> bool:
        """Whether a text may mean something else after other instructions."""
        return may_go_on(text) or may_be_said_again(text, self.names)

    def _with_the_other(self, text: str) -> str:
        """`The other one` by its number, after an edit of one of two clips."""
        count = len(shots(self.timelines[-1]))
        hit = [b.noun for b in self.latest if b.kind == "clip"]
        if count != 2 or len(hit) != 1:
            return text
        return _THE_OTHER.sub("clip 1" if hit[0] == "clip 2" else "clip 2", text)

    def _brought(self, n: int) -> tuple[Brought, ...]:
        return brought(self.timelines[:n], self.timelines[n])

    def _meant_last(self) -> str:
        """The last instruction as a sentence that says all of it."""
        meant = ""
        first = max(0, len(self.said) - MOST_REMEMBERED)
        for n, words in enumerate(self.said[first:], first):
            again = said_again(words, meant, self.names)
            meant = goes_on(words, self._brought(n)) or (again.text if again else words)
        return meant


def conversation(
    timeline: Timeline, history: Sequence[Timeline], said: Sequence[str], media: Sequence[Media]
) -> Conversation:
    """`said`: the words that brought each timeline of `history` but the first, and at last the present one."""
    words = (word for m in media for word in re.split(r"[\W_]+", m.called))
    names = frozenset(w for w in words if len(w) >= _SHORTEST_NAME and not w.isdigit())
    return Conversation(timelines=(*history, timeline), said=tuple(said), names=names)
