"""The client of any backend: every call of the protocol, one method each.

Synchronous; clock, sleep and transport are arguments. A message is posted once: after it may have arrived, nothing here
sends it again, and what became of it is for the state to tell (`recover`). Only an answer that says "not accepted"
before the stream (1001 with an anonymous token, 429) lets it be posted once more, since then nothing was done.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import httpx

from nemobuild.client import wire
from nemobuild.client.attribution import Attribution
from nemobuild.client.codes import Asked, Refusal, problem_with_file
from nemobuild.client.download import Downloader
from nemobuild.client.exchange import Call, Exchange, segment
from nemobuild.client.message import Message, post
from nemobuild.client.model import (
    Capabilities,
    ClaimLink,
    Credits,
    RenderStatus,
    Session,
    State,
    Uploaded,
    UploadFile,
)
from nemobuild.client.multipart import Body
from nemobuild.client.pace import StreamLimits, moments, poll_after_s
from nemobuild.client.reply import Progress, Reply
from nemobuild.client.stranger import Json
from nemobuild.client.tokens import ClientId, Token, TokenKeeper, TokenStore, Warn
from nemobuild.errors import BackendError, Interrupted, NemobuildError, StepRefused
from nemobuild.recipe.routing import misrouted

ALIASES = "X-Asset-Names"
"""The header that tells an embedded backend what the recipe calls the files, in their order, percent-encoded."""
HOSTED_WEB_URL = "https://nemovideo.com"
UPLOAD_READ_S = 600.0  # the backend looks at the files before it answers
RENDER_LIMIT_S = 3600.0
NOT_THERE = (400, 403, 404, 405, 1002)
DUPLICATE_WORDS = ("duplicate", "already exist", "already in use")


def _unheard(_: object) -> None:
    """For a caller who does not want to be told."""


def _never() -> bool:
    return False


def _nothing() -> None:
    """The same, for a call without a value."""


class Client:
    """One backend, one account. Safe to use from several threads; a session takes one message at a time.

    Any error that `send` raises means that the message was not accepted. Everything else raises what `codes` says.
    `store` keeps the anonymous token between runs; None for a backend that this run started. `now` is the time since
    the epoch, `clock` any monotonic one, both in seconds.
    """

    def __init__(
        self,
        base_url: str,
        *,
        client_id: ClientId,
        attribution: Attribution | None = None,
        web_url: str = "",
        own: Token | None = None,
        store: TokenStore | None = None,
        limits: StreamLimits | None = None,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
        warn: Warn = _unheard,
    ) -> None:
        self._exchange = Exchange(
            base_url,
            web_url=web_url or HOSTED_WEB_URL,
            attribution=attribution or Attribution(),
            transport=transport,
            clock=clock,
            sleep=sleep,
            now=now,
            warn=warn,
        )
        self._exchange.keeper = TokenKeeper(
            self._exchange.base_url, own=own, store=store, request=self._new_token, now=now, warn=warn
        )
        self._client_id = client_id
        self._has_web_url = bool(web_url)
        self._limits = limits or StreamLimits()
        self._messages = self._exchange.new_client(keep_alive=False)
        self._foreign = self._exchange.new_client(keep_alive=False)
        self._capabilities: Capabilities | None = None
        self._turns: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        for http in (self._messages, self._foreign, self._exchange.http):
            http.close()

    @property
    def base_url(self) -> str:
        return self._exchange.base_url

    def capabilities(self) -> Capabilities:
        """What the backend can do beyond the protocol; asked once. One that does not know the question is hosted."""
        if self._capabilities is None:
            call = Call(asked=Asked(what="its capabilities"), method="GET", path="/api/capabilities")
            answer = self._exchange.try_ask(call, lenient=True)
            if isinstance(answer, Refusal) and answer.code not in NOT_THERE:
                raise self._exchange.error(answer, call.asked)
            self._capabilities = (
                Capabilities() if isinstance(answer, Refusal) else wire.read_capabilities(answer)
            )
        return self._capabilities

    def open_session(self, task_name: str = "project", language: str = "") -> Session:
        """A new session. `language` is the ISO code of the user's language."""
        body = {"task_name": task_name} | ({"language": language} if language else {})
        call = Call(
            asked=Asked(what="a new session"),
            method="POST",
            path="/api/tasks/me/with-session/nemo_agent",
            json=body,
        )
        session = wire.read_session(self._exchange.ask(call))
        self._exchange.user_id = session.user_id or self._exchange.user_id
        return session

    def claim(self, session: Session) -> ClaimLink:
        """A link that opens the project in a browser. It holds a claim token, never the bearer token.

        It leads to `web_url`; without one to the hosted web app, or to the backend itself if that is an embedded one,
        which has a page for it.
        """
        call = Call(
            asked=Asked(what="a share link", session_id=session.session_id),
            method="POST",
            path="/api/auth/claim-token",
            json={"task_id": session.task_id, "session_id": session.session_id},
        )
        answer = self._exchange.ask(call)
        return wire.read_claim(answer, self._page_url())

    def _page_url(self) -> str:
        """Where claim links lead: as the environment says, else where this backend's projects can be seen."""
        told = self._has_web_url or self.capabilities().hosted
        return self._exchange.web_url if told else self.base_url

    def upload(
        self, session_id: str, files: Sequence[UploadFile], *, on_sent: Callable[[int], None] = _unheard
    ) -> tuple[Uploaded, ...]:
        """Uploads files, in the order given, in constant memory; `on_sent` is told the bytes so far.

        Raises AssetError before anything is sent for a type or size that is not accepted, and while sending if a file's
        bytes are not those of its `sha256`. Not repeated after a broken connection: the files may have arrived.
        """
        if not files:
            return ()
        hosted, skill = self.capabilities().hosted, self._exchange.attribution.skill
        for file in files:
            if problem := problem_with_file(file.name, file.bytes, skill=skill, hosted=hosted):
                raise problem
        body = Body(files, sent=on_sent)
        names = {} if hosted else {ALIASES: ",".join(quote(file.alias, safe="") for file in files)}
        call = Call(
            asked=Asked(what="the upload", session_id=session_id),
            method="POST",
            path=f"/api/upload-video/nemo_agent/me/{segment(session_id)}",
            headers={"Content-Type": body.content_type, "Content-Length": str(body.length), **names},
            content=lambda: body,
            read_s=UPLOAD_READ_S,
        )
        return wire.read_uploads(self._exchange.ask(call), [file.sha256 for file in files])

    def state(self, session_id: str) -> State:
        """The session's state. Raises SessionNotFound if the backend does not have it any more."""
        call = Call(
            asked=Asked(what="the state", session_id=session_id),
            method="GET",
            path=f"/api/state/nemo_agent/me/{segment(session_id)}/latest",
        )
        return wire.read_state(self._exchange.ask(call))

    def restore(
        self,
        session_id: str,
        draft: Mapping[str, Json],
        *,
        history: Sequence[Mapping[str, Json]] = (),
        said: Sequence[str] = (),
    ) -> None:
        """Puts a draft in the place of the session's. Only where `capabilities().restore`.

        `history` are the drafts before it, oldest first: what an "undo" in the session goes back to. `said`: the messages
        that brought each of `history` and the draft.
        """
        if not self.capabilities().restore:
            raise BackendError(
                "this backend cannot restore a timeline", hint="replay the steps in a new session"
            )
        call = Call(
            asked=Asked(what="the restored timeline", session_id=session_id),
            method="POST",
            path=f"/api/state/nemo_agent/me/{segment(session_id)}/restore",
            json={
                "draft": dict(draft),
                "history": [dict(earlier) for earlier in history],
                "said": list(said),
            },
        )
        self._exchange.perform(call)

    def send(
        self,
        session_id: str,
        message: str,
        on_progress: Callable[[Progress], None] = _unheard,
        *,
        on_accepted: Callable[[], None] = _nothing,
    ) -> Reply:
        """Posts a message, once, and hears its answer to the end.

        An error means that the message was not accepted; one that is no edit is not sent. A reply with the outcome "completed" is a whole stream. With
        "dropped" or "timed_out" the edit may or may not have been made; the message is not to be sent again, and only
        the state can tell. `on_accepted` is called at status 200, before anything of the answer is read; without it
        having been called, a reply may still be "dropped": the connection broke before the status came.
        """
        if said := misrouted(message):
            raise StepRefused(said[0], hint=said[1])
        heard = Message(session_id=session_id, text=message, on_accepted=on_accepted, on_progress=on_progress)
        with self._turn(session_id):
            result = self._exchange.repeated(
                lambda token: post(self._exchange, self._messages, heard, token, self._limits)
            )
        if isinstance(result, Refusal):
            raise self._exchange.error(result, Asked(what="the message", session_id=session_id))
        return result

    def failure_in(self, reply: Reply, session_id: str) -> NemobuildError | None:
        """The error that a stream's own failure means, if it named a code of the protocol (out of credits, …)."""
        refusals = (Refusal(code=code, status=200, message=told) for code, told in reply.codes.items())
        asked = Asked(what="the message", session_id=session_id)
        return next((self._exchange.error(refusal, asked) for refusal in refusals), None)

    def credits(self) -> Credits:
        call = Call(asked=Asked(what="the credits"), method="GET", path="/api/credits/balance/simple")
        return wire.read_credits(self._exchange.ask(call))

    def start_render(
        self,
        session_id: str,
        draft: Mapping[str, Json],
        output: Mapping[str, Json],
        *,
        on_id: Callable[[str], None] = _unheard,
    ) -> str:
        """Starts a render and gives its id. `on_id` is told the id before the request goes out, to be recorded.

        An id that turns out to be taken is replaced by a fresh one, once.
        """
        answer = self._start_render(session_id, draft, output, on_id)
        if isinstance(answer, Refusal) and _is_duplicate(answer):
            answer = self._start_render(session_id, draft, output, on_id)
        if isinstance(answer, Refusal):
            raise self._exchange.error(answer, Asked(what="the export", session_id=session_id))
        return answer

    def _start_render(
        self,
        session_id: str,
        draft: Mapping[str, Json],
        output: Mapping[str, Json],
        on_id: Callable[[str], None],
    ) -> str | Refusal:
        render_id = f"render_{int(self._exchange.now() * 1000)}{secrets.randbelow(10**6):06d}"
        on_id(render_id)
        call = Call(
            asked=Asked(what="the export", session_id=session_id),
            method="POST",
            path="/api/render/proxy/lambda",
            json={"id": render_id, "sessionId": session_id, "draft": dict(draft), "output": dict(output)},
        )
        answer = self._exchange.try_ask(call)
        if isinstance(answer, Refusal):
            return answer
        given = wire.read_render_id(answer, render_id)
        if given != render_id:
            on_id(given)
        return given

    def render_status(self, render_id: str) -> RenderStatus:
        call = Call(
            asked=Asked(what="the render's status"),
            method="GET",
            path=f"/api/render/proxy/lambda/{segment(render_id)}",
        )
        return wire.read_render(self._exchange.ask(call), render_id)

    def cancel_render(self, render_id: str) -> None:
        call = Call(
            asked=Asked(what="the end of the render"),
            method="POST",
            path=f"/api/render/proxy/lambda/{segment(render_id)}/cancel",
        )
        self._exchange.perform(call)

    def wait_for_render(
        self,
        render_id: str,
        *,
        on_status: Callable[[RenderStatus], None] = _unheard,
        stopped: Callable[[], bool] = _never,
    ) -> RenderStatus:
        """Polls a render until it has ended: often at first, then every 30 s; an hour at most.

        Raises Interrupted soon after `stopped` says so; the render goes on until it is cancelled.
        """
        clock, started = self._exchange.clock, self._exchange.clock()
        while True:
            status = self.render_status(render_id)
            on_status(status)
            elapsed_s = clock() - started
            if status.status in ("completed", "failed", "cancelled"):
                return status
            if elapsed_s > RENDER_LIMIT_S:
                raise BackendError(
                    f"render {render_id} is not finished after an hour", hint="run again to ask once more"
                )
            for rest_s in moments(poll_after_s(elapsed_s)):
                if stopped():
                    raise Interrupted("stopped while a film was rendered", hint="run again to go on")
                self._exchange.sleep(rest_s)

    def render(
        self,
        session_id: str,
        draft: Mapping[str, Json],
        output: Mapping[str, Json],
        *,
        on_id: Callable[[str], None] = _unheard,
        on_status: Callable[[RenderStatus], None] = _unheard,
        stopped: Callable[[], bool] = _never,
    ) -> RenderStatus:
        """A completed render. One that fails is started once more, with a fresh id: rendering costs nothing.

        One that somebody cancelled is not.
        """
        for _ in range(2):
            started = self.start_render(session_id, draft, output, on_id=on_id)
            status = self.wait_for_render(started, on_status=on_status, stopped=stopped)
            if status.status == "completed":
                return status
            if status.status == "cancelled":
                raise BackendError(
                    "the render was cancelled", hint="run again to render it; finished steps are kept"
                )
        raise BackendError(
            f"the render failed: {status.error or 'no reason given'}",
            hint=status.hint or "run again in a few minutes; finished steps are kept",
        )

    def download(
        self, status: RenderStatus, target: Path, *, on_received: Callable[[int], None] = _unheard
    ) -> Path:
        """The film of a completed render, put at `target` whole or not at all; `on_received` is told the bytes so far."""
        return Downloader(exchange=self._exchange, foreign=self._foreign, received=on_received).download(
            status, target
        )

    def _turn(self, session_id: str) -> threading.Lock:
        """Two messages to one session at once destroy the first."""
        with self._lock:
            return self._turns.setdefault(session_id, threading.Lock())

    def _new_token(self) -> Token:
        """A new anonymous token. An id that the backend does not take is replaced, once."""
        answer = self._ask_for_token(self._client_id.get())
        if isinstance(answer, Refusal) and answer.code == 400:
            answer = self._ask_for_token(self._client_id.replace())
        if isinstance(answer, Refusal):
            raise self._token_error(answer)
        value, user_id, expires_at_s = wire.read_token(answer)
        self._exchange.user_id = user_id or self._exchange.user_id
        return Token(value=value, user_id=user_id, expires_at_s=expires_at_s)

    def _ask_for_token(self, client_id: str) -> dict[str, Json] | Refusal:
        call = Call(
            asked=TOKEN_REQUEST,
            method="POST",
            path="/api/auth/anonymous-token",
            headers={"X-Client-Id": client_id},
        )
        return self._exchange.ask_without_token(call)

    def _token_error(self, refusal: Refusal) -> NemobuildError:
        return self._exchange.error(refusal, TOKEN_REQUEST)


TOKEN_REQUEST = Asked(what="an anonymous token", is_token_request=True)


def _is_duplicate(refusal: Refusal) -> bool:
    return refusal.code == 409 or any(word in refusal.message.lower() for word in DUPLICATE_WORDS)
