"""A render that ends itself as kill -9 would, once so many chunks are kept: file, folder, number of chunks."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from nemobuild.backend.render.film import render
from nemobuild.timeline.model import Media


def main() -> None:
    from test_hostile import SMALL, four

    path, folder, most = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    medium = Media(
        digest="k" * 64, name="noisy.mp4", kind="video", path=path, duration_ms=8000, width=320, height=180, fps=30.0,
        has_audio=True, channels=1,
    )  # fmt: skip

    def kept() -> bool:
        records = [p for p in (folder / "pieces").glob("*.json") if p.with_suffix(".mp4").exists()]
        if len(records) >= most:
            os.kill(os.getpid(), signal.SIGKILL)
        return False

    render(four(medium), {medium.digest: medium}, SMALL, folder, cancelled=kept)


if __name__ == "__main__":
    main()
