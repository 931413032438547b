"""Small films, really rendered: frame counts, seams, odd sources, errors."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from nemobuild.backend.interpret.apply.looks import KEY_SIMILARITY
from nemobuild.backend.interpret.values import SCREEN_GREEN
from nemobuild.backend.render import film as films
from nemobuild.backend.render import plan
from nemobuild.backend.render.lower.effects import LOOKS, MOVING, STILL
from nemobuild.backend.render.lower.transitions import XFADE
from nemobuild.backend.render.output import Output
from nemobuild.backend.render.run import program, run
from nemobuild.backend.render.studio import Studio
from nemobuild.errors import AssetError, BackendError, Interrupted, NemobuildError
from nemobuild.timeline.model import (
    Canvas,
    Chapter,
    Clip,
    Effect,
    Level,
    Media,
    Motion,
    Placement,
    Rect,
    Sound,
    Source,
    Text,
    Timeline,
    Track,
    Transition,
)

SMALL = Output(width=320, height=180, quality="draft")
Make = Callable[..., Media]


def of(medium: Media) -> Source:
    return Source(kind=medium.kind, digest=medium.digest, name=medium.name)


def clip(medium: Media, start: int, length: int, **facts: object) -> Clip:
    return Clip(start_ms=start, duration_ms=length, source=of(medium), **facts)


def timeline(*clips: Clip, **facts: object) -> Timeline:
    canvas = Canvas(width=320, height=180)
    return Timeline(canvas=canvas, tracks=(Track(kind="video", segments=clips),), **facts)


def render(line: Timeline, folder: Path, *media: Media, output: Output = SMALL) -> films.Rendered:
    return films.render(line, {m.digest: m for m in media}, output, folder)


def pictures(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as file:
        return [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]


def checksums(path: Path) -> list[str]:
    line = [program(), "-v", "error", "-i", str(path), "-map", "0:v", "-f", "framemd5", "-"]
    report = subprocess.run(line, capture_output=True, text=True, check=True).stdout
    return [x.rsplit(",", 1)[1].strip() for x in report.splitlines() if not x.startswith("#")]


def samples(path: Path) -> np.ndarray:
    line = [program(), "-v", "error", "-i", str(path), "-f", "f32le", "-ac", "2", "-ar", "48000", "-"]
    return np.frombuffer(subprocess.run(line, capture_output=True, check=True).stdout, np.float32).reshape(
        -1, 2
    )


def loudness_report(path: Path) -> str:
    line = [program(), "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    return subprocess.run(line, capture_output=True, text=True, check=True).stderr


def true_peak(path: Path) -> float:
    return float(loudness_report(path).rsplit("Peak:", 1)[1].split()[0])


def busy(film: Media, photo: Media) -> Timeline:
    """Everything at once: blends, a camera move, words that come and go across a cut, a logo, fades, snow, a bar."""
    moves = Motion(end=Rect(x=0.1, y=0.05, width=0.8, height=0.8), easing="ease-in-out")
    main = (
        clip(film, 0, 2000, fade_in_ms=400),
        clip(photo, 1500, 2000, fit="blur", motion=moves, transition=Transition(duration_ms=500)),
        clip(film, 3500, 1500, source_start_ms=1000, speed=2.0),
        clip(
            film,
            4700,
            1300,
            reverse=True,
            transition=Transition(name="wipe_left", duration_ms=300),
            fade_out_ms=500,
        ),
    )
    logo = clip(
        photo, 0, 6000, placement=Placement(rect=Rect(x=0.8, y=0.05, width=0.15, height=0.15), opacity=0.7)
    )
    words = (
        Text(start_ms=300, duration_ms=1000, text="Hello", enter="slide-up"),
        Text(start_ms=3300, duration_ms=1500, text="Across", enter="fade", enter_ms=600, leave_ms=500),
    )
    line = timeline(*main)
    snow = Clip(
        start_ms=500,
        duration_ms=4500,
        source=Source(kind="video", generator="particles", params={"kind": "snow"}),
    )
    more = (
        Track(kind="video", segments=(logo,)),
        Track(kind="text", segments=words),
        Track(kind="video", segments=(snow,)),
    )
    return replace(line, tracks=(*line.tracks, *more), effects=(Effect(name="progress_bar"),))


@pytest.mark.film
def test_chunks_join_to_the_very_frames_of_a_single_pass(film: Media, photo: Media, tmp_path: Path) -> None:
    line, media = busy(film, photo), {m.digest: m for m in (film, photo)}
    lossless = replace(SMALL, lossless=True)
    studio = Studio(tmp_path, media)
    whole = plan.plan_with(line, media, lossless, studio.typeset, one_pass=True)
    (command,) = whole.commands
    studio.link(command.digests)
    studio.draw(command.drawn, whole.scene.drawings)
    run(command.args, tmp_path / "whole.mp4", folder=tmp_path, what="the whole")
    joined = films.render(line, media, lossless, tmp_path)
    assert joined.chunks >= 4
    assert checksums(joined.path) == checksums(tmp_path / "whole.mp4")
    assert len(checksums(joined.path)) == 180


@pytest.mark.parametrize("name", ["o'brien %d", 'a\\b "c"', "what? #1: [x]=y;", "line\nbreak"])
@pytest.mark.parametrize("form", ["mp4", "gif", "png", "mp3"])
def test_a_folder_may_have_any_name(name: str, form: str, film: Media, photo: Media, tmp_path: Path) -> None:
    home = tmp_path / name
    home.mkdir()
    line = timeline(clip(film, 0, 1000), clip(photo, 1000, 1000))
    done = render(line, home, film, photo, output=replace(SMALL, format=form))
    assert done.path.is_relative_to(home)
    assert done.duration_ms == (0 if form == "png" else 2000)


@pytest.mark.film
def test_the_joined_film_has_every_frame_once(film: Media, photo: Media, tmp_path: Path) -> None:
    done = render(busy(film, photo), tmp_path, film, photo)
    with av.open(str(done.path)) as file:
        stream = file.streams.video[0]
        starts = sorted(p.pts for p in file.demux(stream) if p.size and p.pts is not None)
        assert (stream.width, stream.height) == (320, 180)
        assert {b - a for a, b in pairwise(starts)} == {starts[1] - starts[0]}
        assert stream.average_rate == 30
        context = stream.codec_context
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (
            1,
            1,
            1,
            1,
        )
    assert len(starts) == 180
    assert done.duration_ms == 6000


@pytest.mark.film
def test_a_second_render_does_nothing_and_a_changed_word_little(
    film: Media, photo: Media, tmp_path: Path
) -> None:
    line = busy(film, photo)
    first = render(line, tmp_path, film, photo)
    second = render(line, tmp_path, film, photo)
    assert (second.reused, second.path) == (first.chunks, first.path)
    words = line.tracks[2]
    other = replace(words, segments=(replace(words.segments[0], text="Howdy"), words.segments[1]))
    third = render(replace(line, tracks=(*line.tracks[:2], other, *line.tracks[3:])), tmp_path, film, photo)
    assert third.reused == first.chunks - 1


@pytest.mark.film
def test_a_damaged_chunk_is_rendered_again(film: Media, tmp_path: Path) -> None:
    line = timeline(clip(film, 0, 1000))
    first = render(line, tmp_path, film)
    expected = checksums(first.path)
    chunk = next((tmp_path / "pieces").glob("*.mp4"))
    chunk.write_bytes(chunk.read_bytes()[:2000])
    again = render(line, tmp_path, film)
    assert again.reused == 0
    assert checksums(again.path) == expected
    assert (tmp_path / "pieces" / "damaged").exists()


@pytest.mark.film
def test_films_of_an_odd_frame_rate_have_exactly_their_frames(film: Media, tmp_path: Path) -> None:
    ntsc = replace(SMALL, rate=Fraction(30000, 1001))
    done = render(timeline(clip(film, 0, 1501), clip(film, 1501, 1502)), tmp_path, film, output=ntsc)
    assert len(checksums(done.path)) == 90


@pytest.mark.film
def test_a_turned_phone_film_stands_upright(source: Make, tmp_path: Path) -> None:
    """The flag is obeyed, and the picture is neither stretched nor on its side: red is above, blue below."""
    bars = "color=red:s=160x180:r=30[a];color=blue:s=160x180:r=30[b];[b][a]hstack,format=yuv420p"
    flat = source("flat.mp4", "-f", "lavfi", "-i", bars, "-t", "1", "-c:v", "libx264", kind="video")
    turned = source(
        "turned.mp4", "-display_rotation", "90", "-i", flat.path, "-c", "copy",
        kind="video", width=180, height=320, duration_ms=1000, fps=30.0, rotation=270,
    )  # fmt: skip
    done = render(timeline(clip(turned, 0, 500)), tmp_path, turned)
    picture = pictures(done.path)[5].astype(int)
    assert picture[40, 160, 0] > 180
    assert picture[140, 160, 2] > 180
    assert picture[90, 20].max() < 30  # the bars at the side


@pytest.mark.film
def test_pixels_that_are_not_square_are_shown_as_meant(source: Make, tmp_path: Path) -> None:
    """A circle of anamorphic film stays one."""
    circle = "color=black:s=180x180:r=30,geq=lum='if(lt(hypot(X-90\\,(Y-90))\\,60)\\,235\\,16)':cb=128:cr=128,setsar=1,scale=90:180,setsar=2"
    wide = source(
        "wide.mp4", "-f", "lavfi", "-i", circle, "-t", "0.5", "-c:v", "libx264", "-pix_fmt", "yuv420p",
        kind="video", width=180, height=180, duration_ms=500, fps=30.0, pixel_aspect=2.0,
    )  # fmt: skip
    done = render(timeline(clip(wide, 0, 500)), tmp_path, wide)
    white = pictures(done.path)[3][:, :, 0] > 128
    across, down = np.ptp(np.flatnonzero(white.any(axis=0))), np.ptp(np.flatnonzero(white.any(axis=1)))
    assert abs(across - down) <= 4


@pytest.mark.film
def test_a_film_of_changing_frame_rate_keeps_its_time(source: Make, tmp_path: Path) -> None:
    """Frames at 0, 0.1, 0.2, then one that stays for 1.5 s: a cut into its middle still shows it."""
    pattern = "testsrc2=s=320x180:r=10,select='not(between(n,3,17))'"
    odd = source(
        "odd.mkv", "-f", "lavfi", "-i", pattern, "-t", "3", "-fps_mode", "vfr", "-c:v", "libx264", "-g", "100",
        kind="video", width=320, height=180, duration_ms=3000, fps=0.0,
    )  # fmt: skip
    whole = checksums(
        render(timeline(clip(odd, 0, 3000)), tmp_path, odd, output=replace(SMALL, lossless=True)).path
    )
    late = timeline(clip(odd, 0, 2000, source_start_ms=1000))
    part = checksums(render(late, tmp_path, odd, output=replace(SMALL, lossless=True)).path)
    assert len(whole) == 90
    assert len(set(whole[6:54])) == 1
    assert len(set(whole)) > 10
    assert part == whole[30:]


@pytest.mark.film
def test_a_source_that_ends_early_holds_its_last_picture(film: Media, tmp_path: Path) -> None:
    done = render(timeline(clip(film, 0, 2000, source_start_ms=3000)), tmp_path, film)
    assert len(checksums(done.path)) == 60


@pytest.mark.film
def test_silent_sources_make_a_film_without_sound_and_mixed_ones_one_with(
    film: Media, photo: Media, tmp_path: Path
) -> None:
    silent = render(timeline(clip(photo, 0, 500)), tmp_path, photo)
    with av.open(str(silent.path)) as file:
        assert not file.streams.audio
    mixed = render(timeline(clip(photo, 0, 1000), clip(film, 1000, 1000)), tmp_path, film, photo)
    heard = samples(mixed.path)
    assert abs(len(heard) - 96000) < 1200
    assert np.abs(heard[2400:43000]).max() < 0.001
    assert np.abs(heard[60000:90000]).max() > 0.05


@pytest.mark.film
def test_cuts_do_not_click(film: Media, tmp_path: Path) -> None:
    """At a cut from one phase of a tone to another nothing changes faster than the tone itself does."""
    cuts = timeline(*(clip(film, i * 300, 300, source_start_ms=(i * 733) % 3000) for i in range(6)))
    done = render(cuts, tmp_path, film, output=replace(SMALL, format="wav"))
    heard = samples(done.path)[:, 0]
    inside = heard[200:-400]
    tone = np.abs(np.diff(inside, 2))
    assert tone.max() < 4 * np.percentile(tone, 99)


@pytest.mark.film
@pytest.mark.parametrize(("loudness", "tolerance"), [(-14.0, 1.0), (-23.0, 1.0)])
def test_loudness_is_as_the_timeline_says(
    film: Media, tmp_path: Path, loudness: float, tolerance: float
) -> None:
    done = render(
        timeline(clip(film, 0, 4000), loudness=loudness), tmp_path, film, output=replace(SMALL, format="wav")
    )
    assert abs(float(loudness_report(done.path).rsplit("I:", 1)[1].split()[0]) - loudness) < tolerance
    assert true_peak(done.path) <= -0.9


@pytest.mark.film
def test_evening_the_level_out_does_not_make_an_even_sound_swell(source: Make, tmp_path: Path) -> None:
    """The gain of the first and the last second is that of the rest."""
    hum = source(
        "even.wav", "-f", "lavfi", "-i", "anoisesrc=a=0.05:d=9:seed=3:c=pink",
        kind="audio", duration_ms=9000, has_audio=True, channels=1,
    )  # fmt: skip
    evened = replace(clip(hum, 0, 9000), effects=(Effect(name="loudness", params={"lufs": -16.0}),))
    done = render(timeline(evened, loudness=-16.0), tmp_path, hum, output=replace(SMALL, format="wav"))
    heard = samples(done.path)[:, 0]
    second = [np.sqrt((heard[a : a + 48000] ** 2).mean()) for a in range(0, 8 * 48000, 48000)]
    assert max(second) / min(second) < 1.3  # 2.3 dB


@pytest.mark.film
@pytest.mark.parametrize("form", ["wav", "m4a"])
def test_peaks_between_the_samples_are_held_as_well(source: Make, tmp_path: Path, form: str) -> None:
    """A tone whose samples all lie 3 dB below its peaks: they say -3.1 dB, what is heard is at -0.1 dB."""
    tone = source(
        "between.wav", "-f", "lavfi", "-i", "aevalsrc='0.99*sin(PI/2*n+PI/4)':s=48000:d=3", "-c:a", "pcm_f32le",
        kind="audio", duration_ms=3000, has_audio=True, channels=1,
    )  # fmt: skip
    line = Timeline(
        tracks=(Track(kind="audio", segments=(Sound(duration_ms=3000, source=of(tone)),)),), loudness=0.0
    )
    done = render(line, tmp_path, tone, output=replace(SMALL, format=form))
    assert -2.5 < true_peak(done.path) <= -0.9


@pytest.mark.film
def test_what_is_nearly_silent_stays_so(source: Make, film: Media, tmp_path: Path) -> None:
    hush = source(
        "hush.wav", "-f", "lavfi", "-i", "anoisesrc=a=0.0003:d=3:seed=1",
        kind="audio", duration_ms=3000, has_audio=True, channels=1,
    )  # fmt: skip
    line = timeline(clip(film, 0, 2000, volume=0.0))
    line = replace(
        line, tracks=(*line.tracks, Track(kind="audio", segments=(Sound(duration_ms=2000, source=of(hush)),)))
    )
    done = render(line, tmp_path, film, hush)
    assert np.abs(samples(done.path)).max() < 0.02


@pytest.mark.film
def test_picture_and_sound_stay_together(source: Make, tmp_path: Path) -> None:
    """A flash and a beep each second, cut to pieces: at every one they come within 40 ms of each other."""
    flash = "color=black:s=320x180:r=30,drawbox=c=white:t=fill:enable='lt(mod(t,1),0.1)'"
    beep = "aevalsrc='0.5*sin(2*PI*1000*t)*lt(mod(t,1),0.1)':s=44100"
    synced = source(
        "synced.mp4", "-f", "lavfi", "-i", flash, "-f", "lavfi", "-i", beep, "-t", "12", "-c:v", "libx264",
        "-pix_fmt", "yuv420p", "-g", "90", "-c:a", "aac",
        kind="video", width=320, height=180, duration_ms=12000, fps=30.0, has_audio=True, channels=1,
    )  # fmt: skip
    starts = [700, 4650, 2730, 8690, 6680, 10710]
    line = timeline(*(clip(synced, i * 1000, 1000, source_start_ms=s) for i, s in enumerate(starts)))
    done = render(line, tmp_path, synced)
    light = np.array([p.mean() for p in pictures(done.path)]) > 100
    loud = np.abs(samples(done.path)[:, 0]) > 0.05
    flashes = np.flatnonzero(np.diff(light.astype(int)) == 1) + 1
    edges = np.flatnonzero(loud)
    beeps = edges[np.flatnonzero(np.diff(edges, prepend=-9999) > 4800)]
    assert len(flashes) == len(beeps) == len(starts)
    assert np.abs(flashes / 30 - beeps / 48000).max() < 0.04


@pytest.mark.film
@pytest.mark.parametrize("form", ["webm", "mov", "gif", "mkv"])
def test_other_films(form: str, film: Media, tmp_path: Path) -> None:
    codec = {"webm": "vp9", "mov": "prores", "gif": "gif"}.get(form, "h264")
    done = render(
        timeline(clip(film, 0, 700)), tmp_path, film, output=replace(SMALL, format=form, codec=codec)
    )
    assert done.path.suffix == f".{form}"
    assert len(pictures(done.path)) == 21


@pytest.mark.film
@pytest.mark.parametrize("codec", ["h265", "av1"])
def test_other_codecs(codec: str, film: Media, tmp_path: Path) -> None:
    cuts = timeline(clip(film, 0, 700), clip(film, 700, 700, source_start_ms=2000))
    done = render(cuts, tmp_path, film, output=replace(SMALL, codec=codec))
    assert len(pictures(done.path)) == 42


@pytest.mark.film
@pytest.mark.parametrize("form", ["mp3", "wav", "m4a", "flac"])
def test_sound_alone(form: str, film: Media, tmp_path: Path) -> None:
    done = render(timeline(clip(film, 0, 1500)), tmp_path, film, output=replace(SMALL, format=form))
    assert abs(len(samples(done.path)) - 72000) < 3000


@pytest.mark.film
@pytest.mark.parametrize("form", ["png", "jpg", "webp"])
def test_a_still_shows_the_colours_of_the_film(form: str, tmp_path: Path) -> None:
    orange = Clip(duration_ms=1000, source=Source(generator="color", params={"color": "#e07020"}))
    done = render(timeline(orange), tmp_path, output=replace(SMALL, format=form, at_ms=500))
    from PIL import Image

    found = Image.open(done.path).convert("RGB").getpixel((100, 100))
    assert all(abs(a - b) <= 4 for a, b in zip(found, (0xE0, 0x70, 0x20), strict=True))


@pytest.mark.film
def test_a_contact_sheet(film: Media, tmp_path: Path) -> None:
    done = render(
        timeline(clip(film, 0, 3000)), tmp_path, film, output=replace(SMALL, format="png", sheet=True)
    )
    assert done.width > 4 * 480


def test_captions_as_files(tmp_path: Path) -> None:
    words = (Text(start_ms=500, duration_ms=1500, text="Tom & <Jerry>", role="caption"),)
    line = Timeline(tracks=(Track(kind="text", segments=words),))
    srt = render(line, tmp_path, output=Output(format="srt")).path.read_text()
    vtt = render(line, tmp_path, output=Output(format="vtt")).path.read_text()
    assert srt == "1\n00:00:00,500 --> 00:00:02,000\nTom & <Jerry>\n"
    assert vtt == "WEBVTT\n\n1\n00:00:00.500 --> 00:00:02.000\nTom &amp; &lt;Jerry>\n"


def test_no_captions_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BackendError) as caught:
        render(timeline(), tmp_path, output=Output(format="srt"))
    assert caught.value.what == "this timeline has no captions to write"
    assert caught.value.hint == "add captions in a step first"


@pytest.mark.film
def test_title_and_chapters_travel_along(film: Media, tmp_path: Path) -> None:
    chapters = (Chapter(start_ms=0, title="One; the = first"), Chapter(start_ms=1000, title="Two"))
    done = render(timeline(clip(film, 0, 2000), title="A film", chapters=chapters), tmp_path, film)
    with av.open(str(done.path)) as file:
        assert file.metadata["title"] == "A film"
        found = [(float(c["start"] * c["time_base"]), c["metadata"]["title"]) for c in file.chapters()]
    assert found == [(0.0, "One; the = first"), (1.0, "Two")]
    data = done.path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


@pytest.mark.film
def test_progress_goes_up_to_one(film: Media, tmp_path: Path) -> None:
    told: list[float] = []
    films.render(timeline(clip(film, 0, 2000)), {film.digest: film}, SMALL, tmp_path, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.film
def test_a_cancelled_render_stops_and_leaves_nothing_half_done(film: Media, tmp_path: Path) -> None:
    asked = iter([False] * 3)
    with pytest.raises(Interrupted) as caught:
        films.render(
            timeline(clip(film, 0, 4000)), {film.digest: film}, replace(SMALL, width=1920, height=1080), tmp_path,
            cancelled=lambda: next(asked, True),
        )  # fmt: skip
    assert caught.value.what == "the render was cancelled"
    assert not list((tmp_path / "pieces").glob("*.mp4"))
    assert not list(tmp_path.rglob("*.part*"))


@pytest.mark.film
def test_a_broken_source_is_named_with_its_segment(tmp_path: Path) -> None:
    path = tmp_path / "broken.mp4"
    path.write_bytes(b"this is no film" * 100)
    broken = Media(
        digest="b" * 64, name="broken.mp4", kind="video", path=str(path), width=320, height=180, fps=30.0
    )
    with pytest.raises(AssetError) as caught:
        render(timeline(clip(broken, 2000, 1000)), tmp_path / "out", broken)
    assert "broken.mp4 (2-3 s)" in caught.value.what
    assert "broken.mp4 cannot be read" in caught.value.what
    assert caught.value.hint == "check that the file plays, and upload it again"
    assert str(tmp_path) not in caught.value.what


@pytest.mark.film
def test_a_source_that_has_gone_is_named(film: Media, tmp_path: Path) -> None:
    gone = replace(film, path=str(tmp_path / "gone.mp4"))
    with pytest.raises(AssetError) as caught:
        render(timeline(clip(gone, 0, 1000)), tmp_path, gone)
    assert (caught.value.what, caught.value.hint) == ("film.mp4 has gone from the backend", "upload it again")


@pytest.mark.film
def test_a_picture_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    broken = Media(digest="c" * 64, name="broken.png", kind="image", path=str(path), width=10, height=10)
    with pytest.raises(AssetError) as caught:
        render(timeline(clip(broken, 0, 500)), tmp_path / "out", broken)
    assert caught.value.what == "broken.png is not a picture that can be read"


def test_nothing_to_hear_is_an_error(photo: Media, tmp_path: Path) -> None:
    with pytest.raises(NemobuildError) as caught:
        render(timeline(clip(photo, 0, 500)), tmp_path, photo, output=Output(format="mp3"))
    assert caught.value.what == "there is nothing to hear in this timeline"
    assert caught.value.hint == "add music, or a clip with sound"


def test_a_plan_can_be_printed(film: Media, tmp_path: Path) -> None:
    media = {film.digest: film}
    made = plan.plan_render(timeline(clip(film, 0, 1000)), media, SMALL, tmp_path)
    assert "film  320x180+0+0 film.mp4 (0-1 s)" in made.text()
    assert made.json()["chunks"][0]["key"] == made.commands[0].key
    assert "libx264" in plan.printed(made)


COLOURS = ((200, 40, 40), (40, 180, 60), (50, 70, 210), (128, 128, 128))


@pytest.mark.film
@pytest.mark.parametrize(
    ("name", "convert", "tags", "height"),
    [
        ("hd709", "scale=out_color_matrix=bt709:out_range=tv", "bt709", 720),
        ("hd-untagged", "scale=out_color_matrix=bt709:out_range=tv", "", 720),
        ("sd601", "scale=out_color_matrix=bt601:out_range=tv", "smpte170m", 180),
        ("sd-untagged", "scale=out_color_matrix=bt601:out_range=tv", "", 180),
        ("full", "scale=out_color_matrix=bt709:out_range=pc", "bt709", 720),
    ],
)
def test_colours_come_out_as_they_went_in(
    name: str, convert: str, tags: str, height: int, source: Make, tmp_path: Path
) -> None:
    """Red, green, blue and grey of sources with other matrices and ranges, stated or not."""
    width = height * 16 // 9
    part = f"s={width // 4}x{height}:r=30"
    bars = ";".join(
        f"color=c=0x{r:02x}{g:02x}{b:02x}:{part},format=rgb24[c{i}]" for i, (r, g, b) in enumerate(COLOURS)
    )
    tagged = f"setparams=colorspace={tags}" if tags else "setparams=colorspace=unknown"
    spread = "pc" if name == "full" else "tv"
    graph = f"{bars};[c0][c1][c2][c3]hstack=4,{convert},format=yuv420p,{tagged}"
    medium = source(
        f"{name}.mp4", "-f", "lavfi", "-i", graph, "-t", "0.2", "-c:v", "libx264", "-qp", "4", "-color_range", spread,
        kind="video", width=width, height=height, duration_ms=200, fps=30.0,
    )  # fmt: skip
    done = render(
        timeline(clip(medium, 0, 200, fit="stretch")),
        tmp_path,
        medium,
        output=replace(SMALL, format="png", at_ms=0),
    )
    from PIL import Image

    picture = Image.open(done.path).convert("RGB")
    found = [picture.getpixel((40 + 80 * i, 90)) for i in range(4)]
    for wanted, got in zip(COLOURS, found, strict=True):
        assert max(abs(a - b) for a, b in zip(wanted, got, strict=True)) <= 4


@pytest.mark.film
def test_a_slow_camera_move_does_not_shiver(source: Make, tmp_path: Path) -> None:
    """A dot on a photograph moves on a smooth path to within a fiftieth of a pixel; zoompan strays by a quarter."""
    dot = "color=black:s=640x360,geq=lum='20+210*exp(-(pow(X-150,2)+pow(Y-100,2))/60)':cb=128:cr=128"
    photo = source("dot.png", "-f", "lavfi", "-i", dot, "-frames:v", "1", kind="image", width=640, height=360)
    moves = Motion(end=Rect(x=0.03, y=0.03, width=0.94, height=0.94))
    big = Output(width=640, height=360, lossless=True)
    line = replace(timeline(clip(photo, 0, 3000, motion=moves)), canvas=Canvas(width=640, height=360))
    frames = [p.astype(float).mean(axis=2) for p in pictures(render(line, tmp_path, photo, output=big).path)]
    bright = [np.clip(f - 60, 0, None) for f in frames]
    path = np.array([(b.sum(axis=0) * np.arange(640)).sum() / b.sum() for b in bright])
    times = np.arange(len(path))
    stray = path - np.polyval(np.polyfit(times, path, 3), times)
    assert np.ptp(path) > 2
    assert np.sqrt(np.mean(stray**2)) < 0.02


@pytest.mark.film
def test_a_file_that_is_shorter_than_its_header_says_is_told(film: Media, tmp_path: Path) -> None:
    whole = Path(film.path).read_bytes()
    path = tmp_path / "cut.mkv"
    subprocess.run([program(), "-v", "error", "-i", film.path, "-c", "copy", str(path)], check=True)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert len(whole) > 1000
    cut = replace(film, digest="d" * 64, name="cut.mkv", path=str(path))
    done = render(timeline(clip(cut, 0, 4000, volume=0.0)), tmp_path / "out", cut)
    assert len(checksums(done.path)) == 120


@pytest.mark.film
def test_a_segment_past_the_end_of_its_source_is_told(film: Media, tmp_path: Path) -> None:
    done = render(timeline(clip(film, 0, 2000, source_start_ms=3000)), tmp_path, film)
    assert done.warnings == ("film.mp4 ends 1.0 s before film.mp4 (0-2 s) does; its last picture is held",)


@pytest.mark.film
def test_a_source_that_changes_meanwhile_is_not_believed(film: Media, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(Path(film.path).read_bytes())
    moving = replace(film, path=str(copy), digest="e" * 64)

    def touch() -> bool:
        copy.write_bytes(Path(film.path).read_bytes())
        return False

    with pytest.raises(AssetError) as caught:
        films.render(
            timeline(clip(moving, 0, 2000, volume=0.0)),
            {moving.digest: moving},
            SMALL,
            tmp_path / "out",
            cancelled=touch,
        )
    assert "film.mp4 changed meanwhile" in caught.value.what
    assert not list((tmp_path / "out" / "pieces").glob("*.mp4"))


@pytest.mark.film
def test_black_pictures_that_nobody_asked_for_are_told(source: Make, tmp_path: Path) -> None:
    dark = source(
        "dark.mp4", "-f", "lavfi", "-i", "color=black:s=320x180:r=30", "-t", "1", "-c:v", "libx264",
        kind="video", width=320, height=180, duration_ms=1000, fps=30.0,
    )  # fmt: skip
    done = render(timeline(clip(dark, 0, 1000)), tmp_path, dark)
    assert done.warnings == ("the picture is black at 0.0 s: dark.mp4 (0-1 s)",)


@pytest.mark.film
def test_what_a_film_uses_is_as_new_after_each_render(film: Media, photo: Media, tmp_path: Path) -> None:
    """However old it is, and although nothing of it is made again."""
    words = Track(kind="text", segments=(Text(duration_ms=1000, text="Hello"),))
    line = timeline(clip(film, 0, 1000), clip(photo, 1000, 1000))
    line = replace(line, tracks=(*line.tracks, words))
    render(line, tmp_path, film, photo)
    used = [p for name in ("assets", "drawn", "type") for p in (tmp_path / name).iterdir()]
    for path in used:
        os.utime(path, (1, 1), follow_symlinks=False)
    for piece in (tmp_path / "pieces").glob("*.mp4"):
        piece.unlink()
    render(line, tmp_path, film, photo)
    assert len(used) >= 4
    assert all(path.lstat().st_mtime > 1 for path in used)


@pytest.mark.film
def test_six_hundred_effects_are_all_heard(source: Make, tmp_path: Path) -> None:
    beep = source(
        "beep.wav", "-f", "lavfi", "-i", "sine=f=1000:d=0.1",
        kind="audio", duration_ms=100, has_audio=True, channels=1,
    )  # fmt: skip
    beeps = tuple(
        Sound(start_ms=n * 100, duration_ms=33, source=of(beep), role="effect", volume=0.5, fade_out_ms=10)
        for n in range(601)
    )
    line = Timeline(tracks=(Track(kind="audio", segments=beeps),))
    done = render(line, tmp_path, beep, output=replace(SMALL, format="wav"))
    loudest = np.abs(samples(done.path)[: 600 * 4800, 0]).reshape(600, 2, 2400).max(axis=2)
    assert loudest[:, 0].min() > 0.9 * loudest[:, 0].max() > 0.05
    assert loudest[:, 1].max() < 0.01


@pytest.mark.film
def test_music_steps_back_under_speech_by_as_much_as_was_asked(source: Make, tmp_path: Path) -> None:
    """A voice of 300 Hz from 1.5 s to 3 s, music of 3 kHz throughout: its share of the sound, before and during."""
    voice = source(
        "voice.wav", "-f", "lavfi", "-i", "sine=f=300:d=1.5,volume=2",
        kind="audio", duration_ms=1500, has_audio=True, channels=1,
    )  # fmt: skip
    music = source(
        "music.wav",
        "-f",
        "lavfi",
        "-i",
        "sine=f=3000:d=4",
        kind="audio",
        duration_ms=4000,
        has_audio=True,
        channels=1,
    )
    sounds = (
        Sound(start_ms=0, duration_ms=4000, source=of(music), volume=0.5, duck_db=-12.0),
        Sound(start_ms=1500, duration_ms=1500, source=of(voice), role="voice"),
    )
    line = Timeline(tracks=tuple(Track(kind="audio", segments=(s,)) for s in sounds))
    done = render(line, tmp_path, voice, music, output=replace(SMALL, format="wav"))
    heard = samples(done.path)[:, 0]

    def level(start: float) -> float:
        part = heard[int(start * 48000) : int(start * 48000) + 24000]
        return float(np.abs(np.fft.rfft(part))[1500])

    assert abs(20 * np.log10(level(2.2) / level(0.5)) + 12) < 1.0
    assert abs(20 * np.log10(level(0.8) / level(0.5))) < 0.3


@pytest.mark.film
def test_every_effect_look_and_transition_is_one_that_ffmpeg_takes(
    film: Media, photo: Media, tmp_path: Path
) -> None:
    looks = [Effect(name="grade", params={"look": look}) for look in LOOKS]
    neutral = Effect(name="white_balance", params={"auto": True})
    effects = [*looks, neutral, *(Effect(name=name) for name in (*STILL, *MOVING))]
    graded = [clip(film, i * 100, 100, effects=(effect,)) for i, effect in enumerate(effects)]
    done = render(timeline(*graded), tmp_path, film)
    assert len(checksums(done.path)) == 3 * len(effects)
    blends = [Transition(name=name, duration_ms=200) for name in XFADE]
    cuts = [
        clip((film, photo)[i % 2], i * 200, 400, transition=blend if i else None)
        for i, blend in enumerate([Transition(), *blends])
    ]
    assert len(checksums(render(timeline(*cuts), tmp_path, film, photo).path)) == 6 * (len(cuts) + 1)


def keyed_before_white(color: str, folder: Path) -> np.ndarray:
    """A picture of a plain colour in front of white, with the colour of a green screen taken out."""
    white, shown = (
        Clip(duration_ms=300, source=Source(generator="color", params={"color": c}))
        for c in ("#ffffff", color)
    )
    key = Effect(name="chroma_key", params={"color": SCREEN_GREEN, "similarity": KEY_SIMILARITY})
    clips = (white, replace(shown, effects=(key,)))
    line = replace(timeline(white), tracks=tuple(Track(kind="video", segments=(c,)) for c in clips))
    return pictures(render(line, folder).path)[2]


@pytest.mark.film
@pytest.mark.parametrize("screen", ["#00b140", "#00ff00", "#40d097", "#3fa34d", "#0f9d58"])
def test_screens_as_they_are_filmed_are_keyed_out(tmp_path: Path, screen: str) -> None:
    assert keyed_before_white(screen, tmp_path).min() > 245


@pytest.mark.film
@pytest.mark.parametrize("kept", ["#808080", "#e0ac69", "#101010", "#c03020"])
def test_what_is_no_screen_stays(tmp_path: Path, kept: str) -> None:
    middle = keyed_before_white(kept, tmp_path)[90, 160]
    wanted = [int(kept[i : i + 2], 16) for i in (1, 3, 5)]
    assert all(abs(int(a) - b) < 12 for a, b in zip(middle, wanted, strict=True))


@pytest.mark.film
def test_a_sound_has_other_levels_for_a_while_without_a_jump(source: Make, tmp_path: Path) -> None:
    """Twice as loud for the first second, a tenth from 2 s to 3 s, and as it was after that."""
    tone = source(
        "tone.wav", "-f", "lavfi", "-i", "sine=f=1000:d=4",
        kind="audio", duration_ms=4000, has_audio=True, channels=1,
    )  # fmt: skip
    levels = (Level(duration_ms=1000, gain=2.0), Level(start_ms=2000, duration_ms=1000, gain=0.1))
    sound = Sound(duration_ms=4000, source=of(tone), volume=0.5, levels=levels)
    line = Timeline(tracks=(Track(kind="audio", segments=(sound,)),))
    heard = samples(render(line, tmp_path, tone, output=replace(SMALL, format="wav")).path)[:, 0]

    def level(start: float) -> float:
        part = heard[int(start * 48000) : int((start + 0.2) * 48000)]
        return float(np.sqrt((part**2).mean()))

    plain = level(1.5)
    assert [round(level(t) / plain, 2) for t in (0.4, 2.4, 3.5)] == [2.0, 0.1, 1.0]
    assert np.abs(np.diff(heard[500:-500], 2)).max() < 1.2 * np.abs(np.diff(heard[10000:20000], 2)).max()


@pytest.mark.film
def test_a_film_comes_from_one_colour_and_goes_to_another(tmp_path: Path) -> None:
    plain = Source(generator="color", params={"color": "#2060c0"})
    shown = Clip(duration_ms=2000, source=plain, fade_in_ms=500, fade_out_ms=500, fade_out_color="#ffffff")
    frames = pictures(render(timeline(shown), tmp_path).path)
    assert frames[0].max() < 24 and frames[-1].min() > 220
    assert abs(int(frames[30][90, 160][2]) - 0xC0) < 12
    hostile = replace(shown, fade_out_color="red:alpha=1,nullsrc")
    assert pictures(render(timeline(hostile), tmp_path).path)[-1].max() < 40


@pytest.mark.film
def test_words_of_the_cover_are_on_no_other_picture(tmp_path: Path) -> None:
    plain = Clip(duration_ms=2000, source=Source(generator="color", params={"color": "#101010"}))
    words = Text(duration_ms=2000, text="Big news", role="cover", enter="none", leave="none")
    line = timeline(plain)
    line = replace(line, tracks=(*line.tracks, Track(kind="text", segments=(words,))))
    from PIL import Image

    def brightest(**facts: object) -> int:
        done = render(line, tmp_path, output=replace(SMALL, format="png", **facts))
        return max(high for _, high in Image.open(done.path).convert("RGB").getextrema())

    assert brightest() > 200
    assert brightest(at_ms=1000) < 40
    assert max(int(frame.max()) for frame in pictures(render(line, tmp_path).path)) < 40


@pytest.mark.film
@pytest.mark.parametrize("degrees", [3, 353, 40])
def test_a_turned_picture_leaves_no_black_corner(source: Make, tmp_path: Path, degrees: int) -> None:
    white = source(
        "white.mp4", "-f", "lavfi", "-i", "color=white:s=320x180:d=1:r=30", "-c:v", "libx264",
        kind="video", duration_ms=1000, width=320, height=180, fps=30.0,
    )  # fmt: skip
    from PIL import Image

    still = tmp_path / "still.png"
    Image.new("RGB", (640, 360), "white").save(still)
    photo = replace(white, digest="b" * 64, name="still.png", kind="image", path=str(still), duration_ms=0)
    line = timeline(clip(white, 0, 500, rotate=degrees), clip(photo, 500, 500, rotate=degrees))
    frames = pictures(render(line, tmp_path, white, photo).path)
    assert min(int(frame.min()) for frame in (frames[2], frames[-3])) > 215


@pytest.mark.film
def test_clips_of_a_single_frame_are_all_there(film: Media, tmp_path: Path) -> None:
    """As the steps of a ramp of speed are: one frame, then another, each of its own place."""
    lengths, speeds = (500, 33, 34, 33, 500), (1.0, 2.3, 3.0, 3.5, 4.0)
    starts = [sum(lengths[:n]) for n in range(len(lengths))]
    clips = [
        clip(film, start, length, source_start_ms=start, speed=speed)
        for start, length, speed in zip(starts, lengths, speeds, strict=True)
    ]
    seen = checksums(render(timeline(*clips), tmp_path, film).path)
    assert len(seen) == 33
    assert len(set(seen)) == 33


@pytest.mark.film
def test_what_lies_over_the_film_fades_with_it(film: Media, photo: Media, tmp_path: Path) -> None:
    """A picture in picture, words without movement and a bar are gone when the film is, and come with it."""
    corner = Placement(rect=Rect(x=0.6, y=0.1, width=0.3, height=0.4))
    over = clip(photo, 0, 3000, placement=corner)
    words = Text(start_ms=0, duration_ms=3000, text="HELLO", enter="none", leave="none")
    line = timeline(clip(film, 0, 3000, fade_in_ms=1000, fade_out_ms=1000))
    tracks = (*line.tracks, Track(kind="video", segments=(over,)), Track(kind="text", segments=(words,)))
    line = replace(line, tracks=tracks, effects=(Effect(name="progress_bar"),))
    seen = pictures(render(line, tmp_path, film, photo, output=replace(SMALL, lossless=True)).path)
    assert seen[0].max() < 40
    assert seen[-1].max() < 40
    assert seen[45].max() > 200


@pytest.mark.film
def test_both_halves_of_a_split_screen_fade(film: Media, photo: Media, tmp_path: Path) -> None:
    left, right = (Placement(rect=Rect(x=x, y=0, width=0.5, height=1)) for x in (0, 0.5))
    line = timeline(clip(film, 0, 2000, placement=left, fade_in_ms=500, fade_out_ms=500))
    beside = Track(kind="video", segments=(clip(photo, 0, 2000, placement=right, label="split"),))
    line = replace(line, tracks=(*line.tracks, beside))
    seen = pictures(render(line, tmp_path, film, photo, output=replace(SMALL, lossless=True)).path)
    assert seen[0].max() < 40
    assert seen[-1].max() < 40
    assert seen[30].max() > 200


@pytest.mark.film
def test_a_film_that_is_laid_over_has_its_border(film: Media, tmp_path: Path) -> None:
    """Red along its edge and nowhere else: what is within shows the film."""
    corner = Placement(rect=Rect(x=0.5, y=0.25, width=0.25, height=0.5), border="#ff0000")
    line = timeline(clip(film, 0, 1000))
    over = Track(kind="video", segments=(clip(film, 0, 1000, placement=corner, fit="cover"),))
    plain = replace(over, segments=(clip(film, 0, 1000, placement=replace(corner, border=""), fit="cover"),))
    output = replace(SMALL, lossless=True)
    (tmp_path / "plain").mkdir()
    with_border, without = (
        pictures(render(replace(line, tracks=(*line.tracks, t)), folder, film, output=output).path)[
            10
        ].astype(int)
        for t, folder in ((over, tmp_path), (plain, tmp_path / "plain"))
    )
    height, width = with_border.shape[:2]
    edge = with_border[height // 4 - 3 : height // 4 + 5, width // 2 + 6 : width * 3 // 4 - 6]
    is_red = (edge[..., 0] > 150) & (edge[..., 1:].max(axis=-1) < 110)
    assert is_red.mean(axis=1).max() > 0.95
    middle = slice(height // 2 - 4, height // 2 + 4), slice(width * 5 // 8 - 4, width * 5 // 8 + 4)
    assert abs(with_border[middle] - without[middle]).max() <= 4
