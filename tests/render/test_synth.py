"""Music and effects: exact, repeatable, in key, in time, and neither too loud nor broken."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemobuild.backend.render import synth
from nemobuild.backend.render.synth import mix
from nemobuild.backend.render.synth.harmony import Key, chord, parse_key, voicing
from nemobuild.backend.render.synth.score import form
from nemobuild.errors import OutputError

MOODS = sorted(synth.MOODS)


def decibels(sound: np.ndarray) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(np.square(sound, dtype=np.float64))) + 1e-9))


@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_is_exact_level_and_clean(mood: str) -> None:
    """20 s: the length, the loudness, the peak, no offset, silence at both ends, no jump from sample to sample."""
    sound = synth.music(mood, None, 20_000, seed=3)
    assert sound.shape == (960_000, 2)
    assert sound.dtype == np.float32
    assert np.isfinite(sound).all()
    assert abs(mix.loudness(sound) + 18) < 0.5
    assert np.abs(sound).max() < 10 ** (-1 / 20)
    assert np.abs(sound.mean(axis=0)).max() < 1e-4
    assert np.abs(sound[0]).max() < 1e-3
    assert not sound[-1].any()
    assert np.abs(np.diff(sound, axis=0)).max() < 0.35
    assert decibels(sound[-480:]) < -50, "the last 10 ms have died away"
    assert decibels(sound[-96_000:-48_000]) > -55, "but the last chord still rings two seconds before the end"


@pytest.mark.parametrize("mood", MOODS)
def test_what_is_played_lies_in_the_key(mood: str) -> None:
    """By the notes, and by the spectrum of what has a pitch (drums do not): its strongest tones are in the scale."""
    piece = synth.score(mood, None, 60_000, seed=1)
    scale = piece.key.pitch_classes
    assert all(note.midi % 12 in scale for _, _, notes in piece.parts for note in notes)
    name, part, notes = piece.parts[0]
    sound = mix.played(part.voice, notes, 48_000 * 16, part.pan).sum(axis=1)
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    hz = np.fft.rfftfreq(len(sound), 1 / 48_000)
    heard = (hz > 120) & (hz < 700)
    classes = np.round(69 + 12 * np.log2(hz[heard] / 440)).astype(int) % 12
    shares = np.bincount(classes, power[heard], 12) / power[heard].sum()
    assert sum(shares[c] for c in scale) > 0.93, f"{name} of {mood}: {shares.round(3)}"


@pytest.mark.parametrize("mood", MOODS)
def test_notes_of_the_melody_agree_with_the_chord_on_strong_beats(mood: str) -> None:
    piece = synth.score(mood, None, 60_000, seed=2)
    lead = next((notes for name, _, notes in piece.parts if name == "lead"), ())
    bar = 4 * piece.pulse.beat
    for note in lead:
        place = note.start / bar
        if abs(place - round(place)) * bar < 0.04 and note.start < piece.pulse.end:
            assert note.midi % 12 in piece.chords[round(place)]


def test_it_ends_at_home() -> None:
    """The last chord is the tonic's, after a cadence, and every part plays it."""
    for mood in MOODS:
        piece = synth.score(mood, None, 45_000)
        assert piece.chords[-1][0] == piece.key.tonic
        assert piece.chords[-2][0] != piece.key.tonic
        for _, _, notes in piece.parts:
            assert max(n.start for n in notes) == pytest.approx(piece.pulse.end, abs=0.4)


def test_same_arguments_same_samples_other_seed_other_music() -> None:
    first = synth.music("lofi", None, 9_000, seed=5)
    assert np.array_equal(first, synth.music("lofi", None, 9_000, seed=5))
    assert not np.array_equal(first, synth.music("lofi", None, 9_000, seed=6))


@given(
    mood=st.sampled_from(MOODS),
    duration_ms=st.integers(0, 6_000),
    tempo=st.one_of(st.none(), st.floats(40, 220)),
    seed=st.integers(0, 9),
)
@settings(max_examples=25)
def test_any_length_is_exact(mood: str, duration_ms: int, tempo: float | None, seed: int) -> None:
    sound = synth.music(mood, tempo, duration_ms, seed)
    assert sound.shape == (round(duration_ms * 48), 2)
    assert np.isfinite(sound).all()
    assert np.abs(sound).max(initial=0) < 0.9


