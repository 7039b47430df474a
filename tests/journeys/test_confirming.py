"""Two people file one matter: the one asks, the other declines, then confirms; without script and with it."""

from dataclasses import replace
from datetime import date

import pytest

from tests.journeys import applicant
from tests.journeys.people import People
from tests.journeys.stories import Told, files, told
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.slow]

STORY = "confirming"
ASK, AGAIN = "Gửi đề nghị xác nhận", "Gửi lại đề nghị xác nhận"
WIFE = {
    "ten_thanh_vien": "Nguyễn Thị Lan Anh",
    "sinh_ngay": date(1995, 3, 14),
    "phai": "nu",
    "so_giay_to": "001195999101",
    "noi_o": "Số 12, phố Đội Cấn",
}


@pytest.fixture
def household() -> Told:
    """A household business of a couple, whose members confirm with their own e-ID."""
    one = next(one for one in map(told, files()) if one.code == "1.001612")
    founders = {"chu_the": "ho_gia_dinh", "thanh_vien": [WIFE], "cach_dong_y": "dinh_danh"}
    return replace(one, person="minh", pages=one.pages | {"chu_the": founders})


def test_a_couple_files_together(people: People, household: Told) -> None:
    with people.citizen(STORY, "minh") as husband:
        with husband.passing_by():
            applicant.begin(husband, household)
            applicant.tell(husband, household)
            if husband.path.endswith("/giay-to"):
                husband.press("Tiếp tục")
        check = husband.path
        with (
            people.citizen(STORY, "minh", script=False) as plain,
            people.citizen(STORY, "lan_anh", script=False) as wife,
        ):
            plain.go(check, "cho xac nhan")
            assert plain.page.get_by_role("button", name="Nộp hồ sơ", exact=True).count() == 0
            plain.press(ASK, "da gui de nghi")
            wife.go(link_on(plain), "xem de nghi")
            assert "Trần Văn Minh đề nghị bạn xác nhận" in wife.words
            assert "Hộ kinh doanh Bánh mì Nhung Ửng" in wife.words
            wife.page.locator("details summary").click()
            wife.page.locator("#reason").fill("Anh ghi sai vốn")
            wife.press("Từ chối xác nhận", "da tu choi")
            plain.go(check, "bi tu choi")
            assert "Lý do: Anh ghi sai vốn" in plain.words
        husband.go(check)
        husband.press(AGAIN, "gui lai")
        with people.citizen(STORY, "lan_anh") as wife:
            wife.go("/xac-nhan", "nhap ma")
            wife.page.locator("#code").fill(husband.page.locator(".way-in__code").inner_text())
            wife.press("Tiếp tục", "mo bang ma")
            wife.page.locator("#declared").check()
            wife.press("Xác nhận", "da xac nhan")
            assert "Bạn đã xác nhận" in wife.words
        # The page that waits sees it by itself.
        husband.page.get_by_text("Đã xác nhận bằng định danh điện tử lúc").wait_for()
        husband.look("moi nguoi da xac nhan")
        husband.go(check)
        applicant.submit(husband, household)


def link_on(visitor: Visitor) -> str:
    """Return the address that the page gives to be sent."""
    return visitor.page.locator(".way-in input").input_value()
