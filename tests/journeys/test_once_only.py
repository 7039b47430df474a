"""Once only, on a phone: what the register knows is shown, not asked, and may be corrected; with and without script."""

import pytest

from tests.journeys import applicant
from tests.journeys.filling import fill
from tests.journeys.people import People
from tests.journeys.stories import Told, files, told
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.slow]

CODE = "1.001612"
FIRST = "chu_ho"


@pytest.fixture(scope="module")
def business() -> Told:
    """The filing whose first page is about the citizen alone."""
    return next(one for one in map(told, files()) if one.code == CODE)


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_register_answers_and_the_citizen_corrects(people: People, business: Told, *, script: bool) -> None:
    story = "once-only" if script else "once-only-plain"
    with people.citizen(story, "hlan" if script else "phuc", script=script) as citizen:
        applicant.begin(citizen, business, asks=True)
        _wait(citizen, script=script)
        page = citizen.page
        assert "Lấy từ Cơ sở dữ liệu quốc gia về dân cư" in citizen.words
        assert page.locator("[name=gioi_tinh], [name=quoc_tich]").count() == 0
        _correct(citizen, script=script)
        citizen.go("/tai-khoan", "tai khoan")
        assert "dân tộc" in citizen.words
        assert "đã trả lời" in citizen.words


def _wait(citizen: Visitor, *, script: bool) -> None:
    """The script goes on by itself; without it a person does."""
    if script:
        citizen.page.wait_for_url(f"**/{FIRST}")
        citizen.look("da biet")
        return
    while citizen.path.endswith("/cho-du-lieu"):
        citizen.page.wait_for_timeout(500)
        citizen.follow("Tiếp tục", "cho tiep")


def _correct(citizen: Visitor, *, script: bool) -> None:
    """Correct the ethnic group: without a reason it is refused, with one it stands."""
    page = citizen.page
    box = page.locator("[name=dan_toc]")
    assert not box.is_visible()
    page.get_by_text("Thông tin này không đúng?").first.click()
    fill(page, {"dan_toc": "02", "lien_lac_khac": False}, script=script)
    citizen.press("Tiếp tục", "thieu ly do")
    assert citizen.errors() == ["Bạn cần ghi vì sao thông tin này chưa đúng"]
    assert box.is_visible()
    assert box.input_value() == "02"
    page.locator("[name=dan_toc-why]").fill("Tôi theo dân tộc của mẹ")
    citizen.press("Tiếp tục")
    assert not citizen.path.endswith(f"/{FIRST}"), citizen.errors()
    citizen.follow("Quay lại", "da sua")
    assert box.input_value() == "02"
    assert page.locator("[name=dan_toc-why]").input_value() == "Tôi theo dân tộc của mẹ"
