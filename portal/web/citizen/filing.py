"""A filing under way, as every page of it needs it: draft, procedure, answers, and what is asked now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, redirect, url_for

from forms.answers import Visible, from_json, to_json, visible_fields
from forms.spec import FormSpec, Page, say
from portal.models import Draft
from portal.services import counter, drafts, file_store, lookups
from portal.services.definitions import procedure_of
from portal.services.known_answers import Knowledge, knowledge_of
from portal.services.refusals import NotFoundError
from portal.services.situations import situation_of_draft
from portal.web import work
from portal.web.access import actor, me, visited_draft
from portal.web.language import current_language
from portal.web.language import gettext as _
from procedures.definition import Procedure
from procedures.papers import Needed, documents_for
from procedures.situation import Situation


@dataclass(frozen=True, slots=True)
class Filing:
    """One draft with everything that follows from its answers."""

    draft: Draft
    procedure: Procedure
    situation: Situation
    known: Knowledge
    """What sources told, by field: shown, not asked."""
    visible: Visible
    values: Mapping[str, object]
    """The situation as expressions read it."""

    @property
    def spec(self) -> FormSpec:
        """Return the form."""
        return self.procedure.form

    @property
    def answers(self) -> dict[str, Any]:
        """Return the answers that stay, typed."""
        return self.visible.answers

    @property
    def title(self) -> str:
        """Return the title of the procedure in the reader's language."""
        return say(self.procedure.title, current_language())

    @property
    def caption(self) -> str:
        """Return what stands above each heading: the title, and for whom it is filed where that is another by name."""
        name = self.draft.represented.get("name")
        return _("%(title)s, nộp thay cho %(name)s", title=self.title, name=name) if name else self.title

    def page(self, name: str) -> Page | None:
        """Return a page that is asked now, ``None`` when there is none of that name."""
        return self.spec.page(name) if name in self.visible.pages else None

    def needed(self) -> list[Needed]:
        """Return the documents that these answers ask for."""
        return documents_for(self.procedure, self.answers, self.situation, self.visible)

    def keep(
        self, page: str, answers: Mapping[str, Any], *, complete: bool, why: Mapping[str, str] | None = None
    ) -> None:
        """Save the answers of the whole form after ``page`` was sent, and why known ones are corrected."""
        stored = to_json(self.spec, answers)
        drafts.keep(work.db(), self.draft, page, stored, at=work.now(), complete=complete, why=why)


def open_filing(draft_id: UUID, *, lock: bool = False) -> Filing:
    """Return a filing of whoever fills it in; one that was filed already leads to its dossier."""
    return filing_of(own_draft(draft_id, lock=lock))


def filing_of(draft: Draft) -> Filing:
    """Return the filing of a draft of whoever is signed in."""
    procedure = procedure_of(work.db(), draft.version_id)
    spec = procedure.form
    situation = situation_of_draft(draft, me(), work.now())
    known = knowledge_of(spec, draft, me(), situation.today)
    answers = known.over(from_json(spec, draft.answers))
    values = situation.values()
    return Filing(draft, procedure, situation, known, visible_fields(spec, answers, values), values)


def draft_here(draft_id: UUID, *, lock: bool) -> Draft:
    """Return a draft of whoever fills it in: the person who signed in, or the officer at the counter."""
    visited = visited_draft(draft_id, lock=lock)
    if visited is not None:
        return visited
    if work.at_counter():
        return counter.draft_of(work.db(), actor(), draft_id, lock=lock)
    return drafts.own_draft(work.db(), draft_id, me().id, lock=lock)


def own_draft(draft_id: UUID, *, lock: bool) -> Draft:
    """Return a draft of whoever fills it in; one that was filed already leads to its dossier."""
    try:
        draft = draft_here(draft_id, lock=lock)
    except NotFoundError:
        filed = lookups.filed_from(work.db(), draft_id, me().id)
        if filed is None:
            raise
        return abort(redirect(url_for("citizen.filed", code=filed.code)))
    if draft.supplement_id is not None:
        raise NotFoundError("draft")
    return draft


def may_pick() -> bool:
    """Say whether files may be picked from a store of papers: the person's own, which opens for nobody else."""
    return work.at_counter() is None and file_store.holds_any(work.db(), me())
