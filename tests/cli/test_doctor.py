"""What `doctor` finds, on machines that lack something."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from nemobuild.cli import doctor
from nemobuild.cli.doctor import Finding, Machine
from nemobuild.cli.main import nemobuild
from nemobuild.recipe.schema import schema_path

UUID = "0b6f6f0a-58c4-4d0f-8f4e-3c1d8e0f7a11"


def no_ffmpeg() -> str:
    raise RuntimeError("no ffmpeg was found")


def machine(folder: Path, *, version: tuple[int, int, int] = (3, 11, 0), **environ: str) -> Machine:
    return Machine(environ=environ, folder=folder, home=folder, version=version, ffmpeg=no_ffmpeg)


def test_an_old_python(tmp_path: Path) -> None:
    found = doctor.check_python(machine(tmp_path, version=(3, 10, 2)))
    assert (found.state, found.fix) == ("fail", "install Python 3.11 or newer")


def test_no_ffmpeg(tmp_path: Path) -> None:
    [found] = doctor.check_ffmpeg(machine(tmp_path))
    assert found == Finding(
        name="ffmpeg",
        state="fail",
        what="does not run: no ffmpeg was found",
        fix="install it again: pip install --force-reinstall imageio-ffmpeg",
    )


LISTING = """Encoders:
 V..... = Video
 ------
 V....D libx264              H.264
 V....D png                  PNG
 A....D aac                  AAC
"""


def test_encoders_that_only_some_exports_need() -> None:
    found = doctor.encoders(LISTING, "again")
    assert found.state == "warn"
    assert "libvpx-vp9 (WebM)" in found.what


def test_encoders_that_every_film_needs() -> None:
    found = doctor.encoders(LISTING.replace("libx264", "libx26x"), "again")
    assert (found.state, found.what, found.fix) == ("fail", "missing: libx264 (MP4)", "again")


def test_a_token_is_never_shown(tmp_path: Path) -> None:
    good = doctor.check_token(machine(tmp_path, NEMO_TOKEN="s3cret"))
    bad = doctor.check_token(machine(tmp_path, NEMO_TOKEN="s3cret\n"))
    assert (good.state, bad.state) == ("ok", "fail")
    assert "s3cret" not in str((good, bad))


@pytest.mark.parametrize(
    ("text", "state"),
    [(UUID, "ok"), (UUID + "\n", "ok"), ("", "warn"), ("not one", "warn"), ("\udcff", "warn")],
)
def test_the_client_id_of_the_file(text: str, state: str, tmp_path: Path) -> None:
    path = tmp_path / ".config" / "nemovideo" / "client_id"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    assert doctor.check_client(machine(tmp_path)).state == state


def test_no_client_id_yet(tmp_path: Path) -> None:
    assert doctor.check_client(machine(tmp_path)).what == "made when it is first needed"


def test_a_client_id_of_the_environment(tmp_path: Path) -> None:
    assert doctor.check_client(machine(tmp_path, NEMO_CLIENT_ID=UUID)).what == "from NEMO_CLIENT_ID"
    assert doctor.check_client(machine(tmp_path, NEMO_CLIENT_ID="x")).state == "warn"


@pytest.mark.parametrize(
    ("url", "state", "what"),
    [
        ("", "ok", "not set: the vendor's own"),
        ("https://example.org/api", "ok", "example.org"),
        ("ftp://example.org", "fail", "is not a URL"),
        ("https://[", "fail", "is not a URL"),
        ("https://me:s3cret@example.org", "fail", "holds a password"),
    ],
)
def test_the_service(url: str, state: str, what: str, tmp_path: Path) -> None:
    found = doctor.check_service(machine(tmp_path, NEMO_API_URL=url))
    assert (found.state, found.what) == (state, what)


class Plugin:
    name = "mine"


def test_plugins_that_are_there_and_those_that_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    have = {"nemobuild.voice": (Plugin(), Plugin())}
    monkeypatch.setattr("nemobuild.backend.plugins.find.found", lambda group: have.get(group, ()))
    captions, voice, planner = doctor.check_plugins()
    assert (voice.state, voice.what) == ("ok", "mine, mine")
    assert (captions.state, captions.fix) == ("warn", "pip install 'nemobuild[captions]'")
    assert (planner.what, planner.fix) == (
        "no plug-in; only the phrases of the table are understood",
        "set NEMOBUILD_LLM_URL",
    )


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    found = doctor.check_writable(machine(tmp_path / "nowhere"))
    assert found.state == "fail"
    assert "cannot be written" in found.what


def test_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each finding is as the schema says, and a machine that runs these tests can build."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(nemobuild, ["doctor", "--json"])
    schema = json.loads(schema_path("events").read_text(encoding="utf-8"))
    records = [json.loads(line) for line in result.stdout.splitlines()]
    for record in records:
        jsonschema.validate(record, schema)
    assert result.exit_code == 0
    names = {record.get("name") for record in records}
    assert {"python", "ffmpeg", "encoders", "fonts", "disk", "folder", "loopback", "NEMO_TOKEN"} <= names
