"""A changelog's section for a version, as values without markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.recipe.changelog import section, versions

TEXT = """# Changelog

## [Unreleased]
### Added
- Something new

## [1.4.0] - 2026-03-05
A release for **everybody**.

### Added
- **Captions** from an `SRT` file ([#12](https://example.org/12))
- A [page](https://example.org) that says
  what you can say.

### Fixed
* The *logo* stays in its corner (#13);

```
## [9.9.9] is no heading
```

## v1.3.0 (2026-01-12)
First words, without bullets.

## 1.2 – 2025-12-24 ##
+ Snow

[1.4.0]: https://example.org/1.4.0
"""


def test_the_versions_in_their_order() -> None:
    assert versions(TEXT) == ("Unreleased", "1.4.0", "1.3.0", "1.2")


def test_a_section_is_its_bullets_without_markup() -> None:
    found = section(TEXT, "1.4.0")
    assert found is not None
    assert found.bullets == (
        "Captions from an SRT file",
        "A page that says what you can say.",
        "The logo stays in its corner;",
    )
    assert str(found).startswith(
        "A release for **everybody**.\n\nAdded:\n- **Captions** from an `SRT` file ([#12](https://example.org/12))\n- A [page]"
    )
    assert list(found.groups) == ["Added", "Fixed"]
    assert found.groups["Fixed"] == ("The logo stays in its corner;",)
    assert found.date == "2026-03-05"
    assert found.text.startswith("A release for **everybody**.")
    assert "## [9.9.9]" in found.text


def test_a_section_without_bullets_is_its_words() -> None:
    found = section(TEXT, "v1.3.0")
    assert found is not None
    assert (str(found), found.date) == ("First words, without bullets.", "2026-01-12")


HEADINGS = """
# 1.9.0 (2026-04-01)
## v1.9.0 / 2026-04-01
## [1.9.0][] - 2026-04-01
## [1.9.0](https://example.org) (2026-04-01)
## **1.9.0**, 2026-04-01
## Version 1.9.0: 2026-04-01
## Release 1.9.0 | 2026-04-01
## 1.9.0 2026-04-01
## Relay 1.9.0 - 2026-04-01
## <a name="1.9.0"></a>1.9.0 (2026-04-01)
### 1.9.0 (2026-04-01)
1.9.0 / 2026-04-01%=====
v1.9.0 - 2026-04-01%---
""".strip().splitlines()


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_version_is_found_under_headings_of_all_forms(heading: str) -> None:
    own = heading.replace("%", "\n")
    text = f"# Changelog\n\n## 2.0.0\n- New\n\n{own}\n\n### Fixed\n- Old\n\n## v1.8 Foo\n- Older\n"
    assert versions(text) == ("2.0.0", "1.9.0", "1.8")
    new, old = section(text, "2.0.0"), section(text, "1.9.0")
    assert new is not None
    assert old is not None
    assert (new.bullets, old.bullets, old.date) == (("New",), ("Old",), "2026-04-01")


@pytest.mark.parametrize("heading", ["## v1.8 Foo", "## 1.8 / 2025", "## Older versions", "# Notes"])
def test_any_heading_of_its_level_ends_a_version(heading: str) -> None:
    found = section(f"## [2.0.0] - 2026\n### Node 22.1 support\n- New\n\n{heading}\n- Older\n", "2.0.0")
    assert found is not None
    assert found.bullets == ("New",)


def test_what_stands_in_backticks_is_as_it_is() -> None:
    found = section("## 1.0\n- `__init__` takes `*args` and **all** of `Promise<T>`\n", "1.0")
    assert found is not None
    assert found.bullets == ("__init__ takes *args and all of Promise<T>",)


def test_a_short_list_stands_in_a_row_and_a_long_one_in_lines() -> None:
    short, long = (section(f"## 1.0\n{items}", "1.0") for items in ("- A\n- B.\n", "- A, or a\n- B\n"))
    assert (str(short), str(long)) == ("A; B", "- A, or a\n- B")


def test_spellings_of_a_version() -> None:
    assert [bool(section(TEXT, name)) for name in ("V1.4.0", "unreleased", " 1.2 ", "1.4", "9.9.9", "")] == [
        True, True, True, False, False, False]  # fmt: skip
    last = section(TEXT, "1.2")
    assert last is not None
    assert (last.date, str(last), last.text) == ("2025-12-24", "Snow", "+ Snow")


@given(st.text(alphabet="# [](){}*-_`1.v\n:ab~", max_size=80))
def test_any_text_has_sections_or_none(text: str) -> None:
    """Never an exception, and every version that is listed is found."""
    for version in versions(text):
        assert section(text, version) is not None
