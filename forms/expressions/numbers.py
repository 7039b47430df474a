"""Sums, roundings and lists in expressions."""

from __future__ import annotations

import math
from collections.abc import Sequence


def total(values: Sequence[int]) -> int:
    """Return the sum of whole numbers."""
    return sum(values)


def decimal_total(values: Sequence[float]) -> float:
    """Return the sum of decimal numbers; of none it is 0.0, not a whole 0."""
    return float(sum(values))


def unique(values: Sequence[object]) -> bool:
    """Say whether no value stands twice."""
    return len(set(values)) == len(values)


def nearest(number: float) -> int:
    """Return the nearest whole number; a half goes up."""
    return math.floor(number + 0.5) if number >= 0 else -math.floor(0.5 - number)


def upwards(number: float) -> int:
    """Return the whole number at or above."""
    return math.ceil(number)


def downwards(number: float) -> int:
    """Return the whole number at or below."""
    return math.floor(number)
