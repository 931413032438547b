"""What kind of file is asked for."""

from __future__ import annotations

from fractions import Fraction

import pytest

from nemobuild.backend.render.frames import frame_at, ms_of, rate_of, sample_at
from nemobuild.backend.render.output import Output, output_of
from nemobuild.errors import BackendError
from nemobuild.timeline.model import Canvas, Timeline

WIDE = Timeline()
CASES = [
    ({}, "mp4", 1920, 1080, Fraction(30), "h264"),
    ({"resolution": "720p"}, "mp4", 1280, 720, Fraction(30), "h264"),
    ({"resolution": "640x360"}, "mp4", 640, 360, Fraction(30), "h264"),
    ({"resolution": 540}, "mp4", 960, 540, Fraction(30), "h264"),
    ({"width": 321, "height": 240}, "mp4", 320, 240, Fraction(30), "h264"),
    ({"resolution": "4k", "fps": 60}, "mp4", 3840, 2160, Fraction(60), "h264"),
    ({"aspect": "9:16"}, "mp4", 1080, 1920, Fraction(30), "h264"),
    ({"aspect": "9:16", "resolution": "720p"}, "mp4", 720, 1280, Fraction(30), "h264"),
    ({"aspect": "1:1"}, "mp4", 1080, 1080, Fraction(30), "h264"),
    ({"aspect": "9:16", "resolution": "1080p"}, "mp4", 1080, 1920, Fraction(30), "h264"),
    ({"resolution": "480p"}, "mp4", 854, 480, Fraction(30), "h264"),
    ({"format": "webm"}, "webm", 1920, 1080, Fraction(30), "vp9"),
    ({"format": "mov"}, "mov", 1920, 1080, Fraction(30), "prores"),
    ({"format": "mp4", "codec": "hevc"}, "mp4", 1920, 1080, Fraction(30), "h265"),
    ({"format": "gif"}, "gif", 640, 360, Fraction(15), "gif"),
    ({"fps": 29.97}, "mp4", 1920, 1080, Fraction(30000, 1001), "h264"),
    ({"format": ".JPEG"}, "jpg", 1920, 1080, Fraction(30), "h264"),
]


@pytest.mark.parametrize(("wire", "form", "width", "height", "rate", "codec"), CASES)
def test_the_wire_says_what_file_is_meant(
    wire: dict[str, object], form: str, width: int, height: int, rate: Fraction, codec: str
) -> None:
    output = output_of(wire, WIDE)
    assert (output.format, output.width, output.height, output.rate) == (form, width, height, rate)
    assert output.codec == codec


def test_the_canvas_of_the_timeline_is_the_default() -> None:
    portrait = Timeline(canvas=Canvas(width=1080, height=1920, fps=24))
    output = output_of({}, portrait)
    assert (output.width, output.height, output.rate) == (1080, 1920, Fraction(24))
    assert output.reframe == ""


def test_another_aspect_reframes_as_is_asked() -> None:
    assert output_of({"aspect": "9:16"}, WIDE).reframe == "auto"
    assert output_of({"aspect": "9:16", "reframe": "cover"}, WIDE).reframe == "cover"
    assert output_of({"aspect": "16:9", "reframe": "cover"}, WIDE).reframe == ""


@pytest.mark.parametrize(
    ("wire", "words"),
    [
        ({"format": "doc"}, 'unknown format "doc"'),
        ({"quality": "best"}, 'unknown quality "best"'),
        ({"resolution": "huge"}, '"huge" is not a resolution'),
        ({"resolution": "²"}, '"²" is not a resolution'),
        ({"resolution": "720x"}, '"720x" is not a resolution'),
        ({"resolution": True}, '"True" is not a resolution'),
        ({"resolution": "99999x99999"}, '"99999" is not the side of a picture'),
        ({"resolution": "1280x2"}, '"2" is not the side of a picture'),
        ({"resolution": "9p"}, '"9" is not the side of a picture'),
        ({"resolution": "4k", "aspect": "10:1"}, '"21600" is not the side of a picture'),
        ({"width": True, "height": 100}, '"True" is not the side of a picture'),
        ({"width": 100, "height": 99_999}, '"99999" is not the side of a picture'),
        ({"width": "wide", "height": 100}, '"wide" is not the side of a picture'),
        ({"width": 100}, "nothing is not the side of a picture"),
        ({"aspect": "wide"}, '"wide" is not an aspect ratio'),
        ({"aspect": "16:0"}, '"16:0" is not an aspect ratio'),
        ({"fps": 0}, '"0" is not a frame rate'),
        ({"fps": "fast"}, '"fast" is not a frame rate'),
        ({"format": "webm", "codec": "h264"}, 'unknown codec for webm "h264"'),
        ({"aspect": "1:1", "reframe": "auto"}, 'unknown reframe "auto"'),
        ({"hardware": "abacus"}, 'unknown hardware "abacus"'),
    ],
)
def test_a_wrong_name_is_an_error_that_lists_what_there_is(wire: dict[str, object], words: str) -> None:
    with pytest.raises(BackendError) as caught:
        output_of(wire, WIDE)
    assert caught.value.what == words
    hint = next(hint for sign, hint in HINTS.items() if sign in words)
    assert caught.value.hint.startswith(hint)


HINTS = {
    "unknown ": "use one of ",
    "is not a resolution": "use one of 360p, ",
    "is not the side of": "width and height are whole numbers of px from 16 to 8192",
    "is not an aspect": 'write it as width:height, such as "16:9"',
    "is not a frame rate": "use a number of frames per second from 1 to 120",
}


@pytest.mark.parametrize("at", [float("inf"), float("nan"), -1, True, "1s"])
def test_a_moment_that_is_none_is_the_default(at: object) -> None:
    assert output_of({"format": "png", "at_ms": at}, WIDE).at_ms == output_of({"format": "png"}, WIDE).at_ms


def test_kinds() -> None:
    kinds = {form: Output(format=form).kind for form in ("mp4", "gif", "mp3", "png", "srt")}
    assert kinds == {"mp4": "film", "gif": "film", "mp3": "sound", "png": "still", "srt": "words"}


def test_the_grid_is_exact() -> None:
    ntsc = rate_of(29.97)
    assert ntsc == Fraction(30000, 1001)
    assert frame_at(ms_of(12345, ntsc), ntsc) == 12345
    assert sample_at(30000, ntsc) == 48048000
    assert [frame_at(ms, Fraction(30)) for ms in (0, 16, 17, 33, 1000)] == [0, 0, 1, 1, 30]
