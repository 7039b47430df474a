"""Sessions that set new objects aside, and write them by one statement together with the commit."""

from collections.abc import Sequence
from typing import Any, Protocol, cast

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session, SessionTransaction

from portal.announcing import AnnouncingConnection


class Gathered(Protocol):
    """What is written by one statement."""

    def write(self, session: Session) -> None:
        """Write it."""

    def write_last(self, driver: AnnouncingConnection) -> None:
        """Have it written together with the commit."""


class GatheringSession(Session):
    """A session that may set new objects aside, for whoever writes them by one statement (`portal/inserting.py`).

    What waits is written before the next statement and before the commit, as the ORM does it, or rolled back.
    """

    gathered: list[Any] | None = None
    """What was added since somebody began to gather; ``None`` while nobody does."""
    waiting: Gathered | None = None
    """What was gathered and is not written yet."""
    begun: Connection | None = None
    """The connection of the transaction that is under way; to ask the ORM for it costs as much as a small statement."""

    def add(self, instance: object, *, _warn: bool = True) -> None:
        """Make an object a member of the session, or set it aside."""
        if self.gathered is None:
            super().add(instance, _warn=_warn)
        else:
            self.gathered.append(instance)

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what waits to be written."""
        waiting, self.waiting = self.waiting, None
        if waiting is not None:
            waiting.write(self)
        super().flush(objects)

    @property
    def commits_to_database(self) -> bool:
        """Whether a commit is the database's own: a session that was given its connection is within another's."""
        return not isinstance(self.bind, Connection)

    def asked_directly(self) -> Connection:
        """Return the connection on which statements are asked that do not pass through the ORM."""
        return self.connection()


def connection_of(session: Session) -> Connection:
    """Return the connection of the transaction that is under way, or begin one."""
    if not isinstance(session, GatheringSession):
        return session.connection()
    if session.begun is not None:
        return session.begun
    return session.connection() if session.in_nested_transaction() else session.asked_directly()


@event.listens_for(GatheringSession, "after_begin")
def _keep(session: Session, _transaction: Any, connection: Connection) -> None:
    cast("GatheringSession", session).begun = connection


@event.listens_for(GatheringSession, "after_transaction_create")
@event.listens_for(GatheringSession, "after_transaction_end")
def _let_go(session: Session, _transaction: SessionTransaction) -> None:
    # A savepoint is set when the ORM is first asked for the connection in it.
    cast("GatheringSession", session).begun = None


@event.listens_for(GatheringSession, "before_commit")
def _write_before(session: Session) -> None:
    gathering = cast("GatheringSession", session)
    waiting, begun = gathering.waiting, gathering.begun
    if waiting is None or begun is None or not _goes_at_once(gathering):
        session.flush()
    else:
        gathering.waiting = None
        waiting.write_last(cast("AnnouncingConnection", begun.connection.driver_connection))


def _goes_at_once(session: GatheringSession) -> bool:
    """Say whether nothing comes before the commit of the database any more, so that one message may carry both.

    Who leaves a savepoint commits nothing to the database.
    """
    return session.commits_to_database and not session.in_nested_transaction() and not has_changes(session)


def has_changes(session: Session) -> bool:
    """Say whether the ORM may have anything to write itself."""
    # What it says in public makes a set of all of them first, for every act.
    return not session._is_clean()  # noqa: SLF001


@event.listens_for(GatheringSession, "after_soft_rollback")
def _forget(session: Session, _previous: Any) -> None:
    cast("GatheringSession", session).waiting = None
