"""What may go wrong while rendering: it recovers, or fails with segment, source and time, and leaves nothing bad."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nemobuild.backend.media import probe
from nemobuild.backend.render import costs, run
from nemobuild.backend.render import film as films
from nemobuild.backend.render import pieces as makers
from nemobuild.backend.render.output import Output
from nemobuild.errors import AssetError, OutputError
from nemobuild.timeline.model import Canvas, Clip, Media, Source, Timeline, Track

SMALL = Output(width=320, height=180, quality="draft")
EXACT = replace(SMALL, lossless=True)  # so that frames do not hang on how many threads encoded them
Make = Callable[..., Media]
Sums = Callable[[str | Path], list[str]]


@pytest.fixture(scope="module")
def noisy(source: Make) -> Media:
    """8 s of noise, so that packets are large, with a tone."""
    return noisy_as(source, "noisy.mp4", "-movflags", "+faststart")


def noisy_as(source: Make, name: str, *coding: str) -> Media:
    pattern = (
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=320x180:r=30,noise=alls=20:allf=t",
        "-f",
        "lavfi",
        "-i",
        "sine=f=440",
    )
    codec = (
        "-t",
        "8",
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
    facts = {"duration_ms": 8000, "width": 320, "height": 180, "fps": 30.0, "has_audio": True, "channels": 1}
    return source(name, *pattern, *codec, *coding, kind="video", **facts)


def four(medium: Media, **facts: object) -> Timeline:
    """Four chunks of two seconds, each with a fade, so that none is copied."""
    found = Source(kind="video", digest=medium.digest, name=medium.name)
    clips = tuple(
        Clip(
            start_ms=n * 2000,
            duration_ms=2000,
            source_start_ms=n * 2000,
            source=found,
            fade_out_ms=100,
            **facts,
        )
        for n in range(4)
    )
    return Timeline(canvas=Canvas(width=320, height=180), tracks=(Track(kind="video", segments=clips),))


def whole(medium: Media, length: int) -> Timeline:
    """All of a film as one clip."""
    found = Source(kind="video", digest=medium.digest, name=medium.name)
    clip = Clip(duration_ms=length, source=found)
    return Timeline(canvas=Canvas(width=320, height=180), tracks=(Track(kind="video", segments=(clip,)),))


def render(line: Timeline, folder: Path, *media: Media, output: Output = SMALL) -> films.Rendered:
    return films.render(line, {m.digest: m for m in media}, output, folder)


def changed(medium: Media, folder: Path, change: Callable[[bytes], bytes]) -> Media:
    """The same file with other bytes, under the facts that its header gave."""
    path = folder / f"changed-{medium.name}"
    path.write_bytes(change(Path(medium.path).read_bytes()))
    return replace(medium, digest="c" * 64, path=str(path))


def chunks_in(folder: Path) -> list[Path]:
    return sorted((folder / "pieces").glob("*.mp4"))


def nothing_bad(folder: Path) -> None:
    """No film, nothing half written, and every piece as its record says."""
    assert not list((folder / "films").glob("*.mp4"))
    assert not list(folder.rglob("*.part*"))
    for piece in chunks_in(folder):
        assert json.loads(piece.with_suffix(".json").read_text())["bytes"] == piece.stat().st_size


# --- pieces in the cache --------------------------------------------------------------------------------------------


def cut_short(first: Path, _: Path) -> None:
    first.write_bytes(first.read_bytes()[:-300])


def altered(first: Path, _: Path) -> None:
    data = bytearray(first.read_bytes())
    data[len(data) // 2] ^= 0xFF
    first.write_bytes(data)


def emptied(first: Path, _: Path) -> None:
    first.write_bytes(b"")


def exchanged(first: Path, second: Path) -> None:
    """Another chunk, whole and with a record of its own, under this one's name."""
    for suffix in (".mp4", ".json"):
        first.with_suffix(suffix).write_bytes(second.with_suffix(suffix).read_bytes())


def of_another_encoder(first: Path, _: Path) -> None:
    line = [
        run.program(),
        "-v",
        "error",
        "-y",
        "-f",
        "lavfi",
        "-i",
        "testsrc=s=320x180:r=30:d=2",
        "-c:v",
        "mpeg4",
    ]
    subprocess.run([*line, str(first)], check=True)


def without_record(first: Path, _: Path) -> None:
    first.with_suffix(".json").unlink()


def with_broken_record(first: Path, _: Path) -> None:
    first.with_suffix(".json").write_text('{"bytes": "many"')


@pytest.mark.film
@pytest.mark.parametrize(
    "harm", [cut_short, altered, emptied, exchanged, of_another_encoder, without_record, with_broken_record]
)
def test_a_piece_that_is_not_as_it_was_made_is_made_again(
    harm: Callable[[Path, Path], None], noisy: Media, tmp_path: Path, checksums: Sums
) -> None:
    first = render(four(noisy), tmp_path, noisy, output=EXACT)
    expected = checksums(first.path)
    harm(*chunks_in(tmp_path)[:2])
    first.path.unlink()
    again = render(four(noisy), tmp_path, noisy, output=EXACT)
    assert (again.chunks, again.reused) == (4, 3)
    assert checksums(again.path) == expected
    assert len(expected) == 240


