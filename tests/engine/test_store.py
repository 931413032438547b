"""Journal, cache and lock on a real disk: what a crash, a bad disk or a merge leaves is survived or said."""

import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.engine.cache import Cache
from nemobuild.engine.disk import reading, write_atomically, writing
from nemobuild.engine.journal import Entry, Journal, line_of, open_intents, parse
from nemobuild.engine.lockfile import merged_lock, read_lock, with_cell, write_lock
from nemobuild.engine.memo import still_holds
from nemobuild.engine.project import Project, held
from nemobuild.errors import OutputError, ProjectBusy
from nemobuild.plan.keys import Ingredient
from nemobuild.plan.records import Lock, LockUnreadable, StepRecord
from nemobuild.timeline import draft

RESTORE = "restore it from version control, or delete it to record every step anew"
DRAFT = {"t": [{"tt": 0, "sg": [{"d": 1000}]}]}


def record(action="a" * 64, **more):
    fields = {
        "step": "s",
        "definition": "d" * 64,
        "before": draft.digest({}),
        "after": draft.digest(DRAFT),
        "credits": 1,
    }
    return StepRecord(action=action, ingredients=(Ingredient(name="say", value="x"),), **{**fields, **more})


@pytest.fixture
def project(tmp_path):
    (tmp_path / "film.yaml").write_text("nemobuild: 1\n")
    return Project(recipe=tmp_path / "film.yaml")


# --- journal


ENTRIES = (
    Entry(kind="intent", intent="1", body={"x": 1}),
    Entry(kind="sent", intent="1", body={}),
    Entry(kind="settled", intent="1", body={"after": "z"}),
    Entry(kind="committed", intent="1", body={}),
    Entry(kind="intent", intent="2", body={}),
)


@given(st.integers(0, 400))
def test_a_journal_cut_anywhere_gives_the_records_before_the_cut(cut):
    data = b"".join(line_of(e) for e in ENTRIES)
    entries, damaged = parse(data[:cut])
    assert entries == ENTRIES[: len(entries)]
    assert damaged == 0
    assert len(entries) >= data[:cut].count(b"\n")


def test_a_damaged_line_costs_itself_and_is_counted():
    lines = [line_of(e) for e in ENTRIES]
    lines[1] = lines[1].replace(b"sent", b"bent")
    entries, damaged = parse(b"".join(lines))
    assert damaged == 1
    assert [e.kind for e in entries] == ["intent", "settled", "committed", "intent"]


def test_intents_without_an_end_are_open():
    left = open_intents(ENTRIES)
    assert [(i.intent, i.sent) for i in left] == [("2", False)]
    assert open_intents(ENTRIES[:3])[0].settled == {"after": "z"}


def test_a_torn_tail_does_not_swallow_the_next_record(project):
    journal = Journal(project.home / "j")
    project.prepare()
    journal.append("intent", "1", {})
    with journal.path.open("ab") as file:
        file.write(b"0badc0de {torn")
    journal.append("intent", "2", {})
    entries, damaged = journal.read()
    assert [e.intent for e in entries] == ["1", "2"]
    assert damaged == 1


def test_finished_records_are_dropped_and_open_ones_kept(project):
    project.prepare()
    journal = Journal(project.journal)
    for entry in ENTRIES:
        journal.append(entry.kind, entry.intent, entry.body)
    journal.keep_open_only()
    assert [e.intent for e in journal.read()[0]] == ["2"]


# --- cache


def test_a_tampered_draft_is_a_miss_and_set_aside(project):
    cache = Cache(project.cache)
    digest = cache.put_draft(DRAFT)
    assert cache.draft(digest) == DRAFT
    path = next(e.path for e in cache.entries())
    path.write_text(path.read_text().replace("1000", "2000"))
    assert cache.draft(digest) is None
    assert not path.exists()
    assert len(list((project.cache / "set-aside").iterdir())) == 1


@pytest.mark.parametrize("damage", [b"", b"{", b'{"record": {}, "sha256": "x"}', b"[]", b"\xff"])
def test_a_damaged_record_is_a_miss(project, damage):
    cache = Cache(project.cache)
    cache.put_record(record())
    next(cache.entries()).path.write_bytes(damage)
    assert cache.record("a" * 64) is None


def test_verify_names_what_is_damaged(project):
    cache = Cache(project.cache)
    cache.put_record(record())
    digest = cache.put_draft(DRAFT)
    next(e.path for e in cache.entries() if e.kind == "draft").write_bytes(b"{}")
    assert cache.verify() == (digest,)
    assert cache.verify() == ()


