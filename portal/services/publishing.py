"""Publishing: a pack is drafted, checked, submitted, and made live by a second person.

A published version never changes. Running dossiers keep the version they were filed under.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import rfc8785
from sqlalchemy import select, update

from forms.alphabet import alphabetical
from forms.spec import say
from portal.models import Agency, CatalogueEntry, Offer, ProcedureVersion, VersionState
from portal.services.folding import fold
from portal.services.pack_drafts import storable
from portal.services.publishing_acts import ActKind, authors, record
from portal.services.refusals import ActionNotAllowedError, NotAllowedError
from procedures.loader import load, pack_bytes, unpack
from procedures.reading.pictures import pictures_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.services.actors import Actor
    from procedures.definition import Procedure
    from procedures.loader import Finding, Loaded

APPROVER = "approver"


class FourEyesError(NotAllowedError):
    """Nobody approves what they had a hand in."""


class UnsoundPackError(ActionNotAllowedError):
    """The pack has errors; ``findings`` names each with its line and cure."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Keep the findings."""
        super().__init__("", "", "publish", "findings")
        self.findings = tuple(findings)


def keep_draft(
    session: Session, files: Mapping[str, bytes], *, agency_id: UUID | None, actor: Actor, at: datetime
) -> tuple[ProcedureVersion, Loaded]:
    """Keep a sound pack of the shipped catalogue as a draft; whoever drafts the same version gives way, and keeps it.

    Raises ``UnsoundPackError`` when the pack does not even name its code and version, and
    ``ActionNotAllowedError`` when that version is already published.
    """
    loaded = load(files)
    code, version = loaded.code, loaded.version
    if code is None or version is None:
        raise UnsoundPackError(loaded.findings)
    _make_way(session, code, version)
    draft = ProcedureVersion(code=code, version=version, pack=pack_bytes(files), digest=loaded.digest)
    draft.pictures = pictures_of(files)
    draft.title = say(loaded.procedure.title, "vi") if loaded.procedure else code
    draft.findings = [storable(finding) for finding in loaded.findings]
    draft.state, draft.agency_id = VersionState.DRAFT, agency_id
    draft.drafted_by, draft.drafted_at, draft.submitted_at = actor.id, at, None
    draft.effective_from = loaded.procedure.effective_from if loaded.procedure else None
    session.add(draft)
    session.flush()
    record(session, draft, ActKind.DRAFTED, actor=actor, at=at)
    return draft, loaded


def _make_way(session: Session, code: str, version: int) -> None:
    """Let a draft of somebody else give up its claim; its text and its findings stay."""
    query = select(ProcedureVersion).where(ProcedureVersion.code == code, ProcedureVersion.version == version)
    other = session.scalar(query.with_for_update())
    if other is None:
        return
    if other.state in (VersionState.PUBLISHED, VersionState.RETIRED):
        raise ActionNotAllowedError(code, str(version), "draft", "published")
    other.state, other.code, other.version = VersionState.DRAFT, "", 0
    session.flush()


def submit(session: Session, draft: ProcedureVersion, *, actor: Actor, at: datetime) -> None:
    """Hand a sound draft to the second person."""
    _demand(draft, VersionState.DRAFT, "submit")
    _demand_sound(draft)
    if not draft.code:
        raise ActionNotAllowedError(draft.code, "", "submit", "unnamed")
    draft.state, draft.submitted_at = VersionState.SUBMITTED, at
    session.flush()
    record(session, draft, ActKind.SUBMITTED, actor=actor, at=at)


def take_back(session: Session, draft: ProcedureVersion, *, actor: Actor, at: datetime) -> None:
    """The authors want to change what nobody decided on yet."""
    _demand(draft, VersionState.SUBMITTED, "take_back")
    draft.state = VersionState.DRAFT
    session.flush()
    record(session, draft, ActKind.TAKEN_BACK, actor=actor, at=at)


def send_back(session: Session, draft: ProcedureVersion, *, reason: str, actor: Actor, at: datetime) -> None:
    """The second person does not approve and says why: the draft may be changed again."""
    _demand(draft, VersionState.SUBMITTED, "send_back")
    draft.state = VersionState.DRAFT
    session.flush()
    record(session, draft, ActKind.SENT_BACK, actor=actor, at=at, note=reason)


def approve(session: Session, draft: ProcedureVersion, *, digest: str, actor: Actor, at: datetime) -> None:
    """A second person approves: the version is live from the next request on, on every web process.

    ``digest`` is that of the pack which the approver looked at. Raises ``FourEyesError`` when the approver had a hand
    in the version, ``ActionNotAllowedError`` when there is nothing to approve any more, or something else.
    """
    _demand(draft, VersionState.SUBMITTED, "approve")
    if actor.id in authors(session, draft):
        raise FourEyesError(APPROVER)
    if digest != draft.digest:
        raise ActionNotAllowedError(draft.code, str(draft.version), "approve", "changed")
    _demand_sound(draft)
    publish(session, draft, actor=actor, at=at)


