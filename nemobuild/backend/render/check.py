"""Looks at what was made: does it exist, decode, and have the length, size and streams that the plan said?

What is wrong beyond repair is an OutputError; what a person may want to know is a warning.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from nemobuild.backend.render import silence
from nemobuild.backend.render.chunks import Placed
from nemobuild.backend.render.mix import LOUDEST_BOOST_DB, TRUE_PEAK_DB
from nemobuild.backend.render.plan import RenderPlan
from nemobuild.backend.render.run import Cancelled, Ran, examined
from nemobuild.backend.render.scene import Layer, Plain
from nemobuild.backend.render.store import Piece
from nemobuild.errors import OutputError

MOST_FINDINGS = 5
MOST_LOOKS = 4
"""Pictures of a chunk that are looked at."""

LOUDNESS_LU = 1.5
"""How much quieter than asked for a film may be without a word about it."""

QUIET_LUFS = -50.0
HINT = "this is a bug of the renderer unless the disk is failing; render again, and report it if it stays"


def film(path: Path, plan: RenderPlan, with_sound: bool) -> tuple[str, ...]:
    """Checks a film: streams, size in px, number of frames, length to within two frames, pictures at its ends."""
    import av

    try:
        with av.open(str(path)) as file:
            _streams(file, plan, with_sound)
            _frames(file, plan)
            _decodes(file)
    except (av.FFmpegError, IndexError) as error:
        raise OutputError(f"the finished film cannot be read: {type(error).__name__}", hint=HINT) from error
    return ()


def sound(path: Path, plan: RenderPlan) -> tuple[str, ...]:
    """Checks a sound file: it decodes, and is as long as the plan says to within 50 ms."""
    import av

    try:
        with av.open(str(path)) as file:
            rate = file.streams.audio[0].rate
            samples = sum(frame.samples for frame in file.decode(audio=0))
    except (av.FFmpegError, IndexError) as error:
        raise OutputError(f"the finished sound cannot be read: {type(error).__name__}", hint=HINT) from error
    length = samples * 1000 / max(rate, 1)
    if abs(length - plan.duration_ms) > 60:
        raise OutputError(f"the sound is {length:.0f} ms long, not {plan.duration_ms} ms", hint=HINT)
    return ()


def picture_size(path: Path) -> tuple[int, int]:
    """Px of a picture, which is read whole to see that it can be."""
    from PIL import Image

    try:
        with Image.open(path) as picture:
            picture.load()
            return picture.size
    except OSError as error:
        raise OutputError("the finished picture cannot be read", hint=HINT) from error


def damaged(plan: RenderPlan, chunks: tuple[Piece, ...]) -> tuple[str, ...]:
    """Places whose sources had broken data in them."""
    found = []
    for placed, piece, command in zip(plan.chunks, chunks, plan.commands, strict=True):
        if piece.facts.get("damage"):
            what = "the source is damaged here, what is missing was filled in"
            found.append(f"{span(placed, plan)} {', '.join(command.origins[:2])}: {what}")
    return tuple(found)


def heard_well(heard: Piece | None, plan: RenderPlan) -> tuple[str, ...]:
    """Whether there is sound in which nothing can be heard, or which is not as loud as the timeline asks for."""
    if heard is None:
        return ()
    lufs, peak, target = (
        float(heard.facts.get("lufs", -99)),
        float(heard.facts.get("peak", 0)),
        plan.scene.loudness,
    )
    if peak <= -60:
        return ("the film has sound, but nothing can be heard in it",)
    found = []
    if target < 0 and QUIET_LUFS < lufs < target - LOUDNESS_LU:
        is_raised = float(heard.facts.get("gain", 0)) >= LOUDEST_BOOST_DB
        most = f"it is raised by {LOUDEST_BOOST_DB:g} dB at most"
        why = most if is_raised else "its peaks leave no room for more"
        found.append(f"the sound is at {lufs:.1f} LUFS, not {target:g}: {why}")
    if target < 0 and peak > TRUE_PEAK_DB + 0.1:
        found.append(f"the sound peaks at {peak:.1f} dBTP, over {TRUE_PEAK_DB:g}")
    return tuple(found)


def decoded(path: Path, folder: Path, what: str, stop: Cancelled) -> Ran:
    """Decodes all of a piece: how many frames came, and what the decoder complained about.

    What only smooths the picture is left out: damage shows without it.
    """
    quick = ("-skip_loop_filter", "all", "-skip_idct", "all", "-err_detect", "crccheck+bitstream+buffer")
    args = (*quick, "-i", str(path.absolute()), "-map", "0:v:0", "-fps_mode", "passthrough")
    return examined(args, folder=folder, what=what, cancelled=stop)


def unheard(plan: RenderPlan, film: Piece) -> tuple[str, ...]:
    """Segments of which nothing can be heard, where something can of others."""
    silent = tuple((float(start), float(end)) for start, end in film.facts.get("silent", ()))
    lost = silence.unheard(plan.scene.sounds, silent)
    return tuple(f"nothing can be heard of {origin}" for origin in lost)[:MOST_FINDINGS]


def black_frames(path: Path, rate: float) -> tuple[int, ...]:
    """Numbers of the first key frames of a chunk that are black."""
    import av

    found: list[int] = []
    try:
        with av.open(str(path)) as file:
            stream = file.streams.video[0]
            stream.codec_context.skip_frame = "NONKEY"
            for frame in islice(file.decode(stream), MOST_LOOKS):
                if _is_black(frame):
                    found.append(round(float(frame.time or 0) * rate))
    except (av.FFmpegError, IndexError) as error:
        raise OutputError(f"a finished piece cannot be read: {type(error).__name__}", hint=HINT) from error
    return tuple(found)


def black(plan: RenderPlan, chunks: tuple[Piece, ...]) -> tuple[str, ...]:
    """Places that are black where the timeline has something to show and no fade."""
    found: list[str] = []
    for placed, piece in zip(plan.chunks, chunks, strict=True):
        for number in piece.facts.get("black", ()):
            layer = _meant(plan, placed.start + int(number))
            if layer is not None:
                at = (placed.start + int(number)) / float(plan.scene.rate)
                found.append(f"the picture is black at {at:.1f} s: {layer.origin}")
    return tuple(dict.fromkeys(found))[:MOST_FINDINGS]


def frozen(plan: RenderPlan, chunks: tuple[Piece, ...]) -> tuple[str, ...]:
    """Places that stand still while their sources move."""
    found: list[str] = []
    rate = float(plan.scene.rate)
    for placed, piece, command in zip(plan.chunks, chunks, plan.commands, strict=True):
        still = piece.facts.get("frozen")
        if still:
            first, last = ((placed.start + int(frame)) / rate for frame in still)
            origins = ", ".join(command.origins[:2])
            found.append(
                f"{first:.1f}-{last:.1f} s: {origins}: the picture stands still, that of the source does not"
            )
    return tuple(found)[:MOST_FINDINGS]


def _meant(plan: RenderPlan, number: int) -> Layer | None:
    """The layer of the main track that should be seen at a frame, if nothing makes it dark on purpose."""
    for layer in plan.scene.layers:
        fading = number < layer.start + layer.fade_in or number >= layer.end - layer.fade_out
        if layer.main and layer.start <= number < layer.end and not layer.blend and not fading:
            return None if isinstance(layer.content, Plain) else layer
    return None


def _is_black(frame: Any) -> bool:
    luma = frame.reformat(width=64, height=36, format="gray").to_ndarray()
    return bool(luma.max() < 24)


def span(placed: Placed, plan: RenderPlan) -> str:
    """Where in the film a chunk lies."""
    rate = float(plan.scene.rate)
    return f"{placed.start / rate:.1f}-{placed.end / rate:.1f} s:"


def _streams(file: Any, plan: RenderPlan, with_sound: bool) -> None:
    video = file.streams.video[0]
    if (video.width, video.height) != (plan.scene.width, plan.scene.height):
        found = f"{video.width}x{video.height}"
        raise OutputError(f"the film is {found}, not {plan.scene.width}x{plan.scene.height}", hint=HINT)
    if with_sound != bool(file.streams.audio):
        raise OutputError("the film has no sound" if with_sound else "the film has sound", hint=HINT)


def _frames(file: Any, plan: RenderPlan) -> None:
    video = file.streams.video[0]
    frames, first, last = 0, 0, 0
    for packet in file.demux(video):
        if packet.size:
            at = packet.pts or 0
            first, last = (min(first, at), max(last, at)) if frames else (at, at)
            frames += 1
    if plan.output.format == "gif":
        return  # equal pictures in a row are one in a GIF
    if frames != plan.scene.frames:
        raise OutputError(f"the film has {frames} frames, not {plan.scene.frames}", hint=HINT)
    length = float((last - first) * video.time_base) + float(1 / plan.scene.rate)
    expected = float(plan.scene.frames / plan.scene.rate)
    if abs(length - expected) > 2 / float(plan.scene.rate):
        raise OutputError(f"the film is {length:.3f} s long, not {expected:.3f} s", hint=HINT)


def _decodes(file: Any) -> None:
    """The first picture and one near the end."""
    video = file.streams.video[0]
    for moment in (0, max((video.duration or 0) - 1, 0)):
        file.seek(moment, stream=video)
        if next(file.decode(video), None) is None:
            raise OutputError("the film holds pictures that do not decode", hint=HINT)
