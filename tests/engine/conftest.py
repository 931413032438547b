"""A project in a folder, its recipe written and run, with everything that was said and every message that arrived."""

import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from PIL import Image

from nemobuild import api
from nemobuild.engine.options import Options


class ProjectInFolder:
    """Writes recipes, runs them with the embedded backend in this process, and counts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.recipe = folder / "film.yaml"
        self.said = []
        folder.mkdir(parents=True, exist_ok=True)
        for name, colour in (("red", "#a03030"), ("blue", "#3050a0"), ("green", "#30a050")):
            if not (folder / f"{name}.png").exists():
                Image.new("RGB", (64, 36), colour).save(folder / f"{name}.png")

    def write(self, steps, *, exports=("dist/o.jpg",), assets=("red", "blue"), extra=""):
        lines = [
            "nemobuild: 1",
            "name: film",
            "assets:",
            *(f"  {a}: {a}.png" for a in assets),
            extra,
            "steps:",
        ]
        for step in steps:
            lines.append(f"  - {step}")
        lines.append("exports:")
        lines.extend(f"  - {e}" for e in exports)
        self.recipe.write_text("\n".join(lines) + "\n")
        return self

    def run(self, **options):
        """Runs, and gives the events of this run by kind."""
        self.said = []
        api.run(self.recipe, options=Options(**options), emit=self.said.append, stop=threading.Event())
        return self.said

    def plan(self, **options):
        return api.plan(self.recipe, options=Options(**options))[0]

    def sent(self):
        """The steps that the last run sent."""
        return [e.step for e in self.said if e.kind == "step.sent"]

    def messages(self):
        """Every message that the backend ever accepted, in order: (session, text, state)."""
        database = next((self.folder / ".nemobuild" / "backend").glob("*.sqlite"))
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
            return db.execute("select session_id, text, state from messages order by rowid").fetchall()

    def timeline(self):
        return api.timeline(self.recipe)


@pytest.fixture
def project(tmp_path):
    return ProjectInFolder(tmp_path / "project")


@pytest.fixture
def project_in(tmp_path):
    return lambda name: ProjectInFolder(tmp_path / name)


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Gives a project of these steps that has been run, built once a session and copied for each test."""
    made = {}

    def copy_of(steps, folder):
        key = tuple(steps)
        if key not in made:
            made[key] = ProjectInFolder(tmp_path_factory.mktemp("built") / "project")
            made[key].write(steps).run()
        shutil.copytree(made[key].folder, folder)
        return ProjectInFolder(folder)

    return copy_of
