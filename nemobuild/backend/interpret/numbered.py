"""Files by their names as the clips that they are: to `rotate bunny` is to rotate clip 2, where bunny is the second clip.

What a clip's number is to an edit is read by its phrase; a name is read by few. So an instruction is read a second time with
numbers for names, and that reading is taken where it says more. Knows the film's clips by their files; carries nothing out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nemobuild.backend.interpret.model import PLACES, Op, Understanding
from nemobuild.backend.interpret.naming import names_of
from nemobuild.backend.interpret.spelling import QUOTED, Spelled
from nemobuild.timeline import edits
from nemobuild.timeline.model import Media, Timeline

_KIND = r"(?: (?:clip|video|film|recording|footage|shot|picture|photo|image|one))?"
_OF_FILES = frozenset(
    {"split_screen", "background", "merge", "slideshow", "generate", "intro", "outro", "beat_sync"}
)
_BY_FILE = frozenset({"pip", "blend", "asset", "duck"})
_LEFT_ALONE = re.compile(r"(?<!\bonly )\b(?:leave|leaving|keep|keeping|not|than) (?:the )?$", re.IGNORECASE)
_OF_ALL = frozenset({("overlay", "effect"), ("overlay", "particles"), ("aspect", "set")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A pattern for the names of a file, and the number (from 1) of the one clip that shows it."""

    pattern: str
    number: int


def clips_called(timeline: Timeline, media: Sequence[Media]) -> tuple[Called, ...]:
    """The files of which the film has one clip; those that share a name with another are left out."""
    own = [shot.pieces[0] for shot in edits.shots(timeline)]
    shown = Counter(c.source.digest for c in own)
    found = []
    for file in media:
        if shown[file.digest] == 1 and (names := names_of(file)):
            number = next(i for i, c in enumerate(own, 1) if c.source.digest == file.digest)
            found.append(Called(pattern="|".join(names), number=number))
    return tuple(found)


def names_in(text: str, called: Sequence[Called]) -> int:
    """How many names of clips a text has."""
    return len(_all_names(text, called))


def with_numbers(text: str, called: Sequence[Called]) -> Spelled:
    """The text with `clip 2` for the name of the second clip's file, but not in quotation marks."""
    pieces, offsets, at = "", [], 0
    for match in _all_names(text, called):
        number = next(c.number for c in called if re.fullmatch(_named(c), match[0], re.IGNORECASE))
        written = f"clip {number}"
        pieces += text[at : match.start()] + written
        offsets += [
            *range(at, match.start()),
            *(min(match.start() + i, match.end() - 1) for i in range(len(written))),
        ]
        at = match.end()
    return Spelled(text=pieces + text[at:], offsets=(*offsets, *range(at, len(text) + 1)))


def _all_names(text: str, called: Sequence[Called]) -> list[re.Match[str]]:
    pattern = "|".join([QUOTED, *(_named(c) for c in called)])
    found = [m for m in re.finditer(pattern, text, re.IGNORECASE) if not re.fullmatch(QUOTED, m[0])]
    return [m for m in found if not _LEFT_ALONE.search(text[: m.start()])]


def _named(called: Called) -> str:
    return rf"(?:(?:the|my|our) )?(?<![\w./-])(?:{called.pattern})(?:\.\w{{2,4}})?(?![\w-]){_KIND}"


def _is_of_all(op: Op) -> bool:
    """Whether an edit is always one of the whole picture: it would pass over the name of a file."""
    of_the_look = op.family == "color" and op.action == "look" and not {"look", "adjust"} & set(op.params)
    of_the_shape = op.family == "crop" and "shape" in op.params
    return of_the_look or of_the_shape or (op.family, op.action) in _OF_ALL


def says_more(by_number: Understanding, plain: Understanding, names: int) -> bool:
    """Whether the reading with numbers in place of so many names is the one that is meant."""
    if any(
        (op.family in _OF_FILES and op.action not in ("opening", "closing", "replace"))
        or op.action in _BY_FILE
        or "asset" in op.params
        for op in plain.ops
    ):
        return False
    is_placed = any(name in op.params for op in by_number.ops for name in PLACES)
    if by_number.refused:
        # Of two files one was passed over: trim bunny to 8 seconds and the talk to 12.
        only_lost = all(part.is_lost for part in by_number.refused)
        passes_over = (is_placed and names > 1) or all(_is_of_all(op) for op in plain.ops)
        return not plain.refused and only_lost and passes_over
    if plain.refused:
        return bool(by_number.ops)
    if is_placed and all((op.family, op.action) == ("duration", "set") for op in plain.ops):
        return True  # fit the bunny into 5 seconds: the film keeps its length
    same = Counter(op.family for op in plain.ops) == Counter(op.family for op in by_number.ops)
    placed = {op.params["clip"] for op in by_number.ops if isinstance(op.params.get("clip"), int)}
    more = {op.family for op in plain.ops} < {op.family for op in by_number.ops}  # drop bunny and add a title
    return ((same or more) and is_placed) or (names > 1 and len(placed) == names)
