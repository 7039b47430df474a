"""A citation of a pack in words: the text of the law in place of its id, with article and clause behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from forms.fields.rows import RowsOptions
from forms.spec import Check, FieldSpec, FormSpec, say
from procedures.definition import LegalBasis

ARTICLE: Final = re.compile(r"Điều|Khoản|Điểm|Chương|Mục|Phụ lục|[a-zđ]")
"""How a place in a law begins; anything else says in words what part of it is meant."""


def words_of_law(laws: Sequence[LegalBasis], cited: str, language: str) -> str:
    """Return the words of ``luat_phi, Điều 10``; several citations are parted by a semicolon, as in the pack.

    Where the citation names no place, the article of the pack's legal basis stands.
    """
    return "; ".join(_one(laws, one.strip(), language) for one in cited.split(";"))


def _one(laws: Sequence[LegalBasis], cited: str, language: str) -> str:
    basis, _comma, place = (part.strip() for part in cited.partition(","))
    law = next((law for law in laws if law.id == basis), None)
    if law is None:
        return cited
    text, place = say(law.text, language), place or law.article or ""
    if not place or ARTICLE.match(place):
        return f"{text}, {place}" if place else text
    return f"{text} ({place[0].lower() if place[1:2].islower() else place[0]}{place[1:]})"


def with_laws(form: FormSpec, laws: Sequence[LegalBasis]) -> FormSpec:
    """Return the form with the legal basis of its checks in words, for whoever breaks one."""
    pages = tuple(
        replace(page, checks=_all(page.checks, laws), fields=tuple(_field(one, laws) for one in page.fields))
        for page in form.pages
    )
    return replace(form, pages=pages, by_name={one.name: one for page in pages for one in page.fields})


def _field(one: FieldSpec, laws: Sequence[LegalBasis]) -> FieldSpec:
    options = one.options
    if not isinstance(options, RowsOptions) or not options.checks:
        return one
    return replace(one, options=replace(options, checks=_all(options.checks, laws)))


def _all(checks: tuple[Check, ...], laws: Sequence[LegalBasis]) -> tuple[Check, ...]:
    return tuple(_worded(check, laws) for check in checks)


def _worded(check: Check, laws: Sequence[LegalBasis]) -> Check:
    cited = check.because
    if not cited:
        return check
    return replace(check, law={language: words_of_law(laws, cited, language) for language in ("vi", "en")})
