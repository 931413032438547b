"""Instructions in words to edits of a timeline: by a table of phrases, without a model.

`interpret` carries an instruction out, `understand` says what a request is taken to mean, `answer_lines` does that for
a stream of requests, `documentation` is the page "What you can say".
"""

from __future__ import annotations

from nemobuild.backend.interpret.analysis import Analysis, NoAnalysis
from nemobuild.backend.interpret.answer import interpret
from nemobuild.backend.interpret.documentation import documentation
from nemobuild.backend.interpret.lines import answer_lines, answered
from nemobuild.backend.interpret.model import FAMILIES, Answer, Op, Refused, Span, Understanding
from nemobuild.backend.interpret.understand import understand

__all__ = [
    "FAMILIES", "Analysis", "Answer", "NoAnalysis", "Op", "Refused", "Span", "Understanding",
    "answer_lines", "answered", "documentation", "interpret", "understand",
]  # fmt: skip
