"""Assets that are URLs: a plan fetches nothing, a run fetches what it needs, and says in plain words what it cannot get."""

import errno
import hashlib
import http.server
import io
import os
import shutil
import socket
import threading

import httpx
import pytest
from PIL import Image

from nemobuild import api
from nemobuild.engine import download
from nemobuild.engine.options import Options
from nemobuild.errors import AssetError, OutputError

STEPS = ["{id: show, say: Make a slideshow of the photos}", "{id: warm, say: Give it a warm look}"]


def png(colour):
    data = io.BytesIO()
    Image.new("RGB", (64, 36), colour).save(data, "PNG")
    return data.getvalue()


class Site:
    """A web server: `asked` are the paths that were asked for, `content` is what is given for any of them."""

    def __init__(self):
        self.asked, self.content, self.status, self.headers = [], png("#a03030"), 200, {}
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append(self.path)
                self.send_response(site.status)
                for name, value in site.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(site.content)

            def log_message(self, *args):
                """Tests have no use for a log."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def site():
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def with_url(project, site):
    """Writes a recipe whose one asset is the site's picture, pinned or not."""

    def write(pin=None, url=f"{site.url}/a.png"):
        pinned = f", sha256: {pin}" if pin else ""
        return project.write(STEPS, assets=(), extra=f'  photo: {{url: "{url}"{pinned}}}')

    return write


def test_a_plan_fetches_nothing_and_leaves_nothing(with_url, site):
    project = with_url()
    planned = project.plan()
    assert site.asked == []
    assert not (project.folder / ".nemobuild").exists()
    assert [(s.action, s.reason) for s in planned.steps] == [
        ("maybe", "asset photo is not fetched yet"),
        ("maybe", "never run"),
    ]
    assert api.explain(project.recipe, "show").startswith(
        'step "show": MAYBE (asset photo is not fetched yet)'
    )


def test_a_run_fetches_once(with_url, site):
    project = with_url()
    project.run()
    assert site.asked == ["/a.png"]
    assert project.plan().nothing_to_do
    project.run(no_cache=True)
    assert site.asked == ["/a.png"]


def test_with_a_pin_the_digest_is_known_without_fetching(with_url, site):
    project = with_url(pin=hashlib.sha256(site.content).hexdigest())
    assert [s.action for s in project.plan().steps] == ["run", "maybe"]
    project.run()
    shutil.rmtree(project.folder / ".nemobuild" / "downloads")
    project.run()
    assert project.plan().nothing_to_do
    assert site.asked == ["/a.png"]


def test_without_a_pin_a_run_looks_again_once_the_download_is_gone(with_url, site):
    """What plan says and what run does must agree: the content may be another now."""
    project = with_url()
    project.run()
    shutil.rmtree(project.folder / ".nemobuild" / "downloads")
    assert [s.action for s in project.plan().steps] == ["maybe", "maybe"]
    project.run()
    assert (project.sent(), site.asked) == ([], ["/a.png"] * 2)
    site.content = png("#3050a0")
    shutil.rmtree(project.folder / ".nemobuild" / "downloads")
    project.run()
    assert project.sent() == ["show", "warm"]


def test_a_kept_plan_holds_although_the_run_fetches(with_url, tmp_path):
    project, kept = with_url(), tmp_path / "plan.json"
    api.save_plan([project.plan()], kept)
    project.run(plan_file=kept)
    assert project.sent() == ["show", "warm"]


def test_a_download_that_is_not_what_the_pin_says_is_fetched_again(with_url, site):
    project = with_url(pin=hashlib.sha256(site.content).hexdigest())
    project.run()
    [kept] = (project.folder / ".nemobuild" / "downloads").iterdir()
    kept.write_bytes(png("#ffffff"))
    shutil.rmtree(project.folder / ".nemobuild" / "backend")
    project.run(no_cache=True)
    assert site.asked == ["/a.png"] * 2


def test_cleaning_the_lock_keeps_what_is_recorded_of_an_asset_that_has_to_be_fetched(with_url):
    project = with_url()
    project.run()
    shutil.rmtree(project.folder / ".nemobuild")
    assert api.lock_clean(project.recipe) == ()
    project.run()
    assert project.sent() == []


