"""A sentence ends where it ends, and not at an abbreviation."""

import pytest

from nemobuild.backend.interpret.sentences import sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three? Four", ["One", "Two!", "Three?", "Four"]),
        ("At 3:30 p.m. in St. Mary Church. Come!", ["At 3:30 p.m. in St. Mary Church", "Come!"]),
        ("Doors open at 6 p.m. Dr. Lee plays.", ["Doors open at 6 p.m.", "Dr. Lee plays"]),
        ("Take a bus, e.g. No. 5. No. Walk.", ["Take a bus, e.g. No. 5", "No", "Walk"]),
        ("Every day at 7 p.m. 5 km, any pace.", ["Every day at 7 p.m.", "5 km, any pace"]),
        ("v2.0.1 is out. See https://example.com/a.b now.", ["v2.0.1 is out", "See https://example.com/a.b now"]),
        ("By J. K. Rowling. Read by Samuel L. Jackson.", ["By J. K. Rowling", "Read by Samuel L. Jackson"]),
        ("Am 3. Oktober ab 14 Uhr. Eintritt frei.", ["Am 3. Oktober ab 14 Uhr", "Eintritt frei"]),
        ("We kept 12. Nobody noticed.", ["We kept 12", "Nobody noticed"]),
        ("hot take. most meetings could be mail.", ["hot take", "most meetings could be mail"]),
        ("Wait... what?", ["Wait...", "what?"]),
        ("She said “go.” We went.", ["She said “go.”", "We went"]),
        ("你好。再见！", ["你好", "再见！"]),
    ],
)  # fmt: skip
def test_sentences_end_where_they_end(text, found):
    assert sentences(text) == found
