"""Uploads: as multipart and by URL, good and bad, and that nothing half-done stays behind."""

from __future__ import annotations

import errno
import hashlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from nemobuild.backend.answers import Rejection
from nemobuild.backend.fetch import checked
from nemobuild.backend.files import Files, rejected


def media_files(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "data" / "media").iterdir())


def test_a_file_is_kept_once_under_the_hash_of_its_content(
    start: Any, picture: bytes, tmp_path: Path
) -> None:
    caller = start()
    digest = hashlib.sha256(picture).hexdigest()
    for name in ("a.png", "b.png", "a.png"):
        (info,) = caller.data(caller.upload((name, picture)))["files"]
        assert info["hash"] == digest
    assert media_files(tmp_path) == [f"{digest}.png"]
    assert [info["filename"] for info in caller.state()["video_infos"]] == ["a.png", "b.png"]


def test_names_with_anything_in_them_make_urls_that_work(start: Any, picture: bytes) -> None:
    caller = start()
    for name in ("my film?#%.png", "Größe 标题.png", "..", "a;b&c.png"):
        (info,) = caller.data(caller.upload((name, picture)))["files"]
        answer = httpx.get(info["cdn_url"])
        assert (answer.status_code, answer.content) == (200, picture)
    wrong = httpx.get(f"{caller.server.url}/media/nosuchsecret/a.png")
    assert wrong.json() == {"code": 404, "message": "there is no such file"}


def test_a_file_name_may_come_in_utf8_as_it_is(caller: Any, picture: bytes) -> None:
    """curl and browsers put the name into the header raw."""
    body = '--b\r\nContent-Disposition: form-data; name="files"; filename="标题.png"\r\n\r\n'.encode()
    headers = {**caller.headers, "Content-Type": "multipart/form-data; boundary=b"}
    path = f"/api/upload-video/nemo_agent/me/{caller.session_id}"
    answer = caller.http.post(path, content=body + picture + b"\r\n--b--\r\n", headers=headers)
    assert caller.data(answer)["files"][0]["filename"] == "标题.png"


def test_a_bad_file_among_good_ones_takes_none(start: Any, picture: bytes, tmp_path: Path) -> None:
    caller = start()
    answer = caller.upload(("a.png", picture), ("b.mp4", b""))
    assert answer.status_code == 415
    assert answer.json() == {
        "code": 4001,
        "message": '"b.mp4" is empty (0 bytes)',
        "hint": "copy or export the file anew",
    }
    assert caller.state()["video_infos"] == []
    assert not [name for name in media_files(tmp_path) if name.startswith("incoming")]


def test_a_file_over_the_limit_is_4002_and_leaves_nothing(start: Any, tmp_path: Path) -> None:
    caller = start(max_file_bytes=1_000_000)
    answer = caller.upload(("a.mp4", b"x" * 3_000_000))
    assert answer.status_code == 413
    assert answer.json() == {
        "code": 4002,
        "message": '"a.mp4" is larger than 1 MB',
        "hint": "compress or trim it",
    }
    assert media_files(tmp_path) == []


def test_a_skill_may_have_a_smaller_limit(start: Any, picture: bytes) -> None:
    caller = start(max_file_bytes_of_skill={"generator-generator-simple": 10})
    assert caller.upload(("a.png", picture)).status_code == 200
    caller.headers["X-Skill-Source"] = "generator-generator-simple"
    assert caller.upload(("a.png", picture)).json()["message"] == '"a.png" is larger than 10 bytes'


def test_the_limits_are_the_protocols(start: Any) -> None:
    from nemobuild.backend.settings import Settings

    assert Settings().file_limit("ai-video-editor-link") == 500_000_000
    assert Settings().file_limit("generator-generator-simple") == 200_000_000


HEAD = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'


