"""Answer sets: what was filed, in canonical bytes that never change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from forms.answers import to_json
from portal.db import new_key
from portal.inserting import add_new
from portal.models import AnswerSet, Attachment, Dossier
from portal.prepared import PreparedEntity
from portal.queue import defer
from portal.services.actors import Actor
from portal.services.canonical import canonical_json
from procedures.definition import Procedure

ANSWER_SET_FORMAT = 2
_OF_DOSSIER = select(AnswerSet).where(AnswerSet.dossier_id == bindparam("dossier_id"))
_NEWEST = PreparedEntity(AnswerSet, _OF_DOSSIER.order_by(AnswerSet.number.desc()).limit(1))


@dataclass(frozen=True, slots=True)
class Filed:
    """What is filed: the typed answers, where those that were known came from, and the files."""

    answers: Mapping[str, Any]
    origins: Mapping[str, Any]
    attachments: Sequence[Attachment]


def file_answers(
    session: Session,
    dossier: Dossier,
    procedure: Procedure,
    filed: Filed,
    *,
    number: int,
    actor: Actor,
    at: datetime,
) -> AnswerSet:
    """Write one immutable answer set: canonical bytes of answers, origins and file hashes, and a JSON copy."""
    data = to_json(procedure.form, filed.answers)
    files: list[dict[str, str | int]] = [
        {"document": one.document, "name": one.filename, "sha256": one.sha256, "size": one.size}
        for one in sorted(filed.attachments, key=lambda one: (one.document, one.sha256))
    ]
    canonical = canonical_json(
        {
            "format": ANSWER_SET_FORMAT,
            "version": procedure.digest,
            "number": number,
            "answers": data,
            "attachments": files,
            "origins": dict(filed.origins),
        }
    )
    answer_set = add_new(
        session,
        AnswerSet,
        id=new_key(),
        dossier_id=dossier.id,
        agency_id=dossier.agency_id,
        number=number,
        version_digest=procedure.digest,
        canonical=canonical,
        sha256=hashlib.sha256(canonical).hexdigest(),
        answers=data,
        origins=dict(filed.origins),
        filed_at=at,
        filed_by=actor.id,
    )
    # The person's own copy of what was filed is pressed afterwards; how it was signed is known only now.
    defer(session, "press_filed_form", answer_set_id=str(answer_set.id), assurance=actor.assurance)
    return answer_set


def newest_answers(session: Session, dossier: Dossier) -> AnswerSet:
    """Return the answer set that counts now."""
    found = _NEWEST.one_or_none(session, dossier_id=dossier.id)
    if found is None:
        raise NoResultFound(dossier.code)
    return found
