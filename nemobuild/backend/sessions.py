"""Sessions: their uploads, their drafts with what undo goes back to, and the messages sent to them.

A draft is kept without URLs of this server (an asset is known by its digest), so that it outlives a change of port; they
are put in when it is shown. Messages are a log that nothing deletes from: it is what credits are counted from, what says
whether a session is busy, and what tests count. Knows nothing about HTTP, sentences or media decoding.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from nemobuild.backend.accounts import hashed
from nemobuild.backend.answers import OUT_OF_CREDITS, SESSION_NOT_FOUND, Rejection
from nemobuild.backend.credits import balance
from nemobuild.backend.database import Database
from nemobuild.backend.settings import Settings
from nemobuild.timeline.draft import canonical, digest
from nemobuild.timeline.model import Media

Json = Any
MessageState = Literal["working", "applied", "unchanged", "refused", "failed"]

CLAIM_S = 604_800
MAX_HISTORY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    id: str
    task_id: str
    user_id: str
    task_name: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file of a session. `secret` makes its URL, which needs no token, one that cannot be guessed."""

    session_id: str
    secret: str
    media: Media


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that was accepted, in the order of arrival. `cost` is what it costs if it is applied."""

    number: int
    session_id: str
    text: str
    state: MessageState
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A draft of a session, and the message that brought it; that is empty for the empty draft before the first edit, and
    where a draft was put there without saying."""

    said: str
    draft: dict[str, Json]


