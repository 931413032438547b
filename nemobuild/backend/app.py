"""The server's routes: the whole protocol, one function a call.

Each function reads a request, calls the part that does the work, and answers with an envelope; everything that can be
wrong is a `Rejection`. The routes are listed at the end. Starting, stopping and ports are in `serve`.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from nemobuild.backend import assets
from nemobuild.backend.accounts import Accounts
from nemobuild.backend.agent import Agent
from nemobuild.backend.answers import JsonAnswer, Rejection, malformed, refusal, success
from nemobuild.backend.database import DiskFull
from nemobuild.backend.events import Framing
from nemobuild.backend.fetch import fetched
from nemobuild.backend.files import Files
from nemobuild.backend.jobs import Job, Jobs
from nemobuild.backend.page import POLICY, page
from nemobuild.backend.requests import (
    DRAFT_BODY,
    bearer,
    id_of,
    json_body,
    message_of,
    object_of,
    require_attribution,
    text_of,
)
from nemobuild.backend.sessions import CLAIM_S, Session, Sessions, Turn, Upload
from nemobuild.backend.settings import Faults, Settings
from nemobuild.backend.stream import EventStream, Mailbox, frames
from nemobuild.backend.uploads import received
from nemobuild.timeline.draft import decode, has_content
from nemobuild.timeline.model import Media, Timeline

Json = Any
MAX_URLS = 20
NOT_STORED = 424


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """The parts that the routes call."""

    settings: Settings
    accounts: Accounts
    sessions: Sessions
    files: Files
    jobs: Jobs
    agent: Agent
    workers: ThreadPoolExecutor


def _backend(request: Request) -> Backend:
    found: Backend = request.app.state.backend
    return found


def _user(request: Request) -> str:
    return _backend(request).accounts.user_of(bearer(request))


def _session(request: Request, session_id: str | None = None) -> Session:
    return _backend(request).sessions.get(_user(request), session_id or request.path_params["session_id"])


# --- accounts and sessions ----------------------------------------------------------------------------------------


async def anonymous_token(request: Request) -> Response:
    backend = _backend(request)
    address = request.client.host if request.client else ""
    issued = backend.accounts.anonymous(request.headers.get("X-Client-Id", ""), address)
    expires_at = datetime.fromtimestamp(issued.expires, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    balance = backend.accounts.balance(issued.user_id)
    return success(
        {
            "token": issued.token,
            "user_id": issued.user_id,
            "expires_at": expires_at,
            "credits": balance.available,
        }
    )


async def open_session(request: Request) -> Response:
    user_id = _user(request)
    body = await json_body(request)
    task_name = text_of(body, "task_name", default="project", limit=200)
    session = _backend(request).sessions.open(
        user_id, task_name, text_of(body, "language", default="en", limit=35)
    )
    return success({"task_id": session.task_id, "session_id": session.id, "user_id": user_id})


async def claim_token(request: Request) -> Response:
    user_id = _user(request)
    body = await json_body(request)
    sessions = _backend(request).sessions
    session = sessions.get(user_id, text_of(body, "session_id"))
    if text_of(body, "task_id") != session.task_id:
        raise malformed("task_id", "it is not the task of this session")
    return success({"claim_token": sessions.claim(session.id), "expires_in": CLAIM_S})


async def claimed_page(request: Request) -> Response:
    """What a claim link of this server opens: the project's name, tracks and film, to be looked at."""
    backend = _backend(request)
    sessions = backend.sessions
    session = sessions.claimed(request.query_params.get("ct", ""))
    if session is None:
        raise Rejection(404, "this link is not valid (any more)", hint="share the project again")
    timeline = decode(sessions.draft(session.id))
    job = backend.jobs.film_of(session.id)
    film = _output_path(job) if job else ""
    return HTMLResponse(
        page(session.task_name, timeline, film),
        headers={"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"},
    )


async def credits_balance(request: Request) -> Response:
    backend = _backend(request)
    balance = backend.accounts.balance(_user(request))
    unlimited = {"unlimited": True} if backend.settings.credits is None else {}
    return success(
        {"available": balance.available, "frozen": balance.frozen, "total": balance.total, **unlimited}
    )


