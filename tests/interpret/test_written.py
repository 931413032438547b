"""Words of cards that stand without quotation marks: what is taken for them, and what is not."""

import pytest

from nemobuild.backend.interpret import understand
from nemobuild.backend.interpret.written import quoted

SHOWN = [
    ("Opening card: Rosa Elena Marín, 1938–2024.", "Opening card: “Rosa Elena Marín, 1938–2024”."),
    ("Hook: text on first frame — Stop doing THIS (white, 1 sec).", "Hook: text on first frame — “Stop doing THIS” (white, 1 sec)."),
    ("Opening card: 418 Maple Drive — 4 bed, 3 bath (serif).", "Opening card: “418 Maple Drive — 4 bed, 3 bath” (serif)."),
    ("CTA: last 3 sec overlay — Follow for part 2.", "CTA: last 3 sec overlay — “Follow for part 2”."),
    ("End: 3 sec card — Follow for tips.", "End: 3 sec card — “Follow for tips”."),
    ("End card for 3 seconds: Full test on the channel.", "End card for 3 seconds: “Full test on the channel”."),
    ("Closing text: See you next year! Export 1080p.", "Closing text: “See you next year!” Export 1080p."),
    ("Opening title: Anna & Tom in thin serif", "Opening title: “Anna & Tom” in thin serif"),
    ("Last card: 40 years and still dancing, held for 4 seconds", "Last card: “40 years and still dancing”, held for 4 seconds"),
    ("End card: Call us with our logo", "End card: “Call us” with our logo"),
    ("Title at the start: 40 minutes in 60 seconds (2 sec)", "Title at the start: “40 minutes in 60 seconds” (2 sec)"),
    ("Text per clip: Zero sugar / Ready when you are", "Text per clip: “Zero sugar” / “Ready when you are”"),
    ("Text on each: Kitchen, Bath. Crossfades.", "Text on each: “Kitchen”, “Bath”. Crossfades."),
    ("open with a clip and the text Built in one weekend. Then cut.", "open with a clip and the text “Built in one weekend”. Then cut."),
    ("add the series title Rooted: Week 3 for the first 5 seconds", "add the series title “Rooted: Week 3” for the first 5 seconds"),
]  # fmt: skip

LEFT = [
    "Last 3 seconds: our logo on black",
    "Intro: 5 sec with the channel name",
    "Hook: Open with the finished dish",
    "End card: Black background with the logo",
    "Final: 16:9 and 1:1",
    "Text on each: Month 1, Month 2, etc.",
    "Add Text To My Video",
    "captions with text Montserrat Bold",
    "narrate it with the text I provide",
    'Opening card: "Hello"',
    "lower third: name Dana Whitfield, title CEO",
]


@pytest.mark.parametrize(("said", "marked"), SHOWN)
def test_the_words_of_a_field_are_put_in_quotation_marks(said, marked):
    assert quoted(said).text == marked


@pytest.mark.parametrize("said", LEFT)
def test_what_tells_of_pictures_or_is_no_field_is_left(said):
    assert quoted(said).text == said


@pytest.mark.parametrize("said", [said for said, _ in SHOWN])
def test_each_character_stands_where_it_stood(said):
    marked = quoted(said)
    kept = [i for i, char in enumerate(marked.text) if char not in "“”"]
    assert "".join(said[marked.original(i)] for i in kept) == said


def test_the_words_of_a_brief_are_shown_as_they_are_written():
    brief = "Hook: bold text card first frame — Remove THIS and trim it (white text, black bg, 1.2 sec). CTA: Save it."
    found = understand(brief, "one clip")
    shown = [op.params["text"] for op in found.ops if op.family in ("intro", "outro")]
    assert shown == ["Remove THIS and trim it", "Save it"]
    assert not any(op.family == "trim" for op in found.ops)
    assert next(op for op in found.ops if op.family == "intro").text.startswith("Hook: bold text card")
