"""Each shipped procedure, from its pack to a paper that anybody can verify."""

import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.journeys import applicant, desk
from tests.journeys.people import People
from tests.journeys.site import Site
from tests.journeys.stories import files, newest, procedure_in
from tests.journeys.stories import told as read_told
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_every_journey_is_of_a_shipped_procedure() -> None:
    """A journey shows what people see; every shipped procedure goes its whole way in the tests of the services."""
    assert {procedure_in(path) for path in files()} <= set(newest())


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_a_dossier_lives_its_whole_life(people: People, site: Site, sheet: Path, path: Path) -> None:
    told = read_told(path)
    story = f"filing-{path.stem}"
    with people.citizen(story, told.person) as visitor:
        code = applicant.file_all(visitor, told, sheet)
    desk.handle(people, story, code, told.officers)
    with people.citizen(story, told.person) as visitor:
        paper = fetch(visitor, code, told.paper)
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    for words in told.result:
        assert words.casefold() in re.sub(r"\s+", " ", text).casefold()
    with people.nobody(story) as visitor:
        verify(visitor, paper)
    checked = site.command("evidence", "check")
    assert checked.returncode == 0, checked.stdout


def fetch(visitor: Visitor, code: str, paper: str) -> bytes:
    """Download an issued paper from the page of the dossier."""
    visitor.until(f"/ho-so/{code}", "Đã trả kết quả")
    link = visitor.page.get_by_role("link", name=f"Tải về {paper}", exact=True)
    with visitor.page.expect_download() as download:
        link.click()
    return Path(download.value.path()).read_bytes()


def verify(visitor: Visitor, paper: bytes) -> None:
    """Scan the QR, then send the file itself; then a file that was tampered with."""
    visitor.go(qr_address(paper, visitor.url))
    assert "Văn bản có hiệu lực" in visitor.words
    visitor.go("/xac-minh")
    visitor.page.locator("#file").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": paper})
    visitor.press("Xác minh tệp")
    assert "Văn bản có hiệu lực" in visitor.words
    assert "Không hợp lệ" not in visitor.words
    visitor.go("/xac-minh")
    changed = paper + b"\n"
    visitor.page.locator("#file").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": changed})
    visitor.press("Xác minh tệp")
    assert "Không có văn bản này" in visitor.words


def qr_address(paper: bytes, url: str) -> str:
    """Return the address that the paper prints under its QR."""
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    code = re.search(r"[0-9a-f]{32}", re.sub(r"\s", "", text))
    assert code is not None, text
    return f"{url}/v/1/{code[0]}"
