"""A film to a file: whole or not at all, and no token to a foreign host."""

import pytest

from nemobuild.client.download import Downloader
from nemobuild.client.model import RenderStatus
from nemobuild.errors import BackendError, OutputError

OWN = "/api/render/proxy/r1/download"
FILM = b"\0\0\0\x18ftypmp42" + b"x" * 500


@pytest.fixture
def film(wire):
    def film(content=FILM, **options):
        return wire.Answer(kind="video/mp4", pieces=(content,), **options)

    return film


@pytest.fixture
def elsewhere(server):
    """The same kind of server on another port: another origin."""
    other = type(server)()
    yield other
    other.close()


def done(url="", size=None):
    return RenderStatus(id="r1", status="completed", url=url, bytes=size)


def test_a_film_on_a_foreign_host_is_fetched_without_token_or_attribution(
    client, server, elsewhere, film, wire, tmp_path
):
    elsewhere.on("/f.mp4?sig=1", film())
    received = []
    target = client.download(
        done(f"{elsewhere.url}/f.mp4?sig=1", len(FILM)), tmp_path / "out.mp4", on_received=received.append
    )
    assert target.read_bytes() == FILM
    assert received[-1] == len(FILM)
    (asked,) = elsewhere.asked
    assert not {"authorization", "x-skill-source", "x-client-id", "cookie"} & set(asked.headers)
    assert wire.TOKEN not in str(asked)
    assert server.asked == []


def test_a_film_on_the_backend_itself_is_fetched_with_the_token(client, server, film, wire, tmp_path):
    server.on("/files/f.mp4", film())
    for url in ("/files/f.mp4", f"{server.url}/files/f.mp4"):
        assert client.download(done(url), tmp_path / "out.mp4").read_bytes() == FILM
        assert server.last("/files/f.mp4").headers["authorization"] == f"Bearer {wire.TOKEN}"


