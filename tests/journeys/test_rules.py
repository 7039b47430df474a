"""Rules of a form on a phone: what appears says why, what does not fit names its law, and a dead end shows the way."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from portal.embedded_postgres import Place
from tests.factories import CONFIRMATION
from tests.journeys.filling import fill
from tests.journeys.visitor import PHONE, Visitor
from tests.journeys.watching import Watch
from tests.portal.servers import free_port, serving
from tests.portal.web.citizen_site import Site, open_site

pytestmark = [pytest.mark.journey, pytest.mark.slow]

PAGES = """
  - page: cong_trinh
    title: Công trình
    fields:
      - name: loai
        type: choice
        label: Loại công trình
        options:
          - {code: nha_o, text: Nhà ở riêng lẻ}
          - {code: xuong, text: Nhà xưởng}
          - {code: lo, text: Nhiều nhà một lần, when: "so_ban > 3"}
          - {code: tam, text: Công trình tạm, when: "channel == 'counter'"}
      - {name: so_tang, type: integer, label: Số tầng, when: "loai == 'nha_o'"}
      - {name: co_ham, type: yes_no, label: Có tầng hầm không?, required: "so_tang > 1"}
    blocks:
      - when: "loai == 'xuong'"
        say: Nhà xưởng do cấp tỉnh cấp phép.
        because: luat
        instead: {text: Nộp ở thủ tục của cấp tỉnh, procedure: "9.000001"}
  - page: hang_muc
    title: Hạng mục
    when: "loai == 'nha_o'"
    fields:
      - {name: khoi_cong, type: date, label: Ngày khởi công}
      - {name: hoan_thanh, type: date, label: Ngày hoàn thành}
      - name: muc
        type: rows
        label: Hạng mục
        fields:
          - {name: ten, type: text, label: Tên}
          - {name: so_luong, type: integer, label: Số lượng}
          - {name: don_vi, type: text, label: Đơn vị tính, when: "so_luong > 1"}
          - {name: don_gia, type: money, label: Đơn giá}
        checks:
          - {that: "don_gia >= 1000", say: Đơn giá từ 1.000 đồng, at: don_gia}
      - {name: tong, type: computed, label: Tổng dự toán, value: "sum(muc, r, r.so_luong * r.don_gia)", unit: đồng}
    checks:
      - {that: "hoan_thanh > khoi_cong", say: Ngày hoàn thành phải sau ngày khởi công, because: luat, at: hoan_thanh}
      - {that: "unique(muc.ten)", say: Mỗi hạng mục chỉ ghi một lần, at: muc}
documents:
  - {id: ban_ve, title: Bản vẽ, when: "so_tang > 2", law: luat}
