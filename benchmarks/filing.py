"""One whole filing over HTTP, against a bare Flask view that inserts one row of 2 KB and commits it.

A filing is eight requests: start (look, begin), two pages with fifteen fields, three conditions and a table of rows
(each looked at and saved), the last check (looked at, and submitted with all rows, the event and the job). Each
filing has a session and a CSRF token of its own, and eight clients file at once. Both run under the same settings of
granian on the same database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import text

from benchmarks.form_page import hidden
from benchmarks.report import Claim, Contender, Report, measure
from benchmarks.site.home import Home, Visitor, home
from benchmarks.site.serving import BARE, PORTAL, serving
from benchmarks.site.wire import Answer, Crowd, Visit, get, post
from portal.db import Role, open_engine
from portal.models import Offer

CLIENTS = 8
FILINGS_A_CALL = 4
ROWS_A_CALL = 100
"""So many for each client that the beginning and the end, where not all of them are at work, count for little."""
AT_MOST = 25
ROUNDS = 11
SESSIONS = 4_000
FILING, ROW = "portal, one whole filing", "bare Flask, one row of 2 KB inserted and committed"
FIRST = (
    ("ho_ten", "Nguyễn Thị Đo"),
    ("so_dinh_danh", "001190000001"),
    ("ngay_sinh-day", "6"),
    ("ngay_sinh-month", "5"),
    ("ngay_sinh-year", "1990"),
    ("gioi_tinh", "nu"),
    ("dien_thoai", "0912345678"),
    ("thu", "do@example.vn"),
    ("nop_thay", "true"),
    ("ten_chu", "Trần Văn Chủ"),
)
SECOND = (
    ("so_ban", "7"),
    ("ly_do_nhieu", "Nộp cho nhiều nơi"),
    ("von", "50.000.000"),
    ("ghi_chu", "Đề nghị cấp theo quy định. " * 8),
    ("co_giay_phep", "true"),
    ("so_giay_phep", "12/GP-UBND"),
    *(
        (f"hang_muc-{row}-{column}", value)
        for row in range(3)
        for column, value in (("_id", ""), ("ten", f"Hạng mục {row}"), ("so_luong", "3"), ("don_gia", "1.000.000"))
    ),
)


def run() -> Report:
    """Measure both."""
    with home() as place, _contenders(place) as contenders:
        figures = measure(contenders, ROUNDS)
    rate = {figure.name: figure.per_second for figure in figures}
    claim = Claim("bare inserts that one filing costs", rate[ROW] / rate[FILING], AT_MOST, at_most=True)
    return Report("filing", "filings or rows", figures, (claim,))


@contextmanager
def _contenders(place: Home) -> Iterator[list[Contender]]:
    offer = place.offer("filing")
    _make_table(place)
    waiting = iter(place.visitors(SESSIONS))
    with serving(PORTAL, place.environment) as port, serving(BARE, place.environment, BENCH_ROWS="1") as bare_port:
        portal, bare = Crowd(port, CLIENTS), Crowd(bare_port, CLIENTS)
        yield [
            Contender(FILING, _filings(portal, offer, waiting), CLIENTS * FILINGS_A_CALL),
            Contender(ROW, _rows(bare), CLIENTS * ROWS_A_CALL),
        ]


def _make_table(place: Home) -> None:
    engine = open_engine(place.settings, Role.OWNER)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE public.bench_rows (id bigserial PRIMARY KEY, data jsonb NOT NULL)"))
    engine.dispose()


def _filings(crowd: Crowd, offer: Offer, waiting: Iterator[Visitor]) -> Callable[[], None]:
    def work() -> None:
        crowd.run([_file(str(offer.id), next(waiting)) for _ in range(CLIENTS * FILINGS_A_CALL)])

    return work


def _file(offer: str, visitor: Visitor) -> Visit:
    start, cookie = "/thu-tuc/9.100002/nop", visitor.cookie
    page = yield get(start, cookie)
    begun = yield post(start, [*_hidden(page), ("offer", offer)], cookie)
    first = _place(begun)
    page = yield get(first, cookie)
    saved = yield post(first, [*_hidden(page), *FIRST], cookie)
    second = _place(saved)
    page = yield get(second, cookie)
    saved = yield post(second, [*_hidden(page), *SECOND], cookie)
    check = _place(saved)
    page = yield get(check, cookie)
    filed = yield post(check, [*_hidden(page), ("declared", "1"), ("delivery", "online")], cookie)
    assert re.fullmatch(r"/ho-so/[^/]+/da-nop", _place(filed)), filed


def _hidden(answer: Answer) -> list[tuple[str, str]]:
    assert answer.status == 200, answer
    return hidden(answer.body)


def _place(answer: Answer) -> str:
    assert answer.status == 302, answer
    return answer.header("location")


def _rows(crowd: Crowd) -> Callable[[], None]:
    def inserted() -> Visit:
        for _ in range(ROWS_A_CALL):
            answer = yield post("/row")
            assert answer.status == 200, answer

    def work() -> None:
        crowd.run([inserted() for _ in range(CLIENTS)])

    return work
