"""What the YAML parser says, in the words of somebody who wants to get on.

The one edge where PyYAML's exceptions are turned into ours. The texts on the left are libyaml's and PyYAML's.
"""

from __future__ import annotations

import re

import yaml

from nemobuild.errors import Problem
from nemobuild.recipe.nodes import TOO_DEEP
from nemobuild.recipe.source import Source

_TAB = re.compile(r"^ *\t[ \t]*(?=[^\s])", re.MULTILINE)
_BARE_TEMPLATE = re.compile(r"(?:^|[:\-,\[]\s+)(\{\{|\{%)")

_COLON_IN_TEXT = re.compile(r"^ *(?:- +)+(?P<key>[^\s\"'\[{&*!|>%@`#,?:-][^:#\"']*?): +[\"']")
"""An item that goes on in quotes after a colon: `- Add a title: "Hello" for 3 seconds`."""
_KEYS_OF_STEPS = ("id", "say", "uses", "expect")

# What the parser says (its beginning), what we say, how to fix it.
_SAYINGS: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", 'unexpected ":"', 'put text that contains ": " in quotes'),
    ("could not find expected ':'", 'no ":" after the key', 'write "key: value", or check the indentation'),
    (
        "did not find expected key",
        "this does not fit what stands above it",
        "check the indentation and the quotes",
    ),
    (
        "did not find expected '-' indicator",
        "this does not fit the list above it",
        'check the indentation; begin an item with "- ", and quote the whole of it or nothing',
    ),
    (
        "expected <block end>",
        "this does not fit what stands above it",
        "check the indentation and the quotes",
    ),
    ("did not find expected ',' or '}'", 'a "{" is not closed', 'add "}", or put the text in quotes'),
    ("did not find expected ',' or ']'", 'a "[" is not closed', 'add "]", or put the text in quotes'),
    ("expected ',' or '}'", 'a "{" is not closed', 'add "}", or put the text in quotes'),
    ("expected ',' or ']'", 'a "[" is not closed', 'add "]", or put the text in quotes'),
    (
        "did not find expected node content",
        "a value is missing here",
        "write the value, or put the text in quotes",
    ),
    (
        "block sequence entries are not allowed",
        "a list item cannot stand here",
        "start it in a line of its own",
    ),
    ("sequence entries are not allowed", "a list item cannot stand here", "start it in a line of its own"),
    ("found unknown escape character", "unknown escape", "write \\\\ for a backslash, or use single quotes"),
    (
        "did not find expected hexdecimal number",
        "unknown escape",
        "write \\\\ for a backslash, or use single quotes",
    ),
    (
        "did not find expected comment or line break",
        "text after the block mark",
        "start the text in the next line",
    ),
    (
        "did not find expected <document start>",
        "this does not fit what stands above it",
        "check the indentation",
    ),
    # libyaml gives up before we do where it reads ahead, as it does in "[[[…".
    ("exceeded maximum nesting depth", *TOO_DEEP),
)

_SAID_AT_THE_END = (
    "could not find expected ':'",
    "did not find expected ',' or",
    "expected ',' or",
)
"""Said where the parser gave up; the mistake is where it began."""


def problems_of(error: yaml.YAMLError, source: Source) -> list[Problem]:
    """What the parser stopped at; for tabs, all of them."""
    at, said, opened = _read(error)
    at = min(at, max(0, len(source.text) - 1))
    if tabs := _tabs(source, at):
        return tabs
    if "end of stream" in said and opened is not None:
        return [_problem(source, opened, "a quote is never closed", "close it at the end of the text")]
    began = opened if opened is not None and said.startswith(_SAID_AT_THE_END) else at
    return [_say(source, began, said)]


def _read(error: yaml.YAMLError) -> tuple[int, str, int | None]:
    """Where, what, and where the thing began that could not be finished."""
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        context = error.context_mark.index if error.context_mark else None
        return (mark.index if mark else 0), error.problem or "not YAML", context
    return int(getattr(error, "position", 0)), str(getattr(error, "reason", error)), None


def _tabs(source: Source, at: int) -> list[Problem]:
    line = source.line_of(at)
    matches = list(_TAB.finditer(source.text))
    if not any(source.line_of(match.start()) in (line, line + 1) for match in matches):
        return []
    hint = "indent with spaces: YAML does not allow tabs"
    firsts = [source.text.index("\t", match.start()) for match in matches]
    return [_problem(source, first, "a tab indents this line", hint) for first in firsts]


def _say(source: Source, at: int, said: str) -> Problem:
    line = source.line(source.line_of(at))
    if template := _BARE_TEMPLATE.search(line):
        start = at - source.where(at).column + 1 + template.start(1)
        hint = f'put a value that begins with "{template[1]}" in quotes'
        return _problem(source, start, f'"{template[1]}" begins a mapping in YAML', hint, 2)
    if said.startswith("did not find expected key") and (found := _colon_in_text(line)):
        key, whole = found
        quoted = whole.replace("'", "''")
        start = at - source.where(at).column + 1 + line.index(key) + len(key)
        what = f'the ":" makes a key of "{key}"'
        return _problem(source, start, what, f"put the whole of it in quotes: '{quoted}'")
    if said.startswith(("found character", "did not find expected alphabetic", "expected alphabetic")):
        return _first_character(source, at)
    for beginning, what, hint in _SAYINGS:
        if said.startswith(beginning):
            return _problem(source, at, what, hint)
    return _problem(
        source, at, f"not YAML: {said}", "write the line anew; put text with signs in it in quotes"
    )


def _colon_in_text(line: str) -> tuple[str, str] | None:
    """What stands before the colon of an item that was meant as text, and the whole of that text."""
    found = _COLON_IN_TEXT.match(line)
    if found is None or found["key"] in _KEYS_OF_STEPS:
        return None
    return found["key"], line[found.start("key") :].strip()


def _first_character(source: Source, at: int) -> Problem:
    while at and source.text[at] not in "@`%|>&*":
        at -= 1
    character = source.text[at]
    return _problem(source, at, f'text cannot begin with "{character}"', "put it in quotes")


def _problem(source: Source, at: int, what: str, hint: str, length: int = 1) -> Problem:
    return Problem(what=what, where=source.where(at, at + length), hint=hint)
