"""The desk: parts to two channels, a room, loudness and a limiter.

48 kHz, float32; knows nothing about notes' meaning.
"""

from __future__ import annotations

from functools import lru_cache
from math import log10
from mmap import mmap

import numpy as np

from nemobuild.backend.render.synth.drums import KIT, TAKES, drum, noise
from nemobuild.backend.render.synth.moods import Mood
from nemobuild.backend.render.synth.score import Note, Score
from nemobuild.backend.render.synth.tones import RATE, VOICES, Samples, hertz

LOUDNESS_LUFS = -18.0
CEILING = 10 ** (-1.6 / 20)  # of the samples; between them a wave may reach some tenths of a dB higher
BLOCK = 1 << 17


def amplitude(decibel: float) -> np.float32:
    return np.float32(10 ** (decibel / 20))


def silence(count: int) -> Samples:
    """`count` samples of two channels, in memory of their own.

    A piece takes 25 MB for every part. From the heap, they leave holes that the next piece, a little longer, does not
    fit into, and the memory grows with the music; this goes back to the system at once.
    """
    if not count:
        return np.zeros((0, 2), dtype=np.float32)
    return np.frombuffer(mmap(-1, count * 8), dtype=np.float32).reshape(count, 2)


def place(pan: float) -> Samples:
    """Gains of left and right at equal power; -1 is left, 1 right."""
    angle = (pan + 1) * np.pi / 4
    return np.asarray([np.cos(angle), np.sin(angle)], dtype=np.float32) * np.float32(np.sqrt(2))


def played(voice_name: str, notes: tuple[Note, ...], count: int, pan: float) -> Samples:
    """A part alone, two channels."""
    voice = VOICES[voice_name]
    bus = silence(count)
    longest = max((n.length for n in notes), default=0.0) + voice.release
    size = int(longest * RATE) + 2
    recorded: dict[int, Samples] = {}
    for note in notes:
        if note.midi not in recorded:
            take = voice.record(hertz(note.midi), size)
            recorded[note.midi] = take if take.ndim == 2 else take[:, None] * place(pan)
        first = round(note.start * RATE)
        length = min(int((note.length + voice.release) * RATE), count - first)
        if length > 8:
            piece = recorded[note.midi][:length] * np.float32(voice.gain * note.strength**1.4)
            bus[first : first + length] += _shaped(piece, voice.attack, voice.release)
    return bus


def _shaped(piece: Samples, attack: float, release: float) -> Samples:
    """A note with its beginning and end: both round, so that nothing clicks."""
    rise = min(len(piece) // 2, max(32, int(attack * RATE)))
    fall = min(len(piece) - rise, max(64, int(release * RATE)))
    piece[:rise] *= _ramp(rise)[:, None]
    piece[-fall:] *= _ramp(fall)[::-1, None]
    return piece


@lru_cache(maxsize=256)
def _ramp(count: int) -> Samples:
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.arange(count) / count), dtype=np.float32)


def mixed(score: Score, mood: Mood) -> Samples:
    """The whole piece, at the loudness and under the ceiling, fading out with its last chord."""
    count = round(score.seconds * RATE)
    dry, send = silence(count), silence(count)
    for name, part, notes in score.parts:
        bus = played(part.voice, notes, count, part.pan)
        _level(bus, part.level)
        if mood.pump and name in ("chords", "pad", "bass"):
            bus *= _pumped(score, mood.pump, count)[:, None]
        if mood.echo and name in ("lead", "arpeggio"):
            _echo(bus, mood.echo, score.pulse.beat)
        _add(bus, dry, 1.0)
        _add(bus, send, part.room)
        del bus
    if score.strokes:
        _drums(score, dry, send, mood.drum_level)
    _in_room(send, mood.room, dry)
    del send
    return finished(dry, tail_from=score.pulse.end)


def _add(bus: Samples, to: Samples, gain: float) -> None:
    """Adds without a third array of that length."""
    for first in range(0, len(bus), BLOCK):
        to[first : first + BLOCK] += bus[first : first + BLOCK] * np.float32(gain)


