"""Names made to harm: a name never becomes anything but a name."""

from typing import Any

import pytest
import wtforms
from markupsafe import Markup

from forms.building import build_form
from portal.services.attachment_names import safe_name
from portal.web.fields.question import Question
from portal.web.fields.uploads import Upload, draw_uploads
from tests.portal.web.citizen_site import Site
from tests.portal.web.gallery import sample_form


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
    assert safe_name(name, (".pdf",)) == safe


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
