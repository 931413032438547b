"""What a sentence is taken to mean, for people and as a record. Knows nothing about how it is understood."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nemobuild.cli.present.text import printable

if TYPE_CHECKING:
    from nemobuild.backend.interpret.model import Op, Refused, Understanding


def record(meaning: Understanding) -> dict[str, Any]:
    ops, refused = [op.record() for op in meaning.ops], [part.record() for part in meaning.refused]
    return {"type": "interpretation", "ops": ops, "refused": refused}


def text(meaning: Understanding) -> str:
    lines = [*map(_op_line, meaning.ops)]
    for part in meaning.refused:
        lines += _refused_lines(part)
    return "\n".join(lines) or "nothing: there is no edit in it"


def _op_line(op: Op) -> str:
    name = op.family if op.action in ("", op.family) else f"{op.family} ({op.action})"
    params = ", ".join(f"{key} {json.dumps(value, ensure_ascii=False)}" for key, value in op.params.items())
    missing = f"; asks for {', '.join(op.missing)}" if op.missing else ""
    return printable(f"{name}{': ' + params if params else ''}{missing}") + _quoted(op.text)


def _refused_lines(part: Refused) -> list[str]:
    nearest = [f"  try: {printable(part.nearest)}"] if part.nearest else []
    return [printable(f"refused ({part.family}): {part.reason}") + _quoted(part.text), *nearest]


def _quoted(words: str) -> str:
    return f'  <- "{printable(words.strip())}"' if words.strip() else ""
