"""What a publisher looks at before anybody is bound by it: form, fees, workflow, result, golden cases."""

import html
import re
import subprocess
from collections.abc import Iterator

import pytest

from portal.config import PROJECT
from procedures.reading.files import gather
from tests.conftest import Database
from tests.portal.web.publishing_house import House, changed, hidden, pack

pytestmark = pytest.mark.slow

BIRTH = PROJECT / "procedures" / "catalogue" / "ho-tich" / "1.001193" / "v1"
LATE = "cases/03-qua-han-co-le-phi.yaml"
POOR = "cases/05-qua-han-ho-ngheo.yaml"
TEMPLATE = '{% extends "papers/base_result.html" %}\n{% block body %}\n'


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    with House.open(database) as opened:
        yield opened


def test_a_shipped_pack_is_seen_whole_before_publication(house: House) -> None:
    draft = house.draft(gather(BIRTH))
    page = house.get("soan", draft).text
    assert "Người soạn chưa chắc về" in page  # what the law left open is said to publishers
    assert re.search(r"(\d+)/\1 trường hợp đúng", page)
    form = house.get("soan", f"{draft}/bieu-mau").text
    assert "Cơ sở dữ liệu quốc gia về dân cư: nơi thường trú" in form
    assert "Người dân sửa được. Căn cứ: Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15, Điều 4" in form
    drawing = house.get("soan", f"{draft}/quy-trinh")
    assert drawing.text.count('class="steps__item"') >= 6
    assert house.get("soan", f"{draft}/quy-trinh.svg").mimetype == "image/svg+xml"
    house.work()
    result = house.get("soan", f"{draft}/ket-qua").text
    frame = re.search(r'<iframe[^>]* src="([^"]+\.pdf)"', result)
    assert frame is not None
    pdf = house.get("soan", frame.group(1))
    assert pdf.data.startswith(b"%PDF-")
    assert "frame-ancestors 'self'" in pdf.headers["Content-Security-Policy"]


FILED_FORM = "filed_form: {title: {vi: Tờ khai}, template: to_khai.html}\n"
LAYOUT = '{% extends "papers/filed_form.html" %}{% block content %}<p>LAYOUT OF OUR OWN</p>{{ super() }}{% endblock %}'


def test_the_form_as_filed_is_seen_in_both_layouts_with_the_answers_that_one_chooses(house: House) -> None:
    files = pack(to_khai__html=LAYOUT)
    own = files | {"procedure.yaml": files["procedure.yaml"] + FILED_FORM.encode()}
    draft = house.draft(own)
    assert "chưa được dựng" in house.get("soan", f"{draft}/to-khai").text
    wanted = [("long", "rieng"), ("short", "chung"), ("", "rieng")]
    for sample, layout in wanted:
        asked = {"truong-hop": sample, "mau": layout}
        answer = house.post("soan", f"{draft}/to-khai", draft, **asked)
        assert house.get("soan", str(answer.location)).headers["Refresh"] == "2"
    house.work()
    seen = [_words(house, f"{draft}/to-khai?truong-hop={sample}&mau={layout}") for sample, layout in wanted]
    assert ["LAYOUT OF OUR OWN" in words for words in seen] == [True, False, True]
    assert ["Công Tằng Tôn Nữ" in words for words in seen] == [True, False, False]
    assert ["Lê An" in words for words in seen] == [False, True, False]
    assert "Dựng được văn bản kết quả" in house.get("soan", draft).text
    assert house.get("soan", f"{draft}/to-khai?truong-hop=cases/no.yaml&mau=x").status_code == 200


def test_a_pack_without_a_layout_is_printed_in_the_common_one(house: House) -> None:
    draft = house.draft(pack())
    english = house.get("soan", f"/en{draft}/to-khai").text
    assert "The pack has no layout of its own" in english
    assert "Test confirmation" in english
    page = house.get("soan", f"{draft}/to-khai?mau=rieng").text
    assert "Gói không có mẫu tờ khai riêng" in page
    assert 'name="mau"' not in page
    house.post("soan", f"{draft}/to-khai", draft, mau="rieng", **{"truong-hop": "short"})
    house.work()
    assert "Lê An" in _words(house, f"{draft}/to-khai?truong-hop=short")


