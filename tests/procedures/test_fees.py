"""What a dossier costs: whole đồng, the best reduction, what an agency's offer sets."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.fees import FeeNotComputableError, fee_sheet
from procedures.money import Rounding, dong, share
from procedures.overlay import check_overlay, local_time_limit
from procedures.situation import Situation
from tests.procedures.samples import pack, sound
from workflows.duration import as_text

PROCEDURE = sound()


def at(channel: str = "counter") -> Situation:
    return Situation(channel=channel, today=date(2026, 11, 23), submitted_at_minutes=570, filed_on_behalf=False)


TABLE: list[tuple[str, dict[str, Any], dict[str, Any], int, str | None]] = [
    ("counter", {"so_ban": 2, "dien": "thuong"}, {}, 16_000, None),
    ("online", {"so_ban": 2, "dien": "thuong"}, {}, 10_720, "Trực tuyến"),
    ("online", {"so_ban": 2, "dien": "ngheo"}, {}, 0, None),
    ("counter", {"so_ban": 2, "dien": "thuong"}, {"fees": {"phi": {"amount": 5_000}}}, 10_000, None),
    ("counter", {"so_ban": 2, "dien": "thuong"}, {"fees": {"phi": {"amount": 0}}}, 0, None),
    ("online", {"so_ban": 2, "dien": "thuong"}, {"fees": {"phi": {"reductions": {"online": 100}}}}, 0, "Trực tuyến"),
    ("online", {"so_ban": 2, "dien": "thuong"}, {"fees": {"phi": {"reductions": {"online": 0}}}}, 16_000, None),
    ("online", {"so_ban": 2, "dien": "thuong"}, {"account": {"number": "1"}}, 10_720, "Trực tuyến"),
]


@pytest.mark.parametrize(("channel", "answers", "overlay", "total", "reason"), TABLE)
def test_fee_sheet(
    channel: str, answers: dict[str, Any], overlay: dict[str, Any], total: int, reason: str | None
) -> None:
    sheet = fee_sheet(PROCEDURE, answers, at(channel), overlay)
    (line,) = sheet.lines
    assert sheet.total == total == line.full - line.reduced_by
    assert sheet.complete
    assert (line.reason or {}).get("vi") == reason
    assert line.as_json()["amount"] == total


def test_what_is_not_answered_is_not_billed_and_not_free() -> None:
    sheet = fee_sheet(PROCEDURE, {"dien": "thuong"}, at())
    assert sheet.lines == ()
    assert sheet.unknown == {"so_ban"}
    assert not fee_sheet(PROCEDURE, {"so_ban": 1}, at()).complete


def test_an_answer_that_the_form_hides_does_not_count() -> None:
    hidden = pack(
        "{name: so_ban, type: integer, label: Số bản, min: 1, max: 9}",
        "{name: so_ban, type: integer, label: Số bản, when: ho_ten == 'An', required: false}",
    )
    sheet = fee_sheet(sound(hidden), {"ho_ten": "Bình", "so_ban": 9, "dien": "thuong"}, at())
    assert sheet.unknown == {"so_ban"}


def test_a_fee_that_cannot_be_computed_is_never_taken_for_nothing() -> None:
    below = sound(pack("amount: so_ban * rate", "amount: (so_ban - 9) * rate"))
    with pytest.raises(FeeNotComputableError, match="phi"):
        fee_sheet(below, {"so_ban": 2, "dien": "thuong"}, at())
    divided = sound(pack("amount: so_ban * rate", "amount: rate / (so_ban - 2)"))
    with pytest.raises(FeeNotComputableError):
        fee_sheet(divided, {"so_ban": 2, "dien": "thuong"}, at())


@given(st.integers(0, 10**12), st.integers(0, 100))
def test_a_share_is_whole_and_rounds_as_the_pack_says(amount: int, percent: int) -> None:
    down, nearest, up = (share(amount, percent, one) for one in (Rounding.DOWN, Rounding.NEAREST, Rounding.UP))
    assert 0 <= down <= nearest <= up <= min(down + 1, amount)
    assert down * 100 <= amount * percent <= up * 100
    assert abs(nearest * 100 - amount * percent) <= 50


WRONG_OVERLAYS: list[tuple[dict[str, Any], str]] = [
    ({"fees": {"phhi": {"amount": 1}}}, "no fee 'phhi'"),
    ({"fees": {"phi": {"amount": -1}}}, "whole đồng"),
    ({"fees": {"phi": {"amount": 1.5}}}, "whole đồng"),
    ({"fees": {"phi": {"rule": "x"}}}, "no 'rule'"),
    ({"fees": {"phi": {"reductions": {"khac": 5}}}}, "no reduction 'khac'"),
    ({"fees": {"phi": {"reductions": {"online": 101}}}}, "0 to 100"),
    ({"fees": {"phi": 5}}, "given as"),
    ({"time_limit": "soon"}, "no duration"),
]


@pytest.mark.parametrize(("overlay", "message"), WRONG_OVERLAYS)
def test_an_offer_sets_lawful_values_only(overlay: dict[str, Any], message: str) -> None:
    (said,) = check_overlay(PROCEDURE, overlay)
    assert message in said


def test_an_offer_may_set_the_time_limit() -> None:
    assert as_text(local_time_limit(PROCEDURE, {"time_limit": "2 working days"})) == "2 working days"
    assert local_time_limit(PROCEDURE, None) == PROCEDURE.time_limit.within
    assert check_overlay(PROCEDURE, {"time_limit": "2 working days", "fees": {"phi": {"amount": 0}}}) == []


def test_dong() -> None:
    assert dong(1_234_567) == "1.234.567 đồng"
