"""A finished film to a file: from its output URL, else from the backend's own download.

The output may lie on a foreign host, which is sent neither the token nor the attribution, and which a backend out in
the world may not place on this machine or its network. The file is put in place whole or not at all.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

import httpx

from nemobuild.client import wire
from nemobuild.client.codes import Asked, Refusal
from nemobuild.client.exchange import CONNECT_S, READ_S, WRITE_S, Exchange, is_private, origin, segment
from nemobuild.client.model import RenderStatus
from nemobuild.client.pump import reason
from nemobuild.client.tokens import Token
from nemobuild.errors import BackendError, OutputError

MAX_HOPS = 5
MAX_FILM_BYTES = 64 * 1024**3
MAX_ERROR_BYTES = 1024 * 1024
DOCUMENTS = ("text/html", "application/json", "application/xhtml+xml", "application/xml", "text/xml")
ASKED = Asked(what="the download")


def ignore(_: int) -> None:
    """For a caller who does not want to be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloader:
    """`foreign` is a client that knows no credentials. `received` is told the bytes so far."""

    exchange: Exchange
    foreign: httpx.Client
    received: Callable[[int], None] = ignore

    def download(self, status: RenderStatus, target: Path) -> Path:
        """The film of a completed render, put at `target` atomically.

        Raises BackendError if neither source gives it, OutputError if it cannot be written.
        """
        base = self.exchange.base_url
        own = f"/api/render/proxy/{segment(status.id)}/download"
        sources = [(f"{base}/", status.url), (base, base + own)] if status.url else [(base, base + own)]
        failures: list[str] = []
        for at, url in sources:
            try:
                return self._fetch(joined(at, url), status, target)
            except BackendError as problem:
                failures.append(problem.what)
        raise BackendError(
            f"the film cannot be downloaded: {'; then: '.join(dict.fromkeys(failures))}",
            hint="run again: the render is kept by the backend, and rendering costs nothing",
        )

    def _fetch(self, url: str, status: RenderStatus, target: Path) -> Path:
        for _ in range(MAX_HOPS):
            self._check_url(url)
            found = (
                self._from_backend(url, status, target)
                if self._is_own(url)
                else self._from_elsewhere(url, status, target)
            )
            if isinstance(found, Path):
                return found
            url = joined(url, found)
        raise BackendError("the film's address redirects too often")

    def _is_own(self, url: str) -> bool:
        return origin(url) == origin(self.exchange.base_url)

    def _check_url(self, url: str) -> None:
        """Raises BackendError for an address that a backend has no business to name."""
        scheme, host, port = origin(url)
        base = self.exchange.base_url
        if scheme not in ("http", "https") or not host or not port or "@" in urlsplit(url).netloc:
            raise BackendError("the film's address is not one of the web")
        if scheme == "http" and base.startswith("https:"):
            raise BackendError("the film's address is not encrypted (http), while the backend's is")
        if is_private(url) and not is_private(base):
            raise BackendError("the film's address points into this network")

    def _from_backend(self, url: str, status: RenderStatus, target: Path) -> Path | str:
        """The file, or the address that it redirects to."""

        def once(token: Token) -> Path | str | Refusal:
            return self._get(self.exchange.http, url, self.exchange.headers(token), token, status, target)

        found: Path | str | Refusal = self.exchange.repeated(once)
        if isinstance(found, Refusal):
            raise BackendError(str(self.exchange.error(found, ASKED)))
        return found

    def _from_elsewhere(self, url: str, status: RenderStatus, target: Path) -> Path | str:
        found = self._get(self.foreign, url, {}, None, status, target)
        if isinstance(found, Refusal):
            raise BackendError(f"{origin(url)[1]} answered {found.status}")
        return found

    def _get(
        self,
        http: httpx.Client,
        url: str,
        headers: dict[str, str],
        token: Token | None,
        status: RenderStatus,
        target: Path,
    ) -> Path | str | Refusal:
        timeout = httpx.Timeout(CONNECT_S, read=READ_S, write=WRITE_S, pool=READ_S)
        try:
            with http.stream("GET", url, headers=headers | {"Accept": "*/*"}, timeout=timeout) as response:
                if 300 <= response.status_code < 400 and "location" in response.headers:
                    return str(response.headers["location"])
                if response.status_code != 200 or _is_document(response):
                    return self._refusal(response, token)
                return self._save(response, status, target)
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as problem:
            why = reason(problem) if isinstance(problem, httpx.HTTPError) else "the address is not usable"
            raise BackendError(f"{origin(url)[1]}: {why}") from None

    def _refusal(self, response: httpx.Response, token: Token | None) -> Refusal:
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise BackendError("the film came compressed, which was not asked for")
        answer = self.exchange.read(response, limit=MAX_ERROR_BYTES, token=token)
        try:
            found = wire.payload(answer, now_s=self.exchange.now())
        except BackendError:
            found = {}
        if isinstance(found, Refusal):
            return found
        raise BackendError("the film's address gave a document instead of the film")

    def _save(self, response: httpx.Response, status: RenderStatus, target: Path) -> Path:
        temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
        try:
            with temporary.open("xb") as file:
                self._write(response, file, status)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
            return target
        except OSError as problem:
            raise OutputError(
                f"{target} cannot be written: {problem.strerror or 'no access'}",
                hint="check the free space and the permissions of its folder",
            ) from None
        finally:
            temporary.unlink(missing_ok=True)

    def _write(self, response: httpx.Response, file: BinaryIO, status: RenderStatus) -> None:
        count = 0
        for chunk in response.iter_raw():
            count += len(chunk)
            if count > MAX_FILM_BYTES:
                raise BackendError(f"the film is larger than {MAX_FILM_BYTES // 1024**3} GB")
            file.write(chunk)
            self.received(count)
        if count == 0:
            raise BackendError("the film came empty (0 bytes)")
        if status.bytes is not None and count < status.bytes:
            raise BackendError(f"the film came with {count} of {status.bytes} bytes")


def joined(base: str, url: str) -> str:
    """An address, as seen from another one."""
    try:
        return urljoin(base, url)
    except ValueError:
        raise BackendError("the film's address is not one of the web") from None


def _is_document(response: httpx.Response) -> bool:
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    return kind in DOCUMENTS or response.headers.get("content-encoding", "identity").lower() != "identity"
