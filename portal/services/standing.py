"""What the portal itself knows to be so about a dossier: the standing facts that steps may need."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portal.models import Attachment, DocumentCheck, DossierEvent, EventPayload, FeeOrder, Paper, Supplement
from portal.services.attachments import AT_STEP, FROM_ELSEWHERE, SIGNED_FORM
from portal.services.evidence import EventKind
from procedures.facts import StandingFact
from workflows.vocabulary import taken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from portal.models import Dossier


def standing_facts(session: Session, dossier: Dossier) -> frozenset[str]:
    """Return the standing facts that hold for ``dossier`` now."""
    return frozenset(
        [
            *_about_fees(session, dossier),
            *_about_documents(session, dossier),
            *_about_supplements(session, dossier),
            *_about_result(session, dossier),
            # Nothing is filed online below the level that the procedure asks for; a counter identifies people itself.
            StandingFact.IDENTITY_ASSURED,
        ]
    )


def actions_taken(session: Session, dossier: Dossier) -> frozenset[str]:
    """Return a fact for each action taken so far, from the evidence: how the machine knows of ``once``."""
    rows = session.execute(
        select(DossierEvent.seq, DossierEvent.kind, EventPayload.payload)
        .join(DossierEvent, DossierEvent.id == EventPayload.event_id)
        .where(DossierEvent.dossier_id == dossier.id)
        .where(DossierEvent.kind.in_([EventKind.ACTION_TAKEN, EventKind.ACTION_UNDONE]))
    )
    said = [(seq, kind, json.loads(payload)) for seq, kind, payload in rows if payload]
    undone = {one["from"] for _seq, kind, one in said if kind == EventKind.ACTION_UNDONE}
    return frozenset(
        taken(one["step"], one["action"])
        for seq, kind, one in said
        if kind == EventKind.ACTION_TAKEN and seq not in undone
    )


def _about_fees(session: Session, dossier: Dossier) -> Iterable[str]:
    owed = session.scalar(select(func.count()).where(FeeOrder.dossier_id == dossier.id, FeeOrder.state == "due"))
    return [] if owed else [StandingFact.FEES_SETTLED]


def _about_documents(session: Session, dossier: Dossier) -> Iterable[str]:
    insufficient_or_unseen = [
        document for document, verdict in document_verdicts(session, dossier).items() if verdict != "sufficient"
    ]
    return [] if insufficient_or_unseen else [StandingFact.DOCUMENTS_CHECKED]


def document_verdicts(session: Session, dossier: Dossier) -> dict[str, str | None]:
    """Return, for each document that has a file, the newest verdict given since its newest file."""
    newest_file = dict(
        session.execute(
            select(Attachment.document, func.max(Attachment.uploaded_at))
            .where(Attachment.dossier_id == dossier.id, Attachment.superseded_at.is_(None))
            # The form that was signed by hand is no document to be checked: an officer saw it being signed. Nor is
            # what another agency issued, or what officers put into forms of their own.
            .where(Attachment.document != SIGNED_FORM)
            .where(~Attachment.document.startswith(FROM_ELSEWHERE), ~Attachment.document.startswith(AT_STEP))
            .group_by(Attachment.document)
        ).all()
    )
    checks = session.execute(
        select(DocumentCheck.document, DocumentCheck.verdict, DocumentCheck.checked_at)
        .where(DocumentCheck.dossier_id == dossier.id)
        .order_by(DocumentCheck.checked_at)
    )
    verdicts: dict[str, str | None] = dict.fromkeys(newest_file)
    since = {
        document: verdict
        for document, verdict, checked_at in checks
        if document in newest_file and checked_at >= newest_file[document]
    }
    return verdicts | since


def _about_supplements(session: Session, dossier: Dossier) -> Iterable[str]:
    rows = session.execute(
        select(Supplement.answered_at).where(Supplement.dossier_id == dossier.id, Supplement.withdrawn_at.is_(None))
    ).all()
    if rows and all(answered for (answered,) in rows):
        return [StandingFact.SUPPLEMENT_ANSWERED]
    return []


def _about_result(session: Session, dossier: Dossier) -> Iterable[str]:
    result = session.scalar(
        select(Paper).where(Paper.dossier_id == dossier.id, Paper.kind == "result", Paper.state != "revoked")
    )
    if result is None:
        return []
    said = {signer["as"] for signer in result.signers}
    holds = {
        StandingFact.RESULT_SIGNED_PERSONAL: "personal" in said,
        StandingFact.RESULT_NUMBERED: result.number is not None,
        StandingFact.RESULT_SIGNED_AGENCY: "agency" in said,
        StandingFact.RESULT_ISSUED: result.state == "issued",
    }
    return [fact for fact, so in holds.items() if so]
