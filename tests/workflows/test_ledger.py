"""The deadline ledger: a promise is recomputed from its entries alone, whatever happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.test_calendar import CALENDAR, at, durations
from workflows.calendar import LOCAL, DayOff
from workflows.duration import parse_duration
from workflows.explaining import Kind, in_sentences
from workflows.ledger import Entry, EntryKind, Ledger, LedgerError
from workflows.spec import Duration

START, PAUSE, RESUME, RESTART, EXTEND, RUN = EntryKind


def ledger(limit: str, *rows: tuple[EntryKind, str]) -> Ledger:
    entries = [Entry(kind, at(when), reason="Chờ bổ sung giấy tờ") for kind, when in rows]
    return Ledger(parse_duration(limit), tuple(entries))


DUE = [
    ("5 working days", [(START, "2026-03-02 09:00")], "2026-03-09 17:00"),
    # The clock stands still from Tuesday to Thursday: two working days later.
    ("5 working days", [(START, "2026-03-02 09:00"), (PAUSE, "2026-03-03 09:00"), (RESUME, "2026-03-05 16:00")],
     "2026-03-11 17:00"),
    # A pause and an answer on the same day move nothing; nor does a weekend.
    ("5 working days", [(START, "2026-03-02 09:00"), (PAUSE, "2026-03-03 09:00"), (RESUME, "2026-03-03 16:00")],
     "2026-03-09 17:00"),
    # What is awaited while the clock runs moves nothing either, nor does it end what is waited for.
    ("5 working days", [(START, "2026-03-02 09:00"), (RUN, "2026-03-03 09:00")], "2026-03-09 17:00"),
    ("5 working days", [(START, "2026-03-02 09:00"), (PAUSE, "2026-03-03 09:00"), (RUN, "2026-03-04 09:00"),
     (RESUME, "2026-03-05 16:00")], "2026-03-11 17:00"),
    ("5 working days", [(START, "2026-03-02 09:00"), (PAUSE, "2026-03-06 16:00"), (RESUME, "2026-03-08 09:00")],
     "2026-03-09 17:00"),
    # Across Tết no working day passes.
    ("5 working days", [(START, "2026-02-11 09:00"), (PAUSE, "2026-02-13 09:00"), (RESUME, "2026-02-22 09:00")],
     "2026-02-25 17:00"),
    # From zero once the dossier is complete.
    ("5 working days", [(START, "2026-03-02 09:00"), (PAUSE, "2026-03-03 09:00"), (RESTART, "2026-03-10 09:00")],
     "2026-03-17 17:00"),
    ("5 working days", [(START, "2026-03-02 09:00"), (RESTART, "2026-03-10 09:00")], "2026-03-17 17:00"),
    # What was overdue stays so.
    ("5 working days", [(START, "2026-03-02 09:00"), (PAUSE, "2026-03-10 09:00"), (RESUME, "2026-03-20 09:00")],
     "2026-03-09 17:00"),
    ("8 working hours", [(START, "2026-03-02 08:00"), (PAUSE, "2026-03-02 10:00"), (RESUME, "2026-03-03 09:00")],
     "2026-03-03 17:00"),
    ("same day, cut-off 15:00",
     [(START, "2026-03-02 08:00"), (PAUSE, "2026-03-02 10:00"), (RESUME, "2026-03-03 15:30")], "2026-03-04 17:00"),
    # Calendar days: counted from where the count ended, before it moved to Monday.
    ("12 days", [(START, "2026-03-02 09:00"), (PAUSE, "2026-03-03 09:00"), (RESUME, "2026-03-04 09:00")],
     "2026-03-16 17:00"),
    ("1 month", [(START, "2026-03-02 09:00"), (PAUSE, "2026-03-10 09:00"), (RESUME, "2026-03-20 09:00")],
     "2026-04-13 17:00"),
]  # fmt: skip


@pytest.mark.parametrize(("limit", "rows", "due"), DUE)
def test_due(limit: str, rows: list[tuple[EntryKind, str]], due: str) -> None:
    promise = ledger(limit, *rows).due(CALENDAR)
    assert promise is not None
    assert promise.at.astimezone(LOCAL) == at(due)


def test_nothing_is_promised_before_the_start_and_during_a_pause() -> None:
    assert ledger("5 working days").due(CALENDAR) is None
    paused = ledger("5 working days", (START, "2026-03-02 09:00"), (PAUSE, "2026-03-03 09:00"))
    assert paused.is_paused
    assert paused.due(CALENDAR) is None


def extension(when: str, *, duration: str | None = None, until: date | None = None, reason: str = "Xác minh") -> Entry:
    length = parse_duration(duration) if duration else None
    return Entry(EXTEND, at(when), reason, "Điều 19 khoản 9", duration=length, until=until)


def test_the_promised_date_is_moved_once() -> None:
    running = ledger("5 working days", (START, "2026-03-02 09:00"))
    longer = running.add(extension("2026-03-06 09:00", duration="3 working days"))
    promise = longer.due(CALENDAR)
    assert promise is not None
    assert promise.local_date == date(2026, 3, 12)
    assert longer.is_extended
    said = next(entry for entry in promise.entries if entry.kind is Kind.EXTENDED)
    assert "Lý do: Xác minh. Căn cứ: Điều 19 khoản 9." in in_sentences(said)
    with pytest.raises(LedgerError, match="only once"):
        longer.add(extension("2026-03-07 09:00", duration="1 working day"))


def test_the_promised_date_is_moved_to_a_day() -> None:
    running = ledger("5 working days", (START, "2026-03-02 09:00"))
    promise = running.add(extension("2026-03-06 09:00", until=date(2026, 3, 14))).due(CALENDAR)
    assert promise is not None
    assert promise.local_date == date(2026, 3, 16), "a Saturday moves to Monday"
    with pytest.raises(LedgerError, match="later one"):
        running.add(extension("2026-03-06 09:00", until=date(2026, 3, 9))).due(CALENDAR)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([(PAUSE, "2026-03-02 09:00")], "begins with one start"),
        ([(START, "2026-03-02 09:00"), (START, "2026-03-03 09:00")], "begins with one start"),
        ([(START, "2026-03-02 09:00"), (RESUME, "2026-03-03 09:00")], "runs already"),
        ([(START, "2026-03-02 09:00"), (PAUSE, "2026-03-03 09:00"), (PAUSE, "2026-03-04 09:00")], "stands still"),
        ([(START, "2026-03-02 09:00"), (PAUSE, "2026-03-01 09:00")], "cannot lie before"),
    ],
)
def test_an_order_that_cannot_be_is_refused(rows: list[tuple[EntryKind, str]], message: str) -> None:
    with pytest.raises(LedgerError, match=message):
        ledger("5 working days", *rows)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (extension("2026-03-06 09:00"), "how much is added"),
        (extension("2026-03-06 09:00", duration="1 day", until=date(2026, 4, 1)), "how much is added"),
        (extension("2026-03-06 09:00", duration="1 day", reason=" "), "gives its reason"),
    ],
)
def test_an_extension_without_its_reason_or_measure_is_refused(entry: Entry, message: str) -> None:
    with pytest.raises(LedgerError, match=message):
        ledger("5 working days", (START, "2026-03-02 09:00")).add(entry)
    paused = ledger("5 working days", (START, "2026-03-02 09:00"), (PAUSE, "2026-03-03 09:00"))
    with pytest.raises(LedgerError, match="stands still"):
        paused.add(extension("2026-03-06 09:00", duration="1 day"))


def test_the_reasons_tell_the_whole_story() -> None:
    rows = [(START, "2026-03-02 09:00"), (PAUSE, "2026-03-03 09:00"), (RESUME, "2026-03-05 16:00")]
    promise = ledger("5 working days", *rows).due(CALENDAR)
    assert promise is not None
    assert [in_sentences(entry) for entry in promise.entries] == [
        "Thời hạn 5 ngày làm việc được tính từ sau ngày 02/03/2026 đến hết ngày 09/03/2026.",
        (
            "Thời gian từ ngày 03/03/2026 đến ngày 05/03/2026 không tính vào thời hạn giải quyết. "
            "Lý do: Chờ bổ sung giấy tờ."
        ),
        "Vì vậy ngày hẹn trả chuyển từ ngày 09/03/2026 sang ngày 11/03/2026.",
    ]


def test_what_is_awaited_while_the_clock_runs_is_told_with_its_law() -> None:
    running = Entry(RUN, at("2026-03-03 09:00"), "opinions", "Nghị định 175/2024/NĐ-CP, Điều 43", hold="opinions:1")
    promise = ledger("5 working days", (START, "2026-03-02 09:00")).add(running).due(CALENDAR)
    assert promise is not None
    assert in_sentences(promise.entries[-1]) == (
        "Từ ngày 03/03/2026 có việc phải chờ nhưng thời hạn giải quyết vẫn tính. "
        "Lý do: chờ ý kiến của cơ quan, đơn vị được hỏi. Căn cứ: Nghị định 175/2024/NĐ-CP, Điều 43."
    )


def test_a_wait_of_one_day_that_moves_nothing_is_said_so() -> None:
    rows = [(START, "2026-03-02 09:00"), (PAUSE, "2026-03-03 09:00"), (RESUME, "2026-03-03 09:30")]
    promise = ledger("5 working days", *rows).due(CALENDAR)
    assert promise is not None
    assert [in_sentences(entry) for entry in promise.entries[1:]] == [
        "Thời gian chờ trong ngày 03/03/2026 không tính vào thời hạn giải quyết. Lý do: Chờ bổ sung giấy tờ.",
        "Ngày hẹn trả vẫn là ngày 09/03/2026.",
    ]


def waiting(kind: EntryKind, when: str, hold: str) -> Entry:
    return Entry(kind, at(when), hold, "Điều 1", hold=hold)


def test_the_clock_goes_on_when_nothing_is_waited_for_any_more() -> None:
    running = ledger("5 working days", (START, "2026-03-02 09:00"))
    both = running.add(waiting(PAUSE, "2026-03-03 09:00", "supplement")).add(waiting(PAUSE, "2026-03-04 09:00", "fee"))
    answered = both.add(waiting(RESUME, "2026-03-05 09:00", "supplement"))
    assert [entry.hold for entry in answered.waits] == ["fee"]
    assert answered.due(CALENDAR) is None
    with pytest.raises(LedgerError, match="runs already"):
        answered.add(waiting(RESUME, "2026-03-06 09:00", "supplement"))
    paid = answered.add(waiting(RESUME, "2026-03-06 09:00", "fee")).due(CALENDAR)
    assert paid is not None
    # Three working days stood still, from Tuesday to Friday, whichever was waited for.
    assert paid.local_date == date(2026, 3, 12)
    assert [in_sentences(entry) for entry in paid.entries if entry.kind is Kind.PAUSED] == [
        (
            "Thời gian từ ngày 03/03/2026 đến ngày 05/03/2026 không tính vào thời hạn giải quyết. "
            "Lý do: chờ người nộp bổ sung hồ sơ. Căn cứ: Điều 1."
        ),
        (
            "Thời gian từ ngày 04/03/2026 đến ngày 06/03/2026 không tính vào thời hạn giải quyết. "
            "Lý do: chờ người nộp nộp phí, lệ phí. Căn cứ: Điều 1."
        ),
    ]


def test_a_restart_counts_from_the_day_on_which_nothing_is_waited_for() -> None:
    running = ledger("5 working days", (START, "2026-03-02 09:00"))
    both = running.add(waiting(PAUSE, "2026-03-03 09:00", "supplement")).add(waiting(PAUSE, "2026-03-04 09:00", "fee"))
    again = both.add(waiting(RESTART, "2026-03-05 09:00", "supplement"))
    assert again.due(CALENDAR) is None
    promise = again.add(waiting(RESUME, "2026-03-10 09:00", "fee")).due(CALENDAR)
    assert promise is not None
    assert promise.local_date == date(2026, 3, 17)
    said = next(entry for entry in promise.entries if entry.kind is Kind.RESTARTED)
    assert said.since == date(2026, 3, 10)


def test_half_days_and_make_up_days_are_told() -> None:
    half = CALENDAR.promise(at("2026-02-11 10:00"), parse_duration("2 working days")).entries[0]
    made_up = CALENDAR.promise(at("2026-02-23 10:00"), parse_duration("5 working days")).entries[0]
    assert in_sentences(half).endswith("Ngày chỉ làm việc một buổi vẫn tính là ngày làm việc: Nghỉ chiều (12/02/2026).")
    assert in_sentences(made_up).endswith("Ngày làm bù được tính là ngày làm việc: Làm bù (28/02/2026).")
    hours = CALENDAR.promise(at("2026-02-11 16:00"), parse_duration("8 working hours")).entries[0]
    assert "chỉ tính giờ của buổi đó: Nghỉ chiều (12/02/2026)." in in_sentences(hours)


starts = st.datetimes(datetime(2026, 1, 5), datetime(2026, 6, 1), timezones=st.just(LOCAL))  # noqa: DTZ001
gaps = st.lists(st.timedeltas(timedelta(0), timedelta(days=20)), min_size=2, max_size=7)


def story(limit: Duration, start: datetime, waits: list[timedelta]) -> Ledger:
    """Return a ledger in which pauses and answers alternate."""
    entries = [Entry(START, start)]
    for number, gap in enumerate(waits):
        entries.append(Entry(RESUME if number % 2 else PAUSE, entries[-1].at + gap))
    return Ledger(limit, tuple(entries))


@given(durations, starts, gaps)
@settings(max_examples=300)
def test_waiting_never_makes_a_promise_earlier_and_never_cures_what_is_overdue(
    limit: Duration, start: datetime, waits: list[timedelta]
) -> None:
    whole = story(limit, start, waits)
    before = None
    for count in range(1, len(whole.entries) + 1):
        due = Ledger(limit, whole.entries[:count]).due(CALENDAR)
        assert (due is None) is (count % 2 == 0)
        if due is not None:
            assert before is None or due.at >= before.at
            assert CALENDAR.is_working_day(due.local_date)
            if before is not None and whole.entries[count - 2].at >= before.at:
                assert due.at == before.at
            before = due


holds = st.lists(st.tuples(st.sampled_from("ab"), st.timedeltas(timedelta(0), timedelta(days=9))), max_size=8)


@given(durations, starts, holds)
def test_what_is_waited_for_at_once_moves_the_promise_as_one_wait(
    limit: Duration, start: datetime, turns: list[tuple[str, timedelta]]
) -> None:
    """Two waits that overlap are worth one that covers both; recomputing gives the same promise."""
    whole, single, held = Ledger(limit, (Entry(START, start),)), Ledger(limit, (Entry(START, start),)), set[str]()
    for hold, gap in turns:
        when, before = whole.entries[-1].at + gap, len(held)
        whole = whole.add(Entry(RESUME if hold in held else PAUSE, when, hold=hold))
        held ^= {hold}
        if not before or not held:
            single = single.add(Entry(PAUSE if held else RESUME, when))
        assert whole.is_paused is bool(held)
    one, other = whole.due(CALENDAR), single.due(CALENDAR)
    assert (one is None) is (other is None) is bool(held)
    if one is not None and other is not None:
        assert (one.at, one.local_date, one.provisional) == (other.at, other.local_date, other.provisional)
        assert Ledger(limit, tuple(whole.entries)).due(CALENDAR) == one


@given(durations, starts, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_an_immediate_answer_changes_nothing(limit: Duration, start: datetime, wait: timedelta) -> None:
    plain = story(limit, start, []).due(CALENDAR)
    answered = story(limit, start, [wait, timedelta(0)]).due(CALENDAR)
    assert plain is not None
    assert answered is not None
    assert answered.at >= plain.at
    if limit.cut_off is None and limit.unit != "same day":
        assert answered.at == plain.at


@given(durations, starts, gaps)
def test_a_ledger_is_recomputed_to_the_same_promise(limit: Duration, start: datetime, waits: list[timedelta]) -> None:
    whole = story(limit, start, waits)
    again = Ledger(limit, tuple(Entry(entry.kind, entry.at) for entry in whole.entries))
    assert whole.due(CALENDAR) == again.due(CALENDAR)


def test_a_calendar_that_changes_moves_nothing_that_was_promised_by_it() -> None:
    wednesday, changed = date(2026, 3, 4), at("2026-03-02 12:00")
    later = replace(CALENDAR, version="later", days_off={**CALENDAR.days_off, wednesday: DayOff({"vi": "Ngày sửa"})})
    known = lambda instant: later if instant >= changed else CALENDAR  # noqa: E731 - a table of two calendars
    started = ledger("5 working days", (START, "2026-03-02 09:00"))
    assert started.due(known) == started.due(CALENDAR)
    told = ledger("5 working days", (START, "2026-03-02 13:00"))
    assert told.due(known) == told.due(later) != told.due(CALENDAR)
    # From Tuesday to Thursday one working day passes, as Wednesday is off by then.
    resumed = started.add(Entry(PAUSE, at("2026-03-03 09:00"))).add(Entry(RESUME, at("2026-03-05 09:00")))
    both = [promise.local_date for promise in (resumed.due(known), resumed.due(CALENDAR)) if promise]
    assert both == [date(2026, 3, 10), date(2026, 3, 11)]
