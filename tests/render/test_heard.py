"""A film that cannot be as loud as its timeline asks for says how loud it is, and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nemobuild.backend.render import film
from nemobuild.backend.render.output import Output
from nemobuild.timeline.model import Canvas, Media, Sound, Source, Timeline, Track


@pytest.mark.film
@pytest.mark.parametrize(
    ("name", "wave", "told"),
    [
        ("faint.wav", "0.003*sin(2*PI*440*t)", "LUFS, not -14: it is raised by 18 dB at most"),
        (
            "clicks.wav",
            "0.95*sin(2*PI*440*t)*lt(mod(t,0.5),0.004)",
            "LUFS, not -14: its peaks leave no room for more",
        ),
    ],
)
def test_what_keeps_a_film_from_its_loudness_is_said(
    name: str, wave: str, told: str, source: Callable[..., Media], tmp_path: Path
) -> None:
    tone = ("-f", "lavfi", "-i", f"aevalsrc='{wave}':s=48000:d=6")
    medium = source(name, *tone, kind="audio", duration_ms=6000, has_audio=True, channels=1)
    sound = Sound(duration_ms=6000, source=Source(kind="audio", digest=medium.digest, name=medium.name))
    line = Timeline(canvas=Canvas(width=320, height=180), tracks=(Track(kind="audio", segments=(sound,)),))
    made = film.render(line, {medium.digest: medium}, Output(width=320, height=180), tmp_path)
    assert next(warning for warning in made.warnings if "LUFS" in warning).endswith(told)
