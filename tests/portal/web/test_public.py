"""What anyone may see: finding, looking up, verifying; and what nobody may learn that way."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest

from portal.app import create_app
from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.models import Paper, SavedSearch
from portal.services import issuing
from portal.services.actors import SYSTEM
from tests.factories import MORNING, make_person, submit
from tests.portal.web.citizen_site import Site, open_site

CODE = "9.000001"
NAME = "Nguyễn Thị Thử"


@pytest.fixture(scope="module")
def shared(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("public")) as opened:
        yield opened


@pytest.fixture
def site(shared: Site) -> Site:
    shared.app.extensions["limiter"].storage.reset()
    return shared


def test_pages_for_everybody_answer_and_start_no_session(site: Site) -> None:
    for path in ("/", "/thu-tuc", f"/thu-tuc/{CODE}", "/tro-giup", "/quyen-rieng-tu", "/tiep-can"):
        for prefix in ("", "/en"):
            answer = site.visitor().get(prefix + path)
            assert answer.status_code == 200, path
            assert "Set-Cookie" not in answer.headers, path


def test_head_and_foot_say_whose_portal_it_is(site: Site) -> None:
    settings = replace(site.database.settings, place="tỉnh Thử & Nghiệm", place_english="Trial Province")
    client = create_app(settings, parts=site.parts).test_client()
    assert client.get("/").text.count("tỉnh Thử &amp; Nghiệm") == 2
    assert client.get("/en/").text.count("Trial Province") == 2


@pytest.mark.parametrize("words", ["xác nhận thử", "XAC NHAN thu", "xác  nhận", "9.000001", "thu nghiem"])
def test_a_procedure_is_found_with_and_without_diacritics(site: Site, words: str) -> None:
    answer = site.visitor().client.post("/thu-tuc", data={"q": words})
    assert answer.status_code == 302
    assert answer.headers["Location"].partition("=")[0] == "/thu-tuc?tim"
    assert f"/thu-tuc/{CODE}" in site.visitor().get(answer.headers["Location"]).text


def test_what_matches_nothing_says_so_and_an_officers_search_is_not_found(site: Site) -> None:
    with unit_of_work(site.database.sessions()) as session:
        officer = site.world.officers["receptionist"].id
        session.add(SavedSearch(token="abc", officer_id=officer, words="Xác nhận thử", created_at=MORNING))
    assert "Không tìm thấy thủ tục" in site.visitor().get("/thu-tuc?q=%25_khong-co").text
    assert "Xác nhận thử”" not in site.visitor().get("/thu-tuc?tim=abc").text


def test_a_sentence_finds_what_holds_most_of_its_words(site: Site) -> None:
    found = site.visitor().get("/thu-tuc?q=toi+muon+xin+giay+xac+nhan+gap").text
    assert f"/thu-tuc/{CODE}" in found
    assert "Không có thủ tục nào có đủ các từ" in found


def test_the_page_of_a_procedure_tells_what_the_national_portal_tells(site: Site) -> None:
    page = site.visitor().get(f"/thu-tuc/{CODE}").text
    for section in ("Trình tự", "Cách thức", "Thành phần hồ sơ", "Đối tượng", "Cơ quan thực hiện", "Căn cứ pháp lý"):
        assert section in page, section
    assert "3 ngày làm việc" in page
    assert "Từ 8.000 đồng" in page
    assert f'href="/thu-tuc/{CODE}/nop"' in page
    assert site.visitor().get("/thu-tuc/1.999999").status_code == 404


def test_looking_up_shows_code_and_progress_and_nothing_else(site: Site) -> None:
    with unit_of_work(site.database.sessions()) as session:
        dossier = submit(session, site.world, make_person(session, "001190000002"))
    page = site.visitor().send("/tra-cuu", code=f" {dossier.code.lower()} ").text
    assert dossier.code in page
    assert "nghĩa vụ tài chính" in page
    for secret in (NAME, "001190000002", "0912345678", "24.000", "Xác nhận thử"):
        assert secret not in page, secret
    assert "Không có hồ sơ nào mang mã này" in site.visitor().send("/tra-cuu", code="H26-00000000-0000000").text


@pytest.mark.parametrize(("gap", "number"), [(" ", 1), ("", 2), ("_", 3), (" - ", 4)])
def test_a_code_is_found_however_its_parts_are_set_apart(site: Site, gap: str, number: int) -> None:
    with unit_of_work(site.database.sessions()) as session:
        code = submit(session, site.world, make_person(session, f"00119000006{number}")).code
    assert code in site.visitor().send("/tra-cuu", code=code.lower().replace("-", gap)).text


def test_looking_up_is_limited(site: Site) -> None:
    visitor = site.visitor()
    answers = [visitor.send("/tra-cuu", code=f"H26-{number}").status_code for number in range(12)]
    assert answers[:10] == [200] * 10
    assert answers[-1] == 429


def issued_paper(site: Site, body: bytes) -> str:
    with unit_of_work(site.database.sessions()) as session:
        dossier = submit(session, site.world, make_person(session, "001190000003"))
        paper = issuing.make_slip(session, dossier, "receipt", actor=SYSTEM, at=MORNING, details={})
        stored = site.parts.storage.put(BytesIO(body), 1 << 20)
        paper.state, paper.sha256, paper.size = "issued", stored.sha256, stored.size
        title = "TUQ. CHỦ TỊCH, TRƯỞNG PHÒNG"
        paper.signers = [{"as": "personal", "name": "Vũ Thị Ký", "title": title, "at": MORNING.isoformat()}]
        return paper.verify_token


def test_a_paper_is_valid_revoked_or_not_known(site: Site) -> None:
    body = b"%PDF-1.7\nan issued paper\n%%EOF\n"
    token = issued_paper(site, body)
    visitor = site.visitor()
    page = visitor.get(f"/v/1/{token}")
    assert page.status_code == 200
    assert "Văn bản có hiệu lực" in page.text
    assert NAME not in page.text
    assert "Vũ Thị Ký, TUQ. Chủ tịch, Trưởng phòng" in page.text
    typed = " ".join(token[start : start + 4].upper() for start in range(0, 32, 4))
    assert visitor.send("/xac-minh", code=typed).headers["Location"] == f"/v/1/{token}"
    sent = visitor.again(visitor.get("/xac-minh").text, "/xac-minh/tep", file=(BytesIO(body), "../../x.pdf"))
    assert "giống hệt bản đã phát hành" in sent.text
    changed = visitor.again(visitor.get("/xac-minh").text, "/xac-minh/tep", file=(BytesIO(body + b" "), "x.pdf"))
    assert "Không có văn bản này" in changed.text
    with unit_of_work(site.database.sessions()) as session:
        session.query(Paper).filter_by(verify_token=token).one().state = "revoked"
    assert "đã bị thu hồi" in visitor.get(f"/v/1/{token}").text
    for unknown in ("0" * 32, "khong-phai-ma", token[:-1]):
        assert visitor.get(f"/v/1/{unknown}").status_code == 404, unknown


@pytest.mark.parametrize(
    "path",
    [
        "/thu-tuc/%00",
        "/thu-tuc?tim=%00",
        "/thu-tuc?linh-vuc=%00&su-kien=%00",
        "/thu-tuc?sau=%00",
        "/thu-tuc?q=%00%F0%9F%98%80%ED%A0%80",
        "/v/1/%00",
        "/ho-so/%00",
        "/ho-so?truoc=%00",
        "/ho-so?truoc=2026-11-23T00:00:00",
        "/nop/00000000-0000-0000-0000-000000000000/%00",
        "/tep/khong-phai-uuid",
    ],
)
def test_no_address_breaks_a_page(site: Site, path: str) -> None:
    for visitor in (site.visitor(), site.citizen("001190000004")):
        assert visitor.get(path).status_code in {200, 302, 400, 404}


@pytest.mark.parametrize("words", ["\x00", "%", "_", "\\", "a" * 5000, "'; DROP TABLE people; --", "\ud83d\ude00"])
def test_no_words_break_the_search(site: Site, words: str) -> None:
    answer = site.visitor().client.post("/thu-tuc", data={"q": words.encode("utf-8", "surrogatepass")})
    assert answer.status_code in {302, 400}
    assert site.visitor().send("/tra-cuu", code=words.encode("utf-8", "surrogatepass")).status_code in {200, 400}


@pytest.mark.parametrize("body", [b"", b"<html>%PDF-</html>", b"PK\x03\x04"])
def test_what_is_no_pdf_is_not_verified(site: Site, body: bytes) -> None:
    visitor = site.visitor()
    answer = visitor.again(visitor.get("/xac-minh").text, "/xac-minh/tep", file=(BytesIO(body), "x.pdf"))
    assert answer.status_code == 400
    assert "Bạn cần chọn một tệp PDF" in answer.text
