"""interpret: what the embedded backend takes a sentence to mean, without doing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from nemobuild.backend.interpret import Understanding, answer_lines, understand


def interpret(text: str) -> Understanding:
    """What the embedded backend takes a sentence to mean."""
    return understand(text)


def interpret_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Requests, a JSON object a line, each answered with one."""
    return answer_lines(lines)
