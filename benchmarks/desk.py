"""The pages of the desk with 1,000,000 dossiers, against the same pages with 10,000.

Both portals live on one server of PostgreSQL and are asked in turn, a page here and a page there. What is measured is a
whole page, session, list, counts and template, in the time of the processors that portal and server spend on it: so
what else the machine does is not in it. A tenth of all dossiers belongs to the agency that is asked, and a tenth of
them is open: a hundred tasks in the small portal, ten thousand in the large one.

To fill both takes minutes. With ``BENCH_TOWN=<folder>`` the databases are kept in that folder, outside the repository,
and used again for a week; new migrations are run on them first. Delete it after a change of ``benchmarks.town``.
"""

from __future__ import annotations

import gc
import secrets
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from benchmarks.report import Claim, Figure, Report
from benchmarks.site.home import COOKIE
from benchmarks.town.agencies import Town
from benchmarks.town.kept import database_of, folder_of_towns, server_of, town_of
from benchmarks.town.meter import Meter
from portal import clock
from portal.app import create_app
from portal.config import Settings
from portal.db import Role, open_engine, sessions, unit_of_work
from portal.embedded_postgres import Place
from portal.parts import Parts
from portal.services import desk
from portal.services.officers import actor_of

SIZES = {"10,000": 10_000, "1,000,000": 1_000_000}
ROUNDS = 25
WARM = 3
TRIES = 3
"""A neighbour in the caches of a busy machine costs processor time too, so the best of these counts."""
AT_MOST = 1.5
DESK = "/can-bo"
HOST = "https://portal.example"
BY_NAME, BY_CODE, BY_NUMBER, BY_PHONE, COMMON = "name", "code", "number", "phone", "common name"
PAGES = {
    "mine": ("leader", "?xem=cua-toi"),
    "of my role": ("receptionist", "?xem=vai-tro"),
    "soon due": ("leader", "?xem=sap-den-han"),
    "overdue": ("leader", "?xem=qua-han"),
    "all open": ("department_head", "?xem=tat-ca"),
    "all, overdue": ("department_head", "?xem=tat-ca&han=qua-han"),
    "all, by sector": ("department_head", "?xem=tat-ca&linh-vuc=ho-tich"),
    "all, by rare sector": ("department_head", "?xem=tat-ca&linh-vuc=ly-lich-tu-phap"),
    "all, by role": ("department_head", "?xem=tat-ca&vai-tro=leader"),
    "all, by person": ("department_head", "?xem=tat-ca&nguoi={leader}"),
    "all, by agency": ("department_head", "?xem=tat-ca&co-quan={agency}"),
    "all, by step": ("department_head", "?xem=tat-ca&thu-tuc=9.100002&buoc=dong_dau"),
    "all, by status": ("department_head", "?xem=tat-ca&trang-thai=5"),
    "notices of deadlines": ("department_head", "/nhac-han"),
    "letters": ("department_head", "/tin-nhan"),
    "workload": ("department_head", "/khoi-luong"),
}
SEARCHES = (BY_NAME, COMMON, BY_CODE, BY_NUMBER, BY_PHONE)


@dataclass
class Portal:
    """One of the two: its application, its town, and the searches that wait to be looked at."""

    settings: Settings
    parts: Parts
    town: Town
    meter: Meter
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    searches: dict[str, list[str]] = field(default_factory=dict)

    def get(self, role: str, url: str) -> int:
        """Ask for a page, and return how long it is."""
        answer = self.clients[role].get(f"{DESK}{url}", base_url=HOST)
        assert answer.status_code == 200, (url, answer.status_code)
        return len(answer.data)

    def list(self, name: str) -> Callable[[int], object]:
        """What asks for a list."""
        role, url = PAGES[name]
        url = url.format(leader=self.town.officers["leader"], agency=self.town.agencies[0])
        return lambda _turn: self.get(role, url)

    def search(self, kind: str) -> Callable[[int], object]:
        """What looks for another dossier each time."""
        return lambda turn: self.get("receptionist", f"/tim/{self.searches[kind][turn % len(self.searches[kind])]}")


