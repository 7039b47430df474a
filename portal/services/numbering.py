"""Counters: the next number of a series, without holes that nobody can explain.

The row lock is held until the end of the transaction, so that numbers follow the order of commits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from portal.db import new_key
from portal.models import Counter
from portal.prepared import Prepared

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


_NEXT = Prepared(
    insert(Counter)
    .values({name: bindparam(name) for name in ("id", "agency_id", "series", "period")} | {"value": 1})
    .on_conflict_do_update(
        index_elements=[Counter.agency_id, Counter.series, Counter.period],
        set_={"value": Counter.value + 1},
    )
    .returning(Counter.value)
)


def next_number(session: Session, agency_id: UUID, series: str, period: str) -> int:
    """Take the next whole number of ``series`` at an agency in ``period`` (``2026`` or ``20261122``)."""
    row = _NEXT.first(session, id=new_key(), agency_id=agency_id, series=series, period=period)
    return int(row[0])
