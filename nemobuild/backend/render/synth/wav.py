"""WAV files of whole PCM samples, written beside their place and moved there when they are complete."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from nemobuild.backend.render.synth.tones import RATE, Samples
from nemobuild.errors import OutputError

AT_ONCE = 1 << 18
"""Samples that are turned into bytes together."""

FULL_SCALE = {16: 32_767.0, 24: 8_388_607.0}


def write_blocks(path: Path, blocks: Iterable[Samples], frames: int, *, bits: int) -> None:
    """Two channels of `frames` samples, block by block.

    Raises OutputError if they cannot be written or are too many.
    """
    size = frames * 2 * bits // 8
    if size > 0xFFFFFFFF - 64:
        raise OutputError(f"{path.name}: {frames / RATE / 3600:.1f} hours do not fit into a WAV file")
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(_header(size, bits))
            for block in blocks:
                for first in range(0, len(block), AT_ONCE):
                    file.write(_pcm(block[first : first + AT_ONCE], bits))
                del block  # the next one is made while this name would still hold it
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise OutputError(f"cannot write {path.name}: {error.strerror or error}") from error
    finally:
        beside.unlink(missing_ok=True)


def _header(size: int, bits: int) -> bytes:
    form = struct.pack("<HHLLHH", 1, 2, RATE, RATE * 2 * bits // 8, 2 * bits // 8, bits)
    return (
        b"RIFF"
        + struct.pack("<L", 36 + size)
        + b"WAVEfmt "
        + struct.pack("<L", 16)
        + form
        + b"data"
        + struct.pack("<L", size)
    )


def _pcm(samples: Samples, bits: int) -> bytes:
    scaled = np.clip(samples.astype(np.float64), -1, 1) * FULL_SCALE[bits]
    whole = np.rint(scaled).astype("<i4")
    if bits == 16:
        return whole.astype("<i2").tobytes()
    return np.ascontiguousarray(whole.view(np.uint8).reshape(-1, 4)[:, :3]).tobytes()
