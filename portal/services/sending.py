"""Sending the answer to a supplement request: at once, or as soon as the last of its files was looked into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.models import Attachment, Dossier, Draft, Person, Supplement
from portal.queue import defer
from portal.services import notices, processing, supplements
from portal.services.actors import Actor, ActorKind
from portal.services.definitions import procedure_of
from portal.services.refusals import BlockedFilingError, IncompleteFilingError, NotComputableError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from procedures.definition import Procedure

JOB = "send_supplement"
REFUSALS = (IncompleteFilingError, BlockedFilingError, NotComputableError)


def send(
    session: Session, dossier: Dossier, procedure: Procedure, *, person: Person, actor: Actor, at: datetime
) -> bool:
    """File the answer to the open request and say whether it is filed; else it will be once its files are looked into.

    The caller holds the dossier's lock. Raises as ``supplements.answer`` does when anything else is in the way.
    """
    try:
        with session.begin_nested():
            supplements.answer(session, dossier, procedure, person=person, actor=actor, at=at)
    except IncompleteFilingError as refused:
        draft = supplements.supplement_draft(session, dossier, person, at)
        arrived = {one.document for one in _files(session, draft.id) if one.state == "arrived"}
        if refused.fields or not arrived.issuperset(refused.documents):
            raise
    else:
        processing.go_on(session, dossier, procedure, at=at)
        return True
    supplement = session.get_one(Supplement, draft.supplement_id)
    supplement.sent_at, supplement.sent_assurance = at, actor.assurance
    session.flush()
    # The last file may have been looked into meanwhile, by somebody who did not know of this yet.
    ask(session, supplement)
    return False


def ask(session: Session, supplement: Supplement) -> None:
    """Have a worker file what was sent, if its files allow, once this transaction is committed."""
    defer(session, JOB, supplement_id=str(supplement.id))


def take_back(session: Session, supplement: Supplement) -> None:
    """Do not file by itself what the applicant is changing again."""
    if supplement.sent_at is not None:
        supplement.sent_at = supplement.sent_assurance = None
        session.flush()


def looked_into(session: Session, attachment: Attachment) -> None:
    """Go on with a supplement that waits for this file; the caller has the lock of the file's row."""
    if attachment.draft_id is None:
        return
    query = select(Supplement).join(Draft, Draft.supplement_id == Supplement.id)
    waiting = session.scalar(query.where(Draft.id == attachment.draft_id, Supplement.sent_at.is_not(None)))
    if waiting is not None:
        ask(session, waiting)


def send_waiting(session: Session, supplement_id: UUID, *, at: datetime) -> None:
    """File what was sent, when all its files were looked into; what cannot be filed is told to the applicant."""
    dossier_id = session.scalars(select(Supplement.dossier_id).where(Supplement.id == supplement_id)).one()
    dossier = session.get_one(Dossier, dossier_id, with_for_update=True)
    supplement = supplements.open_supplement(session, dossier)
    if supplement is None or supplement.id != supplement_id or supplement.sent_assurance is None:
        return
    person = session.get_one(Person, dossier.applicant_id)
    draft = supplements.supplement_draft(session, dossier, person, at)
    if any(one.state == "arrived" for one in _files(session, draft.id, lock=True)):
        return
    actor = Actor(ActorKind.PERSON, person.id, person.full_name, assurance=supplement.sent_assurance)
    procedure = procedure_of(session, dossier.version_id)
    try:
        with session.begin_nested():
            supplements.answer(session, dossier, procedure, person=person, actor=actor, at=at)
    except REFUSALS:
        take_back(session, supplement)
        notices.tell(session, dossier, "supplement_not_sent", at=at)
    else:
        processing.go_on(session, dossier, procedure, at=at)


def _files(session: Session, draft_id: UUID, *, lock: bool = False) -> Sequence[Attachment]:
    """Return the files of a draft; ``lock`` waits for whoever is writing down what was found in one of them."""
    query = select(Attachment).where(Attachment.draft_id == draft_id).order_by(Attachment.id)
    options = {"populate_existing": True}
    return session.scalars(query.with_for_update() if lock else query, execution_options=options).all()
