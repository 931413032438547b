"""Films of cards: how the words of a storyboard are set and how they move, by the mood of the film.

Knows cards and timelines; which words stand on which card, and which mood fits them, is not decided here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.apply import pace
from nemobuild.backend.interpret.storyboard import Card
from nemobuild.timeline import edits
from nemobuild.timeline.model import Clip, Source, Text, TextStyle, Timeline, Track, Transition

ENDING_MS = 500
"""The last card and its words fade together."""

_RISING: Mapping[str, tuple[str, ...]] = {
    "list": ("slide-up",),
    "quote": ("fade",),
    "code": ("type",),
    "": ("slide-up",),
}
_FADING: Mapping[str, tuple[str, ...]] = {"": ("fade",)}
_LIVELY: Mapping[str, tuple[str, ...]] = {
    "heading": ("pop",), "statement": ("slide-up", "word-by-word", "slide-left"), "step": ("slide-left",), "number": ("pop",),
    "list": ("slide-up",), "quote": ("fade",), "code": ("type",), "": ("slide-up",),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the cards of a film look and move.

    `palette` are the colours of the grounds where they are said, in place of the theme's. `display` is the font of headings. `transitions`, `camera` and `enters` (by layout, "" for the others) are taken in turn.
    `accent` is the colour of numbers, dots and quotation marks, empty for the usual one.
    `pace` is how long a card stands beside the time that it takes to read; `side` is where words stand.
    """

    theme: str
    palette: tuple[str, ...] = ()
    font: str = "sans"
    display: str = ""
    weight: str = "bold"
    color: str = "#ffffff"
    accent: str = ""
    uppercase: bool = False
    side: str = "center"
    transitions: tuple[str, ...] = ("crossfade",)
    transition_ms: int = 400
    camera: tuple[str, ...] = ("push", "drift", "pan", "pull")
    enters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _RISING)
    enter_ms: int = 500
    pace: float = 1.0


NEUTRAL = "corporate"
"""The mood of a text whose subject is not known: nothing that a sad or a sober text would be ashamed of."""
_CORPORATE = Manner(theme="corporate", transitions=("crossfade", "smooth_left"))
_SLOW = Manner(
    theme="dark", font="serif", weight="regular", transitions=("crossfade",), transition_ms=900, camera=("drift", "push"),
    enters=_FADING, enter_ms=900, pace=1.25,
)  # fmt: skip
_CALM = Manner(
    theme="ocean", weight="regular", transition_ms=800, camera=("drift", "push"), enters=_FADING, enter_ms=800, pace=1.15,
)  # fmt: skip
_ELEGANT = replace(_SLOW, theme="elegant", transition_ms=700, enter_ms=700, pace=1.1)
_ENERGETIC = Manner(
    theme="energetic", uppercase=True, transitions=("slide_left", "zoom", "slide_up", "wipe_left"), transition_ms=280,
    enters=_LIVELY, enter_ms=300,
)  # fmt: skip
_PLAYFUL = Manner(
    theme="playful", accent="#ffe066", transitions=("circle", "slide_left", "zoom", "slide_up"), transition_ms=400,
    enters={**_LIVELY, "statement": ("pop", "slide-up")}, enter_ms=400,
)  # fmt: skip
_TECH = Manner(
    theme="tech", side="left", transitions=("cover_left", "wipe_left", "slide_up"), transition_ms=350,
    enters={**_LIVELY, "heading": ("type",), "statement": ("slide-left", "word-by-word"), "number": ("slide-left",)},
    enter_ms=400,
)  # fmt: skip
_WARM = Manner(
    theme="sunset",
    accent="#fff0cf",
    font="serif",
    transitions=("crossfade", "smooth_left"),
    transition_ms=600,
    enter_ms=600,
    pace=1.05,
)
_EPIC = Manner(
    theme="dark", uppercase=True, transitions=("fade_black", "crossfade"), transition_ms=600, camera=("push",), enters=_FADING,
    enter_ms=700, pace=1.1,
)  # fmt: skip
MANNERS: Mapping[str, Manner] = {
    "corporate": _CORPORATE,
    "inspiring": replace(_CORPORATE, theme="cool", transition_ms=500),
    "sad": _SLOW,
    "romantic": replace(_SLOW, theme="romantic", accent="#ffe3c8", display="script", transition_ms=800, enter_ms=800, pace=1.15),
    "calm": _CALM, "ambient": _CALM,
    "piano": _ELEGANT, "jazz": _ELEGANT,
    "warm": _WARM, "acoustic": _WARM, "lofi": _WARM,
    "electronic": _TECH,
    "upbeat": _ENERGETIC, "energetic": _ENERGETIC, "rock": _ENERGETIC, "hiphop": _ENERGETIC, "pop": _ENERGETIC,
    "happy": _PLAYFUL, "playful": _PLAYFUL,
    "epic": _EPIC, "dark": _EPIC, "suspense": _EPIC,
    "cinematic": replace(_EPIC, font="serif", weight="regular"),
}  # fmt: skip
_NAMES_OF_THEMES = {
    "luxury": "elegant",
    "neon": "tech",
    "bold": "energetic",
    "pastel": "light",
    "modern": "minimal",
    "retro": "sunset",
}
PALE_THEMES = frozenset({"light", "minimal"})
"""Themes whose grounds are pale."""
INK, INK_ACCENT = "#14213d", "#b3541e"
"""The colours of letters and of what stands out on a pale ground."""


