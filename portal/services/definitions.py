"""The procedures in force, compiled once a process and kept by the identity of their version.

A published version never changes, so what is cached can never be stale.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.models import ProcedureVersion
from portal.services.refusals import NotFoundError
from procedures.loader import load, unpack

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from procedures.definition import Procedure

CAPACITY = 512
_cache: OrderedDict[UUID, Procedure] = OrderedDict()
_lock = threading.Lock()


def procedure_of(session: Session, version_id: UUID) -> Procedure:
    """Return the compiled procedure of a version that is published or retired."""
    known = _cache.get(version_id)
    if known is not None:
        return known
    pack = session.scalar(select(ProcedureVersion.pack).where(ProcedureVersion.id == version_id))
    if pack is None:
        raise NotFoundError("procedure version")
    return _keep(version_id, compile_pack(pack))


def compile_pack(pack: bytes) -> Procedure:
    """Compile the bytes of a pack that was checked when it was published."""
    loaded = load(unpack(pack))
    if loaded.procedure is None:
        raise NotFoundError("sound procedure")
    return loaded.procedure


def _keep(version_id: UUID, procedure: Procedure) -> Procedure:
    with _lock:
        _cache[version_id] = procedure
        _cache.move_to_end(version_id)
        while len(_cache) > CAPACITY:
            _cache.popitem(last=False)
    return procedure
