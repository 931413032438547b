"""Bad input, by whole processes: an error of the designed form, its exit code, and what was good before stays as it is.

Media are made here; sizes beyond the limits are sparse files.
"""

from __future__ import annotations

import ctypes
import hashlib
import http.server
import os
import resource
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

RECIPE = """\
nemobuild: 1
name: film
assets:
  it: {asset}
steps:
  - Make a 2 second slideshow of the photos
  - Add the title "{title}"
exports:
  - {{path: {export}, quality: draft, resolution: 360p}}
"""
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def nemobuild(
    *arguments: str, folder: Path, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    environ = {k: v for k, v in os.environ.items() if k not in ("GITHUB_ACTIONS", "NEMO_TOKEN")}
    return subprocess.run(
        [sys.executable, "-m", "nemobuild.cli", *arguments],
        cwd=folder,
        env=environ,
        preexec_fn=before,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def as_anybody() -> None:
    """Root without the right to pass over permissions; others have it not."""
    for right in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH) if os.geteuid() == 0 else ():
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, right, 0, 0, 0)


def recipe(
    folder: Path, asset: str = "red.png", *, title: str = "A", export: str = "dist/o.mp4", extra: str = ""
) -> None:
    text = RECIPE.format(asset=asset, title=title, export=export) + extra
    (folder / "nemobuild.yaml").write_text(text, encoding="utf-8")


