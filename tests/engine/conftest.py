"""A project in a folder, its recipe written and run, with everything that was said and every message that arrived."""

import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from PIL import Image

from nemobuild import api
from nemobuild.backend.serve import Server
from nemobuild.backend.settings import Faults, Instead, Settings
from nemobuild.client import recover
from nemobuild.engine import runner, sending
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


@pytest.fixture
def hosted(tmp_path, monkeypatch):
    """Starts servers that charge, reached by their URL, with faults; looks after a drop are quick.

    With `bare=True` a server does not say what it can do, as the hosted one: it cannot restore a timeline.
    """
    quick = sending.Paces(
        settle=recover.SettlePace(first_s=0.01, longest_s=0.1, deadline_s=5),
        drop=recover.Pace(first_s=0.01, then_s=0.02, looks=3),
    )
    monkeypatch.setattr(runner, "HOSTED", quick)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("NEMO_CLIENT_ID", "0b5cbb5c-31a5-4a8c-93c5-3d2f6a3e9d11")
    servers = []

    def start(*, bare=False, settings=None, folder="hosted", port=0, **faults):
        if bare:
            faults["instead"] = (
                *faults.get("instead", ()),
                Instead(path="/api/capabilities", code=404, times=9999),
            )
        server = Server(
            tmp_path / folder,
            port=port,
            settings=Settings(credits=100, faults=Faults(**faults)),
            **(settings or {}),
        )
        server.__enter__()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.__exit__(None, None, None)
