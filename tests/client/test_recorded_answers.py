"""The client reads every recorded answer as it is meant."""

import json
from pathlib import Path

import pytest

from nemobuild.client import wire
from nemobuild.client.codes import Refusal

ANSWERS = json.loads((Path(__file__).parents[1] / "wire" / "answers.json").read_text())
READERS = {
    "token": lambda body: dict(zip(("token", "user_id", "expires_at_s"), wire.read_token(body), strict=True)),
    "session": wire.read_session,
    "claim": lambda body: wire.read_claim(body, "https://nemovideo.com"),
    "upload": lambda body: wire.read_uploads(body, ["digest"])[0],
    "state": wire.read_state,
    "credits": wire.read_credits,
    "render": lambda body: wire.read_render(body, "render_0"),
    "capabilities": wire.read_capabilities,
}


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: f"{answer['call']}-{answer['status']}")
def test_an_answer_means_what_is_recorded(answer):
    body = json.dumps(answer["body"]).encode()
    found = wire.payload(wire.Answer(status=answer["status"], body=body), now_s=0.0)
    if not isinstance(found, Refusal):
        found = READERS[answer["call"]](found)
    for name, value in answer["means"].items():
        assert (found[name] if isinstance(found, dict) else getattr(found, name)) == value


def test_every_call_has_an_answer():
    assert set(READERS) <= {answer["call"] for answer in ANSWERS}