"""


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("rules") / "v1"
    folder.mkdir()
    for file in CONFIRMATION.glob("*.*"):
        (folder / file.name).write_bytes(file.read_bytes())
    pack = folder / "procedure.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace("\ndocuments:\n", PAGES, 1), encoding="utf-8")
    with open_site(server, tmp_path_factory.mktemp("data"), folder) as opened:
        yield opened


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def citizen(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Visitor]:
    """Somebody on the page with the rules, who asked for five copies."""
    script: bool = request.param
    begun = site.citizen()
    page = begun.send("/thu-tuc/9.000001/nop", offer=str(site.world.offer.id)).headers["Location"]
    page = begun.send(page, ho_ten="Nguyễn Thị Thử", so_ban="5", ly_do="Thuê nhà").headers["Location"]
    token = begun.client.get_cookie("portal")
    assert token is not None
    with serving(site.app, free_port()) as address:
        context = browser.new_context(viewport=PHONE, java_script_enabled=script, locale="vi-VN")
        mirror = None if script else browser.new_context(locale="vi-VN")
        context.add_cookies([{"name": "portal", "value": token.value, "url": address}])
        watch = Watch(context, f"rules-{'script' if script else 'plain'}", mirror)
        visitor = Visitor(context, context.new_page(), watch, address)
        visitor.go(page)
        yield visitor
        context.close()
        if mirror is not None:
            mirror.close()


def test_the_rules_of_a_form(citizen: Visitor, request: pytest.FixtureRequest) -> None:
    script = "script" in request.node.name
    _stops_early(citizen, script=script)
    _appears_and_says_why(citizen, script=script)
    _checks_together(citizen, script=script)
    citizen.press("Tiếp tục", "giay to")
    assert "Bản vẽ" in citizen.words
    citizen.go(citizen.path.rpartition("/")[0] + "/kiem-tra", "kiem tra")
    assert "Được hỏi vì “Loại công trình” là “Nhà ở riêng lẻ”" in citizen.words
    assert "Tổng dự toán 8.000 đồng" in citizen.words


def _stops_early(citizen: Visitor, *, script: bool) -> None:
    """The option for many copies is offered, that of the counter is not; a workshop is led elsewhere."""
    page = citizen.page
    assert "Nhiều nhà một lần" in citizen.words
    assert "Công trình tạm" not in citizen.words
    assert page.locator("[name=so_tang]").count() == 0
    fill(page, {"loai": "xuong"}, script=script)
    citizen.press("Tiếp tục", "dung lai")
    assert "Bạn chưa đi tiếp được Nhà xưởng do cấp tỉnh cấp phép. Căn cứ: Luật thử nghiệm" in citizen.words
    elsewhere = page.get_by_role("link", name="Nộp ở thủ tục của cấp tỉnh").get_attribute("href")
    assert urlsplit(elsewhere or "").path == "/thu-tuc/9.000001"
    assert page.locator("[name=loai][value=xuong]").is_checked()


def _appears_and_says_why(citizen: Visitor, *, script: bool) -> None:
    """One question comes with its reason, another becomes needed; so does the next page."""
    page = citizen.page
    fill(page, {"loai": "nha_o"}, script=script)
    if not script:
        citizen.press("Cập nhật câu hỏi", "them cau hoi")
    page.get_by_label("Số tầng").wait_for()
    assert "Được hỏi vì “Loại công trình” là “Nhà ở riêng lẻ”" in citizen.words
    assert "Bạn chưa đi tiếp được" not in citizen.words
    fill(page, {"so_tang": 3}, script=script)
    citizen.press("Tiếp tục", "thieu tang ham")
    assert citizen.errors() == ["Bạn cần chọn Có hoặc Không ở mục “Có tầng hầm không?”"]
    fill(page, {"co_ham": True}, script=script)
    citizen.press("Tiếp tục", "hang muc")
    assert "Trang này được hỏi vì “Loại công trình” là “Nhà ở riêng lẻ”" in citizen.words


def _checks_together(citizen: Visitor, *, script: bool) -> None:
    """Days, rows and cells are held against one another; what a row asks hangs on its own cells."""
    page = citizen.page
    rows = [{"ten": "Móng", "so_luong": 2, "don_gia": 3000}, {"ten": "Móng", "so_luong": 1, "don_gia": 10}]
    fill(page, {"khoi_cong": "today + 30", "hoan_thanh": "today + 20", "muc": rows}, script=script)
    citizen.press("Tiếp tục", "chua khop")
    assert citizen.errors() == [
        "Ngày hoàn thành phải sau ngày khởi công (căn cứ Luật thử nghiệm)",
        "Dòng 1: Bạn cần nhập đơn vị tính",
        "Dòng 2: Đơn giá từ 1.000 đồng",
    ]
    fill(page, {"hoan_thanh": "today + 90"}, script=script)
    page.locator("[name=muc-0-don_vi]").fill("khối")
    page.locator("[name=muc-1-don_gia]").fill("1000")
    citizen.press("Tiếp tục", "trung ten")
    assert citizen.errors() == ["Mỗi hạng mục chỉ ghi một lần"]
    assert "Tổng dự toán 7.000 đồng" in citizen.words
    page.locator("[name=muc-1-ten]").fill("Mái")
    page.locator("[name=muc-1-don_gia]").fill("2000")
    if script:
        page.locator("[name=muc-1-ten]").focus()
        expect(page.locator("[data-part=tong]")).to_contain_text("8.000 đồng")


@pytest.mark.parametrize("citizen", [True], ids=["script"], indirect=True)
def test_what_is_typed_while_answers_come_stays(citizen: Visitor) -> None:
    """A table that comes anew under the hands of somebody who types takes nothing away, not even the next time."""
    page = citizen.page
    held: list[tuple[Route, APIResponse]] = []
    with citizen.passing_by():
        _appears_and_says_why(citizen, script=True)
    page.route("**/*phan=1", lambda route: held.append((route, route.fetch())))
    _type(page, "muc-0-ten", "Móng")
    page.locator("[name=muc-0-so_luong]").focus()
    page.keyboard.type("2")
    _let_in(page, held)
    _type(page, "muc-0-don_gia", "3000")
    page.keyboard.press("ArrowLeft")
    _let_in(page, held)
    page.keyboard.type("9")
    page.locator("[name=muc-0-don_vi]").wait_for()
    assert page.locator("[name=muc-0-so_luong]").input_value() == "2"
    assert page.locator("[name=muc-0-don_gia]").input_value() == "30090"


def _type(page: Page, name: str, words: str) -> None:
    page.locator(f"[name={name}]").focus()
    page.keyboard.type(words)


def _let_in(page: Page, held: list[tuple[Route, APIResponse]]) -> None:
    """Let the one answer that is held back come in, as soon as there is one."""
    for _ in range(100):
        if held:
            break
        page.wait_for_timeout(50)
    route, answer = held.pop()
    with page.expect_response("**/*phan=1"):
        route.fulfill(response=answer)
    page.wait_for_timeout(100)
