"""What stays of confirmations with a dossier: who confirmed it, as its papers, its officers and its evidence tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import select

from forms.spec import say
from portal.models import AnswerSet, Confirmation
from portal.services.confirmation_needs import APPLICANT, title_of_party
from procedures.parties import spec_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from procedures.definition import Procedure

PAPER: Final = "paper"
"""How a form was confirmed that was signed by hand."""


def given(session: Session, dossier_id: UUID) -> Sequence[Confirmation]:
    """Return who confirmed what was filed, in the order in which they did."""
    query = select(Confirmation).where(Confirmation.draft_id == dossier_id, Confirmation.state == "confirmed")
    return session.scalars(query.order_by(Confirmation.answered_at, Confirmation.id)).all()


def given_of(session: Session, dossier: Dossier, procedure: Procedure) -> Sequence[Confirmation]:
    """Return who else confirmed a dossier; nothing is asked of the database where nobody had to.

    Who filed it at a counter is nobody else.
    """
    found = given(session, dossier.id) if procedure.parties or dossier.represented else ()
    return [one for one in found if one.party != APPLICANT]


def changed_since(
    session: Session, dossier: Dossier, procedure: Procedure, given_ones: Iterable[Confirmation]
) -> Mapping[str, tuple[str, ...]]:
    """Return, by party, the fields that they confirmed and that a supplement changed since, in the form's order."""
    ones = list(given_ones)
    query = select(AnswerSet.answers).where(AnswerSet.dossier_id == dossier.id).order_by(AnswerSet.number)
    sets = session.scalars(query).all() if ones else ()
    if not sets[1:]:
        return {}
    first, newest = sets[0], sets[-1]
    changed = [one.name for one in procedure.form.fields() if first.get(one.name) != newest.get(one.name)]
    found = {}
    for one in ones:
        spec = spec_of(procedure, one.party)
        theirs = spec.confirms if spec is not None else None
        found[one.party] = tuple(name for name in changed if theirs is None or name in theirs)
    return found


def on_paper(session: Session, dossier: Dossier, procedure: Procedure) -> tuple[str, ...]:
    """Return who else confirmed, as a paper says it, and what of it a supplement changed since."""
    ones = given_of(session, dossier, procedure)
    changed = changed_since(session, dossier, procedure, ones)
    return tuple(_on_one_line(procedure, one, changed.get(one.party, ())) for one in ones)


def _on_one_line(procedure: Procedure, one: Confirmation, changed: Sequence[str]) -> str:
    who = f"{one.expected_name} ({title_of_party(procedure, one.party)})"
    labels = ", ".join(f"“{say(procedure.form.by_name[name].label, 'vi')}”" for name in changed)
    return f"{who}, trước khi bổ sung {labels}" if labels else who


def as_evidence(given_ones: Iterable[Confirmation]) -> list[dict[str, Any]]:
    """Return confirmations as the first event of a dossier holds them."""
    return [
        {
            "party": one.party,
            "name": one.expected_name,
            "person": str(one.person_id),
            "digest": one.digest,
            "at": one.answered_at.isoformat() if one.answered_at else None,
            "assurance": one.assurance,
            **_on_paper(one),
        }
        for one in given_ones
    ]


def _on_paper(one: Confirmation) -> dict[str, Any]:
    """Return what is said of one that was signed by hand: who recorded it, and why it was not done otherwise."""
    return {} if one.recorded_by is None else {"way": PAPER, "recorded_by": str(one.recorded_by), "reason": one.reason}
