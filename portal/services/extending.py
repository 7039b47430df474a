"""The one extension of a promised date, with the apology that goes with it (NĐ 61/2018/NĐ-CP, Điều 19 khoản 9).

Every dossier has this act while its clock runs, whatever its procedure says: it moves the ledger, and no step. Of a
dossier that is late the portal drafts the apology; nothing is sent before an officer gave the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from portal.errors import DomainError
from portal.services import deadlines, given_reasons, issuing, notices, processing, tasks
from portal.services.calendars import calendar_of
from portal.services.definitions import procedure_of
from portal.services.issuing import APOLOGY
from portal.services.officers import LEADER, leader_of, leader_stand_in
from portal.services.refusals import NotAllowedError, StaleDossierError
from workflows.extending import Fault, fault_of_day, fault_of_time, suggested
from workflows.ledger import Entry, EntryKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import Dossier, Paper
    from portal.services.actors import Actor

LAW: Final = "Nghị định số 61/2018/NĐ-CP, Điều 19 khoản 9; Nghị định số 118/2025/NĐ-CP"
SUPERIORS: Final = frozenset({"department_head", "leader"})
"""Who may extend beside whoever has the dossier: those to whom a notice of delay climbs."""
PROPOSED: Final = "proposed"
"""Under which key a drafted apology keeps what was proposed to the leader."""
REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "verifying": "Cần thêm thời gian xác minh nội dung hồ sơ",
        "opinions": "Chưa nhận đủ ý kiến của cơ quan phối hợp",
        "complex": "Hồ sơ có nội dung phức tạp, cần thẩm định thêm",
        "many": "Số lượng hồ sơ tiếp nhận tăng cao",
        "fault": "Sự cố kỹ thuật của hệ thống thông tin",
    }
)
"""The reasons to choose from, as the paper says them; free text is always possible beside them."""


class ExtensionRefusedError(DomainError):
    """The promised date cannot be moved, or not to that day."""

    def __init__(self, fault: Fault) -> None:
        """Keep what stands against it."""
        super().__init__(f"no extension: {fault}")
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Extension:
    """What the officer decided: ``codes`` of the reasons that were chosen, ``words`` of their own."""

    until: date
    codes: tuple[str, ...]
    words: str = ""

    @property
    def reason(self) -> str:
        """The reasons as the paper, the ledger and the evidence say them."""
        chosen = [REASONS[code] for code in self.codes]
        return "; ".join([*chosen, self.words.strip()] if self.words.strip() else chosen)


def may_extend(session: Session, dossier: Dossier, actor: Actor) -> bool:
    """Tell whether the actor has the dossier now, or is superior to whoever has it: they extend, or propose it."""
    if actor.roles_at(dossier.agency_id) & SUPERIORS:
        return True
    held = tasks.open_tasks(session, dossier.id)
    # The agency in charge promised the date; another one that does a step of it cannot move it.
    own = (task for task in held if task.agency_id == dossier.agency_id)
    return any(actor.has(task.agency_id, task.role, task.officer_id) for task in own)


def may_sign(session: Session, dossier: Dossier, actor: Actor, at: datetime) -> bool:
    """Tell whether the actor signs the apology: who leads or stands in; a head of department where nobody does."""
    held = actor.roles_at(dossier.agency_id)
    if LEADER in held:
        return True
    return bool(held & SUPERIORS) and not _is_led(session, dossier.agency_id, at)


def _is_led(session: Session, agency_id: UUID, at: datetime) -> bool:
    acting = leader_stand_in(session, agency_id, at)
    return acting is not None or leader_of(session, agency_id, at) is not None


def fault(session: Session, dossier: Dossier, at: datetime) -> Fault | None:
    """Say why the promised date cannot be moved now; ``None`` when it can."""
    if dossier.closed_at is not None or dossier.due_at is None or dossier.promised_date is None:
        return Fault.NO_PROMISE
    if any(row.kind == EntryKind.EXTEND for row in deadlines.entries(session, dossier)):
        return Fault.USED
    return fault_of_time(dossier.promised_date, dossier.due_at, at, calendar_of(session, dossier.agency_id, at))


def suggestion(session: Session, dossier: Dossier, at: datetime) -> date:
    """Return the new promised date that the form begins with."""
    if dossier.promised_date is None:
        raise ExtensionRefusedError(Fault.NO_PROMISE)
    return suggested(dossier.promised_date, at, calendar_of(session, dossier.agency_id, at))


def extend(
    session: Session, dossier_id: UUID, wanted: Extension, *, actor: Actor, at: datetime, seen_version: int
) -> Paper:
    """Move the promised date once, apologise on paper under the leader's signature, and tell the applicant.

    Raises ``StaleDossierError``, ``NotAllowedError`` and ``ExtensionRefusedError``.
    """
    dossier = processing.locked_dossier(session, dossier_id)
    if dossier.lock_version != seen_version:
        raise StaleDossierError(dossier.code)
    if not may_sign(session, dossier, actor, at):
        raise NotAllowedError(LEADER)
    actor = _as_signer(dossier, actor)
    before, promised = demand_possible(session, dossier, wanted, at)
    procedure = procedure_of(session, dossier.version_id)
    entry = Entry(EntryKind.EXTEND, at, wanted.reason, LAW, until=wanted.until)
    promise = deadlines.write(session, dossier, procedure, entry, actor=actor, codes=wanted.codes)
    if promise is None:
        raise ExtensionRefusedError(Fault.NO_PROMISE)
    paper = _issue(session, dossier, before, promise.at, wanted.reason, actor, at)
    chosen = [(code, REASONS[code]) for code in wanted.codes]
    given_reasons.of_extension(session, dossier, chosen, own_words=bool(wanted.words.strip()), at=at)
    days = {"before": promised.isoformat(), "until": promise.local_date.isoformat()}
    notices.tell(session, dossier, "promise_extended", at=at, **days)
    dossier.lock_version += 1
    session.flush()
    return paper


def _as_signer(dossier: Dossier, actor: Actor) -> Actor:
    """Return the actor as they sign: for whom, where the right to do it is lent."""
    role = LEADER if LEADER in actor.roles_at(dossier.agency_id) else "department_head"
    own = role in actor.own_roles_at(dossier.agency_id)
    return actor if own else actor.under(dossier.agency_id, role)


def as_holder(session: Session, dossier: Dossier, actor: Actor) -> Actor:
    """Return the actor as they propose: for whom, where the right to do it is lent."""
    if actor.own_roles_at(dossier.agency_id) & SUPERIORS:
        return actor
    mine = [one for one in tasks.open_tasks(session, dossier.id) if actor.has(one.agency_id, one.role, one.officer_id)]
    if mine:
        return actor.under(mine[0].agency_id, mine[0].role, mine[0].officer_id)
    lent = sorted(actor.roles_at(dossier.agency_id) & SUPERIORS, reverse=True)
    return actor.under(dossier.agency_id, lent[0]) if lent else actor


def draft(session: Session, dossier_id: UUID, *, at: datetime) -> Paper | None:
    """Return the drafted apology of a late dossier, made on first use; ``None`` when none is wanted now.

    The reason is left out and the new date is the suggested one: both are an officer's to give.
    """
    dossier = processing.locked_dossier(session, dossier_id)
    found = issuing.drafted_apology(session, dossier)
    if fault(session, dossier, at) is not None or dossier.due_at is None:
        return None
    if at <= dossier.due_at:
        # In time there is one only where an officer proposed it.
        return found if found is not None and PROPOSED in found.details else None
    promised_at = dossier.due_at.isoformat()
    if found is not None and found.details["promised_at"] == promised_at:
        return found
    new_at = calendar_of(session, dossier.agency_id, at).end_of(suggestion(session, dossier, at))
    details = {"promised_at": promised_at, "new_at": new_at.isoformat()}
    issuing.discard_drafts(session, dossier)
    return issuing.draft_apology(session, dossier, at=at, details=details)


def demand_possible(session: Session, dossier: Dossier, wanted: Extension, at: datetime) -> tuple[datetime, date]:
    """Return the promise that is moved, its instant and its date; raise ``ExtensionRefusedError`` when it cannot be."""
    found = fault(session, dossier, at)
    if found is not None or dossier.due_at is None or dossier.promised_date is None:
        raise ExtensionRefusedError(found or Fault.NO_PROMISE)
    calendar = calendar_of(session, dossier.agency_id, at)
    wrong = fault_of_day(wanted.until, dossier.promised_date, at, calendar)
    if wrong is not None:
        raise ExtensionRefusedError(wrong)
    if not wanted.reason:
        raise ExtensionRefusedError(Fault.NO_REASON)
    return dossier.due_at, dossier.promised_date


def _issue(
    session: Session, dossier: Dossier, before: datetime, until: datetime, reason: str, actor: Actor, at: datetime
) -> Paper:
    details = {"promised_at": before.isoformat(), "new_at": until.isoformat(), "reason": reason}
    waiting = issuing.drafted_apology(session, dossier)
    if waiting is None:
        return issuing.make_slip(session, dossier, APOLOGY, actor=actor, at=at, details=details)
    issuing.issue_draft(session, dossier, waiting, actor=actor, at=at, details=details)
    return waiting
