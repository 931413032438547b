"""Places on the frame in words: `top-left`, `bottom`, `center`, and how one is said from where something is.

Knows no edits.
"""

from __future__ import annotations

from nemobuild.timeline.model import Rect

_ACROSS = {"left": "right", "right": "left"}
_DOWN = {"top": "bottom", "bottom": "top"}


def beside_that(said: str, now: str) -> str:
    """The left of what is at the top right is the top left: a side alone leaves the other one as it is. The opposite of a place
    is across from it: of `top-left` it is `top-right`, of `top` it is `bottom`. Without a place said it is where it is."""
    if said == "opposite":
        across = _ACROSS if "left" in now or "right" in now else _DOWN
        return "-".join(across.get(part, part) for part in now.split("-"))
    vertical, _, horizontal = now.partition("-") if "-" in now else ("", "", "")
    if said in ("left", "right") and vertical:
        return f"{vertical}-{said}"
    if said in ("top", "bottom") and horizontal:
        return f"{said}-{horizontal}"
    return said or now


def anchor_of(rect: Rect) -> str:
    """Where a rectangle (in shares of the canvas) lies."""
    x, y = rect.x + rect.width / 2, rect.y + rect.height / 2
    vertical = "top" if y < 0.4 else "bottom" if y > 0.6 else ""
    horizontal = "left" if x < 0.4 else "right" if x > 0.6 else ""
    return "-".join(filter(None, (vertical, horizontal))) or "center"
