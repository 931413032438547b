"""Silences, beats, scenes and energy out of curves. Pure functions over numpy arrays; blocks in, a few numbers out.

A sound is two rows per 10 ms step: its level in dBFS, and its onset strength. A picture is a row per frame: time in ms and
how much it differs from the frame before, 0..1.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float32]
STEP_MS = 10
FLOOR_DB = -120.0
SPECTRUM_STEPS = 4  # an onset spectrum spans 40 ms: fine enough for the beat, coarse enough for its pitch
SLOWEST_BPM, FASTEST_BPM, USUAL_BPM = 60.0, 200.0, 120.0
MIN_ONSETS = 400  # steps (4 s): below that there is no beat to speak of
MIN_PERIODICITY = 0.1  # of the autocorrelation's value at zero; below it the sound has no beat
TIGHTNESS = (
    100.0  # how much a beat off the tempo costs; D. Ellis, Beat Tracking by Dynamic Programming (2007)
)
CUT = 0.10  # mean difference of two frames, as a share of full scale, that can be a cut
CUT_OVER_NEIGHBOURS = 3.0  # and how far it stands out from the half second around it
MIN_SCENE_MS = 300


def sound_curves(blocks: Iterable[Curve], rate: int) -> Curve:
    """Level and onset strength per 10 ms of a sound that comes in blocks of channels x samples."""
    step = rate * STEP_MS // 1000
    levels: list[Curve] = []
    onsets: list[Curve] = []
    tail, spectrum = np.zeros((2, 0), np.float32), np.zeros(0, np.float32)
    before = np.zeros((SPECTRUM_STEPS - 1) * step, np.float32)
    for block in _in_seconds(blocks, rate):
        whole = np.concatenate([tail, block], axis=1)
        used = whole.shape[1] // step * step
        tail = whole[:, used:]
        if used:
            levels.append(_levels(whole[:, :used], step))
            mono = np.concatenate([before, whole[:, :used].mean(axis=0)])
            flux, spectrum = _flux(mono, step, spectrum)
            onsets.append(flux)
            before = mono[-len(before) :]
    if tail.shape[1]:
        levels.append(_levels(tail, tail.shape[1]))
        onsets.append(np.zeros(1, np.float32))
    if not levels:
        return np.zeros((2, 0), np.float32)
    return np.stack([np.concatenate(levels), np.concatenate(onsets)])


def silences(
    levels: Curve, threshold_db: float, min_ms: int, duration_ms: int
) -> tuple[tuple[int, int], ...]:
    """Runs of steps below the threshold, at least `min_ms` long. Where the sound ends before the film, it is silent."""
    steps = max(0, -(-duration_ms // STEP_MS))
    quiet = np.ones(steps, bool)
    heard = min(steps, len(levels))
    quiet[:heard] = levels[:heard] < threshold_db
    edges = np.flatnonzero(np.diff(np.concatenate([[False], quiet, [False]]).astype(np.int8)))
    runs = ((int(a) * STEP_MS, min(int(b) * STEP_MS, duration_ms)) for a, b in edges.reshape(-1, 2))
    return tuple((start, end) for start, end in runs if end - start >= min_ms)


def beats(onsets: Curve) -> tuple[int, ...]:
    """Beat times in ms: the tempo by autocorrelation, then the best path through the onsets (Ellis 2007)."""
    if len(onsets) < MIN_ONSETS or float(onsets.max(initial=0.0)) <= 0:
        return ()
    strength = onsets / (float(onsets.std()) or 1.0)
    period = _period(strength)
    if period is None:
        return ()
    return tuple(int(at) * STEP_MS for at in _path(_smoothed(strength, period), period))


def motion(pictures: Iterable[tuple[float, NDArray[np.uint8]]]) -> Curve:
    """A row per frame: its time in ms, and its mean difference from the frame before, 0..1."""
    rows: list[tuple[float, float]] = []
    last: NDArray[np.int16] | None = None
    for seconds, picture in pictures:
        now = picture.astype(np.int16)
        rows.append((seconds * 1000, 0.0 if last is None else float(np.abs(now - last).mean()) / 255))
        last = now
    return np.array(rows, np.float32).reshape(-1, 2)


def scenes(curve: Curve) -> tuple[int, ...]:
    """The times of frames that differ from the one before far more than their neighbours do, in ms."""
    found: list[int] = []
    differences = curve[:, 1] if len(curve) else curve.reshape(-1)
    for index in map(int, np.flatnonzero(differences > CUT)):
        near = np.concatenate([differences[max(0, index - 8) : index], differences[index + 1 : index + 9]])
        at = round(float(curve[index, 0]))
        stands_out = differences[index] > CUT_OVER_NEIGHBOURS * float(np.median(near)) if len(near) else True
        if stands_out and at - (found[-1] if found else 0) >= MIN_SCENE_MS:
            found.append(at)
    return tuple(found)


def energy(levels: Curve, moved: Curve, window_ms: int, duration_ms: int) -> tuple[float, ...]:
    """Loudness and motion per window, each 0..1 of what the file has at most, averaged over those it has."""
    windows = max(1, -(-duration_ms // max(1, window_ms)))
    parts = []
    if len(levels):
        times = np.arange(len(levels), dtype=np.float32) * STEP_MS
        parts.append(_per_window(times, np.power(np.float32(10), levels / 20), window_ms, windows))
    if len(moved):
        parts.append(_per_window(moved[:, 0], moved[:, 1], window_ms, windows))
    if not parts:
        return (0.0,) * windows
    return tuple(round(float(value), 4) for value in np.mean(parts, axis=0))


def _in_seconds(blocks: Iterable[Curve], rate: int) -> Iterable[Curve]:
    """The same samples in blocks of at least a second, since decoders hand out very small ones."""
    waiting: list[Curve] = []
    size = 0
    for block in blocks:
        waiting.append(block)
        size += block.shape[1]
        if size >= rate:
            yield np.concatenate(waiting, axis=1)
            waiting, size = [], 0
    if waiting:
        yield np.concatenate(waiting, axis=1)


def _levels(samples: Curve, step: int) -> Curve:
    """dBFS per step: the mean power over channels, so that opposite phases do not cancel."""
    power = np.square(samples, dtype=np.float64).mean(axis=0).reshape(-1, step).mean(axis=1)
    floor = 10 ** (FLOOR_DB / 10)
    return np.asarray(10 * np.log10(np.maximum(power, floor)), np.float32)


def _flux(mono: Curve, step: int, last: Curve) -> tuple[Curve, Curve]:
    """Half-wave rectified growth of the log spectrum from step to step, and the last spectrum."""
    length = SPECTRUM_STEPS * step
    windows = np.lib.stride_tricks.sliding_window_view(mono, length)[::step]
    spectra = np.log1p(100 * np.abs(np.fft.rfft(windows * np.hanning(length), axis=1)))
    first = last[None, :] if len(last) else spectra[:1]
    growth = np.diff(np.concatenate([first, spectra]), axis=0)
    return np.asarray(np.maximum(growth, 0).mean(axis=1), np.float32), np.asarray(spectra[-1], np.float32)


def _period(strength: Curve) -> float | None:
    """Steps from beat to beat, by autocorrelation weighted towards usual tempos; None where nothing repeats."""
    centred = strength - strength.mean()
    size = 1 << (2 * len(centred) - 1).bit_length()
    spectrum = np.fft.rfft(centred, size)
    correlation = np.fft.irfft(spectrum * np.conj(spectrum), size)[: len(centred)]
    shortest, longest = (round(60_000 / bpm / STEP_MS) for bpm in (FASTEST_BPM, SLOWEST_BPM))
    lags = np.arange(shortest, min(longest, len(correlation) - 2) + 1)
    usual = 60_000 / USUAL_BPM / STEP_MS
    weighted = correlation[lags] * np.exp(-0.5 * np.square(np.log2(lags / usual) / 0.9))
    best = int(lags[int(np.argmax(weighted))])
    if correlation[best] < MIN_PERIODICITY * correlation[0]:
        return None
    left, peak, right = (float(correlation[best + at]) for at in (-1, 0, 1))
    curvature = left - 2 * peak + right
    return best + (0.5 * (left - right) / curvature if curvature else 0.0)


def _smoothed(strength: Curve, period: float) -> Curve:
    reach = np.arange(-round(period), round(period) + 1)
    window = np.exp(-0.5 * np.square(reach * 32.0 / period))
    return np.asarray(np.convolve(strength, window, "same"), np.float32)


def _path(score: Curve, period: float) -> list[int]:
    """The chain of beats with the best sum of onsets, less the cost of leaving the tempo."""
    reach = np.arange(-round(2 * period), -round(period / 2) + 1)
    cost = -TIGHTNESS * np.square(np.log(-reach / period))
    best = np.array(score, np.float64)
    back = np.full(len(score), -1)
    for at in range(len(score)):
        usable = reach[reach + at >= 0]
        if len(usable):
            sums = best[at + usable] + cost[-len(usable) :]
            choice = int(np.argmax(sums))
            if sums[choice] > 0:
                best[at] += sums[choice]
                back[at] = at + usable[choice]
    end = len(best) - round(period) + int(np.argmax(best[-round(period) :]))
    path = [end]
    while back[path[-1]] >= 0:
        path.append(int(back[path[-1]]))
    return path[::-1]


def _per_window(times: Curve, values: Curve, window_ms: int, windows: int) -> NDArray[np.float64]:
    index = np.clip((times // max(1, window_ms)).astype(int), 0, windows - 1)
    sums = np.bincount(index, values, windows)
    means = sums / np.maximum(1, np.bincount(index, minlength=windows))
    top = float(means.max(initial=0.0))
    return np.asarray(means / top if top > 0 else means)