class Sessions:
    def __init__(
        self, database: Database, settings: Settings, media_folder: Path, clock: Callable[[], float]
    ) -> None:
        self._database = database
        self._settings = settings
        self._media_folder = media_folder
        self._clock = clock
        self._fail_orphans()

    # --- sessions -------------------------------------------------------------------------------------------------

    def open(self, user_id: str, task_name: str, language: str) -> Session:
        session = Session(
            id=str(10**18 + secrets.randbelow(9 * 10**18)),
            task_id=f"task_{secrets.token_hex(8)}",
            user_id=user_id,
            task_name=task_name,
            language=language,
        )
        row = (session.id, session.task_id, user_id, task_name, language, self._clock())
        with self._database.transaction() as db:
            db.execute("insert into sessions values (?, ?, ?, ?, ?, ?)", row)
        return session

    def get(self, user_id: str, session_id: str) -> Session:
        """A user's session; 1002 if there is none, also when it is somebody else's."""
        row = self._database.row("select * from sessions where id = ? and user_id = ?", session_id, user_id)
        if row is None:
            raise Rejection(SESSION_NOT_FOUND, "session not found", hint="open a new one")
        return Session(**{name: row[name] for name in Session.__slots__})

    def claim(self, session_id: str) -> str:
        """A token that shows the session in a browser for a week, and does nothing else."""
        token = f"clm_{secrets.token_urlsafe(24)}"
        with self._database.transaction() as db:
            db.execute(
                "insert into claims values (?, ?, ?)", (hashed(token), session_id, self._clock() + CLAIM_S)
            )
        return token

    def claimed(self, token: str) -> Session | None:
        query = "select s.* from sessions s join claims c on c.session_id = s.id where c.hash = ? and c.expires > ?"
        row = self._database.row(query, hashed(token), self._clock())
        return None if row is None else Session(**{name: row[name] for name in Session.__slots__})

    # --- uploads --------------------------------------------------------------------------------------------------

    def add_upload(self, session_id: str, media: Media) -> Upload:
        """Enters a file; the same file under the same name is entered once."""
        query = (
            "insert or ignore into uploads(session_id, digest, name, secret, media) values (?, ?, ?, ?, ?)"
        )
        kept = asdict(replace(media, path=Path(media.path).name))
        row = (session_id, media.digest, media.name, secrets.token_urlsafe(18), json.dumps(kept))
        with self._database.transaction() as db:
            db.execute(query, row)
        query = "select * from uploads where session_id = ? and digest = ? and name = ?"
        found = self._database.row(query, session_id, media.digest, media.name)
        assert found is not None
        return self._upload(found)

    def uploads(self, session_id: str) -> tuple[Upload, ...]:
        """A session's files in the order of upload."""
        rows = self._database.rows("select * from uploads where session_id = ? order by number", session_id)
        return tuple(map(self._upload, rows))

    def upload_by_secret(self, secret: str) -> Upload | None:
        row = self._database.row("select * from uploads where secret = ?", secret)
        return None if row is None else self._upload(row)

    def _upload(self, row: sqlite3.Row) -> Upload:
        """Only the name of a file is kept, so that the data folder may be moved."""
        media = Media(**json.loads(row["media"]))
        media = replace(media, path=str(self._media_folder / media.path))
        return Upload(session_id=row["session_id"], secret=row["secret"], media=media)

    # --- drafts ---------------------------------------------------------------------------------------------------

    def draft(self, session_id: str) -> dict[str, Json]:
        """The session's draft; empty before the first edit."""
        query = "select draft from drafts where session_id = ? order by number desc limit 1"
        row = self._database.row(query, session_id)
        return {} if row is None else dict(json.loads(row["draft"]))

    def turns(self, session_id: str) -> list[Turn]:
        """What undo goes back to, oldest first, and at last the draft as it is; empty before the first edit."""
        query = "select draft, said from drafts where session_id = ? order by number"
        rows = self._database.rows(query, session_id)
        return [Turn(said=row["said"], draft=json.loads(row["draft"])) for row in rows]

    def restore(self, session_id: str, turn: Turn, history: Sequence[Turn] | None) -> None:
        """Replaces the draft as an edit would; with a history, replaces that too. 409 while a message is in work."""
        with self._database.transaction() as db:
            _require_idle(db, session_id)
            if history is not None:
                db.execute("delete from drafts where session_id = ?", (session_id,))
            for each in (*(history or ()), turn):
                _push(db, session_id, each)

    # --- messages -------------------------------------------------------------------------------------------------

    def accept(self, session: Session, text: str) -> Message:
        """Enters a message and freezes its cost; 409 if one is in work in this session, 2001 without credits."""
        cost = self._settings.edit_cost if self._settings.charges else 0
        with self._database.transaction() as db:
            _require_idle(db, session.id)
            self._require_credits(db, session.user_id, cost)
            row = (session.id, session.user_id, text, "working", cost, self._database.owner, self._clock())
            query = "insert into messages(session_id, user_id, text, state, cost, owner, at) values (?, ?, ?, ?, ?, ?, ?)"
            number = db.execute(query, row).lastrowid
        assert number is not None
        return Message(number=number, session_id=session.id, text=text, state="working", cost=cost)

    def finish(self, message: Message, state: MessageState, draft: Json = None) -> None:
        """Ends a message's work; `draft` is the new one if its edit is applied. Both or neither are recorded."""
        with self._database.transaction() as db:
            if state == "applied":
                _push(db, message.session_id, Turn(said=message.text, draft=draft))
            db.execute("update messages set state = ? where number = ?", (state, message.number))

    def give_up(self, message: Message) -> None:
        """Ends a message whose result could not be recorded; one that has ended stays as it is."""
        with self._database.transaction() as db:
            query = "update messages set state = 'failed' where number = ? and state = 'working'"
            db.execute(query, (message.number,))

    def messages(self) -> tuple[Message, ...]:
        """Every message that was ever accepted, in order."""
        rows = self._database.rows("select * from messages order by number")
        return tuple(Message(**{name: row[name] for name in Message.__slots__}) for row in rows)

    def _require_credits(self, db: sqlite3.Connection, user_id: str, cost: int) -> None:
        query = "select coalesce(sum(cost), 0) from messages where user_id = ? and state = ?"
        spent, frozen = (db.execute(query, (user_id, s)).fetchone()[0] for s in ("applied", "working"))
        if balance(self._settings.credits, spent=spent, frozen=frozen).available < cost:
            raise Rejection(OUT_OF_CREDITS, "out of credits", hint="start the server with more --credits")

    def _fail_orphans(self) -> None:
        """Messages whose server was killed did not get through: their credits come back."""
        with self._database.transaction() as db:
            for owner in self._database.dead_owners:
                db.execute(
                    "update messages set state = 'failed' where state = 'working' and owner = ?", (owner,)
                )


def _require_idle(db: sqlite3.Connection, session_id: str) -> None:
    query = "select 1 from messages where session_id = ? and state = 'working'"
    if db.execute(query, (session_id,)).fetchone() is not None:
        raise Rejection(
            409,
            "a message to this session is still in work",
            hint="wait until its stream has ended, then send again",
        )


def _push(db: sqlite3.Connection, session_id: str, turn: Turn) -> None:
    """Puts a draft on the stack, whose first is the empty one; one that equals the draft before the present one goes back
    to it, as undo does."""
    query = "select number, draft from drafts where session_id = ? order by number desc limit 2"
    top = db.execute(query, (session_id,)).fetchall()
    if len(top) == 2 and _same(json.loads(top[1]["draft"]), turn.draft):
        db.execute("delete from drafts where session_id = ? and number = ?", (session_id, top[0]["number"]))
        return
    insert = "insert into drafts(session_id, number, draft, said) values (?, ?, ?, ?)"
    if not top:
        db.execute(insert, (session_id, 0, "{}", ""))
    number = top[0]["number"] + 1 if top else 1
    db.execute(insert, (session_id, number, json.dumps(turn.draft), turn.said))
    db.execute("delete from drafts where session_id = ? and number <= ?", (session_id, number - MAX_HISTORY))


def _same(one: Json, other: Json) -> bool:
    return digest(canonical(one, {})) == digest(canonical(other, {}))
