"""Requests that others wrote and labelled with the families they ask for, without knowing the phrases.

The share that is found may not fall. A request that a rule was made for proves nothing about the next one, so the
figures of requests that nobody had seen are lower; they are told in CONTRIBUTING.
"""

import json
from pathlib import Path

import pytest

from nemobuild.backend.interpret import understand

REQUESTS = [
    json.loads(line)
    for line in (Path(__file__).parent / "labelled" / "requests.jsonl").read_text("utf-8").splitlines()
]
# What a person wants to know or leaves open, what somebody else has to do, and what a recipe says under exports.
OF_OTHERS = {"question", "unspecified", "info", "script_writing", "record", "export"}
# A length, which may be a word of another wish, and a cover, which a recipe may say under exports as well.
EITHER_WAY = {"duration", "thumbnail"}
NOT_COUNTED = OF_OTHERS | EITHER_WAY


@pytest.fixture(scope="module")
def answers():
    return [(request, understand(request["text"], request["input"])) for request in REQUESTS]


@pytest.fixture(scope="module")
def told(answers):
    return told_without(answers, NOT_COUNTED)


def told_without(answers, not_counted):
    """Of each request: the families wanted, those that would be carried out, those refused."""
    return [
        (
            request,
            set(request["families"]) - not_counted,
            {op.family for op in answer.ops} - not_counted,
            {r.family for r in answer.refused},
        )
        for request, answer in answers
    ]


def figures(told):
    """Recall and precision of families, and the share of requests with all found and none invented."""
    doable = [
        (w, d | (r & w if q["feasible"] == "partial" else set()))
        for q, w, d, r in told
        if q["feasible"] != "no"
    ]
    right = sum(len(wanted & got) for wanted, got in doable)
    return (
        right / sum(len(wanted) for wanted, _ in doable),
        right / sum(len(got) for _, got in doable),
        sum(wanted == got for wanted, got in doable) / len(doable),
    )


def test_what_is_asked_for_is_found_and_nothing_else(told):
    recall, precision, exact = figures(told)
    assert recall > 0.937
    assert precision > 0.974
    assert exact > 0.864


def test_what_is_found_with_lengths_and_covers_counted(answers):
    recall, precision, exact = figures(told_without(answers, OF_OTHERS))
    assert recall > 0.915
    assert precision > 0.971
    assert exact > 0.816


def test_what_needs_a_model_is_refused_and_not_turned_into_something_else(told):
    undoable = [(q, d, r) for q, _, d, r in told if q["feasible"] == "no"]
    right = [q["id"] for q, done, refused in undoable if refused and not done - set(q["families"])]
    assert len(right) / len(undoable) > 0.965
