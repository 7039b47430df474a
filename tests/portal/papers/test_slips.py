import io
from dataclasses import replace
from datetime import timedelta

import pypdf
import pytest

from portal.papers.pdf import render_paper
from portal.papers.qr import paper_qr
from portal.papers.slips import (
    Apology,
    Control,
    FeeLine,
    FeeReceipt,
    HandedIn,
    Handing,
    Item,
    Receipt,
    Refusal,
    Slip,
    Stop,
    Supplement,
    template_of,
)
from portal.papers.values import PaperValues
from tests.portal.papers.conftest import NOW

LATER = NOW + timedelta(days=3)
MILLIMETRE = 72 / 25.4

DIGESTS = ("0123456789abcdef" * 4, "fedcba9876543210" * 4)
NAMED = tuple(f"SHA-256 {one[:32]} {one[32:]}" for one in DIGESTS)
SLIPS: dict[str, tuple[Slip, tuple[str, ...]]] = {
    "receipt": (
        Receipt((HandedIn("Giấy chứng sinh", "Bản chính", 2, DIGESTS),), "trong ngày", NOW, LATER, "trực tuyến"),
        (*NAMED, "Giấy chứng sinh", "15 giờ 00 phút, ngày 25 tháng 11 năm 2026", "NGƯỜI TIẾP NHẬN HỒ SƠ"),
    ),
    "receipt for another": (
        Receipt(
            (HandedIn("Giấy chứng sinh", "Bản chính", 2, DIGESTS),), "trong ngày", NOW, LATER, "trực tuyến",
            represents="Nộp thay cá nhân Lê B, theo văn bản ủy quyền nộp kèm",
            confirmed=("Lê B (Người vợ)", "Lê C (Con)"),
        ),
        ("Nộp thay cá nhân Lê B", "Đã cùng xác nhận bằng định danh điện tử: Lê B (Người vợ); Lê C (Con)"),
    ),
    "supplement": (
        Supplement((Item("Giấy ủy quyền", "Thiếu chữ ký"),), "024 3762 0000", LATER),
        ("Giấy ủy quyền", "Thiếu chữ ký", "024 3762 0000", "Đề nghị nộp bổ sung chậm nhất", "NGƯỜI HƯỚNG DẪN"),
    ),
    "refusal": (Refusal(("Không đúng thẩm quyền.",)), ("1. Không đúng thẩm quyền.", "không tiếp nhận")),
    "apology": (Apology(NOW, NOW, "chưa đủ ý kiến.", LATER), ("xin lỗi", "chưa đủ ý kiến.", "25 tháng 11")),
    "stop": (Stop(NOW, LATER, "không còn nhu cầu."), ("dừng giải quyết hồ sơ", "không còn nhu cầu.")),
    "control": (
        Control(
            (
                Handing(
                    "UBND phường", "Vào sổ", "Lê A", NOW, "Vũ B", NOW, LATER, NOW, "Quá hạn", None, "Không tính",
                    ("Đã cấp số",),
                ),
            ),
            "UBND phường Ba Đình", NOW, LATER, LATER,
        ),
        ("Vào sổ", "Người giao: Lê A", "1. Giao: 15:00 22/11/2026", "Người nhận: Vũ B", "quá hạn", "Đã cấp số"),
    ),
    "fee receipt": (
        FeeReceipt(
            "Trần Đức Lương", (FeeLine("Lệ phí", 24_000), FeeLine("Bưu chính", 30_000)), NOW, "trực tuyến", "01BLP",
            "AA-26E", "0000125",
        ),
        ("54.000 đồng", "Năm mươi tư nghìn đồng", "0000125", "24.000 đồng", "NGƯỜI THU TIỀN"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("slip", "said"), SLIPS.values(), ids=SLIPS)
def test_each_slip_is_one_page_of_a5_and_says_what_it_must(
    values: PaperValues, slip: Slip, said: tuple[str, ...]
) -> None:
    qr = paper_qr("https://xacminh.example.vn", bytes(16))
    pdf = render_paper(slip.template, replace(values, slip=slip).context(), qr=qr, fields=("officer", "agency"))
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert float(page.mediabox.width) == pytest.approx(148 * MILLIMETRE, abs=1)
    assert float(page.mediabox.height) == pytest.approx(210 * MILLIMETRE, abs=1)
    text = " ".join(page.extract_text().split())
    for words in (*said, "H26.01-20261122-0000001", "Độc lập - Tự do - Hạnh phúc"):
        assert words in text


def test_a_sector_brings_slips_of_its_own() -> None:
    slip = SLIPS["refusal"][0]
    assert template_of(slip) == "papers/refusal.html"
    assert template_of(slip, {"slips/refusal.html": b""}) == "slips/refusal.html"
    assert template_of(slip, {"slips/receipt.html": b""}) == "papers/refusal.html"
