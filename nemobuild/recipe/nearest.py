"""Did you mean: the known name that is nearest to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """The nearest of the known names, or "" if none is near. Capitals do not count."""
    from difflib import get_close_matches  # costs 5 ms, and a recipe without mistakes never needs it

    names = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold()[:200], names, n=1, cutoff=0.6)
    return names[close[0]] if close else ""


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """The hint: the nearest known name, else what `otherwise` says."""
    name = nearest(word, known)
    return f'did you mean "{name}"?' if name else otherwise


def listed(names: Iterable[str], limit: int = 12) -> str:
    """Names for a sentence: `a, b, c and 4 more`."""
    every = list(names)
    rest = len(every) - limit
    return ", ".join(every[:limit]) + (f" and {rest} more" if rest > 0 else "")
