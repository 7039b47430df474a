"""Rendering what strangers wrote and opening what they sent, with limits on time and memory.

A preview of a template that nobody approved yet runs in a process of its own: it inherits no settings and no secrets,
may use so many seconds and megabytes, and is killed when it takes longer. A file that somebody sent is opened in one
likewise. Starting such a process and importing what renders costs about a second; papers from approved templates are
therefore rendered where the job runs.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from portal.papers.base import PaperError, TemplateError

PDF: Final = b"P"
REFUSED: Final = b"E"
KEPT_VARIABLES: Final = ("PATH", "LANG", "LC_ALL", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "LD_LIBRARY_PATH")


class LimitReached(PaperError):
    """The work took more time or memory than it may."""


@dataclass(frozen=True, slots=True)
class Call:
    """What to call in the other process: a function of ours that gives bytes, and values that can be pickled."""

    function: str
    """``module:name``, within ``portal.papers``."""
    arguments: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] = field(default_factory=dict)


def run_limited(
    call: Call,
    *,
    seconds: float = 10,
    patience: float | None = None,
    megabytes: int = 1024,
    folder: Path | None = None,
    written: int = 1,
) -> bytes:
    """Run ``call`` in a process of its own and return the bytes that it gives.

    Args:
        call: what to run.
        seconds: so many seconds of the processor the process may burn.
        patience: after so many seconds by the clock it is killed; as many as of the processor when absent. Where nobody
            waits for the answer it is longer, so that a busy machine is not taken for an endless template.
        megabytes: so much address space the process may have, Python and its libraries (some 150) included.
        folder: where the process runs, for files that it reads and leaves there; one of its own when absent.
        written: so many megabytes a file may have that it writes.

    Raises:
        LimitReached: the process took too long, or wanted too much memory.
        TemplateError: the template is wrong; the message and the place come from the other process.
        PaperError: the other process failed in another way.

    """
    request = pickle.dumps((call.function, call.arguments, dict(call.keywords), int(seconds) + 1, megabytes, written))
    command = [sys.executable, "-m", "portal.papers.limited_child"]
    with tempfile.TemporaryDirectory(prefix="paper-") as own:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder or own,
            env=bare_environment(own),
            start_new_session=True,
        )
        try:
            answer, _ = process.communicate(request, timeout=patience or seconds)
        except subprocess.TimeoutExpired:
            raise LimitReached(f"The paper took more than {patience or seconds:g} seconds") from None
        finally:
            _stop(process)
    return _unpack(answer, process.returncode, seconds, megabytes)


def bare_environment(folder: str) -> dict[str, str]:
    """Return an environment without settings and secrets."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1", "HOME": folder}


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and whatever it started, when it still runs."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _unpack(answer: bytes, status: int, seconds: float, megabytes: int) -> bytes:
    """Return the PDF, or raise what the other process reported."""
    if answer[:1] == PDF and status == 0:
        return answer[1:]
    if answer[:1] != REFUSED:
        if status == -signal.SIGXCPU:
            raise LimitReached(f"The paper took more than {seconds:g} seconds")
        raise LimitReached(f"The paper could not be rendered within {megabytes} megabytes")
    report = json.loads(answer[1:])
    if report["kind"] == "memory":
        raise LimitReached(f"The paper needs more than {megabytes} megabytes")
    if report["kind"] == "template":
        raise TemplateError(report["message"], template=report["template"], line=report["line"])
    raise PaperError(report["message"])
