"""Records: read, changed and written like objects, and whoever holds the object of the same row sees the same."""

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from portal.inserting import add_new, new_rows, take_back
from portal.models import Agency, Person
from portal.prepared import PreparedEntity, firsts, member_of
from tests.statements import noted

NAME = "Nguyễn Thị Thử"
AT = datetime.fromisoformat("2026-11-22T08:00:00+07:00")
BY_ID = PreparedEntity(Agency, select(Agency).where(Agency.id == bindparam("id")).with_for_update())


@pytest.fixture
def key(session: Session) -> UUID:
    made = Agency(id=uuid4(), code="H01", name="Cũ", abbr="UBND", tier="commune", place="Bắc Ninh", created_at=AT)
    session.add(made)
    session.flush()
    session.expunge_all()
    return made.id


def read(session: Session, key: UUID) -> Agency:
    (row,) = firsts(session, (BY_ID, {"id": key}))
    found = BY_ID.record_of(session, row)
    assert found is not None
    return found


def stored(session: Session, key: UUID) -> tuple[str, str | None]:
    found = session.execute(text("SELECT name, phone FROM shared.agencies WHERE id = :id"), {"id": key})
    name, phone = found.one()
    return name, phone


def test_only_what_changed_is_written_and_once(session: Session, key: UUID) -> None:
    one = read(session, key)
    session.execute(text("UPDATE shared.agencies SET phone = '0222'"))
    with new_rows(session, one):
        one.name = "Mới"
    assert stored(session, key) == ("Mới", "0222"), "what others wrote in other columns stays"
    with noted() as said:
        with new_rows(session, one):
            one.name = "Mới"
        session.flush()
    assert not said, "it was written already"


def test_whoever_holds_the_object_sees_what_was_read_and_written(session: Session, key: UUID) -> None:
    held = session.get_one(Agency, key)
    session.execute(text("UPDATE shared.agencies SET phone = '0222'"))
    one = read(session, key)
    assert held.phone == "0222"
    with new_rows(session, one):
        one.name = "Mới"
    assert held.name == "Mới"
    assert not session.dirty, "it is written already"
    assert member_of(session, one) is held


def test_after_a_savepoint_that_was_rolled_back_the_object_is_read_anew(session: Session, key: UUID) -> None:
    held = session.get_one(Agency, key)
    with pytest.raises(RuntimeError, match="given up"), session.begin_nested():
        one = read(session, key)
        with new_rows(session, one):
            one.name = "Mới"
        session.flush()
        raise RuntimeError("given up")
    assert held.name == "Cũ"


def test_a_new_row_has_its_defaults_and_becomes_an_object(session: Session) -> None:
    with new_rows(session):
        new = add_new(session, Person, kind="citizen", full_name=NAME, citizen_id="001190000001", created_at=AT)
        assert isinstance(new.id, UUID)
        assert new.language == "vi"
        assert new.phone is None, "nobody said any"
        with pytest.raises(AttributeError, match="Person has no colour"):
            _ = new.colour  # type: ignore[attr-defined]
    person = take_back(session, new)
    assert person in session
    with noted() as said:
        assert (person.id, person.full_name, person.phone) == (new.id, NAME, None)
    assert not said, "nothing of it is read once more"
    person.phone = "0912345678"
    assert session.execute(select(Person.full_name, Person.phone)).one() == (NAME, "0912345678")
