"""How a verb ends: every error becomes words and an exit code here, and nowhere else.

`exit_code_of` runs a verb's work. What is not ours is a bug: the user gets a sentence and a file to report,
and the traceback only with --verbose.
"""

from __future__ import annotations

import errno
from collections.abc import Callable

import click

from nemobuild.cli.stop import Terminated
from nemobuild.errors import Interrupted, NemobuildError

BUG = 1
Failed = Callable[[NemobuildError], None]
RESUMED = "what is finished is recorded; the next run goes on from there"


class Ended(Interrupted):
    """Stopped by SIGTERM."""

    exit_code = 143


def exit_code_of(work: Callable[[], int | None], failed: Failed, *, verbose: bool = False) -> int:
    """What `work` returned (nothing is 0), or the code of the error that ended it, which `failed` is told."""
    try:
        return work() or 0
    except NemobuildError as error:
        if type(error).exit_code == BUG:
            return _bug(error, failed, verbose=verbose)
        failed(error)
        return error.exit_code
    except Terminated:
        failed(Ended("stopped by a signal", hint=RESUMED))
        return Ended.exit_code
    except (KeyboardInterrupt, click.Abort):
        failed(Interrupted("interrupted", hint=RESUMED))
        return Interrupted.exit_code
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException:
        raise
    except OSError as error:
        if (disk := _disk_error(error)) is None:
            return _bug(error, failed, verbose=verbose)
        failed(disk)
        return disk.exit_code
    except Exception as error:
        return _bug(error, failed, verbose=verbose)


def _disk_error(error: OSError) -> NemobuildError | None:
    """The state of a disk, met where nobody expected it: no bug of ours, and nothing to report."""
    from nemobuild.errors import OutputError

    hints = {
        errno.ENOSPC: "free some space and run again",
        errno.EDQUOT: "free some of your quota and run again",
        errno.EFBIG: "raise the limit on the size of files (ulimit -f) and run again",
        errno.EROFS: "the file system is read-only; run from a copy of the project",
        errno.EIO: "the disk or its connection is failing",
    }
    if error.errno not in hints:
        return None
    place = f" {error.filename}" if isinstance(error.filename, str) else " a file"
    return OutputError(
        f"nemobuild could not write{place}: {error.strerror}", hint=f"{hints[error.errno]}; {RESUMED}"
    )


def _bug(error: Exception, failed: Failed, *, verbose: bool) -> int:
    from nemobuild.cli.bug import report

    failed(report(error, verbose=verbose))
    return BUG
