"""The moods: for each a tempo, a scale, chords, players and a groove. A table; nothing is computed here.

Chords are steps of the scale from 0, one a bar. A drum line has a character a sixteenth: `X` loud, `x`
normal, `o` soft, `.` nothing. A figure is (beat, length in beats, strength) for chords; bass figures add
the note: 0 root, 1 fifth, 2 octave, 3 the approach to the next root.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Figure = tuple[tuple[float, float, float], ...]
BassFigure = tuple[tuple[float, float, float, int], ...]

HOLD: Figure = ((0, 4, 1.0),)
HALVES: Figure = ((0, 2, 1.0), (2, 2, 0.85))
EIGHTHS: Figure = tuple((n / 2, 0.45, (1.0, 0.6, 0.8, 0.6)[n % 4]) for n in range(8))
OFFBEATS: Figure = ((0.5, 0.4, 0.8), (1.5, 0.4, 0.9), (2.5, 0.4, 0.8), (3.5, 0.4, 0.9))
STRUM: Figure = (
    (0, 0.9, 1.0),
    (1, 0.45, 0.7),
    (1.5, 0.45, 0.55),
    (2.5, 0.45, 0.8),
    (3, 0.45, 0.7),
    (3.5, 0.4, 0.5),
)
LAID_BACK: Figure = ((0, 1.6, 1.0), (1.75, 0.5, 0.5), (2.5, 1.4, 0.8))
COMPING: Figure = ((0, 0.4, 0.7), (1.5, 0.9, 0.9))

LONG_BASS: BassFigure = ((0, 3.9, 1.0, 0),)
HALF_BASS: BassFigure = ((0, 1.9, 1.0, 0), (2, 1.9, 0.85, 1))
EIGHTH_BASS: BassFigure = tuple((n / 2, 0.42, (1.0, 0.7)[n % 2], 0) for n in range(8))
DRIVING_BASS: BassFigure = ((0, 1.4, 1.0, 0), (1.5, 0.9, 0.8, 0), (2.5, 0.45, 0.8, 2), (3, 0.9, 0.9, 1))
LAZY_BASS: BassFigure = ((0, 1.4, 1.0, 0), (1.75, 0.7, 0.6, 0), (2.5, 1.2, 0.8, 1))
OFF_BASS: BassFigure = tuple((n + 0.5, 0.4, 0.9, 2 if n == 3 else 0) for n in range(4))
WALKING_BASS: BassFigure = ((0, 0.95, 1.0, 0), (1, 0.95, 0.8, 1), (2, 0.95, 0.9, 2), (3, 0.95, 0.8, 3))
PULSE_BASS: BassFigure = ((0, 0.9, 1.0, 0), (1, 0.9, 0.7, 0), (2, 0.9, 0.8, 0), (3, 0.9, 0.7, 0))

FOUR_FLOOR = {"kick": "X...X...X...X...", "clap": "....x.......x...", "hat": "o.x.o.x.o.x.o.x."}
CLUB = {
    "kick": "X...X...X...X...",
    "clap": "....X.......X...",
    "open": "..x...x...x...x.",
    "hat": "xooxxooxxooxxoox",
}
POP = {
    "kick": "X.....x.X.......",
    "snare": "....X.......X...",
    "hat": "x.o.x.o.x.o.x.o.",
    "shaker": "o.o.o.o.o.o.o.o.",
}
LIGHT = {"kick": "x.......x.......", "clap": "....o.......x...", "shaker": "xoxoxoxoxoxoxoxo"}
CLAPS = {"kick": "X...x...X...x...", "clap": "....X.......X..x", "shaker": "xoxoxoxoxoxoxoxo"}
DUSTY = {"kick": "X......x..X.....", "snare": "....x.......x...", "hat": "x.o.x.o.x.o.x.oo"}
SWINGING = {"ride": "x...x..ox...x..o", "brush": "....o.......o...", "kick": "o.......o......."}
TAIKO = {"taiko": "X.....o.x...o.x.", "shaker": "o.o.o.o.o.o.o.o."}
WAR_DRUMS = {"taiko": "X..o..x.X..o.xxo", "snare": "....o..o....x..o", "kick": "X.......X......."}
HEARTBEAT = {"kick": "x..o....x..o....", "shaker": "....o.......o..."}
BRUSHES = {"kick": "o.......o.......", "brush": "....o.......o...", "shaker": "o.o.o.o.o.o.o.o."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A player: the voice, how loud it is beside the others (LU), how much of it goes into the room (0..1) and its place
    (-1..1)."""

    voice: str
    level: float = 0.0
    room: float = 0.25
    pan: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """What a kind of music is made of. `tonics` are pitch classes to choose from, `room` seconds of reverberation.

    `steps` is the arpeggio: which note of the chord, one each `step` beats (-1 is a rest). `swing` is where an
    off-beat falls within its beat (0.5 is straight). `motion` says how busy the melody is, 0..1.
    """

    tempo: float
    scale: str
    tonics: tuple[int, ...]
    verse: tuple[tuple[int, ...], ...]
    chorus: tuple[tuple[int, ...], ...]
    size: int = 3
    chords: Part = field(default_factory=lambda: Part(voice="pad"))
    figure: Figure = HOLD
    pad: Part | None = None
    bass: Part | None = None
    bass_figure: BassFigure = LONG_BASS
    arpeggio: Part | None = None
    steps: tuple[int, ...] = (0, 1, 2, 3, 2, 1, 2, 1)
    step: float = 0.5
    lead: Part | None = None
    motion: float = 0.5
    drums: Mapping[str, str] = field(default_factory=dict)
    drum_level: float = -2.0
    swing: float = 0.5
    room: float = 1.8
    echo: float = 0.0
    pump: float = 0.0
    loose_ms: float = 5.0


