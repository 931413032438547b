"""`python -m nemobuild.backend.interpret --json -`: requests a line on standard input, answers a line on standard output."""

from __future__ import annotations

import json
import sys

from nemobuild.backend.interpret.lines import answer_lines


def main() -> int:
    if sys.argv[1:] != ["--json", "-"]:
        print(__doc__, file=sys.stderr)
        return 2
    for answer in answer_lines(sys.stdin):
        print(json.dumps(answer, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
