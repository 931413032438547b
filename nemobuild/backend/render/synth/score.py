"""Composes: a mood, a length and a seed to notes and strokes with their times. Nothing is heard here.

The form is intro, verse, chorus, a variation of both, a break, and an ending: a cadence whose last chord
comes where there is just time for it to ring out. The melody is a motif of two bars that is repeated, led
to the chord of each bar, and varied.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from nemobuild.backend.render.synth.harmony import Key, chord, nearest, parse_key, voicing
from nemobuild.backend.render.synth.moods import HALVES, HOLD, Figure, Mood, Part

BAR = 4  # beats
FARTHEST_TEMPO = 0.07  # how far a tempo that nobody asked for may be moved, so that bars fill the length
CADENCES = {"major": (3, 4), "mixolydian": (3, 6), "minor": (5, 6), "dorian": (3, 6), "lydian": (4, 1)}
CENTERS = {
    "horn": 58,
    "cello": 57,
    "violin": 74,
    "flute": 76,
    "glockenspiel": 84,
    "marimba": 72,
    "bell": 79,
    "softkeys": 74,
}
# How chords are played where little happens, by instruments that would tire there with their usual figure.
QUIETER: Mapping[str, Figure] = dict.fromkeys(("pad", "strings", "supersaw"), HOLD) | dict.fromkeys(
    ("piano", "rhodes", "guitar"), HALVES
)
RHYTHMS = (  # melodies of two bars, by how busy they are: (beat, length)
    ((0, 3), (3, 1), (4, 3.5)),
    ((0, 2), (2, 1.5), (3.5, 0.5), (4, 3)),
    ((0, 1.5), (1.5, 0.5), (2, 2), (4, 1), (5, 1), (6, 2)),
    ((0, 1), (1, 0.5), (1.5, 1), (2.5, 1), (4, 1.5), (5.5, 0.5), (6, 1.5)),
    ((0.5, 0.5), (1, 0.5), (1.5, 1), (3, 0.5), (3.5, 1), (5, 0.5), (5.5, 0.5), (6, 1.5)),
    ((0, 0.5), (0.5, 0.5), (1, 1), (2, 0.5), (2.5, 1), (3.5, 0.5), (4, 0.5), (4.5, 0.5), (5, 1), (6, 1.5)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """A pitch (MIDI) from `start` for `length` seconds, with a strength of 0..1."""

    start: float
    length: float
    midi: int
    strength: float


@dataclass(frozen=True, slots=True)
class Stroke:
    drum: str
    start: float
    strength: float
    take: int


@dataclass(frozen=True, slots=True)
class Section:
    name: str  # intro, verse, chorus, break, outro
    first: int  # bar
    bars: int
    turn: int = 0  # how often this section was there before


@dataclass(frozen=True, slots=True)
class Pulse:
    """The tempo in beats a minute, and how many beats there are before the last chord."""

    tempo: float
    beats: int

    @property
    def beat(self) -> float:
        return 60 / self.tempo

    @property
    def end(self) -> float:
        """When the last chord is struck, in s."""
        return self.beats * self.beat


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What is played: notes a part, strokes, and what they follow.

    `chords` are pitch classes, one a bar and the last.
    """

    key: Key
    pulse: Pulse
    seconds: float
    parts: tuple[tuple[str, Part, tuple[Note, ...]], ...]
    strokes: tuple[Stroke, ...]
    chords: tuple[tuple[int, ...], ...]
    sections: tuple[Section, ...]


