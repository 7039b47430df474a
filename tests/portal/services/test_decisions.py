"""A council decides over many dossiers without a meeting; an officer asks others of their own accord."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.models import CollectiveDecision, DeadlineEntry, Dossier, Person
from portal.papers.opinions import Minutes
from portal.services import decisions, minutes, opinion_counting, opinion_further, opinion_lists, withdrawing
from portal.services.decisions import Agenda, DecisionRefusedError
from portal.services.definitions import procedure_of
from portal.services.opinion_further import Further, FurtherRefusedError
from portal.services.opinion_giving import Reply
from portal.services.pressing import Pressed
from portal.services.refusals import ActionNotAllowedError, NotAllowedError, NotFoundError, StaleDossierError
from portal.services.tasks import open_tasks
from portal.storage.base import Storage
from portal.storage.folder import FolderStorage
from tests.factories import MORNING, as_actor, make_agency, make_officer
from tests.portal.services.asking_house import House, asked, in_progress, make_house, round_of, say, slips_of
from tests.portal.services.november import hour
from tests.portal.services.test_life import take
from tests.portal.services.test_opinions import step_of, told

UNTIL = date(2026, 11, 26)


@pytest.fixture
def house(session: Session) -> House:
    return make_house(session)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return FolderStorage(tmp_path)


def before_the_council(session: Session, house: House, number: int) -> Dossier:
    dossier = in_progress(session, house, number)
    take(session, house, dossier, "case_officer", "xet")
    return dossier


def test_one_agenda_many_votes_and_each_dossier_goes_its_own_way(
    session: Session, house: House, storage: Storage
) -> None:
    first, second, third = (before_the_council(session, house, number) for number in (1, 2, 3))
    keeper = house.actor(session, "case_officer")
    waiting = decisions.waiting(session, keeper)
    assert [dossier.code for _, dossier in waiting] == [first.code, second.code, third.code]
    assert decisions.waiting(session, house.actor(session, "clerk")) == []
    keys = [task.id for task, _ in waiting[:2]]
    decision = decisions.open_agenda(session, Agenda("Xét hai hồ sơ", keys, UNTIL), actor=keeper, at=MORNING)
    assert [dossier.id for _, dossier in decisions.waiting(session, keeper)] == [third.id]
    assert [waits for _, waits in decisions.recent(session, house.speaks(session, house.members[0]))] == [2]
    with pytest.raises(StaleDossierError), session.begin_nested():
        decisions.open_agenda(session, Agenda("Lần nữa", keys, UNTIL), actor=keeper, at=MORNING)
    ways = {first.id: ("dong_y", "dong_y", "khong_dong_y"), second.id: ("dong_y", "khong_dong_y", None)}
    for index, member in enumerate(house.members):
        replies = {
            slip.id: Reply(ways[item.dossier.id][index] or "", "Đã xem")
            for item in decisions.agenda_of(session, decision)
            for slip in item.slips
            if slip.officer_id == member.id and ways[item.dossier.id][index]
        }
        speaker = house.speaks(session, member)
        done = decisions.vote(session, decision, replies, storage=storage, actor=speaker, at=hour(25, "09:00"))
        assert done == len(replies)
        # Whoever presses again has voted already.
        assert decisions.vote(session, decision, replies, storage=storage, actor=speaker, at=hour(25)) == 0
    # The worker counts each dossier by itself; the second has to wait for its third member.
    assert opinion_counting.settle(session, round_of(session, first).id, at=hour(25, "09:05"))
    assert opinion_counting.settle(session, round_of(session, second).id, at=hour(25, "09:05")) is False
    assert (step_of(session, first), step_of(session, second), decision.closed_at) == ("ky", "hoi_dong_xet", None)
    assert minutes.drawing(session, decision.id) is None
    assert opinion_counting.settle(session, round_of(session, second).id, at=hour(27))
    assert (step_of(session, second), decision.closed_at) == ("tham_dinh", hour(27))
    assert [one["answer"] for one in told(session, first, "opinion_given")] == ["dong_y", "dong_y", "khong_dong_y"]
    jobs = session.execute(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'draw_minutes'"))
    assert jobs.scalar_one() == 1


def test_the_minutes_tell_every_vote_and_are_kept_once(session: Session, house: House, storage: Storage) -> None:
    dossier = before_the_council(session, house, 1)
    keeper = house.actor(session, "case_officer")
    keys = [task.id for task, _ in decisions.waiting(session, keeper)]
    decision = decisions.open_agenda(session, Agenda("Xét một hồ sơ", keys, UNTIL), actor=keeper, at=MORNING)
    mine = slips_of(session, dossier)[0]
    member = house.speaks(session, house.members[0])
    say(session, storage, mine.id, member, "dong_y", words="Đủ điều kiện")
    opinion_counting.settle(session, round_of(session, dossier).id, at=hour(27))
    drawing = minutes.drawing(session, decision.id)
    assert drawing is not None
    paper = drawing.paper
    assert (paper.result.number, paper.result.title) == ("1/BB-UBND", "Biên bản")
    assert isinstance(paper.slip, Minutes)
    (voted,) = paper.slip.agenda
    assert voted.votes == ("Đồng ý: 1 (1)", "Không đồng ý: 0", "Ý kiến khác: 0", "Không biểu quyết: 2 (2, 3)")
    assert voted.outcome == "Không thông qua"
    assert paper.slip.remarks == (f"{dossier.code}, {member.name}: Đủ điều kiện",)
    for digest in ("a" * 64, "b" * 64):
        minutes.keep(session, decision.id, Pressed(digest, 5), [drawing.officer.signed("personal", MORNING)])
    assert (decision.minutes_sha256, minutes.drawing(session, decision.id)) == ("a" * 64, None)


def test_a_dossier_that_is_withdrawn_does_not_keep_an_agenda_open(session: Session, house: House) -> None:
    dossier = before_the_council(session, house, 1)
    keeper = house.actor(session, "case_officer")
    keys = [task.id for task, _ in decisions.waiting(session, keeper)]
    decision = decisions.open_agenda(session, Agenda("Xét", keys, UNTIL), actor=keeper, at=MORNING)
    applicant = as_actor(session.get_one(Person, dossier.applicant_id))
    withdrawing.withdraw(session, dossier, actor=applicant, at=hour(25), reason=None)
    assert decision.closed_at == hour(25)
    drawing = minutes.drawing(session, decision.id)
    assert drawing is not None
    assert isinstance(drawing.paper.slip, Minutes)
    assert [one.outcome for one in drawing.paper.slip.agenda] == ["Đã rút"]


def test_an_agenda_is_not_made_of_just_anything(session: Session, house: House) -> None:
    before_the_council(session, house, 1)
    elsewhere = in_progress(session, house, 2)
    keeper = house.actor(session, "case_officer")
    (task, _) = decisions.waiting(session, keeper)[0]
    other = open_tasks(session, elsewhere.id)[0]
    for wanted, error in (
        (Agenda("Xét", [], UNTIL), DecisionRefusedError),
        (Agenda(" ", [task.id], UNTIL), DecisionRefusedError),
        (Agenda("Xét", [task.id], date(2026, 11, 23)), DecisionRefusedError),
        (Agenda("Xét", [task.id], date(2026, 11, 29)), DecisionRefusedError),
        (Agenda("Xét", [uuid4()], UNTIL), NotFoundError),
        (Agenda("Xét", [task.id, other.id], UNTIL), StaleDossierError),
    ):
        with pytest.raises(error), session.begin_nested():
            decisions.open_agenda(session, wanted, actor=keeper, at=MORNING)
    with pytest.raises(NotAllowedError), session.begin_nested():
        decisions.open_agenda(session, Agenda("Xét", [task.id], UNTIL), actor=house.actor(session, "clerk"), at=MORNING)
    stranger = make_officer(session, make_agency(session, "H30", "Nơi khác"), "leader")
    decision = decisions.open_agenda(session, Agenda("Xét", [task.id], UNTIL), actor=keeper, at=MORNING)
    assert isinstance(decision, CollectiveDecision)
    with pytest.raises(NotFoundError):
        decisions.visible(session, decision.id, house.speaks(session, stranger))


def test_an_officer_asks_others_of_their_own_accord(session: Session, house: House, storage: Storage) -> None:
    assert house.police is not None
    house.police.parent_id = house.agency.id
    session.flush()
    dossier = in_progress(session, house)
    task = open_tasks(session, dossier.id)[0]
    officer = house.actor(session, "case_officer")
    with pytest.raises(ActionNotAllowedError) as unasked, session.begin_nested():
        take(session, house, dossier, "case_officer", "cho")
    assert unasked.value.missing == ("opinions_asked",)
    further = Further([house.police.id], ["clerk"], "Nhà này có lối thoát hiểm không?", ["form"], UNTIL)
    seen = dossier.lock_version
    row = opinion_further.ask(session, dossier.id, task.id, further, actor=officer, at=MORNING, seen_version=seen)
    # The clock runs on, and the ledger says so.
    kinds = session.execute(select(DeadlineEntry.kind, DeadlineEntry.reason).order_by(DeadlineEntry.number)).all()
    assert [tuple(one) for one in kinds] == [("start", "accepted"), ("run", "opinions")]
    assert (row.own_accord, dossier.promised_date) == (True, date(2026, 11, 27))
    with pytest.raises(ActionNotAllowedError), session.begin_nested():
        take(session, house, dossier, "case_officer", "cho")
    assert house.chief is not None
    chief = house.speaks(session, house.chief)
    page = opinion_lists.waiting(session, chief)
    assert [(one.code, one.question) for one in page.rows] == [(dossier.code, further.question)]
    assert len(session.scalars(opinion_lists.awaited(chief)).all()) == 1
    say(session, storage, page.rows[0].slip_id, chief)
    assert session.scalars(opinion_lists.awaited(chief)).all() == []
    assert len(opinion_lists.given(session, chief).rows) == 1
    clerk = slips_of(session, dossier)[1]
    say(session, storage, clerk.id, house.actor(session, "clerk"), "y_kien_khac")
    row = round_of(session, dossier)
    assert (row.outcome, step_of(session, dossier)) == ("heard", "tham_dinh")
    take(session, house, dossier, "case_officer", "cho")
    assert step_of(session, dossier) == "ky"


def test_of_ones_own_accord_only_where_the_pack_lets(session: Session, house: House) -> None:
    dossier = in_progress(session, house)
    task, officer = open_tasks(session, dossier.id)[0], house.actor(session, "case_officer")
    good = Further([], ["clerk"], "Ý kiến?", [], UNTIL)
    for further, error in (
        (Further([], [], "Ý kiến?", [], UNTIL), FurtherRefusedError),
        (Further([], ["clerk"], " ", [], UNTIL), FurtherRefusedError),
        (Further([], ["clerk"], "Ý kiến?", ["khac"], UNTIL), FurtherRefusedError),
        (Further([], ["clerk"], "Ý kiến?", [], date(2026, 11, 22)), FurtherRefusedError),
        (Further([uuid4()], [], "Ý kiến?", [], UNTIL), NotFoundError),
        (Further([], ["case_officer"], "Ý kiến?", [], UNTIL), NotFoundError),
    ):
        with pytest.raises(error), session.begin_nested():
            opinion_further.ask(
                session, dossier.id, task.id, further, actor=officer, at=MORNING, seen_version=dossier.lock_version
            )
    for actor, seen, refusal in (
        (house.actor(session, "clerk"), dossier.lock_version, NotAllowedError),
        (officer, dossier.lock_version - 1, StaleDossierError),
    ):
        with pytest.raises(refusal), session.begin_nested():
            opinion_further.ask(session, dossier.id, task.id, good, actor=actor, at=MORNING, seen_version=seen)
    take(session, house, dossier, "case_officer", "trinh")
    signing = open_tasks(session, dossier.id)[0]
    with pytest.raises(ActionNotAllowedError), session.begin_nested():
        opinion_further.ask(
            session, dossier.id, signing.id, good, actor=house.actor(session, "leader"), at=MORNING,
            seen_version=dossier.lock_version,
        )  # fmt: skip


def test_a_list_of_slips_goes_on_where_its_page_ended(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opinion_lists, "PAGE", 2)
    dossiers = [asked(session, house, number, MORNING + timedelta(minutes=number)) for number in (1, 2, 3)]
    assert house.chief is not None
    chief = house.speaks(session, house.chief)
    page = opinion_lists.waiting(session, chief)
    rest = opinion_lists.waiting(session, chief, page.next_key)
    assert [one.code for one in (*page.rows, *rest.rows)] == [one.code for one in dossiers]
    assert rest.next_key is None
    assert procedure_of(session, dossiers[0].version_id).workflow.asks
