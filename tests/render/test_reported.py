"""What the renderer finds in a film reaches whoever asked for it, with the place and the file."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from nemobuild import api
from nemobuild.backend.render.run import program
from nemobuild.events import Event, Warned

RECIPE = """nemobuild: 1
name: dark
assets:
  night: night.mp4
steps:
  - Speed it up by 2x
exports:
  - {path: dist/dark.mp4, resolution: 360p, quality: draft}
"""


@pytest.mark.film
def test_a_black_film_is_told_of_with_its_place(tmp_path: Path) -> None:
    night = ("-f", "lavfi", "-i", "color=black:s=320x180:r=30:d=2")
    subprocess.run([program(), "-v", "error", *night, str(tmp_path / "night.mp4")], check=True)
    (tmp_path / "nemobuild.yaml").write_text(RECIPE)
    told: list[Event] = []
    api.run(tmp_path / "nemobuild.yaml", emit=told.append)
    found = [event.what for event in told if isinstance(event, Warned)]
    assert len(found) == 1
    assert found[0].startswith("dist/dark.mp4: the picture is black at 0.0 s: night")


STEPS = """nemobuild: 1
name: dark
assets:
  half: half.mp4
steps:
  - Trim to 3 seconds
  - id: crop
    say: Crop 50% off the top
  - id: hush
    say: Set the volume to 0.01%
  - Set the loudness to -16 LUFS
exports:
  - {path: dist/dark.mp4, resolution: 360p, quality: draft}
"""


@pytest.mark.film
def test_a_finding_names_the_step_that_put_it_there(tmp_path: Path) -> None:
    """Cropped to its black half in the second step, all but muted in the third, and changed again after that."""
    half = ("-f", "lavfi", "-i", "testsrc2=s=320x90:r=30:d=4,pad=320:180:0:0:black")
    tone = ("-f", "lavfi", "-i", "sine=f=330:d=4", "-pix_fmt", "yuv420p")
    subprocess.run([program(), "-v", "error", *half, *tone, str(tmp_path / "half.mp4")], check=True)
    (tmp_path / "nemobuild.yaml").write_text(STEPS)
    told: list[Event] = []
    api.run(tmp_path / "nemobuild.yaml", emit=told.append)
    found = {event.what for event in told if isinstance(event, Warned)}
    assert found == {
        'dist/dark.mp4: the picture is black at 0.0 s: half (0-3 s) (step "crop", nemobuild.yaml:8)',
        'dist/dark.mp4: the film has sound, but nothing can be heard in it (step "hush", nemobuild.yaml:10)',
    }
