"""What an instruction can count on: the kinds of media there are, and what the timeline holds already.

Built from real media, or from the words in which a request describes them. `MANY` stands for an unknown number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.naming import named_in
from nemobuild.backend.interpret.phrases.row import spelled
from nemobuild.timeline import edits
from nemobuild.timeline.model import Canvas, Clip, Media, Timeline

MANY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Counts of each kind of media; `known` if they are real. `holds`: what the timeline has (texts, logo, …)."""

    photos: int = 0
    films: int = 0
    sounds: int = 0
    logos: int = 0
    transcripts: int = 0
    writing: bool = False
    nothing: bool = False
    known: bool = False
    request: str = ""
    holds: frozenset[str] = frozenset()

    def has(self, condition: str) -> bool:
        """Whether a condition of a phrase row (`given`) holds."""
        return condition in self.holds or condition in self.conditions()

    def conditions(self) -> frozenset[str]:
        found = {
            "photos": self.photos >= MANY or (self.photos > 0 and self.films > 0 and self.known),
            "one-photo": self.photos == 1 and self.films == 0,
            "clips": self.films >= MANY,
            "clips-only": self.films >= MANY and self.photos == 0,
            "logo-only": bool(self.logos) and not (self.photos or self.films or "film" in self.holds),
            "no-film": self.films == 0,
            "no-photos": self.photos == 0,
            "known": self.known,
            "several-files": self.known and self.photos + self.films > 1,
            "text-only": not (self.photos or self.films or "film" in self.holds),
            "call-to-action": bool(_CALL.search(self.request)),
        }
        return frozenset(name for name, holds in found.items() if holds)


_CALL = re.compile(
    r"\b(?:subscribe|follow (?:us|me|for|@)|like and|shop now|sign up|buy now|order now|visit|swipe up|save this|link in|learn more"
    r"|get started|download (?:now|the app)|book now|call now|join us|try it|cta|call[- ]to[- ]action)\b|关注|订阅|点赞"
)
_PHOTOS = spelled(r"<photos>")
_FILMS = (
    r"(?:videos?|films?|movies?|clips?|footage|recordings?|screencasts?|vlogs?|webinars?|interviews?|talks?|lectures?|podcasts?"
    r"|zoom calls?|calls?|meetings?|mp4s?|movs?|avis?|mkvs?|webms?|demos?|streams?|reels?|tutorials?|presentations?|视频|片段)"
)
_WRITING = r"\b(?:text|changelogs?|release notes|quotes?|poems?|lyrics|notes|copy|blurb|vacancy|press release|guide|case study|facts|faq|newsletter|outline|essay|topic|script|brief|article|blog|description|post|prompt|idea|title only|content|dialogue|thread|(?:customer|client|google|written|star) reviews?|review text|tips|letter)\b|文字|文案"


def of_words(described: str, request: str) -> Context:
    """The context of a request whose media are only described. `described` may be empty."""
    words, low = described.lower(), request.lower()
    said = words or low
    photos = _count(
        said,
        rf"(?<!logo )(?<![a-z]){_PHOTOS}(?![a-z])(?! (?:and (?:a )?short tagline))",
        singular=r"[a-z]*[^\Ws]\b(?<![\u4e00-\u9fff])",
    )
    films = _count(
        said,
        rf"(?<![a-z]){_FILMS}(?![a-z])",
        singular=r"[a-z0-9]*[^\Ws]\b(?<![\u4e00-\u9fff])|视频|片段",
    )
    text_input = bool(re.search(_WRITING, words)) and not re.search(
        r"\b(?:videos?|clips?|footage|recording)\b", words
    )
    prompt = "prompt only" in words or "only" in words or "nothing" in words or words == "none"
    transcript = bool(
        re.search(
            r"\btranscript|\bsrt\b|\bvtt\b|timestamped dialogue|subtitle file|\btimed (?:lines|lyrics|text|captions)|\blines (?:with|and) (?:start|times?|time ?codes?)|\blyrics with times",
            words,
        )
    )
    if (
        re.search(
            r"\b(?:script|article|blog|thread|transcript|dialogue|nothing|prompt|topic|brief|title|description)\b",
            words,
        )
        and text_input
    ):
        films = 0
    is_something_else = text_input or prompt or transcript or "nothing" in words or words == "none"
    is_heard_or_a_mark = re.search(
        r"\b(?:mp3|wav|audio|song|logo|slogan|tagline|details?|info|information|facts|data|names?|dates?|brand|theme|keywords?|url)\b|^无|没有",
        words,
    )
    if words and not photos and not films and not is_something_else and not is_heard_or_a_mark:
        films = 1  # a walkthrough, a match, a sermon: whatever it is called, it was filmed
    if not words and not photos and not films and not re.search(_WRITING, low):
        films = 1  # a step of a recipe, read by itself: there is something that it is about
    return Context(
        photos=0 if prompt or transcript else photos,
        films=0 if prompt or transcript else films,
        sounds=int(bool(re.search(r"\b(?:music track|audio file|mp3|background track|song)\b", words))),
        logos=int("logo" in words),
        transcripts=int(
            transcript
            or bool(
                re.search(
                    r"\bwith these timestamps\b|\blines? (?:and|with) (?:their |its )?(?:start|times?\b|time ?codes?)|\bwith (?:its|their) start and end times?|\b(?:dialogue|lyrics|lines?)(?: list)? (?:with|and) (?:their |its )?(?:start|times?\b|time ?codes?)|\b(?:attached|supplied|provided|uploaded|existing) (?:web-?vtt|srt|vtt|captions?|subtitles?|transcript)\b|\bfrom the (?:srt|vtt|transcript)\b",
                    low,
                )
            )
        ),
        writing=text_input and not prompt,
        nothing="nothing" in words or words == "none",
        request=low,
        holds=_assumed(words) if films or photos else frozenset(_held_words(words)),
    )


