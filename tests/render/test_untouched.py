"""Pictures that pass through unchanged are copied: the very frames of the source, and nothing that may not be."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from nemobuild.backend.render import film as films
from nemobuild.backend.render import plan
from nemobuild.backend.render.coded import Coded, _Walk, coded
from nemobuild.backend.render.output import Output
from nemobuild.backend.render.run import program
from nemobuild.errors import AssetError
from nemobuild.timeline.model import (
    Canvas,
    Clip,
    Effect,
    Media,
    Placement,
    Rect,
    Sound,
    Source,
    Text,
    Timeline,
    Track,
    Transition,
)

SMALL = Output(width=320, height=180)
Make = Callable[..., Media]
Sums = Callable[[str | Path], list[str]]
TAGS = ("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv")
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "30", *TAGS)
FACTS = {"kind": "video", "width": 320, "height": 180, "fps": 30.0, "has_audio": True, "channels": 1}
FLASH = "testsrc2=s=320x180:r=30,drawbox=c=white:t=fill:enable='lt(mod(t,1),0.1)'"
BEEP = "aevalsrc='0.5*sin(2*PI*1000*t)*lt(mod(t,1),0.1)':s=48000"


def taken(
    source: Make, name: str, seconds: int = 4, *, pattern: str = FLASH, coding: tuple[str, ...] = X264
) -> Media:
    """A recording with a flash and a beep each second, key frames each second, B-frames between."""
    inputs = ("-f", "lavfi", "-i", pattern, "-f", "lavfi", "-i", BEEP)
    return source(
        name, *inputs, "-t", str(seconds), *coding, "-c:a", "aac", duration_ms=seconds * 1000, **FACTS
    )  # fmt: skip


@pytest.fixture(scope="module")
def camera(source: Make) -> Media:
    return taken(source, "camera.mp4")


def clip(medium: Media, start: int, length: int, **facts: object) -> Clip:
    found = Source(kind=medium.kind, digest=medium.digest, name=medium.name)
    return Clip(start_ms=start, duration_ms=length, source=found, **facts)


def timeline(*clips: Clip, more: tuple[Track, ...] = (), **facts: object) -> Timeline:
    canvas = Canvas(width=320, height=180)
    return Timeline(canvas=canvas, tracks=(Track(kind="video", segments=clips), *more), **facts)


def planned(line: Timeline, *media: Media, output: Output = SMALL) -> plan.RenderPlan:
    return plan.plan_render(line, {m.digest: m for m in media}, output)


def render(line: Timeline, folder: Path, *media: Media, output: Output = SMALL) -> films.Rendered:
    return films.render(line, {m.digest: m for m in media}, output, folder)


def shown_at(path: Path) -> list[Fraction]:
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        return sorted(p.pts * p.time_base for p in file.demux(stream) if p.size)


@pytest.mark.film
def test_music_under_a_recording_copies_its_picture(
    camera: Media, source: Make, tmp_path: Path, checksums: Sums
) -> None:
    song = source(
        "song.wav", "-f", "lavfi", "-i", "sine=f=300:d=4", kind="audio", duration_ms=4000, has_audio=True
    )
    sound = Sound(
        duration_ms=4000, source=Source(kind="audio", digest=song.digest, name=song.name), volume=0.1
    )
    line = timeline(clip(camera, 0, 4000), more=(Track(kind="audio", segments=(sound,)),))
    done = render(line, tmp_path, camera, song)
    assert (done.way, done.warnings) == ("copy", ())
    assert checksums(done.path) == checksums(camera.path)
    assert shown_at(done.path) == [Fraction(n, 30) for n in range(120)]


@pytest.mark.film
@pytest.mark.parametrize("form", ["mp4", "mov", "mkv"])
def test_ranges_of_one_camera_are_joined_as_they_are(
    form: str, camera: Media, source: Make, tmp_path: Path, checksums: Sums
) -> None:
    """The second take from its second second on, the first whole, the first's middle: with picture and sound together."""
    other = taken(source, "other.mp4", 3, pattern=f"{FLASH},hue=h=90")
    line = timeline(
        clip(other, 0, 2000, source_start_ms=1000), clip(camera, 2000, 4000), clip(camera, 6000, 1000, source_start_ms=2000)
    )  # fmt: skip
    done = render(line, tmp_path, camera, other, output=replace(SMALL, format=form))
    whole, rest = checksums(camera.path), checksums(other.path)
    assert done.way == "copy"
    assert checksums(done.path) == [*rest[30:], *whole, *whole[60:90]]
    assert all(abs(at - Fraction(n, 30)) < Fraction(1, 1000) for n, at in enumerate(shown_at(done.path)))
    with av.open(str(done.path)) as file:
        light = np.array([f.to_ndarray(format="gray").mean() > 200 for f in file.decode(video=0)])
    beeps = [n / 30 for n in np.flatnonzero(np.diff(light.astype(int), prepend=0) == 1)]
    line_ = [program(), "-v", "error", "-i", str(done.path), "-f", "f32le", "-ac", "1", "-ar", "48000", "-"]
    heard = np.frombuffer(subprocess.run(line_, capture_output=True, check=True).stdout, np.float32)
    loud = np.flatnonzero(np.abs(heard) > 0.05)
    starts = loud[np.flatnonzero(np.diff(loud, prepend=-9999) > 4800)] / 48000
    assert len(starts) == len(beeps) == 7
    assert np.abs(starts - beeps).max() < 0.04


