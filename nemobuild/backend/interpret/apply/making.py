"""Edits that make a film: filling an empty timeline, slideshows, joins, highlights, and films from a text."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil
from pathlib import PurePath

from nemobuild.backend.interpret import storyboard, values
from nemobuild.backend.interpret.apply import cuts, sound, typography
from nemobuild.backend.interpret.apply.typography import Manner, manner_of, on_ground, with_cards
from nemobuild.backend.interpret.clauses import read
from nemobuild.backend.interpret.context import is_text_file
from nemobuild.backend.interpret.model import AlreadyMet, CannotDo, MustAsk, Op
from nemobuild.backend.interpret.naming import as_said, named_in, names_of
from nemobuild.backend.interpret.readers.sound import mood_in
from nemobuild.backend.interpret.said import clock, counted, seconds
from nemobuild.backend.interpret.sentences import sentences
from nemobuild.backend.interpret.stage import PICTURE_MS, Done, Stage, clip_of, is_still
from nemobuild.timeline import edits
from nemobuild.timeline.model import Canvas, Clip, Media, Timeline, Track

# Filling


def filled(
    timeline: Timeline,
    media: Sequence[Media],
    *,
    picture_ms: int = PICTURE_MS,
    each: Callable[[Clip], Clip] = lambda clip: clip,
) -> Timeline:
    """The media one after the other at the end of the main track, each clip as `each` wants it."""
    timeline = _suited(timeline, media)
    clips = [each(clip_of(m, timeline.canvas, picture_ms=picture_ms)) for m in media]
    if not timeline.of_kind("video"):
        timeline = replace(timeline, tracks=(Track(kind="video", name="main"), *timeline.tracks))
    return edits.append(timeline, clips)


def _suited(timeline: Timeline, media: Sequence[Media]) -> Timeline:
    """An empty film as the material that comes in wants it: upright if all of it is, as whoever shot it will expect, and at a
    frame rate at which it moves smoothly."""
    if edits.clips(timeline):
        return timeline
    canvas = replace(timeline.canvas, fps=_smooth_rate(media))
    is_upright = bool(media) and all(m.kind == "video" and m.height > m.width for m in media)
    if is_upright and canvas.height < canvas.width:
        canvas = replace(canvas, width=canvas.height, height=canvas.width)
    return replace(timeline, canvas=canvas)


_RATES = (24_000 / 1001, 24.0, 25.0, 30_000 / 1001, 30.0)
_NEAR = 0.02
"""By how much (frames per second) what is measured of a file differs from its rate."""


def _smooth_rate(media: Sequence[Media]) -> float:
    """The frame rate of films of one rate, or a whole part of it up to 30, so that none of their frames is shown longer than
    others; the usual one where they differ, or have none that cameras know."""
    own = {round(m.fps, 2) for m in media if m.kind == "video" and m.fps}
    usual = Canvas().fps
    if len(own) != 1:
        return usual
    fps = own.pop()
    shown = fps / ceil((fps - _NEAR) / _RATES[-1])
    return next((round(rate, 3) for rate in _RATES if abs(rate - shown) < _NEAR), usual)


def to_fill_with(stage: Stage) -> tuple[Media, ...]:
    """What an empty timeline is filled with: the material the sentence names, or all of it in the order of upload."""
    material = stage.visible()
    named = _named_alone(stage) or material
    return tuple(m for m in named if not is_bumper(m)) or named


def _named_alone(stage: Stage) -> tuple[Media, ...]:
    """The files that the request names, unless it speaks of others beside them."""
    low = stage.request.lower()
    return (
        () if _OF_ALL.search(low) or _FIRST_OF_ALL.search(low) else named_in(stage.request, stage.visible())
    )


_FIRST_OF_ALL = re.compile(r"\b(?:start|begin|open)(?:s|ing)? (?:with|on) (?:the |my )?([\w.-]+)")
_OF_ALL = re.compile(
    r"\b(?:except(?: for)?|apart from|other than|everything|all (?:the |of )?(?:them|the |other |my )?(?:pictures|photos|images|clips|films|videos|files|others))\b"
)
"""Words that tell of more files than those that are named beside them."""


def is_bumper(media: Media) -> bool:
    """Whether a file is an intro or an outro by its name: it goes before or after the film where that is asked for."""
    return bool({PurePath(media.name.lower()).stem, media.alias.lower()} & {"intro", "outro"})


def described(media: Sequence[Media]) -> str:
    pictures = sum(m.kind == "image" for m in media)
    parts = [counted(pictures, "picture")] * bool(pictures) + [counted(len(media) - pictures, "film")] * (
        pictures < len(media)
    )
    return " and ".join(parts)


def slideshow(timeline: Timeline, op: Op, stage: Stage) -> Done:
    each = int(op.params.get("each_ms", PICTURE_MS))
    if not 200 <= each <= 600_000:
        raise CannotDo(f"a picture can be shown for 0.2 s to 10 min, not {seconds(each)}")
    media = _new(timeline, _for_slideshow(stage))
    if not media and "each_ms" in op.params and edits.clips(timeline):
        done = edits.change_clips(
            timeline, lambda _, c: replace(c, duration_ms=each) if c.source.kind == "image" else c
        )
        return Done(
            timeline=done,
            said=f"Each picture is shown for {seconds(each)}; the film is {seconds(edits.film_ms(done))} long",
        )
    if not media:
        if edits.clips(timeline):
            raise AlreadyMet("every picture is in the film already")
        raise CannotDo("there are no pictures among the uploads")
    own = _own_lengths(stage.request, media)
    cut = _cut_to_each(op, timeline, stage)

    def shown(clip: Clip) -> Clip:
        return (
            replace(cut(clip), duration_ms=own[clip.source.digest])
            if clip.source.digest in own
            else cut(clip)
        )

    done = filled(timeline, _sorted(media, op), picture_ms=each, each=shown)
    return Done(
        timeline=done,
        said=f"Made a slideshow of {described(media)}, {seconds(edits.film_ms(done))} long{_each_said(op, media)}",
    )


def _own_lengths(words: str, media: Sequence[Media]) -> dict[str, int]:
    """`Coffee (2s), chelsea (4s)`: the length (ms) of each picture that is given one beside its name, by its digest."""
    found = {}
    for m in media:
        names = [PurePath(m.name.lower()).stem, m.alias.lower()]
        for name in filter(None, names):
            said = re.search(
                rf"(?<![a-z0-9]){re.escape(name)}(?:\.\w+)? ?[(:]? ?(?:for )?({values.LENGTH})", words.lower()
            )
            if said and m.kind == "image" and (ms := values.length_ms(said[1])):
                found[m.digest] = ms
    return found if len(found) > 1 else {}


def use(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """The named files one after the other; nothing of what was there stays."""
    media = as_said(op.text, named_in(op.text, stage.visible()))
    if not media:
        there = ", ".join(m.name for m in stage.visible()[:6]) or "none"
        raise CannotDo(f"no file of that name is among the uploads ({there})")
    if _KEEPS.search(op.low) and (kept := _only(timeline, media)) is not None:
        said = f"Kept {described(media)}; the film is {seconds(edits.film_ms(kept))} long"
        return Done(timeline=kept, said=said)
    empty = replace(timeline, tracks=(), chapters=())
    if stretches := _own_stretches(op.text, media):
        suited = _suited(empty, [m for m, _, _ in stretches])
        done = edits.append(filled(suited, ()), [_stretch(m, a, b, suited) for m, a, b in stretches])
        return Done(
            timeline=done,
            said=f"Took a stretch of each of {described(media)}, {seconds(edits.film_ms(done))} in all",
        )
    done = filled(empty, media)
    return Done(timeline=done, said=f"Took {described(media)}, {seconds(edits.film_ms(done))} in all")


_KEEPS = re.compile(r"\b(?:keep|only|just)\b")


def _only(timeline: Timeline, media: Sequence[Media]) -> Timeline | None:
    """The film with no other footage than that of these files, and all else as it is; None if one of them is not in it."""
    wanted = {m.digest for m in media}
    own = edits.pieces(timeline)
    if not own or wanted - {p.clip.source.digest for p in own}:
        return None
    kept = [p for p in own if p.clip.source.digest in wanted or not p.clip.source.digest]
    return edits.with_main(timeline, kept) if len(kept) < len(own) else None


def _own_stretches(words: str, media: Sequence[Media]) -> list[tuple[Media, int, int]]:
    """`Bunny from 0:05 to 0:09 and talk from 0:01 to 0:06`: the files with their stretches (ms), in the order of the words; 0 and 0 for all of one."""
    found: list[tuple[int, Media, int, int]] = []
    for m in media:
        for name in names_of(m):
            pattern = rf"(?<![a-z0-9]){name}(?:\.\w+)?(?![a-z0-9])(?: ({values.RANGE})(?![\w:]))?"
            for said in re.finditer(pattern, words.lower()):
                times = [values.time_ms(t[0]) for t in re.finditer(values.TIME, said[1] or "")]
                known = [t for t in times if t is not None]
                start, end = known if len(known) == 2 else (0, 0)
                found.append((said.start(), m, start, end))
    in_order = [(m, a, b) for _, m, a, b in sorted(found, key=lambda x: x[0])]
    return in_order if any(b for _, _, b in in_order) else []


def _stretch(media: Media, start: int, end: int, timeline: Timeline) -> Clip:
    whole = clip_of(media, timeline.canvas)
    if not end:
        return whole
    if not 0 <= start < end <= whole.duration_ms:
        raise CannotDo(
            f"{clock(start)} to {clock(end)} does not lie within {media.name}: it is {seconds(whole.duration_ms)} long"
        )
    return edits.part(whole, whole.start_ms + start, whole.start_ms + end)


def _cut_to_each(op: Op, timeline: Timeline, stage: Stage) -> Callable[[Clip], Clip]:
    """`4 seconds each` holds for films too: each is cut to its liveliest stretch of that length."""
    each = edits.on_grid(int(op.params.get("each_ms", 0)), timeline.canvas.fps)

    def cut(clip: Clip) -> Clip:
        if not each or op.params.get("each_is") == "pictures" or is_still(clip) or clip.duration_ms <= each:
            return clip
        return replace(clip, source_start_ms=_liveliest(clip, each, stage), duration_ms=each)

    return cut


def _liveliest(clip: Clip, length: int, stage: Stage) -> int:
    """Where the stretch of a length with the most loudness and motion begins; the start if none stands out."""
    scores = stage.analysis.energy(clip.source.digest, WINDOW_MS)[: clip.duration_ms // WINDOW_MS]
    width = -(-length // WINDOW_MS)
    starts = range(max(1, len(scores) - width + 1))
    best = max(starts, key=lambda i: (round(sum(scores[i : i + width]), 6), -i))
    return min(best * WINDOW_MS, max(0, clip.duration_ms - length))


def _each_said(op: Op, media: Sequence[Media]) -> str:
    cut = [
        m for m in media if m.kind == "video" and m.duration_ms > int(op.params.get("each_ms", m.duration_ms))
    ]
    if not cut or op.params.get("each_is") == "pictures":
        return ""
    names = ", ".join(m.name for m in cut)
    return f"; {names} cut to the liveliest {seconds(int(op.params['each_ms']))} by loudness and motion"


def _sorted(media: Sequence[Media], op: Op) -> list[Media]:
    by = op.params.get("by")
    if by == "name":
        return sorted(media, key=lambda m: m.name.lower())
    if by == "reverse":
        return list(media)[::-1]
    if first := _FIRST_OF_ALL.search(op.low):
        named = named_in(first[1], media)
        return [*named, *(m for m in media if m not in named)]
    if by == "date" and any(m.taken_at for m in media):
        return sorted(media, key=lambda m: m.taken_at or "9999", reverse=bool(op.params.get("newest_first")))
    return list(media)


def _for_slideshow(stage: Stage) -> tuple[Media, ...]:
    if named := _named_alone(stage):
        return as_said(stage.request, named)
    pictures = stage.of_kind("image")
    says_films = re.search(
        r"\b(?:clips?|videos? (?:and|with)|footage|and (?:the |my )?videos?)\b|视频和|片段",
        stage.request.lower(),
    )
    return stage.visible() if says_films or not pictures else pictures


def _new(timeline: Timeline, media: Sequence[Media]) -> tuple[Media, ...]:
    there = {c.source.digest for c in edits.clips(timeline)}
    return tuple(m for m in media if m.digest not in there)


def merge(timeline: Timeline, op: Op, stage: Stage) -> Done:
    films = stage.of_kind("video")
    says_pictures = re.search(
        r"\b(?:photos?|pictures?|images?|everything|all files)\b|照片|图片", stage.request.lower()
    )
    chosen = as_said(stage.request, named_in(stage.request, stage.visible())) or (
        films if len(films) > 1 and not says_pictures else stage.visible()
    )
    media = _new(timeline, chosen)
    if not media:
        if count := len(edits.shots(timeline)):
            raise AlreadyMet(f"all of it is in the film already: {counted(count, 'clip')}")
        raise CannotDo("there are no films among the uploads")
    if not edits.clips(timeline) and len(media) == 1:
        raise CannotDo("there is only one film, so there is nothing to join it with")
    each = int(op.params.get("each_ms", PICTURE_MS))
    done = filled(timeline, media, picture_ms=each, each=_cut_to_each(op, timeline, stage))
    return Done(
        timeline=done,
        said=f"Joined {described(media)}; the film is {seconds(edits.film_ms(done))} long{_each_said(op, media)}",
    )


# Highlights

WINDOW_MS = 1000
MOMENT_MS = 4000


def highlights(timeline: Timeline, op: Op, stage: Stage) -> Done:
    if "each_ms" in op.params:
        return _best_of_each(timeline, int(op.params["each_ms"]), stage)
    low, high = cuts.region(op, timeline, stage)
    total = high - low
    wanted = int(op.params.get("length_ms", 0))
    count = int(op.params.get("count", 0))
    if op.params.get("drop_dull"):
        wanted = wanted or round(total * 0.6)
    wanted = wanted or (min(count * MOMENT_MS, total // 2) if count else round(total * 0.3))
    if wanted <= 0 or wanted >= total:
        raise CannotDo(f"highlights of {seconds(wanted)} cannot be picked from a film of {seconds(total)}")
    scores = _scores(timeline, stage)[low // WINDOW_MS : -(-high // WINDOW_MS)]
    if not any(scores):
        raise CannotDo("nothing stands out: loudness and motion are the same throughout")
    moment = max(WINDOW_MS, round(wanted / count)) if count else min(MOMENT_MS, wanted)
    ranges = _best(scores, moment, wanted, total)
    gone = [(low + a, low + b) for a, b in edits.complement(ranges, total)]
    done = edits.cut_to_pieces(timeline, gone, soften_ms=cuts.CLICK_FADE_MS)
    said = f"Picked {counted(len(ranges), 'moment')} by loudness and motion, not by meaning; the film is now {seconds(edits.film_ms(done))} long"
    return Done(timeline=done, said=said)


TEASER_MS = 5000


def open_with_the_best(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """A copy of the liveliest stretch before the film, which stays as it is."""
    total = edits.film_ms(timeline)
    length = edits.on_grid(int(op.params.get("length_ms", min(TEASER_MS, total // 4))), timeline.canvas.fps)
    if not 0 < length < total:
        raise CannotDo(f"a teaser of {seconds(length)} cannot be taken from a film of {seconds(total)}")
    scores = _scores(timeline, stage)
    if not any(scores):
        raise CannotDo("nothing stands out: loudness and motion are the same throughout")
    ((start, end),) = _best(scores, length, length, total)
    copied = edits.clips(edits.keep_ranges(timeline, [(start, end)], soften_ms=cuts.CLICK_FADE_MS))
    done = edits.insert(timeline, copied, 0)
    said = f"Put {clock(start)} to {clock(end)} before the film as a teaser, picked by loudness and motion, not by meaning"
    return Done(timeline=done, said=f"{said}; the film is now {seconds(edits.film_ms(done))} long")


def _best_of_each(timeline: Timeline, each: int, stage: Stage) -> Done:
    length = edits.on_grid(each, timeline.canvas.fps)
    own = edits.shots(timeline)
    if length <= 0 or all(is_still(c.pieces[0]) or c.duration_ms <= length for c in own):
        raise CannotDo(f"no clip is longer than {seconds(each)}")
    ranges = []
    for clip in own:
        whole = replace(clip.pieces[0], duration_ms=clip.duration_ms)
        begin = clip.start_ms + (
            0 if is_still(whole) else _liveliest(whole, length, stage) - whole.source_start_ms
        )
        begin = min(max(begin, clip.start_ms), max(clip.start_ms, clip.end_ms - length))
        ranges.append((begin, min(clip.end_ms, begin + length)))
    done = edits.keep_ranges(timeline, ranges, soften_ms=cuts.CLICK_FADE_MS)
    return Done(
        timeline=done,
        said=f"Kept the liveliest {seconds(length)} of each of {counted(len(own), 'clip')}, by loudness and motion; the film is now {seconds(edits.film_ms(done))} long",
    )


def _scores(timeline: Timeline, stage: Stage) -> list[float]:
    """How lively each second of the film is."""
    total = edits.film_ms(timeline)
    scores = [0.0] * (total // WINDOW_MS)
    for clip in edits.clips(timeline):
        energy = stage.analysis.energy(clip.source.digest, WINDOW_MS)
        for i in range(len(scores)):
            t = i * WINDOW_MS + WINDOW_MS // 2
            if clip.start_ms <= t < clip.end_ms:
                at = int((clip.source_start_ms + (t - clip.start_ms) * clip.speed) // WINDOW_MS)
                scores[i] = energy[at] if at < len(energy) else 0.0
    return scores


def _best(scores: Sequence[float], moment: int, wanted: int, total: int) -> list[tuple[int, int]]:
    """The liveliest stretches of a length that do not overlap, in the order of the film, that fill `wanted`."""
    width = max(1, moment // WINDOW_MS)
    starts = sorted(range(max(1, len(scores) - width + 1)), key=lambda i: (-sum(scores[i : i + width]), i))
    chosen: list[int] = []
    for start in starts:
        if (len(chosen) + 1) * moment > wanted + moment // 2 and chosen:
            break
        if all(abs(start - other) * WINDOW_MS >= moment for other in chosen):
            chosen.append(start)
    ranges = sorted((i * WINDOW_MS, min(total, i * WINDOW_MS + moment)) for i in chosen)
    over = sum(b - a for a, b in ranges) - wanted
    if over > 0:
        a, b = ranges[-1]
        ranges[-1] = (a, max(a + 200, b - over))
    return ranges


# A film from a text

GRAVE = "sad"
_SUBJECTS = (
    (r"funerals?|memorial|in (?:loving )?memory|remembrance|obituary|grie(?:f|ving)|condolences?|mourn\w*|passed away|died|rest in peace|trauer\w*|in gedenken|beerdigung|葬礼|悼念|追思", GRAVE),
    (r"weddings?|romantic|valentine'?s?|in love|love (?:letter|story)|we(?:'re| are) engaged|(?:get(?:ting)?|got|just) married|marry(?:ing)?|save the date|brides?|hochzeit|verlobt|wir heiraten|婚礼", "romantic"),
    (r"ocean|sea|beach|calm|relax\w*|spa|yoga|meditat\w*|sleep|breathe?|breathing|mindful\w*", "calm"),
    (r"releases?|version|software|apps?|apis?|tech|code|changelog|cloud|data|saas|v?\d+\.\d+\.\d+", "electronic"),
    (r"birthdays?|part(?:y|ies)|kids|fun|festivals?|geburtstag|sommerfest|生日", "happy"), (r"coffee|bak(?:e|es|ed|ing|ery|eries)|bread|cosy|cozy|home|craft|candles?|咖啡|面包|茶|家", "warm"),
    (r"business|teams?|company|reports?|quarter|corporate", "corporate"), (r"gardens?|forests?|nature|green|plants?|trees?", "calm"),
    (r"sports?|race|workout|champions?|win|game", "energetic"),
)  # fmt: skip
TIGHT, LOOSE = 0.85, 3
"""Beyond these shares of the time that it takes to read, a film is quick or slow."""
PIECES = 97
"""How many pieces of music of a mood there are for texts to choose from."""


def generate(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """A typographic film from a text, put at the end of what is there."""
    text = str(op.params.get("text", "")) or _text_of_file(stage)
    if not text.strip():
        raise MustAsk("What should the film say? Put the text in quotes, or upload it as a text file.")
    mood = _mood(op, text, stage)
    manner = manner_of(mood, str(op.params.get("theme", "")))
    manner = on_ground(manner, op.params.get("palette", ()), str(op.params.get("color", "")))
    cards = storyboard.storyboard(text, int(op.params.get("length_ms", 0)))
    if not cards:
        raise MustAsk("What should the film say? There are no words in that text.")
    needed = sum(c.duration_ms for c in cards)
    length = int(op.params.get("length_ms", round(needed * manner.pace / 100) * 100))
    if length < 1000:
        raise CannotDo(f"a film of {seconds(length)} is too short to be read")
    if not storyboard.readable(cards, length):
        raise CannotDo(
            f"that text takes {seconds(needed)} to read, so it does not fit into {seconds(length)}; shorten it, or allow at least {seconds(storyboard.HASTE * needed)}"
        )
    before = edits.film_ms(timeline) if edits.clips(timeline) else 0
    done = with_cards(timeline, storyboard.shared_out(cards, length), manner, length, seed=len(text) % 97)
    said = f"Made a typographic film of {counted(len(cards), 'card')}, {seconds(edits.film_ms(done) - before)} long, {_look(manner, op)}{_paced(needed, length)}"
    if not edits.sounds(done, "music") and not re.search(r"music|音乐|\bsilent\b", read(stage.request).low):
        piece = {"mood": mood, "seed": 1 + zlib.crc32(text.encode()) % PIECES}
        music = sound.add_music(done, Op(family="music", action="add", params=piece), stage)
        return Done(timeline=music.timeline, said=f"{said}, with {mood} music")
    return Done(timeline=done, said=said)


def _look(manner: Manner, op: Op) -> str:
    return f"on {op.params['ground']}" if manner.palette else f"theme {manner.theme}"


def _paced(needed_ms: int, length_ms: int) -> str:
    """What is to be said of a length in which the words are read in haste, or stand long."""
    if length_ms < TIGHT * needed_ms:
        return f" (quick to read: the words take {seconds(needed_ms)})"
    return f" (slow: the words take {seconds(needed_ms)} to read)" if length_ms > LOOSE * needed_ms else ""


def _text_of_file(stage: Stage) -> str:
    files = [m for m in stage.media if is_text_file(m)]
    return stage.analysis.text(files[0].digest) if len(files) == 1 else ""


def _mood(op: Op, text: str, stage: Stage) -> str:
    asked = values.without_ground(read(stage.request).low)
    return str(op.params.get("mood") or mood_in(asked)) or _of_subject(
        f"{asked} {_opening(text)} {text}".lower()
    )


def _opening(text: str) -> str:
    """The first sentence, which tells what a text is about."""
    return next(iter(sentences(text.strip().partition("\n")[0])), "")


def _of_subject(low: str) -> str:
    """The mood of what most words speak of; a death goes before everything else that is said beside it."""
    found = [
        (len(re.findall(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])", low)), mood)
        for pattern, mood in _SUBJECTS
    ]
    if found[0][0]:
        return GRAVE
    most, mood = max(found, key=lambda f: f[0])
    return mood if most else typography.NEUTRAL
