"""A voice that needs no download: espeak-ng, from the wheel of espeakng-loader or as a program on the PATH.

It runs as a process of its own: its library keeps global state, and a crash of it must not be one of ours.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from nemobuild.errors import BackendError

LONGEST_S = 120
VOICES = {"en": "en-us", "zh": "cmn", "": "en-us"}


class Espeak:
    name = "espeak-ng"
    last_resort = True  # who has set up a neural voice wants to hear it

    def available(self) -> bool:
        return find_spec("espeakng_loader") is not None or shutil.which("espeak-ng") is not None

    def speak(self, text: str, target: Path, *, language: str, voice: str) -> None:
        spoken_as = voice or VOICES.get(language, language)
        command = _command(spoken_as, target)
        try:
            done = subprocess.run(
                command, input=text.encode(), capture_output=True, timeout=LONGEST_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise BackendError(
                f"espeak-ng did not speak: {type(error).__name__}", hint="try it by hand: espeak-ng hello"
            ) from error
        if done.returncode or not target.is_file() or target.stat().st_size <= 44:
            raise BackendError(
                f'espeak-ng has no voice "{spoken_as}"', hint="espeak-ng --voices lists what there is"
            )


def _command(voice: str, target: Path) -> list[str]:
    if find_spec("espeakng_loader") is not None:
        return [sys.executable, "-m", "nemobuild.backend.plugins.espeak_library", voice, str(target)]
    program = shutil.which("espeak-ng") or "espeak-ng"
    return [program, "-v", voice, "-w", str(target), "--stdin"]
