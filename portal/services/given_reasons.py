"""Reasons that were given, kept to be counted: of returns, refusals, stops, requests to applicants and extensions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from portal.inserting import add_new
from portal.models import GivenReason
from portal.services.refusals import NotAllowedError
from workflows.calendar import LOCAL
from workflows.reasons import OTHER, sorted_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from portal.services.actors import Actor
    from workflows.spec import Action

READERS: Final = frozenset({"department_head", "leader"})
"""Who sees how often what was given: those who answer for it."""
LONGEST: Final = timedelta(days=366)
MOST: Final = 500
"""Different reasons that one page or file tells; those that were given most come first."""


@dataclass(frozen=True, slots=True)
class Period:
    """Which reasons are counted: of an agency, between two local days, of one procedure or of all."""

    agency_id: UUID
    since: date
    until: date
    procedure: str | None = None

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins, or that is too long to be counted."""
        if not timedelta(0) <= self.until - self.since <= LONGEST:
            raise ValueError("a period is at most a year long, and ends after it begins")


@dataclass(frozen=True, slots=True)
class Counted:
    """How often one reason was given, and for how many dossiers."""

    procedure: str
    kind: str
    code: str
    words: str
    times: int
    dossiers: int


def of_action(
    session: Session, dossier: Dossier, action: Action, step: str, said: Sequence[str], at: datetime
) -> list[str]:
    """Keep what was said for an action that turns away or goes back; return the codes, for the evidence."""
    if action.reason_kind is None:
        return []
    given = sorted_out(action.reasons, said)
    _add(session, dossier, str(action.reason_kind), step, ((one.code, one.listed) for one in given), at)
    return [one.code for one in given]


def of_request(
    session: Session, dossier: Dossier, kind: str, step: str, items: Iterable[dict[str, str]], at: datetime
) -> None:
    """Keep what a request asks for, by document and field; questions are counted as one kind."""
    codes = [
        ("question", "Câu hỏi") if one["kind"] == "question" else (f"{one['kind']}:{one['name']}", one["title"])
        for one in items
    ]
    _add(session, dossier, kind, step, codes, at)


def of_extension(
    session: Session, dossier: Dossier, chosen: Iterable[tuple[str, str]], *, own_words: bool, at: datetime
) -> None:
    """Keep why a promised date was moved."""
    other = [(OTHER.code, OTHER.text["vi"])] if own_words else []
    _add(session, dossier, "extension", None, [*chosen, *other], at)


def counts(session: Session, period: Period, actor: Actor) -> list[Counted]:
    """Return how often each reason was given, the most frequent first. Raises ``NotAllowedError``."""
    if not actor.roles_at(period.agency_id) & READERS:
        raise NotAllowedError("leader")
    first = datetime.combine(period.since, time(), LOCAL)
    after = datetime.combine(period.until + timedelta(days=1), time(), LOCAL)
    times = func.count()
    columns = (GivenReason.procedure_code, GivenReason.kind, GivenReason.code)
    query = (
        select(*columns, func.max(GivenReason.words), times, func.count(func.distinct(GivenReason.dossier_id)))
        .where(GivenReason.agency_id == period.agency_id, GivenReason.given_at >= first, GivenReason.given_at < after)
        .group_by(*columns)
        .order_by(times.desc(), *columns)
        .limit(MOST)
    )
    if period.procedure is not None:
        query = query.where(GivenReason.procedure_code == period.procedure)
    return [Counted(*row) for row in session.execute(query)]


def _add(
    session: Session, dossier: Dossier, kind: str, step: str | None, codes: Iterable[tuple[str, str]], at: datetime
) -> None:
    for code, words in dict(codes).items():
        add_new(
            session,
            GivenReason,
            dossier_id=dossier.id,
            agency_id=dossier.agency_id,
            procedure_code=dossier.procedure_code,
            kind=kind,
            step=step,
            code=code,
            words=words,
            given_at=at,
        )
