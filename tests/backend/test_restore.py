"""Restoring a recorded draft: the same edit in another session, another server, with what undo goes back to."""

from __future__ import annotations

from typing import Any

import pytest

from nemobuild.timeline.draft import canonical, digest, localized


def recorded(caller: Any) -> dict[str, Any]:
    """A draft as a lock keeps it: without ids, URLs as digests."""
    state = caller.state()
    return canonical(state["draft"], {info["cdn_url"]: info["hash"] for info in state["video_infos"]})


def restored(caller: Any, draft: Any, **fields: Any) -> Any:
    body = {"draft": draft, **fields}
    return caller.post(f"/api/state/nemo_agent/me/{caller.session_id}/restore", body)


def test_a_draft_restored_elsewhere_has_the_same_digest_and_goes_on(
    start: Any, film: bytes, tmp_path: Any
) -> None:
    first = start(data=tmp_path / "one")
    first.upload(("a.mp4", film))
    first.send("show a.mp4")
    first.send("title A")
    lock = recorded(first)

    second = start(data=tmp_path / "two")
    (info,) = second.data(second.upload(("a.mp4", film)))["files"]
    answer = second.data(restored(second, localized(lock, {info["hash"]: info["cdn_url"]})))
    assert answer["draft"] == second.draft()
    assert digest(recorded(second)) == digest(lock)
    assert second.draft()["t"][0]["sg"][0]["source"]["url"] == info["cdn_url"]
    first.send("title B")
    second.send("title B")
    assert digest(recorded(second)) == digest(recorded(first))
    assert [m.text for m in second.server.messages()] == ["title B"]


def test_a_canonical_draft_is_taken_as_it_is(caller: Any, picture: bytes) -> None:
    caller.upload(("a.png", picture))
    caller.send("show a.png")
    lock = recorded(caller)
    caller.open()
    caller.upload(("a.png", picture))
    assert restored(caller, lock).status_code == 200
    assert recorded(caller) == lock


def test_drafts_restored_one_after_the_other_can_be_undone(caller: Any) -> None:
    drafts = []
    for word in "ABC":
        caller.send(f"title {word}")
        drafts.append(caller.draft())
    caller.open()
    for draft in drafts:
        restored(caller, draft)
    caller.send("undo")
    assert caller.draft() == drafts[1]


def test_a_history_replaces_what_undo_goes_back_to(caller: Any) -> None:
    drafts = []
    for word in "ABC":
        caller.send(f"title {word}")
        drafts.append(caller.draft())
    restored(caller, drafts[2], history=[drafts[0]])
    caller.send("undo")
    assert caller.draft() == drafts[0]
    caller.send("undo")
    assert caller.draft()["t"] == []


def test_unknown_fields_are_kept_as_they_came(caller: Any) -> None:
    draft = {
        "t": [{"tt": 99, "sg": [{"q": 1}], "x": None}, {"tt": 7, "sg": [{"d": 5, "text": "A", "y": [1]}]}],
        "z": {"a": 1},
    }
    restored(caller, draft)
    found = caller.draft()
    assert found["z"] == {"a": 1}
    assert found["t"][0] == draft["t"][0]
    assert found["t"][1]["sg"][0]["y"] == [1]


@pytest.mark.parametrize(
    ("draft", "code", "message"),
    [
        (3, 422, "draft: an object is needed"),
        ({"m": 5}, 422, "draft: it is not a draft"),
        (
            {"t": [{"tt": 0, "sg": [{"d": 1, "source": {"digest": "ab" * 32, "name": "talk.mp4"}}]}]},
            400,
            'the draft uses "talk.mp4", which this session does not hold',
        ),
        (
            {"t": [{"tt": 1, "sg": [{"d": 1, "source": {"url": "asset:" + "cd" * 32}}]}]},
            400,
            f'the draft uses "asset:{"cd" * 32}", which this session does not hold',
        ),
    ],
)
def test_a_draft_that_cannot_be_restored_changes_nothing(
    draft: Any, code: int, message: str, caller: Any
) -> None:
    caller.send("title A")
    before = caller.draft()
    answer = restored(caller, draft).json()
    assert (answer["code"], answer["message"]) == (code, message)
    assert caller.draft() == before


@pytest.mark.parametrize("history", [3, [3], {}])
def test_a_history_is_a_list_of_drafts(history: Any, caller: Any) -> None:
    answer = restored(caller, {}, history=history).json()
    assert (answer["code"], answer["message"]) == (422, "history: a list of drafts is needed")


@pytest.mark.parametrize("said", ["title A", ["title A"], ["title A", 3], ["a", "b", "c"]])
def test_what_was_said_is_a_text_for_each_draft(said: Any, caller: Any) -> None:
    answer = restored(caller, {}, history=[{}], said=said).json()
    told = "said: a list of texts is needed, one for each of the history and one for the draft"
    assert (answer["code"], answer["message"]) == (422, told)


@pytest.mark.parametrize(
    "draft",
    [
        {"t": "x", "m": [], "d": -1},
        {"t": "x", "d": -1},
        {"t": [{"tt": 0, "sg": [{"d": 10**40, "source": 3, "start": "a"}]}]},
        {"t": [{"tt": 0, "sg": [[]]}, 3]},
        {"t": [], "m": {"width": 1e300, "title": 3}},
        {"m": {"a": [[[[[[]]]]]]}},
    ],
)
def test_hostile_drafts_are_kept_or_refused_and_never_crash(draft: Any, caller: Any) -> None:
    assert restored(caller, draft).status_code in (200, 400, 422)
    assert caller.get(f"/api/state/nemo_agent/me/{caller.session_id}/latest").status_code == 200


def test_a_draft_nested_without_end_is_refused(caller: Any) -> None:
    raw = b'{"draft": {"m": ' + b'{"a": ' * 900 + b"1" + b"}" * 900 + b"}}"
    path = f"/api/state/nemo_agent/me/{caller.session_id}/restore"
    answer = caller.http.post(path, content=raw, headers=caller.headers)
    assert answer.status_code in (200, 422)
    assert caller.get(f"/api/state/nemo_agent/me/{caller.session_id}/latest").status_code == 200


@pytest.mark.parametrize("said", [3, ["a"], [1, 2], "ab"])
def test_what_was_said_is_a_list_of_texts(said: Any, caller: Any) -> None:
    answer = restored(caller, {}, history=[{}], said=said).json()
    message = "said: a list of texts is needed, one for each of the history and one for the draft"
    assert (answer["code"], answer["message"]) == (422, message)


def test_what_was_said_is_known_again(caller: Any) -> None:
    caller.send("title A")
    draft = caller.draft()
    restored(caller, draft, history=[{}], said=["nothing", "title A"])
    turns = caller.server.turns(caller.session_id)
    assert [turn.said for turn in turns] == ["", "nothing", "title A"]


def test_the_first_edit_can_be_undone(caller: Any) -> None:
    caller.send("title A")
    caller.send("undo")
    assert caller.draft().get("t", []) == []
