"""The documents of a pack (thành phần hồ sơ)."""

from __future__ import annotations

from typing import Final

from forms.expressions import Kind
from procedures.definition import Copies, DocumentSpec
from procedures.reading.names import Names
from procedures.reading.pack_reader import PackReader
from procedures.vocabulary import ACCEPT

KEYS: Final = (
    "id",
    "title",
    "hint",
    "copies",
    "quantity",
    "accept",
    "max_mb",
    "min",
    "max",
    "required",
    "when",
    "say",
    "law",
    "uncertain",
)
MOST_MB: Final = 200
MOST_FILES: Final = 50


def read_documents(reader: PackReader, names: Names) -> tuple[DocumentSpec, ...]:
    """Read the documents, collecting every mistake."""
    found: dict[str, DocumentSpec] = {}
    for item in reader.items("documents"):
        document = _document(item, names)
        if document is None:
            continue
        if document.id in found or document.id in names.fields:
            message = f"'{document.id}' is the name of another document or of a field already"
            item.complain(("id",), message, "give each document a name of its own")
        found[document.id] = document
    return tuple(found.values())


def _document(item: PackReader, names: Names) -> DocumentSpec | None:
    item.only(KEYS)
    name, title = item.name("id"), item.paragraph("title")
    if not item.has("title"):
        item.missing("title", "Giấy chứng sinh")
    least, most = _how_many(item)
    required = item.condition("required", names.scope)
    copies = item.one_of("copies", list(Copies), "kind of copy")
    document = DocumentSpec(
        id=name or "?",
        title=title or {"vi": "?"},
        hint=item.paragraph("hint"),
        copies=Copies(copies) if copies in list(Copies) else Copies.COPY,
        quantity=item.whole("quantity", 1, 100) or 1,
        accept=item.choices("accept", ACCEPT, "kind of file") or ("pdf", "image"),
        max_mb=item.whole("max_mb", 1, MOST_MB) or 20,
        min=least,
        max=most,
        required=True if required is None else required,
        when=item.expression("when", names.scope, Kind.TRUTH),
        say=item.text("say"),
        law=item.citation("law", names.bases),
        uncertain=item.word("uncertain"),
    )
    return document if name is not None else None


def _how_many(item: PackReader) -> tuple[int, int]:
    least = item.whole("min", 1, MOST_FILES) or 1
    most = item.whole("max", 1, MOST_FILES) or max(10, least)
    if most < least:
        item.complain(("max",), f"at most {most} files, but at least {least} are asked for", "make `max` larger")
    return least, most
