"""What the verbs say of a project, and above all what they say no with: what is wrong, and the way on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from nemobuild.cli.main import main

RECIPE = """\
nemobuild: 1
assets: {red: red.png}
steps:
  - {id: make, say: Make a 2 second slideshow of the photos}
  - {id: warm, say: Give it a warm look}
exports: [o.jpg]
"""
MATRIX = "matrix: {language: [en, de]}\n" + RECIPE.replace("[o.jpg]", '["{{ matrix.language }}.jpg"]')
Prepare = Callable[[], object]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was built, with its plan kept."""
    folder = tmp_path_factory.mktemp("built")
    Image.new("RGB", (64, 36), "#a03030").save(folder / "red.png")
    write(RECIPE, folder)
    recipe = str(folder)
    assert main(["run", recipe, "--quiet"]) == 0
    assert main(["plan", recipe, "--quiet", "--out", str(folder / "kept.json")]) == 0
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, and this process in its folder."""
    folder = tmp_path / "film"
    shutil.copytree(built, folder)
    monkeypatch.chdir(folder)
    return folder


def write(text: str, folder: Path = Path()) -> None:
    (folder / "nemobuild.yaml").write_text(text, encoding="utf-8")


def forgotten() -> None:
    """As if it had never been built."""
    shutil.rmtree(".nemobuild")
    Path("nemobuild.lock").unlink()
    shutil.rmtree("nemobuild.lock.d", ignore_errors=True)


def reworded() -> None:
    write(RECIPE.replace("warm look", "cold look"))


def damaged() -> None:
    """One of the stored drafts has another byte."""
    stored = sorted(Path(".nemobuild/cache").rglob("*.json"))[0]
    stored.write_bytes(stored.read_bytes().replace(b"{", b"[", 1))


def later() -> None:
    write(RECIPE.replace("[o.jpg]", "[{path: o.jpg, at: 1h}]"))


def as_it_is() -> None:
    pass


NO = [
    (as_it_is, "timeline --step nope", 2, 'no step "nope" is recorded', "recorded are: make, warm"),
    (as_it_is, "timeline --step ²", 2, 'no step "²" is recorded', "recorded are: make, warm"),
    (as_it_is, "diff --from 3", 2, 'no step "3" is recorded', "recorded are: make, warm"),
    (forgotten, "timeline", 2, "nothing is recorded yet", "nemobuild run records a timeline for each step"),
    (forgotten, "share", 2, "there is no session to share yet", "nemobuild run makes one"),
    (forgotten, "lock check", 4, "the lock file is out of date", "bring it up to date with: nemobuild lock update"),
    (as_it_is, "explain nope", 2, 'there is no step "nope"', "the steps are: make, warm"),
    (as_it_is, "lock update nope", 2, 'there is no step "nope"', "the steps are: make, warm"),
    (as_it_is, "resolve make", 2, "say what happened", "nemobuild resolve make --applied, or --resend"),
    (as_it_is, "resolve make --resend", 2, 'nothing is open about step "make"', "nemobuild plan says what would run"),
    (as_it_is, "run --plan red.png", 2, "red.png is not a kept plan", "make one with: nemobuild plan --out FILE"),
    (as_it_is, "run --plan gone.json", 2, 'there is no file "gone.json"', "make one with: nemobuild plan --out FILE"),
    (reworded, "run --plan kept.json", 2, "kept.json is out of date: the recipe, an asset or what is recorded has changed since", "look at the new plan: nemobuild plan"),
    (as_it_is, "export b.jpg --at soon", 2, '--at: "soon" is no duration', "write for example 1s or 1m30s"),
    (as_it_is, "export red.png", 2, "red.png is what the film is made from", "export to another file"),
    (lambda: write(MATRIX), "export b.jpg", 2, "this recipe has a matrix, and an export is of one cell", "list the export in the recipe"),
    (later, "run", 11, "o.jpg: 60m00s is after the end of the film, which is 2s long", "choose an earlier moment with `at`"),
    (damaged, "cache verify", 11, "1 entry damaged and set aside", "nemobuild run makes them again"),
    (as_it_is, "timeline --svg red.png/a.svg", 2, "red.png/a.svg cannot be written: ", "name another file"),
]  # fmt: skip


@pytest.mark.parametrize(("prepare", "said", "code", "what", "hint"), NO, ids=[row[3] for row in NO])
def test_a_verb_says_no_and_the_way_on(
    prepare: Prepare,
    said: str,
    code: int,
    what: str,
    hint: str,
    project: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    prepare()
    assert main(said.split()) == code
    error = capsys.readouterr().err
    assert what in error and "bug in nemobuild" not in error
    assert hint in error.split(what, 1)[1]


YES = [
    ("lock check", "the lock is up to date\n"),
    ("lock accept", "there is no drift\n"),
    ("lock clean", "nothing to take out\n"),
    ("lock diff", "no difference\n"),
    ("diff --from warm", "no difference\n"),
    ("cache verify", "all is as it was stored\n"),
]


@pytest.mark.parametrize(("said", "words"), YES, ids=[row[0] for row in YES])
def test_a_verb_that_has_nothing_to_do_says_so(
    said: str, words: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(said.split()) == 0
    assert capsys.readouterr().out == words


@pytest.mark.parametrize("verb", ["accept", "diff"])
def test_a_verb_that_reads_no_recipe_takes_no_variables(
    verb: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are about what is noted, in all cells of a matrix: a variable would be taken and not looked at."""
    assert main(["lock", verb, "--var", "nothere=1"]) == 2
    assert "no such option" in capsys.readouterr().err


def test_a_plan_that_is_kept_says_how_it_is_carried_out(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "--out", "new.json"]) == 0
    assert capsys.readouterr().err == "kept; carry it out with: nemobuild run --plan new.json\n"
    assert main(["run", "--plan", "new.json"]) == 0


def test_a_link_of_the_embedded_backend_needs_it_served(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["share"]) == 0
    assert capsys.readouterr().err == "it opens on this machine while this runs: nemobuild serve\n"
