"""Every code to an error that says what happened and what to do; and what is tried again first."""

import pytest

from nemobuild.client.codes import (
    Account,
    Asked,
    GiveUp,
    Refusal,
    Renew,
    Tried,
    Wait,
    error_for,
    problem_with_file,
    remedy,
)
from nemobuild.errors import AccountError, AssetError, BackendError, BudgetReached, SessionNotFound

EXPORT = Asked(what="the export", session_id="s1")
TOKEN = Asked(what="an anonymous token", is_token_request=True)
REGISTERED = Account(user_id="user_7")
ANONYMOUS = Account(user_id="anon_a b")


@pytest.mark.parametrize(
    ("code", "message", "asked", "account", "error", "exit_code", "what", "hint"),
    [
        (1001, "", EXPORT, Account(own_token=True), AccountError, 9,
         "the backend rejected the token in NEMO_TOKEN: expired or invalid (1001)",
         "set NEMO_TOKEN to a new token, or unset it to use an anonymous one"),
        (1001, "", EXPORT, ANONYMOUS, AccountError, 9,
         "the backend rejected a fresh anonymous token (1001)", "try again later, or set NEMO_TOKEN to a token of yours"),
        (1002, "gone", EXPORT, ANONYMOUS, SessionNotFound, 10,
         "session s1 does not exist on the backend any more (1002)",
         "run again: a new session is opened and the recorded steps are restored or replayed into it"),
        (1002, "Not Found", Asked(what="the credits"), ANONYMOUS, BackendError, 10,
         "the backend does not know the credits (1002): Not Found", "check the backend's address (NEMO_API_URL)"),
        (2001, "", EXPORT, ANONYMOUS, BudgetReached, 7,
         "the account is out of credits (2001)",
         "register to go on where you are: https://nemovideo.com/register?bind=anon_a%20b"),
        (2001, "", EXPORT, REGISTERED, BudgetReached, 7,
         "the account is out of credits (2001)",
         "top up the account at https://nemovideo.com, then run again: finished steps are kept"),
        (4001, "x.pdf", EXPORT, REGISTERED, AssetError, 3,
         "the backend does not take a file of this type (4001): x.pdf",
         "accepted are video (mp4, mov, avi, webm, mkv), images (jpg, png, gif, webp) and sound (mp3, wav, m4a, aac)"),
        (4002, "", EXPORT, REGISTERED, AssetError, 3,
         "a file is too large for the backend (4002)", "at most 500 MB; compress or trim it"),
        (4002, "", EXPORT, Account(skill="generator-generator-simple"), AssetError, 3,
         "a file is too large for the backend (4002)", "at most 200 MB; compress or trim it"),
        (400, "bad", EXPORT, REGISTERED, BackendError, 10,
         "the backend could not read the request for the export (400): bad",
         "client and backend disagree about the protocol; please report this as a bug"),
        (400, "X-Client-Id missing", TOKEN, REGISTERED, AccountError, 9,
         "the backend did not accept the client id (400): X-Client-Id missing",
         "set NEMO_CLIENT_ID to a UUID, or remove it"),
        (402, "upgrade to Pro", EXPORT, REGISTERED, AccountError, 9,
         "the account's plan does not allow the export (402): upgrade to Pro",
         "this is not a matter of credits: see the plans at https://nemovideo.com"),
        (402, "missing X-Skill-Source", EXPORT, REGISTERED, AccountError, 9,
         "the backend misses the attribution headers (402): missing X-Skill-Source",
         "name the skill in the recipe (`skill: ai-video-editor-link`); unset SKILL_SOURCE if it is set"),
        (403, "no", EXPORT, REGISTERED, BackendError, 10,
         "the backend forbids the export (403): no", "check NEMO_API_URL and whether a proxy is in between"),
        (429, "", EXPORT, REGISTERED, BackendError, 10,
         "the backend limits how often the export may be asked for (429)", "try again in a minute"),
        (429, "", TOKEN, REGISTERED, AccountError, 9,
         "the backend gives no further anonymous token (429)",
         "a client gets one every seven days, and an address only a few; wait, or set NEMO_TOKEN to a token of yours"),
        (308, "", EXPORT, REGISTERED, BackendError, 10,
         "the backend redirects the export (308); redirects are not followed, since the token would go along",
         "set NEMO_API_URL to the address that the backend is really at"),
        (503, "down", EXPORT, REGISTERED, BackendError, 10,
         "the backend failed at the export (503): down", "try again in a few minutes"),
        (7777, "odd", EXPORT, REGISTERED, BackendError, 10,
         "the backend refused the export (7777): odd",
         "the words are the backend's; if they do not help, `nemobuild doctor` checks the connection"),
    ],
)  # fmt: skip
def test_a_code_becomes_an_error(code, message, asked, account, error, exit_code, what, hint):
    found = error_for(Refusal(code=code, status=200, message=message), asked, account)
    assert (type(found), found.exit_code, found.what, found.hint) == (error, exit_code, what, hint)


