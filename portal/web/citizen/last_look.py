"""What the last look before filing shows, gathered from the draft: answers, files, fee, and what stops it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from flask import abort, flash, redirect

from forms.fields.yes_no import DeclarationType
from portal.models import Agency, Attachment
from portal.services import attachments, successors
from portal.web import access, work
from portal.web.access import actor
from portal.web.citizen import asking, seen_files
from portal.web.citizen.document_items import Item, items_of
from portal.web.citizen.filing import Filing
from portal.web.citizen.lacking import Links, change, lacking
from portal.web.citizen.moving import to_version_in_force
from portal.web.citizen.way import home
from portal.web.citizen.words import merged_words
from portal.web.confirmation_words import Panel
from portal.web.file_words import still_checked
from portal.web.language import gettext as _
from procedures.definition import Procedure
from procedures.fees import FeeNotComputableError, FeeSheet, fee_sheet


@dataclass(slots=True)
class Look:
    """What the page shows beside the answers; what stops the filing is in ``lacking`` and ``errors``."""

    filing: Filing
    agency: Agency
    """The agency that receives the dossier."""
    files: Sequence[Attachment]
    items: Sequence[Item]
    """The documents that are asked for, with what was sent."""
    sheet: FeeSheet
    lacking: Links
    errors: Links = field(default_factory=list)
    renewed: bool = False
    changes: str | None = None
    """Where the list of what the new version changed stands."""
    changed: bool = False
    swapped: Sequence[str] = ()
    """Which files are others than those that the page showed when it was sent."""
    confirmers: Sequence[Panel] = ()
    """Who else has to confirm before it is filed, and how that stands."""

    @property
    def unconfirmed(self) -> bool:
        """Say whether somebody has still to confirm."""
        return any(one.state != "confirmed" for one in self.confirmers)

    @property
    def waits(self) -> list[str]:
        """Say which files are still looked into: no fault of anybody's, and over in seconds."""
        return [still_checked(file) for file in self.files if file.state == "arrived"]

    @property
    def low(self) -> bool:
        """Say whether whoever is signed in has too low a level for this procedure."""
        return work.at_counter() is None and actor().assurance < self.filing.procedure.assurance

    @property
    def declares(self) -> bool:
        """Say whether the form has a declaration of its own that everybody makes: then none is asked for here."""
        return declares(self.filing.procedure)


def look_at(filing: Filing) -> Look:
    """Gather what the page shows; a draft of a version that is no longer offered is carried over to the new one."""
    offer, agency = access.received(filing.draft)
    renewed, changes = offer.closed_at is not None, None
    if renewed:
        now = to_version_in_force(filing.draft.id)
        if now is None:
            flash(_gone_words(offer.id), "error")
            abort(redirect(home()))
        filing, offer, agency, changes = now.filing, now.offer, now.agency, now.changes
    files = attachments.of_draft(work.db(), filing.draft) if filing.procedure.takes_files else ()
    items = items_of(filing.procedure, filing.draft.id, filing.needed(), files, {})
    stops = lacking(filing, files, items)
    files = seen_files.shown_files(files, items, filing) if files else files
    try:
        sheet = fee_sheet(filing.procedure, filing.answers, filing.situation, offer.overlay, filing.visible)
    except FeeNotComputableError:
        sheet = FeeSheet(())
        words = _("Không tính được phí, lệ phí với những câu trả lời này. Bạn cần xem lại các con số.")
        stops.append((words, change(filing, filing.visible.pages[0])))
    found = asking.stands(filing, files)
    stops += asking.own_numbers(filing, found)
    confirmers = asking.panels(filing, found)
    return Look(filing, agency, files, items, sheet, stops, renewed=renewed, changes=changes, confirmers=confirmers)


def _gone_words(offer_id: UUID) -> str:
    heir = successors.heir_of_offer(work.db(), offer_id, work.now())
    if heir is not None:
        return merged_words(heir)
    if work.at_counter():
        return _("Thủ tục này không còn nhận trực tiếp tại quầy của bạn.")
    return _("Cơ quan này không còn nhận thủ tục này trực tuyến. Bản nháp của bạn vẫn được giữ.")


def declares(procedure: Procedure) -> bool:
    """Say whether the form has a declaration of its own that everybody makes."""
    return any(
        one.type == DeclarationType.name and one.when is None
        for page in procedure.form.pages
        if page.when is None
        for one in page.fields
    )
