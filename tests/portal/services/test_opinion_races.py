"""Two at once: one slip is answered once, and a round is counted once, whoever comes last."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import func, select

from portal.db import unit_of_work
from portal.models import DossierEvent, OpinionRound, Task
from portal.services import evidence_check, opinion_counting
from portal.services.actors import Actor
from portal.services.opinion_giving import OpinionRefusedError
from portal.storage.folder import FolderStorage
from tests.conftest import Database
from tests.portal.services.asking_house import asked, make_house, round_of, say, slips_of
from tests.portal.services.november import hour

ROUNDS = 4


def at_once(*acts: Callable[[], str]) -> list[str]:
    """Do them at the same instant, each in a transaction of its own, and tell in order what came of them."""
    start = Barrier(len(acts))

    def run(act: Callable[[], str]) -> str:
        start.wait(30)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@dataclass
class Race:
    """Dossiers about which everybody is asked, and who answers."""

    database: Database
    storage: FolderStorage
    actors: list[Actor] = field(default_factory=list)
    rounds: list[UUID] = field(default_factory=list)
    slips: list[list[UUID]] = field(default_factory=list)

    def give(self, number: int, index: int) -> str:
        """Answer one slip of a dossier."""
        try:
            with unit_of_work(self.database.sessions()) as session:
                say(session, self.storage, self.slips[number][index], self.actors[index])
        except OpinionRefusedError as refused:
            return refused.why
        return "given"

    def count(self, number: int) -> str:
        """Count a dossier as the worker does when the time is over."""
        with unit_of_work(self.database.sessions()) as session:
            return str(opinion_counting.settle(session, self.rounds[number], at=hour(33)))


@pytest.fixture
def prepared(database: Database, tmp_path: Path) -> Race:
    race = Race(database, FolderStorage(tmp_path))
    with unit_of_work(database.sessions()) as session:
        house = make_house(session)
        speakers = [house.chief, house.officers["department_head"], *house.members]
        race.actors = [house.speaks(session, one) for one in speakers if one is not None]
        for number in range(ROUNDS):
            dossier = asked(session, house, number + 1)
            race.slips.append([slip.id for slip in slips_of(session, dossier)])
            race.rounds.append(round_of(session, dossier).id)
    return race


def test_two_at_once_never_both_win(prepared: Race) -> None:
    give, count = partial(partial, prepared.give), partial(partial, prepared.count)
    told = [at_once(give(number, 0), give(number, 0)) for number in range(ROUNDS)]
    assert told == [["answered", "given"]] * ROUNDS
    for number, index in product(range(ROUNDS), (1, 2)):
        prepared.give(number, index)
    # The two who answer last, and twice the worker at the end of the time.
    assert at_once(give(0, 3), give(0, 4)) == ["given", "given"]
    for number in range(1, ROUNDS):
        assert at_once(give(number, 3), count(number), count(number)) == ["False", "True", "given"]
    with unit_of_work(prepared.database.sessions()) as session:
        counted = select(func.count()).where(DossierEvent.kind == "opinions_counted")
        assert session.scalar(counted) == ROUNDS
        assert set(session.scalars(select(OpinionRound.outcome))) == {"passed"}
        here = select(Task.step).where(Task.closed_at.is_(None))
        assert session.scalars(here).all() == ["ky"] * ROUNDS
        assert evidence_check.check(session).broken == ()
