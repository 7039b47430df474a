"""The minutes of a collective decision (biên bản): drawn up when its last dossier was counted, signed, kept once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from forms.spec import say
from portal.clock import local_date
from portal.models import Agency, CollectiveDecision, Officer
from portal.papers import values
from portal.papers.opinions import Minutes, Voted
from portal.services import decisions
from portal.services.definitions import procedure_of
from portal.services.numbering import next_number
from portal.services.paper_values import agency_values
from portal.services.signatories import Signatory, of_agency, of_officer
from procedures.numbering import render_number
from workflows.asking import ANSWER_WORDS, PASSED, Answer
from workflows.vocabulary import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import OpinionSlip
    from portal.services.decisions import Item
    from portal.services.pressing import Pressed, Signed

TITLE: Final = "Biên bản"
SERIES: Final = "minutes"
PATTERN: Final = "{seq}/BB-{agency.abbr}"
OUTCOMES: Final = {PASSED: "Thông qua", "failed": "Không thông qua", "withdrawn": "Đã rút"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the worker needs to render and sign the minutes, read in one short transaction."""

    paper: values.PaperValues
    officer: Signatory
    agency: Signatory
    at: datetime


def drawing(session: Session, decision_id: UUID) -> Drawing | None:
    """Return what the minutes say, numbered; ``None`` when there is nothing to draw up any more."""
    decision = session.get(CollectiveDecision, decision_id, with_for_update=True)
    if decision is None or decision.closed_at is None or decision.minutes_sha256 is not None:
        return None
    agency = session.get_one(Agency, decision.agency_id)
    officer = session.get_one(Officer, decision.opened_by)
    day = local_date(decision.closed_at)
    if decision.minutes_number is None:
        seq = next_number(session, agency.id, SERIES, str(day.year))
        decision.minutes_number = render_number(
            PATTERN, seq=seq, day=day, agency_code=agency.code, agency_abbr=agency.abbr
        )
        session.flush()
    paper = values.PaperValues(
        agency=agency_values(session, agency),
        result=values.Registration(TITLE, decision.minutes_number, day),
        officer=values.Signatory(officer.full_name, officer.title),
        recipients=("Các thành viên", "Lưu: hồ sơ"),
        slip=_minutes(session, decision),
    )
    signs = of_officer(officer, agency, TITLE), of_agency(session, agency, TITLE)
    return Drawing(paper, *signs, decision.closed_at)


def keep(session: Session, decision_id: UUID, pressed: Pressed, signatures: Sequence[Signed]) -> None:
    """Keep the signed minutes; a second run of the job changes nothing."""
    decision = session.get_one(CollectiveDecision, decision_id, with_for_update=True)
    if decision.minutes_sha256 is None:
        decision.minutes_sha256, decision.minutes_size = pressed.sha256, pressed.size
        decision.minutes_signers = [one.as_json() for one in signatures]
        session.flush()


def _minutes(session: Session, decision: CollectiveDecision) -> Minutes:
    items = decisions.agenda_of(session, decision)
    first = items[0]
    procedure = procedure_of(session, first.dossier.version_id)
    return Minutes(
        subject=decision.title,
        council=say(procedure.workflow.own_roles.get(decision.council) or ROLES[decision.council], "vi"),
        members=tuple(slip.title for slip in first.slips),
        opened_at=decision.opened_at,
        due_at=decision.due_at,
        closed_at=decision.closed_at or decision.due_at,
        agenda=tuple(_voted(item, [slip.officer_id for slip in first.slips]) for item in items),
        remarks=tuple(_remark(item, slip) for item in items for slip in item.slips if slip.text or _by_another(slip)),
    )


def _by_another(slip: OpinionSlip) -> bool:
    return slip.officer_id is not None and slip.answered_by not in (None, slip.officer_id)


def _remark(item: Item, slip: OpinionSlip) -> str:
    """Return what a member added to their vote, and who voted for them while they were away."""
    who = f"{slip.title} ({slip.answered_by_name} biểu quyết thay)" if _by_another(slip) else slip.title
    return f"{item.dossier.code}, {who}" + (f": {' '.join(slip.text.split())}" if slip.text else "")


def _voted(item: Item, members: Sequence[UUID | None]) -> Voted:
    said = {slip.officer_id: slip.answer for slip in item.slips if not slip.late}
    row = item.round
    votes = [_line(_words(answer), _numbers(members, said, answer)) for answer in row.answers]
    if silent := _numbers(members, said, None):
        counts_as = f", tính là {_words(row.silence).lower()}" if row.silence else ""
        votes.append(_line("Không biểu quyết", silent) + counts_as)
    outcome = OUTCOMES.get(row.outcome or "", "")
    return Voted(item.dossier.code, item.dossier.title, item.dossier.owner_name, tuple(votes), outcome)


def _numbers(members: Sequence[UUID | None], said: Mapping[UUID | None, str | None], answer: str | None) -> list[int]:
    return [number for number, member in enumerate(members, 1) if said.get(member) == answer]


def _line(words: str, numbers: Sequence[int]) -> str:
    return f"{words}: {len(numbers)}" + (f" ({', '.join(map(str, numbers))})" if numbers else "")


def _words(answer: str) -> str:
    return say(ANSWER_WORDS[Answer(answer)], "vi")
