"""Edits of words over the picture: titles, names and captions, and changes to those that are there."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from nemobuild.backend.interpret import cues, subtitles, values
from nemobuild.backend.interpret.model import AlreadyMet, CannotDo, Json, MustAsk, Op, is_timed, times_of
from nemobuild.backend.interpret.naming import named_source, the_asset
from nemobuild.backend.interpret.places import beside_that
from nemobuild.backend.interpret.said import clock, colored, counted, seconds
from nemobuild.backend.interpret.several import TITLE_MS
from nemobuild.backend.interpret.stage import Done, Stage
from nemobuild.backend.interpret.stretches import checked_span, shot_of, span_anew, span_of, stretch_of
from nemobuild.timeline import edits
from nemobuild.timeline.model import (
    Clip,
    Media,
    Segment,
    Sound,
    Text,
    TextStyle,
    Timeline,
    Word,
)

NAME_MS = 4000
LONGEST_TEXT = 500


def styled(style: TextStyle, params: Mapping[str, Json]) -> TextStyle:
    named = {
        k: params[k]
        for k in ("color", "plate", "weight", "font", "highlight", "uppercase", "outline")
        if k in params
    }
    return replace(style, **named)


def words_of(op: Op, question: str) -> str:
    text = str(op.params.get("text", "")).strip()
    if not text:
        raise MustAsk(question)
    if len(text) > LONGEST_TEXT:
        raise CannotDo(f"a text on screen has at most {LONGEST_TEXT} characters; this one has {len(text)}")
    return text


def _of_each_file(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """The name of its file, or the day on which it was taken, on each clip that comes from one."""
    own = [p for p in edits.pieces(timeline) if p.clip.source.digest]
    runs = [list(run) for _, run in itertools.groupby(own, key=lambda p: p.clip.source.digest)]
    laid: list[Text] = []
    for run in runs:
        source = run[0].clip.source
        media = stage.by_digest(source.digest)
        text = _day(media) if op.params["text_of"] == "date" else named_source(source)
        if not text:
            continue
        start, end = run[0].from_ms or 0, run[-1].to_ms or 0
        laid.append(Text(
            start_ms=start, duration_ms=end - start, text=text, role="callout", anchor=str(op.params.get("anchor", "bottom-left")),
            style=styled(TextStyle(size=float(op.params.get("size", 0.05))), op.params), label="file",
        ))  # fmt: skip
    if not laid:
        raise CannotDo("no file in the film says when it was taken" if own else "no clip comes from a file")
    what = "day it was taken" if op.params["text_of"] == "date" else "name of its file"
    done = edits.add_all_above(timeline, laid, avoid=("captions",))
    return Done(timeline=done, said=f"Put the {what} on {counted(len(laid), 'clip')}")


def _day(media: Media | None) -> str:
    taken = media.taken_at[:10] if media else ""
    try:
        return date.fromisoformat(taken).strftime("%-d %B %Y")
    except ValueError:
        return ""


def add_title(timeline: Timeline, op: Op, stage: Stage) -> Done:
    if "text_of" in op.params and not op.params.get("text"):
        return _of_each_file(timeline, op, stage)
    text = words_of(op, 'What should the text say? For example: add a title "Fresh every morning".')
    if op.params.get("poster"):
        return _on_the_cover(timeline, op, text)
    if op.params.get("each"):
        return _on_each_clip(timeline, op, stage)
    start, end = span_of(op.params, timeline, length_ms=TITLE_MS)
    if not {"for_ms", "to_ms", "last_ms", "place", "during"} & set(op.params):
        end = _before_a_card(timeline, start, end)
    role = {"list": "list", "quote": "quote"}.get(op.action, "title")
    title = Text(
        start_ms=start,
        duration_ms=end - start,
        text=text,
        detail=str(op.params.get("detail", "")),
        role=role,
        anchor=str(op.params.get("anchor", "center")),
        style=styled(
            TextStyle(size=_size_said(text, op.params)), {k: v for k, v in op.params.items() if k != "size"}
        ),
        enter=str(op.params.get("enter", "fade")),
        label="title",
    )
    title = looking_alike(title, op, timeline)
    done = edits.add_above(timeline, title, avoid=("captions",))
    return Done(timeline=done, said=f'Added the {role} "{short(text)}" from {clock(start)} to {clock(end)}')


def _on_each_clip(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """The same words on every clip that comes from a file: for all of its time, or for that which is said of it."""
    shots = [s.pieces for s in edits.shots(timeline) if s.pieces[0].source.digest]
    if not shots:
        raise CannotDo("no clip comes from a file")
    kept = {k: v for k, v in op.params.items() if k not in ("each", "during", "clip", "clips")}
    at_an_end = _AT_AN_END.search(op.low)
    done = timeline
    begins = [s.pieces[0].start_ms for s in edits.shots(timeline)]
    for pieces in shots:
        first = pieces[0].start_ms
        last = min(
            [pieces[-1].end_ms, *(at for at in begins if at > first)]
        )  # up to where the next dissolves in
        part = edits.keep_ranges(timeline, [(first, last)])
        length = min(TITLE_MS, last - first) if at_an_end or kept.get("place") else last - first
        place = {"place": "end"} if at_an_end and at_an_end[1] == "end" else {}
        start, end = span_of(place | kept, part, length_ms=length)
        times = {"from_ms": first + start, "to_ms": first + end}
        said = {k: v for k, v in kept.items() if k not in times_of(kept)}
        done = add_title(done, replace(op, params=said | times), stage).timeline
    return Done(timeline=done, said=f'Put "{short(str(kept["text"]))}" on {counted(len(shots), "clip")}')


_AT_AN_END = re.compile(r"\bat the (?:very )?(start|beginning|end) of\b")


def looking_alike(text: Text, op: Op, timeline: Timeline) -> Text:
    """A text that is to look as the last one of its kind does, or the `earliest`; what is said of it itself holds."""
    if "alike" not in op.params:
        return text
    there = sorted((t for t in edits.texts(timeline) if t.role == text.role), key=lambda t: t.start_ms)
    if not there:
        what = text.role.replace("_", " ")
        raise CannotDo(f"there is no other {what} in the film, so it is not clear what this is to look like")
    model = there[0] if op.params["alike"] == "earliest" else there[-1]
    style = styled(model.style, {k: v for k, v in op.params.items() if k not in ("size", "color")})
    if {"color", "palette"} & set(op.params):
        style = replace(style, color=text.style.color)
    text = replace(text, style=style, enter=model.enter, leave=model.leave)
    return text if "anchor" in op.params else replace(text, anchor=model.anchor, dx=model.dx, dy=model.dy)


def _size_said(text: str, params: Mapping[str, Json]) -> float:
    """A title's size as a share of the frame's height: large words are larger than those of which nothing is said."""
    usual, said = _title_size(text, params), float(params.get("size") or 0)
    return min(0.3, max(said, 1.35 * usual)) if said > 0.1 else said or usual


def _before_a_card(timeline: Timeline, start: int, end: int) -> int:
    """Where words end whose length nobody said: a card that comes has words of its own."""
    cards = (c.start_ms for c in edits.clips(timeline) if c.label in ("intro", "outro"))
    return min((at for at in cards if start < at < end), default=end)


def _on_the_cover(timeline: Timeline, op: Op, text: str) -> Done:
    """Words that are on the cover picture alone."""
    words = Text(
        duration_ms=edits.film_ms(timeline), text=text, role="cover", anchor=str(op.params.get("anchor", "center")),
        style=styled(TextStyle(size=float(op.params.get("size") or _title_size(text, op.params))), op.params),
        enter="none", leave="none", label="cover",
    )  # fmt: skip
    kept = edits.change_segments(timeline, lambda s: None if isinstance(s, Text) and s.role == "cover" else s)
    done = edits.add_above(kept, words, name="cover")
    return Done(timeline=done, said=f'Wrote "{short(text)}" on the cover picture')


TITLE_SIZES = ((16, 0.13), (30, 0.1))  # up to so many letters, in the middle of the picture


def _title_size(text: str, params: Mapping[str, Json]) -> float:
    """Short words in the middle are set large, as there is room; what lies at an edge keeps out of the way."""
    if "line" in params or str(params.get("anchor", "center")) != "center":
        return TextStyle().size
    letters = sum(2 if ord(c) > 0x2E80 else 1 for c in text)
    return next((size for most, size in TITLE_SIZES if letters <= most), TextStyle().size)


def short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "…"


def add_lower_third(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    name = words_of(
        op,
        'Whose name, and what role? For example: add a lower third "Ada Lovelace" "Engineer" from 2s to 6s.',
    )
    start, end = span_of(op.params, timeline, length_ms=NAME_MS)
    anchor = str(op.params.get("anchor", "bottom-left"))
    text = Text(
        start_ms=start, duration_ms=end - start, text=name, detail=str(op.params.get("detail", "")), role="lower_third",
        anchor=anchor if "-" in anchor else "bottom-left", style=styled(TextStyle(size=0.06, align="left"), op.params),
        enter="slide-right", leave="slide-left", label="lower third",
    )  # fmt: skip
    text = looking_alike(text, op, timeline)
    done = edits.add_above(timeline, text, avoid=("captions",))
    return Done(
        timeline=done, said=f'Added the name line "{short(name)}" from {clock(start)} to {clock(end)}'
    )


# Words that are there


_TO_AN_END = re.compile(r"^\W*(?:move|put|shift|bring) .*\bto the (?:very )?(end|start|beginning)\b")


def _to_an_end(op: Op, chosen: Sequence[Text], timeline: Timeline) -> Op:
    """`Move the title to the end`: as long as it is, at the film's end or start."""
    found = _TO_AN_END.search(op.low)
    if found is None or len(chosen) != 1 or _is_changing(op.params) or is_timed(op.params):
        return op
    length = chosen[0].duration_ms
    begin = max(0, edits.film_ms(timeline) - length) if found[1] == "end" else 0
    return replace(op, params={**op.params, "from_ms": begin, "to_ms": begin + length})


