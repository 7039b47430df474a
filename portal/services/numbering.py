"""Counters: the next number of a series, without holes that nobody can explain.

The row lock is held until the end of the transaction, so that numbers follow the order of commits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects.postgresql import insert

from portal.db import new_key
from portal.models import Counter

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


def next_number(session: Session, agency_id: UUID, series: str, period: str) -> int:
    """Take the next whole number of ``series`` at an agency in ``period`` (``2026`` or ``20261122``)."""
    statement = (
        insert(Counter)
        .values(id=new_key(), agency_id=agency_id, series=series, period=period, value=1)
        .on_conflict_do_update(
            index_elements=[Counter.agency_id, Counter.series, Counter.period],
            set_={"value": Counter.value + 1},
        )
        .returning(Counter.value)
    )
    return session.execute(statement).scalar_one()
