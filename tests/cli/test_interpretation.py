"""What `interpret` shows, for people and as a record."""

from __future__ import annotations

import jsonschema

from nemobuild.backend.interpret.model import Op, Refused, Span, Understanding
from nemobuild.cli import interpretation
from nemobuild.recipe.schema import load_schema

WHOLE = Span(start=0, end=5)
MEANING = Understanding(
    ops=(
        Op(family="trim", action="keep", params={"start_ms": 0}, text="trim it", span=WHOLE),
        Op(family="fade", action="fade", text="", span=WHOLE, missing=("duration",)),
    ),
    refused=(
        Refused(
            text="make it\x1b pop", span=WHOLE, family="ai_only", reason="needs a model", nearest="fade in"
        ),
    ),
)


def test_for_people() -> None:
    assert interpretation.text(MEANING) == (
        'trim (keep): start_ms 0  <- "trim it"\n'
        "fade; asks for duration\n"
        'refused (ai_only): needs a model  <- "make it\\x1b pop"\n'
        "  try: fade in"
    )


def test_nothing() -> None:
    assert interpretation.text(Understanding()) == "nothing: there is no edit in it"


def test_as_a_record() -> None:
    record = interpretation.record(MEANING)
    jsonschema.validate(record, load_schema("events"))
    assert [op["family"] for op in record["ops"]] == ["trim", "fade"]
    assert record["refused"][0]["reason"] == "needs a model"
