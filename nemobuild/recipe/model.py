"""What a recipe says, as values: everything checked, expanded and resolved.

The module knows nothing about YAML, templates or the disk; `load` makes these values, everyone else only reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Literal

from nemobuild.errors import Where
from nemobuild.recipe.places import Origin

Quality = Literal["draft", "standard", "high"]
TrackName = Literal["video", "audio", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """Whom the work is attributed to: the headers `X-Skill-Source` and `X-Skill-Version`."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file, or a URL, that steps can use.

    `path` is absolute and resolved, None for a URL. `shown` is the path or URL as the author wrote it, expanded.
    `outside`: the file does not lie in the recipe's folder. `sha256` (hex) is what a URL's content must have, or empty.
    """

    name: str
    path: Path | None = None
    shown: str = ""
    url: str = ""
    sha256: str = ""
    outside: bool = False
    where: Where

    @property
    def file_name(self) -> str:
        """The name under which it is sent, and by which steps find it: that of its file."""
        return PurePath(self.shown or self.url.split("?")[0]).name


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many there must be, both ends included; `hi` None for any number from `lo` on."""

    lo: int = 0
    hi: int | None = None

    def holds(self, number: int) -> bool:
        return self.lo <= number and (self.hi is None or number <= self.hi)

    def __str__(self) -> str:
        if self.hi is None:
            return f">= {self.lo}"
        return str(self.lo) if self.lo == self.hi else f"{self.lo}..{self.hi}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What must be true of the timeline after a step. `duration_ms` are the ends of a range, None for open.

    `text`: each of these must be shown by some text segment.
    """

    duration_ms: tuple[int | None, int | None] | None = None
    tracks: Mapping[TrackName, Count] = field(default_factory=dict)
    text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One instruction. `say` is what is sent, `template` what the author wrote.

    `variables` are the names that `template` used, with their values: {"vars.version": "1.3"}.
    `origin` maps characters of `say` back to the file, see `locate`; it takes no part in comparisons.
    """

    id: str
    say: str
    template: str
    variables: Mapping[str, str] = field(default_factory=dict)
    uses: tuple[str, ...] = ()
    expect: Expect | None = None
    where: Where
    origin: Origin | None = field(default=None, compare=False, repr=False)

    def locate(self, start: int, end: int) -> Where:
        """The place in the recipe that the characters `start` to `end` of `say` came from."""
        return self.origin.where(start, end) if self.origin else self.where


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file to make. `path` is absolute, `shown` as written; `format` is the extension, lower case, without its dot.

    `aspect` "W:H", `resolution` "1080p" and `fps` are empty or None where the timeline's own are to be kept. `at_ms` is
    the moment of a still, None for the default. `codec`, `hardware` (the encoder's) and `reframe` (blur, cover or
    contain, where the shape differs from the timeline's) are empty for the renderer's own choice. `sheet`: a contact sheet.
    """

    path: Path
    shown: str
    format: str
    aspect: str = ""
    resolution: str = ""
    fps: float | None = None
    quality: Quality = "standard"
    codec: str = ""
    hardware: str = ""
    reframe: str = ""
    sheet: bool = False
    at_ms: int | None = None
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One cell of a recipe: the whole of it if it has no matrix.

    `root` is the recipe's folder, resolved: the project. `cell` are this cell's matrix values, as written. `reads` are
    the other files that were read to understand the recipe (a changelog, a SKILL.md), `asked` what it wanted to know of
    the machine ({"env.CITY": "Bern", "git.tag": ""}, empty for nothing): who remembers a recipe has to remember them.
    """

    path: Path
    root: Path
    name: str
    cell: Mapping[str, str] = field(default_factory=dict)
    backend: str = "local"
    skill: Skill
    language: str = "en"
    budget_credits: int | None = None
    assets: tuple[Asset, ...] = ()
    steps: tuple[Step, ...] = ()
    exports: tuple[Export, ...] = ()
    reads: tuple[Path, ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)
