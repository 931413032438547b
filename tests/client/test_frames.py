"""One event to what it says: both forms, in the protocol's order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.client.frames import (
    Fragment,
    Heartbeat,
    StateDelta,
    StreamError,
    ToolCall,
    ToolResult,
    Unreadable,
    Whole,
    read,
)


@pytest.mark.parametrize(
    ("data", "frames"),
    [
        ("", [Heartbeat()]),
        ("  ", [Heartbeat()]),
        ("[DONE]", [Heartbeat()]),
        ('{"type":"heartbeat"}', [Heartbeat()]),
        ('{"type":"text","content":"Hi"}', [Fragment(text="Hi", repeated=False)]),
        ('{"type":"tool_call","name":"t","args":{"a":1}}', [ToolCall(name="t", args={"a": 1})]),
        ('{"type":"tool_result","name":"t","result":{"ok":true}}', [ToolResult(name="t")]),
        ('{"type":"tool_result","name":"t","result":{"error":"no"}}', [ToolResult(name="t", error="no")]),
        ('{"type":"tool_result","name":"t","result":{"recalls":true}}', [ToolResult(name="t", recalls=True)]),
        ('{"type":"tool_result","name":"t","result":{"recalls":"yes"}}', [ToolResult(name="t")]),
        ('{"type":"error","message":"out","code":2001}', [StreamError(text="out", code="2001")]),
        ('{"type":"sparkle"}', [Unreadable(why='an event of type "sparkle" is not known')]),
        ('{"error":"boom"}', [StreamError(text="boom")]),
        ('{"error":{"message":"boom","code":429}}', [StreamError(text="boom", code="429")]),
        ('{"error":"disk "full" at C:\\tmp', [StreamError(text='disk "full" at C:\\tmp')]),
        ("not json", [Unreadable(why="an event cannot be read: it is not JSON")]),
        ("[1]", [Unreadable(why="an event is not a JSON object")]),
        ("{" * 5 + '"a":' * 3, [Unreadable(why="an event cannot be read: it is not JSON")]),
        ('{"a":' * 200 + "1" + "}" * 200, [Unreadable(why="an event cannot be read: it is nested too deeply")]),
        ('{"a":' * 99999, [Unreadable(why="an event cannot be read: it is nested too deeply")]),
        ('{"author":"a","content":{"parts":[{"text":"Hi"}]},"partial":true}', [Fragment(text="Hi", repeated=True)]),
        ('{"author":"a","content":{"parts":[{"text":"H"},{"text":"i"}]}}', [Whole(text="Hi")]),
        ('{"author":"a","content":{"parts":[{"text":"hm","thought":true},{"text":"Hi"}]}}', [Whole(text="Hi")]),
        ('{"author":"a","content":{"parts":[{"text":"x"}],"role":"user"}}', []),
        ('{"type":"text","author":"a","content":{"parts":[{"text":"Hi"}]}}', [Whole(text="Hi")]),
        ('{"author":"a","error":"x","content":{"parts":[]}}', []),
        ('{"author":"a","errorCode":"MODEL_RETURNED_NO_CONTENT","errorMessage":"m"}', []),
        ('{"author":"a","errorCode":"SAFETY"}', [StreamError(text="SAFETY", code="SAFETY")]),
        ('{"author":"a","error_code":"X","error_message":"m"}', [StreamError(text="m", code="X")]),
        ('{"author":"a","actions":{"state_delta":{"k":1}}}', [StateDelta(values={"k": 1})]),
        ('{"author":"a","partial":true,"actions":{"stateDelta":{"k":1}}}', []),
        ('{"author":"a","partial":true,"content":{"parts":[{"functionCall":{"name":"t"}}]}}', []),
        (
            '{"author":"a","content":{"parts":[{"function_call":{"id":"1","name":"t","args":{}}}]}}',
            [ToolCall(name="t", id="1")],
        ),
        (
            '{"author":"a","content":{"role":"user","parts":[{"functionResponse":{"name":"t","response":{"error":"e"}}}]}}',
            [ToolResult(name="t", error="e")],
        ),
        ('{"author":"a","content":{"parts":[{"inlineData":{"data":"_-8="}}]}}', []),
        ('{"author":5,"content":[1],"actions":"x","errorCode":7}', []),
        ('{"author":"a","content":{"parts":[null,3,{"text":null,"functionCall":"x"}]}}', []),
        ('{"author":"a","content":{"parts":[{"text":"a\\ud800b\\u001b[31mc\\u0007"}]}}', [Whole(text="a\ufffdbc")]),
    ],
)  # fmt: skip
def test_what_an_event_says(data, frames):
    assert list(read(data)) == frames


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["type", "author", "content", "parts", "text", "error", "code", "errorCode", "partial",
                         "functionCall", "functionResponse", "response", "actions", "stateDelta", "name", "args"]),
        inner, max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@given(json_values)
def test_no_json_makes_it_raise_and_no_text_can_harm_a_terminal(value):
    import json

    for frame in read(json.dumps(value)):
        if isinstance(frame, (Fragment, Whole, StreamError)):
            frame.text.encode()
            assert not any(ord(c) < 32 and c not in "\n\t" for c in frame.text)


@given(st.text())
def test_no_text_makes_it_raise(text):
    assert read(text)


def test_a_long_broken_frame_is_no_burden():
    assert isinstance(read('{"error":' + " " * 1_000_000 + "x")[0], StreamError)
    assert isinstance(read('{"error": "' + '"' * 1_000_000)[0], StreamError)
