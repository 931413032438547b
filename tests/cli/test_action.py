"""The GitHub action: its helper, and the scripts of action.yml run as the runner would run them."""

from __future__ import annotations

import io
import os
import re
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from nemobuild.cli import action
from nemobuild.cli.action import Outcome, Request, mask_commands, output_text, request_of, write_outputs
from nemobuild.cli.present.streams import Stream
from nemobuild.errors import OutputError, UsageError
from nemobuild.events import Emit, RunFinished

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
FINISHED = RunFinished(
    recipe="r",
    changed=True,
    steps_sent=1,
    steps_cached=0,
    credits=0,
    outputs=("dist/a.mp4", "dist/b.mp4"),
    summary="",
    elapsed_ms=1,
)


def test_inputs() -> None:
    environ = {
        "INPUT_RECIPE": " films/a.yaml ",
        "INPUT_VARS": "version=1.4.0\n# a comment\n\n title = A = B \n",
        "INPUT_BACKEND": "",
    }
    overrides = {"version": "1.4.0", "title": "A = B"}
    assert request_of(environ) == Request(recipe=Path("films/a.yaml"), overrides=overrides)


def test_a_folder_means_its_recipe(tmp_path: Path) -> None:
    assert request_of({"INPUT_RECIPE": str(tmp_path)}).recipe == tmp_path / "nemobuild.yaml"


def test_vars_that_are_none() -> None:
    with pytest.raises(UsageError, match=r'line 2 of vars, "oops", is not NAME=VALUE'):
        request_of({"INPUT_VARS": "a=1\noops"})


def test_tokens_are_masked_line_by_line() -> None:
    assert mask_commands("a%b\n\n c \n") == ["::add-mask::a%25b", "::add-mask::c"]
    assert mask_commands("") == []


def test_outputs_cannot_end_early(tmp_path: Path) -> None:
    """No path can close its own entry and open another."""
    with pytest.raises(ValueError, match="delimiter"):
        output_text("videos", "a\nEOF\nchanged<<EOF", "EOF")
    path = tmp_path / "output"
    path.write_text("before=1\n", encoding="utf-8")
    write_outputs(path, Outcome(videos=["a.mp4\nchanged=false", "b.mp4"], changed=True))
    assert parse_outputs(path) == {"before": "1", "videos": "a.mp4\nchanged=false\nb.mp4", "changed": "true"}


def parse_outputs(path: Path) -> dict[str, str]:
    """The file as the runner reads it."""
    values: dict[str, str] = {}
    lines = iter(path.read_text(encoding="utf-8").split("\n"))
    for line in lines:
        if match := re.fullmatch(r"([^=<]+)<<(.+)", line):
            taken = []
            while (line := next(lines)) != match[2]:
                taken.append(line)
            values[match[1]] = "\n".join(taken)
        elif line:
            name, _, values[name] = line.partition("=")
    return values


def act(environ: dict[str, str], build: Any) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = action.run(environ, build, out=Stream(out), err=Stream(err))
    return code, out.getvalue(), err.getvalue()


def environment(folder: Path, **more: str) -> dict[str, str]:
    recipe = folder / "nemobuild.yaml"
    recipe.write_text("", encoding="utf-8")
    return {"INPUT_RECIPE": str(recipe), "GITHUB_OUTPUT": str(folder / "output"), **more}


def test_a_build(tmp_path: Path) -> None:
    seen: list[Request] = []

    def build(request: Request, emit: Emit, _stop: object) -> None:
        seen.append(request)
        emit(FINISHED)

    environ = environment(tmp_path, INPUT_BACKEND="nemo", NEMO_TOKEN="s3cret")
    code, out, err = act(environ, build)
    assert code == 0
    assert seen[0].backend == "nemo"
    assert out.splitlines() == ["::add-mask::s3cret", "dist/a.mp4", "dist/b.mp4"]
    assert "s3cret" not in err
    assert parse_outputs(tmp_path / "output") == {"videos": "dist/a.mp4\ndist/b.mp4", "changed": "true"}


