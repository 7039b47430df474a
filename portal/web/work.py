"""One unit of work a request: the session of the database, and who is there.

The access declaration of the view commits when the view returns and rolls back when it raises, so a view
never half does a thing. A view that must leave the building in the middle (a gateway) commits before it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import current_app, g, request
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from portal.parts import Parts

View = TypeVar("View", bound=Callable[..., Any])


def parts() -> Parts:
    """Return what this process works with."""
    found: Parts = current_app.extensions["parts"]
    return found


def now() -> datetime:
    """Return the instant of this request: the same one wherever it is asked for."""
    instant: datetime | None = g.get("instant")
    if instant is None:
        g.instant = instant = current_app.extensions["clock"]()
    return instant


def db() -> Session:
    """Return the session of this request; its transaction begins with the first statement."""
    session: Session | None = g.get("db")
    if session is None:
        g.db = session = parts().reading_session() if _only_reads() else parts().make_session()
    return session


def reads(view: View) -> View:
    """Declare that a view changes nothing: its statements need no transaction, which saves two round trips."""
    view.reads = True  # type: ignore[attr-defined]
    return view


def _only_reads() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "reads", False)


def commit() -> None:
    """Commit what was done so far."""
    session: Session | None = g.get("db")
    if session is not None and not _stands_alone(session):
        session.commit()


def roll_back() -> None:
    """Undo what was done since the last commit."""
    if "db" in g:
        g.db.rollback()


def close(_error: BaseException | None = None) -> None:
    """Give the connection back."""
    session: Session | None = g.pop("db", None)
    if session is None:
        return
    session.close()
    if _stands_alone(session):
        session.bind.close()  # type: ignore[union-attr]


def _stands_alone(session: Session) -> bool:
    """Say whether the session only reads: it has a connection of its own, and nothing to commit."""
    return isinstance(session.bind, Connection)
