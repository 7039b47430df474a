"""What an act asks of the database: few statements, and no more after a long way."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Dossier, DossierEvent, GivenReason, Task
from portal.services import evidence_check
from portal.services.definitions import procedure_of
from portal.services.tasks import derived_status
from tests.factories import World, make_person, make_world, submit
from tests.portal.services.test_life import accept, pay, take
from tests.statements import noted

MOST = 10
"""Those of ``take`` in this test among them; sending back gives a reason and opens one task."""


def test_sending_back_asks_few_statements_however_often(session: Session) -> None:
    world = make_world(session)
    dossier = submit(session, world, make_person(session))
    pay(session, dossier)
    accept(session, world, dossier)
    counts = []
    for _ in range(3):
        take(session, world, dossier, "case_officer", "trinh", form={"so_trong_so": "1"})
        counts.append(_counted(session, world, dossier))
    assert max(counts) <= MOST, counts
    assert counts[0] == counts[-1], "a long way costs no more"
    assert not evidence_check.check(session).broken
    (task,) = session.scalars(select(Task).where(Task.dossier_id == dossier.id, Task.closed_at.is_(None)))
    assert task.step == "tham_dinh"
    assert dossier.status == derived_status(session, dossier, procedure_of(session, dossier.version_id))
    assert len(session.scalars(select(GivenReason).where(GivenReason.dossier_id == dossier.id)).all()) == len(counts)
    events = session.scalars(select(DossierEvent.seq).where(DossierEvent.dossier_id == dossier.id)).all()
    assert sorted(events) == list(range(1, dossier.event_count + 1))


def _counted(session: Session, world: World, dossier: Dossier) -> int:
    with noted() as said:
        take(session, world, dossier, "leader", "tra_lai", reasons=("Xem lại",))
        session.flush()
    return len(said)
