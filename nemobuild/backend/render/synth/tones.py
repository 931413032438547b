"""One note of each instrument, as samples. Built from sine waves or from single cycles without harmonics that would alias.

A voice is played as long as it is asked to; the attack and release in `VOICES` are put on by the player, so that one
recording of a pitch serves every note on it. 48 kHz, float32, about ±1; mono, or two channels where the instrument is wide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
RATE = 48_000
CYCLE = 1 << 14
HIGHEST_HZ = 11_000.0  # no harmonic is higher, which keeps the sound soft and far from aliasing


@dataclass(frozen=True, slots=True)
class Voice:
    """How an instrument is played: seconds of attack and release, its usual gain, and the recording of
    a pitch."""

    attack: float
    release: float
    gain: float
    record: Callable[[float, int], Samples]


def hertz(midi: int) -> float:
    return float(440.0 * 2 ** ((midi - 69) / 12))


def _time(count: int) -> Samples:
    return np.asarray(np.arange(count) / RATE, dtype=np.float32)


@lru_cache(maxsize=512)
def _cycle(harmonics: int, slope: float, hollow: float) -> Samples:
    """One period: harmonics that fall by `slope`, the even ones weakened by `hollow`.

    Phases are scattered.
    """
    spectrum = np.zeros(CYCLE // 2 + 1, dtype=np.complex128)
    n = np.arange(1, harmonics + 1)
    level = n**-slope * np.where(n % 2 == 0, 1 - hollow, 1.0)
    spectrum[1 : harmonics + 1] = level * np.exp(1j * (n * n * 0.7 - np.pi / 2))
    wave = np.fft.irfft(spectrum) * CYCLE / 2
    return np.asarray(wave / max(1e-9, np.sqrt(np.mean(wave**2))) * 0.5, dtype=np.float32)


def _play(
    cycle: Samples, hz: float, count: int, *, phase: float = 0.0, vibrato: float = 0.0, rate: float = 5.2
) -> Samples:
    """A period repeated.

    `vibrato` is its depth as a share of the frequency; it sets in after half a second.
    """
    at = np.arange(count, dtype=np.float64) * (hz / RATE) + phase
    if vibrato:
        t = _time(count)
        at += (
            (hz * vibrato / (2 * np.pi * rate)) * np.sin(2 * np.pi * rate * t) * np.clip(t * 1.6 - 0.5, 0, 1)
        )
    played: Samples = cycle[(at * CYCLE).astype(np.int64) & (CYCLE - 1)]
    return played


def _below(hz: float, limit: float, most: int) -> int:
    return max(1, min(most, int(min(limit, HIGHEST_HZ) / hz)))


def _ensemble(
    hz: float, count: int, cycle: Samples, cents: tuple[float, ...], vibrato: float = 0.0
) -> Samples:
    """Several players a little out of tune, spread to both sides."""
    sides = np.zeros((count, 2), dtype=np.float32)
    for n, off in enumerate(cents):
        one = _play(
            cycle, hz * 2 ** (off / 1200), count, phase=n * 0.37, vibrato=vibrato, rate=4.9 + 0.23 * n
        )
        place = 0.16 + 0.68 * (n + 0.5) / len(cents)
        sides[:, 0] += one * np.float32(np.cos(place * np.pi / 2))
        sides[:, 1] += one * np.float32(np.sin(place * np.pi / 2))
    return sides / np.float32(np.sqrt(len(cents)))


def _partials(hz: float, count: int, parts: list[tuple[float, float, float]]) -> Samples:
    """A sum of (frequency ratio, level, decay per second)."""
    t = _time(count)
    out = np.zeros(count, dtype=np.float32)
    for ratio, level, decay in parts:
        if hz * ratio < HIGHEST_HZ:
            lasts = min(count, int(RATE * 9.0 / decay) + 1)
            s = t[:lasts]
            wave = np.sin(np.float32(2 * np.pi * hz * ratio) * s)
            out[:lasts] += np.float32(level) * wave * np.exp(-np.float32(decay) * s)
    return out


def _string(
    hz: float, count: int, *, at: float, decay: float, damping: float, slope: float, most: int = 14
) -> Samples:
    """A string struck or plucked at a share of its length by its partials, which the place combs.

    After Fletcher and Rossing, The Physics of Musical Instruments, chapters 2 and 12.
    """
    parts = []
    for n in range(1, _below(hz, 7000, most) + 1):
        ratio = n * float(np.sqrt(1 + 0.00028 * n * n))
        level = abs(float(np.sin(np.pi * n * at))) * n**-slope
        parts.append((ratio, level, decay * (hz / 220) ** 0.45 * (1 + damping * (n - 1))))
    total = sum(level for _, level, _ in parts)
    return _partials(hz, count, [(r, 1.1 * level / total, d) for r, level, d in parts])


def _pad(hz: float, count: int) -> Samples:
    return _ensemble(hz, count, _cycle(_below(hz, 2600, 12), 1.45, 0.2), (-6.0, 3.0, -2.0, 7.0))


def _strings(hz: float, count: int) -> Samples:
    cycle = _cycle(_below(hz, 4200, 22), 1.2, 0.0)
    return _ensemble(hz, count, cycle, (-8.0, 4.0, -3.0, 9.0), 0.0035)


def _spiccato(hz: float, count: int) -> Samples:
    t = _time(count)
    body = _ensemble(hz, count, _cycle(_below(hz, 4500, 20), 1.15, 0.0), (-5.0, 5.0))
    return np.asarray(body * np.exp(-7.0 * t)[:, None], dtype=np.float32)


def _pizzicato(hz: float, count: int) -> Samples:
    return _string(hz, count, at=0.28, decay=6.5, damping=0.5, slope=1.25)


def _solo(hz: float, count: int, limit: float, slope: float) -> Samples:
    return _play(_cycle(_below(hz, limit, 18), slope, 0.0), hz, count, vibrato=0.006)


def _horn(hz: float, count: int) -> Samples:
    return _ensemble(hz, count, _cycle(_below(hz, 2000, 12), 1.0, 0.0), (-4.0, 4.0), 0.001)


def _flute(hz: float, count: int) -> Samples:
    tone = _play(_cycle(_below(hz, 4000, 5), 2.1, 0.3), hz, count, vibrato=0.004, rate=4.8)
    return np.asarray(tone * (1 + 0.06 * np.sin(2 * np.pi * 4.8 * _time(count))), dtype=np.float32)


def _softlead(hz: float, count: int) -> Samples:
    return _ensemble(hz, count, _cycle(_below(hz, 3200, 9), 1.7, 0.7), (-5.0, 5.0), 0.004)


def _supersaw(hz: float, count: int) -> Samples:
    return _ensemble(hz, count, _cycle(_below(hz, 5200, 32), 1.12, 0.0), (-11.0, 6.0, -4.0, 1.0, 12.0))


def _synthpluck(hz: float, count: int) -> Samples:
    t = _time(count)
    bright = _play(_cycle(_below(hz, 6500, 26), 1.05, 0.0), hz, count)
    dark = _play(_cycle(_below(hz, 1800, 6), 1.5, 0.0), hz, count)
    return np.asarray(
        bright * np.exp(-16 * t) * np.float32(0.8) + dark * np.exp(-4.5 * t) * np.float32(0.8),
        dtype=np.float32,
    )


def _piano(hz: float, count: int) -> Samples:
    struck = _string(hz, count, at=0.13, decay=0.75, damping=0.32, slope=0.95)
    late = _partials(hz, count, [(1.0, 0.22, 0.35), (2.001, 0.07, 0.6)])
    return struck * np.float32(0.85) + late


def _rhodes(hz: float, count: int) -> Samples:
    """Frequency modulation at the same pitch for the bar, and a short tine two octaves and more above."""
    t = _time(count)
    w = np.float32(2 * np.pi * hz)
    depth = np.float32(min(1.1, 320 / hz + 0.25)) * np.exp(-2.6 * t)
    tone = np.sin(w * t + depth * np.sin(w * t)) * np.exp(-np.float32(0.9 * (hz / 260) ** 0.4) * t)
    tine = np.sin(w * 7 * t) * np.exp(-14 * t) * np.float32(0.1 if hz * 7 < HIGHEST_HZ else 0.0)
    sway = np.float32(0.16) * np.sin(np.float32(2 * np.pi * 4.3) * t)
    tone = (tone + tine) * np.float32(0.8)
    return np.stack([tone * (1 + sway), tone * (1 - sway)], axis=1)


def _softkeys(hz: float, count: int) -> Samples:
    return _partials(hz, count, [(1, 0.75, 1.6), (2, 0.2, 3.0), (3, 0.07, 5.0), (4, 0.06, 9.0)])


def _guitar(hz: float, count: int) -> Samples:
    return _string(hz, count, at=0.2, decay=1.7, damping=0.22, slope=0.85)


def _ukulele(hz: float, count: int) -> Samples:
    return _string(hz, count, at=0.3, decay=3.6, damping=0.3, slope=1.0)


def _muted(hz: float, count: int) -> Samples:
    return _string(hz, count, at=0.17, decay=7.5, damping=0.24, slope=0.9)


def _marimba(hz: float, count: int) -> Samples:
    return _partials(hz, count, [(1, 0.85, 4.5), (3.984, 0.14, 16), (10.2, 0.05, 40)])


def _bell(hz: float, count: int) -> Samples:
    return _partials(
        hz, count, [(1, 0.7, 1.7), (2.0, 0.2, 2.6), (3.0, 0.12, 4.5), (4.2, 0.06, 9), (5.4, 0.04, 14)]
    )


def _glockenspiel(hz: float, count: int) -> Samples:
    return _partials(hz, count, [(1, 0.8, 2.6), (2.76, 0.14, 7), (5.4, 0.06, 18)])


def _bass(hz: float, count: int) -> Samples:
    return _string(hz, count, at=0.24, decay=1.9, damping=0.5, slope=0.7, most=9)


def _upright(hz: float, count: int) -> Samples:
    return _string(hz, count, at=0.32, decay=2.6, damping=0.75, slope=0.75, most=8)


def _sub(hz: float, count: int) -> Samples:
    return _partials(hz, count, [(1, 0.8, 0.25), (2, 0.16, 0.5), (3, 0.06, 0.9)])


def _synthbass(hz: float, count: int) -> Samples:
    t = _time(count)
    bright = _play(_cycle(_below(hz, 1600, 18), 1.1, 0.0), hz, count)
    dark = _play(_cycle(_below(hz, 300, 4), 1.3, 0.0), hz, count)
    return np.asarray(bright * np.exp(-10 * t) * np.float32(0.6) + dark * np.exp(-1.5 * t), dtype=np.float32)


VOICES: Mapping[str, Voice] = {
    "pad": Voice(0.55, 1.3, 0.34, _pad),
    "strings": Voice(0.28, 0.8, 0.34, _strings),
    "spiccato": Voice(0.012, 0.12, 0.55, _spiccato),
    "pizzicato": Voice(0.003, 0.25, 0.9, _pizzicato),
    "violin": Voice(0.14, 0.35, 0.5, lambda hz, n: _solo(hz, n, 5200, 1.35)),
    "cello": Voice(0.16, 0.45, 0.55, lambda hz, n: _solo(hz, n, 3000, 1.25)),
    "horn": Voice(0.1, 0.4, 0.5, _horn),
    "flute": Voice(0.08, 0.25, 0.55, _flute),
    "softlead": Voice(0.03, 0.3, 0.45, _softlead),
    "supersaw": Voice(0.03, 0.35, 0.32, _supersaw),
    "synthpluck": Voice(0.003, 0.2, 0.7, _synthpluck),
    "piano": Voice(0.003, 0.35, 0.95, _piano),
    "rhodes": Voice(0.004, 0.3, 0.6, _rhodes),
    "softkeys": Voice(0.006, 0.25, 0.8, _softkeys),
    "guitar": Voice(0.003, 0.2, 0.8, _guitar),
    "ukulele": Voice(0.003, 0.15, 0.8, _ukulele),
    "muted": Voice(0.003, 0.1, 0.9, _muted),
    "marimba": Voice(0.003, 0.4, 0.8, _marimba),
    "bell": Voice(0.004, 0.9, 0.6, _bell),
    "glockenspiel": Voice(0.003, 0.8, 0.5, _glockenspiel),
    "bass": Voice(0.006, 0.08, 0.95, _bass),
    "upright": Voice(0.006, 0.12, 1.0, _upright),
    "sub": Voice(0.02, 0.25, 0.8, _sub),
    "synthbass": Voice(0.004, 0.06, 0.6, _synthbass),
}
