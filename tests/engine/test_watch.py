"""Watching files: a change is seen whenever it comes, also while something else goes on."""

import threading

import pytest

from nemobuild.engine.watch import watch


@pytest.fixture
def stop():
    """Set by the test; or by a timer, so that a test that waits in vain fails instead of hanging."""
    flag = threading.Event()
    timer = threading.Timer(30, flag.set)
    timer.start()
    yield flag
    timer.cancel()


@pytest.mark.parametrize("moment", ["while it builds", "before anybody listens"])
def test_a_change_at_an_awkward_moment_is_built(moment, stop, tmp_path):
    file, built, waited = tmp_path / "film.yaml", [], []
    file.write_text("one")

    def change(now):
        if now == moment and len(built) == 1:
            file.write_text("two")

    def build():
        built.append(file.read_text())
        change("while it builds")

    def waits(files):
        waited.append(files)
        change("before anybody listens")
        if len(built) == 2:
            stop.set()

    watch(lambda: {file}, build, stop, waits=waits)
    assert built == ["one", "two"]
    assert set(waited) == {1}
