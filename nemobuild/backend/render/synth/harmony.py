"""Scales, keys, chords and voice leading.

Pitches are MIDI numbers (60 is middle C); nothing is heard here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from nemobuild.errors import OutputError

SCALES: Mapping[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
}
MINOR_KIND = ("minor", "dorian")
LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
KEY = re.compile(
    r"^\s*([A-Ga-g])\s*(#|♯|b|♭|sharp|flat)?\s*[- ]?\s*(m|min|minor|maj|major|dorian|lydian|mixolydian)?\s*$"
)
ACCIDENTALS = {"": 0, "#": 1, "♯": 1, "sharp": 1, "b": -1, "♭": -1, "flat": -1}


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic as pitch class (0 is C) and the name of its scale."""

    tonic: int
    scale: str

    @property
    def pitch_classes(self) -> frozenset[int]:
        return frozenset((self.tonic + step) % 12 for step in SCALES[self.scale])

    def pitch(self, degree: int, octave: int = 4) -> int:
        """The note on a step of the scale; step 0 is the tonic, steps go on over octaves.

        Octave 4 begins at middle C.
        """
        steps = SCALES[self.scale]
        return 12 * (octave + 1 + degree // len(steps)) + self.tonic + steps[degree % len(steps)]


def parse_key(text: str, scale: str) -> Key:
    """`C`, `F# minor`, `Bbm`, `D dorian`; without a mode it is that of the mood. Raises OutputError."""
    match = KEY.match(text)
    if not match:
        raise OutputError(f'"{text}" is not a key', hint="write a key like C, F# minor or Bb major")
    letter, accidental, mode = match.groups()
    tonic = (LETTERS[letter.upper()] + ACCIDENTALS[accidental or ""]) % 12
    if mode in ("m", "min", "minor"):
        return Key(tonic, scale if scale in MINOR_KIND else "minor")
    if mode in ("maj", "major"):
        return Key(tonic, "major" if scale in MINOR_KIND else scale)
    return Key(tonic, mode or scale)


def chord(key: Key, degree: int, size: int) -> tuple[int, ...]:
    """The pitch classes of a chord of thirds on a step of the scale; 3 notes are a triad, 4 a seventh,
    5 a ninth."""
    return tuple(key.pitch(degree + 2 * n) % 12 for n in range(size))


def voicing(classes: tuple[int, ...], before: tuple[int, ...], center: int) -> tuple[int, ...]:
    """The chord near the centre, in the position that moves the voices least from the chord before.

    Positions with a semitone between neighbours, or close intervals in the low register, sound rough and cost more.
    """
    around = before or (center,)
    middle = sum(around) / len(around)
    middle += (center - middle) * 0.35

    def position(first: int) -> tuple[int, ...]:
        order = classes[first:] + classes[:first]
        low = order[0] + 12 * round((middle - 5 - order[0]) / 12)
        notes = [low]
        for pitch_class in order[1:]:
            notes.append(notes[-1] + ((pitch_class - notes[-1]) % 12 or 12))
        return tuple(notes)

    def movement(notes: tuple[int, ...]) -> float:
        away = abs(sum(notes) / len(notes) - middle)
        rough = sum(8 for low, high in pairwise(notes) if high - low == 1)
        muddy = sum(4 for low, high in pairwise(notes) if low < 50 and high - low < 5)
        return sum(min(abs(n - b) for b in around) for n in notes) + away + rough + muddy

    return min((position(n) for n in range(len(classes))), key=movement)


def nearest(pitch: int, classes: frozenset[int] | tuple[int, ...]) -> int:
    """The closest pitch of one of the classes; of two that are as close the lower."""
    return min(
        (pitch + d for d in range(-7, 8) if (pitch + d) % 12 in classes), key=lambda p: (abs(p - pitch), p)
    )