def _words(house: House, url: str) -> str:
    page = house.get("soan", url).text
    frame = re.search(r'<iframe[^>]* src="([^"]+\.pdf)"', page)
    assert frame is not None, page
    pdf = house.get("soan", frame.group(1)).data
    told = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s+", " ", told.stdout.decode())


def test_fees_are_those_of_production_for_a_case_and_for_what_is_typed(house: House) -> None:
    draft = house.draft(gather(BIRTH))
    url = f"{draft}/phi"
    assert "8.000 đồng" in house.get("soan", f"{url}?truong-hop={LATE}").text
    assert "Giảm 100%" in house.get("soan", f"{url}?truong-hop={POOR}").text
    confirmation = house.draft(pack())
    sheet = house.post("soan", f"{confirmation}/phi", confirmation, _typed="1", so_ban="7").text
    assert "56.000 đồng" in sheet
    unknown = house.get("soan", f"{confirmation}/phi").text
    assert "Chưa tính được hết vì chưa trả lời: Số bản" in unknown
    bad = house.post("soan", f"{confirmation}/phi", confirmation, _typed="1", so_ban="bảy").text
    assert "govuk-error-summary" in bad
    assert 'value="bảy"' in bad


def test_the_form_is_walked_as_citizens_will_and_nothing_is_kept(house: House) -> None:
    draft = house.draft(pack())
    url = f"{draft}/bieu-mau"
    page = house.get("soan", url).text
    assert "Họ và tên" in page
    form, _, conditions = page.partition("data-conditions")
    assert "Lý do" not in form  # asked for more than five copies only
    assert "Hỏi khi “Số bản” lớn hơn 5" in conditions
    assert "Chưa biết" in conditions
    send = {"_page": "nguoi_nop", "_answers": hidden(page, "_answers"), "truong-hop": ""}
    wrong = house.post("soan", url, url, ho_ten="", so_ban="99", **send).text
    assert "govuk-error-summary" in wrong
    revealed = house.post("soan", url, url, ho_ten="Trần Văn Mẫu", so_ban="6", **send).text
    assert "Lý do" in revealed
    done = house.post("soan", url, url, ho_ten="Trần Văn Mẫu", so_ban="2", **send).text
    assert "Đã điền xong trang cuối" in done
    assert '"so_ban": 2' in html.unescape(done)
    parts = house.post("soan", f"{url}?phan=1", url, ho_ten="", so_ban="7", **send).text
    assert parts.startswith("<div data-parts>")
    assert "govuk-error-message" not in parts
    fees = house.post("soan", f"{draft}/phi", url, _answers=hidden(done, "_answers")).text
    assert "16.000 đồng" in fees
    for nonsense in ("{", "[]", '{"so_ban": {"a": 1}}', "9" * 10_000, "[" * 5_000, "null"):
        answer = house.post("soan", url, url, **{**send, "_answers": nonsense, "_to": "nguoi_nop"})
        assert answer.status_code == 200, nonsense[:20]


def test_the_answers_of_a_golden_case_fill_the_form(house: House) -> None:
    draft = house.draft(gather(BIRTH))
    page = house.get("soan", f"{draft}/bieu-mau?truong-hop={LATE}").text
    names = re.findall(r'name="_to" value="(\w+)"', page)
    assert len(names) > 3
    send = {"_page": names[0], "_answers": hidden(page, "_answers"), "truong-hop": LATE}
    last = house.post("soan", f"{draft}/bieu-mau", f"{draft}/bieu-mau", **send, _to=names[-1])
    assert last.status_code == 200
    assert f'name="_page" value="{names[-1]}"' in last.text


