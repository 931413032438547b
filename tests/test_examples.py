"""Every example and every template is built twice, by processes: films worth watching, and a second run that does nothing.

The work is done in copies, at draft quality so that it fits into the whole of the tests; everything else is as a user
has it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import pytest

from nemobuild.cli.scaffold import PACKAGE, TEMPLATES

EXAMPLES = Path(__file__).parents[1] / "examples"
FILMS = sorted(path.parent.name for path in EXAMPLES.glob("*/nemobuild.yaml"))
# Folder of the recipe and seconds of its film, from the least to the most.
EXPECTED: dict[str, tuple[float, float]] = {
    "product-promo": (29.9, 30.1),
    "screen-recording": (5, 30),
    "text-to-video": (29.9, 30.1),
    "wedding-invitation": (20, 40),
    "release-video": (19.9, 20.1),
}
DARKEST, LIGHTEST = 8, 250  # mean luma of a frame that shows something, 0..255
FADE_S = 2.0  # at both ends a film may be dark
QUIETEST, LOUDEST = -30.0, -9.0  # LUFS


def nemobuild(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {k: v for k, v in os.environ.items() if k not in ("GITHUB_ACTIONS", "NEMO_TOKEN")}
    environ["PATH"] = os.pathsep.join(  # a machine with an ffmpeg of its own is no different
        place for place in os.get_exec_path() if not (Path(place) / "ffmpeg").exists()
    )
    return subprocess.run(
        [sys.executable, "-m", "nemobuild.cli", *arguments],
        cwd=folder,
        env=environ,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )


def records(result: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert result.returncode == 0, result.stdout + result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_there_are_five() -> None:
    assert set(FILMS) == set(EXPECTED) == set(TEMPLATES)


@pytest.mark.film
@pytest.mark.parametrize("name", FILMS)
@pytest.mark.parametrize("source", [EXAMPLES, PACKAGE / "templates"], ids=["example", "template"])
def test_it_is_built_twice(source: Path, name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    ignored = shutil.ignore_patterns(".nemobuild", "dist", "*.lock", "*.lock.d")
    shutil.copytree(source / name, folder, ignore=ignored)
    said = records(nemobuild("run", "--draft", "--json", folder=folder))
    outputs = [Path(str(record["path"])) for record in said if record["type"] == "export.done"]
    assert outputs
    for output in outputs:
        look_at(output, *EXPECTED[name])
        assert shorter_side(output) <= 480 or output.suffix in (".jpg", ".png")
    assert not [record for record in said if record["type"] == "warning"]
    before = {path: path.stat().st_mtime_ns for path in outputs}
    again = records(nemobuild("run", "--draft", "--json", folder=folder))
    assert [record["type"] for record in again] == ["version", *["export.done"] * len(outputs), "run.done"]
    assert again[-1]["changed"] is False
    assert {path: path.stat().st_mtime_ns for path in outputs} == before
    planned = nemobuild("plan", "--draft", "--exit-code", folder=folder)
    assert planned.returncode == 0
    assert "Everything is up to date." in planned.stdout


def shorter_side(path: Path) -> int:
    with av.open(str(path)) as container:
        streams = container.streams.video
        return min(streams[0].width, streams[0].height) if streams else 0


def look_at(path: Path, shortest_s: float, longest_s: float) -> None:
    """The file is as long as it should be, shows something, and sounds at a sane level if it sounds."""
    with av.open(str(path)) as container:
        stills = path.suffix in (".jpg", ".png")
        if not stills:
            assert container.duration is not None
            assert shortest_s <= container.duration / av.time_base <= longest_s
        lights = luma(container, 0 if stills else FADE_S)
        sounds = bool(container.streams.audio)
    assert lights
    assert all(DARKEST <= light <= LIGHTEST for light in lights), lights
    if sounds:
        assert QUIETEST <= loudness(path) <= LOUDEST


def luma(container: av.container.InputContainer, margin_s: float) -> Sequence[float]:
    """The mean luma of a frame a second, without what lies within `margin_s` of the ends."""
    end_s = (container.duration or 0) / av.time_base - margin_s
    lights, next_s = [], margin_s
    for frame in container.decode(video=0):
        if margin_s and not next_s <= (frame.time or 0) <= end_s:
            continue
        lights.append(float(np.mean(frame.to_ndarray(format="gray"))))
        next_s += 1
    return lights


def loudness(path: Path) -> float:
    """The integrated loudness in LUFS, by EBU R 128."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostats", "-i", str(path)]
    measured = subprocess.run(
        [*command, "-map", "0:a:0", "-af", "ebur128", "-f", "null", "-"],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    found = re.findall(r"I:\s+(-?[\d.]+|-inf) LUFS", measured.stderr)
    return float(found[-1])
