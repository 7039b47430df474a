"""The clock of the machine is set back by two hours: no event lies before the last one of its dossier."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.models import Agency, DossierEvent, EventPayload, Task
from portal.services import assigning, deadlines, evidence_check, transferring, undoing
from portal.services.definitions import procedure_of
from portal.services.handed_over import handings_of
from portal.services.transferring import Transfer
from tests.factories import ROLES, make_agency, make_officer, make_person, make_world, submit
from tests.portal.services.november import ITEM, hour
from tests.portal.services.test_delegations import open_task
from tests.portal.services.test_life import accept, take

SET_BACK = timedelta(hours=2)


def test_what_is_done_meanwhile_lies_after_what_was_done_before(session: Session) -> None:
    world = make_world(session)
    dossier = submit(session, world, make_person(session))
    session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
    session.expire_all()
    accept(session, world, dossier)
    procedure, promised, before = procedure_of(session, dossier.version_id), dossier.promised_date, hour(24, "14:00")
    take(session, world, dossier, "case_officer", "trinh", at=before)
    now = before - SET_BACK
    take(session, world, dossier, "leader", "tra_lai", reasons=("Thiếu số",), at=now)
    assert undoing.undoable(session, dossier, procedure, world.actor(session, "leader"), now) is None
    officer = world.actor(session, "case_officer")
    assigning.claim(session, dossier, open_task(session, dossier), actor=officer, at=now + timedelta(seconds=1))
    assert dossier.promised_date == promised
    elsewhere: Agency = make_agency(session, "H26.102", "Ủy ban nhân dân phường Khác")
    for role in ROLES:
        make_officer(session, elsewhere, role)
    wanted, head = Transfer(elsewhere.id, "Khác địa bàn", "Quyết định 1"), world.actor(session, "department_head")
    seen = dossier.lock_version
    transferring.transfer(session, dossier.id, wanted, actor=head, at=now + timedelta(seconds=2), seen_version=seen)
    assert dossier.promised_date == promised
    query = select(DossierEvent, EventPayload.payload).join(EventPayload, EventPayload.event_id == DossierEvent.id)
    rows = session.execute(query.where(DossierEvent.dossier_id == dossier.id).order_by(DossierEvent.seq)).all()
    instants = [event.at for event, _payload in rows]
    assert instants == sorted(instants)
    said = [json.loads(payload or b"{}") for _event, payload in rows]
    behind = [one["clock_behind_seconds"] for one in said if "clock_behind_seconds" in one]
    assert behind == [7200, 7199, 7198]
    assert evidence_check.check(session).broken == ()
    assert [one.step for one in handings_of(session, dossier, procedure)] == [
        "tiep_nhan",
        "tham_dinh",
        "ky",
        "tham_dinh",
        "tham_dinh",
    ]
    opened = session.scalars(select(Task.opened_at).where(Task.dossier_id == dossier.id)).all()
    assert all(one <= dossier.head_at for one in opened if dossier.head_at)
    # The clock is right again: everything is as it would be without.
    world.officers["case_officer"] = make_officer(session, elsewhere, "case_officer", username="khac")
    take(session, world, dossier, "case_officer", "hoan_thien", at=hour(25), items=(ITEM,), reasons=("Mờ",))
    assert [one.at for one in deadlines.entries(session, dossier)][-1] == hour(25)
    assert dossier.head_at == hour(25)
    assert evidence_check.check(session).broken == ()
