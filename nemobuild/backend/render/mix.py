"""The sounds of a scene as one filter graph: cut to the sample, faded, ducked, added up. Pure.

The mix is kept as floating point, so nothing clips here; loudness comes after, when it is known (`master`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from nemobuild.backend.render.compile import Command, key_of_args
from nemobuild.backend.render.frames import SAMPLE_RATE, decimal, sample_at
from nemobuild.backend.render.graph import Graph
from nemobuild.backend.render.pictures import source_args
from nemobuild.backend.render.scene import Heard, Scene

STEREO = f"aformat=sample_fmts=fltp:sample_rates={SAMPLE_RATE}:channel_layouts=stereo"
TRUE_PEAK_DB = -1.0
"""No film peaks higher than this, decoded and between its samples."""

CEILINGS_DB = {"pcm_s16le": -1.3, "flac": -1.3}
LOSSY_CEILING_DB = -2.0
"""Where the limiter stops: a lossy coder adds some tenths of a dB to the peaks that it is given."""

LIMITER_DB = 10.0
"""What the limiter may take away at most: a mix with greater peaks stays quieter rather than being flattened."""

TOLERANCE_LU = 0.4
LOUDEST_BOOST_DB = 18.0
"""More than this is never added: what is nearly silent is meant to be, or is noise."""

RUN = 24
"""Sounds that are mixed in one graph."""

QUIETEST_LUFS = -55.0
"""Below this there is nothing to make louder."""


def compile_mix(scene: Scene, encoder: str) -> Command | None:
    """The command that mixes a scene's sound into a WAV of 32-bit floats and measures it; None if nothing is heard."""
    if not scene.sounds:
        return None
    sounds, stems = with_stems(scene.sounds, encoder)
    graph = Graph()
    total = sample_at(scene.frames, scene.rate)
    label = _mixed(graph, sounds, total)
    measured = graph.chain((label,), "ebur128=metadata=1:peak=sample", "ametadata=mode=print:file=-")
    return _command(graph, measured, sounds, encoder, stems)


def with_stems(sounds: tuple[Heard, ...], encoder: str) -> tuple[tuple[Heard, ...], tuple[Command, ...]]:
    """The sounds with long runs of a bus mixed beforehand, and the commands that do it.

    Every source of a graph is a file and two threads, so a film of a thousand cuts or effects is mixed in runs of `RUN`.
    Sounds that step back differently under speech are not in one run, as they do so when all is mixed.
    """
    groups: dict[tuple[str, float], list[Heard]] = {}
    for heard in sounds:
        groups.setdefault((heard.bus, heard.duck), []).append(heard)
    made = [_in_runs(tuple(group), encoder) for group in groups.values()]
    return tuple(h for heard, _ in made for h in heard), tuple(c for _, commands in made for c in commands)


def _in_runs(sounds: tuple[Heard, ...], encoder: str) -> tuple[tuple[Heard, ...], tuple[Command, ...]]:
    """At most `RUN` sounds that are heard as these are, and what has to be made for them, in order."""
    if len(sounds) <= RUN:
        return sounds, ()
    ordered = sorted(sounds, key=lambda h: h.start)
    made = [_stem(tuple(ordered[i : i + RUN]), encoder) for i in range(0, len(ordered), RUN)]
    heard, above = _in_runs(tuple(h for h, _ in made), encoder)
    return heard, (*(command for _, command in made), *above)


def _stem(run: tuple[Heard, ...], encoder: str) -> tuple[Heard, Command]:
    """A run mixed into one sound, which counts from its own first sample: what is inserted before does not change it."""
    start, end = run[0].start, max(h.start + h.samples for h in run)
    graph = Graph()
    moved = tuple(replace(h, start=h.start - start) for h in run)
    label = _mixed(graph, moved, end - start)
    command = _command(graph, label, moved, encoder, ())
    heard = Heard(
        start=start,
        samples=end - start,
        key=command.key,
        at=Fraction(0),
        stem=True,
        bus=run[0].bus,
        duck=run[0].duck,
        origin=f"{run[0].origin} to {run[-1].origin}",
    )
    return heard, command


