"""Tokens and the client id: where they come from and where they are kept.

A user's own token (`NEMO_TOKEN`) is used as it is and never written down. An anonymous one is kept, readable by its
owner alone, by base URL and with its expiry, because a second one for the same client within the week is refused. No
token is ever in a repr, a log, a URL or an error. How a token is asked for is the caller's.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nemobuild.client.stranger import NotJson, parse
from nemobuild.errors import AccountError, UsageError
from nemobuild.events import Warned

LIFETIME_S = 7 * 24 * 3600.0
MARGIN_S = 60.0  # a token about to expire is not begun with
MAX_FILE_BYTES = 64 * 1024
HEADER_SAFE = re.compile(r"[\x21-\x7e]{1,8192}")

Warn = Callable[[Warned], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A bearer token; its value is in no repr. `own`: the user's, so that it is neither kept nor replaced."""

    value: str = field(repr=False)
    own: bool = False
    user_id: str = ""
    expires_at_s: float | None = None

    def __post_init__(self) -> None:
        if not HEADER_SAFE.fullmatch(self.value):
            source = "in NEMO_TOKEN" if self.own else "that the backend gave"
            raise AccountError(
                f"the token {source} holds characters that no token has",
                hint="copy it again, without line breaks",
            )


def own_token(environ: Mapping[str, str]) -> Token | None:
    """The token in `NEMO_TOKEN`, if there is one. Blanks around it are an accident of copying."""
    value = environ.get("NEMO_TOKEN", "").strip()
    return Token(value=value, own=True) if value else None


