"""Files made to harm: what unfolds without end is opened elsewhere, and a name never becomes anything but a name."""

import contextlib
import io
import resource
import zlib
from typing import Any

import pytest
import wtforms
from markupsafe import Markup
from PIL import Image

from forms.building import build_form
from portal.services.attachments import safe_name
from portal.services.file_content import Content, inspect
from portal.services.refusals import UploadRefusedError
from portal.web.fields.question import Question
from portal.web.fields.uploads import Upload, draw_uploads
from tests.portal.web.citizen_site import Site
from tests.portal.web.gallery import sample_form

KINDS = ("pdf", "image")
PDF = Content("application/pdf", (".pdf",))


def _bomb(megabytes: int) -> bytes:
    """A PDF of a few kilobytes whose cross-reference stream unfolds into ``megabytes``."""
    compressor = zlib.compressobj(9)
    inner = b"".join(compressor.compress(bytes(1 << 20)) for _ in range(megabytes)) + compressor.flush()
    packed = zlib.compress(inner, 9)
    body = (
        b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\n"
        b"endobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n"
    )
    head = b"4 0 obj\n<</Type/XRef/Size 5/Root 1 0 R/W[1 4 2]/Index[0 5]/Filter[/FlateDecode/FlateDecode]/Length %d>>"
    tail = b"stream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (packed, len(body))
    return body + head % len(packed) + tail


def _picture(**options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (9400, 9400), (10, 200, 30)).save(out, **options)
    return out.getvalue()


def _grown(body: bytes) -> int:
    """Megabytes by which looking at a file raised the high-water mark of this process."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with contextlib.suppress(UploadRefusedError):
        inspect(io.BytesIO(body), KINDS)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024


def test_a_pdf_that_unfolds_without_end_does_no_harm_here() -> None:
    assert len(_bomb(2000)) < 20_000
    assert _grown(_bomb(2000)) < 200


def test_a_small_whole_picture_is_taken_and_a_cut_one_is_not() -> None:
    out = io.BytesIO()
    Image.effect_noise((300, 300), 50).save(out, format="PNG")
    assert inspect(io.BytesIO(out.getvalue()), KINDS).media_type == "image/png"
    with pytest.raises(UploadRefusedError) as refused:
        inspect(io.BytesIO(out.getvalue()[:-2000]), KINDS)
    assert refused.value.reason == "cut_off"


def test_too_many_pixels_for_a_process_are_refused() -> None:
    body = _picture(format="JPEG", progressive=True, subsampling=0)
    with pytest.raises(UploadRefusedError):
        inspect(io.BytesIO(body), KINDS)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/x.pdf", "x.pdf"),
        ("..\\..\\x.html", "x.html.pdf"),
        ("a\u202efdp.exe", "afdp.exe.pdf"),
        ("\ue0000\ue001.pdf", "0.pdf"),
        ('"; filename="x.html', "; filename= x.html.pdf"),
        ("a\r\nX-Evil: 1.pdf", "a X-Evil 1.pdf"),
        ("\0", "tep.pdf"),
        ("<svg onload=alert(1)>.pdf", "svg onload=alert(1).pdf"),
    ],
)
def test_a_name_is_only_a_name(name: str, safe: str) -> None:
    assert safe_name(name, PDF) == safe


def test_a_file_named_like_a_mark_of_ours_is_drawn(site: Site) -> None:
    with site.app.test_request_context():
        form = build_form(sample_form.SPEC.pages[0], base=wtforms.Form, language="vi")()
        field: Any = form["can_cuoc"]
        field.raw = ["1"]
        complaint = "Tệp “\ue0009\ue001” bị hỏng."
        question = Question("can_cuoc", "can_cuoc", "Ảnh", "", (complaint,), optional=False, asks=False)
        html = draw_uploads(field, question, [Upload("1", "\ue0007\ue001.pdf", 1, "/tep/1")])
    assert isinstance(html, Markup)
    assert "\ue0007\ue001.pdf" in html
