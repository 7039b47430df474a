"""What a person told in an earlier dossier, and what a result of theirs says: found once, when a filing begins."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from forms.sourced import sourced
from forms.spec import SameForm
from portal.models import Agency, Dossier, Paper
from portal.services.answer_sets import newest_answers
from portal.services.definitions import procedure_of
from procedures.sources import DOSSIER, RESULT, RESULT_TYPES, Source, source_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from forms.spec import FieldSpec, FormSpec
    from portal.models import Person

ISSUED = "issued"


def earlier_answers(session: Session, spec: FormSpec, person: Person) -> dict[str, dict[str, Any]]:
    """Return for each path of ``spec`` what the newest dossier or result of ``person`` says there, as JSON."""
    asked = _asked(spec.same)
    found = {path: _find(session, source_of(path), one, person) for path, one in asked.items()}
    return {path: told for path, told in found.items() if told is not None}


@lru_cache(maxsize=512)
def _asked(same: SameForm) -> dict[str, FieldSpec]:
    """Return the paths of a form that lead to an earlier dossier or a result, each with what holds the answer."""
    fields = [one.field for one in sourced(same.spec.fields())]
    return {path: one for one in fields for path in one.sources if _is_earlier(source_of(path))}


def _is_earlier(source: Source | None) -> bool:
    return source is not None and source.kind in (DOSSIER, RESULT)


def _find(session: Session, source: Source | None, one: FieldSpec, person: Person) -> dict[str, Any] | None:
    if source is None or source.procedure is None:
        return None
    if source.kind == RESULT:
        return _of_result(session, source, one, person)
    query = _own(person, source.procedure).order_by(Dossier.submitted_at.desc()).limit(1)
    dossier = session.scalar(query)
    if dossier is None:
        return None
    value = _answer(session, dossier, source.name, one)
    return {"value": value, "of": dossier.code, "at": dossier.submitted_at.isoformat()}


def _of_result(session: Session, source: Source, one: FieldSpec, person: Person) -> dict[str, Any] | None:
    """Return what the newest result that is in force says; one that was revoked says nothing."""
    query = (
        _own(person, str(source.procedure))
        .add_columns(Paper)
        .join(Paper, Paper.dossier_id == Dossier.id)
        .where(Paper.kind == RESULT, Paper.state == ISSUED, Paper.issued_date.is_not(None))
        .order_by(Paper.issued_date.desc(), Paper.id.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    if row is None:
        return None
    dossier, paper = row
    own = {"number": paper.number, "issued_on": paper.issued_date.isoformat()}
    if source.name == "issued_by":
        value: Any = session.get_one(Agency, dossier.agency_id).name
    else:
        value = own[source.name] if source.name in RESULT_TYPES else _answer(session, dossier, source.name, one)
    return {"value": value, "of": paper.number, "at": (dossier.closed_at or dossier.submitted_at).isoformat()}


def _own(person: Person, code: str) -> Any:
    """Return the query for the dossiers that a person filed for themselves: what is filed for others is not theirs."""
    return select(Dossier).where(
        Dossier.applicant_id == person.id, Dossier.procedure_code == code, Dossier.filed_on_behalf.is_(False)
    )


def _answer(session: Session, dossier: Dossier, name: str, one: FieldSpec) -> Any:
    """Return an answer of a dossier, where it was asked by a field of the same type."""
    then = procedure_of(session, dossier.version_id).form.by_name.get(name)
    if then is None or then.type != one.type:
        return None
    return newest_answers(session, dossier).answers.get(name)
