"""The bars of renders in progress, drawn with rich. Imported only when there is one to draw."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from nemobuild.cli.present.text import duration_text


class Bar:
    """One bar an export: name, share done, and the estimate of the time left. Erased when it stops."""

    def __init__(self, file: TextIO, *, colour: bool) -> None:
        console = Console(file=file, no_color=not colour, highlight=False, markup=False)
        columns = (
            TextColumn("  {task.description}", markup=False),
            BarColumn(bar_width=30),
            TextColumn("{task.percentage:>3.0f} %", markup=False),
            TextColumn("{task.fields[left]}", markup=False),
        )
        self._progress = Progress(
            *columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False
        )
        self._tasks: dict[str, TaskID] = {}
        self._progress.start()

    def update(self, export: str, percent: float, remaining_ms: int | None) -> None:
        left = f"about {duration_text(remaining_ms)} left" if remaining_ms is not None else ""
        if export not in self._tasks:
            self._tasks[export] = self._progress.add_task(export, total=100.0, left=left)
        self._progress.update(self._tasks[export], completed=percent, left=left)

    def remove(self, export: str) -> None:
        if export in self._tasks:
            self._progress.remove_task(self._tasks.pop(export))

    def stop(self) -> None:
        self._progress.stop()
