"""Durable acts of officers on the embedded database, against django-viewflow on the same server, four clients each.

An act here is what ``take_action`` does in one transaction: the row lock, every fact that holds, the machine, the event
with its hash, the rows of the tasks, and a job; assign, submit, send back and submit again, on dossiers that were filed
and accepted beforehand. At django-viewflow it is a user task completed the way its own view does it, under its lock for
PostgreSQL. Each client is a process with a connection of its own; fsync and synchronous_commit are on for all. The user
who acts is known beforehand in both.

Beside them stand SpiffWorkflow, which serialises its state after each user task and keeps it nowhere, and one row
inserted and committed: what the machine can commit at all, so that one sees how far the commit is from being the bound.

django-viewflow is under the AGPL: it is installed for this measurement alone, into an environment of its own
(``.peers``), and never imported by the product.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.acting.client import CLIENTS, Crowd, crowd
from benchmarks.acting.office import accepted, staffed
from benchmarks.report import Claim, Contender, Report, measure
from benchmarks.site.home import Home, home
from portal.embedded_postgres import Place

PEERS = Path(__file__).resolve().parent.parent / ".peers" / "bin" / "python"
ACTS_A_CALL = 40
ROUNDS = 9
DOSSIERS = 250
"""For each client; more than all rounds need."""
AT_LEAST = 5
OURS, ALONE = "portal, acts", "portal, acts, one client"
PEER = "django-viewflow, user tasks completed"
SPIFF = "SpiffWorkflow, state serialised, no database"
COMMIT = "one row inserted and committed"


def run() -> Report:
    """Measure them in turn."""
    with home() as place, _contenders(place) as contenders:
        figures = measure(contenders, ROUNDS)
    rate = {figure.name: figure.per_second for figure in figures}
    claim = Claim("times as fast as django-viewflow", rate[OURS] / rate[PEER], AT_LEAST)
    return Report("acts", "acts", figures, (claim,))


@contextmanager
def _contenders(place: Home) -> Iterator[list[Contender]]:
    here = [sys.executable, "-m"]
    server = Place.of(place.settings.data)
    with ExitStack() as stack:
        ours = _told(place)
        surroundings = {**os.environ, **place.environment}

        def start(command: list[str], told: list[str], size: int = CLIENTS) -> Crowd:
            return stack.enter_context(crowd(command, surroundings, told, size))

        officer = [*here, "benchmarks.acting.officer"]
        _make(server, "CREATE TABLE bench_commits (id bigserial PRIMARY KEY, note text)")
        commits = start([*here, "benchmarks.acting.bare"], [server.dsn("postgres", "postgres")])
        yield [
            Contender(OURS, _acts(start(officer, ours[:CLIENTS])), CLIENTS * ACTS_A_CALL),
            Contender(PEER, _acts(start(*_viewflow(server))), CLIENTS * ACTS_A_CALL),
            Contender(ALONE, _acts(start(officer, ours[CLIENTS:], 1)), ACTS_A_CALL),
            Contender(SPIFF, _acts(start([*here, "benchmarks.acting.spiff_client"], [""])), CLIENTS * ACTS_A_CALL),
            Contender(COMMIT, _acts(commits), CLIENTS * ACTS_A_CALL),
        ]


def _acts(clients: Crowd) -> Callable[[], None]:
    return lambda: clients.act(ACTS_A_CALL)


def _told(place: Home) -> list[str]:
    """File and accept the dossiers, and give each client its own; the one who acts alone comes last."""
    offer = place.offer("acts")
    crew = staffed(place, offer)
    dossiers = accepted(place, offer, crew["receptionist"], DOSSIERS * (CLIENTS + 1))
    named = {role: str(key) for role, key in crew.items()}
    shares = [dossiers[number :: CLIENTS + 1] for number in range(CLIENTS + 1)]
    return [json.dumps({"crew": named, "dossiers": [str(key) for key in share]}) for share in shares]


def _viewflow(server: Place) -> tuple[list[str], list[str]]:
    """Make the peer's database and its tables; return how its clients are started."""
    database = "viewflow"
    _make(server, f"CREATE DATABASE {database}")
    command, told = [str(PEERS), "-m", "benchmarks.acting.viewflow_client"], f"{server.socket} {database}"
    subprocess.run([*command, "0"], input=f"{told}\n", text=True, check=True)
    return [*command, str(DOSSIERS)], [told]


def _make(server: Place, statement: str) -> None:
    engine = create_engine(server.url("postgres", "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
