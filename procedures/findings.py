"""What the check of a pack finds: one mistake, where it stands, and how to cure it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """Whether a finding stops publication."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``line`` and ``column`` count from 1; 1:1 where a whole file is meant."""

    file: str
    line: int
    column: int
    severity: Severity
    message: str
    cure: str = ""

    def __str__(self) -> str:
        """Return the finding as ``file:line:column: message; cure``."""
        word = "warning: " if self.severity is Severity.WARNING else ""
        text = f"{self.file}:{self.line}:{self.column}: {word}{self.message}"
        return f"{text}; {self.cure}" if self.cure else text

    def as_json(self) -> dict[str, Any]:
        """Return the finding as JSON can hold it."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "severity": str(self.severity),
            "message": self.message,
            "cure": self.cure,
        }

    @property
    def order(self) -> tuple[str, int, int, str]:
        """Return what findings are sorted by: as one reads the files from top to bottom."""
        return (self.file, self.line, self.column, self.message)


def error(file: str, message: str, cure: str = "", *, line: int = 1, column: int = 1) -> Finding:
    """Return an error in ``file``."""
    return Finding(file, line, column, Severity.ERROR, message, cure)


def warning(file: str, message: str, cure: str = "", *, line: int = 1, column: int = 1) -> Finding:
    """Return a warning in ``file``."""
    return Finding(file, line, column, Severity.WARNING, message, cure)


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return the findings once each, as one reads the files."""
    return tuple(sorted(set(findings), key=lambda finding: finding.order))
