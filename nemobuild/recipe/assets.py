"""The `assets` of a recipe: names to files and URLs, and everything that can be wrong with them before they are sent."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nemobuild.recipe.disk import Found, Project, extension_of, list_files
from nemobuild.recipe.model import Asset
from nemobuild.recipe.nearest import listed, nearest
from nemobuild.recipe.nodes import Mapping, Node, child, pairs_of
from nemobuild.recipe.reader import Reader

VIDEO = ("mp4", "mov", "avi", "webm", "mkv")
IMAGE = ("jpg", "jpeg", "png", "gif", "webp")
SOUND = ("mp3", "wav", "m4a", "aac")
LOCAL_ONLY = ("srt", "vtt", "cube", "txt")
"""Subtitles, colour tables and texts: the embedded backend takes them, the hosted one does not."""

MB = 1_000_000
MAX_BYTES = 500 * MB
MAX_BYTES_OF_SKILL = {"generator-generator-simple": 200 * MB}
_STREAMING = ("youtube.com", "youtu.be", "spotify.com")


def accepted(backend: str) -> tuple[str, ...]:
    """The extensions that a backend takes; of a URL nobody knows, so it may be like the embedded one."""
    return (*VIDEO, *IMAGE, *SOUND, *(() if backend == "nemo" else LOCAL_ONLY))


def read_assets(
    reader: Reader, node: Node | None, project: Project, backend: str, skill: str
) -> tuple[Asset, ...]:
    reading = _Reading(reader, project, accepted(backend), MAX_BYTES_OF_SKILL.get(skill, MAX_BYTES))
    found = (reading.asset(key.text, value) for key, value in pairs_of(node))
    return tuple(asset for asset in found if asset)


class _Reading:
    def __init__(self, reader: Reader, project: Project, extensions: tuple[str, ...], limit: int) -> None:
        self.reader = reader
        self.project = project
        self.extensions = extensions
        self.limit = limit

    def asset(self, name: str, node: Node) -> Asset | None:
        if isinstance(node, Mapping):
            if "url" in node.index:
                return self._url(name, child(node, "url"), child(node, "sha256"))
            node = child(node, "path") or node
        shown = self.reader.text(node)
        if shown is not None and shown.lower().startswith(("http://", "https://")):
            return self._url(name, node, None)
        return self._file(name, node, shown.strip()) if shown is not None else None

    def _file(self, name: str, node: Node, shown: str) -> Asset | None:
        if "://" in shown:
            self.reader.wrong(
                node, f'"{shown}" is no path and no http(s) URL', "write a path, or an https URL"
            )
            return None
        if not shown:
            self.reader.wrong(node, f'the path of asset "{name}" is empty')
            return None
        found = self.project.find(shown)
        if said := self._why_not(shown, found):
            self.reader.wrong(node, *said)
            return None
        outside = self.project.is_outside(found.path)
        return Asset(name=name, path=found.path, shown=shown, outside=outside, where=self.reader.where(node))

    def _why_not(self, shown: str, found: Found) -> tuple[str, str] | None:
        """What keeps a file from being used, and what to do."""
        if found.trouble:
            return f'"{shown}" cannot be read: {found.trouble}', "check the path and who may read it"
        if found.status is None:
            return f'there is no file "{shown}"', self._suggest(shown, found)
        if found.is_folder:
            return f'"{shown}" is a folder', self._files_in(found)
        if not found.is_file:
            return f'"{shown}" is no regular file', "name a file"
        if refused := self._extension(shown):
            return refused
        if found.status.st_size == 0:
            return f'"{shown}" is empty (0 bytes)', "was it copied whole? in git: git lfs pull"
        if found.status.st_size > self.limit:
            size, most = -(-found.status.st_size // MB), self.limit // MB
            return f'"{shown}" has {size} MB; at most {most} MB are accepted (4002)', "compress or trim it"
        return None

    def _suggest(self, shown: str, found: Found) -> str:
        folder = found.path.parent
        files = (name for name in list_files(folder) if not (folder / name).is_dir())
        if near := nearest(found.path.name, files):
            return f'did you mean "{Path(shown).parent / near}"?'
        if not folder.is_dir():
            return f'there is no folder "{Path(shown).parent}" either; paths are relative to the recipe'
        return "paths are relative to the recipe's folder"

    def _files_in(self, found: Found) -> str:
        usable = [name for name in list_files(found.path) if extension_of(name) in self.extensions]
        return f"name a file in it: {listed(usable, 5)}" if usable else "name a file"

    def _extension(self, shown: str) -> tuple[str, str] | None:
        extension = extension_of(shown)
        if extension in self.extensions:
            return None
        what = f'"{shown}": files of type "{extension}" are not accepted (4001)'
        what = what if extension else f'"{shown}" has no extension, so its type is not known (4001)'
        return what, f"accepted: {_by_kind(self.extensions)}"

    def _url(self, name: str, node: Node | None, digest: Node | None) -> Asset | None:
        url = self.reader.field(node, "assets", "url")
        sha256 = self.reader.field(digest, "assets", "sha256")
        if url is None or node is None or (digest is not None and sha256 is None):
            return None
        if said := self._why_not_fetch(url.strip()):
            self.reader.wrong(node, *said)
            return None
        where = self.reader.where(node)
        return Asset(
            name=name, shown=url.strip(), url=url.strip(), sha256=(sha256 or "").lower(), where=where
        )

    def _why_not_fetch(self, url: str) -> tuple[str, str] | None:
        from urllib.parse import urlsplit  # a recipe without URLs does not pay for it

        try:
            parts = urlsplit(url)
            host, secret = parts.hostname or "", parts.username or parts.password
            host.encode("idna")  # what is asked for an address: an empty label or one of 64 letters has none
        except ValueError:
            host, secret = "", None
        if not host or any(character.isspace() for character in url):
            return "this is no URL", "write https://host/path"
        if secret is not None:
            return (
                "a URL must not hold a user name or password",
                "recipes are shared; fetch the file yourself",
            )
        if any(host == site or host.endswith("." + site) for site in _STREAMING):
            return f"{host} gives no files", "download what you may use, and name the file"
        return (
            self._extension(parts.path.rsplit("/", 1)[-1]) if "." in parts.path.rsplit("/", 1)[-1] else None
        )


def _by_kind(extensions: Iterable[str]) -> str:
    """`video mp4 mov …, pictures …` for those that are accepted."""
    kinds = {"video": VIDEO, "pictures": IMAGE, "sound": SOUND, "text": LOCAL_ONLY}
    known = set(extensions)
    return ", ".join(f"{kind} {' '.join(names)}" for kind, names in kinds.items() if known.issuperset(names))
