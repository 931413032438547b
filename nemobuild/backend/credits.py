"""The account of a user's credits, derived from the messages: nothing is stored twice.

A message's cost is frozen while it is in work, spent once its edit is applied, and given back when it was refused, failed
or changed nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

UNLIMITED = 1_000_000_000  # what a user without a limit is said to have


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Credits: `available` for new work, `frozen` for work in progress."""

    available: int
    frozen: int

    @property
    def total(self) -> int:
        """What is in the account: available and frozen together."""
        return self.available + self.frozen


def balance(grant: int | None, *, spent: int, frozen: int) -> Balance:
    """What is left of a grant; None is no limit."""
    if grant is None:
        return Balance(available=UNLIMITED, frozen=0)
    return Balance(available=max(0, grant - spent - frozen), frozen=frozen)
