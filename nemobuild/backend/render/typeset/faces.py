"""Which face draws a character: the families that ship with the package first, then the system's fonts.

It knows font files and coverage, nothing about layout. The system's fonts are looked for in the usual
folders of Linux, macOS and Windows; `NEMOBUILD_FONTS` (folders or files, separated as in `PATH`) comes
before those.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from nemobuild.backend.render.typeset.cmap import Coverage, face_count, read_coverage

SHIPPED = Path(__file__).parent.parent / "fonts"
FAMILIES: Mapping[str, tuple[str, str]] = {
    "sans": ("Inter-Medium.ttf", "Inter-Bold.ttf"),
    "serif": ("PlayfairDisplay-Medium.ttf", "PlayfairDisplay-Bold.ttf"),
    "mono": ("JetBrainsMono-Medium.ttf", "JetBrainsMono-Bold.ttf"),
    "script": ("GreatVibes-Regular.ttf", "GreatVibes-Regular.ttf"),
}
Folders = tuple[tuple[Path, ...], ...]  # groups, the earlier of which are asked first
SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
MOST_FILES, MOST_READ = 6000, 400

# In the order in which they are tried; a name stands for every file whose name, without spaces and
# hyphens, begins so.
EMOJI_FILES = ("notocoloremoji", "applecoloremoji", "seguiemj", "twemoji", "notoemoji", "symbola")
LATIN_FILES = (
    "notosansregular",
    "notosansbold",
    "dejavusans",
    "liberationsans",
    "arial",
    "helvetica",
    "segoeui",
)
_CHINESE = (
    "notosanscjk notosanssc notosanscjksc sourcehansanssc sourcehansanscn pingfang msyh hiraginosansgb stheiti"
    " wqymicrohei wqyzenhei droidsansfallback simhei arialunicode simsun"
)
_JAPANESE = (
    "notosanscjk notosansjp sourcehansansjp hiragino yugoth meiryo ipaexg ipag takao msgothic arialunicode"
)
_KOREAN = "notosanscjk notosanskr sourcehansanskr applesdgothicneo malgun nanumgothic baekmuk arialunicode"
CJK_FILES = {
    "zh": tuple(_CHINESE.split()),
    "ja": tuple(_JAPANESE.split()),
    "ko": tuple(_KOREAN.split()),
}
COLLECTION_INDEX = {"ja": 0, "ko": 1, "zh": 2}  # of the Noto and Source Han collections
PLAIN_STYLES = ("condensed", "italic", "oblique", "mono", "light", "thin", "serif", "black", "extra")


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font file. `emoji` faces keep their own colours."""

    path: Path
    index: int = 0
    emoji: bool = False

    def covers(self, code: int) -> bool:
        return code in coverage(self.path, self.index)


@lru_cache(maxsize=512)
def coverage(path: Path, index: int) -> Coverage:
    return read_coverage(path, index)


@lru_cache(maxsize=256)
def load(face: Face, px: float) -> ImageFont.FreeTypeFont:
    """The face at a size in px (of the em). Raises OSError if the file cannot be used at that size."""
    return ImageFont.truetype(str(face.path), px, index=face.index)


def shipped(family: str, bold: bool) -> Face:
    """The face of a shipped family; a family that is not known is set in sans."""
    return Face(SHIPPED / FAMILIES.get(family, FAMILIES["sans"])[bold])


def find(code: int, *, family: str, bold: bool, language: str, emoji: bool, folders: Folders) -> Face | None:
    """The face for a character, or None if no font has it.

    `language` is zh, ja or ko and settles shared ideographs.
    """
    own = (shipped(family, bold), shipped("sans", bold))
    if not emoji:
        for face in own:
            if face.covers(code):
                return face
    found = _in_system(code, bold, language, emoji, folders)
    return found or next((face for face in own if face.covers(code)), None)


@lru_cache(maxsize=8192)
def _in_system(code: int, bold: bool, language: str, emoji: bool, folders: Folders) -> Face | None:
    for group in folders:
        for path in _ranked(group, bold, language, emoji)[:MOST_READ]:
            face = _face(path, language)
            if face and face.covers(code) and _usable(face):
                return face
    return None


@lru_cache(maxsize=64)
def _usable(face: Face) -> bool:
    """Whether Pillow can draw with it at all; a coverage table does not say so."""
    try:
        strike(face)
    except OSError:
        return False
    return True


@lru_cache(maxsize=64)
def strike(face: Face) -> int:
    """The size in px that a face of bitmaps has, 0 for one that scales. Raises OSError if it has neither."""
    try:
        load(face, 40)
    except OSError:
        for px in (109, 136, 128, 160, 96, 64, 32):
            try:
                load(face, px)
            except OSError:
                continue
            return px
        raise
    return 0


def _face(path: Path, language: str) -> Face | None:
    name = _plain(path)
    count, preferred = face_count(path), COLLECTION_INDEX[language]
    shared = count > preferred and name.startswith(("notosanscjk", "sourcehan"))
    return Face(path, preferred if shared else 0, name.startswith(EMOJI_FILES[:4])) if count else None


@lru_cache(maxsize=64)
def _ranked(folders: tuple[Path, ...], bold: bool, language: str, emoji: bool) -> tuple[Path, ...]:
    order = (*EMOJI_FILES, *LATIN_FILES) if emoji else (*LATIN_FILES[:3], *CJK_FILES[language], *EMOJI_FILES)

    def rank(path: Path) -> tuple[int, int, bool, str]:
        name = _plain(path)
        place = next((n for n, start in enumerate(order) if name.startswith(start)), len(order))
        return (place, sum(s in name for s in PLAIN_STYLES), ("bold" in name or "bd" in name) != bold, name)

    return tuple(sorted(_files(folders), key=rank))


def _plain(path: Path) -> str:
    return path.stem.lower().replace(" ", "").replace("-", "").replace("_", "")


@lru_cache(maxsize=8)
def _files(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    found: list[Path] = []
    for folder in folders:
        if folder.is_file():
            found.append(folder)
        for root, below, names in os.walk(folder):
            below.sort()
            found += (Path(root, name) for name in sorted(names) if name.lower().endswith(SUFFIXES))
            if len(found) > MOST_FILES:
                return tuple(found)
    return tuple(found)


def folders(environ: Mapping[str, str], platform: str = sys.platform) -> Folders:
    """Where fonts may be, in the order in which they are looked through."""
    named = [Path(part) for part in environ.get("NEMOBUILD_FONTS", "").split(os.pathsep) if part]
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or "/nowhere")
    match platform:
        case "darwin":
            usual = [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
        case "win32":
            local = environ.get("LOCALAPPDATA", "")
            usual = [Path(local, "Microsoft/Windows/Fonts")] if local else []
            usual.append(Path(environ.get("WINDIR", r"C:\Windows"), "Fonts"))
        case _:
            usual = [
                home / ".local/share/fonts",
                home / ".fonts",
                Path("/usr/local/share/fonts"),
                Path("/usr/share/fonts"),
            ]
    return (tuple(named), tuple(usual))
