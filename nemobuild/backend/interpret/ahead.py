"""What is refused whatever the film is like: known from the words and the kinds of files, before anything is sent.

Knows the names of the files, and neither their content nor the timeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from nemobuild.backend.interpret.context import is_text_file, of_files
from nemobuild.backend.interpret.conversation import conversation
from nemobuild.backend.interpret.model import Refused
from nemobuild.backend.interpret.understand import understood
from nemobuild.timeline.model import Media, MediaKind, Timeline

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp"})
SOUNDS = frozenset({".mp3", ".wav", ".m4a", ".aac"})
WORDS = frozenset({".srt", ".vtt"})
_MAY_BE_THERE = frozenset(
    {"film", "texts", "captions", "logo-there", "overlay-there", "music-there", "words-spoken", "bars"}
)


def refused_ahead(
    text: str, names: Sequence[str], abilities: frozenset[str], *, goes_on: bool = False
) -> tuple[Refused, ...]:
    """The parts of an instruction that will be refused whether there is no film yet, a plain one, or one that has all that
    there can be. `names`: the files, with their endings; `abilities`: what plug-ins can do, see `Analysis`.

    With `goes_on` others come before it, and what they brought may give it a meaning: `50% opacity` after a logo.
    """
    media = [Media(digest=name, name=name, kind=_kind(name)) for name in names]
    if goes_on and conversation(Timeline(), (), (), media).leant_on_by(text):
        return ()
    found: tuple[Refused, ...] = ()
    for holds in (frozenset[str](), frozenset({"film"}), _MAY_BE_THERE):
        found = understood(text, of_files(media, holds | abilities, text)).refused
        if not found:
            return ()
    return found


def _kind(name: str) -> MediaKind:
    ending = PurePath(name).suffix.lower()
    if ending in PICTURES:
        return "image"
    if ending in SOUNDS:
        return "audio"
    if ending in WORDS:
        return "subtitles"
    return "other" if is_text_file(Media(digest="", name=name, kind="other")) else "video"
