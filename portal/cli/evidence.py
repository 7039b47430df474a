"""`portal evidence check`: recompute every hash chain and hold it against the current columns."""

import argparse
import os

from portal.config import Settings


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    parser = subparsers.add_parser("evidence", help="check the evidence")
    commands = parser.add_subparsers(metavar="command", required=True)
    check = commands.add_parser("check", help="recompute all chains from the stored bytes")
    check.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Print what does not agree; exit 1 when anything does not."""
    from portal.db import Role, open_engine, sessions, unit_of_work
    from portal.services.evidence_check import check

    engine = open_engine(Settings.from_environment(os.environ), Role.WORKER)
    with unit_of_work(sessions(engine)) as session:
        report = check(session)
    for broken in report.broken:
        print(f"{broken.dossier_code}, event {broken.seq or '-'}: {broken.what}")
    print(f"{report.dossiers} dossiers, {report.events} events, {len(report.broken)} broken")
    return 1 if report.broken else 0