async def capabilities(request: Request) -> Response:
    _user(request)
    return success({"backend": "nemobuild", "restore": True, "charges": _backend(request).settings.charges})


# --- files --------------------------------------------------------------------------------------------------------


async def upload(request: Request) -> Response:
    session, backend = _session(request), _backend(request)
    limit = backend.settings.file_limit(request.headers.get("X-Skill-Source", ""))
    kind = request.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if kind == "multipart/form-data":
        media = await received(request, backend.files, limit, backend.settings.max_files_per_upload)
        media = _with_aliases(media, request.headers.get("X-Asset-Names", ""))
    elif kind == "application/json":
        urls = _urls(await json_body(request))
        private = backend.settings.private_urls
        media = [await run_in_threadpool(fetched, url, backend.files, limit, private=private) for url in urls]
    else:
        raise malformed("files", "multipart/form-data or application/json is needed")
    entered = [backend.sessions.add_upload(session.id, each) for each in media]
    return success({"files": [_file_info(request, each) for each in entered], "session_state_applied": True})


LONGEST_ALIAS = 100


def _with_aliases(media: Sequence[Media], header: str) -> list[Media]:
    """The files with the names that a recipe calls them by, where one is told for each."""
    names = [unquote(name).strip() for name in header.split(",")] if header else []
    if len(names) != len(media):
        return list(media)
    return [
        replace(m, alias=name) if name.isprintable() and len(name) <= LONGEST_ALIAS else m
        for m, name in zip(media, names, strict=True)
    ]


def _urls(body: dict[str, Json]) -> list[str]:
    urls = body.get("urls")
    if body.get("source_type", "url") != "url":
        raise malformed("source_type", 'only "url" is known')
    if (
        not isinstance(urls, list)
        or not 1 <= len(urls) <= MAX_URLS
        or not all(isinstance(u, str) for u in urls)
    ):
        raise malformed("urls", f"a list of 1 to {MAX_URLS} URLs is needed")
    return urls


def _file_info(request: Request, entered: Upload) -> dict[str, Json]:
    media = entered.media
    return {
        "filename": media.name,
        "file_type": media.kind,
        "cdn_url": _media_url(request, entered),
        "duration": media.duration_ms / 1000,
        "width": media.width,
        "height": media.height,
        "fps": media.fps,
        "hash": media.digest,
    }


def _media_path(entered: Upload) -> str:
    return f"/media/{entered.secret}/{quote(entered.media.name, safe='')}"


def _media_url(request: Request, entered: Upload) -> str:
    return f"{_base_url(request)}{_media_path(entered)}"


def _base_url(request: Request) -> str:
    """This server as the client calls it."""
    return f"{request.url.scheme}://{request.url.netloc}"


async def media_file(request: Request) -> Response:
    """An uploaded file; the path's secret stands for a token."""
    entered = _backend(request).sessions.upload_by_secret(request.path_params["secret"])
    if entered is None or not Path(entered.media.path).is_file():
        raise Rejection(404, "there is no such file")
    return _file_answer(Path(entered.media.path), entered.media.name)


def _file_answer(path: Path, name: str) -> Response:
    return FileResponse(
        path, filename=name, headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    )


# --- state --------------------------------------------------------------------------------------------------------


async def latest_state(request: Request) -> Response:
    session, backend = _session(request), _backend(request)
    backend.agent.look(session.id)
    timeline = decode(backend.sessions.draft(session.id))
    uploads = backend.sessions.uploads(session.id)
    canvas = timeline.canvas
    state = {
        "draft": _shown(request, timeline, uploads),
        "video_infos": [_file_info(request, each) for each in uploads],
        "generated_media": assets.generated(timeline),
        "canvas_config": {"width": canvas.width, "height": canvas.height, "fps": canvas.fps},
        "video_analyses": {},
    }
    return success(
        {
            "session_id": session.id,
            "task_id": session.task_id,
            "task_name": session.task_name,
            "state": state,
        }
    )