def test_collection_spares_what_is_referred_to(project):
    cache = Cache(project.cache)
    kept = cache.put_draft(DRAFT)
    gone = cache.put_draft({"t": []})
    freed = cache.collect(frozenset({kept}), max_size=0, max_age_s=None, now_s=0)
    assert freed.entries == 1
    assert cache.draft(kept) == DRAFT
    assert cache.draft(gone) is None


@pytest.mark.parametrize(
    "digest", ["", "../../victim", "a" * 63, "A" * 64, "a" * 64 + "\n", "../" * 20 + "a" * 4]
)
def test_a_cache_neither_reads_nor_moves_nor_writes_what_no_digest_names(project, digest):
    victim = project.root.parent / "victim.json"
    victim.write_text('{"my": "settings"}')
    cache = Cache(project.cache, project.drafts)
    project.drafts.mkdir()
    assert cache.draft(digest) is None
    assert not cache.has_draft(digest)
    assert cache.record(digest) is None
    with pytest.raises(ValueError, match="is no sha256"):
        cache.put_record(record(action=digest))
    assert victim.read_text() == '{"my": "settings"}'
    assert not project.cache.exists()


def test_a_file_that_no_digest_names_is_no_entry_of_the_cache(project):
    stray = project.cache / "draft" / "no" / "notes.json"
    write_atomically(stray, b"{}")
    cache = Cache(project.cache)
    assert list(cache.entries()) == []
    assert cache.verify() == ()
    assert stray.exists()


# --- lock


def locked(project, *records):
    cache = Cache(project.cache, project.drafts)
    cache.put_draft(DRAFT)
    cache.put_draft({})
    lock = with_cell(Lock(), "", records)
    write_lock(project, lock, cache)
    return lock, cache


def test_a_lock_is_written_with_its_drafts_and_read_back(project):
    lock, cache = locked(project, record())
    assert read_lock(project) == lock
    assert json.loads((project.drafts / f"{draft.digest(DRAFT)}.json").read_text()) == DRAFT
    write_lock(project, Lock(), cache)
    assert list(project.drafts.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"nemobuild_lock": 99}', "lock version 99; this nemobuild reads version 1"),
        ("{", "is not JSON"),
        ("[]", "is not a nemobuild lock file"),
        ('{"nemobuild_lock": 1, "records": {"a": 3}, "cells": {}}', "is damaged: a record is not an object"),
        ("<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n", "has conflict markers"),
    ],
)
def test_a_lock_that_cannot_be_used_says_why(project, text, said):
    project.lock.write_text(text)
    with pytest.raises(LockUnreadable) as error:
        read_lock(project)
    assert said in error.value.what
    assert error.value.hint


def test_a_file_of_somebody_elses_among_the_drafts_stays(project):
    _, cache = locked(project, record())
    notes = project.drafts / "notes.json"
    notes.write_text("{}")
    write_lock(project, Lock(), cache)
    assert [path.name for path in project.drafts.iterdir()] == ["notes.json"]


