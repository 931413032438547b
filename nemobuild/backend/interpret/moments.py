"""What an edit is said to be about and cannot be: a moment that only eyes would find, an end or beginning of no known length,
a part of the picture that has no clip of the main track. None of them is taken for the whole film.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nemobuild.backend.interpret.model import PLACES, CannotDo, MustAsk, Op, is_timed, times_of
from nemobuild.backend.interpret.naming import named_in
from nemobuild.backend.interpret.phrases.row import spelled
from nemobuild.timeline import edits
from nemobuild.timeline.model import Media, Timeline

_MOMENT = re.compile(
    r"\b(?:when|once|as soon as|while|until|before|after|as) (?:the|it|that|this|my|his|her|their|he|she|they)\b(?! (?:whole )?(?:film|video|movie|clip|picture|slideshow)\b)(?! plays?\b)[^,;.]{0,30}? (?:begins?|starts?|ends?|appears?|disappears?|comes? (?:in|on|up)|is (?:on(?: screen)?|shown|seen|visible|gone|over|done)|are (?:on|shown|seen|visible|gone)|plays?|finish(?:es)?|stops?|leaves?|lands?|shows? up|speaks?|says|sings?|laughs?|jumps?|moves?)\b"
)
_EVENT = re.compile(
    r"\b(?:when|once|as soon as) (?:the|my|his|her|their|our|an?) (?!(?:film|video|movie|clip|slideshow) )(?:[\w'-]+ ){1,3}?[a-z]{3,}s\b"
)
_AT_MOMENTS = frozenset({"title", "lower_third", "sound_effect", "logo", "overlay", "zoom", "color"})


def check_moment(op: Op) -> None:
    """`When the door opens`: a moment that nothing has given a time is not taken for the film's start, or for all of it."""
    said = _MOMENT.search(op.text.lower()) or _EVENT.search(op.text.lower())
    is_placed = is_timed(op.params) or bool(PLACES & set(op.params))
    is_muted = (op.family, op.action) in (("volume", "mute"), ("volume", "set"))
    if said and not is_placed and (op.family in _AT_MOMENTS or is_muted):
        words = op.text[said.start() : said.end()]
        raise CannotDo(f'it is not known when that is: "{words}"; say a time, as in "at 0:05"')


_INSET = re.compile(spelled(r"\b(?:the|my) <inset>\b"))
_SIDE = re.compile(r"\b(?:left|right|upper|lower|top|bottom) (?:one|half|side|clip|film|video|picture)\b")
_OF_THE_TRACK = frozenset(
    {
        "trim",
        "remove_segment",
        "cut_silence",
        "speed",
        "loop",
        "rotate",
        "fade",
        "zoom",
        "crop",
        "stabilize",
        "denoise_audio",
    }
)


def check_part(op: Op, timeline: Timeline, media: Sequence[Media]) -> None:
    """`Speed the picture in picture up`, `fade out the right one`: an edit of the main track is not one of what lies over it or
    beside it."""
    low = op.text.lower()
    labels = {c.label: c.source.name for c in edits.overlays(timeline)}
    is_muted = op.family == "volume" and op.action == "mute"
    if "overlay" in labels and _INSET.search(low) and (op.family in _OF_THE_TRACK or op.family == "volume"):
        raise CannotDo(
            f"{labels['overlay']} lies over the film: it can be moved, resized, given a look, or removed"
        )
    is_of_all = op.family in _OF_THE_TRACK or (op.family in ("color", "volume") and not is_muted)
    if "split" in labels and _SIDE.search(low) and is_of_all:
        raise CannotDo("one side of a split screen can be muted; any other edit is one of the whole film")
    on_the_track = {c.source.digest for c in edits.clips(timeline)}
    aside = {
        c.source.digest for c in edits.overlays(timeline) if c.label in ("overlay", "split")
    } - on_the_track
    named = [m for m in named_in(low, media) if m.digest in aside | on_the_track]
    if named and all(m.digest in aside for m in named) and op.family in _OF_THE_TRACK:
        raise CannotDo(
            f"{named[0].name} lies over the film or beside it, and {op.family.replace('_', ' ')} is of the main track alone"
        )


_SOME_END = re.compile(
    r"(?:^(?:(?:please|and|then) )*(?:slow (?:down )?|speed (?:up )?|mute |silence |brighten |darken |sharpen |reverse |make |turn )|(?P<at>\bat ))"
    r"(?P<the>the )(?:very )?(?P<end>ending|end|beginning|start)\b(?! (?:card|screen|slide|credits|title|text|fade|music|song|zoom|come|last)\b)"
)


def check_end(op: Op) -> None:
    """`Slow down the ending`: a part whose length nobody knows is not taken for all of the film."""
    said = _SOME_END.search(op.text.lower())
    is_known = bool(set(times_of(op.params)) - {"place"}) or op.params.get("what") == "music"
    if said is None or is_known or op.family not in ("speed", "color", "volume"):
        return
    which = "last" if said["end"].startswith("end") else "first"
    begin = said.start("at") if said["at"] else said.start("the")
    known = f"{'for ' if said['at'] else ''}the {which} 5 seconds"
    example = f"{op.text[:begin]}{known}{op.text[said.end() :]}".strip(" .!")
    raise MustAsk(f"How long is the {said['end']}? For example: {example}.")


_AGAIN = re.compile(spelled(r"\bevery (?:<len>|minute|few seconds|other minute)\b"))


def check_once(op: Op) -> None:
    """`Every 10 seconds show …`: a text or a sound comes once, and is not taken for one at the start."""
    is_laid = (op.family, op.action) in (
        ("title", "add"),
        ("overlay", "pip"),
        ("logo", "add"),
        ("sound_effect", "add"),
    )
    if is_laid and _AGAIN.search(op.text.lower()) and "times_ms" not in op.params:
        raise CannotDo("what comes back at intervals has to be said each time, as in: at 0:10, 0:20 and 0:30")
