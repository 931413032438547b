"""The sound of a film: mixed once, measured, brought to its loudness and encoded. Each step is kept by its own key."""

from __future__ import annotations

import math
import re
from functools import partial
from pathlib import Path

from nemobuild.backend.render.compile import Command, key_of_args
from nemobuild.backend.render.encode import sound_args, sound_suffix
from nemobuild.backend.render.mix import corrected, first_master, mastering
from nemobuild.backend.render.plan import RenderPlan
from nemobuild.backend.render.run import Cancelled, run
from nemobuild.backend.render.store import Piece, Store

TRIES = 3
MASTERING = "3"
"""Raised when a mix is mastered differently, so that sounds of before are made anew."""


def encoded(plan: RenderPlan, mix: Command, store: Store, folder: Path, stop: Cancelled) -> Piece:
    """The encoded sound, from the store or made now.

    Its facts are `lufs` and `peak` (dBTP), heard in the encoded sound, and the `gain` that was added.
    """
    args, suffix = sound_args(plan.output), sound_suffix(plan.output)
    key = key_of_args((mix.key, str(plan.scene.loudness), *args, suffix, MASTERING), plan.encoder)
    known = store.get(key, suffix)
    if known is not None:
        return known
    mixed = store.get(mix.key, ".wav") or _mixed(mix, store, folder, stop)
    return store.put(key, suffix, lambda path: _mastered(plan, mixed, path, folder, stop))


def _mastered(plan: RenderPlan, mixed: Piece, path: Path, folder: Path, stop: Cancelled) -> dict[str, float]:
    """Encodes a mix, listens to what comes out, and does it again if that is too quiet or peaks too high.

    The mix is known by the peak of its samples; what lies between them is heard here, and what the coder adds with it.
    """
    lufs, peak, target = float(mixed.facts["lufs"]), float(mixed.facts["peak"]), plan.scene.loudness
    coder = sound_args(plan.output)
    master = first_master(lufs, peak, target, coder[1])
    for _ in range(TRIES):
        filters = ",".join(mastering(master)) or "anull"
        args = ("-i", str(mixed.path), "-map", "0:a", "-af", filters, *coder, "-map_metadata", "-1")
        ran = run(args, path, folder=folder, what="encoding the sound", then=LISTEN, cancelled=stop)
        facts = {**measured(ran.output), "gain": master.gain}
        better = corrected(master, lufs, facts["lufs"], facts["peak"], target)
        if better == master:
            break
        master = better
    return facts


LISTEN = (
    *(
        "-dec",
        "0:0",
        "-filter_complex",
        "[dec:0]ebur128=metadata=1:peak=true,ametadata=mode=print:file=-[heard]",
    ),
    *("-map", "[heard]", "-f", "null", "-"),
)
"""Measures what is being encoded as a player decodes it, while the encoder goes on."""


def _mixed(mix: Command, store: Store, folder: Path, stop: Cancelled) -> Piece:
    for part in mix.parts:
        if store.get(part.key, part.suffix) is None:
            store.put(part.key, part.suffix, partial(_stem, part, folder, stop))

    def make(path: Path) -> dict[str, float]:
        what = f"mixing the sound of {', '.join(mix.origins[:3])}"
        return measured(run(mix.args, path, folder=folder, what=what, cancelled=stop).output)

    return store.put(mix.key, ".wav", make)


def _stem(part: Command, folder: Path, stop: Cancelled, path: Path) -> None:
    what = f"mixing the sound of {', '.join(part.origins[:2])} and what follows"
    run(part.args, path, folder=folder, what=what, cancelled=stop)


def measured(report: str) -> dict[str, float]:
    """Integrated loudness (LUFS) and peak (dB: of samples or between them) from what `ebur128` wrote; -99 for silence."""
    loudness = re.findall(r"lavfi\.r128\.I=(-?[\d.]+|-?inf|nan)", report)
    peaks = re.findall(r"lavfi\.r128\.(?:true|sample)_peaks_ch\d+=(-?[\d.]+|-?inf|nan)", report)
    lufs = _finite(loudness[-1]) if loudness else -99.0
    return {"lufs": lufs, "peak": max((_decibel(p) for p in peaks[-2:]), default=-99.0)}


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else -99.0


def _decibel(text: str) -> float:
    """ffmpeg writes peaks into its metadata as amplitudes."""
    value = float(text)
    return 20 * math.log10(value) if math.isfinite(value) and value > 0 else -99.0
