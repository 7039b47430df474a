"""A pack -> Procedure, with every mistake found at once, each with its file, line, column and cure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from procedures.cases.parsing import read_cases
from procedures.definition import Procedure
from procedures.findings import Finding, Severity, error, in_order
from procedures.reading.advice import advise
from procedures.reading.assembling import Assembled, assemble
from procedures.reading.files import YAML_NAME, PackError, digest, gather, pack_bytes, strange_files, unpack
from procedures.reading.yaml_text import read_yaml

__all__ = ["Finding", "Loaded", "PackError", "Severity", "load", "pack_bytes", "unpack"]


KEPT: Final = 32
"""Packs that are kept as they were read: those that are shipped, which a start reads twice, and some in work."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a pack: the procedure, unless there is an error, and all findings in order."""

    procedure: Procedure | None
    findings: tuple[Finding, ...]
    code: str | None = None
    """The code and version that the pack names, even when it has errors elsewhere."""
    version: int | None = None
    digest: str = ""
    """SHA-256 (hex) over the files; empty when there were none to be had."""
    readable: Procedure | None = None
    """What could be read although there are findings: to be looked at, never to be run on a dossier."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that stop publication."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


def load(source: Path | bytes | Mapping[str, bytes]) -> Loaded:
    """Read a pack: a folder, a zip, a YAML file, the bytes of either, or its files by their path.

    Never raises for what the pack holds: whatever is wrong is a finding.
    """
    try:
        files = gather(source)
    except PackError as wrong:
        return Loaded(None, (wrong.finding,))
    return _load(_Files(digest(files), files))


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of a pack, which are the same as others with the same digest."""

    digest: str
    files: Mapping[str, bytes] = field(compare=False)


@lru_cache(maxsize=KEPT)
def _load(given: _Files) -> Loaded:
    """Read the files of a pack; whoever keeps, checks and publishes one reads the same files each time."""
    mark, files = given.digest, given.files
    if YAML_NAME not in files:
        cure = f"the definition of the procedure is called {YAML_NAME} and lies at the top of the pack"
        return Loaded(None, (error(YAML_NAME, f"the pack has no {YAML_NAME}", cure),), digest=mark)
    yaml, findings = read_yaml(files[YAML_NAME], YAML_NAME)
    findings += strange_files(files)
    if yaml is None:
        return Loaded(None, in_order(findings), digest=mark)
    made: Assembled = assemble(yaml, files, mark)
    findings += made.findings
    if made.procedure is not None:
        findings += read_cases(made.procedure)[1]
    sound = made.procedure is not None and not any(one.severity is Severity.ERROR for one in findings)
    if made.procedure is not None and sound:
        findings += advise(made.procedure, yaml)
    procedure = made.procedure if sound else None
    return Loaded(procedure, in_order(findings), made.code, made.version, mark, readable=made.procedure)
