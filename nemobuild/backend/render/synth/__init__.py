"""Music and sound effects without recordings: a mood, a tempo and a length in, the same samples out each time.

`music` composes (`score`), plays (`tones`, `drums`) and mixes (`mix`). Everything is 48 kHz, two channels, float32. Nothing
here knows about timelines, files of users, or ffmpeg.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nemobuild.backend.render.synth import effects, mix
from nemobuild.backend.render.synth.moods import ALIASES, MOODS, Mood
from nemobuild.backend.render.synth.score import Score, compose
from nemobuild.backend.render.synth.tones import RATE, Samples
from nemobuild.backend.render.synth.wav import write_blocks
from nemobuild.errors import OutputError

__all__ = [
    "ALIASES",
    "MOODS",
    "RATE",
    "beats",
    "effect",
    "mood_named",
    "music",
    "score",
    "write_music",
    "write_wav",
]

LONGEST_PIECE_MS = 66_000
TEMPI = (40.0, 220.0)


def mood_named(name: str) -> str:
    """The mood of `MOODS` that a word stands for. Raises OutputError for a word that stands for none."""
    word = "-".join(name.lower().replace("_", " ").replace("-", " ").split())
    found = word if word in MOODS else ALIASES.get(word, "")
    if not found:
        raise OutputError(f'there is no music for the mood "{name}"', hint=f"moods are {', '.join(MOODS)}")
    return found


def music(mood: str, tempo: float | None, duration_ms: int, seed: int = 0, key: str = "") -> Samples:
    """A piece of exactly `duration_ms`, shape (n, 2), at -18 LUFS with peaks under -1 dBFS.

    `tempo` in beats a minute (40..220), the mood's own if None. What is longer than about a minute is several pieces,
    one after the other. Raises OutputError for a mood, tempo or key that is none.
    """
    blocks = list(_pieces(mood, tempo, duration_ms, seed, key))
    return np.concatenate(blocks) if blocks else np.zeros((0, 2), dtype=np.float32)


def write_music(
    path: Path, mood: str, tempo: float | None, duration_ms: int, seed: int = 0, key: str = ""
) -> None:
    """As `music`, into a WAV file of 24 bits, in memory that does not grow with the length."""
    frames = _frames(duration_ms)
    write_blocks(path, _pieces(mood, tempo, duration_ms, seed, key), frames, bits=24)


def beats(mood: str, tempo: float | None, duration_ms: int, seed: int = 0) -> tuple[int, ...]:
    """When the beats of that music are, in ms, up to and with the last chord."""
    found: list[int] = []
    for start, piece in _scores(mood, tempo, duration_ms, seed, ""):
        found += (round(start + 1000 * n * piece.pulse.beat) for n in range(piece.pulse.beats + 1))
    return tuple(b for b in found if b < duration_ms)


def score(mood: str, tempo: float | None, duration_ms: int, seed: int = 0, key: str = "") -> Score:
    """The notes of a piece, for those who want to know its key, chords, sections or beats."""
    name = mood_named(mood)
    if tempo is not None and not TEMPI[0] <= tempo <= TEMPI[1]:
        raise OutputError(f"a tempo of {tempo:g} cannot be played", hint="tempi are 40 to 220 beats a minute")
    return compose(name, MOODS[name], tempo, duration_ms / 1000, seed, key)


def effect(name: str, duration_ms: int = 0, seed: int = 0) -> Samples:
    """A sound effect of a length, its usual one for 0, shape (n, 2), peak at -6 dBFS. Raises OutputError."""
    return effects.made(name.strip().lower(), duration_ms, seed)


def write_wav(path: Path, samples: Samples, *, bits: int = 24) -> None:
    """Samples of shape (n, 2), 48 kHz, as PCM of 16 or 24 bits, put in place when complete.

    Raises OutputError.
    """
    write_blocks(path, [samples], len(samples), bits=bits)


def _frames(duration_ms: int) -> int:
    return max(0, round(duration_ms * RATE / 1000))


def _scores(
    mood: str, tempo: float | None, duration_ms: int, seed: int, key: str
) -> Iterator[tuple[int, Score]]:
    """The pieces that fill a length, each with its start in ms. The key stays, the ideas change."""
    count = max(1, -(-duration_ms // LONGEST_PIECE_MS))
    edges = [round(duration_ms * n / count) for n in range(count + 1)]
    for n in range(count if duration_ms > 0 else 0):
        yield edges[n], score(mood, tempo, edges[n + 1] - edges[n], seed + n, key)


def _pieces(mood: str, tempo: float | None, duration_ms: int, seed: int, key: str) -> Iterator[Samples]:
    table: Mood = MOODS[mood_named(mood)]
    for _, piece in _scores(mood, tempo, duration_ms, seed, key):
        yield mix.mixed(piece, table)