def manner_of(mood: str, theme: str) -> Manner:
    """The manner of a mood, on the ground of a theme if one is named; the theme's own manner where no mood is known."""
    theme = _NAMES_OF_THEMES.get(theme, theme)
    own = next((m for m in MANNERS.values() if m.theme == theme), MANNERS[NEUTRAL])
    found = MANNERS.get(mood, own)
    if not theme:
        return found
    if theme in PALE_THEMES:
        return replace(found, theme=theme, color=INK, accent=INK_ACCENT)
    return replace(found, theme=theme, accent=found.accent if theme == found.theme else "")


def on_ground(manner: Manner, palette: Sequence[str], color: str) -> Manner:
    """The manner on a ground of these colours, `#rrggbb`, with letters of a colour that is said, or else that can be read there."""
    if not palette:
        return replace(manner, color=color or manner.color)
    pale = values.is_pale(palette[0])
    ink, accent = (INK, INK_ACCENT) if pale else ("#ffffff", "#ffffff")
    return replace(manner, palette=tuple(palette), color=color or ink, accent=accent)


def with_cards(
    timeline: Timeline, cards: Sequence[Card], manner: Manner, length_ms: int, *, seed: int
) -> Timeline:
    """The cards at the end of the film, so that they take `length_ms` if the film was empty; `seed` varies the grounds."""
    first = len(edits.clips(timeline))
    clips = [_ground(card, i, len(cards), manner, seed) for i, card in enumerate(cards)]
    done = timeline
    if not timeline.of_kind("video"):
        done = replace(timeline, tracks=(Track(kind="video", name="main"), *timeline.tracks))
    done = edits.append(done, clips)
    done = pace.fitted(done, length_ms) if not first else done
    last = len(edits.clips(done)) - 1
    done = edits.change_clips(done, lambda i, c: replace(c, fade_out_ms=ENDING_MS) if i == last else c)
    return edits.add_all_above(done, _texts(cards, edits.clips(done)[first:], manner), name="text")


def _ground(card: Card, index: int, number: int, manner: Manner, seed: int) -> Clip:
    """The ground of one of a number of cards, with half of each transition beside the time of its words."""
    motion = manner.camera[index % len(manner.camera)]
    joins = (index > 0) + (index + 1 < number)
    name = manner.transitions[index % len(manner.transitions)]
    return Clip(
        source=Source(
            kind="video",
            generator="card",
            params={"theme": manner.theme, "motion": motion, "seed": seed + index}
            | ({"palette": list(manner.palette)} if manner.palette else {}),
        ),
        duration_ms=card.duration_ms + joins * manner.transition_ms // 2,
        transition=Transition(name=name, duration_ms=manner.transition_ms) if index else None,
        label=card.layout,
    )


