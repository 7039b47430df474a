"""One unit of work a request: the session of the database, and the instant.

The access declaration of the view commits when the view returns and rolls back when it raises, so a view
never half does a thing. A view that must leave the building in the middle (a gateway) commits before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, current_app
from sqlalchemy.orm import Session

from portal.models import Agency, Draft, Offer, Person
from portal.parts import Parts
from portal.prepared import ALONE
from portal.services.actors import Actor
from portal.web.incoming import this_request

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(slots=True)
class AtCounter:
    """What an officer fills in at the counter: for whom, and the draft as the door found it, until a page takes it."""

    name: str
    number: str
    draft_id: UUID
    draft: Draft | None


class Unit:
    """What one request works with; the session and the instant are made when they are first asked for."""

    __slots__ = (
        "account",
        "actor",
        "alone",
        "counter",
        "extensions",
        "instant",
        "person",
        "received",
        "receives",
        "session",
    )

    def __init__(self, extensions: Mapping[str, Any], *, alone: bool = False, receives: bool = False) -> None:
        self.extensions = extensions
        """What the application was given when it was built: the parts, and the clock."""
        self.alone = alone
        """Whether each statement stands alone, or all of them are one transaction."""
        self.receives = receives
        """Whether the draft of the page is wanted together with its offer and the agency that receives it."""
        self.received: tuple[Offer, Agency] | None = None
        self.session: Session | None = None
        self.instant: datetime | None = None
        self.person: Person | None = None
        """The citizen or organisation that is signed in; the request's access check puts it here, and what follows."""
        self.counter: AtCounter | None = None
        """The filing that an officer fills in for somebody, when the page is about one."""
        self.actor: Actor | None = None
        self.account: Any = None
        """Who is signed in, as the head of the page shows it."""


_UNIT: ContextVar[Unit | None] = ContextVar("unit", default=None)
"""Looked up two dozen times a request: a variable of the context costs a fifth of Flask's ``g``."""


def install(app: Flask) -> None:
    """Give each request of ``app`` a unit of its own, and close it at the end."""

    @app.before_request
    def begin_unit() -> None:
        view = app.view_functions.get(this_request().endpoint or "")
        _UNIT.set(Unit(app.extensions, alone=getattr(view, "alone", False), receives=getattr(view, "receives", False)))

    app.teardown_appcontext(close)


def unit() -> Unit:
    """Return what this request works with."""
    found = _UNIT.get()
    if found is None:
        found = Unit(current_app.extensions)
        _UNIT.set(found)
    return found


def at_counter() -> AtCounter | None:
    """Return the filing that an officer fills in for the person present; ``None`` on every other page."""
    return unit().counter


def parts() -> Parts:
    """Return what this process works with."""
    found: Parts = unit().extensions["parts"]
    return found


def now() -> datetime:
    """Return the instant of this request: the same one wherever it is asked for."""
    own = unit()
    if own.instant is None:
        own.instant = own.extensions["clock"]()
    return own.instant


def db() -> Session:
    """Return the session of this request; its transaction begins with the first statement."""
    own = unit()
    if own.session is None:
        own.session = parts().alone_session() if own.alone else parts().make_session()
    return own.session


def alone(view: View) -> View:
    """Declare that each statement of a view stands alone, which saves the two round trips of a transaction.

    For a view that only reads, or that changes rows by one statement; what else it may come to do it does after
    ``begin``.
    """
    view.alone = True  # type: ignore[attr-defined]
    return view


def receiving(view: View) -> View:
    """Declare that a view of a draft wants its offer and the agency that receives it: one statement finds all."""
    view.receives = True  # type: ignore[attr-defined]
    return view


def begin() -> None:
    """Go on in one transaction, with what stood alone left behind; what was read is to be read again."""
    own = unit()
    _give_back(own)
    own.alone = False


def commit() -> None:
    """Commit what was done so far."""
    session = unit().session
    if session is not None and not _stands_alone(session):
        session.commit()


def roll_back() -> None:
    """Undo what was done since the last commit."""
    session = unit().session
    if session is not None:
        session.rollback()


def close(_error: BaseException | None = None) -> None:
    """Give the connection back, and forget the unit."""
    own = _UNIT.get()
    if own is not None:
        _give_back(own)
        _UNIT.set(None)


def _give_back(own: Unit) -> None:
    session, own.session = own.session, None
    if session is None:
        return
    if _stands_alone(session):
        parts().give_back(session)
    else:
        session.close()


def _stands_alone(session: Session) -> bool:
    """Say whether the session has a connection of its own, and nothing to commit."""
    return ALONE in session.info
