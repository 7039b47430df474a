"""An agency whose procedure asks the fire police, a department and a council of three for their opinions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.models import Agency, Appointment, Dossier, Officer, OpinionRound, OpinionSlip
from portal.services import opinion_giving, publishing, staffing
from portal.services.actors import SYSTEM, Actor
from portal.services.attachments import Sent
from portal.services.officers import actor_of
from portal.services.opinion_giving import Reply
from portal.storage.base import Storage
from procedures.loader import load
from tests.factories import CONFIRMATION, MORNING, ROLES, World, make_agency, make_officer, make_person, submit
from tests.portal.services.test_life import accept, take

STEPS = """\
    y_kien:
      title: Lấy ý kiến
      status: processing
      opinions:
        to:
          - {agency: pccc, title: Cảnh sát PCCC}
          - {role: department_head, title: Phòng Quy hoạch}
          - {council: hoi_dong}
        within: 5 working days
        silence: dong_y
        clock: pause
        remind: 1 working day
        law: luat, Điều 5
        about: [form, giay_to]
        question: {vi: Có đồng ý xác nhận không?, en: Do you agree to the confirmation?}
        passes: "'pccc' in dong_y && count(khong_dong_y) * 2 < asked"
      next: {passed: ky, failed: tham_dinh}
      actions:
        thu_hoi: {title: Thu hồi phiếu, to: tham_dinh, reasons: required}
    hoi_dong_xet:
      title: Chờ hội đồng
      status: processing
      opinions: {to: [{council: hoi_dong}], within: 3 working days, silence: none, clock: run, collective: true,
                 passes: "count(dong_y) * 2 > asked"}
      next: {passed: ky, failed: tham_dinh}
    phoi_hop:
      title: Phối hợp
      join: any
      next: {passed: ky, failed: tham_dinh}
      branches:
        hoi_pccc:
          title: Hỏi PCCC
          steps:
            y_kien_pccc:
              title: Lấy ý kiến PCCC
              role: case_officer
              status: processing
              opinions:
                {to: [{agency: pccc, title: Cảnh sát PCCC}], within: 3 working days, silence: none, clock: pause}
              next: {passed: passed, failed: failed}
        thuc_dia:
          title: Kiểm tra thực địa
          steps:
            kiem_tra:
              title: Kiểm tra
              role: case_officer
              status: processing
              actions:
                dat: {title: Đạt, to: passed}
                hong: {title: Không đạt, to: failed}
    ky:
      title: Ký
"""
ACTIONS = """\
      asks_opinions: {within: 3 working days, silence: none, clock: run}
      actions:
        hoi: {title: Lấy ý kiến, to: y_kien}
        xet: {title: Trình hội đồng, to: hoi_dong_xet}
        re: {title: Phối hợp, to: phoi_hop}
        cho: {title: Trình ký, to: ky, needs: [opinions_asked, opinions_settled]}
        trinh: {title: Trình ký, to: ky}
"""
MEMBERS = ("an", "binh", "chi")


@cache
def files() -> Mapping[str, bytes]:
    """The pack of the tests, with steps that ask."""
    text = (CONFIRMATION / "procedure.yaml").read_text(encoding="utf-8")
    text = text.replace("    ky:\n      title: Ký\n", STEPS)
    text = text.replace("      actions:\n        trinh: {title: Trình ký, to: ky}\n", ACTIONS)
    text = text.replace("workflow:\n", "workflow:\n  roles:\n    hoi_dong: {vi: Hội đồng xét, en: Council}\n")
    return {"procedure.yaml": text.encode(), "result.html": (CONFIRMATION / "result.html").read_bytes()}


@dataclass
class House(World):
    """The agency in charge, the agency that is asked, and the members of the council."""

    police: Agency | None = None
    chief: Officer | None = None
    members: tuple[Officer, ...] = ()

    def speaks(self, session: Session, officer: Officer, at: datetime = MORNING) -> Actor:
        """Return an officer with the roles held at this instant."""
        found = actor_of(session, officer.id, at)
        assert found is not None
        return found


def make_house(session: Session, overlay: Mapping[str, Any] | None = None) -> House:
    """Make the house; the offer says who the fire police are, unless told otherwise."""
    agency = make_agency(session)
    police = make_agency(session, "H26.PC07", "Phòng Cảnh sát PCCC")
    loaded = load(files())
    assert loaded.procedure is not None, "\n".join(map(str, loaded.findings))
    draft, _ = publishing.keep_draft(session, files(), agency_id=None, actor=SYSTEM, at=MORNING)
    publishing.submit(session, draft, actor=SYSTEM, at=MORNING)
    publishing.publish(session, draft, actor=SYSTEM, at=MORNING)
    named = {"agencies": {"pccc": police.code}} if overlay is None else overlay
    offer = publishing.make_offer(session, draft, agency, agency, overlay=named, at=MORNING)
    officers = {role: make_officer(session, agency, role) for role in ROLES}
    members = tuple(make_officer(session, agency, "hoi_dong", username=name) for name in MEMBERS)
    chief = make_officer(session, police, "leader")
    return House(agency, offer, officers, police=police, chief=chief, members=members)


def in_progress(session: Session, house: House, number: int = 1) -> Dossier:
    """Return a dossier that is accepted and with the case officer."""
    dossier = submit(session, house, make_person(session, f"00119000000{number}"))
    session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
    accept(session, house, dossier)
    return dossier


def asked(session: Session, house: House, number: int = 1, at: datetime = MORNING) -> Dossier:
    """Return a dossier about which everybody is asked."""
    dossier = in_progress(session, house, number)
    take(session, house, dossier, "case_officer", "hoi", at)
    return dossier


def round_of(session: Session, dossier: Dossier) -> OpinionRound:
    """Return the newest round of a dossier."""
    query = select(OpinionRound).where(OpinionRound.dossier_id == dossier.id)
    newest = session.scalars(query.order_by(OpinionRound.number.desc()).execution_options(populate_existing=True))
    found = newest.first()
    assert found is not None
    return found


def slips_of(session: Session, dossier: Dossier) -> list[OpinionSlip]:
    """Return the slips of the newest round."""
    query = select(OpinionSlip).where(OpinionSlip.round_id == round_of(session, dossier).id)
    return list(session.scalars(query.order_by(OpinionSlip.id).execution_options(populate_existing=True)))


def say(
    session: Session,
    storage: Storage,
    slip_id: UUID,
    actor: Actor,
    answer: str = "dong_y",
    at: datetime = MORNING,
    *,
    words: str = "Vì phù hợp",
    sent: tuple[bytes, ...] = (),
) -> OpinionSlip:
    """Answer one slip."""
    reply = Reply(answer, words, [Sent(BytesIO(one), "y-kien.pdf") for one in sent])
    return opinion_giving.give(session, slip_id, reply, storage=storage, actor=actor, at=at)


def dismiss(session: Session, officer: Officer, at: datetime) -> None:
    """End every role of an officer."""
    for one in session.scalars(select(Appointment).where(Appointment.officer_id == officer.id)):
        staffing.dismiss(session, one, at=at)
