"""Money is whole đồng: an ``int``, never a fraction. How parts of a đồng are rounded is said by the pack."""

from __future__ import annotations

from enum import StrEnum

LARGEST_FEE = 1_000_000_000_000
"""A fee above this is a mistake of an expression, not a fee."""

_WHOLE = 100


class Rounding(StrEnum):
    """How a reduction by percent becomes whole đồng."""

    DOWN = "down"
    UP = "up"
    NEAREST = "nearest"


def share(amount: int, percent: int, rounding: Rounding | None) -> int:
    """Return ``percent`` of ``amount`` in whole đồng; half a đồng goes up when rounding to the nearest."""
    whole, rest = divmod(amount * percent, _WHOLE)
    up = rounding is Rounding.UP and rest > 0
    nearest_up = rounding is Rounding.NEAREST and rest * 2 >= _WHOLE
    return whole + (1 if up or nearest_up else 0)


def dong(amount: int) -> str:
    """Return whole đồng as people write it: ``1.234.567 đồng``."""
    return f"{amount:,}".replace(",", ".") + " đồng"
