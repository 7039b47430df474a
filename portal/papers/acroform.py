"""The empty fields of a fresh paper: number and date that come later, and the places of the signatures.

A template marks them as ``<input class="paper-field" type="checkbox" name="…">``, because WeasyPrint then reserves the
box and tags it without embedding whole fonts. Before the file is written, those boxes become real text and signature
fields, which PDF/A allows because each has an appearance and the form asks for no new ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pydyf

from portal.papers.base import AGENCY, SIGNATURE_FIELDS, TEXT_FIELDS, TemplateError

PRINTED: Final = 1 << 2
READ_ONLY: Final = 1
LEFT: Final = 0
LINE_HEIGHT: Final = 1.2
"""Height of a text field in units of its letters; the style sheet says the same."""
SAFE_LINKS: Final = (b"https:", b"mailto:", b"tel:")


def finish(document: Any, pdf: Any) -> None:
    """Turn WeasyPrint's check boxes into the paper's fields, and put right what PDF/A forbids.

    Raises ``TemplateError`` when the template holds a control or a link that a paper may not have.
    """
    seen: set[str] = set()
    for box in _controls(document):
        name = _declared_name(box, seen)
        seen.add(name)
        _become_field(pdf, box, name)
    form = pdf.catalog.get("AcroForm")
    if form is not None:
        del form["NeedAppearances"]
        form["DR"] = pydyf.Dictionary()
        form["DA"] = pydyf.String("0 g")
        if seen & set(SIGNATURE_FIELDS):
            form["SigFlags"] = 1
    _keep_the_standard(pdf)


def _controls(document: Any) -> Iterator[Any]:
    """Yield the boxes of all form controls, page by page."""
    for page in document.pages:
        for controls in page.forms.values():
            for box, _rectangle in controls:
                yield box


def _declared_name(box: Any, seen: set[str]) -> str:
    """Return the field's name, when it is one that papers know and the template uses it once."""
    element = box.element
    name = str(element.get("name", ""))
    ours = "paper-field" in element.get("class", "").split() and element.get("type") == "checkbox"
    if not ours or name not in SIGNATURE_FIELDS + TEXT_FIELDS:
        raise TemplateError("A paper holds no form controls but its own number, date and signatures")
    if name in seen:
        raise TemplateError(f"The field “{name}” stands in the paper twice")
    return name


def _become_field(pdf: Any, box: Any, name: str) -> None:
    """Rewrite one check box as the text or signature field ``name``, with an empty appearance."""
    field = box.widget_annotation
    stream = pdf.objects[int(field["AP"]["N"]["on"].split()[0])]
    stream.stream = []
    stream.extra["Resources"] = pydyf.Dictionary()
    left, top, right, bottom = field["Rect"]
    field["Rect"] = pydyf.Array((left, min(top, bottom), right, max(top, bottom)))
    field["AP"] = pydyf.Dictionary({"N": stream.reference})
    for key in ("AS", "V", "MK", "Border"):
        field.pop(key, None)
    field["F"] = PRINTED
    if name in SIGNATURE_FIELDS:
        field["FT"] = "/Sig"
        if name == AGENCY:
            # The agency signs last: from then on no field may change.
            field["Lock"] = pydyf.Dictionary({"Type": "/SigFieldLock", "Action": "/All"})
        return
    size = 0.75 * box.style["font_size"]
    italic = box.style["font_style"] != "normal"
    field["FT"] = "/Tx"
    field["Ff"] = READ_ONLY
    field["Q"] = LEFT
    field["DA"] = pydyf.String(f"/{'Italic' if italic else 'Upright'} {size:g} Tf 0 g")


def _keep_the_standard(pdf: Any) -> None:
    """Refuse actions that a paper may not carry, and switch off picture smoothing, which PDF/A forbids.

    A field's structure element points at it directly, not through a list: only then do validators recognise the field
    there, and accept that it is filled after the first signature.
    """
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Dictionary) and thing.get("S") == "/Form":
            (thing["K"],) = thing["K"]
        extra = getattr(thing, "extra", None)
        if isinstance(extra, dict) and extra.get("Subtype") == "/Image":
            extra["Interpolate"] = "false"
        if isinstance(thing, pydyf.Dictionary) and thing.get("Subtype") == "/Link" and "A" in thing:
            target = str(thing["A"]["URI"].string).encode()
            if not target.startswith(SAFE_LINKS):
                raise TemplateError(f"A paper may not link to “{target.decode(errors='replace')[:120]}”")
