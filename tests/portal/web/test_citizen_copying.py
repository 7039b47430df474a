"""An earlier dossier becomes a new draft; a draft is found again from the page of its procedure."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.models import Dossier, Draft, Offer
from portal.services import merging
from tests.factories import ROLES, make_agency, make_officer, make_person, submit
from tests.portal.web.citizen_site import Site, Visitor, open_site
from tests.portal.web.test_citizen_filing import draft_of
from tests.portal.web.test_stale_pages import republish


@pytest.fixture
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("copying")) as opened:
        yield opened


def filed(site: Site, number: str) -> tuple[Visitor, str]:
    with unit_of_work(site.database.sessions()) as session:
        dossier = submit(session, site.world, make_person(session, number), so_ban=7, ly_do="Xin học bổng")
    return site.citizen(number), dossier.code


def test_an_earlier_dossier_is_filed_anew_with_the_same_answers(site: Site) -> None:
    visitor, code = filed(site, "001190000071")
    address = f"/ho-so/{code}"
    page = visitor.again(visitor.get(address).text, f"{address}/nop-lai").location
    assert draft_of(site, page).answers == {"ho_ten": "Nguyễn Thị Thử", "so_ban": 7, "ly_do": "Xin học bổng"}
    shown = visitor.get(page).text
    assert f"Đã chép câu trả lời từ hồ sơ {code}" in shown
    assert 'value="Xin học bổng"' in shown
    draft = page.rsplit("/", 1)[0]
    assert f'href="{draft}"' in visitor.get("/thu-tuc/9.000001").text
    assert f'href="{draft}"' in visitor.get("/thu-tuc/9.000001/nop").text
    assert draft not in site.citizen("001190000072").get("/thu-tuc/9.000001").text
    check = visitor.get(f"{draft}/kiem-tra").text
    assert "Giấy tờ chứng minh" in check
    assert "giay-to.pdf" not in check, "files prove something on their day only"


def test_nobody_copies_the_dossier_of_another(site: Site) -> None:
    visitor, code = filed(site, "001190000073")
    other = site.citizen("001190000074")
    page = visitor.get(f"/ho-so/{code}").text
    assert other.again(other.get("/thu-tuc/9.000001/nop").text, f"/ho-so/{code}/nop-lai").status_code == 404
    with unit_of_work(site.database.sessions()) as session:
        assert session.scalars(select(Draft)).all() == []
    assert visitor.again(page, f"/ho-so/{code}/nop-lai").status_code == 302


def test_a_copy_into_a_new_version_says_what_changed(site: Site) -> None:
    visitor, code = filed(site, "001190000075")
    republish(
        site, ("name: ly_do, type: text, label: {vi: Lý do, en: Reason}", "name: noi_nhan, type: text, label: Nơi nhận")
    )
    changes = visitor.again(visitor.get(f"/ho-so/{code}").text, f"/ho-so/{code}/nop-lai").location
    told = visitor.get(changes).text
    assert "Nơi nhận" in told
    assert "Xin học bổng" in told
    with unit_of_work(site.database.sessions()) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
        session.query(Offer).filter(Offer.agency_id == dossier.agency_id).update({"closed_at": dossier.submitted_at})
    gone = visitor.again(visitor.get(f"/ho-so/{code}").text, f"/ho-so/{code}/nop-lai")
    assert gone.location == "/thu-tuc/9.000001"
    assert "không còn nhận thủ tục này" in visitor.get(gone.location).text


def test_whoever_wants_to_file_at_a_merged_agency_reads_the_name_of_its_successor(site: Site) -> None:
    visitor, code = filed(site, "001190000076")
    begun = visitor.again(visitor.get(f"/ho-so/{code}").text, f"/ho-so/{code}/nop-lai").location
    draft = begun.split("/")[2]
    with unit_of_work(site.database.sessions()) as session:
        new = make_agency(session, "H26.115", "Ủy ban nhân dân phường Mới")
        for role in ROLES:
            make_officer(session, new, role)
        since = site.time[0]
        merging.merge(session, site.world.agency.code, new.code, law="Nghị quyết 12", since=since, at=since)
        merging.begin(session, site.world.agency.id, at=since)
    told = "Cơ quan này đã sáp nhập vào Ủy ban nhân dân phường Mới. Bạn cần nộp hồ sơ mới ở đó."
    gone = visitor.again(visitor.get(f"/ho-so/{code}").text, f"/ho-so/{code}/nop-lai")
    assert told in visitor.get(gone.location).text
    gone = visitor.get(f"/nop/{draft}/kiem-tra")
    assert told in visitor.get(gone.location).text
