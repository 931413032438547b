"""Edits that add cards before and after a film, calls to action, countdowns and timers, chapters and the cover picture."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from nemobuild.backend.interpret.apply.overlays import LOGO_SHARE, corner_rect
from nemobuild.backend.interpret.apply.typography import INK, PALE_THEMES
from nemobuild.backend.interpret.apply.words import looking_alike, short, styled, words_of
from nemobuild.backend.interpret.context import is_logo
from nemobuild.backend.interpret.model import CannotDo, Json, MustAsk, Op
from nemobuild.backend.interpret.naming import named_source
from nemobuild.backend.interpret.said import clock, counted, seconds
from nemobuild.backend.interpret.stage import Done, Stage, clip_of, source_of
from nemobuild.backend.interpret.stretches import joins_meant, number_of, span_of
from nemobuild.timeline import edits
from nemobuild.timeline.model import Chapter, Clip, Media, Placement, Rect, Source, Text, TextStyle, Timeline

CARD_MS = 3000
CALL_MS = 4000


LONGEST_TIMER_MS = 1_200_000


def add_timer(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """A time over the picture that runs up from 0:00, or down from a length to nothing."""
    del stage
    down = bool(op.params.get("down"))
    total = edits.film_ms(timeline)
    length = int(op.params.get("length_ms", 0)) if down else 0
    params = {**op.params, "for_ms": length} if length else dict(op.params)
    if down and params.get("from_ms") == length and "to_ms" not in params:
        del params["from_ms"]  # "down from 10 seconds" says where it begins to count, and not when
    start, end = span_of(params, timeline, length_ms=total, whole=True)
    if end - start > LONGEST_TIMER_MS:
        raise CannotDo(f"a timer can run for {seconds(LONGEST_TIMER_MS)} at most; say from when to when")
    first = clock(length or end - start) if down else clock(0)
    timer = Text(
        start_ms=start, duration_ms=end - start, text=first, role="countdown" if down else "timer",
        anchor=str(op.params.get("anchor", "top-right")), enter="none", leave="none", label="timer",
        style=styled(TextStyle(size=float(op.params.get("size", 0.06)), font="mono"), op.params),
    )  # fmt: skip
    done = edits.add_above(timeline, timer, avoid=("captions",))
    way = f"down from {first}" if down else "up"
    return Done(timeline=done, said=f"Added a timer that runs {way}, {clock(start)} to {clock(end)}")


COUNTDOWN_MS = 3000


def add_countdown(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    length = int(op.params.get("length_ms", op.params.get("for_ms", COUNTDOWN_MS)))
    if not 1000 <= length <= 60_000:
        raise CannotDo("a countdown takes 1 to 60 s")
    card = Clip(
        source=Source(kind="video", generator="countdown", params={"from": length // 1000}),
        duration_ms=length,
        label="countdown",
    )
    done = edits.insert(timeline, [card], 0)
    return Done(timeline=done, said=f"Put a countdown of {seconds(length)} before the film")


_NAMES_A_CARD = re.compile(
    r"\b(?:outros?|cards?|screens?|slates?|slides?|credits|titles?|ctas?|call[- ]to[- ]action|logos?|text|words)\b|片尾|结尾|结束"
)


def add_card(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """A card before or after the film; for a call to action over the end, see `add_call`."""
    if op.family == "outro" and op.params.get("over"):
        return add_call(timeline, op, stage)
    length = int(op.params.get("for_ms", CARD_MS))
    if length <= 0:
        raise CannotDo("a card must be longer than 0 s")
    text = str(op.params.get("text", "")).strip()
    bumper = next(
        (m for m in stage.visible() if op.family in (PurePath(m.name.lower()).stem, m.alias.lower())), None
    )
    if bumper is not None and not text:
        return _with_bumper(timeline, op, bumper)
    logo = next((m for m in stage.media if is_logo(m)), None)
    wants_logo = bool(op.params.get("logo"))
    if wants_logo and logo is None:
        raise CannotDo("there is no picture named logo among the uploads")
    if not text and not wants_logo:
        if op.family == "outro" and not _NAMES_A_CARD.search(op.low):
            raise MustAsk(
                "What should the film end on? For example: move the second clip to the end, "
                'or, for a card with words: add an outro card "…".'
            )
        raise MustAsk(f'What should the {op.family} card say? For example: add an {op.family} card "…".')
    card = _alike(_ground(op, text, length, _theme_of(timeline)), op, timeline)
    index = 0 if op.family == "intro" else len(edits.clips(timeline))
    done = edits.insert(timeline, [card], index)
    placed = edits.clips(done)[index]
    anchor = str(op.params.get("logo_anchor", "center"))
    is_aside = anchor not in ("center", "top")
    if text:
        words = _card_text(text, placed, op, wants_logo and not is_aside, _font_of(timeline))
        words = looking_alike(words, op, timeline)
        done = edits.add_above(done, words, avoid=("captions",))
    if wants_logo and logo is not None:
        shown = _card_logo(logo, placed, done, bool(text))
        if is_aside:
            share = float(op.params.get("logo_size", LOGO_SHARE))
            rect = corner_rect(logo.width, logo.height, share, anchor, done)
            shown = replace(shown, placement=Placement(rect=rect))
        done = edits.add_above(done, shown, name="overlay")
    where = "before" if op.family == "intro" else "after"
    said = f'"{short(text)}"' if text else "with the logo"
    where = f"with the logo {where}" if text and wants_logo else where
    return Done(
        timeline=done,
        said=f"Put a card {said} of {seconds(placed.duration_ms)} {where} the film, which is now {seconds(edits.film_ms(done))} long",
    )


def _theme_of(timeline: Timeline) -> str:
    """The theme of the film's cards, so that one that is added goes with them; empty if there are none."""
    grounds = [c.source.params for c in edits.clips(timeline) if c.source.generator == "card"]
    return next((str(p["theme"]) for p in reversed(grounds) if p.get("theme")), "")


