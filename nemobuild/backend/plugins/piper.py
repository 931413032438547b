"""A neural voice: piper-tts with a voice file that `NEMOBUILD_PIPER_VOICE` names (an .onnx with its .onnx.json beside it)."""

from __future__ import annotations

import os
import wave
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nemobuild.errors import BackendError

SETTING = "NEMOBUILD_PIPER_VOICE"


class Piper:
    name = "piper"

    def available(self) -> bool:
        return find_spec("piper") is not None and Path(os.environ.get(SETTING) or "/nonexistent").is_file()

    def speak(self, text: str, target: Path, *, language: str, voice: str) -> None:
        del language, voice  # a voice file has one language and one voice
        try:
            with wave.open(str(target), "wb") as file:
                _voice(os.environ[SETTING]).synthesize_wav(text, file)
        except Exception as error:  # onnxruntime raises errors of many classes
            hint = "python -m piper.download_voices lists and fetches voices"
            raise BackendError(
                f"piper cannot speak with that voice file: {type(error).__name__}", hint=hint
            ) from error


@cache
def _voice(path: str) -> Any:
    return import_module("piper").PiperVoice.load(path)