def _shown(request: Request, timeline: Timeline, uploads: tuple[Upload, ...]) -> dict[str, Json]:
    return assets.shown(
        timeline, {each.media.digest: _media_url(request, each) for each in reversed(uploads)}
    )


def _taken(request: Request, session: Session, draft: Json) -> Timeline:
    uploads = _backend(request).sessions.uploads(session.id)
    return assets.taken(draft, {_media_path(each): each.media.digest for each in uploads})


async def restore(request: Request) -> Response:
    """Opens a recorded draft in this session; `history` (drafts, oldest first) is what undo then goes back to, and `said`
    are the messages that brought these and the draft."""
    session = _session(request)
    body = await json_body(request, DRAFT_BODY)
    draft = object_of(body, "draft")
    history = body.get("history")
    if history is not None and not (isinstance(history, list) and all(isinstance(d, dict) for d in history)):
        raise malformed("history", "a list of drafts is needed")
    count = len(history or ()) + 1
    said = body.get("said") or [""] * count
    if not (isinstance(said, list) and len(said) == count and all(isinstance(s, str) for s in said)):
        raise malformed(
            "said", "a list of texts is needed, one for each of the history and one for the draft"
        )
    sessions = _backend(request).sessions
    timeline = assets.identified(_taken(request, session, draft))
    before = [
        Turn(said=words, draft=assets.stored(_taken(request, session, each)))
        for words, each in zip(said, history or (), strict=False)
    ]
    turn = Turn(said=said[-1], draft=assets.stored(timeline))
    sessions.restore(session.id, turn, None if history is None else before)
    return success(
        {"session_id": session.id, "draft": _shown(request, timeline, sessions.uploads(session.id))}
    )


# --- messages -----------------------------------------------------------------------------------------------------


async def run_sse(request: Request) -> Response:
    user_id, backend = _user(request), _backend(request)
    session_id, text = message_of(await json_body(request))
    session = backend.sessions.get(user_id, session_id)
    ordinal, message = backend.agent.accept(session, text)
    mailbox = Mailbox(asyncio.get_running_loop())

    def work() -> None:
        try:
            backend.agent.work(ordinal, message, mailbox.put)
        finally:
            mailbox.put(None)

    backend.workers.submit(work)
    faults = backend.settings.faults if backend.settings.faults.hits(ordinal) else Faults()
    told = frames(mailbox, _framing(backend.settings), backend.settings.heartbeat_s, faults)
    return EventStream(told, faults.drop_after_events)


def _framing(settings: Settings) -> Framing:
    return Framing(
        form=settings.form,
        fragments=settings.fragments,
        invocation_id=f"e-{uuid.uuid4()}",
        new_id=lambda: str(uuid.uuid4()),
        clock=time.time,
    )


# --- renders ------------------------------------------------------------------------------------------------------


async def start_render(request: Request) -> Response:
    user_id, backend = _user(request), _backend(request)
    require_attribution(request)
    body = await json_body(request, DRAFT_BODY)
    session = backend.sessions.get(user_id, text_of(body, "sessionId"))
    draft = object_of(body, "draft")
    if not has_content(draft):
        raise Rejection(400, "the draft holds nothing to render", hint="edit first; a track needs a segment")
    timeline = _taken(request, session, draft)
    output = object_of(body, "output", default={})
    job = backend.jobs.create(user_id, session.id, id_of(body, "id"), assets.stored(timeline), output)
    return JsonAnswer({"success": True, "data": {"id": job.id, "status": "pending", "progress": 5}})


async def render_status(request: Request) -> Response:
    backend = _backend(request)
    job = backend.jobs.get(_user(request), request.path_params["job_id"])
    return JsonAnswer(_status(request, job, backend.settings.render_form))


def _status(request: Request, job: Job, form: str) -> dict[str, Json]:
    fields: dict[str, Json] = {"id": job.id, "status": job.status, "progress": round(job.progress)}
    if job.error:
        fields["error"] = job.error
    if job.error and job.result.get("hint"):
        fields["hint"] = job.result["hint"]
    if form == "envelope":
        times = {"createdAt": round(job.created * 1000), "completedAt": round(job.completed * 1000)}
        url = {"outputUrl": _output_url(request, job)} if job.status == "completed" else {}
        return {"success": True, "data": {**fields, **url, **times}}
    if job.status == "completed":
        fields["output"] = _output(request, job)
    if form == "task_id":
        fields["taskId"] = fields.pop("id")
    return fields


