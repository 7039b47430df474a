"""Two people pressing at once never both win: two real processes, many times, on the real database."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from sqlalchemy import func, select

from portal.db import unit_of_work
from portal.models import Dossier, DossierEvent, Paper
from portal.services import evidence_check
from tests.conftest import Database
from tests.factories import make_officer, make_person, make_world, submit
from tests.portal.services.racing import press
from workflows.status import DossierStatus

ROUNDS = 25


def test_two_officers_pressing_at_once_never_both_win(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        world, person = make_world(session), make_person(session)
        second = make_officer(session, world.agency, "receptionist", username="second")
        dossiers = [submit(session, world, person).id for _ in range(ROUNDS)]
    officers = (world.officers["receptionist"].id, second.id)
    context = get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(2, mp_context=context) as pool:
        start = manager.Barrier(2)
        racing = [pool.submit(press, database.environment(), one, dossiers, start) for one in officers]
        first, other = (future.result(timeout=240) for future in racing)
    assert [sorted(pair) for pair in zip(first, other, strict=True)] == [["stale", "won"]] * ROUNDS
    with unit_of_work(database.sessions()) as session:
        assert set(session.scalars(select(Dossier.status))) == {DossierStatus.NOT_ACCEPTED}
        taken = select(func.count()).where(DossierEvent.kind == "action_taken")
        assert session.scalar(taken) == ROUNDS
        numbers = set(session.scalars(select(Paper.number).where(Paper.kind == "refusal")))
        assert numbers == {f"{number}/2026" for number in range(1, ROUNDS + 1)}
        assert evidence_check.check(session).broken == ()
