"""The head of a pack: what the procedure is called, who decides, who may file, on what legal basis."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from forms.spec import Text
from procedures.definition import Competence, LegalBasis, OnBehalf
from procedures.reading.pack_reader import PackReader
from procedures.vocabulary import (
    APPLICANTS,
    HIGHEST_ASSURANCE,
    LOWEST_ASSURANCE,
    MANDATED,
    MOST_VERSIONS,
    ONLINE_LEVELS,
    REPRESENTED,
)

ON_BEHALF_KEYS: Final = ("allowed", "for", "mandate", "by_identity", "proof")
_CODE: Final = re.compile(r"\d\.\d{6}")
_SLUG: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Head:
    """The plain keys at the top of a pack; where something was wrong, a harmless value stands in."""

    code: str | None
    version: int | None
    title: Text
    sector: str
    competence: Competence
    applicants: tuple[str, ...]
    on_behalf: OnBehalf
    assurance: int
    effective_from: date | None
    effective_to: date | None
    online_level: str
    partial_reason: Text | None


def read_head(reader: PackReader) -> Head:
    """Read the head, collecting every mistake."""
    effective_from, effective_to = _effective(reader)
    level, reason = _online(reader)
    return Head(
        code=_code(reader),
        version=_version(reader),
        title=_title(reader),
        sector=_sector(reader),
        competence=_competence(reader),
        applicants=_applicants(reader),
        on_behalf=_on_behalf(reader),
        assurance=reader.whole("assurance", LOWEST_ASSURANCE, HIGHEST_ASSURANCE) or HIGHEST_ASSURANCE,
        effective_from=effective_from,
        effective_to=effective_to,
        online_level=level,
        partial_reason=reason,
    )


def read_legal_basis(reader: PackReader) -> tuple[LegalBasis, ...]:
    """Read the texts of law; other keys cite them by ``id``."""
    if not reader.has("legal_basis"):
        reader.missing("legal_basis", "[{id: luat_ho_tich, text: Luật Hộ tịch số 60/2014/QH13}]")
    found: dict[str, LegalBasis] = {}
    for item in reader.items("legal_basis"):
        item.only(("id", "text", "article", "uncertain"))
        name, text = item.name("id"), item.paragraph("text")
        if not item.has("text"):
            item.missing("text", "Luật Hộ tịch số 60/2014/QH13")
        if name in found:
            item.complain(("id",), f"'{name}' is the id of another text already", "give each text an id of its own")
        elif name is not None and text is not None:
            found[name] = LegalBasis(name, text, item.word("article"), item.word("uncertain"))
    return tuple(found.values())


def _code(reader: PackReader) -> str | None:
    value = reader.raw.get("procedure")
    if value is None:
        reader.missing("procedure", '"N.NNNNNN"')
    elif isinstance(value, str) and _CODE.fullmatch(value):
        return value
    elif isinstance(value, float):
        reader.complain(("procedure",), "the code is read as a number here", f'put it into quotes: "{value:.6f}"')
    else:
        message = f"'{value}' is no code of the national database of procedures"
        reader.complain(("procedure",), message, "a code is one digit, a point and six digits, in quotes")
    return None


def _version(reader: PackReader) -> int | None:
    if not reader.has("version"):
        reader.missing("version", "1")
    return reader.whole("version", 1, MOST_VERSIONS)


def _title(reader: PackReader) -> Text:
    if not reader.has("title"):
        reader.missing("title", "{vi: Đăng ký khai sinh, en: Birth registration}")
    return reader.text("title") or {"vi": "?"}


def _sector(reader: PackReader) -> str:
    if not reader.has("sector"):
        reader.missing("sector", "ho-tich")
    word = reader.word("sector")
    if word is not None and not _SLUG.fullmatch(word):
        message = f"'{word}' is no name of a sector: small letters without diacritics, parted by '-'"
        reader.complain(("sector",), message, "write for example ho-tich")
    return word or "?"


def _competence(reader: PackReader) -> Competence:
    if not reader.has("competence"):
        reader.missing("competence", "commune")
    word = reader.one_of("competence", list(Competence), "competence")
    return Competence(word) if word in list(Competence) else Competence.COMMUNE


def _applicants(reader: PackReader) -> tuple[str, ...]:
    if not reader.has("applicants"):
        reader.missing("applicants", "[citizen]")
    return reader.choices("applicants", APPLICANTS, "kind of applicant") or ("citizen",)


def _on_behalf(reader: PackReader) -> OnBehalf:
    inner = reader.inner("on_behalf")
    if inner is None:
        return OnBehalf()
    inner.only(ON_BEHALF_KEYS)
    kinds = inner.choices("for", REPRESENTED, "kind of represented") or ()
    mandate, by_identity = inner.word("mandate"), inner.flag("by_identity") is True
    if set(kinds) & set(MANDATED) and mandate is None and not by_identity:
        cure = "add `mandate: <document>`, or `by_identity: true`"
        inner.complain(("for",), "nobody could show that they may file for another", cure)
    if by_identity and not set(kinds) & set(MANDATED):
        cure = "write `for: [person]` or `for: [organisation]`"
        inner.complain(("by_identity",), "a mandate by e-ID is given by a person or an organisation", cure)
    return OnBehalf(inner.flag("allowed") is not False, mandate, kinds, by_identity, _proof(inner, kinds))


def _proof(reader: PackReader, kinds: tuple[str, ...]) -> dict[str, str]:
    """Return the document that proves whose child or ward it is; whether there is one is seen later."""
    inner = reader.inner("proof")
    if inner is None:
        return {}
    known = [kind for kind in kinds if kind not in MANDATED]
    inner.only(known)
    return {kind: document for kind in known if (document := inner.word(kind)) is not None}


def _effective(reader: PackReader) -> tuple[date | None, date | None]:
    inner = reader.inner("effective")
    if inner is None:
        return None, None
    inner.only(("from", "to"))
    first, last = inner.day("from"), inner.day("to")
    if first and last and last < first:
        inner.complain(("to",), "the procedure ends before it begins", "write the later day under `to`")
    return first, last


def _online(reader: PackReader) -> tuple[str, Text | None]:
    inner = reader.inner("online")
    if inner is None:
        return "full", None
    inner.only(("level", "reason"))
    level = inner.one_of("level", ONLINE_LEVELS, "online level") or "full"
    reason = inner.paragraph("reason")
    if level == "partial" and reason is None and not inner.has("reason"):
        # Nghị định 224/2026/NĐ-CP Điều 14: whoever offers a part only has to publish why, and on what basis.
        inner.missing("reason", "Pháp luật yêu cầu công dân có mặt khi …")
    return level, reason
