"""Changelogs, release notes and lists are read for what people want to know."""

import pytest

from nemobuild.backend.interpret.markup import blocks

KEPT = """# Lighthouse changelog

All notable changes to this project will be documented in this file.

## [1.4.0] - 2026-05-12

### Added
- `run` accepts several recipes ([#123](https://github.com/x/y/pull/123))
- Dark mode, see [the guide](https://example.com/guide),
  follows the system (#7, #8)

### Breaking
- `--fast` is now **gone**

[1.4.0]: https://github.com/x/y/releases/1.4.0
"""

NOTES = """## What's Changed
* Add dark mode by @amy in https://github.com/x/y/pull/12
* Fix a crash (thanks @bob)

## New Contributors
* @amy made their first contribution in https://github.com/x/y/pull/12

**Full Changelog**: https://github.com/x/y/compare/v2.0.0...v2.0.1
"""


def read(text):
    return [(b.kind, b.text, b.detail) for b in blocks(text)]


def test_a_changelog_opens_with_product_version_and_date():
    assert read(KEPT) == [
        ("heading", "Lighthouse 1.4.0", "12 May 2026"),
        ("heading", "Added", ""),
        ("item", "`run` accepts several recipes", ""),
        ("item", "Dark mode, see the guide, follows the system", ""),
        ("heading", "Breaking", ""),
        ("item", "`--fast` is now gone", ""),
    ]


def test_release_notes_say_what_changed_and_not_who_sent_it():
    assert read(NOTES) == [
        ("heading", "What's Changed", ""),
        ("item", "Add dark mode", ""),
        ("item", "Fix a crash", ""),
    ]


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("# nemobuild 1.4.0 (2026-05-12)", ("nemobuild 1.4.0", "12 May 2026")),
        ("# Changelog\n## v2.0.1 – 3 June 2026", ("v2.0.1", "3 June 2026")),
        ("# Lighthouse 1.4.0\n## [1.4.0] - 2026-11-02", ("Lighthouse 1.4.0", "2 November 2026")),
        ("# Lighthouse\n## Unreleased\n## 1.4.0-rc.1", ("Lighthouse 1.4.0-rc.1", "")),
        ("# Our 5 rules", ("Our 5 rules", "")),
    ],
)
def test_a_release_is_named(heading, said):
    assert read(f"{heading}\n- Faster")[0][1:] == said


def test_quotations_have_their_authors():
    assert read("> Less is\n> more.\n> — Mies\n\n“Stay hungry.” — Steve Jobs") == [
        ("quote", "Less is more.", "Mies"), ("quote", "Stay hungry.", "Steve Jobs"),
    ]  # fmt: skip


def test_marks_of_emphasis_are_taken_off_and_names_with_underscores_are_not():
    assert read("**Bold** and *soft* and my_file_name and `a_b*c`") == [
        ("paragraph", "Bold and soft and my_file_name and `a_b*c`", "")
    ]


def test_steps_that_are_named_are_numbered():
    assert [(b.mark, b.text) for b in blocks("Step 1: Open it. Step 2: Use it.")] == [
        ("1", "Open it."),
        ("2", "Use it."),
    ]
    assert [b.text for b in blocks("Step 2: Open it. Step 4: Use it.")] == [
        "Step 2: Open it. Step 4: Use it."
    ]


def test_code_tables_and_tags_are_read_as_words():
    text = "```sh\npip install lumen\n```\n\n| Plan | Price |\n|---|---|\n| Pro | €9 |\n<details><summary>More</summary>\n2 < 3"
    assert [b.text for b in blocks(text)] == [
        "`pip install lumen`",
        "Plan · Price:",
        "Pro: €9",
        "More",
        "2 < 3",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "`send()` returns a Promise<Receipt> for `<empty>` and List<T>",
            "`send()` returns a Promise<Receipt> for `<empty>` and List<T>",
        ),
        ("one<br>two <kbd>Esc</kbd> <https://example.com/a>", "one two Esc example.com/a"),
        ("3x faster: 120 ms → 40 ms", "3x faster: 120 ms → 40 ms"),
        ("★ → ☆ → €", "★ → ☆ → €"),
        (":tada: New look at 10:30:15 :+1:", "New look at 10:30:15"),
        ("~~Old~~ new, ~~struck~~ out", "new, out"),
        ("Crash on empty files (thanks @bob!)", "Crash on empty files"),
        ("Retry, closes [#377](https://example.com/377)", "Retry"),
    ],
)
def test_words_of_a_line_are_kept_and_its_marks_are_not(text, said):
    assert [b.text for b in blocks(text)] == [said]


def test_an_item_that_is_struck_out_is_still_there():
    assert [b.text for b in blocks("- ~~Gone~~\n- There")] == ["Gone", "There"]


def test_a_chain_is_one_after_the_other():
    assert [b.text for b in blocks("Idea → Draft → Film")] == ["Idea", "Draft", "Film"]