def run() -> Report:
    """Fill both, measure every page in turn, and claim that size costs little."""
    figures, claims = [], []
    with _portals() as portals:
        small, large = portals.values()
        # As ``portal.wsgi`` does when it starts.
        gc.collect()
        gc.freeze()
        works = {f"list: {name}": [one.list(name) for one in (small, large)] for name in PAGES}
        works |= {f"search: {kind}": [one.search(kind) for one in (small, large)] for kind in SEARCHES}
        for name, (here, there) in works.items():
            times = _in_turn([small.meter, large.meter], [here, there])
            for size, spent in zip(SIZES, times, strict=True):
                figures.append(_figure(f"{name}, {size}", spent))
            small_p95, large_p95 = map(_p95, times)
            words = f"{name}: p95 {large_p95 * 1000:.1f} ms of {small_p95 * 1000:.1f} ms"
            claims.append(Claim(words, large_p95 / small_p95, AT_MOST, at_most=True))
    return Report("desk", "pages", tuple(figures), tuple(claims))


def _in_turn(meters: Sequence[Meter], works: Sequence[Callable[[int], object]]) -> list[list[float]]:
    """Ask here and there in turn; return what each page cost, at best of some tries."""
    spent: list[list[float]] = [[] for _ in works]
    for turn in range(-WARM, ROUNDS):
        best = [float("inf")] * len(works)
        for place in [*range(len(works))] * TRIES:
            best[place] = min(best[place], meters[place].of(partial(works[place], turn)))
        if turn >= 0:
            for place, cost in enumerate(best):
                spent[place].append(cost)
    return spent


def _p95(spent: list[float]) -> float:
    return statistics.quantiles(spent, n=20)[-1]


def _figure(name: str, spent: list[float]) -> Figure:
    return Figure(name, 1 / statistics.median(spent), 1 / max(spent), 1 / min(spent))


@contextmanager
def _portals() -> Iterator[dict[str, Portal]]:
    with folder_of_towns() as folder, server_of(folder) as place, ExitStack() as stack:
        yield {size: stack.enter_context(_portal(place, folder, count)) for size, count in SIZES.items()}


@contextmanager
def _portal(place: Place, folder: Path, count: int) -> Iterator[Portal]:
    settings, town = town_of(place, folder, count)
    parts = Parts(settings, Role.WEB)
    web = open_engine(settings, Role.WEB)
    portal = Portal(settings, parts, town, Meter(place.cluster, database_of(count)))
    _sign_in(portal)
    _keep_searches(portal, web)
    yield portal
    parts.close()
    web.dispose()


def _sign_in(portal: Portal) -> None:
    app = create_app(portal.settings, parts=portal.parts)
    for role, token in portal.town.cookies.items():
        client = app.test_client()
        client.set_cookie(COOKIE, token, domain="portal.example", secure=True)
        portal.clients[role] = client


def _keep_searches(portal: Portal, web: Engine) -> None:
    """Keep searches for dossiers that there are, as an officer would type them."""
    query = text(
        "SELECT applicant_name, code, owner_number FROM dossiers WHERE agency_id = :agency ORDER BY md5(code) LIMIT :n"
    )
    phone = text(
        "SELECT word FROM search_words WHERE agency_id = :agency AND word LIKE '09%' AND length(word) = 10"
        " ORDER BY md5(word) LIMIT :n"
    )
    here = {"agency": portal.town.agencies[0], "n": ROUNDS}
    with unit_of_work(sessions(web)) as session:
        actor = actor_of(session, portal.town.officers["receptionist"], clock.now())
        assert actor is not None
        rows = session.execute(query, here).all()
        typed = {
            BY_NAME: [row[0] for row in rows],
            COMMON: ["nguyen thi", "Nguyễn Văn", "tran thi", "nguyen", "thi hoa"],
            BY_CODE: [row[1] for row in rows],
            BY_NUMBER: [row[2] for row in rows],
            BY_PHONE: [str(one) for one in session.scalars(phone, here)],
        }
        for kind, words in typed.items():
            for one in words:
                token = secrets.token_urlsafe(16)
                desk.keep_search(session, actor, one, token, clock.now())
                portal.searches.setdefault(kind, []).append(token)
