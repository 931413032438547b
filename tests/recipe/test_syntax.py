"""YAML text to a tree with places, and its mistakes in human words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemobuild.errors import Problem
from nemobuild.recipe import syntax
from nemobuild.recipe.nodes import Mapping, Scalar, Sequence, plain
from nemobuild.recipe.source import Source
from nemobuild.recipe.syntax import parse


def problems(text: str) -> list[Problem]:
    return parse(Source(text, "r.yaml"))[1]


def said(text: str) -> list[tuple[str, str, str]]:
    """Place, sentence and hint of each problem."""
    return [(str(p.where), p.what, p.hint) for p in problems(text)]


ANY = "write the line anew; put text with signs in it in quotes"


def test_the_tree_has_places() -> None:
    text = 'a: [1, "zwei"]\nb:\n  c: 字\n'
    root, wrong = parse(Source(text, "r.yaml"))
    assert not wrong
    assert isinstance(root, Mapping)
    items, b = root.values
    assert isinstance(items, Sequence)
    assert [text[item.start : item.end] for item in items.items] == ["1", '"zwei"']
    assert isinstance(b, Mapping)
    assert isinstance(leaf := b.values[0], Scalar)
    assert (leaf.value, text[leaf.start : leaf.end]) == ("字", "字")
    assert plain(root) == {"a": [1, "zwei"], "b": {"c": "字"}}


def test_yaml_1_1_is_not_spoken() -> None:
    root, _ = parse(Source("a: no\nb: 16:9\nc: 2026-03-04\nd: on\n<<: x\n", "r"))
    assert root is not None
    assert plain(root) == {"a": "no", "b": "16:9", "c": "2026-03-04", "d": "on", "<<": "x"}


def test_an_alias_stands_for_its_value() -> None:
    root, wrong = parse(Source("a: &x [1, 2]\nb: *x\nc: &y hi\nd: *y", "r"))
    assert not wrong
    assert root is not None
    assert plain(root) == {"a": [1, 2], "b": [1, 2], "c": "hi", "d": "hi"}


def test_an_empty_text_has_no_tree() -> None:
    assert parse(Source("# nothing\n", "r")) == (None, [])


@pytest.mark.parametrize(
    ("text", "place", "what", "hint"),
    [
        ('- Add a title: "Hello" for 3 s', "r.yaml:1:14", 'the ":" makes a key of "Add a title"',
         "put the whole of it in quotes: 'Add a title: \"Hello\" for 3 s'"),
        ("a:\n  - Say it: \"it's\" twice", "r.yaml:2:11", 'the ":" makes a key of "Say it"',
         "put the whole of it in quotes: 'Say it: \"it''s\" twice'"),
        ('- say: "Hello" twice', "r.yaml:1:16", "this does not fit what stands above it",
         "check the indentation and the quotes"),
        ("a: b: c", "r.yaml:1:5", 'unexpected ":"', 'put text that contains ": " in quotes'),
        ("a: 1\nfoo\n", "r.yaml:2:1", 'no ":" after the key', 'write "key: value", or check the indentation'),
        ("a:\n  - b\n c: 1", "r.yaml:3:2", "this does not fit what stands above it",
         "check the indentation and the quotes"),
        ('- "a" b', "r.yaml:1:7", "this does not fit the list above it",
         'check the indentation; begin an item with "- ", and quote the whole of it or nothing'),
        ("a: {b: 1", "r.yaml:1:4", 'a "{" is not closed', 'add "}", or put the text in quotes'),
        ("a: [1, 2\nb: 3", "r.yaml:1:4", 'a "[" is not closed', 'add "]", or put the text in quotes'),
        ("a: ]", "r.yaml:1:4", "a value is missing here", "write the value, or put the text in quotes"),
        ("%FOO bar\n---\na: 1", "r.yaml:1:5", "not YAML: found unknown directive name", ANY),
        ("%YAML 9.9\n---\na: b", "r.yaml:1:1", "not YAML: found incompatible YAML document", ANY),
        ("a: - b", "r.yaml:1:4", "a list item cannot stand here", "start it in a line of its own"),
        ('a: "\\q"', "r.yaml:1:5", "unknown escape", "write \\\\ for a backslash, or use single quotes"),
        ("a: 'foo\nb: 1", "r.yaml:1:4", "a quote is never closed", "close it at the end of the text"),
        ("a: |foo\n  x", "r.yaml:1:5", "text after the block mark", "start the text in the next line"),
        ("a: @x", "r.yaml:1:4", 'text cannot begin with "@"', "put it in quotes"),
        ("a: `x`", "r.yaml:1:4", 'text cannot begin with "`"', "put it in quotes"),
        ("a: %x", "r.yaml:1:4", 'text cannot begin with "%"', "put it in quotes"),
        ("- *\n", "r.yaml:1:3", 'text cannot begin with "*"', "put it in quotes"),
        ("a: {% if x %}", "r.yaml:1:4", '"{%" begins a mapping in YAML', 'put a value that begins with "{%" in quotes'),
        ("a: {{ x }} y", "r.yaml:1:4", '"{{" begins a mapping in YAML', 'put a value that begins with "{{" in quotes'),
        ("a: {{ x }}", "r.yaml:1:5", "a key must be text", 'put a value that begins with "{{" in quotes'),
        ("? [a]\n: b", "r.yaml:1:3", "a key must be text", "write plain text before the colon"),
        ("a: !x y", "r.yaml:1:4", 'the tag "!x" means nothing here', 'put text that begins with "!" in quotes'),
        ("a: !!map {}", "r.yaml:1:4", 'the tag "!!map" means nothing here', 'put text that begins with "!" in quotes'),
        ("a: *x", "r.yaml:1:4", 'nothing is named "&x"', 'put text that begins with "*" in quotes'),
        ("a: &x [*x]", "r.yaml:1:8", 'the alias "*x" stands inside what it stands for', "write the value out"),
        ("a: 1\n---\nb: 1", "r.yaml:2:1", "a second document",
         'remove the line "---" and what follows: one recipe a file'),
        ("a: 1\nb: 2\na: 3", "r.yaml:3:1", 'duplicate key "a" in the recipe', "it stands in line 1 already"),
        ("a:\n\tb: 1", "r.yaml:2:1", "a tab indents this line", "indent with spaces: YAML does not allow tabs"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_at_its_place(text: str, place: str, what: str, hint: str) -> None:
    assert said(text) == [(place, what, hint)]


def test_all_tabs_are_said_at_once() -> None:
    text = 'a:\n\t- b\n  \t- c\nd: "x\ty"\n'
    assert [place for place, _, _ in said(text)] == ["r.yaml:2:1", "r.yaml:3:3"]


def test_a_mistake_with_no_saying_of_its_own_is_the_parsers() -> None:
    assert (
        said("%YAML 1.1 x\n---\na: 1")
        == [("r.yaml:1:11", "not YAML: did not find expected comment or line break", ANY)]
        or said("%YAML 1.1 x\n---\na: 1")[0][1] == "text after the block mark"
    )


def test_aliases_cannot_be_a_bomb() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    (problem,) = problems("\n".join(lines))
    assert problem.what == "aliases stand for more than 50000 values"
    assert problem.hint == "write fewer aliases"


@pytest.mark.parametrize("text", ["[" * 5000, "- " * 5000 + "x", "{a: " * 5000, "? " * 5000])
def test_deep_nesting_is_a_problem_and_no_crash(text: str) -> None:
    (problem,) = problems(text)
    assert problem.what == "nested more than 40 levels deep"
    assert problem.hint == "a recipe needs no more than six"


@given(st.text(alphabet=st.sampled_from(list("ab1:-[]{}\"'|>&*!#%@,? \n\té中")), max_size=40))
@settings(max_examples=400)
def test_any_text_is_a_tree_or_a_problem(text: str) -> None:
    """And every place lies inside the text."""
    source = Source(text, "r")
    root, wrong = parse(source)
    assert (
        root is not None
        or wrong
        or not text.strip()
        or all(
            line.lstrip().startswith(("#", "%", "---")) or not line.strip() or "..." in line
            for line in text.splitlines()
        )
    )
    for problem in wrong:
        assert problem.where is not None
        assert source.line(problem.where.line) == problem.where.source_line
        assert 1 <= problem.where.column <= len(problem.where.source_line) + 1


_texts = st.text(
    st.characters(exclude_characters="\x85\u2028\u2029\ufeff", exclude_categories=["Cs", "Cc"]), max_size=12
)
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=8,
)


@given(_values)
@settings(max_examples=150)
def test_json_is_read_back(value: object) -> None:
    """JSON is YAML 1.2."""
    text = json.dumps(value, ensure_ascii=False)
    root, wrong = parse(Source(text, "r"))
    assert not wrong
    assert root is not None
    assert plain(root) == value


def test_without_libyaml_the_result_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'a: &x [1, "zwei"]\nb: {c: *x}\nd: |\n  e\n  f\n'
    with_c = parse(Source(text, "r"))
    monkeypatch.setattr(syntax.yaml, "__with_libyaml__", False)
    assert parse(Source(text, "r")) == with_c
    assert said("a: b: c")[0][1] == 'unexpected ":"'
    assert said("a: {b: 1")[0][1] == 'a "{" is not closed'
    assert said("a: @x")[0][1] == 'text cannot begin with "@"'
