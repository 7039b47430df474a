"""One dossier: answers beside documents, what may be done now in one fixed place, the timeline as evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from sqlalchemy import select

from forms.answers import Shown, from_json, to_words, visible_fields
from forms.fields.yes_no import DeclarationType
from forms.spec import say
from portal.models import Agency, AnswerSet, Attachment, Dossier, Officer, Person, Task
from portal.services import (
    attachments,
    confirmed,
    deadlines,
    delegations,
    extending,
    fees,
    file_pictures,
    issuing,
    kin,
    lookups,
    refunds,
    supplements,
    taking_back,
    tasks,
    unanswered,
)
from portal.services.answer_sets import newest_answers
from portal.services.asked_titles import asked_title
from portal.services.attachments import FROM_ELSEWHERE
from portal.services.lookups import TimelineEntry
from portal.services.situations import situation_of_dossier
from portal.services.standing import document_verdicts
from portal.web import access, kin_words, work
from portal.web.access import actor
from portal.web.counter_words import filed_words
from portal.web.fields.asking import reason
from portal.web.formats import show_date
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.officer import remarks
from portal.web.officer.acts import acts_for
from portal.web.officer.area import officer, opened, role_words, step_words
from portal.web.officer.changes import changes_of
from portal.web.officer.checking import CHECKING
from portal.web.officer.documents import documents_of
from portal.web.officer.handling import filled_in, sent_files, sent_here
from portal.web.officer.hands import hands_of
from portal.web.officer.look_ups_here import asked_about
from portal.web.officer.opinions_here import Round, agenda_waits, ask_href, rounds_of
from portal.web.officer.second_requests import decisions, spent_here
from portal.web.officer.telling import tell
from portal.web.paper_words import paper_title
from portal.web.refund_words import lines_of
from portal.web.represented_words import Row, behind_title, rows_of
from portal.web.source_words import origin_notes
from procedures.definition import Procedure
from workflows.listing import branch_in_words

TABS = ("ho-so", "qua-trinh", "phi", "van-ban", remarks.TAB)


@officer.get("/can-bo/ho-so/<code>")
@access.officer()
def dossier(code: str) -> str:
    """Show a dossier of one of the officer's agencies."""
    found, procedure = opened(code)
    tab = request.args.get("xem", TABS[0])
    answers = newest_answers(work.db(), found)
    entries = lookups.timeline(work.db(), found)
    files, handled = _attachments(found), filled_in(found, procedure)
    rounds = rounds_of(found, procedure)
    behind, orders = _behind(found, procedure, answers), fees.orders_of(work.db(), found)
    return render_template(
        "officer/dossier.html",
        dossier=found,
        procedure=procedure,
        tab=tab if tab in TABS else TABS[0],
        pages=answered(found, procedure, answers),
        behind=behind,
        behind_title=behind_title(behind, found),
        at_counter=_at_counter(entries),
        signed=attachments.signed_forms(work.db(), found),
        documents=documents_of(found, procedure, answers, files, document_verdicts(work.db(), found)),
        infected=[one for one in files if one.scan == "infected" and one.superseded_at is None],
        first_pages=file_pictures.first_pages(work.db(), found.id),
        holders=_holders(found, procedure),
        acts=acts_for(found, procedure),
        edition=procedure.version,
        hands=hands_of(found, procedure),
        handled=handled,
        handled_files=sent_files(found, handled),
        sent=sent_here(found, procedure, entries),
        may_check=_may_check(found),
        told=_told(found, procedure, entries, rounds) if tab == "qua-trinh" else [],
        why=deadlines.explanation(work.db(), found, procedure, current_language()),
        orders=orders,
        refunds=lines_of(refunds.of_dossier(work.db(), found)) if orders else [],
        may_pay_out=refunds.may_pay_out(found, actor()),
        papers=[(one, paper_title(one, procedure)) for one in reversed(issuing.papers_of(work.db(), found))],
        **_asked(found, procedure),
        changes=changes_of(found, procedure, files),
        spent=spent_here(found, procedure),
        decisions=decisions(found, procedure),
        opinion_rounds=rounds,
        look_ups=asked_about(found, procedure),
        ask_href=ask_href(found, procedure),
        agenda_waits=agenda_waits(found, procedure, rounds),
        **_extension(found),
        **remarks.remarks_of(found, tab=tab),
        **_kin(found, procedure),
        own_tasks=_named(procedure, _own_tasks(found)),
        free_tasks=_named(procedure, _free_tasks(found)),
    )


def _extension(found: Dossier) -> dict[str, Any]:
    """Return whether this officer may move the promised date now, and the apology that waits for them."""
    at = work.now()
    signs = extending.may_sign(work.db(), found, actor(), at)
    may = extending.fault(work.db(), found, at) is None and (signs or extending.may_extend(work.db(), found, actor()))
    drafted = issuing.drafted_apology(work.db(), found) if may else None
    proposed = drafted.details.get(extending.PROPOSED) if drafted is not None else None
    return {
        "may_extend": may,
        "signs_apology": signs,
        "late_apology": drafted is not None and found.due_at is not None and at > found.due_at,
        "proposed_until": show_date(date.fromisoformat(proposed["until"])) if proposed else None,
    }


