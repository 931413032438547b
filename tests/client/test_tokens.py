"""Tokens and the client id: kept where only their owner reads them, shown nowhere."""

import json
import stat
import threading
import uuid

import pytest

from nemobuild.client.tokens import (
    ClientId,
    Token,
    TokenKeeper,
    TokenStore,
    client_id,
    own_token,
)
from nemobuild.errors import AccountError, UsageError

BASE = "https://backend.example"
SECRET = "nmv_usr_secret"


def token(value=SECRET, expires_at_s=1000.0):
    return Token(value=value, user_id="anon_1", expires_at_s=expires_at_s)


def keeper(store, made, *, own=None, now=lambda: 0.0, warn=lambda warned: None):
    def request():
        made.append(f"token-number-{len(made) + 1}")
        return token(made[-1])

    return TokenKeeper(BASE, own=own, store=store, request=request, now=now, warn=warn)


def test_a_token_is_in_no_repr():
    assert SECRET not in f"{token()!r} {token()} {token()!s} {[token()]}"


def test_a_token_is_kept_for_its_owner_alone_until_it_expires(tmp_path):
    store = TokenStore(tmp_path / "state" / "nemobuild")
    store.write(BASE, token(), now_s=0.0)
    (file,) = (tmp_path / "state" / "nemobuild").glob("token-*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert store.read(BASE, now_s=0.0) == token()
    assert store.read(BASE, now_s=941.0) is None, "about to expire"
    assert store.read("https://other.example", now_s=0.0) is None
    assert BASE.split("//")[1] not in file.name


def test_a_token_without_expiry_is_kept_for_a_week(tmp_path):
    store = TokenStore(tmp_path)
    store.write(BASE, token(expires_at_s=None), now_s=100.0)
    assert store.read(BASE, now_s=0.0).expires_at_s == 100.0 + 7 * 24 * 3600


def test_a_token_of_the_users_own_is_never_written(tmp_path):
    TokenStore(tmp_path).write(BASE, Token(value=SECRET, own=True), now_s=0.0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"base_url":"x"}', b'{"token":5}', b"\xff", json.dumps(
        {"base_url": BASE, "token": "two\nlines", "expires_at_s": 9e9}).encode()],
)  # fmt: skip
def test_a_damaged_file_is_no_token(tmp_path, content):
    store = TokenStore(tmp_path)
    store.write(BASE, token(), now_s=0.0)
    next(tmp_path.glob("token-*")).write_bytes(content)
    assert store.read(BASE, now_s=0.0) is None


def test_what_others_could_read_is_closed_to_them_and_a_link_is_not_followed(tmp_path):
    store = TokenStore(tmp_path)
    store.write(BASE, token(), now_s=0.0)
    file = next(tmp_path.glob("token-*"))
    file.chmod(0o644)
    assert store.read(BASE, now_s=0.0) == token()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert store.read(BASE, now_s=0.0) is None


def test_one_token_is_asked_for_and_used_by_the_next_run(tmp_path):
    made = []
    first = keeper(TokenStore(tmp_path), made)
    assert first.current() is first.current()
    assert keeper(TokenStore(tmp_path), made).current().value == "token-number-1"
    assert made == ["token-number-1"]


