"""What becomes of a file: kept as it is, closed while nobody has scanned it, read as pictures, named on the receipt."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import BinaryIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.clock import now
from portal.db import Base, unit_of_work
from portal.embedded_postgres import Place
from portal.jobs import files as jobs
from portal.jobs.picturing import picture_files
from portal.models import Attachment, Dossier, DossierEvent
from portal.scanning.base import ScannerUnreachable, Verdict
from portal.scanning.sandbox import EICAR
from portal.services import evidence_check, stored_files
from tests.factories import PASSWORD
from tests.portal.papers import some_files as some
from tests.portal.web.citizen_site import Site, Visitor, open_site
from tests.portal.web.test_citizen_filing import begin

FULL = {"ho_ten": "Nguyễn Thị Thử", "so_ban": "3"}


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("files")) as opened:
        yield opened


@dataclass
class MoodyScanner:
    """A scanner that is away, until it is told what to say."""

    says: Verdict | None = None
    asked: list[bytes] = field(default_factory=list)

    def scan(self, stream: BinaryIO) -> Verdict:
        self.asked.append(stream.read())
        if self.says is None:
            raise ScannerUnreachable("nobody is there")
        return self.says


def documents_of(site: Site, visitor: Visitor) -> str:
    answer = visitor.send(begin(site, visitor), **FULL)
    return answer.headers["Location"]


def send(visitor: Visitor, documents: str, body: bytes, name: str) -> None:
    answer = visitor.send(documents, **{"tep-giay_to": (BytesIO(body), name), "_send": "giay_to"})
    assert answer.status_code == 302, answer.text


def file_it(visitor: Visitor, documents: str) -> str:
    """File, and return the address of the receipt."""
    answer = visitor.send(documents.replace("/giay-to", "/kiem-tra"), declared="1", delivery="online")
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def filed(site: Site, number: str, body: bytes, name: str, scanner: MoodyScanner | None = None) -> tuple[str, str]:
    """File a dossier with one file; return its code and the address of the file on the desk."""
    visitor = site.citizen(number)
    documents = documents_of(site, visitor)
    send(visitor, documents, body, name)
    site.check_files(scanner)
    code = file_it(visitor, documents).split("/")[2]
    return code, f"/can-bo/ho-so/{code}/tep/{file_of(site, code).id}"


def file_of(site: Site, code: str) -> Attachment:
    with unit_of_work(site.database.sessions()) as session:
        query = select(Attachment).join(Dossier, Dossier.id == Attachment.dossier_id)
        return session.scalars(query.where(Dossier.code == code)).one()


def draw(site: Site, code: str) -> None:
    with site.worker() as worker:
        picture_files(worker, str(file_of(site, code).dossier_id))


@pytest.fixture(scope="module")
def officer(site: Site) -> FlaskClient:
    client = site.app.test_client()
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/can-bo/dang-nhap").text)[0]
    typed = {"username": "receptionist.h26.101", "password": PASSWORD, "csrf_token": token}
    assert client.post("/can-bo/dang-nhap", data=typed).status_code == 302
    return client


def test_nothing_is_filed_before_a_worker_has_looked_into_every_file(site: Site) -> None:
    visitor = site.citizen("001190000051")
    documents = documents_of(site, visitor)
    check = documents.replace("/giay-to", "/kiem-tra")
    send(visitor, documents, some.acting_pdf(), "giay.pdf")
    waiting = visitor.get(check).text
    assert "“giay.pdf” đang được kiểm tra" in waiting
    assert "data-poll" in waiting
    assert "Hồ sơ chưa nộp được" not in waiting, "it is no fault of the visitor's"
    assert "Nộp hồ sơ</button>" not in waiting
    asks = documents.replace("/giay-to", "/tep-da-kiem-tra")
    assert visitor.get(asks).json == {"done": False}
    assert visitor.send(check, declared="1", delivery="online").status_code == 400
    site.check_files()
    assert visitor.get(asks).json == {"done": True}
    ready = visitor.get(check).text
    assert "đang được kiểm tra" not in ready
    assert "Nộp hồ sơ" in ready
    file_it(visitor, documents)


def test_what_a_worker_refuses_is_told_with_its_cure_and_stops_the_filing_until_it_is_gone(site: Site) -> None:
    visitor = site.citizen("001190000052")
    documents = documents_of(site, visitor)
    send(visitor, documents, some.pdf(1, "mat-khau"), "khoa.pdf")
    send(visitor, documents, some.pdf(2), "tot.pdf")
    site.check_files()
    assert "“khoa.pdf” có mật khẩu" in visitor.get(documents).text
    assert visitor.send(documents, _next="1").status_code == 400
    check = documents.replace("/giay-to", "/kiem-tra")
    assert visitor.send(check, declared="1", delivery="online").status_code == 400
    with unit_of_work(site.database.sessions()) as session:
        locked = session.scalars(select(Attachment).where(Attachment.filename == "khoa.pdf")).one()
    visitor.send(documents, _remove=str(locked.id))
    file_it(visitor, documents)


def test_a_file_swapped_between_the_last_look_and_the_filing_is_told_and_is_the_one_on_the_receipt(site: Site) -> None:
    visitor = site.citizen("001190000053")
    documents = documents_of(site, visitor)
    send(visitor, documents, some.pdf(1), "mot.pdf")
    site.check_files()
    check = documents.replace("/giay-to", "/kiem-tra")
    seen = visitor.get(check).text
    with unit_of_work(site.database.sessions()) as session:
        first = session.scalars(select(Attachment).where(Attachment.filename == "mot.pdf")).one()
    visitor.send(documents, _remove=str(first.id))
    send(visitor, documents, some.photograph(), "hai.jpg")
    site.check_files()
    told = visitor.again(seen, check, declared="1", delivery="online")
    assert told.status_code == 400
    assert "Giấy tờ chứng minh: nay là “hai.jpg”." in told.text
    answer = visitor.again(told.text, check, declared="1", delivery="online")
    receipt = visitor.get(answer.headers["Location"]).text
    code = answer.headers["Location"].split("/")[2]
    with site.parts.storage.open(file_of(site, code).sha256) as stored:
        digest = hashlib.sha256(stored.read()).hexdigest()
    assert f"SHA-256 {digest}" in receipt
    assert f"SHA-256 {digest}" in visitor.get(f"/ho-so/{code}").text
    assert first.sha256 not in receipt
    assert digest != hashlib.sha256(some.photograph()).hexdigest(), "the picture is kept without what the camera wrote"


def test_while_the_scanner_is_away_people_file_and_the_file_stays_closed(site: Site, officer: FlaskClient) -> None:
    scanner = MoodyScanner()
    body = some.pdf(3)
    code, at = filed(site, "001190000054", body, "ba.pdf", scanner)
    assert file_of(site, code).scan == "waiting"
    assert "Chờ quét mã độc" in officer.get(f"/can-bo/ho-so/{code}").text
    for address in (at, f"{at}?goc=1"):
        closed = officer.get(address)
        assert closed.status_code == 302
        assert closed.headers["Location"] == f"{at}/xem"
    draw(site, code)
    assert "đang chờ quét mã độc" in officer.get(f"{at}/xem").text
    with officer.get(f"{at}/trang/3") as picture:
        assert picture.mimetype == "image/jpeg"
    with site.worker(scanner) as worker:
        jobs.scan_waiting(worker)
        assert len(scanner.asked) == 2, "it is asked for one file, and left in peace while it is away"
        scanner.says = Verdict()
        jobs.scan_waiting(worker)
        jobs.scan_waiting(worker)
    assert len(scanner.asked) == 3
    with officer.get(f"{at}?goc=1") as opened:
        assert opened.data == body


def test_what_the_scanner_finds_later_is_locked_and_sooner_is_refused(site: Site, officer: FlaskClient) -> None:
    scanner = MoodyScanner()
    code, at = filed(site, "001190000055", some.pdf(4), "bon.pdf", scanner)
    draw(site, code)
    assert "vì mã độc" not in officer.get("/can-bo?xem=tat-ca").text
    scanner.says = Verdict("Evil")
    with site.worker(scanner) as worker:
        jobs.scan_waiting(worker)
    demand_told(site, officer, code)
    assert "có mã độc và đã bị khóa" in officer.get(f"{at}/xem").text
    assert officer.get(f"{at}/trang/1").status_code == 404
    assert officer.get(f"{at}?goc=1").status_code == 302
    assert "Có mã độc" in officer.get(f"/can-bo/ho-so/{code}").text
    visitor = site.citizen("001190000056")
    documents = documents_of(site, visitor)
    send(visitor, documents, some.pdf(1) + EICAR + b"\n%%EOF\n", "eicar.pdf")
    site.check_files()
    assert "“eicar.pdf” có mã độc" in visitor.get(documents).text


def demand_told(site: Site, officer: FlaskClient, code: str) -> None:
    """The desk and the dossier say what was found, and the evidence holds it, once."""
    assert "Có tệp bị khóa vì mã độc" in officer.get("/can-bo?xem=tat-ca").text
    assert "Có tệp bị khóa vì mã độc" in officer.get(f"/can-bo/ho-so/{code}").text
    story = officer.get(f"/can-bo/ho-so/{code}?xem=qua-trinh").text
    assert "Giấy tờ chứng minh: máy quét báo “Evil”" in story
    with unit_of_work(site.database.sessions()) as session:
        query = select(DossierEvent.kind).join(Dossier, Dossier.id == DossierEvent.dossier_id)
        kinds = list(session.scalars(query.where(Dossier.code == code)))
        assert kinds.count("file_infected") == 1
        assert evidence_check.check(session).broken == ()


def test_malware_that_the_scanner_learns_of_later_is_found_again(site: Site, officer: FlaskClient) -> None:
    scanner = MoodyScanner(Verdict())
    code, at = filed(site, "001190000062", some.pdf(6), "sau.pdf", scanner)
    old, _ = filed(site, "001190000063", some.pdf(7), "cu.pdf", scanner)
    with unit_of_work(site.database.sessions()) as session:
        session.get_one(Attachment, file_of(site, old).id).uploaded_at = now() - timedelta(days=8)
        session.get_one(Attachment, file_of(site, code).id).uploaded_at = now() - timedelta(days=6)
    scanner.says = Verdict("Evil")
    with site.worker(scanner) as worker:
        jobs.scan_again(worker)
        jobs.scan_again(worker)
    assert (file_of(site, code).scan, file_of(site, old).scan) == ("infected", "clean")
    visitor = site.citizen("001190000062")
    assert "bị khóa vì có mã độc" in visitor.get(f"/ho-so/{code}").text
    assert visitor.get(f"/tep/{file_of(site, code).id}").status_code == 404
    demand_told(site, officer, code)
    assert officer.get(f"{at}?goc=1").status_code == 302


def test_officers_read_pages_as_pictures_by_links_alone(site: Site, officer: FlaskClient) -> None:
    body = some.acting_pdf()
    code, at = filed(site, "001190000057", body, "hanh-dong.pdf")
    soon = officer.get(f"{at}/xem")
    assert "đang được lập" in soon.text
    assert officer.get(f"{at}/da-co-anh").json == {"done": False}
    draw(site, code)
    assert officer.get(f"{at}/da-co-anh").json == {"done": True}
    page = officer.get(f"{at}/xem?trang=99999")
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "Trang 1/1" in page.text
    assert "nội dung tự chạy" in page.text
    with officer.get(at) as shown:
        assert shown.mimetype == "application/pdf"
        assert b"/Launch" not in shown.data
        assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    with officer.get(f"{at}?goc=1") as original:
        assert original.data == body
        assert original.mimetype == "application/octet-stream"
        assert original.headers["Content-Disposition"].startswith("attachment")
    assert f"{at}/trang/1?nho=1" in officer.get(f"/can-bo/ho-so/{code}").text
    assert officer.get(f"{at}/trang/2").status_code == 404


def test_the_pages_of_a_long_file_are_turned(site: Site, officer: FlaskClient) -> None:
    code, at = filed(site, "001190000058", some.pdf(3), "dai.pdf")
    draw(site, code)
    second = officer.get(f"{at}/xem?trang=2").text
    assert "Trang 2/3" in second
    assert f'rel="prev" href="{at}/xem?trang=1"' in second
    assert f'rel="next" href="{at}/xem?trang=3"' in second
    assert second.count("nho=1") == 3
    assert f"{at}/xem?trang=3&rong=1" in officer.get(f"{at}/xem?trang=2&rong=1").text.replace("&amp;", "&")


def test_a_file_is_picked_from_the_own_store_and_kept_once(site: Site) -> None:
    code, _ = filed(site, "001190000059", some.pdf(5), "cu.pdf")
    old = file_of(site, code)
    visitor, stranger = site.citizen("001190000059"), site.citizen("001190000060")
    assert "cu.pdf" in visitor.get("/kho-giay-to").text
    assert "Test confirmation" in visitor.get("/en/kho-giay-to").text
    assert "chưa có gì" in stranger.get("/kho-giay-to").text
    documents = documents_of(site, visitor)
    store = documents.replace("/giay-to", "/tep/giay_to/kho")
    assert f'href="{store}"' in visitor.get(documents).text
    assert visitor.send(store).status_code == 400
    assert visitor.send(store, file="nothing").status_code == 400
    assert visitor.send(store, file=str(old.id)).headers["Location"] == documents
    visitor.send(store, file=str(old.id))
    assert visitor.get(documents).text.count("cu.pdf</a>") == 1, "picked twice, there once"
    theirs = documents_of(site, stranger)
    assert "kho" not in re.findall(r'href="([^"]*/tep/[^"]*)"', stranger.get(theirs).text)
    assert stranger.send(theirs.replace("/giay-to", "/tep/giay_to/kho"), file=str(old.id)).status_code in (400, 404)
    new = file_of(site, file_it(visitor, documents).split("/")[2])
    assert (new.sha256, new.scan, new.picked_from) == (old.sha256, old.scan, code)


def test_what_no_row_names_is_collected_and_what_one_names_stays(site: Site) -> None:
    visitor = site.citizen("001190000061")
    documents = documents_of(site, visitor)
    send(visitor, documents, some.pdf(7), "giu.pdf")
    send(visitor, documents, some.pdf(8), "bo.pdf")
    site.check_files()
    with unit_of_work(site.database.sessions()) as session:
        kept, gone = (
            session.scalars(select(Attachment).where(Attachment.filename == name)).one()
            for name in ("giu.pdf", "bo.pdf")
        )
    visitor.send(documents, _remove=str(gone.id))
    storage = site.parts.storage
    with site.worker() as worker:
        jobs.collect_files(worker)
        assert storage.exists(gone.sha256), "what came today may still get its row"
        later = datetime.now(UTC) + timedelta(days=2)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(jobs, "now", lambda: later)
            jobs.collect_files(worker)
    assert not storage.exists(gone.sha256)
    assert storage.exists(kept.sha256)
    with unit_of_work(site.database.sessions()) as session:
        named = {one for column in stored_files.NAMING for one in session.scalars(select(column)) if one}
    assert all(storage.exists(one) for one in named if one != "0" * 64)


def test_every_column_that_names_a_stored_file_is_known_to_the_collection() -> None:
    other = {"answer_sets.sha256", "payment_notices.body_sha256", "attachments.sent_sha256"}
    columns = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if "sha256" in column.name
    }
    assert columns - other == {f"{one.class_.__tablename__}.{one.key}" for one in stored_files.NAMING}
