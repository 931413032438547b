"""What a stranger wrote, made safe: JSON with limits, and text that may reach a terminal or a file.

It knows nothing about what the JSON means.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any, Never

Json = Any

MAX_DEPTH = 100  # of nested lists and objects; a draft is about 10 deep, and what walks it recurses
HIDDEN = "[token]"
MAX_DIGITS = 30  # of a whole number; ids have 20, and a sum of such still has a quotient

ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
LINE_BREAKS = re.compile("\r\n|\r|\u0085|\u2028|\u2029|\x0b|\x0c")
# C0 but tab and LF, DEL, C1, lone surrogates, and the marks that reorder or hide text on a terminal.
UNSHOWABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\u202a-\u202e\u2066-\u2069]")
SURROGATES = re.compile("[\ud800-\udfff]")


class NotJson(ValueError):
    """The text is not JSON, or is nested too deeply."""


def parse(text: str | bytes) -> Json:
    """The value of a JSON text. NaN, Infinity and what a float cannot hold are not JSON here. Raises NotJson with a reason."""
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite, parse_int=_whole)
    except RecursionError:
        raise NotJson("it is nested too deeply") from None
    except ValueError:
        raise NotJson("it is not JSON") from None
    if _deeper_than(value, MAX_DEPTH):
        raise NotJson("it is nested too deeply")
    return value


def clean(text: str) -> str:
    """Text without control characters, terminal sequences and lone surrogates; every line break becomes LF."""
    text = LINE_BREAKS.sub("\n", ANSI.sub("", text))
    return SURROGATES.sub("\ufffd", UNSHOWABLE.sub("", text))


def clean_json(value: Json) -> Json:
    """The same for every string inside a JSON value, keys included."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [clean_json(item) for item in value]
    if isinstance(value, Mapping):
        return {clean(str(key)): clean_json(item) for key, item in value.items()}
    return value


def without(value: Json, secret: str) -> Json:
    """Bytes, a text, or every string inside a JSON value, with `[token]` in the place of a secret; an empty one is none."""
    if not secret:
        return value
    if isinstance(value, bytes):
        return value.replace(secret.encode(), HIDDEN.encode())
    if isinstance(value, str):
        return value.replace(secret, HIDDEN)
    if isinstance(value, list):
        return [without(item, secret) for item in value]
    if isinstance(value, Mapping):
        return {without(key, secret): without(item, secret) for key, item in value.items()}
    return value


def excerpt(text: str, limit: int = 300) -> str:
    """One clean line of at most `limit` characters, for an error."""
    line = " ".join(clean(text[: 20 * limit]).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _refuse(name: str) -> Never:
    raise ValueError(name)


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _refuse(text)


def _whole(text: str) -> int:
    return int(text) if len(text) <= MAX_DIGITS else _refuse(text)


def _deeper_than(value: Json, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: Json) -> list[Json]:
    found = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [item for item in found if isinstance(item, (dict, list))]
