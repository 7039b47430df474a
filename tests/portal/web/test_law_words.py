"""A law is cited on a page as lawyers cite it."""

from dataclasses import replace

import pytest

from portal.web.law_words import law_words
from procedures.definition import LegalBasis
from procedures.loader import load
from tests.factories import CONFIRMATION

LAWS = (
    LegalBasis("luat", {"vi": "Luật Hộ tịch"}, "Điều 64"),
    LegalBasis("nd", {"vi": "Nghị định số 168/2025/NĐ-CP"}, "Các điều về hộ kinh doanh"),
    LegalBasis("tt", {"vi": "Thông tư số 281/2016/TT-BTC"}),
)


@pytest.mark.parametrize(
    ("cited", "words"),
    [
        (None, None),
        ("luat", "Luật Hộ tịch, Điều 64"),
        ("luat, Điều 35", "Luật Hộ tịch, Điều 35"),
        ("nd", "Nghị định số 168/2025/NĐ-CP (các điều về hộ kinh doanh)"),
        ("nd, mục 1; tt", "Nghị định số 168/2025/NĐ-CP, mục 1; Thông tư số 281/2016/TT-BTC"),
        ("luật không có trong gói", "luật không có trong gói"),
    ],
)
def test_a_citation_is_said_with_the_text_of_the_law(cited: str | None, words: str | None) -> None:
    procedure = load(CONFIRMATION).procedure
    assert procedure is not None
    assert law_words(replace(procedure, legal_basis=LAWS), cited) == words
