"""Expressions of a pack that cannot be computed from somebody's answers: the log tells whoever mends the pack."""

from __future__ import annotations

from collections.abc import Iterable

import structlog

from forms.walk import Failure
from procedures.definition import Procedure

log = structlog.get_logger()


def report(procedure: Procedure, failures: Iterable[Failure]) -> None:
    """Log each failure with its place and its expression as published; what was answered stays out."""
    for one in failures:
        log.error(
            "expression_failed",
            procedure=procedure.code,
            version=procedure.version,
            place=one.place,
            key=one.key,
            expression=one.expression.source if one.expression else None,
        )
