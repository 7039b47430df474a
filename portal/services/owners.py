"""Whose dossier it is, in words: the owner that the pack names, as the answers say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forms.fields import REGISTRY
from portal.services import searching

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from forms.spec import FieldSpec
    from portal.models import Dossier, Person
    from procedures.definition import Procedure


def owner_words(procedure: Procedure, answers: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """Return name, number and address of the owner, taken from the fields that the pack names.

    Where the pack names none, the applicant is the owner.
    """
    shown = {name: _words(procedure.form.by_name[field], answers.get(field)) for name, field in procedure.owner.items()}
    return {
        "name": shown.get("name") or person.full_name,
        "number": shown.get("citizen_id") or (None if "name" in shown else person.citizen_id),
        "address": shown.get("address"),
    }


def search_words(dossier: Dossier, person: Person) -> list[str]:
    """Return the words by which officers find a dossier: code, names, numbers, telephone."""
    said = (dossier.owner_name, dossier.owner_number, person.citizen_id, person.tax_code, person.phone)
    return searching.words_of(dossier.code, person.full_name, *said)


def follow(
    session: Session, dossier: Dossier, procedure: Procedure, answers: Mapping[str, Any], person: Person
) -> None:
    """Name the owner as the newest answers do; what the dossier was found by before still finds it."""
    now = owner_words(procedure, answers, person)
    if (dossier.owner_name, dossier.owner_number, dossier.owner_address) == tuple(now.values()):
        return
    dossier.owner_name, dossier.owner_number, dossier.owner_address = now.values()
    session.flush()
    searching.file_further(session, dossier, search_words(dossier, person))


def _words(one: FieldSpec, value: Any) -> str | None:
    return None if value is None else REGISTRY[one.type].show(one, value, "vi")
