"""Two procedures of which one opens dossiers of the other, at two agencies that are staffed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from portal.models import Agency, Dossier, Paper, Person
from portal.services import checks, children, fees, issuing, publishing
from portal.services.actors import SYSTEM
from tests.factories import CONFIRMATION, MORNING, ROLES, World, make_agency, make_officer, make_person, publish, submit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

OPENS = """\
    cho_thue:
      title: Chờ cơ quan thuế
      role: case_officer
      status: processing
      form:
        - {name: so_thue, type: integer, label: Số thuế, required: false, law: luat}
      opens:
        procedure: "9.000001"
        agency: thue
        answers: {ho_ten: ho_ten, so_ban: so_ban + 1}
        documents: {giay_to: giay_to}
        brings: {so_thue: so_ban}
        within: 5 working days
        attach: true
        clock: pause
        law: luat
      next: {done: ky, refused: tham_dinh}
      actions:
        thoi: {title: Thôi không chờ, to: tham_dinh, reasons: required}
    do_dac:
      {title: Đo đạc, role: case_officer, agency: thue, status: processing, actions: {xong: {title: Xong, to: ky}}}
    ky:
"""
ASKS = """\
        hoi: {title: Hỏi thuế, to: cho_thue}
        do: {title: Đo đạc, to: do_dac}
        trinh: {title"""


def mother_pack(folder: Path, *pairs: tuple[str, str]) -> Path:
    """Write the pack that opens dossiers of the small one, with some further texts replaced."""
    folder.mkdir()
    text = (CONFIRMATION / "procedure.yaml").read_text("utf-8")
    for old, new in (
        ('procedure: "9.000001"', 'procedure: "9.000002"'),
        ("  start: tiep_nhan\n", "  start: tiep_nhan\n  agencies:\n    thue: {vi: Cơ quan thuế, en: Tax office}\n"),
        ("        trinh: {title", ASKS),
        ("    ky:\n", OPENS),
        *pairs,
    ):
        assert old in text, old
        text = text.replace(old, new, 1)
    (folder / "procedure.yaml").write_text(text, "utf-8")
    (folder / "result.html").write_bytes((CONFIRMATION / "result.html").read_bytes())
    return folder


@dataclass
class Linked:
    """The agency of the mother, that of the children, and a dossier that was accepted."""

    world: World
    other: World
    person: Person
    mother: Dossier


def make_linked(session: Session, folder: Path, *pairs: tuple[str, str]) -> Linked:
    """Publish both procedures, staff both agencies, and accept a dossier of the first."""
    elsewhere = make_agency(session, "H26.120", "Thuế thành phố Thử Nghiệm")
    others = {role: make_officer(session, elsewhere, role) for role in ROLES}
    offered = publishing.make_offer(session, publish(session), elsewhere, elsewhere, overlay={}, at=MORNING)
    agency: Agency = make_agency(session)
    officers = {role: make_officer(session, agency, role) for role in ROLES}
    version = publish(session, mother_pack(folder, *pairs))
    overlay = {"agencies": {"thue": "H26.120"}}
    offer = publishing.make_offer(session, version, agency, agency, overlay=overlay, at=MORNING)
    person = make_person(session)
    world = World(agency, offer, officers)
    mother = submit(session, world, person)
    settle_fees(session, mother)
    desk = world.actor(session, "receptionist")
    checks.check_document(session, mother, "giay_to", verdict="sufficient", note=None, actor=desk, at=MORNING)
    return Linked(world, World(elsewhere, offered, others), person, mother)


def settle_fees(session: Session, dossier: Dossier) -> None:
    """Have what is owed waived: money is not what is looked at."""
    for order in fees.orders_of(session, dossier):
        order.state, order.settled_at = "cancelled", MORNING
    session.flush()


def issue_result(session: Session, child: Dossier) -> Paper:
    """Have a dossier its result, without the press, and end it."""
    paper = issuing.new_paper(child, issuing.RESULT, "Giấy xác nhận", SYSTEM, MORNING, {})
    paper.state, paper.number, paper.sha256, paper.size = "issued", "07/GXN-UBND", "a" * 64, 1234
    session.add(paper)
    child.closed_at, child.ended_at_step = MORNING, "da_tra"
    session.flush()
    children.close(session, child, actor=SYSTEM, at=MORNING)
    return paper
