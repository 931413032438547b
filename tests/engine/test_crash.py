"""No message is sent twice, whatever crashes, drops or runs at the same time. Counted at the backend.

Processes are real: `NEMOBUILD_CRASH_AT` ends one right after a journal record is on disk. `NEMOBUILD_KILLS` says how
often one is killed at a random instant on top (see CONTRIBUTING).
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from nemobuild import api
from nemobuild.engine.journal import Journal
from nemobuild.engine.options import Options
from nemobuild.errors import BackendError, Interrupted, MessageUndecided, SessionNotFound
from nemobuild.timeline import draft

KILLS = int(os.environ.get("NEMOBUILD_KILLS", "4"))
STEPS = [
    "Make a slideshow of the photos",
    "'Add the title \"Hello\" for the first 2 seconds'",
    "Add crossfades between the clips",
]


def run_process(project, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", "nemobuild.cli", "run", str(project.recipe)],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def carried_out(project):
    """How often each text was carried out: what would have been charged."""
    return Counter(text for _, text, state in project.messages() if state == "applied")


def final(project):
    return draft.digest(draft.encode(project.timeline()))


@pytest.fixture
def undisturbed(built, tmp_path):
    return final(built(STEPS, tmp_path / "undisturbed"))


@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("record", ["intent", "sent", "settled", "committed"])
def test_a_process_that_dies_at_a_journal_record_is_resumed(record, nth, project, undisturbed):
    project.write(STEPS)
    died = run_process(project, NEMOBUILD_CRASH_AT=f"{record}:{nth}")
    assert died.wait(60) == 137
    said = project.run()
    assert final(project) == undisturbed
    assert set(carried_out(project).values()) == {1}
    finished = {nth - 1 + (record in ("settled", "committed"))}
    if record == "sent":  # it was on its way: it arrived, or it did not
        finished.add(nth)
    assert 3 - len(project.sent()) in finished
    found = {"intent": "did not arrive", "sent": "", "settled": "was applied"}
    told = [
        e.what.partition(" open: it ")[2] for e in said if e.kind == "warning" and "interrupted run" in e.what
    ]
    assert len(told) == (record != "committed") and all(found[record] in what for what in told)


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_process_killed_at_any_instant_is_resumed(seed, project, undisturbed):
    rng = random.Random(seed)
    project.write(STEPS)
    for _ in range(3):
        process = run_process(project)
        deadline = time.monotonic() + rng.uniform(0.1, 1.5)
        while process.poll() is None and time.monotonic() < deadline:
            os.sched_yield()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    project.run()
    assert final(project) == undisturbed
    assert set(carried_out(project).values()) == {1}, project.messages()
    print(f"crash: seed {seed}, 3 kills, {len(STEPS)} messages, 0 duplicates")


def test_two_runs_at_once_send_each_message_once(project, undisturbed):
    project.write(STEPS)
    both = [run_process(project), run_process(project)]
    codes = sorted(process.wait(60) for process in both)
    assert codes in ([0, 12], [0, 0])
    assert set(carried_out(project).values()) == {1}
    assert final(project) == undisturbed


# --- streams that break. The server is somebody else's, so the engine cannot know more than the state says.


def sent_texts(server):
    return Counter(m.text for m in server.messages())


@pytest.mark.parametrize("events", range(4))
def test_a_stream_cut_at_any_event_is_sent_once(events, project, hosted, undisturbed):
    server = hosted(drop_after_events=events)
    project.write(STEPS, extra=f"backend: {server.url}").run()
    assert final(project) == undisturbed
    assert set(sent_texts(server).values()) == {1}


def test_a_silent_edit_is_seen_in_the_state(project, hosted, undisturbed):
    server = hosted(silent=True)
    project.write(STEPS, extra=f"backend: {server.url}").run()
    assert final(project) == undisturbed


def test_an_edit_that_shows_late_is_waited_for(project, hosted, undisturbed):
    server = hosted(late_looks=2)
    project.write(STEPS, extra=f"backend: {server.url}").run()
    assert final(project) == undisturbed
    assert set(sent_texts(server).values()) == {1}


@pytest.fixture
def undecided(project, hosted):
    """A run that ended with exit 8: the stream broke and the state stayed as it was."""
    server = hosted(drop_after_events=0, drop_kills_edit=True, on_messages=frozenset({2}))
    project.write(STEPS, extra=f"backend: {server.url}")
    with pytest.raises(MessageUndecided) as error:
        project.run()
    assert error.value.exit_code == 8
    assert (error.value.what, error.value.hint) == (f"{UNDECIDED} (the connection broke)", DECIDE)
    return server


TITLE = "add-the-title-hello-for-the"
UNDECIDED = f'the message of step "{TITLE}" may or may not have arrived'
DECIDE = (
    f"look at the session, then: nemobuild resolve {TITLE} --applied, or: nemobuild resolve {TITLE} --resend"
)


def warnings(project):
    return [e.what for e in project.said if e.kind == "warning"]


def test_what_cannot_be_decided_stays_with_the_user(project, undecided):
    """Another run asks again and sends nothing."""
    with pytest.raises(MessageUndecided):
        project.run()
    assert warnings(project) == [f'looking whether the message of step "{TITLE}" arrived; up to 5 minutes']
    assert len(undecided.messages()) == 2


def test_a_run_with_another_backend_does_not_ask_that_one(project, undecided):
    project.run(backend="local")
    [told] = warnings(project)
    assert told.startswith(f'an interrupted run left step "{TITLE}" open: it was sent to {undecided.url} and')
    assert told.endswith(" and is still open; a run with that backend finds out")


def test_a_message_to_a_session_that_is_gone_cannot_be_decided(project, undecided, monkeypatch):
    def gone(*_args):
        raise SessionNotFound("the session is gone (1002)")

    monkeypatch.setattr("nemobuild.client.session.Client.state", gone)
    with pytest.raises(MessageUndecided) as error:
        project.run()
    assert (error.value.what, error.value.hint) == (f"{UNDECIDED} (its session is gone)", DECIDE)


def test_a_message_to_another_address_cannot_be_decided(project, hosted, monkeypatch):
    first = hosted(drop_after_events=0, drop_kills_edit=True)
    second = hosted(folder="elsewhere")
    monkeypatch.setenv("NEMO_API_URL", first.url)
    project.write(STEPS[:1], extra="backend: nemo")
    with pytest.raises(MessageUndecided):
        project.run()
    monkeypatch.setenv("NEMO_API_URL", second.url)
    with pytest.raises(MessageUndecided) as error:
        project.run()
    assert error.value.what.endswith(f"(it went to {first.url}, not to {second.url})")


def test_a_backend_that_keeps_credits_frozen_did_not_finish(project, hosted, monkeypatch):
    from nemobuild.client import recover
    from nemobuild.client.model import Credits
    from nemobuild.engine import runner, sending

    server = hosted()
    asked = []

    def frozen_from_now_on(_client):
        asked.append(1)
        return Credits(available=50, frozen=0 if len(asked) == 1 else 1, total=100)

    pace = recover.SettlePace(first_s=0.001, longest_s=0.001, deadline_s=0.01)
    monkeypatch.setattr(runner, "HOSTED", sending.Paces(settle=pace, drop=recover.Pace()))
    monkeypatch.setattr("nemobuild.client.session.Client.credits", frozen_from_now_on)
    project.write(STEPS[:1], extra=f"backend: {server.url}")
    with pytest.raises(BackendError) as error:
        project.run()
    assert error.value.what.startswith("the backend did not finish: ")
    assert error.value.hint == "run again later; nothing is sent twice"


def test_a_run_that_is_stopped_between_steps_says_how_to_go_on(project):
    stop = threading.Event()

    def after_the_first(event):
        if event.kind == "step.verified":
            stop.set()

    project.write(STEPS)
    with pytest.raises(Interrupted) as error:
        api.run(project.recipe, options=Options(), emit=after_the_first, stop=stop)
    assert (error.value.what, error.value.hint) == (
        "stopped; finished steps are recorded",
        "run again to go on",
    )
    assert len(project.messages()) == 1


def test_resend_sends_it_again(project, undecided, undisturbed):
    api.resolve(project.recipe, "add-the-title-hello-for-the", "resend")
    project.run()
    assert final(project) == undisturbed


def test_applied_takes_the_session_as_it_is(project, undecided):
    api.resolve(project.recipe, "add-the-title-hello-for-the", "applied")
    assert Journal(project.folder / ".nemobuild" / "film.journal").read()[0][-1].kind == "committed"


def test_a_render_that_fails_once_is_asked_for_again(project, hosted):
    server = hosted(broken_renders=1, failing_renders=1)
    project.write(STEPS[:1], extra=f"backend: {server.url}").run()
    assert (project.folder / "dist" / "o.jpg").exists()


def test_renders_that_keep_failing_put_nothing_in_place(project, hosted):
    server = hosted(broken_renders=9)
    project.write(STEPS[:1], extra=f"backend: {server.url}")
    with pytest.raises(BackendError, match="the render failed"):
        project.run()
    assert list((project.folder / "dist").glob("*")) == []


def test_replaying_for_money_needs_a_word(project, hosted):
    from nemobuild.errors import UsageError

    server = hosted(instead=())
    project.write(STEPS, extra=f"backend: {server.url}").run()
    hints = project.folder / ".nemobuild" / "film.sessions.json"
    hints.unlink()
    project.write([*STEPS[:2], "Give it a warm look"], extra=f"backend: {server.url}")
    with pytest.raises(UsageError, match="2 recorded steps would have to be sent and paid again") as error:
        project.run()
    assert error.value.hint == "if that is worth it: nemobuild run --allow-replay"
    assert len(server.messages()) == 3


def test_a_budget_in_credits_is_what_the_backend_charges(project, hosted):
    server = hosted()
    said = project.write(STEPS, extra=f"backend: {server.url}").run()
    assert said[-1].credits == 3
    assert Path(project.folder / "film.lock").read_text().count('"credits": 1') == 3


def test_options_are_values():
    assert Options() == Options()
