"""How long to wait, and when waiting ends: pure functions of times in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Literal

RATE_LIMIT_S = 30.0  # after a 429 that does not say how long
LONGEST_RETRY_AFTER_S = 300.0  # a longer wait is told to the user, not waited
RETRIES = 3  # of a GET after a connection error
SOONEST_POLL_S, LATEST_POLL_S = 0.1, 30.0
MOMENT_S = 0.5


def poll_after_s(elapsed_s: float) -> float:
    """How long to wait before a render is asked for again, `elapsed_s` after its start: a quarter of that, 0.1 to 30 s."""
    return min(LATEST_POLL_S, max(SOONEST_POLL_S, elapsed_s / 4))


def moments(wait_s: float) -> list[float]:
    """A wait in pieces of half a second at most, so that who is asked to stop hears of it."""
    whole = int(wait_s // MOMENT_S)
    rest = wait_s - whole * MOMENT_S
    return [MOMENT_S] * whole + ([rest] if rest > 0 else [])


def retry_after_s(header: str | None, *, now_s: float) -> float:
    """The wait that a `Retry-After` header asks for: seconds or an HTTP date; 30 s if it says nothing usable.

    `now_s` is the time since the epoch. RFC 9110, 10.2.3.
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(int(text[:9]))
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now_s)
    except (ValueError, TypeError, OverflowError):
        return RATE_LIMIT_S


def backoff_s(failures: int) -> float:
    """The wait after the n-th failed connection in a row: 1, 2, 4 … s."""
    return float(2 ** (max(1, failures) - 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLimits:
    """How long a stream is waited for.

    `idle_s`: without a byte; five minutes at least on a hosted backend, which sends nothing while a tool runs.
    `heartbeats_s`: with nothing but heartbeats. `total_s`: altogether. `notice_s`: how often "Still working…" is due.
    `tick_s`: how often the watch looks at its clock while nothing comes.
    """

    idle_s: float = 330.0
    heartbeats_s: float = 600.0
    total_s: float = 900.0
    notice_s: float = 120.0
    tick_s: float = 1.0


Trip = Literal["", "idle", "heartbeats", "total"]

TRIPS = {
    "idle": "nothing came for {} minutes",
    "heartbeats": "nothing but heartbeats came for {} minutes",
    "total": "it did not end within {} minutes",
}


class Watch:
    """When a stream was last heard of. Every byte resets the idle limit; only content resets the heartbeat limit."""

    def __init__(self, limits: StreamLimits, now_s: float) -> None:
        self._limits = limits
        self._started = self._byte = self._content = self._noticed = now_s

    def heard(self, now_s: float, *, content: bool) -> None:
        self._byte = now_s
        if content:
            self._content = self._noticed = now_s

    def tripped(self, now_s: float) -> Trip:
        """Which limit is passed; empty if none is."""
        if now_s - self._started >= self._limits.total_s:
            return "total"
        if now_s - self._content >= self._limits.heartbeats_s:
            return "heartbeats"
        return "idle" if now_s - self._byte >= self._limits.idle_s else ""

    def why(self, trip: Trip) -> str:
        """A tripped limit in words."""
        seconds = {
            "idle": self._limits.idle_s,
            "heartbeats": self._limits.heartbeats_s,
            "total": self._limits.total_s,
        }[trip]
        return TRIPS[trip].format(f"{seconds / 60:g}")

    def notice_ms(self, now_s: float) -> int | None:
        """Milliseconds since the start if "Still working…" is due, once every `notice_s`."""
        if now_s - self._noticed < self._limits.notice_s:
            return None
        self._noticed = now_s
        return int((now_s - self._started) * 1000)
