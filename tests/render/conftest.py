"""Small sources, generated once, and the pieces from which timelines are built."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from nemobuild.backend.render.run import program
from nemobuild.timeline.model import Media

Make = Callable[..., Media]
Sums = Callable[[str | Path], list[str]]


def ffmpeg(*args: str) -> None:
    subprocess.run([program(), "-v", "error", "-y", *args], check=True)


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes a source with ffmpeg arguments (all but the target), and says what is known about it."""
    folder = tmp_path_factory.mktemp("sources")

    def make(name: str, *args: str, **facts: object) -> Media:
        path = folder / name
        if not path.exists():
            ffmpeg(*args, str(path))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return Media(digest=digest, name=name, path=str(path), **facts)

    return make


@pytest.fixture(scope="session")
def film(source: Make) -> Media:
    """4 s, 320x180 at 30 fps, every frame different, with a tone."""
    pattern = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=30", "-f", "lavfi", "-i", "sine=f=440:r=44100")
    codec = (
        "-t",
        "4",
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-g",
        "60",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
    )
    return source(
        "film.mp4",
        *pattern,
        *codec,
        kind="video",
        duration_ms=4000,
        width=320,
        height=180,
        fps=30.0,
        has_audio=True,
        channels=1,
    )


@pytest.fixture(scope="session")
def photo(source: Make) -> Media:
    args = ("-f", "lavfi", "-i", "mandelbrot=s=640x480", "-frames:v", "1")
    return source("photo.png", *args, kind="image", width=640, height=480)


@pytest.fixture(scope="session")
def checksums() -> Sums:
    """The MD5 of every decoded frame of a film, in order."""

    def sums(path: str | Path) -> list[str]:
        line = [program(), "-v", "error", "-i", str(path), "-map", "0:v", "-f", "framemd5", "-"]
        report = subprocess.run(line, capture_output=True, text=True, check=True).stdout
        return [x.rsplit(",", 1)[1].strip() for x in report.splitlines() if not x.startswith("#")]

    return sums
