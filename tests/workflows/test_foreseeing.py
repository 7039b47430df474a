"""The preview of an action: it says what the machine and the ledger would do, and nothing that they would not."""

from __future__ import annotations

import pytest

from tests.workflows.forked import forked
from tests.workflows.samples import sound
from tests.workflows.test_calendar import CALENDAR, at
from workflows.duration import parse_duration
from workflows.foreseeing import Awaited, Foreseen, Outlook, Owed, What, foresee, in_sentence, in_sentences
from workflows.ledger import Entry, EntryKind, Ledger
from workflows.machine import would_move
from workflows.spec import Clock

SPEC = sound()
NOW = at("2026-03-03 09:00")
LIMIT = parse_duration("5 working days")
NOTHING = Ledger(LIMIT)
RUNNING = Ledger(LIMIT, (Entry(EntryKind.START, at("2026-03-02 09:00")),))
LATE = Ledger(LIMIT, (Entry(EntryKind.START, at("2026-02-02 09:00")),))


def told(step: str, action: str, ledger: Ledger, owed: Owed | None = None, language: str = "vi") -> str:
    outlook = Outlook(ledger, CALENDAR, NOW, owed)
    return in_sentences(foresee(SPEC, would_move(SPEC, step, action), outlook), SPEC, language)


def test_accepting_starts_the_clock_and_says_the_date_that_the_ledger_gives() -> None:
    started = NOTHING.add(Entry(EntryKind.START, NOW)).due(CALENDAR)
    assert started is not None
    day = f"{started.local_date:%d/%m/%Y}"
    assert told("tiep_nhan", "nhan", NOTHING) == (
        "Người nộp nhận giấy tiếp nhận và hẹn trả kết quả. "
        f"Thời hạn giải quyết bắt đầu tính, hẹn trả ngày {day}. "
        "Chuyển sang bước “Phân công thụ lý”, lãnh đạo phòng xử lý."
    )
    assert told("tiep_nhan", "nhan", NOTHING, language="en") == (
        "The applicant gets the receipt with the promised date. "
        f"The time limit starts; the promised date is {day}. "
        "It goes on to the step “Phân công thụ lý”, with the head of department."
    )


def test_a_fee_order_is_told_with_what_it_does_to_clock_and_date() -> None:
    words = told("tham_dinh", "trinh", LATE, Owed(50_000, Clock.PAUSE))
    assert words.startswith(
        "Phiếu thu 50.000 đ được gửi. Đồng hồ dừng đến khi người nộp đã nộp tiền. Ngày hẹn trả 09/02/2026 giữ nguyên."
    )
    words = told("tham_dinh", "trinh", RUNNING, Owed(50_000, Clock.PAUSE), "en")
    assert words.startswith(
        "A fee order of 50,000 VND is sent. The clock stands still until the fee is paid. "
        "The promised date, 09/03/2026, moves by the time that is waited."
    )
    words = told("tham_dinh", "trinh", RUNNING, Owed(50_000, Clock.RUN))
    assert "Thời hạn giải quyết vẫn tính. Ngày hẹn trả 09/03/2026 giữ nguyên." in words
    assert "Ngày hẹn" not in told("tham_dinh", "trinh", NOTHING, Owed(50_000, Clock.RUN))


@pytest.mark.parametrize(
    ("clock", "ledger", "whats"),
    [
        (Clock.PAUSE, RUNNING, [What.PAUSES, What.MOVES_DATE]),
        (Clock.PAUSE, LATE, [What.PAUSES, What.KEEPS_DATE]),
        (Clock.RUN, RUNNING, [What.RUNS, What.KEEPS_DATE]),
        (Clock.RESTART, RUNNING, [What.RESTARTS]),
        (Clock.PAUSE, NOTHING, []),
    ],
)
def test_a_supplement_moves_the_clock_as_the_pack_says(clock: Clock, ledger: Ledger, whats: list[What]) -> None:
    spec = sound(lambda raw: raw["steps"]["tiep_nhan"]["actions"]["bo_sung"].update(clock=str(clock)))
    foreseen = foresee(spec, would_move(spec, "tiep_nhan", "bo_sung"), Outlook(ledger, CALENDAR, NOW))
    assert [one.what for one in foreseen] == [What.ASKS_SUPPLEMENT, *whats, What.STAYS]


def test_while_the_clock_stands_still_no_date_is_told() -> None:
    paused = RUNNING.add(Entry(EntryKind.PAUSE, at("2026-03-02 10:00")))
    assert "Ngày hẹn" not in told("tham_dinh", "trinh", paused)
    assert "Ngày hẹn trả 09/03/2026 giữ nguyên" in told("tham_dinh", "trinh", RUNNING)
    assert "Hồ sơ đã quá ngày hẹn trả" in told("tham_dinh", "trinh", LATE)


def test_an_end_is_called_by_its_name_and_keeps_no_date() -> None:
    assert told("ky", "bac", RUNNING) == "Kết quả được trả cho người nộp. Hồ sơ kết thúc: Không cấp phép."
    words = told("phat_hanh", "phat_hanh", RUNNING)
    assert words.index("cấp số") < words.index("ký số của cơ quan") < words.index("Chuyển sang")


@pytest.mark.parametrize("what", What)
def test_everything_is_said_in_both_languages(what: What) -> None:
    one = Foreseen(what, step="ky", day=NOW.date(), amount=1, awaited=Awaited.FEE)
    vietnamese, english = (in_sentence(one, SPEC, language) for language in ("vi", "en"))
    assert vietnamese.endswith(".")
    assert english.endswith(".")
    assert vietnamese != english


def test_branches_are_foreseen_by_what_opens_joins_and_is_closed() -> None:
    spec = forked()

    def way(step: str, action: str) -> str:
        foreseen = foresee(spec, would_move(spec, step, action), Outlook(NOTHING, CALENDAR, NOW))
        return in_sentences(tuple(one for one in foreseen if one.what is not What.STARTS), spec)

    assert way("ra_soat", "lai") == "Chuyển sang “Xác minh và kiểm tra cùng lúc”: các nhánh được xử lý cùng lúc."
    assert way("cho", "sai") == "Nhánh này xong, không đạt; hồ sơ đi tiếp khi các nhánh hợp lại."
    assert way("do_ve", "xong") == "Nhánh này xong và đạt; hồ sơ đi tiếp khi các nhánh hợp lại."
    assert way("chay", "bo") == (
        "Các nhánh khác đang mở được đóng. Chuyển sang bước “Rà soát”, công chức thụ lý xử lý."
    )
