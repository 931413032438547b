"""Peak memory of a render by the length of the timeline: of this process, and of the greatest ffmpeg it started.

    python benchmarks/memory.py MINUTES [--folder FOLDER]

A small canvas, so that an hour is quick: what could grow with the length is the same at any size. Run it once for each
length, each in a process of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import subprocess
import tempfile
import time
from pathlib import Path

from nemobuild.backend.render.film import render
from nemobuild.backend.render.output import output_of
from nemobuild.backend.render.run import program
from nemobuild.timeline.model import Canvas, Clip, Media, Sound, Source, Timeline, Track


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("minutes", type=int)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory(prefix="nemobuild-memory-") as scratch:
        folder = Path(scratch)
        film = _film(folder)
        line = _timeline(film, minutes)
        begin = time.perf_counter()
        render(line, {film.digest: film}, output_of({"quality": "draft"}, line), folder / "render")
        spent = time.perf_counter() - begin
    own, greatest = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"{minutes} min: this process {own:.0f} MB, the greatest ffmpeg {greatest:.0f} MB, {spent:.0f} s")


def _film(folder: Path) -> Media:
    path = folder / "film.mp4"
    looks = ("-f", "lavfi", "-i", "testsrc2=s=160x90:r=10", "-f", "lavfi", "-i", "sine=f=330")
    subprocess.run([program(), "-v", "error", *looks, "-t", "60", "-ac", "2", str(path)], check=True)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    facts = {"duration_ms": 60_000, "width": 160, "height": 90, "fps": 10.0, "has_audio": True, "channels": 2}
    return Media(digest=digest, name=path.name, kind="video", path=str(path), **facts)


def _timeline(film: Media, minutes: int) -> Timeline:
    source = Source(kind="video", digest=film.digest, name=film.name)
    clips = tuple(Clip(start_ms=n * 60_000, duration_ms=60_000, source=source) for n in range(minutes))
    music = Source(kind="audio", generator="music", params={"mood": "calm", "seed": 1})
    sound = Sound(duration_ms=minutes * 60_000, source=music, volume=0.3, duck_db=-12.0)
    tracks = (Track(kind="video", segments=clips), Track(kind="audio", segments=(sound,)))
    return Timeline(canvas=Canvas(width=160, height=90, fps=10), tracks=tracks)


if __name__ == "__main__":
    main()
