"""`portal agencies merge`: an agency is merged into another one, which goes on with its dossiers."""

import argparse
import os
from datetime import date, datetime, time

from portal import clock
from portal.config import Settings


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    parser = subparsers.add_parser("agencies", help="look after agencies")
    commands = parser.add_subparsers(metavar="command", required=True)
    merge = commands.add_parser("merge", help="let another agency have what one has")
    merge.add_argument("code", help="the agency that is merged away")
    merge.add_argument("--into", required=True, metavar="CODE", help="its successor")
    merge.add_argument("--law", required=True, help="the decision behind it, which applicants read")
    merge.add_argument(
        "--from", dest="since", required=True, type=date.fromisoformat, metavar="DATE", help="its first day, 2026-12-01"
    )
    merge.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Name the successor, and say what is left to do by hand."""
    from portal.db import Role, open_engine, sessions, unit_of_work
    from portal.services import merging

    engine = open_engine(Settings.from_environment(os.environ), Role.WEB)
    since = datetime.combine(arguments.since, time(), clock.VIETNAM)
    try:
        with unit_of_work(sessions(engine)) as session:
            done = merging.merge(
                session, arguments.code, arguments.into, law=arguments.law, since=since, at=clock.now()
            )
    finally:
        engine.dispose()
    day = clock.local_date(done.since).isoformat()
    print(f"{done.agency.code} is merged into {done.successor.code} from {day}: {done.dossiers} open dossiers go along")
    if done.not_offered:
        print(f"{done.successor.code} does not offer yet: {', '.join(done.not_offered)}")
    return 0
