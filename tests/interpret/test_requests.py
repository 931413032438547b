"""Requests a line in, answers a line out; and the page that is made of the table."""

import ast
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.backend import interpret
from nemobuild.backend.interpret import FAMILIES, answer_lines, documentation, understand, values
from nemobuild.backend.interpret.apply.table import EDITS
from nemobuild.backend.interpret.clauses import MASK, QUOTE
from nemobuild.backend.interpret.phrases import TABLE, compiled, says


def test_each_request_is_answered_in_order_and_broken_lines_too():
    lines = [
        '{"id": "a", "text": "trim the first 5 seconds", "input": "one video"}',
        "",
        "nonsense",
        '{"id": 2}',
    ]
    answers = list(answer_lines(lines))
    assert answers[0] == {
        "id": "a",
        "ops": [
            {
                "family": "trim",
                "action": "ends",
                "params": {"start_ms": 5000},
                "text": "trim the first 5 seconds",
                "span": [0, 24],
            }
        ],
        "refused": [],
    }
    assert [a["error"] for a in answers[1:]] == ['not a JSON object with a string under "text"'] * 2
    json.dumps(answers)


@pytest.mark.parametrize(
    "line", ["[" * 100_000, *(f'{{"id": {n}, "text": "merge"}}' for n in ("1e999", "-Infinity", "[NaN]"))]
)
def test_a_line_that_no_json_can_answer_takes_no_answer_from_the_next(line):
    broken, answered = answer_lines([line, '{"id": 1.5, "text": "trim the first 5 seconds"}'])
    assert (broken["id"], broken["error"]) == (None, 'not a JSON object with a string under "text"')
    assert (answered["id"], len(answered["ops"])) == (1.5, 1)
    json.dumps([broken, answered], allow_nan=False)


@given(st.text(max_size=200), st.text(max_size=40))
def test_anything_at_all_is_answered(text, described):
    found = understand(text, described)
    assert found.ops or found.refused
    assert all(part.family in FAMILIES for part in (*found.ops, *found.refused))
    assert all(text[p.span.start : p.span.end] == p.text for p in found.ops)


@pytest.mark.parametrize(
    "text",
    [
        'Create a 30-second video from this text: "'
        + "the quick brown fox makes a video of it " * 150
        + '" with calm music',
        "split at " + " and ".join(["2 seconds"] * 60),
        "make a video " * 600,
        ("make a video " * 46 + ", ") * 13,
    ],
)
def test_long_texts_are_read(text):
    """A quotation of 1,000 letters had taken 56 s, twenty lengths in a row minutes."""
    found = understand(text, "one video")
    assert found.ops or found.refused


def test_a_quotation_is_matched_as_a_whole_and_a_length_in_one_way():
    """What made the time grow: each part of a quotation was tried, and a blank in a length could be read in two ways."""
    quotation = MASK * 6
    assert [m.span() for m in re.finditer(QUOTE, quotation)] == [(0, 6)]
    assert all(re.compile(QUOTE).match(quotation, at) is None for at in range(1, 6))
    assert [m[0] for m in re.finditer(values.LENGTH, "1 second 2 seconds and 3 seconds")] == [
        "1 second",
        "2 seconds",
        "3 seconds",
    ]
    assert re.fullmatch(values.LENGTH, "1 hour 2 minutes and 3 seconds")


def test_a_clause_that_nobody_would_say_is_refused_unread():
    (part,) = understand("make a video " * 100, "one video").refused
    assert part.reason == "a clause of 1299 letters; at most 600 are read, beside texts in quotes"


def test_no_quantifier_has_become_a_tuple():
    """`{1, 4}` in an f-string is the text `(1, 4)`."""
    package = Path(interpret.__file__).parents[2]
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assert not (isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Tuple)), (
                path,
                node.lineno,
            )


def test_every_row_that_is_not_refused_can_be_carried_out():
    rows = {(row.family, row.action) for row in TABLE if not row.is_refused}
    assert rows - set(EDITS) == {("export", "export"), ("unspecified", "undo")}


def test_every_example_is_understood_as_its_row():
    for row in TABLE:
        for example in row.examples:
            found = understand(example, "photos, two video clips, a logo, an SRT file")
            named = {p.family for p in (*found.ops, *found.refused)}
            assert row.family in named or row.given, (row.family, row.action, example, named)


def test_the_page_has_every_family_of_the_table():
    page = documentation({"title": "frames/title.png"})
    for family in {row.family for row in TABLE}:
        assert f"## {family}\n" in page
    assert "![title](frames/title.png)" in page
    assert "`Trim the pauses in the talk`" in page


def test_the_page_that_is_shipped_is_that_of_the_table():
    docs = Path(__file__).parents[2] / "docs"
    frames = {path.stem: f"frames/{path.name}" for path in sorted((docs / "frames").glob("*.jpg"))}
    assert (docs / "what-you-can-say.md").read_text("utf-8") == documentation(frames)


PATTERNS = sorted({p for row in TABLE for p in (*row.says, *row.unless, *row.not_with)})
SENTENCES = [
    json.loads(line)["text"].lower()
    for line in (Path(__file__).parent / "labelled/requests.jsonl").read_text("utf-8").splitlines()[::40]
]


def test_a_pattern_is_found_by_its_literals_just_where_it_is_found_without():
    for pattern in PATTERNS:
        whole = compiled(pattern)
        for sentence in SENTENCES:
            assert says(pattern, sentence) == bool(whole.search(sentence)), (pattern[:80], sentence)


@pytest.mark.parametrize(
    ("pattern", "words", "found"),
    [
        (r"\btransitions?\b|wipes?", "a wip", False),
        (r"\btransitions?\b|wipes?", "wipe it", True),
        (r"(?:cut|trim)(?: off)? <len>", "trim off 5 seconds", True),
        (r"colou?r{1,2}s", "the colorrs", True),
        (r"a{0,3}bc", "bc", True),
        (r"(?:x|)yes", "yes", True),
        (r"(?:long|longer)?", "", True),
        (r"[a|b]|zz", "b", True),
    ],
)
def test_literals_of_patterns(pattern, words, found):
    assert says(pattern, words) is found


def test_a_bug_in_one_line_takes_no_answer_from_the_others(monkeypatch):
    def broken(text, described):
        if text == "bad":
            raise KeyError(text)
        return understand(text, described)

    monkeypatch.setattr("nemobuild.backend.interpret.lines.understand", broken)
    requests = ['{"id": 1, "text": "bad"}', '{"id": 2, "text": "trim the first 5 seconds"}']
    first, second = answer_lines(requests)
    assert (first["id"], first["error"]) == (1, "a bug in nemobuild: KeyError")
    assert second["ops"][0]["family"] == "trim"
