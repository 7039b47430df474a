import io
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pikepdf
import PIL.Image
import pypdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from portal.papers.base import Appearance, PaperError, SignatureKind
from portal.papers.development_ca import Subject, ensure_development_keys
from portal.papers.filling import fill_number
from portal.papers.judging import genuine
from portal.papers.keys import trusted_roots
from portal.papers.pdf import render_paper
from portal.papers.signing import open_signer
from portal.papers.values import PaperValues
from portal.papers.verifying import verify
from tests.portal.papers.conftest import NOW, PACK

LEADER = Appearance(SignatureKind.PERSONAL, "Nguyễn Hữu Thắng")
SEAL = Appearance(SignatureKind.AGENCY, "Ủy ban nhân dân phường Ba Đình", "Ủy ban nhân dân thành phố Hà Nội")
FIELDS = ("number", "date", "leader", "agency")


def sign(keys: Path, field: str, pdf: bytes, appearance: Appearance, at: datetime = NOW) -> bytes:
    signer = open_signer(keys, "agency-1" if field == "agency" else "leader-1")
    return signer.sign(
        pdf,
        field=field,
        signer_name=appearance.name,
        reason="Ban hành",
        location="Ba Đình",
        at=at,
        appearance=appearance,
    )


@pytest.fixture
def fresh(values: PaperValues) -> bytes:
    return render_paper("result.html", values.context(), pack=PACK, fields=FIELDS, created=NOW)


@pytest.fixture
def led(fresh: bytes, keys: Path) -> bytes:
    return sign(keys, "leader", fresh, LEADER)


@pytest.fixture
def numbered(led: bytes) -> bytes:
    return fill_number(led, {"number": "125/TLKS-BS", "date": NOW.date()})


@pytest.fixture
def issued(numbered: bytes, keys: Path) -> bytes:
    return sign(keys, "agency", numbered, SEAL, at=NOW + timedelta(minutes=5))


def test_all_signatures_hold_after_every_step(
    led: bytes, numbered: bytes, issued: bytes, roots: list[x509.Certificate]
) -> None:
    for stage in (led, numbered, issued):
        reports = verify(stage, roots, at=NOW)
        assert all(report.bottom_line and report.trusted and report.problem is None for report in reports)
    reports = verify(issued, roots, at=NOW)
    assert [report.field for report in reports] == ["leader", "agency"]
    assert [report.at for report in reports] == [NOW, NOW + timedelta(minutes=5)]
    assert [report.signer for report in reports] == ["Nguyễn Hữu Thắng", "UBND phường Ba Đình"]
    assert genuine(reports)


def test_a_paper_that_was_numbered_but_not_issued_is_not_genuine(
    numbered: bytes, roots: list[x509.Certificate]
) -> None:
    assert not genuine(verify(numbered, roots, at=NOW))


def test_number_and_date_can_be_read(issued: bytes) -> None:
    form = pypdf.PdfReader(io.BytesIO(issued)).get_form_text_fields()
    assert form == {"number": "125/TLKS-BS", "date": "ngày 22 tháng 11 năm 2026"}


def test_the_filled_words_stand_as_wide_as_their_font_says(numbered: bytes) -> None:
    with pikepdf.open(io.BytesIO(numbered)) as pdf:
        (field,) = [field for field in pdf.Root.AcroForm.Fields if str(field.T) == "number"]
        font = field.AP.N.Resources.Font.F.DescendantFonts[0]
        widths = {int(font.W[index]): int(font.W[index + 1][0]) for index in range(0, len(font.W), 2)}
        shown = field.AP.N.read_bytes().split(b"<")[1].split(b">")[0].decode()
        total = sum(widths[int(shown[at : at + 4], 16)] for at in range(0, len(shown), 4))
        begins = field.AP.N.read_bytes().split(b" Tf ")[1].split()[0]
    assert 5 < total / 1000 < 7, "eleven letters of Times are about six times as wide as they are high"
    assert float(begins) == 0, "the number follows “Số:” without a gap, however much room was left for it"


def rewritten(pdf: bytes, field: str, words: str) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for reference in writer.root["/AcroForm"]["/Fields"]:
        if reference.get_object()["/T"] == field:
            reference.get_object()["/V"] = TextStringObject(words)
            writer.mark_update(reference)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_after_the_agency_signed_no_number_may_change(issued: bytes, roots: list[x509.Certificate]) -> None:
    reports = verify(rewritten(issued, "number", "999/TLKS-BS"), roots, at=NOW)
    assert not reports[-1].bottom_line
    assert not genuine(reports)


