"""Importing packs from files: checked and published exactly as a publisher's are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import ProcedureVersion, VersionState
from portal.services import publishing
from portal.services.actors import SYSTEM
from procedures.loader import Loaded, load
from procedures.reading.files import PackError, gather


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one pack."""

    outcome: str
    sound: bool
    findings: tuple[str, ...] = ()


def import_pack(session: Session, path: Path, *, at: datetime) -> Imported:
    """Publish the pack at ``path``, unless this version is published already."""
    try:
        files = gather(path)
    except PackError as wrong:
        return Imported("refused", sound=False, findings=(str(wrong.finding),))
    loaded = load(files)
    if loaded.procedure is None or loaded.errors:
        return Imported("refused", sound=False, findings=tuple(str(finding) for finding in loaded.errors))
    known = session.scalar(
        select(ProcedureVersion).where(ProcedureVersion.code == loaded.code, ProcedureVersion.version == loaded.version)
    )
    if known is not None and known.state in (VersionState.PUBLISHED, VersionState.RETIRED):
        return _published_before(known, loaded.digest)
    if _is_older(session, loaded):
        return Imported("is older than the live version: left alone", sound=True)
    draft, _ = publishing.keep_draft(session, files, agency_id=None, actor=SYSTEM, at=at)
    publishing.submit(session, draft, actor=SYSTEM, at=at)
    publishing.publish(session, draft, actor=SYSTEM, at=at)
    return Imported("published", sound=True)


def _is_older(session: Session, loaded: Loaded) -> bool:
    """Say whether a later version is live: an agency may have published its own since."""
    live = session.scalar(
        select(ProcedureVersion.version).where(
            ProcedureVersion.code == loaded.code, ProcedureVersion.state == VersionState.PUBLISHED
        )
    )
    return live is not None and loaded.version is not None and live > loaded.version


def _published_before(known: ProcedureVersion, digest: str) -> Imported:
    if known.digest == digest:
        return Imported("is published already", sound=True)
    cure = "a published version never changes: give the pack the next version number"
    return Imported("refused: differs from what is published", sound=False, findings=(cure,))
