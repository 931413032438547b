"""How one clip takes over from the next: names to ffmpeg's, and overlaps that never pile up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nemobuild.backend.render.lower.stage import Stage
from nemobuild.backend.render.scene import Blend, Layer
from nemobuild.timeline.model import Clip

XFADE: Mapping[str, str] = {
    "crossfade": "fade",
    "fade": "fade",
    "fade_black": "fadeblack",
    "fade_white": "fadewhite",
    "wipe_left": "wipeleft",
    "wipe_right": "wiperight",
    "wipe_up": "wipeup",
    "wipe_down": "wipedown",
    "slide_left": "slideleft",
    "slide_right": "slideright",
    "slide_up": "slideup",
    "slide_down": "slidedown",
    "smooth_left": "smoothleft",
    "smooth_right": "smoothright",
    "push_left": "slideleft",
    "push_right": "slideright",
    "zoom": "zoom",
    "circle": "circleopen",
    "circle_close": "circleclose",
    "iris": "circleopen",
    "blur": "hblur",
    "dissolve": "dissolve",
    "pixelize": "pixelize",
    "spin": "radial",
    "radial": "radial",
    "squeeze": "squeezeh",
    "cover_left": "coverleft",
    "cover_right": "coverright",
    "reveal_left": "revealleft",
    "reveal_right": "revealright",
}
"""The timeline's names of transitions, and ffmpeg's of xfade; `zoom` is the renderer's own."""


def blend_of(clip: Clip, before: Clip | None, stage: Stage) -> Blend | None:
    """A clip's transition in frames. One that ffmpeg has no name for becomes a crossfade, with a warning."""
    transition = clip.transition
    if transition is None or transition.duration_ms <= 0 or transition.name in ("none", "cut"):
        return None
    name = XFADE.get(transition.name)
    if name is None:
        stage.warnings.append(
            f'the transition "{transition.name}" is unknown here; a crossfade stands in for it'
        )
    frames = stage.frame(clip.start_ms + transition.duration_ms) - stage.frame(clip.start_ms)
    if before is not None and before.end_ms > clip.start_ms:
        frames = stage.frame(before.end_ms) - stage.frame(clip.start_ms)
    return Blend(name=name or "fade", frames=frames)


def joined(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """The main track so that at most two layers are on at once, and two only where the later one blends in."""
    done: list[Layer] = []
    for layer in layers:
        free_from = done[-1].start + (done[-1].blend.frames if done[-1].blend else 0) if done else 0
        if layer.start < free_from:
            layer = _later(layer, free_from)
        if layer.frames < 1:
            continue
        if done and done[-1].end > layer.start:
            done[-1], layer = _overlapped(done[-1], layer)
        done.append(layer)
    return tuple(done)


def _later(layer: Layer, start: int) -> Layer:
    """A layer whose beginning falls into the blend before it begins after that blend."""
    return replace(layer, start=min(start, layer.end), blend=None)


def _overlapped(before: Layer, layer: Layer) -> tuple[Layer, Layer]:
    frames = layer.blend.frames if layer.blend else 0
    frames = min(frames, before.end - layer.start, layer.frames)
    blend = replace(layer.blend, frames=frames) if layer.blend and frames else None
    return replace(before, end=layer.start + frames), replace(layer, blend=blend)
