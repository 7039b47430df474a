"""What one of two officers does in a race: run in a process of its own by ``test_races``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Barrier
from uuid import UUID

from portal.config import Settings
from portal.db import Role, open_engine, sessions, unit_of_work
from portal.models import Dossier
from portal.services import processing
from portal.services.officers import actor_of
from portal.services.processing import Request
from portal.services.refusals import StaleDossierError
from portal.services.tasks import open_tasks
from tests.factories import MORNING

WAIT_SECONDS = 60


def press(environment: Mapping[str, str], officer_id: UUID, dossiers: Sequence[UUID], start: Barrier) -> list[str]:
    """Refuse each dossier at the same instant as the other process does; say ``won`` or ``stale`` for each."""
    engine = open_engine(Settings.from_environment(environment), Role.WEB)
    make_session = sessions(engine)
    told = []
    for dossier_id in dossiers:
        with unit_of_work(make_session) as session:
            seen = session.get_one(Dossier, dossier_id).lock_version
            (task,) = open_tasks(session, dossier_id)
            actor = actor_of(session, officer_id, MORNING)
        assert actor is not None
        start.wait(WAIT_SECONDS)
        try:
            with unit_of_work(make_session) as session:
                request = Request("tu_choi", reasons=("Không đúng thẩm quyền",))
                processing.take_action(
                    session, dossier_id, task.id, request, actor=actor, at=MORNING, seen_version=seen
                )
            told.append("won")
        except StaleDossierError:
            told.append("stale")
        start.wait(WAIT_SECONDS)
    engine.dispose()
    return told
