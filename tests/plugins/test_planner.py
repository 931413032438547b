"""The language model as a planner: asked over HTTP, believed no more than any input, its key in no log and no error."""

import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from nemobuild.backend.interpret import NoAnalysis, interpret
from nemobuild.backend.interpret.planner import checked, told
from nemobuild.backend.plugins import language_model
from nemobuild.backend.plugins.language_model import LanguageModel, ops_in
from nemobuild.errors import BackendError
from nemobuild.timeline.model import Media, Timeline

KEY = "sk-secret-of-the-test"
TALK = Media(
    digest="d1",
    name="talk.mp4",
    kind="video",
    duration_ms=20_000,
    width=1280,
    height=720,
    fps=30,
    has_audio=True,
)


@pytest.fixture
def model(monkeypatch):
    """A tiny endpoint. `answers`: what it says next, bytes as they are; `asked`: the requests it got."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            server.asked.append((self.path, self.headers.get("authorization"), body))
            status, content = server.answers.pop(0)
            said = {"choices": [{"message": {"content": content}}]}
            reply = content if isinstance(content, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.answers = [], []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv(language_model.URL, f"http://127.0.0.1:{server.server_port}/v1")
    monkeypatch.setenv(language_model.KEY, KEY)
    monkeypatch.setenv(language_model.MODEL, "small")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def say(line, planner):
    return interpret(line, timeline=Timeline(), media=[TALK], analysis=NoAnalysis(), planner=planner)


def test_it_is_off_unless_an_address_is_set(monkeypatch):
    monkeypatch.delenv(language_model.URL, raising=False)
    assert not LanguageModel().available()


def test_what_the_table_does_not_understand_is_planned_in_ops_of_the_table(model, caplog):
    caplog.set_level(logging.DEBUG)
    model.answers.append(
        (200, '```json\n[{"family": "color", "action": "look", "params": {"look": "bw"}}]\n```')
    )
    answer = say("give it the air of a Chaplin flick", LanguageModel().plan)
    assert answer.reply.endswith("Gave the film a black-and-white look. (As the language model took it.)")
    (path, authorization, body) = model.asked[0]
    assert (path, authorization, body["model"]) == ("/v1/chat/completions", f"Bearer {KEY}", "small")
    assert body["messages"][0]["content"] == told() and "cut_silence cut" in told()
    assert KEY not in caplog.text


def test_what_a_model_leaves_out_is_asked(model):
    model.answers.append((200, '[{"family": "generate", "action": "text", "params": {}}]'))
    asked = say("give it the air of a Chaplin flick", LanguageModel().plan).question
    assert asked == "What should the film say? Put the text in quotes, or upload it as a text file."


def test_a_card_and_a_title_are_two_edits(model):
    card = '{"family": "intro", "action": "card", "params": {"text": "Hello"}}'
    title = '{"family": "title", "action": "add", "params": {"text": "Big", "from_ms": 5000, "for_ms": 2000}}'
    model.answers.append((200, f"[{card}, {title}]"))
    reply = say("give it the air of a Chaplin flick", LanguageModel().plan).reply
    assert 'card "Hello"' in reply and 'title "Big" from 0:05 to 0:07' in reply


def test_what_the_table_understands_or_refuses_for_a_reason_is_not_handed_over(model):
    assert say("trim the first 5 seconds", LanguageModel().plan).ops
    assert say("make the person dance", LanguageModel().plan).refused
    assert not model.asked


BAD = [
    ("[]", "the language model found no edit for this"),
    ('[{"family": "shell", "action": "run", "params": {}}]', "the language model answered with an edit that does not exist: shell run"),
    ('[{"family": "trim", "action": "ends", "params": {"path": "/etc"}}]', "the language model answered with a parameter that trim does not have: path"),
    ('[{"family": "trim", "action": "ends", "params": {"start_ms": "5"}}]', "the language model answered with a parameter that trim does not have: start_ms"),
    ('[{"family": "trim", "action": "ends", "params": {"start_ms": 900000}}]', "taking 15 min off would leave nothing: there are 20 s"),
    ('[{"family": "color", "action": "adjust", "params": {"name": "contrast"}}]', "the language model's answer has parameters that cannot be carried out"),
    ('[{"family": "zoom", "action": "ken_burns", "params": {"factor": 0}}]', "the language model's answer has parameters that cannot be carried out"),
    ('[{"family": "reorder", "action": "move", "params": {"order": "b", "clips": [1]}}]', "the language model's answer has parameters that cannot be carried out"),
    ('[{"family": "merge", "action": "insert", "params": {}}]', "it does not name a picture or film that is not in the film yet"),
    ('[{"family": "duration", "action": "of_clip", "params": {"each_ms": 5000}}]', "the language model's answer holds no edit"),
    ('[{"family": "trim", "action": "ends", "params": {"start_ms": Infinity}}]', "the language model answered with a parameter that trim does not have: start_ms"),
    ('[{"family": "trim", "action": "ends", "params": {"start_ms": NaN}}]', "the language model answered with a parameter that trim does not have: start_ms"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "reason"), BAD)
def test_an_answer_is_checked_like_any_input(model, content, reason):
    model.answers.append((200, content))
    answer = say("give it the air of a Chaplin flick", LanguageModel().plan)
    assert answer.refused[0].reason == reason and answer.timeline == Timeline()


LOOK, ANOTHER = "look at NEMOBUILD_LLM_URL", "try again, or set another NEMOBUILD_LLM_MODEL"
NOT_WELL = [  # status, content, what, hint
    (401, "", "the language model at 127.0.0.1 answered 401", f"{LOOK}, NEMOBUILD_LLM_MODEL and NEMOBUILD_LLM_KEY"),
    (200, "I would love to help!", "the language model's answer is no JSON", ANOTHER),
    (200, "[" * 100_000, "the language model's answer is no JSON", ANOTHER),
    (200, '{"ops": "none"}', "the language model's answer is no list of ops", ANOTHER),
    (200, b"{}", "the language model at 127.0.0.1 answered nothing that can be read", LOOK),
    (200, b"[" * 100_000, "the language model at 127.0.0.1 answered nothing that can be read", LOOK),
    (200, b" " * 1_000_001, "the language model at 127.0.0.1 answered more than 1 MB", LOOK),
]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "content", "what", "hint"), NOT_WELL, ids=[row[2][19:] for row in NOT_WELL]
)
def test_a_model_that_does_not_answer_well_is_an_error_of_ours_without_the_key(
    model, status, content, what, hint
):
    model.answers.append((status, content))
    with pytest.raises(BackendError) as refused:
        LanguageModel().plan("x", "y")
    assert (refused.value.what, refused.value.hint) == (what, hint)
    assert KEY not in what + hint


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("http://user:pw@127.0.0.1:9/v1", "the language model at 127.0.0.1 did not answer: ConnectError"),
        ("127.0.0.1/v1", "the language model at no host did not answer: UnsupportedProtocol"),
        ("http://[user:pw@/v1", "the language model at no host did not answer: UnsupportedProtocol"),
    ],
)
def test_nobody_there(monkeypatch, url, what):
    monkeypatch.setenv(language_model.URL, url)
    with pytest.raises(BackendError) as raised:
        LanguageModel().plan("x", "y")
    assert (raised.value.what, raised.value.hint) == (what, LOOK)


def test_answers_come_bare_fenced_or_in_an_object():
    assert ops_in('{"ops": [{"family": "a"}]}') == ops_in('```\n[{"family": "a"}]\n```') == [{"family": "a"}]
    for content in ("3", '["a"]', "{}"):
        with pytest.raises(BackendError, match="the language model's answer is no list of ops"):
            ops_in(content)


def test_too_many_edits_are_refused():
    from nemobuild.backend.interpret.model import CannotDo

    with pytest.raises(CannotDo, match="the language model wants too many edits"):
        checked([{"family": "trim", "action": "ends"}] * 20, "x")
