"""How set-up speaks: one line before each thing it does, and how long that took."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


class SetUpFailed(Exception):
    """Set-up cannot go on; the text is one line with the cure."""


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is done before it is done, and how long it took after."""
    print(f"set-up: {what} …", flush=True)
    begun = time.monotonic()
    yield
    print(f"set-up: done in {time.monotonic() - begun:.1f} s", flush=True)


def run(command: Sequence[str | Path], *, failure: str, environment: Mapping[str, str] | None = None) -> None:
    """Run a command quietly; when it fails, its output goes to stderr and `failure` becomes the one line."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError as error:
        raise SetUpFailed(f"{failure}: {error.filename} is not there") from error
    if done.returncode != 0:
        sys.stderr.write(done.stdout[-4000:])
        raise SetUpFailed(failure)
