"""Which stretch of the film, and which of its clips, an edit is about.

Reads an op's parameters against a timeline; changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from nemobuild.backend.interpret.model import CannotDo, Json, Op, is_timed, times_of
from nemobuild.backend.interpret.naming import named_in
from nemobuild.backend.interpret.said import clock, counted, listed, seconds
from nemobuild.backend.interpret.stage import Stage
from nemobuild.timeline import edits
from nemobuild.timeline.model import Clip, Segment, Timeline


def checked_span(timeline: Timeline, start: float, end: float) -> tuple[int, int]:
    """A stretch of the film from frame to frame, or the reason why it is none."""
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
    return _from_frame_to_frame(timeline, int(start), min(int(end), total))


def _from_frame_to_frame(timeline: Timeline, start: int, end: int) -> tuple[int, int]:
    fps = timeline.canvas.fps
    first, last = edits.on_grid(start, fps), edits.on_grid(end, fps)
    if last <= first:
        raise CannotDo(f"{clock(start)} to {clock(end)} is shorter than a frame")
    return first, last


def span_of(
    params: Mapping[str, Json], timeline: Timeline, *, length_ms: int, whole: bool = False
) -> tuple[int, int]:
    """When something is seen or heard, from frame to frame: as said, else `length_ms` from the start (or the whole film).

    A length that reaches over the end is cut there; a start past the end is an error. A `length_ms` of less than a frame asks
    for a moment, which is given as it is said.
    """
    start, end = _said_span(params, timeline, length_ms, whole=whole)
    if end - start <= length_ms < 1000 / timeline.canvas.fps:
        return start, end
    return _from_frame_to_frame(timeline, start, end)


_UNTIL = re.compile(r"\b(?:until|till)\b")


def span_anew(op: Op, now: Segment, timeline: Timeline) -> tuple[int, int]:
    """From when to when (ms) something that is there is seen from now on: a length alone, or an end, leaves its start."""
    params = op.params
    if set(times_of(params)) == {"for_ms"}:
        end = min(edits.film_ms(timeline), now.start_ms + int(params["for_ms"]))
        return checked_span(timeline, now.start_ms, end)
    if _UNTIL.search(op.low) and params.get("place") == "rest" and "from_ms" not in params:
        return now.start_ms, edits.film_ms(timeline)
    if _UNTIL.search(op.low) and "to_ms" in params:
        params = {**params, "from_ms": now.start_ms}
    return span_of(params, timeline, length_ms=now.duration_ms)


def _said_span(
    params: Mapping[str, Json], timeline: Timeline, length_ms: int, *, whole: bool
) -> tuple[int, int]:
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
    if {"during", "since", "after", "before"} & set(params):
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
        if "ending_ms" in params:
            return max(start, end - int(params["ending_ms"])), end
        return start, min(end, start + length) if "for_ms" in params else end
    if "since" in params:
        begins = own[part_of(params["since"], timeline)[0]].start_ms
        start = begins + int(params.get("offset_ms", 0))
        if start >= total:
            raise CannotDo(f"{clock(start)} lies past the end: the film is {seconds(total)} long")
        return start, total if whole and "for_ms" not in params else min(total, start + length)
    if "after" in params:
        start = own[part_of(params["after"], timeline)[1]].end_ms
        if start >= total:
            raise CannotDo("nothing follows there")
        return start, total if whole and "for_ms" not in params else min(start + length, total)
    end = own[part_of(params["before"], timeline)[0]].start_ms
    if end <= 0:
        raise CannotDo("nothing comes before that")
    return 0 if whole and "for_ms" not in params else max(0, end - length), end


def shot_at(timeline: Timeline, number: int) -> int:
    """The index (from 0) of the clip with a number from 1, or from the end if negative, among the shots."""
    count = len(edits.shots(timeline))
    index = number - 1 if number > 0 else count + number
    if not 0 <= index < count:
        raise CannotDo(f"there is no clip {number}: the film has {counted(count, 'clip')}")
    return index


def shot_of(timeline: Timeline, number: int) -> edits.Shot:
    """The clip with a number as `shot_at` has it, with all pieces that it is in."""
    return edits.shots(timeline)[shot_at(timeline, number)]


MOST_NAMED = 3


def clips_said(timeline: Timeline, indexes: Iterable[int]) -> str:
    """Which clips pieces of the main track are: `clip 2`, `clips 1 and 3`, `all 4 clips`, `the film` where it is one clip;
    where they are parts of clips, from when to when."""
    chosen = sorted(set(indexes))
    own, hit = edits.shots(timeline), edits.shots_of(timeline, chosen)
    pieces = {i for n in hit for i in range(own[n].first, own[n].last + 1)}
    if pieces - set(chosen):
        seen = edits.pieces(timeline)
        runs = edits.runs(timeline, chosen)
        times = [f"{clock(seen[r[0]].from_ms or 0)} to {clock(seen[r[-1]].to_ms or 0)}" for r in runs]
        return listed(times) if len(times) <= MOST_NAMED else f"{len(times)} stretches"
    if len(hit) == len(own):
        return "the film" if len(own) == 1 else f"{'both' if len(own) == 2 else f'all {len(own)}'} clips"
    if len(hit) > MOST_NAMED:
        return counted(len(hit), "clip")
    return f"clip{'s' if len(hit) > 1 else ''} {listed([str(n + 1) for n in hit])}"


def number_of(timeline: Timeline, index: int) -> int:
    """The number (from 1) of the clip that a piece of the main track is of; 0 for what comes before the first."""
    return edits.shots_of(timeline, [index])[0] + 1 if index >= 0 else 0


def part_of(place: Json, timeline: Timeline, stage: Stage | None = None) -> tuple[int, int]:
    """The first and last index of the pieces of a place: a number, `intro`, `outro`, or a word of a file's name."""
    if isinstance(place, int):
        shot = shot_of(timeline, place)
        return shot.first, shot.last
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
    return one_run(found, timeline, str(place))


