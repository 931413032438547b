"""What an edit is carried out with: the media, what is known of their content, and the words of the request.

Also how times are said in a reply, and how stretches of time are found from an op's parameters. Knows no edits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import PurePath

from nemobuild.backend.interpret.analysis import Analysis
from nemobuild.backend.interpret.context import is_logo, is_text_file
from nemobuild.backend.interpret.model import CannotDo, Json, MustAsk, Op, is_timed
from nemobuild.timeline import edits
from nemobuild.timeline.model import Canvas, Clip, Media, Source, Timeline

NEAR_ASPECT = 0.32  # the logarithm of how far two shapes may differ for the edges to be cropped away


_PUT_BEHIND = re.compile(
    r"\bbehind (?:me|us|him|her|them|it|the \w+)\b|\b(?:put|place|use|add|show)\b[^,;.]*\b(?:behind|as (?:the |a )?background)\b|\breplace (?:it|the (?:green )?background)\b"
    r"|\b(?:my|new|the|our) (?:background|backdrop)\b[^,;.]*(?:\b(?:image|photo|picture|clip|video)\b|:)|\b(?:put|place) (?:me|us|him|her|them) (?:on|in|at|into)\b"
)
"""Where a keyed film is to be seen before something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    media: tuple[Media, ...]
    analysis: Analysis
    request: str

    def by_digest(self, digest: str) -> Media | None:
        return next((m for m in self.media if m.digest == digest), None)

    def of_kind(self, *kinds: str) -> tuple[Media, ...]:
        return tuple(m for m in self.media if m.kind in kinds and not is_logo(m))

    def of_text(self) -> tuple[Media, ...]:
        """Subtitles and other files of words."""
        return tuple(m for m in self.media if m.kind == "subtitles" or is_text_file(m))

    def visible(self) -> tuple[Media, ...]:
        """Pictures and films that are material: no logos."""
        return self.of_kind("image", "video")

    def behind(self) -> tuple[Media, ...]:
        """What the sentence wants behind something: the material named after `in front of`, `over`, `onto`."""
        low = self.request.lower()
        said = re.split(r"\b(?:in front of|onto|on top of|over|against)\b|背景换成", low)
        named = named_in(said[-1], self.visible()) if len(said) > 1 else ()
        if named or not _PUT_BEHIND.search(low):
            return named
        about = next(
            (
                part
                for part in re.split(r"[,;.]| and (?=put|place|replace|use|add)", low)
                if _PUT_BEHIND.search(part)
            ),
            low,
        )
        pictures = self.of_kind("image")
        return named_in(about, self.visible()) or (pictures if len(pictures) == 1 else ())

    def has_sound(self, clip: Clip) -> bool:
        media = self.by_digest(clip.source.digest)
        return bool(media and media.has_audio and clip.volume > 0)

    def handles(self, clip: Clip) -> tuple[int, int]:
        """How many ms of unused material lie before and after a clip; a picture or card has all it wants."""
        if clip.source.kind == "image" or clip.source.generator:
            return (60_000, 60_000)
        media = self.by_digest(clip.source.digest)
        if media is None or clip.reverse:
            return (0, 0)
        used = round(clip.duration_ms * clip.speed)
        left = media.duration_ms - clip.source_start_ms - used
        return (round(clip.source_start_ms / clip.speed), max(0, round(left / clip.speed)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A changed timeline and what is said about it: a sentence without its full stop."""

    timeline: Timeline
    said: str


_QUOTED_TEXT = r"(?<!\w)(?:\"[^\"]*\"|“[^”]*”|‘[^’]*’|「[^」]*」|'[^']*'(?!\w))(?<!\.\w\w\w[\"”’'])(?<!\.\w\w\w\w[\"”’'])"


def named_in(words: str, media: Iterable[Media]) -> tuple[Media, ...]:
    """The media whose file names, or their telling words, stand in the words; in the order of the media.

    What is quoted is a text to be shown, and no name, unless it is a file name with its ending.
    """
    low = re.sub(_QUOTED_TEXT, " ", words.lower())
    return tuple(m for m in media if _is_named(m, low))


def as_said(words: str, media: Sequence[Media]) -> tuple[Media, ...]:
    """The media in the order in which the words name them."""
    low = words.lower()

    def place(m: Media) -> int:
        names = (name for name in (PurePath(m.name.lower()).stem, m.alias.lower()) if name)
        found = (re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", low) for name in names)
        return min((match.start() for match in found if match), default=len(low))

    return tuple(sorted(media, key=place))


def names_of(media: Media) -> tuple[str, ...]:
    """Patterns of what a file is called in lower-case words: its name without the ending, and what a recipe calls it, unless that
    is a word that any sentence may hold."""
    stem, alias = PurePath(media.name.lower()).stem, media.alias.lower()
    found = []
    if len(stem) >= 2 and stem not in _GENERIC:
        found.append(re.sub(r"[_\-.]+", "[ _.-]?", re.escape(stem).replace(r"\-", "-").replace(r"\.", ".")))
    if len(alias) >= 2 and alias not in _GENERIC and alias not in _NO_ALIAS:
        found.append(re.sub(r"[_\-]+", "[ _-]?", re.escape(alias).replace(r"\-", "-")))
    return tuple(dict.fromkeys(found))


def _is_named(media: Media, low: str) -> bool:
    if re.search(rf"(?<![\w]){re.escape(media.name.lower())}(?!\w)", low):
        return True
    return any(re.search(rf"(?<![a-z0-9]){name}(?![a-z0-9])", low) for name in names_of(media))


_NO_ALIAS = frozenset(
    [
        "movie",
        "footage",
        "recording",
        "recordings",
        "file",
        "files",
        "sound",
        "sounds",
        "voice",
        "end",
        "start",
        "begin",
        "beginning",
        "track",
        "captions",
        "subtitles",
        "words",
        "fade",
        "zoom",
        "all",
        "it",
        "this",
        "that",
        "first",
        "last",
        "one",
        "two",
        "three",
        "main",
        "background",
        "picture",
        "pictures",
        "photos",
        "images",
        "videos",
        "films",
        "clips",
        "slideshow",
        "effect",
        "color",
        "colour",
        "speed",
        "volume",
        "cut",
        "edit",
        "card",
        "cards",
        "timer",
        "name",
        "names",
    ]
)
_GENERIC = frozenset(
    [
        "video",
        "film",
        "clip",
        "audio",
        "image",
        "photo",
        "picture",
        "music",
        "song",
        "title",
        "text",
        "logo",
        "a",
        "b",
        "c",
        "in",
        "out",
        "the",
        "intro",
        "outro",
    ]
)


def named_source(source: Source) -> str:
    return PurePath(source.name).stem or source.generator or "clip"


def seconds(ms: float) -> str:
    """A length as it is said: `3 s`, `23.4 s`, `2 min 5 s`."""
    if ms >= 120_000:
        minutes, rest = divmod(round(ms / 1000), 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{round(ms / 1000, 1):g} s"


def clock(ms: float) -> str:
    """A point of time as it is said: `0:12`, `1:15.5`."""
    minutes, rest = divmod(ms / 1000, 60)
    whole = round(rest, 1)
    return (
        f"{int(minutes)}:{whole:04.1f}".removesuffix(".0")
        if whole % 1
        else f"{int(minutes)}:{round(rest):02d}"
    )


def length_said(timeline: Timeline) -> str:
    return f"the film is now {seconds(edits.film_ms(timeline))} long"


def counted(number: int, noun: str) -> str:
    """`1 clip`, `3 clips`."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {noun if number == 1 else plural}"


def checked_span(timeline: Timeline, start: float, end: float) -> tuple[int, int]:
    """A stretch of the film, or the reason why it is none."""
    total = edits.film_ms(timeline)
    if start < 0 or end < 0:
        raise CannotDo("a time below zero does not exist")
    if end <= start:
        raise CannotDo(
            f"{clock(start)} to {clock(end)} is no stretch of time: its end is not after its start"
        )
    if start >= total:
        raise CannotDo(f"{clock(start)} lies past the end: the film is {seconds(total)} long")
    if end > total + 1000 / timeline.canvas.fps:
        raise CannotDo(f"{clock(end)} lies past the end: the film is {seconds(total)} long")
    return int(start), min(int(end), total)


def span_of(
    params: Mapping[str, Json], timeline: Timeline, *, length_ms: int, whole: bool = False
) -> tuple[int, int]:
    """When something is seen or heard: as said, else `length_ms` from the start (or the whole film).

    A length that reaches over the end is cut there; a start past the end is an error.
    """
    total = edits.film_ms(timeline)
    for name in ("for_ms", "last_ms", "from_ms", "to_ms"):
        if int(params.get(name, 1 if name in ("for_ms", "last_ms") else 0)) < (
            1 if name in ("for_ms", "last_ms") else 0
        ):
            raise CannotDo("a length must be more than 0 s")
    if "before_end_ms" in params:
        return checked_span(timeline, int(params.get("from_ms", 0)), total - int(params["before_end_ms"]))
    if "last_ms" in params:
        return max(0, total - int(params["last_ms"])), total
    if "share" in params:
        first, last = params["share"]
        return round(total * first), round(total * last)
    if {"during", "after", "before"} & set(params):
        return _beside(params, timeline, length_ms, whole=whole)
    start = int(params.get("from_ms", 0))
    length = int(params.get("for_ms", length_ms))
    place = params.get("place", "")
    if "to_ms" in params:
        return checked_span(timeline, start, int(params["to_ms"]))
    if place == "end":
        return max(0, total - length), total
    if place == "rest":
        length = total - start
    if place == "middle":
        start = max(0, (total - length) // 2)
    if place == "all" or (whole and not {"from_ms", "for_ms", "place"} & set(params)):
        return 0, total
    end = total if whole and "for_ms" not in params and place == "" else start + length
    if start >= total:
        raise CannotDo(f"{clock(start)} lies past the end: the film is {seconds(total)} long")
    return start, min(end, total)


def _beside(
    params: Mapping[str, Json], timeline: Timeline, length_ms: int, *, whole: bool
) -> tuple[int, int]:
    """A stretch that is said by a part of the film: while it alone is seen, from its end on, or up to its start."""
    own, total = edits.clips(timeline), edits.film_ms(timeline)
    length = int(params.get("for_ms", length_ms))
    if "during" in params:
        first, last = part_of(params["during"], timeline)
        came, goes = own[first].transition, own[last + 1].transition if last + 1 < len(own) else None
        start = own[first].start_ms + (came.duration_ms if came else 0)
        end = own[last].end_ms - (goes.duration_ms if goes else 0)
        return start, min(end, start + length) if "for_ms" in params else end
    if "after" in params:
        start = own[part_of(params["after"], timeline)[1]].end_ms
        if start >= total:
            raise CannotDo("nothing follows there")
        return start, total if whole and "for_ms" not in params else min(start + length, total)
    end = own[part_of(params["before"], timeline)[0]].start_ms
    if end <= 0:
        raise CannotDo("nothing comes before that")
    return 0 if whole and "for_ms" not in params else max(0, end - length), end


def clip_at(timeline: Timeline, number: int) -> int:
    """The index of the clip with a number from 1, or from the end if negative."""
    own = edits.clips(timeline)
    index = number - 1 if number > 0 else len(own) + number
    if not 0 <= index < len(own):
        raise CannotDo(f"there is no clip {number}: the film has {counted(len(own), 'clip')}")
    return index


def part_of(place: Json, timeline: Timeline, stage: Stage | None = None) -> tuple[int, int]:
    """The first and last index of the clips of a place: a number, `intro`, `outro`, or a word of a file's name."""
    if isinstance(place, int):
        index = clip_at(timeline, place)
        return index, index
    own = edits.clips(timeline)
    found = [i for i, c in enumerate(own) if c.label == place]
    if not found and stage is not None and place not in ("intro", "outro"):
        named = {m.digest for m in named_in(str(place), stage.visible())}
        found = [i for i, c in enumerate(own) if c.source.digest in named]
    if not found:
        what = f"{place} card" if place in ("intro", "outro") else f'"{place}"'
        raise CannotDo(
            f"there is no {what} in the film; its parts can be named by number, as in: the second clip"
        )
    return found[0], found[-1]


def joins_meant(params: Mapping[str, Json], timeline: Timeline, stage: Stage) -> set[int] | None:
    """The clips before which the joins lie that an op is about; None for all clips."""
    count = len(edits.clips(timeline))
    if "between" in params:
        one, other = (part_of(p, timeline, stage) for p in params["between"])
        first, second = sorted((one, other))
        if second[0] != first[1] + 1:
            raise CannotDo(f"clips {first[1] + 1} and {second[0] + 1} do not follow one another")
        return {second[0]}
    if "after" in params:
        at = part_of(params["after"], timeline, stage)[1] + 1
        if at >= count:
            raise CannotDo("nothing follows there, so there is no join")
        return {at}
    if "before" in params:
        at = part_of(params["before"], timeline, stage)[0]
        if at == 0:
            raise CannotDo("nothing comes before that, so there is no join")
        return {at}
    cuts = edits.cuts(timeline)
    return set(cuts) if len(cuts) < count - 1 else None


_LEFT_ALONE = re.compile(
    r"(?:,|\band|\bbut)? ?\b(?:leave|leaving|keep|keeping|not|without)\b.*|\bthan (?:the )?\S+"
)
"""What is said of files that an edit is not about: `rotate bunny, leave the talk as it is`."""


def chosen_clips(params: Mapping[str, Json], words: str, timeline: Timeline, stage: Stage) -> tuple[int, ...]:
    """The main clips an op is about: the one with the number said, those of an asset named, or all."""
    number = params.get("clip", "all")
    own = edits.clips(timeline)
    if isinstance(number, int):
        return (clip_at(timeline, number),)
    if number in ("intro", "outro"):
        first, last = part_of(number, timeline)
        return tuple(range(first, last + 1))
    if "clips" in params:
        return tuple(clip_at(timeline, int(n)) for n in params["clips"])
    if "except" in params:
        left_out = clip_at(timeline, int(params["except"]))
        return tuple(i for i in range(len(own)) if i != left_out)
    _check_target(words, stage)
    named = {m.digest for m in named_in(_LEFT_ALONE.sub("", words.lower()), stage.visible())}
    chosen = tuple(i for i, c in enumerate(own) if c.source.digest in named)
    if named and not chosen:
        name = next(m.name for m in stage.media if m.digest in named)
        raise CannotDo(f"{name} is not in the film")
    return chosen or tuple(range(len(own)))


_A_FILE = re.compile(
    r"(?<![\w/.@-])(?<!\bas )(?<!\bto )(?<!\bcalled )(?<!\bnamed )(?<!\bsave )(?<!\bexport )[\w][\w-]*\.(?:mp4|mov|webm|mkv|avi|png|jpe?g|webp|gif|mp3|wav|m4a|aac|srt|vtt|cube)\b"
)


def check_files(words: str, media: Sequence[Media]) -> None:
    """A file that is named with its ending must be there: an edit of another one is not taken for one of all of them."""
    aliases = {f"{m.alias}{PurePath(m.name).suffix}".lower() for m in media if m.alias}
    there = {m.name.lower() for m in media} | aliases
    said = re.sub(_QUOTED_TEXT, " ", words)
    for name in sorted(there, key=len, reverse=True):
        said = re.sub(rf"(?<![\w-]){re.escape(name)}", " ", said, flags=re.IGNORECASE)
    for found in _A_FILE.finditer(said):
        if found[0].lower() not in there:
            raise _no_such_file(found[0], media)


def _no_such_file(name: str, media: Sequence[Media]) -> CannotDo:
    listed = ", ".join(m.name for m in media[:5]) or "none"
    return CannotDo(f'there is no file "{name}" among the uploads ({listed})')


AT_AN_END_MS = 5000
"""How much of a film its start, its end and its middle are, where no length is said; at most a third of it."""


def meant_clips(timeline: Timeline, op: Op, stage: Stage) -> tuple[Timeline, tuple[int, ...]]:
    """The timeline, cut where the stretch that an op is about begins and ends, and the clips that it is about."""
    chosen = chosen_clips(op.params, op.text, timeline, stage)
    spared = "spared_to_ms" in op.params
    if not spared and not is_timed(op.params):
        return timeline, chosen
    start, end = _spared(op, timeline) if spared else stretch_of(op, timeline)
    meant = [edits.clips(timeline)[i] for i in chosen]
    cut = edits.split_at(timeline, [start, end])
    inside = edits.within(cut, start, end)

    def is_meant(index: int, clip: Clip) -> bool:
        is_of_them = any(m.start_ms <= clip.start_ms and clip.end_ms <= m.end_ms for m in meant)
        return is_of_them and (index in inside) != spared

    return cut, tuple(i for i, c in enumerate(edits.clips(cut)) if is_meant(i, c))


def _spared(op: Op, timeline: Timeline) -> tuple[int, int]:
    """The stretch that an edit leaves alone."""
    return checked_span(timeline, int(op.params["spared_from_ms"]), int(op.params["spared_to_ms"]))


def stretch_of(op: Op, timeline: Timeline) -> tuple[int, int]:
    """The stretch that an edit of the whole film is limited to; from a moment on, that is up to the film's end."""
    total = edits.film_ms(timeline)
    at_an_end = op.params.get("place") in ("start", "middle", "end")
    return span_of(
        op.params, timeline, length_ms=min(AT_AN_END_MS, total // 3) if at_an_end else total, whole=True
    )


_TARGET = re.compile(
    r"\b(?:in|of|from|inside|within) (?:the|my|our|this|that) ([a-z][\w'-]*)(?=$|[,.;!?]| (?:by|to|and|at|for|with|from)\b)"
)
_OF_ANY_KIND = re.compile(
    r"\b(?:noise|hum|hiss|rumble|buzz|echo|shak\w+|stabili\w+|steady|stead\w+|wobbl\w+)\b"
)
"""What is said about noise or shaking tells where it came from."""
_ORDINARY = re.compile(
    r"\b(?:videos?|films?|movies?|clips?|footage|recordings?|\w*cast|vlog|webinar|interview|tutorial|talk|lecture|podcast|episode"
    r"|stream|demo|session|call|meeting|presentation|speech|shots?|takes?|mp4|mov|file|timeline|reel|photos?|pictures?|images?"
    r"|slides?|screenshots?|slideshow|whole|entire|all|rest|film's|scenes?|segments?|sections?|parts?|start|beginning|end|ending"
    r"|middle|top|bottom|left|right|corner|sides?|edges?|center|centre|background|foreground|frame|screen|picture|music|song|audio"
    r"|sound|voice|speech|speaker|narration|conversation|keynote|monologue|dialogue|camera|project|edit|draft|cut|beat|colors?"
    r"|colours?|look|style|mood|feel|first|last|second|third|final|original|raw|same|best|logo|title|text|words|intro|outro|card"
    r"|moment|time|seconds?|minutes?|bar|sky|light|face|subject|product|person|horizon|view|viewers?|eye)\b"
)


def _check_target(words: str, stage: Stage) -> None:
    """What an edit is said to be about must be there: of several files an unknown one is not taken for all of them."""
    if len(stage.visible()) < 2 or _OF_ANY_KIND.search(words.lower()):
        return
    for found in _TARGET.finditer(words.lower()):
        phrase = found[1]
        if not _ORDINARY.search(phrase) and not named_in(phrase, stage.media):
            name = phrase.split()[0]
            there = ", ".join(m.name for m in stage.visible()[:5]) or "nothing"
            raise CannotDo(f'there is no "{name}" among the files ({there})')


def the_asset(params: Mapping[str, Json], words: str, candidates: Sequence[Media], what: str) -> Media:
    """The one asset meant: by its name, or the only one there is; otherwise the person is asked."""
    if "asset" in params:
        wanted = str(params["asset"]).lower()
        found = [m for m in candidates if wanted.endswith(m.name.lower())]
        if not found:
            raise _no_such_file(str(params["asset"]), candidates)
        return found[0]
    named = named_in(words, candidates)
    choices = named or tuple(candidates)
    if not choices:
        raise CannotDo(f"there is no {what} among the uploads")
    if len(choices) > 1:
        raise MustAsk(f"Which {what}: {', '.join(m.name for m in choices)}?")
    return choices[0]


def fit_for(width: int, height: int, canvas: Canvas) -> str:
    """How a picture is framed: cropped where its shape is near the canvas's, else before its own blurred copy."""
    if not width or not height:
        return "contain"
    return "cover" if abs(log((width / height) / (canvas.width / canvas.height))) <= NEAR_ASPECT else "blur"


def source_of(media: Media) -> Source:
    return Source(kind=media.kind, digest=media.digest, name=media.name)


PICTURE_MS = 4000


def clip_of(media: Media, canvas: Canvas, *, picture_ms: int = PICTURE_MS) -> Clip:
    """A clip of a whole film, or of a picture for `picture_ms`."""
    length = picture_ms if media.kind == "image" else edits.on_grid(media.duration_ms, canvas.fps)
    if length > media.duration_ms > 0 and media.kind == "video":
        length = edits.on_grid(media.duration_ms - 1000 / canvas.fps, canvas.fps)
    return Clip(
        source=source_of(media),
        duration_ms=length,
        fit=fit_for(media.width, media.height, canvas),
        label=PurePath(media.name).stem,
    )


def is_still(clip: Clip) -> bool:
    """Whether a clip can be as long as one likes: a picture or a generated card."""
    return clip.source.kind == "image" or bool(clip.source.generator)
