"""Where messages cost money: none is paid twice, none is lost track of, whatever happens between two runs."""

import json
import shutil
from collections import Counter

import pytest

from nemobuild import api
from nemobuild.api.backends import client_of
from nemobuild.backend.interpret.model import Answer
from nemobuild.engine.desk import Desk
from nemobuild.engine.journal import Journal, open_intents
from nemobuild.engine.options import Options
from nemobuild.errors import (
    BudgetReached,
    MessageUndecided,
    SessionDrifted,
    StepChangedNothing,
    StepFailed,
    UsageError,
)
from nemobuild.recipe.model import Recipe

STEPS = [
    "{id: pictures, say: Make a slideshow of the photos}",
    "{id: title, say: 'Add the title \"Hello\" for the first 2 seconds'}",
    "{id: crossfade, say: Add crossfades between the clips}",
]
WARM = "{id: warm, say: Give it a warm look}"


def sent_texts(server):
    return Counter(m.text for m in server.messages())


def at(server):
    return f"backend: {server.url}"


def hints_of(project):
    return project.folder / ".nemobuild" / "film.sessions.json"


class Cut(BaseException):
    """Ends a run as kill -9 would, for all that is on disk."""


def cut_at(monkeypatch, record, nth=1):
    """From here on a run ends right after the nth journal record of this kind; nothing is tidied up."""
    append, left = Journal.append, [nth]

    def appended(self, kind, intent, body):
        append(self, kind, intent, body)
        left[0] -= kind == record
        if kind == record and left[0] == 0:
            raise Cut

    monkeypatch.setattr(Journal, "append", appended)
    monkeypatch.setattr("nemobuild.engine.runner.Runner._remember", lambda self, cell: None)


def run_cut(project, monkeypatch, record, nth=1):
    with monkeypatch.context() as patched:
        cut_at(patched, record, nth)
        with pytest.raises(Cut):
            project.run()


# --- an interrupted run, and another backend


def test_an_open_message_of_another_backend_stays_open(project, hosted, monkeypatch):
    """A run elsewhere neither decides about it nor forgets it."""
    server = hosted(bare=True)
    project.write(STEPS, extra=at(server))
    run_cut(project, monkeypatch, "sent", 2)
    said = project.run(backend="local")
    assert any("title" in e.what and "still open" in e.what for e in said if e.kind == "warning")
    left = open_intents(Journal(project.folder / ".nemobuild" / "film.journal").read()[0])
    assert [i.body["record"]["step"] for i in left] == ["title"]
    project.run()
    assert set(sent_texts(server).values()) == {1}


def test_a_result_that_is_known_is_recorded_whatever_the_backend(project, hosted, monkeypatch):
    server = hosted(bare=True)
    project.write(STEPS, extra=at(server))
    run_cut(project, monkeypatch, "settled", 2)
    project.run(backend="local")
    project.run()
    assert set(sent_texts(server).values()) == {1}


def test_resolve_asks_the_backend_that_the_message_went_to(project, hosted):
    server = hosted(bare=True, drop_after_events=0, drop_kills_edit=True, on_messages=frozenset({2}))
    project.write(STEPS)
    with pytest.raises(MessageUndecided):
        project.run(backend=server.url)
    api.resolve(project.recipe, "title", "applied")
    assert open_intents(Journal(project.folder / ".nemobuild" / "film.journal").read()[0]) == ()


def test_resend_does_not_throw_a_known_result_away(project, hosted, monkeypatch):
    server = hosted(bare=True)
    project.write(STEPS, extra=at(server))
    run_cut(project, monkeypatch, "settled", 2)
    api.resolve(project.recipe, "title", "resend")
    project.run()
    assert set(sent_texts(server).values()) == {1}


# --- the session is kept at hand, so that going on costs nothing


@pytest.mark.parametrize("record", ["sent", "settled", "committed"])
def test_after_a_crash_the_session_is_found_again(record, project, hosted, monkeypatch):
    server = hosted(bare=True)
    project.write(STEPS, extra=at(server))
    run_cut(project, monkeypatch, record, 2)
    project.run()
    assert sent_texts(server) == {m.text: 1 for m in server.messages()}
    assert len(server.messages()) == 3


# --- replay is paid, so it is asked for


def lose_the_session(project):
    """The hint is there, the session is not."""
    hints = json.loads(hints_of(project).read_text())
    for hint in hints.values():
        hint["session_id"] = "1" * 19
    hints_of(project).write_text(json.dumps(hints))


def test_a_session_that_vanished_is_not_replayed_for_money_unasked(project, hosted):
    server = hosted(bare=True)
    project.write(STEPS, extra=at(server)).run()
    lose_the_session(project)
    project.write([*STEPS, WARM], extra=at(server))
    with pytest.raises(UsageError, match="3 recorded steps would have to be sent and paid again"):
        project.run()
    assert len(server.messages()) == 3
    project.run(allow_replay=True)
    assert len(server.messages()) == 7


