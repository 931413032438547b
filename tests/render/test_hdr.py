"""High dynamic range comes out as bright as ordinary pictures are, with room for its highlights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from nemobuild.backend.media import probe
from nemobuild.backend.render import film as films
from nemobuild.backend.render.output import Output
from nemobuild.timeline.model import Canvas, Clip, Media, Source, Timeline, Track

NITS = (0.0, 36.5, 203.0, 1000.0)
WANTED = (0, 125, 228, 255)
"""Black, middle grey (0.18 by the curve of BT.1886), reference white below white, the brightest highlight white."""


def pq(nits: float) -> float:
    """The inverse EOTF of SMPTE ST 2084."""
    y = (nits / 10_000) ** 0.1593017578125
    return float(((0.8359375 + 18.8515625 * y) / (1 + 18.6875 * y)) ** 78.84375)


def hlg(nits: float) -> float:
    """The OETF of ITU-R BT.2100 for a display of 1000 cd/m2, whose system gamma is 1.2."""
    from math import log, sqrt

    light = (nits / 1000) ** (1 / 1.2)
    return sqrt(3 * light) if light <= 1 / 12 else 0.17883277 * log(12 * light - 0.28466892) + 0.55991073


@pytest.mark.film
@pytest.mark.parametrize(("transfer", "curve"), [("smpte2084", pq), ("arib-std-b67", hlg)])
def test_greys_come_out_as_they_are_meant(
    transfer: str, curve: Callable[[float], float], source: Callable[..., Media], tmp_path: Path
) -> None:
    levels = [round(64 + 876 * curve(nits)) for nits in NITS]
    steps = "+".join(f"{level}*eq(floor(X/160),{n})" for n, level in enumerate(levels))
    tags = f"setparams=range=tv:color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc"
    graph = f"nullsrc=s=640x180:r=30,format=yuv420p10le,geq=lum='{steps}':cb=512:cr=512,{tags}"
    coded = f"log-level=error:crf=4:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc"
    made = source(
        f"{transfer}.mp4", "-f", "lavfi", "-i", graph, "-t", "0.5", "-c:v", "libx265", "-x265-params", coded,
        kind="video",
    )  # fmt: skip
    medium = probe(Path(made.path), made.name, made.digest)
    clip = Clip(
        duration_ms=500, source=Source(kind="video", digest=medium.digest, name=medium.name), fit="stretch"
    )
    line = Timeline(canvas=Canvas(width=640, height=180), tracks=(Track(kind="video", segments=(clip,)),))
    still = Output(width=640, height=180, format="png", at_ms=200)
    done = films.render(line, {medium.digest: medium}, still, tmp_path)
    picture = Image.open(done.path).convert("RGB")
    found = [picture.getpixel((80 + 160 * n, 90)) for n in range(4)]
    for wanted, pixel in zip(WANTED, found, strict=True):
        assert isinstance(pixel, tuple)
        assert max(pixel) - min(pixel) <= 2
        assert abs(pixel[0] - wanted) <= 4, found
