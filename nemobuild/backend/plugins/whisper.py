"""What is said in a film: faster-whisper with weights that are on this machine already.

`NEMOBUILD_WHISPER_MODEL` names the model (`base` if it is not set) or a folder with its weights. Nothing is downloaded
behind the user's back: where the weights are missing, the error says how to fetch them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nemobuild.backend.plugins.find import Spoken
from nemobuild.errors import BackendError

SETTING = "NEMOBUILD_WHISPER_MODEL"
LONGEST_LINE_MS = 4000
LONGEST_LINE = 42  # characters, as broadcasters have it


class Whisper:
    name = "faster-whisper"

    def available(self) -> bool:
        return find_spec("faster_whisper") is not None

    def listen(self, path: Path, language: str) -> Sequence[Spoken]:
        try:
            segments, _ = _model(os.environ.get(SETTING) or "base").transcribe(
                str(path), language=language or None, word_timestamps=True, temperature=0.0, vad_filter=True
            )
            return lines([word for segment in segments for word in segment.words or ()])
        except BackendError:
            raise
        except Exception as error:  # ctranslate2 and PyAV raise errors of many classes
            raise BackendError(f"faster-whisper cannot read {path.name}: {type(error).__name__}") from error


@cache
def _model(name: str) -> Any:
    whisper = import_module("faster_whisper")
    try:
        return whisper.WhisperModel(name, device="cpu", compute_type="int8", local_files_only=True)
    except Exception as error:
        fetch = f"python -c \"from faster_whisper import WhisperModel; WhisperModel('{name}')\""
        raise BackendError(
            f'the weights of the speech model "{name}" are not on this machine',
            hint=f"fetch them once: {fetch}",
        ) from error


def lines(words: Sequence[Any]) -> tuple[Spoken, ...]:
    """Words with `start` and `end` in seconds, set as lines that can be read: broken at sentences, pauses and lengths."""
    found: list[Spoken] = []
    line: list[Any] = []
    for word in words:
        if line and _breaks(line, word):
            found.append(_line(line))
            line = []
        line.append(word)
    return (*found, _line(line)) if line else tuple(found)


def _breaks(line: Sequence[Any], word: Any) -> bool:
    said = _words(line)
    return (
        said.endswith((".", "!", "?", "。", "！", "？"))
        or word.start - line[-1].end > 0.7
        or len(said) + len(word.word) > LONGEST_LINE
        or (word.end - line[0].start) * 1000 > LONGEST_LINE_MS
    )


def _words(line: Sequence[Any]) -> str:
    return "".join(word.word for word in line).strip()


def _line(line: Sequence[Any]) -> Spoken:
    return Spoken(start_ms=round(line[0].start * 1000), end_ms=round(line[-1].end * 1000), text=_words(line))
