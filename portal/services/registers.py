"""The register of dossiers that an agency received (form 07): by period, sector, procedure and status, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, select, tuple_

from portal.clock import VIETNAM
from portal.errors import DomainError
from portal.models import Agency, CatalogueEntry, Dossier, Offer, Person
from portal.papers.registers import Entry
from portal.services.catalogue import by_title
from portal.services.paper_values import DELIVERY
from portal.services.refusals import NotAllowedError
from workflows.status import WORDS, DossierStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from portal.services.actors import Actor

PAGE = 50
AT_ONCE = 1_000
"""Entries that one statement reads for an export."""
READERS = frozenset({"receptionist", "department_head", "leader", "clerk"})
"""Who reads the register of their agency."""
SEE_PEOPLE = frozenset({"receptionist", "department_head", "leader"})
"""Whose register names who filed, with address and telephone: they keep it, or answer for it."""
LONGEST = timedelta(days=366)
"""A register is kept by the year."""


class PeriodError(DomainError):
    """A period that ends before it begins, or is longer than a register."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the register is asked for; both days belong to the period."""

    agency_id: UUID
    since: date
    until: date
    sector: str | None = None
    procedure: str | None = None
    status: int | None = None

    def __post_init__(self) -> None:
        """Refuse a period that no register has."""
        if self.until < self.since or self.until - self.since > LONGEST:
            raise PeriodError(f"no register from {self.since} to {self.until}")


@dataclass(frozen=True, slots=True)
class Line:
    """An entry, with what only the page needs."""

    dossier_id: UUID
    status: int
    procedure_code: str
    agency_en: str | None
    entry: Entry


@dataclass(frozen=True, slots=True)
class Page:
    """Lines of the register, and the key from which the next page goes on (``None`` at the end)."""

    lines: tuple[Line, ...]
    next_key: UUID | None


@dataclass(frozen=True, slots=True)
class Offered:
    """A procedure for which the agency receives dossiers, or received some."""

    code: str
    title: str
    title_en: str | None
    sector: str


def demand_reader(actor: Actor, agency_id: UUID) -> None:
    """Raise ``NotAllowedError`` unless the actor may read the register of this agency now."""
    if not actor.roles_at(agency_id) & READERS:
        raise NotAllowedError("receptionist")


def sees_people(actor: Actor, agency_id: UUID) -> bool:
    """Tell whether the register of this agency names people for the actor."""
    return bool(actor.roles_at(agency_id) & SEE_PEOPLE)


def page(session: Session, wanted: Wanted, *, people: bool, after: UUID | None = None, size: int = PAGE) -> Page:
    """Return one page of the register in the order of receipt: one statement; ``after`` is the last key before."""
    query = _columns(people=people).where(*_conditions(wanted))
    if after is not None:
        last = (
            select(Dossier.submitted_at, Dossier.id).where(Dossier.id == after, *_conditions(wanted)).scalar_subquery()
        )
        query = query.where(tuple_(Dossier.submitted_at, Dossier.id) > last)
    rows = session.execute(query.order_by(Dossier.submitted_at, Dossier.id).limit(size + 1)).all()
    lines = tuple(_line(row) for row in rows[:size])
    return Page(lines, lines[-1].dossier_id if len(rows) > size else None)


def entries(session: Session, wanted: Wanted, *, people: bool) -> Iterator[Entry]:
    """Yield the register whole, read in portions."""
    after: UUID | None = None
    while True:
        found = page(session, wanted, people=people, after=after, size=AT_ONCE)
        yield from (line.entry for line in found.lines)
        after = found.next_key
        if after is None:
            return


def count(session: Session, wanted: Wanted, most: int) -> int:
    """Count the dossiers of a register up to ``most`` + 1."""
    limited = select(Dossier.id).where(*_conditions(wanted)).limit(most + 1).subquery()
    return session.scalar(select(func.count()).select_from(limited)) or 0


def offered(session: Session, agency_id: UUID, language: str = "vi") -> Sequence[Offered]:
    """Return the procedures whose dossiers this agency receives or received, by title in a language."""
    codes = select(Offer.code).where(Offer.receiving_agency_id == agency_id)
    query = select(CatalogueEntry.code, CatalogueEntry.title, CatalogueEntry.title_en, CatalogueEntry.sector)
    rows = session.execute(query.where(CatalogueEntry.code.in_(codes)).order_by(*by_title(language)))
    return [Offered(*row) for row in rows]


def _columns(*, people: bool) -> Select[Any]:
    """Return the columns; what the reader may not see is not even read."""
    nobody: ColumnElement[Any] = literal("")
    query = select(
        Dossier.id,
        Dossier.status,
        Dossier.code,
        Dossier.title,
        Dossier.procedure_code,
        (Dossier.applicant_name if people else nobody).label("applicant"),
        (Dossier.owner_address if people else nobody).label("address"),
        (Person.phone if people else nobody).label("phone"),
        Agency.name.label("agency"),
        Agency.name_en.label("agency_en"),
        Dossier.submitted_at,
        Dossier.due_at,
        Dossier.closed_at,
        Dossier.delivery,
    ).join(Agency, Agency.id == Dossier.agency_id)
    return query.join(Person, Person.id == Dossier.applicant_id) if people else query


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    begin, end = _start(wanted.since), _start(wanted.until + timedelta(days=1))
    found = [
        Dossier.receiving_agency_id == wanted.agency_id,
        Dossier.submitted_at >= begin,
        Dossier.submitted_at < end,
    ]
    given: Mapping[Any, Any] = {
        Dossier.sector: wanted.sector,
        Dossier.procedure_code: wanted.procedure,
        Dossier.status: wanted.status,
    }
    return found + [column == value for column, value in given.items() if value is not None]


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, VIETNAM)


def _line(row: Any) -> Line:
    status = DossierStatus(row.status)
    entry = Entry(
        code=row.code,
        procedure=row.title,
        applicant=row.applicant,
        address=row.address or "",
        phone=row.phone or "",
        agency=row.agency,
        received_at=row.submitted_at,
        promised_at=row.due_at,
        returned_at=row.closed_at if status is DossierStatus.RETURNED else None,
        delivery=DELIVERY[row.delivery],
        note=WORDS[status][0],
    )
    return Line(row.id, row.status, row.procedure_code, row.agency_en, entry)