def publish(session: Session, draft: ProcedureVersion, *, actor: Actor, at: datetime) -> None:
    """Make a sound version live, and move the open offers of the version before on to it."""
    loaded = load(pack_files(draft))
    if loaded.procedure is None:
        raise UnsoundPackError(loaded.findings)
    draft.state, draft.published_by, draft.published_at = VersionState.PUBLISHED, actor.id, at
    entry = _entry(session, loaded.procedure, draft, at)
    before = entry.live_version_id
    _demand_newer(session, before, draft)
    entry.live_version_id = draft.id
    session.flush()
    if before is not None and before != draft.id:
        _move_offers(session, before, draft, at)
        session.execute(
            update(ProcedureVersion).where(ProcedureVersion.id == before).values(state=VersionState.RETIRED)
        )
    record(session, draft, ActKind.PUBLISHED, actor=actor, at=at)


def make_offer(
    session: Session,
    version: ProcedureVersion,
    agency: Agency,
    receiving: Agency,
    *,
    overlay: Mapping[str, Any],
    at: datetime,
) -> Offer:
    """Offer a version at an agency; while an offer is open, offering once more gives the same one."""
    found = session.scalar(
        select(Offer).where(Offer.version_id == version.id, Offer.agency_id == agency.id, Offer.closed_at.is_(None))
    )
    if found is not None:
        return found
    offer = Offer(
        code=version.code,
        version_id=version.id,
        agency_id=agency.id,
        receiving_agency_id=receiving.id,
        overlay=dict(overlay),
        digest=_offer_digest(version, agency.code, receiving.code, overlay),
        opened_at=at,
    )
    session.add(offer)
    session.flush()
    return offer


def pack_files(version: ProcedureVersion) -> Mapping[str, bytes]:
    """Return the files of a stored pack."""
    return unpack(version.pack)


def _demand(draft: ProcedureVersion, state: VersionState, action: str) -> None:
    if draft.state is not state:
        raise ActionNotAllowedError(draft.code, str(draft.version), action, draft.state)


def _demand_newer(session: Session, before: UUID | None, draft: ProcedureVersion) -> None:
    live = session.get(ProcedureVersion, before) if before is not None else None
    if live is not None and live.version > draft.version:
        raise ActionNotAllowedError(draft.code, str(draft.version), "publish", "older")


def _demand_sound(draft: ProcedureVersion) -> None:
    if any(finding["severity"] == "error" for finding in draft.findings):
        raise ActionNotAllowedError(draft.code, str(draft.version), "publish", "findings")


def _entry(session: Session, procedure: Procedure, draft: ProcedureVersion, at: datetime) -> CatalogueEntry:
    entry = session.scalar(select(CatalogueEntry).where(CatalogueEntry.code == draft.code).with_for_update())
    entry = entry or CatalogueEntry(code=draft.code)
    words = [
        procedure.code,
        *procedure.title.values(),
        *procedure.description.keywords,
        say(procedure.result.title, "vi"),
    ]
    entry.title = say(procedure.title, "vi")
    entry.title_en = procedure.title.get("en")
    entry.title_key = alphabetical(entry.title)
    entry.title_en_key = alphabetical(entry.title_en or entry.title)
    entry.sector, entry.competence = procedure.sector, str(procedure.competence)
    entry.life_events = list(procedure.description.life_events)
    entry.own_roles = {role: dict(words) for role, words in procedure.workflow.own_roles.items()}
    entry.search, entry.updated_at = fold(" ".join(words)), at
    session.add(entry)
    session.flush()
    return entry


def _move_offers(session: Session, before: UUID, draft: ProcedureVersion, at: datetime) -> None:
    for old in session.scalars(select(Offer).where(Offer.version_id == before, Offer.closed_at.is_(None))).all():
        agency, receiving = (session.get_one(Agency, key) for key in (old.agency_id, old.receiving_agency_id))
        make_offer(session, draft, agency, receiving, overlay=old.overlay, at=at)
        old.closed_at = at
    session.flush()


def _offer_digest(version: ProcedureVersion, agency: str, receiving: str, overlay: Mapping[str, Any]) -> str:
    facts: dict[str, Any] = {
        "code": version.code,
        "version": version.digest,
        "agency": agency,
        "receiving": receiving,
        "overlay": dict(overlay),
    }
    return hashlib.sha256(rfc8785.dumps(facts)).hexdigest()