@pytest.mark.film
def test_a_range_may_end_wherever_nothing_before_needs_what_follows(
    camera: Media, tmp_path: Path, checksums: Sums
) -> None:
    source_ = coded(camera.path, camera.digest, Fraction(30))
    assert isinstance(source_, Coded)
    end = max(e for e in source_.ends if 95 < e < 118)
    done = render(
        timeline(clip(camera, 0, round((end - 30) * 1000 / 30), source_start_ms=1000)), tmp_path, camera
    )
    assert done.way == "copy"
    assert checksums(done.path) == checksums(camera.path)[30:end]


@pytest.mark.film
def test_h265_and_matroska_are_copied_too(source: Make, tmp_path: Path, checksums: Sums) -> None:
    x265 = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error:keyint=30:open-gop=0",
            "-pix_fmt", "yuv420p", *TAGS)  # fmt: skip
    medium = taken(source, "phone.mkv", 3, coding=x265)
    line = timeline(clip(medium, 0, 2000, source_start_ms=1000))
    done = render(line, tmp_path, medium, output=replace(SMALL, codec="h265"))
    assert done.way == "copy"
    assert checksums(done.path) == checksums(medium.path)[30:]
    assert shown_at(done.path) == [Fraction(n, 30) for n in range(60)]


@pytest.mark.film
def test_colours_that_are_left_unsaid_are_stated(source: Make, tmp_path: Path, checksums: Sums) -> None:
    untagged = (*X264[:8],)
    medium = source(
        "untagged.mp4", "-f", "lavfi", "-i", "testsrc2=s=1280x720:r=30", "-t", "1", *untagged,
        kind="video", width=1280, height=720, fps=30.0, duration_ms=1000,
    )  # fmt: skip
    line = replace(timeline(clip(medium, 0, 1000)), canvas=Canvas(width=1280, height=720))
    done = render(line, tmp_path, medium, output=Output(width=1280, height=720))
    assert done.way == "copy"
    assert checksums(done.path) == checksums(medium.path)
    with av.open(str(done.path)) as file:
        context = file.streams.video[0].codec_context
        stated = (context.colorspace, context.color_primaries, context.color_trc, context.color_range)
    assert stated == (1, 1, 1, 1)


