"""The lists of the desk and its search: their order, their pages, what narrows them, and how much they ask."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Dossier, SearchWord, Task
from portal.services import desk, searching, ways
from portal.services.actors import Actor
from portal.services.desk import Count
from portal.services.wanted import Due, View, Wanted
from tests.conftest import Database
from tests.factories import MORNING, World, make_agency, make_officer, make_person, make_world, submit

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class Full:
    """A desk with dossiers, each as it is to be found."""

    session: Session
    world: World
    actor: Actor

    def codes(self, wanted: Wanted, **options: Any) -> list[str]:
        """The last digits of the codes of a page."""
        return [one.code[-1] for one in desk.rows(self.session, self.actor, wanted, at=MORNING, **options).rows]


def task_of(session: Session, dossier: Dossier) -> Task:
    return session.scalars(select(Task).where(Task.dossier_id == dossier.id)).one()


def due(session: Session, dossier: Dossier, at: datetime | None, **more: Any) -> Task:
    """Give a dossier a legal limit, as acceptance would, and its task what else is said."""
    task = task_of(session, dossier)
    dossier.due_at = task.due_at = at
    for name, value in more.items():
        setattr(task, name, value)
    return task


@pytest.fixture
def full(session: Session) -> Full:
    """Five dossiers: without a date, late, soon, far, and one that somebody holds; 6 is another agency's."""
    world = make_world(session)
    person = make_person(session)
    made = [submit(session, world, person, MORNING - 9 * DAY + turn * HOUR) for turn in range(5)]
    second = make_officer(session, world.agency, "receptionist", username="second")
    limits = [None, MORNING - DAY, MORNING + HOUR, MORNING + 9 * DAY, MORNING + 2 * DAY]
    for dossier, limit in zip(made, limits, strict=True):
        due(session, dossier, limit)
    task_of(session, made[4]).officer_id = second.id
    task_of(session, made[3]).sector = made[3].sector = "dat-dai"
    world.extra["second"] = second
    session.flush()
    return Full(session, world, world.actor(session, "receptionist"))


LISTS = [
    (Wanted(View.ALL), "23541"),
    (Wanted(View.ROLE), "2341"),
    (Wanted(View.MINE), ""),
    (Wanted(View.SOON), "3"),
    (Wanted(View.OVERDUE), "2"),
    (Wanted(View.ALL, due=Due.NONE), "1"),
    (Wanted(View.ALL, due=Due.OVERDUE), "2"),
    (Wanted(View.ALL, role="receptionist"), "23541"),
    (Wanted(View.ALL, role="leader"), ""),
    (Wanted(View.ALL, sector="dat-dai"), "4"),
    (Wanted(View.ROLE, sector="dat-dai"), "4"),
    (Wanted(View.ALL, status=6), "23541"),
    (Wanted(View.ALL, status=4), ""),
    (Wanted(View.ALL, procedure="9.000001", step="tiep_nhan"), "23541"),
    (Wanted(View.ALL, procedure="9.000001", step="ky"), ""),
]


def test_each_list_holds_what_it_says_what_is_due_first_first(full: Full) -> None:
    for wanted, codes in LISTS:
        assert full.codes(wanted) == list(codes), wanted
        assert Wanted.from_data(wanted.as_data()) == wanted
    counted = desk.counts(full.session, full.actor, [wanted for wanted, _codes in LISTS], at=MORNING)
    assert counted == [Count(len(codes)) for _wanted, codes in LISTS]


def test_a_person_and_an_agency_narrow_too(full: Full) -> None:
    assert full.codes(Wanted(View.ALL, officer_id=full.world.extra["second"].id)) == ["5"]
    elsewhere = make_agency(full.session, "H26.102")
    assert full.codes(Wanted(View.ALL, agency_id=elsewhere.id)) == []
    assert full.codes(Wanted(View.ALL, agency_id=full.world.agency.id)) == list("23541")


def test_pages_follow_each_other_and_lose_nothing(full: Full) -> None:
    for wanted in (Wanted(View.ALL), Wanted(View.ROLE), Wanted(View.ALL, status=6)):
        seen: list[str] = []
        page = desk.rows(full.session, full.actor, wanted, at=MORNING, size=2)
        while page.next_key:
            seen += [one.code[-1] for one in page.rows]
            page = desk.rows(full.session, full.actor, wanted, at=MORNING, after=page.next_key, size=2)
        assert seen + [one.code[-1] for one in page.rows] == full.codes(wanted)


