"""Registers that steps ask: with no transaction open, again and again until there is an answer or none in time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import structlog

from portal.clock import now
from portal.db import unit_of_work
from portal.jobs.look_ups import FAILED
from portal.parts import Parts
from portal.registries.base import Purpose, RegistryError
from portal.services import step_answers, step_look_ups
from portal.services.register_answers import as_kept
from portal.services.step_answers import NO_KEY, Question

CRON = "*/2 * * * *"
UNAVAILABLE = "unavailable"
BROKEN = "broken"
log = structlog.get_logger()


def ask_register(parts: Parts, look_up_id: str) -> None:
    """Ask once; a worker that is killed in between leaves everything as it was, and another one asks."""
    key = UUID(look_up_id)
    with unit_of_work(parts.make_session) as session:
        asked = step_answers.question(session, key, at=now())
    if asked is None:
        return
    failed, told = _ask(parts, asked)
    if failed is not None:
        log.warning("register_silent", look_up=look_up_id, why=failed)
    with unit_of_work(parts.make_session) as session:
        if failed is None:
            step_answers.keep(session, key, told, at=now())
        else:
            step_answers.miss(session, key, failed, at=now())


def ask_registers(parts: Parts) -> None:
    """Ask what should have been asked by now, though its job was lost."""
    with unit_of_work(parts.make_session) as session:
        due = step_answers.due(session, now())
    for key in due:
        ask_register(parts, str(key))


def _ask(parts: Parts, asked: Question) -> tuple[str | None, Mapping[str, Any] | None]:
    """Return why there is no answer, or what is told; ``None`` where the register knows nothing."""
    if asked.citizen_id is None:
        return NO_KEY, None
    if parts.population is None:
        return UNAVAILABLE, None
    try:
        record = parts.population.find(asked.citizen_id, asked.groups, Purpose(asked.dossier, asked.reason))
    except RegistryError as wrong:
        return FAILED.get(type(wrong), UNAVAILABLE), None
    except Exception:  # whatever a connector does, the dossier does not wait for it beyond its time
        log.exception("register_broken", register=asked.register)
        return BROKEN, None
    if record is None:
        return None, None
    # Another person's record decides nothing, whatever else it says.
    right = record.citizen_id == asked.citizen_id
    return (None, as_kept(record, asked.names)) if right else (BROKEN, None)


TASKS: dict[str, Callable[..., None]] = {step_look_ups.JOB: ask_register}
PERIODIC: dict[str, tuple[str, Callable[[Parts], None]]] = {"ask_registers": (CRON, ask_registers)}
