"""The page of a procedure, with the sections that the national portal has."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, url_for

from forms.spec import say
from portal.models import Agency, Draft, Offer
from portal.services import catalogue, drafts
from portal.services.definitions import procedure_of
from portal.services.refusals import NotFoundError
from portal.web import work
from portal.web.access import anyone
from portal.web.confirmation_words import parties_told
from portal.web.language import current_language, gettext
from portal.web.public import procedure_facts
from portal.web.public.area import public
from portal.web.public.words import competence_words
from portal.web.sectors import sector_words
from procedures.definition import Procedure
from procedures.level import FULL, level_of
from workflows.duration import in_words

ONLINE = "online"


@public.get("/thu-tuc/<code>", endpoint="procedure")
@anyone
def show(code: str) -> str:
    """Show everything about a procedure that is in force."""
    session = work.db()
    entry = catalogue.entry(session, code)
    if entry.live_version_id is None:
        raise NotFoundError("procedure")
    procedure = procedure_of(session, entry.live_version_id)
    offers = catalogue.offers_of(session, code)
    return render_template(
        "public/procedure.html",
        procedure=procedure,
        sector=(sector_words(procedure.sector), f"/thu-tuc?linh-vuc={procedure.sector}"),
        full=level_of(procedure).name == FULL,
        four=_four_facts(procedure),
        ways=procedure_facts.ways(procedure, work.now()),
        fees=procedure_facts.fee_lines(procedure),
        documents=procedure_facts.documents(procedure),
        applicants=procedure_facts.applicants(procedure),
        parties=parties_told(procedure),
        laws=procedure_facts.laws(procedure),
        how=_how(procedure),
        agencies=_agencies(offers),
        competence=competence_words(str(procedure.competence)),
        drafts=_begun(code),
        start=url_for("citizen.start", code=code) if _online(procedure, offers) else None,
    )


def _begun(code: str) -> list[tuple[Draft, str]]:
    """Return what whoever is signed in has begun of this procedure, with its title."""
    session, person = work.db(), work.unit().person
    if person is None:
        return []
    language = current_language()
    begun = [draft for draft in drafts.drafts_of(session, person.id, offer_code=code) if draft.revision > 1]
    return [(draft, say(procedure_of(session, draft.version_id).title, language)) for draft in begun]


def _four_facts(procedure: Procedure) -> list[tuple[str, str, str | None]]:
    language = current_language()
    valid = procedure.result.valid_for
    valid_words = gettext("Có giá trị %(duration)s", duration=in_words(valid, language)) if valid else None
    return [
        (gettext("Thời hạn giải quyết"), *_time_limit(procedure)),
        (gettext("Phí, lệ phí"), *procedure_facts.fee_fact(procedure, work.now())),
        (gettext("Kết quả"), say(procedure.result.title, language), valid_words),
        (gettext("Ai được nộp"), ", ".join(procedure_facts.applicants(procedure)), _on_behalf(procedure)),
    ]


def _time_limit(procedure: Procedure) -> tuple[str, str | None]:
    words = in_words(procedure.time_limit.within, current_language())
    limit, _, behind = words.partition(" (")
    notes = [behind.rstrip(")")] if behind else []
    return limit, "; ".join([*notes, *procedure_facts.limit_cases(procedure)]) or None


def _on_behalf(procedure: Procedure) -> str | None:
    return gettext("Có thể nộp thay cho người khác") if procedure.on_behalf.allowed else None


def _how(procedure: Procedure) -> list[tuple[str, str | None]]:
    """Return the steps as the law tells them; where the pack tells none, those of the workflow."""
    if procedure.description.how:
        return [(words, None) for words in procedure_facts.titles(procedure.description.how)]
    language = current_language()
    return [
        (say(step.title, language), in_words(step.within, language) if step.within else None)
        for step in procedure.workflow.steps.values()
    ]


def _agencies(offers: Sequence[tuple[Offer, Agency]]) -> list[tuple[str, str | None]]:
    english = current_language() == "en"
    return [(agency.name_en if english and agency.name_en else agency.name, agency.address) for _, agency in offers]


def _online(procedure: Procedure, offers: Sequence[tuple[Offer, Agency]]) -> bool:
    return ONLINE in procedure.description.channels and bool(offers)