@given(bars=st.integers(0, 400))
def test_sections_tile_the_bars(bars: int) -> None:
    sections = form(bars)
    assert [s.first for s in sections] == [sum(s.bars for s in sections[:n]) for n in range(len(sections))]
    assert sum(s.bars for s in sections) == bars
    if bars >= 12:
        assert {"intro", "verse", "outro"} <= {s.name for s in sections}


@pytest.mark.parametrize(
    ("mood", "tempo"), [("happy", 120), ("electronic", 128), ("upbeat", None), ("epic", 90)]
)
def test_beats_are_where_the_drums_are(mood: str, tempo: float | None) -> None:
    """The sudden rises in the sound gather on the beats: moved by more than 10 ms, the beats meet fewer of them."""
    beats = np.array(synth.beats(mood, tempo, 30_000))
    if tempo:
        assert np.array_equal(beats, np.round(np.arange(len(beats)) * 60_000 / tempo))
    sound = np.abs(np.diff(synth.music(mood, tempo, 30_000).sum(axis=1)))
    level = np.log(sound[: len(sound) // 240 * 240].reshape(-1, 240).mean(axis=1) + 1e-4)
    rises = np.maximum(0, np.diff(level))
    shifts = np.arange(-24, 25)
    met = [rises[np.clip(np.round(beats / 5).astype(int) + s - 1, 0, len(rises) - 1)].sum() for s in shifts]
    assert abs(shifts[int(np.argmax(met))]) <= 2
    assert max(met) > 2.5 * np.mean(met)


def test_a_tempo_that_was_asked_for_is_kept_and_otherwise_bars_fill_the_length() -> None:
    assert synth.score("calm", 93, 30_000).pulse.tempo == 93
    for mood in MOODS:
        pulse = synth.score(mood, None, 60_000).pulse
        assert abs(pulse.tempo / synth.MOODS[mood].tempo - 1) <= 0.07
        assert pulse.beats % 2 == 0


def test_loudness_rises_from_the_introduction_to_the_chorus() -> None:
    piece = synth.score("upbeat", None, 60_000)
    sound = synth.music("upbeat", None, 60_000)
    bar = 4 * piece.pulse.beat * 48_000
    level = {}
    for section in piece.sections:
        level[section.name] = decibels(
            sound[int(section.first * bar) : int((section.first + section.bars) * bar)]
        )
    assert level["chorus"] > level["intro"] + 3
    assert level["chorus"] >= level["verse"] - 0.5
    assert level["break"] < level["chorus"] - 3


def test_the_picture_of_stereo_is_wide_but_safe_in_mono() -> None:
    sound = synth.music("cinematic", None, 20_000)
    middle, sides = decibels(sound.sum(axis=1) / 2), decibels((sound[:, 0] - sound[:, 1]) / 2)
    assert middle - 20 < sides < middle - 3


def test_highs_stay_soft() -> None:
    """Above 16 kHz there is next to nothing: no aliasing, nothing that hisses."""
    for mood in ("electronic", "epic", "happy"):
        power = np.abs(np.fft.rfft(synth.music(mood, None, 12_000).sum(axis=1))) ** 2
        assert 10 * np.log10(power[int(len(power) * 2 / 3) :].sum() / power.sum()) < -38


def test_long_music_is_several_pieces_in_one_key_and_memory(tmp_path: Path) -> None:
    beats = synth.beats("ambient", None, 500_000)
    assert beats[-1] > 480_000
    synth.write_music(tmp_path / "song.wav", "ambient", None, 5_000)
    assert (tmp_path / "song.wav").stat().st_size == 44 + 5 * 48_000 * 6


@pytest.mark.parametrize("name", ["whoosh", "pop", "hit", "riser", "click", "ding"])
def test_effects(name: str) -> None:
    sound = synth.effect(name)
    assert sound.dtype == np.float32
    assert sound.shape[1] == 2
    assert np.abs(sound).max() == pytest.approx(0.5, abs=1e-3)
    assert np.abs(sound[[0, -1]]).max() < 2e-2
    assert synth.effect(name, 700).shape == (33_600, 2)
    assert np.array_equal(synth.effect(name, 300, 1), synth.effect(name, 300, 1))


def test_a_beep_is_as_loud_until_it_ends() -> None:
    """A word that it stands for would be heard at a beep's end otherwise."""
    beep = synth.effect("beep", 2000)
    assert beep.shape == (96_000, 2)
    assert decibels(beep[-4800:-480]) == pytest.approx(decibels(beep[:4800]), abs=1.0)


def test_a_riser_rises_and_a_whoosh_passes() -> None:
    riser, whoosh = synth.effect("riser"), synth.effect("whoosh")
    thirds = [decibels(part) for part in np.array_split(riser, 3)]
    assert thirds[0] < thirds[1] < thirds[2]
    begin, middle, end = (decibels(part) for part in np.array_split(whoosh, 3))
    assert middle > begin + 3
    assert middle > end + 3
    left, right = (np.argmax(np.convolve(whoosh[:, c] ** 2, np.ones(2400), "same")) for c in (0, 1))
    assert left < right, "it goes from left to right"


def test_words_for_moods() -> None:
    assert synth.mood_named("Wedding") == "romantic"
    assert synth.mood_named("lo-fi") == "lofi"
    assert synth.mood_named("hip hop") == "hiphop"
    assert set(synth.ALIASES.values()) <= set(synth.MOODS)


def test_what_cannot_be_played_says_so() -> None:
    with pytest.raises(OutputError) as wrong:
        synth.music("purple", None, 1000)
    assert wrong.value.what == 'there is no music for the mood "purple"'
    assert wrong.value.hint.startswith("moods are upbeat, calm, romantic")
    with pytest.raises(OutputError) as wrong:
        synth.music("calm", 900, 1000)
    assert wrong.value.what == "a tempo of 900 cannot be played"
    assert wrong.value.hint == "tempi are 40 to 220 beats a minute"
    with pytest.raises(OutputError) as wrong:
        synth.music("calm", None, 1000, key="H moll")
    assert wrong.value.what == '"H moll" is not a key'
    assert wrong.value.hint == "write a key like C, F# minor or Bb major"
    with pytest.raises(OutputError) as wrong:
        synth.effect("kaboom")
    assert wrong.value.what == 'there is no sound effect "kaboom"'
    assert "whoosh, pop, hit, riser, click, ding" in wrong.value.hint


@pytest.mark.parametrize(
    ("text", "scale", "key"),
    [
        ("C", "major", Key(0, "major")),
        ("A", "minor", Key(9, "minor")),
        ("F# minor", "major", Key(6, "minor")),
        ("Bb", "major", Key(10, "major")),
        ("c#m", "minor", Key(1, "minor")),
        ("D major", "minor", Key(2, "major")),
        ("E dorian", "major", Key(4, "dorian")),
    ],
)
def test_keys(text: str, scale: str, key: Key) -> None:
    assert parse_key(text, scale) == key
    assert synth.score("calm", None, 9_000, key="Eb").key.tonic == 3


def test_voices_move_little_from_chord_to_chord() -> None:
    key = Key(0, "major")
    before: tuple[int, ...] = ()
    for degree in (0, 4, 5, 3, 1, 4, 0):
        now = voicing(chord(key, degree, 3), before, 60)
        assert all(48 <= p <= 74 for p in now)
        if before:
            assert sum(abs(a - b) for a, b in zip(before, now, strict=True)) <= 12
        before = now


@pytest.mark.parametrize("bits", [16, 24])
def test_wav_files_hold_the_samples(bits: int, tmp_path: Path) -> None:
    samples = np.array([[0, 0.5], [-1, 1], [2, -2], [1 / 3, -1 / 3]], dtype=np.float32)
    path = tmp_path / "a.wav"
    synth.write_wav(path, samples, bits=bits)
    data = path.read_bytes()
    assert data[:4] == b"RIFF"
    assert struct.unpack("<HHLLHH", data[20:36]) == (1, 2, 48_000, 48_000 * bits // 4, bits // 4, bits)
    raw = data[44:]
    step = bits // 8
    values = [int.from_bytes(raw[i : i + step], "little", signed=True) for i in range(0, len(raw), step)]
    expected = np.rint(np.clip(samples.astype(float), -1, 1).ravel() * (2 ** (bits - 1) - 1))
    assert values == expected.astype(int).tolist()
    assert [p.name for p in tmp_path.iterdir()] == ["a.wav"]


def test_a_wav_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as wrong:
        synth.write_wav(tmp_path / "none" / "a.wav", np.zeros((4, 2), dtype=np.float32))
    assert wrong.value.what == "cannot write a.wav: No such file or directory"
