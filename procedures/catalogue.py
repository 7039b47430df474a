"""The shipped packs, and the lock that keeps what was published from being edited.

``catalogue.lock`` holds one line a version: its folder and its digest. A new version gets a new line; a line never
changes, because dossiers were filed under what it names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from procedures.reading.files import digest, gather

FOLDER: Final = Path(__file__).with_name("catalogue")
LOCK: Final = Path(__file__).with_name("catalogue.lock")
_VERSION: Final = re.compile(r"v([1-9]\d*)")


@dataclass(frozen=True, slots=True)
class Shipped:
    """One folder of the catalogue: ``<sector>/<code>/v<version>``."""

    path: Path
    sector: str
    code: str
    version: int

    @property
    def name(self) -> str:
        """Return the folder below the catalogue, as the lock has it."""
        return f"{self.sector}/{self.code}/v{self.version}"

    def digest(self) -> str:
        """Return the digest of the files as they lie there now."""
        return digest(gather(self.path))


def shipped(folder: Path = FOLDER) -> list[Shipped]:
    """Return the shipped packs, by sector, code and version."""
    found = []
    for path in folder.glob("*/*/*"):
        match = _VERSION.fullmatch(path.name)
        if match is not None and path.is_dir():
            found.append(Shipped(path, path.parent.parent.name, path.parent.name, int(match[1])))
    return sorted(found, key=lambda one: (one.sector, one.code, one.version))


def read_lock(lock: Path = LOCK) -> dict[str, str]:
    """Return the digest of each locked folder."""
    lines = lock.read_text(encoding="utf-8").splitlines() if lock.exists() else []
    pairs = [line.split() for line in lines if line and not line.startswith("#")]
    return {name: mark for mark, name in pairs}


def differing(folder: Path = FOLDER, lock: Path = LOCK) -> list[str]:
    """Return, one sentence each, where the shipped packs and the lock disagree."""
    locked = read_lock(lock)
    there = {one.name: one.digest() for one in shipped(folder)}
    changed = [name for name in there if name in locked and there[name] != locked[name]]
    return [
        *(f"{name} was published and has been changed; make it the next version" for name in changed),
        *(f"{name} is not locked; run `python -m procedures lock`" for name in there if name not in locked),
        *(f"{name} is locked, but its folder is gone" for name in locked if name not in there),
    ]


def lock_new(folder: Path = FOLDER, lock: Path = LOCK) -> list[str]:
    """Write a line for each version that has none yet, and return their names; other lines stay as they are."""
    locked = read_lock(lock)
    added = [one for one in shipped(folder) if one.name not in locked]
    every = {**locked, **{one.name: one.digest() for one in added}}
    head = "# Digest and folder of each published version of a shipped pack; written by `python -m procedures lock`.\n"
    lines = "".join(f"{mark} {name}\n" for name, mark in sorted(every.items()))
    lock.write_text(head + lines, encoding="utf-8")
    return [one.name for one in added]
