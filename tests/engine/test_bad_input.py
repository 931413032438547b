"""What a disk, a clock, a merge or an editor does to a project: an error or a recovery that says so; nothing is lost."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from nemobuild import api
from nemobuild.api.looking import recorded
from nemobuild.engine.cache import Cache
from nemobuild.engine.desk import Desk
from nemobuild.engine.journal import Journal
from nemobuild.engine.lockfile import merged_lock
from nemobuild.engine.options import Options
from nemobuild.engine.project import Project, held
from nemobuild.errors import AssetError, BackendError, NemobuildError, OutputError
from nemobuild.plan.records import LockUnreadable
from nemobuild.timeline import draft, edits

STEPS = [
    "{id: pictures, say: Make a slideshow of the photos}",
    "{id: title, say: 'Add the title \"Hello\" for the first 2 seconds'}",
    "{id: zoom, say: Add a slow zoom}",
]


@pytest.fixture
def three(built, tmp_path):
    return built(STEPS, tmp_path / "project")


# --- edited while it runs


def at_first(kind, do):
    """An event listener that does something at the first event of a kind, and keeps all events."""
    heard = []

    def emit(event):
        if event.kind == kind and kind not in [e.kind for e in heard]:
            do()
        heard.append(event)

    emit.heard = heard
    return emit


def test_a_recipe_edited_while_it_runs_is_built_by_the_next_run(three):
    """The run does what was planned and says so; its memo must not take the new text for the one it carried out."""
    three.write([*STEPS, "{id: warm, say: Give it a warm look}"])
    emit = at_first("step.sent", lambda: three.write([*STEPS, "{id: bw, say: Make it black and white}"]))
    api.run(three.recipe, options=Options(), emit=emit)
    [told] = [e for e in emit.heard if e.kind == "warning"]
    assert told.what == "film.yaml changed while it was built; this is the film from before the change"
    assert told.hint == "run again to build the change"
    three.run()
    assert three.sent() == ["bw"]


def test_an_asset_edited_while_it_is_built_is_built_by_the_next_run(three):
    three.write([*STEPS, "{id: warm, say: Give it a warm look}"])

    def repaint():
        Image.new("RGB", (64, 36), "#ffffff").save(three.folder / "red.png")

    emit = at_first("step.verified", repaint)
    api.run(three.recipe, options=Options(), emit=emit)
    assert any("red.png changed while it was built" in e.what for e in emit.heard if e.kind == "warning")
    three.run()
    assert len(three.sent()) == 4


def test_an_asset_that_changes_between_plan_and_upload_is_not_sent(project, monkeypatch):
    from nemobuild.engine.stage import Stage

    upload = Stage._upload

    def repainted(self, material):
        if material.asset.name == "blue":
            Image.new("RGB", (64, 36), "#ffffff").save(material.path)
        upload(self, material)

    project.write(STEPS)
    with monkeypatch.context() as patched:
        patched.setattr(Stage, "_upload", repainted)
        with pytest.raises(AssetError) as error:
            project.run()
    assert "blue.png" in error.value.what
    assert "changed" in error.value.what
    assert error.value.hint
    project.run()
    assert project.timeline().duration_ms == 8000, "the session of the upload that failed holds nothing extra"


def test_an_asset_that_goes_away_between_plan_and_upload(project):
    project.write(STEPS)
    emit = at_first("plan", (project.folder / "blue.png").unlink)
    with pytest.raises(AssetError) as error:
        api.run(project.recipe, options=Options(), emit=emit)
    assert error.value.what == 'asset "blue": blue.png cannot be read any more: No such file or directory'
    assert error.value.hint == "put it back, or correct the path"
    assert error.value.where.line == 5


def test_the_order_of_the_assets_is_the_order_of_the_film(project):
    orders = (["red", "blue", "green"], ["green", "red", "blue"])
    for order in orders:
        project.write(STEPS, assets=order).run()
        clips = [s for t in project.timeline().tracks for s in t.segments if hasattr(s, "source")]
        assert [s.source.name.removesuffix(".png") for s in clips] == order


# --- the memo


def test_a_newer_nemobuild_looks_for_itself(three, monkeypatch):
    three.run()
    three.run()
    assert [e.kind for e in three.said] == ["export.done", "run.done"]
    monkeypatch.setattr("nemobuild.__version__", "99.0")
    three.run()
    assert three.said[0].kind == "plan"


@pytest.mark.parametrize(
    "damage",
    [
        {"env": []},
        {"files": []},
        {"files": {"x": 1}},
        {"said": [["nonsense", {}]]},
        {"said": [["run.done", {}]]},
        {"said": 3},
        {"said": [3]},
    ],
)
def test_a_memo_of_the_wrong_shape_is_no_memo(three, damage):
    three.run()
    path = three.folder / ".nemobuild" / "film.memo.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **damage}))
    three.run()
    assert three.sent() == []
    assert three.said[-1].kind == "run.done"


def in_all(damage):
    """A damage that is done to every entry of a note."""
    return lambda note: {
        name: damage if not isinstance(damage, dict) else entry | damage for name, entry in note.items()
    }


@pytest.mark.parametrize(
    ("note", "damage"),
    [
        *(("costs", in_all(rows)) for rows in (5, "x", [1], [["1", 2]], [[1, 2, 3]])),
        *(("sessions", in_all({name: value})) for name, value in
          (("uploads", 5), ("uploads", {"d": 5}), ("names", [1]), ("said", 3), ("session_id", 3), ("restores", "no"), ("more", 1))),
        ("sessions", in_all(5)),
        *(("outputs", in_all({name: value})) for name, value in (("stat", 5), ("key", 5), ("found", 5), ("found", {"bytes": "x"}))),
        *(("drift", lambda _, value=value: value) for value in ([1], {"a": 1}, {"a": {"step": 1}})),
    ],
)  # fmt: skip
def test_a_note_of_the_wrong_shape_is_no_note(three, note, damage):
    """What can be lost without harm is lost, and stops no verb."""
    path = three.folder / ".nemobuild" / f"film.{note}.json"
    path.write_text(json.dumps(damage(json.loads(path.read_text()) if path.exists() else {})))
    (three.folder / ".nemobuild" / "film.memo.json").unlink()
    assert all(s.action == "cached" for s in three.plan().steps)
    assert api.lock_diff(three.recipe) == ()
    api.cache_gc(three.recipe)
    three.run()
    assert three.sent() == []
    three.write([*STEPS, "{id: warm, say: Give it a warm look}"]).run()
    assert three.sent() == ["warm"]
    assert api.lock_accept(three.recipe) == ()


def test_a_damaged_answer_that_waits_to_be_accepted_costs_itself(three):
    from dataclasses import replace

    desk = Desk.of(three.recipe)
    kept = desk.cache.put_draft({"t": [{"tt": 0, "sg": [{"d": 1234}]}]})
    first, second = desk.lock().cell_records("")[:2]
    (three.folder / ".nemobuild" / "film.drift.json").write_text(
        json.dumps({second.action: replace(first, after=kept).as_json(), "b": 3})
    )
    assert desk.drifted() == {}
    desk.note_drift(replace(first, after=kept))
    assert api.lock_accept(three.recipe) == ("pictures",)


@pytest.mark.parametrize("damage", [b"\xff\xfe<<<<<<< a", None])
def test_a_lock_that_cannot_be_read_is_said_by_every_verb(three, damage):
    (three.folder / "film.lock").unlink()
    if damage is None:
        (three.folder / "film.lock").mkdir()
    else:
        (three.folder / "film.lock").write_bytes(damage)
    for verb in (api.plan, api.lock_accept, api.lock_diff, api.lock_clean, api.cache_gc):
        with pytest.raises(LockUnreadable, match=r"film\.lock cannot be read") as error:
            verb(three.recipe)
        assert error.value.hint == "restore it from version control, or delete it to record every step anew"


def test_a_clock_that_goes_backwards_sends_nothing(three):
    for path in (three.recipe, three.folder / "red.png", three.folder / "film.lock"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    for entry in (three.folder / ".nemobuild" / "cache").rglob("*.json"):
        os.utime(entry, (4_000_000_000, 4_000_000_000))
    three.run()
    assert three.sent() == []
    assert api.cache_gc(three.recipe, max_age_s=3600).entries == 0


# --- damaged drafts


def finals(project):
    return recorded(project.recipe, {})[1][-1].after


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_tampered_draft_is_a_miss_for_plan_and_run_alike(index, three):
    records = recorded(three.recipe, {})[1]
    after = records[index].after
    for path in [*three.folder.rglob(f"{after}.json")]:
        path.write_text('{"t": []}')
    shutil.rmtree(three.folder / "dist")
    may_send = [s.keyed.step.id for s in three.plan().messages]
    three.run()
    assert set(three.sent()) <= set(may_send)
    assert (three.folder / "dist" / "o.jpg").exists()
    assert finals(three) == records[-1].after


def test_a_tampered_draft_in_the_middle_is_found_before_it_is_gone_on_from(three):
    after = recorded(three.recipe, {})[1][1].after
    for path in [*three.folder.rglob(f"{after}.json")]:
        path.write_text("[")
    three.write([*STEPS[:2], "{id: warm, say: Give it a warm look}"])
    planned = three.plan()
    assert [s.action for s in planned.steps] == ["cached", "run", "maybe"]
    three.run()
    assert three.sent() in (["title"], ["title", "warm"])


def test_a_backend_that_restores_something_else_is_found_out(three, monkeypatch):
    shutil.rmtree(three.folder / ".nemobuild" / "backend")
    (three.folder / ".nemobuild" / "film.sessions.json").unlink()
    monkeypatch.setattr("nemobuild.client.session.Client.restore", lambda *_args, **_more: None)
    three.write([*STEPS, "{id: warm, say: Give it a warm look}"])
    with pytest.raises(BackendError) as error:
        three.run()
    assert (error.value.what, error.value.hint) == (
        "the restored timeline is not the recorded one",
        "run with --no-cache to record it anew",
    )


# --- a cache that may be read, not written; or not even read


def refused(*_args, **_more):
    raise PermissionError(13, "Permission denied")


def test_a_cache_that_may_only_be_read_is_read(three, monkeypatch):
    """Owned by someone else: its entries cannot be touched. They are no misses, which would be paid again."""
    (three.folder / "film.lock").unlink()
    monkeypatch.setattr(os, "utime", refused)
    assert three.plan().messages == ()


def test_a_cache_entry_that_may_not_be_read_is_said_and_not_set_aside(three, monkeypatch):
    (three.folder / "film.lock").unlink()
    before = sorted((three.folder / ".nemobuild" / "cache").rglob("*.json"))
    read = Path.read_bytes

    def guarded(self):
        return refused() if "cache/step" in self.as_posix() else read(self)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", guarded)
        with pytest.raises(OutputError, match="cannot be read: Permission denied"):
            three.plan()
    assert sorted((three.folder / ".nemobuild" / "cache").rglob("*.json")) == before


def test_a_journal_that_may_not_be_read_stops_before_anything_is_sent(three, monkeypatch):
    read = Path.read_bytes

    def guarded(self):
        return refused() if self.suffix == ".journal" else read(self)

    three.write([*STEPS, "{id: warm, say: Give it a warm look}"])
    monkeypatch.setattr(Path, "read_bytes", guarded)
    with pytest.raises(OutputError, match="journal cannot be read"):
        three.run()
    assert three.sent() == []


@pytest.mark.parametrize("name", [".nemobuild", ".nemobuild/cache", ".nemobuild/run.lock"])
def test_something_else_in_the_place_of_the_store_is_an_error_that_names_it(name, project):
    place = project.folder / name
    project.write(STEPS)
    if name.endswith(".lock"):
        place.mkdir(parents=True)
    else:
        place.parent.mkdir(exist_ok=True)
        place.write_text("not a folder")
    with pytest.raises(NemobuildError) as error:
        project.run()
    assert error.value.exit_code == 11
    assert name in error.value.what
    assert error.value.hint
    assert project.sent() == []


def test_a_disk_that_is_full_after_the_answer_loses_nothing(project, monkeypatch):
    """The draft cannot be kept; the message stays open, and the next run sees in the session what became of it."""
    import errno

    def full(*_args, **_more):
        raise OutputError("x cannot be written: No space left on device", hint=os.strerror(errno.ENOSPC))

    project.write(STEPS)
    with monkeypatch.context() as patched:
        patched.setattr(Cache, "put_draft", full)
        with pytest.raises(OutputError, match="No space left"):
            project.run()
    project.run()
    texts = [text for _, text, state in project.messages() if state == "applied"]
    assert len(texts) == len(set(texts)) == 3


# --- the journal


def test_damaged_journal_records_are_said_once_and_kept_aside(three):
    path = three.folder / ".nemobuild" / "film.journal"
    three.write([*STEPS, "{id: warm, say: Give it a warm look}"])
    path.write_bytes(b'00000000 {"kind": "intent"}\n')
    said = three.run()
    told = [(e.what, e.hint) for e in said if e.kind == "warning"]
    assert ("damaged journal records were skipped: 1", "finished steps are in the lock") in told
    assert (path.parent / "film.journal.damaged").read_bytes().startswith(b"00000000")
    three.write([*STEPS, "{id: bw, say: Make it black and white}"])
    assert not any("damaged" in e.what for e in three.run() if e.kind == "warning")


def test_damage_costs_itself_where_everything_is_damaged(tmp_path):
    journal = Journal(tmp_path / "j")
    journal.path.write_bytes(b"garbage\n")
    journal.keep_open_only()
    assert journal.read() == ((), 0)
    assert (tmp_path / "j.damaged").read_bytes() == b"garbage\n"


# --- locks of two branches


def git(folder, *arguments, ok=True):
    identity = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "core.hooksPath=/dev/null")
    done = subprocess.run(
        ["git", "-C", str(folder), *identity, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 or not ok, done.stderr
    return done


def commit(project, what):
    git(project.folder, "add", "-A")
    git(project.folder, "commit", "-q", "-m", what)


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_two_branches_locks_are_put_together_and_nothing_is_sent_by_that(style, three):
    """Each branch built another language of the same film; after the merge both are recorded."""
    warm, cold = "{id: look, say: Give it a warm look}", "{id: look, say: Make it black and white}"
    git(three.folder, "init", "-q", "-b", "main")
    git(three.folder, "config", "merge.conflictStyle", style)
    commit(three, "base")
    git(three.folder, "checkout", "-q", "-b", "other")
    three.write([*STEPS, cold]).run()
    commit(three, "cold")
    git(three.folder, "checkout", "-q", "main")
    three.write([*STEPS, warm]).run()
    commit(three, "warm")
    assert git(three.folder, "merge", "other", ok=False).returncode != 0
    three.write([*STEPS, warm])
    with pytest.raises(LockUnreadable, match="conflict markers") as error:
        three.run()
    assert error.value.exit_code == 3
    assert "lock accept" in error.value.hint
    before = len(three.messages())
    assert api.lock_accept(three.recipe) == ("both sides of the merge",)
    shutil.rmtree(three.folder / ".nemobuild" / "cache")
    for step in (warm, cold, warm):
        three.write([*STEPS, step]).run(locked=True)
    assert len(three.messages()) == before


def test_a_newer_lock_on_one_side_of_a_merge_is_refused(three):
    lock = three.folder / "film.lock"
    ours = lock.read_text()
    theirs = ours.replace('"nemobuild_lock": 1', '"nemobuild_lock": 2')
    lock.write_text(f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> branch\n")
    with pytest.raises(LockUnreadable, match="lock version 2"):
        merged_lock(Project(recipe=three.recipe))


# --- gc and a plan that was kept


def test_gc_spares_answers_that_wait_to_be_accepted(three):
    from dataclasses import replace

    desk = Desk.of(three.recipe)
    kept = desk.cache.put_draft({"t": [{"tt": 0, "sg": [{"d": 1234}]}]})
    first = desk.lock().cell_records("")[0]
    desk.note_drift(replace(first, after=kept))
    api.cache_gc(three.recipe, max_size=0)
    assert desk.cache.draft(kept) is not None
    assert api.lock_accept(three.recipe) == ("pictures",)
    assert draft.digest(desk.cache.draft(kept)) == kept


def test_a_kept_plan_is_stale_when_an_export_asks_for_something_else(three, tmp_path):
    from nemobuild.errors import UsageError

    kept = tmp_path / "plan.json"
    three.write(STEPS, exports=["{path: dist/new.mp4, fps: 30}"])
    api.save_plan([three.plan()], kept)
    three.write(STEPS, exports=["{path: dist/new.mp4, fps: 25}"])
    with pytest.raises(UsageError, match="is out of date"):
        three.run(plan_file=kept)


def test_gc_does_not_run_beside_a_build(three):
    from nemobuild.errors import ProjectBusy

    with held(Project(recipe=three.recipe)), pytest.raises(ProjectBusy) as error:
        api.cache_gc(three.recipe, max_size=0)
    assert error.value.hint == "wait for it to end, or stop it"


def test_gc_can_make_room_on_a_full_disk(three, monkeypatch):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    three.write([*STEPS, "{id: warm, say: Give it a warm look}"]).run()
    three.write(STEPS).run()
    monkeypatch.setattr(os, "pwrite", full)
    monkeypatch.setattr("tempfile.mkstemp", full)
    assert api.cache_gc(three.recipe, max_size=0).entries > 0


def test_explain_says_whether_the_timeline_before_is_another(three):
    three.write([STEPS[0], STEPS[1].replace("Hello", "Bye"), STEPS[2]])
    assert "  = timeline before: " in api.explain(three.recipe, "title")
    assert "→ known once the steps before it have run" in api.explain(three.recipe, "zoom")


# --- two recipes beside each other


def test_recipes_that_would_share_a_lock_are_refused(three):
    from nemobuild.errors import UsageError

    other = three.folder / "film.yml"
    other.write_text(three.recipe.read_text())
    for recipe, what in ((three.recipe, "film.yaml and film.yml"), (other, "film.yml and film.yaml")):
        with pytest.raises(UsageError) as error:
            api.plan(recipe)
        assert error.value.what == f"{what} would both keep their records in film.lock"
        assert error.value.hint == "rename one of them"


def test_a_recipe_that_is_gone_shares_nothing(three):
    three.recipe.rename(three.folder / "film.yml")
    assert api.cache_ls(three.recipe) != ()


def test_a_link_to_the_same_recipe_is_no_other_recipe(three):
    (three.folder / "film.yml").symlink_to("film.yaml")
    assert api.plan(three.recipe)[0].nothing_to_do


# --- renamed after a step failed


def test_a_file_that_was_renamed_is_found_by_its_new_name(three):
    """The session holds its bytes already, but under the name that they had then."""
    step = "{id: hero, say: Put hero.png picture in picture in the bottom right}"
    shutil.copy(three.folder / "green.png", three.folder / "shot.png")
    three.write([*STEPS, step], assets=("red", "blue", "shot"))
    with pytest.raises(NemobuildError, match=r"hero\.png"):
        three.run()
    (three.folder / "shot.png").rename(three.folder / "hero.png")
    three.recipe.write_text(three.recipe.read_text().replace("shot.png", "hero.png"))
    three.run()
    assert three.sent() == ["hero"]
    assert [c.source.name for c in edits.overlays(three.timeline())] == ["hero.png"]


@pytest.mark.parametrize("field", ["action", "after"])
def test_a_lock_of_a_strangers_reaches_no_file_outside_of_the_project(field, three):
    """Both become the names of files, which a run writes and a plan sets aside when they are damaged."""
    outside = three.folder.parent / "package.json"
    outside.write_text('{"name": "mine"}')
    lock = json.loads((three.folder / "film.lock").read_text())
    key = lock["cells"][""][0]
    lock["records"][key][field] = {"action": "../../../../package", "after": "../../package"}[field]
    (three.folder / "film.lock").write_text(json.dumps(lock))
    for verb in (three.plan, three.run):
        with pytest.raises(LockUnreadable, match=f"a record's {field} is no sha256"):
            verb()
    assert outside.read_text() == '{"name": "mine"}'
