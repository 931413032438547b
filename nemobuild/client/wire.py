"""Answers to values: what a server said, checked before it is believed.

Lenient in form (both spellings, numbers as strings, extra fields) and strict in type and size: a value that is not what
it should be is a BackendError that names the field. It knows no HTTP library: an answer is status, headers and bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from nemobuild.client.codes import Refusal
from nemobuild.client.model import (
    Capabilities,
    ClaimLink,
    Credits,
    RenderState,
    RenderStatus,
    Session,
    State,
    Uploaded,
)
from nemobuild.client.pace import retry_after_s
from nemobuild.client.stranger import Json, NotJson, excerpt, parse, without
from nemobuild.errors import BackendError

MAX_ANSWER_BYTES = 64 * 1024 * 1024
MAX_WARNINGS, MAX_WARNING = 20, 500
ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,127}")
# The status is looked at before the content type. Only these have a code of the protocol's own, in an envelope as well.
CODE_OF_STATUS = {401: 1001, 404: 1002, 410: 1002, 413: 4002, 415: 4001}
TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
TITLE = re.compile(r"<title[^>]*>([^<]{1,500})", re.IGNORECASE)

STATUS_WORDS: Mapping[str, RenderState] = {
    "pending": "pending",
    "queued": "pending",
    "processing": "processing",
    "rendering": "processing",
    "completed": "completed",
    "failed": "failed",
    "error": "failed",
    "cancelled": "cancelled",
    "canceled": "cancelled",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer that was read whole. `headers` have lower-case names; `hidden` must not be repeated of it."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    hidden: str = field(default="", repr=False)


def payload(answer: Answer, *, now_s: float) -> dict[str, Json] | Refusal:
    """The JSON object of an answer, or the refusal that it is. Raises BackendError if it is neither."""
    body = _json_object(answer)
    if not 200 <= answer.status < 300:
        return _refusal(answer, body, now_s)
    if body is None:
        raise BackendError(
            f"the backend's answer is not JSON: {_not_json(answer)}", hint="check NEMO_API_URL"
        )
    code = whole_number(body.get("code"))
    if (code is not None and code != 0) or body.get("success") is False:
        return _refusal(answer, body, now_s)
    return body


def data_of(body: Mapping[str, Json], what: str) -> dict[str, Json]:
    """The `data` of an envelope."""
    data = body.get("data")
    if not isinstance(data, dict):
        raise BackendError(f"the backend's answer to {what} has no data", hint=PROTOCOL_HINT)
    return data


PROTOCOL_HINT = "the backend does not follow the protocol; please report this as a bug"


def read_capabilities(body: Mapping[str, Json]) -> Capabilities:
    """A backend that does not say what it is counts as hosted: it charges and cannot restore."""
    data = body.get("data")
    if not isinstance(data, dict) or not isinstance(data.get("backend"), str):
        return Capabilities()
    return Capabilities(
        backend=excerpt(data["backend"], 40),
        restore=data.get("restore") is True,
        charges=data.get("charges") is not False,
    )


def read_session(body: Mapping[str, Json]) -> Session:
    data = data_of(body, "a new session")
    return Session(
        session_id=identifier(data, "session_id"),
        task_id=identifier(data, "task_id", optional=True),
        user_id=identifier(data, "user_id", optional=True),
    )


def read_claim(body: Mapping[str, Json], web_url: str) -> ClaimLink:
    """The link to the project. The claim token is quoted: it comes from outside and goes into a URL."""
    data = data_of(body, "a share link")
    token = data.get("claim_token")
    if not isinstance(token, str) or not token or len(token) > 4096:
        raise BackendError("the backend's answer to a share link has no claim_token", hint=PROTOCOL_HINT)
    url = f"{web_url}/workspace/claim?ct={quote(token.encode(errors='replace'), safe='')}"
    return ClaimLink(url=url)


def read_uploads(body: Mapping[str, Json], digests: Sequence[str]) -> tuple[Uploaded, ...]:
    """The files in the order in which they were sent; `digests` are theirs."""
    files = data_of(body, "the upload").get("files")
    if not isinstance(files, list) or not all(isinstance(item, dict) for item in files):
        raise BackendError("the backend's answer to the upload lists no files", hint=PROTOCOL_HINT)
    if len(files) != len(digests):
        raise BackendError(
            f"the backend kept {len(files)} of {len(digests)} uploaded files", hint="run again"
        )
    return tuple(_uploaded(item, digest) for item, digest in zip(files, digests, strict=True))


def read_state(body: Mapping[str, Json]) -> State:
    data = data_of(body, "the state")
    state = data.get("state")
    if not isinstance(state, dict):
        raise BackendError("the backend's answer to the state has no state", hint=PROTOCOL_HINT)
    draft = state.get("draft")
    if draft is not None and not isinstance(draft, dict):
        raise BackendError("the draft in the session's state is not an object", hint=PROTOCOL_HINT)
    return State(
        session_id=identifier(data, "session_id", optional=True),
        task_id=identifier(data, "task_id", optional=True),
        task_name=_text(data, "task_name"),
        draft=draft or {},
        raw=state,
    )


def read_credits(body: Mapping[str, Json]) -> Credits:
    data = data_of(body, "the credits")
    if data.get("unlimited") is True:
        return Credits()
    return Credits(
        available=_credits(data, "available"), frozen=_credits(data, "frozen"), total=_credits(data, "total")
    )


def read_render(body: Mapping[str, Json], render_id: str) -> RenderStatus:
    """A render's status in any of its three forms. `render_id` is what was asked for, should the answer not say."""
    data = body["data"] if isinstance(body.get("data"), dict) else body
    output = data["output"] if isinstance(data.get("output"), dict) else {}
    word = data.get("status")
    if not isinstance(word, str):
        raise BackendError("the backend's answer to the render has no status", hint=PROTOCOL_HINT)
    progress = number(data.get("progress")) or 0.0
    return RenderStatus(
        id=read_render_id(body, render_id),
        status=_render_state(word, _message(data)),
        progress=min(100.0, max(0.0, progress)),
        url=_first_text(data.get("outputUrl"), data.get("output_url"), output.get("url")),
        duration_ms=_ms(output.get("duration", data.get("duration"))),
        bytes=_size(output.get("size", data.get("size"))),
        error=_message(data),
        hint=_text(data, "hint"),
        warnings=_warnings(output),
    )


