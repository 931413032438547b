"""Files by the names that words have for them: the file's own, and what a recipe calls it.

Knows media and words; neither timelines nor edits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

from nemobuild.backend.interpret.model import CannotDo, Json, MustAsk
from nemobuild.timeline.model import Media, Source

_QUOTED_TEXT = r"(?<!\w)(?:\"[^\"]*\"|“[^”]*”|‘[^’]*’|「[^」]*」|'[^']*'(?!\w))(?<!\.\w\w\w[\"”’'])(?<!\.\w\w\w\w[\"”’'])"


def named_in(words: str, media: Iterable[Media]) -> tuple[Media, ...]:
    """The media whose file names, or their telling words, stand in the words; in the order of the media.

    What is quoted is a text to be shown, and no name, unless it is a file name with its ending.
    """
    low = re.sub(_QUOTED_TEXT, " ", words.lower())
    return tuple(m for m in media if _is_named(m, low))


def as_said(words: str, media: Sequence[Media]) -> tuple[Media, ...]:
    """The media in the order in which the words name them."""
    low = words.lower()

    def place(m: Media) -> int:
        names = (name for name in (PurePath(m.name.lower()).stem, m.alias.lower()) if name)
        found = (re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", low) for name in names)
        return min((match.start() for match in found if match), default=len(low))

    return tuple(sorted(media, key=place))


def names_of(media: Media) -> tuple[str, ...]:
    """Patterns of what a file is called in lower-case words: its name without the ending, and what a recipe calls it, unless that
    is a word that any sentence may hold."""
    stem, alias = PurePath(media.name.lower()).stem, media.alias.lower()
    found = []
    if len(stem) >= 2 and stem not in _GENERIC:
        found.append(re.sub(r"[_\-.]+", "[ _.-]?", re.escape(stem).replace(r"\-", "-").replace(r"\.", ".")))
    if len(alias) >= 2 and alias not in _GENERIC and alias not in _NO_ALIAS:
        found.append(re.sub(r"[_\-]+", "[ _-]?", re.escape(alias).replace(r"\-", "-")))
    return tuple(dict.fromkeys(found))


def _is_named(media: Media, low: str) -> bool:
    if re.search(rf"(?<![\w]){re.escape(media.name.lower())}(?!\w)", low):
        return True
    return any(re.search(rf"(?<![a-z0-9]){name}(?![a-z0-9])", low) for name in names_of(media))


_NO_ALIAS_WORDS = """
movie footage recording recordings file files sound sounds voice end start begin beginning track captions
subtitles words fade zoom all it this that first last one two three main background picture pictures photos
images videos films clips slideshow effect color colour speed volume cut edit card cards timer name names
"""
_NO_ALIAS = frozenset(_NO_ALIAS_WORDS.split())


_GENERIC_WORDS = """
video film clip audio image photo picture music song title text logo a b c in out the intro outro
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())


def named_source(source: Source) -> str:
    return PurePath(source.name).stem or source.generator or "clip"


_A_FILE = re.compile(
    r"(?<![\w/.@-])(?<!\bas )(?<!\bto )(?<!\bcalled )(?<!\bnamed )(?<!\bsave )(?<!\bexport )[\w][\w-]*\.(?:mp4|mov|webm|mkv|avi|png|jpe?g|webp|gif|mp3|wav|m4a|aac|srt|vtt|cube)\b"
)


def check_files(words: str, media: Sequence[Media]) -> None:
    """A file that is named with its ending must be there: an edit of another one is not taken for one of all of them."""
    aliases = {f"{m.alias}{PurePath(m.name).suffix}".lower() for m in media if m.alias}
    there = {m.name.lower() for m in media} | aliases
    said = re.sub(_QUOTED_TEXT, " ", words)
    for name in sorted(there, key=len, reverse=True):
        said = re.sub(rf"(?<![\w-]){re.escape(name)}", " ", said, flags=re.IGNORECASE)
    for found in _A_FILE.finditer(said):
        if found[0].lower() not in there:
            raise _no_such_file(found[0], media)


def _no_such_file(name: str, media: Sequence[Media]) -> CannotDo:
    listed = ", ".join(m.name for m in media[:5]) or "none"
    return CannotDo(f'there is no file "{name}" among the uploads ({listed})')


def the_asset(params: Mapping[str, Json], words: str, candidates: Sequence[Media], what: str) -> Media:
    """The one asset meant: by its name, or the only one there is; otherwise the person is asked."""
    if "asset" in params:
        wanted = str(params["asset"]).lower()
        found = [m for m in candidates if wanted.endswith(m.name.lower())]
        if not found:
            raise _no_such_file(str(params["asset"]), candidates)
        return found[0]
    named = named_in(words, candidates)
    choices = named or tuple(candidates)
    if not choices:
        raise CannotDo(f"there is no {what} among the uploads")
    if len(choices) > 1:
        raise MustAsk(f"Which {what}: {', '.join(m.name for m in choices)}?")
    return choices[0]