def _pumped(score: Score, depth: float, count: int) -> Samples:
    """Steps back with every kick, as a compressor keyed by it would."""
    gain = np.ones(count, dtype=np.float32)
    dip = 1 - np.float32(depth) * np.exp(-np.arange(int(0.4 * RATE), dtype=np.float32) / (0.11 * RATE))
    dip[: RATE // 200] = np.linspace(1, dip[RATE // 200], RATE // 200)
    for stroke in score.strokes:
        first = round(stroke.start * RATE)
        if stroke.drum == "kick" and first < count:
            length = min(len(dip), count - first)
            gain[first : first + length] = np.minimum(gain[first : first + length], dip[:length])
    return gain


def _echo(bus: Samples, strength: float, beat: float) -> None:
    """Two repeats, three quarters of a beat apart, from one side to the other."""
    source = silence(len(bus))
    source[:] = bus
    for n in (1, 2):
        shift = round(0.75 * n * beat * RATE)
        if shift < len(bus):
            repeat = source[: len(bus) - shift]
            bus[shift:] += (repeat[:, ::-1] if n == 1 else repeat) * np.float32(strength**n)


def _level(bus: Samples, level: float) -> None:
    """A part at its loudness beside the others, whatever its instrument and however much it plays."""
    loud = loudness(bus)
    if loud > -69:
        bus *= amplitude(LOUDNESS_LUFS + level - loud)


def _drums(score: Score, dry: Samples, send: Samples, level: float) -> None:
    bus, wet = silence(len(dry)), silence(len(dry))
    for stroke in score.strokes:
        gain, pan, room = KIT[stroke.drum]
        hit = drum(stroke.drum, stroke.take % TAKES)
        first = round(stroke.start * RATE)
        length = min(len(hit), len(dry) - first)
        if length > 0:
            piece = hit[:length, None] * (place(pan) * amplitude(gain) * np.float32(stroke.strength**1.3))
            bus[first : first + length] += piece
            wet[first : first + length] += piece * np.float32(room)
    gain_of_all = amplitude(LOUDNESS_LUFS + level - loudness(bus))
    _add(bus, dry, float(gain_of_all))
    _add(wet, send, float(gain_of_all))


@lru_cache(maxsize=8)
def room_response(seconds: float) -> Samples:
    """How a room answers: noise that dies away in `seconds` (by 60 dB), the highs sooner, after a short
    gap."""
    count = int(seconds * 1.1 * RATE)
    t = np.arange(count, dtype=np.float32) / RATE
    sides = []
    for side in (0, 1):
        rng = np.random.default_rng([7, side])
        low = noise(count, 180, 1800, rng) * np.exp(-6.9 * t / seconds)
        high = noise(count, 1500, 5500, rng) * np.exp(-6.9 * t / (0.55 * seconds)) * np.float32(0.6)
        answer = (low + high) * np.minimum(1, t / np.float32(0.012))
        gap = np.zeros(int(0.018 * RATE) + 37 * side, dtype=np.float32)
        answer = np.concatenate([gap, answer])[:count]
        sides.append(answer / np.sqrt(np.sum(answer**2)))
    return np.stack(sides, axis=1).astype(np.float32)


def _in_room(send: Samples, seconds: float, dry: Samples) -> None:
    """Adds the convolution of both channels with the room, block by block; a little of each answers on the other side."""
    response = room_response(seconds)
    size = 1 << int(BLOCK + len(response) - 1).bit_length()
    for side in (0, 1):
        spectrum = np.fft.rfft(response[:, side], size)
        for first in range(0, len(send), BLOCK):
            wave = np.fft.irfft(np.fft.rfft(send[first : first + BLOCK, side], size) * spectrum, size)
            length = min(len(wave), len(send) - first)
            heard = wave[:length].astype(np.float32)
            dry[first : first + length, side] += heard * np.float32(0.92)
            dry[first : first + length, 1 - side] += heard * np.float32(0.38)


def finished(sound: Samples, *, tail_from: float = -1.0) -> Samples:
    """At -18 LUFS, under the ceiling, from silence to silence, in place; `tail_from` (s) is where the last fade
    begins."""
    if not len(sound):
        return sound
    sound -= sound.mean(axis=0, dtype=np.float64).astype(np.float32)
    if tail_from >= 0:
        _fade(sound, tail_from)
    loud = loudness(sound)
    if loud > -69:
        sound *= amplitude(LOUDNESS_LUFS - loud)
    return limited(sound)


def _fade(sound: Samples, tail_from: float) -> None:
    rise = min(len(sound) // 8, RATE // 100)
    if rise:
        sound[:rise] *= _ramp(rise)[:, None]
    first = min(len(sound) - 1, round((tail_from + 0.15 * (len(sound) / RATE - tail_from)) * RATE))
    shape = np.cos(np.linspace(0, np.pi / 2, len(sound) - first, dtype=np.float32)).clip(0)
    sound[first:] *= (shape**1.5)[:, None]
    sound[-1] = 0


def limited(sound: Samples) -> Samples:
    """Peaks over the ceiling are turned down by a gain that moves smoothly, beginning 5 ms before them."""
    step = RATE // 1000
    frames = -(-len(sound) // step)
    over = np.array([np.abs(sound[n * step : (n + 1) * step]).max() for n in range(frames)], np.float32)
    gain = np.minimum(1, CEILING / np.maximum(over, 1e-9))
    if gain.min() >= 1:
        return sound
    reach = 8
    padded = np.pad(gain, reach, mode="edge")
    lowest = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    window = np.hanning(2 * reach + 1)
    smooth = np.convolve(np.pad(lowest, reach, mode="edge"), window / window.sum(), mode="valid")
    for first in range(0, len(sound), BLOCK):
        block = sound[first : first + BLOCK]
        at = np.arange(first, first + len(block), dtype=np.float64) / step - 0.5
        block *= np.interp(at, np.arange(frames), smooth).astype(np.float32)[:, None]
    return sound


def loudness(sound: Samples) -> float:
    """Integrated loudness in LUFS by ITU-R BS.1770-4, with blocks of 400 ms that do not overlap; -70
    for silence."""
    size = int(0.4 * RATE)
    count = len(sound) // size
    if not count:
        power = _weighted_power(sound[None], len(sound)) if len(sound) > 64 else np.zeros(1)
    else:
        power = np.concatenate(
            [_weighted_power(sound[n * size : (n + 1) * size][None], size) for n in range(count)]
        )
    level = -0.691 + 10 * np.log10(np.maximum(power, 1e-12))
    heard = power[level > -70]
    if not len(heard):
        return -70.0
    gate = -0.691 + 10 * log10(float(heard.mean())) - 10
    return -0.691 + 10 * log10(float(power[level > max(gate, -70)].mean()))


def _weighted_power(blocks: Samples, size: int) -> Samples:
    spectrum = np.fft.rfft(blocks, axis=1)
    energy = (np.abs(spectrum) ** 2).sum(axis=2) * _k_weighting(size)
    return np.asarray(2 * energy.sum(axis=1) / size**2)


@lru_cache(maxsize=8)
def _k_weighting(size: int) -> Samples:
    """The gain of BS.1770's two filters (tables 1 and 2, 48 kHz), squared, for each frequency of a
    spectrum."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    return np.asarray(np.abs(shelf * high) ** 2)