@pytest.mark.parametrize(
    ("code", "retry_after_s", "tried", "own", "expected"),
    [
        (1001, None, Tried(), False, Renew(tried=Tried(renewed=True))),
        (1001, None, Tried(renewed=True), False, GiveUp()),
        (1001, None, Tried(), True, GiveUp()),
        (429, 12.0, Tried(), True, Wait(seconds=12.0, tried=Tried(waited=True))),
        (429, 0.0, Tried(), False, Wait(seconds=0.0, tried=Tried(waited=True))),
        (429, None, Tried(renewed=True), False, Wait(seconds=30.0, tried=Tried(renewed=True, waited=True))),
        (429, 12.0, Tried(waited=True), False, GiveUp()),
        (429, 301.0, Tried(), False, GiveUp()),
        (2001, None, Tried(), False, GiveUp()),
        (500, None, Tried(), False, GiveUp()),
    ],
)
def test_a_remedy_is_used_once(code, retry_after_s, tried, own, expected):
    refusal = Refusal(code=code, status=200, retry_after_s=retry_after_s)
    assert remedy(refusal, tried, own_token=own) == expected


@pytest.mark.parametrize(
    ("code", "status", "definite"),
    [
        (1001, 200, True), (1001, 401, True), (2001, 200, True), (429, 429, True), (400, 400, True), (422, 422, True),
        (402, 402, True), (307, 307, True), (302, 302, True), (303, 303, False), (408, 408, False), (500, 200, False),
        (500, 500, False), (502, 502, False), (504, 504, False), (2001, 500, False), (7777, 200, True),
    ],
)  # fmt: skip
def test_whether_a_refusal_says_that_nothing_was_done(code, status, definite):
    assert Refusal(code=code, status=status).definite is definite


@pytest.mark.parametrize(
    ("name", "size", "skill", "hosted", "what"),
    [
        ("a.mp4", 1, "", True, None),
        ("A.JPEG", 1, "", True, None),
        ("a.srt", 1, "", False, None),
        ("a.srt", 1, "", True, '"a.srt" is of a type that the backend does not take (4001)'),
        ("a.pdf", 1, "", False, '"a.pdf" is of a type that the backend does not take (4001)'),
        ("mp4", 1, "", True, '"mp4" is of a type that the backend does not take (4001)'),
        ("a.mp4", 0, "", True, '"a.mp4" is empty (0 bytes)'),
        ("a.mp4", 500_000_000, "", True, None),
        ("a.mp4", 500_000_001, "", True, '"a.mp4" has 501 MB; at most 500 MB are accepted (4002)'),
        ("a.mp4", 200_000_001, "generator-generator-simple", True,
         '"a.mp4" has 201 MB; at most 200 MB are accepted (4002)'),
    ],
)  # fmt: skip
def test_a_file_is_checked_before_it_is_sent(name, size, skill, hosted, what):
    problem = problem_with_file(name, size, skill=skill, hosted=hosted)
    assert (problem.what if problem else None) == what
    assert problem is None or problem.hint
    if what and "is of a type" in what:
        assert problem.hint.startswith("accepted are video (mp4, mov, ")
        assert problem.hint.endswith("; srt, vtt, txt and cube files as sidecars") is not hosted
    elif what and "is empty" in what:
        assert problem.hint == "put the real file in its place"


def test_a_backends_own_hint_about_a_file_is_better_than_a_list_of_types():
    said = '"a.mp4" is cut short: its header says 42.4 s, it ends at 21.0 s'
    error = error_for(Refusal(code=4001, status=415, message=said, hint="copy it anew"), EXPORT, REGISTERED)
    assert (error.what, error.hint, error.exit_code) == (f"{said} (4001)", "copy it anew", 3)
