"""The situation in which answers are read: channel, day, identity; made from rows and an instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.clock import local
from portal.services.calendars import days_off_at
from procedures.situation import NOBODY, Situation

if TYPE_CHECKING:
    from datetime import datetime

    from portal.models import Dossier, Draft, Person


def situation_of_draft(draft: Draft, person: Person, at: datetime) -> Situation:
    """Return what expressions see beside the answers of a draft at an instant."""
    return _situation(person, at, draft)


def situation_of_dossier(dossier: Dossier, person: Person) -> Situation:
    """Return the situation at the filing of a dossier: the law looks at that instant."""
    return _situation(person, dossier.submitted_at, dossier)


def _situation(person: Person, at: datetime, filed: Draft | Dossier) -> Situation:
    """Return the situation of a filing by ``person`` at an instant (local day and minutes)."""
    here = local(at)
    return Situation(
        channel=filed.channel,
        today=here.date(),
        submitted_at_minutes=here.hour * 60 + here.minute,
        filed_on_behalf=filed.filed_on_behalf,
        identity=identity_values(person),
        delivery=filed.delivery,
        days=days_off_at(at),
        represents=filed.represented.get("kind", NOBODY),
        right=filed.represented.get("by", NOBODY),
    )


def identity_values(person: Person) -> dict[str, object]:
    """Return what the electronic identity told of a person, absent where it told nothing."""
    told = {
        "kind": person.kind,
        "full_name": person.full_name,
        "citizen_id": person.citizen_id,
        "tax_code": person.tax_code,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "phone": person.phone,
        "email": person.email,
    }
    return {name: value for name, value in told.items() if value is not None}
