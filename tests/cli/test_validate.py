"""validate: what a recipe cannot be, and what the embedded backend will refuse of it."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from nemobuild.cli.main import main


def recipe_of(folder: Path, *steps: str, backend: str = "local") -> Path:
    path = folder / "film.yaml"
    lines = [
        "nemobuild: 1",
        f"backend: {backend}",
        "vars: {lang: French}",
        "steps:",
        *(f"  - {s}" for s in steps),
    ]
    path.write_text("\n".join([*lines, "exports: [dist/film.mp4]", ""]), "utf-8")
    return path


def test_validate_says_every_step_that_the_embedded_backend_will_refuse(tmp_path, capsys):
    path = recipe_of(
        tmp_path,
        "trim the first 5 seconds",
        '"translate the captions to {{ lang }}"',
        "move the title down",
        "remove my dog",
        "mute the music",
    )
    assert main(["validate", str(path)]) == 3
    said = capsys.readouterr().err
    assert "film.yaml:6:6" in said and "film.yaml:8:5" in said and said.count("will be refused") == 2
    assert (
        'step "translate-the-captions-to-lang": "translate the captions to French" will be refused:'
        " translating needs a language model; give captions in that language as an SRT or VTT file" in said
    )
    assert '"remove my dog" will be refused: this is not understood' in said


def test_validate_leaves_another_backends_steps_to_it(tmp_path, capsys):
    path = recipe_of(tmp_path, "remove my dog", backend="nemo")
    assert main(["validate", str(path)]) == 0
    assert "no problems" in capsys.readouterr().out


def test_validate_leaves_to_a_language_model_what_the_table_does_not_know(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("NEMOBUILD_LLM_URL", "http://127.0.0.1:9/v1")
    assert main(["validate", str(recipe_of(tmp_path, "remove my dog"))]) == 0


def test_validate_does_not_refuse_what_the_first_step_can_do(tmp_path, capsys):
    path = recipe_of(tmp_path, "make a video out of my wedding pictures")
    for name in ("coffee", "chelsea"):
        Image.new("RGB", (64, 36), "#a03030").save(tmp_path / f"{name}.png")
    path.write_text(path.read_text().replace("steps:", "assets: {one: coffee.png, two: chelsea.png}\nsteps:"))
    assert main(["validate", str(path)]) == 0
    assert "no problems" in capsys.readouterr().out


def with_assets(path: Path, assets: str) -> Path:
    path.write_text(path.read_text().replace("steps:", f"assets: {assets}\nsteps:"))
    return path


def test_a_step_that_goes_on_with_the_one_before_it_is_left_to_the_run(tmp_path, capsys):
    steps = [
        "add music",
        "and a bit less",
        'add the title "Hello"',
        '"in yellow, at the bottom"',
        "same for clip 2",
    ]
    assert main(["validate", str(recipe_of(tmp_path, *steps))]) == 0
    assert main(["validate", str(recipe_of(tmp_path, "same for clip 2"))]) == 3  # there is nothing before it
    assert '"same for clip 2" will be refused' in capsys.readouterr().err


def test_a_file_that_is_not_what_its_name_says(tmp_path, capsys):
    (tmp_path / "logo.png").write_text("hello")
    path = with_assets(recipe_of(tmp_path, "add the logo top right"), "{logo: logo.png}")
    assert main(["validate", str(path)]) == 3
    said = capsys.readouterr().err
    assert 'film.yaml:4:16: logo: "logo.png" is not what its name says: it is plain text' in said
    assert "give it its true extension" in said


def test_a_plan_says_what_a_run_would_send_in_vain(tmp_path, capsys):
    path = recipe_of(tmp_path, 'Create a 2 second video about "Hi"', "remove my dog")
    assert main(["plan", str(path)]) == 0
    told = capsys.readouterr()
    assert (
        'warning: step "remove-my-dog": "remove my dog" will be refused: this is not understood' in told.err
    )
    assert "MAYBE   remove my dog" in told.out


def test_a_draft_says_where_it_is_put(tmp_path, capsys):
    path = recipe_of(tmp_path, 'Create a 2 second video about "Hi"')
    path.write_text(path.read_text().replace("dist/film.mp4", "dist/film.srt"))
    main(["run", "--draft", str(path)])
    assert capsys.readouterr().err.startswith(
        "drafts: at most 480p, and put where the films go; a run without --draft makes the films\n"
    )
