"""chat as a process that reads lines: what stands in the recipe in the end, what is said, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

RECIPE = """\
nemobuild: 1
name: film
assets: {red: red.png}
steps:
  - Make a slideshow of the photos  # all of them
exports: [o.jpg]
"""
HELP = "say what is to be done; undo takes the last step back, quit ends; nemobuild run makes the film"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Image.new("RGB", (64, 36), "#a03030").save(tmp_path / "red.png")
    (tmp_path / "nemobuild.yaml").write_text(RECIPE, encoding="utf-8")
    return tmp_path


def chat(folder: Path, said: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    environ = {k: v for k, v in os.environ.items() if k not in ("GITHUB_ACTIONS", "NEMO_TOKEN")}
    command = [sys.executable, "-m", "nemobuild.cli", "chat", *options]
    return subprocess.run(command, cwd=folder, env=environ, input=said, capture_output=True, timeout=120)


def test_a_conversation(folder: Path) -> None:
    said = b"""\
Give it a warm look
Reticulate the splines

Add the title "Hello: there"
/undo
/what
Fade out at the end
/quit
Make it black and white
"""
    result = chat(folder, said)
    told = result.stderr.decode()
    assert result.returncode == 6
    assert (folder / "nemobuild.yaml").read_text() == RECIPE.replace(
        "all of them\n", "all of them\n  - Give it a warm look\n  - Fade out at the end\n"
    )
    assert told.startswith(
        "nothing is recorded yet; the first thing said has the steps before it done as well\n"
    )
    assert told.count(HELP) == 2
    assert 'Refused "Reticulate the splines"' in told
    assert told.count("nemobuild.yaml stays as it is\n") == 1
    assert "black" not in told
    assert result.stdout == b""


def test_a_second_conversation_says_what_there_is(folder: Path) -> None:
    assert chat(folder, b"Give it a warm look").returncode == 0
    result = chat(folder, b"/undo\n")
    assert result.stderr.decode().startswith("Timeline (1 track")
    told = result.stderr.decode().split("\n")
    at = told.index("error: nothing was written here that could be taken back")
    assert told[at + 1] == "  steps from before are yours to edit"
    assert result.returncode == 2


def test_a_broken_recipe_ends_it_before_it_begins(folder: Path) -> None:
    (folder / "nemobuild.yaml").write_text(RECIPE.replace("steps", "stesp"), encoding="utf-8")
    result = chat(folder, b"Give it a warm look\n")
    assert result.returncode == 3
    assert HELP not in result.stderr.decode()


@pytest.mark.parametrize(
    ("streams", "said"),
    [
        ("utf-8:strict", "standard input is not UTF-8\n  save what is said as UTF-8\n"),
        ("utf-8:surrogateescape", "what was said is not UTF-8\n  say it in UTF-8\n"),
    ],
)
def test_lines_that_are_not_utf8(
    streams: str, said: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", streams)
    result = chat(folder, b"Add the title \xff\n")
    assert result.returncode == 2
    assert f"error: {said}" in result.stderr.decode()
    assert (folder / "nemobuild.yaml").read_text() == RECIPE


def test_records_for_programs(folder: Path) -> None:
    result = chat(folder, b"Give it a warm look\nReticulate the splines\n", "--json")
    kinds = [json.loads(line)["type"] for line in result.stdout.splitlines()]
    assert kinds.count("run.done") == 1
    assert kinds[-1] == "error"


@pytest.mark.parametrize("end", ["quit", "Exit", "bye.", "/quit"])
def test_words_that_are_no_edits(end: str, folder: Path) -> None:
    result = chat(
        folder, f"Give it a warm look\nhelp\n?\nundo\nFade out at the end\n{end}\nfrobnicate\n".encode()
    )
    told = result.stderr.decode()
    assert result.returncode == 0, told
    assert told.count(HELP) == 3
    assert (folder / "nemobuild.yaml").read_text() == RECIPE.replace(
        "all of them\n", "all of them\n  - Fade out at the end\n"
    )


def test_each_step_is_shown_once(folder: Path) -> None:
    result = chat(folder, b"Give it a warm look\nReticulate the splines\nFade out at the end\n")
    told = result.stderr.decode()
    assert told.count("Make a slideshow of the photos") == 1
    assert told.count("Give it a warm look") == 1
    assert told.count("Reticulate the splines") == 1
    assert 'error: Refused "Reticulate the splines": this is not understood. Nothing was changed.' in told
    assert "nemobuild.yaml:" not in told, "what was said stands in no file"


def test_an_earlier_step_that_fails_is_told_once_with_what_to_do(folder: Path) -> None:
    bad = RECIPE.replace("Make a slideshow of the photos", "Reticulate the splines")
    (folder / "nemobuild.yaml").write_text(bad, encoding="utf-8")
    result = chat(folder, b"Give it a warm look\nFade out at the end\n")
    told = result.stderr.decode()
    assert told.count('Refused "Reticulate the splines"') == 1
    assert "nemobuild.yaml:5:5:" in told
    mend = "change line 5 of the recipe or take it out; the conversation can stay open meanwhile"
    assert f'nothing that is said can be done after step "reticulate-the-splines" fails; {mend}\n' in told
    again = 'error: not done: step "reticulate-the-splines" of nemobuild.yaml still fails'
    assert told.endswith(f"{again}\n  {mend}\n")
