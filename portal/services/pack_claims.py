"""Which draft may become which version: a code and version number belong to one draft at a time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models import ProcedureVersion, VersionState
from procedures.findings import Finding, error
from procedures.loader import Loaded, unpack
from procedures.reading.files import YAML_NAME
from procedures.reading.yaml_text import read_yaml


@dataclass(frozen=True, slots=True)
class Taken:
    """Why a version number cannot be had: ``published``, ``drafted`` by somebody else, or ``older`` than the newest."""

    why: str
    newest: int
    """The highest number that is published or claimed; the next one is free."""


def claim(session: Session, draft: ProcedureVersion, loaded: Loaded) -> None:
    """Let a draft be the version that its pack names, unless that is taken.

    A pack that cannot be read at this moment keeps what its draft claimed before.
    """
    if loaded.code is None or loaded.version is None:
        return
    # Two drafts that name the same version at the same instant come one after the other.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"claim:{loaded.code}"))))
    if taken(session, draft, loaded.code, loaded.version) is None:
        draft.code, draft.version = loaded.code, loaded.version
    else:
        draft.code, draft.version = "", 0


def taken(session: Session, draft: ProcedureVersion, code: str, version: int) -> Taken | None:
    """Return why ``draft`` cannot be this version, ``None`` when it can."""
    rows = session.execute(
        select(ProcedureVersion.version, ProcedureVersion.state).where(
            ProcedureVersion.code == code, ProcedureVersion.id != draft.id
        )
    ).all()
    newest = max((row.version for row in rows), default=0)
    done = (VersionState.PUBLISHED, VersionState.RETIRED)
    published = max((row.version for row in rows if row.state in done), default=0)
    holder = next((row.state for row in rows if row.version == version), None)
    if holder is not None:
        return Taken("published" if holder in done else "drafted", newest)
    return Taken("older", newest) if version < published else None


def claim_finding(session: Session, draft: ProcedureVersion, loaded: Loaded) -> Finding | None:
    """Return what is wrong with the version that the pack of a draft names, at its line."""
    if loaded.code is None or loaded.version is None:
        return None
    if (draft.code, draft.version) == (loaded.code, loaded.version):
        return None
    why = taken(session, draft, loaded.code, loaded.version)
    messages = {
        "published": f"version {loaded.version} of {loaded.code} is published, and a published version never changes",
        "drafted": f"version {loaded.version} of {loaded.code} is being drafted by somebody else",
        "older": f"version {loaded.version} of {loaded.code} is older than what is published",
    }
    message = messages[why.why] if why else f"version {loaded.version} of {loaded.code} has become free"
    cure = f"write version: {why.newest + 1}" if why else "save the draft again"
    line = _line_of_version(draft)
    return error(YAML_NAME, message, cure, line=line)


def _line_of_version(draft: ProcedureVersion) -> int:
    yaml, _ = read_yaml(unpack(draft.pack)[YAML_NAME], YAML_NAME)
    return yaml.place(("version",)).line if yaml is not None else 1
