"""A choice from a registry's list as a citizen meets it, without a script; the registry is a process of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import ruamel.yaml
from sqlalchemy import text
from structlog.testing import capture_logs

from forms.fields.registry_lists import RegistryEntry
from portal.db import Role, unit_of_work
from portal.embedded_postgres import Place
from portal.models import Draft
from portal.registries.base import ListAnswer
from portal.registries.lists_http import HttpLists
from portal.services import registry_lists
from tests.factories import CONFIRMATION, MORNING
from tests.portal.registries.test_lists import independent
from tests.portal.web.citizen_site import Site, Visitor, open_site

__all__ = ["independent"]
LIST = {"type": "registry_choice", "registry": "business_lines"}
PAGE: dict[str, Any] = {
    "page": "danh_muc",
    "title": "Danh mục",
    "fields": [
        {"name": "nganh", "label": {"vi": "Ngành kinh doanh", "en": "Line of business"}, "by_hand": True, **LIST},
        {"name": "phu", "label": "Ngành phụ", "required": False, **LIST},
        {
            "name": "khac",
            "type": "rows",
            "label": "Ngành khác",
            "required": False,
            "fields": [{"name": "nghe", "label": "Nghề", **LIST}],
        },
    ],
}


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory, independent: str) -> Iterator[Site]:
    made = Path(shutil.copytree(CONFIRMATION, tmp_path_factory.mktemp("pack") / "v1"))
    shutil.rmtree(made / "cases", ignore_errors=True)
    yaml = ruamel.yaml.YAML(typ="safe", pure=True)
    whole = yaml.load((made / "procedure.yaml").read_text(encoding="utf-8"))
    whole["form"].append(PAGE)
    with (made / "procedure.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(whole, file)
    with open_site(server, tmp_path_factory.mktemp("lists"), made) as opened:
        opened.parts.__dict__["registry_lists"] = HttpLists(independent)
        yield opened


def lists_page(site: Site) -> tuple[Visitor, str]:
    """Begin a filing and go to the page with the lists."""
    visitor = site.citizen()
    first = visitor.send("/thu-tuc/9.000001/nop", offer=str(site.world.offer.id)).headers["Location"]
    answer = visitor.send(first, ho_ten="Nguyễn Thị Thử", so_ban="3")
    assert answer.status_code == 302, answer.text
    return visitor, answer.headers["Location"]


def kept(site: Site) -> dict[str, Any]:
    with unit_of_work(site.database.sessions()) as session:
        drafts = session.query(Draft).order_by(Draft.id.desc())
        return dict(drafts.first().answers)  # type: ignore[union-attr]


ENTRY = {"code": "5610", "vi": "Nhà hàng", "en": "Restaurants", "source": "business_lines", "date": "2026-11-01"}


def test_one_types_presses_the_button_and_chooses(site: Site, independent: str) -> None:
    visitor, page = lists_page(site)
    found = visitor.send(page, **{"nganh-typed": "nhà hàng", "nganh-find": "1"})
    assert found.status_code == 200
    assert "Nhà hàng (5610)" in found.text
    assert "Có 1 mục · danh mục ngày 01/11/2026" in found.text
    assert "govuk-error-message" not in found.text
    answer = visitor.send(page, **{"nganh-typed": "nhà hàng", "nganh-code": "5610"})
    assert answer.status_code == 302, answer.text
    assert kept(site)["nganh"] == ENTRY
    shown = visitor.get(page).text
    assert 'value="5610" checked' in shown
    assert visitor.send(page, **{"nganh-code": "5610"}).status_code == 302
    assert httpx.get(f"{independent}/asked").json()["nhà hàng"] == 1, "what was told lately is not asked again"
    check = visitor.get(page.rsplit("/", 1)[0] + "/kiem-tra").text
    assert "Nhà hàng (mã 5610, theo Hệ thống ngành kinh tế Việt Nam ngày 01/11/2026)" in check
    english = visitor.get("/en" + page).text
    assert "Restaurants (5610)" in english
    assert "Searched: Vietnam Standard Industrial Classification" in english


def test_words_alone_are_a_search_and_hostile_words_stay_words(site: Site) -> None:
    visitor, page = lists_page(site)
    asked = visitor.send(page, **{"nganh-typed": "4711"})
    assert asked.status_code == 400
    assert "Bạn cần chọn một mục trong những mục tìm được" in asked.text
    assert "Bán lẻ &lt;b&gt;tổng hợp&lt;/b&gt; (4711)" in asked.text
    none = visitor.send(page, **{"nganh-typed": "<script>x</script>"})
    assert "Không tìm thấy mục nào" in none.text
    assert "<script>x" not in none.text
    many = visitor.send(page, **{"nganh-typed": "nganh", "nganh-find": "1"}).text
    assert "Có 30 mục; đây là 20 mục gần nhất" in many


def test_a_code_that_no_registry_told_is_no_answer(site: Site) -> None:
    visitor, page = lists_page(site)
    for typed in (
        {"nganh-code": "9999"},
        {"nganh-code": "\x00"},
        {"nganh-code": "9999", "_registry_lists": '{"entries": {"9999": "x"}}'},
        {"nganh-typed": "nhà hàng", "nganh-code": "4711"},
    ):
        assert visitor.send(page, **typed).status_code == 400, typed
    assert "nganh" not in kept(site)
    hand = visitor.send(page, **{"nganh-hand": "Nuôi dế", "phu-hand": "Nuôi tằm"})
    assert hand.status_code == 400, "only where the pack lets people write by hand"


def test_a_registry_that_is_away_leaves_a_way_on(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor, page = lists_page(site)
    with monkeypatch.context() as away, capture_logs() as logged:
        away.setitem(site.parts.__dict__, "registry_lists", None)
        shown = visitor.send(page, **{"nganh-typed": "trồng lúa", "nganh-find": "1"}).text
        assert "Danh mục chưa trả lời. Bạn ghi bằng tay ở dưới" in shown
        assert 'search-choice__hand" open' in shown
        assert [one["event"] for one in logged if one["event"] != "answered"] == ["registry_list_failed"]
        assert "trồng lúa" not in str(logged)
        other = visitor.send(page, **{"phu-typed": "trồng lúa", "phu-find": "1"}).text
        assert "lưu lại để làm sau" in other
        refused = visitor.send(page, **{"nganh-typed": "trồng lúa"})
        assert "Những gì bạn nhập được giữ" in refused.text
        assert visitor.send(page, **{"nganh-typed": "trồng lúa", "_later": "1"}).status_code == 302
        written = visitor.send(page, **{"nganh-typed": "trồng lúa", "nganh-hand": "Trồng lúa nếp"})
        assert written.status_code == 302
        assert kept(site)["nganh"] == {"vi": "Trồng lúa nếp"}
        assert 'value="Trồng lúa nếp"' in visitor.get(page).text
        with unit_of_work(site.database.sessions()) as session:
            told = ListAnswer((RegistryEntry("0111", {"vi": "Trồng lúa"}, date(2026, 9, 1)),), 1)
            registry_lists.keep(session, "business_lines", "trồng lúa", told, at=MORNING - timedelta(days=20))
        old = visitor.send(page, **{"nganh-typed": "trồng lúa", "nganh-find": "1"}).text
        assert "Trồng lúa (0111)" in old, "an answer of some weeks ago is better than none, and says its day"
        assert "danh mục ngày 01/09/2026" in old


def test_a_list_in_a_row_is_searched_in_its_row(site: Site) -> None:
    visitor, page = lists_page(site)
    found = visitor.send(page, **{"khac-0-nghe-typed": "đồ uống", "khac-0-nghe-find": "1"}).text
    assert 'name="khac-0-nghe-code" type="radio" value="5630"' in found
    chosen = {"nganh-hand": "Nuôi dế", "khac-0-nghe-code": "5630", "khac-1-nghe-code": "5610"}
    copied = visitor.send(page, **chosen, **{"khac-copy-0": "1"}).text
    assert copied.count('value="5630" checked') == 2
    answer = visitor.send(page, **chosen)
    assert answer.status_code == 302, answer.text
    assert [row["nghe"]["code"] for row in kept(site)["khac"]] == ["5630", "5610"]


def test_nothing_is_open_while_a_registry_is_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor, page = lists_page(site)
    open_then: list[int] = []
    query = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL")

    class Watching:
        def search(self, *_: str) -> ListAnswer:
            with site.database.engine(Role.OWNER).connect() as connection:
                open_then.append(connection.scalar(query) - 1)
            return ListAnswer((), 0)

    monkeypatch.setitem(site.parts.__dict__, "registry_lists", Watching())
    for path in ("", "?phan=1"):
        visitor.send(page + path, **{"nganh-typed": f"xem {path}", "nganh-find": "1"})
    assert open_then == [0, 0]


def test_a_page_without_lists_asks_the_database_nothing_more(site: Site) -> None:
    visitor = site.citizen("001190000002", "Trần Văn Khác")
    first = visitor.send("/thu-tuc/9.000001/nop", offer=str(site.world.offer.id)).headers["Location"]
    with site.statements() as said:
        visitor.send(first, **{"ho_ten": "Trần Văn Khác", "so_ban": "3", "ho_ten-typed": "x", "ho_ten-code": "y"})
    assert not any("registry_" in one for one in said)


def test_old_answers_are_swept(site: Site) -> None:
    with unit_of_work(site.database.sessions()) as session:
        told = ListAnswer((RegistryEntry("1", {"vi": "Cũ"}, date(2026, 1, 1)),), 1)
        registry_lists.keep(session, "schools", "cu", told, at=MORNING - timedelta(days=31))
        registry_lists.keep(session, "schools", "moi", ListAnswer((), 0), at=MORNING)
        registry_lists.sweep(session, MORNING)
        assert registry_lists.entries(session, [("schools", "1")]) == {}
        assert registry_lists.kept(session, "schools", "moi", at=MORNING) is not None
