"""A file that a backend rendered is looked at before it is put in place: what is said of one that is not as planned."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from nemobuild.backend.render.run import program
from nemobuild.engine.check import Found, check_output, look
from nemobuild.errors import OutputError, Where
from nemobuild.recipe.model import Export
from nemobuild.timeline.model import Clip, Timeline, Track

FILM = Timeline(tracks=(Track(kind="video", segments=(Clip(duration_ms=5000),)),))
GOOD = Found(duration_ms=5000, width=1920, height=1080, has_video=True, has_audio=True)


def export(form="mp4", **wish):
    place = Where(file="film.yaml", line=7)
    return Export(path=Path(f"o.{form}"), shown=f"dist/o.{form}", format=form, where=place, **wish)


@pytest.mark.parametrize(
    ("wanted", "found", "what"),
    [
        (export(), {"duration_ms": 3000}, "the file is 3s long, the timeline 5s"),
        (export("mp3"), {"has_audio": False}, "the file has no sound"),
        (export(), {"has_video": False}, "the file has no picture"),
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
        export("jpg", sheet=True, resolution="720p"),
        export("srt"),
        export(resolution="²p"),  # asks for nothing that could be compared
    ],
)
def test_a_file_that_is_as_planned_passes(wanted):
    check_output(wanted, FILM, GOOD, 100)


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
    assert look(tmp_path / "o.mp4", export()) == Found(duration_ms=4000, width=64, height=36, has_video=True)
