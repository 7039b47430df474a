"""Exports of the register: asked for by an officer, made by the worker, fetched by whoever asked, and all of it logged.

The log (``register_acts``) says which officer took which part of which agency's register and when, with the digest of
the file; nobody who files is named in it. The file itself is kept for a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import aliased

from portal.db import new_key
from portal.errors import DomainError
from portal.models import Agency, Officer, RegisterAct, RegisterFile
from portal.papers import values
from portal.papers.registers import Head
from portal.queue import defer
from portal.services import registers
from portal.services.paper_values import agency_values
from portal.services.refusals import NotFoundError
from portal.services.registers import Wanted
from workflows.status import WORDS, DossierStatus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.services.actors import Actor

SHEET: Final = "xlsx"
PDF: Final = "pdf"
MOST: Final = {SHEET: 100_000, PDF: 500}
"""Dossiers of one export: more pages than these nobody reads, and a sheet ends at about a million rows."""
KEPT_FOR: Final = timedelta(days=1)
SHOWN: Final = 20
LEADER: Final = "leader"


class TooManyEntriesError(DomainError):
    """The part of the register is longer than one export may be."""

    def __init__(self, most: int) -> None:
        """Name how long it may be."""
        super().__init__(f"more than {most} entries")
        self.most = most


@dataclass(frozen=True, slots=True)
class Making:
    """What the worker makes a file of."""

    format: str
    wanted: Wanted
    people: bool
    head: Head
    agency: values.Agency
    officer: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Exported:
    """One export as the log tells it; ``size`` is ``None`` while there is nothing to fetch."""

    export_id: UUID
    officer_id: UUID | None
    officer: str
    asked_at: datetime
    asked: dict[str, Any]
    made: dict[str, Any] | None
    """``None`` while it waits, and where it failed."""
    failed: bool
    size: int | None


def ask(session: Session, wanted: Wanted, file_format: str, *, actor: Actor, at: datetime) -> UUID:
    """Log that a part of the register is wanted, and have the worker make the file.

    Raises ``NotAllowedError`` for whoever may not read it, and ``TooManyEntriesError``.
    """
    registers.demand_reader(actor, wanted.agency_id)
    most = MOST[file_format]
    if registers.count(session, wanted, most) > most:
        raise TooManyEntriesError(most)
    export_id = new_key()
    detail = {
        "format": file_format,
        "since": wanted.since.isoformat(),
        "until": wanted.until.isoformat(),
        "sector": wanted.sector,
        "procedure": wanted.procedure,
        "status": wanted.status,
        "people": registers.sees_people(actor, wanted.agency_id),
    }
    _log(session, wanted.agency_id, export_id, "asked", actor.id, at, detail)
    defer(session, "make_register", lock=f"register:{export_id}", export_id=str(export_id))
    return export_id


def to_make(session: Session, export_id: UUID) -> Making | None:
    """Return what to make; ``None`` when it was made already, or could not be."""
    asked = _asked(session, export_id)
    if _is_done(session, export_id):
        return None
    detail, agency = asked.detail, session.get_one(Agency, asked.agency_id)
    wanted = _wanted(asked)
    return Making(
        format=detail["format"],
        wanted=wanted,
        people=detail["people"],
        head=Head(agency.name, wanted.since, wanted.until, detail["people"], _filters(session, wanted)),
        agency=agency_values(session, agency),
        officer=session.get_one(Officer, asked.officer_id).full_name,
        asked_at=asked.at,
    )


def keep(session: Session, export_id: UUID, *, sha256: str, size: int, rows: int, at: datetime) -> None:
    """Keep the file of an export, and log what exactly it is; a second run of the job changes nothing."""
    asked = _asked(session, export_id)
    if _is_done(session, export_id):
        return
    session.add(RegisterFile(export_id=export_id, agency_id=asked.agency_id, sha256=sha256, size=size, made_at=at))
    _log(session, asked.agency_id, export_id, "made", None, at, {"rows": rows, "size": size, "sha256": sha256})


def fail(session: Session, export_id: UUID, *, why: str, at: datetime) -> None:
    """Log that the file cannot be made, however often it is tried."""
    asked = _asked(session, export_id)
    if not _is_done(session, export_id):
        _log(session, asked.agency_id, export_id, "failed", None, at, {"why": why})


def fetch(session: Session, export_id: UUID, *, actor: Actor, at: datetime) -> tuple[RegisterFile, str]:
    """Return the file and its format to whoever asked for it and may still see what is in it, and log that."""
    asked = _asked(session, export_id)
    file = session.get(RegisterFile, export_id)
    still = registers.SEE_PEOPLE if asked.detail["people"] else registers.READERS
    if file is None or asked.officer_id != actor.id or not actor.roles_at(asked.agency_id) & still:
        raise NotFoundError("export")
    if at > file.made_at + KEPT_FOR:
        raise NotFoundError("export")
    _log(session, asked.agency_id, export_id, "opened", actor.id, at, {})
    return file, str(asked.detail["format"])


def recent(session: Session, agency_id: UUID, *, actor: Actor, at: datetime) -> Sequence[Exported]:
    """Return the newest exports: one's own, and for the leader of the agency everybody's. One statement."""
    asked, made = aliased(RegisterAct), aliased(RegisterAct)
    query = (
        select(asked, made.kind, made.detail, RegisterFile.size, Officer.full_name)
        .join(Officer, Officer.id == asked.officer_id)
        .outerjoin(made, and_(made.export_id == asked.export_id, made.kind.in_(("made", "failed"))))
        .outerjoin(RegisterFile, and_(RegisterFile.export_id == asked.export_id, RegisterFile.made_at >= at - KEPT_FOR))
        .where(asked.agency_id == agency_id, asked.kind == "asked")
    )
    if LEADER not in actor.roles_at(agency_id):
        query = query.where(asked.officer_id == actor.id)
    rows = session.execute(query.order_by(asked.id.desc()).limit(SHOWN))
    return [_exported(*row) for row in rows]


def sweep(session: Session, at: datetime) -> None:
    """Forget the files that were kept long enough; the log stays, and a job of its own erases the bytes."""
    session.execute(delete(RegisterFile).where(RegisterFile.made_at <= at - KEPT_FOR))


def _exported(
    act: RegisterAct, kind: str | None, detail: dict[str, Any] | None, size: int | None, name: str
) -> Exported:
    failed = kind == "failed"
    return Exported(act.export_id, act.officer_id, name, act.at, act.detail, None if failed else detail, failed, size)


def _asked(session: Session, export_id: UUID) -> RegisterAct:
    query = select(RegisterAct).where(RegisterAct.export_id == export_id, RegisterAct.kind == "asked")
    found = session.scalar(query)
    if found is None:
        raise NotFoundError("export")
    return found


def _is_done(session: Session, export_id: UUID) -> bool:
    done = RegisterAct.kind.in_(("made", "failed"))
    return session.scalar(select(RegisterAct.id).where(RegisterAct.export_id == export_id, done)) is not None


def _wanted(asked: RegisterAct) -> Wanted:
    said = asked.detail
    since, until = date.fromisoformat(said["since"]), date.fromisoformat(said["until"])
    return Wanted(asked.agency_id, since, until, said["sector"], said["procedure"], said["status"])


def _filters(session: Session, wanted: Wanted) -> tuple[str, ...]:
    titles = {one.code: one.title for one in registers.offered(session, wanted.agency_id)}
    status = WORDS[DossierStatus(wanted.status)][0] if wanted.status else None
    found = {
        "Mã lĩnh vực": wanted.sector,
        "Thủ tục": titles.get(wanted.procedure or "", wanted.procedure),
        "Trạng thái": status,
    }
    return tuple(f"{name}: {value}" for name, value in found.items() if value)


def _log(
    session: Session,
    agency_id: UUID,
    export_id: UUID,
    kind: str,
    officer_id: UUID | None,
    at: datetime,
    detail: dict[str, Any],
) -> None:
    session.add(
        RegisterAct(agency_id=agency_id, export_id=export_id, kind=kind, officer_id=officer_id, at=at, detail=detail)
    )
    session.flush()