def _texts(cards: Sequence[Card], grounds: Sequence[Clip], manner: Manner) -> list[Text]:
    """The words of each card, which take turns in the middle of the transition between two."""
    turns = [g.start_ms + (g.transition.duration_ms // 2 if g.transition else 0) for g in grounds]
    ends = [*turns[1:], grounds[-1].end_ms] if grounds else []
    sizes = _sizes(cards)
    texts = [
        _words(card, i, manner, sizes[i], start, end)
        for i, (card, start, end) in enumerate(zip(cards, turns, ends, strict=True))
    ]
    return [*texts[:-1], *(replace(t, leave_ms=ENDING_MS) for t in texts[-1:])]


# How words are set

_SIZES = {"heading": ((40, 0.13), (0, 0.1)), "statement": ((20, 0.13), (36, 0.11), (64, 0.092), (0, 0.075)), "code": ((24, 0.09), (0, 0.062)), "step": ((30, 0.125), (60, 0.11), (0, 0.09)),
          "quote": ((50, 0.105), (110, 0.085), (0, 0.07))}  # fmt: skip
"""For each layout sizes with the most letters for which they are taken; 0 for any number."""
_LIST_SIZES = ((2, 40, 0.105), (3, 44, 0.095), (4, 44, 0.086))  # up to so many items of so many letters
LIST_SIZE, NUMBER_SIZE = 0.078, 0.24
WIDEST_NUMBER = 4.5  # letters at the full size
_ROLES = {"list": "list", "step": "step", "quote": "quote"}


def _sizes(cards: Sequence[Card]) -> list[float]:
    """The size of each card's words: the fewer, the larger; all lists of a film have one size, and all steps."""
    alike = {
        layout: min(_size(c) for c in cards if c.layout == layout)
        for layout in ("list", "step")
        if any(c.layout == layout for c in cards)
    }
    return [alike.get(c.layout) or _size(c) for c in cards]


def _size(card: Card) -> float:
    letters = len(card.text)
    if card.layout == "list":
        return _list_size(card.text.split("\n"))
    if card.layout == "number":
        return NUMBER_SIZE * min(1.0, WIDEST_NUMBER / letters)
    return next(size for most, size in _SIZES[card.layout] if letters <= most or not most)


def _list_size(items: Sequence[str]) -> float:
    """Few and short items are set large."""
    longest = max(len(item) for item in items)
    sizes = (size for most, letters, size in _LIST_SIZES if len(items) <= most and longest <= letters)
    return next(sizes, LIST_SIZE)


def _words(card: Card, index: int, manner: Manner, size: float, start: int, end: int) -> Text:
    enters = manner.enters.get(card.layout, manner.enters[""])
    side = "left" if card.layout == "step" else manner.side
    return Text(
        start_ms=start, duration_ms=end - start,
        text=f"{card.title}:\n{card.text}" if card.title else card.text, detail=card.mark or card.detail,
        role=_ROLES.get(card.layout, "card"),
        style=TextStyle(
            font=_font(card, manner), size=round(size, 4), weight=manner.weight,
            color=manner.color, highlight=manner.accent, align="left" if card.layout == "list" else side, uppercase=manner.uppercase and card.layout == "heading",
        ),
        anchor=side, enter=enters[index % len(enters)], enter_ms=manner.enter_ms, leave="fade", leave_ms=250, label=card.layout,
    )  # fmt: skip


def _font(card: Card, manner: Manner) -> str:
    """Quotations look like what is printed in a book, and code like what is typed."""
    if card.layout in ("quote", "code"):
        return {"quote": "serif", "code": "mono"}[card.layout]
    return manner.display or manner.font if card.layout == "heading" else manner.font
