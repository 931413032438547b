"""Fetching files by URL, with the suspicion that a server owes URLs which strangers send it.

Only http and https; every host is resolved first, its addresses checked, and the connection made to the address that was
checked, so that a second answer of the name server changes nothing. Redirects are followed by hand and checked alike.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from nemobuild.backend.answers import Rejection
from nemobuild.backend.files import Files, Incoming, rejected
from nemobuild.backend.media import MediaRejected
from nemobuild.timeline.model import Media

CONNECT_S, READ_S, TOTAL_S = 10.0, 30.0, 900.0
MAX_REDIRECTS, MAX_URL = 5, 4096
BLOCK = 65_536
REDIRECTS = (301, 302, 303, 307, 308)

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A checked URL: what to ask for, and the address to ask."""

    secure: bool
    host: str
    port: int
    address: str
    path: str
    name: str


def fetched(url: str, files: Files, limit: int, *, private: bool) -> Media:
    """The file behind a URL, kept. A URL that cannot be had or used is a Rejection that names it without its query."""
    incoming: Incoming | None = None
    deadline = time.monotonic() + TOTAL_S
    try:
        response, name = _opened(url, private)
        with response:
            incoming = files.receive(name, limit)
            while block := response.read(BLOCK):
                incoming.write(block)
                if time.monotonic() > deadline:
                    raise _failed(url, f"it took more than {TOTAL_S / 60:.0f} minutes")
            if response.length:
                raise _failed(url, "the connection broke off")
        return files.keep(incoming)
    except MediaRejected as error:
        raise rejected(error) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _failed(url, _why(error)) from error
    finally:
        if incoming is not None:
            incoming.drop()


def _opened(url: str, private: bool) -> tuple[http.client.HTTPResponse, str]:
    for _ in range(MAX_REDIRECTS + 1):
        target = checked(url, private=private, resolve=_resolved)
        response = _asked(target)
        if response.status == 200:
            return response, target.name
        location = response.headers.get("Location", "")
        response.close()
        if response.status not in REDIRECTS or not location:
            raise _failed(url, f"its server answered {response.status}")
        url = urljoin(url, location)
    raise _failed(url, "it redirects too often")


def checked(url: str, *, private: bool, resolve: Resolve) -> Target:
    """What a URL points to; a Rejection for other schemes, credentials, and addresses that are not public."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise _failed(url, "it is not a URL") from None
    if parts.scheme not in ("http", "https") or not host or len(url) > MAX_URL:
        raise _failed(url, "only http and https URLs are fetched")
    if parts.username or parts.password:
        raise _failed(url, "URLs with a password in them are not fetched")
    addresses = resolve(host, port)
    if not private and not all(ipaddress.ip_address(a.split("%")[0]).is_global for a in addresses):
        raise _failed(url, "it points into a private network")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(
        secure=parts.scheme == "https",
        host=host,
        port=port,
        address=addresses[0],
        path=path.replace(" ", "%20"),
        name=unquote(parts.path.rsplit("/", 1)[-1]) or "download",
    )


def _resolved(host: str, port: int) -> list[str]:
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _asked(target: Target) -> http.client.HTTPResponse:
    connection = _Connection(target)
    connection.request("GET", target.path, headers={"User-Agent": "nemobuild", "Accept": "*/*"})
    return connection.getresponse()


class _Connection(http.client.HTTPConnection):
    """Connects to the address that was checked; the name stays in the Host header and the certificate check."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=READ_S)
        self._target = target
        self.default_port = 443 if target.secure else 80

    def connect(self) -> None:
        raw = socket.create_connection((self._target.address, self._target.port), timeout=CONNECT_S)
        raw.settimeout(READ_S)
        context = ssl.create_default_context() if self._target.secure else None
        self.sock = context.wrap_socket(raw, server_hostname=self._target.host) if context else raw


def _failed(url: str, why: str) -> Rejection:
    shown = url.split("?", 1)[0].split("#", 1)[0][:200]
    shown = shown.rsplit("@", 1)[-1] if "@" in shown else shown
    return Rejection(
        400, f"{shown} cannot be fetched: {why}", hint="check the URL, or upload the file itself"
    )


def _why(error: Exception) -> str:
    match error:
        case socket.gaierror():
            return "its host is not known"
        case TimeoutError():
            return "its server does not answer"
        case ConnectionRefusedError():
            return "its server refuses the connection"
        case ssl.SSLCertVerificationError():
            return "its certificate is not valid"
        case ssl.SSLError():
            return "no secure connection can be made to its server"
        case _:
            return getattr(error, "strerror", None) or type(error).__name__
