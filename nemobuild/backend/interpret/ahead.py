"""What is refused whatever the film is like: known from the words and the kinds of files, before anything is sent.

Knows the names of the files, and neither their content nor the timeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from nemobuild.backend.interpret.context import is_text_file, of_files
from nemobuild.backend.interpret.model import Refused
from nemobuild.backend.interpret.understand import understood
from nemobuild.timeline.model import Media, MediaKind

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp"})
SOUNDS = frozenset({".mp3", ".wav", ".m4a", ".aac"})
WORDS = frozenset({".srt", ".vtt"})
_MAY_BE_THERE = frozenset(
    {"film", "texts", "captions", "logo-there", "overlay-there", "music-there", "words-spoken", "bars"}
)


def refused_ahead(text: str, names: Sequence[str], abilities: frozenset[str]) -> tuple[Refused, ...]:
    """The parts of an instruction that will be refused whether there is no film yet, a plain one, or one that has all that
    there can be. `names`: the files, with their endings; `abilities`: what plug-ins can do, see `Analysis`."""
    media = [Media(digest=name, name=name, kind=_kind(name)) for name in names]
    states = (frozenset[str](), frozenset({"film"}), _MAY_BE_THERE)
    found = [understood(text, of_files(media, holds | abilities, text)).refused for holds in states]
    return found[-1] if all(found) else ()


def _kind(name: str) -> MediaKind:
    ending = PurePath(name).suffix.lower()
    if ending in PICTURES:
        return "image"
    if ending in SOUNDS:
        return "audio"
    if ending in WORDS:
        return "subtitles"
    return "other" if is_text_file(Media(digest="", name=name, kind="other")) else "video"
