"""Refusals: every code of the protocol to an error of ours, and what is tried again first.

A code stands in the envelope or is the HTTP status; both are one number here. Pure tables and decisions; `wire` makes a
`Refusal` of an answer, `exchange` does what is decided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote

from nemobuild.client.pace import LONGEST_RETRY_AFTER_S, RATE_LIMIT_S
from nemobuild.client.stranger import excerpt
from nemobuild.errors import (
    AccountError,
    AssetError,
    BackendError,
    BudgetReached,
    NemobuildError,
    SessionNotFound,
)

TOKEN_INVALID, SESSION_NOT_FOUND, OUT_OF_CREDITS = 1001, 1002, 2001
UNSUPPORTED_FILE, FILE_TOO_LARGE, RATE_LIMITED = 4001, 4002, 429

VIDEO, IMAGE, SOUND = (
    ("mp4", "mov", "avi", "webm", "mkv"),
    ("jpg", "jpeg", "png", "gif", "webp"),
    ("mp3", "wav", "m4a", "aac"),
)
ACCEPTED = VIDEO + IMAGE + SOUND
# What the embedded backend reads besides: captions, transcripts, colour tables.
ACCEPTED_EMBEDDED = (*ACCEPTED, "srt", "vtt", "txt", "cube")
MB = 1_000_000
LIMIT_BYTES = 500 * MB
LIMIT_OF_SKILL = {"generator-generator-simple": 200 * MB}

ACCEPTED_TEXT = "accepted are video (mp4, mov, avi, webm, mkv), images (jpg, png, gif, webp) and sound (mp3, wav, m4a, aac)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for, as far as an error has to say it."""

    what: str  # "the upload"
    session_id: str = ""
    is_token_request: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose account a call runs on. `own_token`: the user's own, from NEMO_TOKEN."""

    own_token: bool = False
    user_id: str = ""
    web_url: str = "https://nemovideo.com"
    skill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A definite answer that is not the one asked for.

    `code` is the envelope's, else the HTTP status. `status` is the HTTP status. `retry_after_s` is set for rate limits.
    `hint` is what the backend advises; the embedded one does, and knows more about a file than its type.
    """

    code: int
    status: int
    message: str = ""
    retry_after_s: float | None = None
    location: str = ""
    hint: str = ""

    @property
    def definite(self) -> bool:
        """Whether what was asked for was certainly not done.

        A gateway's 5xx or a 408 may come after the backend received the request, and a 303 answers one that was carried
        out (RFC 9110, 15.4.4). An envelope's code below 500 speaks for the backend itself.
        """
        number = self.code if self.status < 300 else self.status
        return not (500 <= number < 600 or number in (303, 408))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a call has tried already. Each remedy is used once."""

    renewed: bool = False
    waited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Renew:
    """Get a fresh anonymous token, and repeat."""

    tried: Tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Wait, and repeat."""

    seconds: float
    tried: Tried


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    """Nothing is left to try."""


Remedy = Renew | Wait | GiveUp


def remedy(refusal: Refusal, tried: Tried, *, own_token: bool) -> Remedy:
    """What is done about a refusal. Only ever after a definite one: the backend said that it did nothing."""
    if refusal.code == TOKEN_INVALID and not tried.renewed and not own_token:
        return Renew(tried=replace(tried, renewed=True))
    if refusal.code == RATE_LIMITED and not tried.waited:
        seconds = RATE_LIMIT_S if refusal.retry_after_s is None else refusal.retry_after_s
        if seconds <= LONGEST_RETRY_AFTER_S:
            return Wait(seconds=seconds, tried=replace(tried, waited=True))
    return GiveUp()


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """A refusal with what was asked for and by whom: all that an error's words depend on."""

    refusal: Refusal
    asked: Asked
    account: Account


def error_for(refusal: Refusal, asked: Asked, account: Account) -> NemobuildError:
    """The error that says what a refusal means and how to go on."""
    denial = Denial(refusal=refusal, asked=asked, account=account)
    if asked.is_token_request and refusal.code in TOKEN_RULES:
        return TOKEN_RULES[refusal.code](denial)
    if refusal.code in RULES:
        return RULES[refusal.code](denial)
    if 300 <= refusal.code < 400:
        return _redirected(denial)
    if 500 <= refusal.code < 600:
        return BackendError(
            _said(f"the backend failed at {asked.what}", refusal),
            hint=refusal.hint or "try again in a few minutes",
        )
    return BackendError(
        _said(f"the backend refused {asked.what}", refusal),
        hint=refusal.hint
        or "the words are the backend's; if they do not help, `nemobuild doctor` checks the connection",
    )


def problem_with_file(name: str, size: int, *, skill: str = "", hosted: bool = True) -> AssetError | None:
    """Why a file cannot be uploaded, found before anything is sent; None if it can. `size` in bytes."""
    accepted = ACCEPTED if hosted else ACCEPTED_EMBEDDED
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in accepted:
        what = f'"{excerpt(name, 80)}" is of a type that the backend does not take (4001)'
        extra = "" if hosted else "; srt, vtt, txt and cube files as sidecars"
        return AssetError(what, hint=ACCEPTED_TEXT + extra)
    if size == 0:
        return AssetError(f'"{excerpt(name, 80)}" is empty (0 bytes)', hint="put the real file in its place")
    if size > (limit := limit_bytes(skill)):
        what = f'"{excerpt(name, 80)}" has {-(-size // MB)} MB; at most {limit // MB} MB are accepted (4002)'
        return AssetError(what, hint="compress or trim it")
    return None


