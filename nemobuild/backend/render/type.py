"""Text to pictures: `draw` is all of it.

A text is cleaned, its words are timed, its role sets it into a block in the safe area (`typeset.roles`),
and every state that it goes through is painted (`typeset.paint`). Motion as a whole (fades, slides, a pop)
is the renderer's; what changes *within* the text is drawn here: the word that is spoken, words or signs
that appear one by one. Nothing here knows about ffmpeg. The same text, canvas and fonts give the same
bytes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from PIL import Image

from nemobuild.backend.render.typeset import faces, states
from nemobuild.backend.render.typeset.paint import paint
from nemobuild.backend.render.typeset.roles import compose, job
from nemobuild.backend.render.typeset.scripts import clean, language
from nemobuild.backend.render.typeset.shaping import Shaper
from nemobuild.timeline.model import Canvas, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A picture (RGBA, cropped to what is seen), its top left corner in px, and when it is seen, in ms
    of its segment."""

    image: Image.Image
    x: int
    y: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The layers of a text, in the order of their times, and the characters that no font has, each once."""

    layers: tuple[Layer, ...] = ()
    missing: str = ""


def draw(text: Text, canvas: Canvas, *, folders: faces.Folders | None = None) -> Drawing:
    """The text as pictures for a canvas. Raises OutputError for a colour that is none.

    `folders` is where fonts are looked for that do not ship with the package; by default `NEMOBUILD_FONTS` and the
    system's own.
    """
    text = states.spoken(text)
    if not text.text.strip():
        text = replace(text, text=text.detail, detail="")
    if not clean(text.text).strip() or min(canvas.width, canvas.height) < 16:
        return Drawing()
    where = faces.folders(os.environ) if folders is None else folders
    shaper = Shaper(family=text.style.font, language=language(text.text + text.detail), folders=where)
    work = job(text, canvas, shaper)
    setting = compose(work)
    room = (canvas.width, canvas.height)
    layers = []
    for state in states.states(text, setting.block):
        shown = states.apply(setting.block, state, highlight=work.accent, pill=states.has_pill(text))
        picture = paint(shown, setting.finish, room=room)
        if picture:
            layers.append(
                Layer(
                    image=picture.image,
                    x=picture.x,
                    y=picture.y,
                    start_ms=state.start_ms,
                    end_ms=state.end_ms,
                )
            )
    return Drawing(layers=tuple(layers), missing="".join(shaper.missing))
