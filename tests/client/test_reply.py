"""Events to a reply, and the phases of a message."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.client.reply import (
    MAX_TEXT,
    MOVES,
    Phase,
    Reader,
    Said,
    Signal,
    ToolCalled,
    ToolFailed,
    move,
)
from nemobuild.client.sse import Decoder, ServerSentEvent

CAPTURES = Path(__file__).parents[1] / "wire" / "captures"


def hear(*datas, end=Signal.ENDED):
    reader = Reader()
    reader.signal(Signal.ACCEPTED)
    progress = []
    for data in datas:
        text = data if isinstance(data, str) else json.dumps(data)
        progress += reader.receive(ServerSentEvent(data=text))[1]
    progress += reader.signal(end)
    return reader.reply(), progress


def replay(name):
    return hear(*(event.data for event in Decoder().feed((CAPTURES / f"{name}.body").read_bytes())))


def adk(*parts, **fields):
    return {"author": "nemo_agent", "content": {"parts": list(parts), "role": "model"}, **fields}


def typed(text):
    return {"type": "text", "content": text}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("agent-text.s1", "Hello from the oracle."),
        ("agent-stream_mode.s1", "Adding background music ♪ 完成。"),
        ("agent-tool.s1", "Added the title."),
        ("agent-silent.s1", ""),
        ("agent-noop.s1", ""),
        ("agent-error_event.s1", ""),
        ("agent-raise_mid.s1", "working"),
        ("agent-raise_mid.adk-1.20", "working"),
        ("llm-hello.s1", "Done: the layer 已添加 is in place."),
        ("llm-silent.s0", ""),
        ("llm-tool.s1", "Let me add it.\nDone: the layer 已添加 is in place."),
        ("starlette-slow", "done after 7s"),
    ],
)
def test_the_text_of_a_capture(name, text):
    reply, _ = replay(name)
    assert reply.text == text
    assert reply.outcome == "completed"


def test_an_error_event_and_both_kinds_of_error_frame_are_errors():
    assert replay("agent-error_event.s1")[0].errors == ("RESOURCE_EXHAUSTED: quota 用尽: retry in 30s",)
    assert replay("agent-raise_mid.s1")[0].errors == ('ValueError: disk "full" at C:\\tmp 渲染失败 end',)
    assert replay("agent-raise_mid.adk-1.20")[0].errors == ('disk "full" at C:\\tmp',)


def test_a_silent_edit_is_not_an_error():
    reply, progress = replay("llm-silent.s0")
    assert reply.errors == ()
    assert progress == [ToolCalled(name="add_layer")]


def test_progress_says_whole_texts_and_calls_in_their_order():
    _, progress = replay("llm-tool.s1")
    assert progress == [
        Said(text="Let me add it."),
        ToolCalled(name="add_layer"),
        Said(text="Done: the layer 已添加 is in place."),
    ]


def test_a_tool_that_failed_is_a_tool_error_and_no_stream_error():
    reply, progress = hear(
        adk({"functionResponse": {"name": "apply_edit", "response": {"error": "no clip 4"}}})
    )
    assert reply.tool_errors == ("apply_edit: no clip 4",)
    assert reply.errors == ()
    assert progress == [ToolFailed(name="apply_edit", error="no clip 4")]


def test_one_failure_told_twice_is_one_error():
    reply, _ = hear(adk(errorCode="X", errorMessage="out of disk"), {"error": "out of disk"})
    assert reply.errors == ("X: out of disk",)


def test_a_code_of_the_protocol_in_the_stream_is_named():
    assert hear({"error": {"message": "no credits", "code": 2001}})[0].codes == {2001: "no credits"}
    told = [adk(errorCode="2001", errorMessage=words) for words in ("need 40, have 3", "later")]
    assert hear(*told, adk(errorCode="429"))[0].codes == {2001: "need 40, have 3", 429: ""}


def test_fragments_without_their_whole_are_the_text():
    assert (
        hear(adk({"text": "Tri"}, partial=True), adk({"text": "mmed."}, partial=True))[0].text == "Trimmed."
    )


def test_fragments_and_whole_may_share_an_id():
    parts = [adk({"text": t}, partial=p, id="same") for t, p in [("a", True), ("b", True), ("ab", False)]]
    assert hear(*parts)[0].text == "ab"


def test_pieces_of_the_typed_form_are_joined_as_they_are_unless_they_are_sentences():
    assert hear(typed("Add"), typed("ed "), typed("it."))[0].text == "Added it."
    assert hear(typed("Added it."), typed("All good."))[0].text == "Added it. All good."


def test_the_typed_form_and_the_adk_form_give_the_same_reply():
    first, _ = hear(typed("Done."), {"type": "tool_call", "name": "t", "args": {"a": 1}})
    second, _ = hear(adk({"text": "Done."}), adk({"functionCall": {"name": "t", "args": {"a": 1}}}))
    assert first == second


def test_a_temporary_issue_after_an_answer_is_noise():
    noise = "I encountered a temporary issue. Please try again."
    assert hear(adk({"text": "Trimmed."}), adk({"text": noise}))[0].text == "Trimmed."
    assert hear(adk({"text": f"Trimmed.\nSorry, {noise}"}))[0].text == "Trimmed."
    assert hear(adk({"functionCall": {"name": "t"}}), adk({"text": noise}))[0].text == ""
    assert hear(adk({"text": noise}))[0].text == noise


def test_gui_instructions_are_not_shown_and_what_they_ask_for_is_kept():
    reply, progress = hear(adk({"text": "Title added. Click the Export button to download it."}))
    assert reply.text == "Title added."
    assert reply.actions == ("export",)
    assert progress == [Said(text="Title added.")]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Which clip do you mean?", True),
        ("你要剪哪一段？", True),
        ('Did you mean "intro"? There are two.', True),
        ("Trimmed to 3 s.", False),
        ("See https://example.com/a?b=c for it.", False),
    ],
)
def test_a_question_back_is_seen(text, question):
    assert hear(adk({"text": text}))[0].question is question


def test_what_cannot_be_read_is_a_warning_said_once():
    reply, _ = hear("?", "?", adk({"text": "ok"}))
    assert reply.warnings == ("an event cannot be read: it is not JSON",)
    assert reply.text == "ok"


def test_the_place_of_recovery_is_in_the_table():
    """Whatever the end of the stream, the state decides; and nothing in the table leads back to sending."""
    for end, outcome in [
        (Signal.ENDED, "completed"),
        (Signal.BROKE, "dropped"),
        (Signal.TIMED_OUT, "timed_out"),
    ]:
        reply, _ = hear(end=end)
        assert reply.outcome == outcome
        assert reply.settled(changed=True).phase is Phase.APPLIED
        assert reply.settled(changed=False).phase is Phase.UNCHANGED
    assert Phase.SENDING not in MOVES.values()


def test_a_signal_out_of_turn_is_a_bug():
    with pytest.raises(AssertionError, match="ACCEPTED cannot follow COMPLETED"):
        move(Phase.COMPLETED, Signal.ACCEPTED)


@given(st.lists(st.sampled_from(["a", " b", "é", "\n", "。"]), min_size=1, max_size=6), st.data())
def test_fragments_before_their_whole_never_change_the_text(pieces, draw):
    shown = draw.draw(st.integers(0, len(pieces)))
    fragments = [adk({"text": piece}, partial=True) for piece in pieces[:shown]]
    whole = adk({"text": "".join(pieces)})
    assert hear(*fragments, whole)[0].text == hear(whole)[0].text


CUT = ("the reply is too long and was cut",)


@pytest.mark.parametrize(
    "said",
    [
        [adk({"text": "x" * 700_000})] * 4,
        [adk({"text": "x" * 1_900_000})],
        [typed("x" * 1_900_000)],
        [typed("x" * 100_000)] * 11,
        [adk({"text": "x" * 100_000}, partial=True)] * 11,
        [*[adk({"text": "x" * 100_000}, partial=True)] * 11, adk({"text": "x" * 1_100_000})],
        [typed("x" * 700_000), {"type": "tool_call", "name": "t"}, typed("x" * 700_000)],
    ],
)
def test_a_reply_without_end_is_cut_with_a_warning(said):
    reply, _ = hear(*said)
    assert reply.text.count("x") == MAX_TEXT
    assert reply.warnings == CUT


def test_fragments_and_their_whole_count_once():
    parts = [adk({"text": "x" * 100_000}, partial=True)] * 9
    reply, _ = hear(*parts, adk({"text": "x" * 900_000}), *parts[:1], adk({"text": "x" * 100_000}))
    assert reply.text.count("x") == MAX_TEXT
    assert reply.warnings == ()