def test_a_merge_of_two_branches_keeps_both_sides_records(project):
    locked(project, record())
    ours = project.lock.read_text()
    locked(project, record(action="b" * 64))
    theirs = project.lock.read_text()
    project.lock.write_text(f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> branch\n")
    merged = merged_lock(project)
    assert set(merged.records) == {"a" * 64, "b" * 64}


# --- project and disk


def test_two_runs_at_once_are_refused_with_who_and_since_when(project):
    with held(project), pytest.raises(ProjectBusy) as error, held(project):
        pass
    assert "another run holds" in error.value.what
    assert "since 20" in error.value.what


@pytest.mark.parametrize("said", [b"", b"[]", b'{"pid": "x"}', b"\xff"])
def test_a_run_that_could_not_say_who_it_is_is_refused_too(project, said):
    with held(project), pytest.raises(ProjectBusy) as error:
        (project.home / "run.lock").write_bytes(said)
        with held(project):
            pass
    assert error.value.what.endswith(": a process that did not say which")


DISK = [  # what the disk says, while writing or reading, and what to do
    (writing, errno.ENOSPC, "written: No space left on device", "free some space and run again; finished steps are kept"),
    (writing, errno.EDQUOT, "written: Disk quota exceeded", "free some of your quota and run again; finished steps are kept"),
    (writing, errno.EACCES, "written: Permission denied", "give yourself write permission there, or run as the folder's owner"),
    (writing, errno.EPERM, "written: Operation not permitted", "give yourself write permission there, or run as the folder's owner"),
    (writing, errno.EROFS, "written: Read-only file system", "the file system is read-only; run from a copy of the project"),
    (writing, errno.ENOTDIR, "written: Not a directory", "something else is in its place; move that away"),
    (writing, errno.EISDIR, "written: Is a directory", "something else is in its place; move that away"),
    (reading, errno.EACCES, "read: Permission denied", "give yourself permission to read it, or run as its owner"),
    (reading, errno.EPERM, "read: Operation not permitted", "give yourself permission to read it, or run as its owner"),
    (reading, errno.EIO, "read: Input/output error", "the disk is failing; make a copy of the project"),
    (reading, errno.EISDIR, "read: Is a directory", "something else is in its place; move that away"),
]  # fmt: skip


@pytest.mark.parametrize(("doing", "number", "what", "hint"), DISK)
def test_what_a_disk_says_comes_with_what_to_do(doing, number, what, hint):
    with pytest.raises(OutputError) as error, doing(Path("film.lock")):
        raise OSError(number, os.strerror(number))
    assert (error.value.what, error.value.hint) == (f"film.lock cannot be {what}", hint)


def damaged(under="a" * 64, **fields):
    """A lock file with one record that is not as it was written."""
    body = {**record().as_json(), **fields}
    return json.dumps({"nemobuild_lock": 1, "records": {under: body}, "cells": {}})


UNREADABLE = [
    ("{", "film.lock is not JSON: ", RESTORE),
    ("[" * 100_000, "film.lock is not JSON: ", RESTORE),
    ("{}", "film.lock is not a nemobuild lock file", RESTORE),
    ('{"nemobuild_lock": 99}', "film.lock has lock version 99; this nemobuild reads version 1", "install the version of nemobuild that wrote it, or a newer one"),
    ('{"nemobuild_lock": 1}', "film.lock is damaged: it has no records", RESTORE),
    ('{"nemobuild_lock": 1, "records": {}, "cells": {"": 3}}', "film.lock is damaged: its cells are no lists", RESTORE),
    ('{"nemobuild_lock": 1, "records": {"a": 1}, "cells": {}}', "film.lock is damaged: a record is not an object", RESTORE),
    ('{"nemobuild_lock": 1, "records": {"a": {"step": 1}}, "cells": {}}', "film.lock is damaged: a record's field has the wrong type", RESTORE),
    ('{"nemobuild_lock": 1, "records": {"a": {"step": "x"}}, "cells": {}}', "film.lock is damaged: a record is incomplete", RESTORE),
    *((damaged(**{name: "../../../package"}), f"film.lock is damaged: a record's {name} is no sha256", RESTORE) for name in ("action", "after", "before", "definition")),
    (damaged(action=""), "film.lock is damaged: a record is incomplete", RESTORE),
    (damaged(under="b" * 64), "film.lock is damaged: a record stands under another key than its own", RESTORE),
    ("<<<<<<< a\n=======\n>>>>>>> b\n", "film.lock has conflict markers from a merge", "`nemobuild lock accept` keeps the recorded steps of both sides; nothing is sent"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "what", "hint"), UNREADABLE)
def test_a_lock_that_cannot_be_used_is_named_with_the_way_on(project, text, what, hint):
    project.lock.write_text(text)
    with pytest.raises(LockUnreadable) as error:
        read_lock(project)
    assert error.value.what.startswith(what)
    assert error.value.hint == hint


def test_what_nemobuild_remembers_is_kept_out_of_git_and_backups(project):
    with held(project):
        pass
    assert (project.home / ".gitignore").read_text() == "*\n"
    assert (
        (project.home / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    )


def test_a_write_that_fails_leaves_the_old_file(project):
    target = project.root / "folder"
    target.mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        write_atomically(target, b"x")
    assert target.is_dir()
    assert [p.name for p in project.root.iterdir() if p.name.endswith(".tmp")] == []


@pytest.mark.parametrize(
    "memo", [b"", b"[]", b'{"version": 1}', b'{"version": 1, "asked": {}, "env": {"A": "1"}}']
)
def test_a_memo_that_does_not_hold_is_ignored(project, memo):
    path = project.note("memo")
    project.prepare()
    path.write_bytes(memo)
    assert still_holds(path, {}, {"A": "2"}, lambda: None) is None


def test_a_record_keeps_its_failure():
    assert replace(record(), failed="x").as_json()["failed"] == "x"
