"""Moments that words name by what happens: `when the door opens`. Nothing here sees the door, so they are refused.

Knows words, not the timeline; what is said of a clip or of the film itself has become a time by then.
"""

from __future__ import annotations

import re

from nemobuild.backend.interpret.model import PLACES, CannotDo, Op, is_timed

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
