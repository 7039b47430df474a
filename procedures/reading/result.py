"""The result of a procedure, its form as filed, the ways it is delivered, and whose matter the dossier is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from procedures.definition import FiledFormSpec, ResultSpec
from procedures.numbering import check_pattern
from procedures.reading.names import Names
from procedures.reading.pack_reader import PackReader
from procedures.situation import CHANNELS
from procedures.vocabulary import OWNER_KEYS

KEYS: Final = ("title", "template", "number", "series", "valid_for", "archive", "law", "uncertain")
FILED_FORM_KEYS: Final = ("title", "template", "not_printed", "law", "uncertain")
_YEARS: Final = re.compile(r"(\d{1,3}) years?")
_FOR_EVER: Final = "permanent"


def read_result(reader: PackReader, code: str, files: Mapping[str, bytes], bases: tuple[str, ...]) -> ResultSpec:
    """Read the result; its template must be one of the pack's files."""
    inner = reader.inner("result")
    if inner is None:
        reader.missing("result", "{title: Giấy khai sinh, template: result.html, number: '{seq}/{year}'}")
        return ResultSpec({"vi": "?"}, "result.html", "{seq}", code)
    inner.only(KEYS)
    for key, example in (("title", "Giấy khai sinh"), ("number", '"{seq:02d}/{year}"')):
        if not inner.has(key):
            inner.missing(key, example)
    return ResultSpec(
        title=inner.text("title") or {"vi": "?"},
        template=_template(inner, files, "result.html"),
        number=_number(inner),
        series=inner.name("series") if inner.has("series") else code,  # type: ignore[arg-type]
        valid_for=inner.duration("valid_for"),
        archive_years=_archive(inner),
        law=inner.citation("law", bases),
        uncertain=inner.word("uncertain"),
    )


def read_filed_form(reader: PackReader, files: Mapping[str, bytes], bases: tuple[str, ...]) -> FiledFormSpec | None:
    """Read what the form as filed is called and looks like; its template must be one of the pack's files."""
    inner = reader.inner("filed_form")
    if inner is None:
        return None
    inner.only(FILED_FORM_KEYS)
    if not inner.has("title"):
        inner.missing("title", "Tờ khai đăng ký khai sinh")
    return FiledFormSpec(
        title=inner.text("title") or {"vi": "?"},
        template=_template(inner, files, "filed_form.html") if inner.has("template") else None,
        not_printed=inner.words("not_printed"),
        law=inner.citation("law", bases),
        uncertain=inner.word("uncertain"),
    )


def read_delivery(reader: PackReader) -> tuple[str, ...]:
    """Read the ways to get the result; all of them when the pack names none."""
    return reader.choices("delivery", CHANNELS, "way to get the result") or CHANNELS


def read_owner(reader: PackReader, names: Names) -> dict[str, str]:
    """Read which fields name the owner of the dossier; without it the applicant is the owner."""
    inner = reader.inner("owner")
    if inner is None:
        return {}
    inner.only(OWNER_KEYS)
    found = {key: inner.one_of(key, names.fields, "field") for key in OWNER_KEYS}
    if not inner.has("name"):
        inner.missing("name", "ho_ten")
    return {key: name for key, name in found.items() if name is not None}


def _template(inner: PackReader, files: Mapping[str, bytes], usual: str) -> str:
    name = inner.word("template") or usual
    if name not in files:
        pages = [file for file in files if file.endswith(".html")]
        cure = f"the pack has {', '.join(sorted(pages))}" if pages else f"put {name} beside procedure.yaml"
        inner.complain(("template",) if inner.has("template") else (), f"there is no file '{name}' in the pack", cure)
    return name


def _number(inner: PackReader) -> str:
    pattern = inner.word("number")
    wrong = check_pattern(pattern) if pattern is not None else None
    if wrong is not None:
        message, _, cure = wrong.partition("; ")
        inner.complain(("number",), message, cure)
    return pattern or "{seq}"


def _archive(inner: PackReader) -> int | None:
    value = inner.word("archive")
    match = _YEARS.fullmatch(value) if value else None
    if value is None or value == _FOR_EVER or match:
        return int(match[1]) if match else None
    inner.complain(("archive",), f"'{value}' is no time to keep a result", "write '20 years' or 'permanent'")
    return None
