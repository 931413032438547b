"""Sentences and what they are taken to mean: two lines a case in `goldens/*.txt`. Two more lines add a test.

    trim the first 5 seconds  @ one video
    = trim.ends start_ms=5000

After `@` stands what the person has. Ops are joined by ` + `, refusals begin with `! ` and their family.
"""

import json
from pathlib import Path

import pytest

from nemobuild.backend.interpret import understand

GOLDENS = Path(__file__).parent / "goldens"


def cases():
    for path in sorted(GOLDENS.glob("*.txt")):
        lines = [
            line
            for line in path.read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")
        ]
        for sentence, meaning in zip(lines[::2], lines[1::2], strict=True):
            yield pytest.param(sentence, meaning, id=f"{path.stem}: {sentence[:60]}")


def told(sentence):
    text, _, described = sentence.partition("  @ ")
    found = understand(text.replace("\\n", "\n"), described)
    parts = [" ".join([f"{op.family}.{op.action}", *map(valued, op.params.items())]) for op in found.ops]
    parts += [f"! {part.family}" for part in found.refused]
    return "= " + " + ".join(parts)


def valued(item):
    name, value = item
    return f"{name}={json.dumps(value, ensure_ascii=False)}"


@pytest.mark.parametrize(("sentence", "meaning"), list(cases()))
def test_a_sentence_means_its_ops(sentence, meaning):
    assert told(sentence) == meaning


def test_there_are_several_hundred():
    assert sum(1 for _ in cases()) > 200
