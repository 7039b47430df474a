"""Who has to confirm what of a draft before it may be filed: read from the draft alone, no statement asked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from forms.answers import Visible, from_json, to_json, visible_fields
from forms.spec import say
from portal.models import Attachment, Draft, Person
from portal.services.attachments import of_draft
from portal.services.canonical import canonical_json
from portal.services.completeness import asked_for
from portal.services.definitions import procedure_of
from portal.services.known_answers import CARD, knowledge_of
from portal.services.situations import situation_of_draft
from procedures.definition import PartySpec, Procedure
from procedures.parties import parties_of, spec_of
from procedures.situation import Situation

FORMAT: Final = 1
OWNER: Final = "owner"
"""The party of whoever gives a mandate with their own e-ID."""
APPLICANT: Final = "applicant"
"""The party of whoever stands at a counter while an officer fills in the form for them."""

TITLES: Final = {OWNER: "Người ủy quyền", APPLICANT: "Người nộp hồ sơ"}
"""What the portal's own parties are called; a pack names the others."""


def title_of_party(procedure: Procedure, party: str) -> str:
    """Return what a party is called on a paper."""
    spec = spec_of(procedure, party)
    return TITLES.get(party) or (say(spec.title, "vi") if spec else party)


@dataclass(frozen=True, slots=True)
class Needed:
    """One person or organisation that has to confirm."""

    party: str
    number: str
    """Số định danh, or mã số thuế of an organisation."""
    name: str
    kind: str = "citizen"
    fields: frozenset[str] | None = None
    """What they confirm; ``None`` means the whole, files included."""

    def holds(self, name: str) -> bool:
        """Say whether a field or document is among what they confirm."""
        return self.fields is None or name in self.fields


@dataclass(frozen=True, slots=True)
class Content:
    """A draft as it stands: who confirms what of it follows from here."""

    procedure: Procedure
    situation: Situation
    visible: Visible
    attachments: Sequence[Attachment]

    @property
    def answers(self) -> dict[str, Any]:
        """Return the answers that stay, typed."""
        return self.visible.answers

    def digest(self, need: Needed) -> str:
        """Return the SHA-256 of what a party confirms."""
        return hashlib.sha256(self.canonical(need)).hexdigest()

    def canonical(self, need: Needed) -> bytes:
        """Return the RFC 8785 bytes of what a party confirms: its answers, and the files by the digest of what came."""
        answers = {name: value for name, value in self.answers.items() if need.holds(name)}
        files = [
            {"document": one.document, "name": one.filename, "sha256": one.sent_sha256}
            for one in sorted(self.attachments, key=lambda one: (one.document, one.sent_sha256, one.filename))
            if need.holds(one.document)
        ]
        what = {
            "format": FORMAT,
            "version": self.procedure.digest,
            "party": need.party,
            "kind": need.kind,
            "number": need.number,
            "answers": to_json(self.procedure.form, answers),
            "attachments": files,
        }
        if need.party == APPLICANT:
            # What the others say on the last page, here the officer chose it for them.
            what["delivery"] = self.situation.delivery
        return canonical_json(what)


def may_need(procedure: Procedure, draft: Draft) -> bool:
    """Say whether any answers could make somebody confirm this draft."""
    return bool(procedure.parties) or draft.officer_id is not None or draft.represented.get("by") == "identity"


def needed_of(draft: Draft, content: Content) -> tuple[Needed, ...]:
    """Return who has to confirm this draft with these answers; nobody, for most."""
    found = parties_of(content.procedure, content.answers, content.situation, content.visible)
    needs = [Needed(one.key, one.number, one.full_name, fields=_fields(one.spec)) for one in found]
    represented = draft.represented
    if represented.get("by") == "identity":
        kind = "organisation" if represented["kind"] == "organisation" else "citizen"
        needs.insert(0, Needed(OWNER, represented["number"], represented["name"], kind))
    if draft.officer_id is not None:
        card = draft.known[CARD]["told"]
        needs.insert(0, Needed(APPLICANT, card["citizen_id"], card["full_name"]))
    return tuple(needs)


def _fields(spec: PartySpec) -> frozenset[str] | None:
    return None if spec.confirms is None else frozenset(spec.confirms)


def content_of(session: Session, draft: Draft, person: Person, at: datetime) -> Content:
    """Return a draft of ``person`` as it stands at an instant: the answers that stay, and the files that are asked."""
    procedure = procedure_of(session, draft.version_id)
    situation = situation_of_draft(draft, person, at)
    known = knowledge_of(procedure.form, draft, person, situation.today)
    answers = known.over(from_json(procedure.form, draft.answers))
    visible = visible_fields(procedure.form, answers, situation.values())
    files: Sequence[Attachment] = of_draft(session, draft) if procedure.takes_files else ()
    asked = asked_for(files, procedure, visible.answers, situation, visible) if files else ()
    return Content(procedure, situation, visible, asked)
