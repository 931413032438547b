"""Keeps the render's folder within bounds: what was not used for longest goes first.

Knows nothing of what the files are for: everything in these folders can be made again. What was used within the last
hour stays, so that no render, here or in another process, loses a piece that it counts on.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISDIR

MOST_BYTES = 5 << 30
RECENT_S = 3600.0
FOLDERS = ("pieces", "films", "assets", "drawn", "type", "pieces/damaged", "films/damaged")


def prune(folder: Path, now: float, *, most: int = MOST_BYTES, recent_s: float = RECENT_S) -> int:
    """Removes things until at most `most` bytes are left, or none that may go. `now` in s since 1970; bytes freed."""
    things = sorted(_things(folder))
    held, freed = sum(size for _, size, _ in things), 0
    for used, size, files in things:
        if held - freed <= most or now - used < recent_s:
            break
        with contextlib.suppress(OSError):
            for file in files:
                file.unlink(missing_ok=True)
            freed += size
    return freed


def _things(folder: Path) -> Iterator[tuple[float, int, list[Path]]]:
    """When a thing was last used, its bytes, and its files: those of one name, as records go with what they describe.

    A link counts as itself: the file that it leads to is not the render's.
    """
    for name in FOLDERS:
        found: defaultdict[str, list[tuple[float, int, Path]]] = defaultdict(list)
        with contextlib.suppress(OSError):
            for path in (folder / name).iterdir():
                with contextlib.suppress(OSError):
                    stat = path.lstat()
                    if not S_ISDIR(stat.st_mode):
                        found[path.stem].append((stat.st_mtime, stat.st_size, path))
        for files in found.values():
            used, sizes, paths = zip(*files, strict=True)
            yield max(used), sum(sizes), sorted(paths)
