"""The schema file: where it is, and what it says.

In a wheel it lies inside the package, in a checkout beside it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent.parent
_FOLDERS = (_PACKAGE / "schemas", _PACKAGE.parent / "schemas")


def schema_path(name: str = "recipe") -> Path:
    """The file of the schema `name` (`recipe`, `events`), wherever nemobuild is installed. FileNotFoundError if none."""
    for folder in _FOLDERS:
        path = folder / f"{name}.schema.json"
        if path.is_file():
            return path
    raise FileNotFoundError(f"{name}.schema.json is in none of {', '.join(map(str, _FOLDERS))}")


@cache
def load_schema(name: str = "recipe") -> dict[str, Any]:
    """The schema as JSON values. Callers share it and must not change it."""
    import json

    schema: dict[str, Any] = json.loads(schema_path(name).read_text(encoding="utf-8"))
    return schema
