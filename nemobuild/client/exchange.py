"""One call after the other to one backend: headers, tokens, time-outs, limits, and what is tried again.

It knows how to ask, not what for: `session` has the endpoints. Redirects are never followed, answers never decompressed,
and the library's exceptions end here. The token is taken out of everything that the backend says.
"""

from __future__ import annotations

import ipaddress
import itertools
import json as jsonlib
import re
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar
from urllib.parse import quote, urlsplit

import httpx

from nemobuild import __version__
from nemobuild.client import wire
from nemobuild.client.attribution import Attribution
from nemobuild.client.codes import Account, Asked, GiveUp, Refusal, Renew, Tried, Wait, error_for, remedy
from nemobuild.client.pace import RETRIES, backoff_s
from nemobuild.client.pump import NEVER_SENT, reason
from nemobuild.client.stranger import Json, excerpt, without
from nemobuild.client.tokens import Token, TokenKeeper, Warn
from nemobuild.errors import BackendError, NemobuildError, UsageError
from nemobuild.events import Warned

T = TypeVar("T")

CONNECT_S, READ_S, WRITE_S = 10.0, 60.0, 60.0
WHOLE_ANSWER_S = 600.0  # of an answer that drips
PASSING = (502, 503, 504)
SHORTEST_SECRET = 8  # a shorter token is not looked for: it would be found everywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. `content` gives a fresh body each time it is sent; `path` is quoted already."""

    asked: Asked
    method: str
    path: str
    headers: Mapping[str, str] | None = None
    json: Json = None
    content: Callable[[], Iterable[bytes]] | None = None
    read_s: float = READ_S


class Exchange:
    """The way to one backend. `keeper` is set right after construction, since it asks for tokens through this."""

    keeper: TokenKeeper

    def __init__(
        self,
        base_url: str,
        *,
        web_url: str,
        attribution: Attribution,
        transport: httpx.BaseTransport | None,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        now: Callable[[], float],
        warn: Warn,
    ) -> None:
        self.base_url = checked_base_url(base_url)
        self.web_url = checked_base_url(web_url)
        self.attribution = attribution
        self.clock = clock
        self.sleep = sleep
        self.now = now
        self.warn = warn
        self.user_id = ""
        self._own_transport = transport
        self.http = self.new_client(keep_alive=True)

    def new_client(self, *, keep_alive: bool) -> httpx.Client:
        """An HTTP client without credentials. Proxies of the environment are not for this machine itself."""
        return httpx.Client(
            transport=self._own_transport,
            verify=_certificates(),
            follow_redirects=False,
            trust_env=not is_private(self.base_url),
            limits=httpx.Limits(max_keepalive_connections=None if keep_alive else 0),
            headers={"User-Agent": f"nemobuild/{__version__}", "Accept-Encoding": "identity"},
        )

    def headers(self, token: Token | None) -> dict[str, str]:
        """What goes with every request to the backend, and to nobody else."""
        authorization = {"Authorization": f"Bearer {token.value}"} if token is not None else {}
        return {"Accept": "application/json", **self.attribution.headers(), **authorization}

    def ask(self, call: Call) -> dict[str, Json]:
        """The answer's JSON object. Raises the error that a refusal means."""
        answer = self.try_ask(call)
        if isinstance(answer, Refusal):
            raise self.error(answer, call.asked)
        return answer

    def try_ask(self, call: Call, *, lenient: bool = False) -> dict[str, Json] | Refusal:
        """The same, with a refusal that has no remedy given back. Lenient: a page that is no JSON counts as 404."""

        def once(token: Token) -> dict[str, Json] | Refusal:
            answer = self._send(call, token)
            if lenient and 200 <= answer.status < 300 and not answer.body.lstrip().startswith(b"{"):
                return Refusal(code=404, status=404)
            return self._payload(answer)

        return self.repeated(once)

    def ask_without_token(self, call: Call) -> dict[str, Json] | Refusal:
        """For the request of a token. A rate limit there lasts days and is not waited for."""
        return self._payload(self._send(call, None))

    def perform(self, call: Call) -> None:
        """The same as `ask` for a call whose answer says nothing but that it was done."""

        def once(token: Token) -> bool | Refusal:
            answer = self._send(call, token)
            if 200 <= answer.status < 300 and not answer.body.strip():
                return True
            found = self._payload(answer)
            return found if isinstance(found, Refusal) else True

        done = self.repeated(once)
        if isinstance(done, Refusal):
            raise self.error(done, call.asked)

    def repeated(self, once: Callable[[Token], T | Refusal]) -> T | Refusal:
        """Does something with the token, and once more after a refusal that has a remedy."""
        tried, token = Tried(), self.keeper.current()
        while True:
            result = once(token)
            if not isinstance(result, Refusal):
                return result
            match remedy(result, tried, own_token=token.own):
                case Renew(tried=tried):
                    token = self.keeper.renew(token)
                case Wait(seconds=seconds, tried=tried):
                    self.warn(Warned(what=f"the backend limits the rate of calls; waiting {seconds:.0f} s"))
                    self.sleep(seconds)
                case GiveUp():
                    return result

    def error(self, refusal: Refusal, asked: Asked) -> NemobuildError:
        return error_for(refusal, asked, self.account())

    def account(self) -> Account:
        token = self.keeper.peek()
        return Account(
            own_token=token is not None and token.own,
            user_id=(token.user_id if token is not None else "") or self.user_id,
            web_url=self.web_url,
            skill=self.attribution.skill,
        )

    def unreachable(self, why: str) -> BackendError:
        return BackendError(
            f"the backend at {self.base_url} cannot be reached: {why}",
            hint="check the address and the network",
        )

    def close(self) -> None:
        self.http.close()

    def _send(self, call: Call, token: Token | None) -> wire.Answer:
        """An answer. A GET is tried again after a failure that may pass; anything else only if it was never sent."""
        for failures in itertools.count(1):
            may_repeat = failures <= RETRIES
            try:
                answer = self._exchange(call, token)
            except httpx.HTTPError as problem:
                may_repeat = may_repeat and (call.method == "GET" or isinstance(problem, NEVER_SENT))
                if not may_repeat:
                    raise self.unreachable(reason(problem)) from None
            except httpx.StreamError:
                raise self.unreachable("the connection broke") from None
            else:
                if call.method != "GET" or answer.status not in PASSING or not may_repeat:
                    return answer
            self.sleep(backoff_s(failures))
        raise AssertionError("the loop has no other end")

    def _exchange(self, call: Call, token: Token | None) -> wire.Answer:
        headers = {**self.headers(token), **(call.headers or {})}
        with self.http.stream(
            call.method,
            self.base_url + call.path,
            headers=headers | ({"Content-Type": "application/json"} if call.json is not None else {}),
            content=call.content() if call.content else None if call.json is None else encoded(call.json),
            timeout=httpx.Timeout(CONNECT_S, read=call.read_s, write=WRITE_S, pool=READ_S),
        ) as response:
            return self.read(response, limit=wire.MAX_ANSWER_BYTES, token=token)

    def read(self, response: httpx.Response, *, limit: int, token: Token | None) -> wire.Answer:
        """An answer of at most `limit` bytes, without the token should it be in there."""
        headers = {name.lower(): value for name, value in response.headers.items()}
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise BackendError(
                "the backend's answer is compressed, which was not asked for", hint=wire.PROTOCOL_HINT
            )
        body, until = bytearray(), self.clock() + WHOLE_ANSWER_S
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > limit:
                raise BackendError(
                    f"the backend's answer is larger than {limit} bytes", hint=wire.PROTOCOL_HINT
                )
            if self.clock() > until:
                raise self.unreachable("its answer does not end")
        secret = hidden(token)
        return wire.Answer(
            status=response.status_code, headers=headers, body=without(bytes(body), secret), hidden=secret
        )

    def _payload(self, answer: wire.Answer) -> dict[str, Json] | Refusal:
        return wire.payload(answer, now_s=self.now())


