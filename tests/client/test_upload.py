"""Uploads: constant memory, and the bytes sent are the bytes that were hashed."""

import email
import hashlib
from email.policy import HTTP
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.client.model import UploadFile, digests_of
from nemobuild.client.multipart import Body, escaped
from nemobuild.errors import AssetError, BackendError

SESSION = "s1"
PATH = f"/api/upload-video/nemo_agent/me/{SESSION}"


def made(path, content, *, name="", sha256="", size=None):
    path.write_bytes(content)
    return UploadFile(
        path=path,
        name=name or path.name,
        sha256=sha256 or hashlib.sha256(content).hexdigest(),
        bytes=len(content) if size is None else size,
    )


def answered(wire, *names):
    return wire.ok(
        {"files": [{"filename": n, "file_type": "video", "cdn_url": f"https://c/{n}?s=1"} for n in names]}
    )


def parts(content_type, body):
    message = email.message_from_bytes(
        b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body, policy=HTTP
    )
    return [
        (p.get_param("name", header="content-disposition"), p.get_filename(), p.get_payload(decode=True))
        for p in message.iter_parts()
    ]


def test_files_are_sent_in_their_order_under_one_field(server, client, wire, tmp_path):
    server.on(PATH, answered(wire, "a.mp4", "b.png"))
    sent = []
    files = [made(tmp_path / "a.mp4", b"\r\n--film--" * 9), made(tmp_path / "b.png", b"picture")]
    first, second = client.upload(SESSION, files, on_sent=sent.append)
    asked = server.last(PATH)
    assert parts(asked.headers["content-type"], asked.body) == [
        ("files", "a.mp4", b"\r\n--film--" * 9),
        ("files", "b.png", b"picture"),
    ]
    assert "transfer-encoding" not in asked.headers
    assert sent == [90, 97]
    assert (first.sha256, second.sha256) == (files[0].sha256, files[1].sha256)
    assert digests_of([first, second]) == {
        "https://c/a.mp4": files[0].sha256,
        "https://c/b.png": files[1].sha256,
    }


@given(st.lists(st.tuples(st.text(min_size=1, max_size=8), st.binary(max_size=40)), max_size=4))
def test_a_body_has_the_length_that_it_says(tmp_path_factory, contents):
    folder = tmp_path_factory.mktemp("files")
    files = [made(folder / str(n), content or b"x", name=name) for n, (name, content) in enumerate(contents)]
    body = Body(files)
    assert len(b"".join(body)) == body.length == len(b"".join(body))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a b.mp4", "a b.mp4"),
        ('a"b\r\nc.mp4', "a%22b%0D%0Ac.mp4"),
        ("../x/y.mp4", ".._x_y.mp4"),
        ("片.mp4", "片.mp4"),
    ],
)
def test_a_name_cannot_leave_its_header(name, expected):
    assert escaped(name) == expected


CHANGES = {
    "other bytes": lambda path: path.write_bytes(b"FILM"),
    "shorter": lambda path: path.write_bytes(b"fil"),
    "longer": lambda path: path.write_bytes(b"films"),
    "empty": lambda path: path.write_bytes(b""),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changed_never_arrives_whole(server, client, wire, tmp_path, change):
    server.on(PATH, answered(wire, "a.mp4"))
    file = made(tmp_path / "a.mp4", b"film")
    CHANGES[change](file.path)
    with pytest.raises(AssetError) as raised:
        client.upload(SESSION, [file])
    assert raised.value.what == '"a.mp4" changed while it was uploaded'
    assert raised.value.hint == "run again once whatever writes it has finished"
    assert server.count(PATH) == 0, "the body was never complete"


def test_a_file_that_is_gone_is_an_asset_error(client, tmp_path):
    file = made(tmp_path / "a.mp4", b"film")
    file.path.unlink()
    with pytest.raises(AssetError, match=r'"a\.mp4" cannot be read: No such file or directory'):
        client.upload(SESSION, [file])


@pytest.mark.parametrize(("name", "words"), [("a.pdf", "of a type"), ("a.srt", "of a type")])
def test_a_type_that_is_not_accepted_is_found_before_anything_is_sent(server, client, tmp_path, name, words):
    with pytest.raises(AssetError, match=words):
        client.upload(SESSION, [made(tmp_path / name, b"x")])
    assert server.count(PATH) == 0


def test_the_embedded_backend_takes_subtitles(server, client, wire, tmp_path):
    server.on("/api/capabilities", wire.ok({"backend": "nemobuild"}))
    server.on(PATH, answered(wire, "a.srt"))
    assert client.upload(SESSION, [made(tmp_path / "a.srt", b"1")])[0].name == "a.srt"


def test_a_file_past_the_limit_is_not_read(client, tmp_path):
    with pytest.raises(AssetError, match="at most 500 MB are accepted"):
        client.upload(SESSION, [made(tmp_path / "a.mp4", b"x", size=500_000_001)])


def test_the_backends_own_refusals_of_a_file(server, client, wire, tmp_path):
    file = made(tmp_path / "a.mp4", b"film")
    for answer, words in [(wire.refused(4001), "4001"), (wire.Answer(status=413), "4002")]:
        server.on(PATH, answer)
        with pytest.raises(AssetError, match=words):
            client.upload(SESSION, [file])


def test_a_refused_upload_is_repeated_whole_with_a_new_token(server, client, wire, tmp_path):
    server.on(
        "/api/auth/anonymous-token", wire.ok({"token": wire.TOKEN}), wire.ok({"token": "nmv_usr_the_second"})
    )
    server.on(PATH, wire.refused(1001, status=401), answered(wire, "a.mp4"))
    client.upload(SESSION, [made(tmp_path / "a.mp4", b"film")])
    first, second = [asked.body for asked in server.asked if asked.path == PATH]
    assert first == second


def test_an_upload_that_may_have_arrived_is_not_repeated(server, client, wire, tmp_path):
    """The same file twice would be in the film twice."""
    server.on(PATH, wire.Answer(status=0, then="reset"))
    with pytest.raises(BackendError, match="the connection broke"):
        client.upload(SESSION, [made(tmp_path / "a.mp4", b"film")])
    assert server.count(PATH) == 1


def test_nothing_to_upload_is_no_call(server, client):
    assert client.upload(SESSION, []) == ()
    assert server.asked == []


def test_memory_does_not_grow_with_the_file(tmp_path: Path):
    file = made(tmp_path / "a.mp4", b"x" * 3_000_000)
    assert max(map(len, Body([file]))) <= 256 * 1024
