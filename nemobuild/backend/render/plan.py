"""What a render will do, as a value that can be printed: layers, chunks, commands.

`plan_render` looks at the headers of the sources (colour, range) and sets the texts; nothing is encoded.
"""

from __future__ import annotations

import json
import shlex
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from nemobuild.backend.render import chunks, untouched
from nemobuild.backend.render.chunks import Placed
from nemobuild.backend.render.compile import Command, compile_chunk, compile_still
from nemobuild.backend.render.frames import frame_at, ms_of
from nemobuild.backend.render.hardware import settled
from nemobuild.backend.render.lower import Typed, lower
from nemobuild.backend.render.mix import compile_mix
from nemobuild.backend.render.output import Output
from nemobuild.backend.render.probe import told_colours
from nemobuild.backend.render.run import build_identity
from nemobuild.backend.render.scene import Layer, Scene, plain
from nemobuild.timeline.model import Canvas, Media, Text, Timeline

SHEET = 12
"""Pictures on a contact sheet."""

Way = Literal["chunks", "copy", "one pass"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderPlan:
    """Everything that has to be made for one file. `way` says how its picture is made, and `why` so."""

    output: Output
    scene: Scene
    chunks: tuple[Placed, ...]
    commands: tuple[Command, ...]
    stills: tuple[Command, ...]
    mix: Command | None
    encoder: str
    way: Way = "chunks"
    why: str = ""
    title: str = ""
    chapters: tuple[tuple[int, str], ...] = ()

    @property
    def duration_ms(self) -> int:
        return ms_of(self.scene.frames, self.scene.rate)

    def text(self) -> str:
        """The plan as a person reads it."""
        return "\n".join(_lines(self))

    def json(self) -> dict[str, Any]:
        """The plan as JSON has it."""
        return {
            "output": plain(self.output),
            "way": self.way,
            "why": self.why,
            "frames": self.scene.frames,
            "layers": [plain(x) for x in self.scene.layers],
            "sounds": [plain(x) for x in self.scene.sounds],
            "chunks": [
                {"start": p.start, "end": p.end, "key": c.key, "args": list(c.args)}
                for p, c in zip(self.chunks, self.commands, strict=False)
            ],
            "stills": [{"key": c.key, "args": list(c.args)} for c in self.stills],
            "mix": None if self.mix is None else {"key": self.mix.key, "args": list(self.mix.args)},
            "warnings": list(self.scene.warnings),
        }


def plan_render(
    timeline: Timeline, media: Mapping[str, Media], output: Output, folder: Path | None = None
) -> RenderPlan:
    """The plan of a render. Texts are drawn into `folder`, or into one that is gone afterwards."""
    from nemobuild.backend.render.studio import Studio

    if folder is not None:
        return plan_with(timeline, media, output, Studio(folder, media).typeset)
    with tempfile.TemporaryDirectory() as scratch:
        return plan_with(timeline, media, output, Studio(Path(scratch), media).typeset)


def plan_with(
    timeline: Timeline,
    media: Mapping[str, Media],
    output: Output,
    typeset: Callable[[Text, Canvas], Typed],
    *,
    encoder: str = "",
    one_pass: bool = False,
) -> RenderPlan:
    """The plan, with what it needs handed in. Pictures are copied where they can be, unless it is to be `one_pass`."""
    encoder = encoder or build_identity()
    output, lacking = settled(output)
    scene = told_colours(lower(timeline, media, output, typeset), media)
    scene = replace(scene, warnings=(*scene.warnings, *lacking))
    kind = output.kind
    made = replace(output, codec="h264", lossless=True) if output.format == "gif" else output
    plan = RenderPlan(
        output=made,
        scene=scene,
        chunks=(),
        commands=(),
        stills=_stills(timeline, scene, output, encoder) if kind == "still" else (),
        mix=compile_mix(scene, encoder) if kind in ("film", "sound") and output.format != "gif" else None,
        encoder=encoder,
        title=timeline.title,
        chapters=tuple((c.start_ms, c.title) for c in timeline.chapters),
    )
    if kind != "film":
        return plan
    return in_one_pass(plan, "it was asked for") if one_pass else _copied_or_cut(plan, media)


def _copied_or_cut(plan: RenderPlan, media: Mapping[str, Media]) -> RenderPlan:
    found = untouched.stretches(plan.scene, media, plan.output)
    if isinstance(found, str):
        return in_chunks(plan, found)
    return replace(
        plan,
        way="copy",
        why="all of it passes through unchanged",
        chunks=tuple(s.placed for s in found),
        commands=tuple(untouched.command(s, plan.output, plan.encoder) for s in found),
    )


def in_chunks(plan: RenderPlan, why: str) -> RenderPlan:
    """The plan of the same film, encoded in chunks."""
    return _encoded(plan, chunks.cut(plan.scene), "chunks", why)


def in_one_pass(plan: RenderPlan, why: str) -> RenderPlan:
    """The plan of the same film, encoded as a whole."""
    return _encoded(plan, chunks.whole(plan.scene), "one pass", why)


def _encoded(plan: RenderPlan, placed: tuple[Placed, ...], way: Way, why: str) -> RenderPlan:
    commands = tuple(compile_chunk(p.chunk, plan.output, plan.encoder) for p in placed)
    return replace(plan, way=way, why=why, chunks=placed, commands=commands)


def _still(scene: Scene, at: int, output: Output, encoder: str) -> Command:
    """A frame of the film; one inside a blend is taken from the whole blend, as half a blend is none."""
    blends = [(x.start, x.start + x.blend.frames) for x in scene.layers if x.blend]
    start, end = next(((a, b) for a, b in blends if a <= at < b), (at, at + 1))
    return compile_still(chunks.window(scene, start, end).chunk, output, encoder, at - start)


def _stills(timeline: Timeline, scene: Scene, output: Output, encoder: str) -> tuple[Command, ...]:
    if output.sheet:
        moments = [(2 * i + 1) * scene.frames // (2 * SHEET) for i in range(SHEET)]
        return tuple(_still(scene, m, output, encoder) for m in moments)
    at_ms = output.at_ms if output.at_ms >= 0 else timeline.poster_ms
    at = frame_at(at_ms, scene.rate) if at_ms >= 0 else scene.frames // 3
    at = min(at, scene.frames - 1)
    return (_still(scene, at, output, encoder),)


def _lines(plan: RenderPlan) -> Iterator[str]:
    scene, out = plan.scene, plan.output
    seconds = float(scene.frames / scene.rate)
    yield f"{out.format} {scene.width}x{scene.height} {float(scene.rate):g} fps, {scene.frames} frames, {seconds:.3f} s"
    if plan.commands:
        yield f"made by {plan.way}: {plan.why}"
    yield "layers"
    for layer in scene.layers:
        yield f"  {layer.start:>6}-{layer.end:<6} {_shown(layer)}"
    yield "sounds"
    for heard in scene.sounds:
        yield f"  {heard.start / 48000:>8.3f} s {heard.samples / 48000:8.3f} s {heard.bus:<6} {heard.origin}"
    yield "chunks"
    for placed, command in zip(plan.chunks, plan.commands, strict=False):
        yield f"  {placed.start:>6}-{placed.end:<6} {command.key[:12]} {'; '.join(command.origins)}"
    yield "commands"
    for command in (*plan.commands, *plan.stills, *([plan.mix] if plan.mix else [])):
        yield f"  {command.key[:12]} ffmpeg {shlex.join(command.args)}"
    for warning in scene.warnings:
        yield f"warning: {warning}"


def _shown(layer: Layer) -> str:
    box = layer.box
    blend = f" {layer.blend.name} {layer.blend.frames}" if layer.blend else ""
    kind = type(layer.content).__name__.lower()
    return f"{kind:<5} {box.width}x{box.height}+{box.x}+{box.y}{blend} {layer.origin}"


def printed(plan: RenderPlan) -> str:
    return json.dumps(plan.json(), indent=2, sort_keys=True)
