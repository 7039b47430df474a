"""Whose hands a dossier is in, on the desk: standing in, taking back, sending elsewhere, opening again."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import text, update
from werkzeug.test import TestResponse

from portal.db import unit_of_work
from portal.models import Agency, Appointment, Dossier, Task
from portal.services import checks, staffing
from tests.conftest import Database
from tests.factories import ROLES, make_agency, make_officer, make_person, make_world, submit
from tests.portal.services.november import hour
from tests.portal.services.test_branches import PACK, open_now, press
from tests.portal.web.test_officer_deadlines import House


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    house = House(database)
    house.time = hour(25, "09:00")
    yield house
    house.parts.close()


def post(house: House, role: str, url: str, **typed: str) -> TestResponse:
    """Press a button of a page that asks for nothing but its token."""
    client = house.client(role)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/can-bo/tai-khoan").text)
    assert token is not None
    return client.post(url, data={"csrf_token": token[1], **typed}, headers={"Sec-Fetch-Site": "same-origin"})


def day(name: str, number: int) -> dict[str, str]:
    return {f"{name}-day": str(number), f"{name}-month": "11", f"{name}-year": "2026"}


def test_an_officer_has_somebody_stand_in_and_everybody_can_see_it(house: House) -> None:
    officer, clerk, url = house.client("case_officer"), house.client("clerk"), "/can-bo/lam-thay"
    with unit_of_work(house.database.sessions()) as session:
        absent, delegate = house.world.officers["case_officer"], house.world.officers["clerk"]
        agency = session.get_one(Agency, house.world.agency.id)
        session.execute(update(Task).values(officer_id=absent.id))
        lent = f"{agency.id}:case_officer:{absent.id}"
    missing = house.send(officer, url, lent=lent)
    assert missing.status_code == 400
    for words in ("chọn người làm thay", "có thật", "ghi lý do", "ghi căn cứ"):
        assert words in missing.text
    typed = {"lent": lent, "delegate": str(delegate.id), "reason": "Nghỉ phép", "legal_basis": "Giấy 05/GUQ"}
    past = house.send(officer, url, **typed, **day("from", 24), **day("to", 26))
    assert "không được trước hôm nay" in past.text
    assert "Giấy 05/GUQ" in past.text
    assert house.send(clerk, url, **typed, **day("from", 25), **day("to", 26)).status_code == 400
    assert house.send(officer, url, **typed, **day("from", 25), **day("to", 26)).status_code == 302
    page = house.client("receptionist").get(url).text
    assert "Đang làm thay" in page
    row = re.search(r"/can-bo/lam-thay/[0-9a-f-]{36}", page)
    assert row is not None
    assert "Thừa ủy quyền (TUQ.): CÔNG CHỨC" in clerk.get(row[0]).text
    dossier = f"/can-bo/ho-so/{house.code}"
    assert f"{delegate.full_name} làm thay đến 26/11/2026" in clerk.get(dossier).text
    assert house.code in clerk.get("/can-bo").text
    act = re.search(rf"{dossier}/viec/[0-9a-f-]+/thao-tac/trinh", clerk.get(dossier).text)
    assert act is not None
    assert f"Bạn làm việc này thay {absent.full_name}, " in clerk.get(act[0]).text
    assert house.send(clerk, act[0], so_trong_so="12").status_code == 302
    told = f"{delegate.full_name} (làm thay {absent.full_name} đến 26/11/2026)"
    assert told in clerk.get(f"{dossier}?xem=qua-trinh").text
    assert f"(làm thay {absent.full_name} đến 26/11/2026)" in house.client("citizen").get(f"/ho-so/{house.code}").text
    # Nobody who has nothing to do with it ends it; whoever is away is back at once when they end it.
    assert post(house, "receptionist", row[0]).status_code == 403
    assert post(house, "case_officer", row[0]).status_code == 302
    assert "Đã hết" in officer.get(url).text
    assert "đã hết" in officer.get(post(house, "case_officer", row[0]).location).text.lower()
    assert house.code not in clerk.get("/can-bo?xem=cua-toi").text


def test_the_leader_above_names_who_acts_where_nobody_leads(house: House) -> None:
    with unit_of_work(house.database.sessions()) as session:
        province = make_agency(session, "H26", "Ủy ban nhân dân thành phố Thử")
        house.world.officers["above"] = make_officer(session, province, "leader", username="chu-tich-tp")
        session.get_one(Agency, house.world.agency.id).parent_id = province.id
        ends = update(Appointment).where(Appointment.role == "leader", Appointment.agency_id == house.world.agency.id)
        session.execute(ends.values(ended_at=hour(24, "08:00")))
    above, url = house.client("above"), "/can-bo/giu-quyen"
    delegate = house.world.officers["department_head"]
    own = above.get("/can-bo/lam-thay").text
    assert "1 cơ quan cấp dưới đang khuyết lãnh đạo" in own
    assert house.world.officers["clerk"].full_name not in own, "the people of one agency at a time"
    assert (
        house.world.officers["clerk"].full_name in above.get(f"/can-bo/lam-thay?co-quan={house.world.agency.code}").text
    )
    form = f"{url}?co-quan={house.world.agency.code}"
    assert form in above.get(url).text
    assert above.get(f"{url}?co-quan=H26").status_code == 404
    missing = house.send(above, form, delegate=str(delegate.id), **day("from", 25), **day("to", 27))
    assert (missing.status_code, "ghi chức danh" in missing.text, "ghi căn cứ" in missing.text) == (400, True, True)
    typed = {"delegate": str(delegate.id), "post": "Chủ tịch", "reason": "Nghỉ hưu", "legal_basis": "QĐ 9/QĐ-UBND"}
    assert house.send(above, form, **typed, **day("from", 25), **day("to", 27)).status_code == 302
    assert "đến hết 27/11/2026" in above.get(url).text
    assert "đang khuyết lãnh đạo" not in above.get("/can-bo/lam-thay").text
    again = house.send(above, form, **typed, **day("from", 26), **day("to", 28))
    assert (again.status_code, "đã có người làm thay" in again.text) == (400, True)
    seen = house.client("clerk").get("/can-bo/lam-thay").text
    row = re.search(r"/can-bo/lam-thay/[0-9a-f-]{36}", seen)
    assert row is not None
    told = house.client("clerk").get(row[0]).text
    for words in ("Giữ quyền (Q.): CHỦ TỊCH", "QĐ 9/QĐ-UBND", house.world.officers["above"].full_name):
        assert words in told
    # Who acts as a leader names no other: only the leader above does.
    assert "Không có cơ quan nào" in house.client("department_head").get(url).text


def test_an_act_is_taken_back_with_one_press(house: House) -> None:
    url = f"/can-bo/ho-so/{house.code}"
    officer = house.client("case_officer")
    act = re.search(rf"{url}/viec/[0-9a-f-]+/thao-tac/trinh", officer.get(url).text)
    assert act is not None
    assert house.send(officer, act[0], so_trong_so="12").status_code == 302
    page = officer.get(url).text
    assert "Hoàn tác: Trình ký" in page
    assert "đến 09:05" in page
    assert "Undo: Trình ký" in officer.get(f"/en{url}").text
    assert "Hoàn tác:" not in house.client("leader").get(url).text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    assert post(house, "case_officer", f"{url}/hoan-tac", version="1").status_code == 409
    assert post(house, "leader", f"{url}/hoan-tac", version=version[1]).status_code == 409
    assert post(house, "case_officer", f"{url}/hoan-tac", version=version[1]).status_code == 302
    page = officer.get(f"{url}?xem=qua-trinh").text
    assert "Hoàn tác: Trình ký</" in page
    assert act[0] in page
    # The applicant reads neither that it was done nor that it was taken back.
    assert "Trình ký" not in house.client("citizen").get(f"/ho-so/{house.code}").text
    # A second press, on a page that is as old as the first, does nothing.
    assert post(house, "case_officer", f"{url}/hoan-tac", version=version[1]).status_code == 409


def test_a_superior_sends_a_dossier_to_another_agency_and_the_applicant_reads_why(house: House) -> None:
    with unit_of_work(house.database.sessions()) as session:
        elsewhere = make_agency(session, "H26.102", "Ủy ban nhân dân phường Đông Ngạc")
        for role in ROLES:
            make_officer(session, elsewhere, role)
        key = str(elsewhere.id)
    url = f"/can-bo/ho-so/{house.code}"
    head = house.client("department_head")
    assert house.client("case_officer").get(f"{url}/chuyen").status_code == 403
    assert f"{url}/chuyen" in head.get(url).text
    assert "Không thấy cơ quan nào" in head.get(f"{url}/chuyen?tim=khong co").text
    ask = f"{url}/chuyen?tim=dong ngac"
    assert "phường Đông Ngạc (H26.102)" in head.get(ask).text
    missing = house.send(head, ask)
    assert missing.status_code == 400
    for words in ("chọn cơ quan nhận hồ sơ", "ghi lý do", "ghi căn cứ"):
        assert words in missing.text
    why = {"reason": "Không thuộc địa bàn", "legal_basis": "Quyết định 15/QĐ-UBND"}
    assert "chọn cơ quan" in house.send(head, ask, agency="không phải mã", **why).text
    assert house.send(head, ask, agency=key, **why).status_code == 302
    citizen = house.client("citizen")
    page = citizen.get(f"/ho-so/{house.code}").text
    assert "Hồ sơ được chuyển đến cơ quan khác" in page
    assert "Lý do: Không thuộc địa bàn. Căn cứ: Quyết định 15/QĐ-UBND" in page
    # What was done before was done by the agency that had it then.
    assert page.count("Ủy ban nhân dân phường Thử Nghiệm") >= 1
    leader = house.client("leader")
    assert "Chuyển cơ quan giải quyết" in leader.get(f"{url}?xem=qua-trinh").text
    # Whoever had it reads who has it now.
    assert re.search("Cơ quan giải quyết</dt><dd[^>]*>Ủy ban nhân dân phường Đông Ngạc", leader.get(url).text)
    assert house.code not in house.client("case_officer").get("/can-bo?xem=tat-ca").text


def test_a_superior_opens_an_ended_dossier_again(house: House) -> None:
    url = f"/can-bo/ho-so/{house.code}"
    leader = house.client("leader")
    assert f"{url}/mo-lai" not in leader.get(url).text
    assert leader.get(f"{url}/mo-lai").status_code == 409
    with unit_of_work(house.database.sessions()) as session:
        session.execute(
            text("UPDATE tasks SET closed_at = :at, action = 'tra' WHERE closed_at IS NULL"), {"at": house.time}
        )
        session.get_one(Dossier, house.id).closed_at = house.time
        session.get_one(Dossier, house.id).ended_at_step = "da_tra"
    assert house.client("case_officer").get(f"{url}/mo-lai").status_code == 403
    page = leader.get(url).text
    assert f"{url}/mo-lai" in page
    ask = leader.get(f"{url}/mo-lai").text
    assert "thời gian từ khi hồ sơ kết thúc không tính" in ask
    assert 'value="tham_dinh" checked' in ask
    missing = house.send(leader, f"{url}/mo-lai")
    assert missing.status_code == 400
    for words in ("chọn bước", "ghi lý do", "ghi căn cứ"):
        assert words in missing.text
    why = {"reason": "Sai số trong sổ", "legal_basis": "Quyết định 3/QĐ-UBND"}
    assert house.send(leader, f"{url}/mo-lai", step="dong_dau", **why).status_code == 400
    assert house.send(leader, f"{url}/mo-lai", step="tham_dinh", **why).status_code == 302
    assert house.dossier().closed_at is None
    mine = house.client("citizen").get(f"/ho-so/{house.code}").text
    assert "Hồ sơ được mở lại" in mine
    assert "Lý do: Sai số trong sổ. Căn cứ: Quyết định 3/QĐ-UBND" in mine


def test_whoever_has_two_branches_says_which_one_is_taken_or_given_back(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        world = make_world(session, PACK)
        session.execute(update(Appointment).where(Appointment.role == "clerk").values(role="spare"))
        staffing.appoint(session, world.officers["department_head"], world.agency, "clerk", at=hour(23))
        found = submit(session, world, make_person(session), so_ban=6, ly_do="Nhiều nơi cần")
        desk = world.actor(session, "receptionist")
        checks.check_document(
            session, found, "giay_to", verdict="sufficient", note=None, actor=desk, at=hour(23, "09:00")
        )
        press(session, world, found, "tiep_nhan", "nhan")
        keys = {step: str(task.id) for step, task in open_now(session, found).items()}
    house = House.of(database, world, found)
    house.time = hour(25, "09:00")
    url, head = f"/can-bo/ho-so/{found.code}", house.client("department_head")
    page = head.get(url).text
    assert "Nhận bước “Đo vẽ” về tôi" in page
    assert "Nhận bước “Đối chiếu sổ” về tôi" in page
    assert post(house, "department_head", f"{url}/viec/{keys['doi_chieu']}/nhan").status_code == 302
    page = head.get(url).text
    assert "Nhận về tôi" in page
    assert f"/viec/{keys['doi_chieu']}/tra" in page
    assert post(house, "department_head", f"{url}/viec/{keys['do_ve']}/nhan").status_code == 302
    page = head.get(f"/en{url}").text
    assert re.search(rf"{keys['do_ve']}/tra(?s:.){{0,400}}Give the step “Đo vẽ” back to the role", page)
    assert re.search(rf"{keys['doi_chieu']}/tra(?s:.){{0,400}}Give the step “Đối chiếu sổ” back", page)
    house.parts.close()


def test_a_superior_gives_work_by_hand_and_says_by_which_rule(house: House) -> None:
    url = f"/can-bo/ho-so/{house.code}"
    head = house.client("department_head")
    ask = re.search(rf"{url}/viec/[0-9a-f-]+/giao", head.get(url).text)
    assert ask is not None
    officer = house.world.officers["case_officer"]
    assert officer.full_name in head.get(ask[0]).text
    assert house.client("clerk").get(ask[0]).status_code == 403
    assert "cần chọn một người" in house.send(head, ask[0]).text
    assert house.send(head, ask[0], officer=str(house.world.officers["clerk"].id)).status_code == 404
    assert house.send(head, ask[0], officer=str(officer.id)).status_code == 302
    assert house.code in house.client("case_officer").get("/can-bo?xem=cua-toi").text
    rules = "/can-bo/phan-cong"
    assert rules in head.get("/can-bo/tai-khoan").text
    assert house.client("case_officer").get(rules).status_code == 403
    chosen = {"agency": "H26.101", "role": "case_officer", "choice": "load", f"areas-{officer.id}": "Tổ 1\n\nTổ 2 "}
    assert house.send(head, rules, **chosen, seen="0").status_code == 302
    page = head.get(rules).text
    assert re.search(r'value="load" checked', page)
    assert "Tổ 1\nTổ 2</textarea>" in page
    late = house.send(head, rules, **chosen, seen="0")
    assert late.status_code == 400
    assert "người khác thay đổi" in late.text
    assert house.send(head, rules, agency="H99", role="case_officer").status_code == 404
