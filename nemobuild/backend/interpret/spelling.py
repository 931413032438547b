"""Typing errors in the words that name edits, put right; positions in the original are kept.

A word is changed only if it is long enough, is no word of the vocabulary itself, and is one slip (two in a long word)
away from exactly one of them. Text in quotes is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

VOCABULARY = frozenset(
    """add apply aspect audio background beginning between black blur bottom bright brightness captions chapter chapters
    cinematic clip clips color colour combine contrast convert corner countdown create crop crossfade crossfades delete
    denoise dissolve duration effect effects export extract fade faster first flip footage generate grain highlight
    highlights image images intro landscape layout length logo loop lower merge minutes mirror music mute noise
    normalize outro overlay pause pauses photo photos picture pictures portrait progress remove repeat replace reverse
    rotate saturation second seconds section segment segments shorten silence silences silent slideshow slower slow
    sound speed split square stabilize subtitle subtitles thumbnail thumbnails title titles transition transitions trim
    upbeat vertical video videos vignette vintage volume watermark zoom third slow motion voiceover ken burns
    recording recordings interview tutorial webinar beginning""".split()
)
NEIGHBOURS = frozenset(
    """adds causes clause clauses clap clips color colors course crops faded fades fading image imagine logos lower louder
    minute mutes noisy outer picture pictured portraits removed removes removing rotates rotated sections segment segmented
    sounds speeds spilt squares tiles title titled trims trimmed trimming turning vertically voice zoomed zooms zooming music
    musical pause paused pausing light flight might right night sight recorded records record recorder remote remotes
    replaced replaces reversed revise repeated repeats rather slides slider slideshows faster fasten flips looped loops
    lowered duration durations direction export exports exported expert experts expect extract extracts extracted
    generated generates general merged merges mergers merger minuted second-hand seconds thirds thirty shots short shorts
    shortened shorter stabilized silently splits squared subtitled transitional transitioned videoed videotape volumes
    created creates creative cropped combined combines converted converts corners colored coloured closing caption
    captioned brighten brighter blurred blurry blurs bottoms blacks background backgrounds applied applies appear
    bright bride height weight eight beats begin began beginnings contract contrasts countdowns ken effective effected affect
    layer layers layouts lengths logic muted nose nice horse house mouse moose images imaged interviews introduction
    overlays overlaid outdoor video's sounded found round ground bound hound section's station action auction reaction
    selection election fiction diction mention motion notion potion option portion tension vision version mission
    tutorials webinars finish final finally frames frame names games flame""".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelled:
    """A corrected text, with where each of its characters stood."""

    text: str
    offsets: tuple[int, ...]

    def original(self, at: int) -> int:
        return self.offsets[min(at, len(self.offsets) - 1)]


def corrected(text: str) -> Spelled:
    """The text with slips in the vocabulary's words put right, outside of quotation marks."""
    pieces: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in re.finditer(r"[\"“「『][^\"”」』]*[\"”」』]|(?<![\w'-])[A-Za-z]{5,}(?![\w'-])", text):
        word = match[0]
        right = _right(word.lower()) if word[0].isalpha() else ""
        if right:
            pieces += [text[at : match.start()], right]
            offsets += [*range(at, match.start()), *(min(match.start() + i, match.end() - 1) for i in range(len(right)))]
            at = match.end()
    pieces.append(text[at:])
    offsets += range(at, len(text) + 1)
    return Spelled(text="".join(pieces), offsets=tuple(offsets))


def _right(word: str) -> str:
    if word in VOCABULARY or word in NEIGHBOURS or word.rstrip("s") in VOCABULARY:
        return ""
    most = 2 if len(word) >= 9 else 1
    near = [w for w in VOCABULARY if len(w) >= 5 and w[0] == word[0] and distance(word, w, most) <= most]
    return near[0] if len(near) == 1 else ""


def distance(a: Sequence[str], b: Sequence[str], most: int) -> int:
    """Slips (insert, leave out, change, swap neighbours) between two words; `most + 1` if there are more."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    two: list[int] = []
    one = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(one[j] + 1, row[j - 1] + 1, one[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, two[j - 2] + 1)
            row.append(cost)
        two, one = one, row
    return one[-1] if one[-1] <= most else most + 1
