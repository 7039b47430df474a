"""Form 06, the control slip: drafted while the dossier is on its way, issued and kept when it ends.

It goes with the dossier from officer to officer and is no answer to its applicant, who does not see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.models import Agency, Paper
from portal.papers import slips
from portal.services import issuing
from portal.services.handed_over import handings_of
from portal.services.handing_words import party_words, remark_words, step_title, timing_words
from portal.services.issuing import CONTROL
from portal.services.refusals import ActionNotAllowedError, NotAllowedError
from portal.services.tasks import open_tasks

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from portal.services.actors import Actor
    from portal.services.handings import Handing
    from procedures.definition import Procedure


KEEPERS = frozenset({"receptionist", "department_head", "leader"})
"""Who watches over the way of a dossier, whoever has it now."""


def may_draft(session: Session, dossier: Dossier, actor: Actor) -> bool:
    """Tell whether the slip is the actor's to make: they watch over the dossier, or it stands at their step."""
    held = actor.roles_at(dossier.agency_id) | actor.roles_at(dossier.receiving_agency_id)
    return dossier.closed_at is None and bool(held & (KEEPERS | {one.role for one in open_tasks(session, dossier.id)}))


def draft(session: Session, dossier: Dossier, *, actor: Actor, at: datetime) -> Paper:
    """Have the slip of a dossier on its way rendered as it stands at this instant; the caller holds the lock.

    It has neither number nor signature until the dossier ends. Raises ``ActionNotAllowedError`` once it has, and
    ``NotAllowedError`` for whoever has nothing to do with it.
    """
    if dossier.closed_at is not None:
        raise ActionNotAllowedError(dossier.code, "", CONTROL, "too_late")
    if not may_draft(session, dossier, actor):
        raise NotAllowedError("receptionist")
    paper = _unissued(session, dossier)
    if paper is None:
        paper = issuing.new_paper(dossier, CONTROL, issuing.SLIP_TITLES[CONTROL], actor, at, {})
        issuing.add(session, dossier, paper, actor, at)
    paper.made_by, paper.made_at = actor.id, at
    paper.sha256, paper.size = None, None
    session.flush()
    issuing.press(session, "draft_slip", paper)
    return paper


def issue(session: Session, dossier: Dossier, *, actor: Actor, at: datetime) -> Paper:
    """Number the slip of a dossier that ends, and have it signed and kept with the dossier."""
    paper = _unissued(session, dossier)
    if paper is None:
        return issuing.make_slip(session, dossier, CONTROL, actor=actor, at=at, details={})
    paper.made_by, paper.made_at = actor.id, at
    issuing.number_slip(session, dossier, paper, at)
    session.flush()
    issuing.press(session, "issue_slip", paper)
    return paper


def newest(session: Session, dossier: Dossier) -> Paper | None:
    """Return the newest slip of a dossier, drafted or issued."""
    query = select(Paper).where(Paper.dossier_id == dossier.id, Paper.kind == CONTROL)
    return session.scalar(query.order_by(Paper.made_at.desc()).limit(1))


def content(session: Session, paper: Paper, dossier: Dossier, procedure: Procedure) -> slips.Control:
    """Return what stands on the slip, in Vietnamese."""
    agency = session.get_one(Agency, dossier.agency_id)
    return slips.Control(
        handings=tuple(_row(one, procedure, paper.made_at) for one in handings_of(session, dossier, procedure)),
        agency=agency.name,
        received_at=dossier.submitted_at,
        promised_at=dossier.due_at,
        ended_at=dossier.closed_at,
    )


def _row(one: Handing, procedure: Procedure, at: datetime) -> slips.Handing:
    return slips.Handing(
        unit=one.agency,
        step=step_title(one, procedure, "vi"),
        giver=party_words(one.giver, one, procedure, "vi"),
        given_at=one.given_at,
        receiver=party_words(one.receiver, one, procedure, "vi"),
        received_at=one.received_at,
        done_at=one.done_at,
        step_limit=one.target_at,
        step_outcome=timing_words(one, one.against(one.target_at, at), "vi"),
        legal_limit=one.due_at,
        legal_outcome=timing_words(one, one.against(one.due_at, at), "vi"),
        notes=tuple(dict.fromkeys(remark_words(remark, procedure, "vi") for remark in one.remarks)),
    )


def _unissued(session: Session, dossier: Dossier) -> Paper | None:
    query = select(Paper).where(
        Paper.dossier_id == dossier.id, Paper.kind == CONTROL, Paper.state == "draft", Paper.number.is_(None)
    )
    return session.scalar(query.with_for_update())
