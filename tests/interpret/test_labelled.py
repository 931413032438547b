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
# What a person wants to know or leaves open, and what a recipe says under exports: not counted.
NOT_COUNTED = {
    "question",
    "unspecified",
    "info",
    "script_writing",
    "record",
    "export",
    "duration",
    "thumbnail",
}


@pytest.fixture(scope="module")
def told():
    """Of each request: the families wanted, those that would be carried out, those refused."""
    found = []
    for request in REQUESTS:
        answer = understand(request["text"], request["input"])
        done = {op.family for op in answer.ops} - NOT_COUNTED
        found.append(
            (request, set(request["families"]) - NOT_COUNTED, done, {r.family for r in answer.refused})
        )
    return found


def test_what_is_asked_for_is_found_and_nothing_else(told):
    doable = [
        (w, d | (r & w if q["feasible"] == "partial" else set()))
        for q, w, d, r in told
        if q["feasible"] != "no"
    ]
    right = sum(len(wanted & got) for wanted, got in doable)
    assert right / sum(len(wanted) for wanted, _ in doable) > 0.937  # recall
    assert right / sum(len(got) for _, got in doable) > 0.974  # precision
    assert sum(wanted == got for wanted, got in doable) / len(doable) > 0.864  # exact


def test_what_needs_a_model_is_refused_and_not_turned_into_something_else(told):
    undoable = [(q, d, r) for q, _, d, r in told if q["feasible"] == "no"]
    right = [q["id"] for q, done, refused in undoable if refused and not done - set(q["families"])]
    assert len(right) / len(undoable) > 0.965
