"""The parts of a render that stand alone: what ffmpeg's complaints are taken to mean, gains, stems, the store."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from nemobuild.backend.render import mix, prune, run, sound
from nemobuild.backend.render.scene import Heard, Scene
from nemobuild.backend.render.store import Store
from nemobuild.errors import OutputError


def test_the_most_telling_line_is_told_without_paths() -> None:
    lines = [
        "[h264 @ 0x55] [warning] something small",
        "[in#0 @ 0x5577aa] [error] Error opening input: Invalid data found when processing input",
        "[fatal] Error opening input file /home/me/secret.mp4.",
    ]
    assert run.told(lines) == "Error opening input: Invalid data found when processing input"
    assert run.told(["[error] cannot open /home/me/secret.mp4 now"]) == "cannot open … now"
    assert run.told([]) == "ffmpeg gave no reason"
    meant = "[h264 @ 0x55] [error] Codec (h264) not on whitelist 'none'"
    assert run.told([meant, "[mp4 @ 0x1] [error] No space left on device"]) == "No space left on device"


def test_damage_is_told_apart_from_noise() -> None:
    assert run.damage_in(("[swscaler] [warning] deprecated pixel format",)) == ""
    assert (
        run.damage_in(("[h264 @ 0x1] [error] error while decoding MB 3 4",)) == "error while decoding MB 3 4"
    )


def test_a_wrong_argument_is_an_error_that_says_what_was_being_made(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        run.run(("-nonsense", "1"), tmp_path / "x.mp4", folder=tmp_path, what="rendering nothing")
    assert caught.value.what.startswith("rendering nothing: ")
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_stands_still_is_ended(tmp_path: Path) -> None:
    endless = (
        "-f",
        "lavfi",
        "-i",
        "anullsrc",
        "-filter_complex",
        "[0:a]arealtime=speed=0.0001[a]",
        "-map",
        "[a]",
    )
    with pytest.raises(OutputError) as caught:
        run.run(endless, tmp_path / "x.wav", folder=tmp_path, what="waiting", patience_s=0.5)
    assert caught.value.what == "waiting: stood still for 0.5 s and was ended"


def test_the_build_has_an_identity() -> None:
    assert len(run.build_identity()) == 16


@pytest.mark.parametrize(
    ("lufs", "peak", "target", "gain"),
    [
        (-20.0, -8.0, -14.0, 6.0),
        (-10.0, -1.0, -14.0, -4.0),
        (-40.0, -30.0, -14.0, 18.0),  # no more than the greatest boost
        (-30.0, -3.0, -14.0, 12.0),  # no more than 10 dB for the limiter
        (-70.0, -60.0, -14.0, 0.0),  # nothing but noise
    ],
)
def test_gains(lufs: float, peak: float, target: float, gain: float) -> None:
    assert mix.gain_for(lufs, peak, target) == gain


def test_the_limiter_is_there_only_where_peaks_are() -> None:
    def steps(lufs: float, peak: float) -> tuple[str, ...]:
        return mix.mastering(mix.first_master(lufs, peak, -14.0, "aac"))

    assert steps(-14.0, -6.0) == ()
    assert steps(-17.0, -10.0) == ("volume=3dB",)
    assert any("alimiter" in step for step in steps(-20.0, -3.0))


@pytest.mark.parametrize(
    ("lufs", "peak", "gain", "ceiling"),
    [
        (-14.2, -1.8, 6.0, -2.0),  # good as it is
        (-15.0, -1.8, 7.0, -2.0),  # what the limiter took is added
        (-14.0, -0.4, 6.0, -2.8),  # the coder added a peak
        (-14.0, -0.95, 6.0, -2.25),
    ],
)
def test_a_sound_is_mastered_again_by_what_was_heard(
    lufs: float, peak: float, gain: float, ceiling: float
) -> None:
    first = mix.Master(gain=6.0, ceiling=-2.0, limited=True)
    again = mix.Master(gain=gain, ceiling=ceiling, limited=True)
    assert mix.corrected(first, -20.0, lufs, peak, -14.0) == again


def test_a_peak_that_nobody_saw_coming_is_limited_before_the_ceiling_is_lowered() -> None:
    first = mix.Master(gain=6.0, ceiling=-2.0, limited=False)
    limited = mix.corrected(first, -20.0, -14.0, 0.5, -14.0)
    assert limited == mix.Master(gain=6.0, ceiling=-2.0, limited=True)
    assert mix.corrected(limited, -20.0, -14.0, -0.9, -14.0).ceiling == -2.3


def test_a_gain_that_was_held_back_stays_so() -> None:
    first = mix.Master(gain=4.0, ceiling=-2.0, limited=False)
    assert mix.corrected(first, -20.0, -16.0, -2.0, -14.0) == first


def test_a_report_of_loudness_is_read_at_its_end() -> None:
    report = "lavfi.r128.I=-70.0\nlavfi.r128.I=-18.5\nlavfi.r128.true_peaks_ch0=0.5\nlavfi.r128.true_peaks_ch1=0.25\n"
    found = sound.measured(report)
    assert found["lufs"] == -18.5
    assert round(found["peak"], 1) == -6.0
    assert sound.measured("lavfi.r128.I=nan") == {"lufs": -99.0, "peak": -99.0}


def _heard(count: int, later: int = 0) -> tuple[Heard, ...]:
    return tuple(
        Heard(start=later + i * 4800, samples=4992, key="f" * 64, at=Fraction(i)) for i in range(count)
    )


def _scene(sounds: tuple[Heard, ...]) -> Scene:
    return Scene(
        width=320, height=180, rate=Fraction(30), frames=3000, background="#000000", layers=(), sounds=sounds
    )


def test_few_sounds_are_mixed_at_once_and_many_in_stems() -> None:
    few, many = mix.compile_mix(_scene(_heard(10)), "b"), mix.compile_mix(_scene(_heard(100)), "b")
    assert few is not None
    assert many is not None
    assert few.parts == ()
    assert len(many.parts) == 5
    assert all(part.args.count("-i") <= mix.RUN for part in many.parts)


def test_each_bus_is_mixed_in_runs_of_its_own_however_many_sounds_it_has() -> None:
    speech, effects = _heard(30), tuple(replace(h, bus="effect") for h in _heard(600))
    music = tuple(replace(h, bus="music", duck=0.25) for h in _heard(25))
    sounds, parts = mix.with_stems((*speech, *effects, *music), "b")
    buses = Counter((h.bus, h.duck) for h in sounds)
    assert buses == {("speech", 1.0): 2, ("effect", 1.0): 2, ("music", 0.25): 2}
    assert len(parts) == 2 + (25 + 2) + 2
    assert all(part.args.count("-i") <= mix.RUN for part in parts)
    made: set[str] = set()
    for part in parts:
        assert {a[7:-4] for a in part.args if a.startswith("pieces/")} <= made
        made.add(part.key)


def test_a_stem_does_not_know_when_it_is_heard() -> None:
    first, later = mix.compile_mix(_scene(_heard(60)), "b"), mix.compile_mix(_scene(_heard(60, 96_000)), "b")
    assert first is not None
    assert later is not None
    assert [p.key for p in first.parts] == [p.key for p in later.parts]
    assert first.key != later.key


def test_the_store_gives_back_what_it_was_given(tmp_path: Path) -> None:
    store = Store(tmp_path)

    def make(path: Path) -> dict[str, float]:
        path.write_bytes(b"piece")
        return {"lufs": -14.0}

    store.put("key", ".bin", make)
    found = store.get("key", ".bin")
    assert found is not None
    assert (found.path.read_bytes(), found.facts) == (b"piece", {"lufs": -14.0})
    assert store.get("other", ".bin") is None


@pytest.mark.parametrize("harm", ["truncated", "changed", "swapped", "no record", "broken record"])
def test_the_store_believes_nothing_that_was_tampered_with(harm: str, tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("key", ".bin", lambda path: path.write_bytes(b"piece") and None)
    path, record = tmp_path / "key.bin", tmp_path / "key.json"
    match harm:
        case "truncated":
            path.write_bytes(b"pie")
        case "changed":
            path.write_bytes(b"peace")
        case "swapped":
            store.put("two", ".bin", lambda p: p.write_bytes(b"other") and None)
            path.write_bytes(b"other")
            record.write_text((tmp_path / "two.json").read_text())
        case "no record":
            record.unlink()
        case _:
            record.write_text(json.dumps(["?"]))
    assert store.get("key", ".bin") is None


def _kept(folder: Path, **used: float) -> None:
    (folder / "pieces").mkdir(exist_ok=True)
    for name, when in used.items():
        for path, size in ((folder / f"pieces/{name}.mp4", 1000), (folder / f"pieces/{name}.json", 10)):
            path.write_bytes(b"x" * size)
            os.utime(path, (when, when))


def test_what_was_not_used_for_longest_makes_room(tmp_path: Path) -> None:
    _kept(tmp_path, oldest=1, old=2, newer=3)
    assert prune.prune(tmp_path, 1e6, most=2020) == 1010
    assert sorted(p.name for p in (tmp_path / "pieces").iterdir()) == [
        "newer.json", "newer.mp4", "old.json", "old.mp4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["type/a.json", "drawn/a.png", "drawn/a.wav", "films/a.film", "pieces/a.json"]
)
def test_room_is_made_in_all_folders(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.parent.mkdir()
    file.write_bytes(b"x" * 1000)
    os.utime(file, (1, 1))
    assert prune.prune(tmp_path, 1e6, most=0) == 1000
    assert not file.exists()


def test_of_a_medium_only_the_link_goes(tmp_path: Path) -> None:
    medium, link = tmp_path / "film.mp4", tmp_path / "assets" / ("f" * 64)
    medium.write_bytes(b"x" * 5000)
    link.parent.mkdir()
    link.symlink_to(medium)
    os.utime(link, (1, 1), follow_symlinks=False)
    assert prune.prune(tmp_path, 1e6, most=5000) == 0
    assert 0 < prune.prune(tmp_path, 1e6, most=0) < 5000
    assert medium.exists()
    assert not link.is_symlink()


def test_what_a_render_may_count_on_stays(tmp_path: Path) -> None:
    _kept(tmp_path, mine=999_000, yours=999_999)
    assert prune.prune(tmp_path, 1e6, most=0) == 0


def test_there_need_not_be_anything_to_make_room_in(tmp_path: Path) -> None:
    assert prune.prune(tmp_path / "none", 1e6, most=0) == 0