def _output(request: Request, job: Job) -> dict[str, Json]:
    result = job.result
    return {
        "url": _output_url(request, job),
        "duration": result["duration_ms"] / 1000,
        "size": result["bytes"],
        "width": result["width"],
        "height": result["height"],
        "warnings": result["warnings"],
    }


def _output_url(request: Request, job: Job) -> str:
    return f"{_base_url(request)}{_output_path(job)}"


def _output_path(job: Job) -> str:
    return f"/outputs/{job.secret}/{quote(job.result['name'], safe='')}"


async def cancel_render(request: Request) -> Response:
    backend = _backend(request)
    job = await run_in_threadpool(backend.jobs.cancel, _user(request), request.path_params["job_id"])
    return JsonAnswer({"success": True, "data": {"id": job.id, "status": job.status}})


async def download_render(request: Request) -> Response:
    backend = _backend(request)
    return _rendered_file(backend, backend.jobs.get(_user(request), request.path_params["job_id"]))


async def output_file(request: Request) -> Response:
    """A rendered file; the path's secret stands for a token."""
    backend = _backend(request)
    return _rendered_file(backend, backend.jobs.by_secret(request.path_params["secret"]))


def _rendered_file(backend: Backend, job: Job) -> Response:
    path = backend.jobs.file_of(job)
    if path is None:
        raise Rejection(404, f"the render has no file; it is {job.status}", hint="look at its status")
    return _file_answer(path, path.name)


# --- the application ----------------------------------------------------------------------------------------------

Handler = Callable[[Request], Awaitable[Response]]
ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("POST", "/api/auth/anonymous-token", anonymous_token),
    ("POST", "/api/tasks/me/with-session/nemo_agent", open_session),
    ("POST", "/api/auth/claim-token", claim_token),
    ("POST", "/run_sse", run_sse),
    ("POST", "/api/upload-video/nemo_agent/me/{session_id}", upload),
    ("GET", "/api/state/nemo_agent/me/{session_id}/latest", latest_state),
    ("POST", "/api/state/nemo_agent/me/{session_id}/restore", restore),
    ("GET", "/api/credits/balance/simple", credits_balance),
    ("GET", "/api/capabilities", capabilities),
    ("POST", "/api/render/proxy/lambda", start_render),
    ("GET", "/api/render/proxy/lambda/{job_id}", render_status),
    ("POST", "/api/render/proxy/lambda/{job_id}/cancel", cancel_render),
    ("GET", "/api/render/proxy/{job_id}/download", download_render),
    ("GET", "/media/{secret}/{name}", media_file),
    ("GET", "/outputs/{secret}/{name}", output_file),
    ("GET", "/workspace/claim", claimed_page),
)


def application(backend: Backend) -> Starlette:
    routes = [Route(path, handler, methods=[method]) for method, path, handler in ROUTES]
    handlers = {
        Rejection: _on_rejection,
        DiskFull: _on_full_disk,
        HTTPException: _on_http_exception,
        Exception: _on_crash,
    }
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.state.backend = backend
    return app


async def _on_rejection(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, Rejection)
    return refusal(error)


async def _on_full_disk(request: Request, error: Exception) -> Response:
    """Not a 5xx: the request was certainly not carried out, and the client must not wonder."""
    del request
    assert isinstance(error, DiskFull)
    return refusal(Rejection(NOT_STORED, error.what, hint=error.hint))


async def _on_http_exception(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, HTTPException)
    return refusal(Rejection(error.status_code, str(error.detail).lower(), headers=error.headers))


async def _on_crash(request: Request, error: Exception) -> Response:
    """What is told of a crash is that there was one; `edge` logs it."""
    del request
    if isinstance(error, RecursionError):
        return refusal(malformed("body", "it is nested too deeply"))
    return refusal(Rejection(500, "the server failed: a bug in nemobuild", hint="errors.log says more"))
