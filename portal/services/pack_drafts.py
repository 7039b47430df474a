"""Drafts of packs: whatever a publisher wrote is kept, sound or not, and checked anew at every saving.

A draft *claims* the code and version that it names, so that no two drafts become the same version. One that names
none yet, or names what is taken, is kept all the same and says so among its findings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from forms.spec import say
from portal.db import new_key
from portal.errors import DomainError
from portal.models import ProcedureVersion, VersionState
from portal.services.actors import Actor
from portal.services.checked_packs import Checked, check_pack
from portal.services.linked_procedures import findings_of
from portal.services.pack_claims import claim, claim_finding
from portal.services.publishing_acts import ActKind, record
from portal.services.refusals import NotFoundError
from procedures.loader import Finding, Loaded, PackError, pack_bytes, unpack
from procedures.reading.files import YAML_NAME, gather
from procedures.reading.pictures import pictures_of
from procedures.reading.yaml_text import read_yaml

PUBLISHER = "publisher"
APPROVER = "approver"
LONGEST_TITLE = 300
LARGEST_UPLOAD = 5_000_000
"""Bytes of an uploaded zip, before it is unpacked."""

__all__ = ["APPROVER", "PUBLISHER", "Checked", "PackError", "StalePackError", "discard", "findings", "keep", "start"]


class StalePackError(DomainError):
    """Somebody else saved the draft since it was shown; nothing was overwritten."""


class NotADraftError(DomainError):
    """Only a draft may be changed; this one was submitted, published or retired meanwhile."""


def start(
    session: Session, files: Mapping[str, bytes], *, agency_id: UUID, actor: Actor, at: datetime
) -> ProcedureVersion:
    """Keep the files of a new pack as a draft of an agency, with all its findings.

    Raises ``PackError`` when the files are no pack at all: too many, too large, with names that lead out of it.
    """
    draft = ProcedureVersion(
        id=new_key(),
        code="",
        version=0,
        state=VersionState.DRAFT,
        agency_id=agency_id,
        drafted_by=actor.id,
        drafted_at=at,
    )
    _fill(session, draft, files)
    session.add(draft)
    session.flush()
    record(session, draft, ActKind.DRAFTED, actor=actor, at=at)
    return draft


def keep(
    session: Session, draft: ProcedureVersion, files: Mapping[str, bytes], *, actor: Actor, at: datetime, seen: int
) -> None:
    """Keep other files in a draft; ``seen`` is the revision that was shown to whoever changes it.

    Raises ``StalePackError`` when somebody else was faster, ``PackError`` as ``start`` does.
    """
    _demand_draft(draft)
    if draft.lock_version != seen:
        raise StalePackError("the draft was saved elsewhere meanwhile")
    _fill(session, draft, files)
    draft.drafted_by, draft.drafted_at = actor.id, at
    draft.lock_version += 1
    session.flush()
    record(session, draft, ActKind.EDITED, actor=actor, at=at)


def discard(session: Session, draft: ProcedureVersion, *, actor: Actor, at: datetime) -> None:
    """Throw a draft away; that it was there stays on record."""
    _demand_draft(draft)
    record(session, draft, ActKind.DISCARDED, actor=actor, at=at)
    session.delete(draft)
    session.flush()


def visible(session: Session, actor: Actor, version_id: UUID, *, lock: bool = False) -> ProcedureVersion:
    """Return a version that the actor may see: what is published, and what the own agencies prepare."""
    query = select(ProcedureVersion).where(
        ProcedureVersion.id == version_id,
        or_(
            ProcedureVersion.state.in_([VersionState.PUBLISHED, VersionState.RETIRED]),
            ProcedureVersion.agency_id.in_(agencies_of(actor)),
        ),
    )
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFoundError("procedure version")
    return found


def agencies_of(actor: Actor) -> list[UUID]:
    """Return the agencies for which the actor publishes or approves."""
    return [agency for agency, roles in actor.roles.items() if roles & {PUBLISHER, APPROVER}]


def checked(version: ProcedureVersion) -> Checked:
    """Return the pack of a version as the check reads it; kept by its digest, so that looking twice costs nothing."""
    return check_pack(version.digest, version.pack)


def findings(session: Session, version: ProcedureVersion) -> tuple[Finding, ...]:
    """Return every finding of a version, errors first, then as one reads the files."""
    loaded = checked(version).loaded
    taken = claim_finding(session, version, loaded) if version.state is VersionState.DRAFT else None
    found = (*loaded.findings, *([taken] if taken else []), *findings_of(session, version, loaded.readable))
    return tuple(sorted(found, key=lambda one: (one.severity != "error", one.order)))


def with_file(files: Mapping[str, bytes], name: str, content: bytes) -> dict[str, bytes]:
    """Return the files with one added or replaced, as far as a pack may hold it; else raise ``PackError``."""
    return gather({**files, name: content})


def files_of(version: ProcedureVersion) -> dict[str, bytes]:
    """Return the files of a version by their path."""
    return unpack(version.pack)


def _demand_draft(draft: ProcedureVersion) -> None:
    if draft.state is not VersionState.DRAFT:
        raise NotADraftError(f"a {draft.state} version is not changed")


def _fill(session: Session, draft: ProcedureVersion, files: Mapping[str, bytes]) -> None:
    kept = gather(files)
    pack = pack_bytes(kept)
    loaded = check_pack("", pack).loaded
    draft.pack, draft.digest, draft.pictures = pack, loaded.digest, pictures_of(kept)
    claim(session, draft, loaded)
    draft.title = _title(loaded, kept)
    draft.findings = [storable(finding) for finding in loaded.findings]
    procedure = loaded.readable
    draft.effective_from = procedure.effective_from if procedure else None


def _title(loaded: Loaded, files: Mapping[str, bytes]) -> str:
    if loaded.readable is not None:
        return _printable(say(loaded.readable.title, "vi"))
    yaml, _ = read_yaml(files.get(YAML_NAME, b""), YAML_NAME)
    written = yaml.data.get("title") if yaml is not None and isinstance(yaml.data, Mapping) else None
    if isinstance(written, Mapping):
        written = written.get("vi")
    return written[:LONGEST_TITLE] if isinstance(written, str) else loaded.code or ""


def storable(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON that PostgreSQL can hold: a message may quote what the database cannot."""
    clean = replace(finding, message=_printable(finding.message), cure=_printable(finding.cure))
    return clean.as_json()


def _printable(text: str) -> str:
    readable = text.encode("utf-8", "replace").decode("utf-8")
    return readable.replace("\0", "\N{REPLACEMENT CHARACTER}")
