"""Waits and limits, as functions of times."""

import pytest

from nemobuild.client.pace import StreamLimits, Watch, backoff_s, moments, poll_after_s, retry_after_s


@pytest.mark.parametrize(
    ("elapsed_s", "wait_s"), [(0, 0.1), (2, 0.5), (4, 1), (40, 10), (120, 30), (9999, 30)]
)
def test_a_render_is_polled_sooner_at_first_and_every_30_s_later(elapsed_s, wait_s):
    assert poll_after_s(elapsed_s) == wait_s


def test_a_wait_is_cut_into_moments():
    assert [moments(wait_s) for wait_s in (0.1, 0.5, 1.25)] == [[0.1], [0.5], [0.5, 0.5, 0.25]]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("12", 12.0), ("0", 0.0), (" 7 ", 7.0), (None, 30.0), ("", 30.0), ("soon", 30.0), ("-5", 30.0),
        ("Sat, 21 Nov 2026 00:01:00 GMT", 60.0), ("Sat, 21 Nov 2026 00:00:00 GMT", 0.0), ("٣", 30.0),
        ("Sat, 99 Nov 2026 00:00:00 GMT", 30.0), ("9" * 30, 999999999.0),
    ],
)  # fmt: skip
def test_retry_after(header, seconds):
    midnight = 1795219200.0  # 2026-11-21 00:00 UTC
    assert retry_after_s(header, now_s=midnight) == seconds


def test_connections_are_retried_further_and_further_apart():
    assert [backoff_s(n) for n in (1, 2, 3)] == [1, 2, 4]


def test_every_byte_resets_the_idle_limit_and_only_content_the_heartbeat_limit():
    watch = Watch(StreamLimits(), 0.0)
    assert watch.tripped(329.0) == ""
    assert watch.tripped(330.0) == "idle"
    watch.heard(300.0, content=False)
    assert watch.tripped(600.0) == "heartbeats"
    watch.heard(599.0, content=True)
    assert watch.tripped(899.0) == ""
    assert watch.tripped(900.0) == "total"


def test_still_working_is_due_every_two_minutes_without_content():
    watch = Watch(StreamLimits(), 0.0)
    assert watch.notice_ms(119.0) is None
    assert watch.notice_ms(121.0) == 121_000
    assert watch.notice_ms(200.0) is None
    watch.heard(230.0, content=True)
    assert watch.notice_ms(300.0) is None
    assert watch.notice_ms(350.0) == 350_000


def test_no_idle_limit_is_shorter_than_five_minutes():
    assert StreamLimits().idle_s >= 300