@pytest.mark.film
def test_what_is_changed_is_encoded(camera: Media, photo: Media) -> None:
    """Each differs from a film that is copied in one thing."""
    whole = Track(kind="text", segments=(Text(duration_ms=1000, text="Hello"),))
    small = Placement(rect=Rect(x=0, y=0, width=0.5, height=0.5))
    lines = {
        "lies over the picture": timeline(clip(camera, 0, 4000), more=(whole,)),
        "is not shown as it is": timeline(clip(camera, 0, 4000, effects=(Effect(name="grade", params={"look": "warm"}),))),
        "at twice the speed": timeline(clip(camera, 0, 2000, speed=2.0)),
        "backwards": timeline(clip(camera, 0, 4000, reverse=True)),
        "cropped": timeline(clip(camera, 0, 4000, crop=Rect(width=0.5, height=0.5))),
        "in a corner": timeline(clip(camera, 0, 4000, placement=small)),
        "faded": timeline(clip(camera, 0, 4000, fade_out_ms=500)),
        "mirrored": timeline(clip(camera, 0, 4000, flip="horizontal")),
        "blended": timeline(clip(camera, 0, 4000), clip(camera, 3500, 4000, transition=Transition())),
        "a photograph": timeline(clip(camera, 0, 4000), clip(photo, 4000, 1000)),
        "the background is seen": timeline(clip(camera, 0, 4000), clip(camera, 5000, 4000)),
        "the finished picture": timeline(clip(camera, 0, 4000), effects=(Effect(name="vignette"),)),
        "needs frames before it": timeline(clip(camera, 0, 2000, source_start_ms=500)),
        "is needed by frames before it": timeline(clip(camera, 0, unclean(camera))),
    }  # fmt: skip
    for name, line in lines.items():
        made = planned(line, camera, photo)
        assert made.way == "chunks", name
        if " " in name and name.split()[0] in ("lies", "is", "the", "needs"):
            assert name in made.why
    assert planned(timeline(clip(camera, 0, 4000)), camera).way == "copy"


def unclean(medium: Media) -> int:
    """Ms of a length of which the end would cut B-frames off from what they need."""
    found = coded(medium.path, medium.digest, Fraction(30))
    assert isinstance(found, Coded)
    return round(next(n for n in range(31, 60) if n not in found.ends) * 1000 / 30)


@pytest.mark.film
@pytest.mark.parametrize(
    ("output", "why"),
    [
        (replace(SMALL, codec="h265"), "camera.mp4 (0-4 s): it is coded as h264, not h265"),
        (replace(SMALL, rate=Fraction(25)), "camera.mp4 (0-4 s): it does not run at 25 fps"),
        (replace(SMALL, width=160, height=90), "camera.mp4 (0-4 s) is not shown as it is"),
        (replace(SMALL, lossless=True), "the output has settings of its own"),
    ],
)
def test_another_output_is_encoded(output: Output, why: str, camera: Media) -> None:
    made = planned(timeline(clip(camera, 0, 4000)), camera, output=output)
    assert (made.way, made.why) == ("chunks", why)
    assert f"made by chunks: {why}" in made.text()
    assert made.json()["why"] == why


@pytest.mark.film
@pytest.mark.parametrize(
    ("name", "coding", "why"),
    [
        ("ten.mp4", ("-c:v", "libx264", "-pix_fmt", "yuv420p10le", *TAGS), "its pictures are yuv420p10le"),
        ("full.mp4", (*X264, "-color_range", "pc"), "its pictures are yuvj420p"),
        ("sd.mp4", X264[:8], "its colours are not BT.709"),
        ("old.mp4", ("-c:v", "mpeg4", *TAGS), "it is coded as mpeg4"),
        ("fields.mp4", (*X264, "-flags", "+ilme+ildct", "-x264opts", "tff=1"), "it is interlaced"),
        ("thin.mp4", (*X264, "-vf", "setsar=2"), "its pixels are not square"),
        ("stream.ts", X264, "it is coded as h264"),
        ("open.mp4", (*X264, "-x264-params", "open-gop=1:scenecut=0:keyint=30:bframes=3:b-adapt=0"), "needs frames before it"),
    ],
)  # fmt: skip
def test_another_coding_is_encoded(name: str, coding: tuple[str, ...], why: str, source: Make) -> None:
    medium = taken(source, name, 4, coding=coding)
    made = planned(timeline(clip(medium, 0, 2000, source_start_ms=1000)), medium)
    assert made.way == "chunks"
    assert why in made.why


