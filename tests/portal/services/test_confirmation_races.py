"""Who confirms, who changes and who files at the same instant: what is filed was confirmed as it is filed."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import unit_of_work
from portal.models import Confirmation, Dossier, Draft, Person
from portal.services import confirmations, drafts, web_sessions
from portal.services.confirmation_keys import ConfirmationKeys
from portal.services.confirmation_needs import OWNER, Needed
from tests.conftest import SECRET, Database
from tests.factories import MORNING, as_actor, attach, make_person, make_world, pack_for_others
from tests.portal.services import racing
from tests.portal.services.racing import race

ROUNDS = 8
HERS, HIS = "001190000007", "001190000008"
KEYS = ConfirmationKeys(SECRET)
FILED = {"declared": "1", "delivery": "online"}


class Pair:
    """A son and his mother, each with a browser, and some filings of his for her that she is asked about."""

    def __init__(self, session: Session, pack: Path) -> None:
        world = make_world(session, pack)
        mother, son = make_person(session, HERS, "Trần Thị Mẹ"), make_person(session, HIS, "Nguyễn Văn Con")
        hers = {"kind": "person", "by": "identity", "name": mother.full_name, "number": HERS}
        self.drafts: list[UUID] = []
        self.tokens: list[str] = []
        for _ in range(ROUNDS):
            draft = drafts.start(session, son, world.offer, at=MORNING, represented=hers)
            answers = {"ho_ten": mother.full_name, "so_ban": 3}
            drafts.save_page(session, draft, "nguoi_nop", answers, person=son, at=MORNING)
            attach(session, draft, "giay_to", MORNING)
            need = Needed(OWNER, HERS, mother.full_name)
            row = confirmations.ask(session, draft, need, by=as_actor(son), keys=KEYS, at=MORNING, title="Thử")
            self.drafts.append(draft.id)
            self.tokens.append(KEYS.token(row.salt))
        self.son, self.mother = (
            web_sessions.create(session, at=MORNING, data={}, person_id=one.id, assurance=2)[0] for one in (son, mother)
        )

    def confirm(self, session: Session) -> None:
        """Let her confirm all of them."""
        person = session.scalars(select(Person).where(Person.citizen_id == HERS)).one()
        for token in self.tokens:
            seen = confirmations.by_token(session, token, person=person, at=MORNING).digest or ""
            confirmations.confirm(session, token, person=person, actor=as_actor(person), at=MORNING, seen=seen)


def test_a_change_at_the_instant_of_confirming_is_never_filed(database: Database, tmp_path: Path) -> None:
    with unit_of_work(database.sessions()) as session:
        pair = Pair(session, pack_for_others(tmp_path / "pack"))
    changes = [(f"/nop/{one}/nguoi_nop", {"ho_ten": "Trần Thị Mẹ", "so_ban": "4"}) for one in pair.drafts]
    answers = [(f"/xac-nhan/{one}", {"declared": "1", "_confirm": "1"}) for one in pair.tokens]
    told = race(database.environment(), racing.press, (pair.son, changes), (pair.mother, answers))
    assert {changed for changed, _ in told} == {"302"}
    assert {answered for _, answered in told} <= {"302", "409"}
    filings = [(f"/nop/{one}/kiem-tra", FILED) for one in pair.drafts]
    assert set(race(database.environment(), racing.press, (pair.son, filings))) == {("400",)}
    with unit_of_work(database.sessions()) as session:
        assert session.scalars(select(Dossier.id)).all() == []


def test_of_filing_and_declining_one_comes_first(database: Database, tmp_path: Path) -> None:
    with unit_of_work(database.sessions()) as session:
        pair = Pair(session, pack_for_others(tmp_path / "pack"))
        pair.confirm(session)
    filings = [(f"/nop/{one}/kiem-tra", FILED) for one in pair.drafts]
    declined = [(f"/xac-nhan/{one}", {"_decline": "1"}) for one in pair.tokens]
    told = race(database.environment(), racing.press, (pair.son, filings), (pair.mother, declined))
    assert set(told) <= {("302", "409"), ("400", "302")}
    with unit_of_work(database.sessions()) as session:
        for draft_id, (filed, _) in zip(pair.drafts, told, strict=True):
            state = session.scalars(select(Confirmation.state).where(Confirmation.draft_id == draft_id)).one()
            there = session.get(Dossier, draft_id) is not None
            assert (there, state) == ((True, "confirmed") if filed == "302" else (False, "declined"))
            assert (session.get(Draft, draft_id) is None) == there
