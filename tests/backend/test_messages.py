"""Messages: what is streamed, what is recorded, what it costs, and what happens when the stream breaks."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from nemobuild.backend.settings import Faults


def part(event: dict[str, Any]) -> dict[str, Any]:
    return dict(event["content"]["parts"][0])


def test_a_refusal_leaves_the_draft_and_says_why(start: Any) -> None:
    """A call, a response with `error`, and a text that names what would be understood."""
    caller = start()
    before = caller.draft()
    call, failed, said = caller.send("make it pop")
    assert part(call)["functionCall"] == {
        "id": part(failed)["functionResponse"]["id"],
        "args": {"ops": []},
        "name": "apply_edit",
    }
    response = part(failed)["functionResponse"]["response"]
    assert response["error"] == "not understood"
    assert response["refused"][0]["text"] == "make it pop"
    assert part(said) == {"text": 'Not done: not understood. Say "title …".'}
    assert caller.draft() == before
    assert [m.state for m in caller.server.messages()] == ["refused"]


def test_a_question_is_asked_without_a_call(caller: Any) -> None:
    assert [part(event) for event in caller.send("ask")] == [{"text": "Which clip do you mean?"}]
    assert caller.draft()["t"] == []


def test_an_error_of_ours_is_a_refusal_in_its_words(caller: Any) -> None:
    _, failed, said = caller.send("fail")
    assert part(failed)["functionResponse"]["response"] == {"error": "the talk has no sound"}
    assert part(said) == {"text": "the talk has no sound. use another film"}


def test_a_bug_ends_in_an_error_event_without_its_details(start: Any, tmp_path: Any) -> None:
    caller = start()
    (event,) = caller.send("break")
    assert (event["errorCode"], event["errorMessage"]) == ("INTERNAL", "the edit failed: a bug in nemobuild")
    assert [m.state for m in caller.server.messages()] == ["failed"]
    logged = (tmp_path / "data" / "errors.log").read_text()
    assert "the interpreter crashed" in logged and "a bug with a secret in it" in logged
    assert len(caller.send("title A")) == 3


def test_an_edit_that_changes_nothing_says_so(start: Any) -> None:
    caller = start(credits=10)
    _, done, _ = caller.send("same")
    assert part(done)["functionResponse"]["response"] == {"status": "success", "changed": False}
    assert caller.credits()["available"] == 10


def test_undo_goes_back_step_by_step(caller: Any) -> None:
    drafts = [caller.draft()]
    for word in ("A", "B", "C"):
        caller.send(f"title {word}")
        drafts.append(caller.draft())
    for expected in (drafts[2], drafts[1]):
        caller.send("undo")
        assert caller.draft() == expected
    caller.send("title D")
    caller.send("undo")
    assert caller.draft() == drafts[1]


def test_segments_get_ids_of_the_servers_own_which_stay(caller: Any) -> None:
    caller.send("title A")
    first = caller.draft()["t"][0]["sg"][0]["id"]
    caller.send("title B")
    ids = [segment["id"] for segment in caller.draft()["t"][0]["sg"]]
    assert ids[0] == first
    assert len(set(ids)) == 2


# --- credits ------------------------------------------------------------------------------------------------------


def test_credits_are_spent_by_applied_edits_only(start: Any) -> None:
    caller = start(credits=5, edit_cost=2)
    assert caller.data(caller.get("/api/capabilities"))["charges"] is True
    assert caller.credits() == {"available": 5, "frozen": 0, "total": 5}
    for text, left in (("title A", 3), ("nonsense", 3), ("ask", 3), ("break", 3), ("title B", 1)):
        caller.send(text)
        assert caller.credits() == {"available": left, "frozen": 0, "total": left}
    answer = caller.post("/run_sse", caller.message("title C"))
    assert answer.status_code == 403
    assert answer.json() == {
        "code": 2001,
        "message": "out of credits",
        "hint": "start the server with more --credits",
    }
    assert [m.text for m in caller.server.messages()][-1] == "title B"


def test_credits_are_frozen_while_a_message_is_in_work(start: Any) -> None:
    arrived, go = threading.Event(), threading.Event()

    def hold(moment: str) -> None:
        if moment == "interpreted":
            arrived.set()
            assert go.wait(20)

    caller = start(credits=5, edit_cost=2, faults=Faults(hold=hold))
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(caller.send, "title A")
        assert arrived.wait(20)
        assert caller.credits() == {"available": 3, "frozen": 2, "total": 5}
        assert caller.draft()["t"] == []
        go.set()
        assert len(sent.result(20)) == 3
    assert caller.credits() == {"available": 3, "frozen": 0, "total": 3}


def test_a_second_message_while_one_is_in_work_is_refused_and_harms_nothing(start: Any) -> None:
    """ADK's own server destroys the first one; this one answers 409 and records nothing."""
    arrived, go = threading.Event(), threading.Event()

    def hold(moment: str) -> None:
        if moment == "accepted":
            arrived.set()
            assert go.wait(20)

    caller = start(faults=Faults(hold=hold))
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(caller.send, "title A")
        assert arrived.wait(20)
        answer = caller.post("/run_sse", caller.message("title B"))
        restored = caller.post(f"/api/state/nemo_agent/me/{caller.session_id}/restore", {"draft": {}})
        go.set()
        assert len(sent.result(20)) == 3
    for refusal in (answer, restored):
        assert refusal.status_code == 409
        assert refusal.json() == {
            "code": 409,
            "message": "a message to this session is still in work",
            "hint": "wait until its stream has ended, then send again",
        }
    assert [(m.text, m.state) for m in caller.server.messages()] == [("title A", "applied")]


