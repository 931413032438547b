"""Users, their tokens and their credits. Tokens are stored as hashes; only their owner has ever seen one.

Knows nothing about HTTP: what is not allowed is a `Rejection` with the protocol's code.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from nemobuild.backend.answers import TOKEN_INVALID, Rejection
from nemobuild.backend.credits import Balance, balance
from nemobuild.backend.database import Database
from nemobuild.backend.settings import Settings

DAY_S = 86_400
LOCAL_USER = "user_local"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A new token; `expires` in seconds since 1970."""

    token: str
    user_id: str
    expires: float


class Accounts:
    def __init__(self, database: Database, settings: Settings, clock: Callable[[], float]) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock

    def anonymous(self, client_id: str, address: str) -> Issued:
        """A token for a client, at most one a week; 400 without a client id, 429 past the limit."""
        client_id = _checked_client_id(client_id)
        now, week = self._clock(), self._settings.token_days * DAY_S
        user_id = f"anon_{secrets.token_hex(8)}"
        with self._database.transaction() as db:
            known = db.execute("select * from clients where client_id = ?", (client_id,)).fetchone()
            if known is not None and known["issued"] + week > now:
                raise _too_many("this client already has its token of the week")
            query = "select count(*) from clients where address = ? and issued > ?"
            if db.execute(query, (address, now - week)).fetchone()[0] >= self._settings.tokens_per_address:
                raise _too_many("too many anonymous tokens for this address")
            user_id = known["user_id"] if known is not None else user_id
            db.execute(
                "insert or replace into clients values (?, ?, ?, ?)", (client_id, user_id, now, address)
            )
        return self._issue(user_id, now + week)

    def local(self) -> Issued:
        """A token for the person whose process this is; no limit, always the same user."""
        return self._issue(LOCAL_USER, self._clock() + 365 * DAY_S)

    def user_of(self, token: str) -> str:
        """The user whom a token belongs to; 1001 if it is unknown or has expired."""
        row = self._database.row("select user_id, expires from tokens where hash = ?", hashed(token))
        if row is None or row["expires"] <= self._clock():
            raise Rejection(TOKEN_INVALID, "the token is expired or invalid", hint="ask for a new one")
        return str(row["user_id"])

    def balance(self, user_id: str) -> Balance:
        query = "select state, sum(cost) as cost from messages where user_id = ? group by state"
        cost = {row["state"]: int(row["cost"]) for row in self._database.rows(query, user_id)}
        return balance(self._settings.credits, spent=cost.get("applied", 0), frozen=cost.get("working", 0))

    def _issue(self, user_id: str, expires: float) -> Issued:
        token = f"nmv_usr_{secrets.token_urlsafe(24)}"
        with self._database.transaction() as db:
            db.execute("delete from tokens where expires <= ?", (self._clock(),))
            db.execute("insert into tokens values (?, ?, ?)", (hashed(token), user_id, expires))
        return Issued(token=token, user_id=user_id, expires=expires)


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _checked_client_id(client_id: str) -> str:
    if not client_id:
        raise Rejection(400, "the header X-Client-Id is missing", hint="send a UUID, the same one each time")
    try:
        return str(uuid.UUID(client_id))
    except ValueError:
        raise Rejection(
            400, "X-Client-Id is not a UUID", hint="send a UUID, the same one each time"
        ) from None


def _too_many(why: str) -> Rejection:
    """Without Retry-After: it would be days, which no client should sleep through."""
    return Rejection(429, why, hint="use the token that was given before")
