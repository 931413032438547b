"""What the user asked of a run, beyond the recipe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event as Flag

Overrides = Mapping[str, str]
"""Variables of the recipe, set from outside."""

NO_OVERRIDES: Overrides = {}
NEVER = Flag()
"""The stop flag of who cannot be stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`backend` overrides the recipe's. `no_cache` reads no recorded result, `no_store` writes none.

    `max_credits` bounds what the film's steps may cost, together with the recipe's budget. `plan_file` is a plan that
    the run must still agree with. `draft_quality` renders exports small and fast.
    """

    backend: str | None = None
    locked: bool = False
    no_cache: bool = False
    no_store: bool = False
    allow_replay: bool = False
    max_credits: int | None = None
    plan_file: Path | None = None
    draft_quality: bool = False
