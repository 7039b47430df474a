"""The last look before filing: every answer, every document, the fee with its reasons, and one button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from forms.answers import blocked, invalid, to_words
from forms.spec import say
from portal.models import Agency, Attachment, Offer
from portal.services import attachments, catalogue, drafts
from portal.services import filing as filings
from portal.web import access, work
from portal.web.access import actor, me
from portal.web.citizen.area import citizen
from portal.web.citizen.document_items import items_of
from portal.web.citizen.filing import Filing, filing_of, open_filing
from portal.web.citizen.sections import Section, sections_of
from portal.web.citizen.way import CHECK, page_url, way_of
from portal.web.citizen.words import agency_words, delivery_words
from portal.web.fee_words import ShownFee, shown_fees
from portal.web.language import current_language, ngettext
from portal.web.language import gettext as _
from procedures.fees import FeeNotComputableError, FeeSheet, fee_sheet

Links = list[tuple[str, str]]


@dataclass(slots=True)
class Look:
    """What the page shows beside the answers; what stops the filing is in ``lacking`` and ``errors``."""

    filing: Filing
    offer: Offer
    files: Sequence[Attachment]
    sheet: FeeSheet
    lacking: Links
    errors: Links = field(default_factory=list)
    renewed: bool = False
    changed: bool = False

    @property
    def low(self) -> bool:
        """Say whether whoever is signed in has too low a level for this procedure."""
        return actor().assurance < self.filing.procedure.assurance


@citizen.get("/nop/<uuid:draft_id>/kiem-tra")
@access.citizen
def check(draft_id: UUID) -> str:
    """Show everything that will be filed."""
    return _page(_look(open_filing(draft_id, lock=True)))


@citizen.post("/nop/<uuid:draft_id>/kiem-tra")
@access.citizen
def submit(draft_id: UUID) -> Response | tuple[str, int]:
    """File the dossier, when nothing is missing and the fee is the one that was shown."""
    filing = open_filing(draft_id, lock=True)
    if "_higher" in request.form:
        session["come_back"] = url_for("citizen.check", draft_id=draft_id)
        return redirect(url_for("auth.sign_in", level=filing.procedure.assurance))
    delivery = request.form.get("delivery")
    if delivery in filing.procedure.delivery:
        filing.draft.delivery = delivery
        filing = filing_of(filing.draft)
    look = _look(filing)
    look.changed = request.form.get("_total") != str(look.sheet.total)
    if not request.form.get("declared"):
        look.errors.append((_("Bạn cần đánh dấu vào lời cam đoan."), "#declared"))
    if look.errors or look.lacking or look.changed or look.renewed or look.low:
        return _page(look), 400
    dossier = filings.submit(
        work.db(),
        filing.draft,
        person=me(),
        actor=actor(),
        at=work.now(),
        code_pattern=work.parts().settings.dossier_code,
    )
    return redirect(url_for("citizen.filed", code=dossier.code))


def _look(filing: Filing) -> Look:
    """Gather what the page shows; a draft of a version that is no longer offered is carried over to the new one."""
    database = work.db()
    offer = catalogue.offer_in_force(database, filing.draft.offer_id)
    if offer is None:
        flash(_("Cơ quan này không còn nhận thủ tục này trực tuyến. Bản nháp của bạn vẫn được giữ."), "error")
        abort(redirect(url_for("citizen.dossiers")))
    renewed = offer.id != filing.draft.offer_id
    if renewed:
        drafts.renew(database, filing.draft, offer, at=work.now())
        filing = filing_of(filing.draft)
    files = attachments.of_draft(database, filing.draft)
    lacking = _lacking(filing, files)
    try:
        sheet = fee_sheet(filing.procedure, filing.answers, filing.situation, offer.overlay)
    except FeeNotComputableError:
        sheet = FeeSheet(())
        words = _("Không tính được phí, lệ phí với những câu trả lời này. Bạn cần xem lại các con số.")
        lacking.append((words, _change(filing, filing.visible.pages[0])))
    return Look(filing, offer, files, sheet, lacking, renewed=renewed)


def _lacking(filing: Filing, files: Sequence[Attachment]) -> Links:
    """Return what stops the filing, each with the page where it is mended."""
    values = filing.situation.values()
    block = blocked(filing.spec, filing.answers, values)
    links: Links = [(say(block.say, current_language()), _change(filing, block.page))] if block else []
    where = {one.name: page.name for page in filing.spec.pages for one in page.fields}
    links += [
        (wrong.words(current_language()), f"{_change(filing, where[wrong.field.name])}#{wrong.field.name}")
        for wrong in invalid(filing.spec, filing.answers, values)
    ]
    at_documents = url_for("citizen.documents", draft_id=filing.draft.id)
    items = items_of(filing.needed(), files, {})
    return links + [(item.lacking, f"{at_documents}#tep-{item.id}") for item in items if item.lacking]


def _change(filing: Filing, page: str) -> str:
    return f"{page_url(filing, page)}?ve={CHECK}"


def _page(look: Look) -> str:
    filing = look.filing
    receiving = work.db().get_one(Agency, look.offer.receiving_agency_id)
    undeclared = next((words for words, href in look.errors if href == "#declared"), None)
    return render_template(
        "citizen/check.html",
        filing=filing,
        way=way_of(filing, CHECK),
        sections=_sections(filing),
        documents=_documents(filing, look.files),
        fees=_fees(look),
        total=look.sheet.total,
        deliveries=[(code, delivery_words(code)) for code in filing.procedure.delivery],
        delivery=filing.draft.delivery or filing.procedure.delivery[0],
        agency=agency_words(receiving),
        lacking=look.lacking,
        errors=look.errors,
        undeclared=undeclared,
        form_errors=bool(look.errors or look.lacking),
        renewed=look.renewed,
        changed=look.changed,
        low=look.low,
    )


def _sections(filing: Filing) -> list[Section]:
    shown = to_words(filing.spec, filing.answers, current_language(), visible=filing.visible.required)
    return sections_of(filing.spec, shown, known=filing.known, change=lambda page: _change(filing, page))


def _documents(filing: Filing, files: Sequence[Attachment]) -> list[tuple[str, str]]:
    rows = []
    for item in items_of(filing.needed(), files, {}):
        names = ", ".join(file.filename for file in item.sent)
        count = ngettext("%(n)s tệp", "%(n)s tệp", len(item.sent), n=len(item.sent)) if item.sent else ""
        rows.append((item.title, f"{count}: {names}" if count else _("Chưa có") if item.required else _("Không nộp")))
    return rows


def _fees(look: Look) -> list[ShownFee]:
    return shown_fees(look.filing.procedure, [line.as_json() for line in look.sheet.lines])
