"""At the counter: an officer fills in for a mother, who reads and confirms everything on her own phone."""

from pathlib import Path

import pytest

from tests.journeys import applicant
from tests.journeys.people import People
from tests.journeys.stories import files, procedure_in, told
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.slow]

STORY = "counter"
CODE, PERSON, OFFICER = "2.000635", "lan_anh", "tiepnhan.badinh"
CARD = "001195999101||Nguyễn Thị Lan Anh|14031995|Nữ|Số 12, phố Đội Cấn, Phường Ba Đình, Hà Nội|01022022"
UNKNOWN = {"noi_cu_tru": {"province": "01", "commune": "00004", "detail": "Số 12"}, "dien_thoai": "0900000101"}
"""What the electronic identity tells elsewhere, and the card does not."""


def test_what_an_officer_fills_in_is_filed_once_the_person_has_confirmed(people: People, sheet: Path) -> None:
    story = told(next(one for one in files() if procedure_in(one) == CODE))
    first = next(iter(story.pages))
    story.pages[first] = UNKNOWN | story.pages[first]
    with people.officer(STORY, OFFICER) as officer, people.citizen(STORY, PERSON) as citizen:
        officer.go("/can-bo/tai-quay")
        officer.page.get_by_label("Thủ tục").select_option(label=story.title)
        officer.page.get_by_label("Mã QR trên thẻ căn cước").fill(CARD)
        officer.press_on(officer.page.get_by_role("button", name="Bắt đầu nhập hồ sơ"), "nhap ho")
        assert "Đang nhập hộ Nguyễn Thị Lan Anh" in officer.page.locator("header").inner_text()
        with officer.passing_by():
            applicant.tell(officer, story)
            applicant.send(officer, story, sheet)
        officer.until_pressable("Mời người nộp xác nhận")
        officer.press("Mời người nộp xác nhận")
        answer(citizen, officer.page.locator(".turned__code").inner_text())
        officer.page.get_by_role("heading", name="Người nộp đã xác nhận").wait_for()
        officer.press("Xem lại rồi nộp", "kiem tra lai")
        officer.press("Nộp hồ sơ", "da nop")
        officer.page.get_by_role("link", name="Tờ khai").first.wait_for()
        citizen.go("/ho-so")
        assert officer.page.locator(".done-panel__code").inner_text() in citizen.words


def answer(citizen: Visitor, code: str) -> None:
    """Open what the digits lead to, read it, and confirm."""
    citizen.go("/xac-nhan")
    citizen.page.get_by_label("Mã xác nhận").fill(code)
    citizen.press("Tiếp tục", "xac nhan")
    assert "đã nhập hộ bạn" in citizen.words
    citizen.page.locator("#declared").check()
    citizen.press("Xác nhận")
    assert "Bạn đã xác nhận" in citizen.words