@pytest.mark.film
def test_a_film_that_is_not_as_it_was_joined_is_joined_again(
    noisy: Media, tmp_path: Path, checksums: Sums
) -> None:
    first = render(four(noisy), tmp_path, noisy, output=EXACT)
    expected = checksums(first.path)
    cut_short(first.path, first.path)
    again = render(four(noisy), tmp_path, noisy, output=EXACT)
    assert again.reused == 4
    assert checksums(again.path) == expected


# --- sources --------------------------------------------------------------------------------------------------------


@pytest.mark.film
@pytest.mark.parametrize("name", ["early.mp4", "early.ts"])
def test_a_source_that_breaks_off_within_a_chunk_is_told_with_its_place(
    name: str, source: Make, tmp_path: Path, checksums: Sums
) -> None:
    medium = noisy_as(source, name, *(("-movflags", "+faststart") if name.endswith("mp4") else ()))
    cut = changed(medium, tmp_path, lambda data: data[: len(data) * 7 // 8])
    done = render(whole(cut, 8000), tmp_path / "out", cut)
    assert any(
        w.endswith(f"-8.0 s: {name} (0-8 s): the source is damaged here, what is missing was filled in")
        for w in done.warnings
    )
    assert len(checksums(done.path)) == 240


@pytest.mark.film
def test_a_source_that_ends_before_its_header_says_holds_its_last_picture_and_is_told(
    source: Make, tmp_path: Path, checksums: Sums
) -> None:
    cut = changed(noisy_as(source, "early.mkv"), tmp_path, lambda data: data[: len(data) * 5 // 8])
    done = render(four(cut), tmp_path / "out", cut, output=EXACT)
    third, fourth, unheard = done.warnings
    assert third.startswith("the picture of early.mkv ends ")
    assert third.endswith(" s before early.mkv (4-6 s) does; the last one is held")
    assert fourth == "the picture of early.mkv ends 2.0 s before early.mkv (6-8 s) does; the last one is held"
    assert unheard == "nothing can be heard of early.mkv (6-8 s)"
    frames = checksums(done.path)
    assert len(frames) == 240
    assert len(set(frames[180:230])) == 1


@pytest.mark.film
def test_a_source_that_breaks_off_before_a_chunk_is_an_error_with_its_place(
    source: Make, tmp_path: Path
) -> None:
    medium = noisy_as(source, "early.mp4", "-movflags", "+faststart")
    cut = changed(medium, tmp_path, lambda data: data[: len(data) * 11 // 16])
    with pytest.raises(AssetError) as caught:
        render(four(cut, volume=0.0), tmp_path / "out", cut)
    assert caught.value.what == (
        "rendering early.mp4 (6-8 s), 6.0-8.0 s: early.mp4 ends before this place (0 of 60 frames came)"
    )
    assert caught.value.hint == "trim the segment, or upload a whole file"
    nothing_bad(tmp_path / "out")


@pytest.mark.film
@pytest.mark.parametrize("form", ["mp4", "mkv"])
def test_a_film_whose_sound_goes_on_holds_its_last_picture(
    form: str, source: Make, tmp_path: Path, checksums: Sums
) -> None:
    """4 s of picture and 14 s of sound, as a recorder leaves them when the camera fails: one picture from 4 s on, through
    every chunk, and a word about it."""
    pattern = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=30:d=4", "-f", "lavfi", "-i", "sine=f=440:d=14")
    made = source(
        f"lecture.{form}", *pattern, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", kind="video"
    )
    medium = probe(Path(made.path), made.name, made.digest)
    assert medium.duration_ms > 13000
    done = render(whole(medium, 14000), tmp_path, medium, output=EXACT)
    frames = checksums(done.path)
    assert done.chunks == 3
    assert len(frames) == 420
    assert len(set(frames[119:])) == 1
    assert len(set(frames[:120])) == 120
    assert done.warnings == (
        f"the picture of lecture.{form} ends 10.0 s before lecture.{form} (0-14 s) does; the last one is held",
    )


@pytest.mark.film
@pytest.mark.parametrize("name", ["hole.mkv", "hole.mp4", "hole.ts"])
def test_broken_packets_in_the_middle_are_told_with_their_place(
    name: str, source: Make, tmp_path: Path, checksums: Sums
) -> None:
    def hole(data: bytes) -> bytes:
        middle, length = len(data) // 2, len(data) // 40
        return data[:middle] + bytes(length) + data[middle + length :]

    medium = noisy_as(source, name, *(("-movflags", "+faststart") if name.endswith("mp4") else ()))
    hurt = changed(medium, tmp_path, hole)
    done = render(four(hurt, label="Intro"), tmp_path / "out", hurt)
    assert len(checksums(done.path)) == 240
    assert done.warnings
    for told in done.warnings:
        assert f"s: Intro, {name} (" in told
        assert told.endswith("s): the source is damaged here, what is missing was filled in")
    assert any(told.startswith(("2.0-4.0 s", "4.0-6.0 s")) for told in done.warnings)


@pytest.mark.film
def test_a_source_that_goes_meanwhile_is_not_believed(
    noisy: Media, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = changed(noisy, tmp_path, lambda data: data)
    ran = makers.run

    def then_gone(*args: object, **facts: object) -> run.Ran:
        done = ran(*args, **facts)
        Path(copy.path).unlink(missing_ok=True)
        return done

    monkeypatch.setattr(makers, "run", then_gone)
    with pytest.raises(AssetError) as caught:
        render(four(copy, volume=0.0), tmp_path / "out", copy)
    assert "noisy.mp4" in caught.value.what
    assert "changed meanwhile" in caught.value.what or "has gone from the backend" in caught.value.what
    nothing_bad(tmp_path / "out")


# --- the machine ----------------------------------------------------------------------------------------------------


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may grow over 100 kB, here and in every child; who writes more is ended."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.film
def test_what_cannot_be_written_is_an_error_with_its_place(
    noisy: Media, tmp_path: Path, small_files: None
) -> None:
    big = Output(width=640, height=360, quality="high")
    with pytest.raises(OutputError) as caught:
        render(four(noisy, volume=0.0), tmp_path, noisy, output=big)
    assert caught.value.what.startswith("rendering noisy.mp4 (")
    assert caught.value.what.endswith(f"ffmpeg was ended by signal {signal.SIGXFSZ.value}")
    assert caught.value.hint == "render again: what is finished is kept"
    nothing_bad(tmp_path)


FULL = """#!/bin/sh
case "$*" in
  *-version*) exec {program} "$@" ;;
  *drawn*|*.wav*|*.m4a*) exec {program} "$@" ;;
esac
echo "[mp4 @ 0x1] [error] av_interleaved_write_frame(): No space left on device" >&2
exit 228
"""


@pytest.mark.film
def test_a_full_disk_is_told_with_segment_source_and_time(
    noisy: Media, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = tmp_path / "full"
    full.write_text(FULL.format(program=run.program()))
    full.chmod(0o755)
    monkeypatch.setattr(run, "program", lambda: str(full))
    with pytest.raises(OutputError) as caught:
        render(four(noisy, volume=0.0), tmp_path / "out", noisy)
    assert caught.value.what.startswith("rendering noisy.mp4 (")
    assert caught.value.what.endswith("s: av_interleaved_write_frame(): No space left on device")
    assert caught.value.hint == "make room on the disk and render again"
    nothing_bad(tmp_path / "out")


@pytest.mark.film
def test_a_disk_that_fills_when_a_piece_is_kept_is_told(
    noisy: Media, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nemobuild.backend.render import store

    def full(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write_whole", full)
    with pytest.raises(OutputError) as caught:
        render(four(noisy, volume=0.0), tmp_path, noisy)
    assert caught.value.what.startswith("keeping noisy.mp4 (")
    assert caught.value.what.endswith("s: No space left on device")
    assert not list((tmp_path / "films").glob("*"))


@pytest.mark.film
def test_a_killed_ffmpeg_is_told_and_the_next_render_goes_on(
    noisy: Media, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checksums: Sums
) -> None:
    """The third process is killed as kill -9 does it. What was finished before is used, the rest is rendered."""
    limited, started = run._limit_memory, list[int]()

    def killed(pid: int) -> None:
        limited(pid)
        started.append(pid)
        if len(started) == 3:
            os.kill(pid, signal.SIGKILL)

    monkeypatch.setattr(run, "_limit_memory", killed)
    monkeypatch.setattr(makers, "cores", lambda: 1)
    with pytest.raises(OutputError) as caught:
        render(four(noisy, volume=0.0), tmp_path, noisy)
    assert caught.value.what == "rendering noisy.mp4 (4-6 s), 4.0-6.0 s: ffmpeg was ended by signal 9"
    assert caught.value.hint == "less memory is needed, or more of it"
    nothing_bad(tmp_path)
    assert len(chunks_in(tmp_path)) == 2
    again = render(four(noisy, volume=0.0), tmp_path, noisy)
    assert (again.chunks, again.reused) == (4, 2)
    assert len(checksums(again.path)) == 240


@pytest.mark.film
def test_a_killed_render_goes_on_at_the_chunk_where_it_was(
    noisy: Media, tmp_path: Path, checksums: Sums
) -> None:
    """The whole process is ended by kill -9 when two of four chunks are there; the next one encodes 120 frames."""
    script = Path(__file__).with_name("killed.py")
    folder = tmp_path / "out"
    done = subprocess.run([sys.executable, str(script), noisy.path, str(folder), "2"], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not list((folder / "films").glob("*"))
    there = len([p for p in chunks_in(folder) if p.with_suffix(".json").exists()])
    assert 2 <= there < 4
    again = render(four(replace(noisy, digest="k" * 64)), folder, replace(noisy, digest="k" * 64))
    assert (again.chunks, again.reused) == (4, there)
    encoded = sum(r.frames for r in costs.read(folder / "costs.json").runs)
    assert encoded == (4 - there) * 60
    assert len(checksums(again.path)) == 240
