"""What `doctor` finds, on machines that lack something."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest
from click.testing import CliRunner

from nemobuild.backend.render.typeset.faces import Face
from nemobuild.cli import doctor
from nemobuild.cli.doctor import Finding, Machine
from nemobuild.cli.main import nemobuild
from nemobuild.client.tokens import own_token
from nemobuild.errors import AccountError
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
    assert found == Finding(
        name="encoders",
        state="warn",
        what="without libx265 (H.265), libsvtav1 (AV1), libvpx-vp9 (WebM), libopus (sound in WebM), "
        "libmp3lame (MP3), prores_ks (ProRes), gif (GIF); exports of these kinds will fail here",
        fix="export other kinds, or name an ffmpeg that has them in IMAGEIO_FFMPEG_EXE",
    )


def test_encoders_that_every_film_needs() -> None:
    found = doctor.encoders(LISTING.replace("libx264", "libx26x"), "again")
    assert (found.state, found.what, found.fix) == ("fail", "missing: libx264 (MP4)", "again")
    found = doctor.encoders("", "again")
    assert found.what == "missing: libx264 (MP4), aac (sound in MP4), png (stills)"


GOOD = ("ok", "is set (not shown)", "")
BAD = (
    "fail",
    "the token in NEMO_TOKEN holds characters that no token has",
    "copy it again, without line breaks",
)
NONE = ("ok", "not set: --backend nemo fetches an anonymous one, with 100 credits", "")


@pytest.mark.parametrize(
    ("token", "finding"),
    [("s3cret", GOOD), ("s3cret\n", GOOD), (" s3cret", GOOD), ("s3c ret", BAD), ("s3crét", BAD), ("s3c\x00ret", BAD), ("", NONE), (" ", NONE)],
)  # fmt: skip
def test_a_token_is_never_shown_and_good_if_the_client_takes_it(
    token: str, finding: tuple[str, str, str], tmp_path: Path
) -> None:
    found = doctor.check_token(machine(tmp_path, NEMO_TOKEN=token))
    assert (found.state, found.what, found.fix) == finding
    try:
        taken = own_token({"NEMO_TOKEN": token}) is not None
    except AccountError:
        taken = False
    assert taken == (finding == GOOD)


def test_no_token(tmp_path: Path) -> None:
    found = doctor.check_token(machine(tmp_path))
    assert (found.state, found.what, found.fix) == NONE


@pytest.mark.parametrize(
    ("text", "state"),
    [(UUID, "ok"), (UUID + "\n", "ok"), ("", "warn"), ("not one", "warn"), ("\udcff", "warn")],
)
def test_the_client_id_of_the_file(text: str, state: str, tmp_path: Path) -> None:
    path = tmp_path / ".config" / "nemovideo" / "client_id"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    found = doctor.check_client(machine(tmp_path))
    assert found.state == state
    if state == "warn" and "\udcff" not in text:
        assert (found.what, found.fix) == (
            f"{path} holds no UUID",
            "remove it; a new one is made when needed",
        )
    elif state == "warn":
        assert found.what.startswith(f"{path} cannot be read: ") and found.fix == "remove it"


def test_no_client_id_yet(tmp_path: Path) -> None:
    assert doctor.check_client(machine(tmp_path)).what == "made when it is first needed"


def test_a_client_id_of_the_environment(tmp_path: Path) -> None:
    assert doctor.check_client(machine(tmp_path, NEMO_CLIENT_ID=UUID)).what == "from NEMO_CLIENT_ID"
    assert doctor.check_client(machine(tmp_path, NEMO_CLIENT_ID="x")).state == "warn"


ADDRESS = "an address looks like https://backend.example or http://127.0.0.1:8080"
SECRET = f"{ADDRESS}; a token goes into NEMO_TOKEN"


@pytest.mark.parametrize(
    ("url", "state", "what", "fix"),
    [
        ("", "ok", "not set: the vendor's own", ""),
        ("https://example.org/api", "ok", "example.org", ""),
        (" https://example.org/api/ ", "ok", "example.org", ""),
        ("ftp://example.org", "fail", "'ftp://example.org' is not the address of a backend", ADDRESS),
        ("https://[", "fail", "what is given is not a URL", ADDRESS),
        ("https://h:99999", "fail", "what is given is not a URL", ADDRESS),
        ("https://me:s3cret@example.org", "fail", "'https://example.org' holds more than an address", SECRET),
        ("https://h?x=s3cret", "fail", "'https://h' holds more than an address", SECRET),
        ("https://h/#a", "fail", "'https://h' holds more than an address", SECRET),
    ],
)
def test_the_addresses(url: str, state: str, what: str, fix: str, tmp_path: Path) -> None:
    [found] = doctor.check_service(machine(tmp_path, NEMO_API_URL=url))
    assert (found.name, found.state, found.what, found.fix) == ("NEMO_API_URL", state, what, fix)
    if url:
        _, found = doctor.check_service(machine(tmp_path, NEMO_WEB_URL=url))
        assert (found.name, found.state, found.what, found.fix) == ("NEMO_WEB_URL", state, what, fix)


@pytest.mark.parametrize(
    ("free", "state", "what", "fix"),
    [
        (50_000_000_000, "ok", "50.0 GB free", ""),
        (1_000_000_000, "warn", "1.0 GB free", "make room; nemobuild cache gc may help"),
        (1_000_000, "fail", "1.0 MB free", "make room; nemobuild cache gc may help"),
    ],
)
def test_the_disk(
    free: int, state: str, what: str, fix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=free))
    found = doctor.check_disk(machine(tmp_path))
    assert (found.state, found.what, found.fix) == (state, what, fix)


def test_the_disk_of_a_folder_that_is_gone(tmp_path: Path) -> None:
    found = doctor.check_disk(machine(tmp_path / "nowhere"))
    assert (found.state, found.what, found.fix) == (
        "fail",
        f"{tmp_path / 'nowhere'} cannot be looked at: No such file or directory",
        "work in a folder that is there",
    )


def test_no_port_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("socket.create_connection", refuse)
    assert doctor.check_loopback() == Finding(
        name="loopback",
        state="fail",
        what="no port of 127.0.0.1 can be served: Operation not permitted",
        fix="allow local connections; the embedded backend uses one",
    )


def test_no_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but what the package brings, and that not whole."""
    monkeypatch.setattr("nemobuild.backend.render.typeset.faces.find", lambda *_args, **_more: None)
    monkeypatch.setattr(Path, "is_file", lambda self: "Playfair" not in self.name)
    own, *others = doctor.check_fonts(machine(tmp_path))
    assert (own.state, own.what, own.fix) == (
        "fail",
        "missing from the package: serif",
        "install nemobuild again",
    )
    cjk = "install a Noto CJK font (Debian: fonts-noto-cjk)"
    assert [(f.name, f.state, f.what, f.fix) for f in others] == [
        ("font for Chinese", "warn", "none; its characters cannot be drawn", cjk),
        ("font for Japanese", "warn", "none; its characters cannot be drawn", cjk),
        ("font for Korean", "warn", "none; its characters cannot be drawn", cjk),
        ("font for emoji", "warn", "none; its characters cannot be drawn", EMOJI),
    ]