def test_a_page_that_looked_far_enough_goes_on_from_there(full: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = ways.Ways.nearest
    monkeypatch.setattr(looked, "__defaults__", (2,))
    monkeypatch.setattr(ways.Ways.looked_to, "__defaults__", (2,))
    wanted = Wanted(View.ALL, role="receptionist", sector="dat-dai")
    assert first_page(full, wanted) == (["4"], False), "an empty stretch is no page"
    monkeypatch.setattr(desk, "FURTHER", 0)
    assert first_page(full, wanted) == ([], True), "it is not looked for without end"
    first = desk.rows(full.session, full.actor, wanted, at=MORNING)
    rest = desk.rows(full.session, full.actor, wanted, at=MORNING, after=first.next_key)
    assert [one.code[-1] for one in rest.rows] == ["4"]


def first_page(full: Full, wanted: Wanted) -> tuple[list[str], bool]:
    page = desk.rows(full.session, full.actor, wanted, at=MORNING)
    return [one.code[-1] for one in page.rows], page.next_key is not None


def test_counting_stops_and_says_so(full: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "MOST", 2)
    monkeypatch.setattr(desk, "COUNTED_THROUGH", 3)
    lists = [Wanted(View.ALL), Wanted(View.ALL, sector="dat-dai", status=6), Wanted(View.ALL, status=4)]
    assert desk.counts(full.session, full.actor, lists, at=MORNING) == [Count(3), Count(1), Count(0, more=True)]


def found(full: Full, typed: str) -> list[str]:
    return sorted(one.code[-1] for one in searching.find(full.session, full.actor, typed).dossiers)


def test_a_dossier_is_found_by_code_names_and_numbers_with_or_without_signs(full: Full) -> None:
    other = make_person(full.session, "001190000002", "Trần Thị Hòa")
    other.phone = "0987654321"
    late = submit(full.session, full.world, other, MORNING)
    for typed in (
        "trần thị hòa",
        "TRAN THI HOA",
        "Hoà",
        "hoa tran",
        "tra ho",
        "001190000002",
        "001 190 000 002",
        "0987654321",
        "0987.654.321",
        "+84 987 654 321",
        late.code,
        late.code.lower(),
        "0000001",
    ):
        assert late.code[-1] in found(full, typed), typed
    assert found(full, "hoa") == ["1"]
    assert found(full, "hoa nguyen") == found(full, "khong co ai") == found(full, "  ") == found(full, "%") == []


def test_a_search_stays_within_the_agencies_of_the_officer(full: Full) -> None:
    stranger = make_officer(full.session, make_agency(full.session, "H26.102"), "receptionist")
    actor = Actor(
        full.actor.kind, stranger.id, "", roles={make_agency(full.session, "H26.102").id: frozenset({"leader"})}
    )
    assert len(searching.find(full.session, full.actor, "thu").dossiers) == 5
    assert searching.find(full.session, actor, "thu").dossiers == ()
    assert searching.find(full.session, Actor(full.actor.kind, stranger.id, ""), "thu").dossiers == ()


@pytest.mark.parametrize("looked_through", [2_000, 2])
def test_a_long_answer_comes_page_by_page_the_newest_first(
    full: Full, monkeypatch: pytest.MonkeyPatch, looked_through: int
) -> None:
    monkeypatch.setattr(searching, "PAGE", 2)
    monkeypatch.setattr(searching, "RARE", 2)
    monkeypatch.setattr(searching, "LOOKED_THROUGH", looked_through)
    seen: list[str] = []
    page = searching.find(full.session, full.actor, "nguyen thi thu")
    while page.next_key:
        seen += [one.code[-1] for one in page.dossiers]
        page = searching.find(full.session, full.actor, "nguyen thi thu", after=page.next_key)
    assert seen + [one.code[-1] for one in page.dossiers] == list("54321")


def test_the_words_of_a_filing_are_written_with_it(database: Database) -> None:
    with database.sessions()() as session, session.begin():
        world = make_world(session)
        dossier = submit(session, world, make_person(session))
    with database.sessions()() as session:
        words = set(session.scalars(select(SearchWord.word).where(SearchWord.dossier_id == dossier.id)))
    assert words == {dossier.code.lower(), "0000001", "nguyen", "thi", "thu", "001190000001", "0912345678"}
