"""From a template and values to a PDF/A-3u that can be numbered and signed."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from portal.papers import acroform, resources
from portal.papers.base import PaperError, TemplateError
from portal.papers.kept_fonts import kept_fonts
from portal.papers.qr import QrCode, qr_data_url
from portal.papers.templating import render_html

MAX_PAGES: Final = 200
CONFORMANCE: Final = "pdf/a-3u"
COLOURS: Final = "srgb"
PROFILE_GIVEN: Final = "given"
"""Any name but ``srgb``: WeasyPrint then takes the profile given at layout, and leaves no file open behind it."""


def render_paper(
    template: str,
    context: Mapping[str, Any],
    *,
    pack: Mapping[str, bytes] | None = None,
    qr: QrCode | None = None,
    fields: Collection[str] = (),
    created: datetime | None = None,
) -> bytes:
    """Return the paper as PDF/A-3u: fonts embedded, tagged, in Vietnamese.

    Args:
        template: name of a template of ``pack``, or of ours (``papers/receipt.html``).
        context: what the template sees; docs/howto/papers.md lists the names.
        pack: the files of the procedure pack whose templates may be used, by their path in it.
        qr: printed at the lower left, with its code under it.
        fields: the fields left open, to be filled or signed later: ``number``, ``date``, ``leader``, ``officer``,
            ``agency``. What is not named here is printed from the context, or left as white space for a pen.
        created: the instant of the paper, for its metadata.

    Raises:
        TemplateError: the template is wrong, or asks for what a paper may not have.
        PaperError: the paper is longer than papers are.

    """
    values = {
        **context,
        "open_fields": frozenset(fields),
        "qr": None if qr is None else {"image": qr_data_url(qr.url), "url": qr.url, "code": qr.code},
        "created": created,
    }
    return html_to_pdf(render_html(template, values, pack=pack))


def html_to_pdf(html: str) -> bytes:
    """Return one HTML document as PDF/A-3u, with the paper's fields in it.

    A letter that no font of this machine can draw becomes the replacement character, so that whoever signs sees it.
    """
    pdf, unknown = _lay_out(html)
    if unknown:
        pdf, _ = _lay_out(html.translate(dict.fromkeys(unknown, "\N{REPLACEMENT CHARACTER}")))
    return pdf


def _lay_out(html: str) -> tuple[bytes, frozenset[int]]:
    """Return the PDF, and the letters (as Unicode numbers) that no font could draw."""
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    try:
        with kept_fonts() as fonts:
            document = HTML(string=html, url_fetcher=resources.fetcher()).render(
                stylesheets=_style_sheets(), font_config=fonts, color_profiles={COLOURS: _srgb()}, output_intent=COLOURS
            )
            if len(document.pages) > MAX_PAGES:
                raise PaperError(f"The paper has {len(document.pages)} pages; at most {MAX_PAGES} are allowed")
            pdf = document.write_pdf(
                finisher=acroform.finish, pdf_variant=CONFORMANCE, pdf_tags=True, output_intent=PROFILE_GIVEN
            )
    except FatalURLFetchingError as error:
        raise TemplateError(str(error.__cause__ or error)) from error
    return bytes(pdf), frozenset(letter for font in document.fonts.values() for letter in font.missing)


@cache
def _style_sheets() -> list[Any]:
    """Return the style sheet of all papers, parsed once a process."""
    from weasyprint import CSS

    return [CSS(string=resources.style_sheets()["paper.css"].decode(), url_fetcher=resources.fetcher())]


def _srgb() -> Any:
    """Return the sRGB profile that gives the paper's colours their meaning; each document needs its own."""
    from weasyprint.css import ColorProfile

    return ColorProfile(io.BytesIO(_srgb_bytes()), "sRGB", "relative-colorimetric", ("r", "g", "b"))


@cache
def _srgb_bytes() -> bytes:
    """Return the profile that comes with WeasyPrint."""
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
