"""Which characters a font file has: the `cmap` table of TrueType, OpenType and collection files.

Pillow draws a box for a character that a font lacks and cannot be asked beforehand, hence this reader. It
knows nothing about drawing. Formats 4 and 12 are read, which every font in use has (OpenType 1.9.1, section
"cmap").
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

Range = tuple[int, int]
UNICODE_TABLES = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
LARGEST_TABLE = 4_000_000


@dataclass(frozen=True, slots=True)
class Coverage:
    """Ranges of code points, both ends included, in ascending order."""

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def __contains__(self, code: int) -> bool:
        at = bisect_right(self.starts, code) - 1
        return at >= 0 and code <= self.ends[at]


def read_coverage(path: Path, index: int = 0) -> Coverage:
    """The characters of face `index` in the file; none if it is not a font that can be read."""
    try:
        with path.open("rb") as file:
            ranges = _ranges(_cmap_table(file, index))
    except (OSError, struct.error, ValueError, IndexError):
        return Coverage()
    return Coverage(tuple(a for a, _ in ranges), tuple(b for _, b in ranges))


def face_count(path: Path) -> int:
    """How many faces the file holds: more than one in a collection, 0 if it cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
            return min(64, struct.unpack(">L", head[8:12])[0]) if head[:4] == b"ttcf" else 1
    except (OSError, struct.error):
        return 0


def _at(file: BinaryIO, offset: int, size: int) -> bytes:
    if not 0 < size <= LARGEST_TABLE:
        raise ValueError("no table of a sensible size")
    file.seek(offset)
    data = file.read(size)
    if len(data) < size:
        raise ValueError("the file ends inside a table")
    return data


def _cmap_table(file: BinaryIO, index: int) -> bytes:
    offset = 0
    if _at(file, 0, 4) == b"ttcf":
        (offset,) = struct.unpack(">L", _at(file, 12 + 4 * index, 4))
    (count,) = struct.unpack(">H", _at(file, offset + 4, 2))
    directory = _at(file, offset + 12, 16 * count)
    for tag, _, start, length in struct.iter_unpack(">4sLLL", directory):
        if tag == b"cmap":
            return _at(file, start, length)
    raise ValueError("no cmap table")


def _ranges(table: bytes) -> list[Range]:
    (count,) = struct.unpack_from(">H", table, 2)
    found = {(p, e): o for p, e, o in struct.iter_unpack(">HHL", table[4 : 4 + 8 * count])}
    for key in UNICODE_TABLES:
        if key in found:
            ranges = _subtable(table, found[key])
            if ranges:
                return ranges
    return []


def _subtable(table: bytes, offset: int) -> list[Range]:
    (kind,) = struct.unpack_from(">H", table, offset)
    if kind == 12:
        (groups,) = struct.unpack_from(">L", table, offset + 12)
        body = table[offset + 16 : offset + 16 + 12 * groups]
        return sorted((a, b) for a, b, _ in struct.iter_unpack(">LLL", body))
    return _format_4(table, offset) if kind == 4 else []


def _format_4(table: bytes, offset: int) -> list[Range]:
    (doubled,) = struct.unpack_from(">H", table, offset + 6)
    ends_at = offset + 14
    starts_at, deltas_at, glyphs_at = (
        ends_at + 2 + doubled,
        ends_at + 2 + 2 * doubled,
        ends_at + 2 + 3 * doubled,
    )
    shape = f">{doubled // 2}H"
    columns = [struct.unpack_from(shape, table, at) for at in (ends_at, starts_at, deltas_at, glyphs_at)]
    ranges: list[Range] = []
    for n, (end, start, delta, shift) in enumerate(zip(*columns, strict=True)):
        if start == 0xFFFF:
            continue
        if not shift:
            ranges.append((start, end))
            continue
        at = glyphs_at + 2 * n + shift
        glyphs = struct.unpack_from(f">{end - start + 1}H", table, at)
        ranges += ((start + i, start + i) for i, g in enumerate(glyphs) if g and (g + delta) & 0xFFFF)
    return sorted(ranges)
