"""Papers are called on pages as they call themselves, and saved under names that people understand."""

from portal.models import Paper
from portal.services.issuing import SLIP_TITLES
from portal.web.paper_words import FILES, SLIPS, paper_file


def test_a_page_calls_a_slip_as_it_calls_itself() -> None:
    assert SLIPS == SLIP_TITLES
    assert set(FILES) == {*SLIP_TITLES, "result", "filed_form"}


def test_a_paper_is_saved_under_what_it_is() -> None:
    code = "H26.1-20261123-0000001"
    assert paper_file(code, Paper(kind="fee_receipt")) == f"{code}-bien-lai.pdf"
    names = [paper_file(code, Paper(kind="filed_form", details={"number": number})) for number in (1, 2)]
    assert names == [f"{code}-to-khai.pdf", f"{code}-to-khai-bo-sung-1.pdf"]
