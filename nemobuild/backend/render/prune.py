"""Keeps the render's folder within bounds: what was not used for longest goes first.

Knows nothing of what the files are for: everything in these folders can be made again. What was used within the last
hour stays, so that no render, here or in another process, loses a piece that it counts on.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

MOST_BYTES = 5 << 30
RECENT_S = 3600.0
FOLDERS = ("pieces", "films", "drawn", "pieces/damaged", "films/damaged")


def prune(folder: Path, now: float, *, most: int = MOST_BYTES, recent_s: float = RECENT_S) -> int:
    """Removes files until at most `most` bytes are left, or none that may go. `now` in s since 1970; bytes freed."""
    files = sorted(_files(folder))
    held, freed = sum(size for _, size, _ in files), 0
    for used, size, path in files:
        if held - freed <= most or now - used < recent_s:
            break
        with contextlib.suppress(OSError):
            path.unlink()
            freed += size
            path.with_suffix(".json").unlink(missing_ok=True)
    return freed


def _files(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """When a file was last used, its bytes, and where it is; records go with what they describe."""
    for name in FOLDERS:
        with contextlib.suppress(OSError):
            for path in (folder / name).iterdir():
                with contextlib.suppress(OSError):
                    stat = path.stat()
                    if path.is_file() and path.suffix != ".json":
                        yield stat.st_mtime, stat.st_size, path
