"""Importing packs from files: checked and published exactly as a publisher's are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.models import Agency, Offer, ProcedureVersion, VersionState
from portal.services import publishing
from portal.services.actors import SYSTEM
from portal.services.offering import missing_roles
from procedures.definition import Procedure
from procedures.loader import Loaded, load
from procedures.reading.files import PackError, digest, gather

OUT = (VersionState.PUBLISHED, VersionState.RETIRED)
"""The states of what was published once."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one pack."""

    outcome: str
    sound: bool
    findings: tuple[str, ...] = ()


def import_pack(session: Session, path: Path, *, at: datetime, agencies: Sequence[str] = ()) -> Imported:
    """Publish the pack at ``path``, unless this version is published already.

    ``agencies`` are the codes of those that are to work with it: where one of them has nobody for a step,
    the pack is refused. Agencies that offer the procedure already are only told of.
    """
    try:
        files = gather(path)
    except PackError as wrong:
        return Imported("refused", sound=False, findings=(str(wrong.finding),))
    if not agencies and session.scalar(_published(digest(files)).limit(1)) is not None:
        # The same bytes were read and checked when they were published, and to read them takes a while.
        return Imported("is published already", sound=True)
    return _bring(session, files, at=at, agencies=agencies)


def _bring(session: Session, files: Mapping[str, bytes], *, at: datetime, agencies: Sequence[str]) -> Imported:
    loaded = load(files)
    if loaded.procedure is None or loaded.errors:
        return Imported("refused", sound=False, findings=tuple(str(finding) for finding in loaded.errors))
    lacking = unstaffed(session, loaded.procedure, agencies, at)
    if lacking:
        return Imported("refused", sound=False, findings=tuple(lacking))
    before = _published_before(session, loaded)
    if before is not None:
        return before
    if _is_older(session, loaded):
        return Imported("is older than the live version: left alone", sound=True)
    draft, _ = publishing.keep_draft(session, files, agency_id=None, actor=SYSTEM, at=at)
    publishing.submit(session, draft, actor=SYSTEM, at=at)
    publishing.publish(session, draft, actor=SYSTEM, at=at)
    offering_it = select(Agency.code).join(Offer, Offer.agency_id == Agency.id)
    codes = session.scalars(offering_it.where(Offer.version_id == draft.id, Offer.closed_at.is_(None))).all()
    return Imported("published", sound=True, findings=tuple(unstaffed(session, loaded.procedure, codes, at)))


def unstaffed(session: Session, procedure: Procedure, codes: Sequence[str], at: datetime) -> list[str]:
    """Return a sentence for each role that nobody holds at one of these agencies, with the step that would wait."""
    if not codes:
        return []
    agencies = session.scalars(select(Agency).where(Agency.code.in_(codes)).order_by(Agency.code)).all()
    known = {agency.code for agency in agencies}
    found = [f"no agency has the code '{code}'" for code in codes if code not in known]
    missing = missing_roles(session, procedure, agencies, at)
    for agency in agencies:
        found += [_waiting(procedure, role, agency.code) for role in sorted(missing[agency.id])]
    return found


def _waiting(procedure: Procedure, role: str, agency: str) -> str:
    steps = [name for name, step in procedure.workflow.steps.items() if step.role == role and not step.waits]
    where = f"the step '{steps[0]}' waits for ever" if steps else "whoever is asked there never answers"
    return f"at {agency} nobody holds the role '{role}': {where}; appoint somebody first"


def _is_older(session: Session, loaded: Loaded) -> bool:
    """Say whether a later version is live: an agency may have published its own since."""
    live = session.scalar(
        select(ProcedureVersion.version).where(
            ProcedureVersion.code == loaded.code, ProcedureVersion.state == VersionState.PUBLISHED
        )
    )
    return live is not None and loaded.version is not None and live > loaded.version


def _published_before(session: Session, loaded: Loaded) -> Imported | None:
    """Return what to say of a version that is published already; ``None`` when it is not."""
    known = session.scalar(
        select(ProcedureVersion).where(
            ProcedureVersion.code == loaded.code,
            ProcedureVersion.version == loaded.version,
            ProcedureVersion.state.in_(OUT),
        )
    )
    if known is None:
        return None
    if known.digest == loaded.digest:
        return Imported("is published already", sound=True)
    cure = "a published version never changes: give the pack the next version number"
    return Imported("refused: differs from what is published", sound=False, findings=(cure,))


def _published(mark: str) -> Select[UUID]:
    return select(ProcedureVersion.id).where(ProcedureVersion.digest == mark, ProcedureVersion.state.in_(OUT))
