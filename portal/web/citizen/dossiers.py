"""The dossiers of whoever is signed in: what waits for them, how far each is, who has it, and why that date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.answers import from_json, to_words
from forms.spec import say
from portal.models import Agency, Dossier, Draft, Supplement
from portal.services import (
    attachments,
    confirmations,
    confirmed,
    deadlines,
    drafts,
    fees,
    issuing,
    kin,
    letters,
    lookups,
    notices,
    refunds,
    supplements,
    waiting,
)
from portal.services.answer_sets import newest_answers
from portal.services.definitions import procedure_of
from portal.services.letters import Written
from portal.services.way import way_of
from portal.services.withdrawing import can_withdraw
from portal.web import access, kin_words, work
from portal.web.access import actor, me
from portal.web.citizen.area import citizen
from portal.web.citizen.awaiting import applicants_turn, asked_in_english, awaited, registers_asked
from portal.web.citizen.copying import may_copy
from portal.web.citizen.filing import draft_here
from portal.web.citizen.foretelling import foretell, likely_steps
from portal.web.citizen.inbox import read as read_message
from portal.web.citizen.papers import cards
from portal.web.citizen.sections import Section, sections_of
from portal.web.citizen.timeline import coming, officer_words, past, refusal
from portal.web.citizen.way import home
from portal.web.citizen.words import agency_words, delivery_words
from portal.web.dossier_titles import dossier_title
from portal.web.formats import show_date
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.refund_words import lines_of
from portal.web.represented_words import behind_title, rows_of, whom
from portal.web.source_words import origin_notes
from portal.web.way_words import on_the_way
from procedures.definition import Procedure
from workflows.duration import in_words
from workflows.status import DossierStatus


@dataclass(frozen=True, slots=True)
class Card:
    """One dossier or draft of the list."""

    code: str
    title: str
    href: str
    status: DossierStatus | None
    due: datetime | None
    note: str | None = None


@citizen.get("/ho-so")
@access.citizen
def dossiers() -> str:
    """List what waits, what was not filed yet, and every dossier, the newest first."""
    session, person = work.db(), me()
    before = _instant(request.args.get("truoc"))
    rows = lookups.dossiers_of(session, person.id, before=before)
    shown = rows[: lookups.PAGE]
    more = url_for("citizen.dossiers", truoc=shown[-1].submitted_at.isoformat()) if len(rows) > len(shown) else None
    mothers = kin.mothers_of(session, [one.id for one in shown])
    unfinished = [] if before else drafts.drafts_of(session, person.id)
    return render_template(
        "citizen/dossiers.html",
        waits=[] if before else waiting.waiting_for(session, person.id),
        drafts=[(draft, _draft_title(draft), _draft_for(draft)) for draft in unfinished],
        cards=[_card(one, mothers.get(one.id)) for one in shown],
        asked=0 if before else len(confirmations.asked_of(session, person, work.now())),
        unread=notices.unread(session, person.id, at=work.now()),
        more=more,
        later_page=before is not None,
    )


@citizen.get("/ho-so/<code>")
@access.citizen
def dossier(code: str) -> str:
    """Show one dossier of mine, whole; whoever it was filed for reads it, and does nothing with it."""
    session, person = work.db(), me()
    found = lookups.readable_dossier(session, code, person.id)
    mine = found.applicant_id == person.id
    procedure = procedure_of(session, found.version_id)
    agency = session.get_one(Agency, found.agency_id)
    place = agency_words(agency)
    holders = lookups.current_holders(session, found)
    here = [task for task, _officer in holders]
    papers = issuing.papers_of(session, found)
    shown = cards(found, procedure, papers)
    events, orders = lookups.timeline(session, found), fees.orders_of(session, found)
    turn = applicants_turn(found, mine=mine)
    asked, registers = awaited(found, procedure), registers_asked(here, procedure)
    given = confirmed.given_of(session, found, procedure)
    behind = rows_of(procedure, found, given, confirmed.changed_since(session, found, procedure, given))
    return render_template(
        "citizen/dossier.html",
        dossier=found,
        title=dossier_title(found),
        status=DossierStatus(found.status),
        duty=waiting.duty_of(session, found) if mine else None,
        mine=mine,
        sending=_sending(found) if mine else None,
        late=mine and found.closed_at is None and found.due_at is not None and found.due_at < work.now(),
        awaited=asked,
        why=deadlines.explanation(session, found, procedure, current_language()),
        foretold=foretell(found, here),
        likely=likely_steps(found, procedure, here),
        place=place,
        holders=[
            *turn,
            *(officer_words(officer) for _task, officer in holders if officer),
            *(one.words for one in asked),
            *registers.values(),
        ],
        timeline=[
            *coming(
                holders,
                procedure,
                found.promised_date,
                place=place,
                asked=dict.fromkeys((task.id for task in here), "; ".join(turn))
                | registers
                | {one.task_id: one.words for one in asked},
            ),
            *past(
                events,
                procedure,
                papers,
                here=agency,
                applicant=found.applicant_name,
                english=asked_in_english(found, procedure),
            ),
        ],
        stations=on_the_way(procedure, way_of(session, found, procedure)),
        papers=shown,
        result=next((card for card in shown if card.kind == issuing.RESULT and card.href), None),
        refusal=refusal(events, procedure) if found.closed_at else None,
        not_accepted=found.status == DossierStatus.NOT_ACCEPTED,
        pressing=issuing.in_press(session, found),
        sections=_sections(found, procedure),
        behind=behind,
        behind_title=behind_title(behind, found),
        files=attachments.of_dossier(session, found) if mine else [],
        document_titles={one.id: say(one.title, current_language()) for one in procedure.documents},
        messages=[read_message(one) for one in notices.about(session, found, at=work.now())] if mine else [],
        letters=_letters(found) if mine else [],
        delivery=delivery_words(found.delivery),
        orders=orders,
        refunds=lines_of(refunds.of_dossier(session, found)) if orders else [],
        **_kin(found, procedure),
        may_copy=mine and may_copy(found),
        may_withdraw=mine and can_withdraw(session, found),
    )


@citizen.get("/ho-so/<code>/da-nop")
@access.citizen
def filed(code: str) -> str:
    """Confirm a filing: the code, what happens next, and the fee."""
    session = work.db()
    found = lookups.own_dossier(session, code, me().id)
    procedure = procedure_of(session, found.version_id)
    first = procedure.workflow.steps[procedure.workflow.start]
    within = in_words(first.within, current_language()) if first.within else None
    due = [one for one in fees.orders_of(session, found) if one.state == "due"]
    return render_template(
        "citizen/filed.html",
        dossier=found,
        title=dossier_title(found),
        agency=agency_words(session.get_one(Agency, found.receiving_agency_id)),
        within=within,
        time_limit=in_words(deadlines.time_limit(session, found, procedure), current_language()),
        delivery=delivery_words(found.delivery),
        total=sum(one.total for one in due),
        files=attachments.of_dossier(session, found),
    )


@citizen.post("/nop/<uuid:draft_id>/bo")
@access.applicant
def discard(draft_id: UUID) -> Response:
    """Throw a draft away."""
    draft = draft_here(draft_id, lock=True)
    if draft.supplement_id is None:
        drafts.discard(work.db(), draft)
    return redirect(home())


def _letters(found: Dossier) -> Sequence[Written]:
    """Return the letters about a dossier, which so are read."""
    letters.mark_read(work.db(), found, actor=actor(), at=work.now())
    return letters.letters_of(work.db(), found)


def _kin(found: Dossier, procedure: Procedure) -> dict[str, Any]:
    """Return what belongs to the dossier at other agencies: whoever reads the one reads the others."""
    below, above = kin.children(work.db(), found), kin.mother(work.db(), found)
    links = {one.code: url_for("citizen.dossier", code=one.code) for one in below if one.code}
    parts = kin_words.parts_of(below, procedure, links, work.now())
    href = url_for("citizen.dossier", code=above.code) if above is not None and above.code else None
    return {"parts": parts, "late_part": kin_words.late_words(parts), "mother": above, "mother_href": href}


def _sending(found: Dossier) -> Supplement | None:
    """Return the supplement that was sent and waits for its files to be looked into."""
    if found.status != DossierStatus.SUPPLEMENT:
        return None
    asked = supplements.open_supplement(work.db(), found)
    return asked if asked is not None and asked.sent_at is not None else None


def _card(one: Dossier, mother: str | None) -> Card:
    closed = one.closed_at is not None
    href = url_for("citizen.dossier", code=one.code)
    note = _("Chủ hồ sơ: %(owner)s. Nộp ngày %(day)s.", owner=one.owner_name, day=show_date(one.submitted_at))
    if one.applicant_id != me().id:
        note += " " + _("%(name)s nộp thay bạn.", name=one.applicant_name)
    elif one.represented:
        note += " " + _("Bạn nộp thay: %(whom)s.", whom=whom(one.represented))
    if mother is not None:
        note += " " + _("Thuộc hồ sơ %(code)s.", code=mother)
    return Card(one.code, dossier_title(one), href, DossierStatus(one.status), None if closed else one.due_at, note)


def _draft_title(draft: Draft) -> str:
    return say(procedure_of(work.db(), draft.version_id).title, current_language())


def _draft_for(draft: Draft) -> str | None:
    """Say for whom a draft is, where it is for another."""
    return _("Bạn nộp thay: %(whom)s.", whom=whom(draft.represented)) if draft.represented else None


def _sections(found: Dossier, procedure: Procedure) -> list[Section]:
    filed = newest_answers(work.db(), found)
    answers = from_json(procedure.form, filed.answers)
    notes = origin_notes(procedure.form, filed.origins)
    return sections_of(procedure.form, to_words(procedure.form, answers, current_language()), notes=notes)


def _instant(text: str | None) -> datetime | None:
    """Read the keyset of the list; what is no instant with its time zone begins the list anew."""
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo else None
