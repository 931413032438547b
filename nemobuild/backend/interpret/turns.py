"""When an edit of a sentence has its turn: what is said with `then` comes after what is said before it.

Knows words, not the timeline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nemobuild.backend.interpret import clauses
from nemobuild.backend.interpret.model import Op

_THEN = re.compile(
    r"(?<!\bsince )(?<!\bback )(?<!\buntil )(?<!\bby )(?<!\bnow and )\bthen\b(?! again)|\bafter (?:that|this)\b|\bafterwards?\b|然后|接着|之后再|随后",
    re.IGNORECASE,
)


def _without_quotations(text: str) -> str:
    """The text with what stands in quotes blanked: its words are shown, and give no order."""
    return clauses.read(text).low


_PART_OF_A_SPLIT = re.compile(r"\b(?:part|half|piece|segment|section)s?\b|段|部分")


def turn_of(op: Op, ops: Sequence[Op], text: str) -> int:
    """How often `then` was said before an op or as it begins. What is done to a part of what was just split comes after that."""
    said = sum(m.start() <= op.span.start for m in _THEN.finditer(_without_quotations(text)))
    splits = [o for o in ops if o.family == "split" and o.span.start < op.span.start]
    of_a_part = bool(splits) and op.family != "split" and bool(_PART_OF_A_SPLIT.search(op.text.lower()))
    return 2 * said + of_a_part