def _asked(found: Dossier, procedure: Procedure) -> dict[str, Any]:
    """Return what waits for the applicant's answer, who asked, and whether this officer may take it back."""
    supplement = supplements.open_supplement(work.db(), found)
    return {
        "supplement": supplement,
        "asked_items": [
            (asked_title(one, procedure, current_language()), one["reason"])
            for one in (supplement.items if supplement else ())
        ],
        "asked_by": unanswered.asked_by(work.db(), supplement) if supplement else None,
        "may_take_back": supplement is not None and taking_back.may_take_back(work.db(), found, actor()),
    }


def _kin(found: Dossier, procedure: Procedure) -> dict[str, Any]:
    """Return what belongs to the dossier at other agencies; links only as far as this officer may read."""
    below, above = kin.children(work.db(), found), kin.mother(work.db(), found)
    known = [*below, above] if above is not None else below
    may = kin.readable(work.db(), actor(), [one.key for one in known if one.code], work.now())
    links = {one.code: url_for("officer.dossier", code=one.code) for one in known if one.code and one.key in may}
    parts = kin_words.parts_of(below, procedure, links, work.now())
    return {
        "parts": parts,
        "late_part": kin_words.late_words(parts),
        "mother": above,
        "mother_href": links.get(above.code or "") if above is not None else None,
        "from_elsewhere": [
            one for one in attachments.of_dossier(work.db(), found) if one.document.startswith(FROM_ELSEWHERE)
        ],
    }


def answered(
    found: Dossier, procedure: Procedure, answers: AnswerSet
) -> list[tuple[str, list[tuple[str, Shown, str, str]]]]:
    """Return the answers page by page, in words, each with why it was asked and which source told it."""
    typed = from_json(procedure.form, answers.answers)
    person = work.db().get_one(Person, found.applicant_id)
    visible = visible_fields(procedure.form, typed, situation_of_dossier(found, person).values())
    shown = to_words(procedure.form, typed, current_language())
    origins = origin_notes(procedure.form, answers.origins)
    pages = []
    for page in procedure.form.pages:
        rows = [
            (*_row(one), reason(one.name, visible, procedure.words), origins.get(one.name, ""))
            for one in shown
            if one.page == page.name
        ]
        if rows:
            pages.append((say(page.title, current_language()), rows))
    return pages


def _behind(found: Dossier, procedure: Procedure, answers: AnswerSet) -> list[Row]:
    """Return for whom it was filed and who else confirmed it."""
    session = work.db()
    given = confirmed.given_of(session, found, procedure)
    changed = confirmed.changed_since(session, found, procedure, given) if answers.number > 1 else {}
    return rows_of(procedure, found, given, changed)


def _row(one: Shown) -> tuple[str, Shown]:
    """Return label and answer; a declaration is long, and what was declared is what counts."""
    if one.type == DeclarationType.name and one.value:
        return _("Người nộp cam đoan"), replace(one, value=one.label)
    return one.label, one


def _attachments(found: Dossier) -> list[Attachment]:
    query = select(Attachment).where(Attachment.dossier_id == found.id).order_by(Attachment.uploaded_at)
    return list(work.db().scalars(query))


def _holders(found: Dossier, procedure: Procedure) -> list[dict[str, Any]]:
    away = delegations.standing_in(work.db(), [found.agency_id], work.now())
    return [_holder(task, who, procedure, away) for task, who in lookups.current_holders(work.db(), found)]


def _holder(
    task: Task, who: Officer | None, procedure: Procedure, away: Mapping[tuple[UUID, str], tuple[str, date]]
) -> dict[str, Any]:
    name, until = away.get((who.id, task.role), (None, None)) if who else (None, None)
    return {
        "stands_in": _("%(name)s làm thay đến %(day)s", name=name, day=show_date(until)) if name and until else None,
        "step": step_words(procedure, task.step),
        "branch": branch_in_words(procedure.workflow, task.step, current_language()),
        "who": who.full_name if who else role_words(procedure, task.role),
        "since": task.opened_at,
        "target": task.target_at,
    }


def _own_tasks(found: Dossier) -> list[Task]:
    return [task for task in _open(found) if task.officer_id is not None and _is_mine(task)]


def _free_tasks(found: Dossier) -> list[Task]:
    mine = (task for task in _open(found) if task.role in actor().roles_at(task.agency_id))
    return [task for task in mine if task.officer_id is None]


def _named(procedure: Procedure, found: Sequence[Task]) -> list[tuple[UUID, str]]:
    """Return each task with the words of its step: in branches an officer may have more than one."""
    return [(task.id, step_words(procedure, task.step)) for task in found]


def _open(found: Dossier) -> list[Task]:
    return list(tasks.open_tasks(work.db(), found.id))


def _at_counter(entries: Sequence[TimelineEntry]) -> str | None:
    """Return how it was filed at the counter, as its first event says; nothing of one that was filed online."""
    first = entries[0].payload if entries else None
    return filed_words(json.loads(first)) if first else None


def _may_check(found: Dossier) -> bool:
    """Say whether the officer has the documents to check now: the dossier is with them, and checking is their work."""
    mine = actor().roles_at(found.agency_id) & CHECKING
    here = (task for task in _open(found) if task.agency_id == found.agency_id)
    return any(task.role in mine and _is_mine(task) for task in here)


def _is_mine(task: Task) -> bool:
    return actor().has(task.agency_id, task.role, task.officer_id)


def _told(found: Dossier, procedure: Procedure, entries: Sequence[TimelineEntry], rounds: Sequence[Round]) -> list[Any]:
    secret = {one.row.number for one in rounds if any(said.secret for said in one.said)}
    here = work.db().get_one(Agency, found.agency_id)
    return tell(entries, procedure, here=here, applicant=found.applicant_name, secret=secret)
