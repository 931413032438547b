"""Finished files that are not what they should be: what is said of them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import av
import pytest

from nemobuild.backend.render import check
from nemobuild.backend.render.plan import RenderPlan
from nemobuild.backend.render.run import program
from nemobuild.backend.render.synth.wav import write_blocks
from nemobuild.errors import OutputError

PLAN = cast(RenderPlan, SimpleNamespace(scene=SimpleNamespace(loudness=-14.0)))
HINT = "this is a bug of the renderer unless the disk is failing; render again, and report it if it stays"


@pytest.mark.parametrize(
    ("look", "what"),
    [
        (lambda path: check.film(path, PLAN, True), "the finished film cannot be read: InvalidDataError"),
        (lambda path: check.sound(path, PLAN), "the finished sound cannot be read: InvalidDataError"),
        (lambda path: check.black_frames(path, 30), "a finished piece cannot be read: InvalidDataError"),
        (check.picture_size, "the finished picture cannot be read"),
    ],
)
def test_what_cannot_be_read_is_a_bug_or_a_failing_disk(
    look: Callable[[Path], object], what: str, tmp_path: Path
) -> None:
    (tmp_path / "a.bin").write_bytes(b"nothing of the kind " * 99)
    with pytest.raises(OutputError) as caught:
        look(tmp_path / "a.bin")
    assert (caught.value.what, caught.value.hint) == (what, HINT)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"lufs": -14.0, "peak": 0.5}, ("the sound peaks at 0.5 dBTP, over -1",)),
        ({"lufs": -14.0, "peak": -3.0}, ()),
        ({"lufs": -80.0, "peak": -80.0}, ("the film has sound, but nothing can be heard in it",)),
    ],
)
def test_a_sound_that_is_too_loud_or_not_heard_is_told(
    facts: dict[str, float], told: tuple[str, ...]
) -> None:
    assert check.heard_well(cast(Any, SimpleNamespace(facts=facts)), PLAN) == told


def test_a_sound_that_no_wav_can_hold(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"long\.wav: 11\.6 hours do not fit into a WAV file"):
        write_blocks(tmp_path / "long.wav", (), 2_000_000_000, bits=16)


def _without_pictures(film: Path, path: Path) -> None:
    """The film (AV1) with each of its packets overwritten by padding, of which no picture comes."""
    made = bytearray(film.read_bytes())
    with av.open(str(film)) as source:
        for packet in source.demux(video=0):
            if packet.size and packet.pos is not None:
                size = packet.size - (2 if packet.size < 130 else 3)
                head = bytes([0x7A, size] if size < 128 else [0x7A, 0x80 | size & 0x7F, size >> 7])
                made[packet.pos : packet.pos + packet.size] = head + bytes(size - 1) + b"\x80"
    path.write_bytes(made)


def test_a_film_of_packets_that_hold_no_pictures(tmp_path: Path) -> None:
    whole = tmp_path / "whole.mp4"
    source = ["-f", "lavfi", "-i", "testsrc=d=1:s=64x36:r=10", "-pix_fmt", "yuv420p", "-c:v", "libsvtav1"]
    subprocess.run([program(), "-v", "error", *source, str(whole)], check=True)
    scene = SimpleNamespace(width=64, height=36, frames=10, rate=Fraction(10))
    plan = cast(RenderPlan, SimpleNamespace(scene=scene, output=SimpleNamespace(format="mp4")))
    check.film(whole, plan, False)
    _without_pictures(whole, tmp_path / "a.mp4")
    with pytest.raises(OutputError) as caught:
        check.film(tmp_path / "a.mp4", plan, False)
    assert (caught.value.what, caught.value.hint) == ("the film holds pictures that do not decode", HINT)
