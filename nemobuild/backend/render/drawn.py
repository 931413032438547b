"""Keys of what is drawn or synthesised: what it is to be, and the code that makes it.

Letters, cards or music made by another version of the code are not the same ones, so an upgrade makes them anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from nemobuild.backend.render.scene import key_of

MADE_BY: Mapping[str, tuple[str, ...]] = {
    "CardSpec": ("cards.py",),
    "MaskSpec": ("stills.py",),
    "MusicSpec": ("music.py", "synth/*.py"),
    "ParticlesSpec": ("particles.py",),
    "PhotoSpec": ("stills.py", "scene.py"),
    "RingSpec": ("stills.py",),
    "SoundEffectSpec": ("music.py", "synth/*.py"),
    "Text": ("type.py", "typeset/*.py"),
    "VoiceSpec": ("music.py", "../plugins/speech.py"),
}
"""The files, below this folder, of which a change is seen or heard in drawings of a kind."""


def key_of_drawing(kind: str, facts: Any) -> str:
    """sha256 (hex) of a drawing of a kind in `MADE_BY`: of its facts, and of the code that makes it."""
    return key_of({"drawn": facts, "code": code_of(kind)})


@cache
def code_of(kind: str, folder: Path = Path(__file__).parent) -> str:
    """sha256 (hex) of the code that makes drawings of a kind. The files are read once a process, when they are asked for."""
    files = [file for pattern in MADE_BY[kind] for file in sorted(folder.glob(pattern))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
