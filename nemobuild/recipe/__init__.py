"""A recipe's text to Recipe values, or to all its Problems at once.

The front door is `load`. Nothing outside this folder needs more than the names below.
"""

from __future__ import annotations

from nemobuild.recipe.context import Context, Git
from nemobuild.recipe.load import load
from nemobuild.recipe.model import Asset, Count, Expect, Export, Recipe, Skill, Step
from nemobuild.recipe.schema import load_schema, schema_path

__all__ = [
    "Asset",
    "Context",
    "Count",
    "Expect",
    "Export",
    "Git",
    "Recipe",
    "Skill",
    "Step",
    "load",
    "load_schema",
    "schema_path",
]