def test_replayed_messages_count_against_the_budget_and_in_the_sum(project, hosted):
    server = hosted(bare=True)
    project.write(STEPS, extra=at(server)).run()
    project.write([*STEPS[:2], WARM], extra=at(server))
    with pytest.raises(BudgetReached):
        project.run(allow_replay=True, max_credits=3)
    assert len(server.messages()) <= 4
    said = project.run(allow_replay=True, max_credits=9)
    assert said[-1].credits >= 1
    paid_now = len(server.messages())
    shutil.rmtree(project.folder / "dist")
    lose_the_session(project)
    project.write([*STEPS[:2], WARM, STEPS[2]], extra=at(server))
    said = project.run(allow_replay=True)
    assert said[-1].credits == len(server.messages()) - paid_now == 4


# --- drift


def changed_mind():
    """An interpreter whose answer to "Add the title" is another one the second time."""
    from nemobuild.backend.agent import interpret_by_phrases

    seen = Counter()

    def interpret(text, **more):
        seen[text] += 1
        if "Hello" in text and seen[text] > 1:
            text = text.replace("Hello", "Good evening")
        return interpret_by_phrases(text, **more)

    return interpret


@pytest.fixture
def drifted(project, hosted):
    """A replay in which the second step is answered differently than recorded."""
    server = hosted(bare=True, settings={"interpret": changed_mind()})
    project.write(STEPS, extra=at(server)).run()
    lock = (project.folder / "film.lock").read_text()
    project.write([*STEPS[:2], WARM], extra=at(server))
    with pytest.raises(SessionDrifted) as error:
        project.run(allow_replay=True)
    return server, error.value, lock


def test_a_different_answer_is_reported_with_a_diff_and_not_swapped_in(project, drifted):
    _, error, lock = drifted
    assert error.exit_code == 13
    assert 'step "title" was answered differently than recorded' in error.what
    assert "Good evening" in error.what
    assert error.hint == "see `nemobuild lock diff`; to take the new answer: nemobuild lock accept"
    kept, now = json.loads(lock)["records"], json.loads((project.folder / "film.lock").read_text())["records"]
    assert {a: r for a, r in kept.items() if r["step"] == "title"} == {
        a: r for a, r in now.items() if r["step"] == "title"
    }
    assert any("Good evening" in line for line in api.lock_diff(project.recipe))


def test_lock_accept_takes_the_different_answer_and_sends_nothing(project, drifted):
    server, _, _ = drifted
    before = len(server.messages())
    assert api.lock_accept(project.recipe) == ("title",)
    assert len(server.messages()) == before
    assert api.lock_diff(project.recipe) == ()
    project.run()
    assert [m.text for m in server.messages()[before:]] == ["Give it a warm look"]
    assert "Good evening" in str(project.timeline())


def test_a_drift_that_a_crash_cuts_short_does_not_replace_what_is_recorded(project, hosted, monkeypatch):
    server = hosted(bare=True, settings={"interpret": changed_mind()})
    project.write(STEPS, extra=at(server)).run()
    (project.folder / "film.lock").unlink()
    project.write([*STEPS[:2], WARM], extra=at(server))
    with monkeypatch.context() as patched:
        cut_at(patched, "committed", 2)
        with pytest.raises(Cut):
            project.run(allow_replay=True)
    assert "Hello" in json.dumps(_after_title(project))


def _after_title(project):
    from nemobuild.engine.desk import Desk

    cache = Desk.of(project.recipe).cache
    records = [cache.record(e.digest) for e in cache.entries() if e.kind == "step"]
    return [cache.draft(r.after) for r in records if r.step == "title"]


def test_recording_anew_reports_a_different_answer_too(project, hosted):
    """--no-cache does not read what is recorded; it does not replace it with something else in silence either."""
    server = hosted(bare=True, settings={"interpret": changed_mind()})
    project.write(STEPS, extra=at(server)).run()
    with pytest.raises(SessionDrifted, match="Good evening"):
        project.run(no_cache=True)


# --- exit 13: somebody else edits the session


def test_a_session_changed_behind_our_back_stops_the_run(project, hosted, monkeypatch):
    server = hosted(bare=True)
    project.write(STEPS, extra=at(server)).run()
    hint = next(iter(json.loads(hints_of(project).read_text()).values()))
    with client_of(_recipe_at(project, server)) as client:
        client.send(hint["session_id"], "Make it black and white")
    project.write([*STEPS, WARM], extra=at(server))
    before = len(server.messages())
    with pytest.raises(SessionDrifted) as error:
        project.run()
    assert error.value.exit_code == 13
    assert "the session was changed since the last run: " in error.value.what
    assert error.value.hint == (
        "undo that in the browser, or build in a new session: nemobuild run --allow-replay"
    )
    assert len(server.messages()) == before


