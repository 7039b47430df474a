"""What the page of a procedure says of its fees, its time limit and its documents, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from forms.expressions import Known
from forms.spec import say
from portal.clock import local
from portal.web.document_words import needed_words
from portal.web.fee_words import due_words
from portal.web.formats import show_money
from portal.web.language import N_, current_language, gettext
from portal.web.law_words import law_words
from procedures.definition import DocumentSpec, FeeSpec, Procedure, Reduction
from procedures.fees import FeeNotComputableError, fee_sheet
from procedures.situation import Situation
from workflows.duration import in_words

CHANNELS: Final[Mapping[str, str]] = {
    "online": N_("Trực tuyến"),
    "counter": N_("Trực tiếp"),
    "post": N_("Qua bưu chính công ích"),
}
APPLICANTS: Final[Mapping[str, str]] = {
    "citizen": N_("Công dân"),
    "household_business": N_("Hộ kinh doanh"),
    "enterprise": N_("Doanh nghiệp"),
    "organisation": N_("Tổ chức"),
    "state_agency": N_("Cơ quan nhà nước"),
    "other": N_("Đối tượng khác"),
}
COPIES: Final[Mapping[str, str]] = {
    "original": N_("Bản chính"),
    "certified": N_("Bản sao chứng thực"),
    "copy": N_("Bản sao hoặc bản chụp"),
    "electronic": N_("Bản điện tử"),
}


NOTHING: Final = re.compile(r"[?:]\s*0\b")
"""Where a formula chooses no fee at all."""
ALL: Final = 100
"""Per cent: a reduction by so much leaves nothing to pay."""


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """One document as the list shows it."""

    title: str
    note: str
    required: bool
    needed: str | None
    """In which case, where not every dossier needs it."""
    why: None = None
    state: None = None
    done: bool = False
    href: None = None


def ways(procedure: Procedure, at: datetime) -> list[tuple[str, str]]:
    """Return every way to file, each with its time limit and its fee on a line of their own."""
    within = gettext("Thời hạn: %(within)s", within=in_words(procedure.time_limit.within, current_language()))
    return [
        (
            gettext(CHANNELS[channel]),
            f"{within}\n" + gettext("Phí, lệ phí: %(fee)s", fee=_fee_by(procedure, channel, at)),
        )
        for channel in procedure.description.channels
    ]


def limit_cases(procedure: Procedure) -> list[str]:
    """Return the other time limits that the law sets, each with the dossiers that it is for."""
    language = current_language()
    return [f"{say(case.say, language)}: {in_words(case.within, language)}" for case in procedure.time_limit.where]


def fee_words(procedure: Procedure) -> tuple[str, str | None]:
    """Return the fee as one short fact, and the note that belongs to it."""
    note = say(procedure.description.fee_note, current_language()) if procedure.description.fee_note else None
    if not procedure.fees:
        return gettext("Miễn phí"), note
    return "; ".join(_one_fee(fee) for fee in procedure.fees), note


def fee_fact(procedure: Procedure, at: datetime) -> tuple[str, str | None]:
    """Return what one pays who files online, and the note that other ways cost something else."""
    in_general = fee_words(procedure)[0]
    online = _fee_by(procedure, "online", at)
    return (online, gettext("khi nộp trực tuyến")) if online != in_general else (in_general, None)


def fee_lines(procedure: Procedure) -> list[tuple[str, str, list[str], str | None]]:
    """Return each fee: title, amount, when it is due and the words of its reductions, and its law."""
    language = current_language()
    return [
        (
            say(fee.title, language),
            _one_fee(fee),
            [*_due(procedure, fee), *(_reduction(one) for one in fee.reductions)],
            law_words(procedure, fee.law),
        )
        for fee in procedure.fees
    ]


def _due(procedure: Procedure, fee: FeeSpec) -> list[str]:
    words = due_words(procedure, fee.due, fee.step)
    return [words] if words else []


def documents(procedure: Procedure) -> list[ListedDocument]:
    """Return the documents of the dossier, each with what kind of copy and when it is needed."""
    return [_listed(procedure, document) for document in procedure.documents]


def applicants(procedure: Procedure) -> list[str]:
    """Return who may file, in words; the first begins the line."""
    words = [gettext(APPLICANTS[one]) for one in procedure.applicants]
    return [*words[:1], *(one[:1].lower() + one[1:] for one in words[1:])]


def laws(procedure: Procedure) -> list[str]:
    """Return the legal basis, one text of law after the other."""
    return [words for basis in procedure.legal_basis if (words := law_words(procedure, basis.id))]


def _listed(procedure: Procedure, document: DocumentSpec) -> ListedDocument:
    language = current_language()
    copies = gettext(COPIES[str(document.copies)])
    words = [f"{document.quantity} {copies.lower()}" if document.quantity > 1 else copies]
    words += [say(document.hint, language)] if document.hint else []
    return ListedDocument(
        say(document.title, language),
        " · ".join(words),
        required=document.required is not False,
        needed=needed_words(procedure, document),
    )


def _reduction(one: Reduction) -> str:
    words = say(one.say, current_language()) if one.say else ""
    much = gettext("Miễn") if one.percent == ALL else gettext("Giảm %(percent)s%%", percent=one.percent)
    return f"{much}: {words[:1].lower()}{words[1:]}" if words else much


def _one_fee(fee: FeeSpec) -> str:
    value = fee.amount.evaluate({})
    if isinstance(value, Known) and isinstance(value.value, int):
        return show_money(value.value, current_language()) if value.value else gettext("Miễn phí")
    if fee.rate:
        amount = show_money(fee.rate, current_language())
        return gettext("Miễn phí, hoặc từ %(amount)s", amount=amount) if _may_be_nothing(fee) else _from(amount)
    return _by_channel(fee) or gettext("Tùy hồ sơ")


def _by_channel(fee: FeeSpec) -> str | None:
    """Return the least and the most that a fee comes to, where nothing but the way of filing decides it."""
    found = [fee.amount.evaluate({"channel": channel}) for channel in CHANNELS]
    amounts = {one.value for one in found if isinstance(one, Known) and isinstance(one.value, int)}
    if len([one for one in found if isinstance(one, Known)]) < len(found) or not amounts:
        return None
    least, most = (show_money(amount, current_language()) for amount in (min(amounts), max(amounts)))
    return gettext("%(least)s đến %(most)s, tùy cách nộp", least=least, most=most)


def _from(amount: str) -> str:
    return gettext("Từ %(amount)s", amount=amount)


def _may_be_nothing(fee: FeeSpec) -> bool:
    """Say whether one of the ways of the formula's choice is nothing, as where what is done in time is free."""
    return NOTHING.search(fee.amount.source) is not None


def _fee_by(procedure: Procedure, channel: str, at: datetime) -> str:
    here = local(at)
    situation = Situation(channel, here.date(), here.hour * 60 + here.minute, filed_on_behalf=False)
    try:
        sheet = fee_sheet(procedure, {}, situation)
    except FeeNotComputableError:
        return fee_words(procedure)[0]
    if len(sheet.lines) < len(procedure.fees):
        return fee_words(procedure)[0]
    return show_money(sheet.total, current_language()) if sheet.total else gettext("Miễn phí")


def titles(texts: Iterable[Mapping[str, str]]) -> list[str]:
    """Return texts of a pack in the reader's language."""
    return [say(text, current_language()) for text in texts]
