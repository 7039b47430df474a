"""How an officer set up the desk: views with a name, which columns, and whether single keys act."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import delete, select, update

from portal.db import new_key
from portal.errors import DomainError
from portal.models import DeskSettings, Officer, SavedView
from portal.services.refusals import NotFoundError
from portal.services.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.services.actors import Actor

MOST_VIEWS: Final = 10
"""Each of them is counted on every page of the desk."""
LONGEST_NAME: Final = 60


class Column(StrEnum):
    """What a list can tell of a dossier beside its owner, code and title."""

    STEP = "step"
    HOLDER = "holder"
    STATUS = "status"
    SUBMITTED = "submitted"
    DUE = "due"
    TARGET = "target"
    APPLICANT = "applicant"
    SECTOR = "sector"
    AGENCY = "agency"
    CHANNEL = "channel"
    LABELS = "labels"


USUAL: Final = (Column.STEP, Column.HOLDER, Column.STATUS, Column.SUBMITTED, Column.DUE)


class TooManyViewsError(DomainError):
    """There are as many saved views as one desk may have."""


@dataclass(frozen=True, slots=True)
class OwnDesk:
    """The desk of one officer."""

    keyboard: bool
    digest: bool
    columns: tuple[Column, ...]
    views: tuple[SavedView, ...]

    @property
    def opens_with(self) -> SavedView | None:
        """The view with which the desk opens, where one was chosen."""
        return next((one for one in self.views if one.is_default), None)

    def view(self, view_id: UUID) -> SavedView:
        """Return one of the views; anybody else's is not found."""
        found = next((one for one in self.views if one.id == view_id), None)
        if found is None:
            raise NotFoundError("view")
        return found


def own_desk(session: Session, actor: Actor) -> OwnDesk:
    """Return the actor's desk, by one statement."""
    query = (
        select(DeskSettings, SavedView)
        .select_from(Officer)
        .outerjoin(DeskSettings, DeskSettings.officer_id == Officer.id)
        .outerjoin(SavedView, SavedView.officer_id == Officer.id)
        .where(Officer.id == actor.id)
        .order_by(SavedView.name)
    )
    # The types do not know of outer joins: either may be missing.
    rows = cast("Sequence[tuple[DeskSettings | None, SavedView | None]]", session.execute(query).all())
    views = tuple(view for _settings, view in rows if view is not None)
    settings = rows[0][0] if rows else None
    return OwnDesk(
        keyboard=settings.keyboard if settings else True,
        digest=settings.digest if settings else True,
        columns=known(settings.columns) if settings else USUAL,
        views=views,
    )


def known(columns: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns that there are among some names, in the order of the desk; the usual ones where none is."""
    return tuple(one for one in Column if one in columns) or USUAL


def keep_columns(session: Session, actor: Actor, columns: Sequence[str]) -> None:
    """Keep which columns the lists have."""
    settings = _settings(session, actor)
    settings.columns = [str(one) for one in known(columns)]
    session.flush()


def turn_keys(session: Session, actor: Actor, *, on: bool) -> None:
    """Keep whether single keys act."""
    _settings(session, actor).keyboard = on
    session.flush()


def turn_digest(session: Session, actor: Actor, *, on: bool) -> None:
    """Keep whether a mail tells once a day what is due."""
    _settings(session, actor).digest = on
    session.flush()


def save_view(
    session: Session, actor: Actor, name: str, wanted: Wanted, columns: Sequence[str], *, default: bool, at: datetime
) -> SavedView:
    """Keep a list under a name; a view of the same name is replaced. Raises ``TooManyViewsError``."""
    views = session.scalars(select(SavedView).where(SavedView.officer_id == actor.id).with_for_update()).all()
    view = next((one for one in views if one.name == name), None)
    if view is None:
        if len(views) >= MOST_VIEWS:
            raise TooManyViewsError(name)
        view = SavedView(id=new_key(), officer_id=actor.id, name=name, is_default=False, created_at=at)
        session.add(view)
    view.wanted, view.columns = wanted.as_data(), [str(one) for one in known(columns)]
    session.flush()
    if default:
        open_with(session, actor, view.id)
    return view


def open_with(session: Session, actor: Actor, view_id: UUID | None) -> None:
    """Let the desk open with one of the actor's views, or as it comes."""
    mine = update(SavedView).where(SavedView.officer_id == actor.id)
    session.execute(mine.where(SavedView.is_default).values(is_default=False))
    if view_id is not None:
        session.execute(mine.where(SavedView.id == view_id).values(is_default=True))


def forget_view(session: Session, actor: Actor, view_id: UUID) -> None:
    """Forget one of the actor's views."""
    session.execute(delete(SavedView).where(SavedView.officer_id == actor.id, SavedView.id == view_id))


def _settings(session: Session, actor: Actor) -> DeskSettings:
    found = session.get(DeskSettings, actor.id)
    if found is None:
        found = DeskSettings(officer_id=actor.id, keyboard=True, columns=[str(one) for one in USUAL])
        session.add(found)
    return found
