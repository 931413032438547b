"""What a request says: who sends it, its JSON within limits, its fields by name. Everything wrong is a `Rejection`."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from nemobuild.backend.answers import TOKEN_INVALID, Rejection, malformed

Json = Any
SMALL_BODY, DRAFT_BODY = 1_000_000, 32_000_000
ATTRIBUTION = ("X-Skill-Source", "X-Skill-Version", "X-Skill-Platform")
ID = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


def bearer(request: Request) -> str:
    """The token; 1001 without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Rejection(TOKEN_INVALID, "a bearer token is missing", hint="send Authorization: Bearer <token>")
    return token.strip()


def require_attribution(request: Request) -> None:
    """402 without the headers that say which skill asks: the one way in which an export fails for lack of them."""
    missing = [name for name in ATTRIBUTION if not request.headers.get(name)]
    if missing:
        raise Rejection(402, f"attribution headers are missing: {', '.join(missing)}", hint="send all three")


async def json_body(request: Request, limit: int = SMALL_BODY) -> dict[str, Json]:
    """The body as a JSON object, without NaN, endless numbers or lone surrogates; 413 beyond `limit` bytes, 422 if it is none."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > limit:
            raise Rejection(413, f"the body is larger than {limit // 1_000_000} MB", hint="send less at once")
    try:
        body = json.loads(
            raw.decode() or "null", parse_constant=_not_a_number, parse_float=_finite, parse_int=_whole
        )
        body = json.loads(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise malformed("body", "is not JSON") from None
    if not isinstance(body, dict):
        raise malformed("body", "is not a JSON object")
    return body


def text_of(body: Mapping[str, Json], name: str, *, default: str | None = None, limit: int = 1000) -> str:
    value = body.get(name, default)
    if not isinstance(value, str) or len(value) > limit:
        raise malformed(name, f"a text of at most {limit} characters is needed")
    return value


def id_of(body: Mapping[str, Json], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise malformed(name, "an id is needed: letters, digits and _.:- only, at most 100")
    return value


def object_of(body: Mapping[str, Json], name: str, *, default: Json = None) -> dict[str, Json]:
    value = body.get(name, default)
    if not isinstance(value, dict):
        raise malformed(name, "an object is needed")
    return value


def message_of(body: Mapping[str, Json]) -> tuple[str, str]:
    """Session id and text of a `/run_sse` body, in snake or camel case as ADK's server takes both."""
    for snake, camel in (("app_name", "appName"), ("user_id", "userId")):
        if not isinstance(body.get(snake, body.get(camel)), str):
            raise malformed(snake, "a text is needed")
    session_id = body.get("session_id", body.get("sessionId"))
    if not isinstance(session_id, str):
        raise malformed("session_id", "a text is needed")
    message = body.get("new_message", body.get("newMessage"))
    parts = message.get("parts") if isinstance(message, dict) else None
    if not isinstance(parts, list) or not parts:
        raise malformed("new_message.parts", "a list with at least one part is needed")
    texts = [part.get("text") if isinstance(part, dict) else None for part in parts]
    words = [text for text in texts if isinstance(text, str)]
    if len(words) != len(parts):
        raise malformed("new_message.parts", "every part has to be a text")
    return session_id, "\n".join(words)


def _not_a_number(name: str) -> float:
    raise ValueError(name)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _whole(text: str) -> int:
    if len(text) > 30:  # digits; what is computed from it stays a number
        raise ValueError(text)
    return int(text)
