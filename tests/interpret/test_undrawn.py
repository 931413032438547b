"""Letters that no font has are told where they are said, and not when the film is rendered."""

import pytest

from nemobuild.backend.analyse import MediaAnalysis
from nemobuild.backend.interpret import interpret
from nemobuild.timeline import edits
from nemobuild.timeline.model import Timeline


@pytest.fixture
def say(world, tmp_path, monkeypatch):
    """An instruction for the talk, on a machine without any font of its own."""
    monkeypatch.setattr("nemobuild.backend.render.typeset.faces.folders", lambda _environ: ())
    analysis = MediaAnalysis((), tmp_path)
    film = world.said(["use talk.mp4"], [world.talk])
    return lambda text, film=film: interpret(text, timeline=film, media=[world.talk], analysis=analysis)


def test_a_text_that_no_font_can_draw_is_refused(say):
    answer = say('Add a title "こんにちは"')
    (refused,) = answer.refused
    assert refused.reason.startswith(
        'no font here has "こんにちは" of "こんにちは"; install one that has (for Chinese'
    )
    assert say('Create a video from this text: "안녕하세요"', Timeline()).refused


def test_a_few_signs_that_cannot_be_drawn_are_told(say):
    answer = say('Add a title "Fast 🚀 and safe"')
    assert answer.reply.endswith('No font here has "🚀", so "Fast 🚀 and safe" is drawn without.')
    assert len(edits.texts(answer.timeline)) == 1
    assert "No font" not in say("make it brighter", answer.timeline).reply
    assert "No font" not in say('Add a title "Grüße → ✓ Привет"').reply
