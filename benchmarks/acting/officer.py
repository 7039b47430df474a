"""An officer's client: assigns, submits, sends back and submits again, each act a transaction with a job in it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.acting.client import TOGETHER, serve
from portal import clock
from portal.config import Settings
from portal.db import Role, unit_of_work
from portal.models import Dossier, Task
from portal.parts import Parts
from portal.prepared import Prepared
from portal.queue import defer
from portal.services import processing
from portal.services.actors import Actor
from portal.services.officers import actor_of
from portal.services.processing import Request

WAY = (
    ("department_head", "giao"),
    ("case_officer", "trinh"),
    ("department_head", "tra_lai"),
    ("case_officer", "trinh"),
)
"""The acts on each dossier by their names in the pack: assign, submit, send back, submit again."""
_OPEN = Prepared(
    select(Dossier.id, Dossier.lock_version, Task.id.label("task_id"))
    .join(Task, Task.dossier_id == Dossier.id)
    .where(Dossier.id == any_(bindparam("dossiers", type_=ARRAY(Uuid()))), Task.closed_at.is_(None))
)
REASONS = {"tra_lai": ("Chưa đủ căn cứ",)}


def acting(make_session: sessionmaker[Session], crew: dict[str, UUID], dossiers: Sequence[UUID]) -> Callable[[], None]:
    """Return what takes the next act: the dossiers go one after the other along the whole way."""
    with unit_of_work(make_session) as session:
        found = {role: actor_of(session, officer_id, clock.now()) for role, officer_id in crew.items()}
    actors = {role: actor for role, actor in found.items() if actor is not None}
    acts = _acts(make_session, actors, dossiers)
    return lambda: next(acts)


def _acts(make_session: sessionmaker[Session], actors: dict[str, Actor], dossiers: Sequence[UUID]) -> Iterator[None]:
    for first in range(0, len(dossiers), TOGETHER):
        for role, action in WAY:
            assignee = actors["case_officer"].id if action == "giao" else None
            request = Request(action, REASONS.get(action, ()), assignee_id=assignee)
            for dossier_id, seen, task_id in _open_now(make_session, dossiers[first : first + TOGETHER]):
                with unit_of_work(make_session) as session:
                    processing.take_action(
                        session, dossier_id, task_id, request, actor=actors[role], at=clock.now(), seen_version=seen
                    )
                    # None of these acts has a job of its own; the one that it gets here is like that of a notice.
                    defer(session, "deliver_message", message_id=str(task_id))
                yield


def _open_now(make_session: sessionmaker[Session], dossiers: Sequence[UUID]) -> list[Any]:
    """Return what a list would show of these: each with its version and its open task."""
    with unit_of_work(make_session) as session:
        return _OPEN.all(session, dossiers=dossiers)


def main() -> None:
    """Act on the dossiers that the first line of the input names."""
    told = json.loads(sys.stdin.readline())
    make_session = Parts(Settings.from_environment(os.environ), Role.WEB).make_session
    crew = {role: UUID(key) for role, key in told["crew"].items()}
    serve(acting(make_session, crew, [UUID(key) for key in told["dossiers"]]))


if __name__ == "__main__":
    main()