def change_text(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del stage
    if on_card := _ON_CARD.search(op.low):
        op = replace(op, params={k: v for k, v in op.params.items() if k not in ("during", "clip")})
        chosen = _on_card(timeline, on_card[1] or on_card[2])
    else:
        op = _said_by_its_words(op, timeline)
        if op.params.get("remove") and op.params.get("text"):
            raise CannotDo(f'there is no text "{short(str(op.params["text"]))}" in the film')
        chosen = _meant(timeline, op)
    op = _to_an_end(op, chosen, timeline)
    ids = {t.id for t in chosen}
    if not op.params.get("remove") and not _is_changing(op.params):
        raise MustAsk("What should change about the text: where it is, its size, its colour or its words?")
    if op.params.get("remove") and is_timed(op.params):
        return _gone_from(timeline, op, ids)
    when = _when_changed(op, chosen, timeline)
    done = edits.change_segments(
        timeline, lambda s: _changed(s, op.params, when) if s.id in ids and isinstance(s, Text) else s
    )
    if palette := op.params.get("palette"):
        done = _on_ground(done, [t for t in chosen if t.role == "card"], palette)
    if done == timeline:
        raise AlreadyMet("the text is so already, so nothing would change")
    verb = "Removed" if op.params.get("remove") else "Changed"
    now = next((t for t in edits.texts(done) if t.id == chosen[0].id), None)
    ways = list(_differences(chosen[0], now)) if now else []
    ways += [f"on {op.params['ground']}"] if palette and chosen[0].role == "card" else []
    how = f": {', '.join(ways)}" if ways else ""
    more = f" and {len(chosen) - 1} more" if len(chosen) > 1 else ""
    return Done(timeline=done, said=f'{verb} "{short(chosen[0].text)}"{more}{how}')


def _on_ground(timeline: Timeline, texts: Sequence[Text], palette: Json) -> Timeline:
    """The cards that texts are on, in other colours."""

    def colored(_: int, clip: Clip) -> Clip:
        holds = any(clip.start_ms <= t.start_ms < clip.end_ms for t in texts)
        if clip.source.generator != "card" or not holds:
            return clip
        return replace(clip, source=replace(clip.source, params={**clip.source.params, "palette": palette}))

    return edits.change_clips(timeline, colored)


def _gone_from(timeline: Timeline, op: Op, ids: set[str]) -> Done:
    """`Remove the title after 4 seconds`: it is there until then."""
    if set(times_of(op.params)) != {"from_ms"}:
        raise CannotDo(
            "a text can be taken away from a moment on; say from when",
            nearest="remove the title after 4 seconds",
        )
    end = int(op.params["from_ms"])

    def shorter(s: Segment) -> Segment | None:
        if not isinstance(s, Text) or s.id not in ids or s.end_ms <= end:
            return s
        return replace(s, duration_ms=end - s.start_ms) if s.start_ms < end else None

    done = edits.change_segments(timeline, shorter)
    if done == timeline:
        raise CannotDo(f"it is gone by {clock(end)} already, so nothing would change")
    return Done(timeline=done, said=f"The text is there until {clock(end)}")


def _said_by_its_words(op: Op, timeline: Timeline) -> Op:
    """`Move "Hello" to the top`: words that are there already say which text is meant, and are not its new words."""
    quoted = str(op.params.get("text", ""))
    is_there = any(_says(t, quoted) for t in edits.texts(timeline))
    if "was" in op.params or not quoted or not is_there:
        return op
    rest = {k: v for k, v in op.params.items() if k != "text"}
    return replace(op, params={**rest, "was": quoted})


def _says(text: Text, words: str) -> bool:
    return words.casefold() in (text.text.casefold(), text.detail.casefold())


def _differences(before: Text, now: Text) -> Iterator[str]:
    if now.text != before.text:
        yield f'now "{short(now.text)}"'
    if now.detail != before.detail:
        yield f'with "{short(now.detail)}" below'
    if now.style.size != before.style.size:
        yield f"{now.style.size / before.style.size:.0%} of its size"
    if now.style.color != before.style.color:
        yield f"in {colored(now.style.color)}"
    if now.style.weight != before.style.weight:
        yield now.style.weight
    if now.style.uppercase != before.style.uppercase:
        yield "in capitals" if now.style.uppercase else "in small letters"
    if now.style.outline != before.style.outline:
        yield f"outlined in {colored(now.style.outline)}" if now.style.outline else "without an outline"
    if now.style.plate != before.style.plate:
        yield f"on {colored(now.style.plate)}" if now.style.plate else "with nothing behind it"
    if now.enter != before.enter:
        yield f"comes in by {now.enter.replace('-', ' ')}"
    if now.style.font != before.style.font:
        yield f"in {now.style.font}"
    if now.anchor != before.anchor:
        yield f"{now.anchor} instead of {before.anchor}"
    if (now.dx, now.dy) != (0.0, 0.0) and (now.dx, now.dy) != (before.dx, before.dy):
        yield "a little " + " and ".join(_ways(now.dx - before.dx, now.dy - before.dy))
    if (now.start_ms, now.end_ms) != (before.start_ms, before.end_ms):
        yield f"from {clock(now.start_ms)} to {clock(now.end_ms)}"


def _ways(dx: float, dy: float) -> Iterator[str]:
    if dx:
        yield "to the right" if dx > 0 else "to the left"
    if dy:
        yield "lower" if dy > 0 else "higher"


_ON_CARD = re.compile(
    rf"\b(?:on|of) (?:the )?({'|'.join(values.ORDINALS)}) (?:card|slide|picture|photo)\b|\b(?:on|of) (?:card|slide) (\d+)\b"
)


def _on_card(timeline: Timeline, said: str) -> tuple[Text, ...]:
    """The texts that are seen on a card or picture, which is said by its number."""
    clip = shot_of(timeline, values.ORDINALS.get(said) or int(said))
    middle = (clip.start_ms + clip.end_ms) / 2
    found = tuple(t for t in edits.texts(timeline) if t.start_ms <= middle < t.end_ms and t.role != "caption")
    if not found:
        raise CannotDo(f"there is no text on the {said} one")
    return found


def fade_words(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """The words that say `was`, or the logo, come in or go softly, over `in_ms` and `out_ms` where they are said. The last
    ones are meant where several say the same, and where `was` is empty."""
    del stage
    was = str(op.params.get("was", ""))
    found: tuple[Text | Clip, ...] = (
        tuple(c for c in edits.overlays(timeline) if c.label == "logo")
        if op.params.get("what") == "logo"
        else tuple(t for t in edits.texts(timeline) if not was or _says(t, was))
    )
    latest = max(found, key=lambda t: int(re.sub(r"\D", "", t.id) or 0), default=None)
    if latest is None:
        raise CannotDo("there are no words that could fade")
    name = f'"{short(latest.text)}"' if isinstance(latest, Text) else "The logo"
    end = int(op.params.get("to_ms") or latest.start_ms + int(op.params.get("for_ms") or latest.duration_ms))
    if end <= latest.start_ms:
        raise CannotDo(f"{name} comes in at {clock(latest.start_ms)}, which is later")
    until = f" and is gone at {clock(end)}" if end != latest.end_ms else ""
    new = _fading(replace(latest, duration_ms=end - latest.start_ms), op.params)
    ways = " and ".join(way + _over(op.params.get(f"{way}_ms")) for way in ("in", "out") if way in op.params)
    if new == latest:
        raise AlreadyMet(f"{name} fades {ways}")
    done = edits.change_segments(timeline, lambda s: new if s == latest else s)
    return Done(timeline=done, said=f"{name} fades {ways}{until}")


def _over(ms: Json | None) -> str:
    return f" over {seconds(int(ms))}" if ms else ""


FADE_MS = 500
"""How long a logo fades of which nothing more is said."""


def _fading(laid: Text | Clip, params: Mapping[str, Json]) -> Text | Clip:
    longest = laid.duration_ms // 2
    into, out = (min(int(params.get(name) or 0), longest) for name in ("in_ms", "out_ms"))
    if isinstance(laid, Text):
        laid = replace(laid, enter="fade", enter_ms=into or laid.enter_ms) if "in" in params else laid
        return replace(laid, leave="fade", leave_ms=out or laid.leave_ms) if "out" in params else laid
    laid = replace(laid, fade_in_ms=into or min(FADE_MS, longest)) if "in" in params else laid
    return replace(laid, fade_out_ms=out or min(FADE_MS, longest)) if "out" in params else laid


def _is_changing(params: Mapping[str, Json]) -> bool:
    return bool(_CHANGING & set(params)) or is_timed(params)


_CHANGING = frozenset(
    {"enter", "scale", "shift", "shift_ms", "longer_ms", "color", "anchor", "text", "detail", "font", "weight", "uppercase", "outline", "ground"}
)  # fmt: skip
"""Parameters that change a text."""


def _when_changed(op: Op, chosen: tuple[Text, ...], timeline: Timeline) -> tuple[int, int] | None:
    """From when to when a text is seen from now on, if that is said: moved as it is, or with another end."""
    params = {k: v for k, v in op.params.items() if k != "text"}
    if "shift_ms" in params and len(chosen) == 1:
        start = max(0, chosen[0].start_ms + int(params["shift_ms"]))
        return checked_span(timeline, start, min(edits.film_ms(timeline), start + chosen[0].duration_ms))
    if "longer_ms" in params and len(chosen) == 1:
        end = min(edits.film_ms(timeline), chosen[0].end_ms + int(params["longer_ms"]))
        return checked_span(timeline, chosen[0].start_ms, end)
    if not is_timed(params) or op.params.get("remove"):
        return None
    if len(chosen) > 1:
        raise MustAsk("Which text should be there at that time? Say its words, or one step for each.")
    return span_anew(replace(op, params=params), chosen[0], timeline)


_OF_A_CARD = re.compile(
    r"\b(?:(?P<intro>intro|(?:opening|first|title) card)|outro|end (?:card|screen)|(?:closing|last|final|ending) card)\b"
)


def _on_a_card(timeline: Timeline, label: str) -> tuple[Text, ...]:
    """The words of the opening card (`intro`) or the closing one (`outro`)."""
    cards = [c for c in edits.clips(timeline) if c.label == label]
    found = tuple(
        t
        for t in edits.texts(timeline)
        for c in cards
        if t.role == "card" and c.start_ms <= t.start_ms < c.end_ms
    )
    if not found:
        raise CannotDo(f"there is no {label} card with words in the film")
    return found


def _meant(timeline: Timeline, op: Op) -> tuple[Text, ...]:
    """The texts an op is about: those whose words are quoted, all of them, those of the role named, else the last."""
    found = tuple(t for t in edits.texts(timeline) if t.role != "caption")
    if was := str(op.params.get("was", "")):
        if said := tuple(t for t in found if _says(t, was)):
            return said
        raise CannotDo(f'there is no text "{short(was)}" in the film')
    words = _BESIDE_A_CARD.sub("", str(op.params.get("like", op.low)).lower())
    if found and re.search(r"\b(?:all|texts|titles|every)\b", words):
        return found
    if card := _OF_A_CARD.search(words):
        return _on_a_card(timeline, "intro" if card["intro"] else "outro")
    roles = {"lower third": "lower_third", "name": "lower_third", "quote": "quote"}
    for named, role in roles.items():
        if named in words:
            found = tuple(t for t in found if t.role == role)
    if "title" in words or "标题" in op.text:
        found = tuple(t for t in found if t.role in ("title", "card")) or found
        if _is_of_time(op):  # the words of a card are there as long as the card is
            found = tuple(t for t in found if t.role != "card") or found
    if not found:
        raise CannotDo("there is no such text in the film")
    if nth := _NTH_TEXT.search(words):
        in_time = sorted(found, key=lambda t: t.start_ms)
        number = values.ORDINALS[nth[1]]
        if abs(number) > len(in_time):
            raise CannotDo(f"there is no {nth[0]}: the film has {counted(len(in_time), 'text')} of that kind")
        return (in_time[number - 1 if number > 0 else number],)
    return (max(found, key=lambda t: int(re.sub(r"\D", "", t.id) or 0)),)


def _is_of_time(op: Op) -> bool:
    return is_timed(op.params) or bool({"after", "before", "during", "since"} & set(op.params))


_BESIDE_A_CARD = re.compile(
    r"\b(?:after|before|over|during|until) the (?:intro|outro|(?:end|opening|first|title|closing|last|final|ending) (?:card|screen))\b"
)
"""When a text is shown, and not which."""
_NTH_TEXT = re.compile(
    rf"\b({'|'.join(values.ORDINALS)}) (?:title|text|heading|lower third|name|quote|one)\b"
)
SHIFTS = {"down": (0.0, 0.08), "up": (0.0, -0.08), "left": (-0.08, 0.0), "right": (0.08, 0.0)}


def _changed(text: Text, params: Mapping[str, Json], when: tuple[int, int] | None = None) -> Text | None:
    if params.get("remove"):
        return None
    style = styled(text.style, {k: v for k, v in params.items() if k != "plate"})
    if "ground" in params and text.role != "card":
        style = replace(style, plate=str(params["ground"]))
    style = replace(style, size=round(min(0.3, max(0.02, style.size * float(params.get("scale", 1)))), 4))
    dx, dy = SHIFTS.get(str(params.get("shift", "")), (0.0, 0.0))
    moved = replace(
        text,
        style=style,
        enter=str(params.get("enter", text.enter)),
        dx=round(text.dx + dx, 4),
        dy=round(text.dy + dy, 4),
    )
    if "anchor" in params:
        anchor = str(params["anchor"])
        anchor = beside_that(anchor, text.anchor) if anchor == "opposite" else anchor
        anchor = _of_a_caption(anchor) if text.role == "caption" else anchor
        moved = replace(moved, anchor=anchor, dx=0.0, dy=0.0)
    if params.get("text"):
        of_detail = str(params.get("was", "")).casefold() == text.detail.casefold() != ""
        new = str(params["text"])
        moved = replace(moved, detail=new) if of_detail else replace(moved, text=new, words=())
    if params.get("detail"):
        moved = replace(moved, detail=str(params["detail"]))
    return replace(moved, start_ms=when[0], duration_ms=when[1] - when[0]) if when else moved


# Captions

PILL = "#000000b3"
SHORTEST_CAPTION_MS = 100
LONGEST_LYING, LONGEST_UPRIGHT = 84, 60  # columns of a caption: two lines, as broadcasters have it


_OF_ONE_CAPTION = re.compile(
    r"\b(?:fix|correct|change|edit|remove|delete|reword|replace) the (?:first|second|third|fourth|fifth|last|\d+(?:st|nd|rd|th)) (?:captions?|subtitles?)\b"
)


def add_captions(timeline: Timeline, op: Op, stage: Stage) -> Done:
    _refuse_a_single_one(stage)
    shape = timeline.canvas.width / timeline.canvas.height
    total = edits.film_ms(timeline)
    shift = int(op.params.get("shift_ms", 0))
    lines = tuple(
        replace(x, start_ms=max(0, x.start_ms + shift), end_ms=x.end_ms + shift)
        for x in _caption_lines(timeline, op, stage)
    )
    lines, placed = _where_they_are_spoken(lines, timeline, op, stage)
    lines = subtitles.no_longer_than(lines, LONGEST_LYING if shape > 1.2 else LONGEST_UPRIGHT)
    shown = [line for line in lines if line.start_ms < total and line.end_ms > line.start_ms]
    if not shown:
        raise CannotDo("no line of these captions lies inside the film")
    first, last = (shown[0].start_ms, shown[-1].end_ms) if is_timed(op.params) else (0, total)
    done = edits.change_segments(timeline, lambda s: None if _is_caption_within(s, first, last) else s)
    where = str(op.params.get("where", done.subtitles or "burned"))
    texts = [_caption(line, min(line.end_ms, total), op.params) for line in shown]
    done = edits.add_all_above(done, texts, name="captions")
    return Done(
        timeline=replace(done, subtitles=where),
        said=f"Added {counted(len(shown), 'caption')}{' as a file beside the film' if where == 'sidecar' else ''}{placed}",
    )


def _where_they_are_spoken(
    lines: tuple[subtitles.Line, ...], timeline: Timeline, op: Op, stage: Stage
) -> tuple[tuple[subtitles.Line, ...], str]:
    """The lines of a recording's subtitles where its words are in the film, and what is to be said of it."""
    asset = _words_file(op, stage)
    runs = (
        cues.recording(timeline, asset.name)
        if asset and subtitles.read(stage.analysis.text(asset.digest))
        else None
    )
    if runs is None or asset is None:
        return lines, ""
    moved = cues.in_the_film(lines, runs)
    if not moved:
        why = (
            ""
            if "shift_ms" in op.params
            else ": what they are spoken in was cut away, or is played backwards"
        )
        raise CannotDo(f"no line of these captions lies inside the film{why}")
    inside = [line.start_ms for line in lines if line.start_ms < edits.film_ms(timeline)]
    if [line.start_ms for line in moved] == inside:
        return moved, ""
    gone = sum(not cues.in_the_film([line], runs) for line in lines)
    lost = (
        f"; {gone} of the {len(lines)} in {asset.name} {'lies' if gone == 1 else 'lie'} in what was cut away"
        if gone
        else ""
    )
    return moved, f", {'each ' if len(moved) > 1 else ''}where its words are in the film now{lost}"


def _caption_lines(timeline: Timeline, op: Op, stage: Stage) -> tuple[subtitles.Line, ...]:
    given = str(op.params.get("transcript", ""))
    if not given:
        if not stage.of_text() and "asset" not in op.params:
            return _spoken_lines(timeline, stage)
        asset = _words_file(op, stage)
        given = stage.analysis.text(asset.digest) if asset else ""
    lines = subtitles.read(given) or _spread(given, timeline, op)
    if not lines:
        raise CannotDo("there are no words in these captions")
    return lines


def _words_file(op: Op, stage: Stage) -> Media | None:
    """The file that captions are taken from; None where their words are in the step, or heard."""
    if op.params.get("transcript") or not (stage.of_text() or "asset" in op.params):
        return None
    return the_asset(op.params, op.text, stage.of_text(), "SRT or VTT file")


def _spread(words: str, timeline: Timeline, op: Op) -> tuple[subtitles.Line, ...]:
    """Over the whole film, or over the time that is said for them."""
    if not is_timed(op.params):
        return subtitles.spread(words, edits.film_ms(timeline))
    to_read = max(TITLE_MS, round(1000 * len(words.split()) / subtitles.WORDS_A_SECOND))
    start, end = span_of(op.params, timeline, length_ms=to_read)
    return tuple(
        replace(line, start_ms=line.start_ms + start, end_ms=line.end_ms + start)
        for line in subtitles.spread(words, end - start)
    )


def _is_caption_within(segment: Segment, start: int, end: int) -> bool:
    """What new captions take the place of: a line at a time of its own leaves the others."""
    return (
        isinstance(segment, Text)
        and segment.role == "caption"
        and segment.start_ms < end
        and segment.end_ms > start
    )


def _spoken_lines(timeline: Timeline, stage: Stage) -> tuple[subtitles.Line, ...]:
    """What is said in the film, in film time: the words that a voice was given, and what is heard in recordings."""
    voices = edits.sounds(timeline, "voice")
    written = [line for s in voices if s.source.generator == "voice" for line in _given(s)]
    heard: list[subtitles.Line] = []
    if "hear" in stage.analysis.abilities():
        for clip in edits.clips(timeline):
            heard += _heard(clip, stage) if stage.has_sound(clip) and not clip.reverse else []
        for voice in voices:
            heard += _heard(voice, stage) if voice.source.digest else []
    if not written and not heard:
        raise CannotDo("nothing is said in the film")
    return tuple(sorted((*written, *heard), key=lambda line: line.start_ms))


def _given(voice: Sound) -> tuple[subtitles.Line, ...]:
    words = str(voice.source.params.get("text", ""))
    return tuple(
        replace(line, start_ms=line.start_ms + voice.start_ms, end_ms=line.end_ms + voice.start_ms)
        for line in subtitles.spread(words, voice.duration_ms)
    )


def _heard(segment: Clip | Sound, stage: Stage) -> list[subtitles.Line]:
    found: list[subtitles.Line] = []
    for line in stage.analysis.spoken(segment.source.digest):
        start = segment.start_ms + round((line.start_ms - segment.source_start_ms) / segment.speed)
        end = segment.start_ms + round((line.end_ms - segment.source_start_ms) / segment.speed)
        seen = replace(line, start_ms=max(start, segment.start_ms), end_ms=min(end, segment.end_ms))
        if seen.end_ms - seen.start_ms > SHORTEST_CAPTION_MS:
            words = () if seen.start_ms > start else tuple(_sped(w, segment.speed) for w in line.words)
            found.append(replace(seen, words=words))
    return found


def _sped(word: Word, speed: float) -> Word:
    return replace(word, start_ms=round(word.start_ms / speed), duration_ms=round(word.duration_ms / speed))


def _of_a_caption(anchor: str) -> str:
    """Where captions are: a center that is said is the middle; otherwise they are at the foot."""
    return "middle" if anchor == "center" else anchor


def _caption(line: subtitles.Line, end: int, params: Mapping[str, Json]) -> Text:
    style = TextStyle(size=0.055 * float(params.get("scale", 1)), plate=str(params.get("plate", "")))
    how = str(params.get("style", ""))
    if (
        how in ("pill", "highlight") and "plate" not in params
    ):  # word by word, a plate would stand there half empty
        style = replace(style, plate=PILL)
    if how in ("highlight", "word-by-word"):
        style = replace(style, highlight=str(params.get("highlight", "#ffd54a")))
    text = Text(
        start_ms=line.start_ms, duration_ms=end - line.start_ms, text=line.text, role="caption",
        anchor=_of_a_caption(str(params.get("anchor", "bottom"))), style=styled(style, params), enter="none", leave="none", enter_ms=0, leave_ms=0,
        words=subtitles.words_of(line) if how in ("highlight", "word-by-word") else (), label="caption",
    )  # fmt: skip
    return replace(text, enter="word-by-word") if how == "word-by-word" else text


def _refuse_a_single_one(stage: Stage) -> None:
    if _OF_ONE_CAPTION.search(stage.request.lower()):
        raise CannotDo(
            "a single caption is not changed by its number; correct it in the SRT file or in the transcript"
        )


def style_captions(timeline: Timeline, op: Op, stage: Stage) -> Done:
    _refuse_a_single_one(stage)
    drop = bool(op.params.get("remove"))
    shift, total = int(op.params.get("shift_ms", 0)), edits.film_ms(timeline)
    start, end = stretch_of(op, timeline) if is_timed(op.params) else (0, total)

    def change(s: Segment) -> Segment | None:
        if not isinstance(s, Text) or s.role != "caption" or s.start_ms >= end or s.end_ms <= start:
            return s
        moved = _shifted(s, shift, total) if shift else s
        return None if drop or moved is None else _changed(moved, op.params)

    done = edits.change_segments(timeline, change)
    if done == timeline:
        raise MustAsk("What should change about the captions: their size, colour or place?")
    if drop:
        return Done(timeline=done, said="Removed the captions")
    lost = len(edits.texts(timeline)) - len(edits.texts(done))
    if lost and not any(t.role == "caption" for t in edits.texts(done)):
        raise CannotDo(f"no caption would be left: the film is {seconds(total)} long")
    return Done(timeline=done, said="Changed the captions" + _dropped(lost))


def _dropped(count: int) -> str:
    verb = "lies" if count == 1 else "lie"
    return f"; {counted(count, 'caption')} that now {verb} outside of the film went" if count else ""


def _shifted(caption: Text, by_ms: int, total: int) -> Text | None:
    """A caption earlier or later (ms), with what of it lies inside of the film; None if that is nothing."""
    moved = replace(caption, start_ms=caption.start_ms + by_ms)
    start, end = max(0, moved.start_ms), min(total, moved.end_ms)
    return edits.text_part(moved, start, end) if end - start >= SHORTEST_CAPTION_MS else None
