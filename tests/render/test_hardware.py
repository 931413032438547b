"""Encoders of graphics chips: how they are told, and what happens where there is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import pytest

from nemobuild.backend.render import film as films
from nemobuild.backend.render import hardware, plan
from nemobuild.backend.render.output import Output
from nemobuild.timeline.model import Canvas, Clip, Media, Source, Timeline, Track

SMALL = Output(width=320, height=180, quality="draft")
CHIPS = ("nvenc", "vaapi", "qsv", "videotoolbox")


def line(film: Media) -> Timeline:
    found = Source(kind=film.kind, digest=film.digest, name=film.name)
    clip = Clip(duration_ms=300, source=found, fade_out_ms=100)
    return Timeline(canvas=Canvas(width=320, height=180), tracks=(Track(kind="video", segments=(clip,)),))


def planned(film: Media, output: Output) -> plan.RenderPlan:
    return plan.plan_render(line(film), {film.digest: film}, output)


@pytest.mark.film
@pytest.mark.parametrize("chip", CHIPS)
def test_a_chip_that_is_not_there_is_told_and_done_without(
    chip: str, film: Media, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine that has one, it is taken out of the way."""
    monkeypatch.setattr(hardware, "VAAPI_DEVICE", "/dev/dri/none")
    hardware.works.cache_clear()
    if chip != "vaapi" and hardware.works(f"h264_{chip}"):
        monkeypatch.setattr(hardware, "works", lambda name: False)
    output = replace(SMALL, hardware=chip)
    done = films.render(line(film), {film.digest: film}, output, tmp_path)
    hardware.works.cache_clear()
    assert done.warnings == (f"{chip} cannot encode h264 on this machine; it is encoded in software",)
    with av.open(str(done.path)) as file:
        assert len(list(file.decode(video=0))) == 9


@pytest.mark.parametrize("chip", CHIPS)
@pytest.mark.parametrize(("codec", "name"), [("h264", "h264"), ("h265", "hevc"), ("av1", "av1")])
def test_a_chip_that_is_there_is_used(
    chip: str, codec: str, name: str, film: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hardware, "works", lambda asked: asked == f"{name}_{chip}")
    made = planned(film, replace(SMALL, hardware=chip, codec=codec))
    args = made.commands[0].args
    assert args[args.index("-c:v") + 1] == f"{name}_{chip}"
    assert args[args.index("-g") + 1] == "300"
    assert made.scene.warnings == ()


def test_vaapi_is_given_its_device_and_its_pictures(film: Media, monkeypatch: pytest.MonkeyPatch) -> None:
    """The device comes before all inputs; the graph ends with the upload, and no format is forced on what follows."""
    monkeypatch.setattr(hardware, "works", lambda name: True)
    args = planned(film, replace(SMALL, hardware="vaapi")).commands[0].args
    assert args[:4] == ("-init_hw_device", "vaapi=gpu:/dev/dri/renderD128", "-filter_hw_device", "gpu")
    graph = args[args.index("-filter_complex") + 1]
    assert graph.rpartition(";")[2].partition("]")[2].startswith("format=nv12,hwupload[")
    assert args[args.index("-map") + 1] == "[" + graph.rpartition("[")[2]
    assert "-pix_fmt" not in args
    assert "-pix_fmt" in planned(film, replace(SMALL, hardware="nvenc")).commands[0].args


def test_a_codec_that_no_chip_has_is_encoded_in_software(film: Media) -> None:
    made = planned(film, replace(SMALL, hardware="nvenc", format="webm", codec="vp9"))
    assert made.scene.warnings == ("nvenc cannot encode vp9 on this machine; it is encoded in software",)
    assert made.output.hardware == ""
