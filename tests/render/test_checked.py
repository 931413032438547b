"""Finished files that are not what they should be: what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from nemobuild.backend.render import check
from nemobuild.backend.render.plan import RenderPlan
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
