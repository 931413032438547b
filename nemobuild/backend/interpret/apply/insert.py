"""A file put into the film: between clips, at an end, at a time, or in the place of a clip."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nemobuild.backend.interpret.model import CannotDo, Op
from nemobuild.backend.interpret.naming import as_said, named_in
from nemobuild.backend.interpret.said import length_said, seconds
from nemobuild.backend.interpret.stage import Done, Stage, clip_of
from nemobuild.backend.interpret.stretches import joins_meant, number_of, part_of
from nemobuild.timeline import edits
from nemobuild.timeline.model import Clip, Media, Timeline


def insert_file(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """The file that is named first, in full or for as long as is said; an end card stays the end."""
    there = {c.source.digest for c in edits.clips(timeline)}
    named = as_said(op.text, named_in(op.text, stage.visible()))
    new = [m for m in named if m.digest not in there and m.kind in ("image", "video")]
    if not new:
        raise CannotDo("it does not name a picture or film that is not in the film yet")
    if len(new) > 1:
        raise CannotDo(
            f"it names {len(new)} files; say of each where it goes",
            nearest=f"insert {new[0].name} at the start. Insert {new[1].name} at the end",
        )
    clip = _of_length(new[0], op, timeline)
    timeline, index = _place(timeline, op, stage)
    done = edits.insert(timeline, [clip], index)
    where = f"after clip {number_of(timeline, index - 1)}" if index else "at the start"
    return Done(
        timeline=done,
        said=f"Put {new[0].name} {where}, {seconds(clip.duration_ms)} long; {length_said(done)}",
    )


def replace_clip(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """A clip gives its place to a file.

    A picture stands as long as what it replaces. A film comes in full for one that was shown in full, and else is cut to
    the length of what it replaces, if it is longer.
    """
    if not op.params["old"]:
        raise CannotDo(
            "it does not say which clip gives its place", nearest="replace the second clip with rocket.jpg"
        )
    first, last = part_of(op.params["old"], timeline, stage)
    named = [m for m in named_in(str(op.params["new"]), stage.visible()) if m.kind in ("image", "video")]
    if len(named) != 1:
        raise CannotDo(
            "it does not say by which one of the files", nearest="replace the second clip with rocket.jpg"
        )
    gone = edits.clips(timeline)[first : last + 1]
    new = clip_of(named[0], timeline.canvas)
    length = sum(c.duration_ms for c in gone)
    if new.source.kind == "image" or (length < new.duration_ms and not _is_in_full(gone, stage)):
        new = replace(new, duration_ms=length)
    done = edits.put_in_place(timeline, new, first, last)
    one, other = number_of(timeline, first), number_of(timeline, last)
    where = f"clip {one}" if one == other else f"clips {one} to {other}"
    return Done(
        timeline=done,
        said=f"Put {named[0].name} in the place of {where}, {seconds(new.duration_ms)} long; {length_said(done)}",
    )


def _is_in_full(shown: Sequence[Clip], stage: Stage) -> bool:
    """Whether a clip shows all of its source, to a tenth of a second."""
    (first, *others) = shown
    whole = next((m.duration_ms for m in stage.media if m.digest == first.source.digest), 0)
    is_one = all(c.goes_on for c in others)
    return (
        is_one and first.source_start_ms == 0 and sum(c.duration_ms * c.speed for c in shown) >= whole - 100
    )


def _of_length(media: Media, op: Op, timeline: Timeline) -> Clip:
    clip = clip_of(media, timeline.canvas)
    length = edits.on_grid(int(op.params.get("for_ms", clip.duration_ms)), timeline.canvas.fps)
    if length <= 0:
        raise CannotDo("a length must be more than 0 s")
    if media.kind == "video" and length > clip.duration_ms:
        raise CannotDo(f"{media.name} is {seconds(clip.duration_ms)} long")
    return replace(clip, duration_ms=length)


_BESIDE = re.compile(
    r"\b(?P<side>after|before|behind|between) (?:the |my )?(?P<what>(?!it\b|that\b|them\b)[\w.-]+)"
)
"""What a file is put beside, by its name alone: `after bunny`; between two it comes after the first."""


def _place(timeline: Timeline, op: Op, stage: Stage) -> tuple[Timeline, int]:
    """The film, cut where the new clip goes, and how many clips come before it."""
    if "before" in op.params:
        return timeline, part_of(op.params["before"], timeline, stage)[0]
    if "after" in op.params:
        return timeline, part_of(op.params["after"], timeline, stage)[1] + 1
    said = _BESIDE.search(op.low) if "between" not in op.params else None
    if said and "at_ms" not in op.params:
        first, last = part_of(said["what"], timeline, stage)
        return timeline, first if said["side"] == "before" else last + 1
    if "between" in op.params and (joins := joins_meant(op, timeline, stage)):
        return timeline, min(joins)
    if "at_ms" in op.params:
        at = int(op.params["at_ms"])
        if not 0 <= at <= edits.film_ms(timeline):
            raise CannotDo(f"the film is {seconds(edits.film_ms(timeline))} long")
        cut = edits.split_at(timeline, [at])
        moment = edits.on_grid(at, timeline.canvas.fps)
        return cut, sum(c.start_ms < moment for c in edits.clips(cut))
    own = edits.clips(timeline)
    if op.params.get("spot") == "start":
        return timeline, sum(c.label == "intro" for c in own)
    return timeline, len(own) - sum(c.label == "outro" for c in own)
