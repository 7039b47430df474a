"""What a page must look like, measured in the finished PDF."""

import io
from dataclasses import replace
from typing import Any

import pikepdf
import pypdf
import pytest

from portal.models import Agency as AgencyRow
from portal.models import Officer
from portal.papers.appearance import draw, seal_box
from portal.papers.base import Appearance, SignatureKind
from portal.papers.filed_forms import FiledFile, FiledForm
from portal.papers.pdf import render_paper
from portal.papers.qr import paper_qr
from portal.papers.slips import HandedIn, Item, Receipt, Slip, Supplement
from portal.papers.values import Agency, PaperValues, Signatory
from portal.services.paper_values import signatory
from tests.portal.papers.conftest import NOW

MILLIMETRE = 72 / 25.4
QR = paper_qr("https://xacminh.example.vn", bytes(16))
LONG_NAME = "Nguyễn Phúc Công Tằng Tôn Nữ Khánh Ngọc"
LONG_REASON = "Bản chụp bị mờ ở góc dưới bên phải, đề nghị chụp lại toàn bộ trang, hoặc nộp bản sao có chứng thực"
FACTS = """{% extends "papers/base_certificate.html" %}{% block body %}<div class="facts">
{% for fact in answers.facts %}<p class="fact">Dòng {{ loop.index }}</p>{% endfor %}
<p class="fact lead">Bảng sau cùng</p><table class="grid"><tr><td>Ô sau cùng</td></tr></table></div>{% endblock %}"""


def receipt(count: int) -> Slip:
    documents = tuple(HandedIn(f"Giấy tờ {number}", "Bản sao") for number in range(1, count + 1))
    return Receipt(documents, "03 ngày làm việc", NOW, NOW, "Trực tuyến")


def supplement(count: int) -> Slip:
    return Supplement(tuple(Item(f"Giấy tờ {number}", LONG_REASON) for number in range(1, count + 1)), "UBND", NOW)


def press_slip(values: PaperValues, slip: Slip) -> bytes:
    paper = replace(values, slip=slip)
    return render_paper(slip.template, paper.context(), qr=QR, fields=("officer", "agency"), created=NOW)


def press_result(values: PaperValues, body: str = FACTS) -> bytes:
    fields = ("number", "date", "leader", "agency")
    return render_paper("r.html", values.context(), pack={"r.html": body.encode()}, qr=QR, fields=fields)


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.parametrize("count", [1, 6, 9, 12, 15, 25])
@pytest.mark.parametrize(("make", "head"), [(receipt, "Tên giấy tờ"), (supplement, "Lý do")])
def test_nobody_signs_an_empty_page_and_a_table_has_its_head_on_each(
    values: PaperValues, make: Any, head: str, count: int
) -> None:
    found = pages(press_slip(values, make(count)))
    assert "Đăng ký nhận kết quả" in found[-1] or "được hướng dẫn" in found[-1]
    for number in range(1, count + 1):
        (page,) = [text for text in found if f" {number} Giấy tờ {number} " in text]
        assert head in page


@pytest.mark.parametrize("count", range(14, 26))
def test_a_heading_and_the_last_table_stay_with_the_signature(values: PaperValues, count: int) -> None:
    found = pages(press_result(replace(values, answers={"facts": range(count)}, recipients=())))
    for page in found:
        assert ("Bảng sau cùng" in page) == ("Ô sau cùng" in page) == ("Nguyễn Hữu Thắng" in page)


def test_a_table_of_a_form_fills_its_page_before_the_promise_that_is_signed(values: PaperValues) -> None:
    rows = tuple(FiledFile(f"Giấy tờ {number}", "anh.jpg", "0" * 64) for number in range(1, 18))
    form = FiledForm("UBND", 1, NOW, (), ("Tôi cam đoan.",), rows, "0" * 64)
    first, last = pages(render_paper("papers/filed_form.html", replace(values, filed=form).context()))
    assert "Giấy tờ 17" in first
    assert last.startswith("Tôi cam đoan.")
    bare = replace(values, filed=replace(form, declarations=()))
    last = pages(render_paper("papers/filed_form.html", bare.context()))[-1]
    assert "Giấy tờ 17" in last, "nobody signs an empty page"


def rectangles(pdf: bytes) -> dict[str, list[float]]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {str(field.T): [float(side) for side in field.Rect] for field in opened.Root.AcroForm.Fields}


def test_a_long_place_stands_between_the_number_and_the_margin(values: PaperValues) -> None:
    far = Agency(name="Ủy ban nhân dân phường Phan Rang - Tháp Chàm", place="Phan Rang - Tháp Chàm")
    found = rectangles(press_result(replace(values, agency=far, answers={"facts": []})))
    text_edge = (210 - 11 - 13) * MILLIMETRE
    assert found["date"][2] <= text_edge
    assert found["date"][0] - found["number"][2] > 40 * MILLIMETRE


def baselines(pdf: bytes, words: str) -> list[float]:
    """Return how high ``words`` stand above the bottom of the first page."""
    heights: list[float] = []

    def visit(text: str, matrix: list[float], line: list[float], *_: Any) -> None:
        if words in text:
            heights.append(matrix[1] * line[4] + matrix[3] * line[5] + matrix[5])

    pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    return heights


@pytest.mark.parametrize("kind", ["slip", "result"])
@pytest.mark.parametrize("name", ["Phạm Ngọc Ánh", LONG_NAME])
def test_the_seal_stands_over_the_printed_name_and_its_note_under_it(values: PaperValues, kind: str, name: str) -> None:
    who = Signatory(name, "Chủ tịch")
    people = replace(values, leader=who, officer=who, answers={"facts": []})
    pdf = press_slip(people, receipt(1)) if kind == "slip" else press_result(people)
    (baseline,) = baselines(pdf, name)
    _left, bottom, _right, top = rectangles(pdf)["agency"]
    seal_bottom = bottom + seal_box(top - bottom)[1]
    assert seal_bottom > baseline + 6
    assert bottom + 15 < baseline - 2
    assert bottom > 0


def test_who_has_a_long_name_signs_with_the_last_of_it() -> None:
    signed = [draw(Appearance(SignatureKind.PERSONAL, one), 158, 62, NOW) for one in (LONG_NAME, "Khánh Ngọc")]
    assert signed[0] == signed[1]
    usual = [draw(Appearance(SignatureKind.PERSONAL, one), 158, 62, NOW) for one in ("Nguyễn Hữu Thắng", "Hữu Thắng")]
    assert usual[0] != usual[1]


@pytest.mark.parametrize(
    ("title", "abbr", "lines"),
    [
        ("CHỦ TỊCH", "UBND", ("TM. ỦY BAN NHÂN DÂN",)),
        ("PHÓ CHỦ TỊCH", "UBND", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")),
        ("PHÓ GIÁM ĐỐC", "STP", ("KT. GIÁM ĐỐC",)),
        ("GIÁM ĐỐC", "STP", ()),
    ],
)
def test_a_committee_and_a_deputy_are_named_above_the_post(title: str, abbr: str, lines: tuple[str, ...]) -> None:
    who = signatory(Officer(full_name="A", title=title), AgencyRow(name="Cơ quan", abbr=abbr))
    assert (who.authority, who.title) == (lines, title)
