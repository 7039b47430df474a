"""What an act tells the applicant waits for as long as the act can be taken back: notices and slips.

Their jobs run at once, find that they are held back, and come again when the time is over; what was taken back by then
is no more to be sent.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import exists, select, update

from portal.models import DossierEvent, Message, Offer, Paper
from portal.queue import defer
from portal.services.evidence import EventKind
from procedures.overlay import local_undo
from workflows.undoing import undoing

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from portal.services.effects import Doing
    from procedures.definition import Procedure
    from workflows.effects import Effect
    from workflows.undoing import Undoing


TAKEN_BACK: Final = (
    EventKind.BRANCHES_OPENED,
    EventKind.TASK_ASSIGNED,
    EventKind.DOSSIER_ACCEPTED,
    EventKind.SUPPLEMENT_REQUESTED,
    EventKind.CLOCK_MOVED,
    EventKind.PAPER_MADE,
)
"""What an act brings that is taken back with it."""


def how_undone(
    session: Session, dossier: Dossier, procedure: Procedure, effects: Collection[Effect], paper: str | None
) -> Undoing | None:
    """Return how an act with these effects can be taken back at the agency of a dossier."""
    # Most acts need no question to the database: whatever is said, they cannot be taken back.
    if undoing(1, effects, paper) is None:
        return None
    overlay = session.get_one(Offer, dossier.offer_id).overlay
    return undoing(local_undo(procedure, overlay), effects, paper)


def hold_back(doing: Doing) -> bool:
    """Hold back what an act under way told the applicant, where it can be taken back; tell whether that was so."""
    inside = undoing(None, doing.move.effects, doing.move.paper)
    found = (
        None
        if inside
        else how_undone(doing.session, doing.dossier, doing.procedure, doing.move.effects, doing.move.paper)
    )
    if found is None:
        return False
    until = doing.at + timedelta(minutes=found.minutes)
    doing.session.flush()
    for table, made in ((Message, Message.created_at), (Paper, Paper.made_at)):
        mine = update(table).where(table.dossier_id == doing.dossier.id, made == doing.at)
        doing.session.execute(mine.values(held_until=until))
    return True


def let_go(session: Session, dossier: Dossier, after: int, at: datetime) -> None:
    """Hold nothing back of an act that cannot be taken back, because of what it brought beyond what can.

    ``after`` is the number of its own event. A dossier that was opened elsewhere, opinions that were asked, a fee that
    was ordered or a step that went on by itself stay, so the applicant is told at once.
    """
    beyond = exists().where(DossierEvent.dossier_id == dossier.id, DossierEvent.seq > after)
    if not session.scalar(select(beyond.where(DossierEvent.kind.not_in(TAKEN_BACK)))):
        return
    for table, made in ((Message, Message.created_at), (Paper, Paper.made_at)):
        mine = update(table).where(table.dossier_id == dossier.id, made == at, table.held_until.is_not(None))
        session.execute(mine.values(held_until=None))


def put_off(session: Session, held: Message | Paper | None, at: datetime) -> bool:
    """Have the job of a notice or slip come again when it is no longer held back; tell whether that was so."""
    if held is None or held.held_until is None or held.held_until <= at:
        return False
    if isinstance(held, Paper):
        defer(session, "issue_slip", at=held.held_until, lock=f"paper:{held.id}", paper_id=str(held.id))
    else:
        defer(session, "deliver_message", at=held.held_until, message_id=str(held.id))
    return True