class TokenStore:
    """Anonymous tokens in a folder of the user's, one file a base URL, mode 0600, written atomically."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, base_url: str, *, now_s: float) -> Token | None:
        """The token kept for a base URL, unless it is about to expire. What is damaged is none."""
        raw = _read_json(self._path(base_url))
        value, expires = raw.get("token"), raw.get("expires_at_s")
        if raw.get("base_url") != base_url or not isinstance(value, str):
            return None
        if not isinstance(expires, (int, float)):
            return None
        if expires - MARGIN_S <= now_s or not HEADER_SAFE.fullmatch(value):
            return None
        user_id = raw.get("user_id")
        return Token(value=value, user_id=user_id if isinstance(user_id, str) else "", expires_at_s=expires)

    def write(self, base_url: str, token: Token, *, now_s: float) -> None:
        """Keeps a token. One of the user's own is never written."""
        if token.own:
            return
        record = {
            "base_url": base_url,
            "token": token.value,
            "user_id": token.user_id,
            "expires_at_s": now_s + LIFETIME_S if token.expires_at_s is None else token.expires_at_s,
        }
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_private(self._path(base_url), json.dumps(record).encode())

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time asks for a token. Where files cannot be locked, nothing is."""
        try:
            import fcntl
        except ImportError:  # Windows
            yield
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._folder / "tokens.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _path(self, base_url: str) -> Path:
        return self._folder / f"token-{hashlib.sha256(base_url.encode()).hexdigest()[:16]}.json"


class TokenKeeper:
    """The token that calls go out with; the same for all threads.

    `request` asks the backend for a new anonymous one. `store` is None for a backend that lives no longer than this
    run. A token kept by another run is taken before a new one is asked for.
    """

    def __init__(
        self,
        base_url: str,
        *,
        own: Token | None,
        store: TokenStore | None,
        request: Callable[[], Token],
        now: Callable[[], float],
        warn: Warn,
    ) -> None:
        self._base_url = base_url
        self._token = own
        self._store = store
        self._request = request
        self._now = now
        self._warn = warn
        self._lock = threading.Lock()

    def current(self) -> Token:
        with self._lock:
            if self._token is None or self._is_over(self._token):
                self._token = self._kept_or_new(rejected=self._token)
            return self._token

    def renew(self, rejected: Token) -> Token:
        """A token other than the one that was rejected: another thread's or run's newer one, else a new one."""
        with self._lock:
            if self._token is None or self._token.value == rejected.value:
                self._token = self._kept_or_new(rejected=rejected)
            return self._token

    def peek(self) -> Token | None:
        """The token in use, without asking for one."""
        return self._token

    def _is_over(self, token: Token) -> bool:
        return not token.own and token.expires_at_s is not None and token.expires_at_s <= self._now()

    def _kept_or_new(self, rejected: Token | None) -> Token:
        if self._store is None:
            return self._request()
        try:
            with self._store.locked():
                return self._from_store(self._store, rejected)
        except OSError as problem:
            self._warn_unkept(problem)
            return self._request()

    def _from_store(self, store: TokenStore, rejected: Token | None) -> Token:
        kept = store.read(self._base_url, now_s=self._now())
        if kept is not None and (rejected is None or kept.value != rejected.value):
            return kept
        token = self._request()
        try:
            store.write(self._base_url, token, now_s=self._now())
        except OSError as problem:
            self._warn_unkept(problem)
        return token

    def _warn_unkept(self, problem: OSError) -> None:
        self._warn(
            Warned(
                what=f"the anonymous token cannot be kept: {problem.strerror or 'no access'}",
                hint="a second one may be refused for seven days; make the state folder writable, or set NEMO_TOKEN",
            )
        )


def client_id(environ: Mapping[str, str], file: Path, *, warn: Warn) -> str:
    """This client's UUID: `NEMO_CLIENT_ID`, else the one in `file`, which is created on first use and then reused.

    The file holds a UUID and nothing else; anything else in it is replaced, with a warning.
    """
    stated = environ.get("NEMO_CLIENT_ID", "").strip()
    if stated:
        if (found := _uuid(stated)) is None:
            raise UsageError(
                "NEMO_CLIENT_ID is not a UUID", hint="set it to one, or unset it: one is made and kept"
            )
        return found
    try:
        return _kept_client_id(file, warn)
    except OSError as problem:
        warn(
            Warned(
                what=f"the client id cannot be kept in {file}: {problem.strerror or 'no access'}",
                hint="a new one for every run soon meets the limit per address; make the folder writable",
            )
        )
        return str(uuid.uuid4())


def new_client_id(file: Path) -> str:
    """A fresh client id in place of the one in `file`."""
    fresh = str(uuid.uuid4())
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_private(file, f"{fresh}\n".encode())
    return fresh


def _kept_client_id(file: Path, warn: Warn) -> str:
    try:
        content = _read_small(file)
    except FileNotFoundError:
        return _first_client_id(file)
    if (found := _uuid(content.decode("utf-8", "replace"))) is not None:
        return found
    warn(Warned(what=f"{file} held no UUID and was replaced", hint="it holds the client id and nothing else"))
    return new_client_id(file)


def _first_client_id(file: Path) -> str:
    """Of two runs that begin at once, both take the id of the first: a link, unlike a rename, replaces nothing."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mine = file.with_name(f".{file.name}.{secrets.token_hex(6)}")
    fresh = str(uuid.uuid4())
    _write_private(mine, f"{fresh}\n".encode())
    try:
        os.link(mine, file)
    except FileExistsError:
        return _uuid(_read_small(file).decode("utf-8", "replace")) or fresh
    except OSError:  # a file system without links
        mine.replace(file)
        return fresh
    finally:
        mine.unlink(missing_ok=True)
    return fresh


def _uuid(text: str) -> str | None:
    try:
        return str(uuid.UUID(text.strip())) if len(text) < 100 else None
    except ValueError:
        return None


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = parse(_read_private(path))
    except (OSError, NotJson):
        return {}
    return value if isinstance(value, dict) else {}


def _read_small(path: Path) -> bytes:
    """A file's first bytes, more than any of these files holds."""
    with path.open("rb") as file:
        return file.read(MAX_FILE_BYTES)


def _read_private(path: Path) -> bytes:
    """The same for a secret: a link is not followed, and what others could read is closed to them."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(handle, "rb") as file:
        if os.fstat(handle).st_mode & 0o077 and hasattr(os, "fchmod"):
            with contextlib.suppress(OSError):
                os.fchmod(handle, 0o600)
        return file.read(MAX_FILE_BYTES)


def _write_private(path: Path, content: bytes) -> None:
    """Temp file, fsync, rename; 0600 from the first moment."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientId:
    """Where the client id comes from, to be asked when a token is needed and not before."""

    environ: Mapping[str, str]
    file: Path
    warn: Warn

    def get(self) -> str:
        return client_id(self.environ, self.file, warn=self.warn)

    def replace(self) -> str:
        """Another one, for a backend that did not accept this one; the same if the user set it."""
        if self.environ.get("NEMO_CLIENT_ID", "").strip():
            return self.get()
        try:
            return new_client_id(self.file)
        except OSError:
            return str(uuid.uuid4())