def _render_state(word: str, error: str) -> RenderState:
    """A render's state. Where a cancelled one counts as failed, its error says so."""
    state = STATUS_WORDS.get(word.lower(), "processing")
    said = STATUS_WORDS.get(error.lower())
    return "cancelled" if state == "failed" and said == "cancelled" else state


def _warnings(output: Mapping[str, Json]) -> tuple[str, ...]:
    """What a backend found in a film: the first few texts of a list, whatever else it holds."""
    told = output.get("warnings")
    texts = [w.strip()[:MAX_WARNING] for w in told if isinstance(w, str)] if isinstance(told, list) else []
    return tuple(dict.fromkeys(w for w in texts if w))[:MAX_WARNINGS]


def read_render_id(body: Mapping[str, Json], render_id: str) -> str:
    """The id of a render that was started; the one that was sent if the answer does not say another."""
    data = body["data"] if isinstance(body.get("data"), dict) else body
    found = next((data[key] for key in ("id", "taskId", "task_id") if data.get(key)), render_id)
    return found if isinstance(found, str) and ID.fullmatch(found) else render_id


def read_token(body: Mapping[str, Json]) -> tuple[str, str, float | None]:
    """An anonymous token: value, user id, and when it expires (seconds since the epoch, None if not said)."""
    data = data_of(body, "the token request")
    value = data.get("token")
    if not isinstance(value, str) or not value:
        raise BackendError("the backend's answer to the token request has no token", hint=PROTOCOL_HINT)
    return value, identifier(data, "user_id", optional=True), _epoch_s(data.get("expires_at"))


def identifier(data: Mapping[str, Json], name: str, *, optional: bool = False) -> str:
    """An id that may go into a path. Numbers are taken as text."""
    value = data.get(name)
    if type(value) is int:
        value = str(value)
    if isinstance(value, str) and ID.fullmatch(value):
        return value
    if optional and value in (None, ""):
        return ""
    raise BackendError(f"the backend's answer has no usable {name}", hint=PROTOCOL_HINT)


def whole_number(value: Json) -> int | None:
    """An integer, also as a string or as 30.0; None for anything else, true and false included."""
    found = number(value)
    return int(found) if found is not None and found == int(found) else None


