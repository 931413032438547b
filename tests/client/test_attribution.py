"""Who asks, on which platform; and a client as the environment says."""

import re
from pathlib import Path, PurePosixPath

import pytest

from nemobuild.client.attribution import SKILLS, Attribution, platform
from nemobuild.client.connect import HOSTED_URL, connect
from nemobuild.client.exchange import is_private
from nemobuild.errors import UsageError

TOKEN = {"NEMO_TOKEN": "own-token-of-the-user"}


@pytest.mark.parametrize(
    ("environ", "path", "expected"),
    [
        ({}, "/home/u/.clawhub/skills/x", "clawhub"),
        ({}, "/home/u/.cursor/skills/x", "cursor"),
        ({}, "/home/u/.cursor/other/skills", "unknown"),
        ({}, "/usr/lib/python3/nemobuild", "unknown"),
        ({"SKILL_SOURCE": "cursor"}, "/home/u/.clawhub/x", "cursor"),
        ({"SKILL_SOURCE": " "}, "/home/u/.clawhub/x", "clawhub"),
        ({"SKILL_SOURCE": "a\r\nX-Evil: 1"}, "/x", "unknown"),
    ],
)
def test_the_platform(environ, path, expected):
    assert platform(environ, PurePosixPath(path)) == expected


def test_the_headers():
    assert Attribution(skill=SKILLS[0], version="1.9.0", platform="cursor").headers() == {
        "X-Skill-Source": "ai-video-maker-gratis",
        "X-Skill-Version": "1.9.0",
        "X-Skill-Platform": "cursor",
    }


@pytest.mark.parametrize("skill", ["", "Not Kebab", "a--b", "x\r\ny", "é"])
def test_a_skill_that_is_not_in_kebab_case_is_an_error(skill):
    with pytest.raises(UsageError, match="is not in kebab case") as raised:
        Attribution(skill=skill)
    assert re.fullmatch("use one like [a-z-]+", raised.value.hint)


@pytest.mark.parametrize("version", ["", "1 0", "1.0\n", "é"])
def test_a_version_that_no_header_can_hold_is_an_error(version):
    with pytest.raises(UsageError) as raised:
        Attribution(version=version)
    assert raised.value.what == f"the skill version {version!r} is not a version"
    assert raised.value.hint == 'use one like "1.0.0"'


@pytest.fixture
def connected(tmp_path):
    def connected(base_url="", environ=None, **options):
        warned = []
        client = connect(
            base_url,
            environ=environ or {},
            home=tmp_path,
            state_folder=tmp_path,
            warn=warned.append,
            **options,
        )
        token = client._exchange.keeper.peek()
        client.close()
        return client, token.value if token else None, [(w.what, w.hint) for w in warned]

    return connected


def test_the_hosted_backend_is_the_default(connected):
    client, token, _ = connected(environ=TOKEN)
    assert (client.base_url, token) == (HOSTED_URL, TOKEN["NEMO_TOKEN"])
    client, _, _ = connected(environ={"NEMO_API_URL": "http://127.0.0.1:8080/"})
    assert client.base_url == "http://127.0.0.1:8080"


def test_the_users_token_goes_only_to_the_address_that_the_user_named(connected):
    """A recipe of a stranger may name any backend."""
    _, token, warned = connected("https://evil.example", environ=TOKEN)
    assert token is None
    assert warned == [
        (
            "NEMO_TOKEN is not sent to https://evil.example; an anonymous token is used",
            "set NEMO_API_URL to that address if the token is for it",
        )
    ]
    _, token, warned = connected("http://127.0.0.1:9999", environ=TOKEN)
    assert (token, warned) == (None, [])
    environ = TOKEN | {"NEMO_API_URL": "https://mine.example/"}
    assert connected("https://mine.example", environ=environ)[1] == TOKEN["NEMO_TOKEN"]
    assert connected("https://mine.example:444", environ=environ)[1] is None
    assert connected("http://mine.example", environ=environ)[1] is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("secret.example", "what is given is not the address of a backend"),
        ("ftp://x/secret", "'ftp://x' is not the address of a backend"),
        ("http://", "what is given is not the address of a backend"),
        ("http://x:0", "'http://x' is not the address of a backend"),
        ("http://[::1/secret", "what is given is not a URL"),
        ("http://x:99999/secret", "what is given is not a URL"),
        ("https://secret:se?cret@x.example", "what is given is not a URL"),
        ("https://user:secret@x.example", "'https://x.example' holds more than an address"),
        ("https://x.example?token=secret", "'https://x.example' holds more than an address"),
        ("https://x.example/?token=s@secret", "'https://x.example' holds more than an address"),
        ("https://x.example#secret", "'https://x.example' holds more than an address"),
        ("https://x.example/secret\r\nX: 1", "'https://x.example' holds more than an address"),
    ],
)
def test_an_address_that_is_none_is_a_usage_error(connected, url, words):
    with pytest.raises(UsageError) as raised:
        connected(url)
    assert raised.value.what == words
    assert "secret" not in raised.value.what
    hint = "an address looks like https://backend.example or http://127.0.0.1:8080"
    more = "; a token goes into NEMO_TOKEN" if "holds more" in words else ""
    assert raised.value.hint == hint + more


def test_an_address_of_the_environment_is_named_in_its_error(connected):
    with pytest.raises(UsageError, match=r"^NEMO_WEB_URL: "):
        connected(environ={"NEMO_WEB_URL": "nonsense"})


def test_the_platform_is_filled_in(connected):
    client, _, _ = connected(environ={"SKILL_SOURCE": "clawhub"}, attribution=Attribution(skill=SKILLS[1]))
    assert client._exchange.attribution.platform == "clawhub"


def test_nothing_is_written_before_a_token_is_needed(connected, tmp_path: Path):
    connected()
    assert list(tmp_path.iterdir()) == []


PRIVATE = "localhost LOCALHOST localhost. a.localhost a.localhost. 127.0.0.1 127.0.0.1. 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 "
PRIVATE += "0177.0.0.1 0 0.0.0.0 10.0.0.1 10.1 192.168.1 169.254.169.254 127。0。0。1 127．1 localhost。 [::1] [::] [::ffff:127.0.0.1] [fe80::1]"


@pytest.mark.parametrize("host", PRIVATE.split())
def test_this_machine_and_its_network_are_private_however_they_are_written(host):
    assert is_private(f"https://{host}/f")
    assert is_private(f"http://me@{host}:8080")


@pytest.mark.parametrize(
    "host", ["cdn.example", "localhost.example", "8.8.8.8", "8.8.8.8.", "134744072", "1.1", "127.example", "intranet", "[2606:4700::1111]"]
)  # fmt: skip
def test_other_hosts_are_not_private(host):
    assert not is_private(f"https://{host}/f")
