"""Templates: what they see, what they may do, where their mistakes are, and that they end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemobuild.recipe.changelog import Section, section
from nemobuild.recipe.context import Git
from nemobuild.recipe.expressions import Expressions
from nemobuild.recipe.names import Names, Unknown
from nemobuild.recipe.template import Expander

CHANGELOG = "## 1.4.0\n### Added\n- Captions\n- Music\n"


def changelog(path: str, version: str) -> Section:
    found = section(CHANGELOG, version)
    if path != "CHANGELOG.md" or found is None:
        raise Unknown(f'"{path}" has no version "{version}"', "it has 1.4.0")
    return found


NAMES = Names(
    vars={"version": "1.4.0", "n": "3", "long": "x" * 1000},
    matrix={"lang": "en"},
    listed_env=("CITY", "UNSET"),
    environ={"CITY": "Bern", "HOME": "/home"},
    git=lambda: Git(tag="v1", commit="abc", date="2026-03-05"),
    changelog=changelog,
)


def expanded(text: str) -> str:
    result = Expander(NAMES).expand(text)
    assert result.faults == ()
    return result.text


def faults(text: str) -> list[tuple[str, str, str]]:
    """The characters at fault, what is said and the hint."""
    result = Expander(NAMES).expand(text)
    assert result.text == text
    return [(text[fault.start : fault.end], fault.what, fault.hint) for fault in result.faults]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("no template { } }}", "no template { } }}"),
        ("{{ version }} {{version}} {{ vars.version }}", "1.4.0 1.4.0 1.4.0"),
        ("{{ matrix.lang }}-{{ env.CITY }}-{{ git.tag }}-{{ git.date }}", "en-Bern-v1-2026-03-05"),
        ('{{ changelog("CHANGELOG.md", version) }}', "Captions; Music"),
        ("{{ changelog('CHANGELOG.md', '1.4.0').bullets | join(' and ') }}", "Captions and Music"),
        ("{% for b in changelog('CHANGELOG.md', version).groups.Added %}{{ loop.index }}. {{ b }} {% endfor %}",
         "1. Captions 2. Music "),
        ("{{ env.UNSET | default('nowhere') }}", "nowhere"),
        ("{{ git.branch | default('main') }}", "main"),
        ("{{ version | replace('.', '-') | upper }}", "1-4-0"),
        ("{{ n | int + 1 }} {{ n | int * 2 }} {{ n ~ n }}", "4 6 33"),
        ("{{ 'big' if n | int > 2 else 'small' }}", "big"),
        ("{% if version == '1.4.0' %}yes{% else %}no{% endif %}", "yes"),
        ("{% set x = n | int %}{% for i in range(x) %}{{ i }}{% endfor %}", "012"),
        ("{{ ['a', version] | join('/') }} {{ true }} {{ 2 > 1 }}", "a/1.4.0 true true"),
        ("a {{- version -}} b", "a1.4.0b"),
        ("{# nothing #}{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("{{ changelog('CHANGELOG.md', version) | upper }}", "CAPTIONS; MUSIC"),
        ("{{ vars['version'] }}", "1.4.0"),
        ("first\n{{ version }}\n", "first\n1.4.0\n"),
    ],
)  # fmt: skip
def test_what_a_template_gives(text: str, result: str) -> None:
    assert expanded(text) == result


@pytest.mark.parametrize(
    ("text", "at", "what", "hint"),
    [
        ("{{ verson }}", "verson", 'undefined name "verson"', 'did you mean "version"?'),
        ("{{ verson | upper }}", "verson", 'undefined name "verson"', 'did you mean "version"?'),
        ("{{ lang }}", "lang", 'undefined name "lang"', 'did you mean "matrix.lang"?'),
        ("{{ zzz }}", "zzz", 'undefined name "zzz"', 'define it: "vars: {zzz: …}"'),
        ("{{ vars.verson }}", "verson", 'undefined name "vars.verson"', 'did you mean "vars.version"?'),
        ("{{ vars.verson | upper }}", "verson", 'undefined name "vars.verson"', 'did you mean "vars.version"?'),
        ("{{ matrix.size }}", "size", 'undefined name "matrix.size"', "known: matrix.lang"),
        ("{{ git.tga }}", "tga", 'undefined name "git.tga"', 'did you mean "git.tag"?'),
        ("{{ env.HOME }}", "HOME", '"env.HOME" is not listed under "env:"', 'add "env: [HOME]" to the recipe'),
        ("{{ env.CTIY }}", "CTIY", '"env.CTIY" is not listed under "env:"', 'did you mean "CITY"?'),
        ("{{ env.UNSET }}", "UNSET", "the environment variable UNSET is not set",
         'set it, or write {{ env.UNSET | default("…") }}'),
        ("{{ git.branch }}", "branch", "git.branch is not known: this checkout has no branch",
         'write {{ git.branch | default("…") }} if that is all right'),
        ("{{ git.branch | upper }}", "{{ git.branch | upper }}",
         "git.branch is not known: this checkout has no branch",
         'write {{ git.branch | default("…") }} if that is all right'),
        ("{{ vars }}", "vars", '"vars" is a group of names', "name one of them: vars.version"),
        ("{{ version.x }}", "x", '"version" is text and has no "x"', ""),
        ("{{ range }}", "range", '"range" is a function', "call it: range(3)"),
        ("{{ changelog }}", "changelog", '"changelog" is a function', 'call it: changelog("CHANGELOG.md", version)'),
        ('{{ changelog("X.md", version) }}', 'changelog("X.md", version)', '"X.md" has no version "1.4.0"',
         "it has 1.4.0"),
        ("{{ version | uper }}", "{{ version | uper }}", 'there is no filter "uper"', 'did you mean "upper"?'),
        ("{{ version", "{{ version", "the template is not closed",
         'close it with "}}" or "%}", and an if or for with its end'),
        ("{% if n %}{{ n }}", "{% if n %}", "the template is not closed",
         'close it with "}}" or "%}", and an if or for with its end'),
        ("{% if %}", "{% if %}", "the template is broken: Expected an expression, got 'end of statement block'", ""),
        ("{{ version + 1 }}", "{{ version + 1 }}",
         'the template cannot be expanded: can only concatenate str (not "int") to str',
         "variables are text: write name | int"),
        ("{{ 1 / 0 }}", "{{ 1 / 0 }}", "the template cannot be expanded: division by zero", ""),
        ("{{ none }}", "{{ none }}", "this has no value", ""),
        ("{{ ['a'] }}", "{{ ['a'] }}", 'a list cannot stand in a text; write | join(", ")', ""),
        ("{{ matrix | upper }}", "{{ matrix | upper }}", "this is no text that a filter could change", ""),
        ("{{ 'a'.upper() }}", "{{ 'a'.upper() }}", "a template can call changelog() and range() only",
         "use a filter: {{ name | upper }}"),
        ("{{ changelog('CHANGELOG.md', version).bulets }}", "{{ changelog('CHANGELOG.md', version).bulets }}",
         'a changelog has no "bulets"', 'did you mean "bullets"?'),
        ("{% if false %}{{ verson }}{% endif %}", "verson", 'undefined name "verson"', 'did you mean "version"?'),
        ("{{ x | default('y') }}", "x", 'undefined name "x"', 'define it: "vars: {x: …}"'),
    ],
)  # fmt: skip
def test_a_mistake_is_said_at_its_place(text: str, at: str, what: str, hint: str) -> None:
    assert faults(text) == [(at, what, hint)]


def test_every_mistake_of_a_text_is_said() -> None:
    assert [at for at, _, _ in faults("{{ a }} {{ version | upper }} {{ vars.b }} {{ c | upper }}")] == [
        "a",
        "b",
        "c",
    ]
    assert [at for at, _, _ in faults("{{ none }} and {{ 1 / 0 }}")] == ["{{ none }}", "{{ 1 / 0 }}"]


TOO_MUCH = "the template does too much"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{{ 'a' * 1000000000 }}", "a template cannot repeat text or lists"),
        ("{{ [1] * 1000000000 }}", "a template cannot repeat text or lists"),
        ("{{ 9 ** 9 ** 9 ** 9 }}", "a number becomes too large"),
        ("{% set a = 9999999999 %}" + "{% set a = a * a %}" * 60 + "{{ a }}", "a number becomes too large"),
        ("{{ '%1000000000d' % 3 }}", "a template cannot use % formatting; write a ~ b"),
        ("{{ '{:1000000000}'.format(1) }}", "a template can call changelog() and range() only"),
        ("{{ long | center(1000000000) }}", 'there is no filter "center"'),
        ("{{ range(1000000000) | join }}", "range() goes to 1000 at most"),
        ("{% for i in range(1000) %}{% for j in range(1000) %}{% endfor %}{% endfor %}", TOO_MUCH),
        ("{% set r = range(1000) %}" + "{% for i in r %}" * 5 + "{% endfor %}" * 5, TOO_MUCH),
        ("{% set a = long %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}", TOO_MUCH),
        ("{% set a = long %}" + "{% set a = a + a %}" * 60 + "{{ a }}", TOO_MUCH),
        ("{% set a = long %}" + "{% set a = a | replace('x', a) %}" * 6 + "{{ a }}", TOO_MUCH),
        ("{{ range(1000) | join(long) }}", TOO_MUCH),
        ("{% set a = [1] %}" + "{% set a = [a, a] %}" * 60 + "{{ a | join }}",
         "a list in a template can hold texts and numbers only"),
        ("{% set a %}{{ long }}{% endset %}{{ a }}",
         "a template cannot use block assignments; write {% set x = … %}"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "a template cannot use macros"),
        ("{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}", "a template cannot use recursive loops"),
        ("{% include '/etc/passwd' %}", "a template cannot use include"),
        ("{% import 'x' as y %}", "a template cannot use import"),
        ("{{ {'a': 1} }}", "a template cannot use mappings"),
        ("{{ long[0:5] }}", "a template cannot use slices; write | truncate or | first"),
        ("{{ namespace() }}", 'undefined name "namespace"'),
        ("{{ cycler('a') }}", 'undefined name "cycler"'),
        ("{{ ''.__class__ }}", "access to attribute '__class__' of 'str' object is unsafe"),
        ("{{ vars.__class__ | upper }}", 'undefined name "vars.__class__"'),
        ("{{ changelog.__globals__ | upper }}", None),
        ("{{ (" + "(" * 500 + "1" + ")" * 501 + " }}", None),
        ("{{ 1" + " + 1" * 5000 + " }}", None),
        ("{{ long ~ " * 200, None),
        ("{% if 1 %}" * 200 + "{% endif %}" * 200, None),
        ("{{ [1, 2] | join(attribute='__class__') }}", "join takes a separator only"),
    ],
)  # fmt: skip
def test_a_hostile_template_ends_in_a_sentence(text: str, what: str | None) -> None:
    found = faults(text)
    assert found
    if what:
        assert found[0][1] == what


def test_a_text_cannot_become_too_long() -> None:
    (fault,) = Expander(NAMES).expand("{{ long }}" * 101).faults
    assert fault.what == "the text is longer than 100000 characters when expanded"


def test_the_names_that_were_used_are_known_with_their_values() -> None:
    result = Expander(NAMES).expand(
        '{{ version }} {{ vars.n | int }} {{ env.CITY }} {{ changelog("CHANGELOG.md", version) }}'
    )
    assert result.variables == {
        "vars.version": "1.4.0",
        "vars.n": "3",
        "env.CITY": "Bern",
        'changelog("CHANGELOG.md", "1.4.0")': "Captions; Music",
    }
    assert Expander(NAMES).expand("{% if n %}{{ matrix.lang }}{% endif %}").variables == {
        "vars.n": "3",
        "matrix.lang": "en",
    }


def test_pieces_tile_the_result() -> None:
    template = "a {{ version }} b {{ n | int }} c"
    result = Expander(NAMES).expand(template)
    assert [result.text[piece.start : piece.end] for piece in result.pieces] == [
        "a ",
        "1.4.0",
        " b ",
        "3",
        " c",
    ]
    sources = [template[piece.source_start : piece.source_end] for piece in result.pieces]
    assert sources == ["a ", "{{ version }}", " b ", "{{ n | int }}", " c"]


_parts = st.lists(
    st.sampled_from(["{{ version }}", "{{vars.n}}", "{{ matrix.lang }}", "{{ env.CITY }}", "{{ git.tag }}", "{", "}", " ",
                     "{{ changelog('CHANGELOG.md', version) }}", "text", "\n", "%", "#", "{{ nope }}", "{{ true }}"]),
    max_size=6,
)  # fmt: skip


@given(_parts)
@settings(max_examples=200)
def test_plain_names_expand_as_jinja_expands_them(parts: list[str]) -> None:
    """The short cut and Jinja2 give the same text, the same names and as many mistakes."""
    text = "".join(parts)
    short, jinja = Expander(NAMES).expand(text), Expressions(NAMES).expand(text)
    assert short.text == jinja.text
    assert short.variables == jinja.variables
    assert bool(short.faults) == bool(jinja.faults)


@given(st.text(alphabet="{}%# |'ab1.()[]~*+-\n", max_size=30))
@settings(max_examples=300)
def test_any_text_expands_or_has_faults_inside_it(text: str) -> None:
    result = Expander(NAMES).expand(text)
    for fault in result.faults:
        assert 0 <= fault.start < fault.end <= max(len(text), 1)