def _ground(op: Op, text: str, length: int, theme: str = "") -> Clip:
    params: dict[str, Json] = {
        "theme": str(op.params.get("theme", theme)),
        "motion": "push" if op.family == "intro" else "drift",
        "seed": len(text) % 7,
    }
    if palette := op.params.get("palette"):
        params["palette"] = list(palette)
    elif "color" in op.params and contrast(str(op.params["color"]), DARK) < LEAST_CONTRAST:
        params["palette"] = [PALE, LIGHT]  # dark letters are not read on a dark card
    label = op.family if op.family in ("intro", "outro") else "card"
    return Clip(source=Source(kind="video", generator="card", params=params), duration_ms=length, label=label)


def _alike(card: Clip, op: Op, timeline: Timeline) -> Clip:
    """A card on the ground of the last one, or of the `first`, where it is to look like that."""
    there = [c for c in edits.clips(timeline) if c.source.generator == "card"]
    if "alike" not in op.params or not there or "palette" in op.params:
        return card
    model = there[0] if op.params["alike"] == "earliest" else there[-1]
    return replace(card, source=model.source)


def add_between(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """A card between two clips, or before or after one."""
    text = words_of(op, "What should the card say?")
    length = int(op.params.get("for_ms", CARD_MS))
    if length <= 0:
        raise CannotDo("a card must be longer than 0 s")
    at = op.params.get("at_ms")
    if at is not None:
        timeline = edits.split_at(timeline, [int(at)])
    joins = joins_meant(op, timeline, stage)
    if at is not None:
        moment = edits.on_grid(int(at), timeline.canvas.fps)
        joins = {i for i, c in enumerate(edits.clips(timeline)) if i and c.start_ms == moment}
    if joins is None and len(edits.shots(timeline)) == 2:
        joins = set(edits.joins(timeline))
    if not joins or len(joins) > 1:
        raise MustAsk(
            "Between which clips should the card be? For example: between the first and the second clip."
        )
    index = min(joins)
    card = _alike(_ground(op, text, length, _theme_of(timeline)), op, timeline)
    after = edits.clips(timeline)[index]
    if after.transition is not None:  # the card comes and goes as the clip behind it did, and can be read
        blend = replace(after.transition, duration_ms=min(after.transition.duration_ms, length // 4))
        card = replace(card, transition=blend)
        timeline = edits.change_clips(
            timeline, lambda i, c: replace(c, transition=blend) if i == index else c
        )
    done = edits.insert(timeline, [card], index)
    placed = edits.clips(done)[index]
    words = looking_alike(_card_text(text, placed, op, False, _font_of(timeline)), op, timeline)
    done = edits.add_above(done, words, avoid=("captions",))
    return Done(
        timeline=done,
        said=f'Put a card "{short(text)}" of {seconds(placed.duration_ms)} after clip {number_of(timeline, index - 1)}; the film is now {seconds(edits.film_ms(done))} long',
    )


def _with_bumper(timeline: Timeline, op: Op, bumper: Media) -> Done:
    """A file named intro or outro before or after the film."""
    index = 0 if op.family == "intro" else len(edits.clips(timeline))
    done = edits.insert(timeline, [clip_of(bumper, timeline.canvas)], index)
    where = "before" if op.family == "intro" else "after"
    return Done(
        timeline=done,
        said=f"Put {bumper.name} {where} the film, which is now {seconds(edits.film_ms(done))} long",
    )


DARK, LIGHT = "#15171c", "#ffffff"
PALE = "#f4f2ec"
BRIGHT = 0.45  # relative luminance from which dark letters are read better
LEAST_CONTRAST = 3.0  # of large letters and their ground (WCAG 2, level AA)


def _luminance(color: str) -> float:
    """Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2)."""
    red, green, blue = ((int(color[i : i + 2], 16) / 255) ** 2.2 for i in (1, 3, 5))
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours `#rrggbb`, 1 to 21 (WCAG 2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _letters_on(color: str) -> str:
    """Dark or white letters for a ground `#rrggbb`."""
    return DARK if _luminance(color) > BRIGHT else LIGHT


def _font_of(timeline: Timeline) -> str:
    """The font in which the film's cards are set."""
    fonts = [t.style.font for t in edits.texts(timeline) if t.role in ("card", "step", "list")]
    return fonts[-1] if fonts else TextStyle().font


def _card_text(text: str, card: Clip, op: Op, below: bool, font: str) -> Text:
    head, _, rest = text.partition("\n")
    palette = op.params.get("palette")
    said = {k: v for k, v in op.params.items() if k != "plate"}  # the ground is the card's own
    ground = str(palette[0]) if palette else ""
    if ground and contrast(str(said.get("color", LIGHT)), ground) < LEAST_CONTRAST:
        said = {k: v for k, v in said.items() if k != "color"}
    look = {"color": _letters_on(ground)} | said if ground else op.params
    if not ground and str(card.source.params.get("theme")) in PALE_THEMES:
        look = {"color": INK} | dict(look)
    return Text(
        start_ms=card.start_ms, duration_ms=card.duration_ms, text=head, detail=rest, role="card",
        anchor="center", dy=0.22 if below else 0.0, style=styled(TextStyle(size=0.11 if not below else 0.07, font=font), look),
        enter=str(op.params.get("enter", "slide-up")), label=op.family,
    )  # fmt: skip


def _card_logo(logo: Media, card: Clip, timeline: Timeline, above_text: bool) -> Clip:
    canvas = timeline.canvas
    height = 0.3
    width = min(
        0.6, height * canvas.height / canvas.width * (logo.width / max(1, logo.height) if logo.width else 1.0)
    )
    rect = Rect(
        x=round((1 - width) / 2, 4), y=0.22 if above_text else 0.35, width=round(width, 4), height=height
    )
    return Clip(
        start_ms=card.start_ms, duration_ms=card.duration_ms, source=source_of(logo), fit="contain",
        placement=Placement(rect=rect), fade_in_ms=400, fade_out_ms=300, label="card logo",
    )  # fmt: skip


def add_call(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """A call to action over the last seconds, on a plate."""
    del stage
    text = words_of(op, "What should the call to action say?")
    length = int(op.params.get("last_ms", op.params.get("for_ms", CALL_MS)))
    start, end = span_of({"last_ms": length}, timeline, length_ms=length)
    call = Text(
        start_ms=start, duration_ms=end - start, text=text, role="callout", anchor=str(op.params.get("anchor", "bottom")),
        style=styled(TextStyle(size=0.075, plate="#000000aa"), op.params), enter="pop", label="outro",
    )  # fmt: skip
    done = edits.add_above(timeline, call, avoid=("captions",))
    return Done(
        timeline=done, said=f'Added the call to action "{short(text)}" over the last {seconds(end - start)}'
    )


def add_chapters(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    total = edits.film_ms(timeline)
    step = int(op.params.get("every_ms", 0))
    if "every_ms" in op.params and not 1000 <= step < total:
        raise CannotDo(f"chapters of {seconds(step)} are not possible in a film of {seconds(total)}")
    regular: list[dict[str, Json]] = (
        [{"at_ms": at, "title": ""} for at in range(0, total, step)] if step else []
    )
    marks = regular or op.params.get("chapters") or _chapters_of_clips(timeline)
    late = [m for m in marks if not 0 <= int(m["at_ms"]) < total]
    if late:
        raise CannotDo(f"{clock(int(late[0]['at_ms']))} lies past the end: the film is {seconds(total)} long")
    chapters = tuple(
        Chapter(
            start_ms=edits.on_grid(int(m["at_ms"]), timeline.canvas.fps),
            title=str(m["title"]) or f"Chapter {i}",
        )
        for i, m in enumerate(marks, 1)
    )
    return Done(
        timeline=replace(timeline, chapters=chapters), said=f"Marked {counted(len(chapters), 'chapter')}"
    )


def _chapters_of_clips(timeline: Timeline) -> list[dict[str, Json]]:
    """A chapter for each file in the film, named after it."""
    marks: list[dict[str, Json]] = []
    before = None
    for clip in edits.clips(timeline):
        if clip.source != before:
            marks.append(
                {
                    "at_ms": clip.start_ms,
                    "title": named_source(clip.source).replace("_", " ").replace("-", " ").capitalize(),
                }
            )
        before = clip.source
    if len(marks) < 2:
        raise MustAsk(
            'Where do the chapters begin, and what are they called? For example: add chapters at 0:00 "Setup", 0:30 "Build".'
        )
    return marks


def set_thumbnail(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    total = edits.film_ms(timeline)
    of_a_clip = {"since", "during"} & set(op.params)
    at = (
        span_of(op.params, timeline, length_ms=1)[0] if of_a_clip else int(op.params.get("at_ms", total // 3))
    )
    if not 0 <= at < total:
        raise CannotDo(f"{clock(at)} lies past the end: the film is {seconds(total)} long")
    done = replace(timeline, poster_ms=edits.on_grid(at, timeline.canvas.fps))
    if done == timeline:
        raise CannotDo(f"the cover is the frame at {clock(at)} already")
    return Done(timeline=done, said=f"The cover is the frame at {clock(at)}")
