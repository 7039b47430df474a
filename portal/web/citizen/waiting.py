"""A moment of waiting while a register is asked; nobody is held up: whoever goes on is asked the questions."""

from __future__ import annotations

from uuid import UUID

from flask import jsonify, redirect, render_template
from werkzeug.wrappers import Response

from portal.models import Draft
from portal.services import look_ups
from portal.web import access, work
from portal.web.citizen.area import citizen
from portal.web.citizen.filing import open_filing
from portal.web.citizen.way import first_undone


def waits(draft: Draft) -> bool:
    """Say whether the register may still answer; once it is no longer fair to wait, it is given up."""
    if not look_ups.is_waiting(draft):
        return False
    if look_ups.is_patient(draft, work.now()):
        return True
    look_ups.give_up(work.db(), draft, at=work.now())
    return False


def go_on_alone(draft: Draft) -> bool:
    """Take no answer of the register any more, since the person has begun to answer; say whether one was awaited."""
    if not look_ups.is_waiting(draft):
        return False
    look_ups.give_up(work.db(), draft, at=work.now())
    return True


@citizen.get("/nop/<uuid:draft_id>/cho-du-lieu")
@access.citizen
@work.alone
def waiting(draft_id: UUID) -> str | Response:
    """Say that the register is being asked, and go on as soon as it has answered."""
    filing = open_filing(draft_id)
    if not waits(filing.draft):
        return redirect(first_undone(filing))
    return render_template("citizen/waiting.html", draft=filing.draft, caption=filing.caption)


@citizen.get("/nop/<uuid:draft_id>/cho-du-lieu/xong")
@access.citizen
@work.alone
def waited(draft_id: UUID) -> Response:
    """Tell the script whether there is anything left to wait for."""
    return jsonify(done=not waits(open_filing(draft_id).draft))


@citizen.post("/nop/<uuid:draft_id>/cho-du-lieu")
@access.citizen
@work.alone
def answer_oneself(draft_id: UUID) -> Response:
    """Go on without the register."""
    filing = open_filing(draft_id)
    go_on_alone(filing.draft)
    return redirect(first_undone(filing))
