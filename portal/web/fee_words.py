"""The lines of a fee sheet or of a fee order, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.spec import say
from portal.web.formats import show_money
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.law_words import law_words
from procedures.definition import Procedure


@dataclass(frozen=True, slots=True)
class ShownFee:
    """One line as ``components/facts.html`` draws it."""

    title: str
    amount: int
    reason: str | None
    law: str | None


def shown_fees(procedure: Procedure, lines: Sequence[Mapping[str, Any]]) -> list[ShownFee]:
    """Return the lines (as ``FeeLine.as_json`` gives them) with the reason of each reduction and the law."""
    language = current_language()
    return [
        ShownFee(
            say(line["title"], language), line["amount"], _reason(line, language), law_words(procedure, line["law"])
        )
        for line in lines
    ]


def _reason(line: Mapping[str, Any], language: str) -> str | None:
    if not line["reduced_by"]:
        return None
    reduced = _("Giảm %(percent)s%%, từ %(full)s", percent=line["percent"], full=show_money(line["full"], language))
    return f"{reduced}: {say(line['reason'], language)}" if line["reason"] else reduced
