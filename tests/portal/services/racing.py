"""What one of two does in a race: each is a process of its own, and they act at the same instant, round after round."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

from portal.app import create_app
from portal.config import Settings
from portal.db import Role, open_engine, sessions, unit_of_work
from portal.models import Dossier
from portal.services import processing
from portal.services.officers import actor_of
from portal.services.processing import Request
from portal.services.refusals import StaleDossierError
from portal.services.tasks import open_tasks
from tests.factories import MORNING
from tests.portal.processes import CONTEXT
from tests.portal.web.citizen_site import Visitor

WAIT_SECONDS = 60
RACE_SECONDS = 240

Act = Callable[[], str]
Enter = Callable[..., Callable[[Any], Act]]
"""Makes ready for a race, then for each of its rounds, and gives what is done at the instant."""


def race(environment: Mapping[str, str], enter: Enter, *racers: tuple[Any, Sequence[Any]]) -> list[tuple[str, ...]]:
    """Let each racer (who it is, and what each of its rounds is about) act; give what they told, round by round."""
    with CONTEXT.Manager() as manager, ProcessPoolExecutor(len(racers), mp_context=CONTEXT) as pool:
        start = manager.Barrier(len(racers))
        running = [pool.submit(_run, environment, enter, who, rounds, start) for who, rounds in racers]
        return list(zip(*(one.result(timeout=RACE_SECONDS) for one in running), strict=True))


def _run(environment: Mapping[str, str], enter: Enter, who: Any, rounds: Sequence[Any], start: Barrier) -> list[str]:
    prepare = enter(environment, who)
    told = []
    for about in rounds:
        act = prepare(about)
        start.wait(WAIT_SECONDS)
        told.append(act())
        start.wait(WAIT_SECONDS)
    return told


def refuse(environment: Mapping[str, str], officer_id: UUID) -> Callable[[UUID], Act]:
    """Refuse a dossier as an officer; say ``won`` or ``stale``."""
    make_session = sessions(open_engine(Settings.from_environment(environment), Role.WEB))

    def prepare(dossier_id: UUID) -> Act:
        with unit_of_work(make_session) as session:
            seen = session.get_one(Dossier, dossier_id).lock_version
            (task,) = open_tasks(session, dossier_id)
            actor = actor_of(session, officer_id, MORNING)
        assert actor is not None

        def act() -> str:
            request = Request("tu_choi", reasons=("Không đúng thẩm quyền",))
            try:
                with unit_of_work(make_session) as session:
                    processing.take_action(
                        session, dossier_id, task.id, request, actor=actor, at=MORNING, seen_version=seen
                    )
            except StaleDossierError:
                return "stale"
            return "won"

        return act

    return prepare


def file(environment: Mapping[str, str], token: str) -> Callable[[UUID], Act]:
    """Press the button that files a draft, in a browser of its own; say where that leads."""
    visitor = Visitor(_app(environment).test_client())
    visitor.client.set_cookie("portal", token)

    def prepare(draft_id: UUID) -> Act:
        url = f"/nop/{draft_id}/kiem-tra"
        page = visitor.get(url).text
        return lambda: str(visitor.again(page, url, declared="1", delivery="online").headers.get("Location"))

    return prepare


def press(environment: Mapping[str, str], token: str) -> Callable[[tuple[str, Mapping[str, str]]], Act]:
    """Send the form of a page as it stands, with what is typed; say what came of it."""
    visitor = Visitor(_app(environment).test_client())
    visitor.client.set_cookie("portal", token)

    def prepare(about: tuple[str, Mapping[str, str]]) -> Act:
        url, typed = about
        page = visitor.get(url).text
        return lambda: str(visitor.again(page, url, **typed).status_code)

    return prepare


def notify(environment: Mapping[str, str], _who: None) -> Callable[[tuple[bytes, dict[str, str]]], Act]:
    """Bring a notice of the payment provider to the web; say what was made of it."""
    client = _app(environment).test_client()

    def prepare(notice: tuple[bytes, dict[str, str]]) -> Act:
        body, headers = notice
        return lambda: str((client.post("/hooks/stripe", data=body, headers=headers).json or {}).get("outcome"))

    return prepare


def _app(environment: Mapping[str, str]) -> Any:
    return create_app(Settings.from_environment(environment), now=lambda: MORNING)
