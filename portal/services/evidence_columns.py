"""Whether the current columns of a dossier are what its records and its evidence say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models import Dossier, FeeOrder, Paper
from portal.services import deadlines, tasks
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that does not agree with the evidence."""

    dossier_code: str
    seq: int | None
    what: str


def current_columns(session: Session, dossier: Dossier, kinds: Sequence[str]) -> Iterator[Broken]:
    """Yield what in the current columns no event accounts for."""
    wrong = [
        (dossier.status != int(_status(session, dossier)), "the status is not that of the open tasks and records"),
        (dossier.promised_date != _promised(session, dossier), "the promised date is not that of the ledger"),
        (_count(session, FeeOrder, dossier, "paid") != kinds.count(EventKind.FEE_PAID), "a fee was settled unseen"),
        (_count(session, Paper, dossier, "issued") > kinds.count(EventKind.PAPER_ISSUED), "a paper was issued unseen"),
        ((dossier.accepted_at is not None) != (EventKind.DOSSIER_ACCEPTED in kinds), "it was accepted unseen"),
        (bool(dossier.closed_at) != _has_ended(kinds), "it was closed unseen"),
    ]
    yield from (Broken(dossier.code, None, what) for is_wrong, what in wrong if is_wrong)


_ENDINGS = {str(one) for one in (EventKind.DOSSIER_CLOSED, EventKind.DOSSIER_WITHDRAWN, EventKind.DOSSIER_STOPPED)}


def _has_ended(kinds: Sequence[str]) -> bool:
    """Tell whether the events leave a dossier at its end: it may have been opened again since."""
    turns = [kind for kind in kinds if kind in _ENDINGS or kind == EventKind.DOSSIER_REOPENED]
    return bool(turns) and turns[-1] in _ENDINGS


def _status(session: Session, dossier: Dossier) -> int:
    return int(tasks.derived_status(session, dossier, procedure_of(session, dossier.version_id)))


def _promised(session: Session, dossier: Dossier) -> object:
    rows = deadlines.entries(session, dossier)
    return rows[-1].promised_date if rows else None


def _count(session: Session, table: type[FeeOrder | Paper], dossier: Dossier, state: str) -> int:
    query = select(func.count()).select_from(table).where(table.dossier_id == dossier.id, table.state == state)
    return session.scalar(query) or 0
