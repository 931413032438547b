"""Assets that are URLs: fetched once, to be hashed and uploaded like any other file."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from nemobuild.engine.disk import writing
from nemobuild.errors import AssetError
from nemobuild.recipe.model import Asset

LIMIT_BYTES = 500_000_000
TIMEOUT_S = 60.0


def fetched_path(home: Path, asset: Asset) -> Path:
    """Where a URL's content is kept: named by the URL and the digest it must have."""
    name = hashlib.sha256(f"{asset.url} {asset.sha256}".encode()).hexdigest()
    return home / "downloads" / (name[:32] + Path(urlsplit(asset.url).path).suffix)


def fetch(asset: Asset, path: Path) -> None:
    """Gets a URL's content into `path`, whole or not at all. Raises AssetError."""
    import httpx

    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
    partial = Path(name)
    try:
        with writing(path), os.fdopen(handle, "wb") as file:
            digest = _copy(asset, file)
        if asset.sha256 and digest != asset.sha256.lower():
            raise _failed(
                asset,
                f"has the digest {digest}, not the one in the recipe",
                "correct `sha256`, or find out who changed the file",
            )
        with writing(path):
            partial.replace(path)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        hint = "check the address and your connection"
        raise _failed(asset, f"cannot be fetched: {_why(error)}", hint) from error
    finally:
        partial.unlink(missing_ok=True)


def _copy(asset: Asset, target: BinaryIO) -> str:
    import httpx

    digest, size = hashlib.sha256(), 0
    with httpx.stream("GET", asset.url, timeout=TIMEOUT_S, follow_redirects=True) as response:
        if response.status_code != 200:
            raise _failed(asset, f"answers {response.status_code}", "check the address")
        for block in response.iter_bytes():
            size += len(block)
            if size > LIMIT_BYTES:
                raise _failed(asset, "is larger than 500 MB", "compress or trim it")
            digest.update(block)
            target.write(block)
    return digest.hexdigest()


def _why(error: Exception) -> str:
    """A failure in plain words, without the library's."""
    import httpx

    from nemobuild.client.pump import reason

    match error:
        case httpx.InvalidURL() | UnicodeError():  # the latter of a host that is no name
            return "its address is not one"
        case httpx.UnsupportedProtocol():
            return "it leads to an address that is neither http nor https"
        case httpx.TooManyRedirects():
            return "it leads from one address to the next without end"
        case httpx.DecodingError():
            return "what came cannot be unpacked"
        case httpx.TransportError():
            return reason(error)
        case _:
            return "the connection broke"


def _failed(asset: Asset, why: str, hint: str) -> AssetError:
    host = urlsplit(asset.url).hostname or "its host"
    return AssetError(f'asset "{asset.name}": the URL at {host} {why}', where=asset.where, hint=hint)
