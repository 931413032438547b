"""The front door: every verb is where it is looked for, and the way in loads none of them."""

import subprocess
import sys

import pytest

from nemobuild import api


@pytest.mark.parametrize("verb", api.VERBS)
def test_every_verb_is_where_the_table_says(verb: str) -> None:
    assert getattr(api, verb).__module__ == f"nemobuild.api.{api.VERBS[verb]}"


def test_a_name_that_is_no_verb() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'rnu'"):
        _ = api.rnu


def test_a_run_that_has_nothing_to_do_loads_no_other_verb() -> None:
    code = (
        "import sys; from nemobuild import api; api.run\n"
        "print(sorted(m for m in sys.modules if m.startswith(('nemobuild.api.', 'nemobuild.plan', 'httpx'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['nemobuild.api.running']\n"
