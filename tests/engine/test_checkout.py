"""What git knows of a folder, asked of real repositories made for the test."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from nemobuild.engine.checkout import git_facts
from nemobuild.recipe.context import Git

_WHO = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_AUTHOR_DATE": "2026-03-04T12:00:00+0000",
    "GIT_COMMITTER_DATE": "2026-03-05T12:00:00+0000",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **_WHO},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message=first")
    return tmp_path


def test_a_checkout_knows_its_commit_branch_and_date(checkout: Path) -> None:
    facts = git_facts(checkout)
    assert facts == Git(commit=git(checkout, "rev-parse", "HEAD"), branch="main", date="2026-03-05")


def test_the_tag_is_the_nearest_one_also_from_a_folder_inside(checkout: Path) -> None:
    git(checkout, "tag", "v1.4.0")
    git(checkout, "commit", "--quiet", "--allow-empty", "--message=second")
    (checkout / "films").mkdir()
    assert git_facts(checkout / "films").tag == "v1.4.0"


def test_a_detached_head_has_no_branch(checkout: Path) -> None:
    git(checkout, "checkout", "--quiet", "--detach")
    facts = git_facts(checkout)
    assert facts.branch == ""
    assert facts.commit


def test_no_checkout_says_so(tmp_path: Path) -> None:
    environ = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    assert git_facts(tmp_path, environ=environ) == Git(why="the recipe lies in no git checkout")


def test_no_commits_says_so(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    assert git_facts(tmp_path) == Git(why="the checkout has no commits yet")


def test_a_folder_that_is_not_there_is_no_traceback(tmp_path: Path) -> None:
    assert "git says: " in git_facts(tmp_path / "nowhere").why


def test_no_git_says_so(tmp_path: Path) -> None:
    assert git_facts(tmp_path, environ={"PATH": str(tmp_path)}) == Git(why="git is not installed")


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo 'fatal: detected dubious ownership in repository' >&2; exit 128", "the checkout belongs to somebody else; see git config safe.directory"),
        ("echo 'fatal: bad object HEAD' >&2; exit 128", "git says: bad object HEAD"),
        ("exit 1", "git failed without a word"),
    ],
)  # fmt: skip
def test_what_git_complains_of_is_said(script: str, why: str, tmp_path: Path) -> None:
    fake = tmp_path / "git"
    fake.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    fake.chmod(0o755)
    assert git_facts(tmp_path, environ={"PATH": str(tmp_path)}) == Git(why=why)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (subprocess.TimeoutExpired("git", 10), "git did not answer within 10 s"),
        (PermissionError(13, "Permission denied"), "git cannot be run: Permission denied"),
    ],
)
def test_a_git_that_does_not_run_is_said(
    error: Exception, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr(subprocess, "run", fail)
    assert git_facts(tmp_path) == Git(why=why)


def test_variables_of_a_git_hook_do_not_lead_elsewhere(
    checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    git(other, "init", "--quiet")
    facts = git_facts(checkout, environ={**os.environ, "GIT_DIR": str(other / ".git")})
    assert facts.commit == git(checkout, "rev-parse", "HEAD")


def test_configuration_of_the_checkout_starts_no_program(checkout: Path) -> None:
    bait = checkout / "bait.sh"
    bait.write_text(f"#!/bin/sh\ntouch {checkout}/caught\n")
    bait.chmod(0o755)
    for key in ("core.fsmonitor", "gpg.program", "core.pager", "core.sshCommand", "diff.external"):
        git(checkout, "config", key, str(bait))
    git(checkout, "config", "log.showSignature", "true")
    assert git_facts(checkout).branch == "main"
    assert not (checkout / "caught").exists()