def one_run(indexes: Sequence[int], timeline: Timeline, name: str) -> tuple[int, int]:
    """The first and last of pieces that follow one another; what lies between two places of a file is none of it."""
    if indexes[-1] - indexes[0] + 1 != len(indexes):
        numbers = " and ".join(str(n + 1) for n in edits.shots_of(timeline, indexes))
        raise CannotDo(f'"{name}" is in the film as clips {numbers}; say which of them, by its number')
    return indexes[0], indexes[-1]


_CUTS = re.compile(r"\bcuts?\b")


def joins_meant(op: Op, timeline: Timeline, stage: Stage) -> set[int] | None:
    """The pieces of the main track before which the joins lie that an op is about; None where it says none of them.

    `every_join` says which these are then.
    """
    return _joins_said(op.params, op.text, timeline, stage)


def every_join(words: str, timeline: Timeline) -> set[int]:
    """The joins between clips; where the words speak of cuts, or there is but one clip, also the cuts within it that are seen."""
    between = edits.joins(timeline)
    if between and not _CUTS.search(words.lower()):
        return set(between)
    return set(edits.visible_cuts(timeline))


def _joins_said(params: Mapping[str, Json], words: str, timeline: Timeline, stage: Stage) -> set[int] | None:
    if spared := {k.removeprefix("not_"): v for k, v in params.items() if k.startswith("not_")}:
        rest = {k: v for k, v in params.items() if not k.startswith("not_")}
        meant = _joins_said(rest, words, timeline, stage)
        left_out = _joins_said(spared, words, timeline, stage) or set()
        return (every_join(words, timeline) if meant is None else meant) - left_out
    if "joins" in params:
        pairs = (_joins_said({"between": pair}, words, timeline, stage) or set() for pair in params["joins"])
        return set().union(*pairs)
    if "between" in params:
        one, other = (part_of(p, timeline, stage) for p in params["between"])
        first, second = sorted((one, other))
        if second[0] != first[1] + 1:
            numbers = f"{number_of(timeline, first[1])} and {number_of(timeline, second[0])}"
            raise CannotDo(f"clips {numbers} do not follow one another")
        return {second[0]}
    if "after" in params:
        at = part_of(params["after"], timeline, stage)[1] + 1
        if at >= len(edits.clips(timeline)):
            raise CannotDo("nothing follows there, so there is no join")
        return {at}
    if "before" in params:
        at = part_of(params["before"], timeline, stage)[0]
        if at == 0:
            raise CannotDo("nothing comes before that, so there is no join")
        return {at}
    return None