def _assumed(words: str) -> frozenset[str]:
    """What a film of which only words tell holds. A sentence by itself may be a later step: all that it can speak of is there."""
    if words:
        return frozenset({"film", *_held_words(words)})
    return frozenset({"film", "texts", "captions", "logo-there", "overlay-there", "music-there"})


def _held_words(words: str) -> set[str]:
    """What a description says to be in the film, or on the timeline, beside the picture."""
    held = {"film"} if re.search(r"\bproject\b|\btimeline\b|\bdraft\b", words) else set()
    for thing, called in _THERE.items():
        if re.search(rf"\b(?:with|has|having|containing|and its) (?:[\w-]+ ){{0,3}}{called}\b", words):
            held.add(thing)
    return held


_THERE = {
    "captions": r"(?:captions?|subtitles?)",
    "texts": r"(?:titles?|text)",
    "music-there": r"(?:music|soundtrack)",
}


def _count(words: str, pattern: str, *, singular: str) -> int:
    """How many are described: a number where one is said, one for a singular, MANY for a plural, 0 for none."""
    most = 0
    for match in re.finditer(pattern, words):
        before = re.search(rf"({values.NUMBER})\+? (?:\w+[ -]){{0,3}}$", words[: match.start()])
        number = values.number(before[1]) if before else None
        is_one = bool(re.match(singular, match[0].split()[-1])) and not re.search(
            r"\b(?:all|each|every) $|[几些多两三四五]个?段?$", words[: match.start()]
        )
        most = max(most, int(number) if number and not is_one else (1 if is_one else MANY))
    return most


def of_media(
    media: Sequence[Media], timeline: Timeline, request: str, abilities: frozenset[str] = frozenset()
) -> Context:
    """The context of a session. `abilities`: what plug-ins can do, see `Analysis`."""
    held = _held(timeline, {m.digest: m for m in media})
    there = {c.source.digest for c in edits.clips(timeline)}
    named = named_in(request, (m for m in media if m.kind in ("image", "video") and not is_logo(m)))
    new = (
        frozenset({"names-a-new-file"})
        if there and any(m.digest not in there for m in named)
        else frozenset()
    )
    return of_files(media, held | abilities | new, request)


def of_files(media: Sequence[Media], holds: frozenset[str], request: str) -> Context:
    """The context of files, with a timeline that holds what it is said to hold."""
    pictures = [m for m in media if m.kind == "image"]
    logos = [m for m in pictures if is_logo(m)]
    return Context(
        photos=len(pictures) - len(logos),
        films=sum(m.kind == "video" for m in media),
        sounds=sum(m.kind == "audio" for m in media),
        logos=len(logos),
        transcripts=sum(m.kind == "subtitles" or is_text_file(m) for m in media),
        nothing=not media,
        known=True,
        request=request.lower(),
        holds=holds,
    )


def _held(timeline: Timeline, media: Mapping[str, Media]) -> frozenset[str]:
    texts = edits.texts(timeline)
    found = {
        "film": bool(edits.clips(timeline)),
        "bars": any(_has_bars(c, media, timeline.canvas) for c in edits.clips(timeline)),
        "texts": bool(texts),
        "captions": any(t.role == "caption" for t in texts),
        "logo-there": any(c.label == "logo" for c in edits.overlays(timeline)),
        "overlay-there": any(c.label == "overlay" for c in edits.overlays(timeline)),
        "music-there": bool(edits.sounds(timeline, "music")),
        "effects-there": bool(edits.sounds(timeline, "effect")),
        "words-spoken": any(s.source.generator == "voice" for s in edits.sounds(timeline, "voice")),
    }
    return frozenset(name for name, holds in found.items() if holds)


def _has_bars(clip: Clip, media: Mapping[str, Media], canvas: Canvas) -> bool:
    """Whether a picture leaves part of the frame empty, or fills it with its own blur."""
    source = media.get(clip.source.digest)
    if source is None or not source.height or clip.fit not in ("contain", "blur"):
        return False
    return abs(source.width * canvas.height / (source.height * canvas.width) - 1) > 0.02


def is_logo(media: Media) -> bool:
    """Whether a picture is a logo, by its name."""
    return media.kind == "image" and bool(
        re.search(r"logo|watermark|brandmark|\bcrest\b|emblem|monogram|insignia|水印|标志", media.called)
    )


def is_text_file(media: Media) -> bool:
    return media.name.lower().endswith((".srt", ".vtt", ".txt", ".md"))