def test_a_step_is_sent_again_although_its_asset_has_to_be_fetched(with_url):
    project = with_url()
    project.run()
    shutil.rmtree(project.folder / ".nemobuild" / "downloads")
    api.lock_update(project.recipe, "show", emit=lambda _: None)
    assert len(project.messages()) == 3


def test_what_a_failed_download_leaves_is_kept_out_of_git(with_url, site):
    project = with_url()
    site.status = 500
    with pytest.raises(AssetError) as error:
        project.run()
    assert error.value.what == 'asset "photo": the URL at 127.0.0.1 answers 500'
    assert list((project.folder / ".nemobuild" / "downloads").iterdir()) == []
    assert (project.folder / ".nemobuild" / ".gitignore").read_text() == "*\n"


# --- in plain words


def failure(project, hint=""):
    with pytest.raises(AssetError) as error:
        api.run(project.recipe, options=Options(), emit=lambda _: None)
    assert error.value.hint and error.value.hint.startswith(hint)
    assert error.value.where.line == 4
    return error.value.what


def test_nobody_answers(with_url):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    what = failure(with_url(url=f"http://127.0.0.1:{port}/a.png"))
    assert what == 'asset "photo": the URL at 127.0.0.1 cannot be fetched: connection refused'


def test_a_file_that_is_not_the_one_of_the_recipe(with_url, site):
    what = failure(with_url(pin="a" * 64), "correct `sha256`, or find out who changed the file")
    digest = hashlib.sha256(site.content).hexdigest()
    assert what.endswith(f"has the digest {digest}, not the one in the recipe")


def test_a_file_beyond_the_limit(with_url, site, monkeypatch):
    monkeypatch.setattr(download, "LIMIT_BYTES", 10)
    assert failure(with_url(), "compress or trim it").endswith("is larger than 500 MB")


def test_an_endless_redirect(with_url, site):
    site.status, site.headers = 302, {"Location": "/a.png"}
    assert failure(with_url()).endswith("it leads from one address to the next without end")


def test_a_redirect_to_another_protocol(with_url, site):
    site.status, site.headers = 302, {"Location": "ftp://127.0.0.1/a.png"}
    assert failure(with_url()).endswith("it leads to an address that is neither http nor https")


def test_content_that_cannot_be_unpacked(with_url, site):
    site.headers = {"Content-Encoding": "gzip"}
    assert failure(with_url()).endswith("what came cannot be unpacked")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (httpx.ConnectError("[Errno -2] Name or service not known"), "the host name is not known"),
        (httpx.ConnectTimeout("timed out"), "no connection within the time limit"),
        (httpx.ReadTimeout("timed out"), "no answer within the time limit"),
        (
            httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]"),
            "the server's certificate is not trusted",
        ),
        (httpx.ReadError("?"), "the connection broke"),
        (httpx.InvalidURL("Invalid port"), "its address is not one"),
    ],
)
def test_what_else_can_go_wrong_on_the_way(with_url, monkeypatch, error, said):
    def fail(asset, target):
        raise error

    monkeypatch.setattr(download, "_copy", fail)
    assert failure(with_url()) == f'asset "photo": the URL at 127.0.0.1 cannot be fetched: {said}'


def test_a_host_that_no_name_can_have(with_url):
    what = failure(with_url(url="http://xn--a.example/a.png"), "check the address and your connection")
    assert what == 'asset "photo": the URL at xn--a.example cannot be fetched: its address is not one'


def test_a_redirect_to_a_host_that_no_name_can_have(with_url, site):
    site.status, site.headers = 302, {"Location": "http://a..b/a.png"}
    assert failure(with_url()).endswith("cannot be fetched: its address is not one")


def test_a_download_that_cannot_be_put_in_its_place(with_url, site, monkeypatch):
    def full(self, target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    project = with_url()
    monkeypatch.setattr(download.Path, "replace", full)
    with pytest.raises(OutputError, match="cannot be written: No space left on device") as error:
        download.fetch(project.plan().recipe.assets[0], project.folder / "a.png")
    assert error.value.hint == "free some space and run again; finished steps are kept"
