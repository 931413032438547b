"""What is heard and seen: exact on sounds and pictures made here, plausible on noise, and measured once."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.backend import curves
from nemobuild.backend.analyse import MediaAnalysis
from nemobuild.backend.media import probe
from nemobuild.errors import AssetError
from nemobuild.timeline.model import Media


def analysed(path: Path, name: str, tmp_path: Path) -> MediaAnalysis:
    return MediaAnalysis([probe(path, name, "d")], tmp_path / "cache")


def near(found: tuple[int, ...], expected: list[int], within: int) -> bool:
    return len(found) == len(expected) and all(
        abs(a - b) <= within for a, b in zip(found, expected, strict=True)
    )


SPEECH = "sine=f=300:d=4,volume='if(between(t,1,2.2)+gt(t,3.5),0.0005,0.5)':eval=frame"


@pytest.mark.parametrize("name", ["a.wav", "a.mp4", "a.mkv"])
def test_silences_start_and_end_where_the_sound_does(name: str, tmp_path: Path, make_film: Any) -> None:
    path = make_film(tmp_path / name, SPEECH)
    found = analysed(path, name, tmp_path).silences("d", threshold_db=-40, min_ms=300)
    assert near(found[0], [1000, 2200], 40)
    assert near(found[1], [3500, 4000], 40)
    assert len(found) == 2


def test_shorter_silences_and_other_thresholds(tmp_path: Path, make_film: Any) -> None:
    analysis = analysed(make_film(tmp_path / "a.wav", SPEECH), "a.wav", tmp_path)
    assert len(analysis.silences("d", threshold_db=-40, min_ms=1000)) == 1
    assert analysis.silences("d", threshold_db=-100, min_ms=100) == ()
    assert analysis.silences("d", threshold_db=-1, min_ms=100) == ((0, 4000),)
    assert analysis.silences("other", threshold_db=-40, min_ms=1) == ()


def test_opposite_phases_are_not_taken_for_silence(tmp_path: Path, make_film: Any) -> None:
    path = make_film(tmp_path / "a.wav", "aevalsrc=0.3*sin(2*PI*300*t)|-0.3*sin(2*PI*300*t):d=1")
    assert analysed(path, "a.wav", tmp_path).silences("d", threshold_db=-40, min_ms=100) == ()


def test_sound_that_starts_late_is_silent_until_then(tmp_path: Path, make_film: Any) -> None:
    """Times are those of the file, not of the first sample."""
    picture = "testsrc=s=64x36:r=10:d=3"
    arguments = ("-pix_fmt", "yuv420p", "-map", "0", "-map", "1")
    late = ("-itsoffset", "1", "-f", "lavfi", "-i", "sine=f=300:d=2")
    path = make_film(tmp_path / "a.mkv", picture, arguments=(*late, *arguments))
    (silence,) = analysed(path, "a.mkv", tmp_path).silences("d", threshold_db=-40, min_ms=300)
    assert near(silence, [0, 1000], 40)


@pytest.mark.parametrize("bpm", [90, 120, 150])
def test_the_beats_of_a_click_track(bpm: int, tmp_path: Path, make_film: Any) -> None:
    clicks = f"aevalsrc='0.8*sin(2*PI*900*t)*exp(-40*mod(t,{60 / bpm:.6f}))':d=12"
    beats = analysed(make_film(tmp_path / "a.wav", clicks), "a.wav", tmp_path).beats("d")
    steps = np.diff(beats)
    assert abs(float(np.median(steps)) - 60_000 / bpm) <= 10
    phases = np.array(beats[1:-1]) % (60_000 / bpm)
    assert float(np.minimum(phases, 60_000 / bpm - phases).max()) <= 50


@pytest.mark.parametrize(
    "source", ["anoisesrc=d=8:seed=1:a=0.3", "sine=f=200:d=8", "anullsrc=d=8", "sine=d=1"]
)
def test_what_has_no_beat_has_none(source: str, tmp_path: Path, make_film: Any) -> None:
    path = make_film(tmp_path / "a.wav", source, arguments=("-t", "8"))
    assert analysed(path, "a.wav", tmp_path).beats("d") == ()


def test_scenes_change_where_the_picture_does(tmp_path: Path, make_film: Any) -> None:
    """Two hard cuts are found; a moving test picture and a fade are none."""
    parts = [f"color=c={c}:s=64x36:r=10:d=2" for c in ("red", "white", "blue")]
    join = ("-filter_complex", "[0][1][2]concat=n=3", "-pix_fmt", "yuv420p")
    path = make_film(tmp_path / "a.mp4", *parts, arguments=join)
    assert analysed(path, "a.mp4", tmp_path).scenes("d") == (2000, 4000)
    fade = make_film(
        tmp_path / "b.mp4", "color=c=white:s=64x36:r=25:d=4,fade=d=4", arguments=("-pix_fmt", "yuv420p")
    )
    assert MediaAnalysis([probe(fade, "b.mp4", "e")], tmp_path / "cache").scenes("e") == ()


def test_energy_is_where_it_is_loud_and_moves(tmp_path: Path, make_film: Any) -> None:
    sound = "sine=f=300:d=4,volume='if(between(t,2,3),0.9,0.05)':eval=frame"
    energy = analysed(make_film(tmp_path / "a.wav", sound), "a.wav", tmp_path).energy("d", 1000)
    assert len(energy) == 4
    assert energy[2] == max(energy) == 1.0
    assert max(energy[0], energy[1], energy[3]) < 0.2


def test_a_text_is_read_and_a_film_has_none(tmp_path: Path, make_film: Any) -> None:
    path = tmp_path / "a.srt"
    path.write_text("1\n00:00:01,000 --> 00:00:02,000\nHi\n")
    assert analysed(path, "a.srt", tmp_path).text("d").endswith("Hi\n")
    film = make_film(tmp_path / "a.mp4", "testsrc=s=64x36:d=1", arguments=("-pix_fmt", "yuv420p"))
    silent = analysed(film, "a.mp4", tmp_path)
    assert silent.text("d") == ""
    assert silent.silences("d", threshold_db=-40, min_ms=1) == ()
    assert silent.beats("d") == ()
    assert len(silent.energy("d", 500)) == 2


def test_a_file_is_measured_once_and_anew_when_its_cache_is_torn(tmp_path: Path, make_film: Any) -> None:
    path = make_film(tmp_path / "a.wav", SPEECH)
    analysis = analysed(path, "a.wav", tmp_path)
    first = analysis.silences("d", threshold_db=-40, min_ms=300)
    (cached,) = (tmp_path / "cache").iterdir()
    cached.write_bytes(cached.read_bytes()[:50])
    assert analysis.silences("d", threshold_db=-40, min_ms=300) == first
    path.unlink()
    assert analysis.silences("d", threshold_db=-40, min_ms=300) == first


def test_a_file_that_went_bad_is_an_error_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFF\x00\x00\x00\x00WAVEnothing")
    media = Media(digest="d", name="a.wav", kind="audio", duration_ms=1000, has_audio=True, path=str(path))
    with pytest.raises(AssetError) as caught:
        MediaAnalysis([media], tmp_path / "cache").beats("d")
    assert caught.value.what.startswith('"a.wav" cannot be decoded any more: ')
    assert caught.value.hint == "upload the file again"


# --- curves -------------------------------------------------------------------------------------------------------


def stereo(values: list[float], rate: int = 1000) -> Any:
    return np.repeat(np.array([values], np.float32), 2, axis=0).repeat(rate // 100, axis=1)


@given(st.lists(st.sampled_from([0.0, 0.001, 0.5]), min_size=1, max_size=200), st.integers(1, 300))
def test_any_cut_into_blocks_gives_the_same_levels(values: list[float], at: int) -> None:
    whole = stereo(values)
    cut = [block for block in (whole[:, :at], whole[:, at:]) if block.shape[1]]
    assert np.array_equal(curves.sound_curves([whole], 1000)[0], curves.sound_curves(cut, 1000)[0])


@given(st.lists(st.booleans(), max_size=100), st.integers(0, 200), st.integers(0, 1200))
def test_silences_are_ordered_long_enough_and_inside_the_file(
    quiet: list[bool], min_ms: int, duration_ms: int
) -> None:
    levels = np.array([-90.0 if q else -10.0 for q in quiet], np.float32)
    found = curves.silences(levels, -40, min_ms, duration_ms)
    assert all(0 <= start < end <= duration_ms and end - start >= min_ms for start, end in found)
    assert all(one[1] < other[0] for one, other in pairwise(found))
    for start, end in found:
        assert all(quiet[start // 10 : -(-end // 10)])


def test_a_silence_at_the_end_of_a_film_whose_sound_ends_early() -> None:
    levels = np.full(100, -10, np.float32)
    assert curves.silences(levels, -40, 100, 3000) == ((1000, 3000),)


def test_nothing_has_no_curves() -> None:
    assert curves.sound_curves([], 16_000).shape == (2, 0)
    assert curves.scenes(curves.motion([])) == ()
    assert curves.energy(np.zeros(0, np.float32), np.zeros((0, 2), np.float32), 500, 1200) == (0.0, 0.0, 0.0)
