"""Standard output and error, as presenters write to them.

A reader that leaves early (`| head`) is no error: what follows goes nowhere, and the work goes on, since a
lost reader must not stop a build that is half paid for. What the stream's encoding lacks is replaced, never
raised.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TextIO

STAND_INS = str.maketrans(
    {"│": "|", "…": "...", "✓": "+", "✗": "x", "→": ">", "↑": "^", "—": "-", "–": "-", "“": '"', "”": '"'}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How much is said, and what the message stream can show."""

    quiet: bool = False
    verbose: bool = False
    colour: bool = False
    interactive: bool = False  # messages go to a terminal: lines may be rewritten and bars drawn


class Stream:
    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.gone = False

    def line(self, text: str) -> None:
        self.write(text + "\n")

    def write(self, text: str) -> None:
        if self.gone or not text:
            return
        try:
            self.file.write(encodable(text, getattr(self.file, "encoding", None)))
            self.file.flush()
        except BrokenPipeError:
            self._leave()

    def _leave(self) -> None:
        """The interpreter flushes at its end; what is left has to go where nothing complains."""
        self.gone = True
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())


def encodable(text: str, encoding: str | None) -> str:
    """The text, with stand-ins for what `encoding` cannot say."""
    encoding = encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(STAND_INS).encode(encoding, "backslashreplace").decode(encoding)
    return text
