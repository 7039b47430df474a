"""Papers are rendered and signed here: values are read in one transaction, kept in another, none in between."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.clock import now
from portal.db import unit_of_work
from portal.models import Paper
from portal.papers.base import AGENCY, DATE, LEADER, NUMBER, OFFICER, Appearance, SignatureKind
from portal.papers.filling import fill_number
from portal.papers.pdf import render_paper
from portal.papers.qr import QrCode, paper_qr
from portal.papers.slips import template_of
from portal.papers.values import PaperValues
from portal.parts import Parts
from portal.services import holding_back, paper_values, pressing, signatories
from portal.services.actors import SYSTEM
from portal.services.issuing import AS_READ, UNATTENDED
from portal.services.signatories import Signatory

LARGEST_PAPER = 50 * 1024 * 1024


def draft_slip(parts: Parts, paper_id: str) -> None:
    """Render a slip as it stands, without number and signatures; one that was issued meanwhile is left alone."""
    key = UUID(paper_id)
    with unit_of_work(parts.make_session) as session:
        row = pressing.paper(session, key)
        if row.state != "draft":
            return
        values, pack, template = _slip(session, row)
    pdf = render_paper(template, values.context(), pack=pack, created=row.made_at)
    _keep(parts, pdf, lambda session, pressed: pressing.keep_draft(session, key, pressed))


def issue_slip(parts: Parts, paper_id: str) -> None:
    """Render a slip, sign it for the officer who made it and for the agency, and issue it."""
    key = UUID(paper_id)
    with unit_of_work(parts.make_session) as session:
        row = pressing.paper(session, key)
        if row.state != "draft" or holding_back.put_off(session, row, now()):
            return
        values, pack, template = _slip(session, row)
        maker, agency = signatories.maker(session, row), signatories.issuer(session, row)
    at = now()
    # What somebody says for themself alone bears no seal.
    seals = not (maker and row.details.get("personal"))
    fields = [*([OFFICER] if maker else []), *([AGENCY] if seals else [])]
    pdf = render_paper(template, values.context(), pack=pack, qr=_qr(parts, row), fields=fields, created=row.made_at)
    signatures = []
    if maker:
        pdf = sign(parts, pdf, OFFICER, SignatureKind.PERSONAL, maker, at)
        signatures.append(maker.signed("personal", at))
    if seals:
        pdf = sign(parts, pdf, AGENCY, SignatureKind.AGENCY, agency, at)
        signatures.append(agency.signed("agency", at))
    _keep(
        parts,
        pdf,
        lambda session, pressed: pressing.keep_issued(session, key, pressed, signatures, actor=SYSTEM, at=at),
    )


def draft_result(parts: Parts, paper_id: str) -> None:
    """Render the result with its fields empty, so that it can be read before it is signed."""
    key = UUID(paper_id)
    loaded = _load_result(parts, key)
    if loaded is None:
        return
    row, values, pack, template = loaded
    pdf = _render_result(parts, row, values, pack, template)
    _keep(parts, pdf, lambda session, pressed: pressing.keep_draft(session, key, pressed))


def sign_result(parts: Parts, paper_id: str) -> None:
    """Put the approving leader's signature on the result: on the very bytes that were read, if they name the leader."""
    key = UUID(paper_id)
    loaded = _load_result(parts, key)
    if loaded is None:
        return
    row, values, pack, template = loaded
    with unit_of_work(parts.make_session) as session:
        leader, actor = signatories.approver(session, row)
    at = datetime.fromisoformat(row.details["approved_at"])
    as_read = row.sha256 and row.details.get(AS_READ)
    pdf = _stored(parts, row) if as_read else _render_result(parts, row, values, pack, template)
    pdf = sign(parts, pdf, LEADER, SignatureKind.PERSONAL, leader, at)
    signed = leader.signed("personal", at)
    _keep(parts, pdf, lambda session, pressed: pressing.keep_signed(session, key, pressed, signed, actor=actor))


def seal_result(parts: Parts, paper_id: str) -> None:
    """Fill number and date into the signed result, sign for the agency, and issue it.

    A result that nobody signs is rendered here, with the place of the agency's signature alone.
    """
    key = UUID(paper_id)
    with unit_of_work(parts.make_session) as session:
        row = pressing.paper(session, key)
        if row.state in ("issued", "revoked"):
            return
        agency, actor = signatories.sealer(session, row)
    at = datetime.fromisoformat(row.details["sealed_at"])
    pdf = fill_number(_to_seal(parts, row), {NUMBER: row.number or "", DATE: row.issued_date or at.date()})
    pdf = sign(parts, pdf, AGENCY, SignatureKind.AGENCY, agency, at)
    signatures = [agency.signed("agency", at)]
    _keep(
        parts, pdf, lambda session, pressed: pressing.keep_issued(session, key, pressed, signatures, actor=actor, at=at)
    )


TASKS: dict[str, Callable[..., None]] = {
    "draft_slip": draft_slip,
    "issue_slip": issue_slip,
    "draft_result": draft_result,
    "sign_result": sign_result,
    "seal_result": seal_result,
}


def _slip(session: Session, row: Paper) -> tuple[PaperValues, Mapping[str, bytes], str]:
    values, pack = paper_values.of_paper(session, row), paper_values.pack_of(session, row)
    return values, pack, template_of(values.slip, pack)  # type: ignore[arg-type]


def _load_result(parts: Parts, key: UUID) -> tuple[Paper, PaperValues, dict[str, bytes], str] | None:
    with unit_of_work(parts.make_session) as session:
        row = pressing.paper(session, key)
        if row.state != "draft":
            return None
        values = paper_values.of_paper(session, row)
        return row, values, dict(paper_values.pack_of(session, row)), paper_values.result_template(session, row)


def _render_result(
    parts: Parts,
    row: Paper,
    values: PaperValues,
    pack: dict[str, bytes],
    template: str,
    fields: tuple[str, ...] = (LEADER, NUMBER, DATE, AGENCY),
) -> bytes:
    context = values.context()
    return render_paper(template, context, pack=pack, qr=_qr(parts, row), fields=fields, created=row.made_at)


def _qr(parts: Parts, row: Paper) -> QrCode:
    return paper_qr(parts.settings.verify_url, bytes.fromhex(row.verify_token))


def _to_seal(parts: Parts, row: Paper) -> bytes:
    if UNATTENDED not in row.details:
        return _stored(parts, row)
    with unit_of_work(parts.make_session) as session:
        values, pack = paper_values.of_paper(session, row), paper_values.pack_of(session, row)
        template = paper_values.result_template(session, row)
    return _render_result(parts, row, values, dict(pack), template, fields=(NUMBER, DATE, AGENCY))


def _stored(parts: Parts, row: Paper) -> bytes:
    with parts.storage.open(row.sha256 or "") as stream:
        return stream.read()


def sign(parts: Parts, pdf: bytes, field: str, kind: SignatureKind, who: Signatory, at: datetime) -> bytes:
    """Put one signature into its field, under the key of whoever signs."""
    return parts.signer(who.key, who.name, who.organisation).sign(
        pdf,
        field=field,
        signer_name=who.name,
        reason=who.reason,
        location=who.place,
        at=at,
        appearance=Appearance(kind, who.name, superior=who.superior),
    )


def _keep(parts: Parts, pdf: bytes, act: Callable[[Any, pressing.Pressed], None]) -> None:
    stored = parts.storage.put(io.BytesIO(pdf), LARGEST_PAPER)
    with unit_of_work(parts.make_session) as session:
        act(session, pressing.Pressed(stored.sha256, stored.size))
