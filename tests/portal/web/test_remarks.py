"""Letters, private notes and labels over HTTP: who reads what, what stays beside the evidence."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.models import DossierEvent, Message
from tests.portal.web.citizen_site import Site
from tests.portal.web.desk_site import codes, link, open_desk, press

DOSSIER = "/can-bo/ho-so/H26.101-20261123-0000001"
MINE = "/ho-so/H26.101-20261123-0000001"
TAB = f"{DOSSIER}?xem=trao-doi"
LABELS = "/can-bo/nhan"


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_desk(server, tmp_path_factory.mktemp("remarks"), dossiers=2) as site:
        yield site


def test_both_sides_write_and_are_told_and_nothing_of_it_is_evidence(site: Site) -> None:
    officer, citizen = site.officer("receptionist"), site.citizen()
    with unit_of_work(site.database.sessions()) as session:
        before = session.scalar(select(func.count()).select_from(DossierEvent))
    press(officer, TAB, f"{DOSSIER}/thu", thu="  Chị cho hỏi\nsố nhà <cũ>  ")
    page = citizen.get(MINE).text
    assert "Chị cho hỏi\nsố nhà &lt;cũ&gt;" in page
    assert "Cán bộ receptionist.h26.101" in page
    assert "Cơ quan nhắn cho bạn" in citizen.get("/thong-bao").text
    assert "đã xem" in officer.get(TAB).text
    assert "Không có tin nhắn nào chưa đọc" in officer.get("/can-bo/tin-nhan").text
    press(citizen, MINE, f"{MINE}/thu", thu="Số 12")
    waiting = site.officer("clerk").get("/can-bo/tin-nhan").text
    assert "Số 12" in waiting
    assert link(waiting, '[^"]+xem=trao-doi') == TAB
    assert "Số 12" in officer.get(TAB).text
    assert "Số 12" not in officer.get("/can-bo/tin-nhan").text
    assert site.citizen("001190000009", "Người Khác").get(MINE).status_code == 404
    with unit_of_work(site.database.sessions()) as session:
        assert session.scalar(select(func.count()).select_from(DossierEvent)) == before
        assert session.scalar(select(func.count()).where(Message.kind == "letter_received")) == 1


def test_an_empty_letter_is_told_and_a_dossier_that_ended_takes_none(site: Site) -> None:
    other = MINE.replace("0000001", "0000002")
    citizen = site.citizen()
    press(citizen, other, f"{other}/thu", thu="  ")
    page = citizen.get(other).text
    assert "gõ nội dung" in page
    with unit_of_work(site.database.sessions()) as session:
        session.execute(text("UPDATE dossiers SET closed_at = now() WHERE code LIKE '%0000002'"))
    assert citizen.again(page, f"{other}/thu", thu="Muộn").status_code == 403
    assert "Nhắn cho cơ quan" not in citizen.get(other).text
    with unit_of_work(site.database.sessions()) as session:
        session.execute(text("UPDATE dossiers SET closed_at = NULL WHERE code LIKE '%0000002'"))


def test_a_note_is_for_officers_and_never_changed(site: Site) -> None:
    press(site.officer("leader"), TAB, f"{DOSSIER}/ghi-chu", **{"ghi-chu": "Gọi lại sau Tết"})
    assert "Gọi lại sau Tết" in site.officer("clerk").get(TAB).text
    assert "Gọi lại sau Tết" not in site.citizen().get(MINE).text
    for change in ("UPDATE dossier_notes SET text = ''", "DELETE FROM dossier_notes"):
        with pytest.raises(DBAPIError), unit_of_work(site.database.sessions()) as session:
            session.execute(text(change))


def test_labels_are_made_by_who_leads_and_narrow_a_list(site: Site) -> None:
    leader, officer = site.officer("leader"), site.officer("receptionist")
    assert officer.get(LABELS).status_code == 403
    agency = site.world.agency.id
    for name in ("Khiếu nại", " ", "Khiếu nại"):
        press(leader, LABELS, LABELS, ten=name, mau="red", **{"co-quan": str(agency)})
    page = leader.get(LABELS).text
    assert page.count("mark--red") == 1
    assert "đã có nhãn" in page
    label = link(officer.get(TAB).text.replace('value="', 'href="'), "[0-9a-f-]{36}")
    press(officer, TAB, f"{DOSSIER}/nhan", nhan=[label, "x", "0" * 32])
    assert "Khiếu nại</strong>" in officer.get(DOSSIER).text
    narrowed = officer.get(f"/can-bo?xem=tat-ca&nhan={label}").text
    assert codes(narrowed) == ["1"]
    assert "Nhãn: Khiếu nại" in narrowed
    assert "Khiếu nại" not in site.citizen().get(MINE).text
    press(leader, LABELS, f"{LABELS}/thoi", nhan=label)
    assert label not in officer.get(TAB).text
    assert codes(officer.get(f"/can-bo?xem=tat-ca&nhan={label}").text) == ["1"]
    press(leader, LABELS, LABELS, ten="Khiếu nại", mau="blue", **{"co-quan": str(agency)})
    press(officer, TAB, f"{DOSSIER}/nhan")
    assert codes(officer.get(f"/can-bo?xem=tat-ca&nhan={label}").text) == []
