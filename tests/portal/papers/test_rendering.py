import io
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pikepdf
import pypdf
import pytest
from fontTools.ttLib import TTFont

from portal.papers.base import TemplateError
from portal.papers.filling import empty_fields
from portal.papers.fonts import VIETNAMESE
from portal.papers.pdf import render_paper
from portal.papers.qr import paper_qr
from portal.papers.values import PaperValues
from tests.portal.papers.conftest import NOW, PACK

FIELDS = ("number", "date", "leader", "agency")
QR = paper_qr("https://xacminh.example.vn", bytes(range(16)))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def page(body: str) -> dict[str, bytes]:
    return {"r.html": f'{{% extends "papers/base_result.html" %}}{{% block body %}}{body}{{% endblock %}}'.encode()}


def drawn(pdf: bytes) -> Iterator[tuple[TTFont, int]]:
    """Yield each letter that the pages draw: its font and the number of its glyph there."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for leaf in opened.pages:
            fonts: dict[str, TTFont] = {}
            font = ""
            for step in pikepdf.parse_content_stream(leaf):
                operands: Any = step.operands
                if str(step.operator) == "Tf":
                    font = str(operands[0])
                    program = leaf.Resources.Font[font].DescendantFonts[0].FontDescriptor.FontFile2
                    fonts.setdefault(font, TTFont(io.BytesIO(program.read_bytes())))
                if str(step.operator) == "TJ":
                    for shown in operands[0]:
                        codes = bytes(shown) if isinstance(shown, pikepdf.String) else b""
                        for at in range(0, len(codes), 2):
                            yield fonts[font], int.from_bytes(codes[at : at + 2], "big")


def test_every_vietnamese_letter_is_drawn_and_can_be_read_back(values: PaperValues) -> None:
    typed = unicodedata.normalize("NFD", VIETNAMESE)
    letters = "<p>{{ answers.chu }}</p><p><b>{{ answers.chu }}</b></p><p><i>{{ answers.chu }}</i></p>"
    pdf = render_paper("r.html", replace(values, answers={"chu": typed}).context(), pack=page(letters))
    assert "".join(text_of(pdf).split()).count(VIETNAMESE) == 3


def test_no_letter_is_drawn_as_an_empty_box(values: PaperValues) -> None:
    pdf = render_paper("r.html", replace(values, answers={"chu": VIETNAMESE}).context(), pack=page("{{ answers.chu }}"))
    letters = list(drawn(pdf))
    assert len(letters) > len(VIETNAMESE)
    for font, glyph in letters:
        assert 0 < glyph < font["maxp"].numGlyphs


def test_a_letter_that_no_font_has_is_shown_as_replaced(values: PaperValues) -> None:
    strange = replace(values, answers={"chu": "Lan \U000f1234 Anh"})
    pdf = render_paper("r.html", strange.context(), pack=page("{{ answers.chu }}"))
    assert "Lan \N{REPLACEMENT CHARACTER} Anh" in text_of(pdf)
    assert all(0 < glyph < font["maxp"].numGlyphs for font, glyph in drawn(pdf))


def test_a_result_shows_what_it_is_given(values: PaperValues) -> None:
    pdf = render_paper("result.html", values.context(), pack=PACK, qr=QR, fields=FIELDS, created=NOW)
    text = text_of(pdf)
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "NGUYỄN THỊ QUỲNH HƯƠNG",
                  "TRÍCH LỤC KHAI SINH", "TM. ỦY BAN NHÂN DÂN", "Nơi nhận:", "0001 0203 0405 0607"):  # fmt: skip
        assert words in text
    assert empty_fields(pdf) == {"number", "date"}


def test_without_open_fields_number_and_date_are_printed(values: PaperValues) -> None:
    known = replace(values, result=replace(values.result, number="15/TLKS-BS"))
    pdf = render_paper("result.html", known.context(), pack=PACK)
    assert "15/TLKS-BS" in text_of(pdf)
    assert "ngày 22 tháng 11 năm 2026" in text_of(pdf)
    assert empty_fields(pdf) == frozenset()
    assert b"/AcroForm" not in pdf


def test_html_in_an_answer_stays_words(values: PaperValues) -> None:
    evil = replace(values, answers={"ho_ten": "<img src='file:///etc/passwd'><b>x</b>"})
    assert "<IMG SRC='FILE:///ETC/PASSWD'>" in text_of(render_paper("result.html", evil.context(), pack=PACK))


REFUSED = {
    "unknown name": ("\n{{ nobody }}", "nobody", 2),
    "syntax": ("\n\n{% if %}", "Expected an expression", 3),
    "python object": ("{{ dossier.__class__ }}", "unsafe", 1),
    "python globals": ("{{ parts.issuer.__init__.__globals__ }}", "unsafe", 1),
    "method of a text": ("{{ 'a'.ljust(9) }}", "unsafe", 1),
    "format": ("{{ '{0.__class__}'.format(dossier) }}", "unsafe", 1),
    "multiplied text": ("{{ 'a' * 1000000000 }}", "may not compute", 1),
    "power": ("{{ 9 ** 9 }}", "may not compute", 1),
    "long loop": ("{% for i in range(1001) %}{% endfor %}", "at most 1000 turns", 1),
    "too long": (
        "{% for i in range(1000) %}{% for j in range(1000) %}abc{% endfor %}{% endfor %}",
        "longer than",
        None,
    ),
    "endless macro": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "recursion", 1),
    "unknown filter": ("{{ 'a'|center(9) }}", "No filter named", 1),
    "file": ('<img src="file:///etc/passwd" alt="">', "may not fetch", None),
    "network": ('<img src="http://127.0.0.1:1/x.png" alt="">', "may not fetch", None),
    "font file": ("<style>@font-face{font-family:x;src:url(file:///etc/hosts)}</style>", "not bring a font", None),
    "hidden font": ("<style>@font-face{font-family:x;src:url(data:text/css,x)}</style>", "not bring a font", None),
    "style sheet": ('<style>@import "https://example.org/a.css";</style>', "may not fetch", None),
    "attachment": ('<a rel="attachment" href="data:application/x-sh,ls">x</a>', "may carry a picture", None),
    "script link": ('<a href="javascript:alert(1)">x</a>', "may not link", None),
    "form": ('<input style="appearance:auto" name="x">', "no form controls", None),
    "own field twice": ('<input class="paper-field" type="checkbox" name="number">', "twice", None),
    "broken picture": ('<img src="data:image/png;base64,AAAA" alt="">', "cannot be read", None),
    "foreign template": ('{% include "/etc/passwd" %}', "no template", None),
    "outside our folder": ('{% include "papers/../layout.html" %}', "no template", None),
}


@pytest.mark.parametrize(("body", "message", "line"), REFUSED.values(), ids=REFUSED)
def test_a_template_reaches_nothing_and_is_told_where_it_is_wrong(
    values: PaperValues, body: str, message: str, line: int | None
) -> None:
    with pytest.raises(TemplateError, match=message) as error:
        render_paper("r.html", values.context(), pack=page(body), fields=FIELDS)
    assert error.value.line == line


def test_a_pack_cannot_replace_our_templates(values: PaperValues) -> None:
    pack = {**PACK, "papers/base.html": b"stolen"}
    assert "stolen" not in text_of(render_paper("result.html", values.context(), pack=pack))


def test_a_template_that_is_not_utf8_is_refused(values: PaperValues) -> None:
    with pytest.raises(TemplateError, match="not UTF-8"):
        render_paper("r.html", values.context(), pack={"r.html": b"\xff\xfe"})
