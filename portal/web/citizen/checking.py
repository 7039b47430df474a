"""The last look before filing: every answer, every document, the fee with its reasons, and one button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from forms.answers import Shown, to_words
from forms.sourced import is_whole
from portal.models import Draft
from portal.services import filing as filings
from portal.services.definitions import procedure_of
from portal.services.filing import LastPage
from portal.services.refusals import (
    AssuranceTooLowError,
    BlockedFilingError,
    ConfirmationMissingError,
    FeeChangedError,
    FilesChangedError,
    IncompleteFilingError,
    NotComputableError,
    NotFoundError,
)
from portal.web import access, work
from portal.web.access import actor, me
from portal.web.citizen import asking, seen_files
from portal.web.citizen.area import citizen
from portal.web.citizen.at_counter import ask_applicant, filed
from portal.web.citizen.correcting import known_notes
from portal.web.citizen.document_items import Item
from portal.web.citizen.filing import Filing, filing_of, open_filing, own_draft
from portal.web.citizen.last_look import Look, declares, look_at
from portal.web.citizen.sections import label_of, sections_of, value_of
from portal.web.citizen.way import CHECK, DOCUMENTS, way_of
from portal.web.citizen.words import agency_words, delivery_words
from portal.web.fee_words import ShownFee, shown_sheet
from portal.web.fields.asking import reason
from portal.web.form_tokens import form_token
from portal.web.kept_pages import render_kept
from portal.web.language import current_language, ngettext
from portal.web.language import gettext as _
from procedures.fees import FeeNotComputableError

TEMPLATE: Final = "citizen/check.html"
BAD_REQUEST: Final = 400
LONGEST_TOTAL: Final = 15
NO_TOTAL: Final = -1
"""What no fee is: the page that was sent shows none."""
REFUSALS: Final = (
    AssuranceTooLowError,
    BlockedFilingError,
    ConfirmationMissingError,
    FeeChangedError,
    FeeNotComputableError,
    FilesChangedError,
    IncompleteFilingError,
    NotComputableError,
    NotFoundError,
)


@citizen.get("/nop/<uuid:draft_id>/kiem-tra")
@access.applicant
@work.alone
@work.receiving
def check(draft_id: UUID) -> str:
    """Show everything that will be filed."""
    return _page(look_at(open_filing(draft_id)))


@citizen.post("/nop/<uuid:draft_id>/kiem-tra")
@access.applicant
@work.receiving
def submit(draft_id: UUID) -> Response | tuple[str, int]:
    """File the dossier, when nothing is missing and the fee is the one that was shown."""
    draft = own_draft(draft_id, lock=True)
    procedure = procedure_of(work.db(), draft.version_id)
    if "_higher" in request.form:
        session["come_back"] = url_for("citizen.check", draft_id=draft_id)
        return redirect(url_for("auth.sign_in", level=procedure.assurance))
    delivery = request.form.get("delivery")
    delivery = delivery if delivery in procedure.delivery else None
    if work.at_counter() and "_ask" in request.form:
        draft.delivery = delivery or draft.delivery or procedure.delivery[0]
        look = look_at(filing_of(draft))
        look.changed = _has_other_total(look)
        if look.lacking or look.waits or look.changed or look.renewed:
            return _page(look), BAD_REQUEST
        return ask_applicant(look.filing)
    # At the counter the person declares it when they confirm.
    if request.form.get("declared") or declares(procedure) or work.at_counter():
        try:
            return _filed(draft, delivery)
        except REFUSALS:
            # The page below says what is in the way; the draft is as it was.
            pass
    if delivery is not None:
        draft.delivery = delivery
    return _page(_refused(filing_of(draft))), BAD_REQUEST


def _filed(draft: Draft, delivery: str | None) -> Response:
    shown = request.form.get("_total", "")
    total = int(shown) if shown.isdecimal() and len(shown) <= LONGEST_TOTAL else NO_TOTAL
    dossier = filings.submit(
        work.db(),
        draft,
        received=access.received(draft),
        person=me(),
        actor=actor(),
        at=work.now(),
        code_pattern=work.parts().settings.dossier_code,
        last=LastPage(delivery, total, seen_files.read(request.form.get("_files", ""))),
    )
    return filed(dossier.code)


def _refused(filing: Filing) -> Look:
    look = look_at(filing)
    look.changed = _has_other_total(look)
    shown = seen_files.read(request.form.get("_files", ""))
    look.swapped = seen_files.swapped(shown, look.files, look.items, filing)
    look.errors += [(words, "#waits") for words in look.waits]
    look.errors += [] if look.lacking else asking.awaited(look.confirmers)
    if not look.declares and not request.form.get("declared") and not work.at_counter():
        look.errors.append((_("Bạn cần đánh dấu vào lời cam đoan."), "#declared"))
    return look


def _has_other_total(look: Look) -> bool:
    return request.form.get("_total") != str(look.sheet.total)


def _change_one(filing: Filing, one: Shown) -> tuple[str, str]:
    """Return where one answer is changed, and what the link says; what a source told for good can only be looked at.

    The address is seen from this page: without the name of the draft a page is kept for all.
    """
    fixed = _is_fixed(filing, one.name)
    return f"{one.page}?ve={CHECK}#{one.name}", _("Xem") if fixed else _("Thay đổi")


def _is_fixed(filing: Filing, name: str) -> bool:
    if not filing.known.told or filing.spec.by_name[name].correctable:
        return False
    return name in filing.known.told or is_whole(filing.spec.by_name[name], filing.known.told)


def _page(look: Look) -> str:
    filing = look.filing
    shown = to_words(filing.spec, filing.answers, current_language(), visible=filing.visible.required)
    documents = _documents(look.items)
    fees = tuple(shown_sheet(filing.procedure, look.sheet))
    late = {f"answer_{number}": value_of(one) or _("Chưa có") for number, one in enumerate(shown)}
    late |= {f"document_{number}": words for number, (_title, words, _href) in enumerate(documents)}
    called = (one.name for one in shown if one.name in filing.visible.conditions)
    notes = {name: reason(name, filing.visible, filing.procedure.words) for name in called}
    notes = {name: _("Được hỏi vì %(reason)s", reason=words) for name, words in notes.items() if words}
    notes |= known_notes(filing)
    late |= {f"note_{name}": words for name, words in notes.items()}
    asked = tuple((title, href) for title, _words, href in documents)
    if filing.procedure.takes_files:
        late["seen"] = seen_files.written(look.files)
    context = partial(_context, look, shown, tuple(notes), asked, fees)
    stops = (look.lacking, look.errors, look.waits, look.renewed, look.changed, look.swapped, look.low)
    # What names another person is kept for nobody.
    stopped = any(stops) or bool(look.confirmers or filing.draft.represented)
    if stopped or request.query_string:
        return render_template(TEMPLATE, seen=late.get("seen"), **context(late))
    key = (
        id(filing.procedure),
        tuple((one.name, label_of(one), _is_fixed(filing, one.name)) for one in shown),
        tuple(notes),
        asked,
        filing.visible.pages,
        fees,
        _delivery(filing),
        agency_words(look.agency),
    )
    unique = (str(filing.draft.id), form_token())
    return render_kept(TEMPLATE, key, owner=filing.procedure, late=late, unique=unique, context=context)


def _context(
    look: Look,
    shown: Sequence[Shown],
    noted: Sequence[str],
    asked: Sequence[tuple[str, str]],
    fees: Sequence[ShownFee],
    late: Mapping[str, str],
) -> dict[str, Any]:
    """Return what the page shows, with the words of ``late`` for the answers and the files."""
    filing = look.filing
    values = [late[f"answer_{number}"] for number in range(len(shown))]
    sections = sections_of(
        filing.spec,
        shown,
        values=values,
        notes={name: late[f"note_{name}"] for name in noted},
        change=partial(_change_one, filing),
    )
    return {
        "filing": filing,
        "way": way_of(filing, CHECK),
        "sections": sections,
        "documents": [(title, late[f"document_{at}"], None, href) for at, (title, href) in enumerate(asked)],
        "fees": fees,
        "total": look.sheet.total,
        "deliveries": [(code, delivery_words(code)) for code in filing.procedure.delivery],
        "delivery": _delivery(filing),
        "agency": agency_words(look.agency),
        "lacking": look.lacking,
        "errors": look.errors,
        "undeclared": next((words for words, href in look.errors if href == "#declared"), None),
        "declares": look.declares,
        "form_errors": bool(look.errors or look.lacking),
        "renewed": look.renewed,
        "changes": look.changes,
        "changed": look.changed,
        "swapped": look.swapped,
        "low": look.low,
        "waits": look.waits,
        "confirmers": look.confirmers,
        "unconfirmed": look.unconfirmed,
    }


def _delivery(filing: Filing) -> str:
    return filing.draft.delivery or filing.procedure.delivery[0]


def _documents(items: Sequence[Item]) -> list[tuple[str, str, str]]:
    """Return what was sent for each document: its title, the files, and where that is changed."""
    rows = []
    for item in items:
        names = ", ".join(file.filename for file in item.sent)
        count = ngettext("%(n)s tệp", "%(n)s tệp", len(item.sent), n=len(item.sent)) if item.sent else ""
        words = f"{count}: {names}" if count else _("Chưa có") if item.required else _("Không nộp")
        rows.append((item.title, words, f"{DOCUMENTS}#tep-{item.id}"))
    return rows
