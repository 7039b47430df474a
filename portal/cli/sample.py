"""`portal sample`: agencies, officers and offers to try the portal with; refused in production."""

import argparse
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from portal import clock
from portal.config import Settings
from portal.errors import StartError

DATA = Path(__file__).with_name("sample.yaml")
PASSWORD_FILE = "sample-password"  # noqa: S105 - the name of the file, not what is in it


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    parser = subparsers.add_parser("sample", help="make sample agencies, officers and offers (not in production)")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Make what is missing and print the accounts."""
    from portal.db import Role, open_engine, sessions, unit_of_work

    settings = Settings.from_environment(os.environ)
    if settings.production:
        raise StartError("sample data refuses to exist in production")
    password = sample_password(settings.data)
    sample = read()
    with unit_of_work(sessions(open_engine(settings, Role.WEB))) as session:
        make(session, sample, password)
    _print_accounts(sample, password)
    return 0


def sample_password(data: Path) -> str:
    """Return the password of all sample officers, made once and kept in the data folder for its owner alone."""
    path = data / PASSWORD_FILE
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(9))
    return path.read_text(encoding="utf-8").strip()


def make(session: Any, sample: dict[str, Any], password: str) -> None:
    """Make agencies, officers, their roles, and an offer of each live procedure at each agency that handles it."""
    from portal.services import staffing
    from portal.services.officers import hash_password

    # To hash a password is slow on purpose, and all have the same one.
    at, hashed = clock.now(), cache(hash_password)
    agencies: dict[str, Any] = {}
    for values in sample["agencies"]:
        own = {key: value for key, value in values.items() if key not in ("parent", "sectors")}
        parent = agencies.get(values.get("parent"))
        agencies[own["code"]] = staffing.ensure_agency(session, {**own, "parent_id": parent and parent.id}, at=at)
    for values in sample["officers"]:
        own = {key: values[key] for key in ("username", "full_name", "title")}
        officer = staffing.ensure_officer(session, own, password=password, at=at, hashed=hashed)
        staffing.appoint(session, officer, agencies[values["agency"]], values["role"], at=at)
    _offer(session, sample, agencies, at)


def handles(sample: dict[str, Any], agency: dict[str, Any], sector: str, competence: str) -> bool:
    """Say whether an agency of the sample handles the procedures of a sector.

    One that names its sectors handles those alone; the others of its tier handle whatever nobody names. A department
    of a province handles what the province does in the sectors that it names, and nothing else.
    """
    fitting = [one for one in sample["agencies"] if one["tier"] == competence or _is_for(one, competence)]
    named = {name for one in fitting for name in one.get("sectors", [])}
    own = agency.get("sectors")
    return agency in fitting and (sector in own if own else sector not in named)


def _is_for(agency: dict[str, Any], competence: str) -> bool:
    return competence == "province" and agency["tier"] == "department" and "sectors" in agency


def _offer(session: Any, sample: dict[str, Any], agencies: dict[str, Any], at: Any) -> None:
    from sqlalchemy import select

    from portal.models import CatalogueEntry, ProcedureVersion
    from portal.services.definitions import procedure_of
    from portal.services.publishing import make_offer
    from procedures.overlay import named_agencies

    live = select(ProcedureVersion, CatalogueEntry.sector, CatalogueEntry.competence).join(
        CatalogueEntry, CatalogueEntry.live_version_id == ProcedureVersion.id
    )
    for version, sector, competence in session.execute(live):
        asked = named_agencies(procedure_of(session, version.id))
        named = {name: sample["asked"].get(name, sample["asked"]["other"]) for name in asked}
        overlay = {"agencies": named} if named else {}
        for values in sample["agencies"]:
            if handles(sample, values, sector, competence):
                agency = agencies[values["code"]]
                make_offer(session, version, agency, agency, overlay=overlay, at=at)


def read() -> dict[str, Any]:
    """Return the sample data."""
    from ruamel.yaml import YAML

    sample: dict[str, Any] = YAML(typ="safe").load(DATA)
    return sample


def _print_accounts(sample: dict[str, Any], password: str) -> None:
    print("  Citizens sign in at the sandbox e-ID: choose a person there, no password.")
    print(f"  Officers sign in at /can-bo with the password {password}")
    for line in accounts(sample["officers"]):
        print(f"    {line}")


def accounts(officers: list[dict[str, Any]]) -> list[str]:
    """Return who signs in, in columns: user name, role and full name."""
    names, roles = (max(len(one[key]) for one in officers) + 2 for key in ("username", "role"))
    return [f"{one['username']:<{names}}{one['role']:<{roles}}{one['full_name']}" for one in officers]
