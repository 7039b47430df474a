"""A clarification and a second supplement over HTTP: asked, answered in words, allowed by a superior."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select, text

from portal.db import Role, unit_of_work
from portal.embedded_postgres import Place
from portal.models import StepForecast, Supplement
from tests.factories import MORNING
from tests.portal.services.test_life import accept
from tests.portal.web.citizen_site import Site, Visitor, open_site
from tests.portal.web.explaining_pack import explaining_pack
from tests.portal.web.test_citizen_dossier import dossier_of, filed

QUESTION = "Vì sao cần ba bản?"
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    pack = explaining_pack(tmp_path_factory.mktemp("pack"))
    with open_site(server, tmp_path_factory.mktemp("requests"), pack) as opened:
        yield opened


@pytest.fixture
def case(site: Site, request: pytest.FixtureRequest) -> tuple[Visitor, str]:
    """A citizen, and the code of their dossier, which is appraised."""
    visitor, code = filed(site, f"0011900{abs(hash(request.node.name)) % 100_000:05d}")
    with unit_of_work(site.database.sessions()) as session:
        session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
        accept(session, site.world, session.merge(dossier_of(site, code)))
    return visitor, code


def act(site: Site, code: str, name: str, **typed: str) -> str:
    """Open an action of the case officer and send it; return the page that follows."""
    officer = site.officer("case_officer")
    found = re.search(rf'href="([^"]+/thao-tac/{name})"', officer.get(f"/can-bo/ho-so/{code}").text)
    assert found is not None
    page = officer.get(found[1]).text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    sent = officer.again(page, found[1], version=version[1], **typed)
    return officer.get(sent.location).text if sent.status_code == 302 else sent.text


def _proposed(site: Site, code: str) -> str:
    """Return the action whose button stands out."""
    page = site.officer("case_officer").get(f"/can-bo/ho-so/{code}").text
    [name] = re.findall(r'class="govuk-button acts__button"[^>]*href="[^"]+/thao-tac/([^"]+)"', page)
    return str(name)


def test_a_clarification_is_asked_answered_and_read_side_by_side(site: Site, case: tuple[Visitor, str]) -> None:
    visitor, code = case
    assert _proposed(site, code) == "lam_ro"
    assert "vì sao hỏi" in act(site, code, "lam_ro", **{"question-1": QUESTION})
    typed = {"question-2": QUESTION, "question-reason-2": "Mục đích chưa rõ"}
    field = {"item-field-so_ban": "1", "reason-field-so_ban": "Số lượng không khớp"}
    assert "Đang chờ người nộp giải trình" in act(site, code, "lam_ro", **typed, **field)
    assert "Bạn cần giải trình 2 nội dung" in visitor.get(f"/ho-so/{code}").text
    place = f"/ho-so/{code}/bo-sung"
    page = visitor.get(place).text
    assert QUESTION in page
    assert "hồ sơ được xử lý theo quy định: Dừng giải quyết." in page
    # Two windows: the later one is shown both replies, and overwrites none unseen.
    assert visitor.again(page, place, so_ban="2", **{"reply-q1": "Một bản"}, _later="1").status_code == 302
    second = visitor.again(page, place, so_ban="2", **{"reply-q1": "Hai bản"}, _later="1")
    assert (second.status_code, "Một bản" in second.text, second.text.count("Hai bản")) == (409, True, 2)
    assert visitor.send(place, so_ban="2", **{"reply-q1": ""}, _later="1").status_code == 302
    lacking = visitor.send(place, so_ban="2", _file="1")
    assert lacking.status_code == 400
    assert "Bạn cần trả lời câu hỏi này." in lacking.text
    assert visitor.send(place, so_ban="2", **{"reply-q1": "Mỗi con <b>một</b> bản"}, _file="1").status_code == 302
    shown = site.officer("case_officer").get(f"/can-bo/ho-so/{code}").text
    assert "Mỗi con &lt;b&gt;một&lt;/b&gt; bản" in shown
    assert re.search(r"<del>3</del>.*<ins>2</ins>", shown, re.DOTALL)
    assert "9.000001, phiên bản 1<" in shown
    assert _proposed(site, code) == "trinh", "what was asked and answered is not proposed once more"
    with unit_of_work(site.database.sessions()) as session:
        kept = session.scalars(select(Supplement).where(Supplement.dossier_id == dossier_of(site, code).id)).one()
        assert (kept.kind, kept.replies) == ("clarification", {"q1": "Mỗi con <b>một</b> bản"})


def test_who_asked_takes_it_back_on_the_page_before_going_on(site: Site, case: tuple[Visitor, str]) -> None:
    visitor, code = case
    officer, home = site.officer("case_officer"), f"/can-bo/ho-so/{code}"
    told = officer.get(home).text
    act(site, code, "lam_ro", **{"question-1": QUESTION, "question-reason-1": "Mục đích chưa rõ"})
    page = officer.get(home).text
    assert "/thao-tac/trinh" not in page
    assert "Chưa làm được vì: Người nộp còn thời gian trả lời" in page
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    asking = re.search(r"/viec/([^/]+)/thao-tac/lam_ro", told)
    assert asking is not None
    straight = f"{home}/viec/{asking[1]}/thao-tac/dung"
    assert "Người nộp còn thời gian trả lời" in officer.get(straight).text
    refused = officer.again(page, straight, version=version[1], other="Không rõ")
    assert refused.status_code == 302
    assert "Người nộp còn thời gian trả lời" in officer.get(refused.location).text
    site.time[0] = MORNING + timedelta(days=9)
    try:
        late = site.officer("case_officer").get(home).text
        assert "/thao-tac/trinh" in late
        assert "Yêu cầu đã gửi người nộp được ghi là hết thời hạn mà chưa có trả lời." in late
    finally:
        site.time[0] = MORNING
    place = f"{home}/rut-yeu-cau"
    assert place in page
    assert place not in site.officer("leader").get(home).text
    assert officer.again(page, place, version=version[1], reason="Đã rõ <b>").status_code == 302
    page = officer.get(home).text
    assert "/thao-tac/trinh" in page
    assert "Đã rõ &lt;b&gt;" in officer.get(f"{home}?xem=qua-trinh").text
    assert "Cơ quan đã rút yêu cầu" in visitor.get(f"/ho-so/{code}").text


def test_the_owner_is_named_as_the_newest_answer_says(site: Site, case: tuple[Visitor, str]) -> None:
    visitor, code = case
    act(site, code, "hoan_thien", **{"item-field-ho_ten": "1", "reason-field-ho_ten": "Khác giấy tờ"})
    before = dossier_of(site, code).owner_name
    assert visitor.send(f"/ho-so/{code}/bo-sung", ho_ten="Quách Ngọc Diễm", _file="1").status_code == 302
    assert dossier_of(site, code).owner_name == "Quách Ngọc Diễm" != before
    officer = site.officer("case_officer")
    for typed in ("quach ngoc diem", before):
        found = officer.again(officer.get("/can-bo").text, "/can-bo/tim", q=typed).location
        assert code in officer.get(found).text


def test_who_asks_beside_an_open_request_is_told_whose_it_is_and_keeps_what_was_typed(
    site: Site, case: tuple[Visitor, str]
) -> None:
    _, code = case
    officer, home = site.officer("case_officer"), f"/can-bo/ho-so/{code}"
    found = re.search(r'href="([^"]+/thao-tac/hoan_thien)"', officer.get(home).text)
    assert found is not None
    act(site, code, "lam_ro", **{"question-1": QUESTION, "question-reason-1": "Mục đích chưa rõ"})
    assert "/thao-tac/hoan_thien" not in officer.get(home).text
    page = officer.get(found[1]).text
    told = "đã gửi một yêu cầu cho người nộp ngày 23/11/2026, hạn trả lời là ngày 01/12/2026"
    assert told in page
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    typed = {"item-field-so_ban": "1", "reason-field-so_ban": "Số lượng <không> khớp"}
    sent = officer.again(page, found[1], version=version[1], **typed)
    assert sent.status_code == 409
    assert told in sent.text
    assert "Số lượng &lt;không&gt; khớp" in sent.text


def test_a_second_request_is_asked_for_and_allowed_on_the_page(site: Site, case: tuple[Visitor, str]) -> None:
    visitor, code = case
    asked = {"item-field-so_ban": "1", "reason-field-so_ban": "Số lượng không khớp"}
    act(site, code, "hoan_thien", **asked)
    assert visitor.send(f"/ho-so/{code}/bo-sung", so_ban="2", _file="1").status_code == 302
    officer, leader = site.officer("case_officer"), site.officer("leader")
    home = f"/can-bo/ho-so/{code}"
    page = officer.get(home).text
    assert "/thao-tac/hoan_thien" not in page
    place = re.search(r'action="([^"]+/xin-hoi-them/hoan_thien)"', page)
    version = re.search(r'name="version" value="(\d+)"', page)
    assert place is not None
    assert version is not None
    officer.again(page, place[1], version=version[1], reason="Vẫn không khớp")
    assert "1 lần xin yêu cầu bổ sung thêm chờ bạn trả lời" in leader.get("/can-bo").text
    assert "Vẫn không khớp" in leader.get("/can-bo/xin-hoi-them").text
    page = leader.get(home).text
    decide = re.search(r'action="([^"]+/hoi-them/[^"]+)"', page)
    assert decide is not None
    assert officer.again(officer.get(home).text, decide[1], answer="yes", reason="Tự cho phép").status_code == 403
    leader.again(page, decide[1], answer="yes", reason="Cần thiết")
    assert code not in leader.get("/can-bo/xin-hoi-them").text
    page = officer.get(home).text
    assert "Cần thiết" in page
    assert "/thao-tac/hoan_thien" in page


def test_reasons_are_chosen_from_the_list_and_counted_for_the_head(site: Site) -> None:
    _, code = filed(site, "001190000777")
    officer, leader = site.officer("receptionist"), site.officer("leader")
    found = re.search(r'href="([^"]+/thao-tac/tu_choi)"', officer.get(f"/can-bo/ho-so/{code}").text)
    assert found is not None
    page = officer.get(found[1]).text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    assert "Không thuộc thẩm quyền giải quyết của cơ quan" in page
    assert officer.again(page, found[1], version=version[1], reason="forged").status_code == 400
    assert officer.again(page, found[1], version=version[1], reason="not_competent").status_code == 302
    place = "/can-bo/ly-do?tu=2026-11-01&den=2026-11-30"
    assert "Không thuộc thẩm quyền giải quyết của cơ quan" in leader.get(place).text
    sheet = leader.get(place.replace("ly-do", "ly-do.csv"))
    assert sheet.mimetype == "text/csv"
    assert "9.000001,Từ chối,not_competent," in sheet.text
    with ZipFile(BytesIO(leader.get(place.replace("ly-do", "ly-do.xlsx")).data)) as book:
        words = book.read("xl/sharedStrings.xml" if "xl/sharedStrings.xml" in book.namelist() else SHEET).decode()
        assert "not_competent" in words
        assert re.search(r'<c r="E2"[^>]*><v>\d+</v></c>', book.read(SHEET).decode()), "how often is a number"
    assert leader.get(place.replace("ly-do", "ly-do.xlsx").replace("11-30", "10-30")).status_code == 400
    assert officer.get(place.replace("ly-do", "ly-do.xlsx")).status_code == 403
    assert leader.get("/can-bo/ly-do?tu=2026-11-01&den=2020-11-30").status_code == 400
    assert leader.get("/can-bo/ly-do?co-quan=H99").status_code == 404
    assert officer.get(place).status_code == 403


def test_the_forecast_stands_beside_the_promised_date_with_how_many_it_is_made_of(
    site: Site, case: tuple[Visitor, str]
) -> None:
    visitor, code = case
    place = f"/ho-so/{code}"
    assert "Ký → Vào sổ → Trả kết quả" in visitor.get(place).text
    assert "Thường xong" not in visitor.get(place).text
    spread = {"low": 450, "median": 900, "high": 1350, "dossiers": 37, "step": "tham_dinh"}
    offered = {"agency_id": site.world.agency.id, "version_id": site.world.offer.version_id}
    with unit_of_work(site.database.sessions(Role.WORKER)) as session:
        session.add(StepForecast(**spread, **offered, newest_at=MORNING, made_at=MORNING))
    page = visitor.get(place).text
    assert "Thường xong trong 1 đến 3 ngày làm việc (8 trong 10 hồ sơ; tính từ 37 hồ sơ cùng thủ tục" in page
    # Received on Monday; Tuesday is a holiday since 2026.
    assert "từ ngày 25/11/2026 đến ngày 27/11/2026" in page
    assert "Usually done within 1 to 3 working days" in visitor.get(f"/en{place}").text
