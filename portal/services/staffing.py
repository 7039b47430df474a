"""Agencies and officers: making them, and giving and ending roles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Agency, Appointment, Officer
from portal.services.officers import hash_password


def ensure_agency(session: Session, values: Mapping[str, Any], *, at: datetime) -> Agency:
    """Return the agency with the code in ``values``, made from them when there is none."""
    found = session.scalar(select(Agency).where(Agency.code == values["code"]))
    if found is None:
        found = Agency(**values, created_at=at)
        session.add(found)
        session.flush()
    return found


def ensure_officer(
    session: Session,
    values: Mapping[str, Any],
    *,
    password: str,
    at: datetime,
    hashed: Callable[[str], str] = hash_password,
) -> Officer:
    """Return the officer with the user name in ``values``, made from them when there is none.

    ``hashed`` makes the hash that is kept of the password, for whoever makes many officers with the same one.
    """
    found = session.scalar(select(Officer).where(Officer.username == values["username"]))
    if found is None:
        found = Officer(**values, password_hash=hashed(password), active=True, created_at=at)
        session.add(found)
        session.flush()
    return found


def appoint(session: Session, officer: Officer, agency: Agency, role: str, *, at: datetime) -> Appointment:
    """Give an officer a role at an agency; one that is held already is returned as it is."""
    found = session.scalar(
        select(Appointment).where(
            Appointment.officer_id == officer.id,
            Appointment.agency_id == agency.id,
            Appointment.role == role,
            Appointment.ended_at.is_(None),
        )
    )
    if found is None:
        found = Appointment(officer_id=officer.id, agency_id=agency.id, role=role, started_at=at)
        session.add(found)
        session.flush()
    return found


def dismiss(session: Session, appointment: Appointment, *, at: datetime) -> None:
    """End a role; from this instant on it opens nothing any more."""
    appointment.ended_at = at
    session.flush()
