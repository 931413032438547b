"""Drums, as samples: swept sines and filtered noise.

48 kHz, float32, mono; a few takes of each, so none repeats.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nemobuild.backend.render.synth.tones import RATE, Samples

TAKES = 4
# Gain (dB) and place (-1..1) of each drum, and how much of it goes into the room.
KIT: dict[str, tuple[float, float, float]] = {
    "kick": (-3.5, 0.0, 0.02),
    "snare": (-8.0, 0.04, 0.18),
    "clap": (-10.5, -0.06, 0.25),
    "hat": (-16.5, 0.22, 0.03),
    "open": (-17.0, 0.22, 0.05),
    "shaker": (-18.5, -0.35, 0.05),
    "ride": (-17.5, 0.3, 0.1),
    "brush": (-13.0, -0.05, 0.15),
    "taiko": (-4.0, 0.0, 0.35),
    "crash": (-17.0, -0.2, 0.35),
    "swell": (-20.0, 0.0, 0.35),
}


def noise(count: int, low: float, high: float, rng: np.random.Generator) -> Samples:
    """Noise between two frequencies (Hz), with soft edges, at an RMS of 0.3."""
    size = 1 << max(8, int(count - 1).bit_length())
    hz = np.fft.rfftfreq(size, 1 / RATE)
    with np.errstate(divide="ignore", over="ignore"):
        shape = 1 / np.sqrt((1 + (low / np.maximum(hz, 1e-6)) ** 6) * (1 + (hz / high) ** 6))
    white = np.fft.rfft(rng.standard_normal(size))
    colored = np.fft.irfft(white * shape, size)[:count]
    return np.asarray(0.3 * colored / max(1e-9, float(np.sqrt(np.mean(colored**2)))), dtype=np.float32)


def _fall(count: int, decay: float, attack: float = 0.001) -> Samples:
    t = np.arange(count, dtype=np.float32) / RATE
    return np.minimum(1, t / np.float32(attack)) * np.exp(-np.float32(decay) * t)


def _sweep(count: int, start: float, end: float, speed: float) -> Samples:
    """A sine that falls from one frequency to another."""
    t = np.arange(count) / RATE
    phase = end * t + (start - end) * (1 - np.exp(-speed * t)) / speed
    return np.sin(2 * np.pi * phase).astype(np.float32)


@lru_cache(maxsize=128)
def drum(name: str, take: int) -> Samples:
    """A stroke. Ends in silence, begins at zero, has no offset."""
    rng = np.random.default_rng([ord(c) for c in name] + [take])
    hit = _STROKES[name](rng)
    tail = min(len(hit), RATE // 50)
    hit[-tail:] *= np.linspace(1, 0, tail, dtype=np.float32)
    return hit - np.float32(hit.mean()) * np.hanning(len(hit)).astype(np.float32) * 2


def _kick(rng: np.random.Generator) -> Samples:
    n = int(0.42 * RATE)
    body = _sweep(n, 155, 51, 28) * _fall(n, 8.5, 0.0015)
    click = noise(n, 900, 3500, rng) * _fall(n, 220) * np.float32(0.25)
    return np.asarray(np.tanh((body + click) * np.float32(1.3)), dtype=np.float32)


def _snare(rng: np.random.Generator) -> Samples:
    n = int(0.3 * RATE)
    shell = _sweep(n, 260, 185, 40) * _fall(n, 24) * np.float32(0.5)
    wires = noise(n, 1400, 7500, rng) * _fall(n, 17) * np.float32(1.3)
    return shell + wires


def _clap(rng: np.random.Generator) -> Samples:
    n = int(0.32 * RATE)
    body = noise(n, 900, 4200, rng)
    env = sum(
        np.roll(_fall(n, 160), s) * (np.arange(n) >= s) for s in (0, int(0.011 * RATE), int(0.023 * RATE))
    )
    late = int(0.03 * RATE)
    tail = np.concatenate([np.zeros(late, np.float32), _fall(n - late, 21)])
    shape = np.asarray(env, np.float32) * np.float32(0.8) + tail
    return np.asarray(body * shape * np.float32(1.4), dtype=np.float32)


def _metal(rng: np.random.Generator, seconds: float, decay: float, low: float) -> Samples:
    n = int(seconds * RATE)
    t = np.arange(n, dtype=np.float32) / RATE
    hz = (3170.0, 4230.0, 5370.0, 6110.0, 7850.0, 8930.0)
    ring = sum(np.sin(np.float32(2 * np.pi * f * (1 + 0.004 * rng.standard_normal())) * t) for f in hz)
    return (noise(n, low, 12_000, rng) + np.asarray(ring, np.float32) * np.float32(0.05)) * _fall(n, decay)


def _ride(rng: np.random.Generator) -> Samples:
    n = int(0.9 * RATE)
    wash = noise(n, 4500, 11_000, rng) * _fall(n, 5.0) * np.float32(0.45)
    return wash + _metal(rng, 0.9, 30, 5000)


def _shaker(rng: np.random.Generator) -> Samples:
    n = int(0.11 * RATE)
    return noise(n, 5200, 11_500, rng) * (np.hanning(n).astype(np.float32) ** 2)


def _brush(rng: np.random.Generator) -> Samples:
    n = int(0.3 * RATE)
    return noise(n, 1200, 7000, rng) * _fall(n, 13, 0.02)


def _taiko(rng: np.random.Generator) -> Samples:
    n = int(1.1 * RATE)
    skin = _sweep(n, 108, 62, 16) * _fall(n, 4.6, 0.002)
    second = _sweep(n, 190, 118, 16) * _fall(n, 9) * np.float32(0.35)
    slap = noise(n, 180, 1500, rng) * _fall(n, 38) * np.float32(0.5)
    return np.asarray(np.tanh(skin + second + slap), dtype=np.float32)


def _swell(rng: np.random.Generator) -> Samples:
    n = int(1.9 * RATE)
    rise = (np.arange(n, dtype=np.float32) / n) ** 3
    return np.asarray(noise(n, 2500, 10_000, rng) * rise, dtype=np.float32)


_STROKES = {
    "kick": _kick,
    "snare": _snare,
    "clap": _clap,
    "hat": lambda rng: _metal(rng, 0.12, 55, 7000),
    "open": lambda rng: _metal(rng, 0.4, 13, 6500),
    "ride": _ride,
    "shaker": _shaker,
    "brush": _brush,
    "taiko": _taiko,
    "crash": lambda rng: _metal(rng, 2.2, 2.4, 3500),
    "swell": _swell,
}