_LEFT_ALONE = re.compile(
    r"(?:,|\band|\bbut)? ?\b(?:leave|leaving|keep|keeping|not|without)\b.*|\bthan (?:the )?\S+|\b(?:after|before|following|behind) (?:the |my )?[\w.-]+"
)
"""What is said of files that an edit is not about: `rotate bunny, leave the talk as it is`."""


def chosen_shots(params: Mapping[str, Json], words: str, timeline: Timeline, stage: Stage) -> tuple[int, ...]:
    """The clips (from 0) an op is about: the one with the number said, those of an asset named, or all."""
    number = params.get("clip", "all")
    every = edits.shots(timeline)
    if isinstance(number, int):
        return (shot_at(timeline, number),)
    if number in ("intro", "outro"):
        first, last = part_of(number, timeline)
        return edits.shots_of(timeline, range(first, last + 1))
    if "clips" in params:
        return tuple(shot_at(timeline, int(n)) for n in params["clips"])
    if "every" in params:
        of_pictures = re.search(r"\b(?:photo|picture|image|slide)s?\b", words.lower())
        counted_over = [
            n for n, s in enumerate(every) if not of_pictures or s.pieces[0].source.kind == "image"
        ]
        first = 0 if params.get("odd") else int(params["every"]) - 1
        return tuple(counted_over[first :: int(params["every"])])
    if "except" in params:
        spared = params["except"] if isinstance(params["except"], list) else [params["except"]]
        left_out = {shot_at(timeline, int(n)) for n in spared}
        return tuple(n for n in range(len(every)) if n not in left_out)
    if "others" in params:
        return _others(params["others"], timeline, stage)
    _check_target(words, stage)
    named = {m.digest for m in named_in(_LEFT_ALONE.sub("", words.lower()), stage.visible())}
    chosen = _shots_that_show(named, timeline)
    if named and not chosen:
        name = next(m.name for m in stage.media if m.digest in named)
        raise CannotDo(f"{name} is not in the film")
    return chosen or tuple(range(len(every)))


def chosen_clips(params: Mapping[str, Json], words: str, timeline: Timeline, stage: Stage) -> tuple[int, ...]:
    """The pieces of the main track that are of the clips an op is about."""
    every = edits.shots(timeline)
    return tuple(i for n in chosen_shots(params, words, timeline, stage) for i in every[n].indexes)


def _shots_that_show(digests: Collection[str], timeline: Timeline) -> tuple[int, ...]:
    return edits.shots_of(
        timeline, (i for i, c in enumerate(edits.clips(timeline)) if c.source.digest in digests)
    )


def _others(beside: Json, timeline: Timeline, stage: Stage) -> tuple[int, ...]:
    """The clips that other edits of the instruction leave, which are about `beside`: numbers, and words that name files."""
    said = beside if isinstance(beside, list) else []
    taken = {shot_at(timeline, n) for n in said if isinstance(n, int)}
    named = {m.digest for words in said if isinstance(words, str) for m in named_in(words, stage.visible())}
    taken |= set(_shots_that_show(named, timeline))
    if not taken:
        raise CannotDo(
            "it is not clear what the others are", nearest="make all clips except the first black and white"
        )
    left = tuple(n for n in range(len(edits.shots(timeline))) if n not in taken)
    if not left:
        raise CannotDo("there are no others in the film")
    return left


AT_AN_END_MS = 5000
"""How much of a film its start, its end and its middle are, where no length is said; at most a third of it."""


def meant_clips(timeline: Timeline, op: Op, stage: Stage) -> tuple[Timeline, tuple[int, ...]]:
    """The timeline, cut where the stretch that an op is about begins and ends, and the clips that it is about."""
    chosen = chosen_clips(op.params, op.low, timeline, stage)
    spared = bool({"spared_to_ms", "spared_last_ms"} & set(op.params))
    if not spared and not is_timed(op.params):
        return timeline, chosen
    start, end = _spared(op, timeline) if spared else stretch_of(op, timeline)
    meant = [edits.clips(timeline)[i] for i in chosen]
    number = op.params.get("clip")
    if isinstance(number, int) and not spared:
        start, end = _within_the_clip(op.params, shot_of(timeline, number), (start, end))
    cut = edits.split_at(timeline, [start, end])
    inside = edits.within(cut, start, end)

    def is_meant(index: int, clip: Clip) -> bool:
        is_of_them = any(m.start_ms <= clip.start_ms and clip.end_ms <= m.end_ms for m in meant)
        return is_of_them and (index in inside) != spared

    return cut, tuple(i for i, c in enumerate(edits.clips(cut)) if is_meant(i, c))


