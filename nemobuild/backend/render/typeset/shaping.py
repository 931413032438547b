"""Characters to runs of one face each, and how wide they are.

Knows faces and Pillow's measuring; nothing about lines. Sizes are in px of the em. Pillow shapes with raqm
where its build has it (ligatures, marks, right-to-left); without it kerning alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from PIL import ImageFont, features

from nemobuild.backend.render.typeset import faces, scripts
from nemobuild.backend.render.typeset.faces import Face

REFERENCE_PX = 200
EMOJI_SCALE = 0.92  # of the em: colour faces are drawn larger than letters
NO_LIGATURES = ["-liga", "-clig"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that one face draws. `tracking` is extra space after each sign, in em."""

    text: str
    face: Face
    tracking: float = 0.0


@lru_cache(maxsize=1)
def has_raqm() -> bool:
    return bool(features.check("raqm"))


@dataclass(slots=True)
class Shaper:
    """Finds faces for one text and remembers which characters had none (in `missing`, each once, as
    they came)."""

    family: str
    language: str
    folders: faces.Folders = ()
    missing: dict[str, None] = field(default_factory=dict)
    _widths: dict[tuple[str, bool, float], float] = field(default_factory=dict)

    def in_family(self, family: str) -> Shaper:
        """The same for another family; what it finds missing is noted together."""
        return Shaper(family=family, language=self.language, folders=self.folders, missing=self.missing)

    def runs(self, text: str, *, bold: bool, tracking: float = 0.0) -> tuple[Run, ...]:
        """The text in runs from left to right; what no font has is left out and noted."""
        found: list[tuple[str, Face]] = []
        for sign in scripts.clusters(text):
            face, kept = self._face(sign, bold, found[-1][1] if found else None)
            if face and kept:
                self._add(found, kept, face)
        if any(scripts.is_right_to_left(c) for c in text):
            found.reverse()
        return tuple(Run(t, face, tracking if _takes_tracking(t, face) else 0.0) for t, face in found)

    def _face(self, sign: str, bold: bool, before: Face | None) -> tuple[Face | None, str]:
        if sign.isspace():
            return before or faces.shipped(self.family, bold), " "
        emoji = scripts.is_emoji(sign)
        code = ord(sign[0])
        face = faces.find(
            code, family=self.family, bold=bold, language=self.language, emoji=emoji, folders=self.folders
        )
        if face is None:
            self.missing[sign] = None
            return None, ""
        lost = [c for c in sign[1:] if not scripts.is_invisible(c) and not face.covers(ord(c))]
        self.missing.update(dict.fromkeys(lost))
        kept = "".join(c for c in sign if c not in lost)
        return face, kept if face.emoji else "".join(
            c for c in kept if ord(c) not in (scripts.AS_EMOJI, scripts.AS_TEXT)
        )

    def _add(self, found: list[tuple[str, Face]], sign: str, face: Face) -> None:
        if found and found[-1][1] == face:
            found[-1] = (found[-1][0] + sign, face)
        else:
            found.append((sign, face))

    def width(self, text: str, *, bold: bool, tracking: float = 0.0) -> float:
        """How far the text reaches, in em."""
        key = (text, bold, tracking)
        if key not in self._widths:
            self._widths[key] = sum(advance(run) for run in self.runs(text, bold=bold, tracking=tracking))
        return self._widths[key]


def _takes_tracking(text: str, face: Face) -> bool:
    """Letters that stand alone may be spaced; ideographs, emoji and scripts that join may not."""
    return not face.emoji and all(ord(c) < 0x0590 or 0x1E00 <= ord(c) < 0x2E80 for c in text)


@lru_cache(maxsize=8192)
def advance(run: Run) -> float:
    """The width of a run in em."""
    px = faces.strike(run.face) or REFERENCE_PX
    font = faces.load(run.face, px)
    width = length(font, run.text, run.tracking) / px * (EMOJI_SCALE if run.face.emoji else 1.0)
    return width + run.tracking * sum(1 for _ in scripts.clusters(run.text))


def length(font: ImageFont.FreeTypeFont, text: str, tracking: float) -> float:
    """The width of a text in px; letters that are tracked do not form ligatures."""
    return font.getlength(text, features=NO_LIGATURES if tracking and has_raqm() else None)


@lru_cache(maxsize=256)
def cap_height(face: Face) -> float:
    """The height of a capital, in em."""
    if faces.strike(face):
        return 0.8
    box = faces.load(face, REFERENCE_PX).getbbox("H" if face.covers(ord("H")) else "中", anchor="ls")
    return float(-box[1]) / REFERENCE_PX


def ascent(runs: tuple[Run, ...]) -> float:
    """How high the runs stand over their line, in em: capitals, or the whole body of an ideograph."""
    tall = any(scripts.is_ideograph(c) for run in runs for c in run.text)
    return max([cap_height(run.face) for run in runs] + [0.84 if tall else 0.0], default=0.72)
