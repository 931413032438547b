"""What an edit is carried out with: the media, what is known of their content, and the words of the request.

Also how a file becomes a clip. Knows no edits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import log
from pathlib import PurePath

from nemobuild.backend.interpret.analysis import Analysis
from nemobuild.backend.interpret.context import is_logo, is_text_file
from nemobuild.backend.interpret.naming import named_in
from nemobuild.timeline import edits
from nemobuild.timeline.model import Canvas, Clip, Media, Source, Timeline

NEAR_ASPECT = 0.32  # the logarithm of how far two shapes may differ for the edges to be cropped away


_PUT_BEHIND = re.compile(
    r"\bbehind (?:me|us|him|her|them|it|the \w+)\b|\b(?:put|place|use|add|show)\b[^,;.]*\b(?:behind|as (?:the |a )?background)\b|\b(?:replac|swap|chang)(?:e|es|ed|ing|ping|ped)? (?:it|the (?:(?:green|blue)[ -]?(?:screen|background)|background))\b"
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
