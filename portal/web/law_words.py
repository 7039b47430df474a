"""A citation of a pack in words: the text of the law in place of its id, with article and clause behind it."""

from __future__ import annotations

import re
from typing import Final

from forms.spec import say
from portal.web.language import current_language
from procedures.definition import Procedure

ARTICLE: Final = re.compile(r"Điều|Khoản|Điểm|Chương|Mục|Phụ lục|[a-zđ]")
"""How a place in a law begins; anything else says in words what part of it is meant."""


def law_words(procedure: Procedure, cited: str | None) -> str | None:
    """Return the words of ``luat_phi, Điều 10``; several citations are parted by a semicolon, as in the pack.

    Where the citation names no place, the article of the pack's legal basis stands.
    """
    if not cited:
        return None
    return "; ".join(_one(procedure, one.strip()) for one in cited.split(";"))


def _one(procedure: Procedure, cited: str) -> str:
    basis, _comma, place = (part.strip() for part in cited.partition(","))
    law = procedure.law(basis)
    if law is None:
        return cited
    text, place = say(law.text, current_language()), place or law.article or ""
    if not place or ARTICLE.match(place):
        return f"{text}, {place}" if place else text
    return f"{text} ({place[0].lower() if place[1:2].islower() else place[0]}{place[1:]})"