def test_threads_ask_once(tmp_path):
    made = []
    shared = keeper(TokenStore(tmp_path), made)
    threads = [threading.Thread(target=shared.current) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_a_rejected_token_is_replaced_once_for_all_who_used_it(tmp_path):
    made = []
    shared = keeper(TokenStore(tmp_path), made)
    first = shared.current()
    second = shared.renew(first)
    assert second.value == "token-number-2"
    assert shared.renew(first) == second, "another thread that still used the first"
    other_run = keeper(TokenStore(tmp_path), made)
    assert other_run.renew(first) == second, "another run takes the newer one that is kept"
    assert len(made) == 2


def test_an_expired_token_is_replaced_in_a_long_run(tmp_path):
    made, now_s = [], [0.0]
    shared = keeper(TokenStore(tmp_path), made, now=lambda: now_s[0])
    shared.current()
    now_s[0] = 1000.0
    assert shared.current().value == "token-number-2"


def test_a_folder_that_cannot_be_written_costs_a_warning_and_nothing_else(tmp_path):
    made, warned = [], []
    (tmp_path / "file").write_text("")
    assert (
        keeper(TokenStore(tmp_path / "file" / "x"), made, warn=warned.append).current().value
        == "token-number-1"
    )
    assert warned[0].what == "the anonymous token cannot be kept: Not a directory"
    assert warned[0].hint == (
        "a second one may be refused for seven days; make the state folder writable, or set NEMO_TOKEN"
    )


def test_the_users_own_token_is_taken_as_it_is():
    assert own_token({}) is None
    assert own_token({"NEMO_TOKEN": "  "}) is None
    found = own_token({"NEMO_TOKEN": f" {SECRET}\n"})
    assert (found.value, found.own) == (SECRET, True)


@pytest.mark.parametrize("value", ["two words", "line\nbreak", "tokén", "x" * 9000])
def test_a_token_that_no_header_can_hold_is_refused_without_being_shown(value):
    with pytest.raises(AccountError) as raised:
        own_token({"NEMO_TOKEN": value})
    assert raised.value.what == "the token in NEMO_TOKEN holds characters that no token has"
    assert raised.value.hint == "copy it again, without line breaks"
    assert value not in str(raised.value) + raised.value.hint
    with pytest.raises(
        AccountError, match="the token that the backend gave holds characters that no token has"
    ):
        Token(value=value)


def test_the_client_id_is_made_on_first_use_and_stays(tmp_path):
    file = tmp_path / ".config" / "nemovideo" / "client_id"
    first = client_id({}, file, warn=pytest.fail)
    assert uuid.UUID(first)
    assert file.read_text() == f"{first}\n"
    assert client_id({}, file, warn=pytest.fail) == first
    assert [path.name for path in file.parent.iterdir()] == ["client_id"]


def test_two_runs_that_begin_at_once_have_one_client_id(tmp_path):
    file, found = tmp_path / "new" / "client_id", []
    threads = [
        threading.Thread(target=lambda: found.append(client_id({}, file, warn=pytest.fail))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {file.read_text().strip()}


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\xff\xfe", b"0b5f2a52-8a8f-4f5e-9d0a-3f0c2d1e4b6a\nmore", b"x" * 999999]
)
def test_a_client_id_file_with_anything_else_in_it_is_replaced_with_a_warning(tmp_path, content):
    file, warned = tmp_path / "client_id", []
    file.write_bytes(content)
    found = client_id({}, file, warn=warned.append)
    assert file.read_text() == f"{found}\n"
    assert (warned[0].what, warned[0].hint) == (
        f"{file} held no UUID and was replaced",
        "it holds the client id and nothing else",
    )


def test_a_client_id_that_cannot_be_kept_is_used_with_a_warning(tmp_path):
    warned = []
    (tmp_path / "file").write_text("")
    assert uuid.UUID(client_id({}, tmp_path / "file" / "client_id", warn=warned.append))
    assert warned[0].what.startswith(f"the client id cannot be kept in {tmp_path / 'file' / 'client_id'}: ")
    assert warned[0].hint == (
        "a new one for every run soon meets the limit per address; make the folder writable"
    )


def test_the_client_id_of_the_environment_is_a_uuid_or_an_error(tmp_path):
    stated = "0B5F2A52-8a8f-4f5e-9d0a-3f0c2d1e4b6a"
    assert client_id({"NEMO_CLIENT_ID": stated}, tmp_path / "x", warn=pytest.fail) == stated.lower()
    with pytest.raises(UsageError, match="NEMO_CLIENT_ID is not a UUID") as raised:
        client_id({"NEMO_CLIENT_ID": "me"}, tmp_path / "x", warn=pytest.fail)
    assert raised.value.hint == "set it to one, or unset it: one is made and kept"
    assert not (tmp_path / "x").exists()


def test_a_client_id_that_the_backend_does_not_take_is_replaced_unless_the_user_set_it(tmp_path):
    mine = ClientId(environ={}, file=tmp_path / "client_id", warn=pytest.fail)
    first = mine.get()
    assert mine.replace() != first
    assert mine.get() != first
    stated = {"NEMO_CLIENT_ID": "0b5f2a52-8a8f-4f5e-9d0a-3f0c2d1e4b6a"}
    theirs = ClientId(environ=stated, file=tmp_path / "client_id", warn=pytest.fail)
    assert theirs.replace() == stated["NEMO_CLIENT_ID"]