BAD_TEMPLATES = {
    "a filter that does not fit": (
        TEMPLATE + "<p>\n{{ answers.ho_ten | money }}</p>\n{% endblock %}\n",
        "result.html:4",
    ),
    "an endless loop": (
        TEMPLATE + "{% for a in range(999) %}" * 4 + "{% endfor %}" * 4 + "{% endblock %}\n",
        "thời gian hoặc bộ nhớ",
    ),
}


@pytest.mark.parametrize("kind", BAD_TEMPLATES)
def test_a_template_that_cannot_be_rendered_says_where_and_stops_publication(
    house: House, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.jobs.previews.SECONDS", 4)
    template, said = BAD_TEMPLATES[kind]
    draft = house.draft(pack() | {"result.html": template.encode()})
    waiting = house.get("soan", f"{draft}/ket-qua")
    assert waiting.headers["Refresh"] == "2"
    assert "Đang dựng văn bản" in waiting.text
    house.work()
    page = house.get("soan", f"{draft}/ket-qua")
    assert "Refresh" not in page.headers
    assert said in page.text
    assert "Gửi phê duyệt</button>" not in page.text
    assert house.post("soan", f"{draft}/gui", digest=house.digest(draft)).status_code == 302
    assert house.row(draft).state.value == "draft"


def test_a_syntax_error_of_a_template_is_a_finding_at_its_line(house: House) -> None:
    draft = house.draft(pack() | {"result.html": (TEMPLATE + "{{ answers.ho_ten \n{% endblock %}").encode()})
    page = house.get("soan", draft).text
    assert f"{draft}/nguon?tep=result.html#L" in page


def test_a_golden_case_that_comes_out_otherwise_is_told_and_stops_publication(house: House) -> None:
    files = gather(BIRTH)
    text = files[LATE].decode()
    assert "total: 8000" in text
    draft = house.draft(files | {LATE: text.replace("total: 8000", "total: 9000").encode()})
    house.work()
    page = house.get("soan", f"{draft}/truong-hop").text
    assert "total: cần 9000, nhưng ra 8000" in page
    assert f"{draft}/nguon?tep=cases/03-qua-han-co-le-phi.yaml#L" in html.unescape(page).replace("%2F", "/")
    assert "Gửi phê duyệt</button>" not in page
    house.post("soan", f"{draft}/gui", digest=house.digest(draft))
    assert house.row(draft).state.value == "draft"


def test_a_flawed_step_is_red_in_the_drawing(house: House) -> None:
    # Nothing is ever signed by the agency: the workflow can be read, and is refused.
    draft = house.draft(changed((", number: true, sign: agency, paper: result", "")))
    assert house.row(draft).findings
    page = house.get("soan", f"{draft}/quy-trinh").text
    assert "Có lỗi ở 1 bước" in page
    assert "wf" in page


def test_the_slips_of_a_pack_are_seen_before_anybody_gets_one(house: House) -> None:
    own = '{% extends "papers/refusal.html" %}{% block role %}NGƯỜI TỪ CHỐI{% endblock %}'
    draft = house.draft(pack() | {"slips/refusal.html": own.encode()})
    page = house.get("soan", f"{draft}/phieu").text
    assert 'value="refusal" selected' in page, "the pack's own is shown first"
    assert "slips/refusal.html" in page
    for kind in ("refusal", "clarification"):
        house.post("soan", f"{draft}/phieu", draft, loai=kind)
    house.work()
    assert "NGƯỜI TỪ CHỐI" in _words(house, f"{draft}/phieu?loai=refusal")
    assert "giải trình, làm rõ những nội dung" in _words(house, f"{draft}/phieu?loai=clarification")
    assert house.get("soan", f"{draft}/phieu?loai=khac").status_code == 200
    spoilt = house.get("soan", house.draft(pack() | {"slips/refusl.html": own.encode()})).text
    assert "không có phiếu" in spoilt
