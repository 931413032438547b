"""Silence where there should be sound: segments of which nothing can be heard in the finished sound.

Listens to the sound as a player decodes it. A pause within a segment is none of its business, only one that lasts as long
as the segment.
"""

from __future__ import annotations

import re
from pathlib import Path

from nemobuild.backend.render.frames import SAMPLE_RATE
from nemobuild.backend.render.run import Cancelled, examined
from nemobuild.backend.render.scene import Heard

LEVEL_DB = -60
"""What stays under this is not heard."""

SHORTEST_S = 1.0
"""Seconds from which on silence is a finding."""

EDGE_S = 0.15
"""Seconds by which a sound before or after may reach into a segment: fades at cuts, and what a coder smears."""

LISTEN = f"silencedetect=noise={LEVEL_DB}dB:duration={SHORTEST_S},ametadata=mode=print:file=-"

Spans = tuple[tuple[float, float], ...]


def silences(path: Path, seconds: float, folder: Path, stop: Cancelled) -> Spans:
    """Where (s) nothing is heard in a sound that lasts `seconds`."""
    look = ("-i", str(path.absolute()), "-vn", "-af", LISTEN)
    return spans(examined(look, folder=folder, what="listening for silence", cancelled=stop).output, seconds)


def spans(report: str, seconds: float) -> Spans:
    """Beginnings and ends from what `silencedetect` wrote. Silence at the end has no end there."""
    found: list[tuple[float, float]] = []
    for kind, value in re.findall(r"lavfi\.silence_(start|end)=(-?[\d.]+)", report):
        if kind == "start":
            found.append((max(float(value), 0.0), seconds))
        elif found:
            found[-1] = (found[-1][0], float(value))
    return tuple(found)


def unheard(sounds: tuple[Heard, ...], silent: Spans) -> tuple[str, ...]:
    """The segments of which nothing is heard, by their names and places; none if that is all of them."""
    long = [h for h in sounds if h.samples >= SHORTEST_S * SAMPLE_RATE]
    lost = [h.origin for h in long if any(_within(h, span) for span in silent)]
    return tuple(dict.fromkeys(lost)) if len(lost) < len(sounds) else ()


def _within(heard: Heard, span: tuple[float, float]) -> bool:
    start, end = heard.start / SAMPLE_RATE, (heard.start + heard.samples) / SAMPLE_RATE
    return span[0] <= start + EDGE_S and end - EDGE_S <= span[1]
