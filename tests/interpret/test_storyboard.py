"""A text becomes cards that can be read, and the same text the same cards."""

import re

from hypothesis import given
from hypothesis import strategies as st

from nemobuild.backend.interpret import storyboard


def layouts(text, length_ms=0):
    return [(c.layout, c.text) for c in storyboard.storyboard(text, length_ms)]


def test_headings_lists_quotes_numbers():
    text = "# Lighthouse 1.4\n\n- Faster search\n- Dark mode\n\n> Simply great\n\n40% less waiting"
    assert layouts(text) == [
        ("heading", "Lighthouse 1.4"), ("list", "Faster search\nDark mode"), ("quote", "Simply great"), ("number", "40%"),
    ]  # fmt: skip


def test_a_long_sentence_is_broken_where_one_breathes():
    cards = storyboard.storyboard(
        "We bake our bread at four in the morning with flour from the mill next door, and we carry it to your table ourselves"
    )
    assert [c.text for c in cards] == [
        "We bake our bread at four in the morning",
        "With flour from the mill next door",
        "And we carry it to your table ourselves",
    ] or all(len(c.text.split()) <= 21 for c in cards)


def test_items_get_cards_of_their_own_where_there_is_time():
    assert [layout for layout, _ in layouts("# Habits\n- one thing\n- two things\n- more", 30_000)] == [
        "heading", "statement", "statement", "statement", "list",
    ]  # fmt: skip
    assert [layout for layout, _ in layouts("# Three habits\n- one thing\n- two things\n- more", 30_000)] == [
        "heading", "step", "step", "step",
    ]  # fmt: skip
    assert "step" not in [
        layout for layout, _ in layouts("# Lighthouse 1.3.0\n- one thing\n- two things\n- more", 30_000)
    ]


@given(st.text(max_size=300))
def test_every_card_stands_long_enough_and_not_for_ever(text):
    cards = storyboard.storyboard(text)
    assert cards == storyboard.storyboard(text)
    assert all(storyboard.SHORTEST_CARD_MS <= c.duration_ms <= storyboard.LONGEST_CARD_MS for c in cards)
    assert all(c.text.strip() for c in cards)


def test_the_time_is_shared_out():
    cards = storyboard.shared_out(storyboard.storyboard("One. Two. Three."), 12_000)
    assert abs(sum(c.duration_ms for c in cards) - 12_000) <= len(cards)


def test_an_address_is_not_broken():
    texts = [
        text
        for _, text in layouts(
            "Read all about it, and about us, at https://example.com/a:b,c today, or tomorrow, or whenever you like"
        )
    ]
    assert any("example.com/a:b,c" in text for text in texts)


def test_dates_times_and_years_are_no_numbers_to_be_proud_of():
    for text in (
        "12 September 2027, 3:30 p.m.",
        "1941 – 2026",
        "221 Baker Street",
        "14 Uhr im Garten",
        "10 a.m. at the gate",
    ):
        assert layouts(f"# A\n{text}")[1] == ("statement", text)
    assert layouts("# A\n97% of testers slept better")[1] == ("number", "97%")
    assert layouts("# A\n4 cities. 4 cities on the sea")[1:] == [
        ("number", "4"),
        ("statement", "4 cities on the sea"),
    ]
    assert layouts("# A\n30 days of vacation")[1] == ("number", "30 days")


def cards(text):
    return [(c.layout, c.mark or c.title, c.text) for c in storyboard.storyboard(text)]


def test_steps_keep_their_numbers():
    assert cards("# Bread\n1. Mash three ripe bananas\n2. Bake for an hour")[1:] == [
        ("step", "1", "Mash three ripe bananas"), ("step", "2", "Bake for an hour"),
    ]  # fmt: skip
    assert cards("Agenda: 1. Hello 2. Money 3. Cake")[-1] == ("list", "Agenda", "1. Hello\n2. Money\n3. Cake")


def test_boxes_are_ticked_or_not():
    assert cards("# Move\n- [x] Keys\n- [ ] Plants\n- [ ] Mail")[1] == (
        "list",
        "",
        "✓ Keys\n○ Plants\n○ Mail",
    )


def test_long_lists_are_split_evenly():
    items = "\n".join(f"- thing {n}" for n in range(10))
    assert [len(text.split("\n")) for _, _, text in cards(f"# Things\n{items}")[1:]] == [3, 4, 3]


def test_what_stands_over_a_list_stands_on_its_card():
    assert cards("Welcome\nWhat we offer:\n- Cake\n- Tea")[1] == ("list", "What we offer", "Cake\nTea")


def test_code_and_names_get_no_capital():
    assert cards("# A\n## New\n- `nemobuild run` is faster\n- iPhone films\n- dark mode")[1][2] == (
        "nemobuild run is faster\niPhone films\nDark mode"
    )
    assert [c[2] for c in cards("most talks are long. most films are too.")] == [
        "most talks are long",
        "most films are too",
    ]


@given(st.text(alphabet='a .1-*#>\n"', max_size=80))
def test_every_card_is_long_enough_to_be_read(text):
    for card in storyboard.storyboard(text):
        words = len(re.findall(r"[a1]+", f"{card.title} {card.mark} {card.text} {card.detail}"))
        assert card.duration_ms >= min(14_000, 900 + words * 350)


def test_the_part_of_a_program_is_no_headline_and_an_item_is_not_torn():
    long = (
        "the dashboard shows latency at the 50th and 95th percentile, for each region, and by the time of day"
    )
    cards = storyboard.storyboard(f"Features:\n- **api:** add `watch`\n- **ui:** {long}", 60_000)
    assert [(c.layout, c.text) for c in cards] == [
        ("heading", "Features"), ("statement", "API: add watch"), ("statement", f"UI: {long}"),
    ]  # fmt: skip


def test_a_group_of_one_item_is_not_told_twice():
    text = "Added:\n- Dark mode follows the system\n- Search finds words in attachments\n\nFixed:\n- Exports keep their order"
    cards = storyboard.storyboard(text, 20_000)
    lists = [card.text for card in cards if card.layout == "list"]
    assert lists == ["Dark mode follows the system\nSearch finds words in attachments"]
    assert sum("Exports keep their order" in card.text for card in cards) == 1