@cache
def _certificates() -> ssl.SSLContext:
    """The certificates that are trusted; reading them takes longer than all the rest of a client."""
    return httpx.create_ssl_context()


def encoded(value: Json) -> bytes:
    """JSON as it is sent: ASCII, and a lone surrogate, which no server can read, as U+FFFD."""
    text = jsonlib.dumps(value, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode("utf-8")


def hidden(token: Token | None) -> str:
    """What must not be repeated of what the backend says."""
    return token.value if token is not None and len(token.value) >= SHORTEST_SECRET else ""


def segment(value: str) -> str:
    """A value as one segment of a path. `.` and `..` would be two."""
    if value in ("", ".", ".."):
        raise BackendError(f"{value!r} is no id", hint="take the id that the backend gave")
    return quote(value, safe="")


def checked_base_url(url: str) -> str:
    """A base URL without its last slash. Raises UsageError for what is none, and shows no more of it than scheme and host.

    All the rest may be a token.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UsageError("what is given is not a URL", hint=BASE_HINT) from None
    shown = repr(excerpt(f"{parts.scheme}://{parts.hostname}", 200)) if parts.hostname else "what is given"
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise UsageError(f"{shown} is not the address of a backend", hint=BASE_HINT)
    if (
        parts.username
        or parts.password
        or parts.query
        or parts.fragment
        or not url.isascii()
        or not url.isprintable()
    ):
        raise UsageError(
            f"{shown} holds more than an address", hint=f"{BASE_HINT}; a token goes into NEMO_TOKEN"
        )
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


BASE_HINT = "an address looks like https://backend.example or http://127.0.0.1:8080"


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port; empty for what is not a URL."""
    try:
        parts = urlsplit(url)
        scheme = parts.scheme.lower()
        return scheme, (parts.hostname or "").lower(), parts.port or (443 if scheme == "https" else 80)
    except ValueError:
        return "", "", 0


DOTS = re.compile("[。．｡]")  # what separates the labels of a host as a full stop does (RFC 3490, 3.1)


def is_private(url: str) -> bool:
    """Whether a URL points at this machine or a private network, by its host in any spelling that is connected to.

    127.1, 2130706433 and localhost. are this machine as well.
    """
    host = DOTS.sub(".", origin(url)[1]).removesuffix(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not ipaddress.ip_address(host if ":" in host else socket.inet_aton(host)).is_global
    except (ValueError, OSError):
        return False