@pytest.mark.parametrize(
    ("kind", "body", "message"),
    [
        ("multipart/form-data; boundary=b", b"nonsense", "files: the multipart body is broken"),
        ("multipart/form-data; boundary=b", HEAD + b"data", "files: the multipart body ends too early"),
        (
            "multipart/form-data; boundary=b",
            b"--b--\r\n",
            "files: no file was sent; the field is called files",
        ),
        (
            "multipart/form-data; boundary=b",
            HEAD.replace(b'"files"', b'"file"') + b"x\r\n--b--\r\n",
            "files: no file was sent; the field is called files",
        ),
        ("multipart/form-data", HEAD, "files: a multipart body with a boundary is needed"),
        ("multipart/form-data; boundary=" + "b" * 300, HEAD, "files: the multipart body is broken"),
        ("text/plain", b"", "files: multipart/form-data or application/json is needed"),
        ("application/json", b"{}", "urls: a list of 1 to 20 URLs is needed"),
        ("application/json", b'{"urls": [3]}', "urls: a list of 1 to 20 URLs is needed"),
        (
            "application/json",
            b'{"urls": ["http://a"], "source_type": "x"}',
            'source_type: only "url" is known',
        ),
    ],
)
def test_a_malformed_upload_is_422(kind: str, body: bytes, message: str, start: Any, tmp_path: Path) -> None:
    caller = start()
    path = f"/api/upload-video/nemo_agent/me/{caller.session_id}"
    answer = caller.http.post(path, content=body, headers={**caller.headers, "Content-Type": kind})
    assert (answer.status_code, answer.json()["message"]) == (422, message)
    assert media_files(tmp_path) == []


def test_too_many_files_at_once(start: Any, picture: bytes) -> None:
    caller = start(max_files_per_upload=1)
    answer = caller.upload(("a.png", picture), ("b.png", picture))
    assert answer.json() == {
        "code": 413,
        "message": "more than 1 files in one upload",
        "hint": "send them in several",
    }


@pytest.mark.parametrize(
    ("error", "code", "message", "hint"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device"),
            507,
            "the server's disk is full",
            "free some space, then upload again",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied"),
            500,
            "the server cannot keep the file: Permission denied",
            "check its data folder",
        ),
    ],
)
def test_a_disk_that_does_not_take_a_file(error: OSError, code: int, message: str, hint: str) -> None:
    told = rejected(error)
    assert (told.code, told.message, told.hint) == (code, message, hint)


# --- by URL -------------------------------------------------------------------------------------------------------


class Site(BaseHTTPRequestHandler):
    """A web server with a picture and several ways of misbehaving."""

    content = b""

    def do_GET(self) -> None:
        match self.path.split("?")[0]:
            case "/a.png" | "/download":
                self._send(200, self.content)
            case "/moved":
                self._send(302, b"", Location="/a.png")
            case "/loop":
                self._send(302, b"", Location="/loop")
            case "/to-a-file":
                self._send(302, b"", Location="file:///etc/passwd")
            case "/page.png":
                self._send(200, b"<!doctype html><p>Sign in")
            case "/short.png":
                self.send_response(200)
                self.send_header("Content-Length", str(len(self.content)))
                self.end_headers()
                self.wfile.write(self.content[:10])
            case _:
                self._send(404, b"")

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def site(picture: bytes) -> Iterator[str]:
    handler = type("OneSite", (Site,), {"content": picture})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def by_url(caller: Any, *urls: str) -> httpx.Response:
    path = f"/api/upload-video/nemo_agent/me/{caller.session_id}"
    answer: httpx.Response = caller.post(path, {"urls": list(urls), "source_type": "url"})
    return answer


def test_files_by_url(site: str, start: Any, picture: bytes) -> None:
    """The name is the path's; a name without an extension is no lie about the type."""
    caller = start(private_urls=True)
    files = caller.data(by_url(caller, f"{site}/a.png?sig=1", f"{site}/moved", f"{site}/download"))["files"]
    assert [(f["filename"], f["file_type"]) for f in files] == [
        ("a.png", "image"),
        ("a.png", "image"),
        ("download", "image"),
    ]
    assert {f["hash"] for f in files} == {hashlib.sha256(picture).hexdigest()}


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("/no.png?token=secret", 400, "{site}/no.png cannot be fetched: its server answered 404"),
        ("/loop", 400, "{site}/loop cannot be fetched: it redirects too often"),
        ("/to-a-file", 400, "file:///etc/passwd cannot be fetched: only http and https URLs are fetched"),
        ("/page.png", 4001, '"page.png" is not what its name says: it is plain text'),
        ("/short.png", 400, "{site}/short.png cannot be fetched: the connection broke off"),
    ],
)
def test_a_url_that_fails(path: str, code: int, message: str, site: str, start: Any, tmp_path: Path) -> None:
    caller = start(private_urls=True)
    answer = by_url(caller, site + path)
    assert (answer.json()["code"], answer.json()["message"]) == (code, message.format(site=site))
    assert "secret" not in answer.text
    assert media_files(tmp_path) == []


