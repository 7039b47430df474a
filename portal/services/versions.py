"""The versions of procedures as publishers look at them: what is live, what is under way, what was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, defer

from portal.models import CatalogueEntry, Dossier, Offer, Officer, ProcedureVersion, VersionState
from portal.services.catalogue import by_title
from portal.services.folding import fold
from portal.services.refusals import NotFoundError

PAGE = 50
MOST_COUNTED = 1_000
"""Open dossiers are counted up to here; more is said as "more than"."""

UNDER_WAY = (VersionState.DRAFT, VersionState.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Live:
    """One procedure of the catalogue with its live version."""

    entry: CatalogueEntry
    version: ProcedureVersion
    offers: int
    """At how many agencies it is offered."""


def was_in_force(session: Session, version_id: UUID, code: str) -> bool:
    """Say whether this is a version of the procedure ``code`` that everybody may have seen."""
    seen = (VersionState.PUBLISHED, VersionState.RETIRED)
    query = select(ProcedureVersion.id).where(
        ProcedureVersion.id == version_id, ProcedureVersion.code == code, ProcedureVersion.state.in_(seen)
    )
    return session.scalar(query) is not None


def live(session: Session, words: str = "", *, after: str | None = None, language: str = "vi") -> Sequence[Live]:
    """Return procedures in the order of their titles in a language, at most ``PAGE`` + 1, those after a code."""
    offers = (
        select(func.count())
        .where(Offer.version_id == ProcedureVersion.id, Offer.closed_at.is_(None))
        .correlate(ProcedureVersion)
        .scalar_subquery()
    )
    query = (
        select(CatalogueEntry, ProcedureVersion, offers)
        .join(ProcedureVersion, ProcedureVersion.id == CatalogueEntry.live_version_id)
        .options(defer(ProcedureVersion.pack))
    )
    for word in fold(words).split():
        query = query.where(or_(CatalogueEntry.search.contains(word, autoescape=True), CatalogueEntry.code == word))
    order = by_title(language)
    last = session.execute(select(*order).where(CatalogueEntry.code == after)).one_or_none() if after else None
    if last is not None:
        query = query.where(tuple_(*order) > tuple_(*(literal(value) for value in last)))
    rows = session.execute(query.order_by(*order).limit(PAGE + 1))
    return [Live(entry, version, count) for entry, version, count in rows]


def under_way(
    session: Session, agencies: Collection[UUID], state: VersionState, *, after: UUID | None = None
) -> Sequence[ProcedureVersion]:
    """Return the drafts, or what was submitted, of some agencies, the newest first, at most ``PAGE`` + 1."""
    query = select(ProcedureVersion).where(*_under_way(agencies, state)).options(defer(ProcedureVersion.pack))
    if after is not None:
        query = query.where(ProcedureVersion.id < after)
    return session.scalars(query.order_by(ProcedureVersion.id.desc()).limit(PAGE + 1)).all()


def count_under_way(session: Session, agencies: Collection[UUID], state: VersionState) -> int:
    """Return how many drafts, or submitted versions, some agencies have."""
    return session.scalar(select(func.count()).select_from(ProcedureVersion).where(*_under_way(agencies, state))) or 0


def _under_way(agencies: Collection[UUID], state: VersionState) -> tuple[ColumnElement[bool], ...]:
    return ProcedureVersion.state == state, ProcedureVersion.agency_id.in_(agencies)


def of_procedure(session: Session, code: str, agencies: Collection[UUID]) -> Sequence[ProcedureVersion]:
    """Return the versions of a procedure that may be seen, the highest number first; raise when there is none."""
    query = (
        select(ProcedureVersion)
        .where(ProcedureVersion.code == code)
        .where(or_(ProcedureVersion.state.not_in(UNDER_WAY), ProcedureVersion.agency_id.in_(agencies)))
        .options(defer(ProcedureVersion.pack))
    )
    found = session.scalars(query.order_by(ProcedureVersion.version.desc())).all()
    if not found:
        raise NotFoundError("procedure")
    return found


def live_of(session: Session, code: str) -> ProcedureVersion | None:
    """Return the live version of a procedure, ``None`` before the first publication."""
    query = select(ProcedureVersion).join(CatalogueEntry, CatalogueEntry.live_version_id == ProcedureVersion.id)
    return session.scalar(query.where(CatalogueEntry.code == code)) if code else None


def open_dossiers(session: Session, version_id: UUID) -> int:
    """Return how many dossiers still run under a version, ``MOST_COUNTED`` + 1 at most."""
    some = select(Dossier.id).where(Dossier.version_id == version_id, Dossier.closed_at.is_(None))
    counted = some.limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(counted)) or 0


def count_offers(session: Session, version_id: UUID) -> int:
    """Return at how many agencies a version is offered now."""
    query = select(func.count()).select_from(Offer).where(Offer.version_id == version_id, Offer.closed_at.is_(None))
    return session.scalar(query) or 0


def next_number(session: Session, code: str) -> int:
    """Return the next free version number of a procedure."""
    return (session.scalar(select(func.max(ProcedureVersion.version)).where(ProcedureVersion.code == code)) or 0) + 1


def names(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the names of officers by their key."""
    wanted = {key for key in ids if key is not None}
    if not wanted:
        return {}
    rows = session.execute(select(Officer.id, Officer.full_name).where(Officer.id.in_(wanted)))
    return {row.id: row.full_name for row in rows}
