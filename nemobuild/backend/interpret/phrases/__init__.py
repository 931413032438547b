"""The table of phrases: every way of asking that is understood, in rows. It grows by rows."""

from __future__ import annotations

from nemobuild.backend.interpret.phrases import laid_over, making, picture, sound, timing
from nemobuild.backend.interpret.phrases.row import Phrase, compiled, is_said, says, spelled

TABLE: tuple[Phrase, ...] = timing.ROWS + picture.ROWS + laid_over.ROWS + sound.ROWS + making.ROWS

__all__ = ["TABLE", "Phrase", "compiled", "is_said", "says", "spelled"]
