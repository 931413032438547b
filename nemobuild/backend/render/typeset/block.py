"""A block of set type: glyphs and shapes with their places, in px from the block's top left corner.

Pure values and the fitting of text to a measure. Nothing is painted here, and the canvas is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from nemobuild.backend.render.typeset.breaking import Token, break_lines, cut, joined, tokens
from nemobuild.backend.render.typeset.color import Rgba
from nemobuild.backend.render.typeset.scripts import clusters, is_ideograph, is_right_to_left
from nemobuild.backend.render.typeset.shaping import Run, Shaper, advance, ascent

SMALLEST_SCALE = 0.5  # of the wanted size, before more lines are allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyphs:
    """A run on its line.

    `first` counts signs from the start of the block, `word` words; both serve moving captions.
    """

    run: Run
    px: float
    x: float
    baseline: float
    color: Rgba
    first: int = 0
    word: int = -1
    edged: bool = True  # whether an outline, if there is one, is drawn around it


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A filled rectangle with round corners, in px."""

    x: float
    y: float
    width: float
    height: float
    radius: float
    color: Rgba


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What is painted, in a box of `width` by `height` px that is placed as one."""

    width: float
    height: float
    glyphs: tuple[Glyphs, ...] = ()
    shapes: tuple[Shape, ...] = ()

    def moved(self, dx: float, dy: float) -> Block:
        return replace(
            self,
            glyphs=tuple(replace(g, x=g.x + dx, baseline=g.baseline + dy) for g in self.glyphs),
            shapes=tuple(replace(s, x=s.x + dx, y=s.y + dy) for s in self.shapes),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a paragraph is set.

    `tracking` and `leading` are in em; a block of ideographs gets wider leading.
    """

    bold: bool
    color: Rgba
    tracking: float = 0.0
    leading: float = 1.14
    align: str = "center"


@dataclass(frozen=True, slots=True)
class Fit:
    """Lines that fit a measure at a size in px."""

    lines: tuple[tuple[Token, ...], ...]
    px: float


def fit(
    text: str,
    shaper: Shaper,
    style: Style,
    *,
    px: float,
    measure: float,
    most_lines: int,
    most_height: float,
    saves_a_line: float = 1.0,
) -> Fit:
    """The text at the wanted size, or as much smaller as it takes to keep to the lines, the measure and
    the height. Two lines become one where `saves_a_line` of the size (0..1) or more is enough for that."""
    lines, _ = _lines(text, shaper, style, px, measure)
    if len(lines) == 2 and saves_a_line < 1:
        widest = px * shaper.width(" ".join(text.split()), bold=style.bold, tracking=style.tracking)
        if "\n" not in text and widest * saves_a_line <= measure:
            px *= min(1.0, 0.995 * measure / widest)
    kept, scale = True, 1.0
    while True:
        size = px * scale
        lines, whole = _lines(text, shaper, style, size, measure)
        fits = len(lines) * size * style.leading <= most_height
        tight = scale <= SMALLEST_SCALE
        if tight and kept and not whole:
            kept, scale = False, 1.0  # a word that is too wide even so is cut, and then it need not be small
            continue
        if fits and (tight or ((whole or not kept) and len(lines) <= most_lines)):
            return Fit(lines, size)
        if scale < 0.15:
            return Fit(lines, size)
        scale *= 0.96


def _lines(
    text: str, shaper: Shaper, style: Style, px: float, measure: float
) -> tuple[tuple[tuple[Token, ...], ...], bool]:
    """The lines at one size, and whether every word stayed whole."""

    def width(part: str) -> float:
        return px * shaper.width(part, bold=style.bold, tracking=style.tracking)

    lines: list[tuple[Token, ...]] = []
    whole, word = True, 0
    for paragraph in text.split("\n"):
        found = [replace(t, word=t.word + word) for t in tokens(paragraph)]
        pieces = [piece for token in found for piece in cut(token, width, measure)]
        whole = whole and len(pieces) == len(found)
        lines += break_lines(pieces, width, measure)
        word = found[-1].word + 1 if found else word
    return tuple(lines), whole


def set_lines(fitted: Fit, shaper: Shaper, style: Style, *, first: int = 0, word: int = 0) -> Block:
    """The lines as glyphs, in a box from the top of the first line's capitals to the last line's foot."""
    rows = [_row(line, shaper, style, fitted.px) for line in fitted.lines]
    if not rows:
        return Block(width=0, height=0)
    width = max(row.width for row in rows)
    leading = style.leading * (1.1 if _ideographic(fitted) else 1.0) * fitted.px
    top = ascent(tuple(g.run for g in rows[0].glyphs)) * fitted.px
    glyphs: list[Glyphs] = []
    for n, row in enumerate(rows):
        shift = {"left": 0.0, "right": width - row.width}.get(style.align, (width - row.width) / 2)
        for g in row.glyphs:
            glyphs.append(
                replace(g, x=g.x + shift, baseline=top + n * leading, first=first, word=g.word + word)
            )
            first += signs(g.run.text)
    return Block(width=width, height=top + (len(rows) - 1) * leading, glyphs=tuple(glyphs))


def _ideographic(fitted: Fit) -> bool:
    return any(is_ideograph(c) for line in fitted.lines for token in line for c in token.text)


def signs(text: str) -> int:
    return sum(1 for _ in clusters(text))


def _row(line: tuple[Token, ...], shaper: Shaper, style: Style, px: float) -> Block:
    """One line on a baseline at 0. A line with right-to-left letters is shaped as a whole."""
    if any(is_right_to_left(c) for token in line for c in token.text):
        line = (Token(joined(line), False, line[0].word),)
    glyphs: list[Glyphs] = []
    x = 0.0
    space = px * shaper.width(" ", bold=style.bold, tracking=style.tracking)
    for token in line:
        for run in shaper.runs(token.text, bold=style.bold, tracking=style.tracking):
            glyphs.append(Glyphs(run=run, px=px, x=x, baseline=0.0, color=style.color, word=token.word))
            x += advance(run) * px
        x += space if token.space else 0.0
    width = x - (space if line and line[-1].space else 0.0)
    return Block(width=width, height=0.0, glyphs=tuple(glyphs))


def stacked(parts: Iterable[tuple[float, Block]], align: str) -> Block:
    """Blocks under each other, each after a gap in px."""
    found = [(gap, block) for gap, block in parts if block.glyphs or block.shapes]
    width = max((block.width for _, block in found), default=0.0)
    y = 0.0
    glyphs: list[Glyphs] = []
    shapes: list[Shape] = []
    for n, (gap, block) in enumerate(found):
        y += gap if n else 0.0
        shift = {"left": 0.0, "right": width - block.width}.get(align, (width - block.width) / 2)
        moved = block.moved(shift, y)
        glyphs += moved.glyphs
        shapes += moved.shapes
        y += block.height
    return Block(width=width, height=y, glyphs=tuple(glyphs), shapes=tuple(shapes))
