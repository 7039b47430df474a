"""Rules of a form as a citizen meets them: why it asks, what does not fit, where to go instead, what fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import ruamel.yaml
from structlog.testing import capture_logs

from portal.embedded_postgres import Place
from tests.factories import CONFIRMATION
from tests.portal.web.citizen_site import Site, Visitor, open_site

RULES: dict[str, Any] = {
    "page": "quy_tac",
    "title": {"vi": "Quy tắc", "en": "Rules"},
    "when": "so_ban > 1",
    "fields": [
        {
            "name": "loai",
            "type": "choice",
            "label": {"vi": "Loại công trình", "en": "Kind of building"},
            "options": [
                {"code": "nha", "text": {"vi": "Nhà ở riêng lẻ", "en": "Detached house"}},
                {"code": "quay", "text": {"vi": "Nộp tại quầy", "en": "Counter"}, "when": "channel == 'counter'"},
                {"code": "xuong", "text": {"vi": "Nhà xưởng", "en": "Workshop"}},
            ],
        },
        {"name": "so_tang", "type": "integer", "label": {"vi": "Số tầng", "en": "Storeys"}, "when": "loai == 'nha'"},
        {"name": "ngay", "type": "date", "label": "Ngày khởi công", "default": "today", "required": False},
        {"name": "chia", "type": "text", "label": "Chia", "when": "10 / so_tang == 5", "required": False},
    ],
    "checks": [{"that": "so_tang < 8", "say": {"vi": "Nhà ở không quá 7 tầng."}, "because": "luat", "at": "so_tang"}],
    "blocks": [
        {
            "when": "loai == 'xuong'",
            "say": {"vi": "Nhà xưởng nộp ở thủ tục khác.", "en": "Workshops file elsewhere."},
            "instead": {"text": {"vi": "Đến thủ tục kia", "en": "To the other"}, "procedure": "9.000001"},
        }
    ],
}


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("rules"), pack(tmp_path_factory.mktemp("pack"))) as opened:
        yield opened


def pack(folder: Path) -> Path:
    """Return the small pack with one more page."""
    made = Path(shutil.copytree(CONFIRMATION, folder / "v1"))
    shutil.rmtree(made / "cases", ignore_errors=True)
    yaml = ruamel.yaml.YAML(typ="safe", pure=True)
    whole = yaml.load((made / "procedure.yaml").read_text(encoding="utf-8"))
    whole["form"].append({**RULES, "checks": [{**RULES["checks"][0], "because": whole["legal_basis"][0]["id"]}]})
    with (made / "procedure.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(whole, file)
    return made


def rules_page(site: Site) -> tuple[Visitor, str]:
    """Begin a filing and go to the page with the rules."""
    visitor = site.citizen()
    first = visitor.send("/thu-tuc/9.000001/nop", offer=str(site.world.offer.id)).headers["Location"]
    answer = visitor.send(first, ho_ten="Nguyễn Thị Thử", so_ban="3")
    assert answer.status_code == 302, answer.text
    return visitor, answer.headers["Location"]


def test_what_is_asked_says_why_in_both_languages(site: Site) -> None:
    visitor, page = rules_page(site)
    shown = visitor.get(page).text
    assert "Trang này được hỏi vì “Số bản” lớn hơn 1" in shown
    assert "Nộp tại quầy" not in shown
    assert 'value="23"' in shown, "the day of the filing stands in the date at first"
    revealed = visitor.send(page, loai="nha").text
    assert "Được hỏi vì “Loại công trình” là “Nhà ở riêng lẻ”" in revealed
    english = visitor.send(f"/en{page}", loai="nha").text
    assert "Asked because “Kind of building” is “Detached house”" in english


def test_a_check_is_told_with_its_law_and_an_option_that_is_not_offered_is_no_answer(site: Site) -> None:
    visitor, page = rules_page(site)
    visitor.send(page, loai="nha")
    answer = visitor.send(page, loai="nha", so_tang="9")
    assert answer.status_code == 400
    assert "Nhà ở không quá 7 tầng (căn cứ " in answer.text
    answer = visitor.send(page, loai="quay")
    assert answer.status_code == 400
    assert "Bạn cần chọn loại công trình" in answer.text
    good = visitor.send(page, loai="nha", so_tang="3")
    assert good.status_code == 302
    check = visitor.get(page.rpartition("/")[0] + "/kiem-tra").text
    assert "Được hỏi vì “Loại công trình” là “Nhà ở riêng lẻ”" in check


def test_a_block_stops_and_shows_the_way(site: Site) -> None:
    visitor, page = rules_page(site)
    answer = visitor.send(page, loai="xuong")
    assert answer.status_code == 400
    assert "Nhà xưởng nộp ở thủ tục khác." in answer.text
    assert '<a class="govuk-link" href="/thu-tuc/9.000001">Đến thủ tục kia</a>' in answer.text


def test_what_cannot_be_computed_is_refused_and_logged_without_the_answers(site: Site) -> None:
    visitor, page = rules_page(site)
    visitor.send(page, loai="nha")
    with capture_logs() as logs:
        answer = visitor.send(page, loai="nha", so_tang="0")
        check = visitor.get(page.rpartition("/")[0] + "/kiem-tra").text
    assert answer.status_code == 400
    assert "Cổng không tính được quy định ở mục chia" in answer.text
    assert "Cổng không tính được quy định ở mục chia" in check
    told = [one for one in logs if one["event"] == "expression_failed"]
    assert told
    assert {(one["place"], one["key"], one["expression"]) for one in told} == {("chia", "when", "10 / so_tang == 5")}
    assert all(one["procedure"] == "9.000001" and "divide" not in str(one) for one in told)
