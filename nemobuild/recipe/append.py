"""A recipe's text with one more step at the end. Pure. Comments and formatting stay as they are.

The step is put in by position, and what came of it is read again: a text in which it would mean anything else than the
same recipe with one more step is never given.
"""

from __future__ import annotations

import json
import re

from nemobuild.errors import RecipeError, UsageError
from nemobuild.recipe.nodes import Mapping, Node, Scalar, Sequence, items_of, plain
from nemobuild.recipe.source import Source
from nemobuild.recipe.syntax import parse

_MARK = "\ufeff"  # what some editors begin a file with
_LINE_END = re.compile(r"\r\n|\n|\r")


def with_step(text: str, say: str, shown: str) -> str:
    """The text with a step that says `say`. Raises RecipeError if the text is no YAML; `shown` is its name.

    Raises UsageError where it is not known how to write the step, as after an alias.
    """
    if text.startswith(_MARK):
        return _MARK + with_step(text.removeprefix(_MARK), say, shown)
    root, problems = parse(Source(text, shown))
    if problems:
        raise RecipeError(problems)
    if isinstance(root, Mapping):
        wanted = {**{key.text: plain(value) for key, value in root.pairs()}, "steps": _steps(root, say)}
        for written in (say, json.dumps(say, ensure_ascii=False)):
            longer = _inserted(text, root, written)
            again, wrong = parse(Source(longer, shown))
            if not wrong and again is not None and plain(again) == wanted:
                return longer
    raise UsageError(
        f"nemobuild does not know how to add a step to {shown}", hint=f"write it into the recipe: - {say}"
    )


def _steps(root: Mapping, say: str) -> list[object]:
    return [*map(plain, items_of(root.get("steps"))), say]


def _inserted(text: str, root: Mapping, written: str) -> str:
    key, steps = root.key("steps"), root.get("steps")
    if key is None:
        margin = " " * _column(text, root.start)
        return _line_after(text, len(text), f"{margin}steps:", f"{margin}  - {written}")
    if not isinstance(steps, Sequence):
        return _line_after(text, key.end, f"{' ' * _column(text, key.start)}  - {written}")
    if _is_flow(text, steps):
        at = _end(text, steps.items[-1]) if steps.items else steps.start + 1
        return f"{text[:at]}{', ' if steps.items else ''}{written}{text[at:]}"
    return _line_after(text, _end(text, steps), f"{' ' * _column(text, steps.start)}- {written}")


def _line_after(text: str, index: int, *lines: str) -> str:
    """The text with lines after the one in which the words before `index` end."""
    end = _LINE_END.search(text, len(text[:index].rstrip()))
    at = end.start() if end else len(text)
    usual = end or _LINE_END.search(text)
    line_end = usual[0] if usual else "\n"
    return text[:at] + "".join(line_end + line for line in lines) + text[at:]


def _end(text: str, node: Node) -> int:
    """The index after a node's last character."""
    match node:
        case Scalar():
            return node.end
        case Sequence(items=children) | Mapping(values=children) if not _is_flow(text, node) and children:
            return _end(text, children[-1])
        case _:
            return node.end + 1


def _is_flow(text: str, node: Node) -> bool:
    return text.startswith(("[", "{"), node.start)


def _column(text: str, index: int) -> int:
    """How many characters stand before `index` in its line."""
    return index - max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) - 1
