"""The frames of a message. The golden file's events were read and written back by google-adk 2.13.0's `Event` unchanged:
`Event.model_validate(x).model_dump(mode="json", by_alias=True, exclude_none=True) == x` for each of them."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nemobuild.backend.events import AgentEvent, Called, Fell, Form, Framing, Returned, Said

GOLDEN = Path(__file__).parent / "golden"
EVENTS: tuple[AgentEvent, ...] = (
    Called(
        call_id="call-1",
        name="apply_edit",
        args={"ops": [{"family": "title", "span": [0, 7], "x": 0.5, "n": None}]},
    ),
    Returned(call_id="call-1", name="apply_edit", response={"status": "success", "changed": True}),
    Returned(call_id="call-2", name="apply_edit", response={"error": "not understood"}),
    Said(text='Added the title "标题\u2028\u0085".'),
    Fell(code="MODEL_RETURNED_NO_CONTENT", message="the model returned no content"),
)


def framing(form: Form, *, fragments: bool = False) -> Framing:
    numbers = itertools.count(1)
    return Framing(
        form=form,
        fragments=fragments,
        invocation_id="e-1",
        new_id=lambda: f"id-{next(numbers)}",
        clock=lambda: 1795223255.25,
    )


def body(form: Form, *, fragments: bool = False) -> bytes:
    wire = framing(form, fragments=fragments)
    return b"".join(frame for event in EVENTS for frame in wire.frames(event))


def test_frames_are_those_of_the_golden_files() -> None:
    assert body("adk", fragments=True) == (GOLDEN / "adk.body").read_bytes()
    assert body("typed") == (GOLDEN / "typed.body").read_bytes()


def test_an_event_has_the_fields_of_adks_own_and_no_others() -> None:
    """The recorded answer of ADK's server has exactly these, in this order."""
    recorded = ["content", "invocationId", "author", "actions", "nodeInfo", "id", "timestamp"]
    (frame,) = framing("adk").frames(Said(text="a"))
    assert list(json.loads(frame.removeprefix(b"data: "))) == recorded


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), JSON), st.text(), st.sampled_from(["adk", "typed"]))
def test_any_content_is_one_ascii_line_that_reads_back(args: dict[str, Any], text: str, form: Form) -> None:
    for event in (Called(call_id="c", name="n", args=args), Said(text=text)):
        for frame in framing(form).frames(event):
            assert frame.isascii()
            assert frame.endswith(b"\n\n")
            assert frame.count(b"\n") == 2
            assert b"\r" not in frame
    called, said = (
        _read(next(framing("adk").frames(e)))
        for e in (Called(call_id="c", name="n", args=args), Said(text=text))
    )
    assert called["content"]["parts"][0]["functionCall"]["args"] == args
    assert _text(said) == text


def _read(frame: bytes) -> dict[str, Any]:
    return dict(json.loads(frame.removeprefix(b"data: ")))


def _text(event: dict[str, Any]) -> str:
    return str(event["content"]["parts"][0]["text"])


@given(st.text(min_size=1))
def test_fragments_add_up_to_their_whole(text: str) -> None:
    *fragments, whole = (_read(frame) for frame in framing("adk", fragments=True).frames(Said(text=text)))
    assert all(fragment["partial"] for fragment in fragments)
    assert "".join(_text(fragment) for fragment in fragments) == _text(whole) == text
