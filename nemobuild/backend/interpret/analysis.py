"""What edits may ask about the content of a media file. The measuring itself is done elsewhere.

Times are ms in the file's own time. `NoAnalysis` answers where nothing is known.
"""

from __future__ import annotations

from typing import Protocol


class Analysis(Protocol):
    def silences(self, digest: str, *, threshold_db: float, min_ms: int) -> tuple[tuple[int, int], ...]:
        """Stretches quieter than `threshold_db` (dB below full scale, negative) for at least `min_ms`."""

    def beats(self, digest: str) -> tuple[int, ...]:
        """The beats of a piece of music."""

    def scenes(self, digest: str) -> tuple[int, ...]:
        """Where the picture changes abruptly."""

    def energy(self, digest: str, window_ms: int) -> tuple[float, ...]:
        """Loudness and motion of each window from the start, 0..1."""

    def text(self, digest: str) -> str:
        """A subtitle, text or LUT file as text."""


class NoAnalysis:
    """Knows nothing: no silences, beats or scenes, an even energy, no text."""

    def silences(self, digest: str, *, threshold_db: float, min_ms: int) -> tuple[tuple[int, int], ...]:
        del digest, threshold_db, min_ms
        return ()

    def beats(self, digest: str) -> tuple[int, ...]:
        del digest
        return ()

    def scenes(self, digest: str) -> tuple[int, ...]:
        del digest
        return ()

    def energy(self, digest: str, window_ms: int) -> tuple[float, ...]:
        del digest, window_ms
        return ()

    def text(self, digest: str) -> str:
        del digest
        return ""