def span_in_clip(params: Mapping[str, Json], timeline: Timeline, *, length_ms: int) -> tuple[int, int]:
    """`span_of` for an edit that may be of one clip: times that lie outside of it are its own."""
    number = params.get("clip")
    if isinstance(number, int) and params.get("place") == "middle":
        shot = shot_of(timeline, number)
        third = shot.duration_ms // 3
        return _from_frame_to_frame(timeline, shot.start_ms + third, shot.end_ms - third)
    stretch = span_of(params, timeline, length_ms=length_ms)
    return (
        _within_the_clip(params, shot_of(timeline, number), stretch) if isinstance(number, int) else stretch
    )


def _within_the_clip(
    params: Mapping[str, Json], clip: edits.Shot, stretch: tuple[int, int]
) -> tuple[int, int]:
    """`Mute the talk for its last 2 seconds`, `in clip 2, mute 0:02 to 0:04`: times that lie outside of the clip are its own."""
    start, end = stretch
    if "last_ms" in params:
        return max(clip.start_ms, clip.end_ms - int(params["last_ms"])), clip.end_ms
    if start < clip.end_ms and end > clip.start_ms:
        return stretch
    if start >= clip.duration_ms:
        raise CannotDo(f"{clock(start)} lies past its end: the clip is {seconds(clip.duration_ms)} long")
    return clip.start_ms + start, min(clip.start_ms + end, clip.end_ms)


def moment_in_clip(params: Mapping[str, Json], timeline: Timeline, at_ms: int) -> int:
    """A time of the film (ms) for one that is said of the film, or of a clip that is named and does not contain it."""
    number = params.get("clip")
    if not isinstance(number, int):
        return at_ms
    clip = shot_of(timeline, number)
    if clip.start_ms <= at_ms < clip.end_ms:
        return at_ms
    if at_ms >= clip.duration_ms:
        raise CannotDo(f"{clock(at_ms)} lies past its end: the clip is {seconds(clip.duration_ms)} long")
    return clip.start_ms + at_ms


def meant_stretches(op: Op, timeline: Timeline) -> tuple[tuple[int, int], ...]:
    """The stretches (ms) of the film that an op is about: as said, or all of it but what it spares."""
    total = edits.film_ms(timeline)
    if {"spared_to_ms", "spared_last_ms"} & set(op.params):
        return edits.complement([_spared(op, timeline)], total)
    return (stretch_of(op, timeline),) if is_timed(op.params) else ((0, total),)


def _spared(op: Op, timeline: Timeline) -> tuple[int, int]:
    """The stretch that an edit leaves alone."""
    if "spared_last_ms" in op.params:
        total = edits.film_ms(timeline)
        return checked_span(timeline, total - int(op.params["spared_last_ms"]), total)
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


_A_PICTURE_OF = re.compile(r"\bthe ([a-z][a-z'-]{2,}) (?:photo|picture|image)\b")
_KINDS_OF_PICTURE = re.compile(
    r"\b(?:other|next|previous|long|short|vertical|upright|horizontal|new|old|dark|bright|blurr\w+|black|white|colou?r\w*|wide|tall|big|small|large|little|opening|closing|finished|current|resulting"
    r"|main|actual|moving|underlying|overall|raw|still|full|complete|intro|outro|title|cover|each|every|inset|overlay|webcam|second|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))\b"
)


def _check_target(words: str, stage: Stage) -> None:
    """What an edit is said to be about must be there: of several files an unknown one is not taken for all of them."""
    if len(stage.visible()) < 2 or _OF_ANY_KIND.search(words.lower()):
        return
    pictures = [m for m in _A_PICTURE_OF.finditer(words.lower()) if not _KINDS_OF_PICTURE.fullmatch(m[1])]
    for found in (*_TARGET.finditer(words.lower()), *pictures):
        phrase = found[1]
        if not _ORDINARY.search(phrase) and not named_in(phrase, stage.media):
            name = phrase.split()[0]
            there = ", ".join(m.name for m in stage.visible()[:5]) or "nothing"
            raise CannotDo(f'there is no "{name}" among the files ({there})')