FAULTS = {
    "not found": lambda w, film: w.Answer(status=404),
    "an error page": lambda w, film: w.Answer(kind="text/html", pieces=(b"<html>expired",)),
    "an XML error": lambda w, film: w.Answer(
        status=403, kind="application/xml", pieces=(b"<Error>AccessDenied</Error>",)
    ),
    "empty": lambda w, film: film(b""),
    "too short": lambda w, film: film(FILM[:-1]),
    "cut off": lambda w, film: film(length=9999),
    "reset": lambda w, film: w.Answer(status=0, then="reset"),
    "compressed": lambda w, film: film(headers={"Content-Encoding": "gzip"}),
    "a loop": lambda w, film: w.Answer(status=302, headers={"Location": "/f.mp4"}),
    "a redirect to a file": lambda w, film: w.Answer(status=302, headers={"Location": "file:///etc/passwd"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_film_falls_back_to_the_backends_own_download(
    client, server, elsewhere, film, wire, tmp_path, fault
):
    elsewhere.on("/f.mp4", FAULTS[fault](wire, film))
    server.on(OWN, film())
    target = tmp_path / "out.mp4"
    client.download(done(f"{elsewhere.url}/f.mp4", len(FILM)), target)
    assert target.read_bytes() == FILM
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".json"] == ["out.mp4"]
    assert server.count(OWN, "GET") == 1


WORDS = {
    "not found": "127.0.0.1 answered 404",
    "an error page": "the film's address gave a document instead of the film",
    "an XML error": "127.0.0.1 answered 403",
    "empty": "the film came empty (0 bytes)",
    "too short": f"the film came with {len(FILM) - 1} of {len(FILM)} bytes",
    "cut off": "127.0.0.1: the connection broke",
    "reset": "127.0.0.1: the connection broke",
    "compressed": "the film came compressed, which was not asked for",
    "a loop": "the film's address redirects too often",
    "a redirect to a file": "the film's address is not one of the web",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_with_each_address_is_said(client, server, elsewhere, film, wire, tmp_path, fault):
    elsewhere.on("/f.mp4", FAULTS[fault](wire, film))
    with pytest.raises(BackendError) as raised:
        client.download(done(f"{elsewhere.url}/f.mp4", len(FILM)), tmp_path / "out.mp4")
    assert raised.value.what.startswith(f"the film cannot be downloaded: {WORDS[fault]}; then: ")
    assert raised.value.hint == "run again: the render is kept by the backend, and rendering costs nothing"


def test_an_address_that_no_library_takes_and_a_film_without_end(client, film, server, tmp_path, monkeypatch):
    monkeypatch.setattr("nemobuild.client.download.MAX_FILM_BYTES", 1)
    server.on(OWN, film())
    with pytest.raises(BackendError, match=": the address is not usable; then: the film is larger than "):
        client.download(done("http://\0"), tmp_path / "out.mp4")


def test_if_neither_gives_the_film_what_was_there_stays(client, server, elsewhere, film, wire, tmp_path):
    target = tmp_path / "out.mp4"
    target.write_bytes(b"the last good one")
    elsewhere.on("/f.mp4", film(b""))
    server.on(OWN, wire.refused(500, "gone", status=500))
    with pytest.raises(BackendError) as raised:
        client.download(done(f"{elsewhere.url}/f.mp4"), target)
    assert raised.value.what == (
        "the film cannot be downloaded: the film came empty (0 bytes); then: "
        "the backend failed at the download (500): gone"
    )
    assert target.read_bytes() == b"the last good one"
    assert [path.name for path in tmp_path.iterdir()] == ["out.mp4"]


def test_the_backends_download_may_redirect_and_the_token_stays_behind(
    client, server, elsewhere, film, wire, tmp_path
):
    server.on(OWN, wire.Answer(status=302, headers={"Location": f"{elsewhere.url}/signed"}))
    elsewhere.on("/signed", film())
    assert client.download(done(), tmp_path / "out.mp4").read_bytes() == FILM
    assert "authorization" not in elsewhere.asked[0].headers


@pytest.mark.parametrize(
    ("base", "url", "words"),
    [
        (
            "https://b.example",
            "http://cdn.example/f",
            r"the film's address is not encrypted \(http\), while the backend's is",
        ),
        ("https://b.example", "https://127.0.0.1/f", "points into this network"),
        ("https://b.example", "https://localhost/f", "points into this network"),
        ("https://b.example", "https://169.254.169.254/latest", "points into this network"),
        ("https://b.example", "https://[::1]/f", "points into this network"),
        ("https://b.example", "https://10.0.0.1/f", "points into this network"),
        ("https://b.example", "https://127.1/f", "points into this network"),
        ("https://b.example", "https://user:pw@cdn.example/f", "not one of the web"),
        ("https://b.example", "file:///etc/passwd", "not one of the web"),
        ("https://b.example", "https://[bad/f", "not one of the web"),
        ("https://b.example", "https://cdn.example/f", ""),
        ("http://127.0.0.1:80", "http://127.0.0.1:81/f", ""),
        ("http://127.0.0.1:80", "https://cdn.example/f", ""),
    ],
)
def test_an_address_that_a_backend_has_no_business_to_name(make_client, base, url, words):
    client = make_client(base_url=base)
    downloader = Downloader(exchange=client._exchange, foreign=client._foreign)
    if not words:
        downloader._check_url(url)
        return
    with pytest.raises(BackendError, match=words):
        downloader._check_url(url)


@pytest.mark.parametrize("url", ["https://[bad/f", "//[", "http://\0"])
def test_an_address_that_is_none_falls_back(client, server, film, tmp_path, url):
    server.on(OWN, film())
    assert client.download(done(url), tmp_path / "out.mp4").read_bytes() == FILM


def test_a_folder_that_is_not_there_is_an_output_error(client, server, film, tmp_path):
    server.on(OWN, film())
    with pytest.raises(OutputError, match="cannot be written: No such file or directory") as raised:
        client.download(done(), tmp_path / "none" / "out.mp4")
    assert raised.value.hint == "check the free space and the permissions of its folder"
