"""The command line itself: usage, exit codes, bugs, signals. Verbs that need the engine come elsewhere."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.request import Request, urlopen

import click
import pytest
from click.testing import CliRunner

from nemobuild.cli import bug
from nemobuild.cli.main import VERBS, Verbs, main, usage_error
from nemobuild.cli.main import nemobuild as command
from nemobuild.cli.options import look_of, parse_age, parse_size, parse_variables
from nemobuild.cli.outcome import exit_code_of
from nemobuild.cli.present.jsonlines import JsonLines
from nemobuild.cli.scaffold import PACKAGE, TEMPLATES
from nemobuild.cli.stop import Terminated, listening
from nemobuild.errors import NemobuildError, UsageError

CLIENT = "0b6f6f0a-58c4-4d0f-8f4e-3c1d8e0f7a11"


def nemobuild(
    *arguments: str, folder: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    environ = {k: v for k, v in os.environ.items() if k not in ("GITHUB_ACTIONS", "NEMO_TOKEN")} | dict(
        env or {}
    )
    return subprocess.run(
        [sys.executable, "-m", "nemobuild.cli", *arguments],
        cwd=folder,
        env=environ,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_every_verb_has_help() -> None:
    context = click.Context(command)
    assert isinstance(command, Verbs)
    for verb in VERBS:
        found = command.get_command(context, verb)
        assert found is not None
        assert found.name == verb
        assert found.help


def test_help_lists_every_verb() -> None:
    result = CliRunner().invoke(command, ["--help"])
    assert result.exit_code == 0
    for verb in VERBS:
        assert f"  {verb} " in result.output


def test_a_verb_that_does_not_exist(tmp_path: Path) -> None:
    result = nemobuild("rnu", folder=tmp_path)
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith('error: there is no verb "rnu"; did you mean "run"?\n')


def test_an_option_that_does_not_exist_as_json(tmp_path: Path) -> None:
    result = nemobuild("doctor", "--json", "--nope", folder=tmp_path)
    version, error = map(json.loads, result.stdout.splitlines())
    assert result.returncode == 2
    assert version["type"] == "version"
    assert error["exit_code"] == 2
    assert "--nope" in error["problems"][0]["what"]


def test_a_run_without_a_recipe(tmp_path: Path) -> None:
    result = nemobuild("run", folder=tmp_path)
    assert result.returncode == 2
    assert result.stderr == (
        "error: there is no nemobuild.yaml in this folder\n"
        "  name a recipe, or make one with: nemobuild init\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_variable_without_a_value(tmp_path: Path) -> None:
    result = nemobuild("run", "--var", "version", folder=tmp_path)
    assert result.returncode == 2
    assert '"version" is not NAME=VALUE' in result.stderr


def test_exit_codes_of_a_plan(tmp_path: Path) -> None:
    """0: up to date, 5: something would run, 6: a run would stop at a step that failed."""
    recipe = tmp_path / "nemobuild.yaml"
    step = "say: Create a 2 second video about 'Dogs'"
    text = "nemobuild: 1\nname: film\nsteps:\n  - {{{}}}\nexports: [o.jpg]\n"

    def code(said: str) -> int:
        recipe.write_text(text.format(said), encoding="utf-8")
        return nemobuild("plan", "--exit-code", folder=tmp_path).returncode

    assert code(step) == 5
    assert nemobuild("run", folder=tmp_path).returncode == 0
    assert code(step) == 0
    assert code(f"{step}, expect: {{duration: 1m..}}") == 6
    assert nemobuild("run", folder=tmp_path).returncode == 6


def test_variables() -> None:
    assert parse_variables(("a=1", "b = x=y", "a=2", "c=")) == {"a": "2", "b": " x=y", "c": ""}


@pytest.mark.parametrize(
    ("text", "size"),
    [("500MB", 500_000_000), ("2 GB", 2 * 10**9), ("800k", 800_000), ("1.5m", 1_500_000), ("7", 7)],
)
def test_sizes(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize(("text", "age"), [("90s", 90), ("30m", 1800), ("12 h", 43_200), ("7d", 604_800)])
def test_ages(text: str, age: int) -> None:
    assert parse_age(text) == age


@pytest.mark.parametrize(
    "text", ["", "MB", "-1MB", "5 parsecs", "1e9", "nan", "٣MB", "1.2.3k", "infs", "9" * 400, f"{'9' * 308}GB", f"{'9' * 308}w"]
)  # fmt: skip
def test_what_is_no_size_or_age(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is no size; write for example 500MB or 2GB"):
        parse_size(text)
    with pytest.raises(click.BadParameter, match="is no age; write for example 12h or 7d"):
        parse_age(text)


def test_the_start_imports_nothing_heavy(tmp_path: Path) -> None:
    """What a run with nothing to do needs of this package is click and little more."""
    code = (
        "import sys, nemobuild.cli.main, nemobuild.cli.build, nemobuild.cli.present.human\n"
        "heavy = {'rich', 'httpx', 'jinja2', 'yaml', 'jsonschema', 'numpy', 'PIL', 'av', 'starlette',"
        " 'uvicorn', 'watchfiles', 'asyncio', 'json', 'subprocess', 'importlib.metadata'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout == "[]\n", done.stderr


@pytest.mark.parametrize("template", TEMPLATES)
def test_init(template: str, tmp_path: Path) -> None:
    result = nemobuild("init", "film", "--template", template, folder=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stderr == "next: nemobuild run film/nemobuild.yaml\n"
    for line in result.stdout.splitlines():
        assert (tmp_path / line).is_file()
    assert (tmp_path / "film" / "nemobuild.yaml").is_file()


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    mine = tmp_path / "nemobuild.yaml"
    mine.write_text("mine", encoding="utf-8")
    result = nemobuild("init", folder=tmp_path)
    assert result.returncode == 2
    assert result.stderr == (
        "error: nemobuild.yaml is there already, and init overwrites nothing\n"
        "  move it away, or name another folder: nemobuild init FOLDER\n"
    )
    assert mine.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [mine]


def test_init_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = nemobuild("init", "file/film", folder=tmp_path)
    assert result.returncode == 2
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.stderr


def test_templates_are_small() -> None:
    assert sum(path.stat().st_size for path in (PACKAGE / "templates").rglob("*")) < 3_000_000


@pytest.mark.parametrize("name", ["recipe", "events"])
def test_schema(name: str, tmp_path: Path) -> None:
    result = nemobuild("schema", name, folder=tmp_path)
    assert json.loads(result.stdout)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str, tmp_path: Path) -> None:
    result = nemobuild("completion", shell, folder=tmp_path)
    assert result.returncode == 0
    assert "_NEMOBUILD_COMPLETE" in result.stdout
    offered = nemobuild(folder=tmp_path, env=completion_environment(shell))
    assert "watch" in offered.stdout


def completion_environment(shell: str) -> dict[str, str]:
    """What the shell sets when the user has typed `nemobuild wat` and asks for the rest."""
    words = {"COMP_WORDS": "nemobuild wat", "COMP_CWORD": "wat" if shell == "fish" else "1"}
    return {"_NEMOBUILD_COMPLETE": f"{shell}_complete", **words}


def test_without_a_verb_there_is_help(tmp_path: Path) -> None:
    result = nemobuild(folder=tmp_path)
    assert result.returncode == 0
    assert "init" in result.stdout


@pytest.mark.parametrize(
    ("environ", "err", "colour", "interactive"),
    [
        ({}, True, True, True),
        ({}, False, False, False),
        ({"NO_COLOR": "1"}, True, False, True),
        ({"NO_COLOR": ""}, True, True, True),
        ({"TERM": "dumb"}, True, False, False),
    ],
)
def test_colours_only_on_a_terminal_that_has_them(
    environ: dict[str, str], err: bool, colour: bool, interactive: bool
) -> None:
    look = look_of(environ, quiet=False, verbose=False, err=err)
    assert (look.colour, look.interactive) == (colour, interactive)


def test_exit_codes() -> None:
    """Each way for a verb to end, and what is said."""
    said: list[str] = []

    def code(error: BaseException | None) -> int:
        def work() -> None:
            if error:
                raise error

        return exit_code_of(work, lambda e: said.append(e.what))

    assert code(None) == 0
    assert code(UsageError("u")) == 2
    assert code(KeyboardInterrupt()) == 130
    assert code(click.Abort()) == 130
    assert code(Terminated()) == 143
    assert code(click.exceptions.Exit(5)) == 5
    assert code(ValueError("v")) == 1
    assert code(NemobuildError("bare")) == 1
    assert said == [
        "u",
        "interrupted",
        "interrupted",
        "stopped by a signal",
        "this is a bug in nemobuild: ValueError: v",
        "this is a bug in nemobuild: NemobuildError: bare",
    ]


FINISHED = "what is finished is recorded; the next run goes on from there"


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (errno.ENOSPC, "free some space and run again"),
        (errno.EDQUOT, "free some of your quota and run again"),
        (errno.EFBIG, "raise the limit on the size of files (ulimit -f) and run again"),
        (errno.EROFS, "the file system is read-only; run from a copy of the project"),
        (errno.EIO, "the disk or its connection is failing"),
    ],
)
@pytest.mark.parametrize(("name", "place"), [(None, "a file"), ("dist/o.mp4", "dist/o.mp4")])
def test_a_failing_disk_is_no_bug(number: int, hint: str, name: str | None, place: str) -> None:
    said: list[NemobuildError] = []

    def work() -> None:
        raise OSError(number, os.strerror(number), name)

    assert exit_code_of(work, said.append) == 11
    assert (said[0].what, said[0].hint) == (
        f"nemobuild could not write {place}: {os.strerror(number)}",
        f"{hint}; {FINISHED}",
    )


@pytest.mark.parametrize(("end", "code"), [(KeyboardInterrupt(), 130), (Terminated(), 143)])
def test_what_was_stopped_goes_on_later(end: BaseException, code: int) -> None:
    said: list[str] = []

    def work() -> None:
        raise end

    assert (exit_code_of(work, lambda e: said.append(e.hint)), said) == (code, [FINISHED])


def test_a_bug_is_kept_in_the_project_without_its_tokens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEMO_TOKEN", "s3cret")
    monkeypatch.setenv("NEMOBUILD_LLM_KEY", " s3cret-live-123\n")
    (tmp_path / ".nemobuild").mkdir()
    try:
        raise ValueError("s3cret nmv_usr_abc clm_def Authorization: Bearer xyz, not s3cret-live-123")
    except ValueError as error:
        shown = bug.report(error, verbose=False, folder=tmp_path / ".nemobuild")
    [kept] = (tmp_path / ".nemobuild").iterdir()
    assert shown.hint == f"the details are in {kept}\nplease report it at {bug.ISSUES} with that file"
    text = kept.read_text(encoding="utf-8")
    assert "Traceback" in text
    for secret in ("s3cret", "nmv_usr_abc", "clm_def", "xyz", "live-123"):
        assert secret not in text + shown.what


def test_a_bug_with_verbose_shows_its_traceback() -> None:
    try:
        raise ValueError("v")
    except ValueError as error:
        shown = bug.report(error, verbose=True).hint
    assert shown.startswith(f"please report it at {bug.ISSUES} with what follows\nnemobuild ")
    assert "Traceback" in shown


def test_a_bug_where_nothing_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    shown = bug.report(ValueError("v"), verbose=False)
    assert shown.hint == f"run it again with --verbose, and report what it says at {bug.ISSUES}"


STOPPING = "stopping: a step in flight is finished, a render is cancelled; Ctrl-C again stops at once"


def test_the_first_interrupt_asks_and_the_second_stops() -> None:
    said: list[str] = []
    before = signal.getsignal(signal.SIGINT)
    with listening(said.append) as stop:
        signal.raise_signal(signal.SIGINT)
        assert stop.is_set()
        assert said == [STOPPING]
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_while_nothing_is_in_flight() -> None:
    said: list[str] = []
    with listening(said.append) as stop:
        stop.idle = True
        signal.raise_signal(signal.SIGINT)
    assert said == ["stopped watching"]


def test_sigterm_stops_at_once() -> None:
    with listening(lambda _text: None) as stop, pytest.raises(Terminated):
        signal.raise_signal(signal.SIGTERM)
    assert stop.is_set()


def test_errors_of_click_are_in_our_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "nope"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("error: invalid value for")
    assert told.endswith("see: nemobuild schema --help\n")
    bare = usage_error(click.ClickException("Something is wrong."))
    assert (bare.what, bare.hint) == ("something is wrong", "see: nemobuild --help")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_serve_until_it_is_stopped(number: signal.Signals, code: int, tmp_path: Path) -> None:
    command_line = [sys.executable, "-m", "nemobuild.cli", "serve", "--port", "0", "--credits", "7", "--json"]
    with subprocess.Popen(
        command_line, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as server:
        assert server.stdout is not None
        try:
            version, serving = (json.loads(server.stdout.readline()) for _ in range(2))
            assert version["type"] == "version"
            ask = Request(
                f"{serving['url']}/api/auth/anonymous-token", headers={"X-Client-Id": CLIENT}, data=b""
            )
            with urlopen(ask, timeout=30) as answer:
                assert json.load(answer)["data"]["credits"] == 7
            server.send_signal(number)
            assert server.wait(timeout=30) == code
        finally:
            server.kill()
    assert (tmp_path / ".nemobuild" / "backend").is_dir()


def test_an_interrupt_as_soon_as_the_url_is_shown_ends_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_show: JsonLines, event: Mapping[str, object], _text: object) -> None:
        if event["type"] == "serve":
            signal.raise_signal(signal.SIGINT)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(JsonLines, "data", interrupted)
    assert main(["serve", "--port", "0", "--json"]) == 0


def test_serve_to_others_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("nemobuild.cli.serve.time.sleep", lambda _s: signal.raise_signal(signal.SIGINT))
    assert main(["serve", "--host", "0.0.0.0", "--port", "0"]) == 0
    told = "anyone who can reach this address can use it; there are no accounts to speak of\n"
    assert told in capsys.readouterr().err


def test_serve_on_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = nemobuild("serve", "--port", str(taken.getsockname()[1]), folder=tmp_path)
    assert result.returncode == 10
    assert "--port" in result.stderr
