"""A storage for the ``limits`` library on an unlogged table, which none of its own storages is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from limits.storage import Storage
from sqlalchemy import case, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from portal.db import unit_of_work
from portal.models import RateCounter


class DatabaseStorage(Storage):
    """Counts hits in the database, so that every web process sees the same count."""

    STORAGE_SCHEME = ["portal"]  # noqa: RUF012 - the base class declares it so

    def __init__(self, make_session: sessionmaker[Session]) -> None:
        super().__init__("portal://")
        self._make_session = make_session

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong below."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to the counter of a window, which starts anew once it has expired; give its value."""
        now = func.now()
        fresh = now + timedelta(seconds=expiry)
        lapsed = RateCounter.expires_at <= now
        statement = (
            insert(RateCounter)
            .values(key=key, hits=amount, expires_at=fresh)
            .on_conflict_do_update(
                index_elements=[RateCounter.key],
                set_={
                    "hits": case((lapsed, amount), else_=RateCounter.hits + amount),
                    "expires_at": case((lapsed, fresh), else_=RateCounter.expires_at),
                },
            )
            .returning(RateCounter.hits)
        )
        with unit_of_work(self._make_session) as session:
            return session.execute(statement).scalar_one()

    def get(self, key: str) -> int:
        """Give the value of a living counter, else 0."""
        query = select(RateCounter.hits).where(RateCounter.key == key, RateCounter.expires_at > func.now())
        with unit_of_work(self._make_session) as session:
            return session.scalar(query) or 0

    def get_expiry(self, key: str) -> float:
        """Give the instant at which a counter expires, as seconds since 1970."""
        with unit_of_work(self._make_session) as session:
            found = session.scalar(select(RateCounter.expires_at).where(RateCounter.key == key))
        return (found or datetime.now(UTC)).timestamp()

    def check(self) -> bool:
        """Say whether the database answers."""
        with unit_of_work(self._make_session) as session:
            return session.scalar(select(1)) == 1

    def reset(self) -> int | None:
        """Forget every counter and give how many there were."""
        with unit_of_work(self._make_session) as session:
            return len(session.execute(delete(RateCounter).returning(RateCounter.key)).all())

    def clear(self, key: str) -> None:
        """Forget one counter."""
        with unit_of_work(self._make_session) as session:
            session.execute(delete(RateCounter).where(RateCounter.key == key))
