"""A small world for tests: media with known silences, beats and energy, and a way to say one thing after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import SimpleNamespace

import pytest

from nemobuild.backend.interpret import Answer, NoAnalysis, interpret
from nemobuild.timeline.model import Media, Timeline


def picture(name: str, width: int = 600, height: int = 400) -> Media:
    return Media(digest=f"digest-of-{name}", name=name, kind="image", width=width, height=height)


def film(name: str, duration_ms: int, *, width: int = 1280, height: int = 720) -> Media:
    return Media(
        digest=f"digest-of-{name}", name=name, kind="video", width=width, height=height, duration_ms=duration_ms,
        has_audio=True, fps=30,
    )  # fmt: skip


TALK, BUNNY, LOGO = film("talk.mp4", 42_000), film("bunny.webm", 30_000), picture("logo.png", 400, 200)
SONG = Media(digest="digest-of-song", name="song.mp3", kind="audio", duration_ms=20_000, has_audio=True)
SRT = Media(digest="digest-of-srt", name="talk.srt", kind="subtitles")
PHOTOS = (
    picture("astronaut.png", 512, 512), picture("chelsea.png", 451, 300), picture("coffee.png"),
    picture("rocket.jpg", 640, 427), picture("hubble.jpg", 1000, 872),
)  # fmt: skip
FILMS = (TALK, BUNNY, SONG, SRT, LOGO)


class KnownAnalysis(NoAnalysis):
    def silences(self, digest: str, *, threshold_db: float, min_ms: int) -> tuple[tuple[int, int], ...]:
        found = ((2000, 3000), (8000, 9100), (17_300, 40_000)) if digest == TALK.digest else ()
        return tuple((a, b) for a, b in found if b - a >= min_ms)

    def beats(self, digest: str) -> tuple[int, ...]:
        return tuple(range(500, 20_000, 500))

    def scenes(self, digest: str) -> tuple[int, ...]:
        return (10_000, 20_000)

    def energy(self, digest: str, window_ms: int) -> tuple[float, ...]:
        return tuple((i * 7 % 11) / 11 for i in range(42))

    def text(self, digest: str) -> str:
        return "1\n00:00:01,000 --> 00:00:03,000\nHello there\n\n2\n00:00:04,000 --> 00:00:06,000\nGood bye\n"


ANALYSIS = KnownAnalysis()


def say(
    text: str,
    timeline: Timeline,
    media: Sequence[Media],
    history: Sequence[Timeline] = (),
    said: Sequence[str] = (),
) -> Answer:
    return interpret(text, timeline=timeline, media=media, analysis=ANALYSIS, history=history, said=said)


def said(lines: Iterable[str], media: Sequence[Media]) -> Timeline:
    """The timeline after these instructions, each of which must be carried out."""
    timeline, history = Timeline(), []
    for line in lines:
        answer = say(line, timeline, media, history)
        assert not answer.refused and not answer.question, (line, answer.reply)
        history.append(timeline)
        timeline = answer.timeline
    return timeline


@pytest.fixture(scope="session")
def world() -> SimpleNamespace:
    """The names above, for tests, which cannot import from each other."""
    return SimpleNamespace(
        say=say, said=said, picture=picture, film=film, talk=TALK, bunny=BUNNY, logo=LOGO, song=SONG, srt=SRT,
        photos=(*PHOTOS, LOGO), films=FILMS, analysis=ANALYSIS,
    )  # fmt: skip