def test_a_font_that_has_only_some_emoji(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As DejaVu Sans, which has the faces and none of the rockets."""
    some = Face(Path("Some.ttf"))
    monkeypatch.setattr(
        "nemobuild.backend.render.typeset.faces.find", lambda code, **_more: some if code == 0x1F600 else None
    )
    *_, emoji = doctor.check_fonts(machine(tmp_path))
    assert (emoji.state, emoji.what, emoji.fix) == (
        "warn",
        "Some.ttf has only some; 🚀🎉👍🔒 and others cannot be drawn",
        EMOJI,
    )


EMOJI = "install an emoji font (Debian: fonts-noto-color-emoji)"


def test_nothing_that_draws_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nemobuild.backend.render.typeset", None)
    [found] = doctor.check_fonts(machine(tmp_path))
    assert (found.state, found.fix) == ("fail", "pip install pillow")
    assert found.what.startswith("text cannot be drawn: ")


class Plugin:
    name = "mine"


def test_plugins_that_are_there_and_those_that_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    have = {"nemobuild.voice": (Plugin(), Plugin())}
    monkeypatch.setattr("nemobuild.backend.plugins.find.found", lambda group: have.get(group, ()))
    captions, voice, planner = doctor.check_plugins()
    have.clear()
    _, silent, _ = doctor.check_plugins()
    assert silent.what == "no plug-in; spoken text is refused"
    assert (voice.state, voice.what) == ("ok", "mine, mine")
    assert (captions.state, captions.fix) == ("warn", "pip install 'nemobuild[captions]'")
    assert (planner.what, planner.fix) == (
        "no plug-in; only the phrases of the table are understood",
        "set NEMOBUILD_LLM_URL",
    )


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    found = doctor.check_writable(machine(tmp_path / "nowhere"))
    assert (found.state, found.fix) == ("fail", "work in a folder that is yours")
    assert "cannot be written: " in found.what
    assert doctor.check_writable(machine(tmp_path)).what == f"{tmp_path} can be written"


def test_the_folder_that_one_stands_in_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    here = Machine(environ={}, folder=Path(), home=tmp_path, version=(3, 11, 0), ffmpeg=no_ffmpeg)
    doctor.check_disk(here)
    found = doctor.check_writable(here)
    assert (found.state, found.what) == ("fail", ". cannot be written: No such file or directory")


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


def test_a_font_that_has_only_some_emoji_is_not_enough() -> None:
    some = doctor._emoji_finding({"😀": Path("/f/DejaVuSans.ttf"), "🚀": None, "🎉": None})
    assert (some.state, some.fix) == ("warn", EMOJI)
    assert some.what == "DejaVuSans.ttf has only some; 🚀🎉 and others cannot be drawn"
    whole = doctor._emoji_finding({"😀": Path("/f/Noto.ttf"), "🚀": Path("/f/Noto.ttf")})
    assert (whole.state, whole.what) == ("ok", "Noto.ttf")
