"""The pictures that the forms of a procedure show, found by their content, whichever version has them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import ProcedureVersion, VersionState
from portal.services.definitions import procedure_of
from portal.services.refusals import NotFoundError
from procedures.loader import unpack
from procedures.reading.pictures import picture_digest

KEPT = 256
_kept: dict[str, bytes] = {}


def picture(session: Session, code: str, digest: str) -> bytes:
    """Return a picture of any version of a procedure; raise ``NotFoundError`` when none has it.

    Drafts have theirs too: who knows the digest of a picture has seen the picture. One statement says which version
    has it, so that nothing is opened for an address that somebody made up.
    """
    address = f"{code}/{digest}"
    found = _kept.get(address)
    if found is None:
        found = _find(session, code, digest)
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[address] = found
    return found


def _find(session: Session, code: str, digest: str) -> bytes:
    query = select(ProcedureVersion.id, ProcedureVersion.state).where(
        ProcedureVersion.code == code, ProcedureVersion.pictures.contains([digest])
    )
    row = session.execute(query.order_by(ProcedureVersion.version.desc()).limit(1)).first()
    files: Mapping[str, bytes] = {}
    if row is not None and row.state in (VersionState.PUBLISHED, VersionState.RETIRED):
        files = procedure_of(session, row.id).files
    elif row is not None:
        pack = session.scalar(select(ProcedureVersion.pack).where(ProcedureVersion.id == row.id))
        files = unpack(pack or b"")
    found = next((content for content in files.values() if picture_digest(content) == digest), None)
    if found is None:
        raise NotFoundError("picture")
    return found