@pytest.mark.film
def test_two_cameras_are_encoded(camera: Media, source: Make) -> None:
    other = taken(source, "else.mp4", 4, coding=(*X264, "-refs", "1", "-bf", "0"))
    made = planned(timeline(clip(camera, 0, 4000), clip(other, 4000, 4000)), camera, other)
    assert made.way == "chunks"
    assert made.why == "else.mp4 (4-8 s): it is coded in another way than camera.mp4 (0-4 s)"


@pytest.mark.film
def test_a_changing_frame_rate_is_encoded(source: Make) -> None:
    pattern = f"{FLASH},select='not(between(n,40,55))'"
    medium = taken(source, "varied.mp4", 3, pattern=pattern, coding=("-fps_mode", "vfr", *X264))
    made = planned(timeline(clip(medium, 0, 3000)), medium)
    assert (made.way, made.why) == ("chunks", "varied.mp4 (0-3 s): it does not run at 30 fps")


@pytest.mark.film
def test_a_damaged_recording_is_encoded_and_the_damage_told(
    camera: Media, tmp_path: Path, checksums: Sums
) -> None:
    """Its headers say that it can be copied; only decoding it shows otherwise."""
    data = bytearray(Path(camera.path).read_bytes())
    begin = data.index(b"mdat")
    middle = begin + (len(data) - begin) // 2
    data[middle : middle + 3000] = bytes(3000)
    path = tmp_path / "hurt.mp4"
    path.write_bytes(data)
    hurt = replace(camera, digest="f" * 64, name="hurt.mp4", path=str(path))
    done = render(timeline(clip(hurt, 0, 4000, volume=0.0)), tmp_path / "out", hurt)
    assert done.way == "chunks"
    assert any("hurt.mp4" in w and "is damaged here" in w for w in done.warnings)
    assert len(checksums(done.path)) == 120


@pytest.mark.film
def test_a_black_recording_is_told_of_when_it_is_copied(source: Make, tmp_path: Path) -> None:
    dark = taken(source, "night.mp4", 2, pattern="color=black:s=320x180:r=30")
    done = render(timeline(clip(dark, 0, 2000)), tmp_path, dark)
    assert done.way == "copy"
    assert any(w == "the picture is black at 0.0 s: night.mp4 (0-2 s)" for w in done.warnings)


def test_a_walk_knows_where_a_copy_may_begin_and_end() -> None:
    """Frames in the order in which they are stored: I P B B | P | then a key frame that is shown before its elders."""
    walk = _Walk()
    for frame in (0, 3, 1, 2, 4):
        assert walk.take(frame, fresh=frame == 0)
    assert (walk.starts, walk.ends, walk.delay) == ([0], [1, 4, 5], 1)
    assert walk.take(7, fresh=True)
    assert walk.starts == [0]
    assert not walk.take(7, fresh=False)
    assert not walk.take(2, fresh=False)


@pytest.mark.film
def test_a_recording_that_changes_while_it_is_copied_is_not_believed(
    camera: Media, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nemobuild.backend.render import pieces

    path = tmp_path / "copy.mp4"
    path.write_bytes(Path(camera.path).read_bytes())
    moving = replace(camera, digest="9" * 64, path=str(path))
    ran = pieces.run

    def then_changed(*args: object, **facts: object) -> object:
        done = ran(*args, **facts)
        path.write_bytes(path.read_bytes() + b"more")
        return done

    monkeypatch.setattr(pieces, "run", then_changed)
    with pytest.raises(AssetError) as caught:
        render(timeline(clip(moving, 0, 4000, volume=0.0)), tmp_path / "out", moving)
    assert caught.value.what == "copying camera.mp4 (0-4 s), 0.0-4.0 s: camera.mp4 changed meanwhile"
    assert caught.value.hint == "upload it again and render again"
    assert not list((tmp_path / "out" / "pieces").glob("*.mp4"))
