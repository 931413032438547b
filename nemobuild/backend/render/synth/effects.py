"""Sound effects: whoosh, pop, hit, riser, click, ding, beep, boing, thunder and so on. 48 kHz, float32, two channels, peak at -6 dBFS."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from nemobuild.backend.render.synth.drums import drum, noise
from nemobuild.backend.render.synth.tones import RATE, VOICES, Samples, hertz
from nemobuild.errors import OutputError

PEAK = 0.5
Maker = Callable[[int, np.random.Generator], Samples]


_TO_THE_END = frozenset({"riser", "beep"})
"""Effects that are heard in full until they end: a word must not be heard through the end of its beep."""


def made(name: str, duration_ms: int, seed: int) -> Samples:
    """The effect, cut or stretched to a length; its usual one for 0.

    Raises OutputError for a name that is not known.
    """
    if name not in EFFECTS:
        raise OutputError(f'there is no sound effect "{name}"', hint=f"effects are {', '.join(EFFECTS)}")
    usual_ms, maker = EFFECTS[name]
    count = max(1, round((duration_ms or usual_ms) * RATE / 1000))
    sound = maker(count, np.random.default_rng([seed, *name.encode()])).astype(np.float32)
    edge = min(count // 2, RATE // 250)
    if edge:
        sound[:edge] *= np.linspace(0, 1, edge, dtype=np.float32)[:, None]
        last = edge if name in _TO_THE_END else max(edge, count // 4)
        sound[-last:] *= (np.cos(np.linspace(0, np.pi / 2, last, dtype=np.float32)).clip(0) ** 2)[:, None]
    return np.asarray(sound * np.float32(PEAK / max(1e-9, float(np.abs(sound).max()))), dtype=np.float32)


def _swept_noise(count: int, rng: np.random.Generator, centers: Samples, width: float) -> Samples:
    """Noise whose band moves: bands side by side, each heard while the centre (octaves over 100 Hz) is
    near."""
    out = np.zeros(count, dtype=np.float32)
    for octave in np.arange(0.5, 7.0, 0.5):
        low = 100 * 2 ** (octave - 0.35)
        near = np.exp(-(((centers - octave) / width) ** 2)).astype(np.float32)
        if near.max() > 0.01:
            out += noise(count, low, low * 1.63, rng) * near
    return out


def _whoosh(count: int, rng: np.random.Generator) -> Samples:
    x = np.linspace(0, 1, count, dtype=np.float32)
    swell = np.exp(-(((x - 0.52) / 0.2) ** 2))
    air = _swept_noise(count, rng, 1.2 + 4.2 * np.exp(-(((x - 0.55) / 0.26) ** 2)), 1.0) * swell
    angle = (0.15 + 0.7 * x) * np.pi / 2
    return np.stack([air * np.cos(angle), air * np.sin(angle)], axis=1)


def _riser(count: int, rng: np.random.Generator) -> Samples:
    x = np.linspace(0, 1, count, dtype=np.float32)
    air = _swept_noise(count, rng, 1.0 + 5.2 * x, 1.1)
    phase = np.cumsum(110 * 2 ** (2 * x.astype(np.float64))) / RATE
    tone = sum(
        np.sin(2 * np.pi * phase * ratio) * level for ratio, level in ((1, 0.25), (1.5, 0.15), (2, 0.12))
    )
    both = (air * 0.8 + np.asarray(tone, np.float32)) * (0.04 + 0.96 * x**2.2)
    late = np.roll(both, 480) * (np.arange(count) >= 480)
    return np.stack([both, 0.7 * both + 0.3 * late], axis=1)


def _hit(count: int, rng: np.random.Generator) -> Samples:
    t = np.arange(count, dtype=np.float32) / RATE
    phase = 38 * t + 62 * (1 - np.exp(-14 * t)) / 14
    boom = np.sin(2 * np.pi * phase) * np.exp(-2.6 * t)
    crack = noise(count, 120, 3500, rng) * np.exp(-30 * t) * 1.1
    air = (
        np.stack([noise(count, 300, 5000, rng) for _ in range(2)], axis=1)
        * (np.exp(-4.0 * t) * 0.22)[:, None]
    )
    return np.asarray(np.tanh(boom * 1.3 + crack)[:, None] + air, dtype=np.float32)


def _pop(count: int, rng: np.random.Generator) -> Samples:
    t = np.arange(count, dtype=np.float32) / RATE
    phase = 380 * t + 520 * (1 - np.exp(-60 * t)) / 60
    tone = np.sin(2 * np.pi * phase) * np.exp(-38 * t)
    return _both(tone + noise(count, 700, 2500, rng) * np.exp(-300 * t) * 0.2)


def _click(count: int, rng: np.random.Generator) -> Samples:
    t = np.arange(count, dtype=np.float32) / RATE
    back = np.where(t > 0.028, np.exp(-260 * np.maximum(0, t - 0.028)), 0) * 0.5
    body = noise(count, 1500, 6500, rng) * (np.exp(-320 * t) + back)
    return _both(body + np.sin(2 * np.pi * 1900 * t) * np.exp(-240 * t) * 0.4)


def _ding(count: int, _rng: np.random.Generator) -> Samples:
    ring = VOICES["bell"].record(hertz(88), count) + 0.35 * VOICES["bell"].record(hertz(95), count)
    return _both(ring)


def _beep(count: int, _rng: np.random.Generator) -> Samples:
    """The tone of 1 kHz that stands where a word is not to be heard."""
    t = np.arange(count) / RATE
    return _both(np.sin(2 * np.pi * 1000 * t))


def _buzzer(count: int, _rng: np.random.Generator) -> Samples:
    t = np.arange(count) / RATE
    return _both(sum(np.sin(2 * np.pi * 117 * n * t) / n for n in (1, 2, 3, 5, 7, 9)) * np.exp(-0.4 * t))


def _boing(count: int, _rng: np.random.Generator) -> Samples:
    """A spring: a tone that rises and wobbles, ever less."""
    t = np.arange(count) / RATE
    pitch = 130 + 150 * t + 45 * np.sin(2 * np.pi * 11 * t) * np.exp(-1.5 * t)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    return _both((np.sin(phase) + 0.4 * np.sin(2 * phase) + 0.2 * np.sin(3 * phase)) * np.exp(-3.2 * t))


def _scratch(count: int, rng: np.random.Generator) -> Samples:
    """A needle drawn over a record: noise whose band goes up and comes back down."""
    x = np.linspace(0, 1, count, dtype=np.float32)
    drawn = _swept_noise(count, rng, 2.0 + 3.6 * np.abs(np.sin(np.pi * 1.5 * x)), 0.6)
    return _both(drawn * np.abs(np.sin(np.pi * 1.5 * x)) ** 0.6)


def _thunder(count: int, rng: np.random.Generator) -> Samples:
    t = np.arange(count, dtype=np.float32) / RATE
    crack = noise(count, 90, 3000, rng) * np.exp(-9 * t) * 1.2
    rolls = sum(
        np.exp(-(((t - at) / width) ** 2)) * level
        for at, width, level in ((0.35, 0.3, 1.0), (1.1, 0.45, 0.7), (2.0, 0.6, 0.45))
    )
    low = np.stack([noise(count, 25, 160, rng) for _ in range(2)], axis=1) * np.asarray(rolls)[:, None]
    return np.asarray(low * 1.6 + crack[:, None], dtype=np.float32)


def _applause(count: int, rng: np.random.Generator) -> Samples:
    """Some hundred hands, each at its own pace and place."""
    out = np.zeros((count, 2), dtype=np.float32)
    clap = drum("clap", 0)[: RATE // 12]
    for _ in range(90):
        pan, level = rng.uniform(0.2, 0.8), rng.uniform(0.2, 1.0)
        for at in np.arange(rng.uniform(0, 0.3), count / RATE, rng.uniform(0.19, 0.31)):
            start = int((at + rng.normal(0, 0.012)) * RATE)
            end = min(count, start + len(clap))
            if 0 <= start < end:
                out[start:end] += clap[: end - start, None] * np.array([pan, 1 - pan], np.float32) * level
    x = np.linspace(0, 1, count, dtype=np.float32)
    return np.asarray(out * np.minimum(1, 6 * x)[:, None], dtype=np.float32)


def _drumroll(count: int, rng: np.random.Generator) -> Samples:
    out = np.zeros(count, dtype=np.float32)
    swell = np.linspace(0.25, 1, count)
    for number, start in enumerate(range(0, count, RATE // 26)):
        stroke = drum("snare", number % 4)[: count - start]
        out[start : start + len(stroke)] += stroke * swell[start] * rng.uniform(0.75, 1)
    return _both(out)


def _gong(count: int, rng: np.random.Generator) -> Samples:
    """Partials of a metal plate, the high ones gone first (inharmonic, as of a tam-tam)."""
    t = np.arange(count) / RATE
    tones = sum(
        np.sin(2 * np.pi * 98 * ratio * t + rng.uniform(0, 6)) * np.exp(-t * (0.5 + 0.45 * ratio)) / ratio
        for ratio in (1, 1.52, 2.03, 2.71, 3.44, 4.13, 5.41)
    )
    return _both(np.asarray(tones) * (1 - np.exp(-90 * t)))


def _drum(name: str) -> Maker:
    def make(count: int, rng: np.random.Generator) -> Samples:
        hit = drum(name, int(rng.integers(4)))[:count]
        return _both(np.pad(hit, (0, count - len(hit))))

    return make


def _both(sound: npt.NDArray[np.floating]) -> Samples:
    return np.stack([sound, sound], axis=1).astype(np.float32)


EFFECTS: Mapping[str, tuple[int, Maker]] = {
    "whoosh": (700, _whoosh),
    "pop": (160, _pop),
    "hit": (1600, _hit),
    "riser": (2500, _riser),
    "click": (90, _click),
    "ding": (1500, _ding),
    "boom": (1800, _hit),
    "swoosh": (450, _whoosh),
    "clap": (320, _drum("clap")),
    "kick": (420, _drum("kick")),
    "beep": (700, _beep),
    "buzzer": (900, _buzzer),
    "boing": (900, _boing),
    "scratch": (700, _scratch),
    "thunder": (3200, _thunder),
    "applause": (3500, _applause),
    "drumroll": (2000, _drumroll),
    "gong": (3500, _gong),
}