def pulse(mood: Mood, tempo: float | None, seconds: float) -> Pulse:
    """The tempo asked for; or the mood's, moved so far that whole bars and a ringing last chord fill
    the length."""
    tail = min(1.0 + 0.5 * mood.room, 0.3 * seconds)
    if tempo:
        beats = int((seconds - tail) * tempo / 60 + 1e-6)
        return Pulse(tempo, beats - beats % 2 if beats > 3 else beats)
    for unit in (BAR, BAR // 2, 1):
        count = round((seconds - tail) * mood.tempo / 60 / unit) * unit
        if count and abs(60 * count / (seconds - tail) / mood.tempo - 1) <= FARTHEST_TEMPO:
            return Pulse(60 * count / (seconds - tail), count)
    return Pulse(mood.tempo, int((seconds - tail) * mood.tempo / 60))


def form(bars: int) -> tuple[Section, ...]:
    """The sections of a piece, which tile its bars."""
    if bars < 8:
        return (Section("verse", 0, bars),) if bars else ()
    intro = 4 if bars >= 18 else 2
    outro = 2 + (bars - intro - 2) % 4
    middle = bars - intro - outro
    size = 8 if middle >= 32 and middle % 8 == 0 else 4
    count = middle // size
    found, at, seen = [Section("intro", 0, intro)], intro, dict.fromkeys(("verse", "chorus", "break"), 0)
    for n in range(count):
        name = _middle(n, count)
        found.append(Section(name, at, size, seen[name]))
        seen[name] += 1
        at += size
    return (*found, Section("outro", at, outro))


def _middle(n: int, count: int) -> str:
    if n == count - 1:
        return "chorus"
    if count >= 5 and n == count - 2:
        return "break"
    if count == 3:
        return "verse"
    return ("verse", "chorus")[n % 2]


def compose(name: str, mood: Mood, tempo: float | None, seconds: float, seed: int, key_name: str) -> Score:
    """The piece. The same arguments give the same notes; a longer one begins with the same ideas."""
    rng = _random(name, seed, "key")
    tonic = int(rng.choice(mood.tonics))
    key = parse_key(key_name, mood.scale) if key_name else Key(tonic, mood.scale)
    beat = pulse(mood, tempo, seconds)
    bars = -(-beat.beats // BAR)
    sections = form(bars)
    degrees = _degrees(mood, key, sections, bars, _random(name, seed, "chords"))
    writer = Writer(
        mood=mood,
        key=key,
        beat=beat,
        seconds=seconds,
        sections=sections,
        degrees=degrees,
        name=name,
        seed=seed,
    )
    return Score(
        key=key,
        pulse=beat,
        seconds=seconds,
        parts=writer.parts(),
        strokes=writer.strokes(),
        chords=writer.chords,
        sections=sections,
    )


def _random(name: str, seed: int, what: str) -> np.random.Generator:
    digest = hashlib.sha256(f"{name}/{seed}/{what}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def _degrees(
    mood: Mood, key: Key, sections: Sequence[Section], bars: int, rng: np.random.Generator
) -> tuple[int, ...]:
    verse = mood.verse[int(rng.integers(len(mood.verse)))]
    chorus = mood.chorus[int(rng.integers(len(mood.chorus)))]
    found = [0] * bars
    for section in sections:
        chords = chorus if section.name in ("chorus", "break") else verse
        for n in range(section.bars):
            found[section.first + n] = chords[n % len(chords)]
    if bars >= 3:
        found[-2:] = CADENCES[key.scale]
    return tuple(found)


@dataclass(slots=True, kw_only=True)
class Writer:
    """Writes the parts of one piece."""

    mood: Mood
    key: Key
    beat: Pulse
    seconds: float
    sections: tuple[Section, ...]
    degrees: tuple[int, ...]
    name: str
    seed: int

    @property
    def chords(self) -> tuple[tuple[int, ...], ...]:
        dark = self.key.scale in ("minor", "dorian")
        ending = chord(self.key, 0, 3 if dark else self.mood.size)
        return (*(chord(self.key, d, self.mood.size) for d in self.degrees), ending)

    def parts(self) -> tuple[tuple[str, Part, tuple[Note, ...]], ...]:
        mood = self.mood
        written = [("chords", mood.chords, self._chords(mood.figure, 60, "chords"))]
        if mood.pad:
            written.append(("pad", mood.pad, self._chords(((0, 4, 1.0),), 62, "pad")))
        if mood.bass:
            written.append(("bass", mood.bass, self._bass()))
        if mood.arpeggio:
            written.append(("arpeggio", mood.arpeggio, self._arpeggio(mood.arpeggio)))
        if mood.lead:
            written.append(("lead", mood.lead, self._lead(mood.lead)))
        return tuple((name, part, self._loosened(name, notes)) for name, part, notes in written)

    def _loosened(self, what: str, notes: list[Note]) -> tuple[Note, ...]:
        """As a person plays: a few ms off, no two strokes alike. The last chord stays where it is."""
        rng = _random(self.name, self.seed, "loose" + what)
        off = np.clip(rng.standard_normal(len(notes)), -2, 2) * self.mood.loose_ms / 1000
        strength = 1 + 0.07 * np.clip(rng.standard_normal(len(notes)), -2, 2)
        return tuple(
            replace(n, start=max(0.0, n.start + float(o)), strength=min(1.0, n.strength * float(s)))
            for n, o, s in zip(notes, off, strength, strict=True)
        )

    def _at(self, beats: float) -> float:
        """Beats to seconds, swung."""
        whole, part = divmod(beats, 1)
        swing = self.mood.swing
        bent = part * swing / 0.5 if part < 0.5 else swing + (part - 0.5) * (1 - swing) / 0.5
        return (whole + bent) * self.beat.beat

    def _section(self, bar: int) -> Section:
        return next(s for s in self.sections if s.first <= bar < s.first + s.bars)

    def _note(self, bar: int, beat: float, length: float, midi: int, strength: float) -> list[Note]:
        """A note, unless it would begin with or after the last chord; cut where that comes."""
        at = bar * BAR + beat
        if at >= self.beat.beats:
            return []
        start, end = self._at(at), self._at(min(at + length, self.beat.beats))
        return [Note(start, end - start, midi, strength)]

    def _ending(self, midi: int, strength: float, late: float = 0.0) -> Note:
        start = self.beat.end + late
        return Note(start, max(0.05, self.seconds - start), midi, strength)

    def _chords(self, figure: Figure, center: int, what: str) -> list[Note]:
        notes: list[Note] = []
        before: tuple[int, ...] = ()
        for bar, classes in enumerate(self.chords):
            before = voicing(classes, before, center)
            if bar == len(self.degrees):
                notes += (self._ending(p, 0.8, 0.012 * n) for n, p in enumerate(before))
                break
            section = self._section(bar)
            calmer = QUIETER.get(self.mood.chords.voice, figure)
            shape = calmer if section.name in ("intro", "break") and what == "chords" else figure
            level = {"intro": 0.75, "verse": 0.85, "chorus": 1.0, "break": 0.7, "outro": 0.8}[section.name]
            for beat, length, hit in shape:
                for n, pitch in enumerate(before):
                    roll = 0.02 * n if length < 4 else 0.0
                    notes += self._note(bar, beat + roll, length - roll, pitch, level * hit)
        return notes

    def _bass(self) -> list[Note]:
        notes: list[Note] = []
        roots = [_low(c[0]) for c in self.chords]
        for bar, (root, following) in enumerate(pairwise(roots)):
            section = self._section(bar)
            if section.name == "break" or (section.name == "intro" and bar < section.bars - 2):
                continue
            figure = self.mood.bass_figure if section.name != "intro" else ((0, 3.9, 0.8, 0),)
            fifth = nearest(root + 7, self.chords[bar][1:4])
            approach = nearest((root + following) // 2 + 2, self.key.pitch_classes)
            for beat, length, strength, kind in figure:
                pitch = (root, fifth, root + 12, approach)[kind]
                notes += self._note(
                    bar, beat, length, pitch, strength * (0.95 if section.name == "chorus" else 0.85)
                )
        return [*notes, self._ending(roots[-1], 0.9)]

    def _arpeggio(self, part: Part) -> list[Note]:
        notes: list[Note] = []
        before: tuple[int, ...] = ()
        center = {"bell": 76, "spiccato": 56, "marimba": 67, "synthpluck": 67}.get(part.voice, 61)
        for bar, classes in enumerate(self.chords):
            before = voicing(classes, before, center)
            ladder = (*before, *(p + 12 for p in before))
            if bar == len(self.degrees):
                notes += (self._ending(p, 0.7 - 0.05 * n, 0.07 * n) for n, p in enumerate(before[:4]))
                break
            section = self._section(bar)
            level = {"intro": 0.75, "verse": 0.75, "chorus": 0.95, "break": 0.7, "outro": 0.75}[section.name]
            for n in range(round(BAR / self.mood.step)):
                step = self.mood.steps[n % len(self.mood.steps)]
                sparse = section.name == "intro" and bar < 2 and self.mood.step < 0.5 and n % 2
                if step < 0 or sparse:
                    continue
                if section.turn % 2 and n % 8 == 7:
                    step += 1
                accent = 1.0 if n * self.mood.step % 2 == 0 else 0.78
                beat = n * self.mood.step
                notes += self._note(
                    bar, beat, self.mood.step * 1.8, ladder[step % len(ladder)], level * accent
                )
        return notes

    def _lead(self, part: Part) -> list[Note]:
        notes: list[Note] = []
        rng = _random(self.name, self.seed, "melody")
        motifs = {"verse": _motif(rng, self.mood.motion * 0.8), "chorus": _motif(rng, self.mood.motion)}
        center = CENTERS.get(part.voice, 72)
        degree = min(range(-14, 60), key=lambda d: abs(self.key.pitch(d, 2) - center))
        for section in self.sections:
            if section.name in ("intro", "outro") or (
                section.name == "verse" and section.bars == 8 and not section.turn
            ):
                continue
            motif = motifs["chorus" if section.name in ("chorus", "break") else "verse"]
            for pair in range(section.bars // 2):
                notes += self._phrase(
                    section, pair, motif, degree + (2 if section.name == "chorus" else 0), rng
                )
        last = nearest(center, (self.chords[-1][0], self.chords[-1][2]))
        return [*notes, self._ending(last, 0.65, 0.0)]

    def _phrase(
        self, section: Section, pair: int, motif: Motif, degree: int, rng: np.random.Generator
    ) -> list[Note]:
        """The motif over two bars: as it is, answered a little lower, and ending on a long note each
        second time."""
        notes: list[Note] = []
        answer = pair % 2 == 1
        if section.name == "break" and answer:
            return []
        for n, ((beat, length), step) in enumerate(zip(motif.rhythm, motif.steps, strict=True)):
            last = n == len(motif.rhythm) - 1
            bar = section.first + 2 * pair + int(beat // BAR)
            if bar >= len(self.degrees):
                break
            shift = (-1 if answer and n >= len(motif.steps) // 2 else 0) + (
                1 if section.turn % 2 and n == 1 else 0
            )
            pitch = self.key.pitch(degree + step + shift, 2)
            if beat % 2 == 0 or length >= 1 or last:
                pitch = nearest(pitch, self.chords[bar][:3])
            if section.turn and length >= 1 and rng.random() < 0.25 * self.mood.motion:
                half = length / 2
                notes += self._note(bar, beat % BAR, half, pitch, 0.8)
                pitch, beat, length = nearest(pitch + 2, self.key.pitch_classes), beat + half, half
            held = max(length, 8 - beat - 0.5) if answer and last else length * 0.96
            notes += self._note(bar, beat % BAR, held, pitch, 0.9 if beat % 2 == 0 else 0.75)
        return notes

    def strokes(self) -> tuple[Stroke, ...]:
        rng = _random(self.name, self.seed, "drums")
        found: list[Stroke] = []
        for section in self.sections if self.mood.drums else ():
            for bar in range(section.first, section.first + section.bars):
                found += self._bar(section, bar, rng)
            if section.name == "chorus":
                found.append(Stroke("crash", self._at(section.first * BAR), 0.7, section.turn % 4))
                swell = self._at(section.first * BAR) - 1.9
                found += [Stroke("swell", swell, 0.8, 0)] if swell > 0 else []
        if self.mood.drums and self.beat.beats:
            boom = "taiko" if "taiko" in self.mood.drums else "kick"
            found += [Stroke(boom, self.beat.end, 0.8, 0), Stroke("crash", self.beat.end, 0.5, 1)]
        return tuple(found)

    def _bar(self, section: Section, bar: int, rng: np.random.Generator) -> list[Stroke]:
        quiet = {
            "intro": {"hat", "shaker", "ride"},
            "break": {"shaker"},
            "outro": {"kick", "hat", "shaker", "ride", "brush", "taiko"},
        }
        level = {"intro": 0.6, "verse": 0.85, "chorus": 1.0, "break": 0.5, "outro": 0.75}[section.name]
        before_chorus = bar == section.first + section.bars - 1 and section.name in ("verse", "break")
        found = []
        for drum, line in self.mood.drums.items():
            if section.name in quiet and drum not in quiet[section.name]:
                continue
            for n, sign in enumerate(line):
                at = bar * BAR + n / 4
                if sign == "." or at >= self.beat.beats or (before_chorus and drum == "kick" and n >= 12):
                    continue
                strength = (
                    level * {"X": 1.0, "x": 0.75, "o": 0.4}[sign] * float(1 + 0.08 * rng.standard_normal())
                )
                off = float(np.clip(rng.standard_normal(), -2, 2)) * self.mood.loose_ms / 3000
                start = max(0.0, self._at(at) + (off if n else 0.0))
                found.append(Stroke(drum, start, min(1.0, max(0.1, strength)), int(rng.integers(4))))
        return found


@dataclass(frozen=True, slots=True)
class Motif:
    rhythm: tuple[tuple[float, float], ...]
    steps: tuple[int, ...]


def _motif(rng: np.random.Generator, motion: float) -> Motif:
    """Two bars: mostly steps, now and then a leap that is answered by going back."""
    place = motion * (len(RHYTHMS) - 1) + float(rng.uniform(-0.6, 0.6))
    rhythm = RHYTHMS[min(len(RHYTHMS) - 1, max(0, round(place)))]
    steps, at = [], int(rng.integers(-1, 2))
    for _ in rhythm:
        steps.append(at)
        leap = rng.random() < 0.22
        move = int(rng.choice((2, 3, 4))) if leap else int(rng.choice((1, 1, 2)))
        down = rng.random() < 0.5 + 0.13 * at
        at = max(-4, min(5, at - move if down else at + move))
    return Motif(rhythm, tuple(steps))


def _low(pitch_class: int) -> int:
    """A root where a bass plays: from E1 (28) upwards; low enough, but heard on small loudspeakers."""
    return next(p for p in range(33, 45) if p % 12 == pitch_class)
