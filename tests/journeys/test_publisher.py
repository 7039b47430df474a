"""A pack from a publisher's file to a procedure that citizens file, and on to its next version, without a restart."""

from pathlib import Path

import pytest

from procedures.loader import load
from tests.factories import CONFIRMATION
from tests.journeys import applicant
from tests.journeys.people import People
from tests.journeys.stories import Told
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.slow]

STORY = "publisher"
AUTHOR, SECOND = "soanthao.hanoi", "pheduyet.hanoi"
TEXT = (CONFIRMATION / "procedure.yaml").read_text(encoding="utf-8")
BROKEN = TEXT.replace("type: integer", "type: intger").replace("to: tham_dinh, needs", "to: tham_din, needs")
TABS = ["Nguồn", "Biểu mẫu", "Phí thử", "Quy trình", "Kết quả", "Trường hợp", "So sánh"]


def test_a_pack_goes_live_and_so_does_its_next_version(people: People, sheet: Path) -> None:
    loaded = load(CONFIRMATION).procedure
    assert loaded is not None
    told = _filing(loaded.code, loaded.title["vi"])
    with people.officer(STORY, AUTHOR) as author, people.officer(STORY, SECOND) as second:
        _upload_broken(author)
        _correct(author)
        _submit(author)
        _cannot_approve(author)
        _approve(second, author.path)
        _open(second, told)
        with people.citizen(STORY, "phuc") as citizen:
            running = applicant.file_quickly(citizen, told, sheet)
            _next_version(author, told)
            _submit(author)
            _approve(second, author.path)
            with citizen.passing_by():
                applicant.begin(citizen, told)
            citizen.look("phien ban moi")
            assert "Số bản giấy cần cấp" in citizen.words
            citizen.go(f"/ho-so/{running}")
            citizen.page.get_by_text("Những gì bạn đã nộp").click()
            assert "Số bản giấy cần cấp" not in citizen.words
        author.go(f"/cong-bo/thu-tuc/{told.code}")
        rows = author.page.locator(".pub-versions .desk-table__row").all_inner_texts()
        assert ["Đang hiệu lực" in rows[0], "Đã thay thế" in rows[1]] == [True, True]


def _filing(code: str, title: str) -> Told:
    pages = {"nguoi_nop": {"ho_ten": "Lê Hoàng Phúc", "so_ban": 2}}
    return Told(code, 1, title, "phuc", "Ủy ban nhân dân phường Ba Đình", pages, ["giay_to"], 16_000, [], "", [])


def _upload_broken(author: Visitor) -> None:
    author.go("/cong-bo")
    author.press("Tải lên hoặc soạn gói mới")
    page = author.page
    page.locator("#goi").set_input_files({"name": "procedure.yaml", "mimeType": "text/yaml", "buffer": BROKEN.encode()})
    page.locator("#ket_qua").set_input_files(CONFIRMATION / "result.html")
    author.press("Lưu bản nháp và kiểm tra")
    wrong = [number for number, line in enumerate(BROKEN.splitlines(), 1) if "intger" in line or "tham_din," in line]
    places = page.locator(".findings__item--error .findings__place").all_inner_texts()
    assert [f"procedure.yaml:{number}" for number in wrong] == places[: len(wrong)]
    assert "integer" in page.locator(".findings").first.inner_text()
    assert page.get_by_role("button", name="Gửi phê duyệt").count() == 0
    author.press_on(page.locator(".findings__place").first, "toi dong co loi")


def _correct(author: Visitor) -> None:
    author.press("Sửa tệp này")
    author.page.locator("#noi_dung").fill(TEXT)
    author.press("Lưu rồi xem kết quả kiểm tra")
    assert author.page.locator(".findings__item--error").count() == 0
    for words in TABS:
        author.press_on(author.page.locator(".tabs__link", has_text=words).first, words)


def _submit(author: Visitor) -> None:
    author.press_on(author.page.locator(".tabs__link", has_text="Kiểm tra").first)
    author.until_pressable("Gửi phê duyệt")
    author.press("Gửi phê duyệt")
    assert "Đã gửi phê duyệt" in author.words


def _cannot_approve(author: Visitor) -> None:
    """Send what the second person's button sends."""
    assert author.page.get_by_role("button", name="Phê duyệt và công bố").count() == 0
    token = author.page.locator("input[name=csrf_token]").first.input_value()
    answer = author.context.request.post(
        f"{author.page.url}/duyet", form={"csrf_token": token}, headers={"Referer": author.page.url}
    )
    assert answer.status == 403


def _approve(second: Visitor, path: str) -> None:
    second.go("/cong-bo?xem=cho-duyet")
    second.go(path)
    second.press("Phê duyệt và công bố")
    assert "đã có hiệu lực" in second.words


def _open(second: Visitor, told: Told) -> None:
    second.go(f"/cong-bo/thu-tuc/{told.code}/noi-ap-dung")
    second.page.get_by_label(told.agency).check()
    second.press("Mở tại các cơ quan đã chọn")


def _next_version(author: Visitor, told: Told) -> None:
    author.go(f"/cong-bo/thu-tuc/{told.code}")
    author.press("Soạn phiên bản mới từ bản đang hiệu lực")
    text = author.page.locator("#noi_dung").input_value()
    author.page.locator("#noi_dung").fill(text.replace("vi: Số bản,", "vi: Số bản giấy cần cấp,"))
    author.press("Lưu rồi xem kết quả kiểm tra")
