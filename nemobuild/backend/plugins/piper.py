"""A neural voice: piper-tts with a voice file that `NEMOBUILD_PIPER_VOICE` names (an .onnx with its .onnx.json beside it)."""

from __future__ import annotations

import os
import wave
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from nemobuild.errors import BackendError

SETTING = "NEMOBUILD_PIPER_VOICE"
_seeding = Lock()


class Piper:
    name = "piper"

    def available(self) -> bool:
        return find_spec("piper") is not None and Path(os.environ.get(SETTING) or "/nonexistent").is_file()

    def speak(self, text: str, target: Path, *, language: str, voice: str) -> None:
        del language, voice  # a voice file has one language and one voice
        try:
            with wave.open(str(target), "wb") as file:
                _seeded_voice(os.environ[SETTING]).synthesize_wav(text, file)
        except Exception as error:  # onnxruntime raises errors of many classes
            hint = "python -m piper.download_voices lists and fetches voices"
            raise BackendError(
                f"piper cannot speak with that voice file: {type(error).__name__}", hint=hint
            ) from error


def _seeded_voice(path: str) -> Any:
    """A voice that says the same words the same way: its noise is drawn from generators that onnxruntime seeds when a model
    is loaded, and that go on from one text to the next, so each text has a model of its own."""
    with _seeding:
        import_module("onnxruntime").set_seed(1)
        return import_module("piper").PiperVoice.load(path)
