"""Once only for blocks: a person and an organisation are known box by box, and may correct what is known."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.db import Role, unit_of_work
from portal.embedded_postgres import Place
from portal.models import AnswerSet, Dossier, Person
from portal.parts import Parts
from portal.registries.sandbox import PEOPLE, SandboxPopulation
from portal.services import evidence_check, web_sessions
from tests.factories import PACKS
from tests.portal.web.citizen_site import Site, Visitor, open_site
from tests.portal.worker import work

PARTS = "parts: [full_name, birth_date, citizen_id, phone, address]"
BLOCKS = f"""\
      - name: nguoi_nop_don
        type: person
        label: {{vi: Người nộp đơn, en: Applicant}}
        {PARTS}
        from: [population, identity]
        correctable: "luat, Điều 10"
        law: luat
      - name: to_chuc
        type: organisation
        label: {{vi: Tổ chức, en: Organisation}}
        required: false
        parts: [name, tax_code, representative]
        from: {{name: identity.full_name, tax_code: identity.tax_code}}
        law: luat
      - {{name: la_to_chuc, type: yes_no, required: false, label: Cho tổ chức, law: luat}}
      - {{name: ma_so, type: tax_code, required: false, label: Mã tổ chức, from: identity.organisation_code, law: luat}}
      - {{name: so_minh, type: citizen_id, when: la_to_chuc, label: Số của mình, from: identity.citizen_id, law: luat}}
      - {{name: so_ban,"""
LAN_ANH = "001195999101"
HOME = "Số 12, phố Đội Cấn"


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("blocks")
    shutil.copytree(PACKS / "register", folder / "pack")
    yaml = folder / "pack" / "procedure.yaml"
    text = yaml.read_text(encoding="utf-8").replace("      - {name: so_ban,", BLOCKS, 1)
    yaml.write_text(text, encoding="utf-8")
    with open_site(server, folder / "data", folder / "pack") as opened:
        # The worker goes by the clock of the machine; the site is ahead of it, so that a slow machine is not late.
        opened.time[0] = datetime.now(UTC) + timedelta(minutes=30)
        yield opened


def begin(site: Site, visitor: Visitor, **typed: str) -> str:
    answer = visitor.send("/thu-tuc/9.000002/nop", offer=str(site.world.offer.id), **typed)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def ask_register(site: Site) -> None:
    parts = Parts(site.database.settings, Role.WORKER)
    parts.__dict__["population"] = SandboxPopulation(PEOPLE, production=False)
    work(site.database.settings, parts)
    parts.close()


def filed(site: Site, visitor: Visitor, page: str, **typed: str) -> AnswerSet:
    answer = visitor.send(page, **typed)
    assert answer.status_code == 302, answer.text
    answer = visitor.send(page.replace("nguoi_nop", "kiem-tra"), declared="1", delivery="online")
    assert answer.status_code == 302, answer.text
    with unit_of_work(site.database.sessions()) as session:
        return session.scalars(select(AnswerSet).where(AnswerSet.dossier_id == page.split("/")[2])).one()


REST = {"so_ban": "1", "dan_toc": "01", "que_quan": "Hà Nội"}


def test_a_person_is_known_box_by_box_and_the_rest_is_asked(site: Site) -> None:
    visitor = site.citizen(LAN_ANH, "Nguyễn Thị Lan Anh")
    page = begin(site, visitor, ask_register="1")
    ask_register(site)
    shown = visitor.get(page).text
    assert HOME in shown
    assert shown.count("Lấy từ Cơ sở dữ liệu quốc gia về dân cư") >= 4
    assert "Lấy từ tài khoản định danh điện tử" in shown, "only the identity knows the telephone"
    assert 'name="to_chuc-name"' in shown, "the identity of a citizen is no organisation's"
    # Nothing is typed into the block, and what is posted over what is known without a reason is no answer.
    refused = visitor.send(page, **REST, **{"nguoi_nop_don-full_name": "Kẻ Gian"})
    assert refused.status_code == 400
    assert 'href="#nguoi_nop_don-full_name"' in refused.text
    answers = filed(site, visitor, page, **REST, **as_told("full_name", "birth_date", "citizen_id", "phone", "address"))
    block = answers.answers["nguoi_nop_don"]
    assert (block["full_name"], block["birth_date"], block["phone"]) == (
        "Nguyễn Thị Lan Anh",
        "1995-03-14",
        "0912345678",
    )
    assert block["address"]["detail"] == HOME
    assert answers.origins["nguoi_nop_don.address"]["source"] == "population"
    assert answers.origins["nguoi_nop_don.phone"] == {"source": "identity"}


def as_told(*boxes: str) -> dict[str, str]:
    return {f"nguoi_nop_don-{box}-as_told": "1" for box in boxes}


def test_a_box_is_corrected_with_a_reason_which_is_evidence_and_shown(site: Site) -> None:
    visitor = site.citizen("001190000091", "Nguyễn Thị Biết")
    page = begin(site, visitor)
    shown = visitor.get(page).text
    assert 'name="nguoi_nop_don-address-detail"' in shown, "what nobody told is asked"
    told = as_told("full_name", "birth_date", "citizen_id")
    home = {
        f"nguoi_nop_don-address-{part}": value
        for part, value in (("province", "01"), ("commune", "00004"), ("detail", "Số 9"))
    }
    typed = {**REST, **told, **home, "nguoi_nop_don-phone": "0987654321"}
    refused = visitor.send(page, **typed)
    assert refused.status_code == 400
    assert "vì sao thông tin này chưa đúng" in refused.text
    typed["nguoi_nop_don-phone-why"] = "Đã đổi số"
    assert visitor.send(page, **typed).status_code == 302
    check = visitor.get(page.replace("nguoi_nop", "kiem-tra")).text
    assert "Số điện thoại: Lấy từ tài khoản định danh điện tử. Người nộp sửa. Nguồn ghi: 0912 345 678" in check
    answers = filed(site, visitor, page, **typed)
    assert answers.answers["nguoi_nop_don"]["phone"] == "0987654321"
    assert answers.answers["nguoi_nop_don"]["address"]["detail"] == "Số 9"
    origin = answers.origins["nguoi_nop_don.phone"]
    assert (origin["said"], origin["why"]) == ("0912345678", "Đã đổi số")
    assert "nguoi_nop_don.address" not in answers.origins
    with unit_of_work(site.database.sessions()) as session:
        assert evidence_check.check(session).broken == ()
        code = session.get_one(Dossier, answers.dossier_id).code
    for reader, address in ((visitor, f"/ho-so/{code}"), (officer(site), f"/can-bo/ho-so/{code}")):
        assert "Lý do: Đã đổi số" in reader.get(address).text


def officer(site: Site) -> Visitor:
    with unit_of_work(site.database.sessions()) as session:
        who = site.world.officers["receptionist"].id
        token, _ = web_sessions.create(session, at=site.time[0], data={}, officer_id=who)
    visitor = site.visitor()
    visitor.client.set_cookie("portal", token)
    return visitor


def test_an_organisation_is_known_from_its_own_identity(site: Site) -> None:
    with unit_of_work(site.database.sessions()) as session:
        company = Person(
            kind="organisation", full_name="Công ty Sao Khuê", tax_code="0100109106", created_at=site.time[0]
        )
        session.add(company)
        session.flush()
        token, _ = web_sessions.create(session, at=site.time[0], data={}, person_id=company.id, assurance=2)
    visitor = site.visitor()
    visitor.client.set_cookie("portal", token)
    page = begin(site, visitor)
    shown = visitor.get(page).text
    assert 'name="to_chuc-name"' not in shown
    assert "Công ty Sao Khuê" in shown
    assert 'name="to_chuc-representative"' in shown
    assert 'name="nguoi_nop_don-full_name"' in shown, "a company is no person"
    person: dict[str, Any] = {
        "nguoi_nop_don-full_name": "Phạm Thị Hồng Nhung",
        "nguoi_nop_don-birth_date-day": "27",
        "nguoi_nop_don-birth_date-month": "6",
        "nguoi_nop_don-birth_date-year": "2001",
        "nguoi_nop_don-citizen_id": "079301999103",
        "nguoi_nop_don-phone": "0900000103",
        "nguoi_nop_don-address-province": "01",
        "nguoi_nop_don-address-commune": "00004",
        "nguoi_nop_don-address-detail": "Số 9",
        "ho_ten": "Phạm Thị Hồng Nhung",
        "to_chuc-name": "Công ty Khác",
        "to_chuc-representative": "Phạm Thị Hồng Nhung",
    }
    answers = filed(site, visitor, page, **REST, **person)
    assert answers.answers["to_chuc"] == {
        "name": "Công ty Sao Khuê",
        "tax_code": "0100109106",
        "representative": "Phạm Thị Hồng Nhung",
    }
    assert answers.origins["to_chuc.tax_code"] == {"source": "identity"}
    assert "nguoi_nop_don.full_name" not in answers.origins


def test_the_start_says_what_is_known_and_surely_asked(site: Site) -> None:
    visitor = site.citizen("001190000093", "Nguyễn Thị Đông")
    with unit_of_work(site.database.sessions()) as session:
        person = session.scalars(select(Person).where(Person.citizen_id == "001190000093")).one()
        person.tax_code = "0100109106"
    start = visitor.get("/thu-tuc/9.000002/nop").text
    assert "bạn không phải khai lại: Họ, chữ đệm, tên" in start or "Người nộp đơn" in start
    assert "Mã tổ chức" not in start, "a person's own tax code is no organisation's"
    assert "Số của mình" not in start, "perhaps it is not asked"
    assert 'name="ma_so"' in visitor.get(begin(site, visitor)).text
