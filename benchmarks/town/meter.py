"""The processor's time that some work takes, here and in the server: what else the machine does is not in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

NANOSECONDS = 1_000_000_000
PROC = Path("/proc")


class Meter:
    """Measures work that asks one database of a server on this machine."""

    def __init__(self, data: Path, database: str) -> None:
        """Name the folder in which the server keeps its data, and the database."""
        self._server = (data / "postmaster.pid").read_text().split()[0]
        self._database = database.encode()

    def of(self, work: Callable[[], object]) -> float:
        """Do some work, and return the seconds that processors spent on it."""
        before, began = self._there(), time.process_time()
        work()
        here = time.process_time() - began
        after = self._there()
        return here + sum(spent - before.get(process, 0) for process, spent in after.items()) / NANOSECONDS

    def _there(self) -> dict[str, int]:
        """Return how long each process of the server that speaks with the database has run."""
        children = (PROC / self._server / "task" / self._server / "children").read_text().split()
        found = {}
        for process in children:
            try:
                if self._database in (PROC / process / "cmdline").read_bytes().split():
                    found[process] = int((PROC / process / "schedstat").read_text().split()[0])
            except (FileNotFoundError, ProcessLookupError):
                continue
        return found
