"""What each role of text looks like: its measure, its parts and its place in the safe area.

Knows `Text` and `Canvas`; paints nothing and knows nothing about time.

Safe areas follow EBU R 95 and ITU-R BT.1848 (graphics safe: 5 % of each side for 16:9), a little wider. On
upright pictures the foot is kept free for what the platforms lay over it (captions and buttons, about a
sixth of the height).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from nemobuild.backend.render.typeset import color
from nemobuild.backend.render.typeset.block import (
    Block,
    Fit,
    Shape,
    Style,
    fit,
    set_lines,
    signs,
    stacked,
)
from nemobuild.backend.render.typeset.color import Rgba
from nemobuild.backend.render.typeset.paint import THIN_STROKE_EM, Finish, ink
from nemobuild.backend.render.typeset.scripts import clean
from nemobuild.backend.render.typeset.shaping import Shaper
from nemobuild.timeline.model import Canvas, Rect, Text, TextStyle

ACCENT = color.parse("#ffb84d")
DARK_PLATE = color.parse("#0d0f14b8")
UNSET_SIZE = TextStyle().size
SAVES_A_LINE = 0.82  # of the size: so much smaller a title gets rather than take a second line
EDGE = 0.5  # opacity of the thin edge of light letters, which lie on whatever is filmed
ON_A_CARD = 0.45  # how strong the shadow is on a ground that is known to be dark
DISPLAY = {
    "title": 1.2,
    "card": 1.3,
    "step": 1.2,
}  # large type is set larger than its size says, to carry the picture
# The size of letters where none is asked for, as a share of the shorter side.
SIZES = {
    "subtitle": 0.052,
    "lower_third": 0.05,
    "caption": 0.05,
    "quote": 0.068,
    "list": 0.056,
    "callout": 0.05,
}
MOST_LINES = {
    "title": 3,
    "subtitle": 2,
    "lower_third": 1,
    "caption": 3,
    "quote": 6,
    "list": 12,
    "callout": 2,
    "card": 5,
    "step": 5,
}
# The widest a line may be, as a share of the safe area: on pictures that lie, and on others.
MEASURES = {
    "title": (0.86, 1.0),
    "subtitle": (0.8, 1.0),
    "lower_third": (0.6, 0.94),
    "caption": (0.74, 0.98),
    "quote": (0.74, 0.96),
    "list": (0.92, 0.98),
    "callout": (0.5, 0.86),
    "card": (0.86, 1.0),
    "step": (0.86, 0.98),
}
ANCHORS = {"lower_third": "bottom-left", "caption": "bottom"}  # where "center" would be in the way
BULLET = re.compile(r"^\s*(?:[-*•–—·▪●]|(\d{1,2}[.)]|\(\d{1,2}\)|[✓✔☑○☐]))\s+")
ITEM_GAP = 0.95  # em between the items of a list, beside 0.5 between the lines of one
NUMERAL = 2.6  # of the size of a step's words
STACKED = 0.78  # of the size, where the number stands above and the lines are short
QUOTES = "\"'“”„«»「」『』‘’"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A block in its place on the canvas, and how it is finished."""

    block: Block
    finish: Finish


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the setting of one text works with."""

    text: Text
    canvas: Canvas
    shaper: Shaper
    px: float
    align: str
    ink: Rgba
    accent: Rgba
    plate: Rgba | None

    @property
    def bold(self) -> bool:
        return self.text.style.weight != "regular"

    @property
    def short(self) -> int:
        return min(self.canvas.width, self.canvas.height)

    @property
    def measure(self) -> float:
        lies = self.canvas.width > self.canvas.height * 1.2
        share = MEASURES.get(self.text.role, (0.86, 1.0))[0 if lies else 1]
        return share * safe_area(self.canvas).width * self.canvas.width

    @property
    def height(self) -> float:
        return safe_area(self.canvas).height * self.canvas.height


def safe_area(canvas: Canvas) -> Rect:
    """Where text may stand, in shares of the canvas."""
    shape = canvas.width / max(1, canvas.height)
    if shape < 0.7:
        return Rect(x=0.08, y=0.1, width=0.84, height=0.7)
    if shape < 1.2:
        return Rect(x=0.07, y=0.07, width=0.86, height=0.85)
    return Rect(x=0.06, y=0.07, width=0.88, height=0.855)


def job(text: Text, canvas: Canvas, shaper: Shaper) -> Job:
    style = text.style
    size = SIZES.get(text.role, UNSET_SIZE) if style.size == UNSET_SIZE else max(0.005, min(1.0, style.size))
    size *= DISPLAY.get(text.role, 1.0)
    plate = color.parse(style.plate) if style.plate else None
    return Job(
        text=text,
        canvas=canvas,
        shaper=shaper,
        px=size * min(canvas.width, canvas.height),
        align=_align(text),
        ink=color.parse(style.color or "#ffffff"),
        accent=color.parse(style.highlight) if style.highlight else ACCENT,
        plate=plate,
    )


def _align(text: Text) -> str:
    if text.role in ("lower_third", "list") and text.style.align == "center":
        return "left"
    side = anchor(text).rpartition("-")[2]
    return side if text.style.align == "center" and side in ("left", "right") else text.style.align


def anchor(text: Text) -> str:
    name = text.anchor.lower().replace("_", "-")
    if name == "middle":  # said, and not the "center" that a text has of its own
        return "center"
    name = name.replace("middle", "center")
    parts = [p for p in name.split("-") if p != "center"]
    return "-".join(parts) if parts else ANCHORS.get(text.role, "center")


def compose(work: Job) -> Setting:
    """The text set as its role asks, in its place."""
    role = ROLES.get(work.text.role, _title)
    setting = role(work)
    return replace(setting, block=_placed(setting.block, work))


def words_of(work: Job, content: str) -> str:
    return content.upper() if work.text.style.uppercase else content


def _style(
    work: Job,
    *,
    leading: float,
    bold: bool | None = None,
    ink_color: Rgba | None = None,
    tracking: float | None = None,
    align: str = "",
) -> Style:
    sans = work.text.style.font == "sans"
    usual = 0.05 if work.text.style.uppercase else -0.018 if sans and work.px > 0.07 * work.short else 0.0
    usual = 0.0 if work.text.style.font == "script" else usual
    return Style(
        bold=work.bold if bold is None else bold,
        color=ink_color or work.ink,
        tracking=usual if tracking is None else tracking,
        leading=leading,
        align=align or work.align,
    )


def _finish(work: Job) -> Finish:
    style = work.text.style
    stroke = THIN_STROKE_EM if style.font == "script" and work.bold else 0.0
    if style.outline:
        return Finish(
            shadow=0.35, outline=color.parse(style.outline), outline_em=0.06 + stroke, stroke_em=stroke
        )
    if work.plate or work.text.role in ("card", "step"):
        is_dark = (
            color.luminance(work.ink) <= 0.25
        )  # dark letters lie on a pale ground, where a shadow is a smear
        return Finish(shadow=0.0 if work.plate or is_dark else ON_A_CARD, stroke_em=stroke)
    edge = color.faded(color.INK, EDGE) if color.luminance(work.ink) > 0.25 else None
    return Finish(outline=edge, outline_em=0.03 + stroke, stroke_em=stroke)


def _fitted(
    work: Job, content: str, style: Style, *, px: float, lines: int, narrower: float = 0.0, share: float = 1.0
) -> Fit:
    return fit(
        words_of(work, content),
        work.shaper,
        style,
        px=px,
        measure=max(1.0, work.measure - narrower),
        most_lines=lines,
        most_height=work.height * share,
        saves_a_line=SAVES_A_LINE if work.text.role in DISPLAY and work.text.role != "step" else 1.0,
    )


def _main(
    work: Job, content: str, style: Style, *, narrower: float = 0.0, share: float = 1.0
) -> tuple[Block, float]:
    fitted = _fitted(
        work,
        content,
        style,
        px=work.px,
        lines=MOST_LINES.get(work.text.role, 3),
        narrower=narrower,
        share=share,
    )
    return set_lines(fitted, work.shaper, style), fitted.px


def _detail(
    work: Job, px: float, after: Block, *, opacity: float = 0.92, prefix: str = "", narrower: float = 0.0
) -> Block:
    """The second, smaller line; it is counted after the main text, so that it is written last.

    Under a script it is set in serif, as a script is hard to read when it is small.
    """
    if not work.text.detail.strip():
        return Block(width=0, height=0)
    spaced = 0.05 if work.text.style.uppercase else 0.004
    style = _style(work, leading=1.28, bold=False, ink_color=color.faded(work.ink, opacity), tracking=spaced)
    least = 0.026 * work.short
    if work.text.style.font == "script":
        work = replace(work, shaper=work.shaper.in_family("serif"))
    fitted = _fitted(
        work, prefix + clean(work.text.detail).strip(), style, px=max(px, least), lines=2, narrower=narrower
    )
    return set_lines(fitted, work.shaper, style, first=count(after), word=last_word(after) + 1)


def count(block: Block) -> int:
    return max((g.first + signs(g.run.text) for g in block.glyphs), default=0)


def last_word(block: Block) -> int:
    return max((g.word for g in block.glyphs), default=-1)


def _on_plate(block: Block, plate: Rgba, across: float, down: float, radius: float) -> Block:
    """The block with a plate behind it, its box grown to the plate."""
    width, height = block.width + 2 * across, block.height + 2 * down
    moved = block.moved(across, down)
    back = Shape(x=0, y=0, width=width, height=height, radius=min(radius, height / 2), color=plate)
    return replace(moved, width=width, height=height, shapes=(back, *moved.shapes))


def _title(work: Job) -> Setting:
    script = work.text.style.font == "script"
    style = _style(work, leading=1.2 if script else 1.1)
    narrower = work.px if work.plate else 0.0
    main, px = _main(work, clean(work.text.text), style, narrower=narrower, share=0.8)
    detail = _detail(work, px * (0.32 if script else 0.44), main, narrower=narrower)
    block = stacked([(0, main), (px * (0.7 if script else 0.5), detail)], work.align)
    if work.plate:
        block = _on_plate(block, work.plate, px * 0.5, px * 0.42, px * 0.16)
    return Setting(block=block, finish=_finish(work))


def _caption(work: Job) -> Setting:
    style = _style(work, leading=1.28, tracking=0.03 if work.text.style.uppercase else 0.0)
    main, px = _main(work, clean(work.text.text), style, narrower=work.px if work.plate else 0.0, share=0.5)
    if work.plate:
        return Setting(
            block=_on_plate(main, work.plate, px * 0.48, px * 0.4, px * 0.22), finish=_finish(work)
        )
    finish = _finish(work)
    edge = finish.outline or (color.faded(color.INK, 0.85) if color.luminance(work.ink) > 0.25 else None)
    return Setting(block=main, finish=replace(finish, shadow=0.75, outline=edge, outline_em=0.05))


def _lower_third(work: Job) -> Setting:
    plate = work.plate or (DARK_PLATE if color.luminance(work.ink) > 0.25 else color.parse("#ffffffd0"))
    style = _style(work, leading=1.14, align="left", tracking=0.0)
    main, px = _main(work, clean(work.text.text).replace("\n", " "), style, narrower=1.3 * work.px)
    detail = _detail(work, px * 0.6, main, narrower=1.3 * work.px, opacity=0.86)
    block = stacked([(0, main), (px * 0.42, detail)], "left")
    block = _on_plate(block, plate, px * 0.62, px * 0.5, px * 0.1)
    bar = Shape(x=0, y=0, width=px * 0.13, height=block.height, radius=px * 0.06, color=work.accent)
    return Setting(
        block=replace(block, shapes=(*block.shapes, bar)), finish=replace(_finish(work), shadow=0.0)
    )


def _quote(work: Job) -> Setting:
    style = _style(work, leading=1.3, tracking=0.0)
    said = clean(work.text.text).strip().strip(QUOTES).strip()
    main, px = _main(work, said, style, share=0.62)
    marks = work.shaper.in_family("serif")
    mark_style = replace(style, color=work.accent, bold=True)
    mark = set_lines(
        fit("“", marks, mark_style, px=px * 2.3, measure=work.measure, most_lines=1, most_height=work.height),
        marks,
        mark_style,
        word=-1,
    )
    mark = replace(mark, height=px * 0.86, glyphs=tuple(replace(g, word=-1) for g in mark.glyphs))
    detail = _detail(work, px * 0.56, main, prefix="— ", opacity=0.86)
    block = stacked([(0, mark), (px * 0.36, main), (px * 0.8, detail)], work.align)
    if work.plate:
        block = _on_plate(block, work.plate, px * 0.7, px * 0.6, px * 0.2)
    return Setting(block=block, finish=_finish(work))


def _list(work: Job) -> Setting:
    style = _style(work, align="left", leading=1.24, tracking=0.0)
    lines = [line for line in clean(work.text.text).split("\n") if line.strip()]
    heading = lines[0].strip() if len(lines) > 1 and lines[0].rstrip().endswith((":", "：")) else ""
    items = lines[1:] if heading else lines
    px = _list_px(work, items, style)
    parts: list[tuple[float, Block]] = []
    done = Block(width=0, height=0)
    if heading:
        done = _part(work, heading.rstrip(":： "), replace(style, bold=True), px * 1.3, done)
        parts.append((0, done))
    for item in items:
        done = _item(work, item, style, px, done)
        parts.append((px * (ITEM_GAP if len(parts) > bool(heading) else 1.2), done))
    detail = _detail(work, px * 0.7, done)
    block = stacked([*parts, (px * 0.9, detail)], "left")
    if work.plate:
        block = _on_plate(block, work.plate, px * 0.8, px * 0.7, px * 0.25)
    return Setting(block=block, finish=_finish(work))


def _list_px(work: Job, items: list[str], style: Style) -> float:
    """The size at which all items together fit the height."""
    px = work.px
    while px > 0.3 * work.px:
        rows = [
            len(_fitted(work, BULLET.sub("", i), style, px=px, lines=3, narrower=1.4 * px).lines)
            for i in items
        ]
        if sum(rows) * px * style.leading + (ITEM_GAP - 0.3) * px * len(items) < 0.8 * work.height:
            break
        px *= 0.93
    return px


def _part(work: Job, content: str, style: Style, px: float, after: Block, indent: float = 0.0) -> Block:
    fitted = _fitted(work, content, style, px=px, lines=3, narrower=indent)
    return set_lines(fitted, work.shaper, style, first=count(after), word=last_word(after) + 1)


def _item(work: Job, item: str, style: Style, px: float, after: Block) -> Block:
    """One entry with its number or dot hung to the left."""
    match = BULLET.match(item)
    body = _part(work, item[match.end() :] if match else item.strip(), style, px, after, 1.4 * px)
    number = match.group(1) if match else None
    moved = body.moved(px * 1.1, 0)
    if not number:
        size = px * 0.3
        first = min((g.baseline for g in body.glyphs), default=px)
        dot = Shape(
            x=px * 0.2,
            y=first - px * 0.36 - size / 2,
            width=size,
            height=size,
            radius=size / 2,
            color=work.accent,
        )
        return replace(moved, width=body.width + px * 1.1, shapes=(dot,))
    label = _part(work, number, replace(style, color=work.accent, bold=True), px, after)
    level = body.glyphs[0].baseline - label.glyphs[0].baseline if body.glyphs and label.glyphs else 0.0
    return replace(moved, width=body.width + px * 1.1, glyphs=(*label.moved(0, level).glyphs, *moved.glyphs))


def _step(work: Job) -> Setting:
    """A step with its number, large, to the left of it or on upright pictures above.

    The number is set in sans: the figures of the serif stand at different heights.
    """
    lies = work.canvas.width > work.canvas.height * 1.2
    px = work.px * (1.0 if lies else STACKED)
    style = _style(work, leading=1.16, align="left")
    mark = _numeral(work, NUMERAL * px, style)
    gap = 0.8 * px
    fitted = _fitted(
        work,
        clean(work.text.text),
        style,
        px=px,
        lines=MOST_LINES["step"],
        narrower=mark.width + gap if lies else 0.0,
        share=0.7,
    )
    body = set_lines(fitted, work.shaper, style, first=count(mark), word=last_word(mark) + 1)
    if not lies or not mark.glyphs:
        return Setting(block=stacked([(0, mark), (gap, body)], "left"), finish=_finish(work))
    height = max(mark.height, body.height)
    mark = mark.moved(0, (height - mark.height) / 2)
    body = body.moved(mark.width + gap, (height - body.height) / 2)
    beside = Block(width=mark.width + gap + body.width, height=height, glyphs=(*mark.glyphs, *body.glyphs))
    return Setting(block=beside, finish=_finish(work))


def _numeral(work: Job, px: float, style: Style) -> Block:
    """The number, as wide as the widest of as many figures, so that what is beside it stands still from step to step."""
    shaper, number = work.shaper.in_family("sans"), replace(style, color=work.accent, bold=True)
    shown = clean(work.text.detail).strip()
    fitted = fit(shown, shaper, number, px=px, measure=work.measure, most_lines=1, most_height=work.height)
    block = set_lines(fitted, shaper, number)
    widest = (
        fitted.px * shaper.width("0" * len(shown), bold=True, tracking=number.tracking)
        if shown.isdecimal()
        else 0.0
    )
    return replace(block, width=max(block.width, widest))


def _callout(work: Job) -> Setting:
    plate = work.plate or (
        color.parse(work.text.style.highlight) if work.text.style.highlight else DARK_PLATE
    )
    tone = color.readable_on(plate, work.ink)
    work = replace(work, plate=plate, ink=tone)
    style = _style(work, tracking=0.03 if work.text.style.uppercase else 0.0, leading=1.2)
    main, px = _main(work, clean(work.text.text), style, narrower=1.4 * work.px)
    detail = _detail(work, px * 0.64, main, narrower=1.4 * work.px)
    block = stacked([(0, main), (px * 0.45, detail)], work.align)
    return Setting(block=_on_plate(block, plate, px * 0.8, px * 0.55, px * 2), finish=_finish(work))


ROLES: dict[str, Callable[[Job], Setting]] = {
    "title": _title,
    "subtitle": _title,
    "card": _title,
    "caption": _caption,
    "lower_third": _lower_third,
    "quote": _quote,
    "list": _list,
    "step": _step,
    "callout": _callout,
}


def _placed(block: Block, work: Job) -> Block:
    """The block at its anchor in the safe area, moved as asked, and never off the picture."""
    canvas, safe, name = work.canvas, safe_area(work.canvas), anchor(work.text)
    across = 0.0 if "left" in name else 1.0 if "right" in name else 0.5
    down = 0.0 if "top" in name else 1.0 if "bottom" in name else 0.5
    if down == 0.5 and safe.height < 0.75:
        safe = Rect(x=safe.x, y=0.1, width=safe.width, height=0.8)  # the optical middle stays the middle
    x = (safe.x + across * safe.width) * canvas.width - across * block.width + work.text.dx * canvas.width
    y = (safe.y + down * safe.height) * canvas.height - down * block.height + work.text.dy * canvas.height
    return _held(block.moved(x, y), canvas)


def _held(block: Block, canvas: Canvas) -> Block:
    """Moved back inside if letters or plates would leave the picture."""
    boxes = [ink(g) for g in block.glyphs] + [(s.x, s.y, s.x + s.width, s.y + s.height) for s in block.shapes]
    if not boxes:
        return block
    edge = 0.025 * min(canvas.width, canvas.height)
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
    dx = max(0.0, edge - left) or min(0.0, canvas.width - edge - right)
    dy = max(0.0, edge - top) or min(0.0, canvas.height - edge - bottom)
    return block.moved(dx, dy)
