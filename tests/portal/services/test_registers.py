"""The register of dossiers: read by key, taken out as a sheet and a PDF, logged, and closed to whoever may not."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pypdf
import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.db import Role, unit_of_work
from portal.models import Dossier, RegisterAct
from portal.papers.register_sheets import COLUMNS, FIRST_ROW, write_sheet
from portal.papers.registers import Entry, Head
from portal.parts import Parts
from portal.services import register_exports, registers, upkeep
from portal.services.refusals import NotAllowedError, NotFoundError
from portal.services.register_exports import MOST, PDF, SHEET, TooManyEntriesError
from portal.services.registers import PeriodError, Wanted
from tests.conftest import Database
from tests.factories import MORNING, World, make_agency, make_officer, make_person, make_world, submit
from tests.portal.worker import work

DAY = date(2026, 11, 23)
HOUR = timedelta(hours=1)


def wanted(world: World, **narrower: Any) -> Wanted:
    return Wanted(world.agency.id, **{"since": DAY, "until": DAY, **narrower})


def filed(session: Session, world: World, *ats: datetime) -> list[Dossier]:
    person = make_person(session)
    return [submit(session, world, person, at) for at in ats]


def codes(session: Session, part: Wanted, **options: Any) -> list[str]:
    return [line.entry.code for line in registers.page(session, part, people=True, **options).lines]


@pytest.fixture
def asked(session: Session) -> Iterator[list[str]]:
    said: list[str] = []

    def noting(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", noting)
    yield said
    event.remove(engine, "before_cursor_execute", noting)


def test_a_day_of_the_register_is_a_day_of_vietnam(session: Session) -> None:
    world = make_world(session)
    midnight = datetime(2026, 11, 22, 17, tzinfo=UTC)
    second = timedelta(seconds=1)
    ats = (midnight - second, midnight, midnight + timedelta(days=1) - second, midnight + timedelta(days=1))
    _before, first, last, _after = filed(session, world, *ats)
    assert codes(session, wanted(world)) == [first.code, last.code]


def test_a_register_is_narrowed_and_belongs_to_the_agency_that_receives(session: Session) -> None:
    world = make_world(session)
    (dossier,) = filed(session, world, MORNING)
    for part in ({"sector": dossier.sector}, {"procedure": dossier.procedure_code}, {"status": dossier.status}):
        assert codes(session, wanted(world, **part)) == [dossier.code]
    for part in ({"sector": "khac"}, {"procedure": "0.0"}, {"status": 10}):
        assert codes(session, wanted(world, **part)) == []
    elsewhere = make_agency(session, "H26.102", "Ủy ban nhân dân phường Khác")
    assert codes(session, Wanted(elsewhere.id, DAY, DAY)) == []
    assert [(one.code, one.sector) for one in registers.offered(session, world.agency.id)] == [
        (dossier.procedure_code, dossier.sector)
    ]
    assert registers.offered(session, elsewhere.id) == []


def test_pages_go_on_by_key_also_among_dossiers_of_one_instant_and_each_is_one_statement(
    session: Session, asked: list[str]
) -> None:
    world = make_world(session)
    all_codes = {one.code for one in filed(session, world, *[MORNING] * 5, MORNING + HOUR)}
    seen: list[str] = []
    after: UUID | None = None
    asked.clear()
    for _turn in range(3):
        page = registers.page(session, wanted(world), people=True, after=after, size=2)
        seen += [line.entry.code for line in page.lines]
        after = page.next_key
    assert (after, len(seen), set(seen), len(asked)) == (None, 6, all_codes, 3)
    # A key of nothing, or of another part, leads to nothing, and never back to the beginning.
    assert codes(session, wanted(world), after=uuid4()) == []


@pytest.mark.parametrize(
    ("since", "until"), [(DAY, DAY - timedelta(days=1)), (DAY, DAY + timedelta(days=367)), (date.min, date.max)]
)
def test_a_period_that_no_register_has_is_refused(since: date, until: date) -> None:
    with pytest.raises(PeriodError):
        Wanted(uuid4(), since, until)


def test_who_files_is_not_even_read_for_whoever_may_not_see_it(session: Session, asked: list[str]) -> None:
    world = make_world(session)
    filed(session, world, MORNING)
    asked.clear()
    (line,) = registers.page(session, wanted(world), people=False).lines
    assert (line.entry.applicant, line.entry.address, line.entry.phone) == ("", "", "")
    assert not [word for word in ("people", "applicant_name", "owner_address") if word in asked[0]]
    (line,) = registers.page(session, wanted(world), people=True).lines
    assert (line.entry.applicant, line.entry.phone) == ("Nguyễn Thị Thử", "0912345678")


def test_only_readers_of_this_agency_take_the_register_out(session: Session) -> None:
    world = make_world(session)
    other = make_agency(session, "H26.102", "Ủy ban nhân dân phường Khác")
    make_officer(session, other, "receptionist")
    for role, agency in (("case_officer", world.agency.id), ("receptionist", other.id)):
        with pytest.raises(NotAllowedError):
            register_exports.ask(session, Wanted(agency, DAY, DAY), SHEET, actor=world.actor(session, role), at=MORNING)
    assert session.scalars(select(RegisterAct)).all() == []


def test_more_than_a_file_holds_is_refused_before_anything_is_made(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world(session)
    filed(session, world, MORNING, MORNING)
    monkeypatch.setitem(MOST, PDF, 1)
    clerk = world.actor(session, "clerk")
    with pytest.raises(TooManyEntriesError, match="more than 1 "):
        register_exports.ask(session, wanted(world), PDF, actor=clerk, at=MORNING)
    monkeypatch.setitem(MOST, PDF, 2)
    key = register_exports.ask(session, wanted(world), PDF, actor=clerk, at=MORNING)
    assert register_exports.to_make(session, key) is not None


HOSTILE = (
    '=HYPERLINK("http://example.vn")',
    "+84 912 345 678",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\r=1",
    "{=1}",
    "00123",
    "a\x00b\x1f",
    "x" * 40_000,
)


@pytest.mark.parametrize("words", HOSTILE)
def test_what_people_typed_is_never_more_than_text_in_a_sheet(words: str) -> None:
    entry = Entry(words, words, words, words, words, words, MORNING, None, MORNING + HOUR, words, words)
    target = BytesIO()
    head = Head(words, DAY, DAY, with_people=True, filters=(words,))
    assert write_sheet(target, head, [entry], made_at=MORNING) == 1
    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    row = next(sheet.iter_rows(min_row=FIRST_ROW + 1))
    typed = [row[number] for number in (1, 2, 4, 5, 6, 7, 11, 13)] + [sheet["A1"], sheet["A4"]]
    assert {cell.data_type for cell in typed} == {"s"}
    assert all(cell.hyperlink is None for cell in typed)
    assert {cell.quotePrefix for cell in typed[:8]} == {words.startswith(("=", "+", "-", "@", "\t", "\r"))}
    assert row[8].value == datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - a sheet knows no zones
    assert row[8].is_date
    assert row[9].value is None


def test_an_export_is_made_by_the_worker_fetched_by_whoever_asked_and_logged_for_good(database: Database) -> None:
    make_session = database.sessions()
    with unit_of_work(make_session) as session:
        world = make_world(session)
        dossiers = filed(session, world, MORNING, MORNING + HOUR)
        names = {"receptionist": SHEET, "clerk": SHEET, "leader": PDF}
        keys = {
            role: register_exports.ask(
                session, wanted(world, status=6), kind, actor=world.actor(session, role), at=MORNING + 2 * HOUR
            )
            for role, kind in names.items()
        }
    with closing(Parts(database.settings, Role.WORKER)) as parts:
        work(database.settings, parts)
        later = datetime.now(UTC)
        with unit_of_work(make_session) as session:
            found = {role: _bytes(parts, session, key, world, role, later) for role, key in keys.items()}
    book = openpyxl.load_workbook(BytesIO(found["receptionist"]))
    rows = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert rows[1][0] == "SỔ THEO DÕI HỒ SƠ"
    assert rows[2][0] == "Từ ngày 23/11/2026 đến ngày 23/11/2026"
    assert rows[FIRST_ROW - 1] == tuple(words for words, _width in COLUMNS)
    assert [row[:2] for row in rows[FIRST_ROW:]] == [(1, dossiers[0].code), (2, dossiers[1].code)]
    assert rows[FIRST_ROW][4:7] == ("Nguyễn Thị Thử", None, "0912345678")
    assert "Nguyễn" not in str(list(openpyxl.load_workbook(BytesIO(found["clerk"])).active.iter_rows(values_only=True)))  # type: ignore[union-attr]
    (page,) = pypdf.PdfReader(BytesIO(found["leader"])).pages
    assert page.mediabox.width > page.mediabox.height
    said = " ".join(page.extract_text().split())
    for words in ("Độc lập - Tự do - Hạnh phúc", "SỔ THEO DÕI HỒ SƠ", "Nguyễn Thị Thử", "NGƯỜI XUẤT SỔ"):
        assert words in said
    with unit_of_work(make_session) as session:
        for role in ("leader", "department_head"):
            with pytest.raises(NotFoundError):
                _fetch(session, keys["receptionist"], world, role, later)
        with pytest.raises(NotFoundError):
            _fetch(session, keys["receptionist"], world, "receptionist", later + timedelta(days=2))
        mine = register_exports.recent(session, world.agency.id, actor=world.actor(session, "clerk"), at=later)
        assert [one.export_id for one in mine] == [keys["clerk"]]
        everybody = register_exports.recent(session, world.agency.id, actor=world.actor(session, "leader"), at=later)
        assert [one.made["rows"] if one.made else None for one in everybody] == [2, 2, 2]
        upkeep.sweep(session, later + timedelta(days=2))
        log = session.scalars(select(RegisterAct).order_by(RegisterAct.id)).all()
        assert sorted(one.kind for one in log) == ["asked"] * 3 + ["made"] * 3 + ["opened"] * 3
        told = str([one.detail for one in log])
        assert not [word for word in ("Nguyễn", "0912345678", dossiers[0].code) if word in told]
        with pytest.raises(NotFoundError):
            _fetch(session, keys["clerk"], world, "clerk", later)
    for statement in ("UPDATE register_acts SET officer_id = NULL", "DELETE FROM register_acts"):
        with database.engine(Role.OWNER).connect() as connection, pytest.raises(DBAPIError, match="written once"):
            connection.exec_driver_sql(statement)


def test_a_paper_that_is_longer_than_papers_are_is_given_up_and_says_so(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        world = make_world(session)
        (dossier,) = filed(session, world, MORNING)
        dossier.owner_address = "Ngõ dài " * 300_000
        leader = world.actor(session, "leader")
        register_exports.ask(session, wanted(world), PDF, actor=leader, at=MORNING)
    with closing(Parts(database.settings, Role.WORKER)) as parts:
        work(database.settings, parts)
    with unit_of_work(database.sessions()) as session:
        (told,) = register_exports.recent(session, world.agency.id, actor=leader, at=MORNING)
        assert (told.failed, told.made, told.size) == (True, None, None)
        assert register_exports.to_make(session, told.export_id) is None
        assert set(
            session.scalars(text("SELECT status::text FROM procrastinate_jobs WHERE task_name = 'make_register'"))
        ) == {"succeeded"}


def test_a_role_that_ended_fetches_nothing_any_more(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        world = make_world(session)
        receptionist = world.actor(session, "receptionist")
        key = register_exports.ask(session, wanted(world), SHEET, actor=receptionist, at=MORNING)
        register_exports.keep(session, key, sha256="0" * 64, size=1, rows=0, at=MORNING)
        register_exports.keep(session, key, sha256="1" * 64, size=2, rows=0, at=MORNING + HOUR)
        file, kind = _fetch(session, key, world, "receptionist", MORNING)
        assert (file.sha256, kind) == ("0" * 64, SHEET)
    with database.engine(Role.OWNER).begin() as connection:
        connection.exec_driver_sql("UPDATE shared.appointments SET role = 'clerk' WHERE role = 'receptionist'")
    with unit_of_work(database.sessions()) as session, pytest.raises(NotFoundError):
        _fetch(session, key, world, "receptionist", MORNING + HOUR)


def _fetch(session: Session, key: UUID, world: World, role: str, at: datetime) -> Any:
    return register_exports.fetch(session, key, actor=world.actor(session, role), at=at)


def _bytes(parts: Parts, session: Session, key: UUID, world: World, role: str, at: datetime) -> bytes:
    file, _kind = _fetch(session, key, world, role, at)
    with parts.storage.open(file.sha256) as stream:
        return stream.read()
