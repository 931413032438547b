"""Camera moves: a rectangle that travels over a framed picture."""

from __future__ import annotations

from nemobuild.backend.render.lower.stage import Stage
from nemobuild.backend.render.scene import Move, Share
from nemobuild.timeline.model import Clip, Rect

SMALLEST = 0.05


def move_of(clip: Clip, stage: Stage) -> Move | None:
    """A clip's move, or None if it stays where it is."""
    motion = clip.motion
    if motion is None or (_share(motion.start) == _share(motion.end) == Share()):
        return None
    return Move(
        start=_share(motion.start),
        end=_share(motion.end),
        easing=motion.easing,
        frames=max(stage.length(motion.whole_ms or clip.duration_ms), 1),
        offset=stage.length(motion.offset_ms),
    )


def _share(rect: Rect) -> Share:
    """A rectangle held inside the picture."""
    width, height = (min(max(side, SMALLEST), 1.0) for side in (rect.width, rect.height))
    x, y = min(max(rect.x, 0.0), 1.0 - width), min(max(rect.y, 0.0), 1.0 - height)
    return Share(x=x, y=y, width=width, height=height)
