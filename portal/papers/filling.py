"""Number and date, written into a signed paper's empty fields without touching what was signed."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from pyhanko.pdf_utils.generic import DictionaryObject, TextStringObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import init_xobject_dictionary

from portal.papers import fonts
from portal.papers.acroform import LINE_HEIGHT
from portal.papers.base import PaperError
from portal.papers.embedding import embed, subset
from portal.papers.words import date_vi

DESCENT: Final = 0.216
"""How far Times reaches below the line, in units of its size."""
ASCENT: Final = 0.891
_DEFAULT_APPEARANCE: Final = re.compile(r"/(?P<style>\w+) (?P<size>[0-9.]+) Tf")


def fill_number(pdf: bytes, values: Mapping[str, str | date]) -> bytes:
    """Return the PDF with one more revision, in which the empty text fields ``values`` names are filled.

    ``values`` maps ``number`` to the number with its notation, and ``date`` to a date (written out in Vietnamese) or to
    words. Signatures made before stay valid. Raises ``PaperError`` when a field is missing or filled already.
    """
    if not values:
        return pdf
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        fields = dict(_empty_text_fields(writer))
        for name, value in values.items():
            if name not in fields:
                raise PaperError(f"The paper has no empty field “{name}”")
            _fill(writer, fields[name], _words(value))
        out = io.BytesIO()
        writer.write(out)
    except (PdfError, ValueError) as error:
        raise PaperError(f"The paper could not be filled: {error}") from error
    return out.getvalue()


def empty_fields(pdf: bytes) -> frozenset[str]:
    """Return the names of the text fields that still wait for their words."""
    return frozenset(name for name, _field in _empty_text_fields(IncrementalPdfFileWriter(io.BytesIO(pdf))))


def _words(value: str | date) -> str:
    """Return the words of a value, as one line of NFC."""
    text = unicodedata.normalize("NFC", value if isinstance(value, str) else date_vi(value))
    if not text.strip() or any(ord(letter) < ord(" ") for letter in text):
        raise PaperError("A field of a paper takes one line of words")
    return text


def _empty_text_fields(writer: IncrementalPdfFileWriter) -> Iterator[tuple[str, Any]]:
    """Yield name and reference of each text field without a value."""
    form = writer.root.get("/AcroForm", {})
    for reference in form.get("/Fields", ()):
        field = reference.get_object()
        if field.get("/FT") == "/Tx" and "/V" not in field:
            yield str(field["/T"]), reference


def _fill(writer: IncrementalPdfFileWriter, reference: Any, words: str) -> None:
    """Set value and appearance of one field."""
    field = reference.get_object()
    default = _DEFAULT_APPEARANCE.search(str(field["/DA"]))
    if default is None:
        raise PaperError("The field does not say its font")
    left, bottom, right, top = (float(side) for side in field["/Rect"])
    style = fonts.ITALIC if default["style"] == "Italic" else fonts.REGULAR
    appearance = _appearance(writer, words, style, float(default["size"]), (right - left, top - bottom))
    field["/V"] = TextStringObject(words)
    field["/AP"] = DictionaryObject({pdf_name("/N"): writer.add_object(appearance)})
    writer.mark_update(reference)


def _appearance(writer: IncrementalPdfFileWriter, words: str, style: str, size: float, box: tuple[float, float]) -> Any:
    """Return a form that shows ``words`` from the left of ``box``, on the line of the text around it, in our font."""
    width, height = box
    font = subset(style, frozenset(words))
    size = min(size, width / max(font.width(words), 0.01))
    em = height / LINE_HEIGHT
    base = (height - (ASCENT + DESCENT) * em) / 2 + DESCENT * em
    stream = f"/Tx BMC q 0 g BT /F {size:g} Tf 0 {base:.3f} Td <{font.encode(words)}> Tj ET Q EMC"
    fonts_used = DictionaryObject({pdf_name("/F"): embed(writer, font, style)})
    resources = DictionaryObject({pdf_name("/Font"): fonts_used})
    return init_xobject_dictionary(stream.encode(), box_width=width, box_height=height, resources=resources)