# --- faults -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("events", [0, 1, 2, 3])
@pytest.mark.parametrize("form", ["adk", "typed"])
def test_a_cut_stream_loses_words_and_never_the_edit(events: int, form: str, start: Any) -> None:
    caller = start(form=form, faults=Faults(drop_after_events=events, on_messages=frozenset({2})))
    assert len(caller.send("title A")) == 3
    received = bytearray()
    with (
        pytest.raises(httpx.RemoteProtocolError),
        caller.http.stream(
            "POST", "/run_sse", json=caller.message("title B"), headers=caller.headers
        ) as answer,
    ):
        assert answer.status_code == 200
        for chunk in answer.iter_raw():
            received += chunk
    assert received.count(b"data: ") == events
    while caller.server.messages()[1].state == "working":
        pass
    assert len(caller.draft()["t"][0]["sg"]) == 2
    assert len(caller.send("title C")) == 3
    assert [m.text for m in caller.server.messages()] == ["title A", "title B", "title C"]


def test_a_cut_can_kill_the_edit_and_gives_its_credits_back(start: Any) -> None:
    caller = start(credits=3, faults=Faults(drop_after_events=1, drop_kills_edit=True))
    with pytest.raises(httpx.RemoteProtocolError):
        caller.send("title A")
    assert caller.draft()["t"] == []
    assert caller.credits()["available"] == 3
    assert [m.state for m in caller.server.messages()] == ["failed"]


def test_a_silent_edit_is_applied_without_a_word(start: Any) -> None:
    caller = start(faults=Faults(silent=True))
    assert [list(part(e)) for e in caller.send("title A")] == [["functionCall"], ["functionResponse"]]
    assert len(caller.draft()["t"]) == 1


def test_a_silent_edit_may_end_in_an_error_event(start: Any) -> None:
    caller = start(faults=Faults(silent_error=True))
    assert caller.send("title A")[-1]["errorCode"] == "MODEL_RETURNED_NO_CONTENT"
    assert len(caller.draft()["t"]) == 1