def test_a_url_over_the_limit(site: str, start: Any) -> None:
    caller = start(private_urls=True, max_file_bytes=10)
    assert by_url(caller, f"{site}/a.png").json()["message"] == '"a.png" is larger than 10 bytes'


def test_nobody_listens_at_a_url(start: Any) -> None:
    caller = start(private_urls=True)
    answer = by_url(caller, "http://127.0.0.1:1/a.png")
    message = "http://127.0.0.1:1/a.png cannot be fetched: its server refuses the connection"
    assert answer.json() == {
        "code": 400,
        "message": message,
        "hint": "check the URL, or upload the file itself",
    }


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (socket.gaierror(-2, "Name or service not known"), "its host is not known"),
        (TimeoutError("timed out"), "its server does not answer"),
        (ConnectionRefusedError(111, "Connection refused"), "its server refuses the connection"),
        (ssl.SSLCertVerificationError(1, "certificate verify failed"), "its certificate is not valid"),
        (ssl.SSLError(1, "wrong version number"), "no secure connection can be made to its server"),
        (OSError(113, "No route to host"), "No route to host"),
        (http.client.BadStatusLine("?"), "BadStatusLine"),
    ],
)
def test_why_a_url_cannot_be_fetched(
    error: Exception, why: str, start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_target: object) -> None:
        raise error

    monkeypatch.setattr("nemobuild.backend.fetch._asked", fail)
    answer = by_url(start(private_urls=True), "http://127.0.0.1/a.png")
    assert answer.json()["message"] == f"http://127.0.0.1/a.png cannot be fetched: {why}"


def test_a_url_that_never_ends(site: str, start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nemobuild.backend.fetch.TOTAL_S", 0)
    answer = by_url(start(private_urls=True), f"{site}/a.png")
    assert answer.json()["message"].endswith(" cannot be fetched: it took more than 0 minutes")


def test_private_addresses_are_not_fetched_unless_allowed(site: str, caller: Any) -> None:
    message = f"{site}/a.png cannot be fetched: it points into a private network"
    assert by_url(caller, f"{site}/a.png").json()["message"] == message


@pytest.mark.parametrize(
    ("url", "addresses", "why"),
    [
        ("ftp://example.org/a.mp4", ["93.184.216.34"], "only http and https URLs are fetched"),
        ("file:///etc/passwd", [], "only http and https URLs are fetched"),
        ("http:///a", [], "only http and https URLs are fetched"),
        ("http://[::1", [], "it is not a URL"),
        ("http://a:99999/", [], "it is not a URL"),
        ("http://me:pw@example.org/a.mp4", ["93.184.216.34"], "URLs with a password in them are not fetched"),
        ("http://example.org/" + "a" * 5000, ["93.184.216.34"], "only http and https URLs are fetched"),
        *(
            ("http://rebind.example/a.mp4", ["93.184.216.34", address], "it points into a private network")
            for address in (
                "127.0.0.1",
                "10.0.0.1",
                "169.254.169.254",
                "::1",
                "fe80::1%eth0",
                "0.0.0.0",
                "100.64.0.1",
            )
        ),
        ("http://mapped.example/", ["::ffff:127.0.0.1"], "it points into a private network"),
    ],
)
def test_urls_that_are_not_fetched(url: str, addresses: list[str], why: str) -> None:
    with pytest.raises(Rejection) as caught:
        checked(url, private=False, resolve=lambda host, port: addresses)
    assert caught.value.message.endswith(f"cannot be fetched: {why}")
    assert "pw" not in caught.value.message


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    target = checked(
        "https://example.org/x/my film.mp4?sig=1", private=False, resolve=lambda host, port: ["93.184.216.34"]
    )
    assert (target.address, target.port, target.host) == ("93.184.216.34", 443, "example.org")
    assert (target.path, target.name) == ("/x/my%20film.mp4?sig=1", "my film.mp4")


def test_a_store_keeps_nothing_of_a_file_that_the_probe_rejects(tmp_path: Path) -> None:
    from nemobuild.backend.media import MediaRejected, probe

    files = Files(tmp_path / "media", probe)
    incoming = files.receive("a.png", 100)
    incoming.write(b"words")
    with pytest.raises(MediaRejected):
        files.keep(incoming)
    assert list((tmp_path / "media").iterdir()) == []
