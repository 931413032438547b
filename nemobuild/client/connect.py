"""A client as the environment says: address, token, client id, attribution, and where they are kept.

The only part of the client that reads the user's environment and knows the user's folders.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import httpx
import platformdirs

from nemobuild.client.attribution import Attribution, platform
from nemobuild.client.exchange import checked_base_url, is_private, origin
from nemobuild.client.pace import StreamLimits
from nemobuild.client.session import HOSTED_WEB_URL, Client
from nemobuild.client.tokens import ClientId, Token, TokenStore, Warn, own_token
from nemobuild.errors import UsageError
from nemobuild.events import Warned

HOSTED_URL = "https://mega-api-prod.nemovideo.ai"


def _unheard(_: Warned) -> None:
    """For a caller who does not want to be told."""


def connect(
    base_url: str = "",
    *,
    attribution: Attribution | None = None,
    environ: Mapping[str, str] | None = None,
    keep_token: bool = True,
    home: Path | None = None,
    state_folder: Path | None = None,
    limits: StreamLimits | None = None,
    transport: httpx.BaseTransport | None = None,
    warn: Warn = _unheard,
) -> Client:
    """A client of the backend at `base_url`; without one, of `NEMO_API_URL`, else of the hosted backend.

    `NEMO_TOKEN` goes to the address in `NEMO_API_URL`, or the hosted one, alone: a recipe can name any backend, and must
    not carry the user's token there. Pass `keep_token=False` for a backend that this run started: its token is worth
    nothing afterwards. The attribution's platform is filled in if it is not known. Raises UsageError for an address
    that is none, AccountError for a token that cannot be one.
    """
    environ = os.environ if environ is None else environ
    trusted = address(environ, "NEMO_API_URL", HOSTED_URL)
    base = checked_base_url(base_url) if base_url else trusted
    folder = state_folder or platformdirs.user_state_path("nemobuild")
    file = (home or Path.home()) / ".config" / "nemovideo" / "client_id"
    return Client(
        base,
        client_id=ClientId(environ=environ, file=file, warn=warn),
        attribution=attributed(attribution or Attribution(), environ),
        web_url=address(environ, "NEMO_WEB_URL", HOSTED_WEB_URL) if environ.get("NEMO_WEB_URL") else "",
        own=_token_for(base, trusted, environ, warn),
        store=TokenStore(folder) if keep_token else None,
        limits=limits,
        transport=transport,
        warn=warn,
    )


def address(environ: Mapping[str, str], name: str, default: str) -> str:
    """The base URL in a variable of the environment. Raises UsageError that names the variable."""
    try:
        return checked_base_url(environ.get(name, "").strip() or default)
    except UsageError as problem:
        raise UsageError(f"{name}: {problem.what}", hint=problem.hint) from None


def attributed(attribution: Attribution, environ: Mapping[str, str]) -> Attribution:
    """The attribution with the platform that the environment or the place of installation tells."""
    if attribution.platform != "unknown":
        return attribution
    return replace(attribution, platform=platform(environ, Path(__file__).resolve()))


def _token_for(base: str, trusted: str, environ: Mapping[str, str], warn: Warn) -> Token | None:
    token = own_token(environ)
    if token is None or origin(base) == origin(trusted):
        return token
    if not is_private(base):
        warn(
            Warned(
                what=f"NEMO_TOKEN is not sent to {base}; an anonymous token is used",
                hint="set NEMO_API_URL to that address if the token is for it",
            )
        )
    return None
