"""A planner at an OpenAI-compatible endpoint. Off unless `NEMOBUILD_LLM_URL` is set, to its base (…/v1).

`NEMOBUILD_LLM_MODEL` names the model, `NEMOBUILD_LLM_KEY` is sent as a bearer token and never written anywhere. The answer
is read as JSON and is not believed: who asks checks every op against the table.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx

from nemobuild.errors import BackendError

URL, MODEL, KEY = "NEMOBUILD_LLM_URL", "NEMOBUILD_LLM_MODEL", "NEMOBUILD_LLM_KEY"
TIMEOUT_S = 60.0
LARGEST_ANSWER = 1_000_000
_ANOTHER = f"try again, or set another {MODEL}"


class LanguageModel:
    name = "language model"

    def available(self) -> bool:
        return bool(os.environ.get(URL))

    def plan(self, instruction: str, told: str) -> Sequence[Mapping[str, Any]]:
        base = os.environ[URL].rstrip("/")
        body = {
            "model": os.environ.get(MODEL) or "default",
            "temperature": 0,
            "messages": [{"role": "system", "content": told}, {"role": "user", "content": instruction}],
        }
        return ops_in(_asked(f"{base}/chat/completions", body, os.environ.get(KEY, "")))


def _asked(url: str, body: Mapping[str, Any], key: str) -> str:
    where = f"the language model at {_host(url)}"
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        with httpx.stream(
            "POST", url, json=body, headers=headers, timeout=TIMEOUT_S, follow_redirects=False
        ) as answer:
            if answer.status_code != 200:
                raise BackendError(
                    f"{where} answered {answer.status_code}", hint=f"look at {URL}, {MODEL} and {KEY}"
                )
            return _content(_limited(answer, where), where)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise BackendError(f"{where} did not answer: {type(error).__name__}", hint=f"look at {URL}") from None


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "no host"
    except ValueError:
        return "no host"


def _limited(answer: httpx.Response, where: str) -> bytes:
    read = bytearray()
    for part in answer.iter_bytes():
        read += part
        if len(read) > LARGEST_ANSWER:
            raise BackendError(
                f"{where} answered more than {LARGEST_ANSWER // 1_000_000} MB", hint=f"look at {URL}"
            )
    return bytes(read)


def _content(raw: bytes, where: str) -> str:
    try:
        content = json.loads(raw)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise BackendError(f"{where} answered nothing that can be read", hint=f"look at {URL}") from None
    return content if isinstance(content, str) else ""


def ops_in(content: str) -> Sequence[Mapping[str, Any]]:
    """The records in an answer: a JSON list, or an object with one under `ops`, bare or in a fence of Markdown."""
    fenced = re.search(r"```(?:json)?\s*(.*?)```", content, re.DOTALL)
    try:
        found = json.loads(fenced[1] if fenced else content)
    except (ValueError, RecursionError):
        raise BackendError("the language model's answer is no JSON", hint=_ANOTHER) from None
    listed = found.get("ops") if isinstance(found, dict) else found
    if not isinstance(listed, list) or not all(isinstance(op, dict) for op in listed):
        raise BackendError("the language model's answer is no list of ops", hint=_ANOTHER)
    return listed
