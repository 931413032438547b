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
    """A tiny endpoint. `answers`: what it says next; `asked`: the requests it got."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            server.asked.append((self.path, self.headers.get("authorization"), body))
            status, content = server.answers.pop(0)
            reply = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
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
    assert answer.reply.endswith("Gave 1 clip a bw look. (As the language model took it.)")
    (path, authorization, body) = model.asked[0]
    assert (path, authorization, body["model"]) == ("/v1/chat/completions", f"Bearer {KEY}", "small")
    assert body["messages"][0]["content"] == told() and "cut_silence cut" in told()
    assert KEY not in caplog.text


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
]  # fmt: skip


@pytest.mark.parametrize(("content", "reason"), BAD)
def test_an_answer_is_checked_like_any_input(model, content, reason):
    model.answers.append((200, content))
    answer = say("give it the air of a Chaplin flick", LanguageModel().plan)
    assert answer.refused[0].reason == reason and answer.timeline == Timeline()


def test_a_model_that_does_not_answer_well_is_an_error_of_ours_without_the_key(model):
    model.answers += [(401, ""), (200, "I would love to help!")]
    with pytest.raises(BackendError, match=r"the language model at 127\.0\.0\.1 answered 401") as refused:
        LanguageModel().plan("x", "y")
    with pytest.raises(BackendError, match="the language model's answer is no JSON"):
        LanguageModel().plan("x", "y")
    assert KEY not in str(refused.value) + str(refused.value.hint)


def test_nobody_there(monkeypatch):
    monkeypatch.setenv(language_model.URL, "http://user:pw@127.0.0.1:9/v1")
    with pytest.raises(
        BackendError, match=r"the language model at 127\.0\.0\.1 did not answer: ConnectError"
    ) as raised:
        LanguageModel().plan("x", "y")
    assert "pw" not in raised.value.what


def test_answers_come_bare_fenced_or_in_an_object():
    assert ops_in('{"ops": [{"family": "a"}]}') == ops_in('```\n[{"family": "a"}]\n```') == [{"family": "a"}]
    for content in ("3", '["a"]', "{}"):
        with pytest.raises(BackendError, match="the language model's answer is no list of ops"):
            ops_in(content)


def test_too_many_edits_are_refused():
    from nemobuild.backend.interpret.model import CannotDo

    with pytest.raises(CannotDo, match="the language model wants too many edits"):
        checked([{"family": "trim", "action": "ends"}] * 20, "x")
