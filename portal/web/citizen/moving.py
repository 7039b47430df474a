"""A draft moves to the version of its procedure that is in force, and whoever it belongs to is told what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.answers import from_json, to_words, visible_fields
from forms.moving import Moved, moved
from forms.spec import FieldSpec, say
from portal.models import Agency, Offer
from portal.services import catalogue, drafts, versions
from portal.services.definitions import procedure_of
from portal.web import access, work
from portal.web.citizen.area import citizen
from portal.web.citizen.filing import Filing, filing_of, open_filing, own_draft
from portal.web.citizen.way import first_undone
from portal.web.language import current_language
from procedures.definition import Procedure


@dataclass(frozen=True, slots=True)
class InForce:
    """A filing of the version that is in force, with what receives it."""

    filing: Filing
    offer: Offer
    agency: Agency
    changes: str | None
    """The address of the list of what changed, when the draft has just moved."""


def to_version_in_force(draft_id: UUID) -> InForce | None:
    """Move a draft to the offer that is in force now; where there is none, ``None``: the draft waits."""
    work.begin()
    draft = own_draft(draft_id, lock=True)
    offer = catalogue.offer_in_force(work.db(), draft.offer_id)
    if offer is None or draft.channel not in procedure_of(work.db(), offer.version_id).description.channels:
        return None
    before, changes = draft.version_id, None
    if offer.id != draft.offer_id:
        drafts.renew(work.db(), draft, offer, at=work.now())
    if draft.version_id != before:
        changes = url_for("citizen.changes", draft_id=draft_id, tu=before)
    return InForce(filing_of(draft), *catalogue.receiving(work.db(), offer.id), changes)


@citizen.get("/nop/<uuid:draft_id>")
@access.applicant
@work.alone
@work.receiving
def go_on(draft_id: UUID) -> Response:
    """Go on with a filing where it was left, in the version that is in force; first with what changed since."""
    filing = open_filing(draft_id)
    offer, _agency = access.received(filing.draft)
    if offer.closed_at is None:
        return redirect(first_undone(filing))
    now = to_version_in_force(draft_id)
    if now is None:
        return redirect(first_undone(open_filing(draft_id)))
    return redirect(now.changes or first_undone(now.filing))


@citizen.get("/nop/<uuid:draft_id>/thay-doi")
@access.applicant
def changes(draft_id: UUID) -> str | Response:
    """Tell what differs between the version in which the answers were given and the one they are in now."""
    filing = open_filing(draft_id)
    before = _before(filing.procedure)
    if before is None:
        return redirect(first_undone(filing))
    stored = filing.draft.answers
    answers = from_json(before.form, stored)
    asked_before = visible_fields(before.form, answers, filing.values).fields
    found = moved(before.form, filing.spec, stored, (asked_before, filing.visible.fields - filing.known.told.keys()))
    words = {one.name: one.value for one in to_words(before.form, answers, current_language())}
    return render_template(
        "citizen/changes.html",
        filing=filing,
        new=_labels(found.new),
        changed=[_pair(*pair) for pair in found.changed],
        gone=_labels(found.gone),
        dropped=[(say(one.label, current_language()), words.get(one.name) or "—") for one in found.dropped],
        nothing=found == Moved(),
        onward=first_undone(filing),
    )


def _before(now: Procedure) -> Procedure | None:
    """Return the version that the address names, when it is another published one of the same procedure."""
    try:
        version_id = UUID(request.args.get("tu", ""))
    except ValueError:
        return None
    session = work.db()
    return procedure_of(session, version_id) if versions.was_in_force(session, version_id, now.code) else None


def _labels(fields: Sequence[FieldSpec]) -> list[str]:
    return [say(one.label, current_language()) for one in fields]


def _pair(before: FieldSpec, after: FieldSpec) -> tuple[str, str | None]:
    """Return the label as it is now, and as it was where it differs."""
    language = current_language()
    was, now = say(before.label, language), say(after.label, language)
    return now, was if was != now else None
