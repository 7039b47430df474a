"""Questions to a register, asked with no transaction open; whatever becomes of one, the citizen's filing goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import structlog

from portal.clock import now
from portal.db import unit_of_work
from portal.parts import Parts
from portal.registries.base import LookUpRefused, Purpose, RegistryBroken, RegistryError
from portal.services import look_ups
from portal.services.look_ups import Question
from portal.services.register_answers import as_kept

Answer = tuple[str, Mapping[str, Any]]
FAILED: Mapping[type[RegistryError], str] = {LookUpRefused: "refused", RegistryBroken: "broken"}
log = structlog.get_logger()


def look_up(parts: Parts, look_up_id: str) -> None:
    """Ask one question once; it is not asked again, because the citizen has been asked instead by then."""
    key = UUID(look_up_id)
    with unit_of_work(parts.make_session) as session:
        asked = look_ups.question(session, key, at=now())
    if asked is None:
        return
    outcome, told = _ask(parts, asked)
    if outcome not in ("answered", "nothing"):
        log.warning("look_up_failed", look_up=look_up_id, outcome=outcome)
    with unit_of_work(parts.make_session) as session:
        look_ups.keep(session, key, outcome, told, at=now())


TASKS: dict[str, Callable[..., None]] = {look_ups.JOB: look_up}


def _ask(parts: Parts, asked: Question) -> Answer:
    if parts.population is None:
        return "unavailable", {}
    try:
        record = parts.population.find(asked.citizen_id, asked.groups, Purpose(asked.dossier, asked.reason))
    except RegistryError as wrong:
        return FAILED.get(type(wrong), "unavailable"), {}
    if record is None:
        return "nothing", {}
    # Another person's record is never shown, whatever else it says.
    right = record.citizen_id == asked.citizen_id
    return ("answered", as_kept(record, asked.names)) if right else ("broken", {})
