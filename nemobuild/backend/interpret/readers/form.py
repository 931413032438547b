"""The form of a reader: a function from a fragment to the parameters that it found in its words."""

from __future__ import annotations

import re
from collections.abc import Callable

from nemobuild.backend.interpret.clauses import Fragment
from nemobuild.backend.interpret.model import Json
from nemobuild.backend.interpret.phrases.row import compiled

Params = dict[str, Json]
Reader = Callable[[Fragment], Params]


def search(pattern: str, low: str) -> re.Match[str] | None:
    """`re.search` for a pattern with the shorthand of the phrase table."""
    return compiled(pattern).search(low)