def part(voice: str, level: float = 0.0, room: float = 0.25, pan: float = 0.0) -> Part:
    return Part(voice=voice, level=level, room=room, pan=pan)


MOODS: Mapping[str, Mood] = {
    "upbeat": Mood(
        tempo=116, scale="major", tonics=(0, 2, 7, 9), verse=((0, 4, 5, 3), (0, 5, 3, 4)),
        chorus=((3, 0, 4, 5), (3, 4, 5, 4)), chords=part("guitar", -2, 0.2, -0.3), figure=STRUM,
        pad=part("pad", -9, 0.4), bass=part("bass", -3, 0.02), bass_figure=DRIVING_BASS,
        arpeggio=part("muted", -6, 0.25, 0.4), lead=part("bell", -1, 0.4, 0.15), motion=0.6, drums=POP,
        drum_level=-1, room=1.2,
    ),
    "calm": Mood(
        tempo=72, scale="major", tonics=(0, 5, 7), verse=((0, 3, 5, 3), (0, 2, 3, 4)),
        chorus=((3, 4, 5, 0), (3, 0, 1, 4)), size=4, chords=part("pad", -5, 0.5),
        arpeggio=part("piano", 0, 0.35, -0.1), steps=(0, 2, 3, 4, 3, 2, 4, 2), bass=part("sub", -6, 0.05),
        lead=part("flute", -3, 0.5, 0.15), motion=0.25, room=2.6, loose_ms=9,
    ),
    "romantic": Mood(
        tempo=70, scale="major", tonics=(2, 3, 5, 7), verse=((0, 4, 5, 2), (3, 0, 3, 4)),
        chorus=((5, 3, 0, 4), (3, 4, 2, 5)), chords=part("strings", -6, 0.5),
        arpeggio=part("piano", 0, 0.35, -0.1), steps=(0, 2, 4, 5, 4, 2, 4, 2), bass=part("sub", -7, 0.05),
        lead=part("violin", -2, 0.5, 0.15), motion=0.35, room=2.4, loose_ms=10,
    ),
    "cinematic": Mood(
        tempo=86, scale="minor", tonics=(0, 2, 9), verse=((0, 5, 2, 6), (0, 3, 5, 6)),
        chorus=((5, 6, 0, 2), (5, 2, 6, 0)), chords=part("strings", 0, 0.5), figure=HOLD,
        pad=part("pad", -6, 0.5), bass=part("sub", -5, 0.1), arpeggio=part("spiccato", -4, 0.35, 0.25),
        steps=(0, 1, 2, 1, 3, 2, 1, 2), lead=part("horn", -3, 0.5, -0.15), motion=0.2, drums=TAIKO,
        drum_level=-3, room=2.8,
    ),
    "corporate": Mood(
        tempo=112, scale="major", tonics=(0, 2, 7), verse=((0, 4, 5, 3), (5, 3, 0, 4)),
        chorus=((3, 0, 4, 5), (0, 4, 5, 3)), chords=part("piano", -2, 0.3, -0.15), figure=HALVES,
        pad=part("pad", -7, 0.4), bass=part("bass", -4, 0.02), bass_figure=EIGHTH_BASS,
        arpeggio=part("muted", -3, 0.3, 0.35), steps=(0, 2, 1, 2, 3, 2, 1, 2),
        lead=part("bell", -4, 0.5, 0.1), motion=0.35, drums=LIGHT, drum_level=-3, room=1.5, echo=0.25,
    ),
    "inspiring": Mood(
        tempo=104, scale="major", tonics=(2, 5, 7), verse=((5, 3, 0, 4), (0, 4, 5, 3)),
        chorus=((3, 4, 5, 0), (3, 0, 4, 5)), chords=part("piano", -1, 0.35, -0.1), figure=EIGHTHS,
        pad=part("strings", -6, 0.5), bass=part("bass", -4, 0.03), bass_figure=HALF_BASS,
        arpeggio=part("muted", -6, 0.4, 0.4), lead=part("violin", -3, 0.5, 0.1), motion=0.4,
        drums=FOUR_FLOOR, drum_level=-5, room=2.0, echo=0.2,
    ),
    "lofi": Mood(
        tempo=78, scale="major", tonics=(1, 3, 5, 8), verse=((1, 4, 0, 5), (3, 2, 1, 0)),
        chorus=((3, 4, 2, 5), (1, 2, 3, 4)), size=4, chords=part("rhodes", 0, 0.25, -0.1),
        figure=LAID_BACK, pad=part("pad", -12, 0.5), bass=part("upright", -3, 0.02),
        bass_figure=LAZY_BASS, lead=part("softkeys", -4, 0.4, 0.2), motion=0.3, drums=DUSTY,
        drum_level=-3, swing=0.58, room=1.3, echo=0.25, loose_ms=11,
    ),
    "electronic": Mood(
        tempo=122, scale="minor", tonics=(0, 5, 7, 9), verse=((0, 5, 2, 6), (0, 0, 5, 6)),
        chorus=((5, 6, 0, 0), (5, 2, 6, 0)), chords=part("supersaw", -4, 0.35), figure=HOLD,
        bass=part("synthbass", -3, 0.02), bass_figure=OFF_BASS,
        arpeggio=part("synthpluck", -4, 0.35, 0.2), steps=(0, 2, 3, 1, 2, 4, 3, 2), step=0.25,
        lead=part("softlead", -3, 0.4), motion=0.5, drums=CLUB, drum_level=1, room=1.6, echo=0.35,
        pump=0.65, loose_ms=1,
    ),
    "happy": Mood(
        tempo=124, scale="major", tonics=(0, 5, 7), verse=((0, 3, 0, 4), (0, 5, 3, 4)),
        chorus=((3, 0, 4, 0), (3, 4, 0, 5)), chords=part("ukulele", 0, 0.2, -0.25), figure=STRUM,
        bass=part("upright", -4, 0.02), bass_figure=HALF_BASS, arpeggio=part("marimba", -7, 0.25, 0.35),
        steps=(0, -1, 2, 1, -1, 2, 3, -1), lead=part("glockenspiel", -6, 0.35, 0.1), motion=0.65,
        drums=CLAPS, drum_level=-3, room=1.0,
    ),
    "sad": Mood(
        tempo=64, scale="minor", tonics=(0, 2, 4, 9), verse=((0, 5, 3, 4), (0, 2, 5, 4)),
        chorus=((5, 6, 0, 0), (3, 5, 0, 4)), chords=part("strings", -6, 0.55),
        arpeggio=part("piano", 0, 0.4, -0.1), steps=(0, 2, 3, 2, 4, 3, 2, -1), bass=part("sub", -7, 0.05),
        lead=part("cello", -3, 0.5, 0.15), motion=0.2, room=2.8, loose_ms=12,
    ),
    "epic": Mood(
        tempo=98, scale="minor", tonics=(0, 2, 4), verse=((0, 5, 2, 6), (0, 6, 5, 6)),
        chorus=((5, 6, 0, 2), (0, 3, 5, 6)), chords=part("strings", 0, 0.45), figure=HOLD,
        pad=part("horn", -6, 0.5), bass=part("bass", -4, 0.05), bass_figure=PULSE_BASS,
        arpeggio=part("spiccato", -4, 0.35, 0.2), steps=(0, 0, 1, 0, 2, 1, 0, 1),
        lead=part("horn", -1, 0.45, -0.1), motion=0.25, drums=WAR_DRUMS, drum_level=0, room=2.6,
    ),
    "jazz": Mood(
        tempo=126, scale="major", tonics=(3, 5, 10), verse=((1, 4, 0, 5), (1, 4, 2, 5)),
        chorus=((3, 6, 2, 5), (1, 4, 0, 0)), size=4, chords=part("rhodes", -3, 0.2, -0.25),
        figure=COMPING, bass=part("upright", -1, 0.05), bass_figure=WALKING_BASS,
        lead=part("softkeys", -1, 0.3, 0.2), motion=0.6, drums=SWINGING, drum_level=-5, swing=0.64,
        room=1.1, loose_ms=8,
    ),
    "ambient": Mood(
        tempo=60, scale="lydian", tonics=(0, 2, 5, 7), verse=((0, 1, 0, 5), (0, 4, 5, 1)),
        chorus=((5, 1, 0, 4), (3, 1, 5, 0)), size=4, chords=part("pad", 0, 0.6),
        pad=part("strings", -9, 0.6), bass=part("sub", -6, 0.1), arpeggio=part("bell", -8, 0.7, 0.25),
        steps=(0, -1, -1, 3, -1, 2, -1, -1), lead=part("softlead", -7, 0.7, -0.2), motion=0.1, room=4.0,
        echo=0.4, loose_ms=18,
    ),
    "playful": Mood(
        tempo=112, scale="major", tonics=(0, 5, 10), verse=((0, 0, 3, 4), (0, 5, 1, 4)),
        chorus=((3, 3, 0, 5), (1, 4, 0, 0)), chords=part("pizzicato", -2, 0.3, -0.2), figure=OFFBEATS,
        bass=part("upright", -3, 0.03), bass_figure=HALF_BASS, lead=part("marimba", 0, 0.3, 0.15),
        motion=0.75, drums=BRUSHES, drum_level=-6, room=1.1, swing=0.54,
    ),
    "suspense": Mood(
        tempo=92, scale="minor", tonics=(0, 2, 4), verse=((0, 0, 5, 5), (0, 3, 0, 5)),
        chorus=((5, 3, 0, 0), (5, 6, 0, 0)), chords=part("strings", -3, 0.55), bass=part("sub", -2, 0.1),
        bass_figure=PULSE_BASS, arpeggio=part("spiccato", -5, 0.4, 0.2), steps=(0, 0, 1, 0, 0, 2, 0, 1),
        drums=HEARTBEAT, drum_level=-2, room=2.6,
    ),
    "acoustic": Mood(
        tempo=96, scale="major", tonics=(0, 2, 7), verse=((0, 4, 5, 3), (0, 2, 3, 4)),
        chorus=((3, 0, 4, 5), (3, 4, 0, 5)), chords=part("guitar", -6, 0.25, -0.3), figure=HALVES,
        bass=part("upright", -5, 0.03), bass_figure=HALF_BASS, arpeggio=part("guitar", 0, 0.25, 0.15),
        steps=(0, 2, 3, 4, 3, 2, 3, 1), lead=part("flute", -4, 0.4), motion=0.35, drums=BRUSHES,
        drum_level=-8, room=1.4, loose_ms=8,
    ),
    "hiphop": Mood(
        tempo=88, scale="minor", tonics=(0, 5, 7, 9), verse=((0, 0, 5, 6), (0, 5, 3, 4)),
        chorus=((5, 6, 0, 0), (3, 5, 0, 6)), size=4, chords=part("rhodes", -2, 0.3, -0.15),
        figure=LAID_BACK, pad=part("pad", -10, 0.5), bass=part("sub", -1, 0.02), bass_figure=LAZY_BASS,
        lead=part("bell", -5, 0.45, 0.2), motion=0.3, drums=DUSTY, drum_level=1, swing=0.56, room=1.2,
        echo=0.2,
    ),
}  # fmt: skip

