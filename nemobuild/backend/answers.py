"""Answers of the server: the envelope, and the refusals that become one.

A code of the protocol's table below 1000 is the HTTP status as well. Codes from 1001 on have an HTTP status that no row
of the table uses for something else. The envelope's `code` is what counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

Json = Any

TOKEN_INVALID, SESSION_NOT_FOUND, OUT_OF_CREDITS = 1001, 1002, 2001
UNSUPPORTED_FILE, FILE_TOO_LARGE = 4001, 4002
STATUS_OF_CODE: Mapping[int, int] = {1001: 401, 1002: 404, 2001: 403, 4001: 415, 4002: 413}


class Rejection(Exception):
    """A request that is answered with an error: `code` of the protocol's table, a sentence, and how to go on."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        hint: str = "",
        headers: Mapping[str, str] | None = None,
        detail: Json = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.headers = dict(headers or {})
        self.detail = detail

    @property
    def status(self) -> int:
        return STATUS_OF_CODE.get(self.code, self.code)


class JsonAnswer(Response):
    """JSON in ASCII, as everything that this server sends."""

    media_type = "application/json"

    def render(self, content: Json) -> bytes:
        return ascii_json(content)


def ascii_json(content: Json) -> bytes:
    return json.dumps(content, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def success(data: Json) -> JsonAnswer:
    return JsonAnswer({"code": 0, "data": data})


def refusal(rejection: Rejection) -> JsonAnswer:
    """The envelope of a refusal. `detail` is the list that ADK's server sends with a 422."""
    envelope: dict[str, Json] = {"code": rejection.code, "message": rejection.message}
    if rejection.hint:
        envelope["hint"] = rejection.hint
    if rejection.detail is not None:
        envelope["detail"] = rejection.detail
    return JsonAnswer(envelope, status_code=rejection.status, headers=rejection.headers)


def malformed(where: str, what: str) -> Rejection:
    """A body that is not what the call takes: 422, with `detail` as a list."""
    detail = [{"type": "value_error", "loc": ["body", *where.split(".")], "msg": what}]
    return Rejection(422, f"{where}: {what}", detail=detail)
