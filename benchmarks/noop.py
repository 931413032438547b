"""What a build with nothing to do costs, as a whole process, beside other build tools; and how planning grows.

    python benchmarks/noop.py [--runs 15] [--peers FOLDER]

The project has 10 steps in a chain and 1,000 small assets, of which ten are 100 MB (sparse files). Every tool runs the
same chain once and then has nothing to do; the tools take turns, so that a busy moment hits all alike. Ratios are of
medians. `--peers` is a virtual environment with doit, dvc and snakemake; those that are missing are left out, and say so.
Planning is timed within one process: a recipe of 1,000, 3,000 and 10,000 steps against an empty lock and a full one.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

STEPS, ASSETS, LARGE, LARGE_BYTES = 10, 1_000, 10, 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A command that has nothing to do. `shown` is its name and version."""

    shown: str
    command: tuple[str, ...]
    folder: Path


# --- the project


def assets(folder: Path) -> list[Path]:
    """Sparse films are read once, to be hashed; on disk they take nothing."""
    from PIL import Image

    folder.mkdir(parents=True)
    picture = folder / "a0000.png"
    Image.new("RGB", (64, 36), "#a03030").save(picture)
    made, data = [], picture.read_bytes()
    for number in range(ASSETS):
        path = folder / f"a{number:04}.png"
        path.write_bytes(data + number.to_bytes(2, "big"))
        if ASSETS - number <= LARGE:
            os.truncate(path, LARGE_BYTES + number)
        made.append(path)
    return made


