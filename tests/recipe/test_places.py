"""Indices of a value lead back to where its characters are written, whatever the style of the scalar."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nemobuild.recipe.nodes import Mapping, Scalar
from nemobuild.recipe.places import Origin, Piece, index_in_source, part, whole
from nemobuild.recipe.source import Source, decode
from nemobuild.recipe.syntax import parse


def scalar(text: str) -> tuple[Source, Scalar]:
    source = Source(text, "r.yaml")
    root, wrong = parse(source)
    assert not wrong
    assert isinstance(root, Mapping)
    node = root.values[0]
    assert isinstance(node, Scalar)
    return source, node


@pytest.mark.parametrize(
    ("text", "word", "line", "column"),
    [
        ("say: add a title", "title", 1, 12),
        ('say: "add a title"', "title", 1, 13),
        ('say: "\\u4e2d\\t\\"a\\" title"', "title", 1, 21),
        ("say: 'it''s a title'", "title", 1, 15),
        ("say: |\n  add\n    a title\n", "title", 3, 7),
        ("say: >-\n  add\n\n  a\n  title\n", "title", 5, 3),
        ("say: add\n  a\n  title", "title", 3, 3),
        ('say: "add \\\n  a title"', "title", 2, 5),
        ("say: &name add a title", "title", 1, 18),
        ("say: 加一个 title", "title", 1, 10),
    ],
)
def test_a_word_is_found_where_it_is_written(text: str, word: str, line: int, column: int) -> None:
    source, node = scalar(text)
    start = node.text.index(word)
    where = part(source, node, start, start + len(word))
    assert (where.line, where.column, where.length) == (line, column, len(word))


_words = st.lists(st.text(alphabet="abc'\"\\{}中é😀", min_size=1, max_size=4), min_size=1, max_size=8)


@given(
    _words,
    st.sampled_from(["'", '"', "|", ">", ""]),
    st.sampled_from([" ", "\n", "  ", "\n\n"]),
    st.booleans(),
)
@settings(max_examples=300)
def test_every_visible_character_is_found_exactly(
    words: list[str], style: str, gap: str, ascii_only: bool
) -> None:
    value = gap.join(words)
    text = yaml.dump({"say": value}, default_style=style or None, allow_unicode=not ascii_only, width=20)
    source = Source(text, "r")
    root, wrong = parse(source)
    assume(not wrong and isinstance(root, Mapping))
    assert isinstance(root, Mapping)
    node = root.values[0]
    assert isinstance(node, Scalar)
    for index, character in enumerate(node.text):
        if not character.isspace():
            found = text[index_in_source(source, node, index)]
            assert found == character or (node.style == '"' and found == "\\")


def test_the_whole_is_the_content_without_its_quotes() -> None:
    source, node = scalar("say: 'add a title'")
    assert (whole(source, node).column, whole(source, node).length) == (7, 11)
    source, node = scalar("say: |\n  first\n  second\n")
    assert (whole(source, node).line, whole(source, node).column, whole(source, node).length) == (2, 3, 5)


def test_an_expanded_text_leads_back_through_its_pieces() -> None:
    source, node = scalar("say: Release {{ version }} now")
    pieces = (
        Piece(start=0, end=8, source_start=0, source_end=8, literal=True),
        Piece(start=8, end=13, source_start=8, source_end=21, literal=False),
        Piece(start=13, end=17, source_start=21, source_end=25, literal=True),
    )
    origin = Origin(source=source, node=node, pieces=pieces)
    value = origin.where(8, 13)
    assert value.source_line[value.column - 1 :][: value.length] == "{{ version }}"
    after = origin.where(14, 17)
    assert after.source_line[after.column - 1 :][: after.length] == "now"


def test_columns_count_characters_and_lines_end_as_editors_have_it() -> None:
    source = Source("eins\r\n字字x\rdrei", "r")
    assert source.line(2) == "字字x"
    where = source.where(source.text.index("x"))
    assert (where.line, where.column) == (2, 3)
    assert source.where(source.text.index("d"), 10_000).length == 4


def test_a_byte_order_mark_is_no_character() -> None:
    source, wrong = decode("\ufeffa: b".encode(), "r")
    assert not wrong
    assert source.text == "a: b"


def test_utf16_and_control_characters_are_said() -> None:
    _, (problem,) = decode("a: b".encode("utf-16"), "r")
    assert (problem.what, problem.hint) == ("the file is UTF-16", "save it as UTF-8")
    _, (problem,) = decode(b"a: \x07b", "r")
    assert (problem.what, problem.hint, str(problem.where)) == (
        "invisible character U+0007", "remove it; is this a text file?", "r:1:4")  # fmt: skip