def _mixed(graph: Graph, sounds: tuple[Heard, ...], total: int) -> str:
    speech = [_placed(graph, h) for h in sounds if h.bus == "speech"]
    ducking = sorted({h.duck for h in sounds if h.bus != "speech" and h.duck < 1})
    buses, keys = _speech_buses(graph, speech, len(ducking))
    for duck, key in zip(ducking, keys, strict=False):
        music = [_placed(graph, h) for h in sounds if h.bus != "speech" and h.duck == duck]
        buses.append(_ducked(graph, _added(graph, music), key, duck))
    rest = [h for h in sounds if h.bus != "speech" and (h.duck >= 1 or not keys)]
    buses.extend(_placed(graph, h) for h in rest)
    bed = graph.chain((), f"anullsrc=r={SAMPLE_RATE}:cl=stereo", f"atrim=end_sample={total}", STEREO)
    return graph.chain((bed, *buses), _adding(len(buses) + 1, "first"), f"atrim=end_sample={total}")


def _speech_buses(graph: Graph, speech: list[str], ducking: int) -> tuple[list[str], tuple[str, ...]]:
    """The speech as it is heard, and a copy of it for each group of sounds that steps back under it."""
    if not speech:
        return [], ()
    label = _added(graph, speech)
    if not ducking:
        return [label], ()
    heard, *keys = graph.split(label, ducking + 1, "asplit")
    return [heard], tuple(keys)


def _ducked(graph: Graph, label: str, key: str, factor: float) -> str:
    """Sounds that step back to `factor` of their amplitude while there is speech.

    A compressor that would all but silence them is mixed with what came in, so that `factor` is where it ends.
    """
    padded = graph.chain((key,), "apad")
    wet = decimal(1 - factor, 4)
    settings = "threshold=0.012:ratio=20:attack=60:release=450:level_sc=6:detection=rms:knee=4"
    return graph.chain((label, padded), f"sidechaincompress={settings}:mix={wet}")


def _added(graph: Graph, labels: list[str]) -> str:
    if len(labels) == 1:
        return labels[0]
    return graph.chain(tuple(labels), _adding(len(labels), "longest"))


def _adding(count: int, duration: str) -> str:
    return f"amix=inputs={count}:duration={duration}:dropout_transition=0:normalize=0"


def _placed(graph: Graph, heard: Heard) -> str:
    """One sound, cut to the sample, at its place in the film."""
    source = _input(graph, heard)
    stereo = "pan=stereo|c0=c0|c1=c0" if heard.channels == 1 else ""
    consumed = round(heard.samples * heard.speed)
    return graph.chain(
        (source,),
        f"aresample={SAMPLE_RATE}",
        stereo,
        STEREO,
        f"atrim=end_sample={consumed}",
        "asetpts=N/SR/TB",
        "areverse" if heard.reverse else "",
        *_tempo(heard.speed),
        *heard.filters,
        f"apad=whole_len={heard.samples}",
        f"atrim=end_sample={heard.samples}",
        f"volume={decimal(heard.gain, 4)}" if heard.gain != 1 else "",
        *_envelope(heard),
        f"afade=t=in:ss=0:ns={heard.fade_in}:curve={heard.curve}" if heard.fade_in else "",
        _fade_out(heard),
        f"adelay=delays={heard.start}S:all=1" if heard.start else "",
    )


RAMP_S = 0.3
"""How long music takes from one level to another: heard as a hand on the fader, not as a jump."""
STEP = 64
"""Samples for which a level stands still while it changes: 1.3 ms, too short to be heard as steps."""


def _envelope(heard: Heard) -> Iterator[str]:
    """The levels of a sound as one curve of time: 1, and for each level what it adds while it holds, in and out by a ramp."""
    if not heard.levels:
        return
    terms = (f"{decimal(x.gain - 1)}*({_risen(x.start)}-{_risen(x.end)})" for x in heard.levels)
    yield f"asetnsamples=n={STEP}:p=0"
    yield f"volume='max(0,1+{'+'.join(terms)})':eval=frame"


def _risen(at: int) -> str:
    """0 before a place (samples), 1 after it."""
    if at <= 0:
        return "1"
    begin = Fraction(at, SAMPLE_RATE) - Fraction(RAMP_S) / 2
    return (
        f"clip((t-{decimal(begin)})/{RAMP_S},0,1)"
        if begin >= 0
        else f"clip((t+{decimal(-begin)})/{RAMP_S},0,1)"
    )


def _fade_out(heard: Heard) -> str:
    if not heard.fade_out:
        return ""
    return f"afade=t=out:ss={heard.samples - heard.fade_out}:ns={heard.fade_out}:curve={heard.curve}"


