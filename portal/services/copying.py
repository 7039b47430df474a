"""A new filing begun with the answers of an earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forms.fields.attachment import AttachmentType
from forms.fields.signature import SignatureType
from forms.fields.yes_no import DeclarationType
from portal.services import drafts
from portal.services.answer_sets import newest_answers
from portal.services.definitions import procedure_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models import Dossier, Draft, Offer, Person

MADE_ANEW: Final = frozenset({DeclarationType.name, SignatureType.name, AttachmentType.name})
"""Types of answers that count for one filing only: what a person declares and signs, and the files of that day."""


def copy(session: Session, dossier: Dossier, person: Person, offer: Offer, *, at: datetime) -> Draft:
    """Begin a filing of ``offer`` with what was answered in ``dossier``; every page of it is still to be looked at.

    What the electronic identity tells now stands in place of what it told then. Answers that the form of the offer
    does not know stay until the first save, as in a draft that moved to another version.
    """
    before = procedure_of(session, dossier.version_id).form
    kept = {one.name for one in before.fields() if one.type not in MADE_ANEW}
    answers = {name: value for name, value in newest_answers(session, dossier).answers.items() if name in kept}
    draft = drafts.start(
        session, person, offer, at=at, filed_on_behalf=dossier.filed_on_behalf, represented=dossier.represented
    )
    first = procedure_of(session, offer.version_id).form.pages[0].name
    drafts.keep(session, draft, first, answers | draft.answers, at=at, complete=False)
    return draft
