"""The pictures that the forms of a procedure show, found by their content, whichever version has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import ProcedureVersion
from portal.services.definitions import procedure_of
from portal.services.refusals import NotFoundError
from procedures.loader import unpack
from procedures.reading.pictures import picture_addresses

MOST_VERSIONS = 50
KEPT = 256
_kept: dict[str, bytes] = {}


def picture(session: Session, code: str, digest: str) -> bytes:
    """Return a picture of any version of a procedure; raise ``NotFoundError`` when none has it.

    Drafts have theirs too: who knows the digest of a picture has seen the picture.
    """
    address = f"{code}/{digest}"
    found = _kept.get(address)
    if found is None:
        found = next((one[address] for one in _pictures(session, code) if address in one), None)
        if found is None:
            raise NotFoundError("picture")
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[address] = found
    return found


def _pictures(session: Session, code: str) -> Iterator[Mapping[str, bytes]]:
    """Yield the pictures of each version by their addresses, the newest first."""
    versions = session.execute(
        select(ProcedureVersion.id, ProcedureVersion.state)
        .where(ProcedureVersion.code == code)
        .order_by(ProcedureVersion.version.desc())
        .limit(MOST_VERSIONS)
    )
    for version_id, state in versions.all():
        if state in {"published", "retired"}:
            yield _by_address(procedure_of(session, version_id).files, code)
        else:
            pack = session.scalar(select(ProcedureVersion.pack).where(ProcedureVersion.id == version_id))
            yield _by_address(unpack(pack or b""), code)


def _by_address(files: Mapping[str, bytes], code: str) -> dict[str, bytes]:
    return {address: files[name] for name, address in picture_addresses(files, code).items() if address}
