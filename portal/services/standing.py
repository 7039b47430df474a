"""What the portal itself knows to be so about a dossier: the standing facts that steps may need."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, and_, bindparam, exists, func, literal, or_, outerjoin, select

from portal.models import Attachment, DocumentCheck, DossierEvent, EventPayload, FeeOrder, Paper, Supplement
from portal.prepared import Prepared
from portal.services.attachments import AT_STEP, FROM_ELSEWHERE, SIGNED_FORM
from portal.services.evidence import EventKind
from procedures.facts import StandingFact
from workflows.vocabulary import taken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from portal.models import Dossier

_ID: BindParameter[Any] = bindparam("dossier_id")
_HANDED_IN = (
    Attachment.dossier_id == _ID,
    Attachment.superseded_at.is_(None),
    # The form that was signed by hand is no document to be checked: an officer saw it being signed. Nor is what another
    # agency issued, or what officers put into forms of their own.
    Attachment.document != SIGNED_FORM,
    ~Attachment.document.startswith(FROM_ELSEWHERE),
    ~Attachment.document.startswith(AT_STEP),
)
_ASKED = (Supplement.dossier_id == _ID, Supplement.withdrawn_at.is_(None))
_NOW = Prepared(
    select(
        exists().where(FeeOrder.dossier_id == _ID, FeeOrder.state == "due").label("owed"),
        exists().where(*_HANDED_IN).label("has_files"),
        exists().where(*_ASKED).label("asked"),
        exists().where(*_ASKED, Supplement.answered_at.is_(None)).label("awaited"),
        Paper.state,
        Paper.number,
        Paper.signers,
    ).select_from(
        outerjoin(
            select(literal(1)).subquery(),
            Paper,
            and_(Paper.dossier_id == _ID, Paper.kind == "result", Paper.state != "revoked"),
        )
    )
)
"""What is owed, handed in and asked for, and the result that counts, if there is one."""
_NEWEST_FILES = Prepared(
    select(Attachment.document, func.max(Attachment.uploaded_at).label("newest"))
    .where(*_HANDED_IN)
    .group_by(Attachment.document)
)
_CHECKS = Prepared(
    select(DocumentCheck.document, DocumentCheck.verdict, DocumentCheck.checked_at)
    .where(DocumentCheck.dossier_id == _ID)
    .order_by(DocumentCheck.checked_at)
)
_TAKEN = Prepared(
    select(DossierEvent.seq, DossierEvent.kind, EventPayload.payload)
    .join(DossierEvent, DossierEvent.id == EventPayload.event_id)
    .where(DossierEvent.dossier_id == _ID)
    .where(or_(DossierEvent.kind == EventKind.ACTION_TAKEN, DossierEvent.kind == EventKind.ACTION_UNDONE))
)


def standing_facts(session: Session, dossier: Dossier) -> frozenset[str]:
    """Return the standing facts that hold for ``dossier`` now."""
    now = _NOW.first(session, dossier_id=dossier.id)
    return frozenset(
        [
            *([] if now.owed else [StandingFact.FEES_SETTLED]),
            # Where nothing was handed in there is nothing to be looked at.
            *(_about_documents(session, dossier) if now.has_files else [StandingFact.DOCUMENTS_CHECKED]),
            *([StandingFact.SUPPLEMENT_ANSWERED] if now.asked and not now.awaited else []),
            *_about_result(now),
            # Nothing is filed online below the level that the procedure asks for; a counter identifies people itself.
            StandingFact.IDENTITY_ASSURED,
        ]
    )


def actions_taken(session: Session, dossier: Dossier) -> frozenset[str]:
    """Return a fact for each action taken so far, from the evidence: how the machine knows of ``once``."""
    rows = _TAKEN.all(session, dossier_id=dossier.id)
    said = [(seq, kind, json.loads(payload)) for seq, kind, payload in rows if payload]
    undone = {one["from"] for _seq, kind, one in said if kind == EventKind.ACTION_UNDONE}
    return frozenset(
        taken(one["step"], one["action"])
        for seq, kind, one in said
        if kind == EventKind.ACTION_TAKEN and seq not in undone
    )


def _about_documents(session: Session, dossier: Dossier) -> Iterable[str]:
    insufficient_or_unseen = [
        document for document, verdict in document_verdicts(session, dossier).items() if verdict != "sufficient"
    ]
    return [] if insufficient_or_unseen else [StandingFact.DOCUMENTS_CHECKED]


def document_verdicts(session: Session, dossier: Dossier) -> dict[str, str | None]:
    """Return, for each document that has a file, the newest verdict given since its newest file."""
    newest_file = dict(_NEWEST_FILES.all(session, dossier_id=dossier.id))
    checks = _CHECKS.all(session, dossier_id=dossier.id)
    verdicts: dict[str, str | None] = dict.fromkeys(newest_file)
    since = {
        document: verdict
        for document, verdict, checked_at in checks
        if document in newest_file and checked_at >= newest_file[document]
    }
    return verdicts | since


def _about_result(result: Any) -> Iterable[str]:
    if result.state is None:
        return []
    said = {signer["as"] for signer in result.signers}
    holds = {
        StandingFact.RESULT_SIGNED_PERSONAL: "personal" in said,
        StandingFact.RESULT_NUMBERED: result.number is not None,
        StandingFact.RESULT_SIGNED_AGENCY: "agency" in said,
        StandingFact.RESULT_ISSUED: result.state == "issued",
    }
    return [fact for fact, so in holds.items() if so]
