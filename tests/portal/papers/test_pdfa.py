"""What can be checked of PDF/A-3u without a full validator; nothing beyond it is claimed."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from portal.papers.base import Appearance, SignatureKind
from portal.papers.filling import fill_number
from portal.papers.pdf import render_paper
from portal.papers.qr import paper_qr
from portal.papers.signing import open_signer
from tests.portal.papers.conftest import NOW, PACK, sample_values

FORBIDDEN_ACTIONS = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/SubmitForm"}


@pytest.fixture(scope="module")
def stages(keys: Path) -> dict[str, bytes]:
    fresh = render_paper(
        "result.html", sample_values().context(), pack=PACK, qr=paper_qr("https://x.vn", bytes(16)),
        fields=("number", "date", "leader", "agency"), created=NOW,
    )  # fmt: skip
    blue = Appearance(SignatureKind.PERSONAL, "Nguyễn Hữu Thắng")
    red = Appearance(SignatureKind.AGENCY, "UBND phường Ba Đình")
    led = sign(keys, fresh, "leader", blue)
    numbered = fill_number(led, {"number": "15/TLKS-BS", "date": NOW})
    issued = sign(keys, numbered, "agency", red)
    return {"fresh": fresh, "signed by the leader": led, "numbered": numbered, "issued": issued}


def sign(keys: Path, pdf: bytes, field: str, appearance: Appearance) -> bytes:
    signer = open_signer(keys, f"{field}-1")
    return signer.sign(
        pdf,
        field=field,
        signer_name=appearance.name,
        reason="Ban hành",
        location="Hà Nội",
        at=NOW,
        appearance=appearance,
    )


@pytest.fixture(params=["fresh", "signed by the leader", "numbered", "issued"])
def pdf(request: pytest.FixtureRequest, stages: dict[str, bytes]) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(stages[request.param])) as opened:
        yield opened


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            yield thing


def test_it_says_that_it_is_pdf_a_3u(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as described:
        assert described["pdfaid:part"] == "3"
        assert described["pdfaid:conformance"] == "U"
        assert described["dc:title"].startswith("Trích lục khai sinh")


def test_its_colours_have_a_meaning(pdf: pikepdf.Pdf) -> None:
    (intent,) = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"


def test_it_is_neither_encrypted_nor_scripted(pdf: pikepdf.Pdf) -> None:
    assert not pdf.is_encrypted
    assert "/JavaScript" not in pdf.Root.get("/Names", {})
    assert "/OpenAction" not in pdf.Root
    actions = {str(thing.S) for thing in dictionaries(pdf) if "/S" in thing and isinstance(thing.S, pikepdf.Name)}
    assert not actions & FORBIDDEN_ACTIONS
    assert not any("/AA" in thing for thing in dictionaries(pdf))


def test_every_font_is_embedded_and_speaks_unicode(pdf: pikepdf.Pdf) -> None:
    whole = [thing for thing in dictionaries(pdf) if thing.get("/Subtype") == "/Type0"]
    assert whole
    for font in whole:
        (descendant,) = font.DescendantFonts
        program = descendant.FontDescriptor.FontFile2.read_bytes()
        assert program[:4] == b"\x00\x01\x00\x00"
        assert b"beginbf" in font.ToUnicode.read_bytes()
        assert descendant.CIDToGIDMap == "/Identity" or isinstance(descendant.CIDToGIDMap, pikepdf.Stream)
        assert re.fullmatch(r"/[A-Z]{6}\+.+", str(descendant.BaseFont))
    for thing in dictionaries(pdf):
        assert thing.get("/Subtype") not in {"/Type1", "/TrueType", "/Type3"}


def test_every_field_has_its_appearance_and_is_printed(pdf: pikepdf.Pdf) -> None:
    form = pdf.Root.AcroForm
    assert "/NeedAppearances" not in form
    assert {str(field.T) for field in form.Fields} == {"number", "date", "leader", "agency"}
    for field in form.Fields:
        assert isinstance(field.AP.N, pikepdf.Stream)
        assert int(field.F) & 4
        assert not int(field.F) & 0b11


def test_pictures_are_not_smoothed_and_nothing_lies_outside(pdf: pikepdf.Pdf) -> None:
    for thing in dictionaries(pdf):
        if thing.get("/Subtype") == "/Image":
            assert not thing.get("/Interpolate", False)
        if isinstance(thing, pikepdf.Stream):
            assert "/F" not in thing


def test_it_is_tagged_titled_and_vietnamese(pdf: pikepdf.Pdf) -> None:
    assert bool(pdf.Root.MarkInfo.Marked)
    assert "/StructTreeRoot" in pdf.Root
    assert str(pdf.Root.Lang) == "vi"
    assert str(pdf.docinfo.Title).startswith("Trích lục khai sinh")
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert len(pdf.trailer.ID) == 2
