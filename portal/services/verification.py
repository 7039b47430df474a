"""Public verification of a paper: valid, revoked or not known, with the least data that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from portal.models import Agency, Paper
from portal.services.issuing import FILED_FORM, OPINION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Verdict:
    """What anyone who scans the QR may learn: no name of a citizen, no answer."""

    state: str
    """``valid`` or ``revoked``."""
    kind: str
    title: str
    number: str | None
    issued_date: date | None
    agency: str
    signers: Sequence[Mapping[str, str]]
    sha256: str | None


def verify(session: Session, token: str) -> Verdict | None:
    """Return what is known of the paper behind a QR; ``None`` when nothing is."""
    row = session.execute(
        select(Paper, Agency.name)
        .join(Agency, Agency.id == Paper.agency_id)
        # A form as filed is a person's own paper: no agency signed it, so nobody vouches for it here.
        .where(Paper.verify_token == token, Paper.state.in_(["issued", "revoked"]), Paper.kind != FILED_FORM)
    ).one_or_none()
    if row is None:
        return None
    paper: Paper = row[0]
    # Whoever was asked for an opinion answers for itself, in the dossier of another agency.
    agency = session.get_one(Agency, UUID(paper.details["issuer"])).name if paper.kind == OPINION else row[1]
    state = "valid" if paper.state == "issued" else "revoked"
    return Verdict(state, paper.kind, paper.title, paper.number, paper.issued_date, agency, paper.signers, paper.sha256)


def known_file(session: Session, sha256: str) -> Verdict | None:
    """Return the verdict on a file by the SHA-256 of its bytes, for whoever has no QR to scan."""
    token = session.scalar(select(Paper.verify_token).where(Paper.sha256 == sha256))
    return verify(session, token) if token else None
