"""Things in the air: drawn once as tiles without a seam, moved by whole and part pixels, the same in every chunk."""

from __future__ import annotations

import numpy as np
import pytest

from nemobuild.backend.render import chunks, particles
from nemobuild.backend.render.compile import compile_chunk
from nemobuild.backend.render.lower import Typed, lower
from nemobuild.backend.render.output import Output
from nemobuild.backend.render.particles import KINDS, ParticlesSpec, draw_particles, tile_size
from nemobuild.timeline.model import Clip, Source, Timeline, Track

OUT = Output(width=320, height=180)
BACKGROUND = Clip(
    duration_ms=10_000, source=Source(kind="video", generator="color", params={"color": "#202020"})
)
PLANES = [(kind, depth) for kind, found in KINDS.items() for depth in range(len(found.depths))]


def air(kind: str, start: int = 0, length: int = 10_000) -> Timeline:
    shown = Source(kind="video", generator="particles", params={"kind": kind})
    over = Clip(start_ms=start, duration_ms=length, source=shown)
    return Timeline(
        tracks=(Track(kind="video", segments=(BACKGROUND,)), Track(kind="video", segments=(over,)))
    )


def lowered(timeline: Timeline):
    return lower(timeline, {}, OUT, lambda _text, _canvas: Typed(pieces=()))


@pytest.mark.parametrize(("kind", "depth"), PLANES)
def test_a_tile_holds_its_pattern_twice_and_is_seen(kind: str, depth: int) -> None:
    spec = ParticlesSpec(kind=kind, depth=depth, width=320, height=180)
    picture = draw_particles(spec)
    assert picture.size == tile_size(spec) in ((640, 180), (320, 360))
    pixels = np.asarray(picture).astype(int)
    first, second = (
        (pixels[:, :320], pixels[:, 320:]) if picture.width == 640 else (pixels[:180], pixels[180:])
    )
    assert (first == second).all()
    assert 0.0002 < pixels[..., 3].mean() / 255 < 0.5
    assert draw_particles(spec).tobytes() == picture.tobytes()


@pytest.mark.parametrize(("kind", "depth"), PLANES)
def test_a_tile_has_no_seam_where_it_begins_anew(kind: str, depth: int) -> None:
    """The step from the last line to the first is no larger than the largest of those inside."""
    spec = ParticlesSpec(kind=kind, depth=depth, width=320, height=180)
    alpha = np.asarray(draw_particles(spec)).astype(int)[..., 3]
    alpha = alpha.T if tile_size(spec)[0] > 320 else alpha
    steps = np.abs(np.diff(alpha, axis=0)).mean(axis=1)
    seam = len(alpha) // 2 - 1
    assert steps[seam] <= np.delete(steps, seam).max()


def test_a_light_leak_is_soft_everywhere() -> None:
    """A glow larger than the picture does not meet itself on the other side."""
    alpha = np.asarray(
        draw_particles(ParticlesSpec(kind="light_leak", depth=0, width=320, height=180))
    ).astype(int)
    assert max(np.abs(np.diff(alpha[..., 3], axis=axis)).max() for axis in (0, 1)) <= 8


def test_a_colour_that_is_asked_for_is_that_of_all_of_them() -> None:
    pixels = np.asarray(
        draw_particles(ParticlesSpec(kind="snow", depth=2, width=160, height=90, color="#ff0000"))
    )
    seen = pixels[pixels[..., 3] > 100]
    assert len(seen) and (seen[:, 0] > 250).all() and (seen[:, 1:3] < 5).all()


def test_each_plane_travels_at_its_speed_from_where_it_covers_the_frame() -> None:
    scene = lowered(air("snow", 1000))
    planes = [x for x in scene.layers if x.travel]
    assert [x.start for x in planes] == [30, 30, 30]
    assert [round(x.travel.y, 6) for x in planes] == [0.6, 1.02, 1.68]
    assert {(x.travel.x, x.travel.wrap_x, x.travel.wrap_y) for x in planes} == {(0, 320, 180)}
    assert all((x.box.y, x.box.height) == (-180, 360) for x in planes)


def test_a_chunk_goes_on_where_the_one_before_it_stopped() -> None:
    placed = chunks.cut(lowered(air("snow")))
    assert len(placed) > 1
    for each in placed:
        offsets = {x.travel.offset for x in each.chunk.layers if x.travel}
        assert offsets == {each.start}


def test_what_lies_later_is_the_same_where_the_particles_begin_later_too() -> None:
    one, other = (
        chunks.window(lowered(air("dust", at, 3000)), at * 30 // 1000, at * 30 // 1000 + 60)
        for at in (1000, 4000)
    )
    assert compile_chunk(one.chunk, OUT, "b").args == compile_chunk(other.chunk, OUT, "b").args


def test_an_unknown_kind_is_told_and_left_out() -> None:
    scene = lowered(air("frogs"))
    assert scene.warnings == ('the particles "frogs" are unknown here and were left out',)
    assert len(scene.layers) == 1


def test_each_shape_is_one_that_can_be_drawn() -> None:
    assert {kind.shape for kind in KINDS.values()} == set(particles.SHAPES)
    assert all((d.way[0] == 0) != (d.way[1] == 0) for kind in KINDS.values() for d in kind.depths)
