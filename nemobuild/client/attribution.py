"""Who asks: the attribution headers that go with every request. Without them an export fails with 402.

Pure: the environment and the install path are arguments.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath

from nemobuild.errors import UsageError

SKILLS = (
    "ai-video-maker-gratis",
    "ai-video-editor-link",
    "generator-generator-simple",
    "wedding-invitation-video",
)
KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The skill (kebab case), its version, and the platform that it is installed on."""

    skill: str = "ai-video-editor-link"
    version: str = "1.0.0"
    platform: str = "unknown"

    def __post_init__(self) -> None:
        """A value that cannot stand in a header is the author's mistake, and is said before anything is sent."""
        if not KEBAB.fullmatch(self.skill) or len(self.skill) > 64:
            raise UsageError(
                f"the skill name {self.skill[:80]!r} is not in kebab case", hint=f"use one like {SKILLS[1]}"
            )
        if not VERSION.fullmatch(self.version):
            raise UsageError(
                f"the skill version {self.version[:80]!r} is not a version", hint='use one like "1.0.0"'
            )

    def headers(self) -> dict[str, str]:
        return {
            "X-Skill-Source": self.skill,
            "X-Skill-Version": self.version,
            "X-Skill-Platform": self.platform,
        }


def platform(environ: Mapping[str, str], install_path: PurePath) -> str:
    """`SKILL_SOURCE`, else what the install path tells: clawhub, cursor or unknown."""
    stated = environ.get("SKILL_SOURCE", "").strip().lower()
    if stated:
        return stated if KEBAB.fullmatch(stated) and len(stated) <= 64 else "unknown"
    parts = install_path.parts
    if ".clawhub" in parts:
        return "clawhub"
    return "cursor" if (".cursor", "skills") in pairwise(parts) else "unknown"
