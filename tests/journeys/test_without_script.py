"""A whole filing in a browser that runs no script: rows, communes, dates, and errors that keep what was typed."""

from pathlib import Path

import pytest

from tests.journeys import applicant
from tests.journeys.filling import fill, prefixes
from tests.journeys.people import People
from tests.journeys.stories import Told, files, told
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.slow]

STORY = "without-script"


@pytest.fixture(scope="module")
def long() -> Told:
    """The filing with a table of rows and with addresses."""
    return next(
        one
        for one in map(told, files())
        if any(isinstance(v, list) for page in one.pages.values() for v in page.values())
    )


def test_a_whole_filing_without_script(people: People, sheet: Path, long: Told) -> None:
    pages = dict(long.pages)
    with people.citizen(STORY, "tho", script=False) as citizen:
        applicant.find(citizen, long)
        applicant.begin(citizen, long)
        for name, answers in pages.items():
            assert citizen.path.endswith(f"/{name}"), (citizen.path, citizen.errors())
            CHECKS.get(name, _nothing)(citizen)
            fill(citizen.page, answers, script=False)
            citizen.press("Tiếp tục")
        applicant.send(citizen, long, sheet, script=False)
        code = applicant.submit(citizen, long)
        citizen.go(f"/ho-so/{code}/nop-phi")
        citizen.press("Trả tiền trực tuyến")
        citizen.press_on(citizen.page.locator('button[value="pay"]'), "da tra tien")
        citizen.until(f"/ho-so/{code}/nop-phi/tro-ve", "Đã nộp phí, lệ phí")


def _nothing(_citizen: Visitor) -> None:
    """Most pages are simply answered."""


def _errors_keep_what_was_typed(citizen: Visitor) -> None:
    """Send the page half answered; then let an answer call for an address, and take it back."""
    fill(citizen.page, {"dan_toc": "01"})
    citizen.press("Tiếp tục", "thieu cau tra loi")
    assert len(citizen.errors()) == 3
    assert citizen.page.locator("[name=dan_toc]").input_value() == "01"
    fill(citizen.page, {"gioi_tinh": "nu", "quoc_tich": "VN", "lien_lac_khac": True})
    citizen.press("Tiếp tục", "co them cau hoi")
    assert "Có thêm câu hỏi" in citizen.words
    address = {"province": "48", "commune": "20242", "detail": "Số 40, đường Trần Phú"}
    fill(citizen.page, {"dia_chi_lien_lac": address}, script=False)
    assert citizen.page.locator("[name=dan_toc]").input_value() == "01"
    fill(citizen.page, {"lien_lac_khac": False})
    citizen.press("Cập nhật câu hỏi")
    assert citizen.page.locator("[name=dia_chi_lien_lac-detail]").count() == 0


def _rows_come_and_go(citizen: Visitor) -> None:
    """Add two rows and take the middle one away; the others keep what was typed."""
    page = citizen.page
    for words in ("Một", "Hai", "Ba"):
        prefix = prefixes(page, "nganh")[-1]
        page.locator(f'[name="{prefix}-ten_nganh"]').fill(words)
        if words != "Ba":
            citizen.press("Thêm dòng Ngành, nghề kinh doanh")
    citizen.press("Xóa dòng 2")
    names = [page.locator(f'[name="{prefix}-ten_nganh"]').input_value() for prefix in prefixes(page, "nganh")]
    assert names == ["Một", "Ba"]
    citizen.press("Xóa dòng 2")
    citizen.press("Tiếp tục", "dong con thieu")
    assert page.locator(f'[name="{prefixes(page, "nganh")[0]}-ten_nganh"]').input_value() == "Một"
    assert citizen.errors() != []


def _a_day_that_is_none(citizen: Visitor) -> None:
    """Type the 31st of February."""
    page = citizen.page
    for part, text in (("day", "31"), ("month", "2"), ("year", "2027")):
        page.locator(f'[name="ngay_bat_dau-{part}"]').fill(text)
    citizen.press("Tiếp tục", "ngay khong co that")
    assert page.locator('[name="ngay_bat_dau-day"]').input_value() == "31"
    assert page.locator('[name="ngay_bat_dau-month"]').input_value() == "2"


CHECKS = {"chu_ho": _errors_keep_what_was_typed, "nganh_nghe": _rows_come_and_go, "thue": _a_day_that_is_none}
