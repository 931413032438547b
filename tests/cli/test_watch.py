"""Watch mode as a process: it builds, waits, builds again after a change, and ends as it is told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
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


@contextmanager
def watching(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    environ = {k: v for k, v in os.environ.items() if k not in ("GITHUB_ACTIONS", "NEMO_TOKEN")}
    command = [sys.executable, "-m", "nemobuild.cli", "watch", *options]
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


def write(folder: Path, text: str) -> None:
    (folder / "nemobuild.yaml").write_text(text, encoding="utf-8")


def test_it_builds_again_after_a_change_and_ends_when_idle(folder: Path) -> None:
    with watching(folder, "--no-preview") as process:
        assert not any("http" in line for line in until(process, "watching 2 files; Ctrl-C ends it"))
        write(folder, RECIPE.replace("[o.jpg]", "[o.jpg, p.png]"))
        assert any(line.startswith("✓ p.png") for line in until(process, "watching 2 files"))
        write(folder, RECIPE.replace("say:", "sya:"))
        assert any('unknown key "sya"' in line for line in until(process, "watching 2 files"))
        process.send_signal(signal.SIGINT)
        assert until(process, "stopped")[-1] == "stopped watching"
        assert process.wait(timeout=60) == 0


def test_the_preview_shows_what_became_of_it(folder: Path) -> None:
    with watching(folder) as process:
        url = until(process, "preview: ")[-1].removeprefix("preview: ")
        until(process, "watching")
        page = httpx.get(url).text
        assert '<li class="ran">' in page
        assert '<img alt="" src="/files/0?made=' in page
        assert httpx.get(f"{url}/files/0").content == (folder / "o.jpg").read_bytes()
        write(folder, RECIPE.replace("say:", "sya:"))
        until(process, "watching")
        page = httpx.get(url).text
        assert "unknown key &quot;sya&quot;" in page
        assert '<img alt="" src="/files/0?made=' in page
        write(folder, RECIPE.replace("the photos}", 'the photos, expect: {duration: "60s.."}}'))
        until(process, "watching")
        assert "is not as expected: duration is " in httpx.get(url).text
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0


def test_the_preview_names_the_steps_also_when_there_was_nothing_to_do(folder: Path) -> None:
    for state in ("ran", "recorded"):
        with watching(folder) as process:
            url = until(process, "preview: ")[-1].removeprefix("preview: ")
            until(process, "watching")
            assert f'<li class="{state}">' in httpx.get(url).text
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=60) == 0


def test_a_port_that_is_taken(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with watching(folder, "--port", str(port)) as process:
            assert f"127.0.0.1:{port}: Address already in use" in until(process, "error:")[-1]
            assert process.wait(timeout=60) == 10
