"""What edits may ask about the content of a media file. The measuring itself is done elsewhere.

Times are ms in the file's own time. `NoAnalysis` answers where nothing is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from nemobuild.backend.interpret.model import Json
from nemobuild.backend.interpret.subtitles import Line


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

    def abilities(self) -> frozenset[str]:
        """What plug-ins are installed: `hear` (speech to text), `speak` (text to speech)."""

    def spoken(self, digest: str) -> tuple[Line, ...]:
        """What is said in a film or sound file. Only with `hear`."""

    def undrawn(self, text: str) -> str:
        """The characters of a text that no font here has, each once."""

    def speaker(self) -> str:
        """The name of the voice that would speak. Only with `speak`."""

    def speech_ms(self, params: Mapping[str, Json]) -> int:
        """How long it takes to say `text` in a `voice` of an `engine`. Only with `speak`."""


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

    def abilities(self) -> frozenset[str]:
        return frozenset()

    def spoken(self, digest: str) -> tuple[Line, ...]:
        del digest
        return ()

    def undrawn(self, text: str) -> str:
        del text
        return ""

    def speaker(self) -> str:
        return ""

    def speech_ms(self, params: Mapping[str, Json]) -> int:
        del params
        return 0