def picture(path: Path) -> bytes:
    Image.new("RGB", (64, 36), "#a03030").save(path, format="PNG")
    return path.read_bytes()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was built."""
    folder = tmp_path_factory.mktemp("good")
    picture(folder / "red.png")
    recipe(folder)
    built = nemobuild("run", folder=folder)
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture
def project(good: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(good, tmp_path / "film")
    return tmp_path / "film"


def kept(folder: Path) -> dict[str, str]:
    """The outputs and the records of finished work, by digest."""
    files = [*folder.glob("dist/*"), *folder.glob("nemobuild.lock*/*"), folder / "nemobuild.lock"]
    files += folder.glob(".nemobuild/cache/**/*.json")
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file()
    }


def assert_designed(result: subprocess.CompletedProcess[str], code: int, what: str, hint: str) -> None:
    """What went wrong, with the fix below it, indented; no traceback, and nothing on standard output."""
    assert result.returncode == code, result.stderr
    assert what in result.stderr
    assert hint in result.stderr.split(what, 1)[1]
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert "bug in nemobuild" not in result.stderr


# --- media --------------------------------------------------------------------------------------------------------

FILES: list[tuple[str, Callable[[bytes], bytes] | int | None, str, str]] = [
    ("missing.mp4", None, 'there is no file "missing.mp4"', "paths are relative to the recipe"),
    ("rad.png", None, 'there is no file "rad.png"', 'did you mean "red.png"?'),
    ("empty.mp4", lambda _: b"", '"empty.mp4" is empty (0 bytes)', "was it copied whole?"),
    ("noise.mp4", lambda _: bytes(range(256)) * 20, '"noise.mp4" holds nothing that is known as media', "accepted are"),
    ("half.png", lambda png: png[:60], '"half.png" is broken', ""),
    ("label.mp4", lambda png: png + b"other", '"label.mp4" is not what its name says: it is really a .png file', "its true extension"),
    ("words.jpg", lambda _: b"hello\n" * 50, '"words.jpg" is not what its name says: it is plain text', "its true extension"),
    ("a.exe", lambda _: b"MZ" + bytes(99), 'files of type "exe" are not accepted (4001)', "accepted: video mp4 mov"),
    ("big.mp4", 500_000_001, '"big.mp4" has 501 MB; at most 500 MB are accepted (4002)', "compress or trim it"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "what", "hint"), FILES, ids=[row[0] for row in FILES])
def test_media_that_cannot_be_used(
    name: str, content: Callable[[bytes], bytes] | int | None, what: str, hint: str, project: Path
) -> None:
    if isinstance(content, int):
        with (project / name).open("wb") as file:
            file.truncate(content)
    elif content is not None:
        (project / name).write_bytes(content((project / "red.png").read_bytes()))
    before = kept(project)
    recipe(project, name)
    result = nemobuild("run", folder=project)
    assert_designed(result, 3, what, hint)
    assert "nemobuild.yaml:4:7: " in result.stderr
    assert "^" * len(name) in result.stderr
    assert kept(project) == before


def test_a_skill_with_a_lower_limit(project: Path) -> None:
    with (project / "big.mp4").open("wb") as file:
        file.truncate(200_000_001)
    recipe(project, "big.mp4", extra="skill: generator-generator-simple\n")
    what = '"big.mp4" has 201 MB; at most 200 MB are accepted (4002)'
    assert_designed(nemobuild("run", folder=project), 3, what, "compress or trim it")


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, *args: object) -> None:
        """Tests have no use for a log."""


@pytest.fixture
def address() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_url_that_is_not_there(address: str, project: Path) -> None:
    before = kept(project)
    recipe(project, f'"{address}/a.png"')
    what = 'asset "it": the URL at 127.0.0.1 answers 404'
    assert_designed(nemobuild("run", folder=project), 3, what, "check the address")
    assert kept(project) == before


def test_a_url_where_nobody_answers(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    before = kept(project)
    recipe(project, f'"http://127.0.0.1:{port}/a.png"')
    what = 'asset "it": the URL at 127.0.0.1 cannot be fetched'
    assert_designed(nemobuild("run", folder=project), 3, what, "check the address and your connection")
    assert kept(project) == before


# --- places -------------------------------------------------------------------------------------------------------


def test_an_asset_outside_the_project_is_allowed_and_said(project: Path) -> None:
    picture(project.parent / "outside.png")
    recipe(project, "../outside.png")
    result = nemobuild("plan", folder=project)
    assert result.returncode == 0
    assert "outside the project: ../outside.png" in result.stdout


def test_an_export_outside_the_project_is_refused_unless_written_in_full(project: Path) -> None:
    recipe(project, export="../o.mp4")
    what, full = '"../o.mp4" lies outside the project', f"{project.parent / 'o.mp4'}"
    assert_designed(nemobuild("run", folder=project), 3, what, f"if that is meant, write it in full: {full}")
    recipe(project, export=full)
    assert nemobuild("validate", folder=project).returncode == 0


def test_a_plan_leaves_no_files_behind(tmp_path: Path) -> None:
    picture(tmp_path / "red.png")
    recipe(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    result = nemobuild("plan", folder=tmp_path)
    assert result.returncode == 0
    assert "RENDER" in result.stdout
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_an_export_never_replaces_what_the_film_is_made_from(project: Path) -> None:
    before = (project / "red.png").read_bytes()
    result = nemobuild("export", "red.png", folder=project)
    assert_designed(result, 2, "red.png is what the film is made from", "export to another file")
    assert (project / "red.png").read_bytes() == before


# --- the machine --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kilobytes", [1, 20])
def test_a_full_disk(kilobytes: int, project: Path) -> None:
    """A limit on the size of files stands in for it: it needs no rights, and the system says it in the same way."""
    before = kept(project)
    recipe(project, title="B")

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1000, kilobytes * 1000))

    result = nemobuild("run", folder=project, before=limited)
    assert result.returncode in (10, 11), result.stderr
    assert "error: " in result.stderr
    assert "Traceback" not in result.stderr
    assert "bug in nemobuild" not in result.stderr
    assert before.items() <= kept(project).items()
    again = nemobuild("run", folder=project)
    assert again.returncode == 0, again.stderr
    assert kept(project)["dist/o.mp4"] != before["dist/o.mp4"]


def test_a_project_that_may_not_be_written(project: Path) -> None:
    before = kept(project)
    recipe(project, title="B")
    places = [project / ".nemobuild", *(project / ".nemobuild").rglob("*")]
    for path in places:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        result = nemobuild("run", folder=project, before=as_anybody)
    finally:
        for path in places:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert_designed(result, 11, "cannot be written: Permission denied", "give yourself write permission")
    assert kept(project) == before


def test_an_output_that_may_not_be_written(project: Path) -> None:
    before = (project / "dist" / "o.mp4").read_bytes()
    recipe(project, title="B")
    (project / "dist").chmod(0o555)
    try:
        result = nemobuild("run", folder=project, before=as_anybody)
    finally:
        (project / "dist").chmod(0o755)
    what = f"{project / 'dist' / 'o.mp4'} cannot be written: Permission denied"
    assert_designed(result, 11, what, "give yourself write permission")
    assert (project / "dist" / "o.mp4").read_bytes() == before
    after = nemobuild("run", folder=project)
    assert after.returncode == 0
    assert "(0 steps sent, 2 recorded)" in after.stderr


def test_an_asset_that_may_not_be_read(project: Path) -> None:
    before = kept(project)
    (project / "blue.png").write_bytes((project / "red.png").read_bytes())
    (project / "blue.png").chmod(0)
    recipe(project, "blue.png")
    result = nemobuild("run", folder=project, before=as_anybody)
    what = '"blue.png" cannot be read: permission denied'
    assert_designed(result, 3, what, "check the path and who may read it")
    assert kept(project) == before


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = nemobuild("serve", "--port", str(port), folder=tmp_path)
    what = f"error: cannot serve on 127.0.0.1:{port}: Address already in use"
    assert_designed(result, 10, what, "take another port with --port (0 picks a free one)")
