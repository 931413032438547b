"""Keys of drawings: they hold what is drawn and the code that draws it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nemobuild.backend import render
from nemobuild.backend.render import drawn
from nemobuild.backend.render.cards import CardSpec
from nemobuild.backend.render.lower.stage import Stage
from nemobuild.backend.render.output import Output
from nemobuild.timeline.model import Canvas

CARD = CardSpec(theme="dark", palette=(), motion="drift", seed=1, width=320, height=180)


@pytest.mark.parametrize(
    ("file", "kinds"),
    [
        ("render/cards.py", {"CardSpec"}),
        ("render/particles.py", {"ParticlesSpec"}),
        ("render/stills.py", {"PhotoSpec", "MaskSpec", "RingSpec"}),
        ("render/synth/tones.py", {"MusicSpec", "SoundEffectSpec"}),
        ("render/typeset/paint.py", {"Text"}),
        ("plugins/speech.py", {"VoiceSpec"}),
        ("render/mux.py", set()),
    ],
)
def test_another_version_of_the_code_makes_other_drawings(file: str, kinds: set[str], tmp_path: Path) -> None:
    backend, same = Path(str(render.__file__)).parent.parent, tmp_path / "backend"
    shutil.copytree(backend, same, ignore=shutil.ignore_patterns("__pycache__", "interpret"))
    before = {kind: drawn.code_of(kind) for kind in drawn.MADE_BY}
    (same / file).write_text((same / file).read_text() + "# another version\n")
    after = {kind: drawn.code_of(kind, same / "render") for kind in drawn.MADE_BY}
    assert {kind for kind in before if before[kind] != after[kind]} == kinds


def test_a_drawing_is_known_by_what_it_is_and_by_the_code_that_makes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Stage(output=Output(), canvas=Canvas(), media={}, frames=1)
    key = stage.draw(CARD)
    assert stage.draw(CARD) == key
    monkeypatch.setattr(drawn, "code_of", lambda kind: f"another {kind}")
    assert stage.draw(CARD) != key


def test_all_that_is_named_is_there() -> None:
    here = Path(drawn.__file__).parent
    assert all([*here.glob(pattern)] for patterns in drawn.MADE_BY.values() for pattern in patterns)
