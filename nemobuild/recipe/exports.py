"""The `exports` of a recipe: which files to make, and why one cannot be made."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping as Settings
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from nemobuild.recipe.amounts import DURATION_FORMS, duration_ms
from nemobuild.recipe.disk import Project, extension_of
from nemobuild.recipe.model import Asset, Export, Quality
from nemobuild.recipe.nodes import Mapping, Node, Scalar, child, items_of
from nemobuild.recipe.reader import Reader

FILMS = ("mp4", "mov", "webm", "mkv", "gif")
STILLS = ("jpg", "jpeg", "png", "webp")
SOUNDS = ("mp3", "wav", "m4a")
TEXTS = ("srt", "vtt")
FORMATS = (*FILMS, *STILLS, *SOUNDS, *TEXTS)

_WIDEST = 4
"""The longest side to the shortest, at most."""
_RESOLUTION = re.compile(r"4k|[1-9][0-9]{2,3}p", re.IGNORECASE)
PLATFORMS: Settings[str, Settings[str, str]] = {
    "youtube": {"aspect": "16:9", "resolution": "1080p"},
    "shorts": {"aspect": "9:16", "resolution": "1080p"},
    "tiktok": {"aspect": "9:16", "resolution": "1080p"},
    "reels": {"aspect": "9:16", "resolution": "1080p"},
    "stories": {"aspect": "9:16", "resolution": "1080p"},
    "instagram": {"aspect": "4:5", "resolution": "1080p"},
    "instagram-square": {"aspect": "1:1", "resolution": "1080p"},
    "linkedin": {"aspect": "16:9", "resolution": "1080p"},
    "x": {"aspect": "16:9", "resolution": "720p"},
    "whatsapp": {"resolution": "720p"},
}
"""What a platform asks for; what is stated beside it wins."""

CODECS: Settings[str, tuple[str, ...]] = {
    "mp4": ("h264", "h265", "av1"),
    "mov": ("prores", "h264", "h265"),
    "webm": ("vp9", "av1"),
    "mkv": ("h264", "h265", "av1", "vp9"),
}
"""What a film of each format can be coded with; the first is the one it has unless another is asked for."""

_PICTURE_FIELDS = ("platform", "aspect", "resolution", "reframe")
_FIELDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(FILMS, (*_PICTURE_FIELDS, "fps", "quality")),
    **dict.fromkeys(CODECS, (*_PICTURE_FIELDS, "fps", "quality", "codec", "hardware")),
    **dict.fromkeys(STILLS, (*_PICTURE_FIELDS, "quality", "at", "sheet")),
    **dict.fromkeys(SOUNDS, ("quality",)),
    **dict.fromkeys(TEXTS, ()),
}


_KNOWN = {name for names in _FIELDS.values() for name in names}


def read_exports(
    reader: Reader, node: Node | None, project: Project, assets: Sequence[Asset]
) -> tuple[tuple[Node, Export], ...]:
    """The exports with the nodes that say their paths."""
    inputs = {asset.path: asset.name for asset in assets if asset.path}
    reading = _Reading(reader, project, inputs)
    found = ((path_node(item), reading.export(item)) for item in items_of(node))
    exports = tuple((at, export) for at, export in found if export)
    _refuse_twice(reader, exports)
    return exports


def why_not_export(name: str, settings: Settings[str, object]) -> tuple[str, str] | None:
    """What is wrong with an export that no recipe lists, as a sentence and its remedy; None if it can be made.

    `name` is the file's, `settings` are as an export in a recipe has them, without a path.
    """
    form = extension_of(name)
    if form not in FORMATS:
        what = f'nothing is exported as "{form}"' if form else f'"{name}" has no extension'
        return what, f"the format follows the extension: {' '.join(FORMATS)}"
    for key in settings:
        if key not in _FIELDS[form]:
            return f'"{key}" means nothing for {form}', f"it is for {' '.join(_forms_with(key))}"
    try:
        if "aspect" in settings:
            _aspect(str(settings["aspect"]))
    except ValueError as error:
        return str(error), "write width:height, for example 16:9 or 9:16"
    if (platform := settings.get("platform")) and platform not in PLATFORMS:
        return f'nobody here knows the platform "{platform}"', f"platforms: {', '.join(PLATFORMS)}"
    if not _RESOLUTION.fullmatch(str(settings.get("resolution", "1080p"))):
        return f'"{settings["resolution"]}" is no resolution', "write for example 720p, 1080p or 4k"
    return _why_not_codec(form, settings.get("codec"))


def for_platform(settings: Settings[str, object]) -> dict[str, object]:
    """The settings with what their platform asks for in place of its name; what is stated wins."""
    stated = {name: value for name, value in settings.items() if name != "platform"}
    return {**PLATFORMS.get(str(settings.get("platform")), {}), **stated}


def _why_not_codec(form: str, codec: object) -> tuple[str, str] | None:
    if not codec or codec in CODECS[form]:
        return None
    return f'{form} cannot be coded with "{codec}"', f"for {form}: {', '.join(CODECS[form])}"


def _forms_with(key: str) -> list[str]:
    return [form for form in FORMATS if key in _FIELDS[form]]


def path_node(item: Node) -> Node:
    return (child(item, "path") or item) if isinstance(item, Mapping) else item


class _Reading:
    def __init__(self, reader: Reader, project: Project, inputs: dict[Path, str]) -> None:
        self.reader = reader
        self.project = project
        self.inputs = inputs

    def export(self, item: Node) -> Export | None:
        node = path_node(item)
        shown = self.reader.text(node)
        path = self._path(node, shown.strip()) if shown is not None else None
        if shown is None or path is None:
            self._settings(item)
            self._fps(child(item, "fps"))
            self.reader.parsed(child(item, "at"), duration_ms, "exports", "at", forms=DURATION_FORMS)
            return None
        form = extension_of(path.name)
        self._refuse_meaningless(item, form)
        said = for_platform({name: value for name, value in self._settings(item).items() if value})
        resolution = said.get("resolution", "")
        self._refuse_codec(item, form, said.get("codec"))
        return Export(
            path=path,
            shown=shown.strip(),
            format=form,
            aspect=str(said.get("aspect", "")),
            resolution="2160p" if resolution == "4k" else str(resolution),
            fps=self._fps(child(item, "fps")),
            quality=cast(Quality, said.get("quality", "standard")),
            codec=str(said.get("codec", "")),
            hardware=str(said.get("hardware", "")),
            reframe=str(said.get("reframe", "")),
            sheet=_is_true(child(item, "sheet")),
            at_ms=self.reader.parsed(child(item, "at"), duration_ms, "exports", "at", forms=DURATION_FORMS),
            where=self.reader.where(node),
        )

    def _settings(self, item: Node) -> dict[str, str | None]:
        read = self.reader
        names = ("platform", "resolution", "reframe", "quality", "codec", "hardware")
        said = {name: read.field(child(item, name), "exports", name) for name in names}
        return said | {"aspect": read.parsed(child(item, "aspect"), _aspect, "exports", "aspect")}

    def _refuse_codec(self, item: Node, form: str, codec: object) -> None:
        node = child(item, "codec")
        if node is not None and form in CODECS and (said := _why_not_codec(form, codec)):
            self.reader.wrong(node, *said)

    def _fps(self, node: Node | None) -> float | None:
        if not isinstance(node, Scalar):
            return None
        value = node.value if not isinstance(node.value, str) else self.reader.field(node, "exports", "fps")
        if value is None or isinstance(value, bool):
            return None
        try:
            fps = float(value)
        except ValueError:
            return None
        if math.isnan(fps):
            self.reader.wrong(node, '"fps" must be a number')
            return None
        return fps

    def _path(self, node: Node, shown: str) -> Path | None:
        """The absolute path to write to, if it is one that may be written to."""
        said = self._why_not(shown)
        if said:
            self.reader.wrong(node, *said)
            return None
        return self.project.find(shown).path

    def _why_not(self, shown: str) -> tuple[str, str] | None:
        if not shown:
            return "the path of an export is empty", ""
        if shown.endswith(("/", os.sep)):
            return f'"{shown}" is a folder', f'name the file: "{shown}video.mp4"'
        if shown.startswith("~"):
            return f'"~" is not expanded in "{shown}"', "write the whole path, from the root"
        if "://" in shown:
            return f'"{shown}" is a URL', "exports are files"
        return self._why_not_format(shown) or self._why_not_there(shown)

    def _why_not_format(self, shown: str) -> tuple[str, str] | None:
        form = extension_of(shown)
        if form in FORMATS:
            return None
        if not form:
            return f'"{shown}" has no extension, and the format follows it', f'for example "{shown}.mp4"'
        return f'nothing is exported as "{form}"', f"formats: {' '.join(FORMATS)}"

    def _why_not_there(self, shown: str) -> tuple[str, str] | None:
        found = self.project.find(shown)
        if found.trouble:
            return f'"{shown}" cannot be written: {found.trouble}', ""
        if not shown.startswith(os.sep) and self.project.is_outside(found.path):
            return f'"{shown}" lies outside the project', f"if that is meant, write it in full: {found.path}"
        if found.path in self.inputs:
            return f'"{shown}" is the asset "{self.inputs[found.path]}"', "export to another file"
        if found.status is not None and not found.is_file:
            return f'"{shown}" is there already, and is no file', "export to another file"
        if ".nemobuild" in found.path.parts:
            return f'"{shown}" lies in the folder of nemobuild\'s own records', "export to another folder"
        return None

    def _refuse_meaningless(self, item: Node, form: str) -> None:
        """A setting that the format has no use for is a mistake, not something to pass over in silence."""
        for key, _ in zip(item.keys, item.values, strict=True) if isinstance(item, Mapping) else ():
            if key.text in _KNOWN and key.text not in _FIELDS[form]:
                hint = (
                    f'stills take "{key.text}": jpg, png, webp'
                    if key.text in ("at", "sheet")
                    else "remove it"
                )
                self.reader.wrong(key, f'"{key.text}" means nothing for {form}', hint)


def _is_true(node: Node | None) -> bool:
    return isinstance(node, Scalar) and node.value is True


def _aspect(text: str) -> str:
    width, _, height = text.partition(":")
    sides = (int(width), int(height)) if width.isdecimal() and height.isdecimal() else (0, 0)
    if min(sides) == 0:
        raise ValueError(f'"{text}" is no aspect')
    if max(sides) > _WIDEST * min(sides):
        raise ValueError(f'"{text}" is narrower than 1:{_WIDEST}')
    return text


def _refuse_twice(reader: Reader, exports: Sequence[tuple[Node, Export]]) -> None:
    first: dict[Path, Export] = {}
    for node, export in exports:
        if export.path in first:
            line = first[export.path].where.line
            reader.wrong(
                node, f'two exports go to "{export.shown}"', f"the other is in line {line}; rename one"
            )
        first.setdefault(export.path, export)
