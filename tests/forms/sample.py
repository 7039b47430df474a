"""What a sample of a field type is, and the few values that many samples need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.fields import Around

TODAY = date(2026, 11, 22)
AROUND = Around(TODAY)


@dataclass(frozen=True)
class Sample:
    """What one type is tried with. ``right``: typed, stored JSON, words; ``wrong``: typed, message key."""

    keys: dict[str, Any]
    right: list[tuple[Any, Any, str]]
    wrong: list[tuple[Any, str]]
    unfit: list[tuple[Any, Around, str]] = ()  # type: ignore[assignment]
    """Typed, day and other answers, message key."""
    bad_keys: list[tuple[dict[str, Any], str]] = ()  # type: ignore[assignment]
    """Keys of the author, and a part of the complaint."""


def day(text: str) -> dict[str, str]:
    number, month, year = text.split("/")
    return {"day": number, "month": month, "year": year}


def home(province: str, commune: str, detail: str) -> dict[str, str]:
    return {"province": province, "commune": commune, "detail": detail}
