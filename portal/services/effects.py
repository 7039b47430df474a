"""What a move asks for, done: one handler for each effect (``workflows.effects.Effect``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from portal.services import (
    adding,
    children,
    control_slips,
    deadlines,
    evidence,
    fees,
    issuing,
    notices,
    opinion_rounds,
    step_look_ups,
    supplements,
)
from portal.services.evidence import EventKind
from portal.services.refusals import ActionNotAllowedError
from workflows.effects import Effect
from workflows.ledger import EntryKind

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models import Dossier, Task
    from portal.services.actors import Actor
    from portal.services.processing import Request
    from procedures.definition import Procedure
    from workflows.machine import Move

WAIT_FOR_THE_PRESS = frozenset({Effect.NUMBER, Effect.SIGN_AGENCY, Effect.CLOSE})
"""What is refused while the worker has the result (``issuing.in_press``)."""


class Doing(NamedTuple):
    """Everything that a handler may need about the move under way."""

    session: Session
    dossier: Dossier
    task: Task
    procedure: Procedure
    move: Move
    request: Request
    actor: Actor
    at: datetime


def _accept(doing: Doing) -> None:
    doing.dossier.accepted_at = doing.at
    promise = deadlines.move_clock(
        doing.session,
        doing.dossier,
        doing.procedure,
        EntryKind.START,
        reason="accepted",
        actor=doing.actor,
        at=doing.at,
        legal_basis=deadlines.limit_of(doing.session, doing.dossier, doing.procedure).law,
    )
    fees.stop_for_due(doing.session, doing.dossier, doing.procedure, actor=doing.actor, at=doing.at)
    payload = {"promised": promise.local_date.isoformat() if promise else None}
    evidence.record(
        doing.session,
        doing.dossier,
        EventKind.DOSSIER_ACCEPTED,
        actor=doing.actor,
        at=doing.at,
        payload=payload,
    )
    notices.tell(doing.session, doing.dossier, "dossier_accepted", at=doing.at)


def _request_supplement(doing: Doing) -> None:
    supplements.request(doing)


def _request_clarification(doing: Doing) -> None:
    supplements.request(doing, kind="clarification")


def _assign(doing: Doing) -> None:
    adding.record_assigned(doing.session, doing.dossier, doing.move, doing.request, actor=doing.actor, at=doing.at)


def _draft_result(doing: Doing) -> None:
    issuing.draft_result(doing.session, doing.dossier, doing.procedure, actor=doing.actor, at=doing.at)


def _sign_personal(doing: Doing) -> None:
    issuing.approve_result(doing.session, doing.dossier, doing.procedure, actor=doing.actor, at=doing.at)


def _number(doing: Doing) -> None:
    if _is_unattended(doing):
        issuing.begin_unattended(doing.session, doing.dossier, doing.procedure, at=doing.at)
    issuing.number_result(doing.session, doing.dossier, doing.procedure, actor=doing.actor, at=doing.at)


def _is_unattended(doing: Doing) -> bool:
    return doing.procedure.workflow.steps[doing.task.step].actions[doing.move.action].unattended


def _sign_agency(doing: Doing) -> None:
    issuing.seal_result(doing.session, doing.dossier, actor=doing.actor, at=doing.at)


def _issue_paper(doing: Doing) -> None:
    kind = doing.move.paper
    # The slip of a request to the applicant is made with the request itself, which knows its items and date.
    if kind in (None, issuing.RESULT, "supplement", "clarification"):
        return
    reasons = [*doing.request.reasons, *([doing.request.note] if doing.request.note else [])]
    issuing.make_slip(
        doing.session,
        doing.dossier,
        kind,
        actor=doing.actor,
        at=doing.at,
        details={"reasons": reasons, "items": list(doing.request.items)},
    )


def _stop_children(doing: Doing) -> None:
    children.leave_step(doing.session, doing.dossier, doing.procedure, doing.task.step, actor=doing.actor, at=doing.at)


def _open_children(doing: Doing) -> None:
    step, action = doing.task.step, doing.move.action
    children.open_by_action(doing.session, doing.dossier, doing.procedure, step, action, actor=doing.actor, at=doing.at)


def _hand_over(doing: Doing) -> None:
    evidence.record(
        doing.session,
        doing.dossier,
        EventKind.RESULT_HANDED_OVER,
        actor=doing.actor,
        at=doing.at,
        payload={"delivery": doing.dossier.delivery},
    )


def _close(doing: Doing) -> None:
    dossier = doing.dossier
    if issuing.in_press(doing.session, dossier):
        raise ActionNotAllowedError(dossier.code, doing.task.step, doing.move.action, "result_in_press")
    dossier.closed_at, dossier.ended_at_step = doing.at, doing.move.to
    fees.cancel_due(doing.session, dossier, doing.procedure, actor=doing.actor, at=doing.at)
    supplements.withdraw_open(doing.session, dossier, doing.procedure, actor=doing.actor, at=doing.at)
    opinion_rounds.withdraw_all(doing.session, dossier, doing.procedure, actor=doing.actor, at=doing.at)
    step_look_ups.withdraw_all(doing.session, dossier, doing.procedure, actor=doing.actor, at=doing.at)
    control_slips.issue(doing.session, dossier, actor=doing.actor, at=doing.at)
    issuing.discard_drafts(doing.session, dossier)
    children.close(doing.session, dossier, actor=doing.actor, at=doing.at)
    evidence.record(
        doing.session,
        dossier,
        EventKind.DOSSIER_CLOSED,
        actor=doing.actor,
        at=doing.at,
        payload={"end": doing.move.to},
    )
    refused = doing.procedure.workflow.ends[doing.move.to or ""].status.name == "NOT_ACCEPTED"
    if refused:
        notices.tell(doing.session, dossier, "dossier_refused", at=doing.at)
    elif not notices.was_told(doing.session, dossier, "result_issued", at=doing.at):
        # A result that goes out by itself ends the dossier at once: one message tells it.
        notices.tell(doing.session, dossier, "dossier_closed", at=doing.at)


HANDLERS: Mapping[Effect, Callable[[Doing], None]] = {
    Effect.ACCEPT: _accept,
    Effect.REQUEST_SUPPLEMENT: _request_supplement,
    Effect.REQUEST_CLARIFICATION: _request_clarification,
    Effect.ASSIGN: _assign,
    Effect.DRAFT_RESULT: _draft_result,
    Effect.SIGN_PERSONAL: _sign_personal,
    Effect.NUMBER: _number,
    Effect.SIGN_AGENCY: _sign_agency,
    Effect.ISSUE_PAPER: _issue_paper,
    Effect.STOP_CHILDREN: _stop_children,
    Effect.OPEN_CHILDREN: _open_children,
    Effect.HAND_OVER: _hand_over,
    Effect.CLOSE: _close,
}
