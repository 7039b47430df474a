"""Files that citizens send: judged by their bytes, kept under safe names, and nothing kept of what is refused."""

import gc
from collections.abc import Iterator
from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.models import Attachment
from tests.portal.web.citizen_site import Site, Visitor, hidden_values, open_site
from tests.portal.web.test_citizen_filing import a_pdf, begin, draft_of


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("uploads")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("that-ra-la-trang.pdf", b"<html><script>alert(1)</script></html>", "không phải là PDF"),
        ("rong.pdf", b"", "không có nội dung"),
        ("dut.pdf", a_pdf(20).getvalue()[:700], "bị hỏng hoặc tải lên chưa hết"),
        ("chay.exe", b"MZ\x90\x00" + b"\x00" * 100, "không phải là PDF"),
    ],
)
def test_an_upload_is_judged_by_its_content(site: Site, name: str, body: bytes, words: str) -> None:
    visitor = site.citizen("001190000016")
    documents = begin(site, visitor).rsplit("/", 1)[0] + "/giay-to"
    answer = visitor.send(documents, **{"tep-giay_to": (BytesIO(body), name), "_send": "giay_to"})
    assert answer.status_code == 400
    assert words in answer.text
    with unit_of_work(site.database.sessions()) as session:
        assert session.scalars(select(Attachment).where(Attachment.filename == name)).all() == []


def post_file(visitor: Visitor, documents: str, content: bytes, name: str, length: int | None = None) -> TestResponse:
    """Send a file as bytes of a body, or only the first ``length`` of them."""
    token = hidden_values(visitor.get(documents).text)["csrf_token"]
    typed = {"csrf_token": token, "_send": "giay_to", "tep-giay_to": FileStorage(BytesIO(content), name)}
    boundary, body = encode_multipart(typed)
    kind, headers = f"multipart/form-data; boundary={boundary}", {"Sec-Fetch-Site": "same-origin"}
    return visitor.client.post(documents, data=body[:length], content_type=kind, headers=headers)


def claim(visitor: Visitor, address: str, length: int) -> int:
    """Say that a body of ``length`` bytes follows; return the status of the answer."""
    kind = "multipart/form-data; boundary=x"
    said = {"CONTENT_LENGTH": str(length)}
    return visitor.client.post(address, data=b"--x", content_type=kind, environ_overrides=said).status_code


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
def test_an_upload_that_is_too_large_or_breaks_off_on_the_way_leaves_nothing(site: Site) -> None:
    visitor = site.citizen("001190000025")
    documents = begin(site, visitor).rsplit("/", 1)[0] + "/giay-to"
    large = post_file(visitor, documents, a_pdf().getvalue() + bytes(20 << 20), "lon.pdf")
    assert large.status_code == 400
    assert "lớn hơn 20 MB" in large.text
    assert "lớn hơn 20 MB" in post_file(visitor, documents, bytes(65 << 20), "lon.pdf").text
    assert claim(visitor, documents, 513 << 20) == 413
    assert claim(visitor, "/dang-xuat", 65 << 20) == 413, "only where files are sent is there so much room"
    assert claim(site.visitor(), documents, 65 << 20) == 413, "nobody fills the disk without having signed in"
    for length in (-5, 900, 300):
        assert post_file(visitor, documents, a_pdf(20).getvalue(), "dut.pdf", length).status_code == 400
    # Werkzeug leaves half a file to the collector, which complains; nobody else's test is to hear of it.
    gc.collect()
    with unit_of_work(site.database.sessions()) as session:
        draft = draft_of(site, documents)
        assert session.scalars(select(Attachment).where(Attachment.draft_id == draft.id)).all() == []
    assert post_file(visitor, documents, a_pdf().getvalue(), "ca.pdf").status_code == 302


def test_a_file_with_an_evil_name_is_kept_under_a_safe_one(site: Site) -> None:
    visitor = site.citizen("001190000017")
    documents = begin(site, visitor).rsplit("/", 1)[0] + "/giay-to"
    body = a_pdf(3).getvalue()
    assert "Chưa chọn tệp nào" in visitor.get(documents).text
    visitor.send(documents, **{"tep-giay_to": (BytesIO(body), "../../etc/x\u202efdp.exe"), "_send": "giay_to"})
    sent_one = visitor.get(documents).text
    assert "đang kiểm tra" in sent_one
    assert "Thêm tệp" in sent_one
    assert "Chưa chọn tệp nào" not in sent_one, "there is one already"
    site.check_files()
    assert "đang kiểm tra" not in visitor.get(documents).text
    with unit_of_work(site.database.sessions()) as session:
        file = session.scalars(select(Attachment).order_by(Attachment.uploaded_at.desc(), Attachment.id.desc())).first()
    assert file is not None
    assert (file.filename, file.pages, file.media_type) == ("xfdp.exe.pdf", 3, "application/pdf")
    with visitor.get(f"/tep/{file.id}") as sent:
        assert sent.data == body
        assert sent.headers["Content-Disposition"].startswith("attachment")
        assert sent.headers["Cache-Control"] == "no-store"
    again = visitor.send(documents, **{"tep-giay_to": (BytesIO(body), "x.pdf"), "_send": "giay_to"})
    assert again.status_code == 302
    assert visitor.get(documents).text.count(f"/tep/{file.id}") == 1
    assert visitor.send(documents, _remove=str(file.id)).status_code == 302
    assert visitor.get(f"/tep/{file.id}").status_code == 404
    assert "Bạn cần tải lên" in visitor.send(documents, _next="1").text
