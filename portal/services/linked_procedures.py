"""Whether what a pack opens elsewhere is there: in the catalogue when checked, at the agency when offered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Agency, CatalogueEntry, Offer, ProcedureVersion
from portal.services.checked_packs import check_pack
from procedures.definition import Procedure
from procedures.findings import Finding, error
from procedures.loader import unpack
from procedures.openings import misfits
from procedures.overlay import local_agencies
from procedures.reading.files import YAML_NAME
from procedures.reading.yaml_text import read_yaml
from workflows.errors import Path
from workflows.opening import Opening, openings


def findings_of(session: Session, version: ProcedureVersion, procedure: Procedure | None) -> list[Finding]:
    """Return what is wrong with the procedures that a pack opens, at the lines that open them."""
    opened = list(openings(procedure.workflow)) if procedure is not None else []
    if not opened:
        return []
    yaml, _ = read_yaml(unpack(version.pack)[YAML_NAME], YAML_NAME)
    found = []
    for step, opening in opened:
        path: Path = ("workflow", "steps", step)
        line = yaml.place((*path, "opens")).line if yaml is not None else 1
        found += [error(YAML_NAME, message, cure, line=line) for message, cure in _wrong(session, opening)]
    return found


def _wrong(session: Session, opening: Opening) -> Iterator[tuple[str, str]]:
    live = session.scalar(
        select(ProcedureVersion)
        .join(CatalogueEntry, CatalogueEntry.live_version_id == ProcedureVersion.id)
        .where(CatalogueEntry.code == opening.procedure)
    )
    child = check_pack(live.digest, live.pack).loaded.procedure if live is not None else None
    if child is None:
        yield f"the catalogue has no procedure {opening.procedure}", "publish that one first"
        return
    yield from ((wrong, "name what the other procedure has") for wrong in misfits(opening, child))


def wrong_at(session: Session, procedure: Procedure, overlay: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the other agencies of an offer, one sentence each."""
    named = local_agencies(overlay)
    known = set(session.scalars(select(Agency.code).where(Agency.code.in_(named.values()))))
    wrong = []
    for _step, opening in openings(procedure.workflow):
        code = named.get(opening.agency)
        if code in known and not _is_offered(session, opening.procedure, code):
            wrong.append(f"the agency {code} does not offer {opening.procedure}")
    return wrong


def _is_offered(session: Session, procedure_code: str, agency_code: str | None) -> bool:
    query = (
        select(Offer.id)
        .join(Agency, Agency.id == Offer.agency_id)
        .where(Offer.code == procedure_code, Agency.code == agency_code, Offer.closed_at.is_(None))
    )
    return session.scalar(query.limit(1)) is not None