def test_an_empty_token_is_none(tmp_path: Path) -> None:
    environ = environment(tmp_path, NEMO_TOKEN="")
    act(environ, lambda *_: None)
    assert "NEMO_TOKEN" not in environ


def test_a_failed_build_is_an_annotation(tmp_path: Path) -> None:
    def build(_request: Request, emit: Emit, _stop: object) -> None:
        emit(FINISHED)
        raise OutputError("dist/b.mp4 is too short", hint="see the log")

    code, _out, err = act(environment(tmp_path), build)
    assert code == 11
    assert "::error title=nemobuild::dist/b.mp4 is too short%0Asee the log" in err.splitlines()
    assert parse_outputs(tmp_path / "output")["videos"] == "dist/a.mp4\ndist/b.mp4"


def test_a_recipe_that_is_not_there(tmp_path: Path) -> None:
    code, _out, err = act({"INPUT_RECIPE": str(tmp_path)}, lambda *_: None)
    assert code == 2
    assert "::error title=nemobuild::there is no nemobuild.yaml in" in err


def test_no_input_becomes_part_of_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert step.get("shell", "bash") == "bash"


def test_the_token_goes_to_one_step_only() -> None:
    holders = [step["name"] for step in ACTION["runs"]["steps"] if "inputs.token" in str(step)]
    assert holders == ["Build"]


def test_what_it_takes_and_gives() -> None:
    assert {"recipe", "vars", "backend", "token"} <= set(ACTION["inputs"])
    assert set(ACTION["outputs"]) == {"videos", "changed"}
    assert not any("upload" in str(step) for step in ACTION["runs"]["steps"])


def script(name: str, folder: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    path = folder / "script.sh"
    path.write_text(STEPS[name]["run"], encoding="utf-8")
    bash = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(path)]
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), **env}
    return subprocess.run(bash, cwd=folder, env=environ, capture_output=True, encoding="utf-8", timeout=60)


def test_the_install_script(tmp_path: Path) -> None:
    """It makes an environment of its own and installs the action's checkout, whatever its path holds."""
    stub = tmp_path / "py thon"
    stub.write_text(
        "#!/bin/bash\n"
        'if [ "$1 $2" = "-m venv" ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; fi\n'
        'printf "%s\\n" "$*" >> "$RUNNER_TEMP/calls"\n',
        encoding="utf-8",
    )
    stub.chmod(stub.stat().st_mode | stat.S_IXUSR)
    env = {
        "PYTHON": str(stub),
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_ENV": str(tmp_path / "env"),
        "ACTION_PATH": "/a b/$(touch owned)",
    }
    done = script("Install nemobuild", tmp_path, env)
    assert done.returncode == 0, done.stderr
    calls = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert calls == [
        f"-m venv {tmp_path}/nemobuild-venv",
        "-m pip install --quiet --disable-pip-version-check /a b/$(touch owned)",
    ]
    assert (tmp_path / "env").read_text(encoding="utf-8") == (
        f"NEMOBUILD_PYTHON={tmp_path}/nemobuild-venv/bin/python\n"
    )
    assert not (tmp_path / "owned").exists()


def test_the_build_script_with_hostile_inputs(tmp_path: Path) -> None:
    env = {
        "NEMOBUILD_PYTHON": sys.executable,
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_ACTIONS": "true",
        "INPUT_RECIPE": '"; touch owned; echo "\n::error::x',
        "INPUT_VARS": "a=$(touch owned)",
        "INPUT_BACKEND": "",
        "NEMO_TOKEN": "s3cret",
        "PYTHONUTF8": "1",
    }
    done = script("Build", tmp_path, env)
    assert done.returncode in (2, 3)
    assert done.stdout == "::add-mask::s3cret\n"
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("::error ")
    assert not (tmp_path / "owned").exists()
    assert parse_outputs(tmp_path / "output") == {"videos": "", "changed": "false"}
