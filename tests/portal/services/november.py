"""The days of the dossier that the tests of deadlines tell of: accepted on Monday 23/11/2026, promised for Friday."""

from __future__ import annotations

from datetime import datetime, timedelta

from workflows.calendar import LOCAL

ITEM = {"kind": "document", "name": "giay_to", "title": "Giấy tờ", "reason": "Bị mờ", "law": None}
"""What a supplement request asks for."""


def hour(day: int, clock: str = "07:10") -> datetime:
    """An instant of November or, past its thirtieth, of December 2026, on the clock of Vietnam."""
    return datetime.fromisoformat(f"2026-11-01T{clock}").replace(tzinfo=LOCAL) + timedelta(days=day - 1)
