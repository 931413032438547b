"""The preview's server, by real requests: who may ask, what is given, and that pages are told."""

import json
import socket
import threading

import httpx
import pytest

from nemobuild.errors import PortInUse
from nemobuild.events import ExportDone, Planned, RunFinished, WatchBegan
from nemobuild.preview.server import Preview

PLAN = {"cell": {}, "steps": [{"step": "s", "say": "Say", "action": "run", "reason": "never run"}]}
WAIT_S = 30.0


@pytest.fixture
def preview():
    with Preview("film") as served:
        yield served


@pytest.fixture
def film(preview, tmp_path):
    """A film of which the preview was told."""
    path = tmp_path / "o.mp4"
    path.write_bytes(bytes(range(256)) * 8)
    made = {"bytes": 2048, "duration_ms": 1000, "width": 64, "height": 36, "cached": False}
    preview.heard(ExportDone(export="o.mp4", path=str(path), **made))
    return path


def get(preview, path="/", **headers):
    return httpx.get(preview.url + path, headers=headers, timeout=WAIT_S)


def test_the_page_its_style_and_its_script(preview):
    for path, kind in (("/", "text/html"), ("/page.css", "text/css"), ("/page.js", "text/javascript")):
        answer = get(preview, path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/files/0", "/events", "/page.js"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_a_name_that_was_made_to_point_here_is_refused(preview, film, host, path):
    assert get(preview, path, Host=host).status_code == 400


def test_loopback_names_are_answered(preview):
    port = preview.url.rpartition(":")[2]
    assert get(preview, Host=f"localhost:{port}").status_code == 200


def test_it_listens_on_loopback_alone(preview):
    assert preview.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=2000-", 206, 2000, 2048),
        ("bytes=-48", 206, 2000, 2048),
        ("", 200, 0, 2048),
    ],
)
def test_a_film_is_given_by_ranges_so_that_seeking_works(preview, film, asked, status, start, end):
    answer = get(preview, "/files/0", **({"Range": asked} if asked else {}))
    assert answer.status_code == status
    assert answer.content == film.read_bytes()[start:end]
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-type"] == "video/mp4"


def test_a_range_beyond_the_end(preview, film):
    assert get(preview, "/files/0", Range="bytes=5000-").status_code == 416


@pytest.mark.parametrize(
    "path",
    [
        "/files/1",
        "/files/-1",
        "/files/../secret",
        "/files/0/../../secret",
        "/files/%2e%2e%2fsecret",
        "/secret",
    ],
)
def test_nothing_but_the_recipes_files_is_given(preview, film, path):
    (film.parent / "secret").write_text("secret")
    assert get(preview, path).status_code == 404


def test_a_file_that_was_taken_away(preview, film):
    film.unlink()
    assert get(preview, "/files/0").status_code == 404
    assert "o.mp4" not in get(preview).text


def test_nothing_can_be_sent(preview):
    assert httpx.post(preview.url, timeout=WAIT_S).status_code == 405


def test_another_film_has_another_address(preview, film):
    before = get(preview).text
    film.with_name("n.mp4").write_bytes(b"new")
    film.with_name("n.mp4").replace(film)
    assert get(preview).text != before


def test_pages_are_told_when_a_build_begins_and_ends(preview):
    done = {"steps_sent": 1, "steps_cached": 0, "credits": 0, "summary": "", "elapsed_ms": 1}
    with httpx.stream("GET", f"{preview.url}/events", timeout=WAIT_S) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = (json.loads(line.removeprefix("data: ")) for line in answer.iter_lines() if line)
        assert next(lines) == {"version": 0, "building": False}
        preview.heard(Planned(recipe="film", plan=PLAN))
        assert next(lines) == {"version": 0, "building": True}
        preview.heard(RunFinished(recipe="film", changed=True, outputs=(), **done))
        preview.heard(WatchBegan(files=1))
        assert next(lines) == {"version": 1, "building": False}
    assert 'data-version="1"' in get(preview).text
    assert "Say" in get(preview).text


def test_it_ends_although_a_page_is_open():
    with Preview("film") as preview, httpx.Client(timeout=WAIT_S) as browser:
        answer = browser.send(browser.build_request("GET", f"{preview.url}/events"), stream=True)
        lines = answer.iter_lines()
        assert next(lines).startswith("data: ")
        ended = threading.Thread(target=lambda: list(lines))
        ended.start()
        preview.__exit__(None, None, None)
        ended.join(timeout=WAIT_S)
        assert not ended.is_alive()
        with pytest.raises(httpx.ConnectError):
            get(preview)


def test_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse) as error, Preview("film", port):
            pass
    assert error.value.what == f"the preview cannot be served on 127.0.0.1:{port}: Address already in use"
    assert error.value.hint == "take another port with --port, or watch with --no-preview"
