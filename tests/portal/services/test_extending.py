"""A promised date is moved once, in time or when it is late, with an apology on paper; nothing else moves it."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.models import DeadlineEntry, Dossier, DossierEvent, EventPayload, Message, Paper, Task
from portal.papers.slips import Apology
from portal.services import deadlines, evidence_check, extending, extension_proposals, issuing, paper_values
from portal.services.definitions import procedure_of
from portal.services.extending import LAW, Extension, ExtensionRefusedError
from portal.services.refusals import NotAllowedError, StaleDossierError
from tests.factories import World, make_person, make_world, submit
from tests.portal.services.november import ITEM, hour
from tests.portal.services.test_life import accept, take
from workflows.extending import Fault

DECEMBER_2 = Extension(date(2026, 12, 2), ("opinions",), "Chờ kết quả đo đạc")
REASON = "Chưa nhận đủ ý kiến của cơ quan phối hợp; Chờ kết quả đo đạc"


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


@pytest.fixture
def dossier(session: Session, world: World) -> Dossier:
    """A dossier that is promised for Friday 27/11 at five."""
    found = submit(session, world, make_person(session))
    session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
    accept(session, world, found)
    return found


def extend(
    session: Session,
    world: World,
    dossier: Dossier,
    day: int = 25,
    role: str = "leader",
    wanted: Extension = DECEMBER_2,
    clock: str = "09:00",
) -> Paper:
    actor = world.actor(session, role)
    seen = dossier.lock_version
    return extending.extend(session, dossier.id, wanted, actor=actor, at=hour(day, clock), seen_version=seen)


def test_the_date_the_paper_the_ledger_and_the_evidence_say_the_same(
    session: Session, world: World, dossier: Dossier
) -> None:
    version = dossier.lock_version
    paper = extend(session, world, dossier)
    assert (dossier.promised_date, dossier.lock_version) == (date(2026, 12, 2), version + 1)
    assert dossier.due_at == hour(32, "17:00")
    assert set(session.scalars(select(Task.due_at).where(Task.closed_at.is_(None)))) == {dossier.due_at}
    assert (paper.kind, paper.number, paper.state) == ("apology", "1/2026", "draft")
    slip = paper_values.of_paper(session, paper).slip
    assert isinstance(slip, Apology)
    assert (slip.reason, slip.promised_at, slip.new_date) == (REASON, hour(27, "17:00"), hour(32, "17:00"))
    row = session.scalars(select(DeadlineEntry).order_by(DeadlineEntry.number.desc())).first()
    assert row is not None
    assert (row.kind, row.reason, row.legal_basis) == ("extend", REASON, LAW)
    assert row.detail == {"until": "2026-12-02", "reasons": ["opinions"]}
    moved = select(EventPayload.payload).join(DossierEvent).where(DossierEvent.kind == "clock_moved")
    said = json.loads(session.scalars(moved.order_by(DossierEvent.seq.desc())).first() or b"")
    assert (said["before"], said["promised"], said["law"]) == ("2026-11-27", "2026-12-02", LAW)
    assert "promise_extended" in session.scalars(select(Message.kind)).all()
    assert evidence_check.check(session).broken == ()
    why = deadlines.explanation(session, dossier, procedure_of(session, dossier.version_id), "vi")
    assert f"Ngày hẹn trả được lùi từ 27/11/2026 đến 02/12/2026. Lý do: {REASON}. Căn cứ: {LAW}." in why


@pytest.mark.parametrize(
    ("day", "clock", "until", "fault"),
    [
        (26, "23:50", date(2026, 12, 2), None),
        (27, "07:30", date(2026, 12, 2), Fault.TOO_LATE),
        (27, "17:00", date(2026, 12, 2), Fault.TOO_LATE),
        (27, "17:01", date(2026, 12, 2), None),
        (35, "09:00", date(2026, 12, 7), None),
        (35, "09:00", date(2026, 12, 6), Fault.DAY_OFF),
        (35, "09:00", date(2026, 12, 2), Fault.NOT_LATER),
        (25, "09:00", date(2026, 11, 27), Fault.NOT_LATER),
        (25, "09:00", date(2026, 11, 26), Fault.NOT_LATER),
        (25, "09:00", date(2027, 1, 1), Fault.DAY_OFF),
        (25, "09:00", date(2028, 1, 4), Fault.TOO_FAR),
    ],
)
def test_when_and_to_which_day(
    session: Session, world: World, dossier: Dossier, day: int, clock: str, until: date, fault: Fault | None
) -> None:
    wanted = Extension(until, ("many",))
    if fault is None:
        extend(session, world, dossier, day, wanted=wanted, clock=clock)
        assert dossier.promised_date == until
        return
    with pytest.raises(ExtensionRefusedError) as refused:
        extend(session, world, dossier, day, wanted=wanted, clock=clock)
    assert refused.value.fault is fault
    assert dossier.promised_date == date(2026, 11, 27)


def test_once_and_never_again(session: Session, world: World, dossier: Dossier) -> None:
    extend(session, world, dossier)
    with pytest.raises(ExtensionRefusedError) as refused:
        extend(session, world, dossier, 40, wanted=Extension(date(2026, 12, 21), ("many",)))
    assert refused.value.fault is Fault.USED
    assert extending.draft(session, dossier.id, at=hour(60)) is None


def test_not_without_a_reason_a_promise_or_the_dossier(session: Session, world: World, dossier: Dossier) -> None:
    with pytest.raises(ExtensionRefusedError, match="no_reason"):
        extend(session, world, dossier, wanted=Extension(date(2026, 12, 2), (), "  "))
    for role in ("receptionist", "clerk", "case_officer", "department_head"):
        with pytest.raises(NotAllowedError):
            extend(session, world, dossier, role=role)
    with pytest.raises(StaleDossierError):
        extending.extend(
            session, dossier.id, DECEMBER_2, actor=world.actor(session, "leader"), at=hour(25), seen_version=1
        )
    take(session, world, dossier, "case_officer", "hoan_thien", items=(ITEM,), reasons=("Bị mờ",), at=hour(25))
    with pytest.raises(ExtensionRefusedError, match="no_promise"):
        extend(session, world, dossier, role="leader")


def test_whoever_has_the_dossier_proposes_and_the_leader_signs(
    session: Session, world: World, dossier: Dossier
) -> None:
    leader = world.actor(session, "leader")
    with pytest.raises(NotAllowedError):
        propose(session, world, dossier, "clerk")
    with pytest.raises(ExtensionRefusedError, match="not_later"):
        propose(session, world, dossier, wanted=Extension(date(2026, 11, 26), ("many",)))
    draft = propose(session, world, dossier)
    assert (dossier.promised_date, draft.number) == (date(2026, 11, 27), None), "nothing moves before it is signed"
    slip = paper_values.of_paper(session, draft).slip
    assert isinstance(slip, Apology)
    assert (slip.reason, slip.new_date) == (REASON, hour(32, "17:00")), "the leader reads what they sign"
    assert "promise_extended" not in session.scalars(select(Message.kind)).all()
    assert extending.draft(session, dossier.id, at=hour(25, "10:00")) is draft
    assert [one for one, _dossier in extension_proposals.waiting(session, leader)] == [draft]
    assert extension_proposals.waiting(session, world.actor(session, "case_officer")) == []
    assert extension_proposals.proposal_of(session, dossier) == draft.details["proposed"]
    sent = extend(session, world, dossier)
    assert (sent.id, sent.made_by, sent.number) == (draft.id, leader.id, "1/2026")
    assert extension_proposals.waiting(session, leader) == []
    kinds = session.scalars(select(DossierEvent.kind).order_by(DossierEvent.seq)).all()
    assert kinds[-3:] == ["extension_proposed", "clock_moved", "paper_made"]


def propose(
    session: Session, world: World, dossier: Dossier, role: str = "case_officer", wanted: Extension = DECEMBER_2
) -> Paper:
    actor, seen = world.actor(session, role), dossier.lock_version
    return extension_proposals.propose(
        session, dossier.id, wanted, actor=actor, at=hour(25, "08:30"), seen_version=seen
    )


def test_a_leader_sends_the_draft_of_a_late_dossier_as_their_own(
    session: Session, world: World, dossier: Dossier
) -> None:
    draft = extending.draft(session, dossier.id, at=hour(28))
    assert draft is not None
    kinds = session.scalars(select(DossierEvent.kind)).all()
    sent = extend(session, world, dossier, 30)
    assert sent.id == draft.id
    assert (sent.number, sent.made_by) == ("1/2026", world.officers["leader"].id)
    assert sent.details["reason"] == REASON
    more = session.scalars(select(DossierEvent.kind).order_by(DossierEvent.seq)).all()[len(kinds) :]
    assert more == ["clock_moved", "paper_made"]
    assert issuing.drafted_apology(session, dossier) is None


def test_the_draft_goes_with_the_dossier(session: Session, world: World, dossier: Dossier) -> None:
    assert extending.draft(session, dossier.id, at=hour(28)) is not None
    dossier.due_at, dossier.promised_date = hour(30, "17:00"), date(2026, 11, 30)
    again = extending.draft(session, dossier.id, at=hour(33))
    assert again is not None
    assert datetime.fromisoformat(again.details["promised_at"]) == hour(30, "17:00")
    issuing.discard_drafts(session, dossier)
    assert "apology" not in {one.kind for one in issuing.papers_of(session, dossier)}