# What people say, and which of the moods is meant.
ALIASES: Mapping[str, str] = {
    word: mood
    for mood, words in {
        "upbeat": "energetic energy fun pop lively dynamic summer travel vlog sport sports rock",
        "calm": "relaxing relaxed peaceful gentle soft soothing piano classical meditation quiet",
        "romantic": "wedding love lovely tender elegant emotional sentimental",
        "cinematic": "dramatic drama film movie documentary orchestral",
        "corporate": "business technology tech modern product neutral background professional clean",
        "inspiring": "inspirational motivational uplifting hopeful positive",
        "lofi": "lo-fi chill chillhop study cozy laid-back",
        "electronic": "edm dance techno house club synthwave futuristic cyberpunk trance",
        "happy": "cheerful joyful ukulele birthday kids holiday sunny",
        "sad": "melancholic melancholy nostalgic moody somber",
        "epic": "heroic trailer powerful intense triumphant adventure",
        "jazz": "swing lounge bossa smooth cafe funk funky",
        "ambient": "atmospheric dreamy space drone ethereal",
        "playful": "quirky funny comedy whimsical cute",
        "suspense": "tense dark mysterious thriller horror scary",
        "acoustic": "folk country guitar indie warm cosy",
        "hiphop": "hip-hop trap rap beat urban",
    }.items()
    for word in words.split()
}