def nemobuild_project(folder: Path) -> Contender:
    media = assets(folder / "media")
    lines = ["nemobuild: 1", "name: film", "assets:"]
    lines += [f"  {path.stem}: media/{path.name}" for path in media]
    lines += ["steps:", "  - Make a slideshow of a0001 and a0002"]
    lines += [f'  - Add the text "Line {n}" for the first {n + 1} seconds' for n in range(1, STEPS)]
    lines += ["exports: [film.jpg]"]
    (folder / "nemobuild.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = (str(Path(sys.executable).with_name("nemobuild")), "run")
    return Contender(shown=_versioned("nemobuild"), command=command, folder=folder)


# --- the same chain for others: the first step depends on every asset, each other one on the step before it


def make_project(folder: Path, media: Sequence[Path]) -> Contender:
    rules = [f"s1: {' '.join(map(str, media))}\n\ttouch s1"]
    rules += [f"s{n}: s{n - 1}\n\ttouch s{n}" for n in range(2, STEPS + 1)]
    (folder / "Makefile").write_text("\n".join([f"all: s{STEPS}", *rules]) + "\n")
    version = subprocess.run(["make", "--version"], capture_output=True, text=True, check=True)
    shown = "GNU make " + version.stdout.split("\n")[0].split()[-1]
    return Contender(shown=shown, command=("make",), folder=folder)


def doit_project(folder: Path, media: Sequence[Path], peers: Path) -> Contender:
    listed = [str(path) for path in media]
    (folder / "dodo.py").write_text(
        f"MEDIA = {listed!r}\n"
        "def task_chain():\n"
        f"    for n in range(1, {STEPS + 1}):\n"
        "        deps = MEDIA if n == 1 else [f's{n - 1}']\n"
        "        yield dict(name=f's{n}', file_dep=deps, targets=[f's{n}'], actions=[f'touch s{n}'])\n"
    )
    return Contender(shown=_peer(peers, "doit"), command=(str(peers / "bin/doit"), "-v0"), folder=folder)


def dvc_project(folder: Path, media: Sequence[Path], peers: Path) -> Contender:
    dvc = str(peers / "bin/dvc")
    _quietly([dvc, "init", "--no-scm"], folder)
    _quietly([dvc, "config", "core.analytics", "false"], folder)
    (folder / "media").symlink_to(media[0].parent)
    lines = ["stages:"]
    for n in range(1, STEPS + 1):
        deps = "[media]" if n == 1 else f"[s{n - 1}]"
        lines += [f"  s{n}:", f"    cmd: echo {n} > s{n}", f"    deps: {deps}", f"    outs: [s{n}]"]
    (folder / "dvc.yaml").write_text("\n".join(lines) + "\n")
    return Contender(shown=_peer(peers, "dvc"), command=(dvc, "repro"), folder=folder)


def snakemake_project(folder: Path, media: Sequence[Path], peers: Path) -> Contender:
    rules = [f"rule all:\n    input: 's{STEPS}'", f"MEDIA = {[str(path) for path in media]!r}"]
    for n in range(1, STEPS + 1):
        source = "MEDIA" if n == 1 else f"'s{n - 1}'"
        rules.append(f"rule r{n}:\n    input: {source}\n    output: 's{n}'\n    shell: 'touch {{output}}'")
    (folder / "Snakefile").write_text("\n".join(rules) + "\n")
    command = (str(peers / "bin/snakemake"), "--cores", "1", "--quiet")
    return Contender(shown=_peer(peers, "snakemake"), command=command, folder=folder)


def contenders(root: Path, peers: Path | None) -> Iterator[Contender]:
    """`import click` first: it is what everything is compared with."""
    yield Contender(
        shown=f"python {platform.python_version()} -c 'import click' ({importlib.metadata.version('click')})",
        command=(sys.executable, "-c", "import click"),
        folder=root,
    )
    ours = nemobuild_project(root / "nemobuild")
    yield ours
    media = sorted((ours.folder / "media").iterdir())
    if shutil.which("make"):
        yield make_project(_folder(root / "make"), media)
    for name, project in (("doit", doit_project), ("dvc", dvc_project), ("snakemake", snakemake_project)):
        if peers is None or not (peers / "bin" / name).exists():
            print(f"not measured: {name} is not installed", file=sys.stderr)
        else:
            yield project(_folder(root / name), media, peers)


# --- measuring


def whole_processes(found: Sequence[Contender], runs: int) -> dict[Contender, float]:
    """Median seconds of each, in turns; the first run does the work and the second warms up."""
    taken: dict[Contender, list[float]] = {contender: [] for contender in found}
    for contender in (*found, *found):
        _quietly(contender.command, contender.folder)
    for _ in range(runs):
        for contender in found:
            started = time.perf_counter()
            _quietly(contender.command, contender.folder)
            taken[contender].append(time.perf_counter() - started)
    return {contender: statistics.median(seconds) for contender, seconds in taken.items()}


def planning(steps: int, runs: int) -> tuple[float, float]:
    """Median seconds to plan so many steps of which none, and of which all, are recorded."""
    from dataclasses import replace

    from nemobuild.plan.decide import plan
    from nemobuild.plan.keys import EMPTY_TIMELINE, key, keyed_steps
    from nemobuild.plan.model import Facts
    from nemobuild.plan.records import Lock, StepRecord
    from nemobuild.recipe import Context, load

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.yaml"
        path.write_text("nemobuild: 1\nname: film\nsteps: [Add a title]\nexports: [film.jpg]\n")
        (recipe,) = load(path, context=Context(environ={}))
    step = recipe.steps[0]
    recipe = replace(recipe, steps=tuple(replace(step, id=f"s{n}", say=f"Say {n}") for n in range(steps)))
    before, records = EMPTY_TIMELINE, {}
    for number, keyed in enumerate(keyed_steps(recipe, {})):
        action, after = key(before, keyed.ingredients), f"{number:064x}"
        records[action] = StepRecord(
            step=keyed.step.id,
            action=action,
            definition=keyed.definition,
            before=before,
            after=after,
            credits=0,
            ingredients=keyed.ingredients,
        )
        before = after
    full = Lock(records=records, cells={"": tuple(records)})
    empty_s, full_s = [], []
    for _ in range(runs):
        for lock, taken in ((Lock(), empty_s), (full, full_s)):
            started = time.perf_counter()
            plan(recipe, Facts(digests={}, lock=lock))
            taken.append(time.perf_counter() - started)
    return statistics.median(empty_s), statistics.median(full_s)


# --- small things


def _quietly(command: Sequence[str], folder: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, cwd=folder, env=environ, check=True, capture_output=True)


def _folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


def _versioned(package: str) -> str:
    return f"{package} {importlib.metadata.version(package)}"


def _peer(peers: Path, name: str) -> str:
    code = f"import importlib.metadata; print(importlib.metadata.version({name!r}))"
    found = subprocess.run([peers / "bin/python", "-c", code], capture_output=True, text=True, check=True)
    return f"{name} {found.stdout.strip()}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    arguments.add_argument("--runs", type=int, default=15)
    arguments.add_argument("--peers", type=Path)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="nemobuild-noop-") as folder:
        found = tuple(contenders(Path(folder), asked.peers.absolute() if asked.peers else None))
        medians = whole_processes(found, asked.runs)
    base = medians[found[0]]
    print(f"medians of {asked.runs} runs, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    print("| nothing to do | seconds | times `import click` |\n|---|---|---|")
    for contender, seconds in medians.items():
        print(f"| {contender.shown} | {seconds:.3f} | {seconds / base:.2f} |")
    print("\n| planning | nothing recorded, s | all recorded, s |\n|---|---|---|")
    for steps in (1_000, 3_000, 10_000):
        empty, full = planning(steps, 5)
        print(f"| {steps} steps | {empty:.3f} | {full:.3f} |")


if __name__ == "__main__":
    main()
