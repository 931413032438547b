"""What looks at the state mean after a message: whether the edit was made, and whether it is finished.

Pure: the caller looks, and says when. Times are seconds of any one clock. Nothing here ever leads to a second sending
of a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The state as it was seen at `at_s`: its canonical digest, and the credits frozen then (None if not known)."""

    at_s: float
    digest: str
    frozen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often the state is looked at after a drop. The defaults are the protocol's: 30 s, then every 60 s, five looks."""

    first_s: float = 30.0
    then_s: float = 60.0
    looks: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlePace:
    """How often the state is looked at until it stands still: `first_s` after a look, then `factor` times as long,
    `longest_s` at most. After `deadline_s` it is given up."""

    first_s: float = 2.0
    factor: float = 2.0
    longest_s: float = 30.0
    deadline_s: float = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The state differs from the one before the message: the edit was made (and may still go on, see `settle`)."""

    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The state stayed as it was for the last look that counts: the user decides what to do."""

    looks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAgain:
    after_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The state stands still. `changed` is whether it differs from the one before the message."""

    digest: str
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """The state was still moving, or credits were still frozen, when the time was up. `why` says which."""

    why: str


AfterDrop = Applied | Failed | LookAgain
AfterEnd = Settled | Unsettled | LookAgain


def after_drop(
    before: str, looks: Sequence[Look], *, broke_at_s: float, now_s: float, pace: Pace | None = None
) -> AfterDrop:
    """What to do after a stream that broke at `broke_at_s`. `before` is the digest before the message."""
    pace = pace or Pace()
    changed = next((look for look in looks if look.digest != before), None)
    if changed is not None:
        return Applied(digest=changed.digest)
    if len(looks) >= pace.looks:
        return Failed(looks=len(looks))
    since, wait = (looks[-1].at_s, pace.then_s) if looks else (broke_at_s, pace.first_s)
    return LookAgain(after_s=_left(wait, since, now_s))


def settle(
    before: str,
    looks: Sequence[Look],
    *,
    frozen_before: int | None,
    now_s: float,
    pace: SettlePace | None = None,
) -> AfterEnd:
    """Whether the state stands still: its digest is the same over two looks, and frozen credits are back.

    Generation runs in two stages (the raw clip, then music, title and effects), so one changed look is not the end.
    """
    pace = pace or SettlePace()
    if not looks:
        return LookAgain(after_s=0.0)
    stable = len(looks) >= 2 and looks[-1].digest == looks[-2].digest
    back = _is_back(looks[-1].frozen, frozen_before)
    if stable and back:
        return Settled(digest=looks[-1].digest, changed=looks[-1].digest != before)
    if now_s - looks[0].at_s >= pace.deadline_s:
        return Unsettled(why="credits are still frozen" if stable else "the timeline keeps changing")
    wait = min(pace.longest_s, pace.first_s * pace.factor ** min(len(looks) - 1, 60))
    return LookAgain(after_s=_left(wait, looks[-1].at_s, now_s))


def _is_back(frozen: int | None, before: int | None) -> bool:
    return frozen is None or before is None or frozen <= before


def _left(wait_s: float, since_s: float, now_s: float) -> float:
    """What is left of a wait; never more than the wait, should the clock have gone backwards."""
    return min(wait_s, max(0.0, wait_s - (now_s - since_s)))
