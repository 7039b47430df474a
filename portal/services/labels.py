"""Labels of an agency: who leads there makes and retires them, every officer there puts them on and takes them off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from portal.errors import DomainError
from portal.models import Agency, DossierLabel, Label
from portal.services.refusals import NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from portal.services.actors import Actor

MAKERS: Final = frozenset({"leader", "department_head"})
TONES: Final = ("grey", "blue", "green", "amber", "red")
MOST: Final = 50
LONGEST: Final = 40


class LabelRefusedError(DomainError):
    """There is such a label already, or there are as many as an agency may have: ``there`` or ``too_many``."""

    def __init__(self, why: str) -> None:
        """Say which of the two."""
        super().__init__(why)
        self.why = why


def labels_at(session: Session, agency_id: UUID) -> Sequence[Label]:
    """Return the labels of an agency that are still given, by name."""
    query = select(Label).where(Label.agency_id == agency_id, Label.retired_at.is_(None))
    return session.scalars(query.order_by(Label.name)).all()


def labels_of(session: Session, dossier: Dossier) -> Sequence[Label]:
    """Return the labels that a dossier bears, by name."""
    query = select(Label).join(DossierLabel, DossierLabel.label_id == Label.id)
    return session.scalars(query.where(DossierLabel.dossier_id == dossier.id).order_by(Label.name)).all()


def make(session: Session, agency_id: UUID, name: str, tone: str, *, actor: Actor, at: datetime) -> Label:
    """Make a label; one that was retired under this name is given again.

    Raises ``NotAllowedError`` and ``LabelRefusedError``.
    """
    _demand_maker(actor, agency_id)
    session.get_one(Agency, agency_id, with_for_update=True)
    labels = session.scalars(select(Label).where(Label.agency_id == agency_id)).all()
    before = next((one for one in labels if one.name == name), None)
    if before is not None and before.retired_at is None:
        raise LabelRefusedError("there")
    if sum(one.retired_at is None for one in labels) >= MOST:
        raise LabelRefusedError("too_many")
    label = before or Label(agency_id=agency_id, name=name, made_by=actor.id, made_at=at)
    label.tone, label.retired_at = tone if tone in TONES else TONES[0], None
    session.add(label)
    session.flush()
    return label


def retire(session: Session, label_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Give a label no more; what bears it keeps it."""
    label = session.get(Label, label_id)
    if label is None or label.agency_id not in actor.roles:
        raise NotFoundError("label")
    _demand_maker(actor, label.agency_id)
    label.retired_at = label.retired_at or at
    session.flush()


def mark(session: Session, dossier: Dossier, chosen: Collection[UUID], *, actor: Actor, at: datetime) -> None:
    """Let a dossier bear the chosen labels of its agency, and of those that are still given no other."""
    given = {one.id for one in labels_at(session, dossier.agency_id)}
    wanted, bears = given.intersection(chosen), DossierLabel.dossier_id == dossier.id
    session.execute(delete(DossierLabel).where(bears, DossierLabel.label_id.in_(given - wanted)))
    rows = [
        {
            "dossier_id": dossier.id,
            "label_id": one,
            "agency_id": dossier.agency_id,
            "officer_id": actor.id,
            "at": at,
        }
        for one in sorted(wanted)
    ]
    if rows:
        session.execute(insert(DossierLabel).on_conflict_do_nothing(), rows)


def _demand_maker(actor: Actor, agency_id: UUID) -> None:
    if not actor.roles_at(agency_id) & MAKERS:
        raise NotAllowedError("department_head")