def test_a_number_is_written_once(numbered: bytes) -> None:
    with pytest.raises(PaperError, match="no empty field"):
        fill_number(numbered, {"number": "126/TLKS-BS"})


def test_one_changed_byte_breaks_the_signature(issued: bytes, roots: list[x509.Certificate]) -> None:
    at = issued.index(b"/Title") + 20
    broken = issued[:at] + bytes([issued[at] ^ 1]) + issued[at + 1 :]
    assert not any(report.bottom_line for report in verify(broken, roots, at=NOW))


def test_only_given_roots_are_trusted(issued: bytes, tmp_path: Path) -> None:
    ensure_development_keys(tmp_path, [("x", Subject("X"))], production=False, at=NOW)
    for roots in ([], trusted_roots(tmp_path)):
        reports = verify(issued, roots, at=NOW)
        assert all(report.intact and not report.trusted and not report.bottom_line for report in reports)


def test_a_certificate_has_its_time(issued: bytes, roots: list[x509.Certificate]) -> None:
    assert not any(report.bottom_line for report in verify(issued, roots, at=NOW + timedelta(days=365 * 12)))


def test_a_real_signature_picture_is_placed_with_its_transparency(
    fresh: bytes, keys: Path, roots: list[x509.Certificate]
) -> None:
    out = io.BytesIO()
    PIL.Image.new("RGBA", (300, 100), (0, 40, 160, 120)).save(out, "PNG")
    own = replace(LEADER, image=out.getvalue())
    pdf = sign(keys, "leader", fresh, own)
    assert verify(pdf, roots, at=NOW)[0].bottom_line
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (field,) = [field for field in opened.Root.AcroForm.Fields if str(field.T) == "leader"]
        assert "/SMask" in field.AP.N.Resources.XObject.Picture


def test_the_largest_key_has_room_for_its_signature(fresh: bytes, tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 4096)
    name = x509.Name(
        [
            x509.NameAttribute(oid, "Ủy ban nhân dân thành phố Hà Nội")
            for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
        ]
    )
    usage = x509.KeyUsage(True, True, *[False] * 7)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, NOW - timedelta(days=1), NOW + timedelta(days=1))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "leader-1.pem").write_bytes(pem + certificate.public_bytes(Encoding.PEM))
    (report,) = verify(sign(tmp_path, "leader", fresh, LEADER), [certificate], at=NOW)
    assert report.intact


def test_the_appearance_needs_no_font_and_draws_something(led: bytes) -> None:
    with pikepdf.open(io.BytesIO(led)) as pdf:
        (field,) = [field for field in pdf.Root.AcroForm.Fields if str(field.T) == "leader"]
        assert "/Font" not in field.AP.N.get("/Resources", {})
        assert len(field.AP.N.read_bytes()) > 1000


@pytest.mark.parametrize(
    ("field", "message"), [("nowhere", "nowhere"), ("leader", "leader")], ids=["no such field", "signed already"]
)
def test_only_an_empty_field_can_be_signed(led: bytes, keys: Path, field: str, message: str) -> None:
    with pytest.raises(PaperError, match=message):
        sign(keys, field, led, LEADER)


def test_what_is_no_pdf_is_refused(keys: Path, roots: list[x509.Certificate]) -> None:
    with pytest.raises(PaperError):
        verify(b"hello", roots, at=NOW)
    with pytest.raises(PaperError):
        fill_number(b"hello", {"number": "1"})
    with pytest.raises(PaperError):
        sign(keys, "leader", b"hello", LEADER)


def test_an_unsigned_paper_has_no_reports_and_is_not_genuine(fresh: bytes, roots: list[x509.Certificate]) -> None:
    assert verify(fresh, roots, at=NOW) == []
    assert not genuine([])


@pytest.mark.parametrize("words", ["", "  ", "a\nb", "số 1 \N{GRINNING FACE}"])
def test_a_field_takes_one_line_that_the_font_can_draw(led: bytes, words: str) -> None:
    with pytest.raises(PaperError):
        fill_number(led, {"number": words})
