"""A form page of seven fields as it is served, against a bare Flask view that returns the same HTML.

The portal finds the session and the draft in the database, checks access and CSRF, and builds the form; a valid POST
is judged, kept and committed. The bare view gives back a text. Both run under the same settings of granian, one process
each, four connections at a time, each with a session and a draft of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.report import Claim, Contender, Report, measure
from benchmarks.site.home import Home, Visitor, home
from benchmarks.site.serving import BARE, PORTAL, serving
from benchmarks.site.wire import Answer, Crowd, Visit, get, post
from portal import clock
from portal.db import unit_of_work
from portal.models import Offer, Person
from portal.services import drafts

CONNECTIONS = 4
REQUESTS = 50
AT_LEAST = 0.15
ROUNDS = 25
TYPED = (
    ("ho_ten", "Nguyễn Thị Đo"),
    ("so_dinh_danh", "001190000001"),
    ("ngay_sinh-day", "6"),
    ("ngay_sinh-month", "5"),
    ("ngay_sinh-year", "1990"),
    ("quan_he", "ban_than"),
    ("dien_thoai", "0912345678"),
    ("so_ban", "3"),
    ("muc_dich", "Bổ sung hồ sơ xin việc"),
)
SHOWN, SENT, BARE_SHOWN, BARE_SENT = (
    "portal, GET of the page",
    "portal, valid POST of the page",
    "bare Flask, GET of the same HTML",
    "bare Flask, POST with the same answer",
)


def run() -> Report:
    """Measure both, GET and POST."""
    with home() as place, _contenders(place) as contenders:
        figures = measure(contenders, ROUNDS)
    rate = {figure.name: figure.per_second for figure in figures}
    claims = (
        Claim("GET, of the bare view's throughput", rate[SHOWN] / rate[BARE_SHOWN], AT_LEAST),
        Claim("POST, of the bare view's throughput", rate[SENT] / rate[BARE_SENT], AT_LEAST),
    )
    return Report("form page", "requests", figures, claims)


@contextmanager
def _contenders(place: Home) -> Iterator[list[Contender]]:
    offer = place.offer("form_page")
    visitors = place.visitors(CONNECTIONS)
    paths = [_draft_of(place, offer, one) for one in visitors]
    with serving(PORTAL, place.environment) as port:
        portal = Crowd(port, CONNECTIONS)
        pages = [_page(portal, path, one) for path, one in zip(paths, visitors, strict=True)]
        shown = [get(path, one.cookie) for path, one in zip(paths, visitors, strict=True)]
        sent = [_valid(page, path, one) for page, path, one in zip(pages, paths, visitors, strict=True)]
        kept = Path(place.settings.data) / "page.html"
        kept.write_bytes(pages[0])
        with serving(BARE, place.environment, BENCH_PAGE=str(kept)) as bare_port:
            bare = Crowd(bare_port, CONNECTIONS)
            yield [
                _contender(SHOWN, portal, shown, 200),
                _contender(BARE_SHOWN, bare, [get("/page")] * CONNECTIONS, 200),
                _contender(SENT, portal, sent, 302),
                _contender(BARE_SENT, bare, [post("/page", TYPED)] * CONNECTIONS, 302),
            ]


def _draft_of(place: Home, offer: Offer, visitor: Visitor) -> str:
    with unit_of_work(place.make_session) as session:
        person = session.get_one(Person, visitor.person_id)
        draft = drafts.start(session, person, offer, at=clock.now())
        return f"/nop/{draft.id}/nguoi_nop"


def _page(crowd: Crowd, path: str, visitor: Visitor) -> bytes:
    found: list[Answer] = []

    def visit() -> Visit:
        found.append((yield get(path, visitor.cookie)))

    crowd.run([visit()])
    assert found[0].status == 200, found[0]
    return found[0].body


def _valid(page: bytes, path: str, visitor: Visitor) -> bytes:
    return post(path, [*hidden(page), *TYPED], visitor.cookie)


def hidden(page: bytes) -> list[tuple[str, str]]:
    """Return the hidden fields of a page: the CSRF token among them."""
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.decode())


def _contender(name: str, crowd: Crowd, requests: list[bytes], status: int) -> Contender:
    return Contender(name, _bursts(crowd, requests, status), len(requests) * REQUESTS)


def _bursts(crowd: Crowd, requests: list[bytes], status: int) -> Callable[[], None]:
    def repeated(request: bytes) -> Visit:
        for _ in range(REQUESTS):
            answer = yield request
            assert answer.status == status, answer

    def work() -> None:
        crowd.run([repeated(request) for request in requests])

    return work
