"""Speech as the renderer and the interpreter want it: a WAV file of some words, and how long it is."""

from __future__ import annotations

import wave
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nemobuild.backend.plugins import find
from nemobuild.errors import BackendError


def speaker() -> str:
    """The name of the voice plug-in that would speak; empty if there is none."""
    plugins = find.found(find.VOICE)
    return str(plugins[0].name) if plugins else ""


def write(params: Mapping[str, Any], target: Path) -> None:
    """Speaks `text` with the plug-in named `engine` into a WAV file. Raises BackendError."""
    engine = str(params.get("engine", ""))
    plugin = find.named(find.VOICE, engine)
    if plugin is None:
        raise BackendError(f'the voice "{engine}" is not installed here', hint=find.HOW_TO_GET[find.VOICE])
    language, voice = str(params.get("language", "")), str(params.get("voice", ""))
    plugin.speak(str(params.get("text", "")), target, language=language, voice=voice)


def length_ms(params: Mapping[str, Any]) -> int:
    """How long these words take to say. Raises BackendError."""
    with TemporaryDirectory(prefix="nemobuild-voice-") as folder:
        target = Path(folder) / "spoken.wav"
        write(params, target)
        with wave.open(str(target), "rb") as file:
            return round(file.getnframes() * 1000 / max(1, file.getframerate()))