def limit_bytes(skill: str) -> int:
    """The largest file a skill accepts."""
    return LIMIT_OF_SKILL.get(skill, LIMIT_BYTES)


def _said(what: str, refusal: Refusal) -> str:
    number = "" if 200 <= refusal.code < 300 else f" ({refusal.code})"
    return f"{what}{number}" + (f": {refusal.message}" if refusal.message else "")


def _token_invalid(denial: Denial) -> NemobuildError:
    if denial.account.own_token:
        return AccountError(
            "the backend rejected the token in NEMO_TOKEN: expired or invalid (1001)",
            hint="set NEMO_TOKEN to a new token, or unset it to use an anonymous one",
        )
    return AccountError(
        "the backend rejected a fresh anonymous token (1001)",
        hint="try again later, or set NEMO_TOKEN to a token of yours",
    )


def _session_not_found(denial: Denial) -> NemobuildError:
    if not denial.asked.session_id:
        return BackendError(
            _said(f"the backend does not know {denial.asked.what}", denial.refusal),
            hint="check the backend's address (NEMO_API_URL)",
        )
    return SessionNotFound(
        f"session {denial.asked.session_id} does not exist on the backend any more (1002)",
        hint="run again: a new session is opened and the recorded steps are restored or replayed into it",
    )


def _out_of_credits(denial: Denial) -> NemobuildError:
    what = _said("the account is out of credits", denial.refusal)
    if denial.account.user_id.startswith("anon_"):
        link = f"{denial.account.web_url}/register?bind={quote(denial.account.user_id, safe='')}"
        return BudgetReached(what, hint=f"register to go on where you are: {link}")
    return BudgetReached(
        what, hint=f"top up the account at {denial.account.web_url}, then run again: finished steps are kept"
    )


def _unsupported_file(denial: Denial) -> NemobuildError:
    if denial.refusal.hint:
        what = denial.refusal.message or "the backend does not take a file"
        return AssetError(f"{what} (4001)", hint=denial.refusal.hint)
    return AssetError(
        _said("the backend does not take a file of this type", denial.refusal), hint=ACCEPTED_TEXT
    )


def _file_too_large(denial: Denial) -> NemobuildError:
    limit = limit_bytes(denial.account.skill) // MB
    return AssetError(
        _said("a file is too large for the backend", denial.refusal),
        hint=f"at most {limit} MB; compress or trim it",
    )


def _bad_request(denial: Denial) -> NemobuildError:
    return BackendError(
        _said(f"the backend could not read the request for {denial.asked.what}", denial.refusal),
        hint="client and backend disagree about the protocol; please report this as a bug",
    )


def _blocked(denial: Denial) -> NemobuildError:
    message = denial.refusal.message.lower()
    if "attribution" in message or "x-skill" in message or "header" in message:
        return AccountError(
            _said("the backend misses the attribution headers", denial.refusal),
            hint="name the skill in the recipe (`skill: ai-video-editor-link`); unset SKILL_SOURCE if it is set",
        )
    return AccountError(
        _said(f"the account's plan does not allow {denial.asked.what}", denial.refusal),
        hint=f"this is not a matter of credits: see the plans at {denial.account.web_url}",
    )


def _forbidden(denial: Denial) -> NemobuildError:
    return BackendError(
        _said(f"the backend forbids {denial.asked.what}", denial.refusal),
        hint="check NEMO_API_URL and whether a proxy is in between",
    )


def _rate_limited(denial: Denial) -> NemobuildError:
    seconds = denial.refusal.retry_after_s or 0.0
    hint = f"try again in {seconds / 60:.0f} minutes" if seconds > 90 else "try again in a minute"
    return BackendError(
        _said(f"the backend limits how often {denial.asked.what} may be asked for", denial.refusal), hint=hint
    )


def _token_rate_limited(denial: Denial) -> NemobuildError:
    return AccountError(
        _said("the backend gives no further anonymous token", denial.refusal),
        hint="a client gets one every seven days, and an address only a few; wait, or set NEMO_TOKEN to a token of yours",
    )


def _no_client_id(denial: Denial) -> NemobuildError:
    return AccountError(
        _said("the backend did not accept the client id", denial.refusal),
        hint="set NEMO_CLIENT_ID to a UUID, or remove it",
    )


def _redirected(denial: Denial) -> NemobuildError:
    to = f" to {denial.refusal.location}" if denial.refusal.location else ""
    return BackendError(
        f"the backend redirects {denial.asked.what}{to} ({denial.refusal.code}); redirects are not followed, since the token would go along",
        hint="set NEMO_API_URL to the address that the backend is really at",
    )


Rule = Callable[[Denial], NemobuildError]

RULES: dict[int, Rule] = {
    TOKEN_INVALID: _token_invalid,
    SESSION_NOT_FOUND: _session_not_found,
    OUT_OF_CREDITS: _out_of_credits,
    UNSUPPORTED_FILE: _unsupported_file,
    FILE_TOO_LARGE: _file_too_large,
    400: _bad_request,
    402: _blocked,
    403: _forbidden,
    422: _bad_request,
    RATE_LIMITED: _rate_limited,
}

TOKEN_RULES: dict[int, Rule] = {400: _no_client_id, RATE_LIMITED: _token_rate_limited}