def _recipe_at(project, server) -> Recipe:
    return api.check(project.recipe)[0]


# --- recorded work survives an update that does not come to its end


def test_an_update_that_fails_keeps_the_recorded_answer(project, hosted, monkeypatch):
    server = hosted(bare=True)
    project.write(STEPS, extra=at(server)).run()
    with monkeypatch.context() as patched:
        patched.setattr("nemobuild.engine.sending.Sender.send", _unreachable)
        with pytest.raises(UsageError):
            api.lock_update(
                project.recipe, "crossfade", options=Options(allow_replay=True), emit=lambda e: None
            )
    assert api.plan(project.recipe)[0].nothing_to_do


def _unreachable(*_args, **_more):
    raise UsageError("the network is down")


def test_what_leaves_the_lock_is_in_the_cache(project, hosted):
    """A colleague's record that this recipe does not use now is not lost, should it be wanted later."""
    server = hosted(bare=True)
    project.write(STEPS, extra=at(server)).run()
    shutil.rmtree(project.folder / ".nemobuild" / "cache")
    project.write(STEPS[:1], extra=at(server)).run()
    project.write(STEPS, extra=at(server)).run()
    assert len(server.messages()) == 3


def test_a_lock_that_came_in_during_the_run_is_not_overwritten(project, hosted, tmp_path, monkeypatch):
    """As after `git pull` in another terminal."""
    from nemobuild.engine.lockfile import read_lock, with_cell, write_lock
    from nemobuild.engine.project import Project

    server = hosted(bare=True)
    project.write(STEPS, extra=at(server)).run()
    home = Project(recipe=project.recipe)
    came = []

    def pull(event):
        if event.kind == "step.sent" and not came:
            desk = Desk.of(project.recipe)
            lock = read_lock(home)
            came.append(lock.cell_records("")[0])
            write_lock(home, with_cell(lock, "lang=de", came), desk.cache)

    project.write([*STEPS, WARM], extra=at(server))
    api.run(project.recipe, options=Options(), emit=pull)
    assert set(read_lock(home).cells) == {"", "lang=de"}


def test_no_session_id_gets_into_the_lock_by_way_of_an_answer(project, hosted):
    from nemobuild.engine.sending import fit_to_keep

    said = "Done in 552979: https://cdn.example.org/a.mp4?sig=secret&x=1#y and more"
    assert fit_to_keep(said, "552979") == "Done in [the session]: https://cdn.example.org/a.mp4 and more"


# --- a backend that charges and can restore, as `nemobuild serve` on another machine


def test_what_a_backend_said_of_restoring_is_remembered(project, hosted):
    """An edit in the middle is then planned, and made, without paying for the steps before it."""
    server = hosted()
    project.write(STEPS, extra=at(server)).run()
    project.write([*STEPS[:2], WARM], extra=at(server))
    assert project.plan().route == "restore"
    project.run()
    assert project.sent() == ["warm"]
    assert len(server.messages()) == 4


def test_a_message_that_arrived_twice_would_be_seen(project, hosted):
    """The count is the backend's: what the tests of this file rely on."""
    server = hosted(bare=True)
    project.write(STEPS, extra=at(server)).run()
    project.run(no_cache=True)
    assert set(sent_texts(server).values()) == {2}


# --- exit 6: a step that failed is not paid for twice


def test_a_step_that_changed_nothing_without_a_word(project, hosted):
    def nothing(_text, *, timeline, **_more):
        return Answer(ops=(), refused=(), question="", reply="", timeline=timeline)

    server = hosted(bare=True, silent=True, settings={"interpret": nothing})
    project.write(["{id: mute, say: Mute the sound}"], extra=at(server))
    with pytest.raises(StepChangedNothing) as error:
        project.run()
    assert (error.value.what, error.value.hint) == (
        'step "mute" changed nothing',
        "say what should be different",
    )


def test_a_step_that_failed_is_remembered_and_the_plan_says_so(project, hosted):
    server = hosted(bare=True)
    project.write([STEPS[0], "{id: splines, say: Reticulate the splines}", WARM], extra=at(server))
    with pytest.raises(StepFailed):
        project.run()
    planned = project.plan()
    assert [s.action for s in planned.steps] == ["cached", "failed", "unreached"]
    assert "Reticulate the splines" in planned.failed.reason
    assert planned.failed.reason.endswith(
        "say it differently, or send it again: nemobuild lock update splines"
    )
    assert api.lock_check(project.recipe)[0].startswith("splines: ")
    with pytest.raises(StepChangedNothing) as error:
        project.run()
    assert error.value.what.startswith('step "splines" changed nothing when it was sent: ')
    assert error.value.hint == "say it differently, or send it again: nemobuild lock update splines"
    assert sent_texts(server)["Reticulate the splines"] == 1
