"""A file that a backend rendered is looked at before it is put in place: what is said of one that is not as planned."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from nemobuild.backend.render.run import program
from nemobuild.engine.check import Found, check_output, look
from nemobuild.errors import OutputError, Where
from nemobuild.recipe.exports import FORMATS, SOUNDS, STILLS, TEXTS
from nemobuild.recipe.model import Export
from nemobuild.timeline.model import Clip, Timeline, Track

FILM = Timeline(tracks=(Track(kind="video", segments=(Clip(duration_ms=5000),)),))
GOOD = Found(kind="mov", duration_ms=5000, width=1920, height=1080, has_audio=True)
NO_PICTURE = {"width": 0, "height": 0}


def export(form="mp4", **wish):
    place = Where(file="film.yaml", line=7)
    return Export(path=Path(f"o.{form}"), shown=f"dist/o.{form}", format=form, where=place, **wish)


@pytest.mark.parametrize(
    ("wanted", "found", "what"),
    [
        (export(), {"duration_ms": 3000}, "the file is 3s long, the timeline 5s"),
        (export("mp3"), {"kind": "mp3", "has_audio": False}, "the file has no sound"),
        (export(), NO_PICTURE, "the file has no picture"),
        (
            export("jpg", aspect="9:16"),
            {"kind": "mjpeg", **NO_PICTURE},
            "the file has no picture",
        ),
        (export("gif"), {}, "the file is mov, not gif"),
        (export("webm"), {}, "the file is mov, not webm"),
        (export("jpg"), {"kind": "png"}, "the file is png, not jpg"),
        (export("png"), {"kind": "wav", **NO_PICTURE}, "the file is wav, not png"),
        (export(aspect="9:16"), {}, "the picture is 1920x1080, not 9:16"),
        (export(resolution="720p"), {}, "the picture is 1920x1080, not 720p"),
    ],
)
def test_a_file_that_is_not_as_planned_is_not_put_in_place(wanted, found, what):
    with pytest.raises(OutputError) as wrong:
        check_output(wanted, FILM, replace(GOOD, **found), 100)
    assert wrong.value.what == f"{wanted.shown}: {what}"
    assert wrong.value.hint == "the file (100 bytes) was not put in place; the last good one is untouched"
    assert wrong.value.where == wanted.where


@pytest.mark.parametrize(
    "wanted",
    [
        export(aspect="16:9", resolution="1080p"),
        export("srt"),
        export(resolution="²p"),  # asks for nothing that could be compared
    ],
)
def test_a_file_that_is_as_planned_passes(wanted):
    check_output(wanted, FILM, GOOD, 100)


def test_a_sheet_of_stills_has_a_size_of_its_own():
    sheet = export("jpg", sheet=True, resolution="720p")
    check_output(sheet, FILM, replace(GOOD, kind="mjpeg"), 100)


def test_every_format_of_an_export_is_made_and_known_again(film, tmp_path):
    """The files that stand for each are made by ffmpeg and Pillow: what PyAV calls them is what is compared."""
    whole = tmp_path / "film"
    whole.write_bytes(film)
    sound = ["-f", "lavfi", "-i", "sine=d=5"]
    for form in FORMATS:
        path, wanted = tmp_path / f"partial.{form}", export(form)
        if form in TEXTS:
            path.write_text("WEBVTT\n\n1\n00:00:01,000 --> 00:00:02,000\nHi\n")
        elif form in STILLS:
            Image.effect_noise((640, 360), 50).convert("RGB").save(path)
        else:
            made = sound if form in SOUNDS else ["-stream_loop", "1", "-t", "5", "-i", str(whole)]
            subprocess.run([program(), "-v", "error", *made, str(path)], check=True)
        check_output(wanted, FILM, look(path, wanted), path.stat().st_size)


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    path = tmp_path_factory.mktemp("film") / "whole.mp4"
    source = ["-f", "lavfi", "-i", "testsrc=d=4:s=64x36:r=10", "-g", "5", "-movflags", "+faststart"]
    subprocess.run([program(), "-v", "error", *source, str(path)], check=True)
    return path.read_bytes()


UNUSABLE = [  # made of the bytes of a whole film
    ("mp4", lambda _: None, "the render made no file, or an empty one"),
    ("srt", lambda _: b"", "the render made no file, or an empty one"),
    ("mp4", lambda _: b"sorry" * 99, "the rendered file does not play: Invalid data found when processing input"),
    ("mp4", lambda film: film[: len(film) // 2], "the rendered file does not play: its end cannot be decoded"),
    ("mp4", lambda film: film[: film.index(b"mdat") + 4], "the rendered file does not play: nothing in it can be decoded"),
    ("srt", lambda _: b"<html>Not found</html>", "the rendered file holds no captions"),
    ("srt", lambda film: film, "the rendered file holds no captions"),
    ("vtt", lambda _: b"1\n00:00:01,000 --> 00:00:02,000\nHi\n", "the rendered file holds no captions"),
    ("mp4", lambda _: b"WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n", "the rendered file does not play: it has neither picture nor sound"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "make", "what"), UNUSABLE)
def test_a_file_that_does_not_play_is_said_with_its_name(form, make, what, film, tmp_path):
    path, content = tmp_path / f"o.{form}", make(film)
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(OutputError) as wrong:
        look(path, export(form))
    assert (wrong.value.what, wrong.value.hint) == (
        f"dist/o.{form}: {what}",
        "run again; if it stays so, report it",
    )


def test_a_film_that_plays(film, tmp_path):
    (tmp_path / "o.mp4").write_bytes(film)
    assert look(tmp_path / "o.mp4", export()) == Found(kind="mov", duration_ms=4000, width=64, height=36)
