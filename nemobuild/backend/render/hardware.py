"""Encoders of graphics chips: whether one that was asked for works here, and its settings.

That an encoder is built into ffmpeg says nothing about the machine, so it is tried on a few frames, once a process.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from nemobuild.backend.render.output import Output
from nemobuild.backend.render.run import program

_QUALITY: Mapping[str, str] = {"draft": "32", "standard": "24", "high": "19"}
_CODECS = {"h264": "h264", "h265": "hevc", "av1": "av1"}
VAAPI_DEVICE = "/dev/dri/renderD128"
"""The first graphics chip of a machine, as Linux calls it."""


def settled(output: Output) -> tuple[Output, tuple[str, ...]]:
    """The output with the hardware that it can have, and a warning where it cannot have what it asked for."""
    if not output.hardware or output.lossless:
        return replace(output, hardware=""), ()
    name = encoder_name(output)
    if name and works(name):
        return output, ()
    what = f"{output.hardware} cannot encode {output.codec} on this machine; it is encoded in software"
    return replace(output, hardware=""), (what,)


def encoder_name(output: Output) -> str:
    """ffmpeg's name of the encoder; empty where the two do not go together."""
    codec = _CODECS.get(output.codec, "")
    return f"{codec}_{output.hardware}" if output.hardware and codec else ""


def device_args(hardware: str) -> tuple[str, ...]:
    """What comes before all inputs: the device that pictures are brought to, for those that take them nowhere else."""
    if hardware != "vaapi":
        return ()
    return ("-init_hw_device", f"vaapi=gpu:{VAAPI_DEVICE}", "-filter_hw_device", "gpu")


def upload_filters(hardware: str) -> tuple[str, ...]:
    """What brings pictures to the device, at the end of a graph."""
    return ("format=nv12", "hwupload") if hardware == "vaapi" else ()


_PLANAR = ("-pix_fmt", "yuv420p")


def encoder_args(output: Output) -> tuple[str, ...]:
    """Settings of about the quality that software has."""
    level = _QUALITY[output.quality]
    name = ("-c:v", encoder_name(output))
    match output.hardware:
        case "nvenc":
            return (*name, *_PLANAR, "-preset", "p5", "-rc", "vbr", "-cq", level, "-b:v", "0")
        case "qsv":
            return (*name, *_PLANAR, "-global_quality", level)
        case "vaapi":
            return (*name, "-rc_mode", "CQP", "-qp", level)
        case _:
            return (*name, *_PLANAR, "-q:v", str(100 - 2 * int(level)))


@cache
def works(name: str) -> bool:
    """Whether an encoder encodes a few frames here."""
    hardware = name.partition("_")[2]
    filters = ",".join(("format=yuv420p", *upload_filters(hardware)))
    source = ("-f", "lavfi", "-i", "color=black:s=256x256:r=30", "-frames:v", "3", "-vf", filters)
    general = ("-v", "error", "-nostdin", *device_args(hardware))
    line = [program(), *general, *source, "-c:v", name, "-f", "null", "-"]
    try:
        return subprocess.run(line, capture_output=True, timeout=20, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
