"""Durable acts of officers on the embedded database, against django-viewflow on the same server, four clients each.

An act here is what ``take_action`` does in one transaction: the row lock, the machine, the event with its hash, the
rows of the tasks, and a job; assign, submit, send back and submit again, on dossiers that were filed and accepted
beforehand. Facts are established where an action asks for any, and these ask for none. At django-viewflow it is a user
task whose form is posted to its own view, under its lock for PostgreSQL: eight queries beside the transaction and its
savepoint, the process saved as the view of every task does; session and user would be two more. Each client is a
process with a connection of its own; fsync and synchronous_commit are on for all. The user who acts is known beforehand
in both, and what is open is looked up for ten dossiers at once.

Beside them stand SpiffWorkflow, which serialises its state after each user task and keeps it nowhere, and one row
inserted and committed: what the machine can commit at all. What an act takes of the processors, in Python and in the
server, is said too: it tells what bounds the acts, and changes less than the rates do when others use the machine.

django-viewflow is under the AGPL: it is installed for this measurement alone, into an environment of its own
(``.peers``), and never imported by the product.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.acting.client import CLIENTS, Crowd, crowd
from benchmarks.acting.office import accepted, staffed
from benchmarks.report import Claim, Contender, Report, measure
from benchmarks.site.home import Home, home
from benchmarks.town.meter import Meter
from portal.embedded_postgres import Place
from portal.embedded_postgres.place import DATABASE

PEERS = Path(__file__).resolve().parent.parent / ".peers" / "bin" / "python"
ACTS_A_CALL = 40
ROUNDS = 5
DOSSIERS = 650
"""For each client; more than all rounds need."""
AT_LEAST = 5
BUSY = 0.8
"""So much of the processors' time leaves little to anything but them."""
VIEWFLOW = "viewflow"
"""The peer's database."""
OURS, ALONE = "portal, acts", "portal, acts, one client"
PEER = "django-viewflow, user tasks completed"
SPIFF = "SpiffWorkflow, state serialised, no database"
COMMIT = "one row inserted and committed"


@dataclass
class Acting:
    """Clients that act on one database, and what that takes of the processors."""

    name: str
    clients: Crowd
    meter: Meter
    size: int = CLIENTS
    here: float = 0.0
    there: float = 0.0
    acts: int = 0

    def contender(self) -> Contender:
        """Return it as one of those that are measured in turn."""
        return Contender(self.name, self._act, self.size * ACTS_A_CALL)

    def _act(self) -> None:
        before = self.clients.spent()
        self.there += self.meter.of(lambda: self.clients.act(ACTS_A_CALL))
        self.here += self.clients.spent() - before
        self.acts += self.size * ACTS_A_CALL

    @property
    def each(self) -> float:
        """The seconds that processors spend on one act."""
        return (self.here + self.there) / self.acts

    def said(self) -> str:
        """Say what one act takes."""
        here, there = (1000 * spent / self.acts for spent in (self.here, self.there))
        return f"{self.name}: {here + there:.2f} ms of the processors, {here:.2f} Python's and {there:.2f} PostgreSQL's"


def run() -> Report:
    """Measure them in turn."""
    with home() as place, _all(place) as (acting, spiff):
        contenders = [one.contender() for one in acting]
        figures = measure([*contenders[:3], spiff, *contenders[3:]], ROUNDS)
    rate = {figure.name: figure.per_second for figure in figures}
    claim = Claim("times as fast as django-viewflow", rate[OURS] / rate[PEER], AT_LEAST)
    return Report("acts", "acts", figures, (claim,), (*(one.said() for one in acting), *_bounds(acting, rate)))


def _bounds(acting: Sequence[Acting], rate: Mapping[str, float]) -> list[str]:
    """Say what bounds our acts, and how far the commits of the machine are."""
    ours, peer = acting[0], acting[1]
    busy = rate[OURS] * ours.each / (os.cpu_count() or 1)
    bound = "the processors bound them" if busy >= BUSY else "the rest is waiting, for the commit or for other work"
    return [
        f"our acts keep the processors {busy:.0%} busy: {bound}",
        f"the machine commits {rate[COMMIT] / rate[OURS]:.1f} single rows in the time of an act of ours",
        f"a task of django-viewflow takes {peer.each / ours.each:.1f} times as much of the processors",
    ]


@contextmanager
def _all(place: Home) -> Iterator[tuple[list[Acting], Contender]]:
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
        spiff = start([*here, "benchmarks.acting.spiff_client"], [""])
        acting = [
            Acting(OURS, start(officer, ours[:CLIENTS]), Meter(server.cluster, DATABASE)),
            Acting(PEER, start(*_viewflow(server)), Meter(server.cluster, VIEWFLOW)),
            Acting(ALONE, start(officer, ours[CLIENTS:], 1), Meter(server.cluster, DATABASE), 1),
            Acting(COMMIT, commits, Meter(server.cluster, "postgres")),
        ]
        for one in acting:
            # What is made once a process, as the statements and the calendar, belongs to no act.
            one.clients.act(ACTS_A_CALL)
        yield acting, Contender(SPIFF, lambda: spiff.act(ACTS_A_CALL), CLIENTS * ACTS_A_CALL)


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
    _make(server, f"CREATE DATABASE {VIEWFLOW}")
    command, told = [str(PEERS), "-m", "benchmarks.acting.viewflow_client"], f"{server.socket} {VIEWFLOW}"
    subprocess.run([*command, "0"], input=f"{told}\n", text=True, check=True)
    return [*command, str(DOSSIERS)], [told]


def _make(server: Place, statement: str) -> None:
    engine = create_engine(server.url("postgres", "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
