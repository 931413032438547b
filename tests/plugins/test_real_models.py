"""Speech models with their real weights, where these are on the machine: `NEMOBUILD_WHISPER_MODEL` names a folder with
them, `NEMOBUILD_PIPER_VOICE` a voice file. Not part of CI, which has neither."""

import os
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from nemobuild.backend.plugins import piper, whisper

TALK = Path(__file__).parents[2] / "examples/screen-recording/media/talk.mp4"
hears = pytest.mark.skipif(
    not (find_spec("faster_whisper") and os.environ.get(whisper.SETTING)),
    reason="no weights of a speech model",
)
speaks = pytest.mark.skipif(not piper.Piper().available(), reason="no voice file of piper")


@hears
def test_what_is_said_in_the_talk_is_heard_where_it_is_said():
    lines = whisper.Whisper().listen(TALK, "en")
    said = re.sub(r"[^a-z ]", "", " ".join(line.text for line in lines).lower())
    assert said.startswith("hello this is an example video for your convenience and pleasure")
    assert not [line for line in lines if 18_000 < line.start_ms < 39_000], "nothing is said for 22 seconds"
    assert all(line.words for line in lines)


@speaks
def test_piper_says_the_same_words_the_same_way(tmp_path):
    voice = piper.Piper()
    for name, text in (
        ("a", "Welcome to the release."),
        ("b", "Another text."),
        ("c", "Welcome to the release."),
    ):
        voice.speak(text, tmp_path / name, language="", voice="")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "c").read_bytes() != (tmp_path / "b").read_bytes()


@hears
@speaks
def test_what_piper_says_is_heard(tmp_path):
    piper.Piper().speak("Only what changed is done again.", tmp_path / "said.wav", language="", voice="")
    (line,) = whisper.Whisper().listen(tmp_path / "said.wav", "en")
    assert line.text == "Only what changed is done again."
