"""A picture that stands still while its source moves is found; one that only shows what its source is like is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from nemobuild.backend.render import film as films
from nemobuild.backend.render import pieces
from nemobuild.backend.render.chunks import Chunk
from nemobuild.backend.render.frozen import shown_in, standing
from nemobuild.backend.render.output import Output
from nemobuild.backend.render.run import Ran
from nemobuild.backend.render.scene import Box, Film, Layer, Still
from nemobuild.timeline.model import Canvas, Clip, Media, Placement, Rect, Source, Timeline, Track

SMALL = Output(width=320, height=180)
Make = Callable[..., Media]


@pytest.mark.parametrize(
    ("sizes", "run"),
    [
        ([9000, *[40] * 59], (0, 59)),
        ([9000, *[40] * 58], None),
        ([9000, *[500] * 40, *[40] * 70, 700, 40], (40, 110)),
        ([9000, *[40] * 61, 9000, *[40] * 80], (62, 142)),
        ([5000] * 100, None),
        ([], None),
    ],
)
def test_a_run_of_pictures_without_news_stands_still(sizes: list[int], run: tuple[int, int] | None) -> None:
    stored = list(enumerate(sizes))
    assert standing(stored[::-1], 320 * 180, 60) == run


def layer(start: int, end: int, box: Box, *, main: bool) -> Layer:
    content = Film(digest="a", at=Fraction(0)) if main else Still(key="k")
    return Layer(start=start, end=end, content=content, box=box, main=main)


def test_only_a_film_that_is_seen_throughout_is_asked_after() -> None:
    whole, corner = Box(width=320, height=180), Box(width=80, height=60)
    film = layer(0, 90, whole, main=True)
    chunk = Chunk(width=320, height=180, rate=Fraction(30), background="#000000", frames=180, layers=(film,))
    assert shown_in(chunk, 10, 80) is film
    assert shown_in(chunk, 10, 100) is None
    logo = replace(chunk, layers=(film, layer(0, 180, corner, main=False)))
    assert shown_in(logo, 10, 80) is film
    card = replace(chunk, layers=(film, layer(50, 180, whole, main=False)))
    assert shown_in(card, 10, 80) is None
    assert shown_in(card, 10, 49) is film


def line(medium: Media, length: int, **facts: object) -> Timeline:
    found = Source(kind=medium.kind, digest=medium.digest, name=medium.name)
    clip = Clip(duration_ms=length, source=found, fade_in_ms=100, **facts)
    return Timeline(canvas=Canvas(width=320, height=180), tracks=(Track(kind="video", segments=(clip,)),))


@pytest.mark.film
@pytest.mark.parametrize("fit", ["contain", "cover", "blur"])
def test_a_graph_that_stands_still_is_found(
    fit: str, film: Media, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if nothing more came from the decoder after a second: it says nothing, and the last picture is repeated."""
    ran = pieces.run

    def stuck(args: tuple[str, ...], *rest: object, **facts: object) -> Ran:
        steady = "round=near"
        changed = tuple(a.replace(steady, f"{steady},select='lt(n\\,30)'") for a in args)
        return ran(changed, *rest, **facts)

    monkeypatch.setattr(pieces, "run", stuck)
    upright = replace(SMALL, width=180, height=320, reframe=fit)
    done = films.render(line(film, 4000), {film.digest: film}, upright, tmp_path)
    (told,) = done.warnings
    assert told.startswith(
        ("1.0-4.0 s", "1.1-4.0 s")
    )  # the encoder spends some more bytes on the first that repeats
    assert told.endswith(" s: film.mp4 (0-4 s): the picture stands still, that of the source does not")


@pytest.mark.film
@pytest.mark.parametrize("rate", ["cfr", "vfr"])
def test_a_screen_on_which_nothing_happens_is_no_finding(rate: str, source: Make, tmp_path: Path) -> None:
    """A second of movement, four of none (as repeated frames or as no frames at all), a second of movement."""
    still = "testsrc2=s=320x180:r=30,loop=loop=120:size=1:start=30,setpts=N/30/TB"
    gaps = ",select='not(between(n,31,149))'" if rate == "vfr" else ""
    medium = source(
        f"screen-{rate}.mp4", "-f", "lavfi", "-i", still + gaps, "-t", "6", "-fps_mode", rate, "-c:v", "libx264",
        "-pix_fmt", "yuv420p", kind="video", duration_ms=6000, width=320, height=180, fps=30.0,
    )  # fmt: skip
    done = films.render(line(medium, 6000), {medium.digest: medium}, SMALL, tmp_path)
    assert done.warnings == ()


@pytest.mark.film
def test_a_still_picture_may_stand_still(film: Media, photo: Media, tmp_path: Path) -> None:
    """A photograph, and one that covers a film."""
    media = {m.digest: m for m in (film, photo)}
    assert films.render(line(photo, 4000), media, SMALL, tmp_path).warnings == ()
    over = replace(line(photo, 4000).tracks[0].segments[0], placement=Placement(rect=Rect()), fit="cover")
    covered = line(film, 4000)
    covered = replace(covered, tracks=(*covered.tracks, Track(kind="video", segments=(over,))))
    assert films.render(covered, media, SMALL, tmp_path).warnings == ()
