"""Watch mode as a process: it builds, waits, builds again after a change, and ends as it is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

RECIPE = """\
nemobuild: 1
name: film
assets: {red: red.png}
steps:
  - {id: show, say: Make a slideshow of the photos}
exports: [o.jpg]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Image.new("RGB", (64, 36), "#a03030").save(tmp_path / "red.png")
    (tmp_path / "nemobuild.yaml").write_text(RECIPE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def watching(folder: Path) -> Iterator[subprocess.Popen[str]]:
    environ = {k: v for k, v in os.environ.items() if k not in ("GITHUB_ACTIONS", "NEMO_TOKEN")}
    command = [sys.executable, "-m", "nemobuild.cli", "watch"]
    with subprocess.Popen(command, cwd=folder, env=environ, stderr=subprocess.PIPE, text=True) as process:
        ended = threading.Timer(120, process.kill)  # a test that waits in vain fails, and does not hang
        ended.start()
        yield process
        ended.cancel()
        process.kill()


def until(process: subprocess.Popen[str], wanted: str) -> list[str]:
    """The lines of standard error up to the first that begins so."""
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line.rstrip("\n"))
        if line.startswith(wanted):
            return lines
    raise AssertionError(f"no line begins with {wanted!r}: {lines}")


def test_it_builds_again_after_a_change_and_ends_when_idle(
    watching: subprocess.Popen[str], folder: Path
) -> None:
    until(watching, "watching 2 files; Ctrl-C ends it")
    (folder / "nemobuild.yaml").write_text(RECIPE.replace("[o.jpg]", "[o.jpg, p.png]"), encoding="utf-8")
    assert any(line.startswith("✓ p.png") for line in until(watching, "watching 2 files"))
    (folder / "nemobuild.yaml").write_text(RECIPE.replace("say:", "sya:"), encoding="utf-8")
    assert any('unknown key "sya"' in line for line in until(watching, "watching 2 files"))
    watching.send_signal(signal.SIGINT)
    assert until(watching, "stopped")[-1] == "stopped watching"
    assert watching.wait(timeout=60) == 0
