"""An officer's client: assigns, submits, sends back and submits again, each act a transaction with a job in it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from sqlalchemy.orm import Session, sessionmaker

from benchmarks.acting.client import serve
from portal import clock
from portal.config import Settings
from portal.db import Role, open_engine, sessions, unit_of_work
from portal.models import Dossier
from portal.queue import defer
from portal.services import processing
from portal.services.actors import Actor
from portal.services.officers import actor_of
from portal.services.processing import Request
from portal.services.tasks import open_tasks

WAY = (
    ("department_head", "giao"),
    ("case_officer", "trinh"),
    ("department_head", "tra_lai"),
    ("case_officer", "trinh"),
)
"""The acts on each dossier by their names in the pack: assign, submit, send back, submit again."""
REASONS = {"tra_lai": ("Chưa đủ căn cứ",)}


def acting(make_session: sessionmaker[Session], crew: dict[str, UUID], dossiers: Sequence[UUID]) -> Callable[[], None]:
    """Return what takes the next act: the dossiers go one after the other along the whole way."""
    with unit_of_work(make_session) as session:
        found = {role: actor_of(session, officer_id, clock.now()) for role, officer_id in crew.items()}
    actors = {role: actor for role, actor in found.items() if actor is not None}
    acts = _acts(make_session, actors, dossiers)
    return lambda: next(acts)


def _acts(make_session: sessionmaker[Session], actors: dict[str, Actor], dossiers: Sequence[UUID]) -> Iterator[None]:
    for dossier_id in dossiers:
        with unit_of_work(make_session) as session:
            (task,) = open_tasks(session, dossier_id)
            task_id, seen = task.id, session.get_one(Dossier, dossier_id).lock_version
        for role, action in WAY:
            assignee = actors["case_officer"].id if action == "giao" else None
            request = Request(action, REASONS.get(action, ()), assignee_id=assignee)
            with unit_of_work(make_session) as session:
                processing.take_action(
                    session, dossier_id, task_id, request, actor=actors[role], at=clock.now(), seen_version=seen
                )
                # None of these acts has a job of its own; the one that it gets here is like that of a notice.
                defer(session, "deliver_message", message_id=str(task_id))
                (task,) = open_tasks(session, dossier_id)
                task_id, seen = task.id, seen + 1
            yield


def main() -> None:
    """Act on the dossiers that the first line of the input names."""
    told = json.loads(sys.stdin.readline())
    make_session = sessions(open_engine(Settings.from_environment(os.environ), Role.WEB))
    crew = {role: UUID(key) for role, key in told["crew"].items()}
    serve(acting(make_session, crew, [UUID(key) for key in told["dossiers"]]))


if __name__ == "__main__":
    main()