def test_a_late_effect_shows_after_so_many_looks(start: Any) -> None:
    """Until then its credits are frozen and the session is busy."""
    caller = start(credits=3, faults=Faults(late_looks=2))
    caller.send("title A")
    assert caller.credits() == {"available": 2, "frozen": 1, "total": 3}
    assert [len(caller.draft()["t"]) for _ in range(4)] == [0, 0, 1, 1]
    assert caller.credits() == {"available": 2, "frozen": 0, "total": 2}


def test_a_question_can_be_made_up(start: Any) -> None:
    caller = start(faults=Faults(question="Which one?", on_messages=frozenset({1})))
    assert [part(event) for event in caller.send("title A")] == [{"text": "Which one?"}]


@pytest.mark.parametrize(
    ("form", "beat"), [("adk", b": heartbeat\n\n"), ("typed", b'data: {"type":"heartbeat"}\n\n')]
)
def test_heartbeats_come_before_the_first_event(form: str, beat: bytes, start: Any) -> None:
    caller = start(form=form, faults=Faults(heartbeats=2))
    body = caller.post("/run_sse", caller.message("title A")).content
    assert body.startswith(beat * 2)
    assert body.count(beat) == 2


def test_heartbeats_come_while_the_agent_works(start: Any) -> None:
    go = threading.Event()
    caller = start(heartbeat_s=0.01, faults=Faults(hold=lambda _: bool(go.wait(20))))
    with caller.http.stream(
        "POST", "/run_sse", json=caller.message("title A"), headers=caller.headers
    ) as answer:
        chunks = answer.iter_raw()
        assert next(chunks).startswith(b": heartbeat\n\n")
        go.set()
        assert b"functionCall" in b"".join(chunks)


# --- forms --------------------------------------------------------------------------------------------------------


def test_the_typed_form(start: Any) -> None:
    call, result, text = start(form="typed").send("title A")
    assert (call["type"], call["name"], call["args"]["ops"][0]["family"]) == (
        "tool_call",
        "apply_edit",
        "title",
    )
    assert result == {
        "type": "tool_result",
        "name": "apply_edit",
        "result": {"status": "success", "changed": True},
    }
    assert text == {"type": "text", "content": "Done: title A."}


def test_fragments_come_before_their_whole(start: Any) -> None:
    events = start(fragments=True).send("title Hello there")
    fragments = [part(e)["text"] for e in events if e.get("partial")]
    assert len(fragments) > 1
    assert "".join(fragments) == part(events[-1])["text"]
    assert "partial" not in events[-1]


def test_the_stream_is_ascii_whatever_is_said(caller: Any) -> None:
    body = caller.post("/run_sse", caller.message("title 标题\u2028\u0085")).content
    assert body.isascii()
    assert b"\\u2028" in body
    assert b"\r" not in body


def test_messages_survive_a_restart_of_the_server(start: Any, tmp_path: Any) -> None:
    caller = start(data=tmp_path / "one")
    caller.send("title A")
    caller.stop()
    again = start(data=tmp_path / "one")
    again.session_id = caller.session_id
    assert again.draft()["t"][0]["sg"][0]["text"] == "A"
    assert [m.text for m in again.server.messages()] == ["title A"]


def test_a_message_that_the_disk_has_no_room_for_was_not_accepted(start: Any) -> None:
    """The answer is definite, so that nobody waits and wonders whether it arrived; room makes it work again."""
    caller = start()
    database = caller.server._database
    pages = database.row("pragma page_count")[0]
    database.rows(f"pragma max_page_count = {pages}")
    answer = caller.post("/run_sse", caller.message("title " + "A" * 60_000))
    assert answer.status_code == 424
    assert answer.json()["message"].startswith("the backend's disk cannot be written: ")
    assert answer.json()["hint"] == "free some space and run again; finished steps are kept"
    assert caller.server.messages() == ()
    database.rows("pragma max_page_count = 1000000")
    assert caller.send('title "B"')
