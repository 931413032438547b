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

from nemobuild.backend.interpret import subtitles
from nemobuild.backend.plugins.find import Spoken
from nemobuild.errors import BackendError
from nemobuild.timeline.model import Word

SETTING = "NEMOBUILD_WHISPER_MODEL"
LONGEST_LINE_MS = 5000
PAUSE_S = 0.7


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
            raise BackendError(
                f"faster-whisper cannot read {path.name}: {type(error).__name__}",
                hint="check that its sound plays",
            ) from error


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
    """Words with `start` and `end` in seconds, set as lines that can be read: none crosses a pause, and each is as long as
    can be said in `LONGEST_LINE_MS`."""
    return tuple(line for said in _between_pauses(words) for line in _lines_of(said))


def _between_pauses(words: Sequence[Any]) -> list[list[Any]]:
    found: list[list[Any]] = []
    for word in words:
        if found and word.start - found[-1][-1].end <= PAUSE_S:
            found[-1].append(word)
        else:
            found.append([word])
    return found


def _lines_of(words: Sequence[Any]) -> list[Spoken]:
    text = "".join(word.word for word in words).strip()
    lasts_ms = max(1, (words[-1].end - words[0].start) * 1000)
    said_in_a_line = int(subtitles.columns(text) * LONGEST_LINE_MS / lasts_ms)
    longest = max(subtitles.SHORTEST_LINE, min(subtitles.LONGEST_LINE, said_in_a_line))
    found: list[Spoken] = []
    left = list(words)
    for line in subtitles.cut(text, longest):
        own: list[Any] = []
        while left and _signs(own) < len("".join(line.split())):
            own.append(left.pop(0))
        if own:
            found.append(_spoken(line, own))
    return found


def _spoken(text: str, words: Sequence[Any]) -> Spoken:
    start, end = round(words[0].start * 1000), round(words[-1].end * 1000)
    timed = tuple(
        Word(
            text=word.word.strip(),
            start_ms=max(0, round(word.start * 1000) - start),
            duration_ms=max(1, round((word.end - word.start) * 1000)),
        )
        for word in words
    )
    are_words_of_text = [word.text for word in timed] == text.split()
    return Spoken(start_ms=start, end_ms=end, text=text, words=timed if are_words_of_text else ())


def _signs(words: Sequence[Any]) -> int:
    return sum(len(word.word.strip()) for word in words)
