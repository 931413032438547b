"""A planner: something that may turn what the table does not understand into ops of the table.

What it is told, and the check of what it answers. An answer is believed no more than any input: only ops that the table
has, with parameters of the names and kinds that the table's own examples show, are carried out. Pure; the asking itself
is done elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Protocol

from nemobuild.backend.interpret.model import CannotDo, Op, Span
from nemobuild.backend.interpret.phrases import TABLE
from nemobuild.backend.interpret.understand import understand

MOST_OPS = 12
LONGEST_VALUE = 8000
_ASSUMED = "photos, two video clips, a logo, an SRT file"


class Planner(Protocol):
    def __call__(self, instruction: str, told: str) -> Sequence[Mapping[str, Any]]: ...


# Parameters that several edits take and no example shows, with a value of their kind.
_ALSO: Mapping[str, Any] = {
    "from_ms": 0, "to_ms": 0, "for_ms": 0, "last_ms": 0, "length_ms": 0, "duration_ms": 0, "start_ms": 0, "end_ms": 0,
    "clip": 1, "anchor": "", "place": "", "text": "", "detail": "", "color": "", "plate": "", "font": "", "size": 0.1,
    "opacity": 0.5, "volume": 0.5, "mood": "", "tempo": 100, "amount": 0.5, "asset": "", "name": "", "shape": "", "fit": "",
    "factor": 2.0, "each_ms": 0, "count": 3, "theme": "", "enter": "", "times_ms": [0], "between": [1, 2], "after": "",
    "before": "", "during": 1, "look": "", "change": 0.1, "degrees": 90.0, "on": "", "direction": "", "pace": "",
}  # fmt: skip


@cache
def shown() -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """For each edit that can be carried out the parameters that its examples show."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in TABLE:
        if row.is_refused or row.family in ("export", "unspecified"):
            continue
        params = found.setdefault((row.family, row.action), dict(row.fixed))
        for example in row.examples:
            for op in understand(example, _ASSUMED).ops:
                if (op.family, op.action) == (row.family, row.action):
                    params |= {k: v for k, v in op.params.items() if k not in params}
    return found


_TASK = (
    "You turn a person's wish for a video edit into operations. Answer with JSON alone: a list of at most"
    f" {MOST_OPS} objects with family, action and params. Use only the operations below, with parameters as shown."
    " Times are milliseconds. If the wish cannot be met with these operations, answer []."
)


@cache
def told() -> str:
    """What a planner is told: what to answer, and the edits with examples."""
    lines = [_TASK]
    for row in TABLE:
        if (row.family, row.action) in shown() and row.examples:
            params = dict(shown()[row.family, row.action])
            lines.append(f"{row.family} {row.action}: {row.about} E.g. {row.examples[0]} -> {params}")
    return "\n".join(lines)


def checked(records: Sequence[Mapping[str, Any]], text: str) -> tuple[Op, ...]:
    """The ops of an answer. Raises CannotDo for anything that is no edit of the table or no parameter of its kind."""
    if not records or len(records) > MOST_OPS:
        raise CannotDo(
            "the language model found no edit for this"
            if not records
            else "the language model wants too many edits"
        )
    return tuple(_op(record, text, number) for number, record in enumerate(records))


def _op(record: Mapping[str, Any], text: str, number: int) -> Op:
    """Each has a place of its own: edits that share their words are taken for one."""
    family, action, params = record.get("family"), record.get("action"), record.get("params") or {}
    known = shown().get((str(family), str(action)))
    if known is None or not isinstance(params, Mapping):
        raise CannotDo(
            f"the language model answered with an edit that does not exist: {str(family)[:40]} {str(action)[:40]}"
        )
    for name, value in params.items():
        like = known.get(name, _ALSO.get(name))
        if like is None or not _same_kind(value, like):
            raise CannotDo(
                f"the language model answered with a parameter that {family} does not have: {str(name)[:40]}"
            )
    return Op(
        family=str(family),
        action=str(action),
        params=dict(params),
        text=text,
        span=Span(start=number, end=len(text) + number),
    )


def _same_kind(value: Any, like: Any) -> bool:
    match value:
        case bool():
            return isinstance(like, bool)
        case int() | float():
            return isinstance(like, int | float) and not isinstance(like, bool) and abs(value) < 1e9
        case str():
            return isinstance(like, str) and len(value) <= LONGEST_VALUE
        case list():
            return isinstance(like, list) and len(value) <= 100 and all(_same_item(v, like) for v in value)
        case _:
            return False


def _same_item(value: Any, like: Sequence[Any]) -> bool:
    sample = like[0] if like else 0
    if isinstance(value, Mapping) and isinstance(sample, Mapping):
        return set(value) == set(sample) and all(_same_kind(value[k], sample[k]) for k in sample)
    return _same_kind(value, sample)