def _input(graph: Graph, heard: Heard) -> str:
    length = Fraction(heard.samples) * heard.speed / SAMPLE_RATE
    options = ("-stream_loop", "-1") if heard.loop else ()
    seek = ("-ss", decimal(heard.at)) if heard.at > 0 else ()
    unseen = (
        ("-skip_frame:v", "all") if heard.pictures else ()
    )  # or the first is decoded when the file is opened
    name = f"drawn/{heard.key}.wav" if heard.made else f"assets/{heard.key}"
    if heard.stem:
        return graph.input(*source_args(f"pieces/{heard.key}.wav"), pad="a:0")
    return graph.input(*source_args(name, *unseen, *options, *seek, "-t", decimal(length + 1)), pad="a:0")


def _tempo(speed: Fraction) -> Iterable[str]:
    """Speed without a change of pitch, in steps that `atempo` does well."""
    while speed > 2:
        yield "atempo=2"
        speed /= 2
    while speed < Fraction(1, 2):
        yield "atempo=0.5"
        speed *= 2
    if speed != 1:
        yield f"atempo={decimal(speed)}"


def _command(
    graph: Graph, label: str, sounds: tuple[Heard, ...], encoder: str, parts: tuple[Command, ...]
) -> Command:
    args = (
        *graph.input_args(),
        *("-filter_complex", graph.text(), "-map", f"[{label}]", "-vn", "-c:a", "pcm_f32le"),
        *("-map_metadata", "-1", "-fflags", "+bitexact"),
    )
    return Command(
        args=args,
        key=key_of_args((*args, ".wav"), encoder),
        suffix=".wav",
        frames=0,
        drawn=tuple(dict.fromkeys(h.key for h in sounds if h.made)),
        digests=tuple(dict.fromkeys(h.key for h in sounds if not h.made and not h.stem)),
        origins=tuple(dict.fromkeys(h.origin for h in sounds if h.origin)),
        parts=parts,
    )


def gain_for(measured: float, peak: float, target: float) -> float:
    """dB to add so that a mix of `measured` LUFS comes to `target`. `peak` is that of its samples in dBFS.

    The limiter is given at most `LIMITER_DB` of work.
    """
    if measured <= QUIETEST_LUFS:
        return 0.0
    wanted = min(target - measured, LOUDEST_BOOST_DB)
    return round(min(wanted, TRUE_PEAK_DB - peak + LIMITER_DB), 2)


def ceiling_for(codec: str) -> float:
    """dBTP that a mix is held under before it is given to a coder."""
    return CEILINGS_DB.get(codec, LOSSY_CEILING_DB)


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """What is done to a mix: dB added, then, if it is `limited`, peaks held under `ceiling` (dBTP)."""

    gain: float
    ceiling: float
    limited: bool


def first_master(lufs: float, peak: float, target: float, codec: str) -> Master:
    """What to do to a mix of `lufs` whose samples peak at `peak` (dBFS), as far as these two tell."""
    gain = gain_for(lufs, peak, target) if target < 0 else 0.0
    ceiling = ceiling_for(codec)
    return Master(gain=gain, ceiling=ceiling, limited=peak + gain > ceiling)


def mastering(master: Master) -> tuple[str, ...]:
    """Filters that bring a mix to its loudness. The limiter runs at four times the rate, to see what is between the
    samples."""
    steps = [f"volume={decimal(master.gain, 2)}dB"] if master.gain else []
    if master.limited:
        level = decimal(10 ** (master.ceiling / 20), 5)
        limiter = f"alimiter=limit={level}:attack=4:release=80:asc=1:asc_level=0.5:level=0:latency=1"
        steps += [f"aresample={SAMPLE_RATE * 4}", limiter, f"aresample={SAMPLE_RATE}"]
    return tuple(steps)


def corrected(master: Master, mixed: float, lufs: float, peak: float, target: float) -> Master:
    """What to do to a mix of `mixed` LUFS instead, now that its coded form was heard at `lufs` and `peak`.

    The same if that was right. What the limiter took from the loudness is added again, once it is audible. Peaks that
    the samples did not show, or that the coder added, are limited first, and held lower if they come again.
    """
    over = peak - TRUE_PEAK_DB
    ceiling = master.ceiling - over - 0.2 if over > 0 and master.limited else master.ceiling
    missing = target - lufs
    held_back = master.gain < min(target - mixed, LOUDEST_BOOST_DB) - 0.01
    add = missing if target < 0 and master.gain and not held_back and TOLERANCE_LU < missing < 3 else 0.0
    limited = master.limited or over > 0 or add > 0
    return Master(gain=round(master.gain + add, 2), ceiling=round(ceiling, 2), limited=limited)
