"""Processes that end with the one that started them, however that ends."""

import ctypes
import os
import signal
from collections.abc import Sequence

PR_SET_PDEATHSIG = 1
STILL_BELOW = '[ "$PPID" = "$1" ] || exit 143; shift; exec "$@"'
"""Told of its parent's death from here on, the process looks whether that came before."""


def ending_with_us(command: Sequence[str], *, by: str = "TERM", becoming: Sequence[str] = ()) -> list[str]:
    """Return the command line that runs `command` below this process until one of the two ends, even by `kill -9`.

    The kernel sends the signal `by` when this process ends; `becoming` are options of `setpriv` that change the user.
    A parent that ends before the kernel is told sends nothing, so the command runs only when this process is still its
    parent by then.
    """
    told = ["setpriv", "--pdeathsig", by, *becoming, "--"]
    return [*told, "sh", "-c", STILL_BELOW, "sh", str(os.getpid()), *command]


def end_with(parent: int | None) -> None:
    """Let the kernel send SIGTERM to this process when the one with the id `parent` ends, even by `kill -9`."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if parent is not None and os.getppid() != parent:
        # It ended before the kernel was told.
        os.kill(os.getpid(), signal.SIGTERM)
