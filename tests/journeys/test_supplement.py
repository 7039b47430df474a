"""Something is missing: the officer asks once and completely, the citizen opens only what was asked."""

from pathlib import Path

import pytest

from tests.journeys import applicant, desk
from tests.journeys.people import People
from tests.journeys.stories import Told

pytestmark = [pytest.mark.journey, pytest.mark.slow]

STORY = "supplement"
FIELD, DOCUMENT = "ho_ten_con", "giay_chung_sinh"
OLD, NEW = "Trần Nguyễn Khánh Vỹ", "Trần Nguyễn Khánh Vy"


def test_only_what_is_asked_is_open_and_the_change_is_shown(people: People, sheet: Path, free: Told) -> None:
    with people.citizen(STORY, free.person) as citizen:
        code = applicant.file_quickly(citizen, free, sheet)
    _ask(people, free, code)
    _answer(people, free, code, sheet)
    with people.officer(STORY, free.officers[0]["who"]) as officer:
        desk.open_dossier(officer, code)
        changes = officer.page.locator(".differences")
        assert changes.locator("del").all_inner_texts() == [OLD]
        assert changes.locator("ins").all_inner_texts() == [NEW]
        assert officer.page.locator(".check__file--old").count() == 1
        _refuse(people, free, code)


def _ask(people: People, told: Told, code: str) -> None:
    with people.officer(STORY, told.officers[0]["who"]) as officer:
        desk.open_dossier(officer, code)
        officer.press("Yêu cầu bổ sung")
        page = officer.page
        page.locator(f"#item-document-{DOCUMENT}").check()
        page.locator(f"#item-field-{FIELD}").check()
        page.locator(f"#reason-field-{FIELD}").fill("Tên khác với giấy chứng sinh")
        officer.press("Xác nhận: Yêu cầu bổ sung", "thieu ly do")
        assert len(officer.errors()) == 1
        assert page.locator(f"#reason-field-{FIELD}").input_value() == "Tên khác với giấy chứng sinh"
        page.locator(f"#reason-document-{DOCUMENT}").fill("Ảnh mờ, không đọc được số")
        officer.press("Xác nhận: Yêu cầu bổ sung")
        assert "Đang chờ người nộp bổ sung" in officer.words


def _answer(people: People, told: Told, code: str, sheet: Path) -> None:
    with people.citizen(STORY, told.person) as citizen:
        citizen.go("/")
        assert "Bổ sung 2 mục, chậm nhất ngày" in citizen.words
        citizen.go(f"/ho-so/{code}")
        citizen.press("Bổ sung hồ sơ")
        page = citizen.page
        asked = page.locator("main :is(input:not([type=hidden]), select, textarea)")
        assert {one.get_attribute("name") for one in asked.all()} == {FIELD, f"tep-{DOCUMENT}"}
        assert "Ảnh mờ, không đọc được số" in citizen.words
        with page.expect_response("**/*luu=1") as saved:
            page.locator(f"[name={FIELD}]").fill(NEW)
        assert saved.value.ok, "what is typed is saved at once"
        citizen.press("Gửi bổ sung", "thieu tep")
        assert len(citizen.errors()) == 1
        assert page.locator(f"[name={FIELD}]").input_value() == NEW
        page.locator(f"#tep-{DOCUMENT}").set_input_files(sheet)
        # The press waits until the file has come and was looked into.
        citizen.press("Gửi bổ sung")
        assert "Đã gửi bổ sung" in citizen.words


def _refuse(people: People, told: Told, code: str) -> None:
    with people.officer(STORY, told.officers[0]["who"]) as officer:
        desk.open_dossier(officer, code)
        officer.press("Từ chối tiếp nhận")
        officer.press("Xác nhận: Từ chối tiếp nhận", "thieu ly do tu choi")
        assert len(officer.errors()) == 1
        officer.page.locator("input[name=reason]").first.check()
        officer.press("Xác nhận: Từ chối tiếp nhận")
    with people.citizen(STORY, told.person) as citizen:
        citizen.until(f"/ho-so/{code}", "Phiếu từ chối")
        assert "Không được tiếp nhận" in citizen.words
        assert citizen.page.get_by_role("button", name="Bổ sung hồ sơ").count() == 0
