"""`portal procedures import`: bring packs into the catalogue the way a publisher would."""

import argparse
import os
from pathlib import Path

from portal import clock
from portal.config import PROJECT, Settings

SHIPPED = PROJECT / "procedures" / "catalogue"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    parser = subparsers.add_parser("procedures", help="look after the catalogue")
    commands = parser.add_subparsers(metavar="command", required=True)
    bring = commands.add_parser("import", help="publish packs: those named, else the shipped catalogue")
    bring.add_argument("paths", nargs="*", type=Path, help="folders or zips of packs")
    bring.add_argument(
        "--agency", action="append", default=[], metavar="CODE", help="refuse a pack for which this agency lacks a role"
    )
    bring.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Import each pack in a transaction of its own; what is published already is left alone."""
    from portal.db import Role, open_engine, sessions, unit_of_work
    from portal.services.importing import import_pack

    make_session = sessions(open_engine(Settings.from_environment(os.environ), Role.WEB))
    failed = False
    for path in arguments.paths or sorted(file.parent for file in SHIPPED.glob("*/*/v*/procedure.yaml")):
        with unit_of_work(make_session) as session:
            imported = import_pack(session, path, at=clock.now(), agencies=arguments.agency)
        print(f"{path.name if arguments.paths else path.relative_to(SHIPPED)}: {imported.outcome}")
        for line in imported.findings:
            print(f"  {line}")
        failed = failed or not imported.sound
    return 1 if failed else 0