def number(value: Json) -> float | None:
    """A finite number, also as a string."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", value, re.ASCII):
        return float(value)
    if type(value) in (int, float) and abs(value) < 1e15:
        return float(value)
    return None


def _uploaded(item: Mapping[str, Json], digest: str) -> Uploaded:
    url = _first_text(item.get("cdn_url"), item.get("url"))
    if urlsplit_safe(url)[0] not in ("http", "https"):
        raise BackendError(
            "the backend's answer to the upload has a file without cdn_url", hint=PROTOCOL_HINT
        )
    return Uploaded(
        name=_text(item, "filename") or _text(item, "name"),
        url=url,
        kind=_text(item, "file_type"),
        sha256=digest,
        duration_ms=_ms(item.get("duration")),
        width=_size(item.get("width")),
        height=_size(item.get("height")),
        fps=number(item.get("fps")),
    )


def urlsplit_safe(url: str) -> tuple[str, str]:
    """Scheme and host (lower case) of a URL; empty if it is none."""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower(), (parts.hostname or "").lower()
    except ValueError:
        return "", ""


def _refusal(answer: Answer, body: Mapping[str, Json] | None, now_s: float) -> Refusal:
    stated = whole_number((body or {}).get("code")) or answer.status
    code = CODE_OF_STATUS.get(stated, stated)
    limited = code == 429
    location = urlsplit_safe(answer.headers.get("location", ""))
    return Refusal(
        code=code,
        status=answer.status,
        message=_message(body) if body is not None else _page_text(answer),
        retry_after_s=retry_after_s(answer.headers.get("retry-after"), now_s=now_s) if limited else None,
        location=excerpt("://".join(location), 200) if all(location) else "",
        hint=_text(body or {}, "hint"),
    )


def _json_object(answer: Answer) -> dict[str, Json] | None:
    try:
        value = without(parse(answer.body), answer.hidden)
    except NotJson:
        return None
    return value if isinstance(value, dict) else None


def _message(body: Mapping[str, Json]) -> str:
    """The words of an error answer: a string, an object, or FastAPI's list of what is malformed."""
    found = next((body[k] for k in ("message", "msg", "error", "detail", "errorMessage") if body.get(k)), "")
    if isinstance(found, dict):
        found = next((found[k] for k in ("message", "msg", "detail") if found.get(k)), "")
    if isinstance(found, list):
        found = "; ".join(_malformed(item) for item in found[:5])
    return excerpt(found) if isinstance(found, str) else ""


def _malformed(item: Json) -> str:
    if not isinstance(item, dict):
        return excerpt(str(item), 80)
    loc = item.get("loc")
    path = ".".join(str(part) for part in loc[:8]) if isinstance(loc, list) else ""
    return f"{excerpt(path, 80)}: {_text(item, 'msg')}".strip(": ")


def _page_text(answer: Answer) -> str:
    """What an error page says: its title, or its words; plain text as it is."""
    text = answer.body[:20_000].decode("utf-8", "replace")
    if "<" not in text[:200]:
        return excerpt(text, 200)
    title = TITLE.search(text)
    return excerpt(title[1] if title else TAGS.sub(" ", text), 200)


def _not_json(answer: Answer) -> str:
    kind = excerpt(answer.headers.get("content-type", ""), 60) or "no content type"
    return f"{kind}, {_page_text(answer) or 'empty'}"


def _text(data: Mapping[str, Json], name: str) -> str:
    value = data.get(name)
    return excerpt(value, 500) if isinstance(value, str) else ""


def _first_text(*values: Json) -> str:
    return next((value for value in values if isinstance(value, str) and value and len(value) <= 8192), "")


def _credits(data: Mapping[str, Json], name: str) -> int | None:
    """Credits in whole numbers; what is left of one counts as none."""
    if data.get(name) is None:
        return None
    found = number(data[name])
    if found is None:
        raise BackendError(
            f'the backend\'s answer to the credits has no number as "{name}"', hint=PROTOCOL_HINT
        )
    return int(found // 1)


def _ms(seconds: Json) -> int | None:
    found = number(seconds)
    return round(found * 1000) if found is not None and found >= 0 else None


def _size(value: Json) -> int | None:
    found = number(value)
    return int(found) if found is not None and found >= 0 else None


def _epoch_s(value: Json) -> float | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
