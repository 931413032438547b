"""The pauses of a real talk: what is left is all of the speech, and picture and sound are still together at the end."""

import hashlib
import subprocess
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from nemobuild.backend.analyse import MediaAnalysis
from nemobuild.backend.interpret import interpret
from nemobuild.backend.media import probe
from nemobuild.backend.render.film import render
from nemobuild.backend.render.output import output_of
from nemobuild.timeline import edits
from nemobuild.timeline.model import Timeline

TALK = Path(__file__).parents[2] / "examples/screen-recording/media/talk.mp4"
RATE = 16_000


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    folder = tmp_path_factory.mktemp("talk")
    digest = hashlib.sha256(TALK.read_bytes()).hexdigest()
    talk = replace(probe(TALK, TALK.name, digest), path=str(TALK))
    analysis = MediaAnalysis([talk], folder / "cache")
    done = interpret("Trim the pauses in the talk", timeline=Timeline(), media=[talk], analysis=analysis)
    pauses = analysis.silences(digest, threshold_db=-40, min_ms=600)
    return done.timeline, talk, pauses, folder


def test_all_speech_is_kept_with_60_to_160_ms_around_it_and_a_short_fade_at_each_cut(cut):
    timeline, talk, pauses, _ = cut
    clips = edits.clips(timeline)
    assert 15_000 <= edits.film_ms(timeline) <= 22_000
    speech = edits.complement(pauses, talk.duration_ms)
    kept = [(c.source_start_ms, c.source_start_ms + c.duration_ms) for c in clips]
    for start, end in speech:
        (a, b) = next((a, b) for a, b in kept if a <= start and end <= b)
        assert (a == 0 or 60 <= start - a <= 160) and 60 <= b - end <= 160
    assert all(5 <= c.audio_fade_in_ms <= 10 for c in clips[1:])
    assert all(5 <= c.audio_fade_out_ms <= 10 for c in clips[:-1])


@pytest.mark.film
def test_picture_and_sound_are_together_at_the_end_of_the_cut_film(cut):
    timeline, talk, _, folder = cut
    output = output_of({"format": "mp4", "resolution": "360p", "quality": "draft"}, timeline)
    film = render(timeline, {talk.digest: talk}, output, folder / "render").path
    last = edits.clips(timeline)[-1]
    out_s, source_s, length_s = (last.start_ms + 50) / 1000, (last.source_start_ms + 50) / 1000, 0.6
    assert abs(sound_offset_ms(film, out_s, source_s, length_s)) < 5
    assert picture_offset(film, out_s + 0.3, source_s + 0.3) == 0


def sound_offset_ms(film, out_s, source_s, length_s):
    """How much later the film's sound is than the source's, by the peak of their cross-correlation."""
    cut_sound, around = sound(film, out_s, length_s), sound(TALK, source_s - 0.3, length_s + 0.6)
    return (int(np.argmax(np.correlate(around, cut_sound, "valid"))) - 0.3 * RATE) * 1000 / RATE


def picture_offset(film, out_s, source_s):
    """By how many frames the source has to be moved to look most like the film; the time is burned into the picture."""
    seen = frame(film, out_s)
    return min(range(-3, 4), key=lambda n: np.abs(seen - frame(TALK, source_s + n / 30)).mean())


def decoded(*arguments):
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *map(str, arguments), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def sound(path, start_s, length_s):
    samples = decoded("-i", path, "-vn", "-ac", "1", "-ar", RATE, "-f", "f32le")
    first = round(start_s * RATE)
    return np.frombuffer(samples, np.float32)[first : first + round(length_s * RATE)]


def frame(path, at_s):
    raw = decoded(
        "-ss",
        f"{at_s:.3f}",
        "-i",
        path,
        "-frames:v",
        "1",
        "-vf",
        "scale=640:360,format=gray",
        "-f",
        "rawvideo",
    )
    return np.frombuffer(raw, np.uint8).astype(float)
