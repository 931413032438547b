"""The decoder, by the WHATWG rules: any cut of the bytes gives the same events."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.client.sse import Decoder, ServerSentEvent, TooLarge

CAPTURES = sorted((Path(__file__).parents[1] / "wire" / "captures").glob("*.body"))
COUNTS = {
    "agent-error_event.s1": 1, "agent-noop.s1": 0, "agent-raise_mid.adk-1.20": 3, "agent-raise_mid.s1": 3,
    "agent-silent.s1": 2, "agent-stream_mode.s1": 7, "agent-text.s1": 1, "agent-tool.s1": 3, "agent-unicode.s1": 1,
    "llm-hello.s1": 7, "llm-silent.s0": 3, "llm-tool.s1": 9, "starlette-slow": 2,
}  # fmt: skip


def events(*chunks):
    decoder = Decoder()
    return [event for chunk in chunks for event in decoder.feed(chunk)]


def data(*chunks):
    return [event.data for event in events(*chunks)]


def cut(body, places):
    edges = [0, *sorted(place % (len(body) + 1) for place in places), len(body)]
    return [body[a:b] for a, b in itertools.pairwise(edges)]


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_a_capture_gives_the_same_events_whole_and_byte_by_byte(capture):
    body = capture.read_bytes()
    whole = events(body)
    assert len(whole) == COUNTS[capture.stem]
    assert events(*(body[i : i + 1] for i in range(len(body)))) == whole


@given(st.sampled_from(CAPTURES), st.lists(st.integers(0, 5000), max_size=8))
def test_a_capture_gives_the_same_events_however_it_is_cut(capture, places):
    body = capture.read_bytes()
    assert events(*cut(body, places)) == events(body)


pieces = st.sampled_from(
    [b"data", b": ", b":", b"\r", b"\n", b"\r\n", b" ", b"id", b"event", b"retry", b"7", b"\xef\xbb\xbf", b"x", b"\0",
     "é😀".encode(), b"\xff", b"\xe2\x80\xa8", b"\xc2\x85", b"\xe2\x80", b"[DONE]"]
)  # fmt: skip


@given(st.lists(pieces, max_size=30).map(b"".join), st.lists(st.integers(0, 100), max_size=6))
def test_any_bytes_give_the_same_events_however_they_are_cut(body, places):
    """Nothing raises, nothing is lost, and no separator but CR, LF and CRLF matters."""
    assert events(*cut(body, places)) == events(body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"data: a\n\n", ["a"]),
        (b"data: a\r\rdata: b\r\n\r\n", ["a", "b"]),
        (b"data:a\ndata: b\ndata\n\n", ["a\nb\n"]),
        (b"data:\n\n", [""]),
        (b"data: a\n", []),
        (b": comment\n\nevent: x\n\nid: 1\n\n", []),
        (b"\xef\xbb\xbfdata: a\n\n\xef\xbb\xbfdata: b\n\n", ["a"]),
        (b"data:  two spaces\n\n", [" two spaces"]),
        (b"unknown: x\nDATA: y\n\n", []),
        ("data: a\u2028b\u2029c\u0085d\x0be\n\n".encode(), ["a\u2028b\u2029c\u0085d\x0be"]),
        (b"data: \xff\xe2\x80\n\n", ["\ufffd\ufffd"]),
    ],
)
def test_lines_fields_and_blank_lines(body, expected):
    assert data(body) == expected
    assert data(*(body[i : i + 1] for i in range(len(body)))) == expected


def test_id_event_and_retry():
    """An id stays for later events, a name does not; an id with NULL and any retry count for nothing."""
    decoder = Decoder()
    found = decoder.feed(
        b"id: 7\nevent: e\ndata: a\nretry: 1500\n\nid: 8\0\nretry: 1x\ndata: b\n\nevent: f\n\ndata: c\n\n"
    )
    assert found == [
        ServerSentEvent(data="a", event="e", id="7"),
        ServerSentEvent(data="b", id="7"),
        ServerSentEvent(data="c", id="7"),
    ]


def test_an_event_is_given_at_its_cr_without_waiting_for_a_line_feed():
    decoder = Decoder()
    assert decoder.feed(b"data: a\r\n\r") == [ServerSentEvent(data="a")]
    assert decoder.feed(b"\n") == []
    assert decoder.feed(b"data: b\r\n\r\n") == [ServerSentEvent(data="b")]


def test_pending_tells_a_cut_from_an_end():
    decoder = Decoder()
    assert not decoder.pending
    decoder.feed(b"data: a\n\n: ping\n\n")
    assert not decoder.pending
    decoder.feed(b"data: b\n")
    assert decoder.pending


@pytest.mark.parametrize("chunk", [b"data: " + b"x" * 200, b"data: 45678\n" * 9])
def test_a_line_or_an_event_past_the_limit_is_an_error_that_stays(chunk):
    decoder = Decoder(max_line_bytes=100, max_event_bytes=30)
    with pytest.raises(TooLarge, match="of the event stream is larger than"):
        decoder.feed(chunk)
    with pytest.raises(TooLarge):
        decoder.feed(b"data: a\n\n")
    assert not decoder.pending
