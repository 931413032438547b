"""`python -m nemobuild.cli`, for when the command is not on the PATH."""

from __future__ import annotations

import sys

from nemobuild.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
