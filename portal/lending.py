"""Sessions that are lent again, each with the connection that it keeps: what a process has them for all the time.

To make a session and look for a connection costs an act of an officer as much as its statements do; so do the books
that the ORM keeps on each transaction. So a session that is closed waits, empty, for whoever asks next. A unit of work
that asks its statements directly (`portal/prepared.py`) and writes what it gathered (`portal/inserting.py`) begins and
ends the transaction of the driver alone. As soon as the ORM itself asks or writes something, its own transaction joins
that of the driver, and commits it or rolls it back as always.
"""

from __future__ import annotations

from typing import Any, cast

from psycopg import OperationalError
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session, sessionmaker

from portal.announcing import AnnouncingConnection
from portal.gathering import GatheringSession, has_changes

MOST = 5
"""So many wait with their connections; whoever closes one more gives its connection back to the pool."""


class Lending(sessionmaker[Session]):
    """Makes sessions on an engine, and lends those again that were closed."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, class_=GatheringSession, expire_on_commit=False)
        self._engine = engine
        self._waiting: list[LentSession] = []

    def __call__(self, **_options: Any) -> LentSession:
        """Return a session that nobody else has; one whose connection ended while it waited is left out."""
        session = self._waiting_one() or LentSession(self._engine.connect(), self)
        session.lent = True
        return session

    def _waiting_one(self) -> LentSession | None:
        while self._waiting:
            try:
                session = self._waiting.pop()
            except IndexError:
                # Another thread was quicker.
                break
            if session.is_connected():
                return session
            session.give_up()
        return None

    def take_back(self, session: LentSession, *, sound: bool) -> None:
        """Let a session wait for the next one who asks, or end it."""
        if sound and len(self._waiting) < MOST and not session.connection_kept.invalidated:
            self._waiting.append(session)
        else:
            session.connection_kept.close()

    def close(self) -> None:
        """Give the connections of those that wait back."""
        while self._waiting:
            self._waiting.pop().connection_kept.close()


class LentSession(GatheringSession):
    """A session with a connection of its own, whose transaction is the driver's until the ORM joins it."""

    def __init__(self, connection: Connection, lending: Lending) -> None:
        super().__init__(connection, expire_on_commit=False)
        self.connection_kept = connection
        self.lent = True
        """Whether somebody has it: whoever closed it may use it no more."""
        self._lending = lending

    def get_bind(self, *_asked: Any, **_named: Any) -> Connection:
        """Return the connection, for the ORM."""
        return self.asked_directly()

    def asked_directly(self) -> Connection:
        """Return the connection on which statements are asked."""
        if not self.lent:
            raise RuntimeError("a session was used after it was closed")
        return self.connection_kept

    def is_connected(self) -> bool:
        """Tell whether the connection is still there, without asking the server."""
        return not self.connection_kept.invalidated and self._driver().is_quiet()

    def give_up(self) -> None:
        """Let go of a connection that ended."""
        self.connection_kept.invalidate()
        self.connection_kept.close()

    @property
    def commits_to_database(self) -> bool:
        """Whether a commit is the database's own: nobody else began a transaction on the connection."""
        return True

    def commit(self) -> None:
        """Commit: as always where the ORM has part in the transaction, else that of the driver alone."""
        if self.connection_kept.in_transaction() or self.in_nested_transaction() or has_changes(self):
            super().commit()
            return
        waiting, self.waiting = self.waiting, None
        driver = self._driver()
        if waiting is not None:
            waiting.write_last(driver)
        try:
            driver.commit()
        except OperationalError as error:
            if driver.closed:
                self.connection_kept.invalidate(error)
            raise

    def rollback(self) -> None:
        """Roll back what the driver began, and let the ORM forget what it knew."""
        self.waiting = None
        if not self.connection_kept.in_transaction():
            self._undo()
        super().rollback()

    def close(self) -> None:
        """Roll back what was not committed, and let the next one have the session, empty."""
        if not self.lent:
            return
        sound = False
        try:
            self._clear()
            sound = True
        finally:
            self.lent = False
            self._lending.take_back(self, sound=sound)

    def _clear(self) -> None:
        self.waiting = self.gathered = None
        if self.connection_kept.in_transaction() or self.in_nested_transaction():
            super().close()
        else:
            self._undo()
            if len(self.identity_map) or has_changes(self):
                self.expunge_all()

    def _undo(self) -> None:
        if self.connection_kept.invalidated:
            return
        driver = self._driver()
        if driver.pgconn.transaction_status == TransactionStatus.IDLE:
            return
        try:
            driver.rollback()
        except OperationalError as error:
            if not driver.closed:
                raise
            # With the connection whatever it had begun is lost, and the session gets another one.
            self.connection_kept.invalidate(error)

    def _driver(self) -> AnnouncingConnection:
        return cast("AnnouncingConnection", self.connection_kept.connection.driver_connection)
