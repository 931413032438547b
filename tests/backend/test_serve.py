"""Starting and stopping: ports, folders, speed of the import, and a walk with nothing but curl."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nemobuild.backend.edge import is_loopback_name
from nemobuild.backend.serve import Server
from nemobuild.backend.settings import Settings
from nemobuild.errors import BackendError, PortInUse, UsageError

WALK = Path(__file__).parent / "curl_walk.sh"


def test_a_port_in_use_is_said_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse) as caught:
            Server(tmp_path / "data", port=port).start()
    assert caught.value.what == f"cannot serve on 127.0.0.1:{port}: Address already in use"
    assert caught.value.hint == "stop what holds it, or take another port with --port (0 picks a free one)"
    assert caught.value.exit_code == 10


def test_an_address_that_is_not_ours(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        Server(tmp_path / "data", host="no such host").start()
    assert caught.value.what.startswith("cannot serve on no such host: ")
    assert caught.value.hint == "use an address of this machine"


def test_a_data_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(BackendError) as caught:
        Server(tmp_path / "data").start()
    assert caught.value.what.startswith(f"the backend's data folder {tmp_path / 'data'} cannot be used: ")
    assert caught.value.hint == "name another with --data, or make it writable"


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b""])
def test_a_database_that_is_none(content: bytes, tmp_path: Path) -> None:
    """Garbage is an error; an empty file is a new database."""
    (tmp_path / "backend.sqlite").write_bytes(content)
    if content:
        with pytest.raises(BackendError) as caught:
            Server(tmp_path).start()
        assert "file is not a database" in caught.value.what
    else:
        with Server(tmp_path) as server:
            assert server.messages() == ()


def test_a_database_of_a_newer_form(tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "backend.sqlite") as db:
        db.execute("pragma user_version = 99")
    db.close()
    with pytest.raises(BackendError) as caught:
        Server(tmp_path).start()
    assert "it was written by a newer nemobuild (form 99)" in caught.value.what


def test_a_database_of_an_older_form_is_brought_up(start: Any, tmp_path: Path) -> None:
    """Its sessions stay; of their drafts it is not known what was said."""
    import sqlite3

    caller = start()
    caller.send("title A")
    caller.server.__exit__(None, None, None)
    with sqlite3.connect(tmp_path / "data" / "backend.sqlite") as db:
        db.execute("alter table drafts drop column said")
        db.execute("pragma user_version = 1")
    db.close()
    with Server(tmp_path / "data") as server:
        turns = server.turns(caller.session_id)
    assert [(turn.said, bool(turn.draft)) for turn in turns] == [("", False), ("", True)]


def test_what_holds_secrets_is_readable_by_its_owner_only(start: Any, tmp_path: Path) -> None:
    start()
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data" / "backend.sqlite").stat().st_mode & 0o077 == 0


def test_starting_imports_nothing_heavy() -> None:
    code = (
        "import sys, tempfile, pathlib\n"
        "from nemobuild.backend.serve import Server\n"
        "with tempfile.TemporaryDirectory() as folder, Server(pathlib.Path(folder)):\n"
        "    print([m for m in ('numpy', 'av', 'PIL', 'httpx', 'jinja2') if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_local_token_is_always_the_same_users(start: Any) -> None:
    caller = start()
    caller.headers["Authorization"] = f"Bearer {caller.server.issue_token()}"
    assert caller.draft()["t"] == []


def test_a_server_for_everybody_looks_at_no_host_names(start: Any) -> None:
    caller = start(host="0.0.0.0")
    assert (
        caller.http.get("/api/capabilities", headers={**caller.headers, "Host": "films.example"}).status_code
        == 200
    )


@pytest.mark.parametrize(
    ("host", "yes"),
    [
        ("127.0.0.1", True),
        ("127.0.0.1:8000", True),
        ("localhost:8000", True),
        ("LOCALHOST", True),
        ("[::1]", True),
        ("[::1]:8000", True),
        ("", False),
        ("example.org", False),
        ("localhost.example.org", False),
        ("localhost:8000@example.org", False),
        ("127.0.0.1:", True),
        ("[::2]:8000", False),
    ],
)
def test_names_of_this_machine(host: str, yes: bool) -> None:
    assert is_loopback_name(host) is yes


def test_curl_alone_gets_from_a_token_to_a_film(start: Any, film: bytes, tmp_path: Path) -> None:
    """The protocol's table followed with curl and sed; nothing else is needed."""
    caller = start(credits=100)
    (tmp_path / "talk.mp4").write_bytes(film)
    arguments = [caller.server.url, str(tmp_path / "talk.mp4"), "show talk.mp4", str(tmp_path / "out.mp4")]
    done = subprocess.run(["bash", str(WALK), *arguments], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.mp4").read_bytes()[4:8] == b"ftyp"
    assert '"available":99,"frozen":0' in done.stdout
    assert Settings().heartbeat_s > 0
