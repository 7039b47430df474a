"""Filing over HTTP, without script: pages, uploads, the last check; and everything that may go wrong on the way."""

import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from sqlalchemy import func, select

from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.models import Dossier, Draft, Person, WebSession
from portal.web.citizen import form_pages
from portal.web.citizen.answering import judge
from tests.portal.web.citizen_site import Site, Visitor, open_site

START = "/thu-tuc/9.000001/nop"


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("citizen")) as opened:
        yield opened


def a_pdf(pages: int = 1) -> BytesIO:
    document, out = pikepdf.new(), BytesIO()
    for _ in range(pages):
        document.add_blank_page()
    document.save(out)
    out.seek(0)
    return out


def begin(site: Site, visitor: Visitor) -> str:
    """Start a filing and return the address of its first page."""
    answer = visitor.send(START, offer=str(site.world.offer.id))
    assert answer.status_code == 302
    return answer.headers["Location"]


def fill(visitor: Visitor, page: str, **typed: str) -> str:
    """Fill in the form and send a document; return the address of the last check."""
    answer = visitor.send(page, **({"ho_ten": "Nguyễn Thị Thử", "so_ban": "3"} | typed))
    assert answer.status_code == 302, answer.text
    documents = answer.headers["Location"]
    answer = visitor.send(documents, **{"tep-giay_to": (a_pdf(), "giay.pdf"), "_next": "1"})
    assert answer.status_code == 302, answer.text
    visitor.check_files()
    return answer.headers["Location"]


def draft_of(site: Site, page: str) -> Draft:
    with unit_of_work(site.database.sessions()) as session:
        return session.get_one(Draft, page.split("/")[2])


def test_a_filing_from_the_first_page_to_its_code(site: Site) -> None:
    visitor = site.citizen("001190000010", "Trần Văn Nộp")
    page = begin(site, visitor)
    refused = visitor.send(page, ho_ten="Trần Văn Nộp", so_ban="rất nhiều")
    assert refused.status_code == 400
    assert 'value="rất nhiều"' in refused.text
    assert 'href="#so_ban"' in refused.text
    check = fill(visitor, page)
    shown = visitor.get(check).text
    assert "Trần Văn Nộp" in shown
    assert "24.000 đồng" in shown
    undeclared = visitor.send(check, delivery="online")
    assert undeclared.status_code == 400
    assert "lời cam đoan" in undeclared.text
    first = visitor.again(shown, check, declared="1", delivery="counter")
    second = visitor.again(shown, check, declared="1", delivery="counter")
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    code = re.search(r"/ho-so/([^/]+)/da-nop", first.headers["Location"])
    assert code is not None
    assert code[1].startswith("H26.101-20261123-")
    told = visitor.get(first.headers["Location"]).text
    assert code[1] in told
    assert told.index("Việc gì xảy ra tiếp theo") < told.index("SHA-256"), "what comes first, what proves it later"
    with unit_of_work(site.database.sessions()) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == code[1])).one()
        assert dossier.delivery == "counter"
        assert session.scalar(select(func.count()).where(Dossier.applicant_id == dossier.applicant_id)) == 1


def test_what_an_answer_calls_is_asked_without_script_and_without_blame(site: Site) -> None:
    visitor = site.citizen("001190000011")
    page = begin(site, visitor)
    more = visitor.send(page, ho_ten="Nguyễn Thị Thử", so_ban="7")
    assert more.status_code == 200
    assert 'name="ly_do"' in more.text
    assert "Có thêm câu hỏi" in more.text
    assert "govuk-error-summary" not in more.text
    assert visitor.again(more.text, page, ho_ten="Nguyễn Thị Thử", so_ban="7", ly_do="").status_code == 400
    assert visitor.send(page, ho_ten="Nguyễn Thị Thử", so_ban="7", ly_do="Học").status_code == 302
    parts = visitor.again(more.text, f"{page}?phan=1", ho_ten="Nguyễn Thị Thử", so_ban="2", ly_do="Học")
    assert "data-parts" in parts.text
    assert "ly_do" not in parts.text
    assert draft_of(site, page).answers["so_ban"] == 7


def test_a_page_is_saved_incomplete_and_found_again(site: Site) -> None:
    visitor = site.citizen("001190000012")
    page = begin(site, visitor)
    answer = visitor.send(page, ho_ten="Lê Thị Dở", so_ban="", _later="1")
    assert answer.headers["Location"] == "/ho-so"
    assert "chưa đọc ra" not in visitor.get("/ho-so").text
    elsewhere = site.citizen("001190000012")
    listed = elsewhere.get("/ho-so").text
    assert page.rsplit("/", 1)[0] in listed
    assert 'value="Lê Thị Dở"' in elsewhere.get(page).text
    saved = visitor.send(f"{page}?luu=1", ho_ten="Lê Thị Dở Dang", so_ban="")
    assert saved.json is not None
    assert saved.json["saved"] == "Đã lưu lúc 09:00"


def test_two_windows_never_overwrite_each_other(site: Site) -> None:
    visitor = site.citizen("001190000013")
    page = begin(site, visitor)
    shown = visitor.get(page).text
    assert visitor.again(shown, page, ho_ten="Bản Một", so_ban="1").status_code == 302
    slower = visitor.again(shown, page, ho_ten="Bản Hai", so_ban="2")
    assert slower.status_code == 409
    assert "Bản Một" in slower.text
    assert 'value="Bản Hai"' in slower.text
    assert draft_of(site, page).answers["ho_ten"] == "Bản Một"
    assert visitor.again(slower.text, page, ho_ten="Bản Hai", so_ban="2").status_code == 302
    assert draft_of(site, page).answers["ho_ten"] == "Bản Hai"
    assert visitor.again(shown, page, ho_ten="Bản Hai", so_ban="2").status_code == 302


