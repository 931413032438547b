"""Chunks cost no quality: a film of real footage in chunks is as near to the lossless frames as in one pass."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from nemobuild.backend.media import probe
from nemobuild.backend.render import film as films
from nemobuild.backend.render import plan
from nemobuild.backend.render.output import Output
from nemobuild.backend.render.run import program, run
from nemobuild.backend.render.studio import Studio
from nemobuild.timeline.model import Canvas, Clip, Media, Source, Text, Timeline, Track, Transition

EXAMPLES = Path(__file__).parents[2] / "examples"
FOOTAGE = (
    "screen-recording/media/talk.mp4",
    "wedding-invitation/media/bunny.webm",
    "product-promo/media/rocket.jpg",
)
MOST = 0.002
"""SSIM that chunks may be away from one pass, both against the lossless frames."""


def footage() -> list[Media]:
    paths = [EXAMPLES / name for name in FOOTAGE]
    return [probe(path, path.name, f"{number:064x}") for number, path in enumerate(paths, 1)]


def edit(talk: Media, bunny: Media, rocket: Media) -> Timeline:
    """18 s: speech, film and a photograph with crossfades, a title across a cut."""

    def clip(medium: Media, start: int, length: int, **facts: object) -> Clip:
        found = Source(kind=medium.kind, digest=medium.digest, name=medium.name)
        return Clip(start_ms=start, duration_ms=length, source=found, fit="cover", **facts)

    blend = Transition(duration_ms=500)
    clips = (
        clip(talk, 0, 5000),
        clip(bunny, 4500, 7000, source_start_ms=8000, transition=blend),
        clip(rocket, 11000, 2500, transition=blend),
        clip(talk, 13500, 4500, source_start_ms=9000),
    )
    words = Text(start_ms=4000, duration_ms=3000, text="Real footage")
    tracks = (Track(kind="video", segments=clips), Track(kind="text", segments=(words,)))
    return Timeline(canvas=Canvas(width=640, height=360), tracks=tracks)


def whole(line: Timeline, media: dict[str, Media], output: Output, folder: Path, target: Path) -> Path:
    """The film's picture in one pass."""
    studio = Studio(folder, media)
    made = plan.plan_with(line, media, output, studio.typeset, one_pass=True)
    (command,) = made.commands
    studio.link(command.digests)
    studio.draw(command.drawn, made.scene.drawings)
    run(command.args, target, folder=folder, what="the whole", threads=2)
    return target


def ssim(path: Path, against: Path) -> float:
    line = [program(), "-i", str(path), "-i", str(against), "-lavfi", "[0:v][1:v]ssim", "-f", "null", "-"]
    report = subprocess.run(line, capture_output=True, text=True, check=True).stderr
    match = re.search(r"SSIM .*All:([\d.]+)", report)
    assert match is not None
    return float(match[1])


@pytest.mark.film
@pytest.mark.parametrize("quality", ["standard", "draft"])
def test_chunks_are_as_near_to_the_lossless_frames_as_one_pass(quality: str, tmp_path: Path) -> None:
    found = footage()
    line, media = edit(*found), {m.digest: m for m in found}
    output = Output(width=640, height=360, quality=quality)
    truth = whole(line, media, replace(output, lossless=True), tmp_path, tmp_path / "truth.mp4")
    single = whole(line, media, output, tmp_path, tmp_path / "single.mp4")
    joined = films.render(line, media, output, tmp_path)
    assert (joined.way, joined.chunks >= 4) == ("chunks", True)
    one, many = ssim(single, truth), ssim(joined.path, truth)
    print(f"{quality}: one pass {one:.4f}, {joined.chunks} chunks {many:.4f}")
    assert one > 0.9
    assert abs(one - many) <= MOST