def test_a_save_between_the_reading_and_the_writing_of_another_is_not_lost(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = site.citizen("001190000024")
    other = site.citizen("001190000024")
    page = begin(site, visitor)
    shown, also = visitor.get(page).text, other.get(page).text

    def while_another_saves(*given: Any) -> Any:
        monkeypatch.setattr(form_pages, "judge", judge)
        assert other.again(also, page, ho_ten="Bản Nhanh", so_ban="1").status_code == 302
        return judge(*given)

    monkeypatch.setattr(form_pages, "judge", while_another_saves)
    slower = visitor.again(shown, page, ho_ten="Bản Chậm", so_ban="2")
    assert slower.status_code == 409
    assert "Bản Nhanh" in slower.text
    assert 'value="Bản Chậm"' in slower.text
    assert draft_of(site, page).answers["ho_ten"] == "Bản Nhanh"


def test_what_was_typed_survives_the_end_of_the_session(site: Site) -> None:
    visitor = site.citizen("001190000014")
    page = begin(site, visitor)
    shown = visitor.get(page).text
    with unit_of_work(site.database.sessions()) as session:
        session.query(WebSession).delete()
    answer = visitor.again(shown, page, ho_ten="Đã Gõ Rồi", so_ban="9")
    assert answer.headers["Location"] == "/dang-nhap"
    stranger = site.citizen("001190000099")
    assert "Đã Gõ Rồi" not in stranger.get("/ho-so").text
    with unit_of_work(site.database.sessions()) as session:
        row = session.scalars(select(WebSession).where(WebSession.person_id.is_(None))).one()
        row.person_id = session.scalars(select(Person).where(Person.citizen_id == "001190000014")).one().id
        assert row.data["come_back"] == "/"
    back = visitor.get(page).text
    assert 'value="Đã Gõ Rồi"' in back
    assert 'name="ly_do"' in back
    assert "Những gì bạn nhập vẫn còn" in back
    assert draft_of(site, page).answers.get("so_ban") is None
    assert visitor.again(back, page, ho_ten="Đã Gõ Rồi", so_ban="9", ly_do="Học").status_code == 302
    assert "Những gì bạn nhập vẫn còn" not in visitor.get(page).text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (unicodedata.normalize("NFD", "Nguyễn Thị Hoà"), "Nguyễn Thị Hoà"),
        ("  Nguyễn   Thị Thử ", "Nguyễn Thị Thử"),
        ("<script>alert(1)</script>", None),
        ("=HYPERLINK(1)", None),
        ("Nguyễn\x00Thị", "NguyễnThị"),
        ("Nguyễn " * 60, None),
        ("x" * 300_000, None),
    ],
)
def test_hostile_text_is_cleaned_or_refused_and_shown_again_as_text(site: Site, typed: str, kept: str | None) -> None:
    visitor = site.citizen("001190000015")
    page = begin(site, visitor)
    answer = visitor.send(page, ho_ten=typed, so_ban="1")
    assert "<script>alert" not in answer.text
    if kept is None:
        assert answer.status_code == 400
        assert "ho_ten" not in draft_of(site, page).answers
    else:
        assert answer.status_code == 302
        assert draft_of(site, page).answers["ho_ten"] == kept


def test_nothing_incomplete_is_filed_and_a_low_level_does_not_file(site: Site) -> None:
    visitor = site.citizen("001190000019")
    page = begin(site, visitor)
    check = page.rsplit("/", 1)[0] + "/kiem-tra"
    answer = visitor.send(check, declared="1")
    assert answer.status_code == 400
    assert f"{page}?ve=kiem-tra#ho_ten" in answer.text
    fill(visitor, page)
    low = site.citizen("001190000019", assurance=1)
    assert "Bạn cần đăng nhập ở mức độ 2" in low.get(check).text
    assert low.send(check, declared="1").status_code == 400
    assert visitor.again(visitor.get(check).text.replace("24000", "1"), check, declared="1").status_code == 400
    assert draft_of(site, page).answers["so_ban"] == 3


def test_the_home_page_leads_on_to_a_filing_that_was_begun(site: Site) -> None:
    visitor = site.citizen("001190000028")
    page = begin(site, visitor)
    assert "Hồ sơ bạn đang làm dở" not in visitor.get("/").text, "nothing was typed yet"
    visitor.send(page, ho_ten="Nguyễn Thị Thử", so_ban="2")
    draft = page.rsplit("/", 1)[0]
    assert f'href="{draft}"' in visitor.get("/").text
    assert f'href="/en{draft}"' in visitor.get("/en/").text
    assert draft not in site.citizen("001190000029", "Người Khác").get("/").text


def test_a_form_page_asks_little_of_the_database(site: Site) -> None:
    visitor = site.citizen("001190000023")
    page = begin(site, visitor)
    visitor.send(page, ho_ten="Nguyễn Thị Thử", so_ban="2")
    with site.statements() as asked:
        shown = visitor.get(page).text
    assert len(asked) == 1, asked
    with site.statements() as asked:
        assert visitor.again(shown, page, ho_ten="Nguyễn Thị Thử", so_ban="3").status_code == 302
    assert len(asked) == 2, asked


def test_a_whole_filing_asks_little_of_the_database(site: Site) -> None:
    visitor = site.citizen("001190000025")
    visitor.get(START)
    with site.statements() as asked:
        visitor.get(START)
    assert len(asked) <= 3, asked
    check = fill(visitor, begin(site, visitor))
    with site.statements() as asked:
        shown = visitor.get(check).text
    assert len(asked) <= 3, asked
    with site.statements() as asked:
        assert visitor.again(shown, check, declared="1", delivery="online").status_code == 302
    assert len(asked) <= 16, asked
